//! Weights and biases from a safetensors file.

use std::collections::{BTreeMap, BTreeSet};

use safetensors::{Dtype, SafeTensors};

use crate::design::{Dense, Design, Layer, suggest};
use crate::diag::{Diagnostic, Diagnostics, quoted};

use super::codes;
use super::files::{self, shown};

/// Real weights and biases by layer.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameters {
    layers: BTreeMap<String, Real>,
}

/// One layer's numbers; all finite.
#[derive(Clone, Debug, PartialEq)]
pub struct Real {
    /// `[outputs][inputs]`.
    pub weights: Vec<Vec<f64>>,
    /// `[outputs]`.
    pub bias: Vec<f64>,
}

impl Parameters {
    /// Reads `<layer>.weight`, `[outputs, inputs]`, and `<layer>.bias`, `[outputs]` (zero where
    /// absent), for every dense layer of a design.
    pub fn read(design: &Design) -> Result<Self, Diagnostics> {
        let wrong = |diagnostic: Diagnostic| {
            let place = design.place("parameters");
            vec![Diagnostic { place, ..diagnostic }]
        };
        let Some(file) = &design.description().parameters else {
            let cause = "the design names no file of weights";
            let help = "add `parameters: weights.safetensors`";
            return Err(wrong(Diagnostic::error(codes::NOT_NAMED, cause).help(help)));
        };
        let path = design.file(file);
        let bytes = files::read(&path).map_err(wrong)?;
        let tensors = SafeTensors::deserialize(&bytes).map_err(|error| {
            let cause = format!("{} is no safetensors file: {error}", shown(&path));
            let help = "write it with `safetensors.torch.save_file` or the like";
            wrong(Diagnostic::error(codes::WRONG_KIND, cause).help(help))
        })?;
        Self::of(design, &tensors)
    }

    fn of(design: &Design, tensors: &SafeTensors<'_>) -> Result<Self, Diagnostics> {
        let mut inputs = design.input_lanes();
        let (mut layers, mut found) = (BTreeMap::new(), vec![]);
        for (number, layer) in design.description().layers.iter().enumerate() {
            let Layer::Dense(layer) = layer else { continue };
            match real(design, layer, inputs, tensors) {
                Ok(real) => {
                    layers.insert(layer.name.clone(), real);
                }
                Err(diagnostics) => found.extend(diagnostics.into_iter().map(|one| Diagnostic {
                    place: design.place(&format!("layers.{number}.dense.{}", field_of(&one))),
                    ..one
                })),
            }
            inputs = layer.outputs;
        }
        if found.is_empty() { Ok(Self { layers }) } else { Err(found) }
    }

    /// A layer's numbers.
    pub fn layer(&self, name: &str) -> Option<&Real> {
        self.layers.get(name)
    }
}

/// The field of a layer that has to do with a finding.
fn field_of(finding: &Diagnostic) -> &'static str {
    match finding.code {
        codes::SHAPE => "outputs",
        _ => "name",
    }
}

fn real(
    design: &Design,
    layer: &Dense,
    inputs: usize,
    tensors: &SafeTensors<'_>,
) -> Result<Real, Diagnostics> {
    let name = format!("{}.weight", layer.name);
    if !tensors.names().contains(&name.as_str()) {
        return Err(vec![absent(design, layer, tensors)]);
    }
    let weights = tensor(tensors, &name, &[layer.outputs, inputs]);
    let name = format!("{}.bias", layer.name);
    let bias = match tensors.names().contains(&name.as_str()) {
        true => tensor(tensors, &name, &[layer.outputs]),
        false => Ok(vec![0.0; layer.outputs]),
    };
    match (weights, bias) {
        (Ok(weights), Ok(bias)) => {
            Ok(Real { weights: weights.chunks(inputs).map(<[f64]>::to_vec).collect(), bias })
        }
        (weights, bias) => Err(weights.err().into_iter().chain(bias.err()).collect()),
    }
}

/// A layer without weights: its name may be that of weights that no layer has.
fn absent(design: &Design, layer: &Dense, tensors: &SafeTensors<'_>) -> Diagnostic {
    let has_layer =
        |name: &str| design.description().layers.iter().any(|layer| layer.name() == Some(name));
    let names = tensors.names().into_iter().filter_map(|name| name.strip_suffix(".weight"));
    let free: BTreeSet<&str> = names.filter(|name| !has_layer(name)).collect();
    let cause =
        format!("the parameter file has no tensor {}", quoted(&format!("{}.weight", layer.name)));
    let help = suggest(&layer.name, "layer with weights of its own", free.iter().copied());
    Diagnostic::error(codes::NO_TENSOR, cause).help(help)
}

fn tensor(tensors: &SafeTensors<'_>, name: &str, shape: &[usize]) -> Result<Vec<f64>, Diagnostic> {
    let Ok(view) = tensors.tensor(name) else {
        let cause = format!("the parameter file has no tensor {}", quoted(name));
        return Err(Diagnostic::error(codes::NO_TENSOR, cause));
    };
    if view.shape() != shape {
        let cause = format!("tensor {} is {:?}, must be {shape:?}", quoted(name), view.shape());
        let help = "weights are `[outputs, inputs]`, biases `[outputs]`, as PyTorch has them";
        return Err(Diagnostic::error(codes::SHAPE, cause).help(help));
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
