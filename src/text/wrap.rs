//! Lines broken where they are too long.

use super::WIDTH;

/// Lines of at most `width` characters. They break behind spaces, which are left out, and within long words behind
/// points, underscores and slashes; what has none of these stays whole.
pub fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = vec![String::new()];
    for piece in pieces(text, width) {
        let length = |text: &str| text.chars().count();
        let Some(line) = lines.last_mut() else { break };
        let fits = length(line) + length(piece.trim_end()) <= width;
        match fits || line.is_empty() {
            true => line.push_str(piece),
            false => lines.push(piece.to_string()),
        }
    }
    lines.iter().map(|line| line.trim_end().to_string()).collect()
}

/// Where a text may break: words with the space behind them, words longer than a line in parts.
fn pieces(text: &str, width: usize) -> Vec<&str> {
    let words = text.split_inclusive(' ');
    let parts = words.flat_map(|word| match word.chars().count() > width {
        true => word.split_inclusive(['.', '_', '/']).collect::<Vec<_>>(),
        false => vec![word],
    });
    parts.collect()
}

/// A text with its lines wrapped at [`WIDTH`]; lines behind the first of each begin with `indent` spaces.
pub fn paragraph(text: &str, indent: usize) -> String {
    let blank = " ".repeat(indent);
    let line = |line: &str| {
        let own = line.len() - line.trim_start().len();
        let first = wrapped(&line[own..], WIDTH - own).into_iter().next().unwrap_or_default();
        let rest = line[own + first.len()..].trim();
        let mut text = format!("{}{first}\n", &line[..own]);
        let others = wrapped(rest, WIDTH - indent).into_iter().filter(|line| !line.is_empty());
        others.for_each(|line| text.push_str(&format!("{blank}{line}\n")));
        text
    };
    text.lines().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_at_spaces_and_long_words_at_points() {
        assert_eq!(wrapped("one two three", 7), ["one two", "three"]);
        assert_eq!(wrapped("one two three", 80), ["one two three"]);
        assert_eq!(wrapped("netlist.passes.constant", 10), ["netlist.", "passes.", "constant"]);
        assert_eq!(wrapped("unbreakable", 4), ["unbreakable"]);
        assert_eq!(wrapped("", 4), [""]);
    }

    #[test]
    fn paragraphs_hang() {
        let text = format!("speed      {}\nshort\n", "word ".repeat(30).trim_end());
        let lines: Vec<String> = paragraph(&text, 11).lines().map(String::from).collect();
        assert!(lines.iter().all(|line| line.chars().count() <= WIDTH), "{lines:?}");
        assert!(lines[1].starts_with("           word") && lines.len() == 4 && lines[3] == "short");
        let joined = lines[..3].iter().map(|line| line.trim_start()).collect::<Vec<_>>().join(" ");
        assert_eq!(joined, text.lines().next().unwrap());
        // What continues a line keeps its own place.
        let below = format!("           {}", "word ".repeat(20));
        assert!(paragraph(&below, 11).lines().all(|line| line.starts_with("           word")));
    }
}
