//! Arrays that digitize each other: values, cycles and roles equal what the graph predicts.

use crate::blocks::cim_array::{Array, Storage};
use crate::blocks::digitizer::{Arrays, Conversion, Flash, Form, Hybrid, Network, RangeRule, Sar};
use crate::dataflow::{ArrayGroup, Quota, Role, Schedule, Wired, lower};
use crate::elaborate::elaborate;
use crate::network::Layer;
use crate::num::Format;
use crate::rtl::simulate::Simulator;
use crate::rtl::{Bits, validate};

use super::{array, assert_as_predicted, dense, network};

const CLIP: RangeRule = RangeRule::Clip;

fn sar(network: Network) -> Conversion {
    Conversion::Sar(Sar { network: Some(network), ..Sar::new(3, CLIP) })
}

/// Conversions for every network, with a tile that has cycles of one, of several, and before a search.
fn conversions() -> Vec<Conversion> {
    let (chain, ring) =
        (|arrays| Network::Chain(Arrays { arrays }), |arrays| Network::Ring(Arrays { arrays }));
    let cluster = Hybrid { network: Some(Network::Cluster), ..Hybrid::new(3, 2, CLIP) };
    let star = Flash { network: Some(Network::StarFlash), ..Flash::new(2, CLIP) };
    let Conversion::Sar(pair) = sar(Network::Pair) else { panic!() };
    vec![
        sar(Network::Pair),
        Conversion::Sar(Sar { precharge_cycles: 2, form: Form::Structural, ..pair }),
        sar(chain(2)),
        sar(chain(4)),
        sar(ring(3)),
        sar(ring(4)),
        sar(ring(5)),
        Conversion::Hybrid(cluster),
        Conversion::Flash(star),
        Conversion::Flash(Flash { network: Some(Network::Pair), ..Flash::new(1, CLIP) }),
    ]
}

fn two_layers() -> Vec<Layer> {
    vec![
        dense("first", 10, 7, 9, Format::unsigned(4)),
        dense("second", 7, 5, -3, Format::signed(6)),
        Layer::Argmax,
    ]
}

fn grouped(digitizer: Conversion, (rows, columns): (usize, usize)) -> Wired {
    let array = Array { digitizer, ..array(rows, columns) };
    assert_eq!(array.flaws(), vec![]);
    lower("net", &network(10, two_layers(), array)).unwrap()
}

#[test]
fn networks_on_groups_run_as_predicted() {
    for digitizer in conversions() {
        for sides in [(5, 4), (10, 7), (4, 3)] {
            let graph = grouped(digitizer.clone(), sides);
            let products = graph.nodes().filter(|(_, node)| node.origin.hardware.is_some());
            let members: usize = graph.groups().iter().map(|group| group.members().count()).sum();
            assert_eq!(members, products.count());
            assert_as_predicted(&graph, 24);
            let interval = Schedule::new(&graph).unwrap().stream(1, 1).interval;
            let bound = graph.rates().bound();
            assert_eq!(interval, bound, "{digitizer:?}, {sides:?}: arrays wait");
        }
    }
}

/// Roles as the controller's ports tell them: who computes, and who refers.
fn ports(roles: &[Role]) -> (Vec<bool>, Vec<bool>) {
    let computes = roles.iter().map(|role| *role == Role::Compute).collect();
    (computes, roles.iter().map(|role| matches!(role, Role::Refer(_))).collect())
}

#[test]
fn arrays_have_the_roles_that_the_schedule_says() {
    for digitizer in conversions() {
        let graph = grouped(digitizer, (4, 3));
        let elaborated = elaborate(&graph).unwrap();
        let mut simulator = Simulator::new(validate(&elaborated.netlist, elaborated.top).unwrap());
        let input = |name: &str| simulator.input(name).unwrap();
        let (valid, taking) = (input("s_axis_tvalid"), input("m_axis_tready"));
        let probe = |group: &ArrayGroup, port: &str| {
            simulator.output(&format!("{}.{port}", group.name)).unwrap()
        };
        let probes: Vec<_> = graph
            .groups()
            .iter()
            .map(|group| (probe(group, "computes"), probe(group, "refers")))
            .collect();
        let mut rng = fastrand::Rng::with_seed(3);
        let mut schedule = Schedule::new(&graph).unwrap();
        let mut busy = 0;
        simulator.reset();
        let mut offering = false;
        for cycle in 0..1500 {
            offering |= rng.u8(..8) > 0;
            // Held back for long spells, so that conversions wait for results to be taken.
            let takes = cycle / 200 % 2 == 0 || rng.u8(..16) == 0;
            simulator.set(valid, &Bits::from_u64(1, offering.into()));
            simulator.set(taking, &Bits::from_u64(1, takes.into()));
            schedule.step(offering, takes);
            for (number, (computes, refers)) in probes.iter().enumerate() {
                let (wanted_computes, wanted_refers) = ports(schedule.roles(number));
                let seen = |bits: Bits| (0..bits.width()).map(|bit| bits.bit(bit)).collect();
                let (computes, refers): (Vec<bool>, Vec<bool>) =
                    (seen(simulator.get(*computes)), seen(simulator.get(*refers)));
                busy += computes.iter().filter(|one| **one).count();
                assert_eq!((computes, refers), (wanted_computes, wanted_refers), "cycle {cycle}");
            }
            let accepted = schedule.handshakes().next().unwrap().output.unwrap().moves();
            offering &= !accepted;
            simulator.clock();
        }
        assert!(busy > 200, "{busy}");
    }
}

/// Array-cycles in which a group computes or refers, and conversions that begin, in the hardware.
#[test]
fn groups_are_as_busy_as_their_reports_say() {
    for digitizer in conversions() {
        let graph = grouped(digitizer, (4, 3));
        let rates = graph.rates();
        let interval = rates.bound() as usize;
        let elaborated = elaborate(&graph).unwrap();
        let mut simulator = Simulator::new(validate(&elaborated.netlist, elaborated.top).unwrap());
        for name in ["s_axis_tvalid", "m_axis_tready"] {
            let port = simulator.input(name).unwrap();
            simulator.set(port, &Bits::from_u64(1, 1));
        }
        simulator.reset();
        // Until all queues are full, and then ten samples.
        (0..40 * interval).for_each(|_| simulator.clock());
        let mut busy = vec![0; graph.groups().len()];
        for _ in 0..10 * interval {
            for (busy, group) in busy.iter_mut().zip(graph.groups()) {
                for port in ["computes", "refers"] {
                    let port = simulator.output(&format!("{}.{port}", group.name)).unwrap();
                    let bits = simulator.get(port);
                    *busy += (0..bits.width()).filter(|bit| bits.bit(*bit)).count();
                }
            }
            simulator.clock();
        }
        for (busy, group) in busy.into_iter().zip(graph.groups()) {
            let conversions = |id| {
                let spec = graph.node(id).block().unwrap().as_block();
                spec.on().unwrap().conversions() as usize * rates.gives(id) as usize
            };
            let all: usize = group.members().map(|(_, id)| conversions(id)).sum();
            let roles: usize = group.references.iter().map(|references| 1 + references).sum();
            assert_eq!(busy, 10 * all * roles, "{}", group.name);
        }
    }
}

/// In a pair one array computes and the other refers in every cycle, as soon as both have something to do.
#[test]
fn a_pair_converts_all_the_time() {
    let array = Array { digitizer: sar(Network::Pair), ..array(5, 7) };
    let layers = vec![dense("only", 10, 7, 9, Format::unsigned(4))];
    let graph = lower("net", &network(10, layers, array)).unwrap();
    let pair = &graph.groups()[0];
    assert_eq!((pair.members().count(), pair.spares()), (2, 0));
    let mut schedule = Schedule::new(&graph).unwrap();
    let mut before = vec![];
    for cycle in 0..400 {
        schedule.step(true, true);
        let roles = schedule.roles(0).to_vec();
        if cycle > 20 {
            assert_ne!(roles[0] == Role::Compute, roles[1] == Role::Compute, "cycle {cycle}");
            assert!(!roles.contains(&Role::Idle), "cycle {cycle}");
            before.push(roles[0] == Role::Compute);
        }
    }
    // They swap after every conversion of three cycles.
    let swaps = before.windows(2).filter(|pair| pair[0] != pair[1]).count();
    assert!((swaps as i64 - 379 / 3).abs() <= 1, "{swaps}");
}

#[test]
fn arrays_that_are_written_can_be_in_groups() {
    let array = Array { digitizer: sar(Network::Pair), storage: Storage::Ram, ..array(5, 4) };
    let graph = lower("net", &network(10, two_layers(), array)).unwrap();
    assert_eq!(graph.groups().len(), 4);
    let quota = Quota { inputs: 4, outputs: 4, limit: u64::MAX };
    assert_eq!(Schedule::new(&graph).unwrap().take(quota).delivered.len(), 4);
    elaborate(&graph).unwrap();
}
