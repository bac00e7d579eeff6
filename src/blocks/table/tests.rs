//! Known answers.

use super::*;
use crate::blocks::{BlockSpec, Kind};

fn read(text: &str) -> Table {
    let BlockSpec::Table(table) = serde_json::from_str(text).unwrap() else { panic!("{text}") };
    table
}

const ROW: &str = r#""row": { "fields": [{ "name": "label", "lanes": 1, "format": "u4" }, { "name": "near", "lanes": 2, "format": "s6" }] }"#;

#[test]
fn rows_are_read_by_their_number() {
    use crate::blocks::Block;
    let table = read(&format!(
        r#"{{ "table": {{ {ROW}, "rows": [[3, -1, 5], [9, 0, -32], [1, 2, 3]] }} }}"#
    ));
    assert_eq!(table.check(), []);
    let mut golden = table.golden();
    assert_eq!(golden.fire(&[vec![1]]), [[9, 0, -32]]);
    assert_eq!(golden.fire(&[vec![0]]), [[3, -1, 5]]);
    // No row 3 is given.
    assert_eq!(golden.fire(&[vec![3]]), [[0, 0, 0]]);
}

#[test]
fn what_is_written_is_read() {
    use crate::blocks::Block;
    let table = read(&format!(
        r#"{{ "table": {{ {ROW}, "rows": [[3, -1, 5], [9, 0, -32], [1, 2, 3]], "storage": "ram" }} }}"#
    ));
    let mut golden = table.golden();
    assert_eq!(golden.fire(&[vec![0, 0, 0, 0, 0, 1]]), [[0, 0, 0]]);
    for firing in table.preamble() {
        assert!(golden.fire(&firing).is_empty());
    }
    assert_eq!(golden.fire(&[vec![0, 0, 0, 0, 0, 1]]), [[9, 0, -32]]);
    assert!(golden.fire(&[vec![1, 1, 7, 8, 9, 0]]).is_empty());
    assert_eq!(golden.fire(&[vec![0, 0, 0, 0, 0, 1]]), [[7, 8, 9]]);
}

#[test]
fn rows_that_are_none_are_refused() {
    for (rows, what) in [
        ("[[16, 0, 0]]", "row 0, lane 0: 16 is no code of `u4`"),
        ("[[1, 0]]", "row 0 has 2 codes, and 3 lanes"),
        ("[]", "the rows are missing"),
        ("\"00\"", "16 bits take 2"),
    ] {
        let table = read(&format!(r#"{{ "table": {{ {ROW}, "rows": {rows} }} }}"#));
        let errors = table.check();
        assert!(errors.iter().any(|error| error.to_string().contains(what)), "{rows}: {errors:?}");
    }
}
