//! Files that cannot be written.

use std::io::{Error, ErrorKind};
use std::path::Path;

use super::{Code, Diagnostic, quoted};

/// A file at `path` could not be written, and what to do about that.
pub fn unwritable(code: Code, path: &Path, error: &Error) -> Diagnostic {
    let cause = format!("cannot write {}: {error}", quoted(&path.display().to_string()));
    let folder = path.parent().filter(|folder| {
        error.kind() == ErrorKind::NotFound && !folder.as_os_str().is_empty() && !folder.exists()
    });
    let help = folder.map_or("choose a file that can be written".to_string(), |folder| {
        format!("there is no folder {}: make it first", quoted(&folder.display().to_string()))
    });
    Diagnostic::error(code, cause).help(help)
}
