//! The digits example of `designs/`.

use crate::diag::Bug;
use crate::emit::SourceFiles;

use super::command::named;

macro_rules! digits {
    ($name:literal) => {
        include_bytes!(concat!("../../../designs/digits/", $name)).as_slice()
    };
}

/// Real digits with their license, and weights that were trained on them.
pub(super) fn files(name: &str) -> Result<SourceFiles, Bug> {
    let mut files = SourceFiles::new();
    files.add("design.yaml", named(include_str!("digits.yaml"), name))?;
    let weights = include_bytes!("../../../designs/digits_mlp.safetensors");
    files.add("weights.safetensors", weights.as_slice())?;
    for (path, bytes) in [
        ("digits/README.md", digits!("README.md")),
        ("digits/fetch.py", digits!("fetch.py")),
        ("digits/train_images.npy", digits!("train_images.npy")),
        ("digits/train_labels.npy", digits!("train_labels.npy")),
        ("digits/test_images.npy", digits!("test_images.npy")),
        ("digits/test_labels.npy", digits!("test_labels.npy")),
    ] {
        files.add(path, bytes)?;
    }
    Ok(files)
}
