//! The RTL intermediate representation: a netlist of modules, its checks, and its simulator.
//! Knows nothing of networks, files or tools.
//!
//! # Meaning
//!
//! A [`Netlist`] is a list of [`Module`]s, each defined after the modules it instances. A module has
//! *signals* (named wires of a fixed width), *expressions* (pure values of a fixed width),
//! *registers*, *memories* and *instances*. All state of all modules is clocked by one clock
//! (`aclk`, rising edge) and reset by one synchronous active-low reset (`aresetn`); neither is a
//! port of the IR, the Verilog writer adds both where a module or anything below it holds state, and where a
//! module says so ([`Module::clocked`]).
//!
//! 1. Values are two-state. There is no implicit extension or truncation: every operator states the
//!    widths it takes and gives (see [`Op`]). Arithmetic is modulo 2^width.
//! 2. A signal has the value of its one driver: an input port, an assignment, a register, a memory's
//!    read port or an instance's output.
//! 3. A register takes `next` at a rising edge where its `enable` is 1 (always, where it has none).
//!    While `aresetn` is 0 it takes its reset value if it has one, whatever its enable; a register
//!    without one is data that no output shows before it was written.
//! 4. A memory read port captures the addressed word at a rising edge where its `enable` is 1; a
//!    write port stores `data` at a rising edge where its `enable` is 1. Both at one address in one
//!    cycle: the read gets the old word. Depths are powers of two, so every address exists. A word
//!    that was never written and has no initial contents must not reach an output.
//! 5. Bit 0 is least significant; [`Op::Concat`] lists its parts least significant first.
//!
//! # Invariants, checked by [`validate()`]
//!
//! 1. Every handle resolves, and an expression's operands come before it.
//! 2. Widths agree with the operator's rule. 3. Every signal has exactly one driver.
//! 4. Every port of an instance is bound once, in the right direction and width.
//! 5. No combinational cycle, through any depth of hierarchy. 6. Names within a module are unique;
//!    they and modules' names are identifiers and no keywords, and not the clock's or the reset's.
//!
//! The embedded simulator ([`simulate`]) is the executable form of this text.

mod arithmetic;
mod bits;
mod builder;
mod census;
mod expr;
mod identifier;
mod module;
pub mod mutate;
mod netlist;
pub mod passes;
pub mod random;
pub mod simulate;
mod validate;
mod wire;

pub use bits::Bits;
pub use builder::ModuleBuilder;
pub use census::Census;
pub use expr::{Expr, ExprId, Op};
pub use identifier::{is_identifier, is_keyword, keeper};
pub use module::{
    Direction, Instance, Memory, Module, Port, ReadPort, Register, Signal, SignalId, WritePort,
};
pub use netlist::{ModuleId, Netlist};
pub use validate::{ValidNetlist, Validated, Violation, validate};
pub use wire::{Reg, Wire};
