//! Emitted Verilog in the tools that others read it with. Each test says which tool it lacks and is
//! then skipped; with `CIMGEN_REQUIRE_TOOLS=1` a missing tool is a failure.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop where it stands")]

mod crossbars;
mod designs;
mod digitizers;
mod digits;
mod divergence;
mod from_pytorch;
mod images;
mod lint;
mod loads;
mod mutation;
mod names;
mod pairwise;
mod random_netlists;
mod tables;
mod testbench;
