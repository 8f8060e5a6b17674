//! How far a long command is: one line that is rewritten on a terminal, else a few lines.

use std::io::{self, IsTerminal, Write as _};

/// The progress of something that takes a known number of steps.
pub(crate) struct Progress {
    name: String,
    total: u64,
    /// Into how many parts the whole is divided; each is reported once.
    parts: u64,
    shown: u64,
    terminal: bool,
}

impl Progress {
    /// Nothing done yet.
    pub(crate) fn new(name: impl Into<String>, total: u64) -> Self {
        let terminal = io::stdout().is_terminal();
        let parts = if terminal { 100 } else { 2 };
        Self { name: name.into(), total, parts, shown: 0, terminal }
    }

    /// So much done; `remark` is asked for when it is time to say something.
    pub(crate) fn show(&mut self, done: u64, remark: impl FnOnce() -> String) {
        let part = done * self.parts / self.total.max(1);
        if part == self.shown {
            return;
        }
        self.shown = part;
        let line = format!("{}: {} %{}", self.name, 100 * done / self.total.max(1), remark());
        if self.terminal {
            print!("\r\x1b[K{line}");
            if done >= self.total {
                print!("\r\x1b[K");
            }
        } else {
            println!("{line}");
        }
        // Progress that cannot be shown is no reason to stop.
        let _ = io::stdout().flush();
    }
}
