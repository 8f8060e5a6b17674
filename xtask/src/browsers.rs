//! The browsers that the page is tested in.

use std::env;
use std::path::PathBuf;

/// The variable that tells the browser tests which browser to use.
pub const VARIABLE: &str = "MAML_LIVE_BROWSER";

/// A browser engine, by the browser that stands for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Browser {
    /// Chromium or Chrome, by chromedriver.
    Chromium,
    /// Firefox, by geckodriver.
    Firefox,
    /// WebKitGTK's own small browser, by WebKitWebDriver.
    #[value(name = "webkit")]
    WebKit,
}

impl Browser {
    /// Every browser, the indispensable one first.
    pub const ALL: [Self; 3] = [Self::Chromium, Self::Firefox, Self::WebKit];

    /// The name on the command line and in [`VARIABLE`].
    pub fn name(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
            Self::WebKit => "webkit",
        }
    }

    /// The browser that the environment names; Chromium if it names none.
    ///
    /// # Errors
    /// What the environment says, if that is no browser of ours.
    pub fn chosen() -> Result<Self, String> {
        let Ok(name) = env::var(VARIABLE) else { return Ok(Self::Chromium) };
        Self::ALL.into_iter().find(|browser| browser.name() == name).ok_or(name)
    }

    /// The program that drives it.
    pub fn driver(self) -> &'static str {
        match self {
            Self::Chromium => "chromedriver",
            Self::Firefox => "geckodriver",
            Self::WebKit => "WebKitWebDriver",
        }
    }

    /// The browser's own program, wherever it is installed.
    pub fn program(self) -> Option<PathBuf> {
        match self {
            Self::Chromium => find(&["chromium", "chromium-browser", "google-chrome", "chrome"]),
            Self::Firefox => find(&["firefox-esr", "firefox"]),
            Self::WebKit => mini_browser(),
        }
    }
}

/// The first of these programs that the search path has.
pub fn find(names: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = env::split_paths(&path).collect();
    let places = names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    places.into_iter().find(|place| place.is_file())
}

/// WebKitGTK keeps its small browser among its libraries, off the search path.
fn mini_browser() -> Option<PathBuf> {
    let libraries = PathBuf::from("/usr/lib");
    let architectures =
        libraries.read_dir().into_iter().flatten().flatten().map(|entry| entry.path());
    let folders: Vec<PathBuf> = architectures.chain([libraries.clone()]).collect();
    let versions = ["webkit2gtk-4.1", "webkit2gtk-4.0", "webkitgtk-6.0"];
    let places = folders
        .iter()
        .flat_map(|folder| versions.map(|version| folder.join(version).join("MiniBrowser")));
    places.into_iter().find(|place| place.is_file())
}
