//! What of a block a parameter file can hold.

use super::packed_rows::PackedRows;
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

    /// Fills the field with the numbers of a tensor, the last dimension of `shape` running fastest; `None` where the
    /// tensor has another number of dimensions.
    pub fn fill(self, numbers: &[i64], shape: &[usize]) -> Option<()> {
        match (self.codes, shape) {
            (Codes::List(codes), [_]) => *codes = numbers.to_vec(),
            (Codes::Matrix(codes), [rows, columns]) => {
                let row = |row: usize| numbers[row * columns..(row + 1) * columns].to_vec();
                *codes = (0..*rows).map(row).collect();
            }
            (Codes::Rows(rows, row), [_, columns]) => *rows = packed(numbers, *columns, &row)?,
            _ => return None,
        }
        Some(())
    }
}

/// Rows of codes where there are as many columns as a row has lanes, else of bytes; `None` where they are neither.
fn packed(numbers: &[i64], columns: usize, row: &StreamType) -> Option<PackedRows> {
    if columns != row.lanes() {
        let bytes: Option<Vec<u8>> = numbers.iter().map(|one| u8::try_from(*one).ok()).collect();
        return (columns == row.width().div_ceil(8) as usize)
            .then(|| bytes.map(|bytes| PackedRows::of_bytes(bytes, columns)))?;
    }
    let is_right =
        |codes: &[i64]| row.formats().zip(codes).all(|(format, code)| format.contains(*code));
    let rows: Vec<Beat> = numbers.chunks(columns.max(1)).map(<[i64]>::to_vec).collect();
    rows.iter().all(|codes| is_right(codes)).then(|| PackedRows::of_codes(row, &rows))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tensors_fill_fields_of_as_many_dimensions() {
        let (mut list, mut matrix) = (vec![], vec![]);
        let lent = Content::list("bias", "[lanes]", &mut list);
        assert_eq!(lent.fill(&[1, 2], &[2]), Some(()));
        let lent = Content::weights("weights", &mut matrix);
        assert_eq!(lent.fill(&[1, 2, 3, 4, 5, 6], &[2, 3]), Some(()));
        assert_eq!((&list, &matrix), (&vec![1, 2], &vec![vec![1, 2, 3], vec![4, 5, 6]]));
        assert_eq!(Content::list("bias", "[lanes]", &mut list).fill(&[1, 2], &[1, 2]), None);
        assert_eq!(Content::weights("weights", &mut matrix).fill(&[1], &[]), None);
        assert_eq!(Content::weights("weights", &mut matrix).fill(&[], &[2, 0]), Some(()));
        assert!(matrix.len() == 2 && matrix.iter().all(Vec::is_empty));
    }
}
