//! Names that Verilog, SystemVerilog, and every file system can carry.

use crate::diag::quoted;
use crate::rtl::{is_keyword, keeper};

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
    match keeper(name).or_else(|| device(name)) {
        None => Ok(()),
        Some(keeper) => {
            let cause = format!("`{name}` is {keeper}");
            let help = format!("choose another name, such as `{name}_0`");
            Err(NameError::Illegal { cause, help })
        }
    }
}

/// What no file can be called on Windows, whatever its ending.
fn device(name: &str) -> Option<&'static str> {
    let lower = name.to_ascii_lowercase();
    let numbered = lower.strip_prefix("com").or(lower.strip_prefix("lpt"));
    let numbered = numbered.is_some_and(|end| end.len() == 1 && end.as_bytes()[0].is_ascii_digit());
    let device = numbered || ["aux", "con", "nul", "prn"].contains(&lower.as_str());
    device.then_some("a device on Windows, where no file can have that name")
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
    let taken = is_keyword(&legal) || keeper(&legal).is_some() || device(&legal).is_some();
    if taken { format!("{legal}_0") } else { legal }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_names() {
        for name in ["a", "_", "fc1", "Digits_MLP", "con_1", "com", "com10", &"x".repeat(64)] {
            assert_eq!(check_name(name), Ok(()), "{name}");
        }
        for name in
            ["", "1a", "a b", "é", "../x", "a\"", "a\n", "a$", "module", "Wire", &"x".repeat(65)]
        {
            assert!(check_name(name).is_err(), "{name}");
        }
        for name in ["process", "Mailbox", "bool", "con", "AUX", "lpt1"] {
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
