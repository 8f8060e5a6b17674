//! Which browsers there are, and how each is started.

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

/// The variable that says which browser the tests shall use.
pub const BROWSER: &str = "MAML_LIVE_BROWSER";

/// A browser engine and the driver that speaks for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Browser {
    /// Chromium or Chrome, by chromedriver.
    Chromium,
    /// Firefox, by geckodriver.
    Firefox,
    /// WebKitGTK's own small browser, by WebKitWebDriver.
    WebKit,
}

impl Browser {
    /// The browser that the environment names; Chromium if it names none.
    pub fn chosen() -> Self {
        match env::var(BROWSER).as_deref() {
            Err(_) | Ok("chromium") => Self::Chromium,
            Ok("firefox") => Self::Firefox,
            Ok("webkit") => Self::WebKit,
            Ok(other) => panic!("{BROWSER} is `{other}`; there are chromium, firefox and webkit"),
        }
    }

    /// The driver's program.
    pub fn driver(self) -> &'static str {
        match self {
            Self::Chromium => "chromedriver",
            Self::Firefox => "geckodriver",
            Self::WebKit => "WebKitWebDriver",
        }
    }

    /// The command that starts the driver on a port.
    pub(crate) fn command(self, port: u16) -> Command {
        let mut command = Command::new(self.driver());
        command.arg(format!("--port={port}"));
        if self == Self::Firefox {
            // A window of its own port too: several drivers run side by side.
            command.args(["--websocket-port=0", "--log=error"]);
        }
        if self == Self::WebKit {
            // Its sandbox needs privileges that containers withhold; the page is our own.
            command.env("WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS", "1");
        }
        command
    }

    /// What the driver is asked for: a browser without a window and with a fresh profile.
    pub(crate) fn capabilities(self) -> Value {
        match self {
            Self::Chromium => json!({
                "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
                "goog:chromeOptions": {
                    "binary": find(&["chromium", "chromium-browser", "google-chrome", "chrome"]),
                    // No sandbox: it needs privileges that containers withhold; the page is our own.
                    "args": [
                        "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--no-first-run",
                        "--disable-background-networking", "--force-color-profile=srgb",
                    ],
                },
            }),
            Self::Firefox => json!({
                "moz:firefoxOptions": {
                    "binary": find(&["firefox-esr", "firefox"]),
                    "args": ["-headless"],
                },
            }),
            Self::WebKit => json!({
                "webkitgtk:browserOptions": { "binary": mini_browser(), "args": ["--automation"] },
            }),
        }
    }
}

/// The first of these programs that the search path has.
fn find(names: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = env::split_paths(&path).collect();
    let places = names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    places.into_iter().find(|place| place.is_file())
}

/// WebKitGTK's small browser, which lies among its libraries rather than on the search path.
fn mini_browser() -> Option<PathBuf> {
    let libraries = Path::new("/usr/lib");
    let architectures =
        libraries.read_dir().into_iter().flatten().flatten().map(|entry| entry.path());
    let folders = architectures.chain([libraries.to_path_buf()]);
    let places = folders.flat_map(|folder| {
        ["webkit2gtk-4.1", "webkit2gtk-4.0", "webkitgtk-6.0"]
            .map(|version| folder.join(version).join("MiniBrowser"))
    });
    places.into_iter().find(|place| place.is_file())
}

/// Whether a program is on the search path.
pub fn is_installed(program: &str) -> bool {
    find(&[program]).is_some_and(|place| place.file_name() == Some(OsStr::new(program)))
}
