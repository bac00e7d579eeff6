//! What flows from an operation to another.

/// Some lanes of a producer on their way to some lanes of a consumer's port. Lanes of a port that no
/// edge covers are zero. A consumer's format may be wider than the producer's: lanes are extended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge {
    /// First lane of the producer's beat.
    pub from: usize,
    /// Number of lanes.
    pub lanes: usize,
    /// Input port of the consumer.
    pub port: usize,
    /// First lane of the port's beat.
    pub to: usize,
}
