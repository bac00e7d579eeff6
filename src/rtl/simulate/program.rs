//! The instructions.

use super::columns::Columns;

/// What a simulator runs in every cycle.
#[derive(Default)]
pub(super) struct Code {
    pub steps: Vec<Step>,
    pub counts: Vec<Count>,
    pub columns: Vec<Columns>,
    pub parts: Vec<Part>,
    pub wide: Vec<WideStep>,
}

/// A value's words in the simulator's memory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Slot {
    pub at: u32,
    pub width: u32,
}

impl Slot {
    pub fn words(self) -> u32 {
        self.width.div_ceil(64)
    }

    pub fn range(self) -> std::ops::Range<usize> {
        self.at as usize..(self.at + self.words()) as usize
    }

    /// The bits that the top word uses.
    pub fn top_mask(self) -> u64 {
        mask(self.width - (self.words() - 1) * 64)
    }
}

/// The low `width` bits, `width` in 1..=64.
#[inline(always)]
pub(super) fn mask(width: u32) -> u64 {
    u64::MAX >> (64 - width)
}

/// One instruction. `d` is written, the rest read; operands of up to 64 bits are word indices,
/// wider ones go through [`Step::Wide`]. `mask` and `width` cut results to their width, `unused` is
/// the number of bits above a signed operand.
#[rustfmt::skip]
#[derive(Clone, Copy, Debug)]
pub(super) enum Step {
    /// `d =` one [`Part`], or zero.
    Place { d: u32, part: Part },
    /// `d =` a run of [`Part`]s side by side, from the list of those: a word of a beat.
    Join { d: u32, first: u32, parts: u32 },
    /// `d = !a`
    Not { d: u32, a: u32, mask: u64 },
    /// `d = a & b`
    And { d: u32, a: u32, b: u32 },
    /// `d = a | b`
    Or { d: u32, a: u32, b: u32 },
    /// `d = a ^ b`
    Xor { d: u32, a: u32, b: u32 },
    /// `d = a + b`
    Add { d: u32, a: u32, b: u32, mask: u64 },
    /// `d = a - b`
    Sub { d: u32, a: u32, b: u32, mask: u64 },
    /// `d = a * b`
    Mul { d: u32, a: u32, b: u32, mask: u64 },
    /// A sum of counts.
    AddCounts(Column),
    /// Several of them, by their place in the list of [`Columns`].
    Columns(u32),
    /// `d = a + (signed(b) << left)`, or `a -` that: shifted and sign-extended terms.
    AddScaled { d: u32, a: u32, b: u32, left: u8, minus: bool, width: u8, unused: u8 },
    /// `d = (a == mask)`
    ReduceAnd { d: u32, a: u32, mask: u64 },
    /// `d = (a != 0)`
    ReduceOr { d: u32, a: u32 },
    /// `d = ones(a) & 1`
    ReduceXor { d: u32, a: u32 },
    /// `d = a << b`
    ShiftLeft { d: u32, a: u32, b: u32, mask: u64 },
    /// `d = a >> b`
    ShiftRight { d: u32, a: u32, b: u32 },
    /// `d = (a == b)`
    Equal { d: u32, a: u32, b: u32 },
    /// `d = (a < b)`
    LessUnsigned { d: u32, a: u32, b: u32 },
    /// `d = (signed(a) < signed(b))`
    LessSigned { d: u32, a: u32, b: u32, unused: u8 },
    /// `d = signed(a)`
    SignExtend { d: u32, a: u32, unused: u8, mask: u64 },
    /// `d = c ? a : b`
    Mux { d: u32, c: u32, a: u32, b: u32 },
    /// An operation on values of more than 64 bits, by its place in the list of those.
    Wide(u32),
    /// Passes over the next `steps` unless `c`: nothing reads their results now.
    SkipUnless { c: u32, steps: u32 },
    /// Passes over the next `steps` if `c`.
    SkipIf { c: u32, steps: u32 },
    /// Passes over the next `steps`: only probes read their results.
    Skip { steps: u32 },
}

/// `(a >> right & mask) << left`: some bits of a word, and where they are laid.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Part {
    pub a: u32,
    pub right: u8,
    pub left: u8,
    pub mask: u64,
}

impl Part {
    /// Those bits of a word where they are laid.
    #[inline(always)]
    pub fn of(self, word: u64) -> u64 {
        (word >> self.right & self.mask) << self.left
    }
}

/// `d = a +` a run of [`Count`]s, from the list of those: a column of a tile.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    pub d: u32,
    pub a: u32,
    pub first: u32,
    pub counts: u32,
    pub width: u8,
}

impl Column {
    /// Its counts.
    #[inline(always)]
    pub fn of(self, counts: &[Count]) -> &[Count] {
        &counts[self.first as usize..(self.first + self.counts) as usize]
    }
}

/// `scale * ones(of & cells)`: a bit line of a tile, or 64 rows of it, with its weight.
#[derive(Clone, Copy, Debug)]
pub(super) struct Count {
    pub of: u32,
    /// A power of two, or the negative of one.
    pub scale: i16,
    pub cells: u64,
}

impl Step {
    /// Sets how many steps a jump passes over.
    pub fn set_distance(&mut self, distance: u32) {
        if let Self::SkipUnless { steps, .. } | Self::SkipIf { steps, .. } | Self::Skip { steps } =
            self
        {
            *steps = distance;
        }
    }
}

/// An operation on values of more than 64 bits.
#[derive(Clone, Copy, Debug)]
pub(super) struct WideStep {
    pub op: WideOp,
    pub d: Slot,
    pub a: Slot,
    pub b: Slot,
    pub c: Slot,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum WideOp {
    Not,
    And,
    Or,
    Xor,
    Add,
    Sub,
    Mul,
    ReduceAnd,
    ReduceOr,
    ReduceXor,
    ShiftLeft,
    ShiftRight,
    Equal,
    LessUnsigned,
    LessSigned,
    SignExtend,
    Mux,
}
