//! A design with its weights and samples to a network in integers.

use crate::blocks::HardwareKind;
use crate::blocks::cim_array::Array;
use crate::design::{Design, HardwareSection};
use crate::diag::{Diagnostic, Diagnostics, quoted};

use super::bwht::number_ties;
use super::codes;
use super::digitizers::{Histograms, SAMPLES};
use super::flow::{Flow, LayerRange};
use super::model::{Layer, Network};
use super::outputs::Results;
use super::parameters::Parameters;
use super::ranges::HANDFUL;
use super::samples::Samples;

/// A network in integers, and what is to be said of how it was made.
#[derive(Clone, Debug)]
pub struct Quantized {
    /// The network.
    pub network: Network,
    /// Ranges that rest on little.
    pub warnings: Diagnostics,
}

/// The integer network of a design: weights per output, and constants that bring sums and biases to the range seen
/// on the calibration samples. Reads the files that the design names.
pub fn quantize(design: &Design) -> Result<Quantized, Diagnostics> {
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
) -> Result<Quantized, Diagnostics> {
    let description = design.description();
    let mut hardware = description.hardware.clone();
    let samples = samples.map(|samples| samples.codes).unwrap_or_default();
    if let Some(mut seen) = Histograms::new(&hardware) {
        let some = samples.iter().take(SAMPLES).cloned().collect();
        layers(design, parameters, (&seen.exact(&hardware), some), Some(&mut seen))?;
        hardware = seen.set(&hardware);
    }
    let (mut layers, ranges) = layers(design, parameters, (&hardware, samples), None)?;
    number_ties(&mut layers);
    let network = Network {
        input: description.input.format(),
        lanes: design.input_lanes(),
        input_scale: description.input.scale(),
        hardware,
        layers,
    };
    Ok(Quantized { network, warnings: resting_on_little(design, &ranges) })
}

/// The layers on arrays, with constants that suit the samples.
fn layers(
    design: &Design,
    parameters: &Parameters,
    (hardware, samples): (&HardwareSection, Vec<Vec<i64>>),
    seen: Option<&mut Histograms>,
) -> Result<(Vec<Layer>, Vec<LayerRange>), Diagnostics> {
    let description = design.description();
    let (format, scale) = (description.input.format(), description.input.scale());
    let (ranges, on_grid) = (vec![], false);
    let mut flow = Flow { hardware, parameters, format, scale, samples, seen, on_grid, ranges };
    let mut layers = vec![];
    for (number, (layer, input)) in description.layers.iter().zip(description.extents()).enumerate()
    {
        let at = |diagnostic: Diagnostic| {
            let place = design.place(&format!("layers.{number}.{}", layer.kind()));
            vec![Diagnostic { place, ..diagnostic }]
        };
        let results = Results::of(layer, &description.layers[number + 1..]);
        let by_channel = description.lanes_by_channel(number);
        layers.push(flow.layer(layer, input, by_channel, results).map_err(at)?);
    }
    Ok((layers, flow.ranges))
}

/// Warnings of ranges that few samples set.
fn resting_on_little(design: &Design, ranges: &[LayerRange]) -> Diagnostics {
    let layers = design.description().layers.iter().enumerate();
    let named =
        layers.filter_map(|(number, layer)| Some((number, layer.kind(), layer.parametrized()?)));
    let few = named.filter_map(|(number, kind, layer)| {
        let range = ranges.iter().find(|range| range.layer == layer.name)?;
        let LayerRange { samples, of, .. } = range;
        let name = quoted(layer.name);
        let cause = match samples {
            0 => format!("no calibration sample gives a result of layer {name} that is not 0"),
            _ if *samples < HANDFUL => {
                format!("the range of layer {name} rests on {samples} of {of} calibration samples")
            }
            _ => return None,
        };
        let help = match samples {
            0 => "its range is that of all sums there can be; check its weights and biases, or give other samples",
            _ => "give more calibration samples that are like those to come",
        };
        let place = design.place(&format!("layers.{number}.{kind}.output"));
        let warning = Diagnostic::warning(codes::THIN_RANGE, cause).help(help);
        Some(Diagnostic { place, ..warning })
    });
    few.collect()
}

/// Samples that set ranges, where some layer needs them.
fn calibration(design: &Design) -> Result<Option<Samples>, Diagnostics> {
    let description = design.description();
    let narrowed = description
        .layers
        .iter()
        .position(|layer| layer.parametrized().is_some_and(|layer| layer.output.is_some()));
    let open = description.hardware.all::<Array>().find(|(_, array)| array.digitizer.is_open());
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
            format!("hardware.{name}.{}.digitizer", Array::NAME),
        ),
        (None, None) => return Ok(None),
    };
    let data = description.data.as_ref();
    let (path, file) = match data.map(|data| (&data.calibration, &data.train)) {
        Some((Some(file), _)) => ("data.calibration", file),
        Some((None, Some(train))) => ("data.train.input", &train.input),
        _ => {
            let help = match data {
                Some(_) => "add `calibration: samples.npy` to `data`, not the test samples",
                None => "add `data: { calibration: samples.npy }`, not the test samples",
            };
            let diagnostic = Diagnostic::error(codes::NOT_NAMED, what).help(help);
            return Err(vec![Diagnostic { place: design.place(&place), ..diagnostic }]);
        }
    };
    Samples::of(&design.file(file), &description.sample())
        .map(Some)
        .map_err(|diagnostic| vec![Diagnostic { place: design.place(path), ..diagnostic }])
}
