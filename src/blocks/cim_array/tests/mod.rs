//! Known answers and properties.

mod contexts;
mod events;
mod product;
mod written;
