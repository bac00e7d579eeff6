//! Whether layers fit what arrives at them.

use crate::design::codes;
use crate::design::description::{Conv2d, Groups, Layer, Pool};
use crate::design::extent::Extent;
use crate::image::{Padding, Shape, Window};
use crate::num::{Format, rounded_mean};

use super::{Findings, MAX_LANES};

/// What arrives at a layer.
#[derive(Clone, Copy)]
pub(super) struct Arriving {
    pub extent: Extent,
    /// `None` where only the weights will tell.
    pub format: Option<Format>,
    /// Whether it is the network's input.
    pub first: bool,
}

/// Says why a layer does not fit; gives what arrives at the next one, where that is known.
pub(super) fn check(
    layer: &Layer,
    arriving: Arriving,
    path: &str,
    findings: &mut Findings<'_>,
) -> Option<Arriving> {
    match (layer, arriving.extent) {
        // The input comes whole, and its lanes may be taken as they are.
        (Layer::Dense(_) | Layer::Argmax(_) | Layer::Sign(_), Extent::Image(shape))
            if !arriving.first =>
        {
            let cause = format!("`{}` takes lanes, and gets an image of {shape}", layer.kind());
            let help = match shape.channels {
                1 => "put `- flatten: {}` before it",
                _ => {
                    "put `- flatten: {}` before it; `- flatten: { order: channels_first }` for weights from PyTorch"
                }
            };
            findings.error(path, codes::NOT_FLAT, cause, help);
        }
        (Layer::Bwht(_), extent) if extent.channels() < 2 => {
            let cause = "a `bwht` layer transforms channels, and there is one";
            let help = "put `- flatten: {}` before it to transform all pixels of an image together";
            findings.error(path, codes::LANES, cause, help);
        }
        (Layer::Dense(_) | Layer::Argmax(_) | Layer::Sign(_) | Layer::Bwht(_), _)
        | (Layer::Flatten(_), Extent::Image(_)) => {}
        (_, Extent::Lanes(lanes)) => no_image(layer, lanes, arriving.first, path, findings),
        (Layer::Conv2d(conv), Extent::Image(shape)) => convolution(conv, shape, path, findings),
        (Layer::MaxPool(pool), Extent::Image(shape)) => pooling(pool, shape, path, findings),
        (Layer::AvgPool(pool), Extent::Image(shape)) => {
            pooling(pool, shape, path, findings);
            mean(pool, arriving.format, path, findings);
        }
    }
    let extent = layer.after(arriving.extent)?;
    if extent.lanes() > MAX_LANES {
        let cause = format!("the result has more than {MAX_LANES} elements");
        findings.error(path, codes::RANGE, cause, "use fewer filters or a greater stride");
        return None;
    }
    let format = layer.parametrized().map_or(arriving.format, |layer| layer.output);
    Some(Arriving { extent, format, first: false })
}

fn no_image(layer: &Layer, lanes: usize, first: bool, path: &str, findings: &mut Findings<'_>) {
    let cause = format!("`{}` takes an image, and gets {lanes} lanes", layer.kind());
    let help = match layer {
        Layer::Flatten(_) => "remove it: lanes are flat",
        _ if first => "write `input: { shape: [height, width] }`, or [height, width, channels]",
        _ => "move it before the layers that take lanes",
    };
    findings.error(path, codes::NO_IMAGE, cause, help);
}

fn convolution(conv: &Conv2d, shape: Shape, path: &str, findings: &mut Findings<'_>) {
    if let Some(window) = conv.window(shape) {
        fits(&window, shape, &format!("{path}.kernel"), findings);
    }
    if conv.groups == Groups::Depthwise && conv.filters != shape.channels {
        let (filters, channels) = (conv.filters, shape.channels);
        let cause = format!("{filters} filters for {channels} channels, each with one of its own");
        let help = format!("write `filters: {channels}`, or leave `groups` out");
        findings.error(&format!("{path}.filters"), codes::DEPTHWISE, cause, help);
    }
}

fn pooling(pool: &Pool, shape: Shape, path: &str, findings: &mut Findings<'_>) {
    if let Some(window) = pool.window() {
        fits(&window, shape, &format!("{path}.size"), findings);
    }
}

/// Refuses a window that has no position.
fn fits(window: &Window, shape: Shape, path: &str, findings: &mut Findings<'_>) {
    let (rows, columns) = window.over(shape).output();
    if rows > 0 && columns > 0 {
        let lanes = window.pixels() * shape.channels;
        if lanes > MAX_LANES {
            let cause = format!("a window holds {lanes} elements, {MAX_LANES} is the limit");
            findings.error(path, codes::RANGE, cause, "make the window smaller");
        }
        return;
    }
    let Padding { top, bottom, left, right } = window.padding;
    let (height, width) = (shape.height + top + bottom, shape.width + left + right);
    let padded = if window.padding == Padding::default() { "" } else { ", its padding included" };
    let cause = format!(
        "a window of {}x{} does not fit into an image of {height}x{width}{padded}",
        window.kernel[0], window.kernel[1]
    );
    findings.error(path, codes::WINDOW, cause, "make the window smaller");
}

/// Refuses a mean that one multiplication cannot round.
fn mean(pool: &Pool, format: Option<Format>, path: &str, findings: &mut Findings<'_>) {
    let (Some(format), count) = (format, pool.size.0[0] * pool.size.0[1]) else { return };
    if rounded_mean(count, format).is_some() {
        return;
    }
    let cause =
        format!("means of {count} codes of `{format}` cannot be rounded by one multiplication");
    let help = match format.is_signed() {
        true => "use a window of 2, 4, 8, ... or an odd number of pixels, or unsigned codes",
        false => "use a smaller window, or codes of fewer bits",
    };
    findings.error(&format!("{path}.size"), codes::MEAN, cause, help);
}
