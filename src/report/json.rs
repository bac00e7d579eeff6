//! `report.json`.

use serde::Serialize;

use crate::diag::Bug;

/// Any report as indented JSON with a final newline.
pub fn json<T: Serialize>(value: &T) -> Result<String, Bug> {
    let text = serde_json::to_string_pretty(value);
    text.map(|text| text + "\n").map_err(|error| Bug::new(format!("report: {error}")))
}
