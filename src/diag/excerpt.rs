//! The line of a source that a diagnostic shows.

use std::ops::Range;

use super::Place;

/// Longest part of a line that is shown, in characters; what is beyond becomes `...`.
const WIDTH: usize = 120;
/// Characters shown before the span where a line is cut.
const BEFORE: usize = 40;

/// One line, or the part of it around the span.
pub(super) struct Excerpt {
    /// The shown text, without its line break.
    pub text: String,
    /// Byte range within `text`; not empty unless the text is.
    pub span: Range<usize>,
    /// Whether part of the line is missing.
    pub is_cut: bool,
}

/// The part of a place's first line that is worth showing. Spans that reach over the end of the
/// line, lie outside the text, or cut a character in two are brought to the nearest legal one.
pub(super) fn excerpt(place: &Place) -> Excerpt {
    let text = &place.source.text;
    let start = text.floor_char_boundary(place.span.start);
    let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
    let line = text[line_start..line_end].trim_end_matches('\r');
    let from = (start - line_start).min(line.len());
    let to = text.floor_char_boundary(place.span.end).saturating_sub(line_start);
    cut(line, from..to.clamp(from, line.len()))
}

/// `line` cut to [`WIDTH`] characters around `span`, whose ends are character boundaries.
fn cut(line: &str, span: Range<usize>) -> Excerpt {
    if line.chars().nth(WIDTH).is_none() {
        return Excerpt { text: line.to_string(), span: widen(line, span), is_cut: false };
    }
    let start = line[..span.start].char_indices().rev().nth(BEFORE).map_or(0, |(at, _)| at);
    let end = line[start..].char_indices().nth(WIDTH).map_or(line.len(), |(at, _)| start + at);
    let (head, tail) =
        (if start > 0 { "..." } else { "" }, if end < line.len() { "..." } else { "" });
    let moved = |at: usize| at.min(end) - start + head.len();
    let span = moved(span.start)..moved(span.end);
    let text = format!("{head}{}{tail}", &line[start..end]);
    Excerpt { span: widen(&text, span), text, is_cut: true }
}

/// An empty span becomes the character at its place, so that there is something to point at.
fn widen(line: &str, span: Range<usize>) -> Range<usize> {
    let next = line[span.start..].chars().next();
    let end = span.start + next.map_or(0, char::len_utf8);
    span.start..span.end.max(end)
}
