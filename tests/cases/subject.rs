//! A design with its files in a folder of its own, and what becomes of it.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use cimgen::compile::{Compiled, compile};
use cimgen::dataflow::evaluate_all;
use cimgen::design::Design;
use cimgen::diag::render;
use cimgen::network::{Network, quantize, write_codes};
use safetensors::Dtype;
use safetensors::tensor::TensorView;

/// Name, shape and numbers of a tensor.
pub type Tensor = (String, Vec<usize>, Vec<f32>);

/// A tensor of some rows.
pub fn matrix(name: &str, rows: &[Vec<f32>]) -> Tensor {
    (name.into(), vec![rows.len(), rows[0].len()], rows.concat())
}

/// A tensor of some numbers.
pub fn vector(name: &str, numbers: &[f32]) -> Tensor {
    (name.into(), vec![numbers.len()], numbers.to_vec())
}

/// The design of `yaml`, which may name `w.safetensors` and `x.npy`; these hold `tensors` and `samples`.
fn design(folder: &Path, yaml: &str, tensors: &[Tensor], samples: &[Vec<i64>]) -> Design {
    let bytes: Vec<Vec<u8>> = tensors
        .iter()
        .map(|(_, _, numbers)| numbers.iter().flat_map(|number| number.to_le_bytes()).collect())
        .collect();
    let views: HashMap<&str, TensorView<'_>> = tensors
        .iter()
        .zip(&bytes)
        .map(|((name, shape, _), bytes)| {
            (name.as_str(), TensorView::new(Dtype::F32, shape.clone(), bytes).unwrap())
        })
        .collect();
    fs::write(folder.join("w.safetensors"), safetensors::serialize(views, None).unwrap()).unwrap();
    write_codes(&folder.join("x.npy"), samples).unwrap();
    let design = Design::from_yaml(yaml, "design.yaml", folder);
    design.unwrap_or_else(|found| panic!("{}\n{yaml}", render(&found)))
}

/// The integer network of a design alone.
pub fn quantized(yaml: &str, tensors: &[Tensor], samples: &[Vec<i64>]) -> Network {
    let folder = tempfile::tempdir().unwrap();
    let made = quantize(&design(folder.path(), yaml, tensors, samples));
    made.unwrap_or_else(|found| panic!("{}\n{yaml}", render(&found))).network
}

/// A design that was compiled.
pub struct Subject {
    pub compiled: Compiled,
    pub warnings: String,
    samples: Vec<Vec<i64>>,
}

impl Subject {
    /// As [`quantized`], and on to hardware.
    pub fn new(yaml: &str, tensors: &[Tensor], samples: &[Vec<i64>]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let design = design(folder.path(), yaml, tensors, samples);
        let mut warnings = render(design.warnings());
        let compiled = compile(design).unwrap_or_else(|error| panic!("{error}\n{yaml}"));
        warnings.push_str(&render(&compiled.doubts));
        Self { compiled, warnings, samples: samples.to_vec() }
    }

    pub fn network(&self) -> &Network {
        self.compiled.network.as_ref().unwrap()
    }

    /// What the hardware's golden models give for each sample; the network's definition gives the same.
    pub fn results(&self) -> Vec<Vec<i64>> {
        let program = self.compiled.program(self.compiled.beats(&self.samples));
        let given = evaluate_all(&self.compiled.graph, &program).unwrap().results;
        let given = self.compiled.outcomes(&given).unwrap();
        let defined: Vec<Vec<i64>> =
            self.samples.iter().map(|sample| self.network().evaluate(sample)).collect();
        assert_eq!(given, defined);
        given
    }

    /// Real value of one code that comes out.
    pub fn scale(&self) -> f64 {
        self.network().output_scale().unwrap()
    }
}
