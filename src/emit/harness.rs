//! The C++ main that keeps a Verilator model alive and feeds it beats.

use askama::Template;

use crate::diag::Bug;
use crate::rtl::Validated;

use super::testbench::top_level;

#[derive(Template)]
#[template(path = "harness.cpp.j2", escape = "none")]
struct Harness<'a> {
    top: &'a str,
    input_bytes: u32,
    output_bytes: u32,
}

/// The harness's text. Frames on its standard input and output are described in it.
pub fn harness(design: Validated<'_>) -> Result<String, Bug> {
    let (input, output) = top_level(design)?;
    let harness =
        Harness { top: &design.top().name, input_bytes: input / 8, output_bytes: output / 8 };
    harness.render().map(|text| text + "\n").map_err(|error| Bug::new(format!("harness: {error}")))
}
