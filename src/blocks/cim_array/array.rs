//! Parameters of an array.

use std::ops::Range;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::blocks::digitizer::{Conversion, Errors};
use crate::blocks::{SpecError, name_hash};
use crate::num::{Format, covering};

use super::operator::{Operator, Step};
use super::reach::{independent, multiplication_free, products};

/// A physical array, as a design's `hardware:` section names it: without what it holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Array {
    /// Cells on one bit line, 1..=4096.
    pub rows: usize,
    /// Logical outputs, 1..=4096; the array stores `columns` x weight bits.
    pub columns: usize,
    /// Weight format: `u1` (binary) or `s2`..=`s8`.
    pub weight: Format,
    /// Where weights live.
    pub storage: Storage,
    /// How the product-sum of a bit line becomes a code.
    pub digitizer: Conversion,
    /// Rows driven at once; the others wait for their turn. All rows where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub active_rows: Option<usize>,
    /// Whether the bits of a weight are read together or in turn.
    #[serde(default, skip_serializing_if = "WeightPlanes::is_parallel")]
    pub weight_planes: WeightPlanes,
    /// What is summed over rows.
    #[serde(default, skip_serializing_if = "Operator::is_product")]
    pub operator: Operator,
    /// What is in error about cells and comparators. Nothing where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub errors: Option<Errors>,
}

/// Where an array keeps its weights.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(extend("default" = Storage::default()))]
pub enum Storage {
    /// Constants in the netlist.
    #[default]
    Rom,
    /// Registers, empty after power-up: the design's input is a stream of commands, which load rows of
    /// weights or compute samples.
    Ram,
}

/// How the bits of a weight are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(extend("default" = WeightPlanes::default()))]
pub enum WeightPlanes {
    /// Together: a digitizer for each bit line.
    #[default]
    Parallel,
    /// One after the other: a digitizer for each column, and weight bits times as many cycles.
    Serial,
}

impl WeightPlanes {
    /// Whether all bits are read together.
    pub fn is_parallel(&self) -> bool {
        *self == Self::Parallel
    }
}

impl Array {
    /// An array of constants that drives all rows at once and loses nothing: what most begin with.
    pub fn new(rows: usize, columns: usize, weight: Format) -> Self {
        Self {
            rows,
            columns,
            weight,
            storage: Storage::Rom,
            digitizer: Conversion::Exact,
            active_rows: None,
            weight_planes: WeightPlanes::Parallel,
            operator: Operator::Product,
            errors: None,
        }
    }

    /// Largest number of rows or columns.
    pub const MAX_SIDE: usize = 4096;

    /// What inputs it takes, as a help.
    pub const INPUTS: &str = "use `u1` to `u8` or `s2` to `s8`";

    /// Whether it can take the planes of inputs of a format, one a step.
    pub fn takes(input: Format) -> bool {
        input.is_integer() && input.bits() <= 8 && (!input.is_signed() || input.bits() >= 2)
    }

    /// Rows driven at once.
    pub fn active_rows(&self) -> usize {
        self.active_rows.unwrap_or(self.rows)
    }

    /// Row ranges that are driven one after the other.
    pub fn row_groups(&self) -> Vec<Range<usize>> {
        let starts = (0..self.rows).step_by(self.active_rows());
        starts.map(|start| start..(start + self.active_rows()).min(self.rows)).collect()
    }

    /// Steps that weights take, one for each plane that is read by itself.
    pub fn weight_steps(&self) -> u32 {
        match self.weight_planes {
            WeightPlanes::Parallel => 1,
            WeightPlanes::Serial => self.weight.bits(),
        }
    }

    /// The steps of one row group for inputs of `input`, most significant first.
    pub(in crate::blocks) fn steps(&self, input: Format) -> Vec<Step> {
        self.operator.steps(self.weight, input)
    }

    /// Conversions of one bit line for one product with inputs of `input`.
    pub fn conversions(&self, input: Format) -> u32 {
        self.steps(input).len() as u32 * self.row_groups().len() as u32 * self.weight_steps()
    }

    /// Most cycles of one product with inputs of `input`.
    pub fn cycles(&self, input: Format) -> u32 {
        self.conversions(input) * self.digitizer.cycles()
    }

    /// Product-sums that one unit of a product stands for: 1, except where the digitizer's range is `full`.
    pub fn unit(&self) -> f64 {
        self.digitizer.range().unit(self.digitizer.bits(), self.active_rows())
    }

    /// What a bit line of `driven` cells is worth, in units of [`Self::unit`], in closed form.
    pub fn digitized(&self, driven: usize) -> i64 {
        let code = self.digitizer.code(self.active_rows(), driven);
        self.digitizer.range().worth(code)
    }

    /// Lines of a column that are digitized at once. A multiplication-free operator has one for what adds and one
    /// for what takes away.
    pub fn lines(&self) -> usize {
        match (self.operator, self.weight_planes) {
            (Operator::MultiplicationFree, _) => 2,
            (Operator::Product, WeightPlanes::Parallel) => self.weight.bits() as usize,
            (Operator::Product, WeightPlanes::Serial) => 1,
        }
    }

    /// Number among all of these of that of a column's weight bit. Those that share a digitizer share its cells.
    pub(in crate::blocks) fn line(&self, column: usize, bit: u32) -> usize {
        match self.lines() {
            1 => column,
            lines => column * lines + bit as usize,
        }
    }

    /// Whether decisions of comparators differ from one product to the next.
    pub fn is_noisy(&self) -> bool {
        self.errors.as_ref().is_some_and(Errors::is_noisy)
    }

    /// The most that a line is worth of which `cells` may be driven.
    fn most(&self, cells: usize) -> i64 {
        match self.errors {
            // Offsets may reach any threshold that there is a reference for.
            Some(_) => self.digitized(self.active_rows()),
            None => self.digitized(cells),
        }
    }

    /// Least and greatest product of one column for one input plane, with a row group of `cells`.
    pub(super) fn product(&self, cells: usize) -> (i64, i64) {
        let (least, most) = (self.digitized(0), self.most(cells));
        // Bits worth 2^b, and the sign bit that is worth so much less.
        let (up, down) = positive_and_sign(self.weight);
        (up * least + down * most, up * most + down * least)
    }

    /// Least and greatest of what one line is worth more than another.
    fn difference(&self, cells: usize) -> (i64, i64) {
        let span = self.most(cells) - self.digitized(0);
        (-span, span)
    }

    /// The same for what is read in one step: all bits of a weight, or one.
    pub(super) fn step_product(&self, cells: usize) -> (i64, i64) {
        let (up, down) = positive_and_sign(self.weight);
        let most = self.most(cells);
        match (self.operator, self.weight_planes) {
            (Operator::MultiplicationFree, _) => self.difference(cells),
            (Operator::Product, WeightPlanes::Parallel) => self.product(cells),
            (Operator::Product, WeightPlanes::Serial) => (down * most, up * most),
        }
    }

    /// The narrowest format that holds every product with inputs of `input`, whatever the weights. Where comparators
    /// are in error, or a multiplication-free operator's codes are not counts, one that holds them for certain.
    pub fn output(&self, input: Format) -> Format {
        // No rows at once are refused, and may be asked before that.
        let active = self.active_rows().max(1);
        let (full, rest) = (self.rows / active, self.rows % active);
        let whole = self.reach(active, input);
        let part = if rest > 0 { self.reach(rest, input) } else { (0, 0) };
        let ends =
            [(whole.0, part.0), (whole.1, part.1)].map(|(whole, part)| whole * full as i64 + part);
        // Lines are worth less than 2^33, and these less than 2^33 * 2^8 * 2^8 * 2^12.
        covering(ends[0], ends[1]).unwrap_or(Format::signed(Format::MAX_BITS))
    }

    /// Least and greatest product of a row group of `cells`.
    fn reach(&self, cells: usize, input: Format) -> (i64, i64) {
        match (self.operator, &self.errors) {
            (Operator::Product, None) => {
                products(&|driven| self.digitized(driven), cells, (self.weight, input))
            }
            // Each line has thresholds of its own, which any count may reach.
            (Operator::Product, Some(_)) => {
                independent([self.digitized(0), self.most(cells)], (self.weight, input))
            }
            (Operator::MultiplicationFree, None) if self.digitizer == Conversion::Exact => {
                let (least, most) = multiplication_free(self.weight, input);
                (least * cells as i64, most * cells as i64)
            }
            (Operator::MultiplicationFree, _) => {
                let planes = (1i64 << input.bits()) - 1 + (1 << self.weight.bits()) - 1;
                let (least, most) = self.difference(cells);
                (least * planes, most * planes)
            }
        }
    }

    /// The parameters as part of a module's name; `columns` are those in use.
    pub(in crate::blocks) fn name(&self, columns: usize, inputs: &str) -> String {
        let Array { rows, weight, digitizer, active_rows, weight_planes, .. } = self;
        let digitizer = digitizer.name();
        let active = active_rows.map_or(String::new(), |rows| format!("_a{rows}"));
        let serial = if weight_planes.is_parallel() { "" } else { "_serial" };
        let free = if self.operator.is_product() { "" } else { "_free" };
        let noisy = if self.is_noisy() { "_noisy" } else { "" };
        format!("r{rows}_c{columns}_{weight}_{inputs}_{digitizer}{active}{serial}{free}{noisy}")
    }

    /// Whether it has errors, as part of a shape's name.
    pub(in crate::blocks) fn errors_mark(&self) -> &'static str {
        if self.errors.is_some() { "_errors" } else { "" }
    }

    /// Hash of its errors as part of the name of a module that has them.
    pub(in crate::blocks) fn errors_hash(&self) -> String {
        let hash = |errors| format!("_e{}", name_hash(errors));
        self.errors.as_ref().map_or(String::new(), hash)
    }

    fn check_operator(&self) -> Option<SpecError> {
        let (field, cause, help) = match self {
            Self { operator: Operator::Product, .. } => return None,
            Self { weight_planes: WeightPlanes::Serial, .. } => (
                "weight_planes",
                "a `multiplication_free` operator reads planes of weights one at a time anyway",
                "leave `weight_planes` out",
            ),
            Self { storage: Storage::Ram, .. } => (
                "operator",
                "a `multiplication_free` operator has signs and magnitudes in its cells, which are \
                 not loaded yet",
                "use `storage: rom`",
            ),
            _ => return None,
        };
        Some(SpecError::new(field, cause, help))
    }

    /// Everything wrong with its parameters, by name.
    pub fn flaws(&self) -> Vec<SpecError> {
        let mut errors: Vec<SpecError> = [("rows", self.rows), ("columns", self.columns)]
            .into_iter()
            .filter_map(|(field, value)| SpecError::unless_within(field, value, 1, Self::MAX_SIDE))
            .collect();
        if !is_cell_format(self.weight) {
            let cause = format!("`{}` is no weight format of this array", self.weight);
            errors.push(SpecError::new("weight", cause, "use `u1` (binary) or `s2` to `s8`"));
        }
        if let (Some(active), true) = (self.active_rows, self.rows >= 1) {
            errors.extend(SpecError::unless_within("active_rows", active, 1, self.rows));
        }
        if errors.is_empty() {
            errors.extend(self.digitizer.check(self.active_rows()));
            let in_error = self.errors.as_ref();
            errors.extend(in_error.map_or(vec![], |own| self.digitizer.check_errors(own)));
        }
        errors.extend(self.check_operator());
        errors
    }
}

/// What the bits of a format are worth together: those that count for it, and the sign that counts against.
fn positive_and_sign(format: Format) -> (i64, i64) {
    (format.max(), if format.is_signed() { format.min() } else { 0 })
}

/// Binary, or two's complement of 2 to 8 bits.
fn is_cell_format(format: Format) -> bool {
    match format.is_signed() {
        true => (2..=8).contains(&format.bits()),
        false => format.bits() == 1,
    }
}
