//! Two tops side by side in Verilog.

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::emit::{VerilogFile, verilog};
use crate::rtl::{Direction, Module, ModuleId, Netlist, validate};

/// Two tops side by side, and an assertion that no output tells them apart, whatever beats come, however
/// often they are reset: what an offer carries and whether it is taken is looked at only where there is
/// one. Modules that are not among `differing` are written once.
pub(super) fn both_tops(
    (gold, gate): (&Netlist, &Netlist),
    top: ModuleId,
    differing: &BTreeSet<ModuleId>,
) -> Option<String> {
    let differs = |id: ModuleId| differing.contains(&id);
    let side = |id: ModuleId| if differs(id) { "gate" } else { "gold" };
    let gold_text = whole_text(&renamed(gold, top, |_| "gold"), top, |_| true)?;
    let gate_text = whole_text(&renamed(gate, top, side), top, differs)?;
    Some(gold_text + &gate_text + &miter(gold.get(top)))
}

/// Verilog of the modules below `top` that are `chosen`.
pub(super) fn whole_text(
    netlist: &Netlist,
    top: ModuleId,
    chosen: impl Fn(ModuleId) -> bool,
) -> Option<String> {
    let design = validate(netlist, top).ok()?;
    let names: BTreeSet<&str> = netlist
        .modules()
        .filter(|(id, _)| chosen(*id))
        .map(|(_, module)| module.name.as_str())
        .collect();
    let files = verilog(design).into_iter().filter(|file| names.contains(file.module.as_str()));
    let files: Vec<VerilogFile> = files.collect();
    // As many words as come from files are beyond any proof.
    let has_files = files.iter().any(|file| !file.memories.is_empty());
    (!has_files).then(|| files.into_iter().map(|file| file.text + "\n").collect())
}

/// Every module under the name of its side; the top is called like its side alone.
fn renamed(netlist: &Netlist, top: ModuleId, side: impl Fn(ModuleId) -> &'static str) -> Netlist {
    let mut renamed = Netlist::new();
    for (id, module) in netlist.modules() {
        let side = side(id);
        let name = if id == top { side.to_string() } else { format!("{side}_{}", module.name) };
        renamed.add(Module { name, ..module.clone() });
    }
    renamed
}

/// The module `miter`: `gold` and `gate` with the ports of `top` and the same inputs, and `same`, which is asserted
/// once both were reset.
fn miter(top: &Module) -> String {
    let mut text = String::from("module miter(input aclk, input aresetn");
    let range = |width: u32| if width == 1 { String::new() } else { format!("[{}:0] ", width - 1) };
    for port in top.ports_of(Direction::Input) {
        let _ = write!(text, ", input {}{}", range(port.width), port.name);
    }
    text.push_str(
        ");\nwire same; reg begun = 1'b0;\nalways @(posedge aclk) if (!aresetn) begun <= 1'b1;\n",
    );
    let state = !top.registers.is_empty() || !top.memories.is_empty() || !top.instances.is_empty();
    let clocked = top.clocked || state;
    for side in ["gold", "gate"] {
        let mut bound: Vec<String> = vec![];
        if clocked {
            bound.extend(["aclk", "aresetn"].map(|name| format!(".{name}({name})")));
        }
        bound.extend(top.ports_of(Direction::Input).map(|port| format!(".{0}({0})", port.name)));
        for port in top.ports_of(Direction::Output) {
            let _ = writeln!(text, "wire {}{side}_{};", range(port.width), port.name);
            bound.push(format!(".{0}({side}_{0})", port.name));
        }
        let _ = writeln!(text, "{side} {side}({});", bound.join(", "));
    }
    let mut equal = vec![];
    for port in top.ports_of(Direction::Output) {
        let name = &port.name;
        let offer = match name.rsplit_once('_') {
            Some((stream, "tready")) => format!("{stream}_tvalid"),
            Some((stream, "tdata" | "tlast")) => format!("gold_{stream}_tvalid"),
            _ => "1'b1".into(),
        };
        equal.push(format!("(!{offer} || gold_{name} == gate_{name})"));
    }
    let _ = writeln!(text, "assign same = !begun || !aresetn || ({});", equal.join(" && "));
    text += "always @* assert(same);\n";
    for port in top.ports_of(Direction::Input) {
        if let Some((stream, "tvalid")) = port.name.rsplit_once('_') {
            text += &standing(top, stream);
        }
    }
    text + "endmodule\n"
}

/// What an upstream block promises: an offer that is not taken stands.
fn standing(top: &Module, stream: &str) -> String {
    let width =
        top.port(&format!("{stream}_tdata")).map_or(1, |port| top.signal(port.signal).width);
    let offer = format!("{{{stream}_tlast, {stream}_tdata}}");
    format!(
        "reg stands_{stream} = 1'b0; reg [{width}:0] offer_{stream};\n\
         always @(posedge aclk) begin\n\
         stands_{stream} <= aresetn && {stream}_tvalid && !gold_{stream}_tready;\n\
         offer_{stream} <= {offer};\n\
         end\n\
         always @* assume(!stands_{stream} || ({stream}_tvalid && {offer} == offer_{stream}));\n"
    )
}
