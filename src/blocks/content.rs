//! What of a block a parameter file can hold.

use super::packed_rows::{PackedRows, row_flaw};
use super::stream::{Beat, StreamType};

/// A field of a block that a tensor of whole numbers can fill, as lent by [`super::Kind::contents`].
#[derive(Debug)]
pub struct Content<'b> {
    /// Its place within the block, such as `contexts.0.weights`.
    pub path: String,
    /// What the dimensions of the tensor are, in words.
    pub shape: &'static str,
    /// Where the codes go.
    pub codes: Codes<'b>,
}

/// Codes that are lent.
#[derive(Debug)]
pub enum Codes<'b> {
    /// One dimension.
    List(&'b mut Vec<i64>),
    /// Two dimensions, row by row.
    Matrix(&'b mut Vec<Vec<i64>>),
    /// Two dimensions: rows of a table, as codes of a beat or packed in bytes.
    Rows(&'b mut PackedRows, StreamType),
}

impl<'b> Content<'b> {
    /// A field of one dimension.
    pub fn list(path: &str, shape: &'static str, codes: &'b mut Vec<i64>) -> Self {
        Self { path: path.into(), shape, codes: Codes::List(codes) }
    }

    /// A field of weights, `[outputs, inputs]`.
    pub fn weights(path: impl Into<String>, codes: &'b mut Vec<Vec<i64>>) -> Self {
        Self { path: path.into(), shape: "[outputs, inputs]", codes: Codes::Matrix(codes) }
    }

    /// A field of rows of a table.
    pub fn rows(path: &str, codes: &'b mut PackedRows, row: StreamType) -> Self {
        let shape = "[rows, lanes or bytes]";
        Self { path: path.into(), shape, codes: Codes::Rows(codes, row) }
    }

    /// Fills the field with the numbers of a tensor, the last dimension of `shape` running fastest; `is_bytes` where these
    /// are bytes, which rows may be packed in.
    pub fn fill(self, numbers: &[i64], shape: &[usize], is_bytes: bool) -> Result<(), Unfit> {
        match (self.codes, shape) {
            (Codes::List(codes), [_]) => *codes = numbers.to_vec(),
            (Codes::Matrix(codes), [rows, columns]) => {
                let row = |row: usize| numbers[row * columns..(row + 1) * columns].to_vec();
                *codes = (0..*rows).map(row).collect();
            }
            (Codes::Rows(rows, row), [_, columns]) => {
                *rows = packed(numbers, *columns, (&row, is_bytes)).map_err(Unfit::Rows)?;
            }
            _ => return Err(Unfit::Shape),
        }
        Ok(())
    }
}

/// Why a tensor does not fill a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// It has another number of dimensions.
    Shape,
    /// Its rows are none of a table's, in words.
    Rows(String),
}

/// Bytes of as many columns as a row has are packed rows; else there are as many columns of codes as a row has lanes.
fn packed(
    numbers: &[i64],
    columns: usize,
    (row, is_bytes): (&StreamType, bool),
) -> Result<PackedRows, String> {
    let (lanes, bytes) = (row.lanes(), row.width().div_ceil(8) as usize);
    if is_bytes && columns == bytes {
        let numbers = numbers.iter().map(|byte| *byte as u8).collect();
        let rows = PackedRows::of_bytes(numbers, columns);
        return rows.flaw(row).map_or(Ok(rows), Err);
    }
    if columns != lanes {
        return Err(format!(
            "a row has {columns} columns, and takes {lanes} codes, or {bytes} bytes as U8"
        ));
    }
    let rows: Vec<Beat> = numbers.chunks(columns.max(1)).map(<[i64]>::to_vec).collect();
    let flaw = rows.iter().enumerate().find_map(|(number, codes)| row_flaw(row, number, codes));
    flaw.map_or_else(|| Ok(PackedRows::of_codes(row, &rows)), Err)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::blocks::Field;
    use crate::num::Format;

    #[test]
    fn tensors_fill_fields_of_as_many_dimensions() {
        let (mut list, mut matrix) = (vec![], vec![]);
        let lent = Content::list("bias", "[lanes]", &mut list);
        assert_eq!(lent.fill(&[1, 2], &[2], false), Ok(()));
        let lent = Content::weights("weights", &mut matrix);
        assert_eq!(lent.fill(&[1, 2, 3, 4, 5, 6], &[2, 3], false), Ok(()));
        assert_eq!((&list, &matrix), (&vec![1, 2], &vec![vec![1, 2, 3], vec![4, 5, 6]]));
        let unfit = Content::list("bias", "[lanes]", &mut list).fill(&[1, 2], &[1, 2], false);
        assert_eq!(unfit, Err(Unfit::Shape));
        let unfit = Content::weights("weights", &mut matrix).fill(&[1], &[], false);
        assert_eq!(unfit, Err(Unfit::Shape));
        assert_eq!(Content::weights("weights", &mut matrix).fill(&[], &[2, 0], false), Ok(()));
        assert!(matrix.len() == 2 && matrix.iter().all(Vec::is_empty));
    }

    #[test]
    fn rows_are_bytes_or_codes() {
        let row = StreamType {
            fields: [("a", 4), ("b", 12)]
                .map(|(name, bits)| Field {
                    name: name.into(),
                    lanes: 1,
                    format: Format::unsigned(bits),
                })
                .to_vec(),
        };
        let fill = |numbers: &[i64], columns: usize, is_bytes: bool| {
            let mut rows = PackedRows::default();
            let content = Content::rows("rows", &mut rows, row.clone());
            let filled = content.fill(numbers, &[numbers.len() / columns, columns], is_bytes);
            filled.map(|()| row.unpack(&rows.bits(&row, 0)))
        };
        assert_eq!(fill(&[0x05, 0x43], 2, true), Ok(vec![5, 0x430]));
        assert_eq!(fill(&[5, 67], 2, false), Ok(vec![5, 67]));
        let told = |filled: Result<Beat, Unfit>| match filled {
            Err(Unfit::Rows(told)) => told,
            other => panic!("{other:?}"),
        };
        assert!(
            told(fill(&[1, 2, 16, 4], 2, false))
                .starts_with("row 1, lane 0: 16 is no code of `u4`")
        );
        assert!(told(fill(&[1, 2, 3], 3, true)).contains("takes 2 codes, or 2 bytes"));
    }
}
