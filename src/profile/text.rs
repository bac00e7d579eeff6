//! A profile as text.

use std::fmt::Write;

use crate::text::{Align, Table};

use super::accuracy::Accuracies;
use super::confusion::Confusion;
use super::layers::LayerProfile;
use super::measure::Profile;

/// Most outputs that a line lists.
const LISTED: usize = 6;

/// Most classes that are told one by one.
const CLASSES: usize = 16;

/// All of it: a row per layer, what is recognized, and which classes are taken for which.
pub fn text(profile: &Profile) -> String {
    let (some, all) = profile.samples;
    let mut text = match some == all {
        true => format!("float network and integers on {all} samples\n\n"),
        false => format!("float network and integers on {some} of {all} samples\n\n"),
    };
    text += &table(profile).text();
    for layer in &profile.layers {
        text += &dead(layer);
    }
    if let Some(accuracy) = &profile.accuracy {
        text.push('\n');
        text += &recognized(accuracy);
    }
    text
}

fn table(profile: &Profile) -> Table {
    let mut table = Table::new(
        [Align::Left, Align::Left].into_iter().chain([Align::Right; 5]).collect::<Vec<_>>(),
    );
    table.row(["layer", "codes", "SQNR dB", "error", "above %", "below %", "digitizers"]);
    for layer in &profile.layers {
        table.row([
            layer.layer.clone(),
            layer.format.clone(),
            layer.sqnr_db.map_or("-".into(), |db| format!("{db:.1}")),
            match layer.largest_error {
                error if error < 1e5 => format!("{error:.1}"),
                error => format!("{error:.1e}"),
            },
            percent(layer.clipped[0]),
            percent(layer.clipped[1]),
            layer.digitizer_db.map_or("exact".into(), |db| format!("{db:.1} dB")),
        ]);
    }
    table
}

fn percent(share: f64) -> String {
    if share == 0.0 { "0".into() } else { format!("{:.2}", 100.0 * share) }
}

/// Outputs that do nothing.
fn dead(layer: &LayerProfile) -> String {
    if layer.dead.is_empty() {
        return String::new();
    }
    let shown: Vec<String> = layer.dead.iter().take(LISTED).map(ToString::to_string).collect();
    let more = match layer.dead.len().saturating_sub(LISTED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!(
        "{}: {} of {} outputs are 0 for every sample: {}{more}\n",
        layer.layer,
        layer.dead.len(),
        layer.outputs,
        shown.join(", ")
    )
}

fn recognized(accuracy: &Accuracies) -> String {
    let share = |right: usize| {
        let percent = 100.0 * right as f64 / accuracy.samples.max(1) as f64;
        format!("{right} of {}, {percent:.1} %", accuracy.samples)
    };
    let mut text = format!("float      {}\n", share(accuracy.float));
    // Writing to a String cannot fail.
    let _ = writeln!(text, "integers   {}", share(accuracy.integers));
    for (layer, right) in &accuracy.replaced {
        let _ = writeln!(text, "           {} with `{layer}` in floats", share(*right));
    }
    let _ = writeln!(text, "{}", loss(accuracy));
    text + &confusion(&accuracy.confusion)
}

/// The layer whose float form wins back most.
fn loss(accuracy: &Accuracies) -> String {
    match accuracy.largest_loss() {
        Some((layer, 1)) => {
            format!("most is lost at `{layer}`, which in floats wins back 1 sample")
        }
        Some((layer, won)) => {
            format!("most is lost at `{layer}`, which in floats wins back {won} samples")
        }
        None => "no layer loses any sample by itself".into(),
    }
}

/// A row per label, a column per class.
fn confusion(Confusion { counts }: &Confusion) -> String {
    if counts.is_empty() {
        return String::new();
    }
    if counts.len() > CLASSES {
        return format!(
            "{} classes: `--json` has how often each is taken for which\n",
            counts.len()
        );
    }
    let mut table = Table::new(vec![Align::Right; counts.len() + 1]);
    let head = (0..counts.len()).map(|class| class.to_string());
    table.row(std::iter::once("label".to_string()).chain(head));
    for (label, row) in counts.iter().enumerate() {
        let cells =
            row.iter().map(|count| if *count == 0 { ".".into() } else { count.to_string() });
        table.row(std::iter::once(label.to_string()).chain(cells));
    }
    format!("\nlabels (rows) and what they are taken for (columns)\n{}", table.text())
}

/// In a line or two, as a build tells it.
pub fn summary(profile: &Profile) -> String {
    let Some(accuracy) = &profile.accuracy else {
        let worst = profile.layers.iter().filter_map(|layer| Some((layer, layer.sqnr_db?)));
        return match worst.min_by(|a, b| a.1.total_cmp(&b.1)) {
            Some((layer, db)) => {
                format!(
                    "integers keep {db:.1} dB or more of the float network, least at `{}`",
                    layer.layer
                )
            }
            None => "integers equal the float network".into(),
        };
    };
    let float = format!("floats recognize {} of {}", accuracy.float, accuracy.samples);
    format!("{float}; {}", loss(accuracy))
}
