//! Written waves, read back by a library that others wrote.

use std::collections::BTreeMap;
use std::fs::File;
use std::ops::ControlFlow;

use wellen::{VarType, simple};

use crate::blocks::BlockSpec;
use crate::cosim::replay::replay;
use crate::cosim::waves::{Variable, Waves};
use crate::cosim::{Embedded, Pacing, Simulator, WaveFormat, trace};
use crate::rtl::{Bits, validate};

use super::wrapped::Wrapped;

/// The changes of every variable by its full name: times and bits, and whether it is signed.
type Read = BTreeMap<String, (bool, Vec<(u64, String)>)>;

fn written(format: WaveFormat, write: impl FnOnce(File)) -> Read {
    let file = tempfile::NamedTempFile::new().unwrap();
    write(file.reopen().unwrap());
    let mut waves = simple::read(file.path()).unwrap();
    let fst = waves.hierarchy().file_format() == wellen::FileFormat::Fst;
    assert_eq!(fst, format == WaveFormat::Fst);
    let variables: Vec<_> = waves.hierarchy().all_vars().collect();
    let mut read = Read::new();
    for id in variables {
        let variable = waves.hierarchy()[id].clone();
        waves.load_signals(&[variable.signal_ref()]);
        let times = waves.time_table();
        let signal = waves.get_signal(variable.signal_ref()).unwrap();
        let changes = signal.iter_changes();
        let changes = changes.map(|(at, bits)| (times[at as usize], bits.to_bit_string().unwrap()));
        let signed = variable.var_type() == VarType::Integer;
        read.insert(variable.full_name(waves.hierarchy()), (signed, changes.collect()));
    }
    read
}

/// A sum of two formats with signs, between queues.
fn adder() -> Wrapped {
    let is_adder = |spec: &BlockSpec| match spec {
        BlockSpec::AdderTree(tree) => tree.lanes > 1 && tree.inputs.len() == 2,
        _ => false,
    };
    Wrapped::new(BlockSpec::examples().into_iter().find(is_adder).unwrap()).unwrap()
}

fn traced(wrapped: &Wrapped, format: WaveFormat) -> Read {
    let design = validate(&wrapped.netlist, wrapped.top).unwrap();
    let mut embedded = Embedded::new(design).unwrap();
    written(format, |file| {
        let run = wrapped.run(Pacing::Random { seed: 2 });
        trace((design, &wrapped.graph), run, &mut embedded, (file, format, 10)).unwrap();
    })
}

#[test]
fn both_formats_hold_the_same() {
    let wrapped = adder();
    let vcd = traced(&wrapped, WaveFormat::Vcd);
    assert_eq!(vcd, traced(&wrapped, WaveFormat::Fst));
    let names: Vec<&str> =
        vcd.keys().map(String::as_str).filter(|n| !n.contains("inside")).collect();
    for name in ["wrapped.clock", "wrapped.cycle", "wrapped.l1.block.a0.valid"] {
        assert!(names.contains(&name), "{names:?}");
    }
}

#[test]
fn waves_show_what_the_simulator_does() {
    let wrapped = adder();
    let design = validate(&wrapped.netlist, wrapped.top).unwrap();
    let read = traced(&wrapped, WaveFormat::Vcd);
    let (signed, lane) = &read["wrapped.l1.block.y.data_2"];
    assert!(*signed && !read["wrapped.l1.block.y.valid"].0);
    let names = ["tdata", "tvalid"].map(|end| format!("block.y_{end}"));
    let beat = wrapped.spec.as_block().interface().outputs.remove(0).beat;
    let width = beat.formats().next().unwrap().bits();
    let mut seen = (vec![], vec![]);
    let run = wrapped.run(Pacing::Random { seed: 2 });
    let mut see = |cycle: u64, values: &[Option<Bits>]| {
        let [Some(data), Some(valid)] = values else { panic!("{values:?}") };
        for (to, bits) in
            [(&mut seen.0, data.slice(beat.bit_of(2), width)), (&mut seen.1, valid.clone())]
        {
            let text: String =
                (0..bits.width()).rev().map(|at| if bits.bit(at) { '1' } else { '0' }).collect();
            if to.last().is_none_or(|(_, last)| *last != text) {
                to.push((10 * cycle, text));
            }
        }
        Ok(ControlFlow::Continue(()))
    };
    Embedded::new(design).unwrap().watch(run, &names, &mut see).unwrap();
    assert!(seen.0.len() > 10 && seen.1.len() > 10, "{seen:?}");
    assert_eq!((lane, &read["wrapped.l1.block.y.valid"].1), (&seen.0, &seen.1));
}

#[test]
fn unknown_bits_are_written_as_such() {
    let variable = Variable { scopes: vec!["s".into()], name: "v".into(), width: 3, signed: true };
    for format in [WaveFormat::Vcd, WaveFormat::Fst] {
        let read = written(format, |file| {
            let mut waves = Waves::new(file, format, std::slice::from_ref(&variable)).unwrap();
            for (time, value) in [(0, None), (5, Some(6)), (9, Some(6)), (12, None)] {
                waves.time(time).unwrap();
                waves.set(0, value.map(|value| Bits::from_u64(3, value))).unwrap();
            }
            waves.finish().unwrap();
        });
        let changes = [(0, "xxx"), (5, "110"), (12, "xxx")];
        let changes = changes.map(|(time, bits)| (time, bits.to_string())).to_vec();
        assert_eq!(read, BTreeMap::from([("s.v".to_string(), (true, changes))]));
    }
}

#[test]
fn replays_see_what_stood_before_each_edge() {
    let variable = |scope: &str, name: &str, width| Variable {
        scopes: ["top", scope].map(String::from).to_vec(),
        name: name.into(),
        width,
        signed: false,
    };
    let variables = [
        variable("dut", "aclk", 1),
        variable("dut", "aresetn", 1),
        variable("dut", "v", 70),
        variable("other", "v", 1),
    ];
    let file = tempfile::NamedTempFile::new().unwrap();
    let mut waves = Waves::new(file.reopen().unwrap(), WaveFormat::Vcd, &variables).unwrap();
    // Everything changes at the edge itself, as in a bench without delays; reset ends before the third.
    for cycle in 0..6 {
        let known = (cycle != 3).then(|| Bits::ones(70 - cycle as u32));
        waves.time(10 * cycle).unwrap();
        waves.set(0, Some(Bits::from_u64(1, 1))).unwrap();
        waves.set(1, Some(Bits::from_u64(1, u64::from(cycle >= 1)))).unwrap();
        waves.set(2, known.map(|bits| Bits::from_words(70, bits.words()))).unwrap();
        waves.time(10 * cycle + 5).unwrap();
        waves.set(0, Some(Bits::from_u64(1, 0))).unwrap();
    }
    waves.finish().unwrap();
    let names = ["v", "absent"].map(String::from);
    let mut seen = vec![];
    let mut see = |cycle: u64, values: &[Option<Bits>]| {
        assert_eq!(values[1], None);
        seen.push((cycle, values[0].as_ref().map(|bits| bits.to_hex())));
        Ok(ControlFlow::Continue(()))
    };
    replay((file.path(), 0), &["top", "dut"], &names, &mut see).unwrap();
    let hex = |ones: u32| Some(Bits::from_words(70, Bits::ones(ones).words()).to_hex());
    // The third edge has the second's values, and so on.
    assert_eq!(seen, [(0, hex(69)), (1, hex(68)), (2, None), (3, hex(66))]);
    assert!(
        replay((file.path(), 0), &["top", "other"], &names, &mut |_, _| panic!("it has no clock"))
            .is_err()
    );
}
