//! The sequencer: takes inputs, drives one plane after the other, and gives results when the last row is done.

use crate::blocks::digitizer::{Conversion, ConversionCounter};
use crate::blocks::planes::planes;
use crate::blocks::worker::{Work, Worker};
use crate::blocks::{Block, Interface, Store};
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
    /// Inputs are taken, and results given.
    work: Work<'m>,
    /// A threshold is written; `None` where none can be.
    write: Option<Wire<'m>>,
    /// The plane ends.
    step: Wire<'m>,
    /// Number of the plane, the most significant being 0, and whether it is that one; `None` where there is one.
    plane: Option<(Wire<'m>, Wire<'m>)>,
    /// Where in a conversion lines are.
    search: Option<Wire<'m>>,
    /// Drive: all rows are done.
    done: Option<Wire<'m>>,
    /// Drive: all codes are found.
    found: Option<Wire<'m>>,
}

impl<'m> Sequencer<'_, 'm> {
    fn build(&self, netlist: &mut Netlist) {
        let m = self.m;
        let signals = self.sequence(Worker::new(m, &self.streams));
        let work = &signals.work;
        let last = work.last();
        let stitched = work.source().field("stitched");
        let stitched = stitched.map(|asked| work.held("x_stitched", asked));
        let plane = self.planes(&signals);
        let sums = sums(m, netlist, self.spec, plane, stitched);
        let limits = self.limits(netlist, &signals);
        let ties = self.ties(netlist, &signals);
        let result = self.rows(netlist, &signals, (&sums, &limits, ties));
        signals.work.deliver(result, last);
    }

    /// Counters and handshake.
    fn sequence(&self, worker: Worker<'m>) -> Signals<'m> {
        let (m, spec, busy) = (self.m, self.spec, worker.busy());
        let conversion = spec.crossbar.digitizer.conversion().unwrap_or(Conversion::Exact);
        let found = conversion.walks().then(|| m.forward("found", 1));
        let cycles = ConversionCounter::new(m, &conversion, found);
        let search = cycles.search(m);
        let done = spec.stops().then(|| m.forward("done", 1));
        let counter = spec.plane_bits().map(|width| m.register("plane", width).reset(0));
        let final_plane = counter.as_ref().map(|counter| {
            let at_end = m.wire("plane_last", counter.value().is(u64::from(spec.bits - 1)));
            done.map_or(at_end, |done| at_end | done)
        });
        let ends = m.all([Some(busy), cycles.last, final_plane].into_iter().flatten());
        let ends = m.wire("transform_ends", ends);
        let advance = m.wire("advance", worker.advance(busy, ends));
        let step = m.wire("step", cycles.last.map_or(advance, |last| advance & last));
        cycles.clock(m, advance);
        let load = worker.source().field(Store::LOAD);
        let turn = worker.turn(ends);
        let write = load.map(|load| turn.taken & load);
        let work = turn.accept_unless(load);
        let plane = counter.map(|counter| {
            let value = counter.value();
            let next = value + m.constant(value.width(), 1);
            counter.enable(step).next(work.finish.mux(m.constant(value.width(), 0), next));
            (value, m.wire("plane_first", !value.reduce_or()))
        });
        Signals { work, write, step, plane, search, done, found }
    }

    /// Registers that hold the planes still to come; the most significant of these is driven.
    fn planes(&self, signals: &Signals<'m>) -> Plane<'m> {
        let (m, points, bits) = (self.m, self.spec.crossbar.points as u32, self.spec.bits);
        let width = self.spec.input().bits();
        let data = signals.work.source().field(Store::DATA);
        let data = data.unwrap_or_else(|| m.constant(points * width, 0));
        let lane = |number: u32| data.slice(number * width, width);
        let magnitudes: Vec<Wire<'m>> = match self.spec.sign {
            Sign::SignedMagnitude => (0..points).map(|at| magnitude(m, lane(at))).collect(),
            Sign::TwosComplement | Sign::Unsigned => (0..points).map(lane).collect(),
        };
        let minus = self.spec.sign.has_minus().then(|| {
            let signs = m.concat((0..points).map(|at| lane(at).top()).collect::<Vec<_>>());
            signals.work.held("x_minus", signs)
        });
        let plane = |bit: u32| m.concat(magnitudes.iter().map(|own| own.bit(bit)));
        let times = (signals.work.accept, signals.step);
        Plane { set: planes(m, points, (0..bits).map(plane), times), minus }
    }

    /// The limit of each row; none where there are no thresholds.
    fn limits(&self, netlist: &mut Netlist, signals: &Signals<'m>) -> Vec<Wire<'m>> {
        if !self.spec.is_soft() {
            return vec![];
        }
        let module = limits(self.spec, netlist);
        let mut inputs = vec![];
        let plane = signals.plane.filter(|_| self.spec.stops());
        inputs.extend(plane.map(|(plane, _)| ("plane".to_string(), plane)));
        inputs.extend(signals.write.map(|write| ("write".to_string(), write)));
        let field = |name: &str| Some((name.to_string(), signals.work.source().field(name)?));
        inputs.extend([Store::ROW, "t"].into_iter().filter_map(field));
        let given = self.m.instance(netlist, module, "limits", inputs);
        given.into_iter().map(|(_, limit)| limit).collect()
    }

    /// What each row says of zero, where that is by chance.
    fn ties(&self, netlist: &mut Netlist, signals: &Signals<'m>) -> Option<Wire<'m>> {
        let Tie::Random(random) = self.spec.crossbar.tie else { return None };
        let module = ties(self.spec, random, netlist);
        let instance = self.m.constant(32, random.number().into());
        let mut inputs = vec![
            ("instance_number".to_string(), instance),
            ("taken".to_string(), signals.work.accept),
        ];
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
