//! Samples and labels from `.npy` files.

use std::io;
use std::path::Path;

use npyz::{DType, NpyFile, TypeChar, WriterBuilder};

use crate::design::Design;
use crate::diag::{Diagnostic, Diagnostics, quoted};
use crate::num::{self, Format};

use super::codes;
use super::files::{self, shown};
use super::npy_header;

/// Input codes, sample by sample.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Samples {
    /// `[samples][lanes]`.
    pub codes: Vec<Vec<i64>>,
}

/// Numbers of an array as they were stored.
enum Numbers {
    Whole(Vec<i64>),
    Real(Vec<f64>),
}

impl Samples {
    /// Reads an array of samples along its first axis, or a single one of shape `[lanes]`. Integers are
    /// codes of `format`; floats are quantized with `scale`, the real value of one code.
    pub fn read(path: &Path, lanes: usize, format: Format, scale: f64) -> Result<Self, Diagnostic> {
        let (shape, numbers) = read(path)?;
        let per_sample =
            |shape: &[u64]| shape.iter().try_fold(1u64, |all, side| all.checked_mul(*side));
        let lanes_given = match &shape[..] {
            [] => Some(0),
            [alone] if *alone == lanes as u64 => Some(*alone),
            [_, rest @ ..] => per_sample(rest),
        };
        if lanes_given != Some(lanes as u64) {
            let cause = format!("{} is {shape:?}, must be [samples, {lanes}]", shown(path));
            return Err(Diagnostic::error(codes::SHAPE, cause)
                .help("one row a sample; the lanes are the design's `input.shape`"));
        }
        let codes = match numbers {
            Numbers::Whole(numbers) => checked(path, numbers, lanes, format)?,
            Numbers::Real(numbers) => quantized(path, &numbers, lanes, format, scale)?,
        };
        if codes.is_empty() {
            let cause = format!("{} holds no samples", shown(path));
            return Err(Diagnostic::error(codes::SHAPE, cause).help("give at least one"));
        }
        Ok(Self { codes: codes.chunks(lanes).map(<[i64]>::to_vec).collect() })
    }
}

fn checked(
    path: &Path,
    numbers: Vec<i64>,
    lanes: usize,
    format: Format,
) -> Result<Vec<i64>, Diagnostic> {
    let Some(at) = numbers.iter().position(|code| !format.contains(*code)) else {
        return Ok(numbers);
    };
    let cause = format!(
        "sample {}, lane {} of {} is {}, which is no code of `{format}`",
        at / lanes,
        at % lanes,
        shown(path),
        numbers[at]
    );
    let help = format!(
        "whole numbers are codes, {} to {}; store real values as floats",
        format.min(),
        format.max()
    );
    Err(Diagnostic::error(codes::NO_CODE, cause).help(help))
}

fn quantized(
    path: &Path,
    numbers: &[f64],
    lanes: usize,
    format: Format,
    scale: f64,
) -> Result<Vec<i64>, Diagnostic> {
    if let Some(at) = numbers.iter().position(|number| !number.is_finite()) {
        let (sample, lane) = (at / lanes, at % lanes);
        let cause = format!("sample {sample}, lane {lane} of {} is {}", shown(path), numbers[at]);
        return Err(Diagnostic::error(codes::NOT_FINITE, cause).help("repair the file"));
    }
    Ok(numbers.iter().map(|number| num::quantize(*number, scale, format)).collect())
}

/// Reads one label a sample.
pub fn labels(path: &Path, samples: usize) -> Result<Vec<i64>, Diagnostic> {
    let (shape, numbers) = read(path)?;
    let Numbers::Whole(labels) = numbers else {
        let cause = format!("{} holds floats", shown(path));
        return Err(Diagnostic::error(codes::NUMBER_TYPE, cause).help("labels are whole numbers"));
    };
    if labels.len() != samples {
        let cause = format!("{} is {shape:?} for {samples} samples", shown(path));
        return Err(Diagnostic::error(codes::LABELS, cause).help("give one label a sample"));
    }
    Ok(labels)
}

/// Which labelled samples of a design.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// `data.train`.
    Train,
    /// `data.test`.
    Test,
}

/// Samples and labels that a design names; `None` where it names none.
pub fn labelled(design: &Design, part: Part) -> Result<Option<(Samples, Vec<i64>)>, Diagnostics> {
    let description = design.description();
    let Some(data) = &description.data else { return Ok(None) };
    let (files, path) = match part {
        Part::Train => (&data.train, "data.train"),
        Part::Test => (&data.test, "data.test"),
    };
    let Some(files) = files else { return Ok(None) };
    let at = |field: &str| {
        let place = design.place(&format!("{path}.{field}"));
        move |one: Diagnostic| vec![Diagnostic { place, ..one }]
    };
    let input = &description.input;
    let file = design.file(&files.input);
    let samples = Samples::read(&file, design.input_lanes(), input.format, input.scale)
        .map_err(at("input"))?;
    let labels = labels(&design.file(&files.labels), samples.codes.len()).map_err(at("labels"))?;
    Ok(Some((samples, labels)))
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

fn read(path: &Path) -> Result<(Vec<u64>, Numbers), Diagnostic> {
    let bytes = files::read(path)?;
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
        Some((TypeChar::Float, 4)) => all!(f32 as f64).map(Numbers::Real),
        Some((TypeChar::Float, 8)) => all!(f64 as f64).map(Numbers::Real),
        _ => {
            let kind = quoted(&file.dtype().descr());
            let cause = format!("{} holds numbers of type {kind}", shown(path));
            let help = "store integers of up to 63 bits, float32 or float64";
            Err(Diagnostic::error(codes::NUMBER_TYPE, cause).help(help))
        }
    }
}
