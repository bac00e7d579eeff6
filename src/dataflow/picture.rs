//! The graph as a picture.

use layout::backends::svg::SVGWriter;
use layout::gv::{DotParser, GraphBuilder};

use crate::diag::Bug;

use super::draw::dot;
use super::graph::Graph;

/// SVG of [`dot`], laid out in layers.
pub fn svg(graph: &Graph) -> Result<String, Bug> {
    let text = dot(graph);
    let parsed = DotParser::new(&text).process();
    let parsed = parsed.map_err(|error| Bug::new(format!("the graph's DOT text: {error}")))?;
    let mut builder = GraphBuilder::new();
    builder.visit_graph(&parsed);
    let mut picture = SVGWriter::new();
    builder.get().do_it(false, false, false, &mut picture);
    Ok(picture.finalize())
}
