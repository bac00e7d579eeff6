//! Loads of hardware that operations share: for each operation whether it is written, for all of them the row.

use std::collections::BTreeMap;

use crate::blocks::{Field, Store};
use crate::rtl::{ModuleBuilder, Wire};

use super::{CONTEXT, Sharing, any};

/// Rows to write.
pub(super) struct Loads<'m> {
    /// For each operation whether it is written.
    operations: Vec<Wire<'m>>,
    /// Whether any is.
    pub any: Wire<'m>,
    /// The row and its codes, by field.
    written: BTreeMap<String, Wire<'m>>,
}

impl<'m> Loads<'m> {
    pub fn new(m: &'m ModuleBuilder, sharing: &Sharing<'_>) -> Self {
        let count = sharing.operations.len();
        let operations: Vec<Wire<'m>> =
            (0..count).map(|number| m.input(&format!("load{number}"), 1)).collect();
        let input = |field: &&Field| {
            (field.name.clone(), m.input(&format!("load_{}", field.name), field.width()))
        };
        let written = sharing.loaded().iter().map(input).collect();
        let any = any(operations.iter().copied()).unwrap_or_else(|| m.constant(1, 0));
        Self { operations, any: m.wire("load", any), written }
    }

    /// The beat that writes the row; nobody looks at its other fields where there is none.
    pub fn beat(&self, m: &'m ModuleBuilder, sharing: &Sharing<'_>) -> Wire<'m> {
        let fields = sharing.takes.fields.iter().map(|field| {
            let known = match field.name.as_str() {
                Store::LOAD => Some(self.any),
                CONTEXT => self.number(m, field.width()),
                name => self.written.get(name).copied(),
            };
            known.unwrap_or_else(|| m.constant(field.width(), 0))
        });
        m.concat(fields.collect::<Vec<_>>())
    }

    /// The number of the operation that is written.
    fn number(&self, m: &'m ModuleBuilder, width: u32) -> Option<Wire<'m>> {
        let numbers = self.operations.iter().enumerate();
        any(numbers.map(|(number, here)| here.repeat(width) & m.constant(width, number as u64)))
    }
}
