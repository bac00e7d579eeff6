//! `design.yaml` and the Rust DSL, both ending in one `Design::build`. Knows nothing of RTL.

pub mod codes;
mod description;
pub mod names;
mod near_miss;
mod yaml;

pub use description::{
    Activation, Argmax, DataFiles, Dense, Description, Hardware, Input, Labelled, Layer,
};

#[cfg(test)]
mod smoke {
    #[test]
    fn example() {
        use crate::diag::*;
        let show = |text: &str| {
            let source = std::sync::Arc::new(Source { path: "x.yaml".into(), text: text.into() });
            let (root, mut found) = super::yaml::parse(&source);
            if let Some(root) = root {
                match super::yaml::read::<super::Description>(&root, &source) {
                    Ok(d) => println!("{}", super::yaml::print(&serde_json::to_value(&d).unwrap())),
                    Err(more) => found.extend(more),
                }
            }
            println!("{}", render(&found));
        };
        let ok = "version: 1
name: digits_mlp
clock_mhz: 200
input: { shape: [64], format: u4 }
parameters: digits_mlp.safetensors
layers:
  - dense: { name: fc1, outputs: 64, tile: main, activation: relu, output: u4 }
  - dense: { name: fc2, outputs: 10, tile: main }
  - argmax: {}
hardware:
  main: { cim_tile: { rows: 64, columns: 16, weight: s4, storage: rom, digitizer: exact } }
";
        show(ok);
        show(&ok.replace("outputs: 64", "outpts: 64").replace("shape: [64]", "shape: [a]").replace("rom", "ram").replace("200", "fast").replace("u4 }", "q4 }"));
        show("version: 1\nname: é\n\tx: 1");
        show("version: &a 1\nname: é\nname: !x on\nlayers:\n  - dense:\n    name: ü\n  - argmax:\nhardware: [1,\n 2]");
    }
}
