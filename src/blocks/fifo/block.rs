//! The queue as a block of the library.

use crate::blocks::{
    Block, Cost, Field, Golden, Interface, Kind, SpecError, Station, Stream, StreamType, Timing,
    name_hash,
};
use crate::num::{Format, Minifloat};
use crate::rtl::{ModuleId, Netlist};
use crate::tech::Tech;

use super::spec::Fifo;

impl Block for Fifo {
    fn queue(&self) -> Option<u32> {
        Some(self.depth)
    }

    fn module_name(&self) -> String {
        match &self.beat.fields[..] {
            [only] => format!("fifo_{}_{}_d{}", only.lanes, only.format, self.depth),
            _ => format!("fifo_{}_d{}", name_hash(&self.beat), self.depth),
        }
    }

    fn interface(&self) -> Interface {
        let stream = |name: &str| Stream { name: name.into(), beat: self.beat.clone() };
        Interface { inputs: vec![stream("x")], outputs: vec![stream("y")] }
    }

    fn golden(&self) -> Box<dyn Golden> {
        Box::new(super::golden::Queue(self.clone()))
    }

    fn is_lanewise(&self) -> bool {
        true
    }

    fn timing(&self) -> Timing {
        Timing { stations: vec![Station::Queue { depth: self.depth }] }
    }

    fn rtl(&self, into: &mut Netlist) -> ModuleId {
        super::rtl::fifo(self, into)
    }

    fn cost(&self, tech: &Tech) -> Cost {
        super::cost::cost(self, tech)
    }
}

impl Kind for Fifo {
    const NAME: &'static str = "fifo";
    const SUMMARY: &'static str = "queue of beats";

    fn check(&self) -> Vec<SpecError> {
        let lanes = self.beat.lanes();
        let mut errors: Vec<SpecError> =
            SpecError::unless_within("beat", lanes, 1, SpecError::MAX_LANES).into_iter().collect();
        errors.extend(SpecError::unless_within("depth", self.depth as usize, 1, 65536));
        errors
    }

    fn examples() -> Vec<Self> {
        let lanes = |lanes, format| StreamType::lanes_of(lanes, format);
        let field = |name: &str, lanes, format| Field { name: name.into(), lanes, format };
        let float = Format::float(Minifloat::E5M2);
        let several = vec![field("number", 2, Format::signed(3)), field("float", 1, float)];
        vec![
            Self { beat: lanes(1, Format::unsigned(1)), depth: 1 },
            Self { beat: lanes(3, Format::signed(5)), depth: 2 },
            Self { beat: lanes(9, Format::unsigned(8)), depth: 5 },
            Self { beat: StreamType { fields: several }, depth: 2 },
        ]
    }

    fn growing() -> Vec<Self> {
        let beat = StreamType::lanes_of(4, Format::unsigned(8));
        [1, 2, 16].map(|depth| Self { beat: beat.clone(), depth }).to_vec()
    }
}
