//! What cimgen says when something is wrong: user mistakes ([`Diagnostic`]) and our own ([`Bug`]).

mod bug;
mod diagnostic;
mod render;

pub use bug::Bug;
pub use diagnostic::{Code, Diagnostic, Diagnostics, Place, Severity, Source};
pub use render::render;
