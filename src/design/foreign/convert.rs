//! Lines of Python from files of other programs to safetensors and `.npy`.

use std::path::Path;

use super::Foreign;

/// The last part of a path.
pub(super) fn name(file: &Path) -> String {
    file.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// A name as a text of Python.
fn text(name: &str) -> String {
    format!("{name:?}")
}

/// The name of a file beside `file`, as a text of Python.
fn beside(file: &Path, end: &str) -> String {
    text(&name(&file.with_extension(end)))
}

/// To a safetensors file of its weights.
pub(super) fn parameters(kind: &Foreign, file: &Path) -> String {
    let (from, to) = (text(&name(file)), beside(file, "safetensors"));
    // Lightning keeps more than weights.
    let is_checkpoint = file.extension().is_some_and(|end| end == "ckpt");
    let part = if is_checkpoint { "[\"state_dict\"]" } else { "" };
    match kind {
        Foreign::Torch => format!(
            "import torch, safetensors.torch\n\
             state = torch.load({from}, map_location=\"cpu\"){part}  # or model.state_dict()\n\
             state = {{name: one.contiguous() for name, one in state.items()}}\n\
             safetensors.torch.save_file(state, {to})"
        ),
        Foreign::Onnx => format!(
            "import onnx, onnx.numpy_helper, safetensors.numpy\n\
             model = onnx.load({from})\n\
             tensors = {{one.name: onnx.numpy_helper.to_array(one).copy() for one in model.graph.initializer}}\n\
             safetensors.numpy.save_file(tensors, {to})"
        ),
        Foreign::Npz(_) => format!(
            "import numpy, safetensors.numpy\n\
             safetensors.numpy.save_file(dict(numpy.load({from})), {to})"
        ),
        Foreign::Npy => format!(
            "import numpy, safetensors.numpy\n\
             safetensors.numpy.save_file({{\"fc1.weight\": numpy.load({from})}}, {to})"
        ),
        Foreign::Hdf5 => format!(
            "import h5py, numpy, safetensors.numpy\n\
             tensors, turn = {{}}, {{2: (1, 0), 4: (3, 2, 0, 1)}}  # Keras has outputs last, cimgen first\n\
             def take(name, one):\n    \
                 if isinstance(one, h5py.Dataset):\n        \
                     one = one[()]\n        \
                     tensors[name] = numpy.ascontiguousarray(one.transpose(turn.get(one.ndim)))\n\
             h5py.File({from}).visititems(take)\n\
             safetensors.numpy.save_file(tensors, {to})"
        ),
        Foreign::Keras | Foreign::TensorFlow | Foreign::Tflite => format!(
            "import keras, numpy, safetensors.numpy\n\
             model = keras.models.load_model(\"model.keras\")  # the model that it was made from\n\
             turn = {{2: (1, 0), 4: (3, 2, 0, 1)}}  # Keras has outputs last, cimgen first\n\
             tensors = {{one.path: one.numpy().transpose(turn.get(len(one.shape))) for one in model.weights}}\n\
             tensors = {{name: numpy.ascontiguousarray(one) for name, one in tensors.items()}}\n\
             safetensors.numpy.save_file(tensors, {to})"
        ),
        Foreign::Gguf => format!(
            "import gguf, safetensors.numpy\n\
             tensors = {{one.name: gguf.dequantize(one.data, one.tensor_type) for one in gguf.GGUFReader({from}).tensors}}\n\
             safetensors.numpy.save_file(tensors, {to})"
        ),
        Foreign::Pickle => format!(
            "import numpy, pickle, safetensors.numpy\n\
             tensors = pickle.load(open({from}, \"rb\"))\n\
             tensors = {{name: numpy.ascontiguousarray(one) for name, one in tensors.items()}}\n\
             safetensors.numpy.save_file(tensors, {to})"
        ),
        Foreign::Safetensors | Foreign::Zip | Foreign::LfsPointer => {
            "import safetensors.numpy\n\
             safetensors.numpy.save_file({\"fc1.weight\": weights, \"fc1.bias\": bias}, \"weights.safetensors\")"
                .to_string()
        }
    }
}

/// To an array of samples or labels.
pub(super) fn samples(kind: &Foreign, file: &Path) -> String {
    let (from, to) = (text(&name(file)), beside(file, "npy"));
    let load = match kind {
        Foreign::Npz(first) => {
            return format!("import numpy\nnumpy.save({to}, numpy.load({from})[{}])", text(first));
        }
        Foreign::Torch => format!("import torch\nx = torch.load({from}).numpy()"),
        Foreign::Hdf5 => format!("import h5py\nx = h5py.File({from})[\"x\"][()]"),
        Foreign::Pickle => format!("import pickle\nx = pickle.load(open({from}, \"rb\"))"),
        Foreign::Safetensors => {
            format!("import safetensors.numpy\nx = safetensors.numpy.load_file({from})[\"x\"]")
        }
        _ => "# x is a numpy array of samples, [samples, ...]".to_string(),
    };
    format!("import numpy\n{load}\nnumpy.save({to}, x)")
}
