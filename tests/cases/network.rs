//! What trained networks become in integers.
