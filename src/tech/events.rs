//! What happens in hardware, counted: what energies are given for.

use std::ops::{Add, AddAssign, Index};

use serde::{Serialize, Serializer};

macro_rules! events {
    ($($name:ident = $words:literal, $meaning:literal;)*) => {
        /// A kind of thing that happens.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Event {
            $(#[doc = $meaning] $name,)*
        }

        impl Event {
            /// All of them, in the order of reports.
            pub const ALL: &[Event] = &[$(Event::$name),*];

            /// Its name in reports, for several of them.
            pub fn words(self) -> &'static str {
                match self { $(Event::$name => $words,)* }
            }
        }
    };
}

events! {
    CellPlanes = "cell planes", "a cell on a line that is evaluated, for one plane of inputs and weights";
    SignCellPlanes = "cell planes of sign rows", "the same in a crossbar whose rows are read by comparators of signs";
    RowPlanes = "row planes", "a row of a crossbar, for one plane of inputs";
    Conversions = "conversions", "a line whose product-sum becomes a code";
    ConversionsTo5Bits = "conversions to 5 bits", "the same by a search for 5 bits";
    Comparisons = "comparisons", "a comparator that is strobed";
    ReferenceCells = "reference cells switched", "a cell of a reference that is charged or discharged";
    BitsAdded = "bits added", "a bit of an addition, a subtraction or a comparison of numbers";
    BitProducts = "bit products", "a bit of one factor times a bit of the other in a multiplication of numbers";
    MemoryBits = "memory bits read", "a bit of a word that is read from a memory";
    RegisterBits = "register bits", "a bit that is written to a register or a memory";
}

/// How often each of them happened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Events([u64; Event::ALL.len()]);

impl Events {
    /// The same and `count` more of one.
    pub fn with(mut self, event: Event, count: u64) -> Self {
        self.count(event, count);
        self
    }

    /// Counts one `count` times.
    pub fn count(&mut self, event: Event, count: u64) {
        self.0[event as usize] += count;
    }

    /// Those that happened, and how often.
    pub fn counted(&self) -> impl Iterator<Item = (Event, u64)> + '_ {
        Event::ALL.iter().map(|event| (*event, self[*event])).filter(|(_, count)| *count > 0)
    }
}

impl Index<Event> for Events {
    type Output = u64;

    fn index(&self, event: Event) -> &u64 {
        &self.0[event as usize]
    }
}

impl AddAssign for Events {
    fn add_assign(&mut self, other: Self) {
        self.0.iter_mut().zip(other.0).for_each(|(own, more)| *own += more);
    }
}

impl Add for Events {
    type Output = Self;

    fn add(mut self, other: Self) -> Self {
        self += other;
        self
    }
}

impl Serialize for Event {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.words())
    }
}
