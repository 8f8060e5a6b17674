//! The JavaScript between the main part of the program and the browser, as short as it can be.
//!
//! wasm-bindgen makes it. What it leaves in it for people and for hosts that we do not have is
//! taken out, and what it calls by long names, so that they cannot clash, gets short ones.

use std::fs;
use std::path::{Path, PathBuf};

use walrus::Module;
use wasm_bindgen_cli_support::Bindgen;

use crate::arrange::arrange;
use crate::decimals;

/// The name of the main part and its glue.
const NAME: &str = "maml_live";

/// Why there is no glue.
#[derive(Debug, thiserror::Error)]
pub enum GlueError {
    /// The module was refused.
    #[error("no JavaScript glue: {0}")]
    Refused(String),
    /// A file could not be written.
    #[error("{}: {source}", path.display())]
    File {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

/// Makes the glue of the main part, which asks for the others by the script `loader`, and writes
/// both into `into`.
pub fn glue(main: &Path, into: &Path, loader: &str) -> Result<(), GlueError> {
    let fault = |error| GlueError::Refused(format!("{error:#}"));
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(main)
        .out_name(NAME)
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        // The other parts find each other's functions in the table.
        .keep_lld_exports(true)
        // The glue shall know where the module lies: `init()` is called without arguments.
        .omit_default_module_path(false);
    let mut made = bindgen.web(true).and_then(Bindgen::generate_output).map_err(fault)?;
    let script = tightened(&without_warnings(&without_remarks(made.js())));
    let script = importing_once(&script, loader);
    decimals::check(made.wasm_mut()).map_err(|reason| GlueError::Refused(reason.to_string()))?;
    forget(made.wasm_mut(), &script);
    let script = shorten_functions(shorten(made.wasm_mut(), script)?);
    let script = shorten_exports(made.wasm_mut(), &script);
    let paths = [format!("{NAME}_bg.wasm"), format!("{NAME}.js")].map(|name| into.join(name));
    let write = |path: &PathBuf, content: &[u8]| {
        fs::write(path, content).map_err(|source| GlueError::File { path: path.clone(), source })
    };
    let module = arrange(&made.wasm_mut().emit_wasm())
        .map_err(|error| GlueError::Refused(error.to_string()))?;
    write(&paths[0], &module)?;
    write(&paths[1], script.as_bytes())
}

/// A script without the lines that only warn: of ways to call it that we do not use, and of
/// a host that does not know what wasm is, for which it has another way.
fn without_warnings(script: &str) -> String {
    let lines = script.lines().filter(|line| !line.starts_with("console.warn("));
    lines.collect::<Vec<_>>().join("\n")
}

/// A script without the blanks between words and signs, in lines that quote nothing.
fn tightened(script: &str) -> String {
    const PAIRS: [(&str, &str); 7] = [
        (", ", ","),
        (" = ", "="),
        (" === ", "==="),
        (") {", "){"),
        (" + ", "+"),
        (" ? ", "?"),
        ("if (", "if("),
    ];
    let quotes = |line: &str| line.contains(['\'', '"', '`', '/']);
    let tight = |line: &str| PAIRS.iter().fold(line.to_owned(), |line, (a, b)| line.replace(a, b));
    let lines = script.lines().map(|line| if quotes(line) { line.to_owned() } else { tight(line) });
    lines.collect::<Vec<_>>().join("\n")
}

/// A script that imports `other` once, and not once for each function of it.
fn importing_once(script: &str, other: &str) -> String {
    let link = format!("\"./{other}\"");
    let mut seen = [false; 2];
    let is_first = |line: &&str| {
        let imports = line.starts_with("import ") && line.contains(&link);
        let lends = line.starts_with(&link);
        match [imports, lends].iter().position(|is_it| *is_it) {
            Some(place) => !std::mem::replace(&mut seen[place], true),
            None => true,
        }
    };
    script.lines().filter(is_first).collect::<Vec<_>>().join("\n")
}

/// Takes out of the module what only tools read, and what js-sys exports for tasks that we do
/// not have, and `script` does not call.
fn forget(module: &mut Module, script: &str) {
    const TASKS: &str = "__wbg_jspi_task_poll";
    if !script.contains(TASKS) {
        // It may not be there.
        let _ = module.exports.remove(TASKS);
    }
    let remarks: Vec<_> = module.customs.iter().map(|(id, _)| id).collect();
    for remark in remarks {
        module.customs.delete(remark);
    }
    walrus::passes::gc::run(module);
}

/// What the module calls its glue.
const GLUE: &str = "g";

/// Gives short names to what the module imports from its glue, a `script` of lines without
/// blanks before them: the names are a tenth of both. Returns the script with the same.
fn shorten(module: &mut Module, script: String) -> Result<String, GlueError> {
    let glue = format!("./{NAME}_bg.js");
    let mut script = script.replace(&format!("\"{glue}\": "), &format!("\"{GLUE}\": "));
    for (number, import) in module.imports.iter_mut().filter(|it| it.module == glue).enumerate() {
        let short = format!("i{number}");
        let (long, key) = (format!("\n{}: ", import.name), format!("\n{short}: "));
        if script.matches(&long).count() != 1 {
            return Err(GlueError::Refused(format!("`{}` is not in it once", import.name)));
        }
        script = script.replacen(&long, &key, 1);
        (import.module, import.name) = (GLUE.to_owned(), short);
    }
    Ok(script)
}

/// The script with short names for the functions that it keeps to itself.
fn shorten_functions(script: String) -> String {
    let declared = script.lines().filter_map(|line| {
        let function = line.strip_prefix("async ").unwrap_or(line).strip_prefix("function ")?;
        Some(function.split_once('(')?.0.to_owned())
    });
    let exports = script.lines().rfind(|line| line.starts_with("export {")).unwrap_or_default();
    let exported: Vec<String> = words(exports).map(str::to_owned).collect();
    let declared: Vec<String> = declared.filter(|name| !exported.contains(name)).collect();
    // The module exports functions of the same names.
    with_words(&script, |before, word| {
        let place = declared.iter().position(|name| name == word)?;
        (!before.ends_with('.')).then(|| format!("f{place}"))
    })
}

/// Gives short names to the functions of closures that the module exports to its glue.
fn shorten_exports(module: &mut Module, script: &str) -> String {
    let mut long = Vec::new();
    for export in module.exports.iter_mut().filter(|it| it.name.starts_with("wasm_bindgen__")) {
        let short = format!("e{}", long.len());
        long.push(std::mem::replace(&mut export.name, short));
    }
    with_words(script, |before, word| {
        let place = long.iter().position(|name| name == word)?;
        before.ends_with("wasm.").then(|| format!("e{place}"))
    })
}

/// A script in which `other` may put another word in the place of any, given what stands
/// before it and the word.
fn with_words(script: &str, other: impl Fn(&str, &str) -> Option<String>) -> String {
    let mut out = String::with_capacity(script.len());
    for piece in script.split_inclusive(|c: char| !is_of_word(c)) {
        let word = piece.trim_end_matches(|c: char| !is_of_word(c));
        match other(&out, word) {
            Some(short) => out.extend([&*short, &piece[word.len()..]]),
            None => out.push_str(piece),
        }
    }
    out
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !is_of_word(c)).filter(|word| !word.is_empty())
}

fn is_of_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '$'
}

/// A script without what only people read: lines of comments, and blanks at their ends.
pub fn without_remarks(script: &str) -> String {
    let is_code = |line: &&str| {
        let remark = ["//", "/*", "* ", "*/"].iter().any(|start| line.starts_with(start));
        !line.is_empty() && !remark && *line != "*"
    };
    let lines: Vec<&str> = script.lines().map(str::trim).filter(is_code).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_people_read_is_stripped_from_a_script() {
        let script = "/**\n * Says so.\n */\nexport function f() {\n    // Why.\n\n    return 2 *\n    3;\n}\n";
        assert_eq!(without_remarks(script), "export function f() {\nreturn 2 *\n3;\n}");
    }

    #[test]
    fn the_parts_are_imported_once() {
        let script = "import * as import1 from \"./parts.js\"\nimport * as import2 from \
                      \"./parts.js\"\nimport a from \"./other.js\"\nreturn {\n\"g\": import0,\n\
                      \"./parts.js\": import1,\n\"./parts.js\": import2,\n};";
        let once = "import * as import1 from \"./parts.js\"\nimport a from \"./other.js\"\n\
                    return {\n\"g\": import0,\n\"./parts.js\": import1,\n};";
        assert_eq!(importing_once(script, "parts.js"), once);
    }

    #[test]
    fn only_functions_of_its_own_are_renamed_in_a_script() {
        let script = "function getMemory0() {\nreturn wasm.getMemory0;\n}\n\
                      function initSync(module) {\nreturn getMemory0(module);\n}\n\
                      export { initSync, init as default };";
        let shortened = "function f0() {\nreturn wasm.getMemory0;\n}\n\
                         function initSync(module) {\nreturn f0(module);\n}\n\
                         export { initSync, init as default };";
        assert_eq!(shorten_functions(script.to_owned()), shortened);
    }

    #[test]
    fn blanks_within_quotes_stay() {
        let script = "const a = b + c;\nif (a === 1) {\nf(\"x, y = z\", a + b);\n}";
        let tight = "const a=b+c;\nif(a===1){\nf(\"x, y = z\", a + b);\n}";
        assert_eq!(tightened(script), tight);
    }

    #[test]
    fn what_the_module_exports_for_closures_has_short_names_on_both_sides() {
        let mut module = Module::default();
        let kind = module.types.add(&[], &[]);
        let (function, _) = module.add_import_func("a", "b", kind);
        module.exports.add("wasm_bindgen__invoke__h0123_9", function);
        module.exports.add("start", function);
        let script = "wasm.wasm_bindgen__invoke__h0123_9(0); wasm.start();";
        assert_eq!(shorten_exports(&mut module, script), "wasm.e0(0); wasm.start();");
        let names: Vec<&str> = module.exports.iter().map(|export| &*export.name).collect();
        assert_eq!(names, ["e0", "start"]);
    }

    #[test]
    fn what_the_glue_lends_has_short_names_on_both_sides() {
        let fresh = || {
            let mut module = Module::default();
            let kind = module.types.add(&[], &[]);
            module.add_import_func("./maml_live_bg.js", "__wbg_now_0123456789abcdef", kind);
            module.add_import_func("./parts.js", "__wasm_split_load_train", kind);
            module
        };
        let mut module = fresh();
        let script = "const import0 = {\n__proto__: null,\n__wbg_now_0123456789abcdef: f,\n};\n\
                      \"./maml_live_bg.js\": import0,";
        let shortened = shorten(&mut module, script.to_owned()).unwrap();
        let expected = "const import0 = {\n__proto__: null,\ni0: f,\n};\n\"g\": import0,";
        assert_eq!(shortened, expected);
        let modules: Vec<&str> = module.imports.iter().map(|import| &*import.module).collect();
        assert_eq!(modules, ["g", "./parts.js"]);
        let names: Vec<&str> = module.imports.iter().map(|import| &*import.name).collect();
        assert_eq!(names, ["i0", "__wasm_split_load_train"]);
        assert!(shorten(&mut fresh(), String::new()).is_err(), "a script without the name");
    }
}
