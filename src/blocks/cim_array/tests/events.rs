//! Events of products by hand.

use crate::blocks::Block;
use crate::blocks::cim_array::{Array, CimArray};
use crate::blocks::digitizer::Conversion;
use crate::num::Format;
use crate::tech::{Event, Events};

fn events(digitizer: Conversion, x: Vec<i64>) -> Events {
    let array = Array { digitizer, ..Array::new(4, 2, Format::signed(2)) };
    let weights = vec![vec![1, 0, -1, 1], vec![0, 1, 1, 1]];
    CimArray::new(array, Format::unsigned(3), weights).golden().events(&[x])
}

/// 4 rows, 2 outputs of 2 bits, 3 planes: 12 lines of 4 cells are converted.
#[test]
fn lines_and_sums_of_a_product() {
    let events = events(Conversion::Exact, vec![7, 0, 3, 1]);
    assert_eq!((events[Event::CellPlanes], events[Event::Conversions]), (48, 12));
    assert_eq!((events[Event::Comparisons], events[Event::ReferenceCells]), (0, 0));
    // Products reach from -56 to 28 (`s7`): 12 codes are added at that width, 2 products and 12 bits of inputs kept.
    assert_eq!((events[Event::BitsAdded], events[Event::RegisterBits]), (12 * 7, 2 * 7 + 12));
}

/// A search for 2 bits at once compares each line with three references, which charge 1, 2 and 3 cells.
#[test]
fn comparisons_and_references_of_a_search() {
    let events = events(Conversion::clip(2), vec![7, 0, 3, 1]);
    assert_eq!((events[Event::Comparisons], events[Event::ReferenceCells]), (36, 72));
    assert_eq!((events[Event::Conversions], events[Event::ConversionsTo5Bits]), (12, 0));
}
