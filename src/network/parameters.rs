//! Weights and biases from a safetensors file.

use std::collections::BTreeMap;

use crate::blocks::wht_crossbar::Crossbar;
use crate::design::{Bwht, Design, Extent, Groups, Layer, Sides, TensorNames, Weighted};
use crate::diag::{Diagnostic, Diagnostics, quoted};
use crate::image::Shape;

use super::absent::absent;
use super::codes;
use super::tensors::{Tensors, Wanted, file};

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
    /// Reads weights and biases of every layer that has them, by the names that it gives: `[outputs, inputs]` and
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
        Self::of(design, &Tensors::of(design, &bytes).map_err(wrong)?)
    }

    fn of(design: &Design, tensors: &Tensors<'_>) -> Result<Self, Diagnostics> {
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
            let tensor = Weights::of(layer, input, description.weights_by_channel(number));
            let Some((weighted, tensor)) = layer.weighted().zip(tensor) else { continue };
            match real(design, &weighted.tensors(), &tensor, tensors) {
                Ok(real) => {
                    layers.insert(weighted.name.to_string(), real);
                }
                Err(diagnostics) => found.extend(diagnostics.into_iter().map(|(part, one)| {
                    let is_shape = one.code == codes::SHAPE;
                    let field = if is_shape { tensor.outputs } else { part.field(weighted) };
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

/// One of the tensors of a layer.
#[derive(Clone, Copy)]
enum Part {
    Weights,
    Bias,
}

impl Part {
    /// The field that says which tensor it is.
    fn field(self, layer: Weighted<'_>) -> &'static str {
        match (self, layer) {
            (Self::Bias, Weighted { bias: Some(_), .. }) => "bias",
            (_, Weighted { weights: Some(_), .. }) => "weights",
            (_, Weighted { prefix: Some(_), .. }) => "prefix",
            _ => "name",
        }
    }
}

/// How the parameter file holds a layer's weights.
struct Weights {
    /// Outputs first.
    shape: Vec<usize>,
    /// The image that each output's weights are, channel by channel; `None` where they are lanes as they come.
    image: Option<Shape>,
    /// The field that says how many outputs there are.
    outputs: &'static str,
    /// What messages call the shape.
    sides: &'static str,
}

impl Weights {
    /// `None` for layers without weights, and where a layer does not fit its input. `by_channel` are the sides of the
    /// image whose numbers a dense layer takes channel by channel, if it does.
    fn of(layer: &Layer, input: Extent, by_channel: Option<Shape>) -> Option<Self> {
        match layer {
            Layer::Dense(dense) => Some(Self {
                shape: vec![dense.outputs, input.lanes()],
                image: by_channel,
                outputs: "outputs",
                sides: "weights are `[outputs, inputs]`, biases `[outputs]`, as PyTorch has them",
            }),
            Layer::Conv2d(conv) => {
                let Sides([height, width]) = conv.kernel;
                let is_depthwise = conv.groups == Groups::Depthwise;
                let channels = if is_depthwise { 1 } else { input.image()?.channels };
                Some(Self {
                    shape: vec![conv.filters, channels, height, width],
                    image: Some(Shape { height, width, channels }),
                    outputs: "filters",
                    sides: "weights are `[filters, channels, rows, columns]` (one channel where \
                            depthwise), biases `[filters]`, as PyTorch has them",
                })
            }
            Layer::Bwht(_)
            | Layer::MaxPool(_)
            | Layer::AvgPool(_)
            | Layer::Flatten(_)
            | Layer::Argmax(_)
            | Layer::Sign(_) => None,
        }
    }

    /// Each output's weights; those of an image in the order row, column, channel.
    fn rows(&self, numbers: &[f64]) -> Vec<Vec<f64>> {
        let rows = numbers.chunks(self.shape[1..].iter().product());
        let row = |row: &[f64]| self.image.map_or(row.to_vec(), |image| image.channels_last(row));
        rows.map(row).collect()
    }

    /// What to write where filters of so many channels fit an input whose sides were written channels first.
    fn of_turned_input(&self, design: &Design, shape: &[usize]) -> Option<String> {
        let image = design.description().input_extent().image()?;
        let Shape { height, width, channels } = image;
        let is_of_input = self.outputs == "filters" && self.shape.get(1) == Some(&channels);
        let fits = is_of_input && shape.get(1) == Some(&height) && height != channels;
        fits.then(|| {
            format!(
                "`input.shape` is height, width, channels: write `[{width}, {channels}, {height}]` where \
                 `[{height}, {width}, {channels}]` is PyTorch's order"
            )
        })
    }

    fn wanted(&self) -> Wanted<'_> {
        Wanted { shape: &self.shape, sides: self.sides, field: Some(self.outputs) }
    }

    fn wanted_bias(&self) -> Wanted<'_> {
        Wanted { shape: &self.shape[..1], sides: self.sides, field: None }
    }
}

fn real(
    design: &Design,
    names: &TensorNames,
    weights: &Weights,
    tensors: &Tensors<'_>,
) -> Result<Real, Vec<(Part, Diagnostic)>> {
    let read = |part: Part, name: &str, wanted: Wanted<'_>| {
        let numbers = match tensors.has(name) {
            true => tensors.real(name, wanted),
            false => Err(absent(design, tensors, name, wanted.shape)),
        };
        numbers.map_err(|one| (part, one))
    };
    let numbers = read(Part::Weights, &names.weights, weights.wanted());
    let numbers = numbers.map_err(|(part, one)| {
        let shape = tensors.shape(&names.weights).unwrap_or_default();
        let turned = weights.of_turned_input(design, &shape).filter(|_| one.code == codes::SHAPE);
        (part, if let Some(help) = turned { one.help(help) } else { one })
    });
    let bias = match names.bias.as_deref().filter(|name| names.needs_bias || tensors.has(name)) {
        Some(name) => read(Part::Bias, name, weights.wanted_bias()),
        None => Ok(vec![0.0; weights.shape[0]]),
    };
    match (numbers, bias) {
        (Ok(numbers), Ok(bias)) => Ok(Real { weights: weights.rows(&numbers), bias }),
        (numbers, bias) => Err(numbers.err().into_iter().chain(bias.err()).collect()),
    }
}

/// `<prefix>.threshold` and, where it is there, `<prefix>.scale`.
fn transform(
    design: &Design,
    layer: &Bwht,
    input: Extent,
    tensors: &Tensors<'_>,
) -> Result<RealTransform, Diagnostics> {
    let description = design.description();
    let crossbar = description.hardware.of_kind::<Crossbar>(&layer.crossbar);
    let blocks = crossbar.map_or(vec![], |crossbar| crossbar.blockwise(input.channels()));
    let coefficients = blocks.iter().map(|(_, block)| block.points).sum();
    let name = |what: &str| format!("{}.{what}", layer.tensor_prefix());
    let numbers = |name: &str, count: usize, least: f64, sides: &str| {
        if !tensors.has(name) {
            let one = absent(design, tensors, name, &[count]);
            let help = one.help.map_or(sides.to_string(), |help| format!("{help}; {sides}"));
            return Err(Diagnostic { help: Some(help), ..one });
        }
        let numbers = tensors.real(name, Wanted { shape: &[count], sides, field: None })?;
        match numbers.iter().position(|number| *number < least) {
            None => Ok(numbers),
            Some(at) => {
                let number = numbers[at];
                let cause = format!("number {at} of tensor {} is {number}", quoted(name));
                Err(Diagnostic::error(codes::NOT_FINITE, cause).help(sides))
            }
        }
    };
    let one = "thresholds are one a coefficient, not negative, in the units of the sums of the layer's inputs";
    let thresholds = numbers(&name("threshold"), coefficients, 0.0, one);
    let scaled = tensors.has(&name("scale"));
    let each = "scales are one a block, and more than 0; without them the layer divides by the points of a block";
    let scales =
        scaled.then(|| numbers(&name("scale"), blocks.len(), f64::MIN_POSITIVE, each)).transpose();
    match (thresholds, scales) {
        (Ok(thresholds), Ok(scales)) => Ok(RealTransform { thresholds, scales }),
        (thresholds, scales) => Err(thresholds.err().into_iter().chain(scales.err()).collect()),
    }
}
