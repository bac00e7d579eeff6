//! `design.yaml` and the Rust DSL, both ending in one `Design::build`. Knows nothing of RTL.

mod description;

pub use description::{
    Activation, Argmax, DataFiles, Dense, Description, Hardware, Input, Labelled, Layer,
};
