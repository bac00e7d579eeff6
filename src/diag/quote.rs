//! Text from outside, made fit to stand in a message.

/// Longest foreign text that a message repeats, in characters.
const LONGEST: usize = 60;

/// Foreign text as a message shows it: in backquotes, on one line, cut where it is long.
pub fn quoted(text: &str) -> String {
    let shown: String = text.chars().take(LONGEST).collect();
    let cut = if shown.len() < text.len() { "..." } else { "" };
    format!("`{}{cut}`", one_line(&shown))
}

/// The same text with line breaks, control characters, and characters that change the direction of
/// writing spelled as escapes.
pub fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            // `escape_debug` would escape these too, and they are harmless and frequent.
            '\'' | '"' | '\\' => line.push(c),
            _ => line.extend(c.escape_debug()),
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_text_stays_on_one_line() {
        assert_eq!(quoted("a\nb\t\u{7}'é\u{202e}"), "`a\\nb\\t\\u{7}'é\\u{202e}`");
        assert_eq!(quoted(&"x".repeat(61)), format!("`{}...`", "x".repeat(60)));
    }
}
