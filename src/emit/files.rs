//! All files of a design, in memory.

use std::collections::BTreeMap;
use std::path::{Component, Path};

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use crate::diag::Bug;

/// What writes the files, as `manifest.json` has it.
pub const GENERATOR: &str = concat!("cimgen ", env!("CARGO_PKG_VERSION"));

/// Files by their path below the output folder. Paths are relative, stay below it, and differ even
/// where a file system ignores case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceFiles {
    files: BTreeMap<String, Vec<u8>>,
}

impl SourceFiles {
    /// No files.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file. A path that leaves the folder or is taken is a mistake of cimgen.
    pub fn add(&mut self, path: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Result<(), Bug> {
        let path = path.into();
        let inside = |part| matches!(part, Component::Normal(_));
        if path.is_empty() || !Path::new(&path).components().all(inside) || path.contains('\\') {
            return Err(Bug::new(format!("file path {path:?} leaves the output folder")));
        }
        if self.files.keys().any(|other| other.eq_ignore_ascii_case(&path)) {
            return Err(Bug::new(format!("two files are called {path:?}")));
        }
        self.files.insert(path, bytes.into());
        Ok(())
    }

    /// Paths and bytes, in order of paths.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice()))
    }

    /// The bytes at `path`.
    pub fn get(&self, path: &str) -> Option<&[u8]> {
        self.files.get(path).map(Vec::as_slice)
    }

    /// `manifest.json`: who wrote the files, and the SHA-256 of each.
    pub fn manifest(&self, design: &str) -> String {
        let hash = |bytes: &[u8]| -> String {
            Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
        };
        let files: Map<String, Value> =
            self.iter().map(|(path, bytes)| (path.to_string(), hash(bytes).into())).collect();
        let manifest = json!({ "generator": GENERATOR, "design": design, "sha256": files });
        format!("{manifest:#}\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stay_below_the_folder_and_apart() {
        let mut files = SourceFiles::new();
        files.add("rtl/a.v", "x").unwrap();
        for bad in ["", "../a", "/a", "rtl/../../a", "./a", "rtl/A.v", "rtl\\a"] {
            assert!(files.add(bad, "").is_err(), "{bad}");
        }
        assert!(files.manifest("d").contains("2d711642b726b04401627ca9fbac32f5"));
    }
}
