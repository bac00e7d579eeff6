//! The table of cells that the pass `stat` prints.

use std::collections::BTreeMap;

/// How many cells of each kind a design has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellCounts {
    kinds: BTreeMap<String, u64>,
}

impl CellCounts {
    /// The last table in what Yosys said, which is of the whole design where it has several modules; `None`
    /// where there is none.
    pub fn last(said: &str) -> Option<Self> {
        let (_, table) = said.rsplit_once("Number of cells:")?;
        // The rest of the first line is the sum.
        Some(Self { kinds: table.lines().skip(1).map_while(kind).collect() })
    }

    /// Kinds by name, each with its count.
    pub fn kinds(&self) -> impl Iterator<Item = (&str, u64)> {
        self.kinds.iter().map(|(kind, count)| (kind.as_str(), *count))
    }
}

/// A line of a table. An empty line ends it, or one that tells of areas.
fn kind(line: &str) -> Option<(String, u64)> {
    let mut words = line.split_whitespace();
    let (kind, count) = (words.next()?, words.next()?);
    Some((kind.to_string(), count.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As Yosys 0.23 prints it for two modules, shortened.
    const SAID: &str = "\
2.25. Printing statistics.

=== sub ===

   Number of processes:              0
   Number of cells:                  3
     $_AND_                          1
     $_DFF_P_                        1
     $_XOR_                          1

=== top ===

   Number of processes:              0
   Number of cells:                  2
     sub                             2

=== design hierarchy ===

   top                               1
     sub                             2

   Number of processes:              0
   Number of cells:                  6
     $_AND_                          2
     $_DFF_P_                        2
     $_XOR_                          2

End of script. Logfile hash: 12f1bfdd9b, CPU: user 0.06s system 0.00s, MEM: 14.13 MB peak
";

    fn kinds(said: &str) -> Option<Vec<(String, u64)>> {
        let counts = CellCounts::last(said)?;
        Some(counts.kinds().map(|(kind, count)| (kind.to_string(), count)).collect())
    }

    fn of(kinds: &[(&str, u64)]) -> Option<Vec<(String, u64)>> {
        Some(kinds.iter().map(|(kind, count)| (kind.to_string(), *count)).collect())
    }

    #[test]
    fn the_last_table_counts() {
        assert_eq!(kinds(SAID), of(&[("$_AND_", 2), ("$_DFF_P_", 2), ("$_XOR_", 2)]));
    }

    #[test]
    fn areas_end_a_table() {
        let said =
            "   Number of cells:    4\n     NAND2X1   4\n   Chip area for module '\\top': 8.0\n";
        assert_eq!(kinds(said), of(&[("NAND2X1", 4)]));
    }

    #[test]
    fn no_cells_are_not_no_table() {
        assert_eq!(kinds("   Number of cells:                  0\n\nEnd\n"), of(&[]));
        assert_eq!(kinds("nothing"), None);
    }
}
