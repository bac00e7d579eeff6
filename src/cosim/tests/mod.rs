//! The first departure is told right: on every kind of block with faults planted in it.

mod faults;
mod truth;
mod wrapped;
