//! A design with its weights and samples to a network in integers.

use std::collections::BTreeMap;

use crate::blocks::cim_array::Array;
use crate::design::Design;
use crate::diag::{Diagnostic, Diagnostics};

use super::bwht::number_ties;
use super::codes;
use super::digitizers::{Histograms, SAMPLES};
use super::flow::Flow;
use super::model::{Layer, Network};
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
    let mut arrays = description.arrays();
    let samples = samples.map(|samples| samples.codes).unwrap_or_default();
    if let Some(mut seen) = Histograms::new(&arrays) {
        let some = samples.iter().take(SAMPLES).cloned().collect();
        layers(design, parameters, (&seen.exact(&arrays), some), Some(&mut seen))?;
        arrays = seen.set(&arrays);
    }
    let mut layers = layers(design, parameters, (&arrays, samples), None)?;
    number_ties(&mut layers);
    Ok(Network {
        input: description.input.format,
        lanes: design.input_lanes(),
        input_scale: description.input.scale,
        arrays,
        layers,
    })
}

/// The layers on arrays, with constants that suit the samples.
fn layers(
    design: &Design,
    parameters: &Parameters,
    (arrays, samples): (&BTreeMap<String, Array>, Vec<Vec<i64>>),
    seen: Option<&mut Histograms>,
) -> Result<Vec<Layer>, Diagnostics> {
    let description = design.description();
    let (format, scale) = (description.input.format, description.input.scale);
    let crossbars = &description.crossbars();
    let mut flow = Flow { arrays, crossbars, parameters, format, scale, samples, seen };
    let mut layers = vec![];
    for (number, (layer, input)) in description.layers.iter().zip(description.extents()).enumerate()
    {
        let at = |diagnostic: Diagnostic| {
            let place = design.place(&format!("layers.{number}.{}", layer.kind()));
            vec![Diagnostic { place, ..diagnostic }]
        };
        let by_channel = description.lanes_by_channel(number);
        layers.push(flow.layer(layer, input, by_channel).map_err(at)?);
    }
    Ok(layers)
}

/// Samples that set ranges, where some layer needs them.
fn calibration(design: &Design) -> Result<Option<Samples>, Diagnostics> {
    let description = design.description();
    let narrowed = description
        .layers
        .iter()
        .position(|layer| layer.parametrized().is_some_and(|layer| layer.output.is_some()));
    let open = description.arrays().into_iter().find(|(_, array)| array.digitizer.is_open());
    let (what, place) = match (narrowed, open) {
        (Some(at), _) => {
            let kind = description.layers[at].kind();
            (
                "a layer has an `output` format, and no samples say its range",
                format!("layers.{at}.{kind}.output"),
            )
        }
        (None, Some((name, _))) => (
            "a digitizer is to be calibrated, and there are no samples",
            format!("hardware.{name}.cim_tile.digitizer"),
        ),
        (None, None) => return Ok(None),
    };
    let data = description.data.as_ref();
    let (path, file) = match data.map(|data| (&data.calibration, &data.train)) {
        Some((Some(file), _)) => ("data.calibration", file),
        Some((None, Some(train))) => ("data.train.input", &train.input),
        _ => {
            let help = "add `data: { calibration: samples.npy }`, not the test samples";
            let diagnostic = Diagnostic::error(codes::NOT_NAMED, what).help(help);
            return Err(vec![Diagnostic { place: design.place(&place), ..diagnostic }]);
        }
    };
    Samples::of(&design.file(file), &description.input)
        .map(Some)
        .map_err(|diagnostic| vec![Diagnostic { place: design.place(path), ..diagnostic }])
}
