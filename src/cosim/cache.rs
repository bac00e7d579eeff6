//! Built models, kept by the content they were built from.

use std::env;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

/// Where models are kept: `CIMGEN_CACHE`, or the user's cache folder, or the temporary one.
pub(super) fn folder() -> PathBuf {
    let variable = |name: &str| env::var_os(name).filter(|value| !value.is_empty());
    let home = || Some(PathBuf::from(variable("HOME")?).join(".cache/cimgen"));
    let user = || Some(PathBuf::from(variable("XDG_CACHE_HOME")?).join("cimgen"));
    let given = variable("CIMGEN_CACHE").map(PathBuf::from);
    given.or_else(user).or_else(home).unwrap_or_else(|| env::temp_dir().join("cimgen"))
}

/// Name of what is built from `parts`.
pub(super) fn key<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    hash.finalize()[..16].iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The file called `key` below `cache`, made by `build` in a folder of its own unless it is there.
/// Of several processes that want it, one builds and the others wait.
pub(super) fn built<E: From<io::Error>>(
    cache: &Path,
    key: &str,
    build: impl FnOnce(&Path) -> Result<PathBuf, E>,
) -> Result<PathBuf, E> {
    fs::create_dir_all(cache)?;
    let model = cache.join(key);
    if model.is_file() {
        return Ok(model);
    }
    let lock = File::create(cache.join(format!("{key}.lock")))?;
    lock.lock()?;
    if !model.is_file() {
        let scratch = tempfile::Builder::new().prefix("build-").tempdir_in(cache)?;
        fs::rename(build(scratch.path())?, &model)?;
    }
    Ok(model)
}
