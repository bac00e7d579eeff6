//! What is legal in a network's numbers, and surely not meant.

use crate::blocks::digitizer::Conversion;
use crate::design::{self, Design};
use crate::diag::{Diagnostic, Diagnostics, quoted};
use crate::num::{Format, covering};

use super::codes;
use super::model::{Dense, Layer, Network};
use super::parameters::Parameters;

/// An output format is too wide from so many bits beyond its sums; one more may be rounding's.
const SPARE_BITS: u32 = 2;

/// Most numbers of lanes that a message lists.
const LISTED: usize = 8;

/// Warnings about the weights of `design`, which `network` was made from.
pub fn doubts(design: &Design, network: &Network) -> Diagnostics {
    let mut found = vec![];
    let mut input = Some(network.input);
    for (number, layer) in network.layers.iter().enumerate() {
        let Layer::Dense(dense) = layer else {
            if let Layer::Conv2d(conv) = layer {
                let place = design.place(&format!("layers.{number}.conv2d.name"));
                let warning = negative_weights((&conv.name, &conv.array), design, network);
                found.extend(warning.map(|one| Diagnostic { place, ..one }));
            }
            input = None;
            continue;
        };
        let described = Described::of(design, &dense.name);
        let mut warn = |field: &str, one: Option<Diagnostic>| {
            let place = described.as_ref().and_then(|described| described.place(design, field));
            found.extend(one.map(|one| Diagnostic { place, ..one }));
        };
        let negative = || negative_weights((&dense.name, &dense.array), design, network);
        warn("name", dead_weights(dense, network).or_else(negative));
        warn("name", lost_bias(dense, design));
        if let Some(Layer::Dense(next)) = network.layers.get(number + 1) {
            warn("outputs", unread_outputs(dense, next, (design, network)));
        }
        let is_narrowed = described.as_ref().is_some_and(|described| described.has_output);
        if let (Some(input), true) = (input, is_narrowed) {
            warn("output", wide_output(dense, network, input));
        }
        input = Some(dense.requantization.output);
    }
    found
}

/// A dense layer as the design has it.
struct Described {
    number: usize,
    has_output: bool,
}

impl Described {
    fn of(design: &Design, name: &str) -> Option<Self> {
        let layers = design.description().layers.iter().enumerate();
        layers.into_iter().find_map(|(number, layer)| match layer {
            design::Layer::Dense(dense) if dense.name == name => {
                Some(Self { number, has_output: dense.output.is_some() })
            }
            _ => None,
        })
    }

    fn place(&self, design: &Design, field: &str) -> Option<crate::diag::Place> {
        design.place(&format!("layers.{}.dense.{field}", self.number))
    }
}

/// Every weight of an output, or of all, is 0.
fn dead_weights(dense: &Dense, network: &Network) -> Option<Diagnostic> {
    let dead = lanes(dense.weights.iter(), |row| row.iter().all(|code| *code == 0));
    if dead.is_empty() {
        return None;
    }
    let layer = quoted(&dense.name);
    let cause = match dead.len() == dense.weights.len() {
        true => format!("all weights of layer {layer} are 0, so its result is its biases"),
        false => format!(
            "all weights of {} of layer {layer} are 0, so the result there is the bias",
            listed(&dead)
        ),
    };
    let is_binary = network.array(&dense.array).is_some_and(|array| !array.weight.is_signed());
    let help = match is_binary {
        true => "binary weights are 0 where they were negative; use a signed `weight` such as `s2`",
        false => "check that the right weights were saved, after training",
    };
    Some(Diagnostic::warning(codes::DEAD_WEIGHTS, cause).help(help))
}

/// Weights of a layer below 0, on an array that has none such.
fn negative_weights(
    (name, array): (&str, &str),
    design: &Design,
    network: &Network,
) -> Option<Diagnostic> {
    let format = network.array(array).map(|array| array.weight)?;
    if format.is_signed() {
        return None;
    }
    let parameters = Parameters::read(design).ok()?;
    let weights: Vec<f64> = parameters.layer(name)?.weights.concat();
    let negative = weights.iter().filter(|weight| **weight < 0.0).count();
    if negative == 0 {
        return None;
    }
    let cause = format!(
        "{negative} of {} weights of layer {} are negative, and 0 in `{format}`",
        weights.len(),
        quoted(name)
    );
    let help = "use a signed `weight` such as `s2` or `s4` in the array";
    Some(Diagnostic::warning(codes::NEGATIVE_WEIGHTS, cause).help(help))
}

/// The next layer multiplies an output by 0 everywhere.
fn unread_outputs(
    dense: &Dense,
    next: &Dense,
    (design, network): (&Design, &Network),
) -> Option<Diagnostic> {
    let is_read = |lane: usize| next.weights.iter().any(|row| row.get(lane) != Some(&0));
    let unread = lanes(0..dense.weights.len(), |lane| !is_read(lane));
    // Where it is all of them, the weights of the next layer are what is odd.
    if unread.is_empty() || unread.len() == dense.weights.len() {
        return None;
    }
    let cause = format!(
        "nothing reads {} of layer {}: layer {} has weights of 0 there",
        listed(&unread),
        quoted(&dense.name),
        quoted(&next.name)
    );
    // Whether the file has zeros there too. This is rare enough to read it again.
    let parameters = Parameters::read(design).ok()?;
    let real = &parameters.layer(&next.name)?.weights;
    let rounds = unread.iter().any(|lane| real.iter().any(|row| row.get(*lane) != Some(&0.0)));
    let format = network.array(&next.array).map(|array| array.weight).filter(|_| rounds);
    if let Some(format) = format {
        let cause = format!("{cause}, which the file has not: they round to 0 in `{format}`");
        let help = "give the array a `weight` of more bits, if the network needs them";
        return Some(Diagnostic::warning(codes::UNREAD_OUTPUTS, cause).help(help));
    }
    let left = dense.weights.len() - unread.len();
    let all = if unread.len() == 1 { "it" } else { "them" };
    let help = format!("leave {all} out of both layers: `outputs: {left}`");
    Some(Diagnostic::warning(codes::UNREAD_OUTPUTS, cause).help(help))
}

/// Biases that were given, and that a sum cannot tell from 0.
fn lost_bias(dense: &Dense, design: &Design) -> Option<Diagnostic> {
    if dense.requantization.lanes.iter().any(|lane| lane.bias != 0) {
        return None;
    }
    // The integers do not tell lost biases from absent ones. This is rare enough to read them again.
    let parameters = Parameters::read(design).ok()?;
    let given = &parameters.layer(&dense.name)?.bias;
    let greatest = given.iter().fold(0.0, |most: f64, bias| most.max(bias.abs()));
    if greatest == 0.0 {
        return None;
    }
    let cause = format!(
        "all biases of layer {} round to 0: the greatest is {greatest:.3e}, less than \
         fractions of a code hold",
        quoted(&dense.name)
    );
    let help = "check `input.scale` and the biases, or give the biases as 0";
    Some(Diagnostic::warning(codes::LOST_BIAS, cause).help(help))
}

/// The format has bits below what the sums can tell apart. Where outputs have scales or biases of their own, more bits
/// tell outputs apart.
fn wide_output(dense: &Dense, network: &Network, input: Format) -> Option<Diagnostic> {
    let array = network.array(&dense.array)?;
    let lanes = &dense.requantization.lanes;
    if lanes.iter().any(|lane| *lane != lanes[0] || lane.bias != 0) {
        return None;
    }
    // Clipped counts make sums that the weights do not tell, and absent weights have been told of.
    let is_dead = dense.weights.iter().flatten().all(|code| *code == 0);
    if array.digitizer != Conversion::Exact || is_dead {
        return None;
    }
    let end = |weights: &[i64], up: i64, down: i64| -> Option<i64> {
        let products =
            weights.iter().map(|code| code.checked_mul(if *code > 0 { up } else { down }));
        products.into_iter().try_fold(0i64, |sum, product| sum.checked_add(product?))
    };
    let (mut low, mut high) = (0, 0);
    for weights in &dense.weights {
        low = end(weights, input.min(), input.max())?.min(low);
        high = end(weights, input.max(), input.min())?.max(high);
    }
    let sums = covering(if dense.requantization.relu { 0 } else { low }, high)?;
    let output = dense.requantization.output;
    if output.bits() < sums.bits() + SPARE_BITS {
        return None;
    }
    let cause = format!(
        "`{output}` is wider than any sum of layer {}, which `{sums}` holds",
        quoted(&dense.name)
    );
    let help = format!("write `output: {sums}` or less; more bits hold nothing");
    Some(Diagnostic::warning(codes::WIDE_OUTPUT, cause).help(help))
}

/// Places at which something holds.
fn lanes<T>(all: impl Iterator<Item = T>, holds: impl Fn(T) -> bool) -> Vec<usize> {
    all.enumerate().filter_map(|(lane, one)| holds(one).then_some(lane)).collect()
}

/// `output 3`, or `outputs 1, 3 and 5`.
fn listed(lanes: &[usize]) -> String {
    let shown: Vec<String> = lanes.iter().take(LISTED).map(ToString::to_string).collect();
    match (lanes.len(), &shown[..]) {
        (1, _) => format!("output {}", shown[0]),
        (more, _) if more > LISTED => {
            format!("outputs {} and {} more", shown.join(", "), more - LISTED)
        }
        (_, [most @ .., last]) => format!("outputs {} and {last}", most.join(", ")),
        (_, []) => "no outputs".to_string(),
    }
}
