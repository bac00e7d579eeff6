//! A worker: it takes one beat, works on it for some cycles, and gives one result.
//!
//! ```text
//!              accept                 finish
//!   x_t* --------+-------- work --------+-----> y, y_last, y_valid ----> y_t*
//!                     busy, x_last           room
//! ```
//!
//! A result waits in registers while the next beat is worked on. Work stays in its last cycle until these registers
//! have *room*; in the cycle in which it finishes the next beat is taken. What is done in between is the caller's.
//!
//! Three types are three stages of saying so, each with the signals that are known by then: a [`Worker`] becomes a
//! [`Turn`] as soon as it is told when work ends, and [`Work`] when it is told which beats are work.

use crate::rtl::{ModuleBuilder, Reg, Wire};

use super::handshake::{self, Offer, Source};
use super::stream::{Interface, Stream};

/// A worker of which nobody has said yet when its work ends.
pub(in crate::blocks) struct Worker<'m> {
    m: &'m ModuleBuilder,
    source: Source<'m>,
    at_work: Reg<'m>,
    output: Output<'m>,
}

/// The output, and the state of the registers before it.
struct Output<'m> {
    stream: Stream,
    /// They hold a result.
    full: Reg<'m>,
    /// They hold none, or it is taken in this cycle.
    room: Wire<'m>,
}

/// A worker that is about to take beats.
pub(in crate::blocks) struct Turn<'m> {
    worker: Worker<'m>,
    /// As [`Worker::turn`] was told.
    ends: Wire<'m>,
    finish: Wire<'m>,
    ready: Wire<'m>,
    /// A beat is taken, whether there is work in it or not.
    pub taken: Wire<'m>,
}

/// A worker that lacks only the result.
pub(in crate::blocks) struct Work<'m> {
    m: &'m ModuleBuilder,
    source: Source<'m>,
    output: Output<'m>,
    /// As [`Worker::turn`] was told.
    ends: Wire<'m>,
    /// A beat is taken to be worked on from the next cycle on.
    pub accept: Wire<'m>,
    /// The work on a beat is done: its result goes to the registers.
    pub finish: Wire<'m>,
}

impl<'m> Worker<'m> {
    /// A worker between the first input of `streams` and their first output, with the ports of both.
    pub fn new(m: &'m ModuleBuilder, streams: &Interface) -> Self {
        let source = handshake::source(m, &streams.inputs[0]);
        let stream = streams.outputs[0].clone();
        let ready = handshake::ready(m, &stream);
        let full = m.register("y_valid", 1).reset(0);
        let room = m.wire("room", !full.value() | ready);
        let at_work = m.register("busy", 1).reset(0);
        Self { m, source, at_work, output: Output { stream, full, room } }
    }

    /// Where beats come from.
    pub fn source(&self) -> &Source<'m> {
        &self.source
    }

    /// A beat is worked on.
    pub fn busy(&self) -> Wire<'m> {
        self.at_work.value()
    }

    /// A result waits.
    pub fn full(&self) -> Wire<'m> {
        self.output.full.value()
    }

    /// Whether work that could go on (`goes`) does: in its last cycle (`ends`) it waits for room.
    pub fn advance(&self, goes: Wire<'m>, ends: Wire<'m>) -> Wire<'m> {
        goes & (!ends | self.output.room)
    }

    /// Tells when work ends: in cycles in which `ends` is set. It is so only while the worker is busy, and stays so
    /// until there is room.
    pub fn turn(self, ends: Wire<'m>) -> Turn<'m> {
        let finish = self.m.wire("finish", ends & self.output.room);
        let ready = self.m.wire("accept_ready", !self.busy() | finish);
        let taken = self.source.offer.valid & ready;
        Turn { worker: self, ends, finish, ready, taken }
    }
}

impl<'m> Turn<'m> {
    /// Beats that are taken are worked on, but for those that are loads: they are done as soon as they are taken, and
    /// give no result.
    pub fn accept_unless(self, load: Option<Wire<'m>>) -> Work<'m> {
        let Self { worker, ends, finish, ready, taken } = self;
        let Worker { m, source, at_work, output } = worker;
        let accept = m.wire("accept", load.map_or(taken, |load| taken & !load));
        source.accept_when(m, ready);
        let busy = at_work.value();
        at_work.next(accept | (busy & !finish));
        Work { m, source, output, ends, accept, finish }
    }
}

impl<'m> Work<'m> {
    /// Where beats come from.
    pub fn source(&self) -> &Source<'m> {
        &self.source
    }

    /// What `value` was when the beat at work was accepted, in a register called `name`.
    pub fn held(&self, name: &str, value: Wire<'m>) -> Wire<'m> {
        self.m.register(name, value.width()).enable(self.accept).next(value)
    }

    /// Whether the beat at work ends a sample: a register, to be asked for once and given to [`Self::deliver`].
    pub fn last(&self) -> Wire<'m> {
        self.held("x_last", self.source.offer.last)
    }

    /// Gives the output the result of a beat, as it is when its work ends.
    pub fn deliver(self, result: Wire<'m>, last: Wire<'m>) {
        let Self { m, output, ends, finish, .. } = self;
        let data = m.register("y", result.width()).enable(finish).next(result);
        let last = m.register("y_last", 1).enable(finish).next(last);
        let valid = output.full.enable(output.room).next(ends);
        handshake::sink(m, &output.stream, Offer { data, valid, last });
    }
}
