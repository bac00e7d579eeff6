//! Walsh-Hadamard crossbars of every kind against the golden model.

use cimgen::blocks::Kind;
use cimgen::blocks::digitizer::{Form, RangeRule, Sar};
use cimgen::blocks::requantize::Requantize;
use cimgen::blocks::wht_crossbar::{
    Crossbar, EarlyTermination, RandomTie, RowDigitizer, RowOrder, Scaled, Sign, Stitching, Tie,
    WhtCrossbar,
};
use cimgen::compile::{Compiled, Reference, compile};
use cimgen::cosim::{Embedded, Icarus, Pacing, Simulator, Verilator, stimulus};
use cimgen::design::{Design, Lanes, NodeDescription, Tap};
use cimgen::num::Format;
use cimgen::tool::{ICARUS, VERILATOR, or_skip};

use crate::pairwise::cover;

/// Most points, and bits of what comes in.
const LANES: usize = 64;
const INPUT: Format = Format::signed(9);

/// Most points with structural digitizers, which have a cover of their own (`digitizers.rs`).
const STRUCTURAL_POINTS: usize = 8;

/// One point: points, bits, sign, decision, termination, order, stitching, by their number.
type Point = [usize; 7];

const POINTS: [usize; 6] = [2, 4, 8, 16, 32, 64];
const BITS: [u32; 4] = [1, 2, 4, 8];
const SIGNS: [Sign; 3] = [Sign::SignedMagnitude, Sign::TwosComplement, Sign::Unsigned];
const ORDERS: [RowOrder; 3] = [RowOrder::Natural, RowOrder::Sequency, RowOrder::Dyadic];
const TIES: [Tie; 5] = [
    Tie::Plus,
    Tie::Minus,
    Tie::Zero,
    Tie::Previous,
    Tie::Random(RandomTie { seed: 4, instance: Some(2) }),
];
const TERMINATIONS: [EarlyTermination; 3] = [
    EarlyTermination::None,
    EarlyTermination::Lossless,
    EarlyTermination::Scaled(Scaled { alpha: 90 }),
];
const DECISIONS: usize = TIES.len() + 3;

/// The transform of a point; `None` where there is none.
fn transform(
    [points, bits, sign, decision, termination, order, tiles]: Point,
) -> Option<WhtCrossbar> {
    let (points, bits) = (POINTS[points], BITS[bits]);
    let search = Sar::new(2, RangeRule::Full);
    let (digitizer, tie) = match decision.checked_sub(TIES.len()) {
        None => (RowDigitizer::Comparator, TIES[decision]),
        Some(0) => (RowDigitizer::Exact, Tie::Plus),
        Some(1) => (RowDigitizer::Sar(search), Tie::Plus),
        Some(_) if points > STRUCTURAL_POINTS => return None,
        Some(_) => (RowDigitizer::Sar(Sar { form: Form::Structural, ..search }), Tie::Plus),
    };
    let crossbar = Crossbar {
        order: ORDERS[order],
        digitizer,
        tie,
        early_termination: TERMINATIONS[termination],
        stitching: (tiles > 0).then_some(Stitching {
            tile: points / 2,
            rows: None,
            switched: false,
        }),
        ..Crossbar::new(points)
    };
    let most = crossbar.greatest(bits);
    let threshold = |row: usize| (row * 3 % points) as i64 * most / points as i64;
    let thresholds = (0..points).map(threshold).collect();
    let spec = WhtCrossbar { thresholds, ..WhtCrossbar::new(crossbar, bits, SIGNS[sign]) };
    spec.check().is_empty().then_some(spec)
}

fn points() -> Vec<Point> {
    let sides = [POINTS.len(), BITS.len(), SIGNS.len(), DECISIONS, 3, ORDERS.len(), 2];
    let count: usize = sides.iter().product();
    let point = |number: usize| {
        let mut rest = number;
        sides.map(|side| {
            let own = rest % side;
            rest /= side;
            own
        })
    };
    let all: Vec<Point> = (0..count).map(point).filter(|one| transform(*one).is_some()).collect();
    cover(&all)
}

/// Transforms side by side, each on the first of the input's lanes, whose upper bits it takes.
fn side_by_side(transforms: &[WhtCrossbar]) -> Compiled {
    let mut design = Design::builder("crossbars").input([LANES], INPUT, 1.0);
    let mut output = Lanes(vec![]);
    for (number, spec) in transforms.iter().enumerate() {
        let (points, format) = (spec.crossbar.points, spec.input());
        let taken = format.bits() + u32::from(!format.is_signed());
        let narrowed = Requantize {
            input: INPUT,
            multipliers: vec![1; points],
            bias: vec![],
            shift: (INPUT.bits() - taken).into(),
            relu: false,
            output: format,
        };
        let (input, name) = (format!("input_{number}"), format!("transform_{number}"));
        let lanes = Lanes(vec![Tap::some("input", 0..points)]);
        design = design.node(NodeDescription::new(input.clone(), narrowed).input("x", lanes)).node(
            NodeDescription::new(name.clone(), spec.clone())
                .input("x", Lanes(vec![Tap::all(input)])),
        );
        output.0.push(Tap::all(name));
    }
    compile(design.output(output).build(".").unwrap()).unwrap()
}

#[test]
fn crossbars_of_a_pairwise_cover_are_the_same_in_all_simulators() {
    let here = "crossbars_of_a_pairwise_cover_are_the_same_in_all_simulators";
    let tools = [or_skip(&VERILATOR, here), or_skip(&ICARUS, here)];
    let points = points();
    assert!(points.len() >= 46, "{}", points.len());
    let transforms: Vec<WhtCrossbar> = points.into_iter().filter_map(transform).collect();
    let compiled = side_by_side(&transforms);
    let of = |beats| Reference::new(&compiled, stimulus(&compiled.input(), beats, 6)).unwrap();
    // Icarus takes half a second for each beat.
    let (all, first) = (of(60), of(20));
    let design = || compiled.validated().unwrap();
    let mut simulators: Vec<Box<dyn Simulator>> = vec![Box::new(Embedded::new(design()).unwrap())];
    if tools[0].is_some() {
        simulators.push(Box::new(Verilator::brief(design()).unwrap()));
    }
    if tools[1].is_some() {
        simulators.push(Box::new(Icarus::new(design()).unwrap()));
    }
    for simulator in &mut simulators {
        let slow = simulator.name() == "icarus";
        for pacing in [Pacing::Full, Pacing::Random { seed: 3 }] {
            if slow && !matches!(pacing, Pacing::Full) {
                continue;
            }
            let reference = if slow { &first } else { &all };
            let checked = reference.check(&compiled, simulator.as_mut(), pacing, Some(6));
            let result = checked.unwrap().0;
            assert!(result.passed(), "{pacing:?}: {result:?}");
        }
    }
}
