//! Random hardware over every operator: stimulus for tests of simulators, writers and passes.

use super::bits::Bits;
use super::builder::ModuleBuilder;
use super::netlist::{ModuleId, Netlist};
use super::wire::{Reg, Wire};

/// Bits that go into a random module at port `x` and come out of it at port `y`.
pub const PORT: u32 = 96;

/// Operators that a random module has beside those around its state.
const OPERATORS: usize = 24;

/// A random module called `name`: operators of all kinds over narrow and wide values, registers with
/// and without reset and enable, a memory, and instances of some of `parts`, which are random modules
/// of the same netlist. Constants, extensions and repeated expressions are frequent, so that there is
/// something to simplify.
///
/// Ports are `x` and `y` of [`PORT`] bits and `go`, without which the memory is not written. No output
/// shows state that was neither reset nor written.
pub fn module(
    netlist: &mut Netlist,
    rng: &mut fastrand::Rng,
    name: &str,
    parts: &[ModuleId],
) -> ModuleId {
    let m = ModuleBuilder::new(name, ["Random logic."]);
    let (x, go) = (m.input("x", PORT), m.input("go", 1));
    let mut pool = Pool { m: &m, rng, wires: vec![x] };
    let registers: Vec<Reg<'_>> = (0..3).map(|at| pool.register(at)).collect();
    for (at, part) in parts.iter().enumerate().filter(|_| pool.rng.bool()).collect::<Vec<_>>() {
        let inputs = [("x".to_string(), pool.any(PORT)), ("go".to_string(), go)];
        let given = m.instance(netlist, *part, &format!("part_{at}"), inputs);
        pool.wires.extend(given.into_iter().map(|(_, wire)| wire));
    }
    for at in 0..OPERATORS {
        pool.grow(at);
    }
    pool.unreset_register(go);
    let word = pool.memory(go);
    for register in registers {
        let register = if pool.rng.bool() { register.enable(pool.any(1)) } else { register };
        let width = register.value().width();
        register.next(pool.any(width));
    }
    m.output("y", pool.mixed() ^ word.zero_extend(PORT));
    drop(pool);
    netlist.add(m.finish())
}

/// Wires to choose operands from.
struct Pool<'m, 'r> {
    m: &'m ModuleBuilder,
    rng: &'r mut fastrand::Rng,
    wires: Vec<Wire<'m>>,
}

impl<'m> Pool<'m, '_> {
    fn width(&mut self) -> u32 {
        match self.rng.u32(0..4) {
            0 => 1,
            1 => self.rng.u32(2..16),
            2 => self.rng.u32(16..65),
            _ => self.rng.u32(65..131),
        }
    }

    /// Any wire, brought to `width`.
    fn any(&mut self, width: u32) -> Wire<'m> {
        let wire = self.wires[self.rng.usize(0..self.wires.len())];
        if wire.width() > width {
            return wire.slice(self.rng.u32(0..=wire.width() - width), width);
        }
        wire.extend(width, self.rng.bool())
    }

    /// Any wire of a few bits.
    fn few(&mut self) -> Wire<'m> {
        let width = self.rng.u32(1..9);
        self.any(width)
    }

    /// An operand: often a constant or an extension of something narrow.
    fn operand(&mut self, width: u32) -> Wire<'m> {
        match self.rng.u32(0..8) {
            0 => self.m.constant(width, [0, 1, u64::MAX][self.rng.usize(0..3)]),
            1 => self.constant(width),
            2 | 3 if width > 8 => {
                let signed = self.rng.bool();
                self.few().extend(width, signed)
            }
            _ => self.any(width),
        }
    }

    fn constant(&mut self, width: u32) -> Wire<'m> {
        let words = [self.rng.u64(..), self.rng.u64(..), self.rng.u64(..)];
        // Often short, and so known to be zero above.
        let bits = Bits::from_words(self.rng.u32(1..=width), &words);
        self.m.bits(Bits::from_words(width, bits.words()))
    }

    /// One more wire, with or without a name, sometimes made twice.
    fn grow(&mut self, at: usize) {
        let w = self.width();
        let (a, b) = (self.operand(w), self.operand(w));
        let operator = self.rng.u32(0..23);
        let state = self.rng.clone();
        let wire = self.operation(operator, a, b);
        if self.rng.u32(0..4) == 0 {
            // The same again, of the same operands.
            *self.rng = state;
            let again = self.operation(operator, a, b);
            self.wires.push(again);
        }
        let wire = if self.rng.bool() { wire } else { self.m.wire(&format!("wire_{at}"), wire) };
        self.wires.push(wire);
    }

    fn operation(&mut self, operator: u32, a: Wire<'m>, b: Wire<'m>) -> Wire<'m> {
        let w = a.width();
        match operator {
            0 => a & b,
            1 => a | b,
            2 => a ^ b,
            3 => a + b,
            4 => a - b,
            5 => a * b,
            6 => !a,
            7 => a.reduce_and(),
            8 => a.reduce_or(),
            9 => a.reduce_xor(),
            10 => a.popcount(),
            11 => a.shift_left(self.few()),
            12 => a.shift_right(self.few()),
            13 => a.equal(b),
            14 => a.less(b, false),
            15 => a.less(b, true),
            16 => self.any(1).mux(a, b),
            17 => self.m.concat([a, self.few(), b]),
            18 => {
                let times = self.rng.u32(1..6);
                self.few().repeat(times)
            }
            19 => a.times(self.rng.i64(-100..100)),
            20 => self.constant(w),
            21 => a.zero_extend(w + 9) + b.zero_extend(w + 9),
            _ => a.slice(self.rng.u32(0..w), 1).sign_extend(w),
        }
    }

    /// A register with a reset, whose next value comes later.
    fn register(&mut self, at: usize) -> Reg<'m> {
        let width = self.width();
        let register = self.m.register(&format!("state_{at}"), width).reset(self.rng.i64(..));
        self.wires.push(register.value());
        register
    }

    /// A register without a reset, hidden until it has been written.
    fn unreset_register(&mut self, load: Wire<'m>) {
        let width = self.width();
        let next = self.any(width);
        let data = self.m.register("data", width).enable(load).next(next);
        let written = self.m.register("written", 1).reset(0).enable(load);
        let written = written.next(self.m.constant(1, 1));
        self.wires.push(data & written.repeat(width));
    }

    /// Half of all wires in one value, so that most of what is computed is seen and some is not.
    fn mixed(&mut self) -> Wire<'m> {
        let mut mixed = self.any(PORT);
        for wire in std::mem::take(&mut self.wires) {
            if self.rng.bool() {
                continue;
            }
            let shown = wire.width().min(PORT);
            let low = self.rng.u32(0..=wire.width() - shown);
            mixed = mixed ^ wire.slice(low, shown).extend(PORT, self.rng.bool());
        }
        mixed
    }

    /// A memory with contents, a read port and a write port; the word that is read.
    fn memory(&mut self, go: Wire<'m>) -> Wire<'m> {
        let words = (0..8).map(|_| Bits::from_u64(40, self.rng.u64(..))).collect();
        let memory = self.m.memory("words", 40, 8, words);
        // Resets may take any number of cycles, and memories have none.
        let write = self.any(1) & go;
        self.m.write_port(memory, self.any(3), write, self.any(40));
        // One below the first is the last.
        let below = self.any(3) - self.m.constant(3, 1);
        let word = self.m.read_port(memory, "word", below, self.m.constant(1, 1));
        // What the memory gives in the first cycle was read during reset.
        let read = self.m.register("read", 1).reset(0).next(self.m.constant(1, 1));
        word & read.repeat(40)
    }
}
