//! Blocks of a graph whose contents are in the parameter file.

use crate::blocks::{BlockSpec, Unfit};
use crate::design::codes::{CONTENTS, HARDWARE};
use crate::design::{Design, NodeDescription, suggest};
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
            let path = match node.contents.contains_key(&*error.field) {
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
    let mut block = node.block.clone();
    let mut found = vec![];
    for (field, tensor) in &node.contents {
        if let Err(one) = fill(&mut block, field, (tensors, tensor)) {
            found.push((format!("contents.{field}"), one));
        }
    }
    if found.is_empty() { Ok(block) } else { Err(found) }
}

/// Fills one field of a block with a tensor of whole numbers.
fn fill(
    block: &mut BlockSpec,
    field: &str,
    (tensors, name): (&Tensors<'_>, &str),
) -> Result<(), Diagnostic> {
    let kind = block.kind();
    let mut fields = block.contents();
    let Some(at) = fields.iter().position(|one| one.path == field) else {
        let cause = format!("a parameter file cannot fill {} of `{kind}`", quoted(field));
        let names = fields.iter().map(|one| one.path.as_str());
        let help = match fields.len() {
            0 => format!("write all of a `{kind}` under `block`"),
            _ => suggest(field, "field", names),
        };
        return Err(Diagnostic::error(CONTENTS, cause).help(help));
    };
    let content = fields.swap_remove(at);
    let shape = content.shape;
    let (numbers, sides, is_bytes) = tensors.whole(name)?;
    content.fill(&numbers, &sides, is_bytes).map_err(|unfit| match unfit {
        Unfit::Shape => {
            let cause = format!(
                "tensor {} has the shape {sides:?}, and `{field}` of `{kind}` takes `{shape}`",
                quoted(name)
            );
            Diagnostic::error(CONTENTS, cause).help("give the tensor as many dimensions")
        }
        Unfit::Rows(what) => {
            let cause = format!("tensor {} is no table: {what}", quoted(name));
            Diagnostic::error(CONTENTS, cause)
                .help("a row is the codes of all its fields, or its bytes")
        }
    })
}
