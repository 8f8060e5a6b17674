//! A stage of the tests: a program or a check, with its name, its count and its time.

use std::env;
use std::error::Error;
use std::ffi::OsString;
use std::io::{BufRead, BufReader, IsTerminal};
use std::ops::AddAssign;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::wasm;
use crate::workspace::Workspace;

/// Something that must pass.
pub(super) struct Stage {
    name: &'static str,
    work: Work,
}

enum Work {
    Program(Program),
    Check(Check),
}

/// Does it, or says why it failed.
type Check = Box<dyn FnOnce(&Workspace) -> Result<(), String>>;

/// How many tests passed and failed. A stage without tests counts as one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) passed: usize,
    pub(super) failed: usize,
}

/// What came of a stage.
#[derive(Debug, Clone, Copy)]
pub(super) struct Outcome {
    pub(super) tally: Tally,
    pub(super) seconds: f64,
}

impl Outcome {
    pub(super) fn passed(self) -> bool {
        self.tally.failed == 0
    }
}

impl Stage {
    /// A program that succeeds, or prints how many of its tests did.
    pub(super) fn command(name: &'static str, program: Program) -> Self {
        Self { name, work: Work::Program(program) }
    }

    /// A function that succeeds.
    pub(super) fn check<E: Error>(
        name: &'static str,
        check: impl FnOnce(&Workspace) -> Result<(), E> + 'static,
    ) -> Self {
        let check = |workspace: &Workspace| check(workspace).map_err(|error| error.to_string());
        Self { name, work: Work::Check(Box::new(check)) }
    }

    /// Runs it; what it prints is seen as it comes.
    pub(super) fn run(self, workspace: &Workspace) -> (&'static str, Outcome) {
        println!("\n== {} ==", self.name);
        let start = Instant::now();
        let outcome = match self.work {
            Work::Program(program) => program.run(workspace),
            Work::Check(check) => {
                let outcome = check(workspace).inspect_err(|message| println!("{message}"));
                outcome.map(|()| Tally::default()).map_err(|_| Tally::default())
            }
        };
        let tally = Tally::of(outcome);
        (self.name, Outcome { tally, seconds: start.elapsed().as_secs_f64() })
    }
}

impl Tally {
    /// Adds what a line of a test runner says: `test result: ok. 18 passed; 0 failed; …`.
    fn read(&mut self, line: &str) {
        let Some(result) = line.trim_start().strip_prefix("test result:") else { return };
        let count = |what: &str| -> usize {
            let words: Vec<&str> =
                result.split([' ', ';']).filter(|word| !word.is_empty()).collect();
            let pair = words.windows(2).find(|pair| pair[1] == what);
            pair.and_then(|pair| pair[0].parse().ok()).unwrap_or(0)
        };
        self.passed += count("passed");
        self.failed += count("failed");
    }

    /// What a stage that succeeded or failed counts for, given what its tests counted.
    ///
    /// One that counted nothing is one thing that passed or failed; and one that failed
    /// without a failed test, for it did not compile, failed all the same.
    fn of(outcome: Result<Self, Self>) -> Self {
        match outcome {
            Ok(Self { passed: 0, failed: 0 }) => Self { passed: 1, failed: 0 },
            Err(Self { passed, failed: 0 }) => Self { passed, failed: 1 },
            Ok(counted) | Err(counted) => counted,
        }
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

/// A program to run, and how.
#[derive(Debug)]
pub(super) struct Program {
    words: Vec<OsString>,
    environment: Vec<(&'static str, OsString)>,
    folders: Vec<PathBuf>,
}

/// The cargo that runs us, with arguments.
pub(super) fn cargo<const N: usize>(arguments: [&str; N]) -> Program {
    Program::new(wasm::cargo()).with(arguments)
}

impl Program {
    /// A program without arguments.
    pub(super) fn new(program: impl Into<OsString>) -> Self {
        Self { words: vec![program.into()], environment: Vec::new(), folders: Vec::new() }
    }

    /// Further arguments.
    pub(super) fn with<const N: usize>(mut self, arguments: [&str; N]) -> Self {
        self.words.extend(arguments.map(OsString::from));
        self
    }

    /// A variable of its environment.
    pub(super) fn environment(mut self, name: &'static str, value: &str) -> Self {
        self.environment.push((name, value.into()));
        self
    }

    /// A further folder of programs that it may start.
    pub(super) fn path(mut self, folder: PathBuf) -> Self {
        self.folders.push(folder);
        self
    }

    /// The same, for programs that want a screen where there may be none.
    ///
    /// It is large, because the screen's own pointer rests in its middle: a window that
    /// opens under it gets its movements as well as those of the tests.
    pub(super) fn on_a_virtual_screen(mut self) -> Self {
        let screen = ["xvfb-run", "--auto-servernum", "--server-args=-screen 0 4000x3000x24"];
        self.words.splice(0..0, screen.map(OsString::from));
        self
    }

    /// What its tests counted, whether it succeeded or failed.
    fn run(self, workspace: &Workspace) -> Result<Tally, Tally> {
        let mut tally = Tally::default();
        let mut command = self.command(workspace);
        let Ok(mut child) = command.spawn() else {
            println!("{} could not be started", self.words[0].to_string_lossy());
            return Err(tally);
        };
        if let Some(output) = child.stdout.take() {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                println!("{line}");
                tally.read(&line);
            }
        }
        let succeeded = child.wait().is_ok_and(|status| status.success());
        if succeeded { Ok(tally) } else { Err(tally) }
    }

    fn command(&self, workspace: &Workspace) -> Command {
        let mut command = Command::new(&self.words[0]);
        command.args(&self.words[1..]).current_dir(workspace.root()).stdout(Stdio::piped());
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        let path = env::var_os("PATH").unwrap_or_default();
        let folders = self.folders.iter().cloned().chain(env::split_paths(&path));
        if let Ok(path) = env::join_paths(folders) {
            command.env("PATH", path);
        }
        // Programs that write into a pipe think that nobody is looking.
        if std::io::stdout().is_terminal() {
            command.env("CARGO_TERM_COLOR", "always");
        }
        command
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_of_test_runners_are_summed() {
        let mut tally = Tally::default();
        tally.read("running 3 tests");
        tally.read("test result: ok. 18 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.02s");
        tally
            .read("test result: FAILED. 2 passed; 3 failed; 0 ignored; 0 measured; 0 filtered out");
        assert_eq!(tally, Tally { passed: 20, failed: 3 });
    }

    #[test]
    fn a_stage_without_tests_counts_as_one() {
        let nothing = Tally::default();
        assert_eq!(Tally::of(Ok(nothing)), Tally { passed: 1, failed: 0 });
        assert_eq!(Tally::of(Err(nothing)), Tally { passed: 0, failed: 1 });
        let passed = Tally { passed: 5, failed: 0 };
        assert_eq!(Tally::of(Ok(passed)), passed);
        assert_eq!(Tally::of(Err(passed)), Tally { passed: 5, failed: 1 }, "one did not compile");
    }
}
