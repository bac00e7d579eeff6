//! Lines in error and their comparators: sums of charges, as integers, in a behavioral module.

use std::cell::RefCell;

use crate::blocks::digitizer::errors::{Errors, NOISE, comparator};
use crate::num::{bits_for_unsigned, normal_limit};
use crate::rtl::{ModuleBuilder, ModuleId, Netlist, Wire};

use crate::blocks::keyed_random::{Hash, normal, number_of_taken};

/// Which conversion it is, where decisions have noise. Products are counted in the behavioral module: no array has
/// such a number.
#[derive(Clone, Copy)]
pub(in crate::blocks) struct MomentWires<'m> {
    /// A product is taken.
    pub taken: Wire<'m>,
    /// Where there are several contexts, each of which is counted: which one is taken, which one is at work, and
    /// how many there are.
    pub contexts: Option<(Wire<'m>, Wire<'m>, usize)>,
    /// Number of the conversion in the product; `None` for 0.
    pub plane: Option<Wire<'m>>,
}

/// Lines of a module, gathered until all are known.
pub(super) struct ChargedLines<'a, 'm> {
    m: &'m ModuleBuilder,
    errors: &'a Errors,
    moment: Option<MomentWires<'m>>,
    /// Number of the step ; `None` where there is one, or it does not matter.
    step: Option<Wire<'m>>,
    lines: RefCell<Vec<Line<'m>>>,
}

/// One line, and those of other arrays that it is compared with.
struct Line<'m> {
    name: String,
    column: usize,
    driven: Wire<'m>,
    comparators: Vec<Comparator<'m>>,
}

struct Comparator<'m> {
    name: String,
    reference: usize,
    mask: Wire<'m>,
    reached: Wire<'m>,
}

impl<'a, 'm> ChargedLines<'a, 'm> {
    pub fn new(
        m: &'m ModuleBuilder,
        errors: &'a Errors,
        moment: Option<MomentWires<'m>>,
        step: Option<Wire<'m>>,
    ) -> Self {
        Self { m, errors, moment, step, lines: RefCell::default() }
    }

    /// Whether a decision may be another in another step.
    pub fn differ_by_step(&self) -> bool {
        self.errors.depend_on_step()
    }

    /// The next line; which one it is.
    pub fn add(&self, name: &str, column: usize, driven: Wire<'m>) -> usize {
        let line = Line { name: name.into(), column, driven, comparators: vec![] };
        self.lines.borrow_mut().push(line);
        self.lines.borrow().len() - 1
    }

    /// Whether a line's charge is at least that of a reference with `mask` charged.
    pub fn reaches(
        &self,
        line: usize,
        name: &str,
        (mask, reference): (Wire<'m>, usize),
    ) -> Wire<'m> {
        let reached = self.m.forward(&format!("{name}_reached"), 1);
        let comparator = Comparator { name: name.into(), reference, mask, reached };
        self.lines.borrow_mut()[line].comparators.push(comparator);
        reached
    }

    /// The module of all lines, and its instance.
    pub fn finish(self, netlist: &mut Netlist) {
        let module = self.module(netlist);
        let noisy = self.errors.is_noisy();
        let mut inputs = vec![];
        if let Some(MomentWires { taken, contexts, plane }) = self.moment.filter(|_| noisy) {
            let instance = self.m.constant(32, self.errors.number().into());
            inputs
                .extend([("instance_number".to_string(), instance), ("taken".to_string(), taken)]);
            inputs.extend(contexts.into_iter().flat_map(|(asked, held, _)| {
                [("taken_context".to_string(), asked), ("held_context".to_string(), held)]
            }));
            inputs.extend(plane.map(|plane| ("plane_number".to_string(), plane)));
        }
        inputs.extend(self.step.map(|step| ("step".to_string(), step)));
        let (m, lines) = (self.m, self.lines.into_inner());
        for Line { name, driven, comparators, .. } in &lines {
            inputs.push((format!("{name}_driven"), *driven));
            inputs.extend(comparators.iter().map(|one| (format!("{}_mask", one.name), one.mask)));
        }
        let given = m.instance(netlist, module, "lines", inputs);
        let comparators = lines.iter().flat_map(|line| &line.comparators);
        for (comparator, (_, reached)) in comparators.zip(given) {
            m.drive(comparator.reached, reached);
        }
    }

    fn module(&self, netlist: &mut Netlist) -> ModuleId {
        let name = format!("{}_lines", self.m.name());
        netlist.module(&name, |_| {
            let errors = self.errors;
            let Errors { seed, cell_sigma, offset, offset_sigma, .. } = errors;
            let instance = errors.number();
            let Errors { noise_sigma, droop, .. } = errors;
            let references = match errors.references.is_empty() {
                true => "the arrays after it".to_string(),
                false => format!("arrays {:?}", errors.references),
            };
            let comment = [
                format!("Lines and comparators of array {instance}, errors of seed {seed}; references: {references}."),
                "Deviations in thousandths of a cell:".into(),
                format!("cells {cell_sigma}, offsets {offset_sigma} around {offset}, decisions {noise_sigma};"),
                format!("droop {droop} a step. A cell without error has the charge 1000."),
                "A line reaches reference r of it (<line>_r<r>, or <line> where there is one) where".into(),
                "left * charge * (all of the reference) >= 1000 * level * (all of the line), with".into(),
                "level: charge of the cells in its mask, the comparator's offset, and noise.".into(),
            ];
            let c = ModuleBuilder::new(&name, comment).behavioral();
            let noise = self.noise(&c);
            let step = self.step.map(|step| c.input("step", step.width()));
            let noise = noise.map(|hash| match step {
                Some(step) => hash.word(step).named("noise_key"),
                None => hash.constant(0).named("noise_key"),
            });
            let left = step.filter(|_| self.errors.droop > 0).map(|step| self.left(&c, step));
            for line in self.lines.borrow().iter() {
                self.line(&c, line, left, noise);
            }
            c.finish()
        })
    }

    /// What all noise of a conversion has in common.
    fn noise<'c>(&self, c: &'c ModuleBuilder) -> Option<Hash<'c>> {
        let moment = self.moment.filter(|_| self.errors.is_noisy())?;
        let instance = c.input("instance_number", 32);
        let hash = Hash::of(c, &[self.errors.seed, NOISE]).word(instance);
        let hash = hash.word(sample(c, moment));
        Some(match moment.plane {
            Some(plane) => hash.word(c.input("plane_number", plane.width())),
            None => hash.constant(0),
        })
    }

    /// Compared are shares of all charge, each multiplied by both totals.
    fn line<'c>(
        &self,
        c: &'c ModuleBuilder,
        line: &Line<'_>,
        left: Option<Wire<'c>>,
        noise: Option<Hash<'c>>,
    ) {
        let Line { name, column, driven, comparators } = line;
        let (errors, count) = (self.errors, driven.width() as usize);
        let cells = errors.own(*column, count);
        let total: u64 = cells.iter().sum();
        let driven = c.input(&format!("{name}_driven"), driven.width());
        let charge = charge(c, driven, &cells);
        let (charge, whole) = match left {
            Some(left) => {
                let width = charge.width() + left.width();
                let charge = charge.zero_extend(width).multiplied(left.zero_extend(width));
                (charge, u64::from(Errors::WHOLE))
            }
            None => (charge, 1),
        };
        let charge = c.wire(&format!("{name}_charge"), charge);
        for Comparator { name, reference, mask, .. } in comparators {
            let cells = errors.reference(*reference, *column, count);
            let all: u64 = cells.iter().sum();
            let offset = errors.offset(*reference, *column);
            let most = u128::from(all)
                + u128::from(offset.unsigned_abs())
                + u128::from(normal_limit(errors.noise_sigma));
            // One more for the sign.
            let width = 129 - (most * u128::from(total) * u128::from(whole)).leading_zeros();
            let mask = c.input(&format!("{name}_mask"), mask.width());
            let level = self::charge(c, mask, &cells).zero_extend(width);
            let level = level + c.signed_constant(width, offset);
            let level = match noise {
                Some(hash) => {
                    let drawn = hash.constant(comparator(*column, *reference)).value();
                    let noise = normal(c, drawn, (errors.noise_sigma, width));
                    level + c.wire(&format!("{name}_noise"), noise)
                }
                None => level,
            };
            let level = c.wire(&format!("{name}_level"), level);
            let own = charge.zero_extend(width).times(all as i64);
            let reached = !own.less(level.times((total * whole) as i64), true);
            c.output(&format!("{name}_reached"), reached);
        }
    }

    /// What is left in a step of [`Errors::WHOLE`].
    fn left<'c>(&self, c: &'c ModuleBuilder, step: Wire<'c>) -> Wire<'c> {
        let steps = 0..1u32 << step.width();
        let left = steps.map(|number| u64::from(self.errors.left(number)));
        let bits = bits_for_unsigned(Errors::WHOLE.into());
        let chosen = left.enumerate().map(|(number, left)| {
            let here = step.is(number as u64);
            here.repeat(bits) & c.constant(bits, left)
        });
        let left = c.tree(chosen.collect::<Vec<_>>(), |a, b| a | b);
        c.wire("left", left.unwrap_or_else(|| c.constant(bits, 0)))
    }
}

/// Number of the product at work among those of its context, the first being 0.
fn sample<'c>(c: &'c ModuleBuilder, moment: MomentWires<'_>) -> Wire<'c> {
    let taken = c.input("taken", 1);
    let Some((asked, held, contexts)) = moment.contexts else {
        return number_of_taken(c, "sample", taken);
    };
    let asked = c.input("taken_context", asked.width());
    let held = c.input("held_context", held.width());
    let own = (0..contexts).map(|number| {
        let here = |context: Wire<'c>| context.is(number as u64);
        let sample = number_of_taken(c, &format!("sample_{number}"), taken & here(asked));
        sample & here(held).repeat(32)
    });
    let own = c.tree(own.collect::<Vec<_>>(), |a, b| a | b);
    own.unwrap_or_else(|| c.constant(32, 0))
}

/// Sum of the capacitances of cells that are charged.
fn charge<'m>(m: &'m ModuleBuilder, charged: Wire<'m>, cells: &[u64]) -> Wire<'m> {
    let width = bits_for_unsigned(cells.iter().sum());
    let each = cells.iter().enumerate().map(|(cell, capacitance)| {
        charged.bit(cell as u32).repeat(width) & m.constant(width, *capacitance)
    });
    m.sum(width, each)
}
