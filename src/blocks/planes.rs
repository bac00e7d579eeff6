//! Bit planes of lanes, one after the other.

use crate::rtl::{ModuleBuilder, Wire};

/// Registers `plane_<bit>` of the planes still to come, each of `width` bits, one a lane. They are loaded with
/// `planes`, least significant first, at `load`; at each `step` every plane takes the place above its own. Gives the
/// plane on top: the most significant one of those still to come; zeros where there are no planes.
pub(in crate::blocks) fn planes<'m>(
    m: &'m ModuleBuilder,
    width: u32,
    planes: impl IntoIterator<Item = Wire<'m>>,
    (load, step): (Wire<'m>, Wire<'m>),
) -> Wire<'m> {
    let mut below: Option<Wire<'m>> = None;
    for (bit, loaded) in planes.into_iter().enumerate() {
        let register = m.register(&format!("plane_{bit}"), width);
        below = Some(match below {
            None => register.enable(load).next(loaded),
            Some(below) => register.enable(load | step).next(load.mux(loaded, below)),
        });
    }
    below.unwrap_or_else(|| m.constant(width, 0))
}
