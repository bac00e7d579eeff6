//! Comparisons and switched cells.

use super::super::*;
use super::searches;
use crate::blocks::Block;
use crate::rtl::simulate::Simulator;
use crate::rtl::{Bits, Netlist, validate};

/// Comparisons and switchings of the structural form, seen in simulation: strobed comparators cannot be told
/// from others there, so only masks are.
fn switched(spec: &Digitizer, driven: usize) -> u64 {
    let mut netlist = Netlist::new();
    let top = spec.rtl(&mut netlist);
    let mut simulator = Simulator::new(validate(&netlist, top).unwrap());
    let set = |simulator: &mut Simulator, name: &str, bits: &Bits| {
        let port = simulator.input(name).unwrap();
        simulator.set(port, bits);
    };
    let cells = Bits::from_bools((0..spec.cells).map(|cell| cell < driven));
    set(&mut simulator, "x_tdata", &cells);
    set(&mut simulator, "y_tready", &Bits::from_u64(1, 1));
    simulator.reset();
    set(&mut simulator, "x_tvalid", &Bits::from_u64(1, 1));
    simulator.clock();
    set(&mut simulator, "x_tvalid", &Bits::from_u64(1, 0));
    let masks: Vec<_> = (0..spec.conversion.references())
        .map(|reference| {
            let steps = spec.conversion.steps();
            let name = match steps {
                Some(_) => format!("c0_r{reference}_mask"),
                None => "c0_mask".to_string(),
            };
            simulator.output(&name).unwrap()
        })
        .collect();
    let busy = simulator.output("busy").unwrap();
    let mut before = vec![Bits::zero(spec.cells as u32); masks.len()];
    let (mut switched, mut cycle) = (0, 0);
    while simulator.get_u64(busy) == 1 {
        for (reference, (mask, before)) in masks.iter().zip(&mut before).enumerate() {
            let step = spec.conversion.steps().and_then(|steps| steps.get(cycle).copied());
            let works = step.is_none_or(|bits| (reference + 1) >> bits == 0);
            if works {
                let now = simulator.get(*mask);
                let changes = (0..now.width()).filter(|bit| now.bit(*bit) != before.bit(*bit));
                switched += changes.count() as u64;
                *before = now;
            }
        }
        cycle += 1;
        simulator.clock();
    }
    switched
}

#[test]
fn references_switch_as_often_as_they_are_said_to() {
    let rules = [RangeRule::Full, RangeRule::Clip, RangeRule::Window(Window { low: 2, step: 3 })];
    for range in rules {
        for bits in [2, 4] {
            for conversion in searches(bits, range, Form::Structural) {
                let spec = Digitizer::new(13, 1, conversion);
                let activities = Activities::new(&spec.conversion, spec.cells);
                for driven in 0..=spec.cells {
                    let said = activities.of(driven).switchings;
                    assert_eq!(switched(&spec, driven), said, "{spec:?}, {driven}");
                }
            }
        }
    }
}

#[test]
fn comparisons_by_hand() {
    let of = |conversion: Conversion, driven| Activities::new(&conversion, 31).of(driven);
    let full = RangeRule::Full;
    // Half of the cells, then a quarter more or less, and so on: 16, 8, 4, 2, 1.
    let sar = Conversion::Sar(Sar::new(5, full));
    assert_eq!(of(sar.clone(), 0), Activity { comparisons: 5, switchings: 16 + 8 + 4 + 2 + 1 });
    assert_eq!(of(sar, 31), Activity { comparisons: 5, switchings: 16 + 8 + 4 + 2 + 1 });
    let flash = Conversion::Flash(Flash::new(5, full));
    assert_eq!(of(flash, 7), Activity { comparisons: 31, switchings: (1..=31).sum() });
    let hybrid = of(Conversion::Hybrid(Hybrid::new(5, 2, full)), 0);
    // References of 8, 16 and 24; the first goes on to 4, 2 and 1.
    assert_eq!(hybrid, Activity { comparisons: 3 + 3, switchings: 8 + 16 + 24 + 4 + 2 + 1 });
    // Of thresholds 1 to 31 only five are within the cells.
    let wide = Conversion::Flash(Flash::new(4, RangeRule::Clip));
    assert_eq!(Activities::new(&wide, 5).of(0).comparisons, 5);
}
