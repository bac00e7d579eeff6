//! The periphery: a sequencer of planes and row groups, and accumulators that double and add. It
//! knows no weights, so tiles of one shape share it.

use crate::blocks::digitizer::ConversionCounter;
use crate::blocks::planes::planes;
use crate::blocks::worker::{Work, Worker};
use crate::blocks::{Interface, Store};
use crate::num::{Format, bits_for_count};
use crate::rtl::{ModuleBuilder, ModuleId, Netlist, Wire};

use super::counter::Counter;
use super::line::{FOUND, PLANE, SEARCH, TAKEN, plane_number_bits, product_format};
use super::multiplication_free::{Decoded, Lanes};
use crate::blocks::cim_array::array::Array;

/// Parameters of a periphery.
pub(super) struct Periphery<'a> {
    /// Name of the module.
    pub name: String,
    /// What it drives.
    pub array: &'a Array,
    /// Format of inputs in each context. Where there are several, the input has a field `context`, and
    /// lanes of its field `x` are aligned to the top.
    pub inputs: &'a [Format],
    /// Columns.
    pub outputs: usize,
    /// Format of results.
    pub output: Format,
    /// One stream in, one out.
    pub streams: &'a Interface,
    /// Whether beats of the input whose field `load` is set are writes to the array.
    pub writable: bool,
    /// Whether the array is one of a group: then its port [`ASKS`] asks for a conversion, which begins when
    /// [`GRANTED`] is set.
    pub grouped: bool,
}

/// Port of an array in a group that is set while a conversion is to begin, for which nothing is missing.
pub const ASKS: &str = "asks";

/// Port that lets it begin.
pub const GRANTED: &str = "granted";

/// The signals that sequence a product.
struct Sequence<'m> {
    /// Products are taken one after the other.
    work: Work<'m>,
    /// A step is made: in the last cycle of its conversion.
    step: Wire<'m>,
    /// The step is the last of its input plane.
    next_plane: Wire<'m>,
    /// Which row group is driven; `None` where there is one.
    group: Option<Wire<'m>>,
    /// Which weight plane is read; `None` where all are.
    weight_plane: Option<Wire<'m>>,
    /// The input plane, the most significant of the widest inputs being 0; `None` where there is one.
    plane: Option<Wire<'m>>,
    /// What the step is of a multiplication-free operator; `None` for products.
    decoded: Option<Decoded<'m>>,
    /// The step is in the first plane; `None` where there is one plane: it is always the first.
    first_plane: Option<Wire<'m>>,
    /// The step is the first of its plane; `None` where a plane has one step.
    first_of_plane: Option<Wire<'m>>,
    /// The context of the product; `None` where there is one.
    context: Option<Wire<'m>>,
}

impl Periphery<'_> {
    /// Ports: the two streams; `rows`, and as there are several of them `weight_plane` (one hot),
    /// [`SEARCH`] and `held_context`, to the array; `write` to a writable one; `product_<column>` from it.
    pub fn rtl(&self, into: &mut Netlist) -> ModuleId {
        into.module(&self.name, |_| {
            let longest = self.inputs.iter().map(|input| self.array.cycles(*input)).max();
            let m = ModuleBuilder::new(
                &self.name,
                [
                    format!("Sequencer and accumulators of an array of {} rows.", self.array.rows),
                    format!(
                        "A product takes {}{} cycles; planes most significant first.",
                        if self.inputs.len() > 1 { "up to " } else { "" },
                        longest.unwrap_or(1)
                    ),
                ],
            );
            self.build(&m);
            m.finish()
        })
    }

    fn build(&self, m: &ModuleBuilder) {
        let worker = Worker::new(m, self.streams);
        let width = product_format(self.array).bits();
        let product = |column: usize| m.input(&format!("product_{column}"), width);
        let products: Vec<Wire<'_>> = (0..self.outputs).map(product).collect();

        let sequence = self.sequence(m, worker);
        self.drive(m, &sequence);
        if let Some(plane) = sequence.weight_plane {
            m.output("weight_plane", plane.one_hot(self.array.weight_steps()));
        }
        if let Some(context) = sequence.context {
            m.output("held_context", context);
        }
        if self.array.is_noisy() {
            m.output(TAKEN, sequence.work.accept);
            m.output(PLANE, self.plane_number(m, &sequence));
        }
        let last = sequence.work.last();
        let negative = self.negative_step(m, &sequence);
        let columns = products.into_iter().enumerate();
        let sums = columns
            .map(|(column, product)| self.accumulate(m, column, product, &sequence, negative));
        let sums: Vec<Wire<'_>> = sequence.context.into_iter().chain(sums).collect();
        sequence.work.deliver(m.concat(sums), last);
    }

    /// Counters and handshake.
    fn sequence<'m>(&self, m: &'m ModuleBuilder, worker: Worker<'m>) -> Sequence<'m> {
        let weight_plane = Counter::new(m, "weight_bit", self.array.weight_steps() as usize);
        let group = Counter::new(m, "group", self.array.row_groups().len());
        let plane = Counter::new(m, "plane", self.steps());
        let conversion = self.conversion(m);
        let ends = [plane.at_end, group.at_end, weight_plane.at_end].into_iter().flatten();
        let last = m.all(ends.clone());
        let goes = self.goes(m, &worker, &conversion, last);
        let final_step = m.all([goes].into_iter().chain(ends).chain(conversion.last));
        let final_step = m.wire("final_step", final_step);
        let advance = worker.advance(goes, final_step);
        let step = m.wire("step", conversion.last.map_or(advance, |last| advance & last));
        conversion.clock(m, advance);
        let load = worker.source().field(Store::LOAD).filter(|_| self.writable);
        let turn = worker.turn(final_step);
        if let Some(load) = load {
            m.output("write", turn.taken & load);
        }
        let work = turn.accept_unless(load);

        let when = |ends: &[Option<Wire<'m>>]| {
            m.all([Some(step)].into_iter().chain(ends.iter().copied()).flatten())
        };
        let next_group = when(&[weight_plane.at_end]);
        let next_plane = m.wire("next_plane", when(&[weight_plane.at_end, group.at_end]));
        let starts = [weight_plane.at_start, group.at_start].into_iter().flatten();
        let first_of_plane = starts.reduce(|first, other| first & other);
        let asked = work.source().field("context").filter(|_| self.inputs.len() > 1);
        let context = asked.map(|asked| work.held("x_context", asked));
        let starting = asked.and_then(|asked| self.first_planes(m, asked));
        let (first_plane, plane) = match starting {
            None => (plane.at_start, plane.count(m, next_plane)),
            Some(start) => (
                Some(first_since(m, work.accept, next_plane)),
                plane.count_from(m, work.accept, start, next_plane),
            ),
        };
        let weight_plane = weight_plane.count(m, step);
        let group = group.count(m, next_group);
        Sequence {
            work,
            step,
            next_plane,
            group,
            weight_plane,
            decoded: plane
                .filter(|_| !self.array.operator.is_product())
                .map(|count| Decoded::new(m, (self.array, self.inputs[0]), count)),
            plane,
            first_plane,
            first_of_plane,
            context,
        }
    }

    /// The cycles of one step; its ports to the array.
    fn conversion<'m>(&self, m: &'m ModuleBuilder) -> ConversionCounter<'m> {
        let digitizer = &self.array.digitizer;
        let found = digitizer.tree().map(|_| m.input(FOUND, 1));
        let cycles = ConversionCounter::new(m, digitizer, found);
        if let Some(search) = cycles.search(m) {
            m.output(SEARCH, search);
        }
        cycles
    }

    /// Whether a product goes on. In a group a conversion waits for its turn, and the last one of a product
    /// for the result before it to be taken: once begun it never stands still.
    fn goes<'m>(
        &self,
        m: &'m ModuleBuilder,
        worker: &Worker<'m>,
        conversion: &ConversionCounter<'m>,
        last: Wire<'m>,
    ) -> Wire<'m> {
        let busy = worker.busy();
        if !self.grouped {
            return busy;
        }
        let granted = m.input(GRANTED, 1);
        let asking = busy & !(last & worker.full());
        match conversion.first() {
            Some(first) => {
                m.output(ASKS, asking & first);
                busy & (!first | granted)
            }
            None => {
                m.output(ASKS, asking);
                busy & granted
            }
        }
    }

    /// Number of the conversion within its product: see [`plane_number_bits`].
    fn plane_number<'m>(&self, m: &'m ModuleBuilder, sequence: &Sequence<'m>) -> Wire<'m> {
        let sized = |number: Option<Wire<'m>>, width: u32| match number {
            Some(number) => number.zero_extend(width),
            None => m.constant(width, 0),
        };
        let planes = sequence.decoded.map_or_else(
            || {
                let last = m.constant(4, u64::from(self.widest() - 1));
                m.concat([sized(sequence.weight_plane, 4), last - sized(sequence.plane, 4)])
            },
            |decoded| decoded.number,
        );
        let groups = plane_number_bits(self.array) - 8;
        let group = (groups > 0).then(|| sized(sequence.group, groups));
        m.concat([Some(planes), group].into_iter().flatten())
    }

    /// Steps of a product of the widest inputs but for row groups and planes of weights.
    fn steps(&self) -> usize {
        let steps = self.inputs.iter().map(|input| self.array.steps(*input).len());
        steps.max().unwrap_or(1)
    }

    /// Bits of the widest inputs.
    fn widest(&self) -> u32 {
        self.inputs.iter().map(|input| input.bits()).max().unwrap_or(1)
    }

    /// The number of the first plane in the context that is asked for: those of narrow inputs come
    /// last. `None` where all are alike.
    fn first_planes<'m>(&self, m: &'m ModuleBuilder, asked: Wire<'m>) -> Option<Wire<'m>> {
        let widest = self.widest();
        let width = bits_for_count(widest as usize);
        let starts = self.inputs.iter().enumerate().filter(|(_, input)| input.bits() < widest);
        let starts = starts.map(|(context, input)| {
            let here = asked.is(context as u64);
            here.repeat(width) & m.constant(width, u64::from(widest - input.bits()))
        });
        starts.reduce(|all, one| all | one)
    }

    /// Whether the step counts against the sum: that of the sign of signed inputs, of which there are
    /// two planes or more. `None` where none does.
    fn negative_step<'m>(&self, m: &'m ModuleBuilder, sequence: &Sequence<'m>) -> Option<Wire<'m>> {
        let first = sequence.first_plane.filter(|_| self.array.operator.is_product())?;
        let signed = self.inputs.iter().enumerate().filter(|(_, input)| input.is_signed());
        match sequence.context {
            Some(context) if !self.inputs.iter().all(|input| input.is_signed()) => {
                let here = signed.map(|(number, _)| context.is(number as u64));
                let here = here.reduce(|any, one| any | one)?;
                Some(m.wire("sign_plane", first & here))
            }
            _ => signed.count().ge(&1).then_some(first),
        }
    }

    /// Gives the array the rows that it is to drive.
    fn drive<'m>(&self, m: &'m ModuleBuilder, sequence: &Sequence<'m>) {
        let source = sequence.work.source();
        let data = source.field(Store::DATA).unwrap_or(source.offer.data);
        let chosen = sequence.group.map(|group| self.rows_of_group(m, group));
        let group = |plane: Wire<'m>| chosen.map_or(plane, |chosen| plane & chosen);
        let Some(decoded) = sequence.decoded else {
            let plane = self.planes(m, data, (sequence.work.accept, sequence.next_plane));
            return m.output("rows", group(plane));
        };
        let lanes = Lanes::new(m, self.inputs[0], data);
        let shift = m.wire("next_magnitudes", sequence.next_plane & decoded.inputs);
        let plane = self.planes(m, lanes.magnitudes, (sequence.work.accept, shift));
        for (name, signs) in [("positive", lanes.positive), ("negative", lanes.negative)] {
            let held = sequence.work.held(name, signs);
            m.output(&format!("rows_{name}"), group(decoded.inputs.mux(plane, held)));
        }
        m.output("weight_plane", decoded.weight_plane);
    }

    /// The present plane of the lanes side by side in `data`.
    fn planes<'m>(
        &self,
        m: &'m ModuleBuilder,
        data: Wire<'m>,
        times: (Wire<'m>, Wire<'m>),
    ) -> Wire<'m> {
        let (bits, rows) = (self.widest(), self.array.rows as u32);
        let plane = |bit: u32| m.concat((0..rows).map(|row| data.bit(row * bits + bit)));
        planes(m, rows, (0..bits).map(plane), times)
    }

    /// The rows of one of several groups.
    fn rows_of_group<'m>(&self, m: &'m ModuleBuilder, index: Wire<'m>) -> Wire<'m> {
        let groups = self.array.row_groups();
        let chosen = groups.iter().enumerate().map(|(number, rows)| {
            let here = index.is(number as u64);
            here.repeat(rows.len() as u32)
        });
        m.wire("driven", m.concat(chosen.collect::<Vec<_>>()))
    }

    /// One column's running sum; gives the sum with this step's product in it.
    fn accumulate<'m>(
        &self,
        m: &'m ModuleBuilder,
        column: usize,
        product: Wire<'m>,
        sequence: &Sequence<'m>,
        negative: Option<Wire<'m>>,
    ) -> Wire<'m> {
        let width = self.output.bits();
        let register = m.register(&format!("sum_{column}"), width);
        let sum = register.value();
        let zero = m.constant(width, 0);
        // Between planes the sum doubles; within a plane it stands; a product starts at 0.
        let twice = match sequence.decoded {
            Some(Decoded { halves, .. }) => halves.mux(sum.shifted(1), sum),
            None => sum.shifted(1),
        };
        let doubled = sequence.first_plane.map_or(zero, |first| first.mux(zero, twice));
        let base = sequence.first_of_plane.map_or(doubled, |first| first.mux(doubled, sum));
        // Where codes are worth much more than nothing, sums may be narrower than what is added up.
        let product = product.resize(width, product_format(self.array).is_signed());
        let next = match negative {
            None => base + product,
            Some(sign) => sign.mux(base - product, base + product),
        };
        let next = m.wire(&format!("next_{column}"), next);
        register.enable(sequence.step).next(next);
        next
    }
}

/// Whether no `next` has come since `start`.
fn first_since<'m>(m: &'m ModuleBuilder, start: Wire<'m>, next: Wire<'m>) -> Wire<'m> {
    m.register("first_plane", 1).enable(start | next).next(start)
}
