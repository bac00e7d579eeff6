//! The design file's reference as a page, made from the schema and so from the comments of the types that read a design.

mod examples;
mod page;
mod walk;

pub use page::reference;
