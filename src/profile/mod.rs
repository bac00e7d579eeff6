//! What is lost on the way from a trained network to integers, layer by layer.
//!
//! The float network follows the definition of each layer in f64, from the parameter file alone, without the
//! quantizer. It is told beside the integers: signal to noise, errors in codes, results that saturate, outputs that do
//! nothing, what digitizers lose, and the layer whose float form wins back most.

mod accuracy;
mod both;
mod confusion;
mod float;
mod hints;
mod image;
mod layers;
mod measure;
mod network;
mod text;
mod values;

pub use accuracy::Accuracies;
pub use confusion::Confusion;
pub use hints::hints;
pub use layers::LayerProfile;
pub use measure::{Breadth, Profile, profile};
pub use text::{summary, text};
