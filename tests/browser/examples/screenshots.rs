//! `cargo xtask screenshots`: pictures of the built page, to be looked at.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use browser::driver::DriverError;
use browser::{Page, Visit};
use clap::Parser;
use serde_json::{Value, json};
use xtask::workspace::Workspace;

/// Take pictures of the built page with Chromium
#[derive(Debug, Parser)]
#[command(name = "cargo xtask screenshots", bin_name = "cargo xtask screenshots")]
struct Arguments {
    /// The page, for example `index.html#two-tasks?alpha=0.04`
    #[arg(default_value = "index.html")]
    address: String,
    /// The widths of the window in CSS pixels
    #[arg(long, value_delimiter = ',', default_value = "390,768,1024,1280,1920")]
    widths: Vec<u32>,
    /// A CSS selector, for a picture of one element rather than of the whole page
    #[arg(long)]
    element: Option<String>,
    /// Pixels for each CSS pixel
    #[arg(long, default_value_t = 1.0)]
    ratio: f64,
    /// Leave scripts off: the page as it first is, and as it stays for some
    #[arg(long)]
    still: bool,
    /// The folder for the pictures [default: target/screenshots]
    #[arg(long)]
    out: Option<std::path::PathBuf>,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<(), Box<dyn std::error::Error>> {
    let default = Workspace::find().target().join("screenshots");
    let folder = arguments.out.clone().unwrap_or(default);
    fs::create_dir_all(&folder)?;
    for &width in &arguments.widths {
        for (scheme, visit) in [("light", Visit::new()), ("dark", Visit::new().dark())] {
            let page = open(arguments, visit, width, scheme)?;
            let name = format!("{}-{width}-{scheme}.png", name(arguments));
            save(&page, arguments, width, &folder.join(name))?;
        }
    }
    Ok(())
}

/// The page with everything in it that a picture shall show.
fn open(
    arguments: &Arguments,
    visit: Visit,
    width: u32,
    scheme: &str,
) -> Result<Page, DriverError> {
    let visit = visit.screen(width, 900).pixel_ratio(arguments.ratio);
    let visit = if arguments.still { visit.without_scripts() } else { visit };
    let page = visit.open(&arguments.address)?;
    // A picture of a page that is still scrolling shows the wrong place.
    let media = json!({ "features": [
        { "name": "prefers-color-scheme", "value": scheme },
        { "name": "prefers-reduced-motion", "value": "reduce" },
    ] });
    page.session().chromium("Emulation.setEmulatedMedia", media)?;
    // A picture has no scroll bar; what is measured for it must have none either.
    page.script("document.documentElement.style.scrollbarWidth = 'none'", json!([]));
    if !arguments.still {
        wait_for_figures(&page);
    }
    page.wait_until("return document.fonts.status === 'loaded'", json!([]));
    Ok(page)
}

/// Figures start when they come near the window, so each is brought there once.
fn wait_for_figures(page: &Page) {
    let ids = page.script(
        "return [...document.querySelectorAll('figure.figure')].map((f) => f.id)",
        json!([]),
    );
    for id in ids.as_array().into_iter().flatten().filter_map(Value::as_str) {
        page.bring_into_view(&format!("#{id}"));
        page.wait_ready(id);
        page.settle(id);
    }
    page.script("window.scrollTo(0, 0)", json!([]));
}

fn save(
    page: &Page,
    arguments: &Arguments,
    width: u32,
    path: &Path,
) -> Result<(), Box<dyn std::error::Error>> {
    let picture = match &arguments.element {
        Some(selector) => of_element(page, selector, width, arguments.ratio)?,
        None => of_page(page)?,
    };
    fs::write(path, BASE64.decode(picture.as_str().unwrap_or_default())?)?;
    println!("{}", path.display());
    Ok(())
}

fn of_element(page: &Page, selector: &str, width: u32, ratio: f64) -> Result<Value, DriverError> {
    // Only what fits into the window is in the picture.
    let (_, _, _, height) = page.bring_into_view(selector);
    let metrics = json!({
        "width": width, "height": height.ceil().max(900.0), "deviceScaleFactor": ratio, "mobile": false,
    });
    page.session().chromium("Emulation.setDeviceMetricsOverride", metrics)?;
    page.bring_into_view(selector);
    let wanted = json!({ "using": "css selector", "value": selector });
    let element = page.session().post("element", wanted)?;
    // WebDriver hands out a reference under a key that is the same everywhere.
    let reference = element.as_object().and_then(|element| element.values().next()?.as_str());
    page.session().get(&format!("element/{}/screenshot", reference.unwrap_or_default()))
}

fn of_page(page: &Page) -> Result<Value, DriverError> {
    let script = "const { scrollWidth: width, scrollHeight: height } = document.documentElement;
        return { x: 0, y: 0, width, height, scale: 1 }";
    let clip = page.script(script, json!([]));
    let parameters = json!({ "format": "png", "captureBeyondViewport": true, "clip": clip });
    let picture = page.session().chromium("Page.captureScreenshot", parameters)?;
    Ok(picture["data"].clone())
}

/// What the pictures are called: the page, and the element if there is one.
fn name(arguments: &Arguments) -> String {
    let page = arguments.address.split(['.', '#', '?']).next().unwrap_or("page");
    let element = arguments.element.as_deref().unwrap_or_default();
    let words = page.split(' ').chain(element.split(|c: char| !c.is_alphanumeric()));
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-")
}
