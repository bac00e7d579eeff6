//! Numbers of what is drawn.

/// What a piece of hardware draws by chance, and by which numbers: so that no two draw the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draws {
    /// What it is.
    pub what: Drawn,
    /// Seed of the draws.
    pub seed: u32,
    /// Its number, where it is given.
    pub number: Option<u32>,
    /// Numbers of the arrays that make its references, where they are given.
    pub references: Vec<u32>,
    /// Numbers after its own that it takes too: arrays that make its references.
    pub more: u32,
}

/// What is drawn: each is numbered apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Drawn {
    /// Cells and comparators that are not alike.
    Errors,
    /// What a comparator says of zero.
    Ties,
}
