//! Decision trees over codes: the best for a histogram.
//!
//! Leaves in order are codes, an inner node `k` asks whether the code is `k` or more. The best such
//! (alphabetic) tree has the fewest expected questions: `C[i][j] = min_k C[i][k] + C[k+1][j] + P[i..j]`
//! (E. N. Gilbert and E. F. Moore, *Variable-Length Binary Encodings*, Bell System Technical Journal 38
//! (1959), section 8).

/// A decision tree over the codes `0..codes`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tree {
    codes: usize,
    /// The first question, in `1..codes`.
    root: usize,
    /// For each question, what is asked next where its answer is no, and where it is yes.
    next: Vec<[Next; 2]>,
}

/// What follows a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Whether the code is so much or more.
    Ask(usize),
    /// The code.
    Code(usize),
}

/// Best trees over `first..=last` for every depth that is left.
struct Search {
    codes: usize,
    /// Sums of the histogram up to each code.
    below: Vec<u64>,
    max_depth: Option<u32>,
}

/// Cost of the best tree over some codes, and its root.
#[derive(Clone, Copy)]
struct Best {
    cost: u64,
    root: usize,
}

impl Tree {
    /// The best tree for a histogram of two codes or more. A code is at most `max_depth` questions deep, which
    /// must be enough to tell all codes apart; where it is not, the limit is the least that is.
    pub fn best(histogram: &[u64], max_depth: Option<u32>) -> Self {
        let codes = histogram.len().max(2);
        let enough = codes.next_power_of_two().ilog2();
        let max_depth = max_depth.map(|depth| depth.max(enough));
        let free = Search::new(histogram, codes, None).tree();
        let deepest = free.depths().into_iter().max();
        match max_depth {
            Some(_) if deepest > max_depth => Search::new(histogram, codes, max_depth).tree(),
            _ => free,
        }
    }

    /// The first question: whether the code is so much or more.
    pub fn root(&self) -> usize {
        self.root
    }

    /// What follows question `k`, in `1..codes`, for no and for yes.
    pub fn next(&self, k: usize) -> [Next; 2] {
        self.next[k]
    }

    /// Questions to each code.
    pub fn depths(&self) -> Vec<u32> {
        let mut depths = vec![0; self.codes];
        let mut open = vec![(self.root, 1)];
        while let Some((k, depth)) = open.pop() {
            for next in self.next[k] {
                match next {
                    Next::Ask(k) => open.push((k, depth + 1)),
                    Next::Code(code) => depths[code] = depth,
                }
            }
        }
        depths
    }

    /// Expected questions for codes that are as frequent as `histogram` says; 0 for an empty one.
    pub fn expected(&self, histogram: &[u64]) -> f64 {
        let asked = self.depths().into_iter().zip(histogram);
        let asked: f64 = asked.map(|(depth, count)| f64::from(depth) * *count as f64).sum();
        let all: f64 = histogram.iter().map(|count| *count as f64).sum();
        if all > 0.0 { asked / all } else { 0.0 }
    }
}

impl Tree {
    /// Expected questions until the slowest of `lines` is done, whose codes are independent and as frequent as
    /// `histogram` says; 0 for an empty one.
    pub fn expected_of(&self, lines: usize, histogram: &[u64]) -> f64 {
        let all: f64 = histogram.iter().map(|count| *count as f64).sum();
        let depths = self.depths();
        // Mean of the greatest: the sum over d of the chance that some line is deeper than d.
        let deeper = |limit: u32| {
            let within = depths.iter().zip(histogram).filter(|(depth, _)| **depth <= limit);
            let share = within.map(|(_, count)| *count as f64).sum::<f64>() / all;
            1.0 - share.powi(lines.min(i32::MAX as usize) as i32)
        };
        let deepest = depths.iter().copied().max().unwrap_or(0);
        if all > 0.0 { (0..deepest).map(deeper).sum() } else { 0.0 }
    }
}

/// Shannon's entropy of a histogram in bits: no tree has fewer expected questions.
pub fn entropy(histogram: &[u64]) -> f64 {
    let all: f64 = histogram.iter().map(|count| *count as f64).sum();
    let shares = histogram.iter().filter(|count| **count > 0).map(|count| *count as f64 / all);
    shares.map(|share| -share * share.log2()).sum()
}

impl Search {
    fn new(histogram: &[u64], codes: usize, max_depth: Option<u32>) -> Self {
        let mut below = vec![0u64];
        for code in 0..codes {
            let count = histogram.get(code).copied().unwrap_or(0);
            below.push(below[code].saturating_add(count));
        }
        Self { codes, below, max_depth }
    }

    fn tree(&self) -> Tree {
        let levels = match self.max_depth {
            // Without a limit one table refers to itself: shorter spans come first.
            None => vec![self.spans(None)],
            Some(depth) => (0..depth).fold(vec![self.leaves()], |mut levels, _| {
                levels.push(self.spans(levels.last()));
                levels
            }),
        };
        let mut tree = Tree {
            codes: self.codes,
            root: 0,
            next: vec![[Next::Code(0), Next::Code(0)]; self.codes],
        };
        let mut open = vec![(0, self.codes - 1, levels.len() - 1, None)];
        while let Some((first, last, level, from)) = open.pop() {
            let here = match first == last {
                true => Next::Code(first),
                false => {
                    let root = levels[level][first][last].map_or(first + 1, |best| best.root);
                    let below =
                        if self.max_depth.is_some() { level.saturating_sub(1) } else { level };
                    open.push((first, root - 1, below, Some((root, 0))));
                    open.push((root, last, below, Some((root, 1))));
                    Next::Ask(root)
                }
            };
            match (from, here) {
                (Some((k, answer)), next) => tree.next[k][answer] = next,
                (None, Next::Ask(root)) => tree.root = root,
                (None, Next::Code(_)) => {}
            }
        }
        tree
    }

    /// Trees without questions: single codes.
    fn leaves(&self) -> Vec<Vec<Option<Best>>> {
        let mut table = vec![vec![None; self.codes]; self.codes];
        (0..self.codes).for_each(|code| table[code][code] = Some(Best { cost: 0, root: code }));
        table
    }

    /// Best trees over all spans, whose two parts are in `parts`, or in the table itself. Of equal ones that
    /// with the most even parts: codes that the histogram lacks are not left far below.
    fn spans(&self, parts: Option<&Vec<Vec<Option<Best>>>>) -> Vec<Vec<Option<Best>>> {
        let mut table = self.leaves();
        for length in 2..=self.codes {
            for first in 0..=self.codes - length {
                let last = first + length - 1;
                let all = self.below[last + 1] - self.below[first];
                let of = parts.unwrap_or(&table);
                let split = |root: usize| {
                    let (no, yes) = (of[first][root - 1]?, of[root][last]?);
                    let cost = no.cost.saturating_add(yes.cost).saturating_add(all);
                    Some(Best { cost, root })
                };
                let uneven = |best: &Best| (2 * best.root).abs_diff(first + last + 1);
                let best = (first + 1..=last)
                    .filter_map(split)
                    .min_by_key(|best| (best.cost, uneven(best)));
                table[first][last] = best;
            }
        }
        table
    }
}
