//! What goes from layer to layer.

/// Results of a layer: codes of the integer network, or real numbers of the float network.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Values {
    /// Codes, and the real value of one.
    Codes(Vec<i64>, f64),
    /// Real numbers.
    Real(Vec<f64>),
}

impl Values {
    /// As real numbers.
    pub fn real(&self) -> Vec<f64> {
        match self {
            Self::Codes(codes, scale) => codes.iter().map(|code| *code as f64 * scale).collect(),
            Self::Real(values) => values.clone(),
        }
    }
}
