//! The compiled library, cut into the parts that the page loads one by one, and the
//! JavaScript between it and the browser.
//!
//! `wasm_split` cuts where the library says so (`src/web/parts.rs`), wasm-bindgen makes the
//! glue of the main part, and what neither of them strips is stripped here: names that only
//! tools read, and the hashes by which wasm-bindgen tells imports apart.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use walrus::{Module, ModuleConfig};
use wasm_bindgen_cli_support::Bindgen;

use crate::join::{JoinError, join};

/// The name of the main part and its glue.
const NAME: &str = "maml_live";

/// The script by which the main part asks for the others.
pub const LOADER: &str = "parts.js";

/// Why the library was not cut.
#[derive(Debug, thiserror::Error)]
pub enum CutError {
    /// The module could not be cut.
    #[error("the module could not be cut into parts: {0}")]
    Parts(String),
    /// What parts share could not be joined.
    #[error(transparent)]
    Join(#[from] JoinError),
    /// wasm-bindgen refused the module.
    #[error("no JavaScript glue: {0}")]
    Glue(String),
    /// A file could not be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

/// The files of every part but the main one, by its name in `src/web/parts.rs`: those with what
/// it shares with others, and its own.
pub type Parts = BTreeMap<String, Vec<String>>;

/// Which chapter asks for a part: its place in reading order, and its name. What belongs to no
/// chapter alone is the first one's.
pub type Asks<'a> = &'a dyn Fn(&str) -> (usize, &'static str);

/// Cuts `module` and writes into `into`: `maml_live.js`, `maml_live_bg.wasm`, and the files
/// of the other parts, of which a chapter `asks` for some.
///
/// # Errors
/// When one of the tools refuses the module, or a file cannot be written.
pub fn cut(module: &Path, into: &Path, asks: Asks<'_>) -> Result<Parts, CutError> {
    let whole = fs::read(module).map_err(at(module))?;
    let main = into.join("main.wasm");
    let parts = split(&whole, &main, into)?;
    glue(&main, into)?;
    fs::remove_file(&main).map_err(at(&main))?;
    gather(parts, into, asks)
}

/// Joins the modules that parts share, of which there is one for every set of parts that needs
/// the same: into one file for each chapter, with what none before it asks for.
///
/// As files of their own they would be a hundred requests; and who reads one chapter shall not
/// fetch what only others need.
fn gather(parts: Parts, into: &Path, asks: Asks<'_>) -> Result<Parts, CutError> {
    let is_own = |part: &str, file: &str| file == format!("split_{part}.wasm");
    let mut first: BTreeMap<&str, (usize, &'static str)> = BTreeMap::new();
    for (part, files) in &parts {
        let asking = asks(part);
        for file in files.iter().filter(|file| !is_own(part, file)) {
            let first = first.entry(file).or_insert(asking);
            *first = asking.min(*first);
        }
    }
    let chapters: BTreeSet<_> = first.values().copied().collect();
    for chapter in chapters {
        let files = first.iter().filter(|(_, first)| **first == chapter).map(|(file, _)| file);
        let paths: Vec<PathBuf> = files.map(|file| into.join(file)).collect();
        let read = |path: &PathBuf| fs::read(path).map_err(at(path));
        let modules = paths.iter().map(read).collect::<Result<Vec<_>, _>>()?;
        let joined = into.join(shared(chapter.1));
        fs::write(&joined, join(&modules)?).map_err(at(&joined))?;
        strip(&joined)?;
        paths.iter().try_for_each(|path| fs::remove_file(path).map_err(at(path)))?;
    }
    let files = |(part, files): (&String, &Vec<String>)| {
        let named =
            |file: &String| first.get(&**file).map_or_else(|| file.clone(), |it| shared(it.1));
        let files: BTreeSet<String> = files.iter().map(named).collect();
        (part.clone(), files.into_iter().collect())
    };
    Ok(parts.iter().map(files).collect())
}

/// The file with what parts share since `chapter`.
fn shared(chapter: &str) -> String {
    format!("shared_{}.wasm", chapter.replace('-', "_"))
}

/// The lines that add `parts` to the script [`LOADER`].
pub fn loaders(parts: &Parts) -> String {
    let quoted = |file: &String| format!("\"{}\"", file.trim_end_matches(".wasm"));
    let line = |(name, files): (&String, &Vec<String>)| {
        let files = files.iter().map(quoted).collect::<Vec<_>>().join(", ");
        format!("export const __wasm_split_load_{name} = part({files});\n")
    };
    parts.iter().map(line).collect()
}

/// Reads from the script [`LOADER`] what [`loaders`] added to it.
pub fn read_loaders(script: &str) -> Parts {
    let line = |line: &str| {
        let (name, files) =
            line.strip_prefix("export const __wasm_split_load_")?.split_once(" = ")?;
        let files = files.strip_prefix("part(")?.strip_suffix(");")?;
        let file = |file: &str| format!("{}.wasm", file.trim_matches('"'));
        Some((name.to_owned(), files.split(", ").map(file).collect()))
    };
    script.lines().filter_map(line).collect()
}

/// Cuts the `whole`: its main part into `main`, the others into the folder `into`.
fn split(whole: &[u8], main: &Path, into: &Path) -> Result<Parts, CutError> {
    let link = format!("./{LOADER}");
    let mut options = wasm_split_cli_support::Options::new(whole);
    options.output_dir = into;
    options.main_out_path = main;
    options.link_name = &link;
    let made = wasm_split_cli_support::transform(options);
    let made = made.map_err(|error| CutError::Parts(format!("{error:#}")))?;
    // The tool's own script wants a server that knows what wasm is; ours takes its place.
    let script = into.join(LOADER);
    fs::remove_file(&script).map_err(at(&script))?;
    made.split_modules.iter().try_for_each(|part| strip(part))?;
    let files = |stems: Vec<String>| stems.iter().map(|stem| format!("{stem}.wasm")).collect();
    Ok(made.prefetch_map.into_iter().map(|(name, stems)| (name, files(stems))).collect())
}

/// Makes the glue of the main part.
fn glue(main: &Path, into: &Path) -> Result<(), CutError> {
    let fault = |error| CutError::Glue(format!("{error:#}"));
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
    forget(made.wasm_mut(), &script);
    let script = shorten_functions(shorten(made.wasm_mut(), script)?);
    let script = shorten_exports(made.wasm_mut(), &script);
    let paths = [format!("{NAME}_bg.wasm"), format!("{NAME}.js")].map(|name| into.join(name));
    fs::write(&paths[0], made.wasm_mut().emit_wasm()).map_err(at(&paths[0]))?;
    fs::write(&paths[1], script).map_err(at(&paths[1]))
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

/// Takes out of the module what js-sys exports for tasks that we do not have, and `script`
/// does not call.
fn forget(module: &mut Module, script: &str) {
    const TASKS: &str = "__wbg_jspi_task_poll";
    if !script.contains(TASKS) && module.exports.remove(TASKS).is_ok() {
        walrus::passes::gc::run(module);
    }
}

/// Gives short names to what the module imports from its glue, a `script` of lines without
/// blanks before them: the names are a tenth of both. Returns the script with the same.
fn shorten(module: &mut Module, script: String) -> Result<String, CutError> {
    let glue = format!("./{NAME}_bg.js");
    let mut script = script;
    for (number, import) in module.imports.iter_mut().filter(|it| it.module == glue).enumerate() {
        let short = format!("i{number}");
        let (long, key) = (format!("\n{}: ", import.name), format!("\n{short}: "));
        if script.matches(&long).count() != 1 {
            return Err(CutError::Glue(format!("`{}` is not in it once", import.name)));
        }
        script = script.replacen(&long, &key, 1);
        import.name = short;
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

/// Takes from a part what only tools read, and what the whole needed but it does not.
fn strip(part: &Path) -> Result<(), CutError> {
    let fault = |error| CutError::Parts(format!("{error:#}"));
    let bytes = fs::read(part).map_err(at(part))?;
    let mut config = ModuleConfig::new();
    config.generate_name_section(false).generate_producers_section(false);
    let mut module = config.parse(&bytes).map_err(fault)?;
    let remarks: Vec<_> = module.customs.iter().map(|(id, _)| id).collect();
    for remark in remarks {
        module.customs.delete(remark);
    }
    let nothing = module.data.iter().filter(|data| data.value.is_empty());
    let nothing: Vec<_> = nothing.map(walrus::Data::id).collect();
    for data in nothing {
        for memory in module.memories.iter_mut() {
            memory.data_segments.remove(&data);
        }
        module.data.delete(data);
    }
    walrus::passes::gc::run(&mut module);
    fs::write(part, module.emit_wasm()).map_err(at(part))
}

fn at(path: &Path) -> impl FnOnce(std::io::Error) -> CutError {
    let path = path.to_path_buf();
    move |source| CutError::File { path, source }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_says_which_parts_there_are() {
        let parts = Parts::from([
            ("desk".to_owned(), vec!["split_desk.wasm".to_owned()]),
            (
                "train".to_owned(),
                vec!["shared_index.wasm".to_owned(), "split_train.wasm".to_owned()],
            ),
        ]);
        let script = ["const part = 1;\n", &loaders(&parts)].concat();
        let last = "load_train = part(\"shared_index\", \"split_train\");\n";
        assert!(script.ends_with(last), "{script}");
        assert_eq!(read_loaders(&script), parts);
    }

    #[test]
    fn what_parts_share_is_in_the_file_of_the_first_chapter_that_asks_for_it() {
        let into = std::env::temp_dir().join(format!("maml-live-gather-{}", std::process::id()));
        fs::create_dir_all(&into).unwrap();
        let files = ["chunk_1", "chunk_2", "chunk_3", "split_a", "split_b", "split_c"];
        for file in files {
            fs::write(into.join(file).with_extension("wasm"), Module::default().emit_wasm())
                .unwrap();
        }
        let names = |names: &[&str]| names.iter().map(|name| format!("{name}.wasm")).collect();
        let parts = Parts::from([
            ("a".to_owned(), names(&["chunk_1", "split_a"])),
            ("b".to_owned(), names(&["chunk_1", "chunk_2", "chunk_3", "split_b"])),
            ("c".to_owned(), names(&["split_c"])),
        ]);
        let asks = |part: &str| if part == "b" { (1, "first-order") } else { (0, "index") };
        let gathered = gather(parts, &into, &asks).unwrap();
        let expected = Parts::from([
            ("a".to_owned(), names(&["shared_index", "split_a"])),
            ("b".to_owned(), names(&["shared_first_order", "shared_index", "split_b"])),
            ("c".to_owned(), names(&["split_c"])),
        ]);
        assert_eq!(gathered, expected);
        let left = fs::read_dir(&into).unwrap().flatten();
        let mut left: Vec<_> = left.map(|file| file.file_name()).collect();
        left.sort();
        let all = ["shared_first_order", "shared_index", "split_a", "split_b", "split_c"];
        assert_eq!(
            left,
            all.map(|file| format!("{file}.wasm")).map(Into::into).to_vec()
                as Vec<std::ffi::OsString>
        );
    }

    #[test]
    fn only_what_people_read_is_stripped_from_a_script() {
        let script = "/**\n * Says so.\n */\nexport function f() {\n    // Why.\n\n    return 2 *\n    3;\n}\n";
        assert_eq!(without_remarks(script), "export function f() {\nreturn 2 *\n3;\n}");
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
        let mut module = Module::default();
        let kind = module.types.add(&[], &[]);
        module.add_import_func("./maml_live_bg.js", "__wbg_now_0123456789abcdef", kind);
        module.add_import_func("./parts.js", "__wasm_split_load_train", kind);
        let script = "const import0 = {\n__proto__: null,\n__wbg_now_0123456789abcdef: f,\n};";
        let shortened = shorten(&mut module, script.to_owned()).unwrap();
        assert_eq!(shortened, "const import0 = {\n__proto__: null,\ni0: f,\n};");
        let names: Vec<&str> = module.imports.iter().map(|import| &*import.name).collect();
        assert_eq!(names, ["i0", "__wasm_split_load_train"]);
        assert!(shorten(&mut module, String::new()).is_err(), "a script without the name");
    }
}
