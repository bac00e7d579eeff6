//! Decision trees.

use super::super::tree::{Next, Tree, entropy};
use super::super::*;

/// Chances of a binomial distribution, as counts.
fn binomial(trials: u32, chance: f64) -> Vec<u64> {
    let mut choose = 1.0;
    (0..=trials)
        .map(|hits| {
            let share =
                choose * chance.powi(hits as i32) * (1.0 - chance).powi((trials - hits) as i32);
            choose *= f64::from(trials - hits) / f64::from(hits + 1);
            (share * 1e12).round() as u64
        })
        .collect()
}

#[test]
fn expected_comparisons_of_a_binomial_line() {
    for (chance, expected) in [(0.5, 3.55), (0.25, 3.36), (0.125, 2.99), (0.0625, 2.49)] {
        let histogram = binomial(31, chance);
        let found = Tree::best(&histogram, None).expected(&histogram);
        assert!((found - expected).abs() < 0.01, "{chance}: {found}");
        assert!(found >= entropy(&histogram) - 1e-9, "{chance}: {found}");
    }
}

#[test]
fn lines_in_lockstep_wait_for_the_slowest() {
    for (chance, lines, expected) in
        [(0.0625, 16, 4.6), (0.0625, 64, 5.6), (0.5, 16, 6.2), (0.5, 64, 7.6)]
    {
        let histogram = binomial(31, chance);
        let tree = Tree::best(&histogram, None);
        let found = tree.expected_of(lines, &histogram);
        assert!((found - expected).abs() < 0.06, "{chance}, {lines}: {found}");
        assert!((tree.expected_of(1, &histogram) - tree.expected(&histogram)).abs() < 1e-9);
    }
}

/// Codes below `tree` in order, with their depths.
fn leaves(tree: &Tree) -> Vec<usize> {
    fn below(tree: &Tree, next: Next, found: &mut Vec<usize>) {
        match next {
            Next::Code(code) => found.push(code),
            Next::Ask(k) => tree.next(k).into_iter().for_each(|next| below(tree, next, found)),
        }
    }
    let mut found = vec![];
    below(tree, Next::Ask(tree.root()), &mut found);
    found
}

#[test]
fn trees_have_every_code_once_in_order_and_no_deeper_than_allowed() {
    let mut rng = fastrand::Rng::with_seed(8);
    for codes in [2, 4, 8, 16, 64] {
        for _ in 0..8 {
            let mut count = || {
                let bits = rng.u32(1..30);
                rng.u64(..1 << bits)
            };
            let histogram: Vec<u64> = (0..codes).map(|_| count()).collect();
            let free = Tree::best(&histogram, None);
            assert_eq!(leaves(&free), (0..codes).collect::<Vec<usize>>());
            assert!(free.expected(&histogram) >= entropy(&histogram) - 1e-9);
            let least = codes.ilog2();
            let mut before = f64::INFINITY;
            for depth in least..least + 4 {
                let limited = Tree::best(&histogram, Some(depth));
                assert_eq!(leaves(&limited), (0..codes).collect::<Vec<usize>>());
                assert!(limited.depths().into_iter().all(|one| one <= depth));
                let expected = limited.expected(&histogram);
                assert!(expected <= before && expected >= free.expected(&histogram) - 1e-9);
                before = expected;
            }
            assert!(Tree::best(&histogram, Some(least)).depths().iter().all(|one| *one == least));
        }
    }
}

/// All trees of four codes: none is better than the best.
#[test]
fn no_tree_of_four_codes_is_better_than_the_best() {
    let depths = [[2, 2, 2, 2], [1, 2, 3, 3], [1, 3, 3, 2], [2, 3, 3, 1], [3, 3, 2, 1]];
    let mut rng = fastrand::Rng::with_seed(4);
    for _ in 0..200 {
        let histogram: Vec<u64> = (0..4).map(|_| rng.u64(1..20)).collect();
        let cost = |depths: &[u32]| -> u64 {
            depths.iter().zip(&histogram).map(|(depth, count)| u64::from(*depth) * count).sum()
        };
        let least = depths.iter().map(|depths| cost(depths)).min().unwrap();
        assert_eq!(cost(&Tree::best(&histogram, None).depths()), least, "{histogram:?}");
    }
}

#[test]
fn trees_are_set_by_the_codes_that_come() {
    let mut sums = ProductSums::new(7);
    [0, 0, 0, 1, 7].into_iter().for_each(|driven| sums.count(driven, 1));
    let open = Conversion::Asymmetric(Asymmetric::new(2, vec![], RangeRule::Full));
    let Conversion::Asymmetric(set) = open.set(&sums) else { panic!() };
    assert_eq!(set.histogram, [4, 0, 0, 1]);
    let given = Asymmetric::new(2, vec![1, 2, 3, 4], RangeRule::Full);
    let given = Conversion::Asymmetric(given);
    assert_eq!(given.set(&sums), given);
}
