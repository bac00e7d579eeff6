//! Product-sums of every column of a network's arrays.

use crate::blocks::digitizer::{Conversion, ProductSums};
use crate::progress::counted;

use super::evaluate::{Multiplied, Seen, counts};
use super::model::{Layer, Network};

/// What is digitized for one output of a layer.
#[derive(Clone, Debug)]
pub struct Column {
    /// Name of the layer.
    pub layer: String,
    /// Entry of the `hardware` section.
    pub hardware: String,
    /// Number of the output or filter.
    pub output: usize,
    /// All bits of its weights, on all its tiles.
    pub sums: ProductSums,
}

impl Network {
    /// The columns on arrays whose digitizers search, with what samples make of them: layer by layer.
    pub fn columns(&self, samples: &[Vec<i64>]) -> Vec<Column> {
        let mut columns: Vec<Vec<Column>> =
            self.layers.iter().map(|layer| self.of(layer)).collect();
        for sample in counted("samples", samples.iter()) {
            self.evaluate_seeing(sample, &mut |seen| {
                let Seen::Product(product) = seen else { return };
                let Multiplied { layer, array, output, weights, input, format } = product;
                let Some(column) = columns[layer].get_mut(output) else { return };
                counts(array, weights, input, format, |worth, count| {
                    column.sums.count(count, worth)
                });
            });
        }
        columns.into_iter().flatten().collect()
    }

    /// The columns of a layer, for which nothing was counted.
    fn of(&self, layer: &Layer) -> Vec<Column> {
        let (name, hardware, outputs) = match layer {
            Layer::Dense(dense) => (&dense.name, &dense.array, dense.weights.len()),
            Layer::Conv2d(conv) => (&conv.name, &conv.array, conv.weights.len()),
            Layer::Bwht(_)
            | Layer::MaxPool(_)
            | Layer::AvgPool(_)
            | Layer::Flatten(_)
            | Layer::Argmax
            | Layer::Sign(_) => return vec![],
        };
        let array = self.array(hardware).filter(|array| array.digitizer != Conversion::Exact);
        let Some(array) = array else { return vec![] };
        let column = |output: usize| Column {
            layer: name.clone(),
            hardware: hardware.clone(),
            output,
            sums: ProductSums::new(array.active_rows()),
        };
        (0..outputs).map(column).collect()
    }
}
