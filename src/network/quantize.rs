//! A design with its weights and samples to a network in integers.

use crate::design::{Design, Hardware};
use crate::diag::{Diagnostic, Diagnostics};

use super::codes;
use super::flow::Flow;
use super::model::Network;
use super::parameters::Parameters;
use super::samples::Samples;

/// The integer network of a design: weights per output, biases in units of the sums, and constants
/// that bring sums to the range seen on the calibration samples. Reads the files that the design names.
pub fn quantize(design: &Design) -> Result<Network, Diagnostics> {
    let parameters = Parameters::read(design);
    let samples = calibration(design);
    let (parameters, samples) = match (parameters, samples) {
        (Ok(parameters), Ok(samples)) => (parameters, samples),
        (parameters, samples) => {
            return Err(parameters.err().into_iter().chain(samples.err()).flatten().collect());
        }
    };
    quantize_with(design, &parameters, samples)
}

/// Like [`quantize`], with weights and calibration samples at hand.
pub(super) fn quantize_with(
    design: &Design,
    parameters: &Parameters,
    samples: Option<Samples>,
) -> Result<Network, Diagnostics> {
    let description = design.description();
    let arrays = description.hardware.iter().map(|(name, hardware)| {
        let Hardware::CimTile(array) = hardware;
        (name.clone(), array.clone())
    });
    let mut network = Network {
        input: description.input.format,
        lanes: design.input_lanes(),
        input_scale: description.input.scale,
        arrays: arrays.collect(),
        layers: vec![],
    };
    let mut flow = Flow {
        arrays: &network.arrays,
        parameters,
        format: network.input,
        scale: network.input_scale,
        samples: samples.map(|samples| samples.codes).unwrap_or_default(),
    };
    let mut layers = vec![];
    for (number, (layer, input)) in description.layers.iter().zip(description.extents()).enumerate()
    {
        let at = |diagnostic: Diagnostic| {
            let place = design.place(&format!("layers.{number}.{}", layer.kind()));
            vec![Diagnostic { place, ..diagnostic }]
        };
        layers.push(flow.layer(layer, input).map_err(at)?);
    }
    network.layers = layers;
    Ok(network)
}

/// Samples that set ranges, where some layer needs them.
fn calibration(design: &Design) -> Result<Option<Samples>, Diagnostics> {
    let description = design.description();
    let narrowed = description
        .layers
        .iter()
        .position(|layer| layer.weighted().is_some_and(|layer| layer.output.is_some()));
    let Some(narrowed) = narrowed else { return Ok(None) };
    let data = description.data.as_ref();
    let (path, file) = match data.map(|data| (&data.calibration, &data.train)) {
        Some((Some(file), _)) => ("data.calibration", file),
        Some((None, Some(train))) => ("data.train.input", &train.input),
        _ => {
            let cause = "a layer has an `output` format, and no samples say its range";
            let help = "add `data: { calibration: samples.npy }`, not the test samples";
            let kind = description.layers[narrowed].kind();
            let place = design.place(&format!("layers.{narrowed}.{kind}.output"));
            let diagnostic = Diagnostic::error(codes::NOT_NAMED, cause).help(help);
            return Err(vec![Diagnostic { place, ..diagnostic }]);
        }
    };
    let input = &description.input;
    Samples::read(&design.file(file), design.input_lanes(), input.format, input.scale)
        .map(Some)
        .map_err(|diagnostic| vec![Diagnostic { place: design.place(path), ..diagnostic }])
}
