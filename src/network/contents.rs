//! Blocks of a graph whose contents are in the parameter file.

use serde_json::Value;

use crate::blocks::BlockSpec;
use crate::design::codes::{CONTENTS, HARDWARE};
use crate::design::{Design, NodeDescription};
use crate::diag::{Diagnostic, Diagnostics, quoted};

use super::tensors::{Tensors, file};

/// The blocks of a design's graph, node by node, with all their contents and parameters that are right.
pub fn blocks(design: &Design) -> Result<Vec<BlockSpec>, Diagnostics> {
    let nodes = design.description().graph.iter().flat_map(|graph| &graph.nodes);
    let nodes: Vec<&NodeDescription> = nodes.collect();
    let needs_file = nodes.iter().any(|node| !node.contents.is_empty());
    let wrong = |diagnostic: Diagnostic| {
        let place = design.place("parameters");
        vec![Diagnostic { place, ..diagnostic }]
    };
    let bytes = if needs_file { file(design).map_err(wrong)? } else { vec![] };
    let tensors = if needs_file { Some(Tensors::of(design, &bytes).map_err(wrong)?) } else { None };
    let (mut blocks, mut found) = (vec![], vec![]);
    for (number, node) in nodes.iter().enumerate() {
        match block(node, tensors.as_ref()) {
            Ok(block) => blocks.push(block),
            Err(more) => found.extend(more.into_iter().map(|(path, one)| {
                let place = design.place(&format!("graph.nodes.{number}.{path}"));
                Diagnostic { place, ..one }
            })),
        }
    }
    if found.is_empty() { Ok(blocks) } else { Err(found) }
}

/// One node's block, or what is wrong with it and where.
fn block(
    node: &NodeDescription,
    tensors: Option<&Tensors<'_>>,
) -> Result<BlockSpec, Vec<(String, Diagnostic)>> {
    let kind = node.block.kind();
    let block = match tensors.filter(|_| !node.contents.is_empty()) {
        Some(tensors) => filled(node, tensors)?,
        None => node.block.clone(),
    };
    let errors = block.check().into_iter();
    let errors: Vec<(String, Diagnostic)> = errors
        .map(|error| {
            let path = match node.contents.contains_key(error.field) {
                true => format!("contents.{}", error.field),
                false => format!("block.{kind}.{}", error.field),
            };
            (path, Diagnostic::error(HARDWARE, error.cause).help(error.help))
        })
        .collect();
    if errors.is_empty() { Ok(block) } else { Err(errors) }
}

fn filled(
    node: &NodeDescription,
    tensors: &Tensors<'_>,
) -> Result<BlockSpec, Vec<(String, Diagnostic)>> {
    let kind = node.block.kind();
    // Blocks are plain data: they always convert.
    let mut value = serde_json::to_value(&node.block).unwrap_or_default();
    for (field, tensor) in &node.contents {
        let at = |one: Diagnostic| vec![(format!("contents.{field}"), one)];
        let absent = || {
            let cause = format!("`{kind}` has no parameter {}", quoted(field));
            let help = "name one that `cimgen blocks` lists, such as `weights`";
            at(Diagnostic::error(CONTENTS, cause).help(help))
        };
        let place =
            value.get_mut(kind).and_then(|block| descend(block, field)).ok_or_else(absent)?;
        *place = contents(tensors, tensor).map_err(at)?;
    }
    serde_json::from_value(value).map_err(|error| {
        let cause = format!("the contents do not fit into `{kind}`: {error}");
        let help = "check the shapes of the tensors: weights are `[outputs, inputs]`";
        vec![("contents".into(), Diagnostic::error(CONTENTS, cause).help(help))]
    })
}

/// The value at a path such as `contexts.0.weights`.
fn descend<'v>(value: &'v mut Value, path: &str) -> Option<&'v mut Value> {
    path.split('.').try_fold(value, |value, step| match value {
        Value::Array(items) => items.get_mut(step.parse::<usize>().ok()?),
        Value::Object(entries) => entries.get_mut(step),
        _ => None,
    })
}

/// A tensor of whole numbers as nested lists.
fn contents(tensors: &Tensors<'_>, name: &str) -> Result<Value, Diagnostic> {
    let (numbers, shape) = tensors.whole(name)?;
    Ok(nested(&numbers, &shape))
}

fn nested(numbers: &[i64], shape: &[usize]) -> Value {
    match shape {
        [] => numbers.first().copied().unwrap_or(0).into(),
        [_] => numbers.iter().copied().map(Value::from).collect(),
        [_, inner @ ..] => {
            let each = inner.iter().product::<usize>().max(1);
            numbers.chunks(each).map(|numbers| nested(numbers, inner)).collect()
        }
    }
}
