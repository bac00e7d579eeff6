//! Kinds of blocks and of hardware are a list: nobody asks which one it is.

use crate::source::{is_test, sources, text};

/// The lists, and the file where they are written.
const LISTS: [(&str, &str); 2] =
    [("BlockSpec::", "src/blocks/library.rs"), ("HardwareSpec::", "src/blocks/library.rs")];

#[test]
fn no_kind_is_named_outside_its_list() {
    for path in sources("src").into_iter().filter(|path| !is_test(path)) {
        let text = text(&path);
        for (list, home) in LISTS {
            if path.ends_with(home) {
                continue;
            }
            for rest in text.split(list).skip(1) {
                let kind: String = rest.chars().take_while(|c| c.is_alphanumeric()).collect();
                let is_kind = kind.starts_with(char::is_uppercase)
                    && kind.contains(|c: char| c.is_lowercase());
                assert!(!is_kind, "{} names the kind {list}{kind}", path.display());
            }
        }
    }
}
