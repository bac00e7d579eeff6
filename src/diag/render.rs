//! Diagnostics as text, in the manner of rustc.

use std::fmt;

use annotate_snippets::renderer::DEFAULT_TERM_WIDTH;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::excerpt::{Excerpt, excerpt};
use super::{Diagnostic, Place, Severity, one_line};

/// Diagnostics as plain text, a blank line between two.
pub fn render(diagnostics: &[Diagnostic]) -> String {
    render_with(&Renderer::plain(), diagnostics)
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(render(std::slice::from_ref(self)).trim_end())
    }
}

impl std::error::Error for Diagnostic {}

/// Diagnostics with terminal colors.
pub fn render_colored(diagnostics: &[Diagnostic]) -> String {
    render_with(&Renderer::styled(), diagnostics)
}

fn render_with(renderer: &Renderer, diagnostics: &[Diagnostic]) -> String {
    // Lines are cut by `excerpt`, which knows the span; the renderer must not cut them again.
    let renderer = renderer.clone().term_width(DEFAULT_TERM_WIDTH + 200);
    let texts: Vec<String> = diagnostics.iter().map(|one| render_one(&renderer, one)).collect();
    texts.join("\n\n") + if texts.is_empty() { "" } else { "\n" }
}

fn render_one(renderer: &Renderer, diagnostic: &Diagnostic) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(one_line(&diagnostic.cause)).id(diagnostic.code.0);
    let mut group = Group::with_title(title);
    if let Some(place) = &diagnostic.place {
        group = show(group, place);
    }
    if let Some(help) = &diagnostic.help {
        // Help may be lines to copy.
        let lines: Vec<String> = help.lines().map(one_line).collect();
        group = group.element(Level::HELP.message(lines.join("\n")));
    }
    renderer.render(&[group])
}

/// `group` with the line at `place`.
fn show<'a>(group: Group<'a>, place: &Place) -> Group<'a> {
    let (line, column) = place.line_column();
    let path = one_line(&place.source.path);
    let Excerpt { mut text, span, is_cut } = excerpt(place);
    if span.is_empty() {
        // Something to point at behind the last character.
        text.push(' ');
    }
    let mark = AnnotationKind::Primary.span(span.start..span.end.max(span.start + 1));
    let snippet = Snippet::source(text).line_start(line).annotation(mark);
    // The renderer counts the column in the text it is given, which is wrong for a cut line.
    match is_cut {
        false => group.element(snippet.path(path)),
        true => group.element(Origin::path(path).line(line).char_column(column)).element(snippet),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use expect_test::expect;
    use proptest::prelude::*;

    use super::*;
    use crate::diag::{Code, Source};

    fn at(text: &str, span: std::ops::Range<usize>) -> Diagnostic {
        let source = Arc::new(Source { path: "x.yaml".into(), text: text.into() });
        Diagnostic::error(Code("D999"), "it is wrong").at(Place { source, span }).help("mend it")
    }

    #[test]
    fn points_at_the_span() {
        let warning = Diagnostic::warning(Code("D998"), "no\nplace");
        expect![[r#"
            error[D999]: it is wrong
             --> x.yaml:2:4
              |
            2 | é: wörd
              |    ^^^^
              |
              = help: mend it

            warning[D998]: no\nplace
        "#]]
        .assert_eq(&render(&[at("a: b\né: wörd\nc: d\n", 9..14), warning]));
    }

    #[test]
    fn cuts_long_lines_around_the_span() {
        let text = format!("{}here{}", "a".repeat(500), "b".repeat(500));
        let shown = render(&[at(&text, 500..504)]);
        assert!(shown.lines().all(|line| line.chars().count() < 140), "{shown}");
        assert!(shown.contains("x.yaml:1:501"), "{shown}");
    }

    #[test]
    fn points_behind_the_last_character() {
        assert!(render(&[at("a: [1, 2", 8..8)]).contains("x.yaml:1:9"));
        assert!(render(&[at("", 0..0)]).contains("x.yaml:1:1"));
    }

    proptest! {
        #[test]
        fn any_span_of_any_text_renders(text in "[^\r]{0,300}", start in 0usize..1500, len in 0usize..9) {
            let diagnostic = at(&text, start..start + len);
            let shown = render(std::slice::from_ref(&diagnostic));
            let (line, column) = diagnostic.place.unwrap().line_column();
            prop_assert!(shown.contains(&format!("x.yaml:{line}:{column}\n")), "{}", shown);
            prop_assert!(render(&[at(&text, start + len..start)]).contains("D999"));
        }
    }
}
