//! Bit planes of a sample.

/// A bit of eight rows for each input plane: bit `i` of byte `plane` is that of row `i`.
pub(super) type Octet = [u8; 8];

/// The bit planes of one sample. Every row group starts with an octet of its own.
pub(super) struct Planes {
    /// Rows driven at once.
    active_rows: usize,
    octets: Vec<Octet>,
}

impl Planes {
    /// For inputs at `rows` rows.
    pub fn new(active_rows: usize, rows: usize) -> Self {
        let octets = rows.div_ceil(active_rows) * active_rows.div_ceil(8);
        Self { active_rows, octets: vec![[0; 8]; octets] }
    }

    /// Octet of a row, and its place in it.
    pub fn place(&self, row: usize) -> (usize, usize) {
        let (group, row) = (row / self.active_rows, row % self.active_rows);
        (group * self.octets_of_group() + row / 8, row % 8)
    }

    /// Number of row groups.
    pub fn groups(&self) -> usize {
        self.octets.len() / self.octets_of_group()
    }

    /// Octets of each row group.
    pub fn octets_of_group(&self) -> usize {
        self.active_rows.div_ceil(8)
    }

    /// The octets of all groups.
    pub fn octets(&self) -> &[Octet] {
        &self.octets
    }

    /// Takes the codes of one sample.
    #[inline(always)]
    pub fn take(&mut self, x: &[i64]) {
        let per_group = self.octets_of_group();
        let groups = x.chunks(self.active_rows).zip(self.octets.chunks_exact_mut(per_group));
        for (codes, octets) in groups {
            let (whole, rest) = codes.as_chunks();
            let mut last = [0; 8];
            last[..rest.len()].copy_from_slice(rest);
            for (octet, codes) in octets.iter_mut().zip(whole.iter().chain([&last])) {
                *octet = planes(codes);
            }
        }
    }
}

/// The bit planes of eight codes.
#[inline(always)]
fn planes(codes: &[i64; 8]) -> Octet {
    let byte = |(place, code): (usize, &i64)| u64::from(*code as u8) << (8 * place);
    let bytes = codes.iter().enumerate().map(byte).fold(0, |all, byte| all | byte);
    transpose(bytes).to_le_bytes()
}

/// Bit `i` of byte `j` becomes bit `j` of byte `i` (Warren, *Hacker's Delight*, 7-3).
fn transpose(mut x: u64) -> u64 {
    for (shift, mask) in
        [(7, 0x00aa_00aa_00aa_00aa), (14, 0x0000_cccc_0000_cccc), (28, 0xf0f0_f0f0)]
    {
        let swapped = (x ^ (x >> shift)) & mask;
        x ^= swapped ^ (swapped << shift);
    }
    x
}
