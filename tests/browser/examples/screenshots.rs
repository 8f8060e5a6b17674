//! `cargo xtask screenshots`: pictures of the built page, to be looked at.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
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
    #[arg(long, value_delimiter = ',', default_value = "390,1280")]
    widths: Vec<u32>,
    /// A CSS selector, for a picture of one element rather than of the whole page
    #[arg(long)]
    element: Option<String>,
    /// Pixels for each CSS pixel
    #[arg(long, default_value_t = 1.0)]
    ratio: f64,
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
            let visit = visit.screen(width, 900).pixel_ratio(arguments.ratio);
            let page = visit.open(&arguments.address)?;
            wait_for_figures(&page);
            let name = format!("{}-{width}-{scheme}.png", name(arguments));
            save(&page, arguments.element.as_deref(), &folder.join(name))?;
        }
    }
    Ok(())
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

fn save(page: &Page, element: Option<&str>, path: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let script = "const e = arguments[0] ? document.querySelector(arguments[0]) : document.documentElement;
        const r = e.getBoundingClientRect();
        return { x: r.left + scrollX, y: r.top + scrollY, width: r.width, height: r.height, scale: 1 }";
    let clip = page.script(script, json!([element]));
    let parameters = json!({ "format": "png", "captureBeyondViewport": true, "clip": clip });
    let picture = page.session().chromium("Page.captureScreenshot", parameters)?;
    fs::write(path, BASE64.decode(picture["data"].as_str().unwrap_or_default())?)?;
    println!("{}", path.display());
    Ok(())
}

/// What the pictures are called: the page, and the element if there is one.
fn name(arguments: &Arguments) -> String {
    let page = arguments.address.split(['.', '#', '?']).next().unwrap_or("page");
    let element = arguments.element.as_deref().unwrap_or_default();
    let words = page.split(' ').chain(element.split(|c: char| !c.is_alphanumeric()));
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-")
}
