//! Drawings: the graph as SVG and DOT, arrays over time. Equal graphs give equal bytes.

mod chart;
mod dot;
mod fold;
mod label;
mod layout;
mod picture;
mod roles;
mod rows;
mod schedule;
#[cfg(test)]
mod tests;

pub use dot::dot;
pub use fold::View;
pub use picture::svg;
pub use roles::roles;
pub use schedule::timeline;
