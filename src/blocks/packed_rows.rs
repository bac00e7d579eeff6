//! Rows of a table, packed as they lie on wires.

use std::sync::Arc;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Error, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};

use crate::rtl::Bits;

use super::stream::{Beat, StreamType};

/// Rows of bytes, all equally long: a row's fields from bit 0 of byte 0 up. A design file has lists of codes where they are
/// few, or packed bytes in hexadecimal; a parameter file has bytes or codes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PackedRows {
    bytes: Arc<[u8]>,
    /// Bytes of a row.
    stride: usize,
    /// As somebody wrote them, before it is known what a row holds.
    codes: Option<Arc<[Beat]>>,
}

/// Bytes of a row of such a beat.
fn stride(row: &StreamType) -> usize {
    row.width().div_ceil(8) as usize
}

impl PackedRows {
    /// Rows of codes of a beat.
    pub fn of_codes(row: &StreamType, rows: &[Beat]) -> Self {
        let stride = stride(row);
        let mut bytes = Vec::with_capacity(rows.len() * stride);
        for codes in rows {
            let words = row.pack(codes);
            bytes.extend(words.words().iter().flat_map(|word| word.to_le_bytes()).take(stride));
        }
        Self { bytes: bytes.into(), stride, codes: None }
    }

    /// Rows of bytes.
    pub fn of_bytes(bytes: Vec<u8>, stride: usize) -> Self {
        Self { bytes: bytes.into(), stride, codes: None }
    }

    /// The same, packed for beats of a row. What was written as codes that are none of it stays as it is.
    pub fn packed(&self, row: &StreamType) -> Self {
        match &self.codes {
            Some(codes) if fit(row, codes) => Self::of_codes(row, codes),
            _ => self.clone(),
        }
    }

    /// What is wrong with them as rows of a beat, in words.
    pub fn flaw(&self, row: &StreamType) -> Option<String> {
        if let Some(codes) = &self.codes {
            return codes.iter().enumerate().find_map(|(number, own)| row_flaw(row, number, own));
        }
        if self.stride != stride(row) {
            let (wanted, bits) = (stride(row), row.width());
            return Some(format!("rows are {} bytes, and {bits} bits take {wanted}", self.stride));
        }
        let unused = 8 * self.stride as u32 - row.width();
        let high = |row: &[u8]| row.last().is_some_and(|byte| u32::from(*byte) >> (8 - unused) > 0);
        let wrong = self.bytes.chunks(self.stride.max(1)).position(high).filter(|_| unused > 0)?;
        Some(format!("row {wrong} has bits beyond its {}", row.width()))
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        match &self.codes {
            Some(codes) => codes.len(),
            None => self.bytes.len() / self.stride.max(1),
        }
    }

    /// A row on wires; zeros beyond the last.
    pub fn bits(&self, row: &StreamType, number: usize) -> Bits {
        let bytes = self.bytes.get(number * self.stride..(number + 1) * self.stride);
        let words = bytes.unwrap_or_default().chunks(8);
        let word =
            |bytes: &[u8]| bytes.iter().rev().fold(0, |all, byte| all << 8 | u64::from(*byte));
        let words: Vec<u64> = words.map(word).collect();
        Bits::from_words(row.width(), &words)
    }

    /// The first digits of the SHA-256 of all of them, and of what a row holds.
    pub fn hash(&self, row: &StreamType) -> String {
        let mut hash = Sha256::new();
        hash.update(row.to_string());
        hash.update(&self.bytes);
        hash.finalize()[..6].iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// What is wrong with codes as a row of a beat, in words.
pub(super) fn row_flaw(row: &StreamType, number: usize, codes: &[i64]) -> Option<String> {
    if codes.len() != row.lanes() {
        return Some(format!(
            "row {number} has {} codes, and {} lanes: {row}",
            codes.len(),
            row.lanes()
        ));
    }
    let mut lanes = row.formats().zip(codes).enumerate();
    let (lane, (format, code)) = lanes.find(|(_, (format, code))| !format.contains(**code))?;
    Some(format!("row {number}, lane {lane}: {code} is no code of `{format}`"))
}

/// Whether all are codes of a beat.
fn fit(row: &StreamType, rows: &[Beat]) -> bool {
    let fits = |codes: &Beat| row_flaw(row, 0, codes).is_none();
    rows.iter().all(fits)
}

impl Serialize for PackedRows {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if let Some(codes) = &self.codes {
            return codes.serialize(serializer);
        }
        let mut text = String::with_capacity(2 * self.bytes.len() + self.count());
        for (number, row) in self.bytes.chunks(self.stride.max(1)).enumerate() {
            if number > 0 {
                text.push(' ');
            }
            row.iter().for_each(|byte| {
                text.extend(
                    [byte >> 4, byte & 15]
                        .map(|digit| char::from_digit(digit.into(), 16).unwrap_or('0')),
                );
            });
        }
        serializer.serialize_str(&text)
    }
}

impl<'de> Deserialize<'de> for PackedRows {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RowsVisitor)
    }
}

struct RowsVisitor;

impl<'de> Visitor<'de> for RowsVisitor {
    type Value = PackedRows;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a list of rows: write `[[1, 2], [3, 4]]`")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<PackedRows, E> {
        let wrong = || {
            E::custom("rows are texts of hexadecimal digits, all equally long: write `00ff 01fe`")
        };
        let digit = |digit: u8| char::from(digit).to_digit(16).map(|digit| digit as u8);
        let byte = |pair: &[u8]| Some(digit(pair[0])? << 4 | digit(*pair.get(1)?)?);
        let mut stride = None;
        let mut bytes = vec![];
        for row in text.split_ascii_whitespace() {
            if *stride.get_or_insert(row.len()) != row.len() {
                return Err(wrong());
            }
            for pair in row.as_bytes().chunks(2) {
                bytes.push(byte(pair).ok_or_else(wrong)?);
            }
        }
        Ok(PackedRows::of_bytes(bytes, stride.unwrap_or(0) / 2))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut rows: A) -> Result<PackedRows, A::Error> {
        let mut codes: Vec<Beat> = vec![];
        while let Some(row) = rows.next_element()? {
            codes.push(row);
        }
        Ok(PackedRows { codes: Some(codes.into()), ..PackedRows::default() })
    }

    fn visit_unit<E: Error>(self) -> Result<PackedRows, E> {
        Ok(PackedRows::default())
    }
}

impl JsonSchema for PackedRows {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "PackedRows".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "Rows of a table: lists of codes, or bytes in hexadecimal, the lowest first.",
            "anyOf": [
                { "type": "array", "items": { "type": "array", "items": { "type": "integer" } } },
                { "type": "string", "pattern": "^[0-9a-fA-F ]*$" }
            ]
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::blocks::Field;
    use crate::num::Format;

    fn row() -> StreamType {
        let field = |name: &str, lanes, format| Field { name: name.into(), lanes, format };
        let (u5, s9) = (Format::unsigned(5), Format::signed(9));
        StreamType { fields: vec![field("key", 3, u5), field("value", 1, s9)] }
    }

    #[test]
    fn codes_bytes_and_texts_are_the_same_rows() {
        let codes = vec![vec![1, 2, 31, -256], vec![0, 0, 7, 255]];
        let packed = PackedRows::of_codes(&row(), &codes);
        assert_eq!((packed.count(), packed.flaw(&row())), (2, None));
        for (number, codes) in codes.iter().enumerate() {
            assert_eq!(row().unpack(&packed.bits(&row(), number)), *codes);
        }
        assert_eq!(row().unpack(&packed.bits(&row(), 2)), [0; 4]);
        let text = serde_json::to_string(&packed).unwrap();
        let again: PackedRows = serde_json::from_str(&text).unwrap();
        assert_eq!(again, packed);
        let written: PackedRows =
            serde_json::from_str("[[1, 2, 31, -256], [0, 0, 7, 255]]").unwrap();
        assert_eq!(written.packed(&row()), packed);
    }

    #[test]
    fn rows_that_are_none_are_told() {
        let written: PackedRows = serde_json::from_str("[[1, 2, 3, 4], [1, 2, 32, 4]]").unwrap();
        assert!(written.flaw(&row()).unwrap().starts_with("row 1, lane 2: 32 is no code of `u5`"));
        assert!(
            PackedRows::of_bytes(vec![0; 4], 2).flaw(&row()).unwrap().contains("24 bits take 3")
        );
        let narrow = StreamType::lanes_of(1, Format::unsigned(6));
        assert!(
            PackedRows::of_bytes(vec![0, 64], 1)
                .flaw(&narrow)
                .unwrap()
                .starts_with("row 1 has bits")
        );
        for bad in ["\"0\"", "\"00 0000\"", "\"0g\""] {
            assert!(serde_json::from_str::<PackedRows>(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn hashes_tell_rows_and_what_they_hold_apart() {
        let packed = PackedRows::of_bytes(vec![1, 2, 3], 3);
        let other = PackedRows::of_bytes(vec![1, 2, 4], 3);
        assert_ne!(packed.hash(&row()), other.hash(&row()));
        assert_ne!(packed.hash(&row()), packed.hash(&StreamType::lanes_of(3, Format::unsigned(8))));
    }
}
