//! Files of other programs: what they are, and the lines of Python that make of them what cimgen reads.

mod convert;
mod recognize;

use std::path::Path;

pub use recognize::recognize;

/// A kind of file that cimgen does not read where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Foreign {
    /// A model of ONNX.
    Onnx,
    /// What `torch.save` writes: a model or its weights.
    Torch,
    /// Arrays of NumPy in a ZIP archive; the first one's name.
    Npz(String),
    /// An array of NumPy.
    Npy,
    /// Tensors.
    Safetensors,
    /// HDF5, as Keras writes weights and others data.
    Hdf5,
    /// A model of Keras 3.
    Keras,
    /// A checkpoint of TensorFlow.
    TensorFlow,
    /// A model of TensorFlow Lite.
    Tflite,
    /// A model of llama.cpp.
    Gguf,
    /// Objects of Python.
    Pickle,
    /// A ZIP archive of something else.
    Zip,
    /// What Git LFS leaves in the place of a file that it has not fetched.
    LfsPointer,
}

/// What to do with a pointer of Git LFS.
const FETCH: &str = "fetch the file itself with `git lfs pull`";

impl Foreign {
    /// What it is, with its article.
    pub fn what(&self) -> &'static str {
        match self {
            Self::Onnx => "an ONNX model",
            Self::Torch => "a file of `torch.save`",
            Self::Npz(_) => "an archive of NumPy arrays",
            Self::Npy => "a NumPy array",
            Self::Safetensors => "a safetensors file",
            Self::Hdf5 => "an HDF5 file",
            Self::Keras => "a Keras model",
            Self::TensorFlow => "a TensorFlow checkpoint",
            Self::Tflite => "a TensorFlow Lite model",
            Self::Gguf => "a GGUF model",
            Self::Pickle => "a Python pickle",
            Self::Zip => "a ZIP archive",
            Self::LfsPointer => "a pointer of Git LFS to the file itself",
        }
    }

    /// What to do with one at `file` that stands in the place of a design.
    pub fn to_design(&self, file: &Path) -> String {
        let begin =
            "a design is a text with the layers and the hardware: begin one with `cimgen new NAME`";
        match self {
            Self::Safetensors => {
                format!("{begin}, and let it say `parameters: {}`", convert::name(file))
            }
            Self::Npy => format!("{begin}, and name the file under `data`"),
            Self::LfsPointer => FETCH.into(),
            _ => format!(
                "{begin} (docs/from_pytorch.md); it takes the weights after\n{}",
                convert::parameters(self, file)
            ),
        }
    }

    /// What to do with one at `file` that stands in the place of parameters.
    pub fn to_parameters(&self, file: &Path) -> String {
        match self {
            Self::LfsPointer => FETCH.into(),
            _ => format!(
                "convert it in Python (docs/from_pytorch.md):\n{}",
                convert::parameters(self, file)
            ),
        }
    }

    /// What to do with one at `file` that stands in the place of samples or labels.
    pub fn to_samples(&self, file: &Path) -> String {
        match self {
            Self::LfsPointer => FETCH.into(),
            _ => format!("convert it in Python:\n{}", convert::samples(self, file)),
        }
    }
}
