//! Assignments in an order in which every wire is defined before it is read.

use crate::rtl::{ExprId, Module, Op, SignalId};

/// The module's assignments, those that others read first. Otherwise as the module has them.
pub(super) fn in_order(module: &Module) -> Vec<(SignalId, ExprId)> {
    let mut driver: Vec<Option<ExprId>> = vec![None; module.signals.len()];
    for (signal, expr) in &module.assigns {
        driver[signal.index()] = Some(*expr);
    }
    // The first of several wires that hold an expression is the one that is read for it.
    let mut holder = vec![None; module.exprs.len()];
    for (signal, expr) in module.assigns.iter().rev() {
        let is_plain = matches!(module.expr(*expr).op, Op::Signal(_) | Op::Constant(_));
        holder[expr.index()] = (!is_plain).then_some(*signal);
    }
    let mut order = Order {
        module,
        driver,
        holder,
        seen: vec![false; module.exprs.len()],
        placed: vec![false; module.signals.len()],
        assigns: vec![],
    };
    for (signal, _) in &module.assigns {
        order.place(*signal);
    }
    order.assigns
}

struct Order<'m> {
    module: &'m Module,
    driver: Vec<Option<ExprId>>,
    holder: Vec<Option<SignalId>>,
    seen: Vec<bool>,
    placed: Vec<bool>,
    assigns: Vec<(SignalId, ExprId)>,
}

/// A step of the walk, kept on a stack of its own: chains of wires may be long.
enum Step {
    Visit(ExprId),
    Place(SignalId, ExprId),
}

impl Order<'_> {
    fn place(&mut self, signal: SignalId) {
        let mut steps = vec![];
        self.begin(signal, &mut steps);
        while let Some(step) = steps.pop() {
            match step {
                Step::Place(signal, expr) => self.assigns.push((signal, expr)),
                Step::Visit(expr) if !std::mem::replace(&mut self.seen[expr.index()], true) => {
                    if let Some(holder) = self.holder[expr.index()] {
                        self.begin(holder, &mut steps);
                    }
                    match &self.module.expr(expr).op {
                        Op::Signal(signal) => self.begin(*signal, &mut steps),
                        op => steps.extend(op.operands().into_iter().rev().map(Step::Visit)),
                    }
                }
                Step::Visit(_) => {}
            }
        }
    }

    fn begin(&mut self, signal: SignalId, steps: &mut Vec<Step>) {
        if let Some(expr) = self.driver[signal.index()]
            && !std::mem::replace(&mut self.placed[signal.index()], true)
        {
            steps.push(Step::Place(signal, expr));
            steps.push(Step::Visit(expr));
        }
    }
}
