//! Weights and biases from a safetensors file.

use std::collections::{BTreeMap, BTreeSet};

use safetensors::{Dtype, SafeTensors};

use crate::design::{Bwht, Design, Extent, Groups, Hardware, Layer, suggest};
use crate::diag::{Diagnostic, Diagnostics, quoted};

use super::codes;
use super::files::{self, shown};

/// Real weights and biases by layer.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameters {
    layers: BTreeMap<String, Real>,
    transforms: BTreeMap<String, RealTransform>,
}

/// The numbers of a blockwise transform; all finite.
#[derive(Clone, Debug, PartialEq)]
pub struct RealTransform {
    /// Of each coefficient, in the units of the sums of the layer's inputs; not negative.
    pub thresholds: Vec<f64>,
    /// What each block is multiplied with on its way back; more than 0. Nothing where absent.
    pub scales: Option<Vec<f64>>,
}

/// One layer's numbers; all finite.
#[derive(Clone, Debug, PartialEq)]
pub struct Real {
    /// `[outputs][inputs]`; of a convolution, each filter's in the order row, column, channel of its
    /// window.
    pub weights: Vec<Vec<f64>>,
    /// `[outputs]`.
    pub bias: Vec<f64>,
}

impl Parameters {
    /// Reads `<layer>.weight` and `<layer>.bias` for every layer with weights: `[outputs, inputs]` and
    /// `[outputs]` for a dense one, `[filters, channels, rows, columns]` and `[filters]` for a
    /// convolution, one channel where it is depthwise. Biases are zero where absent.
    pub fn read(design: &Design) -> Result<Self, Diagnostics> {
        let wrong = |diagnostic: Diagnostic| {
            let place = design.place("parameters");
            vec![Diagnostic { place, ..diagnostic }]
        };
        if design.description().layers.iter().all(|layer| layer.parametrized().is_none()) {
            return Ok(Self { layers: BTreeMap::new(), transforms: BTreeMap::new() });
        }
        let bytes = file(design).map_err(wrong)?;
        Self::of(design, &tensors(design, &bytes).map_err(wrong)?)
    }

    fn of(design: &Design, tensors: &SafeTensors<'_>) -> Result<Self, Diagnostics> {
        let (mut layers, mut transforms, mut found) = (BTreeMap::new(), BTreeMap::new(), vec![]);
        let description = design.description();
        for (number, (layer, input)) in
            description.layers.iter().zip(description.extents()).enumerate()
        {
            if let Layer::Bwht(bwht) = layer {
                match transform(design, bwht, input, tensors) {
                    Ok(real) => {
                        transforms.insert(bwht.name.clone(), real);
                    }
                    Err(diagnostics) => found.extend(diagnostics.into_iter().map(|one| {
                        let place = design.place(&format!("layers.{number}.bwht.name"));
                        Diagnostic { place, ..one }
                    })),
                }
            }
            let Some((weighted, tensor)) = layer.weighted().zip(Weights::of(layer, input)) else {
                continue;
            };
            match real(design, weighted.name, &tensor, tensors) {
                Ok(real) => {
                    layers.insert(weighted.name.to_string(), real);
                }
                Err(diagnostics) => found.extend(diagnostics.into_iter().map(|one| {
                    let field = if one.code == codes::SHAPE { tensor.outputs } else { "name" };
                    let path = format!("layers.{number}.{}.{field}", layer.kind());
                    Diagnostic { place: design.place(&path), ..one }
                })),
            }
        }
        if found.is_empty() { Ok(Self { layers, transforms }) } else { Err(found) }
    }

    /// A blockwise transform's numbers.
    pub fn transform(&self, name: &str) -> Option<&RealTransform> {
        self.transforms.get(name)
    }

    /// A layer's numbers.
    pub fn layer(&self, name: &str) -> Option<&Real> {
        self.layers.get(name)
    }
}

/// The bytes of the parameter file.
pub(super) fn file(design: &Design) -> Result<Vec<u8>, Diagnostic> {
    let Some(file) = &design.description().parameters else {
        let cause = "the design names no file of weights";
        let help = "add `parameters: weights.safetensors`";
        return Err(Diagnostic::error(codes::NOT_NAMED, cause).help(help));
    };
    files::read(&design.file(file))
}

/// The tensors in the parameter file's bytes.
pub(super) fn tensors<'b>(design: &Design, bytes: &'b [u8]) -> Result<SafeTensors<'b>, Diagnostic> {
    SafeTensors::deserialize(bytes).map_err(|error| {
        let file = design.description().parameters.as_deref().unwrap_or("".as_ref());
        let cause = format!("{} is no safetensors file: {error}", shown(&design.file(file)));
        let help = "write it with `safetensors.torch.save_file` or the like";
        Diagnostic::error(codes::WRONG_KIND, cause).help(help)
    })
}

/// How the parameter file holds a layer's weights.
struct Weights {
    /// Outputs first.
    shape: Vec<usize>,
    /// The field that says how many outputs there are.
    outputs: &'static str,
    /// What messages call the shape.
    sides: &'static str,
}

impl Weights {
    /// `None` for layers without weights, and where a layer does not fit its input.
    fn of(layer: &Layer, input: Extent) -> Option<Self> {
        match layer {
            Layer::Dense(dense) => Some(Self {
                shape: vec![dense.outputs, input.lanes()],
                outputs: "outputs",
                sides: "weights are `[outputs, inputs]`, biases `[outputs]`, as PyTorch has them",
            }),
            Layer::Conv2d(conv) => Some(Self {
                shape: vec![
                    conv.filters,
                    if conv.groups == Groups::Depthwise { 1 } else { input.image()?.channels },
                    conv.kernel[0],
                    conv.kernel[1],
                ],
                outputs: "filters",
                sides: "weights are `[filters, channels, rows, columns]` (one channel where \
                        depthwise), biases `[filters]`, as PyTorch has them",
            }),
            Layer::Bwht(_)
            | Layer::MaxPool(_)
            | Layer::AvgPool(_)
            | Layer::Flatten(_)
            | Layer::Argmax(_)
            | Layer::Sign(_) => None,
        }
    }

    /// Each output's weights, a window's in the order row, column, channel.
    fn rows(&self, numbers: &[f64]) -> Vec<Vec<f64>> {
        let rows = numbers.chunks(self.shape[1..].iter().product());
        let [_, channels, ref window @ ..] = self.shape[..] else { return vec![] };
        let pixels: usize = window.iter().product();
        let channels_last = |row: &[f64]| {
            let taps = (0..pixels).flat_map(|pixel| (0..channels).map(move |at| (at, pixel)));
            taps.map(|(channel, pixel)| row[channel * pixels + pixel]).collect()
        };
        rows.map(channels_last).collect()
    }
}

fn real(
    design: &Design,
    layer: &str,
    weights: &Weights,
    tensors: &SafeTensors<'_>,
) -> Result<Real, Diagnostics> {
    let name = format!("{layer}.weight");
    if !tensors.names().contains(&name.as_str()) {
        return Err(vec![absent(design, layer, tensors)]);
    }
    let outputs = weights.shape[0];
    let numbers = tensor(tensors, &name, &weights.shape, weights.sides);
    let name = format!("{layer}.bias");
    let bias = match tensors.names().contains(&name.as_str()) {
        true => tensor(tensors, &name, &[outputs], weights.sides),
        false => Ok(vec![0.0; outputs]),
    };
    match (numbers, bias) {
        (Ok(numbers), Ok(bias)) => Ok(Real { weights: weights.rows(&numbers), bias }),
        (numbers, bias) => Err(numbers.err().into_iter().chain(bias.err()).collect()),
    }
}

/// `<layer>.threshold` and, where it is there, `<layer>.scale`.
fn transform(
    design: &Design,
    layer: &Bwht,
    input: Extent,
    tensors: &SafeTensors<'_>,
) -> Result<RealTransform, Diagnostics> {
    let description = design.description();
    let crossbar = description.hardware.get(&layer.crossbar).and_then(Hardware::crossbar);
    let blocks = crossbar.map_or(vec![], |crossbar| crossbar.blockwise(input.channels()));
    let coefficients = blocks.iter().map(|(_, block)| block.points).sum();
    let numbers = |what: &str, count: usize, help: &str| {
        let name = format!("{}.{what}", layer.name);
        let names = tensors.names();
        if !names.contains(&name.as_str()) {
            let cause = format!("the parameter file has no tensor {}", quoted(&name));
            let help = format!("{}; {help}", suggest(&name, "tensor", names.iter().copied()));
            return Err(Diagnostic::error(codes::NO_TENSOR, cause).help(help));
        }
        let numbers = tensor(tensors, &name, &[count], help)?;
        let least = if what == "scale" { f64::MIN_POSITIVE } else { 0.0 };
        match numbers.iter().position(|number| *number < least) {
            None => Ok(numbers),
            Some(at) => {
                let number = numbers[at];
                let cause = format!("number {at} of tensor {} is {number}", quoted(&name));
                Err(Diagnostic::error(codes::NOT_FINITE, cause).help(help))
            }
        }
    };
    let one = "thresholds are one a coefficient, not negative, in the units of the sums of the layer's inputs";
    let thresholds = numbers("threshold", coefficients, one);
    let scaled = tensors.names().contains(&format!("{}.scale", layer.name).as_str());
    let help = "scales are one a block, and more than 0; without them the layer divides by the points of a block";
    let scales = scaled.then(|| numbers("scale", blocks.len(), help)).transpose();
    match (thresholds, scales) {
        (Ok(thresholds), Ok(scales)) => Ok(RealTransform { thresholds, scales }),
        (thresholds, scales) => Err(thresholds.err().into_iter().chain(scales.err()).collect()),
    }
}

/// A layer without weights: its name may be that of weights that no layer has.
fn absent(design: &Design, layer: &str, tensors: &SafeTensors<'_>) -> Diagnostic {
    let layers = || design.description().layers.iter().filter_map(Layer::weighted);
    let has_layer = |name: &str| layers().any(|layer| layer.name == name);
    let names = tensors.names().into_iter().filter_map(|name| name.strip_suffix(".weight"));
    let free: BTreeSet<&str> = names.filter(|name| !has_layer(name)).collect();
    let cause = format!("the parameter file has no tensor {}", quoted(&format!("{layer}.weight")));
    let help = suggest(layer, "layer with weights of its own", free.iter().copied());
    Diagnostic::error(codes::NO_TENSOR, cause).help(help)
}

fn tensor(
    tensors: &SafeTensors<'_>,
    name: &str,
    shape: &[usize],
    sides: &str,
) -> Result<Vec<f64>, Diagnostic> {
    let Ok(view) = tensors.tensor(name) else {
        let cause = format!("the parameter file has no tensor {}", quoted(name));
        return Err(Diagnostic::error(codes::NO_TENSOR, cause));
    };
    if view.shape() != shape {
        let cause = format!("tensor {} is {:?}, must be {shape:?}", quoted(name), view.shape());
        return Err(Diagnostic::error(codes::SHAPE, cause).help(sides));
    }
    let bytes = view.data();
    let numbers: Vec<f64> = match view.dtype() {
        Dtype::F32 => bytes
            .chunks_exact(4)
            .map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]).into())
            .collect(),
        Dtype::F64 => bytes.as_chunks::<8>().0.iter().map(|b| f64::from_le_bytes(*b)).collect(),
        // The upper half of an F32.
        Dtype::BF16 => {
            bytes.chunks_exact(2).map(|b| f32::from_le_bytes([0, 0, b[0], b[1]]).into()).collect()
        }
        other => {
            let cause = format!("tensor {} holds {other:?} numbers", quoted(name));
            let help = "save it as F32, F64 or BF16";
            return Err(Diagnostic::error(codes::NUMBER_TYPE, cause).help(help));
        }
    };
    if let Some(at) = numbers.iter().position(|number| !number.is_finite()) {
        let cause = format!("number {at} of tensor {} is {}", quoted(name), numbers[at]);
        return Err(
            Diagnostic::error(codes::NOT_FINITE, cause).help("train again or repair the file")
        );
    }
    Ok(numbers)
}
