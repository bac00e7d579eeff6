//! The transform as a block of the library.

use crate::blocks::{
    Beat, Block, Content, Cost, Draws, Field, Golden, Interface, Kind, OnHardware, SpecError,
    Station, Store, Stream, StreamType, Timing, Work, Works,
};
use crate::num::{Format, bits_for_unsigned};
use crate::parallel::Instructions;
use crate::rtl::{ModuleId, Netlist};
use crate::tech::Tech;

use super::crossbar::Tie;
use super::golden::Transform;
use super::spec::WhtCrossbar;

impl Block for WhtCrossbar {
    fn on(&self) -> Option<&dyn OnHardware> {
        Some(self)
    }

    fn draws(&self) -> Option<Draws> {
        match self.crossbar.tie {
            Tie::Random(random) => Some(random.draws()),
            _ => None,
        }
    }

    fn number(&mut self, own: u32, _references: Vec<u32>) {
        if let Tie::Random(random) = &mut self.crossbar.tie {
            random.instance = Some(own);
        }
    }

    fn module_name(&self) -> String {
        format!("wht_crossbar_{}{}", self.parameters(), self.contents())
    }

    fn shape(&self) -> String {
        let constant = !self.crossbar.writable() && self.rows().iter().any(|own| *own != 0);
        let contents = match constant {
            true => format!("{}_thresholds", if self.dc_bypass { "_dc" } else { "" }),
            false => self.contents(),
        };
        format!("wht_crossbar_{}{contents}", self.parameters())
    }

    fn operations(&self) -> u64 {
        (self.crossbar.points * self.crossbar.rows()) as u64 * u64::from(self.bits)
    }

    fn interface(&self) -> Interface {
        let field = |name: &str, lanes, format| Field { name: name.into(), lanes, format };
        let flag = |name: &str| field(name, 1, Format::unsigned(1));
        let mut x = vec![];
        if self.crossbar.writable() {
            x.extend([flag(Store::LOAD), field(Store::ROW, 1, self.row_format())]);
            x.push(field("t", 1, self.threshold()));
        }
        x.extend(self.crossbar.switched().then(|| flag("stitched")));
        x.push(field(Store::DATA, self.crossbar.points, self.input()));
        let rows = self.crossbar.rows();
        let mut y = vec![field("y", rows, self.output())];
        let planes = Format::unsigned(bits_for_unsigned(self.bits.into()));
        y.extend(self.crossbar.counters.then(|| field("planes", rows, planes)));
        let stream = |name: &str, fields| Stream { name: name.into(), beat: StreamType { fields } };
        Interface { inputs: vec![stream("x", x)], outputs: vec![stream("y", y)] }
    }

    fn golden(&self) -> Box<dyn Golden> {
        Box::new(Transform::new(self))
    }

    fn fast(&self, _instructions: Instructions) -> Option<Box<dyn Golden>> {
        super::fast::Fast::new(self).map(|fast| -> Box<dyn Golden> { Box::new(fast) })
    }

    /// By chance, the number of the transform matters.
    fn forgets_after(&self) -> Option<usize> {
        let random = matches!(self.crossbar.tie, Tie::Random(_));
        (!self.crossbar.writable() && !random).then_some(1)
    }

    fn store(&self) -> Option<Store> {
        let contents = self.rows().into_iter().map(|threshold| vec![threshold]).collect();
        let inputs = self.crossbar.points + usize::from(self.crossbar.switched());
        let row = Field { name: "t".into(), lanes: 1, format: self.threshold() };
        let store = Store { holds: StreamType { fields: vec![row] }, contents, inputs };
        self.crossbar.writable().then_some(store)
    }

    fn preamble(&self) -> Vec<Vec<Beat>> {
        self.store().map_or(vec![], |store| store.preamble())
    }

    fn exercise(&self) -> Vec<Vec<Beat>> {
        super::examples::exercise(self)
    }

    /// Where planes or trees tell how long, the cycles; a load takes none.
    fn works(&self) -> Box<Works> {
        let mut model = Transform::new(self);
        if self.varies() {
            return Box::new(move |inputs| {
                let outcome = model.command(&inputs[0]);
                outcome.map_or(Work::Load, |outcome| Work::Cycles(outcome.cycles))
            });
        }
        let writable = self.crossbar.writable();
        Box::new(move |inputs| match writable && inputs[0].first() == Some(&1) {
            true => Work::Load,
            false => Work::ONLY,
        })
    }

    fn timing(&self) -> Timing {
        let most = self.cycles();
        let station = match self.varies() {
            true => Station::Vary { most },
            false => Station::Serve { cycles: vec![most] },
        };
        Timing { stations: vec![station] }
    }

    fn rtl(&self, into: &mut Netlist) -> ModuleId {
        super::rtl::crossbar(self, into)
    }

    fn cost(&self, tech: &Tech) -> Cost {
        super::cost::cost(self, tech)
    }
}

impl Kind for WhtCrossbar {
    const NAME: &'static str = "wht_crossbar";
    const SUMMARY: &'static str =
        "Walsh-Hadamard transform, plane by plane, with soft thresholds and early termination";

    fn contents(&mut self) -> Vec<Content<'_>> {
        vec![Content::list("thresholds", "[points]", &mut self.thresholds)]
    }

    fn check(&self) -> Vec<SpecError> {
        let mut errors = self.crossbar.flaws();
        errors.extend(self.check_transform());
        errors
    }

    fn examples() -> Vec<Self> {
        super::examples::examples()
    }

    fn siblings(&self) -> Vec<Self> {
        super::examples::siblings(self)
    }

    fn growing() -> Vec<Self> {
        super::examples::growing()
    }
}
