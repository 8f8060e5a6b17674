//! Takes out of a module what its panics would say.
//!
//! A panic ends in a trap, and before that says why, to a standard error that no browser
//! has. So nobody can hear it, and what it says is a tenth of the program: how the sentence is
//! made, and wherever something can panic, what it would be about. Here a panic is the trap
//! alone. What is thrown on purpose stays, and so does the trap's place in the console.
//!
//! It is done before the module is cut, so that the texts go with those who would say them.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use wasmparser::{BinaryReaderError, Operator};

use crate::linked::{Function, Instruction, Linked};

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

/// What is in the names of all that only panics call, as the compiler writes it.
const SAYING: &str = "9panicking13panic_handler";

/// The variable in which the linker keeps where the stack ends.
const STACK: u32 = 0;

/// Silences the panics of a module.
///
/// # Errors
/// When it has code that is none.
pub fn silence(module: &mut Linked) -> Result<(), BinaryReaderError> {
    let mut fresh = named(module)?;
    let mut panics = HashSet::new();
    let mut callers: HashMap<Function, HashSet<Function>> = HashMap::new();
    for function in module.functions() {
        for (operator, _) in module.instructions(function)? {
            if let Operator::Call { function_index } = operator {
                callers.entry(function_index).or_default().insert(function);
            }
        }
    }
    // Who does nothing but call a panic is one, and there are those who call that.
    while !fresh.is_empty() {
        for &function in &fresh {
            empty(module, function)?;
        }
        let calling = fresh.iter().filter_map(|function| callers.get(function)).flatten();
        let calling: HashSet<Function> = calling.copied().collect();
        panics.extend(fresh.drain(..));
        for function in calling.difference(&panics) {
            let places = vain(&module.instructions(*function)?, &panics);
            places.into_iter().for_each(|place| module.trap(place));
            let code = module.instructions(*function)?;
            let first = code.iter().find(|(operator, _)| !matches!(operator, Operator::Nop));
            if let Some((Operator::Unreachable, _)) = first {
                fresh.push(*function);
            }
        }
    }
    Ok(())
}

/// The functions that panic, by their names, and those that only they call.
fn named(module: &Linked) -> Result<Vec<Function>, BinaryReaderError> {
    let mut found = Vec::new();
    for function in module.functions() {
        let name = module.name(function);
        let is_panic = PANIC.iter().any(|word| name.contains(word))
            && never_returns(&module.instructions(function)?);
        if is_panic || name.contains(SAYING) {
            found.push(function);
        }
    }
    Ok(found)
}

/// Leaves of a function the trap alone.
fn empty(module: &mut Linked, function: Function) -> Result<(), BinaryReaderError> {
    let code = module.instructions(function)?;
    if let [first, .., last] = &code[..] {
        let place = first.1.start..last.1.start;
        module.trap(place);
    }
    Ok(())
}

/// Whether a function ends in a trap, however it comes to its end.
fn never_returns(code: &[Instruction<'_>]) -> bool {
    let mut depth = 0;
    let mut leaves = false;
    for (operator, _) in code {
        match operator {
            Operator::Block { .. } | Operator::Loop { .. } | Operator::If { .. } => depth += 1,
            // The last one ends the function.
            Operator::End => depth = u32::saturating_sub(depth, 1),
            Operator::Return => leaves = true,
            Operator::Br { relative_depth } | Operator::BrIf { relative_depth } => {
                leaves |= *relative_depth == depth;
            }
            Operator::BrTable { targets } => {
                let mut others = targets.targets();
                leaves |= targets.default() == depth
                    || others.any(|target| target.is_ok_and(|target| target == depth));
            }
            _ => {}
        }
    }
    !leaves && matches!(code, [.., (Operator::Unreachable, _), (Operator::End, _)])
}

/// Where the code calls one of `panics`, with what only prepares that and what would come after.
fn vain(code: &[Instruction<'_>], panics: &HashSet<Function>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut preparation = Preparation::of(code);
    // The first instruction of those that nobody could tell from a trap in their place.
    let mut start = 0;
    let mut next = 0;
    while let Some((operator, _)) = code.get(next) {
        let panic = matches!(operator, Operator::Call { function_index }
            if panics.contains(function_index));
        if panic {
            next += 1 + rest(&code[next + 1..]);
            found.push(code[start].1.start..code[next].1.start);
            start = next;
            preparation.stack.clear();
        } else {
            next += 1;
            if !preparation.goes_on(operator) {
                start = next;
                preparation.stack.clear();
            }
        }
    }
    found
}

/// How many instructions there are before the block ends that they are in.
fn rest(code: &[Instruction<'_>]) -> usize {
    let mut depth = 0;
    let ends = |(operator, _): &Instruction<'_>| {
        match operator {
            Operator::Block { .. } | Operator::Loop { .. } | Operator::If { .. } => depth += 1,
            Operator::Else => return depth == 0,
            Operator::End if depth == 0 => return true,
            Operator::End => depth -= 1,
            _ => {}
        }
        false
    };
    code.iter().position(ends).unwrap_or(code.len())
}

/// What is known of a number on the stack.
#[derive(Clone, Copy, PartialEq)]
enum Value {
    /// A place in the function's own part of the memory's stack, which is lost with a trap.
    Own,
    /// It stands in the code.
    Known,
    /// Nothing.
    Any,
}

/// Follows instructions as long as nobody can tell that they were left out before a trap.
struct Preparation {
    /// The local variable that says where the function's own part of the memory's stack is.
    own: Option<u32>,
    /// What these instructions have put on the stack.
    stack: Vec<Value>,
}

impl Preparation {
    fn of(code: &[Instruction<'_>]) -> Self {
        let begins = |pair: &[Instruction<'_>]| match pair {
            [
                (Operator::LocalTee { local_index }, _),
                (Operator::GlobalSet { global_index: STACK }, _),
            ] => Some(*local_index),
            _ => None,
        };
        let own = code.windows(2).take(8).find_map(begins);
        let sets = |operator: &Operator<'_>| match operator {
            Operator::LocalSet { local_index } | Operator::LocalTee { local_index } => {
                Some(*local_index) == own
            }
            _ => false,
        };
        let once = code.iter().filter(|(operator, _)| sets(operator)).count() == 1;
        Self { own: own.filter(|_| once), stack: Vec::new() }
    }

    /// Follows an instruction. Whether it is one of those.
    fn goes_on(&mut self, operator: &Operator<'_>) -> bool {
        use Operator::*;
        match operator {
            Nop | LocalTee { .. } => {}
            LocalGet { local_index } if Some(*local_index) == self.own => {
                self.stack.push(Value::Own);
            }
            I32Const { .. } => self.stack.push(Value::Known),
            LocalGet { .. } | GlobalGet { .. } => self.stack.push(Value::Any),
            I64Const { .. } | F32Const { .. } | F64Const { .. } | V128Const { .. } => {
                self.stack.push(Value::Any);
            }
            LocalSet { .. } | Drop | GlobalSet { global_index: STACK } => {
                self.stack.pop();
            }
            I32Add => {
                let sum = match [self.stack.pop(), self.stack.pop()] {
                    [Some(Value::Own), Some(Value::Known)] => Value::Own,
                    [Some(Value::Known), Some(Value::Own)] => Value::Own,
                    _ => Value::Any,
                };
                self.stack.push(sum);
            }
            I32Store { .. }
            | I64Store { .. }
            | I32Store8 { .. }
            | I32Store16 { .. }
            | F32Store { .. }
            | F64Store { .. }
            | V128Store { .. } => {
                self.stack.pop();
                return self.stack.pop() == Some(Value::Own);
            }
            I32Load { .. }
            | I64Load { .. }
            | F32Load { .. }
            | F64Load { .. }
            | V128Load { .. }
            | I32Load8U { .. }
            | I32Load8S { .. }
            | I32Load16U { .. }
            | I32Load16S { .. }
            | I32Eqz
            | I32WrapI64
            | I64ExtendI32U
            | I64ExtendI32S
            | F64PromoteF32 => self.computes(1),
            I32Sub | I32Mul | I32And | I32Or | I32Xor | I32Shl | I32ShrU | I32ShrS | I32Eq
            | I32Ne | I32LtU | I32LtS | I32GtU | I32GtS | I32LeU | I32LeS | I32GeU | I32GeS
            | I64Add | I64Sub | I64Mul | I64And | I64Or | I64Xor | I64Shl | I64ShrU | I64ShrS => {
                self.computes(2)
            }
            Select => self.computes(3),
            _ => return false,
        }
        true
    }

    /// Puts a number in the place of `taken` others.
    fn computes(&mut self, taken: usize) {
        self.stack.truncate(self.stack.len().saturating_sub(taken));
        self.stack.push(Value::Any);
    }
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{BlockType, Instruction as I, MemArg};

    use super::*;
    use crate::linked::tests::{linked, steps};

    const PLACE: MemArg = MemArg { offset: 8, align: 2, memory_index: 0 };

    /// The names of the instructions of a function, once its module is silent.
    fn silent(functions: &[(&str, &[I<'_>])], function: Function) -> Vec<String> {
        let mut module = linked(functions);
        silence(&mut module).unwrap();
        let named = |step: String| step.split([' ', '(']).next().unwrap_or_default().to_owned();
        let steps = steps(&module, function).into_iter().map(named).collect();
        wasmparser::validate(&module.finish()).unwrap();
        steps
    }

    const PANIC: (&str, &[I<'static>]) =
        ("_ZN4core9panicking9panic_fmt", &[I::I32Const(7), I::Drop, I::Unreachable]);

    #[test]
    fn a_panic_is_the_trap_alone_and_what_was_done_before_it_stays() {
        let user = [
            I::Block(BlockType::Empty),
            I::LocalGet(0),
            I::BrIf(0),
            I::LocalGet(1),
            I::I32Const(1),
            I::I32Store(PLACE),
            I::LocalGet(0),
            I::LocalGet(1),
            I::I32Const(3),
            I::I32Add,
            I::Call(0),
            I::Block(BlockType::Empty),
            I::End,
            I::Unreachable,
            I::End,
            I::I32Const(4),
        ];
        let module = [PANIC, ("user", &user[..])];
        assert_eq!(silent(&module, 0), ["Unreachable", "End"]);
        let expected = [
            "Block",
            "LocalGet",
            "BrIf",
            "LocalGet",
            "I32Const",
            "I32Store",
            "Unreachable",
            "End",
            "I32Const",
            "End",
        ];
        assert_eq!(silent(&module, 1), expected);
    }

    #[test]
    fn what_is_prepared_on_the_stack_goes_and_who_only_prepares_panics_too() {
        let begin = [
            I::GlobalGet(STACK),
            I::I32Const(16),
            I::I32Sub,
            I::LocalTee(2),
            I::GlobalSet(STACK),
            I::LocalGet(2),
            I::LocalGet(0),
            I::I32Store(PLACE),
            I::LocalGet(2),
            I::I32Const(4),
            I::I32Add,
        ];
        let panics = [I::LocalGet(1), I::I32Store(PLACE), I::LocalGet(0), I::LocalGet(1)];
        let panics = [&begin[..], &panics, &[I::Call(0), I::Unreachable]].concat();
        let caller = [I::LocalGet(0), I::LocalGet(1), I::Call(1)];
        let module = [PANIC, ("assert_failed", &panics[..]), ("caller", &caller[..])];
        assert_eq!(silent(&module, 1), ["Unreachable", "End"]);
        assert_eq!(silent(&module, 2), ["Unreachable", "End"], "it knows who panics");
        // What is on the stack says where it is, but not what stands there.
        let elsewhere = [I::I32Load(PLACE), I::LocalGet(1), I::I32Store(PLACE)];
        let tells =
            [&begin[..], &elsewhere, &[const { I::LocalGet(0) }; 2], &[I::Call(0)]].concat();
        let module = [PANIC, ("tells", &tells[..])];
        assert_eq!(
            silent(&module, 1)[begin.len()..],
            ["I32Load", "LocalGet", "I32Store", "Unreachable", "End"]
        );
    }

    #[test]
    fn what_comes_back_or_is_not_the_librarys_is_left_alone() {
        let counts = [I::Block(BlockType::Empty), I::I32Const(1), I::Br(1), I::End, I::Unreachable];
        let throws = [I::LocalGet(0), I::LocalGet(1), I::Call(1), I::Unreachable];
        let module = [
            ("std::panicking::panic_count::increase", &counts[..]),
            ("wasm_bindgen::throw", &throws[..]),
        ];
        assert_eq!(silent(&module, 0), ["Block", "I32Const", "Br", "End", "Unreachable", "End"]);
        assert_eq!(silent(&module, 1), ["LocalGet", "LocalGet", "Call", "Unreachable", "End"]);
    }
}
