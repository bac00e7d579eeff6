//! YAML as a tree that remembers where everything stood.

use std::ops::Range;

/// One value.
#[derive(Clone, Debug)]
pub struct Node {
    /// Number within the tree, for remembering things about a node.
    pub id: usize,
    /// Bytes of the value in the source.
    pub span: Range<usize>,
    /// Bytes to point at: the value, or where it spans lines, the key or first line that names it.
    pub mark: Range<usize>,
    /// What it is.
    pub kind: Kind,
}

/// What a value is.
#[derive(Clone, Debug)]
pub enum Kind {
    /// Text, a number, or nothing.
    Scalar {
        /// After unquoting and unescaping.
        text: String,
        /// Whether it stood without quotes.
        plain: bool,
    },
    /// A list.
    Sequence(Vec<Node>),
    /// Keys and values in file order; keys are unique.
    Mapping(Vec<(Key, Node)>),
    /// A value that has already been complained of, and counts as right from there on.
    Any,
}

/// A key of a mapping.
#[derive(Clone, Debug)]
pub struct Key {
    /// After unquoting and unescaping.
    pub name: String,
    /// Bytes of the key in the source.
    pub span: Range<usize>,
}

impl Node {
    /// A value that counts as right and stands nowhere.
    pub const ANY: Self = Self { id: 0, span: 0..0, mark: 0..0, kind: Kind::Any };

    /// The value at `key`, where this is a mapping that has it.
    pub fn get(&self, key: &str) -> Option<&(Key, Node)> {
        match &self.kind {
            Kind::Mapping(entries) => entries.iter().find(|(name, _)| name.name == key),
            _ => None,
        }
    }

    /// Whether this is an absent value (`key:` with nothing behind) or the word `null`.
    pub fn is_nothing(&self) -> bool {
        match &self.kind {
            Kind::Scalar { text, plain: true } => {
                matches!(text.as_str(), "" | "~" | "null" | "Null" | "NULL")
            }
            _ => false,
        }
    }
}
