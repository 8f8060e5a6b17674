//! One visit: the page served, a browser opened, and demands at the end.

use std::any::Any;
use std::io::{Write, stderr};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::PathBuf;
use std::{fs, thread};

use serde_json::json;
use xtask::browsers::{Browser, VARIABLE};
use xtask::serve::{Port, Server, Site, Tear};
use xtask::workspace::Workspace;

use crate::console;
use crate::driver::{DriverError, Session};
use crate::page::Page;

/// How a visitor comes: with which screen, which taste, and what is amiss.
#[derive(Debug, Clone)]
pub struct Visit {
    screen: Screen,
    scheme: &'static str,
    scripts: Scripts,
    console: Console,
    missing: Vec<&'static str>,
    mistyped: Vec<&'static str>,
    site: Option<PathBuf>,
    script: String,
    tear: Option<Tear>,
}

/// A visitor's screen.
#[derive(Debug, Clone, Copy)]
struct Screen {
    width: u32,
    height: u32,
    ratio: f64,
    touch: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scripts {
    On,
    Off,
}

/// What the page may say to its console.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Console {
    Quiet,
    Noisy,
}

/// How a visit failed.
struct Failure {
    panic: Box<dyn Any + Send>,
    browser_alive: bool,
}

impl Default for Visit {
    fn default() -> Self {
        Self::new()
    }
}

impl Visit {
    /// With a mouse, in light colours, on a screen of 1280 by 900.
    pub fn new() -> Self {
        Self {
            screen: Screen { width: 1280, height: 900, ratio: 1.0, touch: false },
            scheme: "light",
            scripts: Scripts::On,
            console: Console::Quiet,
            missing: Vec::new(),
            mistyped: Vec::new(),
            site: None,
            script: String::new(),
            tear: None,
        }
    }

    /// In dark colours. Chromium only, as is every visit that is unlike [`Visit::new`].
    pub fn dark(self) -> Self {
        Self { scheme: "dark", ..self }
    }

    /// With a finger, on a screen of 390 by 844 with three pixels for one.
    pub fn phone(self) -> Self {
        Self { screen: Screen { width: 390, height: 844, ratio: 3.0, touch: true }, ..self }
    }

    /// On a screen of that size.
    pub fn screen(self, width: u32, height: u32) -> Self {
        Self { screen: Screen { width, height, ..self.screen }, ..self }
    }

    /// On a screen with that many pixels for one.
    pub fn pixel_ratio(self, ratio: f64) -> Self {
        Self { screen: Screen { ratio, ..self.screen }, ..self }
    }

    /// With scripts off.
    pub fn without_scripts(self) -> Self {
        Self { scripts: Scripts::Off, ..self }
    }

    /// To a site that lacks a file. The page may complain to the console then.
    pub fn without_file(mut self, file: &'static str) -> Self {
        self.missing.push(file);
        self.noisy()
    }

    /// To a site that sends a file as if it were a text, and forbids to guess what it is. The
    /// page may complain to the console then.
    pub fn with_mistyped(mut self, file: &'static str) -> Self {
        self.mistyped.push(file);
        self.noisy()
    }

    /// The page may say to its console what it likes.
    pub fn noisy(self) -> Self {
        Self { console: Console::Noisy, ..self }
    }

    /// With a script that runs before every page's own, in every browser: what a page does
    /// can be watched from the start, at its first visit.
    pub fn watched_by(mut self, script: &str) -> Self {
        self.script.push_str(script);
        self
    }

    /// With a line so slow that pages come in two pieces: the second one once the script that
    /// watches the page asks for it; see [`Site::torn`].
    pub fn torn(self, tear: Tear) -> Self {
        Self { tear: Some(tear), ..self }
    }

    /// To another folder than `dist/`.
    pub fn to(self, site: PathBuf) -> Self {
        Self { site: Some(site), ..self }
    }

    /// Opens a page of the site, does `work` with it, and demands that nothing was amiss.
    ///
    /// A visit during which the browser itself dies is made once more, with a new one,
    /// and says so: WebKitGTK's process is killed by a segmentation fault in its own
    /// JavaScript engine in about one visit of two hundred. A page that kills its browser
    /// does so twice.
    ///
    /// # Panics
    /// If `work` panics, if the page says something to its console, or asks any other
    /// host for something. A picture of the page is then in `target/screenshots/`.
    #[track_caller]
    pub fn run(self, address: &str, mut work: impl FnMut(&Page)) {
        let Err(first) = self.attempt(address, &mut work) else { return };
        if first.browser_alive {
            resume_unwind(first.panic);
        }
        // Past the test runner, which keeps what `eprintln` says of tests that pass.
        let test = thread::current().name().unwrap_or("a visit").to_owned();
        let _ = writeln!(stderr(), "{test}: the browser died; once more, with a new one.");
        if let Err(second) = self.attempt(address, &mut work) {
            resume_unwind(second.panic);
        }
    }

    #[track_caller]
    fn attempt(&self, address: &str, work: &mut impl FnMut(&Page)) -> Result<(), Failure> {
        let page = self.start().unwrap_or_else(|error| panic!("{error}"));
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            page.goto(address);
            work(&page);
            if page.browser() == Browser::Chromium {
                page.demand_no_foreign_request();
            }
            if self.console == Console::Quiet {
                page.demand_quiet_console();
            }
        }));
        outcome.map_err(|panic| {
            let browser_alive = page.session().is_alive();
            if browser_alive {
                save_picture(&page);
                print_console(&page);
            }
            Failure { panic, browser_alive }
        })
    }

    /// Opens a page of the site and leaves all demands to the caller.
    pub fn open(&self, address: &str) -> Result<Page, DriverError> {
        let page = self.start()?;
        page.goto(address);
        Ok(page)
    }

    /// Serves the site and starts a browser, which shows nothing yet.
    fn start(&self) -> Result<Page, DriverError> {
        let mut site = Site::new(self.site.clone().unwrap_or_else(dist)).under("some/where");
        for file in &self.missing {
            site = site.without(file);
        }
        for file in &self.mistyped {
            site = site.mistyping(file);
        }
        let browser = chosen();
        let scripts = [console::listener(browser).unwrap_or_default(), &self.script].concat();
        if !scripts.is_empty() {
            site = site.with_script(scripts);
        }
        if let Some(tear) = self.tear {
            site = site.torn(tear);
        }
        let port = Port::any().unwrap_or_else(|error| panic!("{error}"));
        let server = Server::start(site, port);
        let session = Session::start(browser)?;
        self.emulate(&session)?;
        Ok(Page::new(session, server))
    }

    /// Makes the browser one that such a visitor has.
    fn emulate(&self, session: &Session) -> Result<(), DriverError> {
        let Screen { width, height, ratio, touch } = self.screen;
        if session.browser() != Browser::Chromium {
            session.post("window/rect", json!({ "width": width, "height": height }))?;
            return Ok(());
        }
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": ratio, "mobile": touch });
        session.chromium("Emulation.setDeviceMetricsOverride", metrics)?;
        let media =
            json!({ "features": [{ "name": "prefers-color-scheme", "value": self.scheme }] });
        session.chromium("Emulation.setEmulatedMedia", media)?;
        if touch {
            let points = json!({ "enabled": true, "maxTouchPoints": 5 });
            session.chromium("Emulation.setTouchEmulationEnabled", points)?;
        }
        if self.scripts == Scripts::Off {
            session.chromium("Emulation.setScriptExecutionDisabled", json!({ "value": true }))?;
        }
        Ok(())
    }
}

fn chosen() -> Browser {
    Browser::chosen()
        .unwrap_or_else(|other| panic!("{VARIABLE} is `{other}`, which is no browser of ours"))
}

/// The built site.
fn dist() -> PathBuf {
    let dist = Workspace::find().dist();
    assert!(dist.join("index.html").is_file(), "there is no built site; type `cargo xtask build`");
    dist
}

/// Shows what the page said, which a test that failed for another reason has not asked for.
fn print_console(page: &Page) {
    // What the test failed for counts, not whether the browser still tells.
    for said in console::said(page.session(), page.site()).into_iter().flatten() {
        eprintln!("The page's console: {said}");
    }
}

fn save_picture(page: &Page) {
    let folder = Workspace::find().target().join("screenshots");
    let name = thread::current().name().unwrap_or("page").replace("::", "-");
    let path = folder.join(name).with_extension("png");
    let saved = fs::create_dir_all(&folder).and_then(|()| fs::write(&path, page.screenshot()));
    if saved.is_ok() {
        eprintln!("The page at that moment: {}", path.display());
    }
}
