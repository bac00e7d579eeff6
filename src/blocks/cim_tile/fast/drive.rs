//! Which rows are driven, by row group and input plane.

/// Rows whose input bit is set: one list for each input plane of each row group.
///
/// Lists hold rows by [`Drive::slot`], which counts every group from a whole octet on.
pub(super) struct Drive {
    planes: usize,
    /// Rows driven at once.
    active_rows: usize,
    groups: usize,
    /// Bit `i` of byte `plane` is that of slot `8 k + i`.
    octets: Vec<[u8; 8]>,
    /// Lists, each in as many octets as the longest may take.
    rows: Vec<[u16; 8]>,
    /// Octets of each list that hold rows.
    lengths: Vec<usize>,
}

/// Positions of the bits that are set in each byte, from the least significant, and their number.
const SET_BITS: [([u16; 8], usize); 256] = {
    let mut table = [([0; 8], 0); 256];
    let mut byte = 0;
    while byte < 256 {
        let mut bit = 0;
        while bit < 8 {
            if byte >> bit & 1 == 1 {
                let (positions, count) = &mut table[byte];
                positions[*count] = bit;
                *count += 1;
            }
            bit += 1;
        }
        byte += 1;
    }
    table
};

impl Drive {
    /// For inputs of `planes` bits at `rows` rows.
    pub fn new(planes: u32, active_rows: usize, rows: usize) -> Self {
        let planes = planes as usize;
        let groups = rows.div_ceil(active_rows);
        let octets = active_rows.div_ceil(8);
        Self {
            planes,
            active_rows,
            groups,
            octets: vec![[0; 8]; groups * octets],
            // A byte's positions are stored as eight even if fewer are set.
            rows: vec![[0; 8]; groups * planes * (octets + 1)],
            lengths: vec![0; groups * planes],
        }
    }

    /// Number of row groups.
    pub fn groups(&self) -> usize {
        self.groups
    }

    /// Number of slots in use, which is that of a slot without cells: it fills lists up to octets.
    pub fn slots(&self) -> usize {
        8 * self.octets.len()
    }

    /// Where lists count a row.
    pub fn slot(&self, row: usize) -> usize {
        row / self.active_rows * self.active_rows.next_multiple_of(8) + row % self.active_rows
    }

    /// Takes the codes of one sample.
    #[inline(always)]
    pub fn take(&mut self, x: &[i64]) {
        let per_group = self.active_rows.div_ceil(8);
        let groups = x.chunks(self.active_rows).zip(self.octets.chunks_exact_mut(per_group));
        for (codes, octets) in groups {
            let (whole, rest) = codes.as_chunks();
            let mut last = [0; 8];
            last[..rest.len()].copy_from_slice(rest);
            for (octet, codes) in octets.iter_mut().zip(whole.iter().chain([&last])) {
                *octet = planes(codes);
            }
        }
        let silent = self.slots() as u16;
        let mut lists = self.rows.chunks_exact_mut(per_group + 1).zip(&mut self.lengths);
        for (group, octets) in self.octets.chunks_exact(per_group).enumerate() {
            let first = (8 * group * per_group) as u16;
            for (plane, (list, length)) in lists.by_ref().take(self.planes).enumerate() {
                *length = driven(octets, plane, first, silent, list.as_flattened_mut());
            }
        }
    }

    /// Lists of octets of rows: for each group, for each plane from the least significant.
    #[inline(always)]
    pub fn lists(&self) -> impl Iterator<Item = &[[u16; 8]]> {
        let lists = self.rows.chunks_exact(self.active_rows.div_ceil(8) + 1).zip(&self.lengths);
        lists.map(|(list, length)| &list[..*length])
    }
}

/// Lists the slots, from `first` on, whose bit of `plane` is set; gives the number of octets, the last
/// one filled up.
#[inline(always)]
fn driven(octets: &[[u8; 8]], plane: usize, first: u16, silent: u16, list: &mut [u16]) -> usize {
    let mut length = 0;
    for (base, octet) in (first..).step_by(8).zip(octets) {
        let (positions, count) = &SET_BITS[usize::from(octet[plane])];
        list[length..length + 8].copy_from_slice(&positions.map(|position| base + position));
        length += count;
    }
    list[length..length.next_multiple_of(8)].fill(silent);
    length.div_ceil(8)
}

/// The bit planes of eight codes, a byte a plane.
#[inline(always)]
fn planes(codes: &[i64; 8]) -> [u8; 8] {
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
