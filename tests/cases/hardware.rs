//! What designs become as hardware.
