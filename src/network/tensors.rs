//! The tensors of a parameter file.

use safetensors::tensor::TensorView;
use safetensors::{Dtype, SafeTensors};

use crate::design::foreign::{self, Foreign};
use crate::design::{Design, suggest};
use crate::diag::{Diagnostic, quoted};

use super::codes;
use super::files::{self, shown};
use super::numbers::{Numbers, place_in};

/// Most tensors that a message lists.
const LISTED: usize = 8;

/// The bytes of a design's parameter file.
pub(super) fn file(design: &Design) -> Result<Vec<u8>, Diagnostic> {
    let Some(file) = &design.description().parameters else {
        let cause = "the design names no file of weights";
        let help = "add `parameters: weights.safetensors`";
        return Err(Diagnostic::error(codes::NOT_NAMED, cause).help(help));
    };
    files::read(&design.file(file))
}

/// What a parameter file holds.
pub(super) struct Tensors<'b>(SafeTensors<'b>);

/// A shape that a tensor must have.
#[derive(Clone, Copy)]
pub(super) struct Wanted<'s> {
    pub shape: &'s [usize],
    /// What its sides are, told where they are others.
    pub sides: &'s str,
    /// The field that says what the first side is, if one does.
    pub field: Option<&'s str>,
}

impl<'b> Tensors<'b> {
    /// Those in the bytes of a design's parameter file.
    pub fn of(design: &Design, bytes: &'b [u8]) -> Result<Self, Diagnostic> {
        SafeTensors::deserialize(bytes).map(Self).map_err(|error| {
            let file = design.description().parameters.as_deref().unwrap_or("".as_ref());
            let file = design.file(file);
            let known =
                foreign::recognize(bytes, &file).filter(|known| *known != Foreign::Safetensors);
            if let Some(known) = known {
                let cause = format!("{} is {}, not a safetensors file", shown(&file), known.what());
                return Diagnostic::error(codes::FOREIGN, cause).help(known.to_parameters(&file));
            }
            let cause = format!("{} is no safetensors file: {error}", shown(&file));
            let help = "write it with `safetensors.torch.save_file` or the like";
            Diagnostic::error(codes::WRONG_KIND, cause).help(help)
        })
    }

    /// Whether there is one of a name.
    pub fn has(&self, name: &str) -> bool {
        self.shape(name).is_some()
    }

    /// Names in their order.
    pub fn names(&self) -> Vec<&str> {
        let mut names = self.0.names();
        names.sort_unstable();
        names
    }

    /// Sides of one; `None` where it is not there.
    pub fn shape(&self, name: &str) -> Option<Vec<usize>> {
        self.0.tensor(name).ok().map(|view| view.shape().to_vec())
    }

    /// Names of some with their shapes, as messages list them.
    pub fn listed<'n>(&self, names: impl IntoIterator<Item = &'n str>) -> String {
        let names: Vec<&str> = names.into_iter().collect();
        let one =
            |name: &&str| format!("{} {:?}", quoted(name), self.shape(name).unwrap_or_default());
        let shown: Vec<String> = names.iter().take(LISTED).map(one).collect();
        match names.len().saturating_sub(LISTED) {
            0 => shown.join(", "),
            more => format!("{} and {more} more", shown.join(", ")),
        }
    }

    /// Real numbers, all finite. Those of an integer tensor are worth its numbers times those of the tensor of the
    /// same name with `_scale` behind it.
    pub fn real(&self, name: &str, wanted: Wanted<'_>) -> Result<Vec<f64>, Diagnostic> {
        let view = self.view(name)?;
        fits(name, view.shape(), wanted)?;
        let numbers = match Numbers::of(&view) {
            Some(Numbers::Real(numbers)) => numbers,
            Some(Numbers::Whole(numbers)) => self.scaled(name, &view, &numbers)?,
            None => {
                let help = "save it as F64, F32, F16, BF16 or F8, or as integers with a scale";
                return Err(untaken(name, &view).help(help));
            }
        };
        finite(name, &numbers, view.shape())?;
        Ok(numbers)
    }

    /// Whole numbers, their shape, and whether they are bytes.
    pub fn whole(&self, name: &str) -> Result<(Vec<i64>, Vec<usize>, bool), Diagnostic> {
        let view = self.view(name)?;
        match Numbers::of(&view) {
            Some(Numbers::Whole(numbers)) => {
                Ok((numbers, view.shape().to_vec(), view.dtype() == Dtype::U8))
            }
            _ => {
                let help = "blocks hold codes: save it as I8, I16, I32, I64 or U8";
                Err(untaken(name, &view).help(help))
            }
        }
    }

    fn view(&self, name: &str) -> Result<TensorView<'_>, Diagnostic> {
        self.0.tensor(name).map_err(|_| {
            let cause = format!("the parameter file has no tensor {}", quoted(name));
            let help = suggest(name, "tensor", self.names());
            Diagnostic::error(codes::NO_TENSOR, cause).help(help)
        })
    }

    /// What integers are worth: one scale for all, or one for each index of the first side.
    fn scaled(
        &self,
        name: &str,
        view: &TensorView<'_>,
        numbers: &[i64],
    ) -> Result<Vec<f64>, Diagnostic> {
        let outputs = view.shape().first().copied().unwrap_or(1);
        let scales = self.scales(name, view, outputs)?;
        let each = (numbers.len() / scales.len().max(1)).max(1);
        let pairs = numbers.chunks(each).zip(&scales);
        Ok(pairs
            .flat_map(|(some, scale)| some.iter().map(move |one| *one as f64 * scale))
            .collect())
    }

    fn scales(
        &self,
        name: &str,
        view: &TensorView<'_>,
        outputs: usize,
    ) -> Result<Vec<f64>, Diagnostic> {
        let scale = scale_of(name);
        let Some(shape) = self.shape(&scale) else {
            let cause = format!(
                "tensor {} holds {:?} numbers, and no tensor {} says what one is worth",
                quoted(name),
                view.dtype(),
                quoted(&scale)
            );
            let help = format!(
                "save {} beside it, the real value of one: a number for all, or one for each output; 1.0 where the \
                 integers are the real values",
                quoted(&scale)
            );
            return Err(Diagnostic::error(codes::NO_TENSOR, cause).help(help));
        };
        self.symmetric(name)?;
        let count: usize = shape.iter().product();
        let is_one_each = shape.first() == Some(&outputs) && count == outputs;
        if count != 1 && !is_one_each {
            let cause =
                format!("tensor {} is {shape:?}, must be [] or [{outputs}]", quoted(&scale));
            let help = "give the real value of one: a number for all, or one for each output";
            return Err(Diagnostic::error(codes::SHAPE, cause).help(help));
        }
        let Some(Numbers::Real(scales)) = Numbers::of(&self.view(&scale)?) else {
            let help = "save it as F64, F32, F16 or BF16";
            return Err(untaken(&scale, &self.view(&scale)?).help(help));
        };
        finite(&scale, &scales, &shape)?;
        Ok(scales)
    }

    /// Refuses integers that count from somewhere else than 0.
    fn symmetric(&self, name: &str) -> Result<(), Diagnostic> {
        let zero = format!("{name}_zero_point");
        let Ok(view) = self.0.tensor(&zero) else { return Ok(()) };
        let is_zero = match Numbers::of(&view) {
            Some(Numbers::Whole(numbers)) => numbers.iter().all(|number| *number == 0),
            Some(Numbers::Real(numbers)) => numbers.iter().all(|number| *number == 0.0),
            None => false,
        };
        if is_zero {
            return Ok(());
        }
        let cause = format!("tensor {} is not 0, and integers count from 0 here", quoted(&zero));
        let help = format!("save {} less its zero point, as I16", quoted(name));
        Err(Diagnostic::error(codes::NUMBER_TYPE, cause).help(help))
    }
}

/// The tensor that says what the integers of another are worth.
pub(super) fn scale_of(name: &str) -> String {
    format!("{name}_scale")
}

fn fits(name: &str, shape: &[usize], wanted: Wanted<'_>) -> Result<(), Diagnostic> {
    if shape == wanted.shape {
        return Ok(());
    }
    let cause = format!("tensor {} is {shape:?}, must be {:?}", quoted(name), wanted.shape);
    let help = match remedy(shape, wanted) {
        Some(remedy) => format!("{}; {remedy}", wanted.sides),
        None => wanted.sides.to_string(),
    };
    Err(Diagnostic::error(codes::SHAPE, cause).help(help))
}

/// How a tensor of some sides becomes one of others, where it is the same tensor in another order, or in other sides.
fn remedy(shape: &[usize], Wanted { shape: wanted, field, .. }: Wanted<'_>) -> Option<String> {
    let real =
        |sides: &[usize]| sides.iter().copied().filter(|side| *side != 1).collect::<Vec<_>>();
    match (shape, wanted) {
        ([a, b], [c, d]) if (a, b) == (d, c) => {
            Some("Keras and JAX save the transpose: write `numpy.ascontiguousarray(w.T)`".into())
        }
        ([height, width, inputs, filters], [f, i, h, w])
            if [filters, inputs, height, width] == [f, i, h, w] =>
        {
            let turned = "Keras and JAX have filters last: write `numpy.ascontiguousarray(w.transpose(3, 2, 0, 1))`";
            Some(turned.into())
        }
        _ if real(shape) == real(wanted) => Some(format!("save `w.reshape({wanted:?})`")),
        ([outputs, given @ ..], [_, others @ ..]) if given == others => {
            field.map(|field| format!("write `{field}: {outputs}` for what the file holds"))
        }
        _ => None,
    }
}

fn untaken(name: &str, view: &TensorView<'_>) -> Diagnostic {
    let cause = format!("tensor {} holds {:?} numbers", quoted(name), view.dtype());
    Diagnostic::error(codes::NUMBER_TYPE, cause)
}

fn finite(name: &str, numbers: &[f64], shape: &[usize]) -> Result<(), Diagnostic> {
    let Some(at) = numbers.iter().position(|number| !number.is_finite()) else { return Ok(()) };
    let count = numbers.iter().filter(|number| !number.is_finite()).count();
    let more =
        if count > 1 { format!(", and {} more are not finite", count - 1) } else { String::new() };
    let place = place_in(shape, at);
    let cause = format!("number {place:?} of tensor {} is {}{more}", quoted(name), numbers[at]);
    Err(Diagnostic::error(codes::NOT_FINITE, cause).help("train again or repair the file"))
}
