//! Has the program write numbers as JavaScript does, which is there already.
//!
//! The standard library's own way would be a fifteenth of what the page begins with. The
//! library that we ship goes without it (`src/number/decimal.rs`), but what it stands on does
//! not: plotters-canvas displays the opacity of each colour. So where the standard library
//! displays an `f64`, ours does that, with the same result.

use walrus::ir::Unreachable;
use walrus::{FunctionBuilder, FunctionId, FunctionKind, Module, TypeId};

/// In the names of functions that write the digits of a number.
const DIGITS: &str = "float_to_decimal";

/// Why the program cannot do without the standard library's digits.
#[derive(Debug, thiserror::Error)]
pub enum DecimalsError {
    /// There is nothing to put in its place.
    #[error("nothing of ours displays an `f64` (see `number::decimal::Decimal`)")]
    NoneOfOurs,
    /// A number is written in a way that ours does not know.
    #[error(
        "`{0}` writes a number. Use `number::decimal` instead; and where something should never \
         fail, ask `is_ok()` rather than `expect`, which would write the error"
    )]
    Other(String),
}

/// Lends the main part of the program our way to display an `f64`.
///
/// # Errors
/// When it has none of ours, or writes numbers in yet another way.
pub fn lend(module: &mut Module) -> Result<(), DecimalsError> {
    let of_floats = |name: &str| name.starts_with("<f64 as ") || name.starts_with("<f32 as ");
    let is_display = |name: &str| name.contains("fmt::Display>::fmt");
    let other = named(module, |name| {
        of_floats(name)
            && name.contains("::fmt::")
            && !(name.starts_with("<f64") && is_display(name))
    });
    if let Some((_, _, name)) = other {
        return Err(DecimalsError::Other(name));
    }
    let theirs = named(module, |name| of_floats(name) && is_display(name));
    let ours = named(module, |name| {
        name.starts_with("<maml_live::number::decimal::Decimal as ") && is_display(name)
    });
    let Some((theirs, kind, _)) = theirs else { return Ok(()) };
    let Some((ours, ..)) = ours.filter(|(_, other, _)| *other == kind) else {
        return Err(DecimalsError::NoneOfOurs);
    };
    pass_on(module, theirs, kind, ours);
    // They are in the table, as one of them was chosen by a number.
    while let Some((digits, kind, _)) = named(module, |name| name.contains(DIGITS)) {
        forget(module, digits, kind);
    }
    Ok(())
}

/// Looks whether another part of the program calls what [`lend`] has taken out.
///
/// # Errors
/// When it does.
pub fn check(part: &Module) -> Result<(), DecimalsError> {
    match named(part, |name| name.contains(DIGITS)) {
        Some((_, _, name)) => Err(DecimalsError::Other(name)),
        None => Ok(()),
    }
}

/// The function whose name is as it should be.
fn named(module: &Module, is_it: impl Fn(&str) -> bool) -> Option<(FunctionId, TypeId, String)> {
    let name = |function: &walrus::Function| function.name.clone().filter(|name| is_it(name));
    module.funcs.iter().find_map(|it| Some((it.id(), it.ty(), name(it)?)))
}

/// Has a function do what another of the same type does.
fn pass_on(module: &mut Module, from: FunctionId, kind: TypeId, to: FunctionId) {
    let kind = module.types.get(kind);
    let (takes, gives) = (kind.params().to_vec(), kind.results().to_vec());
    let arguments: Vec<_> = takes.iter().map(|&kind| module.locals.add(kind)).collect();
    let mut builder = FunctionBuilder::new(&mut module.types, &takes, &gives);
    let mut body = builder.func_body();
    for &argument in &arguments {
        body.local_get(argument);
    }
    body.call(to);
    let body = builder.local_func(arguments);
    module.funcs.get_mut(from).kind = FunctionKind::Local(body);
}

/// Takes out what a function does that nobody calls any more, and its name.
fn forget(module: &mut Module, function: FunctionId, kind: TypeId) {
    let kind = module.types.get(kind);
    let (takes, gives) = (kind.params().to_vec(), kind.results().to_vec());
    let arguments: Vec<_> = takes.iter().map(|&kind| module.locals.add(kind)).collect();
    let mut builder = FunctionBuilder::new(&mut module.types, &takes, &gives);
    builder.func_body().instr(Unreachable {});
    let body = builder.local_func(arguments);
    let function = module.funcs.get_mut(function);
    (function.kind, function.name) = (FunctionKind::Local(body), None);
}

#[cfg(test)]
mod tests {
    use walrus::ValType::I32;
    use walrus::ir::Instr;

    use super::*;

    const THEIRS: &str = "<f64 as core[0]::fmt::Display>::fmt";
    const OURS: &str = "<maml_live::number::decimal::Decimal as core::fmt::Display>::fmt::h0";

    fn module(names: &[&str]) -> Module {
        let mut module = Module::default();
        for name in names {
            let mut builder = FunctionBuilder::new(&mut module.types, &[I32, I32], &[I32]);
            builder.name((*name).to_owned()).func_body().i32_const(0);
            let arguments = vec![module.locals.add(I32), module.locals.add(I32)];
            builder.finish(arguments, &mut module.funcs);
        }
        module
    }

    #[test]
    fn their_way_gives_way_to_ours() {
        let mut module = module(&[THEIRS, "core::fmt::float_to_decimal_common::<f64>", OURS]);
        let find = |module: &Module, name: &str| module.funcs.by_name(name);
        let (theirs, ours) = (find(&module, THEIRS).unwrap(), find(&module, OURS).unwrap());
        lend(&mut module).unwrap();
        let body = module.funcs.get(theirs).kind.unwrap_local();
        let instrs = &body.block(body.entry_block()).instrs;
        assert!(matches!(&instrs[2].0, Instr::Call(call) if call.func == ours));
        assert!(check(&module).is_ok(), "nothing writes digits any more");
    }

    #[test]
    fn there_must_be_ours_and_no_third_way() {
        assert!(lend(&mut module(&["other"])).is_ok(), "nothing is written at all");
        assert!(matches!(lend(&mut module(&[THEIRS])), Err(DecimalsError::NoneOfOurs)));
        let third = "<f64 as core[0]::fmt::LowerExp>::fmt";
        let found = lend(&mut module(&[THEIRS, OURS, third]));
        assert!(matches!(found, Err(DecimalsError::Other(name)) if name == third));
        assert!(check(&module(&["float_to_decimal_common_exact"])).is_err());
    }
}
