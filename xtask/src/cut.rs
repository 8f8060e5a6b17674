//! The compiled library, cut into the parts that the page loads one by one.
//!
//! `wasm_split` cuts where the library says so (`src/web/parts.rs`), what parts share is joined
//! by chapters, and what no tool strips is stripped here: names that only tools read, and
//! what the whole needed but a part does not.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use walrus::ModuleConfig;
use wasmparser::BinaryReaderError;

use crate::arrange::{ArrangeError, arrange};
use crate::decimals::{self, DecimalsError};
use crate::glue::{GlueError, glue};
use crate::join::{JoinError, join};
use crate::linked::Linked;
use crate::silence::silence;

/// The script by which the main part asks for the others.
pub const LOADER: &str = "parts.js";

/// Why the library was not cut.
#[derive(Debug, thiserror::Error)]
pub enum CutError {
    /// The module could not be cut.
    #[error("the module could not be cut into parts: {0}")]
    Parts(String),
    /// The module could not be read.
    #[error("the module cannot be read: {0}")]
    Read(#[from] BinaryReaderError),
    /// A part could not be arranged.
    #[error(transparent)]
    Arrange(#[from] ArrangeError),
    /// A part writes numbers in a way of its own.
    #[error(transparent)]
    Decimals(#[from] DecimalsError),
    /// What parts share could not be joined.
    #[error(transparent)]
    Join(#[from] JoinError),
    /// The main part got no glue.
    #[error(transparent)]
    Glue(#[from] GlueError),
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
    let mut whole = Linked::read(fs::read(module).map_err(at(module))?)?;
    decimals::lend(&mut whole)?;
    silence(&mut whole)?;
    let main = into.join("main.wasm");
    let parts = split(&whole.finish(), &main, into)?;
    glue(&main, into, LOADER)?;
    fs::remove_file(&main).map_err(at(&main))?;
    let files: BTreeSet<&String> = parts.values().flatten().collect();
    files.into_iter().try_for_each(|file| strip(&into.join(file)))?;
    gather(parts, into, asks)
}

/// The most bytes of a piece that everybody may have: some constants without a function.
const SMALL: u64 = 256;

/// A chapter: its place in reading order, and its name.
type Chapter = (usize, &'static str);

/// Joins the modules that parts share, of which there is one for every set of parts that needs
/// the same: into one file for every set of chapters that asks for the same, and one of all that
/// the first chapter asks for, which most readers have.
///
/// As files of their own they would be a hundred requests; and who reads one chapter shall not
/// fetch what only others need.
fn gather(parts: Parts, into: &Path, asks: Asks<'_>) -> Result<Parts, CutError> {
    let is_own = |part: &str, file: &str| file == format!("split_{part}.wasm");
    let mut asking: BTreeMap<&str, BTreeSet<Chapter>> = BTreeMap::new();
    for (part, files) in &parts {
        for file in files.iter().filter(|file| !is_own(part, file)) {
            asking.entry(file).or_default().insert(asks(part));
        }
    }
    let home = asking.values().flatten().min().copied();
    for (file, chapters) in &mut asking {
        let path = into.join(file);
        let is_small = fs::metadata(&path).map_err(at(&path))?.len() <= SMALL;
        if let Some(home) = home.filter(|home| is_small || chapters.contains(home)) {
            *chapters = BTreeSet::from([home]);
        }
    }
    for chapters in asking.values().collect::<BTreeSet<_>>() {
        let files = asking.iter().filter(|(_, asking)| *asking == chapters).map(|(file, _)| file);
        let paths: Vec<PathBuf> = files.map(|file| into.join(file)).collect();
        let read = |path: &PathBuf| fs::read(path).map_err(at(path));
        let modules = paths.iter().map(read).collect::<Result<Vec<_>, _>>()?;
        let joined = into.join(shared(chapters));
        fs::write(&joined, join(&modules)?).map_err(at(&joined))?;
        strip(&joined)?;
        paths.iter().try_for_each(|path| fs::remove_file(path).map_err(at(path)))?;
    }
    let files = |(part, files): (&String, &Vec<String>)| {
        let named = |file: &String| asking.get(&**file).map_or_else(|| file.clone(), shared);
        let files: BTreeSet<String> = files.iter().map(named).collect();
        (part.clone(), files.into_iter().collect())
    };
    Ok(parts.iter().map(files).collect())
}

/// The file with what parts of these `chapters` share.
fn shared(chapters: &BTreeSet<Chapter>) -> String {
    let names: Vec<String> = chapters.iter().map(|chapter| chapter.1.replace('-', "_")).collect();
    format!("shared_{}.wasm", names.join("_and_"))
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
    let files = |stems: Vec<String>| stems.iter().map(|stem| format!("{stem}.wasm")).collect();
    Ok(made.prefetch_map.into_iter().map(|(name, stems)| (name, files(stems))).collect())
}

/// Takes from a part what only tools read, and what the whole needed but it does not.
fn strip(part: &Path) -> Result<(), CutError> {
    let fault = |error| CutError::Parts(format!("{error:#}"));
    let bytes = fs::read(part).map_err(at(part))?;
    let mut config = ModuleConfig::new();
    config.generate_name_section(false).generate_producers_section(false);
    let mut module = config.parse(&bytes).map_err(fault)?;
    decimals::check(&module)?;
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
    fs::write(part, arrange(&module.emit_wasm())?).map_err(at(part))
}

fn at(path: &Path) -> impl FnOnce(std::io::Error) -> CutError {
    let path = path.to_path_buf();
    move |source| CutError::File { path, source }
}

#[cfg(test)]
mod tests {
    use walrus::Module;

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
    fn what_parts_share_is_in_a_file_of_the_chapters_that_ask_for_it() {
        let folder = tempfile::tempdir().unwrap();
        let into = folder.path();
        let write = |name: &str, module: Vec<u8>| {
            fs::write(into.join(name).with_extension("wasm"), module).unwrap();
        };
        for name in ["chunk_1", "chunk_2", "chunk_3", "chunk_4"] {
            write(name, importing());
        }
        for name in ["chunk_5", "split_a", "split_b", "split_c"] {
            write(name, Module::default().emit_wasm());
        }
        let names = |names: &[&str]| names.iter().map(|name| format!("{name}.wasm")).collect();
        let parts = Parts::from([
            ("a".to_owned(), names(&["chunk_1", "split_a"])),
            ("b".to_owned(), names(&["chunk_1", "chunk_2", "chunk_3", "chunk_4", "split_b"])),
            ("c".to_owned(), names(&["chunk_3", "chunk_5", "split_c"])),
        ]);
        let asks = |part: &str| match part {
            "a" => (0, "index"),
            "b" => (1, "first-order"),
            _ => (5, "model-agnostic"),
        };
        let gathered = gather(parts, into, &asks).unwrap();
        let (own, both) = ("shared_first_order", "shared_first_order_and_model_agnostic");
        let expected = Parts::from([
            ("a".to_owned(), names(&["shared_index", "split_a"])),
            ("b".to_owned(), names(&[own, both, "shared_index", "split_b"])),
            // What is hardly anything is with what everybody has.
            ("c".to_owned(), names(&[both, "shared_index", "split_c"])),
        ]);
        assert_eq!(gathered, expected);
        let left = fs::read_dir(into).unwrap().flatten();
        let mut left: Vec<_> = left.map(|file| file.file_name().into_string().unwrap()).collect();
        left.sort();
        let all: Vec<String> = names(&[own, both, "shared_index", "split_a", "split_b", "split_c"]);
        assert_eq!(left, all);
    }

    /// A module that only has data, and more than [`SMALL`].
    fn importing() -> Vec<u8> {
        let mut module = Module::default();
        let (memory, _) = module.add_import_memory("main", "memory", false, false, 1, None, None);
        let offset = walrus::ConstExpr::Value(walrus::ir::Value::I32(0));
        module.data.add(walrus::DataKind::Active { memory, offset }, vec![1; SMALL as usize]);
        module.emit_wasm()
    }
}
