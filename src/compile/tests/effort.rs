//! What each level of effort covers.

use std::collections::BTreeMap;

use super::digits;
use crate::blocks::contract::Extent;
use crate::compile::{Effort, Level, Reference, Stimuli, blocks_of};
use crate::cosim::{Embedded, Pacing, stimulus};
use crate::dataflow::ByDefinition;

/// Random test samples.
fn own(count: usize) -> Vec<Vec<i64>> {
    stimulus(&digits().input(), count, 9)
}

/// A small design is verified by the definition alone, and a level beneath does less of everything.
#[test]
fn levels_differ_in_what_they_cover() {
    let (compiled, own) = (digits(), own(8000));
    let covered = |level| {
        let effort = Effort::of(level);
        let stimuli = Stimuli::new(&compiled, &effort, 1, &own).unwrap();
        let known = match &stimuli.by_definition {
            ByDefinition::All => stimuli.beats.len(),
            ByDefinition::Some(numbers) => {
                assert!(numbers.is_sorted_by(|a, b| a < b));
                numbers.len()
            }
        };
        let inside = effort.inside_cycles(&compiled.graph);
        assert_eq!(stimuli.beats.len(), stimuli.random + stimuli.extremes.run + stimuli.own.run);
        (stimuli.random, stimuli.extremes, stimuli.own, known, inside)
    };
    let (quick, usual) = (covered(Level::Quick), covered(Level::Usual));
    let thorough = covered(Level::Thorough);
    assert_eq!((quick.0, usual.0, thorough.0), (16, 64, 64));
    assert_eq!((usual.1.run, thorough.1.run), (256, 256));
    assert_eq!((quick.1.run, quick.1.of), (32, 256));
    assert_eq!((usual.2.run, thorough.2.run), (8000, 8000));
    assert!(quick.3 < usual.3 && usual.3 < thorough.3, "{quick:?}, {usual:?}");
    assert_eq!(thorough.3, 64 + 256 + 8000);
    assert!(quick.4 < thorough.4 && usual.4 <= thorough.4);
    let few = Stimuli::new(&compiled, &Effort::default(), 1, &own[..360]).unwrap();
    assert_eq!(few.by_definition, ByDefinition::All);
    assert_eq!(
        Stimuli::new(&compiled, &Effort::default().with_vectors(7), 1, &[]).unwrap().random,
        7
    );
}

/// Of a shape one block is tried fully, and always the same.
#[test]
fn one_block_of_a_shape_is_tried_fully() {
    let compiled = digits();
    let blocks = |level| blocks_of(&compiled.graph, &Effort::of(level));
    let mut full: BTreeMap<String, usize> = BTreeMap::new();
    let filled: Vec<String> = compiled
        .graph
        .nodes()
        .filter_map(|(_, node)| node.block())
        .flat_map(|spec| spec.siblings())
        .map(|spec| spec.as_block().module_name())
        .collect();
    for block in blocks(Level::Usual).iter().filter(|block| !filled.contains(&block.module)) {
        *full.entry(block.spec.as_block().shape()).or_default() +=
            usize::from(block.extent == Extent::Full);
    }
    assert!(full.values().all(|count| *count == 1), "{full:?}");
    assert!(full.len() < blocks(Level::Usual).len());
    let extents = |level| blocks(level).into_iter().map(|block| block.extent).collect::<Vec<_>>();
    assert!(extents(Level::Thorough).iter().all(|extent| *extent == Extent::Full));
    assert!(extents(Level::Quick).iter().all(|extent| *extent == Extent::Brief));
    assert_eq!(extents(Level::Usual), extents(Level::Usual));
}

/// Hardware passes against a reference that fast models computed, and some of it is a reference too.
#[test]
fn some_samples_of_a_reference_are_a_reference() {
    let compiled = digits();
    let samples = stimulus(&compiled.input(), 90, 4);
    let numbers = [0, 1, 2, 30, 31, 88];
    let sampled = ByDefinition::Some(numbers.to_vec());
    let whole =
        Reference::of_samples(&compiled, samples.clone(), &sampled, &Effort::default()).unwrap();
    assert_eq!(whole.by_definition(), numbers.len());
    let mut embedded = Embedded::new(compiled.validated().unwrap()).unwrap();
    let (result, _) = whole.check(&compiled, &mut embedded, Pacing::Full, None).unwrap();
    assert!(result.passed(), "{result:?}");
    assert!(result.inside_cycles.is_some_and(|cycles| cycles > 90));
    let part = whole.of_numbers(&compiled, &numbers).unwrap();
    let anew = numbers.map(|number| samples[number].clone()).to_vec();
    let anew = Reference::new(&compiled, anew).unwrap();
    assert_eq!(
        (&part.beats, &part.results, &part.cycles),
        (&anew.beats, &anew.results, &anew.cycles)
    );
    let (result, _) = part.check(&compiled, &mut embedded, Pacing::Full, None).unwrap();
    assert!(result.passed(), "{result:?}");
}
