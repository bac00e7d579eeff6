//! Registers and memories.

use std::fmt::Write;

use crate::rtl::{ExprId, Memory, Module, Register};

use super::expression::{Expressions, literal};
use super::memory_file;
use super::popcount::range;

/// Registers that load under one condition and are reset or not together: one `always` block.
struct RegisterGroup<'m> {
    enable: Option<ExprId>,
    has_reset: bool,
    registers: Vec<&'m Register>,
}

/// `always` blocks of all registers, in order of first mention.
pub(super) fn registers(module: &Module, expressions: &mut Expressions<'_>, text: &mut String) {
    let mut groups: Vec<RegisterGroup<'_>> = vec![];
    for register in &module.registers {
        let (enable, has_reset) = (register.enable, register.reset.is_some());
        let same =
            |group: &&mut RegisterGroup<'_>| group.enable == enable && group.has_reset == has_reset;
        match groups.iter_mut().find(same) {
            Some(group) => group.registers.push(register),
            None => groups.push(RegisterGroup { enable, has_reset, registers: vec![register] }),
        }
    }
    for group in groups {
        block(module, &group, expressions, text);
    }
}

fn block(
    module: &Module,
    group: &RegisterGroup<'_>,
    expressions: &mut Expressions<'_>,
    text: &mut String,
) {
    let name = |register: &Register| module.signal(register.signal).name.as_str();
    let stem = group.registers.first().map_or("register", |register| name(register));
    let enable = group.enable.map(|enable| expressions.value(enable, &format!("{stem}_load")));
    let loads: Vec<String> = group
        .registers
        .iter()
        .map(|register| {
            let name = name(register);
            let next = expressions.value(register.next, &format!("{name}_next"));
            format!("{name} <= {next};")
        })
        .collect();
    let resets = group.registers.iter().filter_map(|register| {
        Some(format!("{} <= {};", name(register), literal(register.reset.as_ref()?)))
    });
    let resets: Vec<String> = resets.collect();
    for line in expressions.take_lines() {
        let _ = writeln!(text, "    {line}");
    }
    text.push_str("    always @(posedge aclk) begin\n");
    match (group.has_reset, enable) {
        (true, enable) => {
            text.push_str("        if (!aresetn) begin\n");
            statements(&resets, 3, text);
            let _ = match enable {
                Some(enable) => writeln!(text, "        end else if ({enable}) begin"),
                None => writeln!(text, "        end else begin"),
            };
            statements(&loads, 3, text);
            text.push_str("        end\n");
        }
        (false, Some(enable)) => {
            let _ = writeln!(text, "        if ({enable}) begin");
            statements(&loads, 3, text);
            text.push_str("        end\n");
        }
        (false, None) => statements(&loads, 2, text),
    }
    text.push_str("    end\n\n");
}

fn statements(lines: &[String], depth: usize, text: &mut String) {
    for line in lines {
        let _ = writeln!(text, "{}{line}", "    ".repeat(depth));
    }
}

/// A memory's array, contents and ports. Both kinds of port are nonblocking, so that a read sees the
/// old word.
pub(super) fn memory(
    module: &Module,
    memory: &Memory,
    expressions: &mut Expressions<'_>,
    text: &mut String,
) {
    let Memory { name, width, depth, contents, .. } = memory;
    let mut ports = vec![];
    for port in &memory.writes {
        let enable = expressions.value(port.enable, &format!("{name}_write"));
        let address = expressions.index(port.address, &format!("{name}_write_address"));
        let data = expressions.value(port.data, &format!("{name}_write_data"));
        ports.push(format!("if ({enable}) {name}[{address}] <= {data};"));
    }
    for port in &memory.reads {
        let data = &module.signal(port.data).name;
        let enable = expressions.value(port.enable, &format!("{data}_read"));
        let address = expressions.index(port.address, &format!("{data}_address"));
        ports.push(format!("if ({enable}) {data} <= {name}[{address}];"));
    }
    let _ = writeln!(text, "    reg {}{name} [0:{}];", range(*width), depth - 1);
    if memory_file::has_file(memory) {
        let file = memory_file::name(module, memory);
        let parameter = memory_file::PARAMETER;
        let _ = writeln!(text, "    initial $readmemh({{{parameter}, \"/{file}\"}}, {name});");
    } else if !contents.is_empty() {
        initial(memory, text);
    }
    for line in expressions.take_lines() {
        let _ = writeln!(text, "    {line}");
    }
    text.push_str("    always @(posedge aclk) begin\n");
    statements(&ports, 2, text);
    text.push_str("    end\n\n");
}

/// Contents from address 0 up, zero beyond them.
fn initial(memory: &Memory, text: &mut String) {
    let Memory { name, width, depth, contents, .. } = memory;
    text.push_str("    initial begin\n");
    for (address, word) in contents.iter().enumerate() {
        let _ = writeln!(text, "        {name}[{address}] = {};", literal(word));
    }
    for address in contents.len()..*depth {
        let _ = writeln!(text, "        {name}[{address}] = {width}'h0;");
    }
    text.push_str("    end\n");
}
