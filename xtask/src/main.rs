//! The commands of the README.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use xtask::serve::{self, Browser};
use xtask::test::{self, Browsers};
use xtask::train::Networks;
use xtask::workspace::Workspace;
use xtask::{accuracies, bench, build, classifiers, table, tidy, train, tune, weight};

/// Build, show and test maml-live. Without a command: `serve`.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Option<Task>,
    #[command(flatten)]
    serve: Serve,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Show the page on this machine and rebuild it when a source changes
    Serve(Serve),
    /// Build the site into a folder that any static host can serve
    Build(Build),
    /// Run everything that must pass, in a browser too
    Test(Test),
    /// Check the invariants of ARCHITECTURE.md that a program can check
    Tidy,
    /// Take pictures of the built page; `--help` says of what
    #[command(disable_help_flag = true)]
    Screenshots {
        /// What `screenshots --help` lists
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Print what the built pages weigh, and make it the record that later builds compare with
    Weigh,
    /// Train the networks that the page embeds, from fixed seeds
    Train {
        /// Train none: measure those that are there, and write their records anew
        #[arg(long)]
        keep: bool,
        /// The problem whose networks are wanted [default: both]
        #[arg(long, value_enum)]
        only: Option<Problem>,
    },
    /// Train every method from three seeds and write the tables of errors
    Table {
        /// Train none: measure what is said of the embedded networks, and write that anew
        #[arg(long)]
        keep: bool,
        /// The problem whose table is wanted [default: both]
        #[arg(long, value_enum)]
        only: Option<Problem>,
    },
    /// Find the few numbers of each method's recipe, with the same effort for each
    Tune,
    /// Measure the learning core, natively and in a browser, beside others
    Bench(bench::Options),
}

/// The article's two problems.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Problem {
    /// Regression: curves from a few points
    Sinusoids,
    /// Classification: invented characters from a drawing or a few of each
    Drawings,
}

#[derive(Debug, clap::Args)]
struct Serve {
    /// The port on 127.0.0.1
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Open no browser
    #[arg(long)]
    no_open: bool,
}

#[derive(Debug, clap::Args)]
struct Build {
    /// The folder to build into [default: dist]
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
struct Test {
    /// The browsers to test the page in
    #[arg(long, value_enum, default_value = "chromium")]
    browsers: Browsers,
}

/// Whatever a command may end with.
type Failure = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> Result<(), Failure> {
    let workspace = Workspace::find();
    match arguments.command.unwrap_or(Task::Serve(arguments.serve)) {
        Task::Serve(Serve { port, no_open }) => {
            let browser = if no_open { Browser::Leave } else { Browser::Open };
            serve::run(&workspace, port, browser)?;
        }
        Task::Test(Test { browsers }) => test::run(&workspace, browsers)?,
        Task::Tidy => tidy::run(&workspace)?,
        Task::Screenshots { arguments } => test::screenshots(&workspace, &arguments)?,
        Task::Bench(options) => bench::run(&workspace, &options)?,
        Task::Table { keep, only } => {
            if only != Some(Problem::Drawings) {
                if keep { table::renew(&workspace)? } else { table::run(&workspace)? }
            }
            if only != Some(Problem::Sinusoids) && !keep {
                accuracies::run(&workspace)?;
            }
        }
        Task::Weigh => weight::run(&workspace)?,
        Task::Train { keep, only } => {
            let networks = if keep { Networks::Kept } else { Networks::Trained };
            if only != Some(Problem::Drawings) {
                train::run(&workspace, networks)?;
            }
            if only != Some(Problem::Sinusoids) {
                classifiers::run(&workspace, networks)?;
            }
        }
        Task::Tune => tune::run(&workspace)?,
        Task::Build(Build { out }) => {
            build::build(&workspace, &out.unwrap_or_else(|| workspace.dist()))?;
        }
    }
    Ok(())
}
