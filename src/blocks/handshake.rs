//! Stream ends inside a block's module.
//!
//! One rule keeps any wiring of blocks free of combinational loops: a block's `tvalid` never depends
//! on a `tready`. A `tready` may depend on both.

use crate::rtl::{ModuleBuilder, Wire};

use super::stream::{Stream, StreamType};

/// A beat on its way: data, whether it is there, and whether it ends a sample.
#[derive(Clone, Copy)]
pub struct Offer<'m> {
    pub data: Wire<'m>,
    pub valid: Wire<'m>,
    pub last: Wire<'m>,
}

/// A stream that comes in. Whoever consumes it must drive `ready`.
pub struct Source<'m> {
    pub offer: Offer<'m>,
    beat: StreamType,
    ready: Wire<'m>,
}

impl<'m> Source<'m> {
    /// Says when the beat is taken.
    pub fn accept_when(&self, m: &'m ModuleBuilder, ready: Wire<'m>) {
        m.drive(self.ready, ready);
    }

    /// Lane `index` of `width` bits.
    pub fn lane(&self, index: usize, width: u32) -> Wire<'m> {
        self.offer.data.slice(index as u32 * width, width)
    }

    /// The field called `name`; `None` where beats have none.
    pub fn field(&self, name: &str) -> Option<Wire<'m>> {
        self.beat.field(self.offer.data, name)
    }
}

/// Ports of an input stream.
pub fn source<'m>(m: &'m ModuleBuilder, stream: &Stream) -> Source<'m> {
    let name = &stream.name;
    let data = m.input(&format!("{name}_tdata"), stream.beat.width());
    let valid = m.input(&format!("{name}_tvalid"), 1);
    let last = m.input(&format!("{name}_tlast"), 1);
    let ready = m.forward_output(&format!("{name}_tready"), 1);
    Source { offer: Offer { data, valid, last }, beat: stream.beat.clone(), ready }
}

/// Ports of an output stream; its `ready` comes back for [`sink`]'s caller to use.
pub fn ready<'m>(m: &'m ModuleBuilder, stream: &Stream) -> Wire<'m> {
    m.input(&format!("{}_tready", stream.name), 1)
}

/// Gives an output stream its beats.
pub fn sink<'m>(m: &'m ModuleBuilder, stream: &Stream, offer: Offer<'m>) {
    let name = &stream.name;
    m.output(&format!("{name}_tdata"), offer.data);
    m.output(&format!("{name}_tvalid"), offer.valid);
    m.output(&format!("{name}_tlast"), offer.last);
}

/// All of several offers at once: valid when each is, ending a sample when the first does. Each
/// source is accepted when the others are there and `ready` is.
pub fn join<'m>(m: &'m ModuleBuilder, sources: &[Source<'m>], ready: Wire<'m>) -> Wire<'m> {
    let valid = m.all(sources.iter().map(|source| source.offer.valid));
    let valid = if sources.len() == 1 { valid } else { m.wire("joined", valid) };
    for source in sources {
        source.accept_when(m, if sources.len() == 1 { ready } else { ready & valid });
    }
    valid
}

/// A pipeline register that refills while it is emptied. Returns the registered offer and the
/// `ready` of what fills it.
pub fn register<'m>(
    m: &'m ModuleBuilder,
    offer: Offer<'m>,
    ready: Wire<'m>,
) -> (Offer<'m>, Wire<'m>) {
    let full = m.register("full", 1).reset(0);
    let free = m.wire("free", !full.value() | ready);
    let load = m.wire("load", offer.valid & free);
    let data = m.register("result", offer.data.width()).enable(load).next(offer.data);
    let last = m.register("result_last", 1).enable(load).next(offer.last);
    let valid = full.value();
    full.enable(free).next(offer.valid);
    (Offer { data, valid, last }, free)
}
