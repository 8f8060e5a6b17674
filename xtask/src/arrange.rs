//! Arranges a module so that it compresses well, and does the same.
//!
//! What compresses a file looks back over its last 32 kB for what it has seen. So functions that
//! have much in common stand near each other, and in each the variables that are used most
//! have the lowest numbers, as they have in all others. The tools leave functions in the order
//! of their size, and variables in no order; this is 2 % less.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap, VecDeque};
use std::convert::Infallible;

use wasm_encoder::reencode::{self, Reencode};
use wasm_encoder::{CodeSection, FunctionSection, Instruction, Module};
use wasmparser::{
    CodeSectionReader, CompositeInnerType, FunctionBody, FunctionSectionReader, Operator, Parser,
    Payload, TypeRef,
};

/// Why a module was not arranged.
pub type ArrangeError = reencode::Error<Infallible>;

/// How many bytes are compared at once, at most eight.
const PIECE: usize = 6;

/// A piece that more functions have says nothing of any.
const COMMON: usize = 64;

/// How many bytes back functions may stand that a next one should be like.
const NEAR: usize = 24_000;

/// What a function weighs beside its bytes when it is asked how much of it others have.
const HEAD: f64 = 20.0;

/// The module, arranged.
///
/// # Errors
/// When it is none.
pub fn arrange(module: &[u8]) -> Result<Vec<u8>, ArrangeError> {
    let survey = Survey::of(module)?;
    let mut variables = Variables { survey: &survey, places: Vec::new() };
    let module = reencoded(&mut variables, module)?;
    let bodies = Survey::of(&module)?.bodies;
    let order = neighbours(&bodies.iter().map(Vec::as_slice).collect::<Vec<_>>());
    let mut places: Vec<u32> = (0..survey.imported + order.len() as u32).collect();
    for (&function, place) in order.iter().zip(survey.imported..) {
        places[survey.imported as usize + function] = place;
    }
    reencoded(&mut Functions { order, places }, &module)
}

fn reencoded<R: Reencode<Error = Infallible>>(
    by: &mut R,
    module: &[u8],
) -> Result<Vec<u8>, ArrangeError> {
    let mut out = Module::new();
    by.parse_core_module(&mut out, Parser::new(0), module)?;
    Ok(out.finish())
}

/// What must be known of a module.
#[derive(Default)]
struct Survey {
    /// How many functions are imported.
    imported: u32,
    /// How many arguments each of the others takes.
    arguments: Vec<usize>,
    /// Their bodies.
    bodies: Vec<Vec<u8>>,
}

impl Survey {
    fn of(module: &[u8]) -> Result<Self, ArrangeError> {
        let mut survey = Self::default();
        let mut types = Vec::new();
        for payload in Parser::new(0).parse_all(module) {
            match payload? {
                Payload::TypeSection(groups) => {
                    for group in groups {
                        let arguments =
                            group?.into_types().map(|kind| match kind.composite_type.inner {
                                CompositeInnerType::Func(function) => function.params().len(),
                                _ => 0,
                            });
                        types.extend(arguments);
                    }
                }
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        survey.imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                    }
                }
                Payload::FunctionSection(kinds) => {
                    for kind in kinds {
                        survey.arguments.push(types[kind? as usize]);
                    }
                }
                Payload::CodeSectionEntry(body) => {
                    let range = body.range();
                    survey.bodies.push(module[range.start as usize..range.end as usize].to_vec());
                }
                _ => {}
            }
        }
        Ok(survey)
    }
}

/// The functions of these bodies in an order in which each has much of those before it.
fn neighbours(bodies: &[&[u8]]) -> Vec<usize> {
    let pieces: Vec<BTreeSet<&[u8]>> =
        bodies.iter().map(|body| body.windows(PIECE).collect()).collect();
    let mut having: HashMap<&[u8], Vec<usize>> = HashMap::new();
    for (function, pieces) in pieces.iter().enumerate() {
        pieces.iter().for_each(|piece| having.entry(piece).or_default().push(function));
    }
    having.retain(|_, functions| (2..=COMMON).contains(&functions.len()));
    // Of each function, how many pieces those have that stand near.
    let mut alike = vec![0_u32; bodies.len()];
    let mut times: HashMap<&[u8], u32> = HashMap::new();
    let (mut near, mut bytes) = (VecDeque::new(), 0);
    let mut left: BTreeSet<usize> = (0..bodies.len()).collect();
    let mut order = Vec::with_capacity(bodies.len());
    let share = |alike: &[u32], function: usize| {
        f64::from(alike[function]) / (bodies[function].len() as f64 + HEAD)
    };
    while let Some(next) = left.iter().copied().max_by(|&one, &other| {
        let by_share = share(&alike, one).total_cmp(&share(&alike, other));
        by_share.then(bodies[one].len().cmp(&bodies[other].len()))
    }) {
        left.remove(&next);
        order.push(next);
        near.push_back(next);
        bytes += bodies[next].len();
        for piece in &pieces[next] {
            let times = times.entry(piece).or_default();
            *times += 1;
            if *times == 1 {
                having.get(piece).into_iter().flatten().for_each(|&other| alike[other] += 1);
            }
        }
        while bytes > NEAR
            && let Some(far) = near.pop_front()
        {
            bytes -= bodies[far].len();
            for piece in &pieces[far] {
                let times = times.entry(piece).or_default();
                *times -= 1;
                if *times == 0 {
                    having.get(piece).into_iter().flatten().for_each(|&other| alike[other] -= 1);
                }
            }
        }
    }
    order
}

/// Puts functions into another order.
struct Functions {
    order: Vec<usize>,
    /// The new number of each, of those that are imported too.
    places: Vec<u32>,
}

impl Reencode for Functions {
    type Error = Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, ArrangeError> {
        Ok(self.places[function as usize])
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        section: FunctionSectionReader<'_>,
    ) -> Result<(), ArrangeError> {
        let kinds = section.into_iter().collect::<Result<Vec<u32>, _>>()?;
        self.order.iter().for_each(|&function| {
            functions.function(kinds[function]);
        });
        Ok(())
    }

    fn parse_code_section(
        &mut self,
        code: &mut CodeSection,
        section: CodeSectionReader<'_>,
    ) -> Result<(), ArrangeError> {
        let bodies = section.into_iter().collect::<Result<Vec<_>, _>>()?;
        for function in self.order.clone() {
            self.parse_function_body(code, bodies[function].clone())?;
        }
        Ok(())
    }
}

/// Gives low numbers to the variables that a function uses most.
struct Variables<'s> {
    survey: &'s Survey,
    /// The new number of each argument and variable of a function.
    places: Vec<u32>,
}

impl Reencode for Variables<'_> {
    type Error = Infallible;

    fn parse_code_section(
        &mut self,
        code: &mut CodeSection,
        section: CodeSectionReader<'_>,
    ) -> Result<(), ArrangeError> {
        for (body, &arguments) in section.into_iter().zip(&self.survey.arguments) {
            let body = body?;
            self.places = by_use(&body, arguments)?;
            self.parse_function_body(code, body)?;
        }
        Ok(())
    }

    fn instruction<'a>(&mut self, operator: Operator<'a>) -> Result<Instruction<'a>, ArrangeError> {
        let place = |number: u32| self.places[number as usize];
        Ok(match operator {
            Operator::LocalGet { local_index } => Instruction::LocalGet(place(local_index)),
            Operator::LocalSet { local_index } => Instruction::LocalSet(place(local_index)),
            Operator::LocalTee { local_index } => Instruction::LocalTee(place(local_index)),
            other => reencode::utils::instruction(self, other)?,
        })
    }
}

/// The new numbers of a function's arguments, which stay as they are, and of its variables:
/// of each type those first that are used most.
fn by_use(body: &FunctionBody<'_>, arguments: usize) -> Result<Vec<u32>, ArrangeError> {
    // Of each variable, where its group begins: those of one type that stand together.
    let mut groups = Vec::new();
    for group in body.get_locals_reader()? {
        let first = groups.len();
        groups.extend(std::iter::repeat_n(first, group?.0 as usize));
    }
    let mut uses = vec![0_u32; arguments + groups.len()];
    for operator in body.get_operators_reader()? {
        if let Operator::LocalGet { local_index }
        | Operator::LocalSet { local_index }
        | Operator::LocalTee { local_index } = operator?
        {
            uses[local_index as usize] += 1;
        }
    }
    let mut variables: Vec<usize> = (arguments..uses.len()).collect();
    variables.sort_by_key(|&it| (groups[it - arguments], Reverse(uses[it])));
    let mut places: Vec<u32> = (0..uses.len() as u32).collect();
    for (&variable, place) in variables.iter().zip(arguments..) {
        places[variable] = place as u32;
    }
    Ok(places)
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{ExportKind, ExportSection, Function, TypeSection};
    use wasmparser::ExternalKind;

    use super::*;

    /// A module of functions with an argument and a group of variables, the last of which is
    /// exported. The argument and the variables are numbers.
    fn module(functions: &[(u32, Vec<Instruction<'_>>)]) -> Vec<u8> {
        let (mut types, mut kinds) = (TypeSection::new(), FunctionSection::new());
        let (mut exports, mut code) = (ExportSection::new(), CodeSection::new());
        types.ty().function([wasm_encoder::ValType::I32], []);
        for (variables, body) in functions {
            kinds.function(0);
            let mut function = Function::new([(*variables, wasm_encoder::ValType::I32)]);
            body.iter().for_each(|instruction| {
                function.instruction(instruction);
            });
            code.function(function.instruction(&Instruction::End));
        }
        exports.export("last", ExportKind::Func, functions.len() as u32 - 1);
        let mut module = Module::new();
        module.section(&types).section(&kinds).section(&exports).section(&code);
        module.finish()
    }

    /// What the functions do, and the number of that which is exported.
    fn read(module: &[u8]) -> (Vec<Vec<String>>, u32) {
        wasmparser::validate(module).unwrap();
        let (mut bodies, mut exported) = (Vec::new(), None);
        for payload in Parser::new(0).parse_all(module) {
            match payload.unwrap() {
                Payload::CodeSectionEntry(body) => {
                    let operators = body.get_operators_reader().unwrap();
                    let steps = operators.into_iter().map(|it| format!("{:?}", it.unwrap()));
                    bodies.push(steps.collect());
                }
                Payload::ExportSection(exports) => {
                    let export = exports.into_iter().next().unwrap().unwrap();
                    assert_eq!(export.kind, ExternalKind::Func);
                    exported = Some(export.index);
                }
                _ => {}
            }
        }
        (bodies, exported.unwrap())
    }

    #[test]
    fn functions_stand_beside_those_that_they_are_like_and_are_called_there() {
        let like = |number: i32, calls: u32| {
            let steps = (number..number + 9)
                .flat_map(|it| [Instruction::I32Const(it * 1000), Instruction::Drop]);
            let call = [Instruction::LocalGet(0), Instruction::Call(calls)];
            (0, steps.chain(call).collect::<Vec<_>>())
        };
        let bytes = module(&[like(1, 2), like(50, 0), like(2, 1), like(49, 3)]);
        let (before, _) = read(&bytes);
        let (after, exported) = read(&arrange(&bytes).unwrap());
        let place = |of: usize| {
            let begins = |body: &&Vec<String>| body[..18] == before[of][..18];
            after.iter().position(|body| begins(&body)).unwrap()
        };
        assert_eq!(place(0).abs_diff(place(2)), 1, "{after:?}");
        assert_eq!(place(1).abs_diff(place(3)), 1, "{after:?}");
        assert_eq!(exported as usize, place(3));
        for (caller, called) in [(0, 2), (1, 0), (2, 1), (3, 3)] {
            let call = format!("Call {{ function_index: {} }}", place(called));
            assert_eq!(after[place(caller)][19], call);
        }
    }

    #[test]
    fn variables_that_are_used_most_have_the_lowest_numbers_and_arguments_stay() {
        let uses = [3, 1, 2, 3, 3, 2, 0, 1]
            .map(|number| [Instruction::LocalGet(number), Instruction::Drop]);
        let bytes = module(&[(3, uses.into_iter().flatten().collect())]);
        let (bodies, _) = read(&arrange(&bytes).unwrap());
        let numbers: Vec<&str> = bodies[0]
            .iter()
            .filter_map(|step| step.strip_prefix("LocalGet { local_index: "))
            .collect();
        assert_eq!(numbers, ["1 }", "2 }", "3 }", "1 }", "1 }", "3 }", "0 }", "2 }"]);
    }

    #[test]
    fn what_is_no_module_is_refused() {
        assert!(arrange(b"no module").is_err());
    }
}
