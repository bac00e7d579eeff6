//! How a product-sum becomes a code: the search, and what it costs in cycles.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::blocks::name_hash;
use crate::num::bits_for_unsigned;

use super::network::{Network, Topology};
use super::range::RangeRule;
use super::tree::Tree;

/// How the product-sum of one line becomes a code, as a design's `digitizer` names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Conversion {
    /// The code is the product-sum.
    Exact,
    /// All references at once.
    Flash(Flash),
    /// Successive approximation: one reference at a time, one bit per cycle.
    Sar(Sar),
    /// The upper bits as flash, the others as successive approximation.
    Hybrid(Hybrid),
    /// One reference at a time, along a decision tree that frequent codes leave early.
    Asymmetric(Asymmetric),
}

/// Which form the hardware of a search has. Both give the same codes in the same cycles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(extend("default" = Form::default()))]
pub enum Form {
    /// Counts are compared with numbers.
    #[default]
    Optimized,
    /// As in the array: a reference is a line of as many cells, those of its mask charged, and counts are
    /// compared with counts.
    Structural,
}

/// Declares a search: what all have, and what it has of its own.
macro_rules! search {
    ($(#[$about:meta])* $name:ident { $($(#[$field_about:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$about])*
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            /// Width of a code, 1..=8; no more than four codes for each active row.
            pub bits: u32,
            $($(#[$field_about])* pub $field: $type,)*
            /// Which product-sums the codes stand for.
            #[serde(default, skip_serializing_if = "RangeRule::is_full")]
            pub range: RangeRule,
            /// Form of the hardware.
            #[serde(default, skip_serializing_if = "Form::is_optimized")]
            pub form: Form,
            /// Cycles before each search in which lines are precharged.
            #[serde(default, skip_serializing_if = "is_zero")]
            pub precharge_cycles: u32,
            /// Which arrays make the references. Where absent, each array has references of its own.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub network: Option<Network>,
            /// Most arrays that are added to fill groups and do nothing but refer. As many as it takes where
            /// absent.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub spares: Option<usize>,
        }

        impl $name {
            fn common(&self) -> Common {
                let Self { bits, range, form, precharge_cycles, network, spares, .. } = *self;
                Common { bits, range, form, precharge_cycles, network, spares }
            }
        }
    };
}

search! {
    /// `2^bits - 1` references at once: one cycle.
    Flash {}
}
search! {
    /// One reference, `bits` cycles.
    Sar {}
}
search! {
    /// `2^flash_bits - 1` references in the first cycle, then one: `1 + bits - flash_bits` cycles.
    Hybrid {
        /// Upper bits that are found in the first cycle; less than `bits`.
        flash_bits: u32,
    }
}
search! {
    /// One reference; as many cycles as the code is deep in the tree. All columns begin together and wait for
    /// the slowest.
    Asymmetric {
        /// Greatest depth of a code. Not limited where absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max_depth: Option<u32>,
        /// How often each code, `2^bits` of them, is expected: the tree is the best one for these.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        histogram: Vec<u64>,
    }
}

/// What all searches have.
#[derive(Clone, Copy, Debug)]
pub(super) struct Common {
    pub bits: u32,
    pub range: RangeRule,
    pub form: Form,
    pub precharge_cycles: u32,
    pub network: Option<Network>,
    pub spares: Option<usize>,
}

impl Form {
    fn is_optimized(&self) -> bool {
        *self == Self::Optimized
    }
}

fn is_zero(cycles: &u32) -> bool {
    *cycles == 0
}

impl Flash {
    /// A search of `bits` with all else at its default.
    pub fn new(bits: u32, range: RangeRule) -> Self {
        Self {
            bits,
            range,
            form: Form::Optimized,
            precharge_cycles: 0,
            network: None,
            spares: None,
        }
    }
}

impl Sar {
    /// A search of `bits` with all else at its default.
    pub fn new(bits: u32, range: RangeRule) -> Self {
        Self {
            bits,
            range,
            form: Form::Optimized,
            precharge_cycles: 0,
            network: None,
            spares: None,
        }
    }
}

impl Hybrid {
    /// A search of `bits` with all else at its default.
    pub fn new(bits: u32, flash_bits: u32, range: RangeRule) -> Self {
        let (form, precharge_cycles) = (Form::Optimized, 0);
        Self { bits, flash_bits, range, form, precharge_cycles, network: None, spares: None }
    }
}

impl Asymmetric {
    /// A search with the best tree for `histogram` and all else at its default.
    pub fn new(bits: u32, histogram: Vec<u64>, range: RangeRule) -> Self {
        let (max_depth, form, precharge_cycles) = (None, Form::Optimized, 0);
        let (network, spares) = (None, None);
        Self { bits, max_depth, histogram, range, form, precharge_cycles, network, spares }
    }
}

impl Conversion {
    /// Most bits of a code.
    pub const MAX_BITS: u32 = 8;

    /// A digitizer of one cycle whose codes are counts up to `2^bits - 1`.
    pub fn clip(bits: u32) -> Self {
        Self::Flash(Flash::new(bits, RangeRule::Clip))
    }

    pub(super) fn common(&self) -> Option<Common> {
        match self {
            Self::Exact => None,
            Self::Flash(search) => Some(search.common()),
            Self::Sar(search) => Some(search.common()),
            Self::Hybrid(search) => Some(search.common()),
            Self::Asymmetric(search) => Some(search.common()),
        }
    }

    /// Width of a search's codes; `None` where the code is the count.
    pub fn bits(&self) -> Option<u32> {
        self.common().map(|common| common.bits)
    }

    /// Which product-sums the codes stand for; all, where the code is the count.
    pub fn range(&self) -> RangeRule {
        self.common().map_or(RangeRule::Full, |common| common.range)
    }

    /// Form of the hardware.
    pub fn form(&self) -> Form {
        self.common().map_or(Form::Optimized, |common| common.form)
    }

    /// The same in another form.
    pub fn in_form(&self, form: Form) -> Self {
        let mut other = self.clone();
        match &mut other {
            Self::Exact => {}
            Self::Flash(search) => search.form = form,
            Self::Sar(search) => search.form = form,
            Self::Hybrid(search) => search.form = form,
            Self::Asymmetric(search) => search.form = form,
        }
        other
    }

    /// Cycles before each search in which lines are precharged.
    pub fn precharge_cycles(&self) -> u32 {
        self.common().map_or(0, |common| common.precharge_cycles)
    }

    /// Who makes the references, in a group of arrays; `None` where each array has its own.
    pub fn topology(&self) -> Option<Topology> {
        let network = self.common()?.network?;
        Some(network.topology(self.references()))
    }

    /// Whether it is other arrays that make the references.
    pub fn is_networked(&self) -> bool {
        self.common().is_some_and(|common| common.network.is_some())
    }

    /// Most arrays that may be added to fill groups.
    pub fn spares(&self) -> Option<usize> {
        self.common()?.spares
    }

    /// Bits of the code of a line of `cells`.
    pub fn code_bits(&self, cells: usize) -> u32 {
        self.bits().unwrap_or_else(|| bits_for_unsigned(cells as u64))
    }

    /// Code of a line of `cells` of which `driven` are driven, in closed form.
    pub fn code(&self, cells: usize, driven: usize) -> i64 {
        match self.common() {
            None => driven as i64,
            // More bits are refused, and may be asked before that.
            Some(Common { bits, range, .. }) => range.code(bits.min(Self::MAX_BITS), cells, driven),
        }
    }

    /// Bits found by each step of a search whose steps are always the same, most significant first; `None` for
    /// one along a tree. An exact digitizer takes one step.
    pub fn steps(&self) -> Option<Vec<u32>> {
        // What has more is refused, and may be asked before that.
        let within = |bits: u32| bits.min(Self::MAX_BITS);
        match self {
            Self::Exact => Some(vec![0]),
            Self::Flash(flash) => Some(vec![within(flash.bits)]),
            Self::Sar(sar) => Some(vec![1; within(sar.bits) as usize]),
            Self::Hybrid(hybrid) => {
                let first = within(hybrid.flash_bits);
                let rest = within(hybrid.bits).saturating_sub(first) as usize;
                Some([vec![first], vec![1; rest]].concat())
            }
            Self::Asymmetric(_) => None,
        }
    }

    /// References at once: lines of other arrays that serve one line.
    pub fn references(&self) -> usize {
        match (self, self.steps()) {
            (Self::Exact, _) => 0,
            (_, None) => 1,
            (_, Some(steps)) => (1 << steps.into_iter().max().unwrap_or(0)) - 1,
        }
    }

    /// Whether the cycles of a conversion depend on what is converted.
    pub fn walks(&self) -> bool {
        matches!(self, Self::Asymmetric(_))
    }

    /// The decision tree; `None` for searches without one.
    pub fn tree(&self) -> Option<Tree> {
        match self {
            Self::Asymmetric(search) => Some(Tree::best(&search.histogram, search.max_depth)),
            _ => None,
        }
    }

    /// Most cycles of a conversion, precharge included.
    pub fn cycles(&self) -> u32 {
        let search = match (self.steps(), self.tree()) {
            (Some(steps), _) => steps.len() as u32,
            (None, Some(tree)) => tree.depths().into_iter().max().unwrap_or(1),
            (None, None) => 1,
        };
        self.precharge_cycles() + search
    }

    /// Cycles of a conversion along a tree with these depths, in which all lines have `codes`: until the
    /// slowest is done.
    pub(in crate::blocks) fn lockstep(
        &self,
        depths: &[u32],
        codes: impl Iterator<Item = i64>,
    ) -> u32 {
        let slowest = codes.filter_map(|code| depths.get(code as usize)).max();
        self.precharge_cycles() + slowest.copied().unwrap_or(1)
    }

    /// A short name that tells all but what [`Self::tree`] was made of, which it has a hash of.
    pub(in crate::blocks) fn name(&self) -> String {
        let Some(Common { bits, range, form, precharge_cycles, network, .. }) = self.common()
        else {
            return "exact".into();
        };
        let search = match self {
            Self::Exact => String::new(),
            Self::Flash(_) => format!("flash{bits}"),
            Self::Sar(_) => format!("sar{bits}"),
            Self::Hybrid(hybrid) => format!("hybrid{bits}f{}", hybrid.flash_bits),
            Self::Asymmetric(_) => format!("asym{bits}_{}", name_hash(&self)),
        };
        let form = if form.is_optimized() { "" } else { "s" };
        let precharge = match precharge_cycles {
            0 => String::new(),
            cycles => format!("p{cycles}"),
        };
        let network = network.map_or(String::new(), |network| format!("_{}", network.name()));
        format!("{search}{}{precharge}{form}{network}", range.name())
    }
}
