//! How much of their planes transforms take, on samples.

use crate::network::model::{Layer, Network};
use crate::progress::counted;

use super::layer::{Bwht, ChannelBlock, Transformed};

/// What the rows of one block's forward transform did.
#[derive(Clone, Debug)]
pub struct Activity {
    /// Name of the layer.
    pub layer: String,
    /// Entry of the `hardware` section.
    pub hardware: String,
    /// Number of the block.
    pub block: usize,
    /// Its transforms, there and back.
    pub transforms: ChannelBlock,
    /// How many there were.
    pub count: u64,
    /// Planes that each row took, in all of them.
    pub planes: Vec<u64>,
    /// Planes until the last row had stopped, in all of them.
    pub array_planes: u64,
    /// Results of each row that were zero.
    pub zeros: Vec<u64>,
}

impl Activity {
    fn new(layer: &Bwht, number: usize, block: &ChannelBlock) -> Self {
        let rows = block.forward.crossbar.rows();
        Self {
            layer: layer.name.clone(),
            hardware: layer.crossbar.clone(),
            block: number,
            transforms: block.clone(),
            count: 0,
            planes: vec![0; rows],
            array_planes: 0,
            zeros: vec![0; rows],
        }
    }

    fn add(&mut self, y: &[i64], planes: &[u32]) {
        self.count += 1;
        self.array_planes += u64::from(planes.iter().copied().max().unwrap_or(0));
        self.planes.iter_mut().zip(planes).for_each(|(all, own)| *all += u64::from(*own));
        self.zeros.iter_mut().zip(y).for_each(|(all, y)| *all += u64::from(*y == 0));
    }

    /// Rows that never gave anything else than zero.
    pub fn dead_rows(&self) -> Vec<usize> {
        let rows = self.zeros.iter().enumerate();
        rows.filter(|(_, zeros)| **zeros == self.count).map(|(row, _)| row).collect()
    }

    /// Mean planes of the rows that `of` chooses; 0 where there are none.
    fn mean(&self, of: impl Fn(usize) -> bool) -> f64 {
        let (mut rows, mut planes) = (0u64, 0u64);
        for (_, own) in self.planes.iter().enumerate().filter(|(row, _)| of(*row)) {
            (rows, planes) = (rows + 1, planes + own);
        }
        planes as f64 / (rows * self.count).max(1) as f64
    }

    /// Planes of a row, in the mean.
    pub fn planes_per_row(&self) -> f64 {
        self.mean(|_| true)
    }

    /// The same of rows that are not dead.
    pub fn planes_per_live_row(&self) -> f64 {
        let dead = self.dead_rows();
        self.mean(|row| !dead.contains(&row))
    }

    /// Planes of the crossbar, in the mean: until its last row has stopped.
    pub fn planes_per_array(&self) -> f64 {
        self.array_planes as f64 / self.count.max(1) as f64
    }

    /// Share of results that are zero.
    pub fn sparsity(&self) -> f64 {
        let results = self.count * self.zeros.len() as u64;
        self.zeros.iter().sum::<u64>() as f64 / results.max(1) as f64
    }
}

impl Network {
    /// What its blockwise transforms do for samples, block by block.
    pub fn transforms(&self, samples: &[Vec<i64>]) -> Vec<Activity> {
        let mut all: Vec<Vec<Activity>> = self.layers.iter().map(of).collect();
        if all.iter().all(Vec::is_empty) {
            return vec![];
        }
        for sample in counted("samples", samples.iter()) {
            self.evaluate_transforms(sample, &mut |seen| {
                let Transformed { layer, block, y, planes } = seen;
                if let Some(activity) = all[layer].get_mut(block) {
                    activity.add(y, planes);
                }
            });
        }
        all.into_iter().flatten().collect()
    }
}

fn of(layer: &Layer) -> Vec<Activity> {
    let Layer::Bwht(bwht) = layer else { return vec![] };
    let blocks = bwht.blocks.iter().enumerate();
    blocks.map(|(number, block)| Activity::new(bwht, number, block)).collect()
}
