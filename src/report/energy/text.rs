//! The figures for people.

use std::fmt::Write;

use super::model::{EnergyReport, EnergySum, MissingEnergy};

/// Layers, or nodes without one, that are named with their shares.
const NAMED: usize = 4;

/// What a sample costs as far as anybody has published it, and what is not in that.
pub fn text(energy: &EnergyReport) -> String {
    let EnergyReport { samples, of, sums, missing, .. } = energy;
    let counted = format!("events counted on {samples} {of}");
    let mut text = match sums.is_empty() {
        true => format!("energy     of a sample: none is published of the {counted}\n"),
        false => format!("energy     of a sample, by {counted} and published energies\n"),
    };
    for readings in sums.chunk_by(|one, other| one.technology == other.technology) {
        let EnergySum { technology, source, events, mark, .. } = &readings[0];
        let figures = readings.iter().map(|sum| {
            let reading = sum.reading.map_or(String::new(), |op| format!(" if an op is {op}"));
            format!("{}{reading}", range(sum.femtojoules))
        });
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "           {}: {} at {technology} ({source}; {}){}",
            list(events.iter().map(|event| event.words().to_string())),
            figures.collect::<Vec<_>>().join(", "),
            mark.words(),
            shares(energy, &readings[0])
        );
    }
    if !missing.is_empty() {
        let lacking =
            |one: &MissingEnergy| format!("{} {}", number(one.per_sample), one.event.words());
        let _ = writeln!(
            text,
            "           not in it, as no energy is published: {}",
            list(missing.iter().map(lacking))
        );
    }
    text
}

/// Who has most of a sum; nothing where one has all.
fn shares(energy: &EnergyReport, sum: &EnergySum) -> String {
    let mut shares: Vec<(&str, f64)> = vec![];
    for node in &energy.nodes {
        let (name, own) = (node.layer.as_ref().unwrap_or(&node.name), node.share(sum));
        match shares.iter_mut().find(|(of, _)| of == name) {
            Some((_, share)) => *share += own,
            None => shares.push((name, own)),
        }
    }
    let all: f64 = shares.iter().map(|(_, share)| share).sum();
    // Less is shown as nothing.
    shares.retain(|(_, share)| *share >= 0.005 * all);
    // Of equal shares the first comes first.
    shares.sort_by(|(_, one), (_, other)| other.total_cmp(one));
    if shares.len() < 2 {
        return String::new();
    }
    let share = |(name, own): &(&str, f64)| format!("{:.0} % `{name}`", 100.0 * own / all);
    let named: Vec<String> = shares.iter().take(NAMED).map(share).collect();
    format!("; {}", named.join(", "))
}

fn list(words: impl Iterator<Item = String>) -> String {
    let words: Vec<String> = words.collect();
    match &words[..] {
        [] => "nothing".into(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// In the unit that leaves few digits before the point.
fn range([least, most]: [f64; 2]) -> String {
    let (unit, name) = match most {
        most if most >= 1e6 => (1e6, "nJ"),
        most if most >= 1e3 => (1e3, "pJ"),
        _ => (1.0, "fJ"),
    };
    match least == most {
        true => format!("{:.2} {name}", most / unit),
        false => format!("{:.2} to {:.2} {name}", least / unit, most / unit),
    }
}

/// Whole, or with one digit where that tells something.
fn number(count: f64) -> String {
    if count.fract() == 0.0 || count >= 1000.0 {
        format!("{count:.0}")
    } else {
        format!("{count:.1}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn energies_have_units_of_their_size() {
        assert_eq!(range([1.0, 2.5]), "1.00 to 2.50 fJ");
        assert_eq!(range([320.4e0 * 1e3, 320.4e3]), "320.40 pJ");
        assert_eq!(range([7.4e10, 7.4e10]), "74000.00 nJ");
        assert_eq!(
            (number(12.0), number(12.345), number(12345.6)),
            ("12".into(), "12.3".into(), "12346".into())
        );
    }
}
