//! Faults on the wires between nodes that no sample shows.
//!
//! Weights are constants and sums have the width of the greatest that any weights give, so many bits between
//! nodes are always the same, and what differs may be gone one node later: a negative sum is zero after the
//! rectifier, whatever its bits.

use std::collections::BTreeSet;

use crate::blocks::Stream;
use crate::dataflow::Node;
use crate::elaborate::{given_wire, taken_wire};
use crate::num::Format;
use crate::rtl::Module;
use crate::rtl::mutate::Edit;

use super::lanes::{Lanes, Taken};

/// One lane on a wire: all who take it from there, its format and what it can be.
struct Wired {
    takers: Vec<Taken>,
    format: Format,
    values: BTreeSet<i64>,
}

/// Whether a change of the top module is of a bit of a lane, and for every value that the lane can have
/// either the value stays as it is or nothing behind it differs.
pub(super) fn never_shows(lanes: &Lanes<'_>, top: &Module, edit: &Edit) -> bool {
    let (Edit::StuckDriver { signal, bit, value } | Edit::StuckReads { signal, bit, value }) = edit
    else {
        return false;
    };
    let wire = top.signal(*signal);
    let Some((wired, bit)) = wired(lanes, (&wire.name, wire.width), *bit) else { return false };
    let mask = 1 << bit;
    wired.values.iter().all(|right| {
        let raw = wired.format.encode(*right);
        let wrong = wired.format.decode(if *value { raw | mask } else { raw & !mask });
        wired.takers.iter().all(|taken| same_behind(lanes, *taken, (*right, wrong)))
    })
}

/// The lane that a bit of a wire of the top module is of, and which of the lane's bits it is.
fn wired(lanes: &Lanes<'_>, (name, width): (&str, u32), bit: u32) -> Option<(Wired, u32)> {
    lanes.graph().nodes().find_map(|(node, what)| {
        let (stream, port) = stream_of(what, name)?;
        let (lane, within) = stream.beat.lane_at(bit).filter(|_| stream.beat.width() == width)?;
        let format = stream.beat.formats().nth(lane)?;
        let (values, takers) = match port {
            None => (lanes.given(node, lane)?, lanes.takers(node, lane)),
            Some(port) => {
                let taken = Taken { node, port, lane };
                (lanes.taken(taken)?, vec![taken])
            }
        };
        Some((Wired { takers, format, values }, within))
    })
}

/// The stream of a node whose beats a wire carries, and the number of its port; `None` for the output's.
fn stream_of(node: &Node, wire: &str) -> Option<(Stream, Option<usize>)> {
    let interface = node.interface();
    let inputs = interface.inputs.into_iter().enumerate();
    let mut taken = inputs.filter(|(_, stream)| taken_wire(node, stream) == wire);
    let mut given = interface.outputs.into_iter().filter(|stream| given_wire(node, stream) == wire);
    let taken = taken.next().map(|(port, stream)| (stream, Some(port)));
    taken.or_else(|| given.next().map(|stream| (stream, None)))
}

/// Whether a node gives the same for both values of a lane or, if not, those behind it do.
fn same_behind(lanes: &Lanes<'_>, taken: Taken, (right, wrong): (i64, i64)) -> bool {
    if right == wrong || lanes.ignored(taken) {
        return true;
    }
    let given = lanes.through(taken, [right, wrong]);
    let Some([right, wrong]) = given.as_deref() else { return false };
    let takers = lanes.takers(taken.node, taken.lane);
    takers.iter().all(|taken| same_behind(lanes, *taken, (*right, *wrong)))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::compile::{Reference, compile};
    use crate::cosim::{Embedded, Pacing, stimulus};
    use crate::dataflow::extremes;
    use crate::design::Design;
    use crate::rtl::mutate::{Mutant, mutants, sample};
    use crate::rtl::validate;

    #[test]
    fn what_never_shows_is_never_seen() {
        let design = Design::read(Path::new("designs/digits_mlp.yaml")).unwrap();
        let compiled = compile(design).unwrap();
        let whole = compiled.validated().unwrap();
        let lanes = Lanes::of(&compiled.graph).unwrap();
        let stuck = |one: &Mutant| one.module == whole.top_id() && one.class == "stuck";
        let stuck = sample(mutants(whole).into_iter().filter(stuck).collect(), 1000, 1);
        let (unseen, others): (Vec<Mutant>, Vec<Mutant>) =
            stuck.into_iter().partition(|one| never_shows(&lanes, whole.top(), &one.edit));
        assert!(unseen.len() > 30 && others.len() > 500, "{} {}", unseen.len(), others.len());

        let mut beats = stimulus(&compiled.input(), 20, 3);
        beats.extend(extremes(&compiled.graph));
        let reference = Reference::new(&compiled, beats).unwrap();
        for mutant in sample(unseen, 8, 1) {
            let netlist = mutant.apply(whole.netlist());
            let mut embedded = Embedded::new(validate(&netlist, whole.top_id()).unwrap()).unwrap();
            let given = reference.results_of(&compiled, &mut embedded, Pacing::Full).unwrap();
            assert!(given == reference.results, "{}", mutant.describe(&netlist));
        }
    }
}
