//! Expressions as text, and the wires that have to be made on the way.

use std::collections::BTreeSet;

use crate::rtl::{Bits, ExprId, Module, Op};

use super::bits_read::{Reads, select};
use super::popcount;
use super::unused_names::UnusedNames;

/// Longest expression that is written inside another, in characters.
const LONGEST: usize = 70;

/// Text of an expression, and how it binds.
struct Term {
    text: String,
    binds: Binds,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Binds {
    /// Needs no parentheses anywhere.
    Tightly,
    /// Stands without parentheses left of the same operator, which is associative.
    Chain(&'static str),
    /// `a ? b : c`
    Choice,
    /// `{a, b}`, which needs no braces of its own inside of another.
    List,
    /// Needs parentheses as an operand.
    Loosely,
}

/// The expressions of one module under writing.
pub(super) struct Expressions<'m> {
    module: &'m Module,
    uses: Vec<u32>,
    /// Net that holds an expression's value.
    net: Vec<Option<String>>,
    fresh: UnusedNames,
    reads: Reads,
    /// Wires made for expressions: name and width.
    made: Vec<(String, u32)>,
    /// Lines that define them, not yet taken.
    lines: Vec<String>,
    /// Widths of which ones are counted.
    pub popcounts: BTreeSet<u32>,
}

impl<'m> Expressions<'m> {
    pub fn new(module: &'m Module) -> Self {
        let mut uses = vec![0; module.exprs.len()];
        let mut live = vec![false; module.exprs.len()];
        let mut open = module.roots();
        open.iter().for_each(|root| uses[root.index()] += 1);
        while let Some(id) = open.pop() {
            if !std::mem::replace(&mut live[id.index()], true) {
                for operand in module.expr(id).op.operands() {
                    uses[operand.index()] += 1;
                    open.push(operand);
                }
            }
        }
        let mut net = vec![None; module.exprs.len()];
        for (signal, expr) in module.assigns.iter().rev() {
            net[expr.index()] = Some(module.signal(*signal).name.clone());
        }
        let (fresh, reads) = (UnusedNames::new(module), Reads::default());
        let popcounts = BTreeSet::new();
        Self { module, uses, net, fresh, reads, made: vec![], lines: vec![], popcounts }
    }

    /// The value for use where any expression may stand; `owner` names wires made for it.
    pub fn value(&mut self, id: ExprId, owner: &str) -> String {
        self.term(id, owner).text
    }

    /// The value as the definition of `owner`, which may be the very net that holds it.
    pub fn definition(&mut self, id: ExprId, owner: &str) -> String {
        match self.net[id.index()].as_deref() == Some(owner) {
            true => self.operation(id, owner).text,
            false => self.value(id, owner),
        }
    }

    /// The value as an operand of an operator.
    pub fn operand(&mut self, id: ExprId, owner: &str) -> String {
        let term = self.term(id, owner);
        closed(term)
    }

    /// The value behind an operator of one operand: no other such operator may follow it.
    fn primary(&mut self, id: ExprId, owner: &str) -> String {
        let text = self.operand(id, owner);
        if text.starts_with(['~', '&', '|', '^']) { format!("({text})") } else { text }
    }

    /// The value as the index of a memory's word: a net or a constant. Icarus 11 does not let `a - 1` wrap
    /// to the greatest index in that place, though it does everywhere else.
    pub fn index(&mut self, id: ExprId, owner: &str) -> String {
        let Term { text, binds } = self.term(id, owner);
        match binds {
            Binds::Tightly => text,
            _ => {
                let net = self.make(id, owner, &text);
                self.read(&net, self.module.expr(id).width)
            }
        }
    }

    /// The value as a part of a concatenation.
    fn item(&mut self, id: ExprId, owner: &str) -> String {
        let Term { text, binds } = self.term(id, owner);
        match text.strip_prefix('{').and_then(|text| text.strip_suffix('}')) {
            Some(parts) if binds == Binds::List => parts.to_string(),
            _ => text,
        }
    }

    /// Definitions of wires made since the last call.
    pub fn take_lines(&mut self) -> Vec<String> {
        std::mem::take(&mut self.lines)
    }

    /// One net that takes all that nothing else reads, if there is anything; `others` are nets that the module has
    /// beside those of the IR.
    pub fn unused(mut self, ignored: &BTreeSet<String>, others: Vec<String>) -> Option<String> {
        let signals = self.module.signals.iter().map(|signal| (signal.name.clone(), signal.width));
        let nets: Vec<(String, u32)> = signals.chain(self.made).collect();
        let unread = nets.iter().filter(|(net, _)| !ignored.contains(net));
        let unread = unread.flat_map(|(net, width)| self.reads.unread(net, *width));
        let unread: Vec<String> = others.into_iter().chain(unread).collect();
        if unread.is_empty() {
            return None;
        }
        let name = self.fresh.exactly("_unused");
        Some(format!("wire {name} = &{{1'b0, {}}};", unread.join(", ")))
    }

    fn term(&mut self, id: ExprId, owner: &str) -> Term {
        let module = self.module;
        let expr = module.expr(id);
        match &expr.op {
            Op::Constant(bits) => return tight(literal(bits)),
            Op::Signal(signal) => {
                return tight(self.read(&module.signal(*signal).name, expr.width));
            }
            _ => {}
        }
        if let Some(net) = self.net[id.index()].clone() {
            return tight(self.read(&net, expr.width));
        }
        let term = self.operation(id, owner);
        let is_part = matches!(expr.op, Op::Slice { .. });
        if !is_part && (self.uses[id.index()] > 1 || term.text.len() > LONGEST) {
            let net = self.make(id, owner, &term.text);
            return tight(self.read(&net, expr.width));
        }
        term
    }

    /// Reads a whole net.
    fn read(&mut self, net: &str, width: u32) -> String {
        self.reads.read(net, width, 0, width);
        net.to_string()
    }

    /// A wire of its own for an expression.
    fn make(&mut self, id: ExprId, owner: &str, text: &str) -> String {
        let width = self.module.expr(id).width;
        let net = self.fresh.numbered(owner);
        self.lines.push(format!("wire {}{net} = {text};", popcount::range(width)));
        self.made.push((net.clone(), width));
        self.net[id.index()] = Some(net.clone());
        net
    }

    /// Name of the net that holds an expression, made if there is none; not yet read.
    fn named(&mut self, id: ExprId, owner: &str) -> String {
        if let Op::Signal(signal) = &self.module.expr(id).op {
            return self.module.signal(*signal).name.clone();
        }
        if let Some(net) = &self.net[id.index()] {
            return net.clone();
        }
        let text = self.operation(id, owner).text;
        self.make(id, owner, &text)
    }

    fn operation(&mut self, id: ExprId, owner: &str) -> Term {
        let module = self.module;
        let expr = module.expr(id);
        let width = expr.width;
        match &expr.op {
            Op::Constant(_) | Op::Signal(_) => self.term(id, owner),
            Op::Slice { of, low } => self.slice(*of, *low, width, owner),
            Op::Concat(parts) => {
                let parts = parts.iter().rev().map(|part| self.item(*part, owner));
                let parts: Vec<String> = parts.collect();
                list(parts.join(", "))
            }
            Op::Repeat { of, times } => {
                let of = self.value(*of, owner);
                tight(format!("{{{times}{{{of}}}}}"))
            }
            Op::ZeroExtend(of) => {
                let missing = width - module.expr(*of).width;
                match missing {
                    0 => self.term(*of, owner),
                    _ => list(format!("{missing}'h0, {}", self.item(*of, owner))),
                }
            }
            Op::SignExtend(of) => self.sign_extend(*of, width, owner),
            Op::Not(of) => tight(format!("~{}", self.primary(*of, owner))),
            Op::ReduceAnd(of) => self.reduce("&", *of, owner),
            Op::ReduceOr(of) => self.reduce("|", *of, owner),
            Op::ReduceXor(of) => self.reduce("^", *of, owner),
            Op::Popcount(of) => {
                let of_width = module.expr(*of).width;
                self.popcounts.insert(of_width);
                tight(format!("{}({})", popcount::name(of_width), self.value(*of, owner)))
            }
            Op::And(a, b) => self.chain("&", *a, *b, owner),
            Op::Or(a, b) => self.chain("|", *a, *b, owner),
            Op::Xor(a, b) => self.chain("^", *a, *b, owner),
            Op::Add(a, b) => self.chain("+", *a, *b, owner),
            Op::Mul(a, b) => self.chain("*", *a, *b, owner),
            Op::Sub(a, b) => self.infix("-", *a, *b, owner),
            Op::ShiftLeft { of, by } => self.infix("<<", *of, *by, owner),
            Op::ShiftRight { of, by } => self.infix(">>", *of, *by, owner),
            Op::Equal(a, b) => self.infix("==", *a, *b, owner),
            Op::LessUnsigned(a, b) => self.infix("<", *a, *b, owner),
            Op::LessSigned(a, b) => {
                let (a, b) = (self.value(*a, owner), self.value(*b, owner));
                loose(format!("$signed({a}) < $signed({b})"))
            }
            Op::Mux { condition, then, otherwise } => {
                let condition = self.operand(*condition, owner);
                let then = self.operand(*then, owner);
                let otherwise = self.term(*otherwise, owner);
                let otherwise = match otherwise.binds {
                    Binds::Choice => otherwise.text,
                    _ => closed(otherwise),
                };
                Term { text: format!("{condition} ? {then} : {otherwise}"), binds: Binds::Choice }
            }
        }
    }

    fn slice(&mut self, of: ExprId, low: u32, width: u32, owner: &str) -> Term {
        let inner = self.module.expr(of);
        match &inner.op {
            // Only nets have parts in Verilog-2005.
            Op::Constant(bits) => tight(literal(&bits.slice(low, width))),
            Op::Slice { of, low: below } => self.slice(*of, low + below, width, owner),
            _ => {
                let net = self.named(of, owner);
                self.reads.read(&net, inner.width, low, width);
                tight(select(&net, inner.width, low, width))
            }
        }
    }

    fn sign_extend(&mut self, of: ExprId, width: u32, owner: &str) -> Term {
        let from = self.module.expr(of).width;
        let missing = width - from;
        if missing == 0 {
            return self.term(of, owner);
        }
        if from == 1 {
            let of = self.value(of, owner);
            return tight(format!("{{{width}{{{of}}}}}"));
        }
        let top = self.slice(of, from - 1, 1, owner).text;
        let of = self.item(of, owner);
        list(match missing {
            1 => format!("{top}, {of}"),
            _ => format!("{{{missing}{{{top}}}}}, {of}"),
        })
    }

    fn reduce(&mut self, operator: &str, of: ExprId, owner: &str) -> Term {
        loose(format!("{operator}{}", self.primary(of, owner)))
    }

    fn infix(&mut self, operator: &str, a: ExprId, b: ExprId, owner: &str) -> Term {
        let (a, b) = (self.operand(a, owner), self.operand(b, owner));
        loose(format!("{a} {operator} {b}"))
    }

    fn chain(&mut self, operator: &'static str, a: ExprId, b: ExprId, owner: &str) -> Term {
        let a = self.term(a, owner);
        let a = if a.binds == Binds::Chain(operator) { a.text } else { closed(a) };
        let b = self.operand(b, owner);
        Term { text: format!("{a} {operator} {b}"), binds: Binds::Chain(operator) }
    }
}

fn tight(text: String) -> Term {
    Term { text, binds: Binds::Tightly }
}

/// Parts side by side.
fn list(parts: String) -> Term {
    Term { text: format!("{{{parts}}}"), binds: Binds::List }
}

fn loose(text: String) -> Term {
    Term { text, binds: Binds::Loosely }
}

/// In parentheses, where an operator beside it needs them.
fn closed(term: Term) -> String {
    match term.binds {
        Binds::Tightly | Binds::List => term.text,
        _ => format!("({})", term.text),
    }
}

/// A constant with its width.
pub(super) fn literal(bits: &Bits) -> String {
    match bits.width() {
        1 => format!("1'b{}", bits.to_u64()),
        width => format!("{width}'h{}", bits.to_hex()),
    }
}
