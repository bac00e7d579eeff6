//! Designs with something wrong.

/// `good` with an argmax alone.
fn without_dense(good: &str) -> String {
    let kept = good.lines().filter(|line| !line.contains("dense:") && !line.contains("cim_array:"));
    kept.map(|line| line.replace("hardware:", "hardware: {}") + "\n").collect()
}

/// `good` without its hidden layer.
fn one_layer(good: &str) -> String {
    good.lines().filter(|line| !line.contains("fc1")).map(|line| format!("{line}\n")).collect()
}

/// Titles and texts; most change one thing of `good`.
pub(super) fn cases(good: &str) -> Vec<(&'static str, String)> {
    [wrong(good), hardware(good), elsewhere(good), odd(good)].concat()
}

/// Designs with a Walsh-Hadamard layer, each wrong in one thing.
pub(super) fn transform_cases(good: &str) -> Vec<(&'static str, String)> {
    let change = |from: &str, to: &str| changed(good, from, to);
    let layer = "bwht: { name: mix, crossbar: wht,";
    let points = "points: 64";
    vec![
        ("a crossbar of 48 points", change(points, "points: 48")),
        ("a crossbar of 512 points", change(points, "points: 512")),
        ("a crossbar that is not there", change("crossbar: wht", "crossbar: what")),
        ("a transform on an array", change("crossbar: wht", "crossbar: main")),
        ("a product on a crossbar", change("array: main", "tile: wht")),
        ("a crossbar that no layer uses", change("hardware:", "hardware:\n  spare: { wht_crossbar: { points: 8 } }")),
        ("a transform of what has no format", change("activation: relu, output: u8", "activation: relu")),
        ("a transform of too many bits", change("activation: relu, output: u8", "output: s1")),
        ("ties of what is exact", change(points, "points: 64, digitizer: exact, tie: zero")),
        ("a code of 9 bits", change(points, "points: 64, digitizer: { sar: { bits: 9 } }")),
        ("a share above all", change(points, "points: 64, early_termination: { scaled: { alpha: 300 } }")),
        ("tiles larger than the crossbar", change(points, "points: 64, stitching: { tile: 64 }")),
        ("tiles that are switched in a layer", change(points, "points: 64, stitching: { tile: 16, switched: true }")),
        ("half of the rows in a layer", change(points, "points: 64, stitching: { tile: 16, rows: 2 }")),
        ("counters in a layer", change(points, "points: 64, counters: true")),
        ("a misspelt tie", change(points, "points: 64, tie: nought")),
        ("a misspelt field of a layer", change(layer, "bwht: { name: mix, crossbar: wht, dc_by_pass: true,")),
        (
            "a transform of one channel",
            change("  - dense: { name: fc1", "  - bwht: { name: first, crossbar: wht, output: u4 }\n  - flatten: {}\n  - dense: { name: fc1")
                .replace("shape: [64]", "shape: [8, 8]"),
        ),
    ]
}

/// `good` with one thing changed, which must be there.
fn changed(good: &str, from: &str, to: &str) -> String {
    assert!(good.contains(from), "{from}");
    good.replacen(from, to, 1)
}

/// Designs whose `hardware` is refused.
fn hardware(good: &str) -> Vec<(&'static str, String)> {
    let change = |from: &str, to: &str| changed(good, from, to);
    vec![
        ("a misspelt count", change("digitizer: exact }", "digitizer: exact }, cuont: 2")),
        ("a misspelt kind of hardware", change("cim_array", "cim_arry")),
        (
            "a count in both places",
            change("digitizer: exact }", "digitizer: exact, count: 2 }, count: 2"),
        ),
        ("a misspelt array", change("array: main", "array: mian")),
        (
            "errors of numbers",
            change(
                "digitizer: exact",
                "digitizer: { sar: { bits: 5 } }, errors: { cell_sigma: 20 }",
            ),
        ),
        (
            "errors beyond their ranges",
            change(
                "digitizer: exact",
                "digitizer: { sar: { bits: 5, form: structural } }, errors: { cell_sigma: 251, \
                 offset: -8001, offset_sigma: 8001, noise_sigma: 8001, droop: 101, references: [1, 2] }",
            ),
        ),
        (
            "a layer on an array without products",
            change("digitizer: exact", "digitizer: exact, operator: multiplication_free"),
        ),
        (
            "an operator without multiplications in registers",
            change(
                "storage: rom, digitizer: exact",
                "storage: ram, digitizer: exact, operator: multiplication_free",
            ),
        ),
    ]
}

/// Designs that are refused.
fn wrong(good: &str) -> Vec<(&'static str, String)> {
    let change = |from: &str, to: &str| changed(good, from, to);
    let tile = "cim_array: { rows: 64,";
    vec![
        ("an empty file", String::new()),
        ("only a comment", "# to do\n".into()),
        ("a list", "- 1\n- 2\n".into()),
        ("a word", "digits\n".into()),
        ("tabs", change("  - argmax", "\t- argmax")),
        ("an open bracket", change("[64]", "[64")),
        ("two documents", format!("{good}---\n{good}")),
        ("deep nesting", change("[64]", &format!("{}{}", "[".repeat(70), "]".repeat(70)))),
        ("an anchor and an alias", change("name: digits", "name: &it digits\nparameters: *it")),
        ("a tag", change("name: digits", "name: !!str digits")),
        ("a key twice", change("clock_mhz: 200", "clock_mhz: 200\nclock_mhz: 100")),
        ("a boolean of YAML 1.1", change("name: fc1", "name: on")),
        ("a key that is a list", change("clock_mhz: 200", "clock_mhz: 200\n[1, 2]: x")),
        ("an unknown field, nearly right", change("outputs: 64", "output_s: 64")),
        (
            "two unknown fields in two places",
            change("outputs: 64", "units: 64").replace("columns: 16", "cols: 16"),
        ),
        ("the beginning of a field", change("clock_mhz: 200", "clock: 200")),
        ("a missing field", change("clock_mhz: 200\n", "")),
        ("text for a number", change("clock_mhz: 200", "clock_mhz: fast")),
        ("a quoted number", change("outputs: 64", "outputs: \"64\"")),
        ("a fraction for a whole number", change("outputs: 64", "outputs: 6.5")),
        ("1e9 rows", change("rows: 64", "rows: 1e9")),
        ("a number for a list", change("[64]", "64")),
        ("a list for fields", change("{ shape: [64], format: u4 }", "[64, u4]")),
        ("a number beyond counting", change("outputs: 64", "outputs: 99999999999999999999")),
        ("a negative number", change("rows: 64", "rows: -1")),
        ("an unknown layer", change("- dense: { name: fc1", "- dens: { name: fc1")),
        ("an unknown digitizer", change("digitizer: exact", "digitizer: exakt")),
        ("a bad format", change("format: u4", "format: q4")),
        ("version 2", change("version: 1", "version: 2\nnew_thing: 3")),
        ("an empty name", change("name: digits", "name: \"\"")),
        ("a name with a path in it", change("name: digits", "name: ../x")),
        ("a name with quotes", change("name: digits", "name: 'a\"b'")),
        ("a name with a newline", change("name: digits", "name: \"a\\nb\"")),
        ("a name that is not ASCII", change("name: digits", "name: ziffern_ä")),
        ("a name that is a keyword", change("name: fc1", "name: module")),
        ("an array that is called like a keyword", good.replace("main", "table")),
        ("a name that SystemVerilog keeps", change("name: fc1", "name: process")),
        ("an array that is called like a type", good.replace("main", "bool")),
        ("a name that no file can have", change("name: digits", "name: con")),
        ("a design that is called like the scope around it", change("name: digits", "name: TOP")),
        ("one name twice", change("name: fc2", "name: FC1")),
        (
            "two arrays of nearly one name",
            format!(
                "{good}  Main: {{ {tile} columns: 16, weight: s4, storage: rom, digitizer: exact }} }}\n"
            ),
        ),
        ("an unknown tile", change("array: main, activation", "tile: mian, activation")),
        ("no rows", change("rows: 64", "rows: 0")),
        ("a billion rows", change("rows: 64", "rows: 1000000000")),
        ("no outputs", change("outputs: 64", "outputs: 0")),
        ("a clock of no number", change("clock_mhz: 200", "clock_mhz: .nan")),
        ("an endless clock", change("clock_mhz: 200", "clock_mhz: .inf")),
        ("an empty shape", change("[64]", "[]")),
        ("a shape with a 0", change("[64]", "[8, 0]")),
        ("a shape beyond counting", change("[64]", "[4294967296, 4294967296]")),
        ("a scale of 0", change("format: u4 }", "format: u4, scale: 0 }")),
        ("an input that no tile takes", change("format: u4", "format: u9")),
        ("a hidden format that no tile takes", change("output: u4", "output: s12")),
        (
            "an output that is too wide",
            change("outputs: 10, array: main", "outputs: 10, array: main, output: s20"),
        ),
        ("a hidden layer without output", change(", output: u4", "")),
        ("argmax first", change("layers:\n", "layers:\n  - argmax: {}\n")),
        (
            "no layers",
            good.split("  - dense")
                .next()
                .unwrap_or("")
                .to_string()
                .replace("layers:\n", "layers: []\n"),
        ),
        ("a weight format that cells cannot hold", change("weight: s4", "weight: s9")),
        ("more active rows than rows", change(tile, "cim_array: { active_rows: 65, rows: 64,")),
        (
            "a digitizer without bits",
            change("digitizer: exact", "digitizer: { flash: { bits: 0, range: clip } }"),
        ),
        ("an empty file name", change("parameters: digits.safetensors", "parameters: \"\"")),
        (
            "fields at the wrong depth",
            change("- argmax: {}", "- dense:\n    name: fc3\n    outputs: 3"),
        ),
    ]
}

/// Designs in the words of other programs, and tensors as they name them.
fn elsewhere(good: &str) -> Vec<(&'static str, String)> {
    let change = |from: &str, to: &str| changed(good, from, to);
    vec![
        ("a softmax", change("- argmax: {}", "- softmax: {}")),
        ("a linear layer", change("- dense: { name: fc1", "- linear: { name: fc1")),
        ("a relu of its own", change("- argmax: {}", "- nn.ReLU: {}")),
        ("a batch norm", change("- argmax: {}", "- batch_norm: {}")),
        ("a dropout", change("- argmax: {}", "- dropout: { p: 0.5 }")),
        ("a recurrent layer", change("- argmax: {}", "- lstm: {}")),
        ("a convolution of a line", change("- argmax: {}", "- conv1d: {}")),
        ("a smooth activation", change("activation: relu", "activation: gelu")),
        (
            "tensors named in two ways",
            change("outputs: 64,", "outputs: 64, weights: 0.weight, prefix: model.fc1,"),
        ),
        ("biases that are there", change("outputs: 64,", "outputs: 64, bias: true,")),
        ("fields of PyTorch", change("outputs: 64,", "in_features: 64, out_features: 64,")),
        ("a prefix that is a number", change("outputs: 64,", "outputs: 64, prefix: 0,")),
    ]
}

/// Designs that are taken with a warning.
fn odd(good: &str) -> Vec<(&'static str, String)> {
    let change = |from: &str, to: &str| changed(good, from, to);
    let tile = "cim_array: { rows: 64,";
    vec![
        (
            "an unused array",
            format!(
                "{good}  spare: {{ {tile} columns: 16, weight: s4, storage: rom, digitizer: exact }} }}\n"
            ),
        ),
        ("unsigned without relu", change("activation: relu, ", "")),
        ("a digitizer of old", change("digitizer: exact", "digitizer: { clip: { bits: 4 } }")),
        (
            "more bits than rows can use",
            change("digitizer: exact", "digitizer: { sar: { bits: 8 } }")
                .replace("rows: 64", "rows: 20"),
        ),
        (
            "a hybrid search that is all flash",
            change("digitizer: exact", "digitizer: { hybrid: { bits: 5, flash_bits: 5 } }"),
        ),
        (
            "a window beyond the rows",
            change(
                "digitizer: exact",
                "digitizer: { sar: { bits: 5, range: { window: { low: 64, step: 2 } } } }",
            ),
        ),
        (
            "bits that nothing has, in a window to be set",
            change("digitizer: exact", "digitizer: { sar: { bits: 99, range: calibrated } }"),
        ),
        (
            "bits that nothing has, in a group of fewer arrays",
            change(
                "digitizer: exact",
                "count: 2, digitizer: { sar: { bits: 4294967295, network: pair } }",
            ),
        ),
        (
            "a tree for nothing",
            change(
                "digitizer: exact",
                "digitizer: { asymmetric: { bits: 2, histogram: [0, 0, 0, 0] } }",
            ),
        ),
        (
            "a tree that is too shallow",
            change(
                "digitizer: exact",
                "digitizer: { asymmetric: { bits: 2, max_depth: 1, histogram: [1, 2, 3, 4] } }",
            ),
        ),
        (
            "errors that decide",
            change(
                "digitizer: exact",
                "digitizer: { sar: { bits: 5, range: calibrated, form: structural } }, errors: { cell_sigma: 20 }",
            ),
        ),
        (
            "a digitizer that rounds",
            change("digitizer: exact", "digitizer: { sar: { bits: 4, network: pair } }"),
        ),
        (
            "a digitizer that clips",
            change("digitizer: exact", "digitizer: { flash: { bits: 4, range: clip } }"),
        ),
        (
            "a digitizer that clips, on rows that a layer does not fill",
            change("digitizer: exact", "digitizer: { flash: { bits: 4, range: clip } }")
                .replace("[64]", "[40]")
                .replace("outputs: 64", "outputs: 20"),
        ),
        ("weights without a layer", without_dense(good)),
        (
            "calibration samples without a range to set",
            one_layer(good).replace("\nlayers:", "\ndata: { calibration: x.npy }\nlayers:"),
        ),
        (
            "a test on training samples",
            change(
                "\nlayers:",
                "\ndata:\n  train: { input: x.npy, labels: l.npy }\n  calibration: y.npy\n  \
                 test: { input: ./x.npy, labels: l.npy }\nlayers:",
            ),
        ),
        (
            "a test on calibration samples",
            change(
                "\nlayers:",
                "\ndata: { calibration: x.npy, test: { input: x.npy, labels: l.npy } }\nlayers:",
            ),
        ),
        ("an argmax of one lane", change("outputs: 10", "outputs: 1")),
        (
            "rows that no layer uses",
            one_layer(good).replace("[64]", "[9]").replace("outputs: 10", "outputs: 8"),
        ),
    ]
}

/// Designs with something wrong about images; each changes one thing of `good`.
pub(super) fn image_cases(good: &str) -> Vec<(&'static str, String)> {
    let change = |from: &str, to: &str| {
        assert!(good.contains(from), "{from}");
        good.replacen(from, to, 1)
    };
    let depthwise = "kernel: [2, 2], groups: depthwise,";
    vec![
        ("a convolution of lanes", change("[8, 8]", "[64]")),
        ("an image with four sides", change("[8, 8]", "[8, 8, 1, 1]")),
        ("a dense layer of an image", change("  - flatten: {}\n", "")),
        ("a pool of lanes", change("  - argmax", "  - max_pool: { size: [2, 2] }\n  - argmax")),
        ("flat twice", change("  - flatten: {}\n", "  - flatten: {}\n  - flatten: {}\n")),
        ("a word for a window", change("kernel: [3, 3]", "kernel: three")),
        ("a fraction for a window", change("kernel: [3, 3]", "kernel: 3.5")),
        ("a negative stride", change("kernel: [3, 3]", "kernel: 3, stride: -1")),
        ("a window with one side", change("kernel: [3, 3]", "kernel: [3]")),
        (
            "a window with a word for a side",
            change("kernel: [3, 3]", "kernel: [3, three], stride: [1, x]"),
        ),
        ("a window without rows", change("kernel: [3, 3]", "kernel: [0, 3]")),
        ("a stride of 0", change("kernel: [3, 3]", "kernel: [3, 3], stride: [1, 0]")),
        ("a pool with a side beyond use", change("size: [2, 2]", "size: [2, 65]")),
        ("a window larger than its image", change("kernel: [2, 2]", "kernel: [2, 5]")),
        (
            "a window larger than its padded image",
            change("kernel: [2, 2]", "kernel: [6, 2], padding: { explicit: { top: 1 } }"),
        ),
        ("a pool larger than its image", change("size: [2, 2]", "size: [9, 2]")),
        (
            "a window of too many elements",
            change("[8, 8]", "[40, 40, 40]").replacen("kernel: [3, 3]", "kernel: [41, 41]", 1),
        ),
        (
            "more zeros than the window is wide",
            change("padding: same", "padding: { explicit: { top: 3, left: 2, right: 4 } }"),
        ),
        ("a number of zeros as wide as the window", change("padding: same", "padding: 3")),
        ("a negative padding", change("padding: same", "padding: -1")),
        ("an unknown padding", change("padding: same", "padding: sane")),
        (
            "an unknown side of the padding",
            change("padding: same", "padding: { explicit: { above: 1, lef: 1 } }"),
        ),
        ("unknown groups", change("kernel: [2, 2],", "kernel: [2, 2], groups: depth_wise,")),
        ("a depthwise layer with too many filters", change("kernel: [2, 2],", depthwise)),
        ("an unknown kind of scale", change("outputs: 10,", "outputs: 10, weight_scale: per_row,")),
        ("a pool of wide sums", change("activation: relu, output: u4 }", "activation: relu }")),
        (
            "a format that no tile takes behind a pool",
            change("activation: relu, output: u4", "output: s12"),
        ),
        ("an input that no tile takes behind a pool", {
            let first = "layers:\n  - max_pool: { size: [1, 1] }\n";
            change("format: u4", "format: u9").replacen("layers:\n", first, 1)
        }),
        (
            "a mean that has no constants",
            change("max_pool: { size: [2, 2] }", "avg_pool: { size: [2, 3] }").replacen(
                "activation: relu, output: u4",
                "output: s4",
                1,
            ),
        ),
        (
            "a mean of wide codes",
            change("max_pool: { size: [2, 2] }", "avg_pool: { size: [7, 7] }").replacen(
                "activation: relu, output: u4",
                "activation: relu, output: u16",
                1,
            ),
        ),
        ("a result that is too large", change("[8, 8]", "[256, 256]")),
        ("a layer without filters", change("filters: 4", "filters: 0")),
        ("two convolutions of one name", change("name: conv2", "name: Conv1")),
        ("a convolution on an unknown array", change("array: main", "tile: mian")),
        ("unsigned pixels without relu", change("activation: relu, ", "")),
    ]
}
