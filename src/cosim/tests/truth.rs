//! When a node's wires first differ between two netlists: found without any model.

use crate::blocks::Interface;
use crate::cosim::embedded::Embedded;
use crate::cosim::{Run, Signal};
use crate::rtl::simulate::OutputPort;
use crate::rtl::{ModuleId, Netlist, validate};

use super::wrapped::Wrapped;

/// The wires of one stream, in both.
struct Wires {
    data: OutputPort,
    valid: OutputPort,
    ready: OutputPort,
    last: OutputPort,
}

/// The first cycle in which what the node `block` drives differs, and what.
pub fn first_difference(good: &Wrapped, broken: &Netlist, run: Run<'_>) -> Option<(u64, Signal)> {
    let ticket = |netlist, top: ModuleId| validate(netlist, top).unwrap();
    let mut one = Embedded::new(ticket(&good.netlist, good.top)).unwrap();
    let mut other = Embedded::new(ticket(broken, good.top)).unwrap();
    let Interface { inputs, outputs } = good.spec.as_block().interface();
    let streams = |embedded: &Embedded| -> Vec<Wires> {
        let wire = |stream: &str, end: &str| {
            embedded.probes(&[format!("block.{stream}_{end}")])[0].unwrap()
        };
        let names = outputs.iter().chain(&inputs).map(|stream| stream.name.as_str());
        let wires = names.map(|name| Wires {
            data: wire(name, "tdata"),
            valid: wire(name, "tvalid"),
            ready: wire(name, "tready"),
            last: wire(name, "tlast"),
        });
        wires.collect()
    };
    let pairs: Vec<(Wires, Wires)> = streams(&one).into_iter().zip(streams(&other)).collect();
    let (mut one, mut other) = (one.bench(run), other.bench(run));
    while let (Some(cycle), Some(_)) = (one.drive(), other.drive()) {
        let mut differ = |a: OutputPort, b: OutputPort| one.get(a) != other.get(b);
        let (a, b) = &pairs[0];
        if differ(a.valid, b.valid) {
            return Some((cycle, Signal::Tvalid));
        }
        let (data, last) = (differ(a.data, b.data), differ(a.last, b.last));
        let readiness: Vec<bool> =
            pairs[1..].iter().map(|(a, b)| differ(a.ready, b.ready)).collect();
        if one.get(a.valid).any() && (data || last) {
            return Some((cycle, if data { Signal::Tdata } else { Signal::Tlast }));
        }
        let offered = pairs[1..].iter().map(|(a, _)| one.get(a.valid).any());
        if offered.zip(readiness).any(|(offered, differs)| offered && differs) {
            return Some((cycle, Signal::Tready));
        }
        one.edge();
        other.edge();
    }
    None
}
