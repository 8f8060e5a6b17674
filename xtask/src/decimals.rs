//! Has the program write numbers as JavaScript does, which is there already.
//!
//! The standard library's own way would be a fifteenth of what the page begins with. The
//! library that we ship goes without it (`src/number/decimal.rs`), but what it stands on does
//! not: plotters-canvas displays the opacity of each colour. So where the standard library
//! displays an `f64`, ours does that, with the same result.

use rustc_demangle::demangle;
use walrus::Module;

use crate::linked::{Function, Linked};

/// In the names of functions that write the digits of a number.
const DIGITS: &str = "float_to_decimal";

/// Why the program cannot do without the standard library's digits.
#[derive(Debug, thiserror::Error)]
pub enum DecimalsError {
    /// What displays an `f64` has no room for a call.
    #[error("what displays an `f64` is too short to pass it on to ours")]
    NoRoom,
    /// A number is written in a way that ours does not know.
    #[error(
        "`{0}` writes a number. Use `number::decimal` instead; and where something should never \
         fail, ask `is_ok()` rather than `expect`, which would write the error"
    )]
    Other(String),
}

/// Lends the program our way to display an `f64`, if it has one.
///
/// # Errors
/// When there is no room for it.
pub fn lend(module: &mut Linked) -> Result<(), DecimalsError> {
    let named = |is_it: fn(&str) -> bool| -> Option<Function> {
        module.named(|name| is_it(&demangle(name).to_string()))
    };
    let theirs = named(|name| name.starts_with("<f64 as ") && is_display(name));
    let ours = named(|name| {
        name.starts_with("<maml_live::number::decimal::Decimal as ") && is_display(name)
    });
    let (Some(theirs), Some(ours)) = (theirs, ours) else { return Ok(()) };
    // What is displayed, and what it is written to.
    if module.pass_on(theirs, ours, 2) { Ok(()) } else { Err(DecimalsError::NoRoom) }
}

/// Looks whether a part of the program writes numbers in another way.
///
/// # Errors
/// When it does.
pub fn check(part: &Module) -> Result<(), DecimalsError> {
    let name = |function: &walrus::Function| {
        let name = demangle(function.name.as_deref()?).to_string();
        writes(&name).then_some(name)
    };
    match part.funcs.iter().find_map(name) {
        Some(name) => Err(DecimalsError::Other(name)),
        None => Ok(()),
    }
}

fn is_display(name: &str) -> bool {
    name.contains("fmt::Display>::fmt")
}

/// Whether a function of this name writes a number as ours does not.
fn writes(name: &str) -> bool {
    let of_floats = name.starts_with("<f64 as ") || name.starts_with("<f32 as ");
    let lent = name.starts_with("<f64 as ") && is_display(name);
    name.contains(DIGITS) || of_floats && name.contains("::fmt::") && !lent
}

#[cfg(test)]
mod tests {
    use wasm_encoder::Instruction;

    use super::*;
    use crate::linked::tests::{linked, steps};

    const THEIRS: &str = "<f64 as core[0]::fmt::Display>::fmt";
    const OURS: &str = "<maml_live::number::decimal::Decimal as core::fmt::Display>::fmt::h0";
    const DOES: &[Instruction<'static>] = &[const { Instruction::I32Const(1 << 30) }; 4];

    #[test]
    fn their_way_gives_way_to_ours() {
        let mut module = linked(&[(THEIRS, DOES), ("other", DOES), (OURS, DOES)]);
        lend(&mut module).unwrap();
        assert_eq!(steps(&module, 0)[2], "Call { function_index: 2 }");
        assert_eq!(steps(&module, 1), steps(&module, 2), "others stay");
    }

    #[test]
    fn nothing_is_lent_without_ours_or_room() {
        assert!(lend(&mut linked(&[("other", DOES)])).is_ok(), "nothing is written at all");
        let mut module = linked(&[(THEIRS, DOES)]);
        lend(&mut module).unwrap();
        assert_eq!(steps(&module, 0).len(), 5, "as it was");
        let mut module = linked(&[(THEIRS, &DOES[..1]), (OURS, DOES)]);
        assert!(matches!(lend(&mut module), Err(DecimalsError::NoRoom)));
    }

    #[test]
    fn there_must_be_no_third_way() {
        let part = |name: &str| {
            let mut part = Module::default();
            let kind = part.types.add(&[], &[]);
            let (function, _) = part.add_import_func("a", "b", kind);
            part.funcs.get_mut(function).name = Some(name.to_owned());
            check(&part)
        };
        assert!(part(THEIRS).is_ok() && part(OURS).is_ok() && part("other").is_ok());
        for name in ["<f64 as core[0]::fmt::LowerExp>::fmt", "float_to_decimal_common_exact"] {
            assert!(matches!(part(name), Err(DecimalsError::Other(found)) if found == name));
        }
        let mangled = "_RNvXs7_NtNtCsgXGp5Oqx2Ny_4core3fmt5floatdNtB7_5Debug3fmt";
        assert!(part(mangled).is_err());
    }
}
