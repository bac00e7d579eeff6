//! Names that designs give, beside those that their hardware has.
//!
//! What designs name becomes instances of the top module, and the beginnings of names of wires and of instances that
//! belong to them: `a` has `a_y_tdata`. So two names that differ may still lead to one.

use std::collections::{BTreeMap, BTreeSet};

use crate::design::Design;
use crate::design::codes::DUPLICATE_NAME;
use crate::diag::{Diagnostic, Diagnostics, Place, quoted};
use crate::elaborate::Elaborated;
use crate::emit::{MEMORIES, has_memory_files};
use crate::rtl::Module;

/// Names that the writer gives in the top module.
const OURS: [&str; 2] = ["aclk", "aresetn"];

/// Refuses names of a design that lead to one name in its hardware, whatever the case of letters.
pub(super) fn refuse_taken_names(
    design: &Design,
    elaborated: &Elaborated,
) -> Result<(), Diagnostics> {
    let top = elaborated.netlist.get(elaborated.top);
    let mut found: Diagnostics = own_name(design, elaborated).into_iter().collect();
    let given = Given::of(design);
    let mut told = BTreeSet::new();
    let parameter = has_memory_files(&elaborated.netlist).then_some(MEMORIES);
    for name in twice(top, parameter) {
        if let Some((given, place)) = given.behind(&name)
            && told.insert(given)
        {
            found.push(clash(given, &name, place));
        }
    }
    for (name, module) in inner(elaborated) {
        if let Some((given, place)) = given.behind(&name.to_ascii_lowercase())
            && told.insert(given)
        {
            let cause =
                format!("{} is what a part of its module `{module}` is called", quoted(given));
            let help = format!("choose another name, such as `{given}_0`");
            let error = Diagnostic::error(DUPLICATE_NAME, cause).help(help);
            found.push(Diagnostic { place, ..error });
        }
    }
    if found.is_empty() { Ok(()) } else { Err(found) }
}

/// Instances of the top module that are called like something within them, which linters warn of, and their modules.
fn inner(elaborated: &Elaborated) -> impl Iterator<Item = (&str, &str)> {
    let netlist = &elaborated.netlist;
    let instances = netlist.get(elaborated.top).instances.iter();
    instances.filter_map(|instance| {
        let module = netlist.get(instance.module);
        let is_hidden = names(module).any(|name| name == instance.name);
        is_hidden.then_some((instance.name.as_str(), module.name.as_str()))
    })
}

/// A design that is called like something in its hardware: modules of blocks are files too, and tools confuse a
/// module with a signal of the same name in it.
fn own_name(design: &Design, elaborated: &Elaborated) -> Option<Diagnostic> {
    let name = &design.description().name;
    let netlist = &elaborated.netlist;
    let modules = netlist.modules().filter(|(id, _)| *id != elaborated.top);
    let modules = modules.map(|(_, module)| module.name.as_str());
    let mut taken = modules.chain(names(netlist.get(elaborated.top)));
    if !taken.any(|other| other.eq_ignore_ascii_case(name)) {
        return None;
    }
    let cause = format!("the design is called {} like a part of its hardware", quoted(name));
    let diagnostic = Diagnostic::error(DUPLICATE_NAME, cause).help("choose another name");
    Some(Diagnostic { place: design.place("name"), ..diagnostic })
}

/// All names in a module.
fn names(module: &Module) -> impl Iterator<Item = &str> {
    let signals = module.signals.iter().map(|signal| signal.name.as_str());
    let memories = module.memories.iter().map(|memory| memory.name.as_str());
    let instances = module.instances.iter().map(|instance| instance.name.as_str());
    signals.chain(memories).chain(instances).chain(OURS)
}

/// Those that it has twice, in lower case and in order.
fn twice(module: &Module, parameter: Option<&str>) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    names(module)
        .chain(parameter)
        .map(str::to_ascii_lowercase)
        .filter(|name| !seen.insert(name.clone()))
        .collect()
}

/// Names that a design gives, in lower case: as they are written, and where.
struct Given<'d>(BTreeMap<String, (&'d str, Option<Place>)>);

impl<'d> Given<'d> {
    fn of(design: &'d Design) -> Self {
        let description = design.description();
        let hardware = description.hardware.keys();
        let hardware =
            hardware.map(|name| (name.as_str(), design.key_place(&format!("hardware.{name}"))));
        let layers = description.layers.iter().enumerate().filter_map(|(number, layer)| {
            let path = format!("layers.{number}.{}.name", layer.kind());
            Some((layer.parametrized()?.name, design.place(&path)))
        });
        let nodes = description.graph.iter().flat_map(|graph| graph.nodes.iter().enumerate());
        let nodes = nodes.map(|(number, node)| {
            (node.name.as_str(), design.place(&format!("graph.nodes.{number}.name")))
        });
        let all = hardware.chain(layers).chain(nodes);
        Self(all.map(|(name, place)| (name.to_ascii_lowercase(), (name, place))).collect())
    }

    /// The longest that a name of the hardware, in lower case, is or begins with.
    fn behind(&self, name: &str) -> Option<(&'d str, Option<Place>)> {
        let begins = |given: &String| {
            name.strip_prefix(given.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
        };
        let longest =
            self.0.keys().filter(|given| begins(given)).max_by_key(|given| given.len())?;
        self.0.get(longest).cloned()
    }
}

fn clash(given: &str, name: &str, place: Option<Place>) -> Diagnostic {
    let cause = match given.eq_ignore_ascii_case(name) {
        true => format!("{} is what another part of the hardware is called", quoted(given)),
        false => format!(
            "{} leads to the name `{name}`, which another part of the hardware has",
            quoted(given)
        ),
    };
    let help = format!("choose another name, such as `{given}_0`");
    Diagnostic { place, ..Diagnostic::error(DUPLICATE_NAME, cause).help(help) }
}
