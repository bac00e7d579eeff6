//! Diagnostics as text.

use super::Diagnostic;

/// One diagnostic as it stands in a terminal, without color.
pub fn render(diagnostic: &Diagnostic) -> String {
    format!("error[{}]: {}\n", diagnostic.code.0, diagnostic.cause)
}
