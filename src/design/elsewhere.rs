//! Layers, functions and fields of other programs and places: why they are not here, and what does the same.

/// Why there is no `name` among the choices of the type `kind`, and what to write in its place; `None` for names that
/// no other program has either.
pub(super) fn instead(kind: &str, name: &str) -> Option<&'static str> {
    let name = plain(name);
    let table = match kind {
        "Layer" => LAYERS,
        "Activation" => ACTIVATIONS,
        _ => return None,
    };
    table.iter().find(|(names, _)| names.contains(&name.as_str())).map(|(_, help)| *help)
}

/// Whether other programs call the field `field` by `name`.
pub(super) fn is_field_elsewhere(field: &str, name: &str) -> bool {
    FIELDS.iter().any(|(own, names)| *own == field && names.contains(&plain(name).as_str()))
}

/// Whether `name` is a field elsewhere that here follows from what comes to a layer.
pub(super) fn is_needless(name: &str) -> bool {
    ["infeatures", "inchannels", "inputdim", "inputsize", "inputs", "inputshape"]
        .contains(&plain(name).as_str())
}

/// Where a field belongs that stands where it is none.
pub(super) fn place_of(name: &str) -> Option<&'static str> {
    PLACES.iter().find(|(field, _)| *field == name).map(|(_, help)| *help)
}

const PLACES: &[(&str, &str)] = &[(
    "count",
    "it stands once in an entry of `hardware`, beside the kind: `main: { cim_array: { ... }, count: 2 }`",
)];

/// Fields and what they are elsewhere, without case and signs.
const FIELDS: &[(&str, &[&str])] = &[
    ("hardware", &["array", "tile"]),
    ("outputs", &["units", "outfeatures", "neurons"]),
    ("filters", &["outchannels"]),
    ("kernel", &["kernelsize", "kernelshape"]),
    ("size", &["kernelsize", "poolsize", "kernel"]),
    ("stride", &["strides"]),
    ("padding", &["pads"]),
];

/// `nn.BatchNorm2d` and `batch_norm_2d` are one name.
fn plain(name: &str) -> String {
    let last = name.rsplit('.').next().unwrap_or(name);
    last.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// Names without case and signs, and the help for each.
type Table = &'static [(&'static [&'static str], &'static str)];

const LAYERS: Table = &[
    (
        &["softmax", "softmax2d", "logsoftmax", "softmin"],
        "it does not change which output is the greatest: leave it out, and end with `- argmax: {}`",
    ),
    (
        &["relu", "relu6", "activation"],
        "it is no layer of its own: write `activation: relu` in the layer before it",
    ),
    (
        &["sigmoid", "logsigmoid", "hardsigmoid"],
        "there is no hardware for it: in hidden layers train with relu, `activation: relu`; at the end of a network \
         leave it out: of several outputs it does not change which is the greatest, and where one is above a half, \
         `- sign: { threshold: 0 }` gives 1",
    ),
    (
        &[
            "gelu",
            "silu",
            "swish",
            "mish",
            "tanh",
            "hardtanh",
            "hardswish",
            "leakyrelu",
            "prelu",
            "elu",
            "selu",
            "celu",
            "softplus",
            "softsign",
        ],
        "there is no hardware for it: train with relu in its place, and write `activation: relu` in the layer before it",
    ),
    (
        &["linear", "lazylinear", "fc", "fullyconnected", "gemm", "matmul"],
        "it is called `dense` here: `- dense: { name: fc1, outputs: 10, array: main }`",
    ),
    (
        &["batchnorm", "batchnorm1d", "batchnorm2d", "batchnormalization", "bn"],
        "fold it into the layer before it: with s = gamma / sqrt(variance + epsilon), an output each, save the weights \
         times s, and (bias - mean) * s + beta as the bias",
    ),
    (
        &[
            "layernorm",
            "layernormalization",
            "groupnorm",
            "instancenorm",
            "instancenorm2d",
            "rmsnorm",
        ],
        "it depends on each sample, so no weights can hold it: train without it, or with batch norm, which folds into \
         the layer before it",
    ),
    (
        &["dropout", "dropout1d", "dropout2d", "alphadropout", "identity", "gaussiannoise"],
        "it does nothing once a network is trained: leave it out",
    ),
    (
        &["lstm", "gru", "rnn", "simplernn", "lstmcell", "grucell"],
        "there is nothing that feeds back: a network here is a chain of layers; `dense` takes a window of a sequence as \
         lanes",
    ),
    (
        &["attention", "multiheadattention", "transformer", "transformerencoder", "embedding"],
        "products of two activations and tables of words are not here; a design is a chain of `dense`, `conv2d`, \
         `bwht` and pools",
    ),
    (
        &["conv1d"],
        "write it as `conv2d` with `kernel: [1, 3]`, of an image of one row: `input: { shape: [1, length, channels] }`; \
         its weights are `[filters, channels, 1, taps]`",
    ),
    (
        &["depthwiseconv2d", "depthwise", "separableconv2d"],
        "write `conv2d` with `groups: depthwise`, and for a separable one another `conv2d` with `kernel: 1` behind it",
    ),
    (
        &[
            "conv3d",
            "convtranspose2d",
            "conv2dtranspose",
            "deconv",
            "upsample",
            "upsampling2d",
            "pixelshuffle",
        ],
        "windows move over images of rows and columns, and make them smaller: `conv2d` is the nearest",
    ),
    (
        &["maxpool2d", "maxpooling2d", "maxpooling"],
        "it is called `max_pool` here: `- max_pool: { size: 2 }`",
    ),
    (
        &["avgpool2d", "averagepool", "averagepooling2d", "meanpool"],
        "it is called `avg_pool` here: `- avg_pool: { size: 2 }`",
    ),
    (
        &[
            "adaptiveavgpool2d",
            "globalaveragepool",
            "globalaveragepooling2d",
            "globalavgpool",
            "gap",
        ],
        "write `avg_pool` with the sides of the image that comes to it, such as `- avg_pool: { size: 7 }`",
    ),
    (
        &["reshape", "view", "squeeze"],
        "write `- flatten: {}` for lanes, and `order: channels_first` in it for those of PyTorch",
    ),
    (
        &["add", "residual", "concat", "concatenate", "cat", "multiply"],
        "layers are a chain; what has several ways through it is a `graph` of blocks: `cimgen graph design.yaml -o \
         graph.yaml` writes out what layers become, to go on from",
    ),
    (
        &["hadamard", "wht", "walshhadamard"],
        "it is called `bwht` here, there and back with thresholds between",
    ),
];

const ACTIVATIONS: Table = &[
    (&["none", "linear", "identity"], "leave `activation` out"),
    (
        &["softmax", "logsoftmax"],
        "it does not change which output is the greatest: leave it out, and end with `- argmax: {}`",
    ),
    (
        &["sigmoid", "hardsigmoid"],
        "there is no hardware for it: in hidden layers train with `relu`; at the end of a network leave it out: of \
         several outputs it does not change which is the greatest, and where one is above a half, \
         `- sign: { threshold: 0 }` gives 1",
    ),
    (&["relu6"], "write `relu`: the `output` format saturates too"),
    (
        &[
            "gelu",
            "silu",
            "swish",
            "mish",
            "tanh",
            "hardswish",
            "leakyrelu",
            "prelu",
            "elu",
            "selu",
            "softplus",
        ],
        "there is no hardware for it: train with `relu` in its place",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::Layer;

    #[test]
    fn names_are_found_however_they_are_written() {
        for name in ["nn.BatchNorm2d", "batch_norm_2d", "torch.nn.BatchNorm2d", "BATCH-NORM"] {
            assert!(instead("Layer", name).is_some_and(|help| help.contains("gamma")), "{name}");
        }
        assert_eq!(instead("Layer", "dens"), None);
        assert_eq!(instead("Hardware", "relu"), None);
    }

    /// A name of ours would never come here; one that stands twice would be told but once.
    #[test]
    fn every_name_stands_once_and_is_none_of_ours() {
        for table in [LAYERS, ACTIVATIONS] {
            let mut names: Vec<&str> =
                table.iter().flat_map(|(names, _)| names.iter().copied()).collect();
            let count = names.len();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), count);
            assert!(names.iter().all(|name| plain(name) == **name));
        }
        let schema = serde_json::to_value(schemars::schema_for!(Layer)).unwrap();
        let ours: Vec<&str> = schema["oneOf"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|one| one["required"][0].as_str())
            .collect();
        assert!(ours.contains(&"dense"));
        for (names, _) in LAYERS {
            assert!(names.iter().all(|name| !ours.contains(name)), "{names:?}");
        }
    }
}
