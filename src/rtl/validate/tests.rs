//! Each invariant broken once, and the message that says so.

use super::*;
use crate::rtl::{Bits, ModuleBuilder, SignalId};

fn complaints(build: impl FnOnce(&ModuleBuilder, &mut Netlist)) -> String {
    let mut netlist = Netlist::new();
    let builder = ModuleBuilder::new("top", ["under test"]);
    build(&builder, &mut netlist);
    let top = netlist.add(builder.finish());
    let violations = validate(&netlist, top).expect_err("this netlist is broken");
    violations.iter().map(|violation| violation.to_string() + "\n").collect()
}

#[test]
fn widths_that_disagree() {
    let text = complaints(|m, _| m.output("y", m.input("a", 4) + m.input("b", 5)));
    assert!(text.contains("widths of expression 2 disagree"), "{text}");
}

#[test]
fn two_drivers_and_none() {
    let text = complaints(|m, _| {
        let wire = m.forward("w", 1);
        m.drive(wire, m.constant(1, 0));
        m.drive(wire, m.constant(1, 1));
        m.output("y", m.forward("lost", 1));
    });
    assert!(text.contains("`w` has 2 drivers") && text.contains("`lost` has 0 drivers"), "{text}");
}

#[test]
fn a_name_used_twice() {
    let text = complaints(|m, _| {
        m.input("a", 1);
        m.input("a", 1);
    });
    assert!(text.contains("the name `a` is used twice"), "{text}");
}

#[test]
fn names_that_are_no_identifiers() {
    let text = complaints(|m, netlist| {
        let a = m.input("wire", 1);
        m.wire("1st", a);
        m.input("aclk", 1);
        m.memory("m[0]", 1, 2, vec![]);
        let child = netlist.add(ModuleBuilder::new("begin", ["c"]).finish());
        m.instance(netlist, child, "a b", []);
    });
    for name in ["wire", "1st", "m[0]", "a b"] {
        assert!(text.contains(&format!("`top`: the name `{name}` is no Verilog")), "{text}");
    }
    assert!(text.contains("the name `aclk` is that of the clock"), "{text}");
    assert!(text.contains("module `begin`: its name is no Verilog identifier"), "{text}");
}

#[test]
fn a_loop_through_an_instance() {
    let text = complaints(|m, netlist| {
        let child = ModuleBuilder::new("wires", ["y = !a, z = 1"]);
        let a = child.input("a", 1);
        child.output("y", !a);
        child.output("z", child.constant(1, 1));
        let child = netlist.add(child.finish());
        let back = m.forward("back", 1);
        let outputs = m.instance(netlist, child, "u", [("a".to_string(), back)]);
        m.drive(back, outputs[0].1);
    });
    assert!(text.contains("combinational loop through"), "{text}");
}

#[test]
fn a_register_breaks_a_loop() {
    let mut netlist = Netlist::new();
    let m = ModuleBuilder::new("toggle", ["t"]);
    let state = m.register("state", 1).reset(0);
    let value = state.value();
    state.next(!value);
    m.output("y", value);
    let top = netlist.add(m.finish());
    assert!(validate(&netlist, top).is_ok());
}

#[test]
fn ports_left_open_or_misbound() {
    let text = complaints(|m, netlist| {
        let child = ModuleBuilder::new("child", ["c"]);
        child.input("a", 2);
        child.input("b", 1);
        let child = netlist.add(child.finish());
        m.instance(netlist, child, "u", [("a".to_string(), m.constant(1, 0))]);
    });
    assert!(text.contains("port `a` of instance `u`: width or direction"), "{text}");
    assert!(text.contains("port `b` of instance `u` is not bound"), "{text}");
}

#[test]
fn handles_that_do_not_resolve() {
    let mut netlist = Netlist::new();
    let m = ModuleBuilder::new("top", ["t"]);
    m.output("y", m.constant(1, 0));
    let mut module = m.finish();
    module.assigns.push((SignalId(9), module.assigns[0].1));
    module.memories.push(crate::rtl::Memory {
        name: "m".into(),
        width: 1,
        depth: 3,
        contents: vec![Bits::zero(2)],
        is_table: false,
        reads: vec![],
        writes: vec![],
    });
    let top = netlist.add(module);
    let text = format!("{:?}", validate(&netlist, top));
    assert!(text.contains("drives a signal that does not exist"), "{text}");
}
