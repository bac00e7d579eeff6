//! Streams: what a beat holds, and how it lies on wires.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::num::{Format, Minifloat, Range};
use crate::rtl::{Bits, Wire};

/// One field of a beat: `lanes` numbers of one format, lane 0 least significant.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Name within the beat.
    pub name: String,
    /// How many numbers, at least 1.
    pub lanes: usize,
    /// Format of each.
    pub format: Format,
}

impl Field {
    /// Bits of all its lanes; what no machine counts is as much as it counts.
    pub fn width(&self) -> u32 {
        u32::try_from(self.lanes).unwrap_or(u32::MAX).saturating_mul(self.format.bits())
    }
}

/// The shape of a beat: fields in order from bit 0.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StreamType {
    /// The fields.
    pub fields: Vec<Field>,
}

/// The numbers of one beat: all lanes of the first field, then those of the next.
pub type Beat = Vec<i64>;

/// A named stream of a block. On wires it is `<name>_tdata`, `_tvalid`, `_tready` and `_tlast`, as
/// AXI4-Stream has them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stream {
    /// Name.
    pub name: String,
    /// What a beat holds.
    pub beat: StreamType,
}

/// The streams of a block. A firing takes one beat of every input; there is one output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interface {
    /// Streams in.
    pub inputs: Vec<Stream>,
    /// Streams out.
    pub outputs: Vec<Stream>,
}

impl Interface {
    /// All codes of every lane of the output.
    pub fn codes(&self) -> Vec<Range> {
        let lanes = self.outputs.iter().flat_map(|stream| stream.beat.formats());
        lanes.map(Format::codes).collect()
    }
}

impl StreamType {
    /// A beat of one field called `data`.
    pub fn lanes_of(lanes: usize, format: Format) -> Self {
        Self { fields: vec![Field { name: "data".into(), lanes, format }] }
    }

    /// Bits of a beat.
    pub fn width(&self) -> u32 {
        self.fields.iter().map(Field::width).fold(0, u32::saturating_add)
    }

    /// Numbers in a beat.
    pub fn lanes(&self) -> usize {
        self.fields.iter().map(|field| field.lanes).fold(0, usize::saturating_add)
    }

    /// Lowest bit of number `lane`; the width, where there are fewer.
    pub fn bit_of(&self, lane: usize) -> u32 {
        let (mut missing, mut bit) = (lane, 0);
        for field in &self.fields {
            let taken = missing.min(field.lanes);
            bit += taken as u32 * field.format.bits();
            missing -= taken;
        }
        bit
    }

    /// The number that bit `bit` is of, and which of its bits it is; `None` beyond the beat.
    pub fn lane_at(&self, bit: u32) -> Option<(usize, u32)> {
        let mut first = 0;
        self.formats().enumerate().find_map(|(lane, format)| {
            let low = first;
            first += format.bits();
            (bit < first).then(|| (lane, bit - low))
        })
    }

    /// Lowest bit and width of the field called `name`.
    pub fn span(&self, name: &str) -> Option<(u32, u32)> {
        let place = self.fields.iter().position(|field| field.name == name)?;
        Some((self.fields[..place].iter().map(Field::width).sum(), self.fields[place].width()))
    }

    /// The field called `name` of a beat on the wires `data`; `None` where beats have none.
    pub fn field<'m>(&self, data: Wire<'m>, name: &str) -> Option<Wire<'m>> {
        let (low, width) = self.span(name)?;
        Some(data.slice(low, width))
    }

    /// The field that number `lane` is of.
    pub fn field_at(&self, lane: usize) -> Option<&Field> {
        let mut beyond = 0;
        self.fields.iter().find(|field| {
            beyond += field.lanes;
            lane < beyond
        })
    }

    /// What number `lane` is called in messages: its field, and its place there; nothing in a beat of one field.
    pub fn field_name(&self, lane: usize) -> String {
        match self.field_at(lane) {
            Some(Field { name, lanes, .. }) if self.fields.len() > 1 => {
                let place = lane - self.first_lane(name).unwrap_or(0);
                if *lanes == 1 { format!("`{name}` ") } else { format!("`{name}[{place}]` ") }
            }
            _ => String::new(),
        }
    }

    /// Number of the first lane of the field called `name`.
    pub fn first_lane(&self, name: &str) -> Option<usize> {
        self.lanes_of_field(name).map(|lanes| lanes.start)
    }

    /// Numbers of the lanes of the field called `name`.
    pub fn lanes_of_field(&self, name: &str) -> Option<std::ops::Range<usize>> {
        let place = self.fields.iter().position(|field| field.name == name)?;
        let first = self.fields[..place].iter().map(|field| field.lanes).sum();
        Some(first..first + self.fields[place].lanes)
    }

    /// Format of each number, in order.
    pub fn formats(&self) -> impl Iterator<Item = Format> + '_ {
        self.fields.iter().flat_map(|field| std::iter::repeat_n(field.format, field.lanes))
    }

    /// A beat as it lies on wires. Numbers beyond their format lose their upper bits.
    pub fn pack(&self, beat: &[i64]) -> Bits {
        let lanes = self.formats().zip(beat);
        let lanes = lanes.map(|(format, code)| (format.bits(), format.encode(*code)));
        Bits::from_fields(self.width(), lanes)
    }

    /// The numbers that wires carry.
    pub fn unpack(&self, bits: &Bits) -> Beat {
        let mut at = 0;
        self.formats()
            .map(|format| {
                let raw = bits.slice(at, format.bits()).to_u64();
                at += format.bits();
                format.decode(raw)
            })
            .collect()
    }
}

/// Lanes and format; of several fields with their names: `label u4, rows 5 x u13`.
impl fmt::Display for StreamType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.fields[..] {
            [only] => write!(f, "{} x {}", only.lanes, only.format),
            several => {
                let fields: Vec<String> = several.iter().map(Field::to_string).collect();
                f.write_str(&fields.join(", "))
            }
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.lanes {
            1 => write!(f, "{} {}", self.name, self.format),
            lanes => write!(f, "{} {lanes} x {}", self.name, self.format),
        }
    }
}

impl StreamType {
    /// Beats at the ends of the formats: all least, all greatest, all zero, both ends by turns,
    /// and the greatest code in the first, the middle and the last lane alone. Of floats also what is notable about
    /// them, each code in every lane once.
    pub fn corners(&self) -> Vec<Beat> {
        let each = |code: &dyn Fn(usize, Format) -> i64| {
            self.formats().enumerate().map(|(lane, format)| code(lane, format)).collect::<Beat>()
        };
        let mut beats = vec![
            each(&|_, format| format.min()),
            each(&|_, format| format.max()),
            each(&|_, _| 0),
            each(&|lane, format| if lane % 2 == 0 { format.min() } else { format.max() }),
            each(&|lane, format| if lane % 2 == 1 { format.min() } else { format.max() }),
        ];
        let lanes = self.lanes();
        for hot in [0, lanes / 2, lanes.saturating_sub(1)] {
            beats.push(each(&|lane, format| if lane == hot { format.max() } else { 0 }));
        }
        let notable = |format: Format| format.as_float().map(Minifloat::notable);
        let turns = self.formats().filter_map(notable).map(|codes| codes.len()).max();
        let turned = |format: Format, place: usize| match notable(format) {
            Some(codes) => codes[place % codes.len()] as i64,
            None => format.max(),
        };
        let turns = 0..turns.unwrap_or(0);
        beats.extend(turns.map(|turn| each(&|lane, format| turned(format, lane + turn))));
        beats
    }

    /// A beat of codes drawn evenly.
    pub fn random(&self, rng: &mut fastrand::Rng) -> Beat {
        self.formats().map(|format| rng.i64(format.min()..=format.max())).collect()
    }
}

impl StreamType {
    /// A beat of codes drawn in one of several ways, as faults hide from codes that are only drawn evenly:
    /// evenly; with few or many ones; few lanes that are not zero; least and greatest codes; a few
    /// neighbors that are equal; all nearly equal; codes small and large.
    pub fn varied(&self, rng: &mut fastrand::Rng) -> Beat {
        let way = rng.u8(..7);
        let (density, center) = (rng.u64(1..8), rng.u64(..));
        let (first, count) = (rng.usize(..self.lanes().max(1)), rng.usize(1..4));
        let mut lane = 0;
        let mut draw = |format: Format| -> i64 {
            let even = rng.i64(format.min()..=format.max());
            let narrowed = |raw: u64| format.decode(raw & (u64::MAX >> (64 - format.bits())));
            lane += 1;
            match way {
                0 => even,
                1 => {
                    let bits = (0..format.bits()).filter(|_| rng.u64(..8) < density);
                    narrowed(bits.fold(0, |raw, bit| raw | 1 << bit))
                }
                2 if rng.u64(..8) < density => 0,
                2 => even,
                3 if let Some(float) = format.as_float() => {
                    rng.choice(float.notable()).map_or(even, |code| code as i64)
                }
                3 if rng.bool() => format.min(),
                3 => format.max(),
                4 if lane > first && lane <= first + count => narrowed(center),
                4 => format.min(),
                5 => (narrowed(center) + rng.i64(-1..=1)).clamp(format.min(), format.max()),
                _ => even >> rng.u32(..format.bits()),
            }
        };
        self.formats().map(&mut draw).collect()
    }
}

impl Stream {
    /// A stream of one field.
    pub fn new(name: impl Into<String>, lanes: usize, format: Format) -> Self {
        Self { name: name.into(), beat: StreamType::lanes_of(lanes, format) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn unpack_undoes_pack(codes in proptest::collection::vec(-8i64..8, 1..40)) {
            let beat = StreamType::lanes_of(codes.len(), Format::signed(4));
            prop_assert_eq!(beat.unpack(&beat.pack(&codes)), codes);
        }
    }

    #[test]
    fn varied_beats_are_codes_of_their_formats() {
        let mut rng = fastrand::Rng::with_seed(3);
        for format in
            [Format::unsigned(1), Format::signed(2), Format::unsigned(5), Format::signed(20)]
        {
            let beat = StreamType::lanes_of(7, format);
            let drawn: Vec<Beat> = (0..200).map(|_| beat.varied(&mut rng)).collect();
            assert!(drawn.iter().flatten().all(|code| format.contains(*code)), "{format:?}");
            let seen = |code: i64| drawn.iter().flatten().any(|one| *one == code);
            assert!(seen(format.min()) && seen(format.max()) && seen(0), "{format:?}");
        }
    }

    #[test]
    fn lane_zero_is_least_significant() {
        let beat = StreamType::lanes_of(3, Format::unsigned(4));
        assert_eq!(beat.pack(&[1, 2, 3]).to_u64(), 0x321);
    }

    #[test]
    fn lanes_begin_where_those_before_them_end() {
        let field = |lanes, bits| Field { name: "f".into(), lanes, format: Format::signed(bits) };
        let beat = StreamType { fields: vec![field(3, 4), field(2, 7)] };
        let widths: Vec<u32> = beat.formats().map(Format::bits).collect();
        for lane in 0..=6 {
            assert_eq!(beat.bit_of(lane), widths.iter().take(lane).sum::<u32>());
        }
        for bit in 0..=beat.width() {
            let whole = beat.lane_at(bit).map(|(lane, within)| beat.bit_of(lane) + within);
            assert_eq!(whole, (bit < beat.width()).then_some(bit));
        }
    }
}
