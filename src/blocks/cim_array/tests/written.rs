//! How designs write arrays.

use crate::blocks::Kind;
use crate::blocks::cim_array::{Array, CimArray};
use crate::num::Format;

fn read(own: serde_json::Value) -> Result<CimArray, String> {
    serde_json::from_value(own).map_err(|error| error.to_string())
}

#[test]
fn one_matrix_stands_in_place_and_several_as_a_list() {
    let array = Array::new(2, 2, Format::signed(4));
    let one = CimArray::new(array, Format::unsigned(4), vec![vec![1, 2]]);
    let two = CimArray { contexts: [&one.contexts[..], &one.contexts[..]].concat(), ..one.clone() };
    let written = serde_json::to_value(&one).unwrap();
    assert_eq!(written["weights"][0][1], 2);
    assert_eq!(written.get("contexts"), None);
    assert_eq!(read(written).unwrap(), one);
    let written = serde_json::to_value(&two).unwrap();
    assert_eq!(written["contexts"][1]["input"], "u4");
    assert_eq!(read(written).unwrap(), two);
}

#[test]
fn a_list_of_one_is_that_one() {
    let one =
        CimArray::new(Array::new(1, 1, Format::signed(2)), Format::unsigned(1), vec![vec![1]]);
    let mut written = serde_json::to_value(&one).unwrap();
    let fields = written.as_object_mut().unwrap();
    let (input, weights) = (fields.remove("input").unwrap(), fields.remove("weights").unwrap());
    fields.insert("contexts".into(), serde_json::json!([{ "input": input, "weights": weights }]));
    assert_eq!(read(written.clone()).unwrap(), one);
    written.as_object_mut().unwrap().insert("input".into(), "u1".into());
    assert!(read(written.clone()).unwrap_err().contains("in place of"));
    written.as_object_mut().unwrap().retain(|field, _| field == "array");
    assert_eq!(read(written).unwrap().check()[0].field, "contexts");
}
