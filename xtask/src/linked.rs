//! A module as the linker leaves it, with its *relocations*: where in it is the number of what.
//!
//! By them `wasm_split` knows what reaches what. So what is overwritten here, with the
//! relocations in it, reaches nothing any more, and goes with all that nothing else reaches:
//! functions, texts, tables. A tool that does not know of relocations could only take out the
//! functions.

use std::collections::HashMap;
use std::ops::Range;

use wasm_encoder::Encode as _;
use wasmparser::{
    BinaryReader, BinaryReaderError, KnownCustom, Linking, Name, Operator, Parser, Payload,
    RelocAddendKind, RelocationEntry, RelocationType, SymbolInfo, TypeRef,
};

/// An instruction that traps.
const TRAP: u8 = 0x00;

/// An instruction that does nothing. Those who read a module leave it out.
const NOTHING: u8 = 0x01;

/// One that puts an argument on the stack.
const GET: u8 = 0x20;

/// One that calls a function.
const CALL: u8 = 0x10;

/// The number of a function, of those that are imported and then those that are there.
pub type Function = u32;

/// An instruction, and its place among the bytes.
pub type Instruction<'m> = (Operator<'m>, Range<usize>);

/// A linked module.
pub struct Linked {
    bytes: Vec<u8>,
    /// How many functions are imported.
    imported: u32,
    /// The bodies of the others.
    bodies: Vec<Range<usize>>,
    names: HashMap<Function, String>,
    /// The symbol that stands for a function.
    symbols: HashMap<Function, u32>,
    /// Where the code begins, from which relocations count.
    code: usize,
    /// The section with them, with its head; none in a module without code.
    section: Option<Range<usize>>,
    /// The number of the section of the code.
    code_section: u32,
    relocations: Vec<RelocationEntry>,
    /// Where all of them were overwritten, and what was put there.
    overwritten: Vec<(Range<usize>, Option<RelocationEntry>)>,
}

impl Linked {
    /// Reads a module.
    ///
    /// # Errors
    /// When it is none.
    pub fn read(bytes: Vec<u8>) -> Result<Self, BinaryReaderError> {
        let mut linked = Self {
            bytes: Vec::new(),
            imported: 0,
            bodies: Vec::new(),
            names: HashMap::new(),
            symbols: HashMap::new(),
            code: 0,
            section: None,
            code_section: 0,
            relocations: Vec::new(),
            overwritten: Vec::new(),
        };
        let mut before = 0;
        for payload in Parser::new(0).parse_all(&bytes) {
            let payload = payload?;
            linked.learn(&payload, before)?;
            if let Some((_, range)) = payload.as_section() {
                before = range.end as usize;
            }
        }
        linked.bytes = bytes;
        Ok(linked)
    }

    fn learn(&mut self, payload: &Payload<'_>, before: usize) -> Result<(), BinaryReaderError> {
        match payload {
            Payload::ImportSection(imports) => {
                for import in imports.clone().into_imports() {
                    self.imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            }
            Payload::CodeSectionStart { range, .. } => self.code = range.start as usize,
            Payload::CodeSectionEntry(body) => {
                let range = body.range();
                self.bodies.push(range.start as usize..range.end as usize);
            }
            Payload::CustomSection(custom) => match custom.as_known() {
                KnownCustom::Name(names) => {
                    for names in names {
                        let Name::Function(names) = names? else { continue };
                        for name in names {
                            let name = name?;
                            self.names.insert(name.index, name.name.to_owned());
                        }
                    }
                }
                KnownCustom::Linking(linking) => {
                    for section in linking.subsections() {
                        let Linking::SymbolTable(symbols) = section? else { continue };
                        for (symbol, number) in symbols.into_iter().zip(0..) {
                            if let SymbolInfo::Func { index, .. } = symbol? {
                                self.symbols.entry(index).or_insert(number);
                            }
                        }
                    }
                }
                KnownCustom::Reloc(relocations) if custom.name() == "reloc.CODE" => {
                    self.section = Some(before..custom.range().end as usize);
                    self.code_section = relocations.section_index();
                    self.relocations =
                        relocations.entries().into_iter().collect::<Result<_, _>>()?;
                }
                _ => {}
            },
            _ => {}
        }
        Ok(())
    }

    /// The functions that are not imported.
    pub fn functions(&self) -> Range<Function> {
        self.imported..self.imported + self.bodies.len() as u32
    }

    /// What a function is called, as the compiler says it.
    pub fn name(&self, function: Function) -> &str {
        self.names.get(&function).map(String::as_str).unwrap_or_default()
    }

    /// The first function with such a name.
    pub fn named(&self, is_it: impl Fn(&str) -> bool) -> Option<Function> {
        self.functions().find(|&function| is_it(self.name(function)))
    }

    /// The instructions of a function, each with its place.
    ///
    /// # Errors
    /// When they are none.
    pub fn instructions(
        &self,
        function: Function,
    ) -> Result<Vec<Instruction<'_>>, BinaryReaderError> {
        let body = self.body(function);
        let reader = BinaryReader::new(&self.bytes[body.clone()], body.start as u64);
        let mut operators = wasmparser::FunctionBody::new(reader).get_operators_reader()?;
        let mut found = Vec::new();
        while !operators.eof() {
            let (operator, start) = operators.read_with_offset()?;
            found.push((operator, start as usize..operators.original_position() as usize));
        }
        Ok(found)
    }

    /// Overwrites instructions with a trap.
    pub fn trap(&mut self, place: Range<usize>) {
        self.bytes[place.clone()].fill(NOTHING);
        self.bytes[place.start] = TRAP;
        self.overwritten.push((place, None));
    }

    /// Has a function call another of the same type with its `arguments`, and give what that
    /// gives. Whether there was room for it.
    pub fn pass_on(&mut self, from: Function, to: Function, arguments: u8) -> bool {
        let body = self.body(from);
        // No variables.
        let mut code = vec![0];
        (0..arguments).for_each(|argument| code.extend([GET, argument]));
        code.push(CALL);
        let place = body.start + code.len();
        // A number that is relocated has five bytes.
        code.extend((0..5).map(|byte| (to >> (7 * byte)) as u8 & 0x7f | 0x80));
        code.last_mut().into_iter().for_each(|last| *last &= 0x7f);
        let Some(&index) = self.symbols.get(&to).filter(|_| code.len() < body.len()) else {
            return false;
        };
        self.bytes[body.start..body.end - 1].fill(NOTHING);
        self.bytes[body.start..][..code.len()].copy_from_slice(&code);
        let (ty, offset) = (RelocationType::FunctionIndexLeb, (place - self.code) as u32);
        let call = RelocationEntry { ty, offset, index, addend: 0 };
        self.overwritten.push((body, Some(call)));
        true
    }

    /// The module as it has become.
    pub fn finish(self) -> Vec<u8> {
        let relocations = self.left();
        let Some(section) = self.section else { return self.bytes };
        let mut content = Vec::new();
        "reloc.CODE".encode(&mut content);
        self.code_section.encode(&mut content);
        (relocations.len() as u32).encode(&mut content);
        for relocation in relocations {
            content.push(relocation.ty as u8);
            relocation.offset.encode(&mut content);
            relocation.index.encode(&mut content);
            if relocation.ty.addend_kind() != RelocAddendKind::None {
                relocation.addend.encode(&mut content);
            }
        }
        let mut bytes = self.bytes[..section.start].to_vec();
        bytes.push(0);
        (content.len() as u32).encode(&mut bytes);
        bytes.extend(content);
        bytes.extend(&self.bytes[section.end..]);
        bytes
    }

    fn body(&self, function: Function) -> Range<usize> {
        self.bodies[(function - self.imported) as usize].clone()
    }

    /// The relocations of what was not overwritten, and of what was put in its place.
    fn left(&self) -> Vec<RelocationEntry> {
        let at = |place: usize| (place - self.code) as u32;
        let mut gone: Vec<Range<u32>> = Vec::new();
        let mut places: Vec<&Range<usize>> = self.overwritten.iter().map(|it| &it.0).collect();
        places.sort_unstable_by_key(|place| place.start);
        for place in places {
            match gone.last_mut().filter(|last| at(place.start) <= last.end) {
                Some(last) => last.end = last.end.max(at(place.end)),
                None => gone.push(at(place.start)..at(place.end)),
            }
        }
        let is_left = |relocation: &&RelocationEntry| {
            let next = gone.partition_point(|place| place.end <= relocation.offset);
            gone.get(next).is_none_or(|place| relocation.offset < place.start)
        };
        let mut left: Vec<_> = self.relocations.iter().filter(is_left).copied().collect();
        left.extend(self.overwritten.iter().filter_map(|(_, call)| *call));
        left.sort_by_key(|relocation| relocation.offset);
        left
    }
}

#[cfg(test)]
pub mod tests {
    use wasm_encoder::{
        CodeSection, CustomSection, ExportKind, ExportSection, FunctionSection, GlobalSection,
        GlobalType, Instruction, MemorySection, MemoryType, Module, NameMap, NameSection,
        TypeSection, ValType,
    };

    use super::*;

    /// A linked module of functions that take two numbers, give one, and have a third, with a
    /// relocation for each call. The first is exported.
    pub fn linked(functions: &[(&str, &[Instruction<'_>])]) -> Linked {
        let (mut types, mut kinds) = (TypeSection::new(), FunctionSection::new());
        let (mut code, mut names) = (CodeSection::new(), NameMap::new());
        types.ty().function([ValType::I32; 2], [ValType::I32]);
        for ((name, body), number) in functions.iter().zip(0..) {
            kinds.function(0);
            names.append(number, name);
            let mut function = wasm_encoder::Function::new([(1, ValType::I32)]);
            body.iter().for_each(|instruction| {
                function.instruction(instruction);
            });
            code.function(function.instruction(&Instruction::End));
        }
        let (mut globals, mut exports) = (GlobalSection::new(), ExportSection::new());
        let kind = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
        globals.global(kind, &wasm_encoder::ConstExpr::i32_const(1024));
        exports.export("first", ExportKind::Func, 0);
        let mut memories = MemorySection::new();
        let (maximum, page_size_log2) = (None, None);
        let (memory64, shared) = (false, false);
        memories.memory(MemoryType { minimum: 1, maximum, memory64, shared, page_size_log2 });
        let mut named = NameSection::new();
        named.functions(&names);
        let mut module = Module::new();
        module.section(&types).section(&kinds).section(&memories).section(&globals);
        module.section(&exports).section(&code).section(&symbols(functions.len() as u32));
        let bare = Linked::read(module.clone().finish()).unwrap();
        let mut relocations = vec![4];
        let calls = calls(&bare);
        (calls.len() as u32).encode(&mut relocations);
        for (place, called) in calls {
            relocations.push(RelocationType::FunctionIndexLeb as u8);
            ((place - bare.code) as u32).encode(&mut relocations);
            called.encode(&mut relocations);
        }
        let data = relocations.into();
        module.section(&CustomSection { name: "reloc.CODE".into(), data }).section(&named);
        Linked::read(module.finish()).unwrap()
    }

    /// A symbol for each of so many functions.
    fn symbols(functions: u32) -> CustomSection<'static> {
        let mut table = Vec::new();
        functions.encode(&mut table);
        for function in 0..functions {
            // A function without flags.
            table.extend([0, 0]);
            function.encode(&mut table);
            "f".encode(&mut table);
        }
        // The version, and what the table is.
        let mut data = vec![2, 8];
        (table.len() as u32).encode(&mut data);
        data.extend(table);
        CustomSection { name: "linking".into(), data: data.into() }
    }

    /// Where each call has the number of what it calls, and that.
    fn calls(linked: &Linked) -> Vec<(usize, Function)> {
        let code = linked.functions().flat_map(|it| linked.instructions(it).unwrap());
        code.filter_map(|(operator, place)| match operator {
            Operator::Call { function_index } => Some((place.start + 1, function_index)),
            _ => None,
        })
        .collect()
    }

    /// What a function does, without what does nothing.
    pub fn steps(linked: &Linked, function: Function) -> Vec<String> {
        let code = linked.instructions(function).unwrap();
        let steps = code.iter().filter(|(operator, _)| !matches!(operator, Operator::Nop));
        steps.map(|(operator, _)| format!("{operator:?}")).collect()
    }

    const TWO: &[(&str, &[Instruction<'static>])] = &[
        ("one", &[Instruction::Call(1), Instruction::Unreachable, Instruction::Call(1)]),
        ("other", &[Instruction::Call(0), Instruction::Call(1), Instruction::Call(1)]),
    ];

    #[test]
    fn what_is_left_alone_stays_as_it_was() {
        let linked = linked(TWO);
        assert_eq!((linked.functions(), linked.name(1)), (0..2, "other"));
        assert_eq!(linked.named(|name| name == "other"), Some(1));
        assert_eq!(linked.relocations.len(), 5);
        let bytes = linked.bytes.clone();
        assert_eq!(linked.finish(), bytes);
    }

    #[test]
    fn what_is_overwritten_reaches_nothing() {
        let mut linked = linked(TWO);
        let code = linked.instructions(1).unwrap();
        let places = [code[1].1.clone(), code[0].1.start..code[2].1.start];
        let last = code[2].1.start + 1;
        places.into_iter().for_each(|place| linked.trap(place));
        assert_eq!(steps(&linked, 1), ["Unreachable", "Call { function_index: 1 }", "End"]);
        let linked = Linked::read(linked.finish()).unwrap();
        let left: Vec<u32> = linked.relocations.iter().map(|it| it.offset).collect();
        let [first, second] = [linked.bodies[0].start, linked.bodies[0].end];
        assert_eq!(left.len(), 3, "two in the first, and the last");
        assert!(left[..2].iter().all(|&it| (first..second).contains(&(it as usize + linked.code))));
        assert_eq!(left[2] as usize + linked.code, last);
    }

    #[test]
    fn a_function_passes_on_what_it_is_called_with() {
        let room = &[const { Instruction::I32Const(1 << 30) }; 4];
        let mut linked = linked(&[("from", room), ("to", &[Instruction::Unreachable])]);
        assert!(!linked.pass_on(1, 0, 2), "there is no room");
        assert!(linked.pass_on(0, 1, 2));
        let expected = [
            "LocalGet { local_index: 0 }",
            "LocalGet { local_index: 1 }",
            "Call { function_index: 1 }",
            "End",
        ];
        assert_eq!(steps(&linked, 0), expected);
        let bytes = linked.finish();
        wasmparser::validate(&bytes).unwrap();
        let linked = Linked::read(bytes).unwrap();
        let [call] = linked.relocations[..] else { panic!("one call") };
        assert_eq!((call.ty, call.index), (RelocationType::FunctionIndexLeb, 1));
        assert_eq!(call.offset as usize + linked.code, calls(&linked)[0].0);
    }
}
