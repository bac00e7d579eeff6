//! Writing an output folder whole or not at all.
//!
//! Files go into a temporary folder beside the destination, which then changes places with it. On
//! Linux that is one atomic step; elsewhere two renames, with the old folder kept beside under a name
//! of its own until the new one stands.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::diag::{Diagnostic, quoted};

use super::codes;
use super::files::SourceFiles;

/// Replaces `folder` by `files`. Refuses a folder that holds things but no manifest of cimgen; files
/// that others put beside cimgen's are kept. Where `folder` is a symbolic link, it stays, and what it leads to is
/// replaced.
pub fn write(files: &SourceFiles, folder: &Path) -> Result<(), Diagnostic> {
    let shown = quoted(&folder.display().to_string());
    let name = folder.file_name().ok_or_else(|| {
        Diagnostic::error(codes::BAD_PATH, format!("{shown} is no folder that can be replaced"))
            .help("name a folder of its own, such as `generated/digits`")
    })?;
    let folder = &target(folder)?;
    let name = folder.file_name().unwrap_or(name);
    let ours = look_at(folder)?;
    let parent = folder.parent().filter(|parent| !parent.as_os_str().is_empty());
    let parent = parent.unwrap_or(Path::new("."));
    let failed = |error: io::Error| {
        Diagnostic::error(codes::UNWRITABLE, format!("cannot write {shown}: {}", error.kind()))
            .help("choose a folder that can be written, with `-o DIR`")
    };
    fs::create_dir_all(parent).map_err(failed)?;
    let prefix = format!(".{}.", name.to_string_lossy());
    let staged = tempfile::Builder::new().prefix(&prefix).tempdir_in(parent).map_err(failed)?;
    fill(files, staged.path()).map_err(failed)?;
    match ours {
        // The temporary folder is then gone from where it was, and nothing is left to remove.
        None => fs::rename(staged.path(), folder).map_err(failed),
        Some(foreign) => {
            exchange(staged.path(), folder).map_err(failed)?;
            // From here on `staged` holds the old files, and goes when this returns.
            rescue(&staged, folder, &foreign).map_err(|error| {
                let kept = staged.keep();
                let cause = format!("cannot bring back files that are not cimgen's: {error}");
                let help = format!("they are in {}", quoted(&kept.display().to_string()));
                Diagnostic::error(codes::UNWRITABLE, cause).help(help)
            })
        }
    }
}

/// Where a folder is, behind symbolic links.
fn target(folder: &Path) -> Result<PathBuf, Diagnostic> {
    match folder.canonicalize() {
        Ok(target) => Ok(target),
        Err(_) if folder.is_symlink() => {
            let shown = quoted(&folder.display().to_string());
            let cause = format!("{shown} is a symbolic link that leads nowhere");
            let help = "make the folder that it names, or choose another one with `-o DIR`";
            Err(Diagnostic::error(codes::BAD_PATH, cause).help(help))
        }
        Err(_) => Ok(folder.to_path_buf()),
    }
}

/// `None` where the folder is not there; else the files in it that cimgen did not write.
fn look_at(folder: &Path) -> Result<Option<Vec<PathBuf>>, Diagnostic> {
    let shown = quoted(&folder.display().to_string());
    let not_ours = |cause: String| {
        Diagnostic::error(codes::NOT_OURS, cause).help("choose another folder with `-o DIR`")
    };
    if !folder.exists() {
        return Ok(None);
    }
    let found = contents(folder);
    let found = found.map_err(|error| not_ours(format!("cannot look into {shown}: {error}")))?;
    if found.is_empty() {
        return Ok(Some(vec![]));
    }
    let manifest = fs::read(folder.join("manifest.json")).unwrap_or_default();
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap_or_default();
    let generator = manifest["generator"].as_str().unwrap_or_default();
    if !generator.starts_with("cimgen ") {
        return Err(not_ours(format!("{shown} holds files that cimgen did not write")));
    }
    let is_foreign = |path: &PathBuf| {
        let name = path.to_string_lossy();
        name != "manifest.json" && manifest["sha256"].get(name.as_ref()).is_none()
    };
    Ok(Some(found.into_iter().filter(is_foreign).collect()))
}

/// Every file below `folder`, by its path from there.
fn contents(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let (mut files, mut open) = (vec![], vec![PathBuf::new()]);
    while let Some(below) = open.pop() {
        for entry in fs::read_dir(folder.join(&below))? {
            let entry = entry?;
            let path = below.join(entry.file_name());
            if entry.file_type()?.is_dir() { open.push(path) } else { files.push(path) }
        }
    }
    Ok(files)
}

fn fill(files: &SourceFiles, folder: &Path) -> io::Result<()> {
    for (path, bytes) in files.iter() {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap_or(folder))?;
        fs::write(path, bytes)?;
    }
    // Temporary folders are private; this one is to be read like any other.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(folder, fs::Permissions::from_mode(0o755))?;
    }
    Ok(())
}

/// Moves what is foreign in the old folder into the new one.
fn rescue(old: &TempDir, folder: &Path, foreign: &[PathBuf]) -> io::Result<()> {
    for path in foreign {
        let new = folder.join(path);
        fs::create_dir_all(new.parent().unwrap_or(folder))?;
        fs::rename(old.path().join(path), new)?;
    }
    Ok(())
}

#[cfg(target_os = "linux")]
fn exchange(a: &Path, b: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    match renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(()),
        // Some network file systems cannot.
        Err(_) => exchange_in_steps(a, b),
    }
}

#[cfg(not(target_os = "linux"))]
fn exchange(a: &Path, b: &Path) -> io::Result<()> {
    exchange_in_steps(a, b)
}

fn exchange_in_steps(a: &Path, b: &Path) -> io::Result<()> {
    let mut aside = a.as_os_str().to_owned();
    aside.push(".old");
    let aside = PathBuf::from(aside);
    fs::rename(b, &aside)?;
    match fs::rename(a, b) {
        Ok(()) => fs::rename(&aside, a),
        Err(error) => fs::rename(&aside, b).and(Err(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(content: &str) -> SourceFiles {
        let mut files = SourceFiles::new();
        files.add("rtl/a.v", content).unwrap();
        files.add("manifest.json", files.manifest("d")).unwrap();
        files
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
        let mut names: Vec<String> = entries.map(|name| name.into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn replaces_its_own_and_keeps_what_is_foreign() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("new/out");
        write(&files("one"), &folder).unwrap();
        fs::write(folder.join("rtl/mine.txt"), "mine").unwrap();
        write(&files("two"), &folder).unwrap();
        assert_eq!(fs::read_to_string(folder.join("rtl/a.v")).unwrap(), "two");
        assert_eq!(fs::read_to_string(folder.join("rtl/mine.txt")).unwrap(), "mine");
        assert_eq!(names(&parent.path().join("new")), ["out"]);
    }

    #[test]
    fn foreign_files_in_the_way_of_new_ones_are_not_lost() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("out");
        write(&files("one"), &folder).unwrap();
        fs::create_dir(folder.join("mine")).unwrap();
        fs::write(folder.join("mine/thesis.txt"), "all of it").unwrap();
        let mut next = SourceFiles::new();
        next.add("mine", "a file where a folder was").unwrap();
        next.add("manifest.json", next.manifest("d")).unwrap();
        let told = write(&next, &folder).unwrap_err().help.unwrap();
        let kept = told.split('`').nth(1).unwrap();
        assert_eq!(
            fs::read_to_string(Path::new(kept).join("mine/thesis.txt")).unwrap(),
            "all of it"
        );
    }

    #[cfg(unix)]
    #[test]
    fn links_stay_and_lead_to_what_is_written() {
        use std::os::unix::fs::symlink;
        let parent = tempfile::tempdir().unwrap();
        let [disk, link] = ["disk/out", "link"].map(|name| parent.path().join(name));
        fs::create_dir_all(&disk).unwrap();
        symlink(&disk, &link).unwrap();
        for content in ["one", "two"] {
            write(&files(content), &link).unwrap();
            assert!(link.is_symlink());
            assert_eq!(fs::read_to_string(disk.join("rtl/a.v")).unwrap(), content);
        }
        assert_eq!(names(parent.path()), ["disk", "link"]);
        assert_eq!(names(&parent.path().join("disk")), ["out"]);
        let nowhere = parent.path().join("nowhere");
        symlink(parent.path().join("missing"), &nowhere).unwrap();
        assert_eq!(write(&files("x"), &nowhere).unwrap_err().code, codes::BAD_PATH);
        assert!(nowhere.is_symlink());
    }

    #[test]
    fn steps_exchange_like_one() {
        let parent = tempfile::tempdir().unwrap();
        let [a, b] = ["a", "b"].map(|name| parent.path().join(name));
        for folder in [&a, &b] {
            fs::create_dir(folder).unwrap();
            fs::write(folder.join("x"), folder.to_string_lossy().as_bytes()).unwrap();
        }
        exchange_in_steps(&a, &b).unwrap();
        assert!(fs::read_to_string(a.join("x")).unwrap().ends_with('b'));
        assert_eq!(names(parent.path()), ["a", "b"]);
    }

    #[test]
    fn refuses_what_is_not_its_own_and_leaves_it() {
        let parent = tempfile::tempdir().unwrap();
        fs::write(parent.path().join("thesis.txt"), "all of it").unwrap();
        assert_eq!(write(&files("x"), parent.path()).unwrap_err().code, codes::NOT_OURS);
        assert_eq!(names(parent.path()), ["thesis.txt"]);
        let below_a_file = parent.path().join("thesis.txt/out");
        assert_eq!(write(&files("x"), &below_a_file).unwrap_err().code, codes::UNWRITABLE);
        assert_eq!(write(&files("x"), Path::new("..")).unwrap_err().code, codes::BAD_PATH);
        assert_eq!(names(parent.path()), ["thesis.txt"]);
    }
}
