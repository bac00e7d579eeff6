//! Headers of array files that no parser should be given.
//!
//! A header is the Python literal of a dictionary. The parser of these looks at the last element of a list twice, and
//! so at what is nested in it: its time doubles with each bracket.

/// How deeply brackets may be nested. Those of plain arrays are 2 deep, of records some more.
const MAX_DEPTH: usize = 8;

/// Says what is wrong with a header that would keep its parser busy. All else is left to that parser.
pub(super) fn check(bytes: &[u8]) -> Result<(), String> {
    match depth(text(bytes)) {
        0..=MAX_DEPTH => Ok(()),
        depth => Err(format!("its header nests brackets {depth} deep")),
    }
}

/// The header behind the magic number, the version and the length, which has two bytes in version 1 and four since.
fn text(bytes: &[u8]) -> &[u8] {
    let fields = bytes.strip_prefix(b"\x93NUMPY").unwrap_or_default();
    match fields {
        [1, _, a, b, rest @ ..] => start(rest, u32::from_le_bytes([*a, *b, 0, 0])),
        [_, _, a, b, c, d, rest @ ..] => start(rest, u32::from_le_bytes([*a, *b, *c, *d])),
        _ => &[],
    }
}

fn start(bytes: &[u8], length: u32) -> &[u8] {
    &bytes[..bytes.len().min(length as usize)]
}

/// Most brackets that are open at once, those in strings apart.
fn depth(text: &[u8]) -> usize {
    let (mut open, mut most): (usize, usize) = (0, 0);
    let mut quote = None;
    let mut bytes = text.iter();
    while let Some(byte) = bytes.next() {
        match (byte, quote) {
            (b'\\', Some(_)) => {
                bytes.next();
            }
            (end, Some(own)) if *end == own => quote = None,
            (_, Some(_)) => {}
            (b'\'' | b'"', None) => quote = Some(*byte),
            (b'(' | b'[' | b'{', None) => open += 1,
            (b')' | b']' | b'}', None) => open = open.saturating_sub(1),
            _ => {}
        }
        most = most.max(open);
    }
    most
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(version: u8, text: &str) -> Vec<u8> {
        let mut bytes = b"\x93NUMPY".to_vec();
        bytes.extend([version, 0]);
        let length = (text.len() as u32).to_le_bytes();
        bytes.extend(&length[..if version == 1 { 2 } else { 4 }]);
        bytes.extend(text.as_bytes());
        bytes
    }

    #[test]
    fn depth_is_that_of_brackets_outside_of_strings() {
        for (text, deep) in [
            ("", 0),
            ("{'descr': '<i8', 'shape': (3, 2), }", 2),
            ("[[], [[]], ()]", 3),
            (r#"['[[', "(\"((", ')']"#, 1),
            ("]]][[", 2),
            (r"'\", 0),
        ] {
            assert_eq!(depth(text.as_bytes()), deep, "{text}");
        }
    }

    #[test]
    fn deep_headers_are_told_whatever_their_version() {
        let nested = format!("{{'descr': {}{}}}", "[".repeat(20), "]".repeat(20));
        for version in [1, 2, 3] {
            let told = check(&file(version, &nested)).unwrap_err();
            assert_eq!(told, "its header nests brackets 21 deep");
            assert_eq!(check(&file(version, "{'shape': (1, 2)}")), Ok(()));
        }
        // What follows a header is not looked at; a length may promise more than there is.
        assert_eq!(check(&[file(1, "{}"), b"[[[[[[[[[[[[".to_vec()].concat()), Ok(()));
        assert!(check(b"\x93NUMPY\x01\0\xff\xff[[[[[[[[[[[[").is_err());
        for cut in [&b""[..], b"\x93NUMPY", b"\x93NUMPY\x02\0\x01", b"[[[[[[[[[[[["] {
            assert_eq!(check(cut), Ok(()));
        }
    }
}
