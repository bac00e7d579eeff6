//! The table as a block of the library.

use crate::blocks::PackedRows;
use crate::blocks::cim_array::Storage;
use crate::blocks::{
    Beat, Block, Content, Cost, Field, Golden, Interface, Kind, SpecError, Store, Stream,
    StreamType, Timing, Work, Works,
};
use crate::num::{Format, Minifloat};
use crate::rtl::{ModuleId, Netlist};
use crate::tech::Tech;

use super::spec::Table;

impl Block for Table {
    fn module_name(&self) -> String {
        match self.writable() {
            true => format!("table_{}_{}_ram", self.rows.count(), self.row_hash()),
            false => format!("table_{}_{}", self.rows.count(), self.rows.hash(&self.row)),
        }
    }

    fn shape(&self) -> String {
        format!("table_{}_{}", self.rows.count(), self.row_hash())
    }

    fn interface(&self) -> Interface {
        let field = |name: &str, lanes, format| Field { name: name.into(), lanes, format };
        let number = self.number();
        let x = match self.writable() {
            false => Stream::new("x", 1, number),
            true => {
                let mut fields =
                    vec![field(Store::LOAD, 1, Format::unsigned(1)), field(Store::ROW, 1, number)];
                fields.extend(self.row.fields.iter().cloned());
                fields.push(field(Store::DATA, 1, number));
                Stream { name: "x".into(), beat: StreamType { fields } }
            }
        };
        let y = Stream { name: "y".into(), beat: self.row.clone() };
        Interface { inputs: vec![x], outputs: vec![y] }
    }

    fn golden(&self) -> Box<dyn Golden> {
        Box::new(super::golden::Rows::new(self))
    }

    fn forgets_after(&self) -> Option<usize> {
        (!self.writable()).then_some(1)
    }

    /// All rows that a number can name, zeros beyond those that are given.
    fn store(&self) -> Option<Store> {
        let Self { row, rows, .. } = self;
        let contents = (0..self.capacity()).map(|number| row.unpack(&rows.bits(row, number)));
        let store = || Store { holds: row.clone(), contents: contents.collect(), inputs: 1 };
        self.writable().then(store)
    }

    fn preamble(&self) -> Vec<Vec<Beat>> {
        self.store().map_or(vec![], |store| store.preamble())
    }

    /// Every row filled with each of a few codes, and read.
    fn exercise(&self) -> Vec<Vec<Beat>> {
        let Some(store) = self.store() else { return vec![] };
        let fills: [fn(Format) -> i64; 4] =
            [Format::max, Format::min, |format| format.decode(u64::MAX), |_| 0];
        let numbers = 0..self.capacity();
        let firings = fills.iter().flat_map(|fill| {
            let codes: Beat = self.row.formats().map(fill).collect();
            let loads =
                numbers.clone().map(|number| store.load(number, &codes)).collect::<Vec<_>>();
            let read = |number: usize| {
                let mut beat = store.load(0, &[]);
                beat[0] = 0;
                beat.iter_mut().last().into_iter().for_each(|x| *x = number as i64);
                beat
            };
            loads.into_iter().chain(numbers.clone().map(read)).collect::<Vec<Beat>>()
        });
        firings.map(|beat| vec![beat]).collect()
    }

    fn works(&self) -> Box<Works> {
        let writable = self.writable();
        Box::new(move |inputs| match writable && inputs[0].first() == Some(&1) {
            true => Work::Load,
            false => Work::ONLY,
        })
    }

    fn timing(&self) -> Timing {
        Timing::registered()
    }

    fn rtl(&self, into: &mut Netlist) -> ModuleId {
        super::rtl::table(self, into)
    }

    fn cost(&self, tech: &Tech) -> Cost {
        super::cost::cost(self, tech)
    }
}

impl Table {
    /// What tells apart rows of other fields.
    fn row_hash(&self) -> String {
        PackedRows::default().hash(&self.row)
    }
}

impl Kind for Table {
    const NAME: &'static str = "table";
    const SUMMARY: &'static str = "rows of a table, read by their number";

    fn check(&self) -> Vec<SpecError> {
        let lanes = self.row.lanes();
        let mut errors: Vec<SpecError> =
            SpecError::unless_within("row", lanes, 1, SpecError::MAX_LANES).into_iter().collect();
        if self.row.fields.iter().any(|field| field.lanes == 0) {
            errors.push(SpecError::new("row", "a field has no lanes", "leave it out"));
        }
        if self.row.width() > Self::MAX_BITS {
            let cause =
                format!("a row has {} bits, and at most {}", self.row.width(), Self::MAX_BITS);
            errors.push(SpecError::new("row", cause, "use several tables side by side"));
        }
        errors.extend(match self.rows.count() {
            0 => {
                let help = "write `[[1, 2], [3, 4]]`, or name a tensor in `contents`";
                Some(SpecError::new("rows", "the rows are missing", help))
            }
            count => SpecError::unless_within("rows", count, 1, Self::MAX_ROWS),
        });
        if errors.is_empty() {
            let help = "a row is the codes of all its fields, or its bytes";
            errors.extend(self.rows.flaw(&self.row).map(|flaw| SpecError::new("rows", flaw, help)));
        }
        errors
    }

    fn examples() -> Vec<Self> {
        let field = |name: &str, lanes, format| Field { name: name.into(), lanes, format };
        let (u3, s7) = (Format::unsigned(3), Format::signed(7));
        let mixed = StreamType {
            fields: vec![
                field("key", 2, u3),
                field("weight", 1, Format::float(Minifloat::E4M3)),
                field("sum", 1, s7),
            ],
        };
        let one = StreamType::lanes_of(1, u3);
        let table = |row: &StreamType, count, storage| Self::drawn(row, count, storage);
        vec![
            table(&one, 2, Storage::Rom),
            table(&mixed, 5, Storage::Rom),
            table(&StreamType::lanes_of(3, s7), 16, Storage::Rom),
            table(&one, 1, Storage::Ram),
            table(&mixed, 6, Storage::Ram),
            table(&mixed, 8, Storage::Ram),
        ]
    }

    fn contents(&mut self) -> Vec<Content<'_>> {
        vec![Content::rows("rows", &mut self.rows, self.row.clone())]
    }

    /// Rows of ends. In RAM these are in its own exercise.
    fn siblings(&self) -> Vec<Self> {
        let filled = |code: fn(Format) -> i64| {
            let codes: Beat = self.row.formats().map(code).collect();
            let rows = vec![codes; self.rows.count()];
            Self { rows: PackedRows::of_codes(&self.row, &rows), ..self.clone() }
        };
        let ends: &[fn(Format) -> i64] =
            if self.writable() { &[] } else { &[Format::min, Format::max] };
        ends.iter().copied().map(filled).collect()
    }

    fn growing() -> Vec<Self> {
        let row = StreamType::lanes_of(2, Format::unsigned(8));
        [2, 16, 64].map(|count| Self::drawn(&row, count, Storage::Rom)).to_vec()
    }
}

impl Table {
    /// Rows that are drawn with a seed.
    pub fn drawn(row: &StreamType, count: usize, storage: Storage) -> Self {
        let mut rng = fastrand::Rng::with_seed(count as u64);
        // The first two have every bit once set and once not.
        let ends =
            [u64::MAX, 0].map(|raw| row.formats().map(|format| format.decode(raw)).collect());
        let drawn = std::iter::repeat_with(|| row.random(&mut rng));
        let rows: Vec<Beat> = ends.into_iter().chain(drawn).take(count).collect();
        Self { row: row.clone(), rows: PackedRows::of_codes(row, &rows), storage }
    }
}
