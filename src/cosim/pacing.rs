//! Who holds beats back, and when.

/// How fast a bench offers and takes beats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pacing {
    /// Always offers, always takes: cycles are those predicted.
    Full,
    /// Offers and takes at random, about every second cycle.
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

/// Draws of one run: G. Marsaglia, *Xorshift RNGs*, Journal of Statistical Software 8 (2003), with
/// the shifts 13, 17, 5. The testbench and the harness draw the same numbers.
pub(super) struct Draws(u32);

impl Draws {
    pub fn new(pacing: Pacing) -> Self {
        Self(pacing.seed())
    }

    /// Whether a beat may be offered and may be taken in the next cycle.
    pub fn next(&mut self) -> (bool, bool) {
        if self.0 == 0 {
            return (true, true);
        }
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        (self.0 & 1 == 1, self.0 & 2 == 2)
    }
}
