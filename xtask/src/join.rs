//! Joins modules that several parts of the program share into one.
//!
//! `wasm_split` makes a module of whatever one set of parts shares: a hundred of them, many of
//! a single function. Between modules it knows only the table of functions, so a call from
//! one to another goes through a *bridge*, a function that passes its arguments on to the one
//! that stands in a place of the table. Within the joined module such a call is a call.

use std::collections::BTreeMap;

use wasm_encoder::reencode::{self, Reencode};
use wasm_encoder::{
    CodeSection, DataSection, ElementSection, FunctionSection, ImportSection, Module, TypeSection,
};
use wasmparser::{
    BinaryReaderError, ConstExpr, DataKind, ElementItems, ElementKind, FunctionBody, Operator,
    Parser, Payload, TypeRef,
};

/// Why modules could not be joined.
#[derive(Debug, thiserror::Error)]
pub enum JoinError {
    /// One of them cannot be read.
    #[error(transparent)]
    Read(#[from] BinaryReaderError),
    /// One of them cannot be written as a piece of another.
    #[error(transparent)]
    Write(#[from] reencode::Error),
    /// One of them has what cannot be joined.
    #[error("a piece of the program has {0}, which cannot be joined with others")]
    Unknown(&'static str),
}

/// The place of a function in the table that all modules have in common.
type Slot = i32;

/// The module that has all that `modules` have, and does what they do one after the other.
///
/// # Errors
/// When one has what is not expected of it: a function that it imports, or exports.
pub fn join(modules: &[Vec<u8>]) -> Result<Vec<u8>, JoinError> {
    let surveys = modules.iter().map(|module| Survey::of(module));
    let surveys = surveys.collect::<Result<Vec<_>, _>>()?;
    let mut joined = Joined::default();
    // Where each function that stands in the table, or the first bridge to it, comes to be.
    let (mut standing, mut bridged) = (BTreeMap::new(), BTreeMap::new());
    let mut functions = 0;
    for survey in &surveys {
        standing.extend(survey.slots.iter().map(|(&slot, &own)| (slot, functions + own)));
        for (&own, &slot) in &survey.bridges {
            bridged.entry(slot).or_insert(functions + own);
        }
        functions += survey.functions;
    }
    let mut before = 0;
    for (module, survey) in modules.iter().zip(&surveys) {
        let place = |own| {
            let target = survey.bridges.get(&own).and_then(|slot| standing.get(slot));
            let same = || survey.bridges.get(&own).and_then(|slot| bridged.get(slot));
            target.or_else(same).copied().unwrap_or(before + own)
        };
        joined.calls = (0..survey.functions).map(place).collect();
        joined.append(module)?;
        before += survey.functions;
    }
    Ok(joined.finish())
}

/// What must be known of a module before it is joined with others.
#[derive(Default)]
struct Survey {
    /// How many functions it has, whose bodies were read.
    functions: u32,
    /// The types of all its functions.
    types: Vec<u32>,
    /// Where the table has which of them.
    slots: BTreeMap<Slot, u32>,
    /// Those that only pass on what they are called with, and where to.
    bridges: BTreeMap<u32, Slot>,
}

impl Survey {
    fn of(module: &[u8]) -> Result<Self, JoinError> {
        let mut survey = Self::default();
        for payload in Parser::new(0).parse_all(module) {
            match payload? {
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        if let TypeRef::Func(_) = import?.ty {
                            return Err(JoinError::Unknown("a function from elsewhere"));
                        }
                    }
                }
                Payload::ElementSection(elements) => {
                    for element in elements {
                        let element = element?;
                        let ElementKind::Active { offset_expr, .. } = element.kind else {
                            return Err(JoinError::Unknown("a table of its own"));
                        };
                        let ElementItems::Functions(functions) = element.items else {
                            return Err(JoinError::Unknown("expressions in its table"));
                        };
                        let first = constant(&offset_expr)?;
                        for (slot, function) in (first..).zip(functions) {
                            survey.slots.insert(slot, function?);
                        }
                    }
                }
                Payload::FunctionSection(functions) => {
                    survey.types = functions.into_iter().collect::<Result<_, _>>()?;
                }
                Payload::CodeSectionEntry(body) => {
                    let own = survey.types.get(survey.functions as usize).copied();
                    let slot = bridge(&body, own)?;
                    survey.bridges.extend(slot.map(|slot| (survey.functions, slot)));
                    survey.functions += 1;
                }
                Payload::GlobalSection(_) => return Err(JoinError::Unknown("variables")),
                Payload::MemorySection(_) => return Err(JoinError::Unknown("memory")),
                Payload::TableSection(_) => return Err(JoinError::Unknown("a table")),
                Payload::ExportSection(_) => return Err(JoinError::Unknown("exports")),
                Payload::StartSection { .. } => return Err(JoinError::Unknown("a beginning")),
                _ => {}
            }
        }
        Ok(survey)
    }
}

/// The number that a constant expression is.
fn constant(expression: &ConstExpr<'_>) -> Result<i32, JoinError> {
    match expression.get_operators_reader().read()? {
        Operator::I32Const { value } => Ok(value),
        _ => Err(JoinError::Unknown("a place that is not known")),
    }
}

/// The place in the table to which a function of type `own` passes on its arguments, all of
/// them and in order, if that is all it does.
fn bridge(body: &FunctionBody<'_>, own: Option<u32>) -> Result<Option<Slot>, JoinError> {
    let mut operators = body.get_operators_reader()?;
    let mut next = 0;
    loop {
        match operators.read()? {
            Operator::LocalGet { local_index } if local_index == next => next += 1,
            Operator::I32Const { value } => {
                // One of the same type, which takes all that it has.
                let Operator::CallIndirect { type_index, .. } = operators.read()? else {
                    return Ok(None);
                };
                let ends = own == Some(type_index) && matches!(operators.read()?, Operator::End);
                return Ok((ends && operators.eof()).then_some(value));
            }
            _ => return Ok(None),
        }
    }
}

/// The module that comes to be.
#[derive(Default)]
struct Joined {
    types: TypeSection,
    imports: ImportSection,
    /// The names of what is imported: one global, the table, the memory, each as number 0.
    imported: Vec<String>,
    functions: FunctionSection,
    elements: ElementSection,
    code: CodeSection,
    data: DataSection,
    /// The types that earlier modules brought.
    types_before: u32,
    /// What is to be called for each function of the module that is being appended.
    calls: Vec<u32>,
}

impl Joined {
    fn append(&mut self, module: &[u8]) -> Result<(), JoinError> {
        for payload in Parser::new(0).parse_all(module) {
            match payload? {
                Payload::TypeSection(section) => {
                    let mut types = std::mem::take(&mut self.types);
                    self.parse_type_section(&mut types, section)?;
                    self.types = types;
                }
                Payload::ImportSection(section) => {
                    for import in section.into_imports() {
                        let import = import?;
                        if !self.imported.iter().any(|name| name == import.name) {
                            self.imported.push(import.name.to_owned());
                            let kind = self.entity_type(import.ty)?;
                            self.imports.import(import.module, import.name, kind);
                        }
                    }
                }
                Payload::FunctionSection(section) => {
                    let mut functions = std::mem::take(&mut self.functions);
                    self.parse_function_section(&mut functions, section)?;
                    self.functions = functions;
                }
                Payload::ElementSection(section) => {
                    let mut elements = std::mem::take(&mut self.elements);
                    self.parse_element_section(&mut elements, section)?;
                    self.elements = elements;
                }
                Payload::CodeSectionEntry(body) => {
                    let mut code = std::mem::take(&mut self.code);
                    self.parse_function_body(&mut code, body)?;
                    self.code = code;
                }
                Payload::DataSection(section) => {
                    for piece in section {
                        let piece = piece?;
                        if let DataKind::Passive = piece.kind {
                            return Err(JoinError::Unknown("data without a place"));
                        }
                        let mut data = std::mem::take(&mut self.data);
                        self.parse_data(&mut data, piece)?;
                        self.data = data;
                    }
                }
                _ => {}
            }
        }
        self.types_before = self.types.len();
        Ok(())
    }

    fn finish(self) -> Vec<u8> {
        let mut module = Module::new();
        module.section(&self.types).section(&self.imports).section(&self.functions);
        module.section(&self.elements).section(&self.code).section(&self.data);
        module.finish()
    }
}

impl Reencode for Joined {
    type Error = std::convert::Infallible;

    fn type_index(&mut self, own: u32) -> Result<u32, reencode::Error> {
        Ok(self.types_before + own)
    }

    fn function_index(&mut self, own: u32) -> Result<u32, reencode::Error> {
        Ok(self.calls[own as usize])
    }
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{
        ConstExpr, Elements, EntityType, Function, MemoryType, RefType, TableType, ValType,
    };

    use super::*;

    /// A module with a function of a number in `slot`, which does what `body` says, and a bridge
    /// to `other`.
    fn module(slot: i32, other: i32, body: impl Fn(&mut Function)) -> Vec<u8> {
        let (mut types, mut imports) = (TypeSection::new(), ImportSection::new());
        let (mut functions, mut elements) = (FunctionSection::new(), ElementSection::new());
        let (mut code, mut data) = (CodeSection::new(), DataSection::new());
        types.ty().function([ValType::I32], [ValType::I32]);
        let table = TableType {
            element_type: RefType::FUNCREF,
            table64: false,
            minimum: 1,
            maximum: None,
            shared: false,
        };
        let memory = MemoryType {
            minimum: 1,
            maximum: None,
            memory64: false,
            shared: false,
            page_size_log2: None,
        };
        imports.import("main", "table", EntityType::Table(table));
        imports.import("main", "memory", EntityType::Memory(memory));
        functions.function(0).function(0);
        let place = ConstExpr::i32_const(slot);
        elements.active(None, &place, Elements::Functions([0].as_slice().into()));
        let mut own = Function::new([]);
        body(&mut own);
        own.instructions().end();
        code.function(&own).function(&bridge_to(other));
        data.active(0, &ConstExpr::i32_const(slot), [slot as u8]);
        let mut module = Module::new();
        module.section(&types).section(&imports).section(&functions);
        module.section(&elements).section(&code).section(&data);
        module.finish()
    }

    fn bridge_to(slot: i32) -> Function {
        let mut function = Function::new([]);
        function.instructions().local_get(0).i32_const(slot).call_indirect(0, 0).end();
        function
    }

    fn calls(module: &[u8]) -> Vec<u32> {
        let mut calls = Vec::new();
        for payload in Parser::new(0).parse_all(module) {
            if let Payload::CodeSectionEntry(body) = payload.unwrap() {
                for operator in body.get_operators_reader().unwrap() {
                    if let Operator::Call { function_index } = operator.unwrap() {
                        calls.push(function_index);
                    }
                }
            }
        }
        calls
    }

    #[test]
    fn calls_from_piece_to_piece_need_no_bridge() {
        let asks = |function: &mut Function| {
            function.instructions().local_get(0).call(1);
        };
        let knows = |function: &mut Function| {
            function.instructions().local_get(0);
        };
        // The first asks the second, the second is its own; the third asks one that is elsewhere,
        // and so does the fourth.
        let pieces =
            [module(1, 2, asks), module(2, 9, knows), module(3, 8, asks), module(4, 8, asks)];
        let joined = join(&pieces).unwrap();
        wasmparser::validate(&joined).unwrap();
        assert_eq!(calls(&joined), [2, 5, 5]);
        let survey = Survey::of(&joined).unwrap();
        assert_eq!(survey.slots, BTreeMap::from([(1, 0), (2, 2), (3, 4), (4, 6)]));
    }

    #[test]
    fn a_bridge_does_nothing_else() {
        let close = |function: &mut Function| {
            function.instructions().local_get(0).i32_const(5).call_indirect(0, 0).i32_eqz();
        };
        let survey = Survey::of(&module(1, 2, close)).unwrap();
        assert_eq!(survey.bridges, BTreeMap::from([(1, 2)]));
    }

    #[test]
    fn what_cannot_be_joined_is_refused() {
        let (mut types, mut imports) = (TypeSection::new(), ImportSection::new());
        types.ty().function([], []);
        imports.import("main", "f", EntityType::Function(0));
        let mut module = Module::new();
        module.section(&types).section(&imports);
        assert!(matches!(join(&[module.finish()]), Err(JoinError::Unknown(_))));
        assert!(join(&[b"no module".to_vec()]).is_err());
    }
}
