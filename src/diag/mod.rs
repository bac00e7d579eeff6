//! What cimgen says when something is wrong: user mistakes ([`Diagnostic`]) and our own ([`Bug`]).

mod bug;
mod diagnostic;
mod excerpt;
mod json;
mod quote;
mod render;
mod unwritable;

pub use bug::Bug;
pub use diagnostic::{Code, Diagnostic, Diagnostics, Place, Severity, Source};
pub use quote::{one_line, quoted};
pub use render::{render, render_colored};
pub use unwritable::unwritable;
