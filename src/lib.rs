//! cimgen, a hardware compiler for compute-in-memory.
//!
//! A design file goes in; verified, synthesizable Verilog and the evidence that it is right come
//! out. `ARCHITECTURE.md` says what each room holds and what each stage type guarantees, and has the rooms
//! in the order of the pipeline: a room uses only rooms above it there, and a tidy test keeps that order.

pub mod blocks;
pub mod characterize;
pub mod cli;
pub mod compile;
pub mod cosim;
pub mod dataflow;
pub mod design;
pub mod diag;
pub mod elaborate;
pub mod emit;
pub mod image;
pub mod mutation;
pub mod network;
pub mod num;
pub mod parallel;
pub mod profile;
pub mod progress;
pub mod report;
pub mod reproduce;
pub mod rtl;
pub mod tech;
pub mod text;
pub mod tool;
