//! What designs become as hardware.

use std::time::{Duration, Instant};

use cimgen::compile::{CompileError, Compiled, Effort, Level, compile};
use cimgen::design::{Design, codes};
use cimgen::network::Samples;
use cimgen::num::Format;
use cimgen::report::Report;

use crate::designs::{all_samples, case, changed, file, own_results, results, verify, written};

/// Four rows have counts up to 4: codes of 4 bits have bits that no count reaches.
#[test]
fn converters_with_more_bits_than_counts_lose_nothing() {
    let name = "converter_wider_than_count";
    let flash = "{ flash: { bits: 4, range: clip } }";
    let exact = changed(name, &[(flash, "exact")]);
    let samples = all_samples(4, 1);
    let counts = results(&exact, &samples);
    for (search, storage) in [
        ("{ flash: { bits: 4, range: clip } }", "rom"),
        ("{ sar: { bits: 4, range: clip, form: structural } }", "ram"),
        ("{ hybrid: { bits: 3, flash_bits: 1, range: { window: { low: 0, step: 1 } } } }", "rom"),
        (
            "{ asymmetric: { bits: 4, range: clip, histogram: [9, 5, 4, 3, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1] } }",
            "rom",
        ),
    ] {
        let storage = format!("storage: {storage}, weight_planes: serial");
        let wide = changed(name, &[(flash, search), ("storage: rom", &storage)]);
        assert_eq!(results(&wide, &samples), counts, "{search}");
        verify(&wide);
    }
}

/// Codes that are worth much more than nothing: what planes add up to is narrower than what they add.
#[test]
fn windows_far_from_zero_build() {
    let name = "converter_wider_than_count";
    let text = |search: &str, weight: &str, input: &str| {
        changed(
            name,
            &[
                ("flash: { bits: 4, range: clip }", search),
                ("rows: 4", "rows: 16"),
                ("weight: u1", &format!("weight: {weight}")),
                ("format: u1", &format!("format: {input}")),
            ],
        )
    };
    for weight in ["u1", "s2", "s3"] {
        for input in ["u1", "u3", "s2", "s3"] {
            verify(&text(
                "flash: { bits: 1, range: { window: { low: 10, step: 1 } } }",
                weight,
                input,
            ));
        }
    }
}

#[test]
fn trees_of_multiplication_free_arrays_run() {
    let free = case("free_tree");
    // sign(x) |w| + sign(w) |x|, in halves of a product-sum.
    assert_eq!(own_results("free_tree", &free), [[0], [2]]);
    verify(&free);
    for weight in ["s2", "s4", "s8"] {
        let text = ["weight\": \"s3", &format!("weight\": \"{weight}")];
        let other = changed("free_tree", &[(text[0], text[1]), ("columns\": 1", "columns\": 2")]);
        assert_eq!(own_results("free_tree", &other), [[0], [2]]);
        verify(&other);
    }
}

/// Counts reach codes 0 and 1 only, worth 1 and 2 more than nothing: of three planes that add 1 each, two leave a
/// threshold of 8 out of reach.
#[test]
fn early_termination_knows_what_counts_can_reach() {
    let stops = case("early_stop_window");
    assert_eq!(own_results("early_stop_window", &stops), [[0, 0, 2, 2], [6, 0, 3, 2]]);
    verify(&stops);
}

/// Formats of a product by its rows and by those of weights and inputs.
#[test]
fn products_have_the_narrowest_format() {
    let (u, s) = (Format::unsigned, Format::signed);
    let format = |rows: usize, weight: &str, input: &str| {
        let rows_of = format!("\"rows\": {rows}");
        let design = changed(
            "wide_output",
            &[
                ("\"rows\": 3", &rows_of),
                ("\"s2\"", &format!("\"{weight}\"")),
                ("\"s3\"", &format!("\"{input}\"")),
            ],
        );
        design.output().unwrap().formats().next().unwrap()
    };
    assert_eq!(format(3, "s2", "s3"), s(6));
    assert_eq!(format(5, "s8", "s8"), s(18));
    // 4 times 2 is 8, 3 times 2 times -1 is -6: 3 bits and a sign hold neither.
    assert_eq!(format(3, "u1", "u1"), u(2));
    assert_eq!(format(3, "u1", "s3"), s(5));
    assert_eq!(format(3, "s2", "u2"), s(6));
    assert_eq!(format(15, "s2", "s2"), s(7));
    verify(&case("wide_output"));
}

/// Whatever weights and inputs there are, one row at a time is as much as all at once.
#[test]
fn formats_do_not_depend_on_how_rows_are_driven() {
    for more in ["\"active_rows\": 2", "\"weight_planes\": \"serial\"", "\"active_rows\": 1"] {
        let text = format!("\"rows\": 3, {more}");
        let design = changed("wide_output", &[("\"rows\": 3", &text)]);
        assert_eq!(design.output().unwrap().formats().next(), Some(Format::signed(6)));
        verify(&design);
    }
}

/// A sample that others follow waits for arrays that they are on.
#[test]
fn latency_is_told_alone_and_in_a_stream() {
    for (compiled, alone, stream) in [
        (case("latency_in_stream"), 40, 53),
        (
            written(
                &std::fs::read_to_string("designs/digits_bwht.yaml").unwrap(),
                "designs".as_ref(),
            ),
            32,
            50,
        ),
    ] {
        let report = Report::new(&compiled, None, vec![]).unwrap();
        let timing = &report.timing;
        assert_eq!((timing.latency_cycles, timing.stream_latency_cycles), (alone, stream));
        let said = format!("latency {alone} cycles alone, {stream} in a stream (measured in RTL)");
        let text = cimgen::report::text(&report);
        let flowing = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flowing.contains(&said), "{text}");
        let json = cimgen::report::json(&report).unwrap();
        assert!(json.contains(&format!("\"stream_latency_cycles\": {stream}")), "{json}");
    }
}

/// Loads of a tile that uses fewer columns than its array has write these only.
#[test]
fn loads_write_the_columns_that_a_tile_has() {
    let narrow = case("narrow_load");
    assert_eq!(own_results("narrow_load", &narrow), [[1, 1, 1], [1, 0, 1]]);
    verify(&narrow);
}

/// A number of a matrix that no design asks for, as three have numbers of two bits.
#[test]
fn contexts_without_a_name_agree_with_their_model() {
    let three = case("context_without_name");
    verify(&three);
}

/// A product of 576 cycles is slow, and no hardware that hangs.
#[test]
fn slow_blocks_are_tried_to_their_end() {
    let rows = "\"rows\": 9, \"active_rows\": 1, \"weight_planes\": \"serial\"";
    let slow = changed("wide_output", &[("\"rows\": 3", rows), ("\"s2\"", "\"s8\""), ("s3", "u8")]);
    assert_eq!(slow.interval().unwrap(), 576);
    assert!(slow.alone(&Effort::of(Level::Thorough)).unwrap().beats > 1500);
}

/// Both ends of a design speak AXI4-Stream, which has a clock, whatever is between them.
#[test]
fn designs_without_registers_have_a_clock() {
    for name in ["graph.yaml", "layers.yaml"] {
        let design = compile(Design::read(&file("no_registers", name)).unwrap()).unwrap();
        verify(&design);
        let files = cimgen::emit::verilog(design.validated().unwrap());
        let text = &files.last().unwrap().text;
        assert!(text.contains("input  wire aclk,\n    input  wire aresetn,"), "{text}");
        assert!(text.contains("wire _unused = &{1'b0, aclk, aresetn};"), "{text}");
    }
}

/// A header of lists in lists, which its parser would look at for minutes.
#[test]
fn damaged_array_files_are_told_at_once() {
    let begun = Instant::now();
    let found = Samples::read(&file("damaged_npy", "nested.npy"), 2, Format::unsigned(4), 1.0);
    let cause = found.unwrap_err().cause;
    assert!(cause.contains("its header nests brackets 25 deep"), "{cause}");
    assert!(begun.elapsed() < Duration::from_secs(5));
}

/// Diagnostics of a design that does not compile.
fn refused(result: Result<Compiled, CompileError>) -> Vec<cimgen::diag::Diagnostic> {
    match result {
        Err(CompileError::Design(found)) => found,
        Err(CompileError::Bug(bug)) => panic!("{bug}"),
        Ok(_) => panic!("it compiles"),
    }
}

/// A graph of one node for each name.
fn named(design: &str, nodes: &[&str]) -> Result<Compiled, CompileError> {
    let node = |name: &&str| {
        format!(
            "    - {{ name: \"{name}\", block: {{ argmax: {{ lanes: 2, input: s4 }} }}, inputs: {{ x: input }} }}\n"
        )
    };
    let head = format!(
        "version: 1\nname: \"{design}\"\nclock_mhz: 200\ninput: {{ shape: [2], format: s4 }}\n"
    );
    let all: Vec<String> = nodes.iter().map(|name| format!("\"{name}\"")).collect();
    let nodes: String = nodes.iter().map(node).collect();
    let text = format!("{head}graph:\n  nodes:\n{nodes}  output: [{}]\n", all.join(", "));
    compile(Design::from_yaml(text, "design.yaml", "").map_err(CompileError::Design)?)
}

#[test]
fn names_that_meet_those_of_hardware_are_told() {
    for (nodes, told) in [
        (&["aclk"][..], "aclk"),
        (&["ARESETN"], "ARESETN"),
        (&["m_axis_tdata"], "m_axis_tdata"),
        (&["s_axis_tready"], "s_axis_tready"),
        (&["m_axis_m_axis_beat"], "m_axis_m_axis_beat"),
        (&["a", "a_y_tdata"], "a_y_tdata"),
        (&["a", "A_X_BEAT"], "A_X_BEAT"),
        (&["a", "s_axis_fork"], "s_axis_fork"),
    ] {
        let found = refused(named("gdes", nodes));
        assert_eq!(found[0].code, codes::DUPLICATE_NAME, "{nodes:?}");
        assert!(found[0].cause.contains(&format!("`{told}`")), "{:?}", found[0].cause);
    }
    for name in ["aclk", "stream_fork_2", "Argmax_2_s4"] {
        assert_eq!(refused(named(name, &["a", "b"]))[0].code, codes::DUPLICATE_NAME, "{name}");
    }
}

#[test]
fn names_that_tools_and_files_cannot_carry_are_told() {
    for name in ["process", "mailbox", "semaphore", "bool", "wreal", "con", "LPT1"] {
        assert_eq!(refused(named("gdes", &[name]))[0].code, codes::NAME, "{name}");
        assert_eq!(refused(named(name, &["a"]))[0].code, codes::NAME, "{name}");
    }
    assert_eq!(refused(named("TOP", &["a"]))[0].code, codes::NAME);
    // Names of C++ and of the tools' own insides are none of Verilog's.
    for name in ["class_", "double", "TOP", "main", "array", "a__b", "Vtop", "namespace"] {
        named("gdes", &[name, "b"]).unwrap();
    }
}

/// Queues take numbers that are free, in graphs as they are written and as they are printed.
#[test]
fn queues_have_names_of_their_own() {
    let text = std::fs::read_to_string(file("names", "queue_0.yaml")).unwrap();
    let skew = written(&text, "".as_ref());
    let names: Vec<&str> = skew.graph.nodes().map(|(_, node)| node.name.as_str()).collect();
    assert!(names.contains(&"queue_0") && names.contains(&"queue_1"), "{names:?}");
    assert_eq!(results(&skew, &[vec![3, 1]]), [[6, 2]]);
    verify(&skew);
}
