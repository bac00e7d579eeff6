//! cimgen, a hardware compiler for compute-in-memory.
//!
//! A design file goes in; verified, synthesizable Verilog and the evidence that it is right come
//! out. The rooms below stand in the order of the pipeline: a room uses only rooms above it, and a
//! tidy test keeps that order.
//!
//! `ARCHITECTURE.md` says what each room holds and what each stage type guarantees.

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
