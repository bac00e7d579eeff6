//! The self-checking testbench and its vectors.

use std::fmt::Write;

use askama::Template;

use crate::blocks::{Field, StreamType};
use crate::dataflow::Commands;
use crate::diag::Bug;
use crate::rtl::{Bits, Validated};

use super::images::Image;
use super::verilog::has_memory_files;

/// Beats in, beats expected, and the rising edge after reset at which each is expected.
#[derive(Clone, Debug, Default)]
pub struct Vectors {
    /// `s_axis_tdata`, beat by beat.
    pub inputs: Vec<Bits>,
    /// `m_axis_tdata`, beat by beat.
    pub outputs: Vec<Bits>,
    /// `s_axis_tlast` and `m_axis_tlast`, beat by beat.
    pub lasts: (Vec<bool>, Vec<bool>),
    /// Rising edge at which each output is taken; 0 is the first with `aresetn` high.
    pub cycles: Vec<u64>,
}

/// Plain Verilog that drives a top module from vector files and checks what comes.
#[derive(Template)]
#[template(path = "testbench.v.j2", escape = "none")]
pub struct Testbench<'a> {
    top: &'a str,
    inputs: usize,
    outputs: usize,
    input_bits: u32,
    output_bits: u32,
    fields: Vec<Checked>,
    limit: u64,
    /// Whether files of memories are read.
    memories: bool,
    loads: Option<Loads<'a>>,
}

/// A field of a result.
struct Checked {
    lanes: usize,
    /// Bits of a lane.
    bits: u32,
    /// The lowest bit of lane 0.
    low: u32,
    /// What a lane is called, with `%0d` for its number.
    label: String,
}

/// What the testbench reads from images of weights, and sends before the other beats.
struct Loads<'a> {
    images: &'a [Image],
    /// Rows of all of them, and of the longest.
    beats: usize,
    longest: usize,
    w_bits: u32,
    row_bits: u32,
    /// 0, where there is one tile.
    tile_bits: u32,
}

/// Widths of `s_axis_tdata` and `m_axis_tdata` of a top module.
pub fn top_level(design: Validated<'_>) -> Result<(u32, u32), Bug> {
    let top = design.top();
    let width = |name: &str| {
        let port = top.port(name).map(|port| top.signal(port.signal).width);
        port.ok_or_else(|| Bug::new(format!("top module `{}` lacks port `{name}`", top.name)))
    };
    Ok((width("s_axis_tdata")?, width("m_axis_tdata")?))
}

impl<'a> Testbench<'a> {
    /// A testbench for so many beats in and out that gives up after `limit` cycles; it tells of results as one number.
    pub fn new(
        design: Validated<'a>,
        (inputs, outputs): (usize, usize),
        limit: u64,
    ) -> Result<Self, Bug> {
        let (input_bits, output_bits) = top_level(design)?;
        let top = &design.top().name;
        let whole = Checked { lanes: 1, bits: output_bits, low: 0, label: "lane %0d".into() };
        let (fields, loads) = (vec![whole], None);
        let memories = has_memory_files(design.netlist());
        Ok(Self { top, inputs, outputs, input_bits, output_bits, fields, limit, memories, loads })
    }

    /// The same, which tells of results by their lanes.
    pub fn telling(self, output: &StreamType) -> Self {
        Self { fields: checked(output), ..self }
    }

    /// The same, where the first beats in are loads of `images`, which are not in the vectors.
    pub fn loading(self, commands: &Commands, images: &'a [Image]) -> Self {
        let bits = |field: &str| commands.beat().span(field).map_or(0, |(_, width)| width);
        let loads = Loads {
            images,
            beats: images.iter().map(|image| image.rows).sum(),
            longest: images.iter().map(|image| image.rows).max().unwrap_or(1),
            w_bits: bits("w"),
            row_bits: bits("row"),
            tile_bits: bits("tile"),
        };
        Self { loads: Some(loads), ..self }
    }

    /// Its text, with the folder of the vectors relative to where simulators are started.
    pub fn text(&self) -> Result<String, Bug> {
        self.render()
            .map(|text| text + "\n")
            .map_err(|error| Bug::new(format!("testbench: {error}")))
    }
}

/// The fields of a beat; a beat's only one has no name to be told.
fn checked(beat: &StreamType) -> Vec<Checked> {
    let mut low = 0;
    let field = |field: &Field| {
        let label = match beat.fields.len() {
            1 => "lane %0d".to_string(),
            _ => format!("{}[%0d]", field.name),
        };
        low += field.width();
        Checked { lanes: field.lanes, bits: field.format.bits(), low: low - field.width(), label }
    };
    beat.fields.iter().map(field).collect()
}

impl Vectors {
    /// The vector files by name: a beat a line, in hexadecimal.
    pub fn files(&self) -> [(&'static str, String); 5] {
        let beats = |beats: &[Bits]| {
            beats.iter().fold(String::new(), |text, beat| text + &beat.to_hex() + "\n")
        };
        let marks = |marks: &[bool]| {
            marks.iter().fold(String::new(), |text, last| text + if *last { "1\n" } else { "0\n" })
        };
        let mut cycles = String::new();
        for cycle in &self.cycles {
            // Writing to a String cannot fail.
            let _ = writeln!(cycles, "{cycle:016x}");
        }
        [
            ("vectors_in.hex", beats(&self.inputs)),
            ("vectors_out.hex", beats(&self.outputs)),
            ("lasts_in.hex", marks(&self.lasts.0)),
            ("lasts_out.hex", marks(&self.lasts.1)),
            ("cycles.hex", cycles),
        ]
    }
}
