//! A page, as a reader without figures sees it.

use std::thread;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::{Value, json};
use xtask::browsers::Browser;
use xtask::serve::Server;

use crate::console;
use crate::driver::Session;

/// How long the page may take for anything that a test waits for. No test is about time:
/// only what never comes takes as long as that, however busy the machine.
const PATIENCE: Duration = Duration::from_secs(120);

/// In a script: the address of the module with the page's program.
pub const PROGRAM: &str = "document.querySelector('link[href$=\"/maml_live.js\"]').href";

/// An open page of the built site.
///
/// All methods panic with a sentence when they cannot do what they are asked to:
/// that is what a test wants.
#[derive(Debug)]
pub struct Page {
    // The order matters: the browser goes before what it talks to.
    session: Session,
    server: Server,
}

impl Page {
    /// A page in a session, of the site on a server.
    pub fn new(session: Session, server: Server) -> Self {
        Self { session, server }
    }

    /// The browser that shows it.
    pub fn browser(&self) -> Browser {
        self.session.browser()
    }

    /// The session, for questions that have no method here.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// Where the site is.
    pub fn site(&self) -> &str {
        self.server.url()
    }

    /// Goes to an address of the site, for example `index.html#two-tasks?alpha=0.04`.
    #[track_caller]
    pub fn goto(&self, address: &str) {
        let url = format!("{}{address}", self.server.url());
        self.demand(self.session.post("url", json!({ "url": url })));
        // Chromium's driver sometimes comes back while the page still waits for its first
        // script.
        self.wait_until("return document.readyState === 'complete'", json!([]));
    }

    /// How much of the page has moved by itself since it was opened: the sum of its layout
    /// shifts, as the browser counts them. Chromium only.
    #[track_caller]
    pub fn layout_shift(&self) -> f64 {
        let script = "const done = arguments[0];
            new PerformanceObserver((list) => done(list.getEntries()
                .filter((entry) => !entry.hadRecentInput)
                .reduce((sum, entry) => sum + entry.value, 0)))
              .observe({ type: 'layout-shift', buffered: true });
            // Where nothing has moved, nothing is reported.
            requestAnimationFrame(() => requestAnimationFrame(() => done(0)))";
        let shift = self.demand(self.session.script_async(script, json!([])));
        shift.as_f64().unwrap_or_else(|| panic!("the shift is {shift}"))
    }

    /// Goes back to where the reader was before.
    #[track_caller]
    pub fn back(&self) {
        self.demand(self.session.post("back", json!({})));
    }

    /// Loads the page again, as a reader does: by WebDriver Firefox would forget where they were.
    #[track_caller]
    pub fn reload(&self) {
        self.script("window.isOld = true; location.reload()", json!([]));
        self.wait_until("return !window.isOld && document.readyState === 'complete'", json!([]));
    }

    /// The part of the address from `#` on.
    #[track_caller]
    pub fn fragment(&self) -> String {
        self.string("return location.hash", json!([]))
    }

    /// Runs a script in the page; `arguments[0]` and so on are `arguments`.
    #[track_caller]
    pub fn script(&self, script: &str, arguments: Value) -> Value {
        self.demand(self.session.script(script, arguments))
    }

    /// The same, for a script that returns a number.
    #[track_caller]
    pub fn number(&self, script: &str, arguments: Value) -> f64 {
        let value = self.script(script, arguments);
        value.as_f64().unwrap_or_else(|| panic!("`{script}` returned {value}, which is no number"))
    }

    /// The same, for a script that returns a text.
    #[track_caller]
    pub fn string(&self, script: &str, arguments: Value) -> String {
        let value = self.script(script, arguments);
        let text = value.as_str().map(str::to_owned);
        text.unwrap_or_else(|| panic!("`{script}` returned {value}, which is no text"))
    }

    /// How many elements a CSS selector finds.
    #[track_caller]
    pub fn count(&self, selector: &str) -> usize {
        self.number("return document.querySelectorAll(arguments[0]).length", json!([selector]))
            as usize
    }

    /// The text of the first element that a CSS selector finds, as it is shown.
    #[track_caller]
    pub fn text(&self, selector: &str) -> String {
        let text = self
            .script("return document.querySelector(arguments[0])?.innerText", json!([selector]));
        text.as_str().unwrap_or_else(|| panic!("nothing is `{selector}`")).to_owned()
    }

    /// Whether the first element that a CSS selector finds can be seen.
    #[track_caller]
    pub fn is_visible(&self, selector: &str) -> bool {
        let script = "const e = document.querySelector(arguments[0]);
            return !!e && e.checkVisibility({ visibilityProperty: true }) && e.getClientRects().length > 0";
        self.script(script, json!([selector])) == true
    }

    /// Waits until a script returns `true`.
    #[track_caller]
    pub fn wait_until(&self, script: &str, arguments: Value) {
        let mut last = None;
        let came = patiently(|| {
            // A page that is being left for another answers with an error: not yet.
            let answer = self.session.script(script, arguments.clone());
            let holds = matches!(&answer, Ok(value) if *value == true);
            last = Some(answer);
            holds
        });
        assert!(came, "waited in vain for `{script}` with {arguments}: {last:?}");
    }

    /// Waits until a number is the same for half a second; returns it.
    ///
    /// # Panics
    /// If it never rests.
    #[track_caller]
    pub fn wait_for_rest(&self, what: &str, number: impl Fn() -> f64) -> f64 {
        let mut last = number();
        let rests = patiently(|| {
            thread::sleep(Duration::from_millis(500));
            let before = last;
            last = number();
            before == last
        });
        assert!(rests, "{what} does not come to rest");
        last
    }

    /// How far the page can be scrolled sideways, in CSS pixels.
    #[track_caller]
    pub fn sideways_scroll(&self) -> f64 {
        let script = "const page = document.scrollingElement;
            return page.scrollWidth - document.documentElement.clientWidth";
        self.number(script, json!([]))
    }

    /// The page as it is seen now, as a PNG.
    pub fn screenshot(&self) -> Vec<u8> {
        let picture = self.session.get("screenshot").unwrap_or_default();
        BASE64.decode(picture.as_str().unwrap_or_default()).unwrap_or_default()
    }

    /// What the page, or the browser of the page, said to its console since the last call.
    #[track_caller]
    pub fn console(&self) -> Vec<String> {
        self.demand(console::said(&self.session, self.server.url()))
    }

    /// The addresses that the page asked for since the last call. Chromium only.
    #[track_caller]
    pub fn requests(&self) -> Vec<String> {
        let log = self.demand(self.session.chromium_log("performance"));
        let messages = log.iter().filter_map(|entry| {
            let message: Value = serde_json::from_str(entry["message"].as_str()?).ok()?;
            Some(message["message"].clone())
        });
        let requests = messages.filter(|message| message["method"] == "Network.requestWillBeSent");
        requests
            .filter_map(|message| Some(message["params"]["request"]["url"].as_str()?.to_owned()))
            .collect()
    }

    /// Panics if the page said something to its console.
    #[track_caller]
    pub fn demand_quiet_console(&self) {
        let said = self.console();
        assert!(said.is_empty(), "the page said to its console:\n{}", said.join("\n"));
    }

    /// Panics if the page asked anybody but its own site for something.
    #[track_caller]
    pub fn demand_no_foreign_request(&self) {
        let own = [self.server.url(), "data:", "blob:"];
        let requests = self.requests();
        let foreign: Vec<_> =
            requests.iter().filter(|url| !own.iter().any(|start| url.starts_with(start))).collect();
        assert!(foreign.is_empty(), "the page asked elsewhere: {foreign:?}");
    }

    /// The paths that the server was asked for since the last call, in any browser.
    pub fn served(&self) -> Vec<String> {
        self.server.take_requests()
    }

    #[track_caller]
    pub(crate) fn demand<T, E: std::fmt::Display>(&self, outcome: Result<T, E>) -> T {
        outcome.unwrap_or_else(|error| panic!("{error}"))
    }
}

/// Waits until something holds, as long as anything may take; returns whether it came to hold.
pub fn patiently(mut holds: impl FnMut() -> bool) -> bool {
    let start = Instant::now();
    loop {
        if holds() {
            return true;
        }
        if start.elapsed() > PATIENCE {
            return false;
        }
        thread::sleep(Duration::from_millis(15));
    }
}
