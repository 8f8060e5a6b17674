//! How each browser is started for a test.

use std::process::Command;

use serde_json::{Value, json};
use xtask::browsers::Browser;

/// The command that starts a browser's driver on a port.
pub(crate) fn driver(browser: Browser, port: u16) -> Command {
    let mut command = Command::new(browser.driver());
    command.arg(format!("--port={port}"));
    match browser {
        Browser::Chromium => {}
        // Its second port must be free as well: several drivers run side by side. Its own
        // console is heard by privileged scripts.
        Browser::Firefox => {
            command.args(["--websocket-port=0", "--allow-system-access"]);
        }
        // Its sandbox needs privileges that containers withhold; the page is our own.
        Browser::WebKit => {
            command.env("WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS", "1");
        }
    }
    command
}

/// What the driver is asked for: a browser without a window and with a fresh profile.
pub(crate) fn capabilities(browser: Browser) -> Value {
    let program = browser.program();
    match browser {
        Browser::Chromium => json!({
            "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
            "goog:chromeOptions": {
                "binary": program,
                // No sandbox: it needs privileges that containers withhold; the page is our own.
                // The second row is what a fresh profile would do beside showing the page.
                "args": [
                    "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--no-first-run",
                    "--disable-background-networking", "--disable-component-update",
                    "--disable-sync", "--disable-extensions", "--disable-default-apps",
                    "--disable-gpu", "--force-color-profile=srgb",
                ],
            },
        }),
        Browser::Firefox => json!({
            "moz:firefoxOptions": { "binary": program, "args": ["-headless"] },
        }),
        Browser::WebKit => json!({
            "webkitgtk:browserOptions": { "binary": program, "args": ["--automation"] },
        }),
    }
}
