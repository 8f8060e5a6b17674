//! Who takes part: anything that answers a line of JSON with a line of JSON.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::Value;

use super::error::BenchError;

/// One that can be asked to work, and says how long it took.
pub(super) trait Contestant {
    /// The ways in which it can run a meta-iteration: its columns in the table.
    fn engines(&self) -> Vec<&'static str>;

    /// Asks, and waits for the answer.
    fn ask(&mut self, question: &Value) -> Result<Value, BenchError>;

    /// Asks for a list of numbers by its name.
    fn numbers(&mut self, question: &Value, name: &str) -> Result<Vec<f64>, BenchError> {
        let answer = self.ask(question)?;
        let numbers: Option<Vec<f64>> =
            answer[name].as_array().and_then(|list| list.iter().map(Value::as_f64).collect());
        numbers.filter(|numbers| !numbers.is_empty()).ok_or_else(|| BenchError::Silent {
            name: self.engines().join(", "),
            said: format!(" but {answer}"),
        })
    }
}

/// A process that is asked through its standard input.
pub(super) struct LineProcess {
    name: &'static str,
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl LineProcess {
    pub(super) fn start(name: &'static str, mut command: Command) -> Result<Self, BenchError> {
        let failure = |source| BenchError::Start { program: name.to_owned(), source };
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().map_err(failure)?;
        let silent = || BenchError::Silent { name: name.to_owned(), said: String::new() };
        let input = child.stdin.take().ok_or_else(silent)?;
        let output = BufReader::new(child.stdout.take().ok_or_else(silent)?);
        Ok(Self { name, child, input, output })
    }
}

impl Contestant for LineProcess {
    fn engines(&self) -> Vec<&'static str> {
        match self.name {
            "JAX" => vec!["JAX, call by call", "JAX, in lax.scan"],
            name => vec![name],
        }
    }

    fn ask(&mut self, question: &Value) -> Result<Value, BenchError> {
        writeln!(self.input, "{question}")?;
        let mut line = String::new();
        self.output.read_line(&mut line)?;
        serde_json::from_str(&line)
            .map_err(|_| BenchError::Silent { name: self.name.to_owned(), said: line })
    }
}

impl Drop for LineProcess {
    fn drop(&mut self) {
        // One that has ended by itself needs no ending.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
