//! `cimgen graph`.

use std::fs;
use std::path::PathBuf;

use serde_json::json;

use crate::dataflow::{View, dot, roles, svg, timeline};
use crate::diag::{Diagnostic, unwritable};
use crate::emit::codes;

use super::check::load;
use super::codes::NO_GROUPS;
use super::console::Console;
use super::failure::Failure;

#[derive(clap::Args)]
#[command(after_help = "Example: cimgen graph designs/digits_mlp.yaml -o graph.svg")]
pub(super) struct Graph {
    /// The design file.
    design: PathBuf,
    /// Language [default: by the file's ending, else svg]. `yaml` is a design with the graph written out.
    #[arg(long, value_enum)]
    format: Option<Picture>,
    /// Draw when which operation runs on which array, instead of the graph (SVG).
    #[arg(long)]
    schedule: bool,
    /// Draw which array computes and which makes references, cycle by cycle, instead of the graph (SVG).
    #[arg(long, conflicts_with = "schedule")]
    roles: bool,
    /// Draw each tile of a layer by itself. Other formats than svg always do.
    #[arg(long)]
    unfold: bool,
    /// File for the picture [default: standard output].
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Picture {
    Svg,
    Dot,
    Yaml,
}

impl Graph {
    pub fn run(self, console: &Console) -> Result<(), Failure> {
        let compiled = load(&self.design, console)?;
        let ending = self.output.as_ref().and_then(|file| file.extension());
        let by_ending = match ending.and_then(|ending| ending.to_str()) {
            Some("dot") => Picture::Dot,
            Some("yaml") => Picture::Yaml,
            Some("svg") | None => Picture::Svg,
            Some(_) if self.format.is_some() => Picture::Svg,
            Some(_) => {
                let message = "the file must end in .svg, .dot or .yaml, or --format must be given; `rsvg-convert` or a browser makes other pictures of an .svg";
                return Err(Failure::Usage(message.into()));
            }
        };
        let view = if self.unfold { View::Unfolded } else { View::Folded };
        let picture = match self.format.unwrap_or(by_ending) {
            Picture::Svg if self.schedule => timeline(&compiled.graph, view)?,
            Picture::Svg if self.roles => {
                if compiled.graph.groups().is_empty() {
                    return Err(no_groups().into());
                }
                roles(&compiled.graph, view)?
            }
            Picture::Dot | Picture::Yaml if self.schedule || self.roles => {
                return Err(Failure::Usage("--schedule and --roles are drawn as svg".into()));
            }
            Picture::Svg => svg(&compiled.graph, compiled.network.as_ref(), view)?,
            Picture::Dot => dot(&compiled.graph),
            Picture::Yaml => compiled.written_out()?.to_yaml(),
        };
        let Some(file) = self.output else {
            return console.result(&picture, &json!({ "picture": picture }));
        };
        let shown = file.display().to_string();
        fs::write(&file, picture).map_err(|error| unwritable(codes::UNWRITABLE, &file, &error))?;
        console.result(&format!("written    {shown}\n"), &json!({ "file": shown }))
    }
}

fn no_groups() -> Diagnostic {
    let cause = "no arrays of this design digitize each other";
    let help = "name a network, such as `digitizer: { sar: { bits: 5, network: pair } }`";
    Diagnostic::error(NO_GROUPS, cause).help(help)
}
