//! What all hardware promises, and the blocks that run on it.

use crate::blocks::{Beat, BlockSpec, HardwareSpec};

/// Operations of every kind on hardware: one of each example.
fn operations() -> Vec<BlockSpec> {
    let all = BlockSpec::examples().into_iter();
    all.filter(|spec| spec.as_block().on().is_some_and(|on| on.operations() == 1)).collect()
}

/// The entry of the list that an operation runs on.
fn entry(operation: &BlockSpec) -> HardwareSpec {
    let all = HardwareSpec::examples().into_iter();
    let on = operation.as_block().on().unwrap().hardware();
    let mut like = all.filter(|entry| entry.as_hardware().is_like(on));
    like.next().unwrap_or_else(|| panic!("{operation:?} runs on what is no example"))
}

#[test]
fn examples_are_right_and_like_themselves() {
    for entry in HardwareSpec::examples() {
        let hardware = entry.as_hardware();
        assert_eq!(hardware.check(), vec![], "{entry:?}");
        assert!(hardware.is_like(hardware), "{entry:?}");
        assert!(HardwareSpec::NAMES.contains(&entry.kind()) && !entry.noun().is_empty());
    }
}

/// What can be shared is, and what cannot says why.
#[test]
fn operations_share_hardware_or_are_told_why_not() {
    let mut shared = 0;
    for operation in operations() {
        let entry = entry(&operation);
        let both = entry.share(&[&operation, &operation]);
        match (entry.as_hardware().turns(), both) {
            (Ok(()), Some(both)) => {
                assert_eq!(both.check(), vec![], "{both:?}");
                assert_eq!(both.as_block().on().unwrap().operations(), 2);
                gives_the_same(&operation, &both);
                shared += 1;
            }
            (Err(why), None) => assert_eq!(why.field, "count"),
            // A network's arrays could share theirs, and are told not to.
            (Err(why), Some(_)) => assert!(!why.help.is_empty()),
            (Ok(()), None) => panic!("{entry:?} takes turns, and cannot be shared"),
        }
    }
    assert!(shared > 10, "{shared}");
}

/// An operation on shared hardware gives what it gives on its own, whichever it is there.
fn gives_the_same(operation: &BlockSpec, both: &BlockSpec) {
    let (own, on) = (operation.as_block(), both.as_block().on().unwrap());
    let turns = on.shared().unwrap_or_else(|| panic!("{both:?} is not shared"));
    let (mut alone, mut together) = (own.golden(), both.as_block().golden());
    let stream = own.interface().inputs.remove(0).beat;
    let mut rng = fastrand::Rng::with_seed(9);
    let firings: Vec<Beat> = own.preamble().concat();
    let drawn = (0..8).map(|_| stream.random(&mut rng));
    for beat in firings.into_iter().chain(stream.corners()).chain(drawn) {
        let expected = alone.fire(std::slice::from_ref(&beat));
        for number in 0..2 {
            let given = together.fire(&[turns.command(number, &beat)]).into_iter();
            let given: Vec<Beat> = given.map(|beat| turns.result(number, beat)).collect();
            assert_eq!(given, expected, "{operation:?}");
        }
    }
}
