//! Adam with decoupled weight decay (I. Loshchilov and F. Hutter, arXiv:1711.05101).

use candle_core::backprop::GradStore;
use candle_core::{Result, Tensor, Var};

const BETA_1: f64 = 0.9;
const BETA_2: f64 = 0.999;
const EPSILON: f64 = 1e-8;

pub(super) struct Adam {
    vars: Vec<Var>,
    moments: Vec<(Tensor, Tensor)>,
    steps: i32,
}

impl Adam {
    pub fn new(vars: Vec<Var>) -> Result<Self> {
        let zeros = |var: &Var| Ok((var.zeros_like()?, var.zeros_like()?));
        let moments = vars.iter().map(zeros).collect::<Result<_>>()?;
        Ok(Self { vars, moments, steps: 0 })
    }

    /// One step of size `rate`.
    pub fn step(&mut self, gradients: &GradStore, rate: f64, decay: f64) -> Result<()> {
        self.steps += 1;
        let corrections = [BETA_1, BETA_2].map(|beta| 1.0 - beta.powi(self.steps));
        for (var, (first, second)) in self.vars.iter().zip(&mut self.moments) {
            let Some(gradient) = gradients.get(var) else { continue };
            // Without what they were made of: that would grow from step to step.
            *first = ((&*first * BETA_1)? + (gradient * (1.0 - BETA_1))?)?.detach();
            *second = ((&*second * BETA_2)? + (gradient.sqr()? * (1.0 - BETA_2))?)?.detach();
            let scale = ((&*second / corrections[1])?.sqrt()? + EPSILON)?;
            let step = ((&*first / corrections[0])? / scale)?;
            let kept = (var.as_tensor() * (1.0 - rate * decay))?;
            var.set(&(kept - (step * rate)?)?)?;
        }
        Ok(())
    }
}
