//! Hashes that tell apart modules of different contents.

use serde::Serialize;
use sha2::{Digest, Sha256};

/// First 12 digits of the SHA-256 of `contents` as JSON.
pub(super) fn name_hash<T: Serialize>(contents: &T) -> String {
    // Numbers, texts and lists of them always print.
    let text = serde_json::to_vec(contents).unwrap_or_default();
    Sha256::digest(text)[..6].iter().map(|byte| format!("{byte:02x}")).collect()
}
