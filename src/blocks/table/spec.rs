//! Parameters of a table.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::blocks::cim_array::Storage;
use crate::blocks::{PackedRows, StreamType};
use crate::num::{Format, bits_for_count};

/// Reads rows by their number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(from = "Written")]
pub struct Table {
    /// What a row holds.
    pub row: StreamType,
    /// The rows, row 0 first. In RAM: what is to be loaded first.
    pub rows: PackedRows,
    /// Where rows live.
    #[serde(default, skip_serializing_if = "is_rom")]
    pub storage: Storage,
}

/// As a design has it: rows may yet be to be packed.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Table")]
struct Written {
    /// What a row holds.
    row: StreamType,
    /// The rows, row 0 first: lists of codes, or bytes in hexadecimal with spaces between rows. In RAM: what is to be
    /// loaded first.
    #[serde(default)]
    rows: PackedRows,
    /// Where rows live.
    #[serde(default)]
    storage: Storage,
}

impl From<Written> for Table {
    fn from(Written { row, rows, storage }: Written) -> Self {
        Self { rows: rows.packed(&row), row, storage }
    }
}

fn is_rom(storage: &Storage) -> bool {
    *storage == Storage::Rom
}

impl Table {
    /// Most rows.
    pub const MAX_ROWS: usize = 65536;

    /// Most bits of a row.
    pub const MAX_BITS: u32 = 4096;

    /// Whether rows can be written.
    pub fn writable(&self) -> bool {
        self.storage == Storage::Ram
    }

    /// Rows that a number can name, also beyond those that are given.
    pub fn capacity(&self) -> usize {
        1 << self.number().bits()
    }

    /// Format of the number of a row.
    pub fn number(&self) -> Format {
        Format::unsigned(bits_for_count(self.rows.count()))
    }
}
