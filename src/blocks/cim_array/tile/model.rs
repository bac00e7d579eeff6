//! Which definition a tile's product follows.

use crate::blocks::cim_array::operator::Operator;

use super::digitized_lines::DigitizedLines;
use super::multiplication_free::Free;
use super::multiply::{Multiply, Walk};
use super::product::Product;
use super::tile::Tile;

/// The model of a tile's product.
pub(in crate::blocks::cim_array) fn model(tile: &Tile) -> Box<dyn Multiply> {
    match tile.array.operator {
        Operator::Product => Box::new(Product::new(tile.clone(), DigitizedLines::of_tile(tile))),
        Operator::MultiplicationFree => Box::new(Free::new(tile.clone())),
    }
}

/// The model of how long its product takes, on an array with these digitizers.
pub(in crate::blocks::cim_array) fn walk(tile: &Tile, digitized: DigitizedLines) -> Box<dyn Walk> {
    match tile.array.operator {
        Operator::Product => Box::new(Product::new(tile.clone(), digitized)),
        Operator::MultiplicationFree => Box::new(Free::new(tile.clone())),
    }
}
