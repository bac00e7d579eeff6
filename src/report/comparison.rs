//! Two reports side by side.
//!
//! Figures are found in the JSON itself and named by their place in it, so that a new figure of the
//! report is compared without a line here.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::text::{Align, Table};

/// Parts of a report that say what was looked at, and nothing about it.
const UNTOLD: [&str; 2] = ["design", "verification"];

/// Parts of a report that most look for, in this order; the others follow as they stand there.
const FIRST: [&str; 3] = ["accuracy", "timing", "area"];
/// Parts that few look for.
const LAST: [&str; 3] = ["netlist", "generator", "alone"];

/// The figures of two reports, `a` and `b`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    /// Name of the first design.
    pub a: String,
    /// Name of the second design.
    pub b: String,
    /// Every number that one of them has, and every word in which they differ.
    pub rows: Vec<Row>,
}

/// One figure.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// Its place in `report.json`, such as `timing.latency_cycles`.
    pub figure: String,
    /// Of the first; `None` where it has no such figure.
    pub a: Option<Value>,
    /// Of the second.
    pub b: Option<Value>,
    /// `b - a`, where both are numbers.
    pub difference: Option<f64>,
    /// `b / a`, where both are numbers and `a` is not 0.
    pub ratio: Option<f64>,
}

impl Comparison {
    /// Compares two reports as JSON.
    pub fn new(a: &Value, b: &Value) -> Self {
        let (left, right) = (Figures::of(a), Figures::of(b));
        let only_right = right.all.iter().filter(|(name, _)| left.get(name).is_none());
        let names = left.all.iter().chain(only_right).map(|(name, _)| name.as_str());
        let rows = names.map(|name| Row::new(name, left.get(name), right.get(name)));
        let name = |report: &Value| report["design"].as_str().unwrap_or_default().to_string();
        let mut rows: Vec<Row> = rows.filter(Row::tells_something).collect();
        rows.sort_by_key(Row::order);
        Self { a: name(a), b: name(b), rows }
    }

    /// A table for people.
    pub fn text(&self) -> String {
        let mut table =
            Table::new([Align::Left, Align::Right, Align::Right, Align::Right, Align::Right]);
        table.row(["", "A", "B", "B - A", "B / A"]);
        self.rows.iter().for_each(|row| table.row(row.cells()));
        table.text()
    }
}

impl Row {
    fn new(figure: &str, a: Option<&Value>, b: Option<&Value>) -> Self {
        let number = |value: Option<&Value>| value.and_then(Value::as_f64);
        let both = number(a).zip(number(b));
        Self {
            figure: figure.to_string(),
            a: a.cloned(),
            b: b.cloned(),
            difference: both.map(|(a, b)| b - a),
            ratio: both.filter(|(a, _)| *a != 0.0).map(|(a, b)| b / a),
        }
    }

    /// Where it stands among others: rows of one part stay together.
    fn order(&self) -> usize {
        let part = self.figure.split('.').next().unwrap_or_default();
        let place = |parts: &[&str]| parts.iter().position(|other| *other == part);
        match (place(&FIRST), place(&LAST)) {
            (Some(first), _) => first,
            (None, None) => FIRST.len(),
            (None, Some(last)) => FIRST.len() + 1 + last,
        }
    }

    /// Equal words and nothing on both sides tell nothing.
    fn tells_something(&self) -> bool {
        match (&self.a, &self.b) {
            (Some(Value::Number(a)), Some(Value::Number(b))) => {
                a.as_f64() != Some(0.0) || b.as_f64() != Some(0.0)
            }
            (a, b) => a != b,
        }
    }

    fn cells(&self) -> [String; 5] {
        let shown = |value: &Option<Value>| match value {
            None => "-".to_string(),
            Some(Value::String(word)) => word.clone(),
            Some(other) => other.as_f64().map_or(other.to_string(), number),
        };
        let difference = self.difference.map_or(String::new(), |difference| match difference {
            0.0 => "0".to_string(),
            _ if difference > 0.0 => format!("+{}", number(difference)),
            _ => number(difference),
        });
        let ratio = self.ratio.map_or(String::new(), |ratio| format!("{ratio:.3}"));
        [self.figure.clone(), shown(&self.a), shown(&self.b), difference, ratio]
    }
}

/// A number with as many digits as are worth reading.
fn number(number: f64) -> String {
    match number.abs() {
        _ if number.fract() == 0.0 => format!("{number:.0}"),
        100.0.. => format!("{number:.2}"),
        0.01.. => format!("{number:.4}"),
        _ => format!("{number:.4e}"),
    }
}

/// Names and values in the order of the report.
struct Figures {
    all: Vec<(String, Value)>,
}

impl Figures {
    fn of(report: &Value) -> Self {
        let mut figures = Self { all: vec![] };
        if let Value::Object(entries) = report {
            let told = entries.iter().filter(|(name, _)| !UNTOLD.contains(&name.as_str()));
            told.for_each(|(name, value)| figures.take(name, value));
        }
        figures
    }

    fn get(&self, name: &str) -> Option<&Value> {
        self.all.iter().find(|(other, _)| other == name).map(|(_, value)| value)
    }

    fn take(&mut self, name: &str, value: &Value) {
        match value {
            Value::Object(entries) => self.entries(name, entries),
            Value::Array(items) => self.list(name, items),
            // What is not known on one side is absent there.
            Value::Null => {}
            _ => self.all.push((name.to_string(), value.clone())),
        }
    }

    fn entries(&mut self, name: &str, entries: &Map<String, Value>) {
        let number = |key: &str| entries.get(key).and_then(Value::as_f64);
        if let (Some(correct), Some(samples)) = (number("correct"), number("samples")) {
            let share = 100.0 * correct / samples.max(1.0);
            self.all.push((format!("{name}.percent"), json!(share)));
        }
        for (key, value) in entries {
            match (value.get("value"), value.get("because")) {
                // `{ modelled: { value, source } }` is an estimate, and stands for its value.
                (Some(estimate), _) => self.take(name, estimate),
                (None, Some(_)) => {}
                (None, None) => self.take(&format!("{name}.{key}"), value),
            }
        }
    }

    /// Pairs of a name and a figure are that. Other lists differ in length at most, where they are lists of things,
    /// which are counted by what they are.
    fn list(&mut self, name: &str, items: &[Value]) {
        let pair = |item: &Value| match &item.as_array()?[..] {
            [Value::String(of), figure @ Value::Number(_)] => Some((of.clone(), figure.clone())),
            _ => None,
        };
        if let Some(pairs) = items.iter().map(pair).collect::<Option<Vec<_>>>() {
            let named = pairs.into_iter().map(|(of, figure)| (format!("{name}.{of}"), figure));
            self.all.extend(named);
            return;
        }
        if items.iter().all(|item| item.is_number() || item.is_array()) {
            return;
        }
        self.all.push((name.to_string(), json!(items.len())));
        let kinds = items.iter().filter_map(|item| item["block"].as_str());
        let mut seen: Vec<(&str, usize)> = vec![];
        for kind in kinds {
            match seen.iter_mut().find(|(other, _)| *other == kind) {
                Some((_, count)) => *count += 1,
                None => seen.push((kind, 1)),
            }
        }
        for (kind, count) in seen {
            self.all.push((format!("{name}.{kind}"), json!(count)));
        }
        let modules = items.iter().filter_map(|item| item["module"].as_str());
        let modules: BTreeSet<&str> = modules.collect();
        if !modules.is_empty() {
            self.all.push((format!("{name}.different_modules"), json!(modules.len())));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(latency: u64, accuracy: Value, energy: Value) -> Value {
        json!({
            "design": "d", "output": { "format": "u4" }, "timing": { "latency_cycles": latency },
            "accuracy": accuracy, "energy": energy, "area": { "unknown": [] },
            "nodes": [
                { "block": "relu", "module": "a" }, { "block": "relu", "module": "a" },
                { "block": "argmax", "module": "b" },
            ],
        })
    }

    #[test]
    fn known_reports() {
        let a = report(10, json!(null), json!({ "unknown": { "because": "nobody looked" } }));
        let estimate = json!({ "modelled": { "value": 0.5, "source": "a table" } });
        let b = report(15, json!({ "correct": 3, "samples": 4, "source": "measured" }), estimate);
        let found = Comparison::new(&a, &b);
        let row = |name: &str| found.rows.iter().find(|row| row.figure == name);
        let latency = row("timing.latency_cycles").unwrap();
        assert_eq!((latency.difference, latency.ratio), (Some(5.0), Some(1.5)));
        let share = row("accuracy.percent").unwrap();
        assert_eq!((&share.a, &share.b, share.ratio), (&None, &Some(json!(75.0)), None));
        assert_eq!(row("energy").unwrap().b, Some(json!(0.5)));
        assert_eq!(row("nodes.relu").unwrap().a, Some(json!(2)));
        assert_eq!(row("nodes.different_modules").unwrap().b, Some(json!(2)));
        assert_eq!((row("output.format"), row("area.unknown")), (None, None));
        let table = found.text();
        let cells = |line: usize| -> Vec<&str> {
            table.lines().nth(line).unwrap().split_whitespace().collect()
        };
        assert_eq!(cells(1), ["accuracy.percent", "-", "75"]);
        assert_eq!(cells(5), ["timing.latency_cycles", "10", "15", "+5", "1.500"]);
        assert!(table.lines().all(|line| line.chars().count() <= 80), "{table}");
    }

    #[test]
    fn pairs_are_figures_and_lists_of_numbers_are_none() {
        let report = |right: u64| {
            json!({ "network": { "samples": [300, 300], "replaced": [["fc1", right], ["fc2", 9]],
                                 "counts": [[1, 2], [3, 4]] } })
        };
        let rows = Comparison::new(&report(5), &report(7)).rows;
        let figures: Vec<&str> = rows.iter().map(|row| row.figure.as_str()).collect();
        assert_eq!(figures, ["network.replaced.fc1", "network.replaced.fc2"]);
        assert_eq!(rows[0].difference, Some(2.0));
    }

    #[test]
    fn equal_reports_differ_in_nothing() {
        let report = report(10, json!({ "correct": 3, "samples": 4 }), json!(null));
        let rows = Comparison::new(&report, &report).rows;
        assert!(rows.len() >= 6 && rows.iter().all(|row| row.difference == Some(0.0)), "{rows:?}");
    }
}
