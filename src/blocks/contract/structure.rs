//! Names, checks, listings and costs.

use std::collections::BTreeSet;

use crate::blocks::{BlockSpec, SpecError};
use crate::rtl::passes::optimize;
use crate::rtl::simulate::first_difference;
use crate::rtl::validate;
use crate::tech::Tech;

use super::elaborate;

#[test]
fn examples_are_legal_and_valid() {
    for spec in BlockSpec::examples() {
        assert_eq!(spec.check(), Vec::<SpecError>::new(), "{spec:?}");
        let (netlist, top) = elaborate(&spec);
        let violations = validate(&netlist, top).err().unwrap_or_default();
        assert!(violations.is_empty(), "{spec:?}: {violations:?}");
        assert_eq!(netlist.get(top).name, spec.as_block().module_name());
    }
}

#[test]
fn every_kind_has_examples_and_a_whole_page() {
    let seen: BTreeSet<&str> = BlockSpec::examples().iter().map(BlockSpec::kind).collect();
    for kind in BlockSpec::KINDS {
        assert!(seen.contains(kind.name), "{} has no example", kind.name);
        for heading in [
            "# What it computes",
            "# Ports and timing",
            "# Number formats",
            "# What is modelled and what is not",
            "# References",
        ] {
            assert!(kind.page.contains(heading), "{} lacks `{heading}`", kind.name);
        }
    }
}

#[test]
fn two_elaborations_are_equal() {
    for spec in BlockSpec::examples() {
        let modules = || format!("{:?}", elaborate(&spec).0);
        assert_eq!(modules(), modules(), "{spec:?}");
    }
}

#[test]
fn passes_change_nothing_that_can_be_seen() {
    for spec in BlockSpec::examples() {
        let (netlist, top) = elaborate(&spec);
        let mut changed = netlist.clone();
        optimize(&mut changed);
        let designs = [&netlist, &changed].map(|netlist| validate(netlist, top).unwrap());
        assert_eq!(first_difference(designs, 300, 1), None, "{spec:?}");
    }
}

#[test]
fn different_examples_have_different_names() {
    let names: Vec<String> =
        BlockSpec::examples().iter().map(|spec| spec.as_block().module_name()).collect();
    let distinct: BTreeSet<&String> = names.iter().collect();
    assert_eq!(distinct.len(), names.len());
}

#[test]
fn specs_survive_writing_and_reading() {
    for spec in BlockSpec::examples() {
        let text = serde_json::to_string(&spec).unwrap();
        assert_eq!(serde_json::from_str::<BlockSpec>(&text).unwrap(), spec);
        assert!(text.starts_with(&format!("{{\"{}\"", spec.kind())), "{text}");
    }
}

#[test]
fn known_costs_are_positive_and_do_not_fall_as_a_size_grows() {
    for series in BlockSpec::growing() {
        let areas: Vec<f64> = series
            .iter()
            .filter_map(|spec| spec.as_block().cost(&Tech::SKY130HD).area.value())
            .map(|area| area.0)
            .collect();
        assert!(areas.iter().all(|area| *area > 0.0), "{series:?}: {areas:?}");
        assert!(areas.is_sorted(), "{series:?}: {areas:?}");
    }
}
