//! What a [`Reader`] hands to serde: items of lists, entries of mappings, choices.

use std::ops::Range;

use serde::de::value::StrDeserializer;
use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer, MapAccess, SeqAccess,
    VariantAccess, Visitor,
};

use super::deserialize::Reader;
use super::error::Error;
use super::node::Node;
use super::repair::Repairs;
use crate::design::codes;

/// Items of a list.
pub(super) struct Items<'a> {
    pub rest: std::slice::Iter<'a, Node>,
    pub repairs: &'a Repairs,
}

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Error> {
        let read = |node| {
            seed.deserialize(Reader::new(node, self.repairs)).map_err(|error| error.at(node))
        };
        self.rest.next().map(read).transpose()
    }
}

/// One entry of a mapping.
pub(super) struct Entry<'a> {
    pub name: &'a str,
    /// Where mistakes of the key are told.
    pub mark: Range<usize>,
    pub value: &'a Node,
}

/// Keys and values of a mapping.
pub(super) struct Entries<'a> {
    pub rest: std::vec::IntoIter<Entry<'a>>,
    /// Value of the key that was read last.
    pub value: &'a Node,
    /// The mapping.
    pub node: &'a Node,
    pub repairs: &'a Repairs,
}

impl<'de> MapAccess<'de> for Entries<'de> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Error> {
        let Some(Entry { name, mark, value }) = self.rest.next() else { return Ok(None) };
        self.value = value;
        let key: StrDeserializer<'_, Error> = name.into_deserializer();
        seed.deserialize(key).map(Some).map_err(|error: Error| error.at_key(&mark, self.node))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        let node = self.value;
        seed.deserialize(Reader::new(node, self.repairs)).map_err(|error| error.at(node))
    }
}

/// A choice and what it holds.
pub(super) struct Choice<'a> {
    pub reader: Reader<'a>,
    pub name: &'a str,
    pub content: Option<&'a Node>,
}

impl<'a> Choice<'a> {
    fn content(&self) -> Result<Reader<'a>, Error> {
        let Some(node) = self.content else {
            let cause = format!("`{}` comes with fields of its own", self.name);
            let help = format!("write `{}: {{ ... }}`, or `{0}: {{}}` for none", self.name);
            return Err(Error::new(self.reader.node, codes::WRONG_TYPE, cause, help));
        };
        Ok(Reader { node, ..self.reader })
    }
}

impl<'de> EnumAccess<'de> for Choice<'de> {
    type Error = Error;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Error> {
        let name: StrDeserializer<'_, Error> = self.name.into_deserializer();
        Ok((seed.deserialize(name)?, self))
    }
}

impl<'de> VariantAccess<'de> for Choice<'de> {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        if self.content.is_none_or(|node| self.reader.repairs.is_any(node)) {
            return Ok(());
        }
        let cause = format!("`{}` has no fields", self.name);
        let help = format!("write `{}` alone", self.name);
        Err(Error::new(self.reader.node, codes::WRONG_TYPE, cause, help))
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Error> {
        let reader = self.content()?;
        seed.deserialize(reader).map_err(|error| error.at(reader.node))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _len: usize, visitor: V) -> Result<V::Value, Error> {
        self.content()?.deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        // The reader has no use for the name of the struct.
        self.content()?.deserialize_struct("", fields, visitor)
    }
}
