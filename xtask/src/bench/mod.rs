//! `cargo xtask bench`: how fast the learning core is, beside others, in one run.
//!
//! All contestants speak one protocol, a line of JSON for a line of JSON, and take
//! turns on one core to which the command pins itself and all that it starts:
//!
//! | contestant | where it runs | started by |
//! |---|---|---|
//! | this crate, native | `benches/learning.rs`, release profile | [`contestant`] |
//! | this crate, wasm | headless Chromium, `benches/browser.js` | [`browser`] |
//! | JAX, one thread | `benches/jax_maml.py`, in a virtual environment under `target/` | `--jax` |
//! | TensorFlow.js | the same Chromium, its packages under `target/` | `--tfjs` |

mod browser;
mod contestant;
mod error;
mod learning;
mod setup;
mod speed;

use std::process::Command;

use crate::workspace::Workspace;
use crate::{program, wasm};
use browser::Browser;
use contestant::{Contestant, LineProcess};
pub use error::BenchError;

/// What to measure.
#[derive(Debug, Clone, clap::Args)]
pub struct Options {
    /// Measure the page instead: its weight, how soon it is ready, how quickly it answers
    #[arg(long)]
    page: bool,
    /// Measure JAX too; the first time, pip installs it under target/
    #[arg(long)]
    jax: bool,
    /// Measure TensorFlow.js too; the first time, npm installs it under target/
    #[arg(long)]
    tfjs: bool,
    /// Measure only how fast the page's recipe learns, in the browser
    #[arg(long)]
    learning: bool,
    /// How often each contestant has its turn
    #[arg(long, default_value_t = 15)]
    rounds: usize,
    /// The core that all run on
    #[arg(long, default_value_t = 1)]
    core: usize,
}

/// Measures and prints.
///
/// # Errors
/// When a contestant cannot be built, started or understood.
pub fn run(workspace: &Workspace, options: &Options) -> Result<(), BenchError> {
    if options.page { page(workspace) } else { learning(workspace, options) }
}

/// Measures the built page. A program of the browser tests does it, so that nobody who
/// only builds the page compiles what speaks to browsers.
fn page(workspace: &Workspace) -> Result<(), BenchError> {
    let program = ["run", "--quiet", "--package", "browser-tests", "--example", "page_speed"];
    let status = Command::new(wasm::cargo()).args(program).current_dir(workspace.root()).status();
    let status = status.map_err(|source| BenchError::Start { program: "cargo".into(), source })?;
    if status.success() { Ok(()) } else { Err(BenchError::Command(program.join(" "))) }
}

fn learning(workspace: &Workspace, options: &Options) -> Result<(), BenchError> {
    let folder = workspace.target().join("bench");
    println!("building …");
    program::assemble(workspace, &folder, &["bench"])?;
    for script in ["browser.js", "tfjs_maml.js"] {
        std::fs::copy(workspace.root().join("benches").join(script), folder.join(script))?;
    }
    if options.learning {
        pin(options.core);
        let mut browser = Browser::start(&folder, options.tfjs)?;
        return learning::run(&mut browser, &folder.join("learning.csv"));
    }
    let native = setup::native(workspace)?;
    let jax = options.jax.then(|| setup::jax(workspace)).transpose()?;
    if options.tfjs {
        setup::tfjs(workspace, &folder)?;
    }

    pin(options.core);
    let mut contestants: Vec<Box<dyn Contestant>> = vec![
        Box::new(LineProcess::start("native", Command::new(native))?),
        Box::new(Browser::start(&folder, options.tfjs)?),
    ];
    if let Some(jax) = jax {
        contestants.push(Box::new(LineProcess::start("JAX", jax)?));
    }
    speed::run(&mut contestants, options.rounds)?;
    learning::run(contestants[1].as_mut(), &folder.join("learning.csv"))
}

/// Pins this process, and so its children, to one core. A machine without `taskset`
/// measures unpinned and says so.
fn pin(core: usize) {
    let pinned = Command::new("taskset")
        .args(["-pc", &core.to_string(), &std::process::id().to_string()])
        .output();
    if !pinned.is_ok_and(|output| output.status.success()) {
        println!("not pinned to a core: no `taskset` here, expect more noise");
    }
}
