//! WebDriver: a session with a browser, and the questions one can put to it.
//!
//! The protocol is a handful of JSON requests (<https://www.w3.org/TR/webdriver2/>).
//! What Chromium adds to it (its log and its developer protocol) is used here too.

use std::net::TcpListener;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};
use std::{fs, io, thread};

use serde_json::{Value, json};
use tempfile::TempDir;
use xtask::browsers::Browser;

use crate::browsers;

/// How long a driver may take to start, and a question to be answered, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(300);

/// How often a browser is started that does not come: its port may be taken by somebody else
/// just before its driver listens there, and drivers have less patience than we.
const ATTEMPTS: usize = 3;

/// How often the removal of a browser's files is tried, and how long it rests in between: its
/// processes end a moment after its driver.
const REMOVALS: (usize, Duration) = (100, Duration::from_millis(20));

/// Why a question has no answer.
#[derive(Debug, thiserror::Error)]
pub enum DriverError {
    /// The driver cannot be started.
    #[error("could not start {program}: {source} (`cargo xtask test` installs what it needs)")]
    Start {
        /// The driver's program.
        program: &'static str,
        /// What the system said.
        source: io::Error,
    },
    /// There is no place for the browser's files.
    #[error("no place for the browser's files: {0}")]
    Files(#[source] io::Error),
    /// The driver was started but does not answer.
    #[error("{0} does not answer")]
    Silent(&'static str),
    /// The connection to the driver failed.
    #[error("no connection to the driver: {0}")]
    Connection(#[from] ureq::Error),
    /// The driver or the browser refused.
    #[error("{question}: {error}: {message}")]
    Refused {
        /// What was asked.
        question: String,
        /// The kind of error.
        error: String,
        /// What the driver said.
        message: String,
    },
}

/// A browser of one's own. It is closed when this is dropped.
#[derive(Debug)]
pub struct Session {
    browser: Browser,
    process: Child,
    agent: ureq::Agent,
    url: String,
    id: Option<String>,
    // Dropped last: the processes that write there have ended.
    _files: Files,
}

impl Session {
    /// Starts a driver and a browser with a fresh profile.
    ///
    /// # Errors
    /// When none of several attempts succeeds.
    pub fn start(browser: Browser) -> Result<Self, DriverError> {
        let mut outcome = Self::attempt(browser);
        for _ in 1..ATTEMPTS {
            match outcome {
                Ok(_) | Err(DriverError::Start { .. }) => break,
                Err(error) => eprintln!("{error}; once more, with a new browser."),
            }
            outcome = Self::attempt(browser);
        }
        outcome
    }

    fn attempt(browser: Browser) -> Result<Self, DriverError> {
        let port = free_port();
        let files = Files::make()?;
        let mut driver = browsers::driver(browser, port);
        let process = driver
            .env("TMPDIR", files.0.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let process =
            process.map_err(|source| DriverError::Start { program: browser.driver(), source })?;
        let config = ureq::Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            .http_status_as_error(false);
        let url = format!("http://127.0.0.1:{port}");
        let agent = config.build().into();
        let mut session = Self { browser, process, agent, url, id: None, _files: files };
        session.wait_for_driver()?;
        let wanted = json!({ "capabilities": { "alwaysMatch": browsers::capabilities(browser) } });
        let made = session.request("session", Some(wanted))?;
        session.id = made["sessionId"].as_str().map(str::to_owned);
        // What we are patient with, the browser should be.
        let patience = PATIENCE.as_millis() as u64;
        session.post("timeouts", json!({ "script": patience, "pageLoad": patience }))?;
        Ok(session)
    }

    /// Which browser this is.
    pub fn browser(&self) -> Browser {
        self.browser
    }

    /// Asks the session something with an argument: WebDriver's POST.
    pub fn post(&self, question: &str, argument: Value) -> Result<Value, DriverError> {
        self.request(&self.path(question), Some(argument))
    }

    /// Asks the session something: WebDriver's GET.
    pub fn get(&self, question: &str) -> Result<Value, DriverError> {
        self.request(&self.path(question), None)
    }

    /// Runs a script in the page; `arguments[0]` and so on are `arguments`.
    pub fn script(&self, script: &str, arguments: Value) -> Result<Value, DriverError> {
        self.post("execute/sync", json!({ "script": script, "args": arguments }))
    }

    /// Runs a script in the page that calls its last argument when it is done.
    pub fn script_async(&self, script: &str, arguments: Value) -> Result<Value, DriverError> {
        self.post("execute/async", json!({ "script": script, "args": arguments }))
    }

    /// Speaks Chromium's developer protocol.
    pub fn chromium(&self, command: &str, parameters: Value) -> Result<Value, DriverError> {
        self.post("goog/cdp/execute", json!({ "cmd": command, "params": parameters }))
    }

    /// Chromium's log of a kind since it was last asked for.
    pub fn chromium_log(&self, kind: &str) -> Result<Vec<Value>, DriverError> {
        let log = self.post("se/log", json!({ "type": kind }))?;
        Ok(log.as_array().cloned().unwrap_or_default())
    }

    /// Whether the browser still answers: it may have crashed.
    pub fn is_alive(&self) -> bool {
        self.get("url").is_ok()
    }

    fn path(&self, question: &str) -> String {
        format!("session/{}/{question}", self.id.as_deref().unwrap_or_default())
    }

    fn wait_for_driver(&mut self) -> Result<(), DriverError> {
        let start = Instant::now();
        let ended = |process: &mut Child| process.try_wait().is_ok_and(|status| status.is_some());
        while start.elapsed() < PATIENCE && !ended(&mut self.process) {
            let status = self.request("status", None);
            if status.is_ok_and(|status| status["ready"] == true) {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(20));
        }
        Err(DriverError::Silent(self.browser.driver()))
    }

    fn request(&self, path: &str, argument: Option<Value>) -> Result<Value, DriverError> {
        let url = format!("{}/{path}", self.url);
        let mut answer = match argument {
            Some(argument) => self.agent.post(&url).send_json(argument)?,
            None => self.agent.get(&url).call()?,
        };
        // A page's log may be long: hence no limit to speak of.
        let body: Value = answer.body_mut().with_config().limit(1 << 30).read_json()?;
        if answer.status().is_success() {
            return Ok(body["value"].clone());
        }
        let text = |key: &str| body["value"][key].as_str().unwrap_or_default().to_owned();
        Err(DriverError::Refused {
            question: path.to_owned(),
            error: text("error"),
            message: text("message"),
        })
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        if let Some(id) = &self.id {
            // The browser first: a driver that is killed may leave it running.
            let _ = self.agent.delete(format!("{}/session/{id}", self.url)).call();
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Where a driver and its browser keep their files, the profile among them. Neither clears up
/// after itself when it is told to end: a run of all tests left hundreds of megabytes in the
/// system's temporary directory.
#[derive(Debug)]
struct Files(TempDir);

impl Files {
    /// Makes an empty directory. Its name is short, since Chromium's sockets lie within it, and
    /// a socket's path has about a hundred bytes.
    fn make() -> Result<Self, DriverError> {
        tempfile::Builder::new().prefix("maml-").tempdir().map(Self).map_err(DriverError::Files)
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        let (attempts, rest) = REMOVALS;
        for _ in 0..attempts {
            if fs::remove_dir_all(&self.0).is_ok() {
                return;
            }
            thread::sleep(rest);
        }
        eprintln!("{} could not be removed.", self.0.path().display());
    }
}

/// A port that nobody used a moment ago.
fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("the system has a free port");
    listener.local_addr().expect("a listener has an address").port()
}
