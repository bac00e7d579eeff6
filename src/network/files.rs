//! Weight and sample files: read if they are files at all, written whole or not at all.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use crate::diag::{Diagnostic, quoted, unwritable};

use super::codes;

/// A path as messages show it.
pub(super) fn shown(path: &Path) -> String {
    quoted(&path.display().to_string())
}

/// The bytes of a regular file; devices may have no end.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, Diagnostic> {
    let unreadable = |what: String| {
        Diagnostic::error(codes::UNREADABLE, format!("cannot read {}: {what}", shown(path)))
            .help("check the path: names in a design file are relative to it, names in a command to the current folder")
    };
    let metadata = fs::metadata(path).map_err(|error| unreadable(error.to_string()))?;
    if !metadata.is_file() {
        return Err(unreadable("it is no file".to_string()));
    }
    fs::read(path).map_err(|error| unreadable(error.to_string()))
}

/// Puts `bytes` at `path`: into a file beside it, which then takes its place.
pub(super) fn save(path: &Path, bytes: &[u8]) -> Result<(), Diagnostic> {
    let asked = path;
    let failed = |error: &io::Error| unwritable(codes::UNWRITABLE, asked, error);
    // Those of temporary files tell the name of these, and not what the system said.
    let inside = |error: io::Error| failed(&error.kind().into());
    // A symbolic link stays, and what it leads to is replaced.
    let path = &path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    let parent = parent.unwrap_or(Path::new("."));
    fs::metadata(parent).map_err(|error| failed(&error))?;
    let mut builder = tempfile::Builder::new();
    // Temporary files are private; this one is to be read like any other.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(parent).map_err(inside)?;
    file.write_all(bytes).map_err(inside)?;
    file.persist(path).map_err(|error| inside(error.error))?;
    Ok(())
}
