//! Which file an item of a `use` line is in.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::source::{sources, text};

/// Names from the crate's root on.
type Names = Vec<String>;

/// The files of the crate by the names of their modules, and what their `mod.rs` pass on.
pub struct Modules {
    files: BTreeMap<Names, PathBuf>,
    passed_on: BTreeMap<Names, Vec<Names>>,
}

impl Modules {
    pub fn new() -> Self {
        let all = sources("src").into_iter();
        let files: BTreeMap<Names, PathBuf> = all.map(|path| (names(&path), path)).collect();
        let folders = files.iter().filter(|(_, path)| path.ends_with("mod.rs"));
        let passed_on = folders.map(|(module, path)| {
            let lines = used(&text(path)).into_iter().filter(|line| line.is_public);
            (module.clone(), lines.map(|line| absolute(module, true, &line.path)).collect())
        });
        Self { passed_on: passed_on.collect(), files }
    }

    /// Files that a file names in its `use` lines, those of folders (`mod.rs`) apart: an item that a folder passes on is
    /// that of the file that defines it.
    pub fn needed(&self, path: &Path) -> Vec<&PathBuf> {
        let module = names(path);
        let lines = used(&text(path)).into_iter();
        let paths = lines.map(|line| absolute(&module, false, &line.path));
        let files = paths.filter_map(|item| self.file(&item, 0));
        files.filter(|file| !file.ends_with("mod.rs") && *file != path).collect()
    }

    fn file(&self, item: &[String], depth: usize) -> Option<&PathBuf> {
        // What folders pass on to each other ends somewhere.
        if depth > 8 {
            return None;
        }
        let whole = (1..=item.len()).rev().map(|length| &item[..length]);
        let (module, file) = whole.filter_map(|module| self.files.get_key_value(module)).next()?;
        let Some(name) = item.get(module.len()) else { return Some(file) };
        let passed = self.passed_on.get(module).into_iter().flatten();
        let mut origins = passed.filter(|origin| origin.last() == Some(name));
        origins.find_map(|origin| self.file(origin, depth + 1)).or(Some(file))
    }
}

/// The module of a file.
fn names(path: &Path) -> Names {
    let inside = path.strip_prefix("src").unwrap().with_extension("");
    let names = inside.iter().map(|name| name.to_str().unwrap().to_string());
    names.filter(|name| name != "mod").collect()
}

/// One item that is used.
struct Used {
    path: Vec<String>,
    is_public: bool,
}

/// Every item of the `use` lines of a text.
fn used(text: &str) -> Vec<Used> {
    let mut all = vec![];
    for (at, _) in text.match_indices("use ") {
        let before = text[..at].rsplit('\n').next().unwrap_or_default().trim();
        if !(before.is_empty() || before.starts_with("pub")) {
            continue;
        }
        let Some((line, _)) = text[at + 4..].split_once(';') else { continue };
        let line: String = line.split_whitespace().collect::<Vec<_>>().join(" ");
        let is_public = before.starts_with("pub");
        all.extend(parts(&line).into_iter().map(|item| {
            let name = item.split(" as ").next().unwrap_or_default();
            let path = name.split("::").map(|step| step.trim().to_string());
            Used { path: path.filter(|step| step != "self").collect(), is_public }
        }));
    }
    all
}

/// `a::{b, c::{d, e}}` as `a::b`, `a::c::d`, `a::c::e`.
fn parts(line: &str) -> Vec<String> {
    let Some((head, rest)) = line.split_once('{') else { return vec![line.trim().to_string()] };
    let inner = rest.rsplit_once('}').map_or(rest, |(inner, _)| inner);
    let (mut items, mut item, mut depth) = (vec![], String::new(), 0);
    for c in inner.chars() {
        depth += match c {
            '{' => 1,
            '}' => -1,
            _ => 0,
        };
        match c {
            ',' if depth == 0 => items.push(std::mem::take(&mut item)),
            _ => item.push(c),
        }
    }
    items.push(item);
    let items = items.iter().map(|item| item.trim()).filter(|item| !item.is_empty());
    items.flat_map(|item| parts(&format!("{}{item}", head.trim()))).collect()
}

/// A path from the crate's root on; those into other crates lead nowhere.
fn absolute(module: &[String], is_folder: bool, path: &[String]) -> Names {
    let ups = path.iter().take_while(|step| *step == "super").count();
    match path.first().map(String::as_str) {
        Some("crate") => path[1..].to_vec(),
        Some("super") => {
            let around = module.len() - (ups - usize::from(is_folder)).min(module.len());
            [&module[..around], &path[ups..]].concat()
        }
        _ if is_folder => [module, path].concat(),
        _ => vec![],
    }
}
