//! A node as a serde `Deserializer` that speaks the user's words.

use serde::Deserializer;
use serde::de::{Unexpected, Visitor};
use serde::forward_to_deserialize_any;

use super::access::{Choice, Entries, Entry, Items};
use super::error::{Error, Finding};
use super::node::{Kind, Node};
use super::repair::Repairs;
use super::scalar::{count, number, text, whole_number, wrong_type};
use crate::design::codes;
use crate::design::elsewhere::{instead, is_field_elsewhere, is_needless, place_of};
use crate::design::near_miss::{near_miss, suggest};
use crate::diag::quoted;

/// A node, read with some mistakes looked past.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a> {
    pub node: &'a Node,
    pub repairs: &'a Repairs,
}

impl<'a> Reader<'a> {
    pub fn new(node: &'a Node, repairs: &'a Repairs) -> Self {
        Self { node, repairs }
    }

    fn is_any(self) -> bool {
        self.repairs.is_any(self.node)
    }

    fn whole(self, low: i128, high: i128) -> Result<i128, Error> {
        if self.is_any() { Ok(1) } else { whole_number(self.node, low, high) }
    }

    /// The text, or a text that is right in many places.
    fn text(self) -> Result<&'a str, Error> {
        if self.is_any() { Ok("u1") } else { text(self.node) }
    }

    /// Refuses keys that are none of `fields`, all at once.
    fn refuse_unknown(self, fields: &'static [&'static str]) -> Result<(), Error> {
        let Kind::Mapping(entries) = &self.node.kind else { return Ok(()) };
        let (mut findings, mut meant) = (vec![], vec![]);
        // Fields that are there cannot be what was meant, so that one typing error is told once, and not as a
        // missing field too.
        let is_absent = |field: &&str| self.node.get(field).is_none();
        let absent: Vec<&str> = fields.iter().copied().filter(is_absent).collect();
        for (key, _) in entries {
            let name = key.name.as_str();
            if fields.contains(&name) || self.repairs.is_ignored(key.span.start) {
                continue;
            }
            let known = || absent.iter().copied().find(|field| is_field_elsewhere(field, name));
            let near = near_miss(name, absent.iter().copied()).or_else(known);
            meant.extend(near);
            findings.push(Finding {
                code: codes::UNKNOWN_FIELD,
                cause: format!("unknown field {}", quoted(name)),
                help: match near {
                    Some(field) => format!("did you mean `{field}`?"),
                    None if is_needless(name) => {
                        "leave it out: it follows from what comes in".to_string()
                    }
                    None => place_of(name).map_or_else(
                        || suggest(name, "field", fields.iter().copied()),
                        str::to_string,
                    ),
                },
                span: key.span.clone(),
            });
        }
        if findings.is_empty() { Ok(()) } else { Err(Error::unwanted(self.node, findings, meant)) }
    }

    /// Keys and values, with the fields that count as present.
    fn entries(self) -> Entries<'a> {
        let entries: &[_] = match &self.node.kind {
            Kind::Mapping(entries) => entries,
            _ => &[],
        };
        let present = entries.iter().filter(|(key, _)| !self.repairs.is_ignored(key.span.start));
        let mut all: Vec<Entry<'_>> = present
            .map(|(key, value)| Entry { name: &key.name, mark: key.span.clone(), value })
            .collect();
        all.extend(self.repairs.filled(self.node).map(|field| self.right(field)));
        self.entries_of(all)
    }

    fn entries_of(self, all: Vec<Entry<'a>>) -> Entries<'a> {
        let rest = all.into_iter();
        Entries { rest, value: &Node::ANY, node: self.node, repairs: self.repairs }
    }

    /// An entry that counts as right.
    fn right(self, name: &'a str) -> Entry<'a> {
        Entry { name, mark: self.node.mark.clone(), value: &Node::ANY }
    }

    /// Which of `variants` a node names, and what the variant holds.
    fn choice(self, kind: &str, variants: &'static [&'static str]) -> Result<Choice<'a>, Error> {
        if self.is_any() {
            let name = variants.first().copied().unwrap_or("");
            return Ok(Choice { reader: self, name, content: Some(&Node::ANY) });
        }
        let (name, content) = match &self.node.kind {
            Kind::Mapping(entries) => match entries.as_slice() {
                [(key, value)] => (key.name.as_str(), Some(value)),
                _ => {
                    return Err(self.no_single_choice(
                        entries.first().map(|(key, _)| key.name.as_str()),
                        variants,
                    ));
                }
            },
            Kind::Scalar { text, .. } if !self.node.is_nothing() => (text.as_str(), None),
            _ => {
                let help = format!("write one of {}", list(variants));
                return Err(wrong_type(self.node, "a choice", help));
            }
        };
        if variants.contains(&name) {
            return Ok(Choice { reader: self, name, content });
        }
        Err(self.unknown_choice(kind, name, variants))
    }

    fn unknown_choice(self, kind: &str, name: &str, variants: &[&str]) -> Error {
        let cause = format!("unknown choice {}", quoted(name));
        let help = match instead(kind, name) {
            Some(help) => help.to_string(),
            None => suggest(name, "choice", variants.iter().copied()),
        };
        Error::new(self.node, codes::UNKNOWN_CHOICE, cause, help)
    }

    fn no_single_choice(self, first: Option<&str>, variants: &[&str]) -> Error {
        let help = match first.filter(|first| variants.contains(first)) {
            // `- dense:` with its fields below, indented like `dense` itself.
            Some(first) => format!("indent the fields of `{first}` deeper than `{first}` itself"),
            None => format!("start with one of {}", list(variants)),
        };
        Error::new(self.node, codes::WRONG_TYPE, "expected a single choice here", help)
    }
}

/// Items of a list of fixed length that counts as right.
static ANYTHING: [Node; 4] = [Node::ANY; 4];

fn list(names: &[&str]) -> String {
    names.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(", ")
}

macro_rules! whole_numbers {
    ($($method:ident $visit:ident $type:ident,)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            let number = self.whole($type::MIN.into(), $type::MAX.into())?;
            // In range, as `whole` saw to it.
            visitor.$visit(number as $type).map_err(|error: Error| error.at(self.node))
        }
    )*};
}

impl<'de> Deserializer<'de> for Reader<'de> {
    type Error = Error;

    whole_numbers! {
        deserialize_u8 visit_u8 u8,
        deserialize_u16 visit_u16 u16,
        deserialize_u32 visit_u32 u32,
        deserialize_u64 visit_u64 u64,
        deserialize_i8 visit_i8 i8,
        deserialize_i16 visit_i16 i16,
        deserialize_i32 visit_i32 i32,
        deserialize_i64 visit_i64 i64,
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match &self.node.kind {
            _ if self.is_any() => visitor.visit_unit(),
            Kind::Sequence(_) => self.deserialize_seq(visitor),
            Kind::Mapping(_) => self.deserialize_map(visitor),
            _ if self.node.is_nothing() => {
                let nothing = <Error as serde::de::Error>::invalid_type(Unexpected::Unit, &visitor);
                Err(nothing.at(self.node))
            }
            Kind::Scalar { text, plain: true } if text == "true" || text == "false" => {
                visitor.visit_bool(text == "true")
            }
            Kind::Scalar { .. } | Kind::Any => match (count(self.node), number(self.node)) {
                (Some(count), _) => visitor.visit_u64(count),
                (None, Ok(number)) => visitor.visit_f64(number),
                (None, Err(_)) => self.deserialize_str(visitor),
            },
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let value = match &self.node.kind {
            _ if self.is_any() => false,
            Kind::Scalar { text, plain: true } if text == "true" => true,
            Kind::Scalar { text, plain: true } if text == "false" => false,
            _ => return Err(wrong_type(self.node, "a boolean", "write `true` or `false`")),
        };
        visitor.visit_bool(value)
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_f64(visitor)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let value = if self.is_any() { 1.0 } else { number(self.node)? };
        visitor.visit_f64(value).map_err(|error: Error| error.at(self.node))
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_str(self.text()?).map_err(|error: Error| error.at(self.node))
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_str(visitor)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        // A field that is there must have a value: an empty one is likely an unfinished line.
        if self.is_any() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let items: &[Node] = match &self.node.kind {
            _ if self.is_any() => &[],
            Kind::Sequence(items) => items,
            Kind::Scalar { text, .. } if !text.is_empty() => {
                let help = format!("write `[{text}]`, or one item a line, each after `- `");
                return Err(wrong_type(self.node, "a list", help));
            }
            _ => {
                let help = "write `[a, b]`, or one item a line, each after `- `";
                return Err(wrong_type(self.node, "a list", help));
            }
        };
        let items = Items { rest: items.iter(), repairs: self.repairs };
        visitor.visit_seq(items).map_err(|error| error.at(self.node))
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, Error> {
        let help = || format!("write {length} values in brackets, such as `[3, 3]`");
        let wanted = format!("a list of {length}");
        let items: &[Node] = match &self.node.kind {
            _ if self.is_any() => ANYTHING.get(..length).unwrap_or(&[]),
            Kind::Sequence(items) if items.len() == length => items,
            Kind::Sequence(items) => {
                let cause = format!("expected {wanted}, found a list of {}", items.len());
                return Err(Error::new(self.node, codes::WRONG_TYPE, cause, help()));
            }
            _ => return Err(wrong_type(self.node, &wanted, help())),
        };
        let items = Items { rest: items.iter(), repairs: self.repairs };
        visitor.visit_seq(items).map_err(|error| error.at(self.node))
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if !self.is_any() && !matches!(self.node.kind, Kind::Mapping(_)) {
            let help = "write `name: value` lines, indented; `{}` if there are none";
            return Err(wrong_type(self.node, "named entries", help));
        }
        visitor.visit_map(self.entries()).map_err(|error| error.at(self.node))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        if self.is_any() {
            let all = fields.iter().map(|field| self.right(field)).collect();
            return visitor.visit_map(self.entries_of(all));
        }
        if !matches!(self.node.kind, Kind::Mapping(_)) {
            let help = match fields {
                [] => "write `{}`; there are no fields to set".to_string(),
                _ => format!("write `name: value` for the fields {}", list(fields)),
            };
            return Err(wrong_type(self.node, "fields", help));
        }
        self.refuse_unknown(fields)?;
        visitor.visit_map(self.entries()).map_err(|error| error.at(self.node))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        if let (Some(number), false) = (count(self.node), self.is_any()) {
            // Some types take a number in place of a choice.
            let unknown = |_: Error| self.unknown_choice(name, &number.to_string(), variants);
            return visitor.visit_u64(number).map_err(unknown);
        }
        visitor.visit_enum(self.choice(name, variants)?).map_err(|error| error.at(self.node))
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        char bytes byte_buf unit unit_struct tuple_struct
    }
}
