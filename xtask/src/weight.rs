//! What a reader has to fetch of the site, and how much it may be.
//!
//! Every build weighs its pages, compressed as a host would, and fails when one is over
//! its budget. To say what has grown it compares with a record, `www/weight.csv`, which
//! `cargo xtask weigh` writes anew.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{fs, io};

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::cut;
use crate::workspace::Workspace;

/// The most bytes that a page may ask for until its first figure answers.
pub const FIRST: usize = 169_000;

/// The most bytes of a whole page that has at most [`FIGURES`] figures.
pub const WHOLE: usize = 276_300;

/// How many figures a page may have for [`WHOLE`].
pub const FIGURES: usize = 5;

/// The most bytes that further figures may add to a page, on average.
pub const FURTHER: usize = 15_000;

/// The most bytes that a further chapter may ask for beyond what a reader of the first one has.
/// 60 kB are the aim.
pub const BEYOND: usize = 116_300;

/// The first chapter, which most readers come by.
const HOME: &str = "index.html";

/// Why a site is not good to serve.
#[derive(Debug, thiserror::Error)]
pub enum WeightError {
    /// A page is too heavy.
    #[error("{0}")]
    TooHeavy(String),
    /// A file could not be read.
    #[error("{}: {source}", path.display())]
    File {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// A page with figures, and all that it asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The name of its file.
    pub name: String,
    /// How many figures it has.
    pub figures: usize,
    /// What it asks for until its first figure answers, with its bytes.
    pub first: BTreeMap<String, usize>,
    /// What it asks for when the reader comes to its figures.
    pub later: BTreeMap<String, usize>,
    /// What it asks for only once the reader moves weights about. Few do, so no budget counts it.
    pub seldom: BTreeMap<String, usize>,
}

impl Page {
    /// The bytes until the first figure answers.
    pub fn first(&self) -> usize {
        self.first.values().sum()
    }

    /// All bytes.
    pub fn whole(&self) -> usize {
        self.first() + self.later.values().sum::<usize>()
    }

    /// The bytes of all that a reader of the page `home` does not have yet.
    pub fn beyond(&self, home: &Page) -> usize {
        let known = |file: &str| home.first.contains_key(file) || home.later.contains_key(file);
        let files = self.first.iter().chain(&self.later);
        files.filter(|(file, _)| !known(file)).map(|(_, bytes)| bytes).sum()
    }

    /// Whether it asks for too much of a reader of the page `home`, in a sentence.
    fn excess(&self, home: &Page) -> Option<String> {
        let (name, bytes) = (&self.name, self.beyond(home));
        (self.name != home.name && bytes > BEYOND).then(|| {
            format!(
                "{name} asks for {} kB beyond what {HOME} has, and {} kB are allowed.",
                kilo(bytes),
                kilo(BEYOND)
            )
        })
    }

    /// The most that they may be. What a further page has is held by what its reader lacks.
    fn allowed(&self) -> usize {
        if self.name != HOME {
            return usize::MAX;
        }
        WHOLE + FURTHER * self.figures.saturating_sub(FIGURES)
    }

    /// What is too heavy about it, with what has grown since the record was made.
    fn fault(&self, record: &BTreeMap<String, usize>) -> Option<String> {
        let limits = [
            (self.first(), FIRST, "until its first figure answers"),
            (self.whole(), self.allowed(), "with all its figures"),
        ];
        let (bytes, allowed, when) =
            limits.into_iter().find(|(bytes, allowed, _)| bytes > allowed)?;
        let name = &self.name;
        let mut sentence = format!(
            "{name} weighs {} kB {when}, and {} kB are allowed.",
            kilo(bytes),
            kilo(allowed)
        );
        let mut grown: Vec<_> = (self.first.iter().chain(&self.later))
            .map(|(file, &bytes)| (bytes, record.get(file).copied().unwrap_or_default(), file))
            .filter(|(bytes, before, _)| bytes > before)
            .collect();
        grown.sort_by_key(|(bytes, before, _)| bytes - before);
        for (bytes, before, file) in grown.iter().rev().take(3) {
            // Writing to a string cannot fail.
            let _ = write!(sentence, " {file} grew from {} to {} kB.", kilo(*before), kilo(*bytes));
        }
        Some(sentence)
    }
}

/// Weighs the pages of `site` that have figures, and compares them with their budgets.
///
/// # Errors
/// When a page is too heavy, with a sentence that says what has grown; when a file that it
/// asks for is not there.
pub fn check(workspace: &Workspace, site: &Path) -> Result<Vec<Page>, WeightError> {
    let pages = pages(site)?;
    let record = recorded(&fs::read_to_string(record(workspace)).unwrap_or_default());
    let home = pages.iter().find(|page| page.name == HOME);
    let fault = |page: &Page| page.fault(&record).or_else(|| page.excess(home?));
    match pages.iter().find_map(fault) {
        Some(sentence) => Err(WeightError::TooHeavy(sentence)),
        None => Ok(pages),
    }
}

/// Prints what the pages of the built site weigh, and makes it the record.
///
/// # Errors
/// When a file cannot be read or written.
pub fn run(workspace: &Workspace) -> Result<(), WeightError> {
    let pages = pages(&workspace.dist())?;
    let mut record = BTreeMap::new();
    let home = pages.iter().find(|page| page.name == HOME);
    for page in &pages {
        print!("{}", table(page));
        if let Some(home) = home.filter(|home| home.name != page.name) {
            let beyond = kilo(page.beyond(home));
            println!("  {:<44} {beyond:>7} kB", ["beyond ", HOME].concat());
        }
        record.extend(page.first.iter().chain(&page.later).chain(&page.seldom));
    }
    let lines: String = record.iter().map(|(file, bytes)| format!("{file},{bytes}\n")).collect();
    let path = self::record(workspace);
    fs::write(&path, lines).map_err(|source| WeightError::File { path, source })
}

/// A page's files and sums, for people.
pub fn table(page: &Page) -> String {
    let mut text = format!("\n{}, gzipped\n", page.name);
    let row = |name: &str, bytes| format!("  {name:<44} {:>7} kB\n", kilo(bytes));
    page.first.iter().for_each(|(file, &bytes)| text.push_str(&row(file, bytes)));
    text.push_str(&row("until the first figure answers", page.first()));
    page.later.iter().for_each(|(file, &bytes)| text.push_str(&row(file, bytes)));
    text.push_str(&row("with all figures", page.whole()));
    if !page.seldom.is_empty() {
        text.push_str("  and only once the reader moves weights about\n");
    }
    page.seldom.iter().for_each(|(file, &bytes)| text.push_str(&row(file, bytes)));
    text
}

/// The pages of a site that have figures.
///
/// # Errors
/// When a file cannot be read.
pub fn pages(site: &Path) -> Result<Vec<Page>, WeightError> {
    let mut names: Vec<String> = fs::read_dir(site)
        .map_err(at(site))?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.ends_with(".html"))
        .collect();
    names.sort();
    let pages = names.iter().map(|name| page(site, name));
    pages.filter_map(Result::transpose).collect()
}

fn page(site: &Path, name: &str) -> Result<Option<Page>, WeightError> {
    let html = read(site, name)?;
    let figures: Vec<&str> = between(&html, "<figure id=\"", "\"").collect();
    let Some(program) =
        between(&html, "src=\"", "/boot.js\"").last().filter(|_| !figures.is_empty())
    else {
        return Ok(None);
    };
    let head = html.split("</head>").next().unwrap_or_default();
    // A browser that runs modules does not ask for the scripts of those that do not.
    let scripts = head.split("<script nomodule").next().unwrap_or_default();
    let linked = between(head, " href=\"", "\"").chain(between(scripts, " src=\"", "\""));
    let mut first: BTreeSet<String> =
        linked.filter(|file| !file.ends_with(".html")).map(str::to_owned).collect();
    first.insert(name.to_owned());
    let parts = cut::read_loaders(&read(site, &format!("{program}/{}", cut::LOADER))?);
    let own = |figure: &&str| figure.replace('-', "_");
    let mut words = figures
        .iter()
        .flat_map(|figure| [own(figure), own(figure) + "_job"])
        .chain(["desk", "workers", "dock"].map(str::to_owned))
        .chain(html.contains("data-inset=\"").then(|| "inset".to_owned()));
    let files_of = |words: &mut dyn Iterator<Item = String>| -> BTreeSet<String> {
        let files = words.filter_map(|word| parts.get(&word)).flatten();
        files.map(|file| format!("{program}/{file}")).collect()
    };
    let mut later = files_of(&mut words);
    // The part behind the controls that the template marks so.
    let exchanges = html.contains(" exchange\"").then(|| "exchange".to_owned());
    let seldom = files_of(&mut exchanges.into_iter()).difference(&later).cloned().collect();
    later.insert(format!("{program}/worker.js"));
    // Asked for by `boot.js`, once the first figure answers.
    later.insert("words.js".to_owned());
    // Pictures of results. Those of figures are for readers whose figures do not come.
    let pictures = between(&html, "<picture class=\"result\">", "</picture>");
    let images = pictures.flat_map(|picture| between(picture, "<img src=\"", "\""));
    later.extend(images.map(str::to_owned));
    Ok(Some(Page {
        name: name.to_owned(),
        figures: figures.len(),
        first: weighed(site, first)?,
        later: weighed(site, later)?,
        seldom: weighed(site, seldom)?,
    }))
}

fn weighed(site: &Path, files: BTreeSet<String>) -> Result<BTreeMap<String, usize>, WeightError> {
    let weigh = |file: String| {
        let path = site.join(&file);
        let bytes = fs::read(&path).and_then(|content| gzipped(&content)).map_err(at(&path))?;
        Ok((lasting(&file), bytes))
    };
    files.into_iter().map(weigh).collect()
}

/// The bytes of a file as hosts send it.
fn gzipped(content: &[u8]) -> io::Result<usize> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content)?;
    Ok(encoder.finish()?.len())
}

/// The name of a file without what changes with its content.
pub fn lasting(file: &str) -> String {
    match file.split_once('/') {
        Some((folder, name)) => [folder.split('-').next().unwrap_or_default(), "/", name].concat(),
        None => file.to_owned(),
    }
}

fn record(workspace: &Workspace) -> PathBuf {
    workspace.www().join("weight.csv")
}

fn recorded(text: &str) -> BTreeMap<String, usize> {
    let line = |line: &str| {
        let (file, bytes) = line.rsplit_once(',')?;
        Some((file.to_owned(), bytes.parse().ok()?))
    };
    text.lines().filter_map(line).collect()
}

/// What stands between `start` and `end`, as often as it does.
fn between<'t>(text: &'t str, start: &'t str, end: &'t str) -> impl Iterator<Item = &'t str> {
    text.split(start).skip(1).filter_map(move |rest| Some(rest.split_once(end)?.0))
}

fn read(site: &Path, file: &str) -> Result<String, WeightError> {
    let path = site.join(file);
    fs::read_to_string(&path).map_err(at(&path))
}

/// Bytes as kilobytes, for people.
fn kilo(bytes: usize) -> String {
    format!("{:.1}", bytes as f64 / 1000.0)
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> WeightError {
    let path = path.to_path_buf();
    move |source| WeightError::File { path, source }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(first: usize, later: usize, figures: usize) -> Page {
        let file = |name: &str, bytes| BTreeMap::from([(name.to_owned(), bytes)]);
        let (first, later) = (file("program/main.wasm", first), file("program/train.wasm", later));
        let name = "index.html".to_owned();
        Page { name, figures, first, later, seldom: file("program/exchange.wasm", 1_000_000) }
    }

    #[test]
    fn a_page_over_its_budget_is_told_what_grew() {
        let record = recorded("program/main.wasm,150000\nprogram/train.wasm,100000\n");
        assert_eq!(page(FIRST, WHOLE - FIRST, FIGURES).fault(&record), None);
        let (allowed, heavy) = (kilo(FIRST), kilo(FIRST + 100));
        assert_eq!(
            page(FIRST + 100, 99_000, FIGURES).fault(&record),
            Some(format!(
                "index.html weighs {heavy} kB until its first figure answers, and {allowed} kB are \
                 allowed. program/main.wasm grew from 150.0 to {heavy} kB."
            ))
        );
        let (allowed, heavy) = (kilo(WHOLE), kilo(WHOLE + 100));
        assert_eq!(
            page(150_000, WHOLE + 100 - 150_000, FIGURES).fault(&record),
            Some(format!(
                "index.html weighs {heavy} kB with all its figures, and {allowed} kB are allowed. \
                 program/train.wasm grew from 100.0 to {} kB.",
                kilo(WHOLE + 100 - 150_000)
            ))
        );
        let most = WHOLE + FURTHER - 150_000;
        let sixth = FIGURES + 1;
        assert_eq!(page(150_000, most, sixth).fault(&record), None, "a sixth figure weighs too");
        assert!(page(150_000, most + 1, sixth).fault(&record).is_some());
    }

    #[test]
    fn a_further_chapter_is_weighed_by_what_its_reader_lacks() {
        let home = page(150_000, 90_000, 5);
        let mut further = page(150_000, 90_000, 1);
        further.name = "comparison.html".to_owned();
        assert_eq!((further.beyond(&home), further.excess(&home)), (0, None));
        further.first.insert("comparison.html".to_owned(), 20_000);
        further.later.insert("program/compare.wasm".to_owned(), BEYOND - 20_000);
        assert_eq!((further.beyond(&home), further.excess(&home)), (BEYOND, None));
        further.later.insert("program/race.wasm".to_owned(), 100);
        assert_eq!(
            further.excess(&home),
            Some(format!(
                "comparison.html asks for {} kB beyond what index.html has, and {} kB are allowed.",
                kilo(BEYOND + 100),
                kilo(BEYOND)
            ))
        );
        assert_eq!(page(150_000, 190_000, 5).excess(&home), None, "the first chapter is its own");
    }

    #[test]
    fn a_site_is_weighed_by_what_its_pages_ask_for() {
        let folder = tempfile::tempdir().unwrap();
        let site = folder.path();
        fs::create_dir_all(site.join("program-1")).unwrap();
        let write = |file: &str, text: &str| fs::write(site.join(file), text).unwrap();
        write("plain.html", "<p>No figure.");
        write(
            "index.html",
            "<head><link rel=\"next\" href=\"plain.html\"><link href=\"style.css\">\
             <script src=\"program-1/boot.js\"></script></head>\
             <figure id=\"two-tasks\"><picture class=\"first\"><img src=\"two.svg\"></picture>\
             <div class=\"control button exchange\"></div></figure>\
             <figure id=\"first\"></figure><figure class=\"results\">\
             <picture class=\"result\"><img src=\"table.svg\"></picture></figure>",
        );
        let loaders = "export const __wasm_split_load_two_tasks = part(\"a\");\n\
                       export const __wasm_split_load_exchange = part(\"a\", \"c\");\n\
                       export const __wasm_split_load_unused = part(\"b\");\n";
        write("program-1/parts.js", loaders);
        let program =
            ["boot.js", "a.wasm", "c.wasm", "worker.js"].map(|file| format!("program-1/{file}"));
        for file in program.iter().map(String::as_str).chain(["style.css", "words.js", "table.svg"])
        {
            write(file, "x");
        }
        let pages = pages(site).unwrap();
        let names = |files: &BTreeMap<String, usize>| files.keys().cloned().collect::<Vec<_>>();
        assert_eq!(pages.len(), 1);
        assert_eq!(names(&pages[0].first), ["index.html", "program/boot.js", "style.css"]);
        // The first state of a figure is for readers whose figures do not come.
        let later = ["program/a.wasm", "program/worker.js", "table.svg", "words.js"];
        assert_eq!(names(&pages[0].later), later);
        assert_eq!(names(&pages[0].seldom), ["program/c.wasm"]);
        assert_eq!(pages[0].first["style.css"], gzipped(b"x").unwrap());
        fs::remove_file(site.join("program-1/a.wasm")).unwrap();
        assert!(super::pages(site).is_err(), "what lacks is not weightless");
    }
}
