//! The built page in real browsers: what the tests stand on.
//!
//! ```no_run
//! use browser::Visit;
//!
//! Visit::new().dark().run("index.html#two-tasks?alpha=0.04", |page| {
//!     page.wait_ready("two-tasks");
//!     page.press("two-tasks", "reveal");
//!     assert!(page.output("two-tasks", "loss-sum")[0] < 1.0);
//! });
//! ```
//!
//! Every visit serves `dist/` on a free port under a path of its own, starts a driver
//! and a browser with a fresh profile, and at its end demands that the page logged
//! nothing and asked nobody else for anything. A visit that fails leaves a picture of
//! the page in `target/screenshots/`.
//!
//! | module | what it knows |
//! |---|---|
//! | [`browsers`] | which browsers there are, and how each is started |
//! | [`driver`] | WebDriver: a session, and the questions one can put to it |
//! | [`page`] | a page, as a reader without figures sees it |
//! | [`hands`] | mouse, finger and keyboard |
//! | [`console`] | what was said to the console, in every browser |
//! | [`figure`] | a figure's controls, numbers and panels |
//! | [`visit`] | one visit, from serving the page to the demands at its end |

pub mod browsers;
pub mod console;
pub mod driver;
pub mod figure;
pub mod hands;
pub mod page;
pub mod visit;

pub use hands::Hand;
pub use page::{PROGRAM, Page};
pub use visit::Visit;
