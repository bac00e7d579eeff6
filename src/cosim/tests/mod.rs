//! The first departure is told right, on every kind of block with faults planted in it; waves hold what was
//! simulated.

mod drained;
mod faults;
mod together;
mod truth;
mod waves;
mod wrapped;
