//! A tournament of lanes, each round keeping the left one unless the right one is greater.

use crate::blocks::Block;
use crate::blocks::handshake::{self, Offer};
use crate::blocks::ranked::Ranked;
use crate::rtl::{ModuleBuilder, ModuleId, Netlist, Wire};

use super::Argmax;

/// A lane still in the tournament.
#[derive(Clone, Copy)]
struct Candidate<'m> {
    value: Ranked<'m>,
    index: Wire<'m>,
}

pub(super) fn argmax(argmax: &Argmax, into: &mut Netlist) -> ModuleId {
    let name = argmax.module_name();
    into.module(&name, |_| {
        let comment = format!("Index of the greatest of {} lanes.", argmax.lanes);
        let m = ModuleBuilder::new(&name, [comment]);
        let interface = argmax.interface();
        let source = handshake::source(&m, &interface.inputs[0]);
        let ready = handshake::ready(&m, &interface.outputs[0]);
        let width = argmax.output().bits();
        let mut round: Vec<Candidate<'_>> = (0..argmax.lanes)
            .map(|lane| Candidate {
                value: Ranked::new(&m, source.lane(lane, argmax.input.bits()), argmax.input),
                index: m.constant(width, lane as u64),
            })
            .collect();
        let mut number = 0;
        while round.len() > 1 {
            round = play(&m, number, &round);
            number += 1;
        }
        let offer = Offer { data: round[0].index, ..source.offer };
        let (offer, free) = handshake::register(&m, offer, ready);
        source.accept_when(&m, free);
        handshake::sink(&m, &interface.outputs[0], offer);
        m.finish()
    })
}

fn play<'m>(m: &'m ModuleBuilder, number: usize, round: &[Candidate<'m>]) -> Vec<Candidate<'m>> {
    let final_round = round.len() == 2;
    let pairs = round.chunks(2).enumerate();
    let winner = |(place, pair): (usize, &[Candidate<'m>])| {
        let &[left, right] = pair else { return pair[0] };
        let greater = left.value.less(right.value);
        let greater = m.wire(&format!("right_wins_{number}_{place}"), greater);
        let index = greater.mux(right.index, left.index);
        let index = m.wire(&format!("index_{number}_{place}"), index);
        if final_round {
            return Candidate { value: left.value, index };
        }
        let value = Ranked::chosen(greater, right.value, left.value);
        Candidate { value: value.named(m, &format!("value_{number}_{place}")), index }
    };
    pairs.map(winner).collect()
}
