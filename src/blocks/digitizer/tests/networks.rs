//! Who serves whom.

use std::collections::BTreeSet;

use super::super::*;

#[test]
fn nobody_has_two_roles_in_a_phase() {
    let chain = |arrays| Network::Chain(Arrays { arrays });
    let ring = |arrays| Network::Ring(Arrays { arrays });
    let shapes = |network: Network, references: usize| {
        let topology = network.topology(references);
        for phase in topology.phases() {
            let roles = phase.iter().flat_map(|array| {
                [*array].into_iter().chain(topology.references(*array).iter().copied())
            });
            let roles: Vec<usize> = roles.collect();
            let distinct: BTreeSet<usize> = roles.iter().copied().collect();
            assert_eq!(distinct.len(), roles.len(), "{network:?}: {phase:?}");
            assert!(phase.iter().all(|array| topology.references(*array).len() == references));
        }
        (topology.arrays(), topology.computing(), topology.phases().len())
    };
    assert_eq!(shapes(Network::Pair, 1), (2, 2, 2));
    assert_eq!(shapes(chain(2), 1), (2, 1, 1));
    assert_eq!(shapes(chain(5), 1), (5, 4, 2));
    assert_eq!(shapes(ring(2), 1), (2, 2, 2));
    assert_eq!(shapes(ring(4), 1), (4, 4, 2));
    assert_eq!(shapes(ring(5), 1), (5, 5, 3));
    assert_eq!(shapes(Network::Cluster, 3), (4, 4, 4));
    assert_eq!(shapes(Network::StarFlash, 31), (32, 32, 32));
}

#[test]
fn networks_serve_searches_that_they_have_references_for() {
    let sar = |network| Conversion::Sar(Sar { network, ..Sar::new(5, RangeRule::Full) });
    let hybrid =
        |network| Conversion::Hybrid(Hybrid { network, ..Hybrid::new(5, 2, RangeRule::Full) });
    let flash = |network| Conversion::Flash(Flash { network, ..Flash::new(5, RangeRule::Full) });
    let fits = |conversion: Conversion| conversion.check(31).is_empty();
    let ring = |arrays| Some(Network::Ring(Arrays { arrays }));
    assert!(fits(sar(Some(Network::Pair))) && fits(sar(ring(3))) && !fits(sar(ring(1))));
    assert!(!fits(sar(ring(65))) && !fits(sar(Some(Network::Cluster))));
    assert!(fits(hybrid(Some(Network::Cluster))) && !fits(hybrid(Some(Network::Pair))));
    assert!(fits(flash(Some(Network::StarFlash))) && !fits(flash(Some(Network::Cluster))));
}
