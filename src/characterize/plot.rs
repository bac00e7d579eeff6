//! Pictures of curves.

use std::fmt::Display;

use plotters::coord::Shift;
use plotters::prelude::*;

use crate::blocks::digitizer::Errors;
use crate::diag::Bug;

use super::characterization::Characterization;
use super::spread::Spread;
use super::subject::Subject;

/// Width and height in pixels.
const SIZE: (u32, u32) = (900, 1050);
const LINE: RGBColor = RGBColor(31, 96, 160);
const BAND: RGBColor = RGBColor(230, 150, 60);
const IDEAL: RGBColor = RGBColor(150, 150, 150);

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// A transfer curve, and integral and differential nonlinearity by code, as SVG: the first line in blue, what
/// nine samples of errors in ten lie within in orange.
pub fn plot(of: &Characterization) -> Result<String, Bug> {
    let mut text = String::new();
    {
        let whole = SVGBackend::with_string(&mut text, SIZE).into_drawing_area();
        whole.fill(&WHITE).map_err(bug)?;
        let Subject { name, conversion, cells, errors, .. } = &of.subject;
        let Errors { seed, cell_sigma, offset, offset_sigma, droop, .. } = errors;
        let title = format!("{name}: {} on lines of {cells} cells", conversion.described());
        let errors = format!(
            "In thousandths: cells {cell_sigma}, offsets {offset} and deviation {offset_sigma}, droop {droop} per \
             step; without noise"
        );
        let legend = format!(
            "Blue: first line, seed {seed}. Orange: 90 % of {} seeds. Grey: from the first to the last transition",
            of.samples
        );
        let whole = whole.titled(&title, ("sans-serif", 18)).map_err(bug)?;
        let whole = whole.titled(&errors, ("sans-serif", 13)).map_err(bug)?;
        let whole = whole.titled(&legend, ("sans-serif", 13)).map_err(bug)?;
        let parts = whole.split_evenly((3, 1));
        transfer(&parts[0], of).map_err(bug)?;
        let steps = |line: &[Option<f64>], band: &[Option<Spread>]| Steps::new(line, band);
        steps(&of.curve.inl, &of.bands.inl)
            .draw(&parts[1], "integral nonlinearity, steps")
            .map_err(bug)?;
        steps(&of.curve.dnl, &of.bands.dnl)
            .draw(&parts[2], "differential nonlinearity, steps")
            .map_err(bug)?;
        whole.present().map_err(bug)?;
    }
    Ok(text)
}

fn bug(error: impl Display) -> Bug {
    Bug::new(format!("a picture of a curve: {error}"))
}

type Drawn = Result<(), Box<dyn std::error::Error>>;

/// Codes over shares of charge.
fn transfer(area: &Area<'_>, of: &Characterization) -> Drawn {
    let last = of.curve.transitions.len() as f64;
    let mut chart = ChartBuilder::on(area)
        .margin(8)
        .x_label_area_size(36)
        .y_label_area_size(52)
        .build_cartesian_2d(0.0..1.0, 0.0..last + 1.0)?;
    chart
        .configure_mesh()
        .x_desc("charge of the line, share of all")
        .y_desc("code")
        .y_label_formatter(&|code| format!("{code:.0}"))
        .light_line_style(TRANSPARENT)
        .draw()?;
    for (number, band) in of.bands.transitions.iter().enumerate() {
        let Some(Spread { low, high, .. }) = band else { continue };
        let code = number as f64;
        let corners = [(*low, code), (*high, code + 1.0)];
        chart.draw_series([Rectangle::new(corners, BAND.mix(0.35).filled())])?;
    }
    let ideal = of.curve.transitions.iter().flatten();
    let ends = ideal.clone().next().zip(ideal.last());
    if let Some((first, last_level)) = ends {
        let line = [(*first, 0.5), (*last_level, last - 0.5)];
        chart.draw_series(LineSeries::new(line, IDEAL.stroke_width(1)))?;
    }
    let mut stairs = vec![(0.0, 0.0)];
    let mut code = 0.0;
    for (number, level) in of.curve.transitions.iter().enumerate() {
        let Some(level) = level else { continue };
        let next = (number + 1) as f64;
        stairs.extend([(*level, code), (*level, next)]);
        code = next;
    }
    stairs.push((1.0, code));
    chart.draw_series(LineSeries::new(stairs, LINE.stroke_width(2)))?;
    Ok(())
}

/// A figure by code, from code 1 on.
struct Steps {
    line: Vec<(f64, f64)>,
    /// Codes, and where the figure lies.
    band: Vec<(f64, Spread)>,
    codes: f64,
}

impl Steps {
    fn new(line: &[Option<f64>], band: &[Option<Spread>]) -> Self {
        let code = |number: usize| (number + 1) as f64;
        let line =
            line.iter().enumerate().filter_map(|(number, one)| Some((code(number), (*one)?)));
        let known =
            band.iter().enumerate().filter_map(|(number, one)| Some((code(number), (*one)?)));
        Self { line: line.collect(), band: known.collect(), codes: code(band.len()) }
    }

    fn draw(&self, area: &Area<'_>, what: &str) -> Drawn {
        let values = self.line.iter().map(|(_, value)| *value);
        let values = values.chain(self.band.iter().flat_map(|(_, band)| [band.low, band.high]));
        let most = values.fold(0.5f64, |most, value| most.max(value.abs())) * 1.1;
        let mut chart = ChartBuilder::on(area)
            .margin(8)
            .x_label_area_size(36)
            .y_label_area_size(52)
            .build_cartesian_2d(0.0..self.codes, -most..most)?;
        let mesh = &mut chart.configure_mesh();
        mesh.x_label_formatter(&|code| format!("{code:.0}"));
        // No sign before nothing.
        mesh.y_label_formatter(&|steps| format!("{:.1}", (steps * 10.0).round() / 10.0 + 0.0));
        mesh.x_desc("code").y_desc(what).light_line_style(TRANSPARENT).draw()?;
        for (code, Spread { low, high, .. }) in &self.band {
            let corners = [(code - 0.4, *low), (code + 0.4, *high)];
            chart.draw_series([Rectangle::new(corners, BAND.mix(0.35).filled())])?;
        }
        chart.draw_series(LineSeries::new([(0.0, 0.0), (self.codes, 0.0)], IDEAL))?;
        chart.draw_series(LineSeries::new(self.line.clone(), LINE.stroke_width(2)))?;
        let points = self.line.iter().map(|point| Circle::new(*point, 3, LINE.filled()));
        chart.draw_series(points)?;
        Ok(())
    }
}
