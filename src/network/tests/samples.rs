//! Arrays of samples, by known bytes.

use std::path::PathBuf;

use tempfile::TempDir;

use crate::blocks::{Field, StreamType};
use crate::design::SampleType;
use crate::network::{Samples, codes, inspect_samples};
use crate::num::Format;

/// A file of one array.
struct File(TempDir);

impl File {
    fn new(kind: &str, shape: &str, bytes: &[u8]) -> Self {
        let header =
            format!("{{'descr': '{kind}', 'fortran_order': False, 'shape': ({shape}), }}\n");
        let length = (header.len() as u16).to_le_bytes();
        let all = [b"\x93NUMPY\x01\x00", &length[..], header.as_bytes(), bytes].concat();
        let file = Self(tempfile::tempdir().unwrap());
        std::fs::write(file.path(), all).unwrap();
        file
    }

    fn path(&self) -> PathBuf {
        self.0.path().join("x.npy")
    }
}

#[test]
fn halves_are_quantized_in_either_order_of_bytes() {
    // 1.0, 0.5, the least subnormal, -2.0, 1.75, 65504.
    let halves: [u16; 6] = [0x3c00, 0x3800, 0x0001, 0xc000, 0x3f00, 0x7bff];
    let expected = [vec![4, 2, 0], vec![-8, 7, 7]];
    let little: Vec<u8> = halves.iter().flat_map(|half| half.to_le_bytes()).collect();
    let big: Vec<u8> = halves.iter().flat_map(|half| half.to_be_bytes()).collect();
    for (kind, bytes) in [("<f2", &little), (">f2", &big)] {
        let file = File::new(kind, "2, 3", bytes);
        let samples = Samples::read(&file.path(), 3, Format::signed(4), 0.25).unwrap();
        assert_eq!(samples.codes, expected, "{kind}");
    }
    let cut = File::new("<f2", "2, 3", &little[..11]);
    let error = Samples::read(&cut.path(), 3, Format::signed(4), 0.25).unwrap_err();
    assert_eq!(error.code, codes::WRONG_KIND);
    let infinite = File::new("<f2", "1, 2", &[0, 0x3c, 0, 0x7c]);
    let error = Samples::read(&infinite.path(), 2, Format::signed(4), 0.25).unwrap_err();
    assert_eq!(error.code, codes::NOT_FINITE);
}

#[test]
fn sides_in_another_order_are_refused_and_others_are_lanes() {
    let of = |shape: &[usize], sides: &[usize]| {
        let text: Vec<String> = shape.iter().map(ToString::to_string).collect();
        let bytes = vec![1; shape.iter().product()];
        let file = File::new("|u1", &text.join(", "), &bytes);
        let input = SampleType::uniform(sides, Format::unsigned(4), 1.0);
        Samples::of(&file.path(), &input).map_err(|one| one.help.unwrap())
    };
    let turned = |shape: &[usize], sides: &[usize]| {
        let help = of(shape, sides).unwrap_err();
        help.split('`').nth(1).unwrap().to_string()
    };
    assert_eq!(turned(&[5, 3, 4, 4], &[4, 4, 3]), "x.transpose(0, 2, 3, 1)");
    assert_eq!(turned(&[5, 3, 2, 4], &[2, 4, 3]), "x.transpose(0, 2, 3, 1)");
    assert_eq!(turned(&[5, 4, 2, 3], &[2, 4, 3]), "x.transpose(0, 2, 1, 3)");
    assert_eq!(turned(&[5, 4, 6], &[6, 4]), "x.transpose(0, 2, 1)");
    for (shape, sides) in [
        (&[5, 4, 4, 3][..], &[4, 4, 3][..]),
        // Nothing moves where a side is 1, or where sides cannot be told apart.
        (&[5, 1, 8, 8], &[8, 8, 1]),
        (&[5, 1, 8, 8], &[8, 8]),
        (&[5, 3, 3, 3], &[3, 3, 3]),
        (&[5, 24], &[2, 4, 3]),
        (&[5, 8, 3], &[2, 4, 3]),
        (&[5, 2, 4, 3], &[24]),
    ] {
        assert_eq!(of(shape, sides).unwrap().codes.len(), 5, "{shape:?} for {sides:?}");
    }
}

/// Floats are rounded by the format, integers are its codes; NaN and infinities are there where the format has them.
#[test]
fn samples_of_floats_are_rounded_or_codes() {
    let real = |numbers: &[f32]| {
        let bytes: Vec<u8> = numbers.iter().flat_map(|number| number.to_le_bytes()).collect();
        File::new("<f4", &format!("1, {}", numbers.len()), &bytes)
    };
    let read = |file: &File, format: &str| {
        Samples::read(&file.path(), 4, format.parse().unwrap(), 1.0).map(|one| one.codes.concat())
    };
    let numbers = real(&[1.0, -0.0, 464.0, 1e9]);
    assert_eq!(read(&numbers, "e4m3").unwrap(), [0x38, 0x80, 0x7e, 0x7e]);
    assert_eq!(read(&numbers, "bf16").unwrap(), [0x3f80, 0x8000, 0x43e8, 0x4e6e]);
    let special = real(&[f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 1e-9]);
    assert_eq!(read(&special, "e4m3").unwrap(), [0x7f, 0x7f, 0xff, 0]);
    assert_eq!(read(&special, "e5m2").unwrap(), [0x7e, 0x7c, 0xfc, 0]);
    assert_eq!(read(&special, "e3m2").unwrap_err().code, codes::NOT_FINITE);
    let whole = File::new("|u1", "1, 4", &[0x38, 0x7f, 0xff, 0]);
    assert_eq!(read(&whole, "e4m3").unwrap(), [0x38, 0x7f, 0xff, 0]);
    assert_eq!(read(&whole, "e3m2").unwrap_err().code, codes::NO_CODE);
}

/// A field whose values are beyond its format is named; what rounds to an end is not beyond it.
#[test]
fn fields_beyond_their_formats_are_told() {
    let field = |name: &str, lanes, format: &str| Field {
        name: name.into(),
        lanes,
        format: format.parse().unwrap(),
    };
    let beat = StreamType { fields: vec![field("gain", 1, "s4"), field("x", 2, "e4m3")] };
    let sample = SampleType { sides: vec![3], beat, scale: 1.0 };
    let told = |numbers: [f32; 6]| {
        let bytes: Vec<u8> = numbers.iter().flat_map(|number| number.to_le_bytes()).collect();
        let file = File::new("<f4", "2, 3", &bytes);
        let warnings = inspect_samples(&file.path(), &sample);
        warnings.into_iter().map(|one| (one.code, one.cause)).collect::<Vec<_>>()
    };
    assert_eq!(told([7.4, 448.0, 1.0, -8.5, 2.0, 3.0]), []);
    let gain = told([7.6, 448.0, 1.0, -8.0, 2.0, 3.0]);
    assert_eq!(gain.len(), 1);
    assert_eq!(gain[0].0, codes::SATURATED);
    assert!(gain[0].1.starts_with("1 of 2 values of field `gain` in "), "{}", gain[0].1);
    assert!(gain[0].1.ends_with("beyond `s4`, which holds -8 to 7, and saturate"), "{}", gain[0].1);
    let x = told([7.0, 500.0, 1.0, -8.0, 2.0, -1e6]);
    assert!(x[0].1.starts_with("2 of 4 values of field `x` in "), "{}", x[0].1);
}
