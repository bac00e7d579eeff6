//! Who holds beats back, and when.

/// How fast a bench offers and takes beats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pacing {
    /// Always offers, always takes: cycles are those predicted.
    Full,
    /// Offers and takes at random, for spells of 32 cycles only one of the two: queues fill up and run
    /// dry. The run comes after another that is interrupted by a reset, so that state which is not reset is
    /// found out.
    Random {
        /// Not 0.
        seed: u32,
    },
}

impl Pacing {
    /// The seed as benches in other languages take it; 0 is [`Pacing::Full`].
    pub fn seed(self) -> u32 {
        match self {
            Pacing::Full => 0,
            Pacing::Random { seed } => seed.max(1),
        }
    }

    /// Cycles after which the run before the run is interrupted; 0 where there is none.
    pub fn interruption(self) -> u64 {
        match self {
            Pacing::Full => 0,
            Pacing::Random { seed } => 2 * SPELL + u64::from(seed % SPELL as u32),
        }
    }

    /// Resets before the run.
    pub(super) fn resets(self) -> u32 {
        if self.interruption() > 0 { 2 } else { 1 }
    }

    /// For one cycle after the other, whether a beat may be offered and whether one may be taken.
    pub fn draws(self) -> impl FnMut() -> (bool, bool) {
        let mut draws = Draws::new(self);
        move || draws.next()
    }
}

/// Cycles that a bench goes on after the last beat it waits for: a beat too many would come then.
pub(super) const DRAIN: u64 = 64;

/// Marks for `beats` beats. In truth every beat of a vector, or the last of an image, ends a sample; marks
/// that differ show that each travels with its beat.
pub fn marks(beats: usize) -> Vec<bool> {
    (0..beats).map(|number| number % 3 != 1).collect()
}

/// Cycles of a spell: long enough to fill the queues of a pipeline.
const SPELL: u64 = 32;

/// Draws of one run: G. Marsaglia, *Xorshift RNGs*, Journal of Statistical Software 8 (2003), with
/// the shifts 13, 17, 5. The testbench and the harness draw the same numbers.
pub(super) struct Draws {
    state: u32,
    cycle: u64,
    spell: u32,
}

impl Draws {
    pub fn new(pacing: Pacing) -> Self {
        Self { state: pacing.seed(), cycle: 0, spell: 0 }
    }

    /// Whether a beat may be offered and may be taken in the next cycle. Of four spells two draw both, one
    /// offers and never takes, and one takes and never offers.
    pub fn next(&mut self) -> (bool, bool) {
        if self.state == 0 {
            return (true, true);
        }
        self.state ^= self.state << 13;
        self.state ^= self.state >> 17;
        self.state ^= self.state << 5;
        if self.cycle.is_multiple_of(SPELL) {
            self.spell = self.state >> 8 & 3;
        }
        self.cycle += 1;
        match self.spell {
            2 => (true, false),
            3 => (false, true),
            _ => (self.state & 1 == 1, self.state & 2 == 2),
        }
    }
}
