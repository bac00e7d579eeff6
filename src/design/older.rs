//! Older spellings of design files: a table of what was called otherwise, read as what it is called now. Designs are
//! printed, and mistakes told, in the new spelling.

use super::yaml::{Key, Kind, Node};

/// What a change does to the node at the end of its path.
type Change = fn(&mut Node);

/// Where older files differ, and how. A step `*` is every entry there is. Each is applied once, in this order.
const CHANGES: &[(&[&str], Change)] = &[
    // An array without weights, and one with weights, were both called a tile.
    (&["hardware", "*"], |entry| rename(entry, "cim_tile", "cim_array")),
    // How many arrays there are is said beside one, not of it.
    (&["hardware", "*"], lift_count),
    (&["layers", "*", "dense"], |layer| rename(layer, "tile", "array")),
    (&["layers", "*", "conv2d"], |layer| rename(layer, "tile", "array")),
    // A tile of one matrix and a bank of several are one block.
    (&["graph", "nodes", "*", "block"], |block| rename(block, "cim_tile", "cim_array")),
    (&["graph", "nodes", "*", "block"], |block| rename(block, "cim_bank", "cim_array")),
    (&["graph", "nodes", "*"], name_only_contents),
];

/// The same tree in the spelling of today. Places stay where they are in the file.
pub(super) fn modern(mut root: Node) -> Node {
    for (path, change) in CHANGES {
        at(&mut root, path, *change);
    }
    root
}

fn at(node: &mut Node, path: &[&str], change: Change) {
    let Some((step, rest)) = path.split_first() else { return change(node) };
    match &mut node.kind {
        Kind::Mapping(entries) => {
            let entries = entries.iter_mut().filter(|(key, _)| *step == "*" || key.name == *step);
            entries.for_each(|(_, value)| at(value, rest, change));
        }
        Kind::Sequence(items) if *step == "*" => {
            items.iter_mut().for_each(|item| at(item, rest, change));
        }
        _ => {}
    }
}

/// Renames a key, unless the new name is there.
fn rename(node: &mut Node, old: &str, new: &str) {
    if node.get(new).is_some() {
        return;
    }
    let Some(entries) = entries(node) else { return };
    if let Some((key, _)) = entries.iter_mut().find(|(key, _)| key.name == old) {
        key.name = new.to_string();
    }
}

/// Moves `count` from what an entry is to the entry.
fn lift_count(entry: &mut Node) {
    let has_own = entry.get("count").is_some();
    let Some(kinds) = entries(entry).filter(|_| !has_own) else { return };
    let count = kinds.iter_mut().find_map(|(_, kind)| {
        let fields = entries(kind)?;
        let place = fields.iter().position(|(key, _)| key.name == "count")?;
        Some(fields.remove(place))
    });
    kinds.extend(count);
}

/// The contents of a list of one matrix are those of the matrix.
fn name_only_contents(node: &mut Node) {
    let block = node.get("block").and_then(|(_, block)| block.get("cim_array"));
    let contexts = block.and_then(|(_, array)| array.get("contexts"));
    let is_one = |(_, contexts): &(Key, Node)| matches!(&contexts.kind, Kind::Sequence(all) if all.len() == 1);
    if contexts.is_some_and(is_one) {
        at(node, &["contents"], |contents| rename(contents, "contexts.0.weights", "weights"));
    }
}

fn entries(node: &mut Node) -> Option<&mut Vec<(Key, Node)>> {
    match &mut node.kind {
        Kind::Mapping(entries) => Some(entries),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::design::Design;

    const OLD: &str = "\
version: 1
name: old
clock_mhz: 100
input: { shape: [4], format: u4 }
layers:
  - dense: { name: fc1, outputs: 2, tile: main }
hardware:
  main: { cim_tile: { rows: 4, columns: 2, weight: s4, storage: rom, digitizer: exact, count: 1 } }
";

    #[test]
    fn older_files_read_as_new_ones_and_print_so() {
        let printed = Design::from_yaml(OLD, "old.yaml", "").unwrap().to_yaml();
        assert!(printed.contains("array: main") && printed.contains("cim_array:"), "{printed}");
        assert!(!printed.contains("tile"), "{printed}");
        let lifted = "digitizer: exact } }".replace(" } }", " }, count: 1 }");
        let new = OLD.replace("tile: main", "array: main").replace("cim_tile", "cim_array");
        let new = new.replace("digitizer: exact, count: 1 } }", &lifted);
        let design = |text: &str| Design::from_yaml(text, "one.yaml", "").unwrap();
        assert_eq!(design(OLD).description(), design(&new).description());
        assert_eq!(design(&printed).description(), design(&new).description());
    }

    #[test]
    fn places_are_those_of_the_file() {
        let text = OLD.replace("count: 1", "count: 0");
        let found = Design::from_yaml(text.clone(), "old.yaml", "").unwrap_err();
        let place = found[0].place.as_ref().unwrap();
        assert_eq!(&text[place.span.clone()], "0");
    }
}
