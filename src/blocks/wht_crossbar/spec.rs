//! Parameters of the block: a transform on a crossbar.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::blocks::{
    Beat, Block, Content, Cost, Draws, Field, Golden, Interface, Kind, OnHardware, SpecError,
    Station, Store, Stream, StreamType, Timing, Works, name_hash,
};
use crate::num::{Format, bits_for_count, bits_for_unsigned};
use crate::parallel::Instructions;
use crate::rtl::{ModuleId, Netlist};
use crate::tech::Tech;

use super::crossbar::{Crossbar, EarlyTermination, RowOrder, Tie};
use super::golden::Transform;
use super::sign::Sign;

/// A transform with its thresholds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WhtCrossbar {
    /// The crossbar it runs on.
    pub crossbar: Crossbar,
    /// Planes of an input, 1..=16.
    pub bits: u32,
    /// What they are.
    #[serde(default)]
    pub sign: Sign,
    /// Soft threshold of each row, in units of a sum; all zero where absent. In RAM: what is to be loaded first.
    #[serde(default)]
    pub thresholds: Vec<i64>,
    /// Whether row 0, the sum of all inputs, has no threshold.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub dc_bypass: bool,
}

/// What a beat asks for.
pub(super) enum Command<'a> {
    Transform { stitched: bool, x: &'a [i64] },
    Load { row: usize, threshold: i64 },
}

impl WhtCrossbar {
    /// Most planes.
    pub const MAX_BITS: u32 = 16;

    /// A transform without thresholds.
    pub fn new(crossbar: Crossbar, bits: u32, sign: Sign) -> Self {
        Self { crossbar, bits, sign, thresholds: vec![], dc_bypass: false }
    }

    /// Format of an input.
    pub fn input(&self) -> Format {
        self.sign.format(self.bits)
    }

    /// Format of a result.
    pub fn output(&self) -> Format {
        self.crossbar.output(self.bits)
    }

    /// Format of a threshold.
    pub fn threshold(&self) -> Format {
        self.crossbar.threshold(self.bits)
    }

    /// Format of the number of a row.
    pub fn row_format(&self) -> Format {
        Format::unsigned(bits_for_count(self.crossbar.rows()))
    }

    /// The threshold of each row, also of one that is bypassed.
    pub fn rows(&self) -> Vec<i64> {
        let own = self.thresholds.iter().copied().chain(std::iter::repeat(0));
        own.take(self.crossbar.rows()).collect()
    }

    /// Whether a row has no threshold.
    pub fn bypasses(&self, row: usize) -> bool {
        self.dc_bypass && row == 0
    }

    /// Whether rows have thresholds, of which some may be more than zero.
    pub(super) fn is_soft(&self) -> bool {
        let scaled = matches!(self.crossbar.early_termination, EarlyTermination::Scaled(_));
        self.crossbar.writable() || scaled || self.rows().iter().any(|own| *own > 0)
    }

    /// Whether rows can stop before their last plane. Without loss, those of threshold zero never do.
    pub(super) fn stops(&self) -> bool {
        let never = self.crossbar.early_termination == EarlyTermination::None;
        self.is_soft() && !never && self.bits > 1
    }

    /// Most cycles of a transform.
    pub fn cycles(&self) -> u32 {
        self.bits * self.crossbar.digitizer.cycles()
    }

    /// Whether the cycles depend on what is transformed.
    fn varies(&self) -> bool {
        let conversion = self.crossbar.digitizer.conversion();
        self.stops() || conversion.is_some_and(|conversion| conversion.walks())
    }

    /// Lanes of a beat that comes.
    pub(super) fn interface_lanes(&self) -> usize {
        self.interface().inputs[0].beat.lanes()
    }

    /// What a beat asks for.
    pub(super) fn read<'a>(&self, beat: &'a [i64]) -> Command<'a> {
        let Crossbar { points, .. } = self.crossbar;
        let (fields, x) = beat.split_at(beat.len() - points);
        match fields {
            [1, row, threshold, ..] if self.crossbar.writable() => {
                Command::Load { row: *row as usize, threshold: *threshold }
            }
            _ => {
                let asked = fields.last().filter(|_| self.crossbar.switched());
                Command::Transform { stitched: asked.is_none_or(|asked| *asked == 1), x }
            }
        }
    }

    /// All parameters but thresholds, for names.
    pub(super) fn parameters(&self) -> String {
        let Crossbar { points, order, digitizer, tie, early_termination, stitching, .. } =
            &self.crossbar;
        let stitching = stitching.map_or(String::new(), |stitching| stitching.name());
        let counters = if self.crossbar.counters { "_counted" } else { "" };
        format!(
            "{points}{stitching}{}_{}{}{}{}{}{counters}",
            order.name(),
            self.sign.name(),
            self.bits,
            digitizer.name(),
            tie.name(),
            early_termination.name(),
        )
    }

    /// What thresholds add to names.
    pub(super) fn contents(&self) -> String {
        let bypass = if self.dc_bypass { "_dc" } else { "" };
        match self.crossbar.writable() {
            true => format!("{bypass}_ram"),
            false if self.rows().iter().all(|own| *own == 0) => bypass.into(),
            false => format!("{bypass}_{}", name_hash(&self.rows())),
        }
    }
}

impl Block for WhtCrossbar {
    fn on(&self) -> Option<&dyn OnHardware> {
        Some(self)
    }

    fn draws(&self) -> Option<Draws> {
        match self.crossbar.tie {
            Tie::Random(random) => Some(random.draws()),
            _ => None,
        }
    }

    fn number(&mut self, own: u32, _references: Vec<u32>) {
        if let Tie::Random(random) = &mut self.crossbar.tie {
            random.instance = Some(own);
        }
    }

    fn module_name(&self) -> String {
        format!("wht_crossbar_{}{}", self.parameters(), self.contents())
    }

    fn shape(&self) -> String {
        let constant = !self.crossbar.writable() && self.rows().iter().any(|own| *own != 0);
        let contents = match constant {
            true => format!("{}_thresholds", if self.dc_bypass { "_dc" } else { "" }),
            false => self.contents(),
        };
        format!("wht_crossbar_{}{contents}", self.parameters())
    }

    fn operations(&self) -> u64 {
        (self.crossbar.points * self.crossbar.rows()) as u64 * u64::from(self.bits)
    }

    fn interface(&self) -> Interface {
        let field = |name: &str, lanes, format| Field { name: name.into(), lanes, format };
        let flag = |name: &str| field(name, 1, Format::unsigned(1));
        let mut x = vec![];
        if self.crossbar.writable() {
            x.extend([flag("load"), field("row", 1, self.row_format())]);
            x.push(field("t", 1, self.threshold()));
        }
        x.extend(self.crossbar.switched().then(|| flag("stitched")));
        x.push(field("x", self.crossbar.points, self.input()));
        let rows = self.crossbar.rows();
        let mut y = vec![field("y", rows, self.output())];
        let planes = Format::unsigned(bits_for_unsigned(self.bits.into()));
        y.extend(self.crossbar.counters.then(|| field("planes", rows, planes)));
        let stream = |name: &str, fields| Stream { name: name.into(), beat: StreamType { fields } };
        Interface { inputs: vec![stream("x", x)], outputs: vec![stream("y", y)] }
    }

    fn golden(&self) -> Box<dyn Golden> {
        Box::new(Transform::new(self))
    }

    fn fast(&self, _instructions: Instructions) -> Option<Box<dyn Golden>> {
        super::fast::Fast::new(self).map(|fast| -> Box<dyn Golden> { Box::new(fast) })
    }

    /// By chance, the number of the transform matters.
    fn forgets_after(&self) -> Option<usize> {
        let random = matches!(self.crossbar.tie, Tie::Random(_));
        (!self.crossbar.writable() && !random).then_some(1)
    }

    fn store(&self) -> Option<Store> {
        let contents = self.rows().into_iter().map(|threshold| vec![threshold]).collect();
        let inputs = self.crossbar.points + usize::from(self.crossbar.switched());
        let store = Store { code: self.threshold(), contents, inputs };
        self.crossbar.writable().then_some(store)
    }

    fn preamble(&self) -> Vec<Vec<Beat>> {
        self.store().map_or(vec![], |store| store.preamble())
    }

    fn exercise(&self) -> Vec<Vec<Beat>> {
        super::examples::exercise(self)
    }

    /// Where planes or trees tell how long, the cycles; a load takes none.
    fn works(&self) -> Box<Works> {
        let mut model = Transform::new(self);
        if self.varies() {
            return Box::new(move |inputs| {
                model.command(&inputs[0]).map_or(0, |outcome| outcome.cycles as usize)
            });
        }
        let writable = self.crossbar.writable();
        Box::new(move |inputs| usize::from(writable && inputs[0].first() == Some(&1)))
    }

    fn timing(&self) -> Timing {
        let most = self.cycles();
        let station = match self.varies() {
            true => Station::Vary { most },
            false if self.crossbar.writable() => Station::Serve { cycles: vec![most, 0] },
            false => Station::Serve { cycles: vec![most] },
        };
        Timing { stations: vec![station] }
    }

    fn rtl(&self, into: &mut Netlist) -> ModuleId {
        super::rtl::crossbar(self, into)
    }

    fn cost(&self, tech: &Tech) -> Cost {
        super::cost::cost(self, tech)
    }
}

impl Kind for WhtCrossbar {
    const NAME: &'static str = "wht_crossbar";
    const SUMMARY: &'static str =
        "Walsh-Hadamard transform, plane by plane, with soft thresholds and early termination";

    fn contents(&mut self) -> Vec<Content<'_>> {
        vec![Content::list("thresholds", "[points]", &mut self.thresholds)]
    }

    fn check(&self) -> Vec<SpecError> {
        let mut errors = self.crossbar.flaws();
        errors.extend(self.check_transform());
        errors
    }

    fn examples() -> Vec<Self> {
        super::examples::examples()
    }

    fn siblings(&self) -> Vec<Self> {
        super::examples::siblings(self)
    }

    fn growing() -> Vec<Self> {
        super::examples::growing()
    }
}

impl RowOrder {
    /// Whether it is [`Self::Natural`].
    pub(super) fn is_natural(self) -> bool {
        self == Self::Natural
    }
}
