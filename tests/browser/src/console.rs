//! What the page and the browser said to the console, in every browser.
//!
//! Chromium's driver keeps the whole of it. Firefox's own messages are heard where its
//! privileged scripts can ask for them. What is left, the page's own words in Firefox and
//! everything in WebKit, is heard by a script that is put before the page's own.

use serde_json::{Value, json};
use xtask::browsers::Browser;

use crate::driver::{DriverError, Session};

/// Listens from before the page's first script on, and remembers across pages of the site.
const LISTENER: &str = "
(() => {
  const note = (what) => {
    try {
      const said = JSON.parse(sessionStorage.getItem('said-to-console') ?? '[]');
      sessionStorage.setItem('said-to-console', JSON.stringify([...said, what]));
    } catch {
      // A frame without an origin has no storage; its page hears of it otherwise.
    }
  };
  for (const kind of ['assert', 'debug', 'error', 'info', 'log', 'trace', 'warn']) {
    const real = console[kind];
    console[kind] = (...words) => {
      if (kind !== 'assert' || !words[0]) note(`${kind}: ${words.map(String).join(' ')}`);
      real.apply(console, words);
    };
  }
  // Files that do not load do not bubble.
  addEventListener('error', ({ message, target }) =>
    note(message ?? `could not load ${target.src ?? target.href}`), true);
  addEventListener('unhandledrejection', ({ reason }) => note(`unhandled: ${reason}`));
  addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) =>
    note(`refused by ${effectiveDirective}: ${blockedURI}`));
})();
";

/// Hands over what the listener has heard.
const HEARD: &str = "const said = JSON.parse(sessionStorage.getItem('said-to-console') ?? '[]');
    sessionStorage.removeItem('said-to-console');
    return said";

/// Hands over what Firefox itself has said of the pages under an address, run with its own
/// privileges. It also talks to itself; and of a formula that has arrived only in part it says
/// that it lacks children, by chance. That none does is for a test of the whole page.
const FIREFOX_SAID: &str = "const [site] = arguments;
    const said = Services.console.getMessageArray()
        .filter((message) => message instanceof Ci.nsIScriptError)
        .map(({ sourceName, errorMessage }) => `${sourceName} ${errorMessage}`)
        .filter((message) => message.includes(site))
        .filter((message) => !message.includes('Invalid markup: Incorrect number of children'));
    Services.console.reset();
    return said";

/// The script that listens to the console of a page, where the driver does not.
pub(crate) fn listener(browser: Browser) -> Option<&'static str> {
    match browser {
        Browser::Chromium => None,
        Browser::Firefox | Browser::WebKit => Some(LISTENER),
    }
}

/// What was said of the pages of a site since the last call.
///
/// # Errors
/// When the driver or the browser refuses.
pub(crate) fn said(session: &Session, site: &str) -> Result<Vec<String>, DriverError> {
    let said = match session.browser() {
        Browser::Chromium => {
            let log = session.chromium_log("browser")?;
            log.into_iter().map(|entry| entry["message"].clone()).collect()
        }
        Browser::Firefox => [heard(session)?, firefox(session, site)?].concat(),
        Browser::WebKit => heard(session)?,
    };
    Ok(said.iter().map(|text| text.as_str().unwrap_or_default().to_owned()).collect())
}

fn heard(session: &Session) -> Result<Vec<Value>, DriverError> {
    let heard = session.script(HEARD, json!([]))?;
    Ok(heard.as_array().cloned().unwrap_or_default())
}

fn firefox(session: &Session, site: &str) -> Result<Vec<Value>, DriverError> {
    session.post("moz/context", json!({ "context": "chrome" }))?;
    let said = session.script(FIREFOX_SAID, json!([site]));
    session.post("moz/context", json!({ "context": "content" }))?;
    Ok(said?.as_array().cloned().unwrap_or_default())
}
