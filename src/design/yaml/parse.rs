//! YAML text to [`Node`]s.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use saphyr_parser::{Event, Parser, ScalarStyle, Span};

use super::node::{Key, Kind, Node};
use crate::design::codes;
use crate::diag::{Diagnostic, Diagnostics, Place, Source, quoted};

/// Deepest nesting of lists and mappings.
const MAX_DEPTH: usize = 64;

/// Reading stops after so many mistakes.
pub const MAX_MISTAKES: usize = 100;

/// Words that YAML 1.1 takes for booleans and YAML 1.2 for text.
const BOOLEAN_LOOKALIKES: &[&str] = &["y", "n", "yes", "no", "on", "off"];

/// Whether some YAML reader takes `word` for a boolean, and another for text.
pub(super) fn is_boolean_lookalike(word: &str) -> bool {
    BOOLEAN_LOOKALIKES.iter().any(|other| other.eq_ignore_ascii_case(word))
}

/// The tree of a text, and what is wrong with the text. The tree is absent where nothing can be
/// made of the text.
pub fn parse(source: &Arc<Source>) -> (Option<Node>, Diagnostics) {
    let mut builder = Builder::new(source);
    for event in Parser::new_from_str(&source.text) {
        let more = match event {
            Ok((event, span)) => builder.event(event, span),
            Err(error) => {
                builder.syntax_error(error.info(), error.marker().index());
                false
            }
        };
        if !more || builder.found.len() >= MAX_MISTAKES {
            return (None, builder.found);
        }
    }
    if builder.root.is_none() && builder.found.is_empty() {
        let help = "start with `version: 1` and `name:`, as the files in `designs/` do";
        builder.complain(codes::EMPTY, "the file says nothing", 0..0, help);
    }
    (builder.root, builder.found)
}

/// A list or mapping that is still open.
enum Open {
    Sequence(Range<usize>, Vec<Node>),
    Mapping {
        start: Range<usize>,
        entries: Vec<(Key, Node)>,
        seen: BTreeSet<String>,
        awaits: Awaits,
    },
}

impl Open {
    fn mapping(start: Range<usize>) -> Self {
        Self::Mapping { start, entries: vec![], seen: BTreeSet::new(), awaits: Awaits::Key }
    }
}

/// What comes next in an open mapping.
enum Awaits {
    Key,
    Value(Key),
    /// The value of a key that is not kept.
    NoValue,
}

struct Builder<'a> {
    source: &'a Arc<Source>,
    offsets: Offsets,
    open: Vec<Open>,
    root: Option<Node>,
    nodes: usize,
    documents: usize,
    found: Diagnostics,
}

impl<'a> Builder<'a> {
    fn new(source: &'a Arc<Source>) -> Self {
        let offsets = Offsets::new(&source.text);
        Self { source, offsets, open: vec![], root: None, nodes: 0, documents: 0, found: vec![] }
    }

    /// Takes one event; false where reading on makes no sense.
    fn event(&mut self, event: Event<'_>, span: Span) -> bool {
        let span = self.offsets.byte(&self.source.text, span.start.index())
            ..self.offsets.byte(&self.source.text, span.end.index());
        match event {
            Event::DocumentStart(_) => return self.document(span),
            Event::Alias(_) => {
                let cause = "the alias stands for a value elsewhere, which is not taken here";
                self.complain(codes::ALIAS, cause, span.clone(), "write the value itself");
                self.close(span, Kind::Any);
            }
            Event::Scalar(text, style, anchor, tag) => {
                self.properties(anchor, tag.is_some(), &span);
                self.scalar(&text, style == ScalarStyle::Plain, span);
            }
            Event::SequenceStart(anchor, tag) => {
                self.properties(anchor, tag.is_some(), &span);
                self.open.push(Open::Sequence(span.clone(), vec![]));
                return self.depth(span);
            }
            Event::MappingStart(anchor, tag) => {
                self.properties(anchor, tag.is_some(), &span);
                self.open.push(Open::mapping(span.clone()));
                return self.depth(span);
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(span),
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
        }
        true
    }

    fn document(&mut self, span: Range<usize>) -> bool {
        self.documents += 1;
        if self.documents > 1 {
            let cause = "a second document begins here";
            let help = "one file holds one design: remove the `---`, or split the file";
            self.complain(codes::SEVERAL_DOCUMENTS, cause, span, help);
        }
        self.documents == 1
    }

    fn depth(&mut self, span: Range<usize>) -> bool {
        if self.open.len() > MAX_DEPTH {
            let cause = format!("more than {MAX_DEPTH} lists and mappings are nested here");
            self.complain(codes::TOO_DEEP, cause, span, "no design needs this; look for stray `[`");
        }
        self.open.len() <= MAX_DEPTH
    }

    fn properties(&mut self, anchor: usize, tagged: bool, span: &Range<usize>) {
        if anchor != 0 {
            let cause = "the value has an anchor (`&name`), which is not taken here";
            self.complain(codes::ALIAS, cause, span.clone(), "remove the `&name`");
        }
        if tagged {
            let cause = "the value has a tag (`!name`), which is not taken here";
            let help = "remove the tag, or quote the value if the `!` belongs to it";
            self.complain(codes::TAG, cause, span.clone(), help);
        }
    }

    fn scalar(&mut self, text: &str, plain: bool, span: Range<usize>) {
        if !(plain && is_boolean_lookalike(text)) {
            return self.close(span, Kind::Scalar { text: text.to_string(), plain });
        }
        let cause = format!("some YAML readers take {} for true or false", quoted(text));
        let is_key = matches!(self.open.last(), Some(Open::Mapping { awaits: Awaits::Key, .. }));
        let help = match is_key {
            true => "choose another name".to_string(),
            false => format!("quote it: `\"{text}\"`"),
        };
        self.complain(codes::BOOLEAN_LOOKALIKE, cause, span.clone(), help);
        self.close(span, Kind::Any);
    }

    /// Ends the innermost list or mapping.
    fn end(&mut self, end: Range<usize>) {
        let (start, last, kind) = match self.open.pop() {
            Some(Open::Sequence(start, items)) => {
                (start, items.last().map(|item| item.span.end), Kind::Sequence(items))
            }
            Some(Open::Mapping { start, entries, .. }) => {
                let last = entries.last().map(|(key, value)| value.span.end.max(key.span.end));
                (start, last, Kind::Mapping(entries))
            }
            None => return,
        };
        // The end of a block is reported where the next token begins, maybe many lines on.
        let in_brackets = self.source.text[start.start..].starts_with(['[', '{']);
        let stop = if in_brackets { end.end } else { last.unwrap_or(start.end) };
        self.close(start.start..stop.max(start.start), kind);
    }

    /// Puts a finished value where it belongs.
    fn close(&mut self, span: Range<usize>, kind: Kind) {
        self.nodes += 1;
        let node = Node { id: self.nodes, mark: self.mark(&span, &kind), span, kind };
        match self.open.last_mut() {
            None => self.root = Some(node),
            Some(Open::Sequence(_, items)) => items.push(node),
            Some(Open::Mapping { entries, awaits, .. }) => {
                match std::mem::replace(awaits, Awaits::Key) {
                    Awaits::Value(key) => entries.push((key, node)),
                    Awaits::NoValue => {}
                    Awaits::Key => self.key(node),
                }
            }
        }
    }

    /// What to point at for a value that is about to be put in its place.
    fn mark(&self, span: &Range<usize>, kind: &Kind) -> Range<usize> {
        let is_short = !span.is_empty() && !self.source.text[span.clone()].contains('\n');
        match (self.open.last(), kind) {
            _ if is_short => span.clone(),
            (Some(Open::Mapping { awaits: Awaits::Value(key), .. }), _) => key.span.clone(),
            (_, Kind::Mapping(entries)) => {
                entries.first().map_or(span.clone(), |(key, _)| key.span.clone())
            }
            _ => span.clone(),
        }
    }

    /// Takes `node` as the next key of the innermost mapping.
    fn key(&mut self, node: Node) {
        let Some(Open::Mapping { seen, awaits, .. }) = self.open.last_mut() else { return };
        *awaits = Awaits::NoValue;
        let Kind::Scalar { text: name, .. } = node.kind else {
            if !matches!(node.kind, Kind::Any) {
                let help = "write `name: value`; a key is a single word";
                self.complain(
                    codes::ODD_KEY,
                    "a list or mapping is used as a key",
                    node.span,
                    help,
                );
            }
            return;
        };
        if !seen.insert(name.clone()) {
            let cause = format!("{} stands twice here", quoted(&name));
            return self.complain(codes::DUPLICATE_KEY, cause, node.span, "keep one of the two");
        }
        *awaits = Awaits::Value(Key { name, span: node.span });
    }

    fn syntax_error(&mut self, info: &str, index: usize) {
        let at = self.offsets.byte(&self.source.text, index);
        let (at, help) = match self.tab_near(at) {
            Some(tab) => (tab, "indent with spaces; YAML does not take tabs"),
            None if self.is_bracket_of_a_word(at) => {
                (at, "between braces, text with brackets needs quotes: `\"input[0..8]\"`")
            }
            None => (at, "check indentation, brackets, and quotes here and on the line before"),
        };
        self.complain(codes::SYNTAX, format!("this is not YAML: {info}"), at..at, help);
    }

    /// Whether a bracket opens right behind a word, which is text only in quotes.
    fn is_bracket_of_a_word(&self, at: usize) -> bool {
        let in_word = |one: char| one.is_alphanumeric() || one == '_';
        let parts = self.source.text.split_at_checked(at);
        parts.is_some_and(|(before, behind)| behind.starts_with('[') && before.ends_with(in_word))
    }

    /// A tab in the indentation of the line at byte `at` or beside it: the parser notices some tabs
    /// while it looks for the end of what stands before, and some only behind them.
    fn tab_near(&self, at: usize) -> Option<usize> {
        let line_start = |at: usize| self.source.text[..at].rfind('\n').map_or(0, |end| end + 1);
        let mut start = line_start(line_start(at).saturating_sub(1));
        for line in self.source.text[start..].split_inclusive('\n').take(3) {
            let indent = line.len() - line.trim_start().len();
            if let Some(tab) = line[..indent].find('\t') {
                return Some(start + tab);
            }
            start += line.len();
        }
        None
    }

    fn complain(
        &mut self,
        code: crate::diag::Code,
        cause: impl Into<String>,
        span: Range<usize>,
        help: impl Into<String>,
    ) {
        let place = Place { source: self.source.clone(), span };
        self.found.push(Diagnostic::error(code, cause).at(place).help(help));
    }
}

/// Where characters stand: the parser counts characters, everything else here counts bytes.
struct Offsets {
    /// Byte offset of every [`STRIDE`]th character.
    every: Vec<usize>,
}

const STRIDE: usize = 64;

impl Offsets {
    fn new(text: &str) -> Self {
        Self { every: text.char_indices().step_by(STRIDE).map(|(at, _)| at).collect() }
    }

    /// Byte offset of character `index`, or the end of the text.
    fn byte(&self, text: &str, index: usize) -> usize {
        let Some(start) = self.every.get(index / STRIDE) else { return text.len() };
        let mut rest = text[*start..].char_indices();
        rest.nth(index % STRIDE).map_or(text.len(), |(at, _)| start + at)
    }
}
