//! When each value is computed: operands first, and only in cycles that read it.
//!
//! A value that only registers with one enable take, or only one side of a multiplexer, is not read in
//! every cycle. Its *guard* is the chain of conditions under which it is; values of one guard that can
//! stand together are one [`Region`], which the program skips where a condition does not hold. To compute
//! more than is read is never wrong, so a guard may always be weakened.

use std::collections::{BTreeSet, HashMap};

use crate::rtl::expr::Op;

use super::flatten::{Flat, Value};
use super::lower;

/// Longest chain of conditions.
const DEEPEST: usize = 3;

/// A condition: this 1-bit value has this truth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Condition {
    pub value: Value,
    pub holds: bool,
}

/// Values that are computed one after the other under the same conditions.
#[derive(Debug)]
pub(super) struct Region {
    /// Outermost first; `None` for what nothing but a probe reads.
    pub conditions: Option<Vec<Condition>>,
    /// Numbered expressions.
    pub exprs: Vec<usize>,
}

/// Handle of a guard; 0 is that of values read in every cycle. A guard comes after its parent.
type GuardId = usize;

struct Guard {
    parent: GuardId,
    condition: Condition,
    depth: usize,
}

/// All values of a design in the order of their computation.
pub(super) struct Order {
    pub regions: Vec<Region>,
    always: Vec<bool>,
}

impl Order {
    pub fn new(flat: &Flat<'_>) -> Self {
        let roots = roots(flat);
        let sequence = sequence(flat, roots.iter().map(|(value, _)| *value));
        let mut guards = Guards::new(flat.exprs());
        for (value, read) in roots {
            match read {
                Read::Always => guards.read(value, Some(0)),
                Read::While(condition) => {
                    let guard = guards.within(0, condition);
                    guards.read(value, Some(guard));
                }
                Read::Probed => {}
            }
        }
        sequence.iter().rev().for_each(|expr| guards.pass_on(flat, *expr));
        let always = guards.of.iter().map(|guard| *guard == Some(0)).collect();
        Self { regions: regions(flat, &sequence, &guards), always }
    }

    /// Whether a value is up to date in every cycle.
    pub fn is_always_computed(&self, value: Value) -> bool {
        match value {
            Value::Signal(_) => true,
            Value::Expr(expr) => self.always[expr],
        }
    }
}

/// When something outside the expressions reads one.
enum Read {
    Always,
    While(Condition),
    /// Only by name.
    Probed,
}

fn roots(flat: &Flat<'_>) -> Vec<(Value, Read)> {
    let mut roots = vec![];
    for (scope, module) in flat.scopes.iter().map(|scope| scope.module).enumerate() {
        let value = |id| flat.expr(scope, id);
        let loads = |enable: Option<_>| match enable {
            Some(enable) => Read::While(Condition { value: value(enable), holds: true }),
            None => Read::Always,
        };
        for register in &module.registers {
            roots.extend(register.enable.map(|enable| (value(enable), Read::Always)));
            roots.push((value(register.next), loads(register.enable)));
        }
        for port in module.memories.iter().flat_map(|memory| &memory.reads) {
            roots.push((value(port.enable), Read::Always));
            roots.push((value(port.address), loads(Some(port.enable))));
        }
        for port in module.memories.iter().flat_map(|memory| &memory.writes) {
            roots.push((value(port.enable), Read::Always));
            roots.push((value(port.address), loads(Some(port.enable))));
            roots.push((value(port.data), loads(Some(port.enable))));
        }
        roots.extend(module.roots().into_iter().map(|root| (value(root), Read::Probed)));
    }
    roots.extend(flat.top_outputs().map(|signal| (flat.signal(0, signal), Read::Always)));
    roots
}

/// The expressions that instructions read for a numbered one, as their own scope numbers them.
fn reads(flat: &Flat<'_>, expr: usize) -> Vec<Value> {
    let (scope, id) = flat.locate(expr);
    let within = &flat.scopes[scope];
    let reads = lower::reads(within, within.module.expr(id)).into_iter();
    reads.map(|read| flat.expr(scope, read)).collect()
}

/// All computed values, operands first; without recursion, since expressions may be deep.
fn sequence(flat: &Flat<'_>, roots: impl Iterator<Item = Value>) -> Vec<usize> {
    let mut seen = vec![false; flat.exprs()];
    let mut sequence = vec![];
    for root in roots {
        let mut stack = vec![(root, false)];
        while let Some((value, ready)) = stack.pop() {
            let Value::Expr(expr) = value else { continue };
            if ready {
                sequence.push(expr);
            } else if !std::mem::replace(&mut seen[expr], true) {
                stack.push((value, true));
                stack.extend(reads(flat, expr).into_iter().map(|read| (read, false)));
            }
        }
    }
    sequence
}

struct Guards {
    all: Vec<Guard>,
    ids: HashMap<(GuardId, Condition), GuardId>,
    /// Guard of each expression; `None` where nothing reads it but probes.
    of: Vec<Option<GuardId>>,
}

impl Guards {
    fn new(exprs: usize) -> Self {
        let none = Condition { value: Value::Signal(0), holds: true };
        let always = Guard { parent: 0, condition: none, depth: 0 };
        Self { all: vec![always], ids: HashMap::new(), of: vec![None; exprs] }
    }

    /// One more condition behind `parent`.
    fn within(&mut self, parent: GuardId, condition: Condition) -> GuardId {
        let depth = self.all[parent].depth + 1;
        if depth > DEEPEST {
            return parent;
        }
        *self.ids.entry((parent, condition)).or_insert_with(|| {
            self.all.push(Guard { parent, condition, depth });
            self.all.len() - 1
        })
    }

    /// Notes that `value` is read under `guard`.
    fn read(&mut self, value: Value, guard: Option<GuardId>) {
        let Value::Expr(expr) = value else { return };
        self.of[expr] = match (self.of[expr], guard) {
            (Some(a), Some(b)) => Some(self.common(a, b)),
            (a, b) => a.or(b),
        };
    }

    fn common(&self, mut a: GuardId, mut b: GuardId) -> GuardId {
        // Parents have lower numbers.
        while a != b {
            let deeper = if a > b { &mut a } else { &mut b };
            *deeper = self.all[*deeper].parent;
        }
        a
    }

    /// What an expression, all of whose readers are known, reads itself.
    fn pass_on(&mut self, flat: &Flat<'_>, expr: usize) {
        let guard = self.of[expr];
        let (scope, id) = flat.locate(expr);
        let op = &flat.scopes[scope].module.expr(id).op;
        let (Some(inner), Op::Mux { condition, then, otherwise }) = (guard, op) else {
            reads(flat, expr).into_iter().for_each(|read| self.read(read, guard));
            return;
        };
        let value = flat.expr(scope, *condition);
        self.read(value, guard);
        for (side, holds) in [(then, true), (otherwise, false)] {
            let guard = self.within(inner, Condition { value, holds });
            self.read(flat.expr(scope, *side), Some(guard));
        }
    }

    /// Conditions of a guard, outermost first, up to the first that is not yet `known`.
    fn conditions(&self, guard: GuardId, known: impl Fn(Value) -> bool) -> Vec<Condition> {
        let mut chain = vec![];
        let mut at = guard;
        while at != 0 {
            chain.push(self.all[at].condition);
            at = self.all[at].parent;
        }
        chain.reverse();
        let unknown = chain.iter().position(|condition| !known(condition.value));
        chain.truncate(unknown.unwrap_or(chain.len()));
        chain
    }
}

/// Puts values of one guard together as far as operands allow: of those that could be next, one of
/// the present guard, else one of the least guarded, in order of the sequence.
fn regions(flat: &Flat<'_>, sequence: &[usize], guards: &Guards) -> Vec<Region> {
    let mut waits = vec![0u32; flat.exprs()];
    let mut users: Vec<Vec<u32>> = vec![vec![]; flat.exprs()];
    for (place, expr) in sequence.iter().enumerate() {
        for read in reads(flat, *expr) {
            if let Value::Expr(read) = read {
                waits[*expr] += 1;
                users[read].push(place as u32);
            }
        }
    }
    // What only probes read comes last.
    let rank = |place: usize| (guards.of[sequence[place]].unwrap_or(GuardId::MAX), place);
    let free = (0..sequence.len()).filter(|place| waits[sequence[*place]] == 0);
    let mut ready: BTreeSet<(GuardId, usize)> = free.map(rank).collect();
    let mut done = vec![false; flat.exprs()];
    let mut regions: Vec<Region> = vec![];
    let mut present = None;
    loop {
        let guard = present.unwrap_or(0);
        let same = ready.range((guard, 0)..=(guard, usize::MAX)).next();
        let Some((guard, place)) = same.or_else(|| ready.first()).copied() else { break };
        ready.remove(&(guard, place));
        let expr = sequence[place];
        if present != Some(guard) {
            let known = |value| !matches!(value, Value::Expr(expr) if !done[expr]);
            let conditions = guards.of[expr].map(|guard| guards.conditions(guard, known));
            regions.push(Region { conditions, exprs: vec![] });
            present = Some(guard);
        }
        done[expr] = true;
        regions.last_mut().into_iter().for_each(|region| region.exprs.push(expr));
        for user in std::mem::take(&mut users[expr]) {
            let user = user as usize;
            waits[sequence[user]] -= 1;
            if waits[sequence[user]] == 0 {
                ready.insert(rank(user));
            }
        }
    }
    regions
}
