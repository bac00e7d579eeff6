//! Some of many.

/// At most `most` of `count` numbers from 0, evenly apart, in rising order.
pub fn evenly(count: usize, most: usize) -> impl ExactSizeIterator<Item = usize> {
    let taken = count.min(most);
    (0..taken).map(move |number| number * count / taken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_evenly_apart() {
        let some = |count, most| evenly(count, most).collect::<Vec<_>>();
        assert_eq!(some(10, 4), [0, 2, 5, 7]);
        assert_eq!(some(3, 9), [0, 1, 2]);
        assert_eq!((some(0, 5), some(5, 0)), (vec![], vec![]));
    }
}
