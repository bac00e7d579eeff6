//! What is under a window at each of its positions, as a tensor.

use candle_core::{Result, Tensor};

use crate::image::{Shape, Window};

use super::DEVICE;

/// A window and the image that it moves over.
pub(super) struct Windows {
    input: Shape,
    /// Positions times pixels of the window: numbers of pixels of the image; one beyond the last is a
    /// zero of the padding.
    taps: Tensor,
    positions: usize,
    pixels: usize,
}

impl Windows {
    pub fn new(window: Window, input: Shape) -> Result<Self> {
        let scan = window.over(input);
        let taps: Vec<u32> = scan
            .places()
            .flat_map(|at| scan.taps(at))
            .map(|tap| tap.unwrap_or(input.pixels()) as u32)
            .collect();
        let (positions, pixels) = (scan.places().count(), window.pixels());
        let taps = Tensor::from_vec(taps, positions * pixels, &DEVICE)?;
        Ok(Self { input, taps, positions, pixels })
    }

    /// Images `[samples, lanes]` to `[samples, positions, pixels of the window, channels]`.
    pub fn of(&self, images: &Tensor) -> Result<Tensor> {
        let samples = images.dim(0)?;
        let (pixels, channels) = (self.input.pixels(), self.input.channels);
        let padded = images.reshape((samples, pixels, channels))?.pad_with_zeros(1, 0, 1)?;
        let under = padded.index_select(&self.taps, 1)?;
        under.reshape((samples, self.positions, self.pixels, channels))
    }

    /// The greatest of each window, channel by channel.
    pub fn max(&self, images: &Tensor) -> Result<Tensor> {
        self.of(images)?.max(2)?.flatten_from(1)
    }

    /// The mean of each window, channel by channel.
    pub fn mean(&self, images: &Tensor) -> Result<Tensor> {
        self.of(images)?.mean(2)?.flatten_from(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::Padding;

    fn windows(kernel: [usize; 2], padding: Padding) -> Windows {
        let input = Shape { height: 2, width: 3, channels: 2 };
        Windows::new(Window { kernel, stride: [1, 1], padding }, input).unwrap()
    }

    /// Channel 0 counts up, channel 1 down.
    fn image() -> Tensor {
        Tensor::new(&[[1f32, 6., 2., 5., 3., 4., 4., 3., 5., 2., 6., 1.]], &DEVICE).unwrap()
    }

    #[test]
    fn folds_by_hand() {
        let windows = windows([2, 2], Padding::default());
        let rows = |tensor: Result<Tensor>| tensor.unwrap().to_vec2::<f32>().unwrap();
        assert_eq!(rows(windows.max(&image())), [[5., 6., 6., 5.]]);
        assert_eq!(rows(windows.mean(&image())), [[3., 4., 4., 3.]]);
    }

    #[test]
    fn padding_is_zero() {
        let windows = windows([2, 3], Padding { top: 1, ..Padding::default() });
        let under = windows.of(&image()).unwrap();
        assert_eq!(under.dims(), [1, 2, 6, 2]);
        let first = under.narrow(1, 0, 1).unwrap().flatten_all().unwrap();
        let zeros_then_row = [0., 0., 0., 0., 0., 0., 1., 6., 2., 5., 3., 4.];
        assert_eq!(first.to_vec1::<f32>().unwrap(), zeros_then_row);
    }
}
