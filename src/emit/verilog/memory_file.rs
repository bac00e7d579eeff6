//! Contents of large memories, in files of their own.

use std::path::Path;
use std::{fs, io};

use crate::rtl::{Memory, Module};

/// Words from which on contents are in a file: as assignments, simulators read them slowly, and nobody does.
const WORDS: usize = 1024;

/// Folder of the files, and the parameter of modules that says where it is.
pub(super) const FOLDER: &str = "memories";
pub(super) const PARAMETER: &str = "MEMORIES";

/// What a memory holds at first, for `$readmemh`: a word a line in hexadecimal, address 0 first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemoryFile {
    /// Its path, below the folder that simulators are started in unless a parameter says otherwise.
    pub path: String,
    /// Its text.
    pub text: String,
}

impl MemoryFile {
    /// Puts it where it belongs below a folder.
    pub fn write(&self, folder: &Path) -> io::Result<()> {
        fs::create_dir_all(folder.join(FOLDER))?;
        fs::write(folder.join(&self.path), &self.text)
    }
}

/// Whether a memory's contents are in a file.
pub(super) fn has_file(memory: &Memory) -> bool {
    memory.contents.len() >= WORDS
}

/// Name of the file of a memory.
pub(super) fn name(module: &Module, memory: &Memory) -> String {
    format!("{}_{}.hex", module.name, memory.name)
}

/// The files of a module. Words beyond the contents are zero.
pub(super) fn files(module: &Module) -> Vec<MemoryFile> {
    let file = |memory: &Memory| {
        let digits = memory.width.div_ceil(4) as usize;
        let mut text = String::with_capacity(memory.depth * (digits + 1));
        for word in &memory.contents {
            text.push_str(&word.to_hex());
            text.push('\n');
        }
        for _ in memory.contents.len()..memory.depth {
            text.push_str("0\n");
        }
        MemoryFile { path: format!("{FOLDER}/{}", name(module, memory)), text }
    };
    module.memories.iter().filter(|memory| has_file(memory)).map(file).collect()
}
