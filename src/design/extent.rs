//! What layers take and give: images or lanes, and how many.

use crate::image::{self, Shape, Window};

use super::description::{Conv2d, Description, Flatten, LaneOrder, Layer, Pool};
use super::padding::Padding;
use super::sides::Sides;

/// What goes from a layer to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// Pixels, row by row.
    Image(Shape),
    /// Numbers without rows and columns.
    Lanes(usize),
}

impl Extent {
    /// How many numbers it is.
    pub fn lanes(self) -> usize {
        match self {
            Self::Image(shape) => shape.lanes(),
            Self::Lanes(lanes) => lanes,
        }
    }

    /// Numbers that belong together: those of a pixel, or all.
    pub fn channels(self) -> usize {
        match self {
            Self::Image(shape) => shape.channels,
            Self::Lanes(lanes) => lanes,
        }
    }

    /// Its sides, if it is an image.
    pub fn image(self) -> Option<Shape> {
        match self {
            Self::Image(shape) => Some(shape),
            Self::Lanes(_) => None,
        }
    }
}

impl Description {
    /// What a sample is.
    pub fn input_extent(&self) -> Extent {
        match self.sample().sides[..] {
            [height, width] => Extent::Image(Shape { height, width, channels: 1 }),
            [height, width, channels] => Extent::Image(Shape { height, width, channels }),
            _ => Extent::Lanes(self.input_lanes().unwrap_or(0)),
        }
    }

    /// What each layer takes, then what the last one gives; ends early at a layer that does not fit.
    pub fn extents(&self) -> Vec<Extent> {
        let mut extents = vec![self.input_extent()];
        for layer in &self.layers {
            let Some(next) = layer.after(extents[extents.len() - 1]) else { break };
            extents.push(next);
        }
        extents
    }

    /// Sides of the image whose numbers the weights of layer `number` take channel by channel: those of a dense
    /// layer right behind a `flatten` in that order. Its lanes are as they always are.
    pub fn weights_by_channel(&self, number: usize) -> Option<Shape> {
        let is_dense = matches!(self.layers.get(number)?, Layer::Dense(_));
        if is_dense { self.flattened_by_channel(number.checked_sub(1)?) } else { None }
    }

    /// Sides of the image whose lanes layer `number` puts channel by channel: a `flatten` in that order, behind which
    /// there is no dense layer whose weights could do without.
    pub fn lanes_by_channel(&self, number: usize) -> Option<Shape> {
        let is_dense = matches!(self.layers.get(number + 1), Some(Layer::Dense(_)));
        if is_dense { None } else { self.flattened_by_channel(number) }
    }

    /// Sides of the image that layer `number` makes lanes of channel by channel.
    fn flattened_by_channel(&self, number: usize) -> Option<Shape> {
        match self.layers.get(number)? {
            Layer::Flatten(Flatten { order: LaneOrder::ChannelsFirst }) => {
                self.extents().get(number)?.image()
            }
            _ => None,
        }
    }
}

impl Layer {
    /// What the layer makes of `input`; `None` where the two do not fit together.
    pub fn after(&self, input: Extent) -> Option<Extent> {
        match self {
            Self::Dense(dense) => Some(Extent::Lanes(dense.outputs)),
            Self::Bwht(_) => Some(input),
            Self::Conv2d(conv) => {
                let input = input.image()?;
                moved(conv.window(input)?, input, conv.filters)
            }
            Self::MaxPool(pool) | Self::AvgPool(pool) => {
                let input = input.image()?;
                moved(pool.window()?, input, input.channels)
            }
            Self::Flatten(_) => input.image().map(|image| Extent::Lanes(image.lanes())),
            Self::Argmax(_) => Some(Extent::Lanes(1)),
            Self::Sign(_) => Some(Extent::Lanes(input.lanes())),
        }
    }
}

/// A pixel of `channels` for every position of a window.
fn moved(window: Window, input: Shape, channels: usize) -> Option<Extent> {
    let (height, width) = window.over(input).output();
    (height > 0 && width > 0).then_some(Extent::Image(Shape { height, width, channels }))
}

impl Conv2d {
    /// How its window moves over `input`; `None` for a window or a stride without rows or columns.
    pub fn window(&self, input: Shape) -> Option<Window> {
        let (Sides(kernel), Sides(stride)) = (self.kernel, self.stride);
        if kernel.contains(&0) || stride.contains(&0) {
            return None;
        }
        let padding = match self.padding {
            Padding::Valid => image::Padding::default(),
            Padding::Same => image::Padding::same(input, kernel, stride),
            Padding::Explicit(padding) => padding,
        };
        Some(Window { kernel, stride, padding })
    }
}

impl Pool {
    /// How its window moves; `None` for a window or a stride without rows or columns.
    pub fn window(&self) -> Option<Window> {
        let (Sides(kernel), Sides(stride)) = (self.size, self.stride.unwrap_or(self.size));
        let sound = !kernel.contains(&0) && !stride.contains(&0);
        sound.then_some(Window { kernel, stride, padding: image::Padding::default() })
    }
}
