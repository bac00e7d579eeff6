//! Which tensors of the parameter file a layer takes.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Error, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::description::{Bwht, Layer, Weighted};

/// Where a layer's biases are, as a design says it: the name of a tensor, or `false`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Biases {
    /// There are none.
    None,
    /// In the tensor of this name.
    In(String),
}

impl Serialize for Biases {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::None => serializer.serialize_bool(false),
            Self::In(tensor) => serializer.serialize_str(tensor),
        }
    }
}

impl<'de> Deserialize<'de> for Biases {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(BiasesVisitor)
    }
}

struct BiasesVisitor;

impl<'de> Visitor<'de> for BiasesVisitor {
    type Value = Biases;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a tensor or `false`: write `bias: \"0.bias\"`, `bias: false` for none, or leave it out")
    }

    fn visit_bool<E: Error>(self, has: bool) -> Result<Biases, E> {
        if has { Err(E::invalid_type(Unexpected::Bool(has), &self)) } else { Ok(Biases::None) }
    }

    fn visit_str<E: Error>(self, tensor: &str) -> Result<Biases, E> {
        Ok(Biases::In(tensor.to_string()))
    }

    fn visit_unit<E: Error>(self) -> Result<Biases, E> {
        Ok(Biases::None)
    }
}

impl JsonSchema for Biases {
    fn schema_name() -> Cow<'static, str> {
        "Biases".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "The tensor of the biases, or `false`.",
            "anyOf": [{ "type": "string" }, { "const": false }]
        })
    }
}

/// The tensors that a layer with weights takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TensorNames {
    /// Of its weights.
    pub weights: String,
    /// Of its biases; `None` where it has none.
    pub bias: Option<String>,
    /// Whether the biases must be there: a design names their tensor.
    pub needs_bias: bool,
}

impl Weighted<'_> {
    /// The tensors that it takes: `<prefix>.weight` and `<prefix>.bias`, the prefix being the layer's name where it
    /// is not said; or the tensor of `weights` and, where `bias` is not said, the one called alike with `bias` in
    /// place of `weight`.
    pub fn tensors(&self) -> TensorNames {
        let prefix = self.prefix.unwrap_or(self.name);
        let weights = self.weights.map_or_else(|| format!("{prefix}.weight"), str::to_string);
        let (bias, needs_bias) = match self.bias {
            Some(Biases::None) => (None, false),
            Some(Biases::In(tensor)) => (Some(tensor.clone()), true),
            None => (beside(&weights), false),
        };
        TensorNames { weights, bias, needs_bias }
    }
}

/// The biases beside the weights of a name.
fn beside(weights: &str) -> Option<String> {
    let (before, after) = weights.rsplit_once("weight")?;
    Some(format!("{before}bias{after}"))
}

impl Layer {
    /// Names of all tensors that it takes, those that need not be there too.
    pub fn tensors(&self) -> Vec<String> {
        if let Self::Bwht(bwht) = self {
            let prefix = bwht.tensor_prefix();
            return vec![format!("{prefix}.threshold"), format!("{prefix}.scale")];
        }
        let names = self.weighted().map(|layer| layer.tensors());
        names.map_or(vec![], |names| {
            [Some(names.weights), names.bias].into_iter().flatten().collect()
        })
    }
}

impl Bwht {
    /// What the names of its tensors begin with, before `.threshold` and `.scale`.
    pub fn tensor_prefix(&self) -> &str {
        self.prefix.as_deref().unwrap_or(&self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::Dense;

    #[test]
    fn names_by_hand() {
        let plain = Dense::new("fc", 1, "main");
        let names = |dense: &Dense| {
            let TensorNames { weights, bias, needs_bias } = Weighted::from(dense).tensors();
            (weights, bias.unwrap_or_default(), needs_bias)
        };
        let expected = |weights: &str, bias: &str, needs| (weights.into(), bias.into(), needs);
        assert_eq!(names(&plain), expected("fc.weight", "fc.bias", false));
        let dense = Dense { prefix: Some("model.fc1".into()), ..plain.clone() };
        assert_eq!(names(&dense), expected("model.fc1.weight", "model.fc1.bias", false));
        let dense = |weights: &str| Dense { weights: Some(weights.into()), ..plain.clone() };
        assert_eq!(names(&dense("0.weight")), expected("0.weight", "0.bias", false));
        assert_eq!(names(&dense("fc_weight:0")), expected("fc_weight:0", "fc_bias:0", false));
        assert_eq!(names(&dense("w1")), expected("w1", "", false));
        let named = Dense { bias: Some(Biases::In("b1".into())), ..dense("w1") };
        assert_eq!(names(&named), expected("w1", "b1", true));
        let without = Dense { bias: Some(Biases::None), ..plain.clone() };
        assert_eq!(names(&without), expected("fc.weight", "", false));
    }
}
