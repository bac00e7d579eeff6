//! Known answers and properties.
