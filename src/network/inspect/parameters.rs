//! Tensors that nobody reads, and layers whose biases are not there.

use std::collections::BTreeSet;

use crate::design::{Design, near_miss};
use crate::diag::{Diagnostic, Diagnostics, quoted};
use crate::network::absent::wanted;
use crate::network::codes;
use crate::network::tensors::{Tensors, file, scale_of};

/// Tensors of batch norm, as PyTorch and Keras call them, which are to be folded before they are saved.
const NORM: [&str; 4] = ["running_mean", "running_var", "moving_mean", "moving_variance"];

/// How to do without them.
const FOLD: &str = "batch norm is folded into the layer before it: with s = weight / sqrt(running_var + \
                    epsilon), save that layer's weights times s, and (bias - running_mean) * s + this one's bias";

/// How tensors come to layers.
const NAME: &str = "a layer says where its tensors are by `prefix` or `weights`; leave out of the file what is \
                    not for this design";

pub(super) fn inspect(design: &Design) -> Diagnostics {
    if design.description().parameters.is_none() {
        return vec![];
    }
    let Ok(bytes) = file(design) else { return vec![] };
    let Ok(tensors) = Tensors::of(design, &bytes) else { return vec![] };
    let mut unread = unread(design, &tensors);
    let mut found = without_bias(design, &tensors, &mut unread);
    found.extend(left(design, &tensors, &unread));
    found
}

/// Names that no layer and no node asks for.
fn unread(design: &Design, tensors: &Tensors<'_>) -> BTreeSet<String> {
    let wanted = wanted(design);
    let scales: BTreeSet<String> = wanted.iter().map(|name| scale_of(name)).collect();
    let is_read = |name: &&str| {
        let own = name.strip_suffix("_zero_point").unwrap_or(name);
        wanted.contains(own) || scales.contains(*name)
    };
    tensors.names().into_iter().filter(|name| !is_read(name)).map(str::to_string).collect()
}

/// Warns of layers without biases where a tensor is nearly called so, or where other layers have some; takes tensors
/// that were likely meant out of `unread`.
fn without_bias(
    design: &Design,
    tensors: &Tensors<'_>,
    unread: &mut BTreeSet<String>,
) -> Diagnostics {
    let layers = &design.description().layers;
    let named = layers.iter().filter_map(|layer| layer.weighted()?.tensors().bias);
    let others = named.into_iter().any(|bias| tensors.has(&bias));
    let mut found = vec![];
    for (number, layer) in layers.iter().enumerate() {
        let Some(weighted) = layer.weighted() else { continue };
        let bias = weighted.tensors().bias.filter(|bias| !tensors.has(bias));
        let Some(bias) = bias else { continue };
        let meant = near_miss(&bias, unread.iter().map(String::as_str)).map(str::to_string);
        if meant.is_none() && !others {
            continue;
        }
        let place = design.place(&format!("layers.{number}.{}.name", layer.kind()));
        found.push(Diagnostic { place, ..lacking(weighted.name, &bias, meant.as_deref()) });
        if let Some(meant) = meant {
            unread.remove(&meant);
        }
    }
    found
}

fn lacking(layer: &str, bias: &str, meant: Option<&str>) -> Diagnostic {
    let cause = format!(
        "layer {} has no biases: the parameter file has no tensor {}",
        quoted(layer),
        quoted(bias)
    );
    let help = match meant {
        Some(meant) => format!("did you mean {}? Then write `bias: {meant:?}`", quoted(meant)),
        None => "write `bias: false` if it has none; other layers have theirs".to_string(),
    };
    Diagnostic::warning(codes::NO_BIAS, cause).help(help)
}

/// Warns of tensors that nobody reads.
fn left(design: &Design, tensors: &Tensors<'_>, unread: &BTreeSet<String>) -> Option<Diagnostic> {
    let first = unread.first()?;
    let who = if design.description().graph.is_some() { "node" } else { "layer" };
    let what = match unread.len() {
        1 => "a tensor".to_string(),
        count => format!("{count} tensors"),
    };
    let listed = tensors.listed(unread.iter().map(String::as_str));
    let cause = format!("the parameter file has {what} that no {who} reads: {listed}");
    let is_norm = |name: &String| NORM.iter().any(|end| name.ends_with(end));
    let names = design.description().layers.iter().filter_map(|layer| layer.parametrized());
    let prefix = first.rsplit_once('.').map_or(first.as_str(), |(prefix, _)| prefix);
    let help = match near_miss(prefix, names.map(|layer| layer.name)) {
        _ if unread.iter().any(is_norm) => FOLD.to_string(),
        Some(layer) => {
            format!("is it of layer {}? Write `prefix: {prefix:?}` there", quoted(layer))
        }
        None => NAME.to_string(),
    };
    let place = design.place("parameters");
    Some(Diagnostic { place, ..Diagnostic::warning(codes::UNREAD_TENSORS, cause).help(help) })
}
