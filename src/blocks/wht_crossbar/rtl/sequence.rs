//! The sequencer: takes inputs, drives one plane after the other, and gives results when the last row is done.

use crate::blocks::digitizer::{Conversion, Cycles};
use crate::blocks::handshake::{self, Offer, Source};
use crate::blocks::{Block, Interface};
use crate::num::bits_for_count;
use crate::rtl::{ModuleBuilder, ModuleId, Netlist, Wire};

use super::super::crossbar::Tie;
use super::super::sign::Sign;
use super::super::spec::WhtCrossbar;
use super::limits::limits;
use super::row::row;
use super::sums::{Plane, sums};
use super::ties::ties;

pub(in super::super) fn crossbar(spec: &WhtCrossbar, into: &mut Netlist) -> ModuleId {
    let name = spec.module_name();
    into.module(&name, |netlist| {
        let comment = [
            format!("Walsh-Hadamard crossbar of {} points.", spec.crossbar.points),
            format!(
                "A transform takes up to {} cycles; planes most significant first.",
                spec.cycles()
            ),
        ];
        let m = ModuleBuilder::new(&name, comment);
        Sequencer { m: &m, spec, streams: spec.interface() }.build(netlist);
        m.finish()
    })
}

struct Sequencer<'a, 'm> {
    m: &'m ModuleBuilder,
    spec: &'a WhtCrossbar,
    streams: Interface,
}

/// What rows and their thresholds are told, and what they answer later.
struct Signals<'m> {
    /// Inputs are taken.
    accept: Wire<'m>,
    /// A threshold is written; `None` where none can be.
    write: Option<Wire<'m>>,
    /// The plane ends.
    step: Wire<'m>,
    /// The transform ends.
    finish: Wire<'m>,
    /// Number of the plane, the most significant being 0, and whether it is that one; `None` where there is one.
    plane: Option<(Wire<'m>, Wire<'m>)>,
    /// Where in a conversion lines are.
    search: Option<Wire<'m>>,
    /// Drive: all rows are done.
    done: Option<Wire<'m>>,
    /// Drive: all codes are found.
    found: Option<Wire<'m>>,
    /// Result registers hold a beat; it goes in this cycle, if there is one.
    delivered: Wire<'m>,
}

impl<'m> Sequencer<'_, 'm> {
    fn build(&self, netlist: &mut Netlist) {
        let m = self.m;
        let source = handshake::source(m, &self.streams.inputs[0]);
        let ready = handshake::ready(m, &self.streams.outputs[0]);
        let signals = self.sequence(&source, ready);
        let held = |name: &str, value: Wire<'m>| {
            m.register(name, value.width()).enable(signals.accept).next(value)
        };
        let last = held("x_last", source.offer.last);
        let stitched = source.field("stitched").map(|asked| held("x_stitched", asked));
        let plane = self.planes(source.field("x"), &signals);
        let sums = sums(m, netlist, self.spec, plane, stitched);
        let limits = self.limits(netlist, &source, &signals);
        let ties = self.ties(netlist, &signals);
        let result = self.rows(netlist, &signals, (&sums, &limits, ties));
        let data = m.register("y", result.width()).enable(signals.finish).next(result);
        let last = m.register("y_last", 1).enable(signals.finish).next(last);
        handshake::sink(
            m,
            &self.streams.outputs[0],
            Offer { data, valid: signals.delivered, last },
        );
    }

    /// Counters and handshake.
    fn sequence(&self, source: &Source<'m>, ready: Wire<'m>) -> Signals<'m> {
        let (m, spec) = (self.m, self.spec);
        let full = m.register("y_valid", 1).reset(0);
        let delivered = full.value();
        let room = m.wire("room", !delivered | ready);
        let busy = m.register("busy", 1).reset(0);
        let occupied = busy.value();

        let conversion = spec.crossbar.digitizer.conversion().unwrap_or(Conversion::Exact);
        let found = conversion.walks().then(|| m.forward("found", 1));
        let cycles = Cycles::new(m, &conversion, found);
        let search = cycles.search(m);
        let done = spec.stops().then(|| m.forward("done", 1));
        let counter = spec.plane_bits().map(|width| m.register("plane", width).reset(0));
        let final_plane = counter.as_ref().map(|counter| {
            let at_end = m.wire("plane_last", counter.value().is(u64::from(spec.bits - 1)));
            done.map_or(at_end, |done| at_end | done)
        });
        let ends = m.all([Some(occupied), cycles.last, final_plane].into_iter().flatten());
        let ends = m.wire("transform_ends", ends);
        let advance = m.wire("advance", occupied & (!ends | room));
        let step = m.wire("step", cycles.last.map_or(advance, |last| advance & last));
        cycles.clock(m, advance);
        let finish = m.wire("finish", ends & room);
        let accept_ready = m.wire("accept_ready", !occupied | finish);
        let taken = source.offer.valid & accept_ready;
        let load = source.field("load");
        let write = load.map(|load| taken & load);
        let accept = m.wire("accept", load.map_or(taken, |load| taken & !load));
        source.accept_when(m, accept_ready);
        busy.next(accept | (occupied & !finish));
        full.enable(room).next(ends);
        let plane = counter.map(|counter| {
            let value = counter.value();
            let next = value + m.constant(value.width(), 1);
            counter.enable(step).next(finish.mux(m.constant(value.width(), 0), next));
            (value, m.wire("plane_first", !value.reduce_or()))
        });
        Signals { accept, write, step, finish, plane, search, done, found, delivered }
    }

    /// Registers that hold the planes still to come; the most significant of these is driven.
    fn planes(&self, data: Option<Wire<'m>>, signals: &Signals<'m>) -> Plane<'m> {
        let (m, points, bits) = (self.m, self.spec.crossbar.points as u32, self.spec.bits);
        let width = self.spec.input().bits();
        let data = data.unwrap_or_else(|| m.constant(points * width, 0));
        let lane = |number: u32| data.slice(number * width, width);
        let magnitudes: Vec<Wire<'m>> = match self.spec.sign {
            Sign::SignedMagnitude => (0..points).map(|at| magnitude(m, lane(at))).collect(),
            Sign::TwosComplement | Sign::Unsigned => (0..points).map(lane).collect(),
        };
        let minus = self.spec.sign.has_minus().then(|| {
            let signs = m.concat((0..points).map(|at| lane(at).top()).collect::<Vec<_>>());
            m.register("x_minus", points).enable(signals.accept).next(signs)
        });
        let mut below: Option<Wire<'m>> = None;
        for bit in 0..bits {
            let loaded = m.concat(magnitudes.iter().map(|own| own.bit(bit)).collect::<Vec<_>>());
            let register = m.register(&format!("plane_{bit}"), points);
            below = Some(match below {
                None => register.enable(signals.accept).next(loaded),
                Some(below) => {
                    let next = signals.accept.mux(loaded, below);
                    register.enable(signals.accept | signals.step).next(next)
                }
            });
        }
        Plane { set: below.unwrap_or_else(|| m.constant(points, 0)), minus }
    }

    /// The limit of each row; none where there are no thresholds.
    fn limits(
        &self,
        netlist: &mut Netlist,
        source: &Source<'m>,
        signals: &Signals<'m>,
    ) -> Vec<Wire<'m>> {
        if !self.spec.is_soft() {
            return vec![];
        }
        let module = limits(self.spec, netlist);
        let mut inputs = vec![];
        let plane = signals.plane.filter(|_| self.spec.stops());
        inputs.extend(plane.map(|(plane, _)| ("plane".to_string(), plane)));
        inputs.extend(signals.write.map(|write| ("write".to_string(), write)));
        let fields = ["row", "t"].into_iter();
        inputs.extend(fields.filter_map(|name| Some((name.to_string(), source.field(name)?))));
        let given = self.m.instance(netlist, module, "limits", inputs);
        given.into_iter().map(|(_, limit)| limit).collect()
    }

    /// What each row says of zero, where that is by chance.
    fn ties(&self, netlist: &mut Netlist, signals: &Signals<'m>) -> Option<Wire<'m>> {
        let Tie::Random(random) = self.spec.crossbar.tie else { return None };
        let module = ties(self.spec, random, netlist);
        let instance = self.m.constant(32, random.number().into());
        let mut inputs =
            vec![("instance_number".to_string(), instance), ("taken".to_string(), signals.accept)];
        inputs.extend(signals.plane.map(|(plane, _)| ("plane".to_string(), plane)));
        Some(self.m.instance(netlist, module, "ties", inputs)[0].1)
    }

    /// All rows; their results side by side.
    fn rows(
        &self,
        netlist: &mut Netlist,
        signals: &Signals<'m>,
        (sums, limits, ties): (&[Wire<'m>], &[Wire<'m>], Option<Wire<'m>>),
    ) -> Wire<'m> {
        let (m, module) = (self.m, row(self.spec, netlist));
        let mut answers: Vec<(String, Wire<'m>)> = vec![];
        for (number, sum) in sums.iter().enumerate() {
            let mut inputs = vec![("ps".to_string(), *sum)];
            if let Some((_, first)) = signals.plane {
                inputs.extend([("first".to_string(), first), ("step".to_string(), signals.step)]);
            }
            inputs.extend(signals.search.map(|search| ("search".to_string(), search)));
            inputs.extend(ties.map(|ties| ("tie".to_string(), ties.bit(number as u32))));
            inputs.extend(limits.get(number).map(|limit| ("limit".to_string(), *limit)));
            answers.extend(m.instance(netlist, module, &format!("row_{number}"), inputs));
        }
        let all = |port: &str| {
            let own = answers.iter().filter(|(name, _)| name == port);
            own.map(|(_, wire)| *wire).collect::<Vec<_>>()
        };
        for (port, driven) in [("done", signals.done), ("found", signals.found)] {
            if let Some(driven) = driven {
                m.drive(driven, m.concat(all(port)).reduce_and());
            }
        }
        m.concat(all("y").into_iter().chain(all("planes")).collect::<Vec<_>>())
    }
}

/// The magnitude of a signed lane, of one bit less; that of the least code is of ones.
fn magnitude<'m>(m: &'m ModuleBuilder, lane: Wire<'m>) -> Wire<'m> {
    let width = lane.width();
    let value = lane.top().mux(m.constant(width, 0) - lane, lane);
    value.slice(0, width - 1) | value.top().repeat(width - 1)
}

impl WhtCrossbar {
    /// Width of the number of a plane; `None` where there is one.
    pub(super) fn plane_bits(&self) -> Option<u32> {
        (self.bits > 1).then(|| bits_for_count(self.bits as usize))
    }
}
