//! Samples from `.npy` files.

use std::io;
use std::path::Path;

use npyz::{DType, Endianness, NpyFile, TypeChar, WriterBuilder};

use crate::design::SampleType;
use crate::design::foreign::{self, Foreign};
use crate::diag::{Diagnostic, quoted};
use crate::num::{Format, Minifloat};

use super::codes;
use super::files::{self, shown};
use super::npy_header;
use super::numbers::Numbers;

/// Input codes, sample by sample.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Samples {
    /// `[samples][lanes]`.
    pub codes: Vec<Vec<i64>>,
}

impl Samples {
    /// Reads an array of samples along its first axis, or a single one of shape `[lanes]`. Integers are
    /// codes of `format`; floats are rounded to codes ([`Format::quantize`]).
    pub fn read(path: &Path, lanes: usize, format: Format, scale: f64) -> Result<Self, Diagnostic> {
        Self::of(path, &SampleType::uniform([lanes], format, scale))
    }

    /// The same for samples of a design, whose sides an array may have.
    pub fn of(path: &Path, sample: &SampleType) -> Result<Self, Diagnostic> {
        let (shape, numbers) = read(path)?;
        let lanes = sample.lanes();
        shaped(path, &shape, sample, lanes)?;
        let codes = match numbers {
            Numbers::Whole(numbers) => checked(path, numbers, sample)?,
            Numbers::Real(numbers) => quantized(path, &numbers, sample)?,
        };
        if codes.is_empty() {
            let cause = format!("{} holds no samples", shown(path));
            return Err(Diagnostic::error(codes::SHAPE, cause).help("give at least one"));
        }
        Ok(Self { codes: codes.chunks(lanes).map(<[i64]>::to_vec).collect() })
    }
}

/// Refuses arrays that are no samples for an input of so many lanes.
fn shaped(path: &Path, shape: &[u64], sample: &SampleType, lanes: usize) -> Result<(), Diagnostic> {
    let per_sample =
        |shape: &[u64]| shape.iter().try_fold(1u64, |all, side| all.checked_mul(*side));
    let given = match shape {
        [] => Some(0),
        [alone] if *alone == lanes as u64 => Some(*alone),
        [_, rest @ ..] => per_sample(rest),
    };
    if given != Some(lanes as u64) {
        let cause = format!("{} is {shape:?}, must be [samples, {lanes}]", shown(path));
        let help = match shape {
            _ if per_sample(shape) == Some(lanes as u64) => "it is a single sample: save `x[None]`",
            [first, _] if *first == lanes as u64 => {
                "it has a column a sample: save `numpy.ascontiguousarray(x.T)`"
            }
            _ => "one row a sample; the lanes are those of the design's `input`",
        };
        return Err(Diagnostic::error(codes::SHAPE, cause).help(help));
    }
    let sides: Vec<usize> = shape.iter().skip(1).map(|side| *side as usize).collect();
    let Some(axes) = turning(&sides, &sample.sides) else { return Ok(()) };
    let first = if axes.last() != Some(&1) { "" } else { ", channels first" };
    let cause = format!(
        "{} is {shape:?}{first}, and a sample of the input is {:?}",
        shown(path),
        sample.sides
    );
    let axes: Vec<String> = axes.iter().map(ToString::to_string).collect();
    let help =
        format!("save `x.transpose(0, {})`: samples are row, column, channel", axes.join(", "));
    Err(Diagnostic::error(codes::SHAPE, cause).help(help))
}

/// The axes of an array of samples, the first of them 1, that make samples of sides `given` such of sides `wanted`;
/// `None` where numbers are in their order already, or sides are others altogether.
fn turning(given: &[usize], wanted: &[usize]) -> Option<Vec<usize>> {
    let real = |sides: &[usize]| sides.iter().copied().filter(|side| *side > 1).collect::<Vec<_>>();
    if given.len() != wanted.len() || real(given) == real(wanted) {
        return None;
    }
    let mut left: Vec<Option<usize>> = given.iter().copied().map(Some).collect();
    let axis = |side: &usize| {
        let at = left.iter().position(|own| *own == Some(*side))?;
        left[at] = None;
        Some(at + 1)
    };
    wanted.iter().map(axis).collect()
}

fn checked(path: &Path, numbers: Vec<i64>, sample: &SampleType) -> Result<Vec<i64>, Diagnostic> {
    // Most samples have one format, which takes no look at each number's own.
    let is_right = |format: Format| numbers.iter().all(|code| format.contains(*code));
    if sample.format().is_some_and(is_right) {
        return Ok(numbers);
    }
    let mut coded = numbers.iter().zip(sample.formats()).enumerate();
    let Some((at, (_, format))) = coded.find(|(_, (code, format))| !format.contains(**code)) else {
        return Ok(numbers);
    };
    let lanes = sample.lanes();
    let cause = format!(
        "sample {}, lane {} of {} is {}, which is no code of `{format}`",
        at / lanes,
        at % lanes,
        shown(path),
        numbers[at]
    );
    let most = numbers.iter().copied().max().unwrap_or(0);
    let is_byte = numbers.iter().all(|number| (0..=255).contains(number)) && most > 15;
    let help = match is_byte {
        true => format!(
            "whole numbers are codes, {} to {}; these look like bytes: save `x / 255`, as real numbers, or write `format: \
             u8, scale: 0.0039216`",
            format.min(),
            format.max()
        ),
        false => format!(
            "whole numbers are codes, {} to {}; store real values as floats",
            format.min(),
            format.max()
        ),
    };
    Err(Diagnostic::error(codes::NO_CODE, cause).help(help))
}

fn quantized(path: &Path, numbers: &[f64], sample: &SampleType) -> Result<Vec<i64>, Diagnostic> {
    let code = |(at, (number, format)): (usize, (&f64, Format))| {
        format.quantize(*number, sample.scale).ok_or_else(|| {
            let (number_of, lane) = (at / sample.lanes(), at % sample.lanes());
            let cause = format!("sample {number_of}, lane {lane} of {} is {number}", shown(path));
            let help =
                "repair the file: `numpy.nan_to_num(x)` puts 0 and the greatest numbers there";
            Diagnostic::error(codes::NOT_FINITE, cause).help(help)
        })
    };
    numbers.iter().zip(sample.formats()).enumerate().map(code).collect()
}

/// Rows of codes as the bytes of an array file: 64-bit integers, `[samples, lanes]`.
pub fn npy(rows: &[Vec<i64>]) -> io::Result<Vec<u8>> {
    let lanes = rows.first().map_or(0, Vec::len);
    let mut bytes = vec![];
    let mut writer = npyz::WriteOptions::new()
        .default_dtype()
        .shape(&[rows.len() as u64, lanes as u64])
        .writer(&mut bytes)
        .begin_nd()?;
    writer.extend(rows.iter().flatten().copied())?;
    writer.finish()?;
    Ok(bytes)
}

/// Writes rows of codes as an array file.
pub fn write_codes(path: &Path, rows: &[Vec<i64>]) -> Result<(), Diagnostic> {
    let bytes = npy(rows).map_err(|error: io::Error| {
        Diagnostic::error(codes::UNWRITABLE, format!("cannot write {}: {error}", shown(path)))
    })?;
    files::save(path, &bytes)
}

/// Sides and numbers of an array file.
pub(super) fn read(path: &Path) -> Result<(Vec<u64>, Numbers), Diagnostic> {
    let bytes = files::read(path)?;
    if let Some(known) = foreign::recognize(&bytes, path).filter(|known| *known != Foreign::Npy) {
        let cause = format!("{} is {}, not an array file", shown(path), known.what());
        return Err(Diagnostic::error(codes::FOREIGN, cause).help(known.to_samples(path)));
    }
    let wrong = |what: String| {
        Diagnostic::error(codes::WRONG_KIND, format!("{} is no array file: {what}", shown(path)))
            .help("write it with `numpy.save`")
    };
    npy_header::check(&bytes).map_err(&wrong)?;
    let file = NpyFile::new(&bytes[..]).map_err(|error| wrong(error.to_string()))?;
    let shape = file.shape().to_vec();
    if file.order() == npyz::Order::Fortran && shape.len() > 1 {
        let cause = format!("{} is stored column by column", shown(path));
        return Err(
            Diagnostic::error(codes::WRONG_KIND, cause).help("save `numpy.ascontiguousarray(x)`")
        );
    }
    // A header may promise more than the file holds; nothing is reserved on its word.
    let promised = shape.iter().try_fold(1u64, |all, side| all.checked_mul(*side));
    if promised.is_none_or(|count| count > bytes.len() as u64) {
        return Err(wrong("it is cut short".to_string()));
    }
    let numbers = numbers(path, file, &wrong)?;
    Ok((shape, numbers))
}

fn numbers(
    path: &Path,
    file: NpyFile<&[u8]>,
    wrong: &dyn Fn(String) -> Diagnostic,
) -> Result<Numbers, Diagnostic> {
    let kind = match file.dtype() {
        DType::Plain(kind) => Some((kind.type_char(), kind.size_field())),
        _ => None,
    };
    macro_rules! all {
        ($type:ty as $to:ty) => {
            file.into_vec::<$type>()
                .map(|all| all.into_iter().map(|number| number as $to).collect())
                .map_err(|error| wrong(error.to_string()))
        };
    }
    match kind {
        Some((TypeChar::Bool, 1)) => all!(bool as i64).map(Numbers::Whole),
        Some((TypeChar::Uint, 1)) => all!(u8 as i64).map(Numbers::Whole),
        Some((TypeChar::Uint, 2)) => all!(u16 as i64).map(Numbers::Whole),
        Some((TypeChar::Uint, 4)) => all!(u32 as i64).map(Numbers::Whole),
        Some((TypeChar::Int, 1)) => all!(i8 as i64).map(Numbers::Whole),
        Some((TypeChar::Int, 2)) => all!(i16 as i64).map(Numbers::Whole),
        Some((TypeChar::Int, 4)) => all!(i32 as i64).map(Numbers::Whole),
        Some((TypeChar::Int, 8)) => all!(i64 as i64).map(Numbers::Whole),
        Some((TypeChar::Float, 2)) => {
            halves(file).ok_or_else(|| wrong("it is cut short".to_string()))
        }
        Some((TypeChar::Float, 4)) => all!(f32 as f64).map(Numbers::Real),
        Some((TypeChar::Float, 8)) => all!(f64 as f64).map(Numbers::Real),
        _ => {
            let kind = quoted(&file.dtype().descr());
            let cause = format!("{} holds numbers of type {kind}", shown(path));
            let help = "store integers of up to 63 bits, float16, float32 or float64";
            Err(Diagnostic::error(codes::NUMBER_TYPE, cause).help(help))
        }
    }
}

/// Floats of 16 bits, which the reader of array files does not know; `None` where some are missing.
fn halves(file: NpyFile<&[u8]>) -> Option<Numbers> {
    let count = usize::try_from(file.len()).ok()?;
    let is_big = matches!(file.dtype(), DType::Plain(kind) if kind.endianness() == Endianness::Big);
    let mut bytes = file.into_inner().get(..count.checked_mul(2)?)?.to_vec();
    if is_big {
        bytes.as_chunks_mut::<2>().0.iter_mut().for_each(|pair| pair.reverse());
    }
    Some(Numbers::floats::<2>(&bytes, Minifloat::FP16))
}
