//! Names that Verilog, SystemVerilog, and every file system can carry.

use crate::diag::quoted;

/// Longest name, in characters; joined names stay well under the limits of tools.
pub const MAX_NAME: usize = 64;

/// Why a text is no legal name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NameError {
    /// Empty, too long, or with characters that identifiers cannot have.
    Illegal {
        /// What is wrong with it.
        cause: String,
        /// How to mend it.
        help: String,
    },
    /// A reserved word.
    Keyword {
        /// What is wrong with it.
        cause: String,
        /// How to mend it.
        help: String,
    },
}

/// Whether `name` is reserved by IEEE 1364-2005 or IEEE 1800-2017, in any mix of cases: tools that
/// fold cases exist.
pub fn is_keyword(name: &str) -> bool {
    KEYWORDS.binary_search(&name.to_ascii_lowercase().as_str()).is_ok()
}

/// Whether `name` is an identifier of up to [`MAX_NAME`] characters and no keyword.
pub fn check_name(name: &str) -> Result<(), NameError> {
    let illegal = |cause: String| {
        let legal = legal_name(name);
        let help = format!("use letters, digits, and `_`, as in `{legal}`");
        Err(NameError::Illegal { cause, help })
    };
    if name.is_empty() {
        return illegal("a name must not be empty".to_string());
    }
    if name.len() > MAX_NAME {
        let cause = format!("{} is longer than {MAX_NAME} characters", quoted(name));
        return illegal(cause);
    }
    if !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') {
        let odd = name.chars().find(|c| !c.is_ascii_alphanumeric() && *c != '_');
        let odd = quoted(&odd.map(String::from).unwrap_or_default());
        return illegal(format!("{} has {odd} in it, which names cannot have", quoted(name)));
    }
    if name.starts_with(|c: char| c.is_ascii_digit()) {
        return illegal(format!("{} begins with a digit", quoted(name)));
    }
    if is_keyword(name) {
        let cause = format!("`{name}` is a keyword of Verilog or SystemVerilog");
        let help = format!("choose another name, such as `{name}_0`");
        return Err(NameError::Keyword { cause, help });
    }
    Ok(())
}

/// A legal name that looks like `name`.
fn legal_name(name: &str) -> String {
    let keep = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
    let mut legal: String = name.chars().take(MAX_NAME - 2).map(keep).collect();
    if !legal.contains(|c: char| c.is_ascii_alphanumeric()) {
        legal = "main".to_string();
    }
    if legal.starts_with(|c: char| c.is_ascii_digit()) {
        legal.insert(0, '_');
    }
    if is_keyword(&legal) { format!("{legal}_0") } else { legal }
}

/// Reserved words of IEEE 1364-2005 and IEEE 1800-2017, sorted.
#[rustfmt::skip]
pub const KEYWORDS: &[&str] = &[
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
    fn known_names() {
        for name in ["a", "_", "fc1", "Digits_MLP", &"x".repeat(64)] {
            assert_eq!(check_name(name), Ok(()), "{name}");
        }
        for name in
            ["", "1a", "a b", "é", "../x", "a\"", "a\n", "a$", "module", "Wire", &"x".repeat(65)]
        {
            assert!(check_name(name).is_err(), "{name}");
        }
    }

    proptest::proptest! {
        #[test]
        fn suggested_names_are_legal(name in "(?s).{0,70}") {
            proptest::prop_assert_eq!(check_name(&legal_name(&name)), Ok(()));
        }
    }
}
