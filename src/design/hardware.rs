//! The `hardware` section: what layers and nodes run on, by name.

use std::any::Any;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::LazyLock;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::{Error, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::json;

use crate::blocks::{Hardware, HardwareSpec};

/// Key of an entry that says how many there are.
const COUNT: &str = "count";

/// What layers and nodes run on, by name.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(inline)]
pub struct HardwareSection(pub BTreeMap<String, HardwareEntry>);

/// One entry of the `hardware` section.
#[derive(Clone, Debug, PartialEq)]
pub struct HardwareEntry {
    /// What it is.
    pub kind: HardwareSpec,
    /// How many of it there are; operations take turns on them. One for each operation where absent.
    pub count: Option<usize>,
}

impl HardwareSection {
    /// The hardware of a kind that is called `name`.
    pub fn of_kind<H: Hardware>(&self, name: &str) -> Option<&H> {
        self.0.get(name)?.of_kind()
    }

    /// All of a kind, by name, to be changed.
    pub fn all_mut<H: Hardware>(&mut self) -> impl Iterator<Item = (&String, &mut H)> {
        self.0.iter_mut().filter_map(|(name, entry)| {
            let hardware: &mut dyn Any = entry.kind.as_hardware_mut();
            Some((name, hardware.downcast_mut()?))
        })
    }

    /// All of a kind, by name.
    pub fn all<H: Hardware>(&self) -> impl Iterator<Item = (&String, &H)> {
        self.0.iter().filter_map(|(name, entry)| Some((name, entry.of_kind()?)))
    }
}

impl<N: Into<String>, E: Into<HardwareEntry>, const COUNT: usize> From<[(N, E); COUNT]>
    for HardwareSection
{
    fn from(entries: [(N, E); COUNT]) -> Self {
        Self(entries.into_iter().map(|(name, entry)| (name.into(), entry.into())).collect())
    }
}

impl Deref for HardwareSection {
    type Target = BTreeMap<String, HardwareEntry>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl DerefMut for HardwareSection {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}

impl HardwareEntry {
    /// Most of one kind.
    pub const MAX_COUNT: usize = 4096;

    /// The hardware, where it is of a kind.
    pub fn of_kind<H: Hardware>(&self) -> Option<&H> {
        (self.kind.as_hardware() as &dyn Any).downcast_ref()
    }

    /// The same, `count` times.
    pub fn times(self, count: impl Into<Option<usize>>) -> Self {
        Self { count: count.into(), ..self }
    }
}

impl<H: Into<HardwareSpec>> From<H> for HardwareEntry {
    fn from(hardware: H) -> Self {
        Self { kind: hardware.into(), count: None }
    }
}

impl Serialize for HardwareEntry {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        self.kind.write(&mut map)?;
        if let Some(count) = &self.count {
            map.serialize_entry(COUNT, count)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for HardwareEntry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(EntryVisitor)
    }
}

/// What may stand in an entry: a kind, or how many there are.
static KEYS: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| HardwareSpec::NAMES.iter().copied().chain([COUNT]).collect());

struct EntryKey(String);

impl<'de> Deserialize<'de> for EntryKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let key = String::deserialize(deserializer)?;
        match KEYS.contains(&key.as_str()) {
            true => Ok(Self(key)),
            false => Err(Error::unknown_field(&key, &KEYS)),
        }
    }
}

struct EntryVisitor;

impl<'de> Visitor<'de> for EntryVisitor {
    type Value = HardwareEntry;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "hardware: start with one of {}", kinds())
    }

    /// What was complained of already counts as right.
    fn visit_unit<E: Error>(self) -> Result<HardwareEntry, E> {
        let any = HardwareSpec::examples().into_iter().next();
        any.map(HardwareEntry::from).ok_or_else(|| E::custom("there is no hardware"))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<HardwareEntry, A::Error> {
        let (mut kind, mut count) = (None, None);
        while let Some(EntryKey(key)) = map.next_key()? {
            let Some(read) = HardwareSpec::read(&key, &mut map)? else {
                count = Some(map.next_value()?);
                continue;
            };
            if kind.replace(read).is_some() {
                let what = "an entry is of one kind, and this one is of several";
                return Err(Error::custom(format!("{what}: give each a name of its own")));
            }
        }
        let lacking = || format!("this entry has no kind: start with one of {}", kinds());
        let kind = kind.ok_or_else(|| Error::custom(lacking()))?;
        Ok(HardwareEntry { kind, count })
    }
}

/// The kinds there are, in words.
fn kinds() -> String {
    let names: Vec<String> = HardwareSpec::NAMES.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

impl JsonSchema for HardwareEntry {
    fn schema_name() -> Cow<'static, str> {
        "HardwareEntry".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = HardwareSpec::json_schema(generator);
        schema.insert("description".into(), "One entry of the `hardware` section.".into());
        let count = json!({
            "description": "How many of it there are; operations take turns on them. One for each operation where \
                            absent.",
            "type": "integer",
            "minimum": 1,
            "maximum": HardwareEntry::MAX_COUNT,
        });
        for one in schema.get_mut("oneOf").and_then(|all| all.as_array_mut()).into_iter().flatten()
        {
            if let Some(fields) = one.get_mut("properties").and_then(|own| own.as_object_mut()) {
                fields.insert(COUNT.into(), count.clone());
            }
        }
        schema
    }
}
