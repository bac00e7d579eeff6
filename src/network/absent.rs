//! A tensor that a layer takes and the parameter file lacks: which one was likely meant.

use std::collections::BTreeSet;

use crate::design::{Design, Layer, near_miss};
use crate::diag::{Diagnostic, quoted};

use super::codes;
use super::tensors::Tensors;

/// Says that there is no tensor `name`, of `shape`, with the one that was likely meant and what there is.
pub(super) fn absent(
    design: &Design,
    tensors: &Tensors<'_>,
    name: &str,
    shape: &[usize],
) -> Diagnostic {
    let cause = format!("the parameter file has no tensor {}", quoted(name));
    let taken = wanted(design);
    let free: Vec<&str> =
        tensors.names().into_iter().filter(|other| !taken.contains(*other)).collect();
    let list = match (tensors.names().is_empty(), free.is_empty()) {
        (true, _) => "it has none at all".to_string(),
        (_, true) => "layers take all that it has".to_string(),
        _ => format!("no layer takes {}", tensors.listed(free.iter().copied())),
    };
    let help = match meant(tensors, &free, name, shape) {
        Some(meant) => {
            format!("did you mean {}? Then write {}; {list}", quoted(meant), told(meant))
        }
        None => list,
    };
    Diagnostic::error(codes::NO_TENSOR, cause).help(help)
}

/// The tensors that layers and nodes take, those that need not be there too.
pub(super) fn wanted(design: &Design) -> BTreeSet<String> {
    let description = design.description();
    let mut wanted: BTreeSet<String> = description.layers.iter().flat_map(Layer::tensors).collect();
    let nodes = description.graph.iter().flat_map(|graph| &graph.nodes);
    wanted.extend(nodes.flat_map(|node| node.contents.values().cloned()));
    wanted
}

/// Of tensors that nobody takes, the one that ends in the name, the one of a like name, or the only one of the shape.
fn meant<'n>(
    tensors: &Tensors<'_>,
    free: &[&'n str],
    name: &str,
    shape: &[usize],
) -> Option<&'n str> {
    let nested = format!(".{name}");
    let fitting =
        || free.iter().copied().filter(|other| tensors.shape(other).as_deref() == Some(shape));
    let only = fitting().next().filter(|_| fitting().count() == 1);
    let ending = free.iter().copied().find(|other| other.ends_with(&nested));
    ending
        .or_else(|| near_miss(name, fitting()))
        .or(only)
        .or_else(|| near_miss(name, free.iter().copied()))
}

/// How a layer says that it takes a tensor.
fn told(tensor: &str) -> String {
    match (tensor.strip_suffix(".weight"), tensor.strip_suffix(".threshold")) {
        (Some(prefix), _) | (_, Some(prefix)) => format!("`prefix: {prefix:?}`"),
        _ if tensor.ends_with("bias") => format!("`bias: {tensor:?}`"),
        _ => format!("`weights: {tensor:?}`"),
    }
}
