//! What the text looks like, construct by construct.

use expect_test::expect;

use crate::rtl::{Bits, ModuleBuilder, Netlist, validate};

use super::verilog;

/// The last module's text from its `module` line on.
fn text(netlist: &Netlist, name: &str) -> String {
    let top = netlist.find(name).unwrap();
    let files = verilog(validate(netlist, top).unwrap());
    let text = &files.last().unwrap().text;
    text[text.find("module ").unwrap()..].to_string()
}

#[test]
fn logic_and_registers() {
    let m = ModuleBuilder::new("counting", ["A counter and some logic."]);
    let (a, b, go) = (m.input("a", 4), m.input("b", 4), m.input("go", 1));
    let sum = a.sign_extend(6) + b.zero_extend(6);
    let count = m.register("count", 6).reset(5).enable(go);
    let value = count.value();
    count.next(go.mux(value + sum, sum.shift_right(b)));
    m.register("seen", 1).next(a.less(b, true) | b.equal(a));
    m.output("y", m.concat([a.bit(1), value.slice(2, 3), go.repeat(2)]));
    m.output("ones", (a & b & a).popcount());
    let mut netlist = Netlist::new();
    netlist.add(m.finish());
    expect![[r#"
        module counting (
            input  wire aclk,
            input  wire aresetn,
            input  wire [3:0] a,
            input  wire [3:0] b,
            input  wire go,
            output wire [5:0] y,
            output wire [2:0] ones
        );

            function [2:0] popcount_4;
                input [3:0] bits;
                /*verilator no_inline_task*/
        `ifdef VERILATOR
                popcount_4 = 3'($countones(bits));
        `else
                popcount_4 = {2'h0, bits[0]} + {2'h0, bits[1]} + {2'h0, bits[2]} + {2'h0, bits[3]};
        `endif
            endfunction

            reg  [5:0] count;
            reg  seen;

            assign y = {{2{go}}, count[4:2], a[1]};
            assign ones = popcount_4(a & b & a);

            wire [5:0] count_next_0 = {{2{a[3]}}, a} + {2'h0, b};
            always @(posedge aclk) begin
                if (!aresetn) begin
                    count <= 6'h05;
                end else if (go) begin
                    count <= go ? (count + count_next_0) : (count_next_0 >> b);
                end
            end

            always @(posedge aclk) begin
                seen <= ($signed(a) < $signed(b)) | (b == a);
            end

            // Read by nothing here.
            wire _unused = &{1'b0, seen};
        endmodule

        `default_nettype wire
    "#]]
    .assert_eq(&text(&netlist, "counting"));
}

#[test]
fn memories_and_hierarchy() {
    let mut netlist = Netlist::new();
    let m = ModuleBuilder::new("lookup", ["Four words."]);
    let (address, write, data) = (m.input("address", 2), m.input("write", 1), m.input("data", 9));
    let words = vec![Bits::from_u64(9, 1), Bits::from_u64(9, 0x1ff)];
    let memory = m.memory("words", 9, 4, words);
    m.write_port(memory, address, write, data);
    let read = m.read_port(memory, "word", address, m.constant(1, 1));
    m.output("y", read.slice(0, 8));
    let table = netlist.add(m.finish());
    let m = ModuleBuilder::new("top", ["Uses it."]);
    let a = m.input("a", 3);
    let inputs = [("address", a.slice(0, 2)), ("write", a.top()), ("data", a.zero_extend(9))];
    let inputs = inputs.map(|(port, wire)| (port.to_string(), wire));
    let outputs = m.instance(&netlist, table, "inner", inputs);
    m.output("y", !outputs[0].1);
    drop(outputs);
    netlist.add(m.finish());
    expect![[r#"
        module lookup (
            input  wire aclk,
            input  wire [1:0] address,
            input  wire write,
            input  wire [8:0] data,
            output wire [7:0] y
        );

            reg  [8:0] word;

            assign y = word[7:0];

            reg [8:0] words [0:3];
            initial begin
                words[0] = 9'h001;
                words[1] = 9'h1ff;
                words[2] = 9'h0;
                words[3] = 9'h0;
            end
            always @(posedge aclk) begin
                if (write) words[address] <= data;
                if (1'b1) word <= words[address];
            end

            // Read by nothing here.
            wire _unused = &{1'b0, word[8]};
        endmodule

        `default_nettype wire
    "#]]
    .assert_eq(&text(&netlist, "lookup"));
    expect![[r#"
        module top (
            input  wire aclk,
            input  wire [2:0] a,
            output wire [7:0] y
        );

            wire [7:0] inner_y;

            assign y = ~inner_y;

            lookup inner (
                .aclk(aclk),
                .address(a[1:0]),
                .write(a[2]),
                .data({6'h0, a}),
                .y(inner_y)
            );
        endmodule

        `default_nettype wire
    "#]]
    .assert_eq(&text(&netlist, "top"));
}

/// A wire that holds an expression is read for it wherever the expression stands, and so comes first.
#[test]
fn a_wire_comes_before_those_that_share_its_value() {
    let m = ModuleBuilder::new("shared", ["Two uses of a sum, one of them a name for it."]);
    let (a, b) = (m.input("a", 4), m.input("b", 4));
    let sum = a + b;
    m.wire("masked", sum & b);
    m.output("y", m.wire("total", sum));
    let mut netlist = Netlist::new();
    netlist.add(m.finish());
    expect![[r#"
        module shared (
            input  wire [3:0] a,
            input  wire [3:0] b,
            output wire [3:0] y
        );

            wire [3:0] total = a + b;
            wire [3:0] masked = total & b;
            assign y = total;

            // Read by nothing here.
            wire _unused = &{1'b0, masked};
        endmodule

        `default_nettype wire
    "#]]
    .assert_eq(&text(&netlist, "shared"));
}

#[test]
fn extensions_and_concatenations_share_braces() {
    let m = ModuleBuilder::new("braces", ["Bits side by side."]);
    let (a, b) = (m.input("a", 4), m.input("b", 1));
    let inner = m.concat([a, b]);
    m.output("y", m.concat([inner.zero_extend(7), a.sign_extend(5), a.sign_extend(6)]));
    let mut netlist = Netlist::new();
    netlist.add(m.finish());
    expect![[r#"
        module braces (
            input  wire [3:0] a,
            input  wire b,
            output wire [17:0] y
        );

            assign y = {{2{a[3]}}, a, a[3], a, 2'h0, b, a};
        endmodule

        `default_nettype wire
    "#]]
    .assert_eq(&text(&netlist, "braces"));
}

#[test]
fn no_operator_of_one_operand_follows_another() {
    let m = ModuleBuilder::new("twice", ["A complement of a complement, and a parity of one."]);
    let a = m.input("a", 4);
    m.output("same", !!a);
    m.output("odd", (!a).reduce_xor());
    let mut netlist = Netlist::new();
    netlist.add(m.finish());
    let text = text(&netlist, "twice");
    assert!(text.contains("assign same = ~(~a);"), "{text}");
    assert!(text.contains("assign odd = ^(~a);"), "{text}");
}

/// Words of a large memory are in a file, zeros behind them, and every module down to it is told where.
#[test]
fn large_memories_are_read_from_files() {
    let mut netlist = Netlist::new();
    let m = ModuleBuilder::new("lookup", ["Many words."]);
    let address = m.input("address", 11);
    let words = (0..1025).map(|word| Bits::from_u64(9, word % 512)).collect();
    let memory = m.table("words", 9, words);
    m.output("y", m.read_port(memory, "word", address, m.constant(1, 1)));
    let table = netlist.add(m.finish());
    let m = ModuleBuilder::new("top", ["Uses it."]);
    let inputs = [("address".to_string(), m.input("a", 11))];
    let outputs = m.instance(&netlist, table, "inner", inputs);
    m.output("y", outputs[0].1);
    drop(outputs);
    let top = netlist.add(m.finish());
    let files = verilog(validate(&netlist, top).unwrap());
    let [lookup, above] = &files[..] else { panic!("{files:?}") };
    assert!(
        lookup.text.contains("    initial $readmemh({MEMORIES, \"/lookup_words.hex\"}, words);\n")
    );
    assert!(!lookup.text.contains("words[0] ="));
    assert!(above.text.contains("    lookup #(.MEMORIES(MEMORIES)) inner (\n"));
    for file in &files {
        assert!(
            file.text.contains("    parameter MEMORIES = \"memories\"\n) (\n"),
            "{}",
            file.text
        );
    }
    let [memory] = &lookup.memories[..] else { panic!("{:?}", lookup.memories) };
    assert_eq!(memory.path, "memories/lookup_words.hex");
    let lines: Vec<&str> = memory.text.lines().collect();
    assert_eq!(
        (lines.len(), lines[1], lines[511], lines[1024], lines[1025]),
        (2048, "001", "1ff", "000", "0")
    );
    assert!(above.memories.is_empty());
}
