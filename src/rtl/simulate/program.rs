//! The instructions and their execution.

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
pub(super) fn mask(width: u32) -> u64 {
    u64::MAX >> (64 - width)
}

/// One instruction. `d` is written, the rest read; operands of up to 64 bits are word indices,
/// wider ones go through [`Step::Wide`]. `mask` and `width` cut results to their width, `unused` is
/// the number of bits above a signed operand.
#[rustfmt::skip]
#[derive(Clone, Copy, Debug)]
pub(super) enum Step {
    /// `d = (a >> right & mask) << left`: the first piece laid into a word.
    Place { d: u32, a: u32, right: u8, left: u8, mask: u64 },
    /// `d |= (a >> right & mask) << left`: further pieces.
    Merge { d: u32, a: u32, right: u8, left: u8, mask: u64 },
    /// `d = 0`
    Clear { d: u32 },
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
    /// `d = ones(a & mask)`
    Popcount { d: u32, a: u32, mask: u64 },
    /// `d = a + scale * ones(b & mask)`: a bit line of a tile with its weight.
    AddCounted { d: u32, a: u32, b: u32, scale: i16, width: u8, mask: u64 },
    /// `d = a + scale * signed(b)`: shifted and sign-extended terms.
    AddScaled { d: u32, a: u32, b: u32, scale: i16, width: u8, unused: u8 },
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
    Popcount,
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

/// Runs the list once; with `WHOLLY` nothing is passed over.
pub(super) fn run<const WHOLLY: bool>(steps: &[Step], wide: &[WideStep], m: &mut [u64]) {
    let mut at = 0;
    while let Some(step) = steps.get(at) {
        at += 1;
        match *step {
            Step::Place { d, a, right, left, mask } => {
                m[d as usize] = (m[a as usize] >> right & mask) << left;
            }
            Step::Merge { d, a, right, left, mask } => {
                m[d as usize] |= (m[a as usize] >> right & mask) << left;
            }
            Step::Clear { d } => m[d as usize] = 0,
            Step::Not { d, a, mask } => m[d as usize] = !m[a as usize] & mask,
            Step::And { d, a, b } => m[d as usize] = m[a as usize] & m[b as usize],
            Step::Or { d, a, b } => m[d as usize] = m[a as usize] | m[b as usize],
            Step::Xor { d, a, b } => m[d as usize] = m[a as usize] ^ m[b as usize],
            Step::Add { d, a, b, mask } => {
                m[d as usize] = m[a as usize].wrapping_add(m[b as usize]) & mask;
            }
            Step::Sub { d, a, b, mask } => {
                m[d as usize] = m[a as usize].wrapping_sub(m[b as usize]) & mask;
            }
            Step::Mul { d, a, b, mask } => {
                m[d as usize] = m[a as usize].wrapping_mul(m[b as usize]) & mask;
            }
            Step::Popcount { d, a, mask } => {
                m[d as usize] = (m[a as usize] & mask).count_ones().into();
            }
            Step::AddCounted { d, a, b, scale, width, mask: cells } => {
                let count = i64::from((m[b as usize] & cells).count_ones());
                let term = (count * i64::from(scale)) as u64;
                m[d as usize] = m[a as usize].wrapping_add(term) & mask(width.into());
            }
            Step::AddScaled { d, a, b, scale, width, unused } => {
                let value = (m[b as usize] << unused) as i64 >> unused;
                let term = value.wrapping_mul(scale.into()) as u64;
                m[d as usize] = m[a as usize].wrapping_add(term) & mask(width.into());
            }
            Step::ReduceAnd { d, a, mask } => m[d as usize] = (m[a as usize] == mask).into(),
            Step::ReduceOr { d, a } => m[d as usize] = (m[a as usize] != 0).into(),
            Step::ReduceXor { d, a } => m[d as usize] = (m[a as usize].count_ones() & 1).into(),
            Step::ShiftLeft { d, a, b, mask } => {
                let by = u32::try_from(m[b as usize]).unwrap_or(64);
                m[d as usize] = m[a as usize].checked_shl(by).unwrap_or(0) & mask;
            }
            Step::ShiftRight { d, a, b } => {
                let by = u32::try_from(m[b as usize]).unwrap_or(64);
                m[d as usize] = m[a as usize].checked_shr(by).unwrap_or(0);
            }
            Step::Equal { d, a, b } => m[d as usize] = (m[a as usize] == m[b as usize]).into(),
            Step::LessUnsigned { d, a, b } => {
                m[d as usize] = (m[a as usize] < m[b as usize]).into();
            }
            Step::LessSigned { d, a, b, unused } => {
                let signed = |word: u64| (word << unused) as i64;
                m[d as usize] = (signed(m[a as usize]) < signed(m[b as usize])).into();
            }
            Step::SignExtend { d, a, unused, mask } => {
                m[d as usize] = ((m[a as usize] << unused) as i64 >> unused) as u64 & mask;
            }
            Step::Mux { d, c, a, b } => {
                m[d as usize] = m[if m[c as usize] != 0 { a } else { b } as usize];
            }
            Step::Wide(index) => run_wide(&wide[index as usize], m),
            Step::SkipUnless { c, steps } if !WHOLLY && m[c as usize] == 0 => at += steps as usize,
            Step::SkipIf { c, steps } if !WHOLLY && m[c as usize] != 0 => at += steps as usize,
            Step::Skip { steps } if !WHOLLY => at += steps as usize,
            Step::SkipUnless { .. } | Step::SkipIf { .. } | Step::Skip { .. } => {}
        }
    }
}

fn run_wide(step: &WideStep, m: &mut [u64]) {
    let (a, b) = (step.a, step.b);
    match step.op {
        WideOp::Not => each(step, m, |a, _| !a),
        WideOp::And => each(step, m, |a, b| a & b),
        WideOp::Or => each(step, m, |a, b| a | b),
        WideOp::Xor => each(step, m, |a, b| a ^ b),
        WideOp::Add => carry(step, m, false),
        WideOp::Sub => carry(step, m, true),
        WideOp::Mul => multiply(step, m),
        WideOp::Popcount => {
            set(step, m, m[a.range()].iter().map(|w| u64::from(w.count_ones())).sum())
        }
        WideOp::ReduceAnd => {
            let words = &m[a.range()];
            let (top, rest) = (words.len() - 1, &words[..words.len() - 1]);
            let all = rest.iter().all(|word| *word == u64::MAX) && words[top] == a.top_mask();
            set(step, m, all.into());
        }
        WideOp::ReduceOr => set(step, m, m[a.range()].iter().any(|word| *word != 0).into()),
        WideOp::ReduceXor => {
            let ones: u32 = m[a.range()].iter().map(|word| word.count_ones()).sum();
            set(step, m, (ones & 1).into());
        }
        WideOp::ShiftLeft | WideOp::ShiftRight => shift(step, m),
        WideOp::Equal => set(step, m, (m[a.range()] == m[b.range()]).into()),
        WideOp::LessUnsigned => set(step, m, less(a, b, m).into()),
        WideOp::LessSigned => {
            let negative = |slot: Slot| m[slot.range().end - 1] >> ((slot.width - 1) % 64) & 1 == 1;
            let result = match (negative(a), negative(b)) {
                (true, false) => true,
                (false, true) => false,
                _ => less(a, b, m),
            };
            set(step, m, result.into());
        }
        WideOp::SignExtend => sign_extend(step, m),
        WideOp::Mux => {
            let from = if m[step.c.at as usize] != 0 { a } else { b };
            m.copy_within(from.range(), step.d.at as usize);
        }
    }
}

fn set(step: &WideStep, m: &mut [u64], value: u64) {
    m[step.d.range()].fill(0);
    m[step.d.at as usize] = value;
}

fn trim(slot: Slot, m: &mut [u64]) {
    m[slot.range().end - 1] &= slot.top_mask();
}

fn each(step: &WideStep, m: &mut [u64], op: impl Fn(u64, u64) -> u64) {
    for word in 0..step.d.words() {
        let at = |slot: Slot| m[(slot.at + word) as usize];
        m[(step.d.at + word) as usize] = op(at(step.a), at(step.b));
    }
    trim(step.d, m);
}

/// `a + b`, or `a - b` as `a + !b + 1`.
fn carry(step: &WideStep, m: &mut [u64], subtract: bool) {
    let mut carry = u128::from(subtract);
    for word in 0..step.d.words() {
        let at = |slot: Slot| m[(slot.at + word) as usize];
        let b = if subtract { !at(step.b) } else { at(step.b) };
        let sum = u128::from(at(step.a)) + u128::from(b) + carry;
        m[(step.d.at + word) as usize] = sum as u64;
        carry = sum >> 64;
    }
    trim(step.d, m);
}

fn multiply(step: &WideStep, m: &mut [u64]) {
    let words = step.d.words();
    m[step.d.range()].fill(0);
    for i in 0..words {
        let mut carry = 0;
        for j in 0..words - i {
            let d = (step.d.at + i + j) as usize;
            let (a, b) = (m[(step.a.at + i) as usize], m[(step.b.at + j) as usize]);
            let sum = u128::from(a) * u128::from(b) + u128::from(m[d]) + carry;
            m[d] = sum as u64;
            carry = sum >> 64;
        }
    }
    trim(step.d, m);
}

fn less(a: Slot, b: Slot, m: &[u64]) -> bool {
    m[a.range()].iter().rev().lt(m[b.range()].iter().rev())
}

fn shift(step: &WideStep, m: &mut [u64]) {
    let amount = &m[step.b.range()];
    let width = u64::from(step.d.width);
    let by = if amount[1..].iter().any(|word| *word != 0) { width } else { amount[0].min(width) };
    let (skip, bits) = ((by / 64) as usize, by % 64);
    let words = step.d.words() as usize;
    let left = matches!(step.op, WideOp::ShiftLeft);
    for word in 0..words {
        let source = |back: usize| {
            let index = if left { word.checked_sub(back) } else { Some(word + back) };
            index.filter(|index| *index < words).map_or(0, |index| m[step.a.at as usize + index])
        };
        let (near, far) = (source(skip), source(skip + 1));
        let value = match (bits, left) {
            (0, _) => near,
            (_, true) => near << bits | far >> (64 - bits),
            (_, false) => near >> bits | far << (64 - bits),
        };
        m[step.d.at as usize + word] = value;
    }
    trim(step.d, m);
}

fn sign_extend(step: &WideStep, m: &mut [u64]) {
    let (a, d) = (step.a, step.d);
    let top = m[a.range().end - 1];
    let negative = top >> ((a.width - 1) % 64) & 1 == 1;
    m.copy_within(a.range(), d.at as usize);
    let fill = if negative { u64::MAX } else { 0 };
    m[(d.at + a.words()) as usize..d.range().end].fill(fill);
    m[(d.at + a.words() - 1) as usize] = top | (fill & !a.top_mask());
    trim(d, m);
}
