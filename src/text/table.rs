//! Tables.

use super::WIDTH;
use super::wrap::wrapped;

/// Space between columns.
const GAP: usize = 2;
/// Least width of a first column that is made narrow.
const LEAST: usize = 16;

/// On which side the cells of a column are flush.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Words.
    Left,
    /// Numbers.
    Right,
}

/// Rows of cells. Where they would be wider than [`WIDTH`], cells of the first column take several lines.
#[derive(Clone, Debug)]
pub struct Table {
    columns: Vec<Align>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table without rows.
    pub fn new(columns: impl Into<Vec<Align>>) -> Self {
        Self { columns: columns.into(), rows: vec![] }
    }

    /// Adds a row; cells that are missing at its end are empty.
    pub fn row<S: Into<String>>(&mut self, cells: impl IntoIterator<Item = S>) {
        self.rows.push(cells.into_iter().map(Into::into).collect());
    }

    /// The table as lines, without spaces at their ends.
    pub fn text(&self) -> String {
        let widths = self.widths();
        let mut text = String::new();
        for row in &self.rows {
            let first = row.first().map_or(vec![], |cell| hanging(cell, widths[0]));
            for (number, line) in first.iter().enumerate() {
                let others = row.iter().skip(1).filter(|_| number == 0).map(String::as_str);
                let cells = std::iter::once(line.as_str()).chain(others);
                let cells = cells.zip(&self.columns).zip(&widths);
                let cells = cells.map(|((cell, align), width)| match align {
                    Align::Left => format!("{cell:<width$}"),
                    Align::Right => format!("{cell:>width$}"),
                });
                let line = cells.collect::<Vec<_>>().join(&" ".repeat(GAP));
                text.push_str(line.trim_end());
                text.push('\n');
            }
        }
        text
    }

    fn widths(&self) -> Vec<usize> {
        let of = |column: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(column));
            cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        let mut widths: Vec<usize> = (0..self.columns.len()).map(of).collect();
        let others: usize = widths.iter().skip(1).map(|width| width + GAP).sum();
        if let Some(first) = widths.first_mut() {
            *first = (*first).min(WIDTH.saturating_sub(others).max(LEAST));
        }
        widths
    }
}

/// A cell as lines: all but the first are indented.
fn hanging(cell: &str, width: usize) -> Vec<String> {
    if cell.chars().count() <= width {
        return vec![cell.to_string()];
    }
    let lines = wrapped(cell, width.saturating_sub(GAP)).into_iter().enumerate();
    let indented = lines.map(|(number, line)| match number {
        0 => line,
        _ => format!("{}{line}", " ".repeat(GAP)),
    });
    indented.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn narrow_tables_are_as_wide_as_their_cells() {
        let mut table = Table::new([Align::Left, Align::Right]);
        table.row(["figure", "A"]);
        table.row(["rows", "128"]);
        assert_eq!(table.text(), "figure    A\nrows    128\n");
    }

    #[test]
    fn wide_tables_wrap_their_first_column() {
        let mut table = Table::new([Align::Left, Align::Right, Align::Left]);
        let long = "many words ".repeat(12);
        table.row([long.trim_end(), "1234", "measured"]);
        table.row(["short"]);
        let text = table.text();
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines.iter().all(|line| line.chars().count() <= WIDTH), "{text}");
        assert!(lines[0].ends_with("  1234  measured") && lines[1].starts_with("  "), "{text}");
        assert_eq!(lines.last(), Some(&"short"));
    }
}
