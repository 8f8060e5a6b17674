//! The built page in a real browser.
//!
//! `everywhere` uses nothing but WebDriver and runs in every browser; the rest needs
//! what Chromium adds to it (colours, screens, fingers, its console).

mod axe;
mod embed;
mod everywhere;
mod fetched;
mod figures;
mod insets;
mod loading;
mod parts;
mod reading;
mod train;
mod weights;
mod words;
