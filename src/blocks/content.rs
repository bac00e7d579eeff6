//! What of a block a parameter file can hold.

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

    /// Fills the field with the numbers of a tensor, the last dimension of `shape` running fastest; `None` where the
    /// tensor has another number of dimensions.
    pub fn fill(self, numbers: &[i64], shape: &[usize]) -> Option<()> {
        match (self.codes, shape) {
            (Codes::List(codes), [_]) => *codes = numbers.to_vec(),
            (Codes::Matrix(codes), [rows, columns]) => {
                let row = |row: usize| numbers[row * columns..(row + 1) * columns].to_vec();
                *codes = (0..*rows).map(row).collect();
            }
            _ => return None,
        }
        Some(())
    }
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
