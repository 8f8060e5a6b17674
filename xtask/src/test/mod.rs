//! `cargo xtask test`: everything that must pass, from one command.
//!
//! Each stage has a name and a time. A stage that fails does not stop the others,
//! except that there is nothing to test in browsers when the site was not built.
//! What a stage lacks is fetched, saying so; what could not be tested is said once more at
//! the end.

mod stage;
mod tools;

use std::process::Command;
use std::time::Instant;

use crate::browsers::{Browser, VARIABLE};
use crate::build::BuildError;
use crate::workspace::Workspace;
use crate::{build, dependencies, tidy, wasm};
use stage::{Outcome, Program, Stage, Tally, cargo};
pub use tools::ToolError;

/// Why the tests did not pass.
#[derive(Debug, thiserror::Error)]
pub enum TestError {
    /// Something that the tests need is not there and could not be fetched.
    #[error(transparent)]
    Tool(#[from] ToolError),
    /// Some stages failed; they have said how.
    #[error("failed: {0}")]
    Failed(String),
}

/// Which browsers the page is tested in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Browsers {
    /// Chromium alone.
    Chromium,
    /// Chromium, and every other browser that this machine can get.
    All,
}

/// What came of a stage, or why there was none.
type Report = Result<(&'static str, Outcome), String>;

/// Runs everything, in `browsers`.
pub fn run(workspace: &Workspace, browsers: Browsers) -> Result<(), TestError> {
    let start = Instant::now();
    tools::ensure_components()?;
    tools::ensure_browser(Browser::Chromium)?;
    let stages = rust_stages().into_iter();
    let mut reports: Vec<Report> = stages.map(|stage| Ok(stage.run(workspace))).collect();
    reports.push(advisories(workspace));
    reports.push(python_listings(workspace));
    let site = Stage::check("the site", build_site).run(workspace);
    let built = site.1.passed();
    reports.push(Ok(site));
    if built {
        for browser in Browser::ALL {
            match browsers {
                Browsers::Chromium if browser != Browser::Chromium => {}
                _ => reports.push(in_browser(browser, workspace)),
            }
        }
    }
    conclude(&reports, start)
}

/// Takes pictures of the built page. A program of the browser tests does it, so that
/// nobody who only builds the page compiles what speaks to browsers.
pub fn screenshots(workspace: &Workspace, arguments: &[String]) -> Result<(), TestError> {
    tools::ensure_browser(Browser::Chromium)?;
    let program =
        ["run", "--quiet", "--package", "browser-tests", "--example", "screenshots", "--"];
    let status = Command::new(wasm::cargo())
        .args(program)
        .args(arguments)
        .current_dir(workspace.root())
        .status();
    match status {
        Ok(status) if status.success() => Ok(()),
        _ => Err(TestError::Failed("screenshots".to_owned())),
    }
}

/// The stages that need no browser.
fn rust_stages() -> Vec<Stage> {
    let native = ["--workspace", "--exclude", "browser-tests"];
    let warnings = ["--", "-D", "warnings"];
    let wasm = ["clippy", "--quiet", "--package", "maml-live", "--lib", "--target", wasm::TARGET];
    let alone = [
        "clippy",
        "--quiet",
        "--package",
        "maml-live",
        "--lib",
        "--examples",
        "--no-default-features",
    ];
    vec![
        Stage::command("formatting", cargo(["fmt", "--all", "--check"])),
        Stage::check("tidiness", tidy::run),
        Stage::check("licences and sources", dependencies::check),
        Stage::command(
            "lints",
            cargo(["clippy", "--quiet", "--workspace", "--all-targets"]).with(warnings),
        ),
        Stage::command("lints for wasm", cargo(wasm).with(warnings)),
        Stage::command("lints of the mathematics alone", cargo(alone).with(warnings)),
        Stage::command(
            "tests",
            cargo(["test", "--no-fail-fast", "--lib", "--bins", "--tests"]).with(native),
        ),
        Stage::command("examples in the documentation", cargo(["test", "--doc"]).with(native)),
        Stage::command("documentation", documentation()),
    ]
}

fn documentation() -> Program {
    let arguments = ["doc", "--quiet", "--workspace", "--no-deps", "--document-private-items"];
    cargo(arguments).environment("RUSTDOCFLAGS", "-D warnings")
}

fn build_site(workspace: &Workspace) -> Result<(), BuildError> {
    build::build(workspace, &workspace.dist())
}

/// What is known to be wrong with our dependencies; nothing where nobody can be asked.
fn advisories(workspace: &Workspace) -> Report {
    let database = dependencies::fetch_advisories(workspace);
    let database = database.map_err(|why| untested(&format!("security advisories: {why}")))?;
    let check = move |workspace: &Workspace| dependencies::check_advisories(workspace, &database);
    Ok(Stage::check("security advisories", check).run(workspace))
}

/// The listings in Python, which most readers will look at first; nothing where Python
/// has no JAX.
fn python_listings(workspace: &Workspace) -> Report {
    let Some(python) = tools::python_with_jax(workspace) else {
        return Err(untested("the listings in Python. `pip install jax` and they are"));
    };
    let program = Program::new(python).with(["tests/listings.py"]);
    Ok(Stage::command("the listings in Python", program).run(workspace))
}

/// The page's tests in one browser; nothing if this machine cannot get a browser that
/// is not indispensable.
fn in_browser(browser: Browser, workspace: &Workspace) -> Report {
    if let Err(error) = tools::ensure_browser(browser) {
        return Err(untested(&format!("the page in {}: {error}", browser.name())));
    }
    let program = match browser {
        Browser::Chromium => cargo(BROWSER_TESTS),
        // The others lack Chromium's emulation of screens and fingers.
        Browser::Firefox => cargo(BROWSER_TESTS).with(["--", "everywhere"]),
        Browser::WebKit => cargo(BROWSER_TESTS).with(["--", "everywhere"]).on_a_virtual_screen(),
    };
    let name = match browser {
        Browser::Chromium => "the page in Chromium",
        Browser::Firefox => "the page in Firefox",
        Browser::WebKit => "the page in WebKit",
    };
    let program = program.environment(VARIABLE, browser.name()).path(tools::folder(workspace));
    Ok(Stage::command(name, program).run(workspace))
}

/// Says that something is not tested; returns the sentence, to be said again at the end.
fn untested(what: &str) -> String {
    let sentence = format!("Not tested: {}.", what.trim_end_matches('.'));
    println!("\n{sentence}");
    sentence
}

const BROWSER_TESTS: [&str; 5] = ["test", "--package", "browser-tests", "--test", "page"];

fn conclude(reports: &[Report], start: Instant) -> Result<(), TestError> {
    println!("\n{:<32} {:>8} {:>8} {:>8}", "stage", "passed", "failed", "seconds");
    let (mut total, mut failed) = (Tally::default(), Vec::new());
    for (name, outcome) in reports.iter().flatten() {
        let Outcome { tally, seconds } = outcome;
        println!("{name:<32} {:>8} {:>8} {seconds:>8.1}", tally.passed, tally.failed);
        total += *tally;
        failed.extend((!outcome.passed()).then_some(*name));
    }
    println!("{:<50} {:>8.1}\n", "together", start.elapsed().as_secs_f64());
    for sentence in reports.iter().filter_map(|report| report.as_ref().err()) {
        println!("{sentence}\n");
    }
    println!("{} passed, {} failed", total.passed, total.failed);
    if failed.is_empty() { Ok(()) } else { Err(TestError::Failed(failed.join(", "))) }
}
