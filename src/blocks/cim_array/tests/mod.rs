//! Known answers and properties.

mod contexts;
mod product;
mod written;
