//! What a schema has, from its root, each type once.

use std::collections::{BTreeMap, VecDeque};

use serde_json::{Map, Value};

/// A type of the schema, and where a design first has it.
pub(super) struct Section<'s> {
    /// Names from the root, such as `layers.dense`.
    pub path: String,
    pub schema: &'s Value,
}

/// The schema with its definitions.
pub(super) struct Schema<'s> {
    root: &'s Value,
    definitions: &'s Map<String, Value>,
}

impl<'s> Schema<'s> {
    /// `None` for what has no definitions.
    pub fn new(root: &'s Value) -> Option<Self> {
        Some(Self { root, definitions: root.get("definitions")?.as_object()? })
    }

    /// The definition that a schema refers to, with its name.
    pub fn referred(&self, schema: &Value) -> Option<(&'s str, &'s Value)> {
        let inner = ["allOf", "anyOf"].iter().find_map(|word| schema.get(word)?.get(0));
        let name = inner.unwrap_or(schema).get("$ref")?.as_str()?.rsplit('/').next()?;
        self.definitions.get_key_value(name).map(|(name, schema)| (name.as_str(), schema))
    }

    /// The choices of a type that is one of several things, each with its meaning.
    pub fn choices(&self, schema: &'s Value) -> Vec<&'s Value> {
        let any = schema.get("anyOf").and_then(Value::as_array).into_iter().flatten();
        let any = any.filter_map(|one| self.referred(one)).flat_map(|(_, one)| choices(one));
        choices(schema).iter().chain(any).collect()
    }

    /// Fields of a type, and those of its choices.
    fn inner(&self, schema: &'s Value) -> Vec<(String, &'s Value)> {
        let own = std::iter::once(schema).chain(self.choices(schema));
        let fields = own.filter_map(|one| one.get("properties")?.as_object()).flatten();
        fields.map(|(name, value)| (name.clone(), value)).collect()
    }

    /// Every type with fields or choices, outer ones first, and where each of them stands.
    pub fn sections(&self) -> (Vec<Section<'s>>, BTreeMap<&'s str, String>) {
        let (mut sections, mut places) = (vec![], BTreeMap::new());
        let mut open = VecDeque::from([(String::new(), self.root)]);
        while let Some((path, schema)) = open.pop_front() {
            for (name, inner) in self.inner(schema) {
                let named = match inner.get("additionalProperties").filter(|one| one.is_object()) {
                    Some(entry) => self.referred(entry).map(|found| (found, ".NAME")),
                    None => {
                        let item = inner.get("items").unwrap_or(inner);
                        self.referred(item).map(|found| (found, ""))
                    }
                };
                let Some(((definition, schema), entry)) = named else { continue };
                if places.contains_key(definition) {
                    continue;
                }
                let path = [path.as_str(), &name].join(".") + entry;
                let path = path.trim_start_matches('.').to_string();
                places.insert(definition, path.clone());
                open.push_back((path, schema));
            }
            sections.push(Section { path, schema });
        }
        (nested(sections), places)
    }
}

/// Sections in another order: what stands within a type behind it.
fn nested(mut sections: Vec<Section<'_>>) -> Vec<Section<'_>> {
    let found = sections.iter().enumerate();
    let numbers: BTreeMap<String, usize> =
        found.map(|(number, section)| (section.path.clone(), number)).collect();
    sections.sort_by_cached_key(|section| {
        let ends = section.path.match_indices('.').map(|(end, _)| end);
        let around = ends.chain([section.path.len()]).map(|end| &section.path[..end]);
        around.filter_map(|path| numbers.get(path).copied()).collect::<Vec<usize>>()
    });
    sections
}

/// The choices of a type that is one of several things.
pub(super) fn choices(schema: &Value) -> &[Value] {
    schema.get("oneOf").and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The fields of a type, in the order of its declaration, and whether each is required; of a choice those that go with
/// all of what is chosen, which comes first in each.
pub(super) fn fields(schema: &Value) -> Vec<(&str, &Value, bool)> {
    let beside = choices(schema).first().map(own_fields).unwrap_or_default();
    own_fields(schema).into_iter().chain(beside.into_iter().skip(1)).collect()
}

fn own_fields(schema: &Value) -> Vec<(&str, &Value, bool)> {
    let required = schema.get("required").and_then(Value::as_array);
    let is_required =
        |name: &str| required.is_some_and(|all| all.iter().any(|one| one.as_str() == Some(name)));
    let all = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
    all.map(|(name, field)| (name.as_str(), field, is_required(name))).collect()
}
