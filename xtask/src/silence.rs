//! Takes out of a module what its panics would say.
//!
//! A panic ends in a trap, and before that says why, to a standard error that no browser
//! has. So nobody can hear it, and what it says is a twentieth of the program: how the sentence is
//! made, and wherever something can panic, what it would be about. Here a panic is the trap
//! alone. What is thrown on purpose stays, and so does the trap's place in the console.

use std::collections::{BTreeSet, HashSet};

use walrus::ir::{Instr, InstrSeqId, Unreachable};
use walrus::{ElementItems, ElementKind, FunctionId, LocalFunction, Module};

/// The places of functions in the table that all parts of the program have in common.
pub type Slots = BTreeSet<i32>;

/// Of the names of functions that panic, what no others have. They are the standard library's.
const PANIC: [&str; 10] = [
    "panicking",
    "rust_begin_unwind",
    "unwrap_failed",
    "expect_failed",
    "slice_index_fail",
    "slice_error_fail",
    "panic_already",
    "handle_error",
    "handle_alloc_error",
    "capacity_overflow",
];

/// What is in the names of all that only panics call.
const SAYING: &str = "panicking::panic_handler";

/// Silences the panics of a module, whose parts know those in the `slots` of another. Returns
/// these with its own.
pub fn silence(module: &mut Module, slots: &Slots) -> Slots {
    let panics = |(id, function): (FunctionId, &LocalFunction)| {
        let name = module.funcs.get(id).name.as_deref().unwrap_or_default();
        let named = PANIC.iter().any(|word| name.contains(word)) && never_returns(function);
        let passes = bridge(function).is_some_and(|slot| slots.contains(&slot));
        (named || passes).then_some(id)
    };
    let panics: HashSet<FunctionId> = module.funcs.iter_local().filter_map(panics).collect();
    // What a panic would say is asked for through the table, by those that are silent now.
    let of_them = |function: &&walrus::Function| {
        function.name.as_deref().unwrap_or_default().contains(SAYING)
    };
    let sayings: HashSet<FunctionId> =
        module.funcs.iter().filter(of_them).map(|function| function.id()).collect();
    for (id, function) in module.funcs.iter_local_mut() {
        if panics.contains(&id) || sayings.contains(&id) {
            let entry = function.entry_block();
            function.block_mut(entry).instrs = vec![trap()];
        } else {
            for sequence in sequences(function) {
                cut(&mut function.block_mut(sequence).instrs, &panics);
            }
        }
    }
    let mut all = slots.clone();
    all.extend(places(module, &panics));
    all
}

type Instrs = Vec<(Instr, walrus::InstrLocId)>;

fn trap() -> (Instr, walrus::InstrLocId) {
    (Unreachable {}.into(), walrus::InstrLocId::default())
}

/// Puts a trap in the place of a call that panics, and of what only prepares it.
fn cut(instrs: &mut Instrs, panics: &HashSet<FunctionId>) {
    let calls = |instr: &Instr| matches!(instr, Instr::Call(call) if panics.contains(&call.func));
    let Some(place) = instrs.iter().position(|(instr, _)| calls(instr)) else { return };
    instrs.truncate(place);
    while instrs.last().is_some_and(|(instr, _)| only_computes(instr)) {
        instrs.pop();
    }
    instrs.push(trap());
}

/// Whether nobody can tell that an instruction was left out before a trap.
fn only_computes(instr: &Instr) -> bool {
    matches!(
        instr,
        Instr::Const(_)
            | Instr::LocalGet(_)
            | Instr::LocalSet(_)
            | Instr::LocalTee(_)
            | Instr::GlobalGet(_)
            | Instr::Binop(_)
            | Instr::Unop(_)
            | Instr::Select(_)
            | Instr::Drop(_)
            | Instr::Load(_)
    )
}

/// Whether a function ends in a trap, however it comes to its end.
fn never_returns(function: &LocalFunction) -> bool {
    let entry = function.entry_block();
    let last = function.block(entry).instrs.last();
    let leaves = |(instr, _): &(Instr, _)| match instr {
        Instr::Return(_) => true,
        Instr::Br(branch) => branch.block == entry,
        Instr::BrIf(branch) => branch.block == entry,
        Instr::BrTable(table) => table.default == entry || table.blocks.contains(&entry),
        _ => false,
    };
    last.is_some_and(|(instr, _)| matches!(instr, Instr::Unreachable(_)))
        && !sequences(function).iter().any(|id| function.block(*id).instrs.iter().any(leaves))
}

/// All sequences of instructions of a function, each within another but the first.
fn sequences(function: &LocalFunction) -> Vec<InstrSeqId> {
    let mut found = vec![function.entry_block()];
    let mut next = 0;
    while let Some(&sequence) = found.get(next) {
        for (instr, _) in &function.block(sequence).instrs {
            match instr {
                Instr::Block(block) => found.push(block.seq),
                Instr::Loop(block) => found.push(block.seq),
                Instr::IfElse(branches) => {
                    found.extend([branches.consequent, branches.alternative]);
                }
                _ => {}
            }
        }
        next += 1;
    }
    found
}

/// The place in the table to which a function passes on its arguments, if that is all it does.
fn bridge(function: &LocalFunction) -> Option<i32> {
    let instrs = &function.block(function.entry_block()).instrs;
    let [arguments @ .., (Instr::Const(place), _), (Instr::CallIndirect(_), _)] = &instrs[..]
    else {
        return None;
    };
    let passes = arguments.iter().all(|(instr, _)| matches!(instr, Instr::LocalGet(_)));
    match place.value {
        walrus::ir::Value::I32(slot) if passes => Some(slot),
        _ => None,
    }
}

/// Where the table has these functions of the module.
fn places(module: &Module, functions: &HashSet<FunctionId>) -> Slots {
    let mut slots = Slots::new();
    for element in module.elements.iter() {
        let offset = match &element.kind {
            ElementKind::Active {
                offset: walrus::ConstExpr::Value(walrus::ir::Value::I32(offset)),
                ..
            } => *offset,
            _ => continue,
        };
        if let ElementItems::Functions(items) = &element.items {
            let of_them = (offset..).zip(items).filter(|(_, item)| functions.contains(item));
            slots.extend(of_them.map(|(slot, _)| slot));
        }
    }
    slots
}

#[cfg(test)]
mod tests {
    use walrus::ir::{BinaryOp, Value};
    use walrus::{ConstExpr, FunctionBuilder, RefType, ValType};

    use super::*;

    /// A function that takes and gives nothing, called `name`.
    fn function(
        module: &mut Module,
        name: &str,
        body: impl FnOnce(&mut walrus::InstrSeqBuilder<'_>),
    ) -> FunctionId {
        let mut builder = FunctionBuilder::new(&mut module.types, &[], &[]);
        body(&mut builder.name(name.to_owned()).func_body());
        builder.finish(Vec::new(), &mut module.funcs)
    }

    /// The kinds of instructions of a function, those within others after them.
    fn kinds(module: &Module, function: FunctionId) -> Vec<String> {
        let function = module.funcs.get(function).kind.unwrap_local();
        let kind = |instr: &Instr| {
            let text = format!("{instr:?}");
            text.split(['(', ' ']).next().unwrap_or_default().to_owned()
        };
        let sequences = sequences(function).into_iter();
        sequences
            .flat_map(|id| function.block(id).instrs.iter().map(|(instr, _)| kind(instr)))
            .collect()
    }

    #[test]
    fn a_panic_is_the_trap_alone_and_what_was_done_before_it_stays() {
        let mut module = Module::default();
        let tell = function(&mut module, "tell", |_| {});
        let panic = function(&mut module, "core::panicking::panic_fmt", |body| {
            body.call(tell).unreachable();
        });
        let local = module.locals.add(ValType::I32);
        let user = function(&mut module, "user", |body| {
            body.block(None, |block| {
                let ok = block.id();
                block.local_get(local).br_if(ok);
                block.call(tell).local_get(local).i32_const(3).binop(BinaryOp::I32Add);
                block.drop().i32_const(4).drop().call(panic).unreachable();
            });
            body.call(tell);
        });
        assert_eq!(silence(&mut module, &Slots::new()), Slots::new());
        assert_eq!(kinds(&module, panic), ["Unreachable"]);
        let expected = ["Block", "Call", "LocalGet", "BrIf", "Call", "Unreachable"];
        assert_eq!(kinds(&module, user), expected);
    }

    #[test]
    fn what_comes_back_or_is_not_the_librarys_is_left_alone() {
        let mut module = Module::default();
        let counts = function(&mut module, "std::panicking::panic_count::increase", |body| {
            body.block(None, |block| {
                let entry = block.id();
                block.br(entry);
            });
        });
        let throws = function(&mut module, "wasm_bindgen::throw", |body| {
            body.unreachable();
        });
        let user = function(&mut module, "user", |body| {
            body.call(counts).call(throws).unreachable();
        });
        silence(&mut module, &Slots::new());
        assert_eq!(kinds(&module, counts), ["Block", "Br"]);
        assert_eq!(kinds(&module, user), ["Call", "Call", "Unreachable"]);
    }

    #[test]
    fn other_parts_are_told_where_the_table_has_panics() {
        let mut module = Module::default();
        let panic = function(&mut module, "core::option::unwrap_failed", |body| {
            body.unreachable();
        });
        let other = function(&mut module, "other", |_| {});
        let table = module.tables.add_local(false, 10, None, RefType::FUNCREF);
        let kind = ElementKind::Active { table, offset: ConstExpr::Value(Value::I32(4)) };
        module.elements.add(kind, ElementItems::Functions(vec![other, panic]));
        assert_eq!(silence(&mut module, &Slots::from([2])), Slots::from([2, 5]));

        let mut part = Module::default();
        let table = part.tables.add_local(false, 10, None, RefType::FUNCREF);
        let kind = part.types.add(&[], &[]);
        let bridge = function(&mut part, "", |body| {
            body.i32_const(5).call_indirect(kind, table);
        });
        let user = function(&mut part, "user", |body| {
            body.call(bridge).unreachable();
        });
        silence(&mut part, &Slots::from([2, 5]));
        assert_eq!(kinds(&part, user), ["Unreachable"]);
    }
}
