//! Making designs.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::blocks::BlockSpec;
use crate::diag::{Diagnostic, Diagnostics, Place, Severity, Source, quoted};

use super::builder::Builder;
use super::description::Description;
use super::place::Places;
use super::yaml::{self, Kind, Node};
use super::{check, codes, foreign, older};

/// Largest design file, in bytes; weights are in files of their own.
const LARGEST: u64 = 16 << 20;

/// A design that is right as far as it can be told without its weights.
#[derive(Clone, Debug)]
pub struct Design {
    description: Description,
    places: Places,
    folder: PathBuf,
    warnings: Diagnostics,
}

impl Design {
    /// Reads a design file. File names in it are relative to its folder.
    pub fn read(path: &Path) -> Result<Self, Diagnostics> {
        let shown = path.display().to_string();
        let text = text_of(path).map_err(|diagnostic| vec![diagnostic])?;
        let folder = path.parent().unwrap_or(Path::new("")).to_path_buf();
        Self::from_yaml(text, shown, folder)
    }

    /// Reads the text of a design file. `path` is what diagnostics call it; file names in it are
    /// relative to `folder`.
    pub fn from_yaml(
        text: impl Into<String>,
        path: impl Into<String>,
        folder: impl Into<PathBuf>,
    ) -> Result<Self, Diagnostics> {
        let source = Arc::new(Source { path: path.into(), text: text.into() });
        let (root, mut found) = yaml::parse(&source);
        let Some(root) = root.map(older::modern) else { return Err(found) };
        if let Some(wrong) = wrong_version(&root, &source) {
            return Err(vec![wrong]);
        }
        let description = match yaml::read::<Description>(&root, &source) {
            Ok(description) => description,
            Err(more) => {
                found.extend(more);
                return Err(in_order(found));
            }
        };
        let places = Places { text: Some((source, root)) };
        Self::checked(description, places, folder.into(), found)
    }

    /// A design made in Rust. File names in it are relative to `folder`.
    pub fn build(
        description: Description,
        folder: impl Into<PathBuf>,
    ) -> Result<Self, Diagnostics> {
        Self::checked(description, Places::default(), folder.into(), vec![])
    }

    /// A design of another description beside the same files.
    pub fn with(&self, description: Description) -> Result<Self, Diagnostics> {
        Self::build(description, &self.folder)
    }

    /// Begins a design in Rust.
    pub fn builder(name: impl Into<String>) -> Builder {
        Builder::new(name)
    }

    fn checked(
        description: Description,
        places: Places,
        folder: PathBuf,
        mut found: Diagnostics,
    ) -> Result<Self, Diagnostics> {
        found.extend(check::check(&description, &places));
        let found = in_order(found);
        if found.iter().any(|one| one.severity == Severity::Error) {
            return Err(found);
        }
        Ok(Self { description, places, folder, warnings: found })
    }

    /// What it says.
    pub fn description(&self) -> &Description {
        &self.description
    }

    /// What is legal, but surely unintended.
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.warnings
    }

    /// What is wrong with the nodes of its graph where these are `blocks`, each with its contents, and with what comes
    /// to them.
    pub fn check_blocks(&self, blocks: &[BlockSpec]) -> Diagnostics {
        in_order(check::check_blocks(&self.description, blocks, &self.places))
    }

    /// Lanes of the input.
    pub fn input_lanes(&self) -> usize {
        self.description.input_lanes().unwrap_or(0)
    }

    /// A file that the design names.
    pub fn file(&self, name: &Path) -> PathBuf {
        self.folder.join(name)
    }

    /// Where the value at `path` (such as `layers.0.dense.outputs`) stands in the design file, or the
    /// nearest value around it; `None` for a design made in Rust.
    pub fn place(&self, path: &str) -> Option<Place> {
        self.places.of(path)
    }

    /// The same for the key at the end of `path`.
    pub fn key_place(&self, path: &str) -> Option<Place> {
        self.places.of_key(path)
    }

    /// The design as a file that reads back equal.
    pub fn to_yaml(&self) -> String {
        // Numbers, texts, and lists and mappings of them always convert.
        yaml::print(&serde_json::to_value(&self.description).unwrap_or_default())
    }
}

/// Later versions may have fields that this one does not know: the version comes first.
fn wrong_version(root: &Node, source: &Arc<Source>) -> Option<Diagnostic> {
    let (_, version) = root.get("version")?;
    let Kind::Scalar { text, plain: true } = &version.kind else { return None };
    let number: u32 = text.parse().ok()?;
    (number != 1).then(|| {
        let place = Place { source: source.clone(), span: version.mark.clone() };
        check::version_error(number).at(place)
    })
}

fn in_order(mut found: Diagnostics) -> Diagnostics {
    found.sort_by_key(|one| one.place.as_ref().map(|place| place.span.start));
    found
}

fn text_of(path: &Path) -> Result<String, Diagnostic> {
    let shown = quoted(&path.display().to_string());
    let unreadable = |what: String, help: &str| {
        Diagnostic::error(codes::UNREADABLE, format!("cannot read {shown}: {what}")).help(help)
    };
    if path.is_dir() {
        return Err(unreadable("it is a folder".into(), "name the `.yaml` file in it"));
    }
    let failed = |error: std::io::Error| {
        unreadable(error.to_string(), "check the path; it is relative to the current folder")
    };
    // Opening a pipe waits for somebody who writes into it.
    if !fs::metadata(path).map_err(failed)?.is_file() {
        let help = "write the design into a file, and name that";
        return Err(unreadable("it is a pipe or a device, not a regular file".into(), help));
    }
    let mut bytes = vec![];
    fs::File::open(path)
        .and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes))
        .map_err(failed)?;
    if let Some(known) = foreign::recognize(&bytes, path) {
        let cause = format!("{shown} is {}, not a design", known.what());
        return Err(Diagnostic::error(codes::FOREIGN_FILE, cause).help(known.to_design(path)));
    }
    if bytes.len() as u64 > LARGEST {
        let cause = format!("{shown} is larger than {} MB", LARGEST >> 20);
        let help = "a design file is a few kB; weights and samples go in files of their own";
        return Err(Diagnostic::error(codes::TOO_LARGE, cause).help(help));
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let cause = format!("{shown} is not UTF-8 text: byte {at} begins no character");
        Diagnostic::error(codes::NOT_UTF8, cause).help("save it as UTF-8 in your editor")
    })
}
