//! Windows from their definition: a frame is kept, and each window read from it.

use crate::blocks::{Beat, Golden};
use crate::tech::{Event, Events};

use super::LineBuffer;

pub(super) struct Frame {
    block: LineBuffer,
    /// Pixels of the present frame.
    pixels: Vec<Beat>,
    /// Windows given of it.
    given: usize,
    /// Whether the last firing gave the frame's last window.
    whole: bool,
}

impl Frame {
    pub fn new(block: &LineBuffer) -> Self {
        Self { block: block.clone(), pixels: vec![], given: 0, whole: false }
    }

    /// Whether all that a window covers has come: it is last in the order of the padded image, so what
    /// it covers in the padding comes before the pixel after it.
    fn has_come(&self, (row, column): (usize, usize)) -> bool {
        let LineBuffer { image, window, .. } = &self.block;
        let last = |at: usize, axis: usize, before: usize| {
            (at * window.stride[axis] + window.kernel[axis]).saturating_sub(before + 1)
        };
        // The window's last row and column, in the image's own.
        let row = last(row, 0, window.padding.top);
        let column = last(column, 1, window.padding.left).min(image.width - 1);
        let needed =
            if row < image.height { row * image.width + column } else { image.pixels() - 1 };
        self.pixels.len() > needed
    }

    fn under(&self, at: (usize, usize)) -> Beat {
        let zeros = vec![0; self.block.image.channels];
        let taps = self.block.scan().taps(at);
        taps.flat_map(|tap| tap.map_or(&zeros, |pixel| &self.pixels[pixel]).clone()).collect()
    }
}

impl Golden for Frame {
    /// A pixel is written once, and read again for each of the window's later rows.
    fn events(&mut self, _inputs: &[Beat]) -> Events {
        let (pixel, rows) = (u64::from(self.block.pixel()), self.block.window.kernel[0] as u64);
        Events::default()
            .with(Event::MemoryBits, rows.saturating_sub(1) * pixel)
            .with(Event::RegisterBits, pixel)
    }

    fn fire(&mut self, inputs: &[Beat]) -> Vec<Beat> {
        self.pixels.push(inputs[0].clone());
        let (rows, columns) = self.block.scan().output();
        let mut windows = vec![];
        while self.given < rows * columns {
            let at = (self.given / columns, self.given % columns);
            if !self.has_come(at) {
                break;
            }
            windows.push(self.under(at));
            self.given += 1;
        }
        self.whole = self.given == rows * columns && !windows.is_empty();
        if self.pixels.len() == self.block.image.pixels() {
            self.pixels.clear();
            self.given = 0;
        }
        windows
    }

    /// A frame is a sample, whatever its pixels are marked with.
    fn ends(&mut self, _last: bool, given: usize) -> Vec<bool> {
        (1..=given).map(|window| self.whole && window == given).collect()
    }
}
