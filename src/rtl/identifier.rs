//! Names that Verilog and SystemVerilog can carry. They are a rule of the IR, as it is printed in these
//! languages; names that designs give follow it too.

/// Whether `name` is reserved by IEEE 1364-2005 or IEEE 1800-2017, in any mix of cases: tools that
/// fold cases exist.
pub fn is_keyword(name: &str) -> bool {
    KEYWORDS.binary_search(&name.to_ascii_lowercase().as_str()).is_ok()
}

/// Who keeps `name` for itself, though the standards do not reserve it: tools that read it elsewhere than they should
/// take it for a type. `None` for all others; in any mix of cases, as for keywords.
pub fn keeper(name: &str) -> Option<&'static str> {
    Some(match name.to_ascii_lowercase().as_str() {
        "mailbox" | "process" | "semaphore" | "weak_reference" => {
            "a class that SystemVerilog has everywhere"
        }
        "bool" | "wreal" => "a type of Icarus Verilog",
        _ => return None,
    })
}

/// Whether `name` is an identifier: ASCII letters, digits and `_`, no digit first, no keyword, and nothing that a
/// tool keeps for itself.
/// Identifiers with `$` and escaped ones are legal, but not every tool and file system takes them.
pub fn is_identifier(name: &str) -> bool {
    let legal = |c: char| c.is_ascii_alphanumeric() || c == '_';
    !name.is_empty()
        && name.chars().all(legal)
        && !name.starts_with(|c: char| c.is_ascii_digit())
        && !is_keyword(name)
        && keeper(name).is_none()
}

/// Reserved words of IEEE 1364-2005 and IEEE 1800-2017, sorted.
#[rustfmt::skip]
const KEYWORDS: &[&str] = &[
    "accept_on", "alias", "always", "always_comb", "always_ff", "always_latch", "and", "assert",
    "assign", "assume", "automatic", "before", "begin", "bind", "bins", "binsof", "bit", "break",
    "buf", "bufif0", "bufif1", "byte", "case", "casex", "casez", "cell", "chandle", "checker",
    "class", "clocking", "cmos", "config", "const", "constraint", "context", "continue", "cover",
    "covergroup", "coverpoint", "cross", "deassign", "default", "defparam", "design", "disable",
    "dist", "do", "edge", "else", "end", "endcase", "endchecker", "endclass", "endclocking",
    "endconfig", "endfunction", "endgenerate", "endgroup", "endinterface", "endmodule",
    "endpackage", "endprimitive", "endprogram", "endproperty", "endsequence", "endspecify",
    "endtable", "endtask", "enum", "event", "eventually", "expect", "export", "extends", "extern",
    "final", "first_match", "for", "force", "foreach", "forever", "fork", "forkjoin", "function",
    "generate", "genvar", "global", "highz0", "highz1", "if", "iff", "ifnone", "ignore_bins",
    "illegal_bins", "implements", "implies", "import", "incdir", "include", "initial", "inout",
    "input", "inside", "instance", "int", "integer", "interconnect", "interface", "intersect",
    "join", "join_any", "join_none", "large", "let", "liblist", "library", "local", "localparam",
    "logic", "longint", "macromodule", "matches", "medium", "modport", "module", "nand", "negedge",
    "nettype", "new", "nexttime", "nmos", "nor", "noshowcancelled", "not", "notif0", "notif1",
    "null", "or", "output", "package", "packed", "parameter", "pmos", "posedge", "primitive",
    "priority", "program", "property", "protected", "pull0", "pull1", "pulldown", "pullup",
    "pulsestyle_ondetect", "pulsestyle_onevent", "pure", "rand", "randc", "randcase",
    "randsequence", "rcmos", "real", "realtime", "ref", "reg", "reject_on", "release", "repeat",
    "restrict", "return", "rnmos", "rpmos", "rtran", "rtranif0", "rtranif1", "s_always",
    "s_eventually", "s_nexttime", "s_until", "s_until_with", "scalared", "sequence", "shortint",
    "shortreal", "showcancelled", "signed", "small", "soft", "solve", "specify", "specparam",
    "static", "string", "strong", "strong0", "strong1", "struct", "super", "supply0", "supply1",
    "sync_accept_on", "sync_reject_on", "table", "tagged", "task", "this", "throughout", "time",
    "timeprecision", "timeunit", "tran", "tranif0", "tranif1", "tri", "tri0", "tri1", "triand",
    "trior", "trireg", "type", "typedef", "union", "unique", "unique0", "unsigned", "until",
    "until_with", "untyped", "use", "uwire", "var", "vectored", "virtual", "void", "wait",
    "wait_order", "wand", "weak", "weak0", "weak1", "while", "wildcard", "wire", "with", "within",
    "wor", "xnor", "xor",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_are_sorted_and_complete() {
        assert!(KEYWORDS.windows(2).all(|pair| pair[0] < pair[1]));
        // IEEE 1800-2017, Annex B, has 248.
        assert_eq!(KEYWORDS.len(), 248);
    }

    #[test]
    fn known_identifiers() {
        assert!(["a", "_x1", "Tile_0", "modules"].into_iter().all(is_identifier));
        let illegal =
            ["", "1a", "a b", "a$", "\\a", "é", "wire", "Module", "logic", "process", "bool"];
        assert!(!illegal.into_iter().any(is_identifier));
    }
}
