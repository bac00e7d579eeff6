//! Energies of events, from what is published; what is not is told, and never guessed.
//!
//! A figure holds for the technology that it was published for. Nothing is scaled from one to another, and energies in
//! several technologies are not added up.

use serde::Serialize;

use super::estimate::Femtojoules;
use super::events::{Event, Events};
use super::published::{
    ARITHMETIC, COLLABORATIVE_DIGITIZATION, Mark, Published, WALSH_HADAMARD, figure_of,
};
use super::readings::OP_READINGS;

/// Energy of one event.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Coefficient {
    /// The event.
    pub event: Event,
    /// Least and greatest, in femtojoules.
    pub femtojoules: [f64; 2],
    /// What the published figure takes an operation to be, where it does not say so.
    pub reading: Option<&'static str>,
    /// Technology, and supply where it is told.
    pub technology: &'static str,
    /// The publication.
    pub source: &'static str,
    /// How it follows from what is published.
    pub derivation: &'static str,
    /// How far the published figure can be trusted.
    pub mark: Mark,
}

/// What is known about the energy of an event.
#[derive(Clone, Debug, PartialEq)]
pub enum Price {
    /// This much: one coefficient, or one for each reading.
    Known(Vec<Coefficient>),
    /// It is part of what another event costs.
    Within(Event),
    /// Nothing is published.
    Unknown(&'static str),
}

/// The least and the greatest of energies of one operation of some bits, by the bit.
fn by_bit(figures: [(&str, f64); 2]) -> [f64; 2] {
    let femtojoules = figures.map(|(id, bits)| 1e3 * figure_of(ARITHMETIC, id) / bits);
    [femtojoules[0].min(femtojoules[1]), femtojoules[0].max(femtojoules[1])]
}

fn arithmetic(event: Event, femtojoules: [f64; 2], derivation: &'static str) -> Coefficient {
    Coefficient {
        event,
        femtojoules,
        reading: None,
        technology: "45 nm, 0.9 V",
        source: "Horowitz, ISSCC 2014, figure 1.1.9",
        derivation,
        mark: mark_of(ARITHMETIC),
    }
}

fn mark_of(figures: &[Published]) -> Mark {
    figures.first().map_or(Mark::Unverified, |figure| figure.mark)
}

/// A bit of an addition.
fn bit_added() -> Coefficient {
    let sums = [("add.int8", 8.0), ("add.int32", 32.0)];
    arithmetic(
        Event::BitsAdded,
        by_bit(sums),
        "energy of an 8-bit and of a 32-bit addition, over their bits",
    )
}

/// A bit of one factor times a bit of the other.
fn bit_product() -> Coefficient {
    let products = [("multiply.int8", 64.0), ("multiply.int32", 1024.0)];
    arithmetic(
        Event::BitProducts,
        by_bit(products),
        "energy of an 8-bit and of a 32-bit multiplication, over products of bits",
    )
}

/// A cell of a crossbar of signs in one plane, under each reading of an operation.
fn sign_cell_plane() -> Vec<Coefficient> {
    let coefficient = |reading: super::OpReading| {
        let Femtojoules(energy) = reading.cell_plane();
        Coefficient {
            event: Event::SignCellPlanes,
            femtojoules: [energy; 2],
            reading: Some(reading.op),
            technology: "0.8 V, node unknown",
            source: "arXiv:2309.01771",
            derivation: "1602 TOPS/W, over 16 x 16 cells and 8 planes of a transform; the abstract names no node",
            mark: mark_of(WALSH_HADAMARD),
        }
    };
    OP_READINGS.into_iter().map(coefficient).collect()
}

/// A line converted to 5 bits by other arrays.
fn conversion() -> Coefficient {
    let id = "energy.collaborative";
    let femtojoules = 1e3 * figure_of(COLLABORATIVE_DIGITIZATION, id);
    Coefficient {
        event: Event::ConversionsTo5Bits,
        femtojoules: [femtojoules; 2],
        reading: None,
        technology: "65 nm",
        source: "arXiv:2307.03863",
        derivation: "energy of a 5-bit conversion of the test chip, references and comparators included",
        mark: Mark::Unverified,
    }
}

/// All coefficients that there are.
pub fn coefficients() -> Vec<Coefficient> {
    let all = [bit_added(), bit_product(), conversion()];
    all.into_iter().chain(sign_cell_plane()).collect()
}

/// What is known of an event's energy where it happens `beside` others.
pub fn price(event: Event, beside: &Events) -> Price {
    let known: Vec<Coefficient> =
        coefficients().into_iter().filter(|one| one.event == event).collect();
    if !known.is_empty() {
        return Price::Known(known);
    }
    let converts = beside[Event::ConversionsTo5Bits] > 0;
    match event {
        Event::RowPlanes => Price::Within(match beside[Event::SignCellPlanes] {
            0 => Event::CellPlanes,
            _ => Event::SignCellPlanes,
        }),
        Event::Comparisons if beside[Event::SignCellPlanes] > 0 => {
            Price::Within(Event::SignCellPlanes)
        }
        Event::Comparisons | Event::ReferenceCells if converts => {
            Price::Within(Event::ConversionsTo5Bits)
        }
        Event::RegisterBits => Price::Unknown("no energy of a flip-flop is published by its bit"),
        _ => Price::Unknown("no energy is published for it"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coefficients_by_hand() {
        let of = |event: Event| -> Vec<[f64; 2]> {
            coefficients()
                .iter()
                .filter(|one| one.event == event)
                .map(|one| one.femtojoules)
                .collect()
        };
        assert_eq!(of(Event::BitsAdded), [[3.125, 3.75]]);
        assert_eq!(of(Event::BitProducts), [[3.027_343_75, 3.125]]);
        assert_eq!(of(Event::ConversionsTo5Bits), [[74_230.0; 2]]);
        // A transform of 16 points and 8 bits, all planes, in picojoules.
        let transform: Vec<f64> = of(Event::SignCellPlanes)
            .iter()
            .map(|cell| cell[0] * 16.0 * 16.0 * 8.0 / 1e3)
            .collect();
        assert!((transform[0] - 0.320).abs() < 5e-4 && (transform[1] - 2.557).abs() < 5e-4);
    }

    #[test]
    fn every_event_is_priced_or_told_as_missing() {
        let searching = Events::default().with(Event::ConversionsTo5Bits, 1);
        assert_eq!(price(Event::Comparisons, &searching), Price::Within(Event::ConversionsTo5Bits));
        let other = Events::default().with(Event::Conversions, 1);
        assert!(matches!(price(Event::Comparisons, &other), Price::Unknown(_)));
        let signs = Events::default().with(Event::SignCellPlanes, 1);
        assert_eq!(price(Event::RowPlanes, &signs), Price::Within(Event::SignCellPlanes));
        assert!(
            matches!(price(Event::SignCellPlanes, &signs), Price::Known(all) if all.len() == 2)
        );
    }
}
