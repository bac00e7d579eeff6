//! Where one stream goes to several ports, and where several make up one.

use crate::rtl::{ModuleBuilder, ModuleId, Netlist, Wire};

/// A module that offers one stream's beats to `branches` takers, each of which takes in its own time;
/// the beat is done when all have. Data goes beside it.
pub(super) fn fork(netlist: &mut Netlist, branches: usize) -> ModuleId {
    let name = format!("stream_fork_{branches}");
    netlist.module(&name, |_| {
        let comment = format!("Offers each beat to {branches} takers until all have taken it.");
        let m = ModuleBuilder::new(&name, [comment]);
        let width = branches as u32;
        let valid = m.input("in_tvalid", 1);
        let ready = m.input("out_tready", width);
        let done = m.register("done", width).reset(0);
        let served = m.wire("served", done.value() | ready);
        let all = m.wire("all_served", served.reduce_and());
        m.output("in_tready", all);
        m.output("out_tvalid", valid.repeat(width) & !done.value());
        // A beat that is not yet done with keeps its marks; every other one starts with none.
        let waiting = (valid & !all).repeat(width);
        done.next(served & waiting);
        m.finish()
    })
}

/// All of several streams at once: valid when each is.
pub(super) fn join<'m>(m: &'m ModuleBuilder, name: &str, valids: &[Wire<'m>]) -> Wire<'m> {
    match valids {
        [only] => *only,
        _ => m.wire(&format!("{name}_joined"), m.all(valids.iter().copied())),
    }
}
