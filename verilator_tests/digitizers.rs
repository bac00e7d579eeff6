//! Every kind of digitizer, in both forms, against the golden model.

use std::path::Path;

use cimgen::blocks::cim_array::Array;
use cimgen::blocks::digitizer::{
    Asymmetric, Conversion, Digitizer, Errors, Flash, Form, Hybrid, Network, RangeRule, Sar, Window,
};
use cimgen::blocks::{Beat, BlockSpec, Kind, contract};
use cimgen::compile::{Compiled, Reference, compile};
use cimgen::cosim::{Embedded, Icarus, Pacing, Run, Simulator, Verilator, marks, stimulus};
use cimgen::design::{DataFiles, Design, Lanes, NodeDescription, Tap};
use cimgen::network::write_codes;
use cimgen::num::Format;
use cimgen::rtl::{Bits, Netlist};
use cimgen::tool::{ICARUS, VERILATOR, or_skip};

use crate::designs::write_weights;
use crate::pairwise;

/// Most cells of a line.
const CELLS: usize = 128;

/// One point: search, bits, cells and range, by their number or value.
type Point = [usize; 4];

const SEARCHES: usize = 5;
const RANGES: usize = 3;
const LENGTHS: [usize; 14] = [1, 2, 3, 5, 7, 8, 15, 20, 31, 32, 63, 64, 100, CELLS];

/// The digitizer of a point; `None` where there is none.
fn digitizer([search, bits, cells, range]: Point, form: Form) -> Option<Digitizer> {
    let bits = bits as u32;
    let range = match range {
        0 => RangeRule::Full,
        1 => RangeRule::Clip,
        _ => RangeRule::Window(Window { low: cells as u32 / 3, step: 1 + cells as u32 / 40 }),
    };
    let conversion = match search {
        0 => Conversion::Flash(Flash { form, ..Flash::new(bits, range) }),
        1 => Conversion::Sar(Sar { form, ..Sar::new(bits, range) }),
        2 => Conversion::Hybrid(Hybrid { form, ..Hybrid::new(bits, 1, range) }),
        3 => Conversion::Hybrid(Hybrid { form, ..Hybrid::new(bits, 2, range) }),
        _ => {
            let histogram = (0..1u64 << bits).map(|code| 1 + 5000 / (1 + code)).collect();
            let max_depth = Some(2 * bits).filter(|_| bits > 2);
            let search = Asymmetric::new(bits, histogram, range);
            Conversion::Asymmetric(Asymmetric { form, max_depth, ..search })
        }
    };
    let digitizer = Digitizer::new(cells, 1, conversion);
    digitizer.check().is_empty().then_some(digitizer)
}

/// Points that have every pair of values that any point has, most of the missing ones first.
fn cover() -> Vec<Point> {
    let all: Vec<Point> = (0..SEARCHES)
        .flat_map(|search| (1..=8).map(move |bits| (search, bits)))
        .flat_map(|(search, bits)| LENGTHS.map(|cells| (search, bits, cells)))
        .flat_map(|(search, bits, cells)| {
            (0..RANGES).map(move |range| [search, bits, cells, range])
        })
        .filter(|point| digitizer(*point, Form::Optimized).is_some())
        .collect();
    pairwise::cover(&all)
}

#[test]
fn both_forms_equal_the_golden_model_over_a_pairwise_cover() {
    let points = cover();
    assert!(points.len() >= 80, "{}", points.len());
    let forms = [Form::Optimized, Form::Structural];
    let ideal = points.iter().flat_map(|point| forms.map(|form| digitizer(*point, form).unwrap()));
    for digitizer in ideal.chain(in_error().into_iter().map(|(_, digitizer)| digitizer)) {
        let spec = BlockSpec::from(digitizer);
        let mut netlist = Netlist::new();
        let top = spec.as_block().rtl(&mut netlist);
        let beats = contract::tried(&spec, (&netlist, top));
        assert!(beats.is_ok_and(|beats| beats > CELLS), "{spec:?}: {beats:?}");
    }
}

/// Digitizers side by side, each on the first of the input's lanes.
fn side_by_side(name: &str, digitizers: &[(String, Digitizer)]) -> Compiled {
    let mut design = Design::builder(name).input([CELLS], Format::unsigned(1), 1.0);
    let mut output = Lanes(vec![]);
    for (name, digitizer) in digitizers {
        let lanes = Lanes(vec![Tap::some("input", 0..digitizer.cells)]);
        design =
            design.node(NodeDescription::new(name.clone(), digitizer.clone()).input("x", lanes));
        output.0.push(Tap::all(name.clone()));
    }
    compile(design.output(output).build(".").unwrap()).unwrap()
}

/// Lines with every number of driven cells, from the first cell on and from any other.
fn lines() -> Vec<Beat> {
    let mut rng = fastrand::Rng::with_seed(6);
    let first = (0..=CELLS).map(|driven| (0..CELLS).map(|cell| i64::from(cell < driven)).collect());
    let mut lines: Vec<Beat> = first.collect();
    lines.extend((0..=CELLS).map(|driven| {
        let mut line: Beat = (0..CELLS).map(|cell| i64::from(cell < driven)).collect();
        rng.shuffle(&mut line);
        line
    }));
    lines
}

/// Every search on lines whose cells and comparators are not alike.
fn in_error() -> Vec<(String, Digitizer)> {
    let searches = 0..SEARCHES;
    let of = |search: usize| {
        let ideal = digitizer([search, 4, 20, 0], Form::Structural).unwrap();
        let errors = Errors {
            seed: 7,
            instance: Some(2),
            cell_sigma: 100,
            offset_sigma: 700,
            noise_sigma: 400,
            droop: 15,
            ..Errors::default()
        };
        (format!("in_error_{search}"), Digitizer { errors: Some(errors), ..ideal })
    };
    searches.map(of).collect()
}

#[test]
fn icarus_gives_the_same_codes_of_lines_in_error() {
    if or_skip(&ICARUS, "icarus_gives_the_same_codes_of_lines_in_error").is_none() {
        return;
    }
    let compiled = side_by_side("in_error", &in_error());
    let reference = Reference::new(&compiled, lines()).unwrap();
    let mut icarus = Icarus::new(compiled.validated().unwrap()).unwrap();
    let result = reference.check(&compiled, &mut icarus, Pacing::Full, Some(5)).unwrap().0;
    assert!(result.passed(), "{result:?}");
    // Errors that change nothing would show nothing.
    let ideal: Vec<(String, Digitizer)> = in_error()
        .into_iter()
        .map(|(name, digitizer)| (name, Digitizer { errors: None, ..digitizer }))
        .collect();
    let ideal = side_by_side("in_error", &ideal);
    assert_ne!(Reference::new(&ideal, lines()).unwrap().results, reference.results);
}

#[test]
fn verilator_gives_the_same_codes_in_the_same_cycles() {
    if or_skip(&VERILATOR, "verilator_gives_the_same_codes_in_the_same_cycles").is_none() {
        return;
    }
    // Hundreds of reference lines of a column only cost time here; the embedded simulator had them.
    let affordable = |digitizer: &Digitizer| digitizer.conversion.references() < 64;
    let points: Vec<Point> = cover()
        .into_iter()
        .filter(|point| digitizer(*point, Form::Structural).is_some_and(|one| affordable(&one)))
        .take(44)
        .collect();
    assert!(points.len() >= 40);
    let forms = [("optimized", Form::Optimized), ("structural", Form::Structural)];
    let named = points.iter().enumerate().flat_map(|(number, point)| {
        forms.map(|(name, form)| (format!("{name}_{number}"), digitizer(*point, form).unwrap()))
    });
    let named: Vec<(String, Digitizer)> = named.chain(in_error()).collect();
    let compiled = side_by_side("digitizers", &named);
    let reference = Reference::new(&compiled, lines()).unwrap();
    let design = compiled.validated().unwrap();
    let mut simulators: [Box<dyn Simulator + '_>; 2] =
        [Box::new(Embedded::new(design).unwrap()), Box::new(Verilator::brief(design).unwrap())];
    for simulator in &mut simulators {
        for pacing in [Pacing::Full, Pacing::Random { seed: 5 }] {
            let result = reference.check(&compiled, &mut **simulator, pacing, Some(5)).unwrap().0;
            assert!(result.passed(), "{pacing:?}: {result:?}");
        }
    }
}

/// Mean cycles from one beat's being taken to the next one's.
fn interval(conversion: &Conversion, beats: &[Beat]) -> f64 {
    let digitizer = Digitizer::new(31, 1, conversion.clone());
    let compiled = side_by_side("promised", &[("digitizer".to_string(), digitizer)]);
    let mut simulator = Verilator::brief(compiled.validated().unwrap()).unwrap();
    let packed: Vec<Bits> =
        beats.iter().map(|beat| Bits::from_bools(beat.iter().map(|cell| *cell == 1))).collect();
    let (lasts, outputs) = (marks(beats.len()), beats.len());
    let run = Run { beats: &packed, lasts: &lasts, outputs, pacing: Pacing::Full, limit: 100_000 };
    let accepted = simulator.run(run).unwrap().accepted;
    (accepted[beats.len() - 1] - accepted[0]) as f64 / (beats.len() - 1) as f64
}

/// Counts of 31 cells, each driven with the chance 1/8: how often each of 0 to 31 comes.
const BINOMIAL: [u64; 32] = {
    let mut counts = [0; 32];
    let shares = [159, 706, 1514, 2091, 2092, 1614, 999, 510, 218, 80, 25, 7, 2, 1];
    let mut at = 0;
    while at < shares.len() {
        counts[at] = shares[at];
        at += 1;
    }
    counts
};

#[test]
fn conversions_take_as_many_cycles_as_are_promised() {
    if or_skip(&VERILATOR, "conversions_take_as_many_cycles_as_are_promised").is_none() {
        return;
    }
    let full = RangeRule::Full;
    let asymmetric = Conversion::Asymmetric(Asymmetric::new(5, BINOMIAL.to_vec(), full));
    // The calibration set, in any order, and a beat more, as the last one's cycles are not seen.
    let counts = BINOMIAL.iter().enumerate();
    let mut beats: Vec<Beat> = counts
        .flat_map(|(driven, count)| std::iter::repeat_n(driven, *count as usize))
        .map(|driven| (0..CELLS).map(|cell| i64::from(cell < driven)).collect())
        .collect();
    fastrand::Rng::with_seed(2).shuffle(&mut beats);
    beats.push(vec![0; CELLS]);
    assert_eq!(interval(&Conversion::Flash(Flash::new(5, full)), &beats), 1.0);
    assert_eq!(interval(&Conversion::Hybrid(Hybrid::new(5, 2, full)), &beats), 4.0);
    assert_eq!(interval(&Conversion::Sar(Sar::new(5, full)), &beats), 5.0);
    let expected = asymmetric.tree().unwrap().expected(&BINOMIAL);
    let measured = interval(&asymmetric, &beats);
    assert!((measured - expected).abs() < 1e-9, "{measured} {expected}");
}

/// Two layers on clusters whose cells and comparators are in error, with noise and droop.
fn network_in_error(folder: &Path) -> Compiled {
    let samples: Vec<Vec<i64>> =
        (0..20).map(|n| (0..12).map(|lane| (n * 7 + lane * 3) % 8).collect()).collect();
    write_codes(&folder.join("samples.npy"), &samples).unwrap();
    write_weights(&folder.join("w.safetensors"), &[("a", &[6, 12]), ("b", &[3, 6])]);
    let cluster = Hybrid {
        network: Some(Network::Cluster),
        form: Form::Structural,
        ..Hybrid::new(3, 2, RangeRule::Full)
    };
    let errors = Errors {
        seed: 2,
        cell_sigma: 40,
        offset: -500,
        offset_sigma: 200,
        noise_sigma: 300,
        droop: 5,
        ..Errors::default()
    };
    let array = Array {
        digitizer: Conversion::Hybrid(cluster),
        errors: Some(errors),
        ..Array::new(6, 4, Format::signed(3))
    };
    let data = DataFiles { calibration: Some("samples.npy".into()), train: None, test: None };
    let design = Design::builder("in_error")
        .input([12], Format::unsigned(3), 0.125)
        .parameters("w.safetensors")
        .data(data)
        .hardware("main", array)
        .dense_relu("a", 6, "main", Format::unsigned(3))
        .dense("b", 3, "main")
        .build(folder)
        .unwrap();
    compile(design).unwrap()
}

/// The same to the bit and in every cycle, held back too: draws do not depend on when they are made.
#[test]
fn a_network_in_error_is_the_same_in_all_simulators() {
    let here = "a_network_in_error_is_the_same_in_all_simulators";
    let tools = [or_skip(&VERILATOR, here), or_skip(&ICARUS, here)];
    let folder = tempfile::tempdir().unwrap();
    let compiled = network_in_error(folder.path());
    let design = || compiled.validated().unwrap();
    let mut simulators: Vec<Box<dyn Simulator>> = vec![Box::new(Embedded::new(design()).unwrap())];
    if tools[0].is_some() {
        simulators.push(Box::new(Verilator::brief(design()).unwrap()));
    }
    if tools[1].is_some() {
        simulators.push(Box::new(Icarus::new(design()).unwrap()));
    }
    let of_beats =
        |count| Reference::new(&compiled, stimulus(&compiled.input(), count, 5)).unwrap();
    // Hashes of noise are long work for an interpreter.
    let (many, few) = (of_beats(60), of_beats(20));
    for simulator in &mut simulators {
        let reference = if simulator.name() == "icarus" { &few } else { &many };
        for pacing in [Pacing::Full, Pacing::Random { seed: 9 }] {
            let (result, _) =
                reference.check(&compiled, simulator.as_mut(), pacing, Some(5)).unwrap();
            assert!(result.passed(), "{result:?}");
        }
    }
}
