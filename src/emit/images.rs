//! Images of weights that are loaded.

use std::fmt::Write;

use crate::blocks::{Field, StreamType};
use crate::dataflow::{Commands, Graph};

/// A tile's image.
pub struct Image {
    /// Name of the tile, and of the file without its `.hex`.
    pub tile: String,
    /// Rows.
    pub rows: usize,
    /// The file: see [`images`].
    pub text: String,
}

/// The image of every tile that can be written, by number. A line is a row of its array, first row first:
/// the field `w` of that row's load in hexadecimal, as `$readmemh` takes it; behind it, as a comment, the
/// weight codes of the columns.
pub fn images(graph: &Graph, commands: &Commands) -> Vec<Image> {
    let Some(field) = commands.beat().fields.iter().find(|field| field.name == "w") else {
        return vec![];
    };
    let stream = StreamType { fields: vec![field.clone()] };
    let tiles = commands.stores.iter().enumerate();
    let image = tiles.map(|(number, tile)| {
        let rows = &tile.store.contents;
        let mut text = heading(number, &graph.node(tile.node).described(), field);
        for row in rows {
            let codes: Vec<String> = row.iter().map(ToString::to_string).collect();
            // Writing to a String cannot fail.
            let _ = writeln!(text, "{} // {}", stream.pack(row).to_hex(), codes.join(" "));
        }
        Image { tile: tile.name.clone(), rows: rows.len(), text }
    });
    image.collect()
}

fn heading(number: usize, tile: &str, w: &Field) -> String {
    let Field { lanes, format, .. } = w;
    let bits = format.bits();
    format!(
        "// Weights of tile {number}, {tile}.\n\
         // A line is a row of its array, and the field `w` of that row's load: {lanes} codes in {format}, that\n\
         // of column j at bit {bits} j. Behind it the codes, column 0 first. For $readmemh.\n"
    )
}
