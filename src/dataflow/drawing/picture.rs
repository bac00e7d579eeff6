//! The graph as a picture.

use std::fmt::Write;

use crate::dataflow::wired::Wired;
use crate::diag::Bug;
use crate::network::Network;

use super::fold::{Fold, View};
use super::label::{Label, escaped, title};
use super::layout::{GAP, Layout};

/// Height of a line of text, in pixels.
const LINE: f64 = 14.0;
/// Width of a character of the font, about.
const CHARACTER: f64 = 6.2;
/// Least width of a box, so that labels of arrows stand apart.
const NARROWEST: f64 = 90.0;

/// SVG text: boxes from top to bottom in the direction of flow. What all boxes of a row have in common stands once,
/// left of the row; formats, cycles and, with the `network` that the graph was made of, scales show where a box is
/// pointed at. Equal graphs give equal bytes.
pub fn svg(graph: &Wired, network: Option<&Network>, view: View) -> Result<String, Bug> {
    let fold = Fold::new(graph, view);
    let mut labels: Vec<Label> =
        fold.boxes.iter().map(|members| Label::of(graph, members)).collect();
    let captions = captions(&fold, &mut labels);
    let lines: Vec<Vec<String>> = labels.iter().map(Label::lines).collect();
    let widths: Vec<f64> = lines.iter().map(|lines| width(lines).max(NARROWEST)).collect();
    let mut heights = vec![0.0_f64; captions.len()];
    for (rank, lines) in fold.ranks.iter().zip(&lines) {
        heights[*rank] = heights[*rank].max(lines.len() as f64 * LINE + 10.0);
    }
    let margin = captions.iter().filter(|caption| !caption.is_empty());
    let left = margin.map(|caption| width(caption) + GAP.0).fold(0.0, f64::max);
    let layout = Layout::new(&fold, &widths, &heights, left);
    let mut text = head(layout.size);
    arrows(&mut text, &fold, &layout, &heights);
    for (row, caption) in layout.rows.iter().zip(&captions) {
        let Some(number) = row.first() else { continue };
        let (x, y) = layout.boxes[*number];
        let beside = (x - widths[*number] / 2.0 - GAP.0 / 2.0, y + 4.0);
        write_lines(&mut text, beside, caption, " text-anchor=\"end\" fill=\"#666\"");
    }
    for (number, members) in fold.boxes.iter().enumerate() {
        let (x, y) = layout.boxes[number];
        let (width, height) = (widths[number], heights[fold.ranks[number]]);
        // Several operations look like a pile.
        let left = x - width / 2.0;
        if members.len() > 1 {
            frame(&mut text, (left + 4.0, y + 4.0), (width, height));
        }
        let title = escaped(&title(graph, members, network));
        let _ = writeln!(text, "<g><title>{title}</title>");
        frame(&mut text, (left, y), (width, height));
        write_lines(&mut text, (x, y + 4.0), &lines[number][..1], " font-weight=\"bold\"");
        write_lines(&mut text, (x, y + 4.0 + LINE), &lines[number][1..], "");
        text.push_str("</g>\n");
    }
    text.push_str("</svg>\n");
    Ok(text)
}

/// What all boxes of a row have in common, taken from these.
fn captions(fold: &Fold, labels: &mut [Label]) -> Vec<Vec<String>> {
    let depth = fold.ranks.iter().max().map_or(0, |last| last + 1);
    let caption = |rank: usize| {
        let row: Vec<usize> =
            (0..labels.len()).filter(|number| fold.ranks[*number] == rank).collect();
        let [first, others @ ..] = &row[..] else { return vec![] };
        let mut common = labels[*first].facts.clone();
        common.retain(|fact| others.iter().all(|other| labels[*other].facts.contains(fact)));
        if others.is_empty() {
            return vec![];
        }
        for number in row {
            labels[number].facts.retain(|fact| !common.contains(fact));
        }
        common
    };
    (0..depth).map(caption).collect()
}

fn width(lines: &[String]) -> f64 {
    let longest = lines.iter().map(|line| line.chars().count()).max().unwrap_or(0);
    (longest as f64 * CHARACTER + 16.0).round()
}

fn head((width, height): (f64, f64)) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" font-family=\"sans-serif\" font-size=\"11\" text-anchor=\"middle\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n\
         <marker id=\"tip\" markerWidth=\"8\" markerHeight=\"6\" refX=\"8\" refY=\"3\" orient=\"auto\">\
         <path d=\"M0 0 L8 3 L0 6 z\"/></marker>\n"
    )
}

fn arrows(text: &mut String, fold: &Fold, layout: &Layout, heights: &[f64]) {
    for (arrow, past) in fold.arrows.iter().zip(&layout.past) {
        let (mut x, top) = layout.boxes[arrow.from];
        let mut y = top + heights[fold.ranks[arrow.from]];
        let mut path = format!("M{x} {y}");
        let (to_x, to_y) = layout.boxes[arrow.to];
        // Down between layers in a bend, past a layer straight.
        for (next_x, next_y, below) in past.iter().copied().chain([(to_x, to_y, to_y)]) {
            let bend = (next_y - y) / 2.0;
            let _ = write!(path, " C{x} {} {next_x} {} {next_x} {next_y}", y + bend, next_y - bend);
            if below > next_y {
                let _ = write!(path, " V{below}");
            }
            (x, y) = (next_x, below);
        }
        let _ = writeln!(
            text,
            "<path d=\"{path}\" fill=\"none\" stroke=\"black\" marker-end=\"url(#tip)\"/>"
        );
    }
    // Over all arrows, so that none strikes them through.
    for (arrow, past) in fold.arrows.iter().zip(&layout.past) {
        let (x, top) = layout.boxes[arrow.from];
        let y = top + heights[fold.ranks[arrow.from]];
        let (to_x, to_y, _) = past.first().copied().unwrap_or_else(|| {
            let (x, y) = layout.boxes[arrow.to];
            (x, y, y)
        });
        let _ = writeln!(
            text,
            "<text x=\"{}\" y=\"{}\" font-size=\"9\" \
             paint-order=\"stroke\" stroke=\"white\" stroke-width=\"4\">{}</text>",
            (x + to_x) / 2.0,
            (y + to_y) / 2.0 + 3.0,
            escaped(&arrow.label)
        );
    }
}

fn frame(text: &mut String, (x, y): (f64, f64), (width, height): (f64, f64)) {
    let _ = writeln!(
        text,
        "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"3\" fill=\"#f6f6f2\" stroke=\"black\"/>"
    );
}

fn write_lines(text: &mut String, (x, y): (f64, f64), lines: &[String], style: &str) {
    for (number, line) in lines.iter().enumerate() {
        let (baseline, line) = (y + LINE * (number as f64 + 1.0), escaped(line));
        // Writing to a String cannot fail.
        let _ = writeln!(text, "<text x=\"{x}\" y=\"{baseline}\"{style}>{line}</text>");
    }
}
