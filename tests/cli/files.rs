//! What is told of parameters, samples and labels as people have them.

use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

use expect_test::expect_file;
use safetensors::Dtype;
use safetensors::tensor::TensorView;
use tempfile::TempDir;

use crate::case::{cimgen_in, text};

const DENSE: &str = "\
version: 1
name: tiny
clock_mhz: 100
input: { shape: [3], format: u4, scale: 0.5 }
parameters: w.safetensors
data:
  calibration: x.npy
  test: { input: x2.npy, labels: y.npy }
layers:
  - dense: { name: fc1, outputs: 4, array: main, activation: relu, output: u4 }
  - dense: { name: fc2, outputs: 2, array: main }
  - argmax: {}
hardware:
  main: { cim_array: { rows: 4, columns: 4, weight: s4, storage: rom, digitizer: exact } }
";

const IMAGES: &str = "\
version: 1
name: tiny
clock_mhz: 100
input: { shape: [2, 4, 3], format: u4, scale: 0.5 }
data: { test: { input: x.npy, labels: y.npy } }
layers:
  - max_pool: { size: 2 }
  - flatten: {}
  - argmax: {}
parameters: w.safetensors
";

/// A folder with a design and its files.
struct Folder(TempDir);

/// A tensor: its name, the type of its numbers, its sides and its bytes.
type Tensor<'a> = (&'a str, Dtype, &'a [usize], Vec<u8>);

fn floats(numbers: &[f32]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}

/// Floats of a shape that are neither all alike nor symmetric.
fn some<'a>(name: &'a str, shape: &'a [usize]) -> Tensor<'a> {
    let count = shape.iter().product::<usize>();
    let numbers: Vec<f32> = (0..count).map(|at| [0.5, -0.25, 1.0, 0.125, -1.0][at % 5]).collect();
    (name, Dtype::F32, shape, floats(&numbers))
}

impl Folder {
    /// `design` with files that are right for [`DENSE`], or without tensors for [`IMAGES`].
    fn new(design: &str) -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        folder.write("design.yaml", design.as_bytes());
        folder.tensors(&[
            some("fc1.weight", &[4, 3]),
            some("fc1.bias", &[4]),
            some("fc2.weight", &[2, 4]),
            some("fc2.bias", &[2]),
        ]);
        if design == IMAGES {
            folder.tensors(&[]);
        }
        let numbers = floats(&[0.0, 1.0, 7.5, 2.0, 0.5, 3.0]);
        folder.array("x.npy", "<f4", &[6, 3], &numbers.repeat(3));
        folder.array("x2.npy", "<f4", &[2, 3], &numbers);
        folder.labels(&[0, 1]);
        folder
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        fs::write(self.path(name), bytes).unwrap();
    }

    fn tensors(&self, tensors: &[Tensor<'_>]) {
        let views = tensors.iter().map(|(name, kind, shape, bytes)| {
            (*name, TensorView::new(*kind, shape.to_vec(), bytes).unwrap())
        });
        self.write("w.safetensors", &safetensors::serialize(views, None).unwrap());
    }

    fn array(&self, name: &str, kind: &str, shape: &[usize], bytes: &[u8]) {
        self.write(name, &array(kind, shape, bytes));
    }

    fn labels(&self, labels: &[i64]) {
        let bytes: Vec<u8> = labels.iter().flat_map(|label| label.to_le_bytes()).collect();
        self.array("y.npy", "<i8", &[labels.len()], &bytes);
    }

    /// What `cimgen check` says, seen from within the folder.
    fn told(&self, design: &str) -> String {
        self.said(&["check", design])
    }

    /// What a command says, and how it ends.
    fn said(&self, command: &[&str]) -> String {
        let output = cimgen_in(self.0.path(), command);
        let said = text(&output.stderr);
        assert!(!said.contains("panicked"), "{said}");
        let code = output.status.code().unwrap();
        let end = if code == 0 { text(&output.stdout) } else { format!("exit code {code}\n") };
        said + &end
    }
}

/// An array file of NumPy.
fn array(kind: &str, shape: &[usize], bytes: &[u8]) -> Vec<u8> {
    let sides: String = shape.iter().map(|side| format!("{side}, ")).collect();
    let header = format!("{{'descr': '{kind}', 'fortran_order': False, 'shape': ({sides}), }}\n");
    let length = (header.len() as u16).to_le_bytes();
    [b"\x93NUMPY\x01\x00", &length[..], header.as_bytes(), bytes].concat()
}

/// The first header of a ZIP archive.
fn zip(first: &str) -> Vec<u8> {
    let length = (first.len() as u16).to_le_bytes();
    [b"PK\x03\x04".as_slice(), &[0; 22], &length, &[0; 2], first.as_bytes(), b"..."].concat()
}

/// What is said, case by case.
#[derive(Default)]
struct Told(String);

impl Told {
    fn add(&mut self, title: &str, said: &str) {
        write!(self.0, "==== {title}\n{said}\n").unwrap();
    }

    fn tensors(&mut self, title: &str, design: &str, tensors: &[Tensor<'_>]) {
        let folder = Folder::new(design);
        folder.tensors(tensors);
        self.add(title, &folder.told("design.yaml"));
    }

    fn samples(&mut self, title: &str, design: &str, shape: &[usize], numbers: &[f32]) {
        let folder = Folder::new(design);
        folder.array("x.npy", "<f4", shape, &floats(numbers));
        self.add(title, &folder.told("design.yaml"));
    }

    fn labels(&mut self, title: &str, design: &str, labels: &[i64]) {
        let folder = Folder::new(design);
        folder.labels(labels);
        self.add(title, &folder.told("design.yaml"));
    }
}

#[test]
fn tensors_as_people_have_them_are_told_of() {
    let mut told = Told::default();
    let good = Folder::new(DENSE).told("design.yaml");
    assert!(good.starts_with("`tiny` is right"), "{good}");
    let (weight1, bias1) = (some("fc1.weight", &[4, 3]), some("fc1.bias", &[4]));
    let (weight2, bias2) = (some("fc2.weight", &[2, 4]), some("fc2.bias", &[2]));

    let sequential = |weight: &'static str, bias: &'static str, shape: &'static [usize]| {
        [some(weight, shape), some(bias, &shape[..1])]
    };
    let all =
        [sequential("0.weight", "0.bias", &[4, 3]), sequential("2.weight", "2.bias", &[2, 4])];
    told.tensors("names of `nn.Sequential`", DENSE, &all.concat());
    let named = DENSE
        .replace("name: fc1,", "name: fc1, weights: \"0.weight\",")
        .replace("name: fc2,", "name: fc2, prefix: \"2\",");
    told.tensors("names of `nn.Sequential`, named", &named, &all.concat());
    let nested = [some("model.fc1.weight", &[4, 3]), some("model.fc2.weight", &[2, 4])];
    told.tensors("nested modules", DENSE, &nested);
    let misspelt = [some("fc1.weigth", &[4, 3]), bias1.clone(), weight2.clone(), bias2.clone()];
    told.tensors("a misspelt tensor", DENSE, &misspelt);
    told.tensors("no tensors", DENSE, &[]);
    let design = DENSE.replace("name: fc1,", "name: fc1, bias: fc1.offset,");
    let right = [weight1.clone(), bias1.clone(), weight2.clone(), bias2.clone()];
    told.tensors("named biases that are not there", &design, &right);

    let turned = [some("fc1.weight", &[3, 4]), weight2.clone()];
    told.tensors("weights of Keras", DENSE, &turned);
    let tall = [some("fc1.weight", &[5, 3]), bias1.clone(), weight2.clone(), bias2.clone()];
    told.tensors("weights of more outputs", DENSE, &tall);
    let sides = [weight1.clone(), some("fc1.bias", &[1, 4]), weight2.clone(), bias2.clone()];
    told.tensors("biases of a side too many", DENSE, &sides);
    let binary = DENSE.replace("weight: s4", "weight: u1");
    told.tensors("weights below 0 that become 0", &binary, &right);
    let of_image = IMAGES.replace(
        "  - max_pool: { size: 2 }\n",
        "  - conv2d: { name: conv, filters: 5, kernel: [2, 1], array: main, bias: false }\n",
    );
    let of_image = of_image
        + "hardware:\n  main: { cim_array: { rows: 4, columns: 4, weight: s4, storage: rom, digitizer: exact } }\n";
    told.tensors("filters of Keras", &of_image, &[some("conv.weight", &[2, 1, 3, 5])]);
    let turned = of_image.replace("shape: [2, 4, 3]", "shape: [3, 2, 4]");
    told.tensors("an input in PyTorch's order", &turned, &[some("conv.weight", &[5, 3, 2, 1])]);
    told.tensors(
        "a layer without biases",
        DENSE,
        &[weight1.clone(), bias1.clone(), weight2.clone()],
    );
    let design = DENSE.replace("name: fc2,", "name: fc2, bias: false,");
    told.tensors(
        "a layer that says so",
        &design,
        &[weight1.clone(), bias1.clone(), weight2.clone()],
    );
    told.tensors("no layer has biases", DENSE, &[weight1.clone(), weight2.clone()]);
    let misspelt = [weight1.clone(), some("fc1.biass", &[4]), weight2.clone()];
    told.tensors("misspelt biases", DENSE, &misspelt);
    let more = [some("fc_3.weight", &[2, 2]), some("bn.scale", &[4])];
    told.tensors("tensors of no layer", DENSE, &[&right[..], &more].concat());
    let norm =
        [some("bn1.running_mean", &[4]), some("bn1.running_var", &[4]), some("bn1.weight", &[4])];
    told.tensors("a batch norm that is not folded", DENSE, &[&right[..], &norm].concat());

    let wide = |kind, bytes: Vec<u8>| [("fc1.weight", kind, &[4, 3][..], bytes), weight2.clone()];
    told.tensors("integers without a scale", DENSE, &wide(Dtype::I8, (0..12).collect()));
    let scale = |shape: &'static [usize]| [some("fc1.weight_scale", shape)];
    let integers = wide(Dtype::I8, (0..12).collect());
    told.tensors("a scale of another shape", DENSE, &[&integers[..], &scale(&[3])].concat());
    told.tensors("integers with a scale an output", DENSE, &[&integers[..], &scale(&[4])].concat());
    let zero = [("fc1.weight_zero_point", Dtype::I32, &[1][..], vec![3, 0, 0, 0])];
    let all = [&integers[..], &scale(&[1]), &zero].concat();
    told.tensors("integers that count from elsewhere", DENSE, &all);
    told.tensors("complex numbers", DENSE, &wide(Dtype::C64, vec![0; 96]));
    let mut numbers = vec![0.5; 12];
    (numbers[7], numbers[8]) = (f32::NAN, f32::INFINITY);
    told.tensors("weights that are no numbers", DENSE, &wide(Dtype::F32, floats(&numbers)));
    expect_file!["tensors.txt"].assert_eq(&told.0);
}

#[test]
fn samples_and_labels_as_people_have_them_are_told_of() {
    let mut told = Told::default();
    let channels: Vec<f32> = (0..48).map(|at| at as f32 / 8.0).collect();
    told.samples("images of PyTorch", IMAGES, &[2, 3, 2, 4], &channels);
    told.samples("images turned by a quarter", IMAGES, &[2, 4, 2, 3], &channels);
    told.samples("images as they are", IMAGES, &[2, 2, 4, 3], &channels);
    told.samples("images as rows", IMAGES, &[2, 24], &channels);
    told.samples("a lone image", IMAGES, &[2, 4, 3], &channels[..24]);
    told.samples("a column a sample", DENSE, &[3, 2], &[0.0; 6]);
    told.samples("a lane too few", DENSE, &[2, 2], &[0.0; 4]);
    told.samples(
        "samples that are no numbers",
        DENSE,
        &[2, 3],
        &[0.0, 1.0, 2.0, 0.0, f32::NAN, 1.0],
    );
    told.samples("samples beyond the format", DENSE, &[2, 3], &[0.0, 20.0, 3.0, 7.0, 9.5, 1.0]);
    told.samples("normalized samples", DENSE, &[2, 3], &[0.0, -2.0, 1.5, -0.5, 1.0, 1.0]);
    let signed = DENSE.replace("format: u4", "format: s4");
    told.samples(
        "samples beyond a signed format",
        &signed,
        &[2, 3],
        &[0.0, -6.0, 1.5, -0.5, 3.0, 1.0],
    );
    told.samples("samples of few codes", DENSE, &[2, 3], &[0.0, 0.5, 0.25, 0.1, 0.2, 0.5]);
    told.samples("samples of 0", DENSE, &[2, 3], &[0.0; 6]);
    told.samples("one sample again and again", DENSE, &[2, 3], &[1.0, 2.0, 7.0, 1.0, 2.0, 7.0]);

    told.labels("labels from 1 up", DENSE, &[1, 2]);
    told.labels("labels of other classes", DENSE, &[0, 7]);
    told.labels("a sample without a label", DENSE, &[-1, 0]);
    told.labels("labels of signs", DENSE, &[-1, 1]);
    told.labels("a label too many", DENSE, &[0, 1, 1]);
    let lone = DENSE.replace("outputs: 2,", "outputs: 1,");
    let tensors = [some("fc1.weight", &[4, 3]), some("fc2.weight", &[1, 4])];
    told.tensors("an argmax of one output", &lone, &tensors);
    told.tensors("one output for yes and no", &lone.replace("  - argmax: {}\n", ""), &tensors);
    told.labels("signs for classes", &DENSE.replace("argmax: {}", "sign: {}"), &[0, 1]);
    let folder = Folder::new(DENSE);
    folder.array("x.npy", "|u1", &[2, 3], &[0, 17, 255, 90, 3, 4]);
    told.add("samples of bytes", &folder.told("design.yaml"));
    let folder = Folder::new(DENSE);
    folder.array("y.npy", "<f4", &[2], &floats(&[0.0, 1.0]));
    told.add("labels of floats", &folder.told("design.yaml"));
    folder.array("y.npy", "<f4", &[2, 2], &floats(&[0.0, 1.0, 1.0, 0.0]));
    told.add("one-hot labels", &folder.told("design.yaml"));
    folder.array("y.npy", "<c8", &[2], &[0; 16]);
    told.add("complex labels", &folder.told("design.yaml"));
    let folder = Folder::new(DENSE);
    folder.array("more.npy", "<f4", &[2, 3], &floats(&[0.0, 20.0, 3.0, 7.0, 9.5, 1.0]));
    folder.labels(&[1, 2]);
    let run = ["run", "design.yaml", "--input", "more.npy", "--labels", "y.npy"];
    let said = text(&cimgen_in(folder.0.path(), &run).stderr);
    told.add("samples and labels of the command line", &said);
    expect_file!["samples.txt"].assert_eq(&told.0);
}

/// The codes of one output that is no class are compared with labels as they are, by all who compare.
#[test]
fn a_lone_output_is_compared_by_its_codes() {
    let design = DENSE.replace("outputs: 2,", "outputs: 1,").replace("  - argmax: {}\n", "");
    let folder = Folder::new(&design);
    folder.tensors(&[some("fc1.weight", &[4, 3]), some("fc2.weight", &[1, 4])]);
    let json = |args: &[&str]| -> serde_json::Value {
        let args = [&["--json"], args].concat();
        serde_json::from_slice(&cimgen_in(folder.0.path(), &args).stdout).unwrap()
    };
    let results = json(&["run", "design.yaml", "--output", "y.npy"]);
    assert_eq!(results["correct"], 0, "{results}");
    let codes = cimgen::network::labels(&folder.path("y.npy"), 2).unwrap();
    for (labels, right) in [(codes.clone(), 2), (vec![codes[0], codes[1] + 1], 1), (vec![0, 1], 0)]
    {
        folder.labels(&labels);
        let profile = json(&["profile", "design.yaml"]);
        assert_eq!(json(&["run", "design.yaml"])["correct"], right);
        assert_eq!(profile["accuracy"]["integers"], right, "{profile}");
        assert_eq!(profile["accuracy"]["confusion"]["counts"].as_array().unwrap().len(), 0);
    }
}

#[test]
fn results_are_arrays_in_a_folder_that_exists() {
    let folder = Folder::new(DENSE);
    let mut told = Told::default();
    for name in ["y.csv", "results", "missing/y.npy"] {
        told.add(name, &folder.said(&["run", "design.yaml", "--output", name]));
    }
    told.add("missing/g.svg", &folder.said(&["graph", "design.yaml", "-o", "missing/g.svg"]));
    let waves = ["sim", "design.yaml", "--simulator", "embedded", "--trace", "missing/w.vcd"];
    told.add("missing/w.vcd", &folder.said(&waves));
    expect_file!["unwritable.txt"].assert_eq(&told.0);
}

#[test]
fn files_of_other_programs_are_known() {
    let pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n";
    let known: [(&str, Vec<u8>); 10] = [
        ("model.onnx", b"\x08\x08\x12\x07pytorch".to_vec()),
        ("model.pt", zip("model/data.pkl")),
        ("data.npz", zip("x_test.npy")),
        ("model.h5", b"\x89HDF\r\n\x1a\n\0\0".to_vec()),
        ("model.keras", zip("metadata.json")),
        ("model.tflite", b"\x1c\0\0\0TFL3\0".to_vec()),
        ("model.gguf", b"GGUF\x03\0\0\0".to_vec()),
        ("model.pkl", b"\x80\x04\x95\0\0".to_vec()),
        ("model.ckpt", b"\0\x01\x02".to_vec()),
        ("model.safetensors", pointer.to_vec()),
    ];
    let mut told = Told::default();
    let folder = Folder::new(DENSE);
    let place = |from: &str, name: &str| DENSE.replace(from, name);
    for (name, bytes) in &known {
        folder.write(name, bytes);
        told.add(&format!("{name} for a design"), &folder.told(name));
        folder.write("design.yaml", place("w.safetensors", name).as_bytes());
        told.add(&format!("{name} for parameters"), &folder.told("design.yaml"));
        folder.write("design.yaml", place("x.npy", name).as_bytes());
        told.add(&format!("{name} for samples"), &folder.told("design.yaml"));
    }
    for name in ["w.safetensors", "x.npy"] {
        told.add(&format!("{name} for a design"), &folder.told(name));
    }
    folder.write("design.yaml", place("w.safetensors", "x.npy").as_bytes());
    told.add("x.npy for parameters", &folder.told("design.yaml"));
    folder
        .write("design.yaml", place("calibration: x.npy", "calibration: w.safetensors").as_bytes());
    told.add("w.safetensors for samples", &folder.told("design.yaml"));
    // A misleading name, and a text.
    folder.write("design.yaml", place("w.safetensors", "weights.pt").as_bytes());
    fs::copy(folder.path("w.safetensors"), folder.path("weights.pt")).unwrap();
    assert!(folder.told("design.yaml").starts_with("`tiny` is right"));
    folder.write("weights.pt", b"weights\n");
    told.add("a text for parameters", &folder.told("design.yaml"));
    let whole = fs::read(folder.path("w.safetensors")).unwrap();
    folder.write("weights.pt", &whole[..whole.len() - 1]);
    told.add("tensors that are cut short", &folder.told("design.yaml"));
    expect_file!["foreign.txt"].assert_eq(&told.0);
}
