//! Blockwise transforms to integers.

use crate::blocks::cim_array::Storage;
use crate::blocks::wht_crossbar::{Crossbar, EarlyTermination, Sign, Tie, WhtCrossbar};
use crate::design::{self, Activation, Extent};
use crate::diag::{Diagnostic, quoted};
use crate::num::{Format, Range, bits_for_unsigned};

use crate::network::codes;
use crate::network::flow::Flow;
use crate::network::model::Layer;
use crate::network::outputs::{Outputs, Results};
use crate::network::requantization::Requantization;
use crate::network::scaling::Worth;

use super::layer::{Bwht, ChannelBlock};

impl Flow<'_> {
    /// A layer in integers; thresholds in units of its sums, and constants that suit the samples.
    pub(in crate::network) fn transform(
        &mut self,
        layer: &design::Bwht,
        input: Extent,
        results: Results,
    ) -> Result<Bwht, Diagnostic> {
        let (blocks, units) = self.blocks(layer, input)?;
        let worth = units.into_iter().map(|unit| Worth { unit, bias: 0.0 }).collect();
        let relu = layer.activation == Some(Activation::Relu);
        let outputs = Outputs::new(worth, sums(&blocks), relu, results)?;
        let mut bwht = Bwht {
            name: layer.name.clone(),
            crossbar: layer.crossbar.clone(),
            image: input.image(),
            requantization: Requantization::nothing(),
            blocks,
            output_scale: 1.0,
        };
        let sums = self.samples.iter().map(|one| bwht.sums(one, &mut |_, _, _| {})).collect();
        bwht.requantization = self.narrow(&layer.name, sums, results, &outputs)?;
        bwht.output_scale = self.scale;
        Ok(bwht)
    }

    /// The blocks, and the real value of one unit of each channel's sum.
    fn blocks(
        &self,
        layer: &design::Bwht,
        input: Extent,
    ) -> Result<(Vec<ChannelBlock>, Vec<f64>), Diagnostic> {
        let absent = |what: &str, help: &str| {
            let cause = format!("layer {} has no {what}", quoted(&layer.name));
            Diagnostic::error(codes::NO_TENSOR, cause).help(help)
        };
        let real = self.parameters.transform(&layer.name);
        let real =
            real.ok_or_else(|| absent("thresholds", "give the parameters of every layer"))?;
        let crossbar = self.hardware.of_kind::<Crossbar>(&layer.crossbar);
        let crossbar =
            crossbar.ok_or_else(|| absent("crossbar", "add one to the `hardware` section"))?;
        let (bits, sign) = layer.planes.of(self.format).ok_or_else(|| {
            let cause = format!("`{}` has no planes for a crossbar", self.format);
            Diagnostic::error(codes::TOO_WIDE, cause).help("use `u1` to `u16`, or `s2` to `s16`")
        })?;
        let (mut blocks, mut units, mut first) = (vec![], vec![], 0);
        for (number, (channels, crossbar)) in
            crossbar.blockwise(input.channels()).into_iter().enumerate()
        {
            let points = crossbar.points;
            let unit = self.scale * crossbar.digitizer.unit(points);
            let thresholds = &real.thresholds[first..first + points];
            first += points;
            let scale = real.scales.as_ref().map_or(1.0 / points as f64, |scales| scales[number]);
            let back = scale * unit * crossbar.digitizer.unit(points);
            units.extend(std::iter::repeat_n(back, channels.len()));
            let forward = forward(crossbar, (bits, sign), thresholds, unit);
            let forward = WhtCrossbar { dc_bypass: layer.dc_bypass, ..forward };
            blocks.push(ChannelBlock::new(channels, forward)?);
        }
        Ok((blocks, units))
    }
}

/// The transform of inputs whose sums have units worth `unit`, with thresholds in those.
fn forward(
    crossbar: Crossbar,
    (bits, sign): (u32, Sign),
    thresholds: &[f64],
    unit: f64,
) -> WhtCrossbar {
    // Above the greatest sum, any threshold is the same.
    let most = crossbar.greatest(bits);
    let code = |real: &f64| ((real / unit).round_ties_even() as i64).min(most);
    let thresholds = thresholds.iter().map(code).collect();
    WhtCrossbar { thresholds, ..WhtCrossbar::new(crossbar, bits, sign) }
}

impl ChannelBlock {
    /// The transform of some channels, and the way back: the same crossbar, as its matrix is its own transpose in every
    /// order, for what the first transform gives, without thresholds. Coefficients with more bits than a crossbar has
    /// planes are refused.
    pub(in crate::network) fn new(
        channels: std::ops::Range<usize>,
        forward: WhtCrossbar,
    ) -> Result<Self, Diagnostic> {
        let crossbar = Crossbar {
            storage: Storage::Rom,
            early_termination: EarlyTermination::None,
            ..forward.crossbar.clone()
        };
        let bits = bits_for_unsigned(crossbar.greatest(forward.bits).unsigned_abs());
        if bits > WhtCrossbar::MAX_BITS {
            let most = WhtCrossbar::MAX_BITS;
            let cause =
                format!("coefficients have {bits} bits, and a crossbar takes {most} planes");
            let help =
                "use a crossbar of fewer points, inputs of fewer bits, or a digitizer of fewer";
            return Err(Diagnostic::error(codes::TOO_WIDE, cause).help(help));
        }
        let inverse = WhtCrossbar::new(crossbar, bits, Sign::SignedMagnitude);
        Ok(Self { channels, forward, inverse })
    }
}

/// All that can come back.
fn sums(blocks: &[ChannelBlock]) -> Range {
    let ends = blocks.iter().map(|block| block.inverse.output());
    let least = ends.clone().map(Format::min).min().unwrap_or(0);
    let most = ends.map(Format::max).max().unwrap_or(1);
    least..=most
}

/// Crossbars whose ties are by chance draw by numbers of their own.
pub(in crate::network) fn number_ties(layers: &mut [Layer]) {
    let blocks = layers.iter_mut().flat_map(|layer| match layer {
        Layer::Bwht(bwht) => bwht.blocks.iter_mut(),
        _ => [].iter_mut(),
    });
    let transforms = blocks.flat_map(|block| [&mut block.forward, &mut block.inverse]);
    for (number, transform) in (0u32..).zip(transforms) {
        if let Tie::Random(random) = &mut transform.crossbar.tie {
            random.instance = Some(random.instance.unwrap_or(0).wrapping_add(number));
        }
    }
}
