//! What a move costs the main thread as a whole: our events and our painting, and all that the
//! browser does because of them, beside the least that such a move can cost.
//!
//! The browser counts itself (`TaskDuration` of its developer protocol), before and after each
//! move of a real pointer or key. All pages are open side by side, each in a browser of its own,
//! and take turns, so that what else runs on the machine spoils one no more than the others.

use std::fs;
use std::thread;
use std::time::Duration;

use browser::driver::DriverError;
use browser::{Page, Visit};
use serde_json::json;
use xtask::workspace::Workspace;

use super::{Failure, median, percentile, samples};

/// How often each page has its turn, and the moves of a turn.
const TURNS: usize = 8;
const MOVES: usize = 20;

/// The time between two moves: several frames, so that each has one of its own.
const PAUSE: Duration = Duration::from_millis(40);

/// How many times slower the processor of a small machine is.
const SLOW: f64 = 6.0;

/// The page that does the least, file by file.
const FLOOR: [(&str, &str); 3] = [
    ("index.html", include_str!("floor/index.html")),
    ("floor.css", include_str!("floor/floor.css")),
    ("floor.js", include_str!("floor/floor.js")),
];

/// What moves: a thumb on a slider by arrow keys, so many up and so many down, or a pointer
/// that drags about in a panel.
#[derive(Debug, Clone, Copy)]
enum Hand {
    Drag(&'static str),
    Keys(&'static str, usize),
}

/// One kind of move, and how dear it may be, in floors.
struct Contestant {
    name: &'static str,
    address: &'static str,
    hand: Hand,
    wanted: f64,
}

impl Contestant {
    /// The name of the figure, as its address has it.
    fn figure(&self) -> &'static str {
        let fragment = self.address.split_once('#').map_or("", |(_, fragment)| fragment);
        fragment.split('?').next().unwrap_or_default()
    }
}

/// A drag of θ, or of what stands for it, in the first panel of a figure that is kin to `two-tasks`
/// and is to be no dearer.
const fn kin(name: &'static str, address: &'static str, panel: &'static str) -> Contestant {
    Contestant { name, address, hand: Hand::Drag(panel), wanted: 1.5 }
}

const CONTESTANTS: [Contestant; 9] = [
    Contestant {
        name: "drag of θ in two-tasks",
        address: "index.html#two-tasks",
        hand: Hand::Drag("#two-tasks .panel canvas"),
        wanted: 1.5,
    },
    Contestant {
        name: "m in meta-loss, by key",
        address: "index.html#meta-loss?m=8",
        hand: Hand::Keys("#meta-loss input[name=m]", 8),
        wanted: 2.0,
    },
    Contestant {
        name: "amplitude in fit-maml, by key",
        address: "index.html#fit-maml",
        hand: Hand::Keys("#fit-maml input[name=amplitude]", 10),
        wanted: 2.0,
    },
    Contestant {
        name: "α in meta-loss at m = 20, by key",
        address: "index.html#meta-loss?m=20&alpha=0.02",
        hand: Hand::Keys("#meta-loss input[name=alpha]", 20),
        wanted: 2.3,
    },
    kin("drag in reptile", "reptile.html#reptile", "#reptile .panel canvas"),
    kin("drag in imaml-loss", "imaml.html#imaml-loss", "#imaml-loss .panel canvas"),
    kin("drag in imaml-pull", "imaml.html#imaml-pull", "#imaml-pull .panel canvas"),
    kin("drag in compare", "comparison.html#compare", "#compare .panel canvas"),
    kin("drag in curvature", "first-order.html#curvature", "#curvature .panel canvas"),
];

/// A page in its browser, and the hand on it.
struct Stage {
    page: Page,
    hand: Hand,
    made: usize,
    /// Left, top, width and height of where a pointer drags.
    place: [f64; 4],
    /// By move, in milliseconds.
    times: Vec<f64>,
}

/// Measures and prints.
pub(super) fn measure() -> Result<(), Failure> {
    let mut floor =
        Stage::open(Visit::new().to(floor()?).open("index.html")?, Hand::Drag("canvas"))?;
    let mut stages = Vec::new();
    for contestant in &CONTESTANTS {
        let page = Visit::new().open(contestant.address)?;
        page.wait_ready(contestant.figure());
        stages.push(Stage::open(page, contestant.hand)?);
    }
    // The first turn warms up.
    for turn in 0..=TURNS {
        for stage in std::iter::once(&mut floor).chain(&mut stages) {
            stage.play()?;
            if turn == 0 {
                stage.times.clear();
            }
        }
    }
    let least = median(&mut floor.times);
    println!("\nwhole moves: all that the main thread does on account of one");
    println!("  {:<34} median {least:>5.2} ms", "the floor");
    for (contestant, stage) in CONTESTANTS.iter().zip(&mut stages) {
        let (middle, high) = (median(&mut stage.times), percentile(&mut stage.times, 0.95));
        println!(
            "  {:<34} median {middle:>5.2} ms   95 % {high:>5.2} ms   {:.2} × floor, wanted {}",
            contestant.name,
            middle / least,
            contestant.wanted
        );
    }
    println!("\non a machine {SLOW} times slower, from a move to the end of its frame");
    for (contestant, stage) in CONTESTANTS.iter().zip(&mut stages) {
        let mut times = stage.answer_slowly()?;
        println!(
            "  {:<34} median {:>5.1} ms   95 % {:>5.1} ms",
            contestant.name,
            median(&mut times),
            percentile(&mut times, 0.95)
        );
    }
    Ok(())
}

/// Writes the page that does the least; returns its folder.
fn floor() -> Result<std::path::PathBuf, Failure> {
    let folder = Workspace::find().target().join("bench-floor");
    fs::create_dir_all(&folder)?;
    for (name, text) in FLOOR {
        fs::write(folder.join(name), text)?;
    }
    Ok(folder)
}

/// Notes for each input how long it took until its frame was handed to the screen.
const WATCH: &str = "window.answers = [];
    const note = (event) => requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => window.answers.push(performance.now() - event.timeStamp);
        port2.postMessage(0);
    });
    for (const kind of ['pointermove', 'keydown']) addEventListener(kind, note, true)";

impl Stage {
    fn open(page: Page, hand: Hand) -> Result<Self, Failure> {
        let selector = match hand {
            Hand::Drag(selector) | Hand::Keys(selector, _) => selector,
        };
        let (left, top, width, height) = page.bring_into_view(selector);
        if let Hand::Keys(..) = hand {
            page.focus(selector);
        }
        page.session().chromium("Performance.enable", json!({}))?;
        let place = [left, top, width, height];
        Ok(Self { page, hand, made: 0, place, times: Vec::new() })
    }

    /// Moves [`MOVES`] times, and counts what each cost.
    fn play(&mut self) -> Result<(), Failure> {
        self.page.session().chromium("Page.bringToFront", json!({}))?;
        self.pointer("mousePressed")?;
        thread::sleep(5 * PAUSE);
        for _ in 0..MOVES {
            let before = self.spent()?;
            self.make_move()?;
            self.times.push(self.spent()? - before);
        }
        self.pointer("mouseReleased")?;
        thread::sleep(5 * PAUSE);
        Ok(())
    }

    /// How long each move takes to be seen where the processor is [`SLOW`] times slower.
    fn answer_slowly(&mut self) -> Result<Vec<f64>, Failure> {
        let rate = |rate: f64| json!({ "rate": rate });
        self.page.session().script(WATCH, json!([]))?;
        self.page.session().chromium("Emulation.setCPUThrottlingRate", rate(SLOW))?;
        self.pointer("mousePressed")?;
        thread::sleep(10 * PAUSE);
        self.page.session().script("window.answers.length = 0", json!([]))?;
        for _ in 0..MOVES {
            self.make_move()?;
            thread::sleep(3 * PAUSE);
        }
        self.pointer("mouseReleased")?;
        self.page.session().chromium("Emulation.setCPUThrottlingRate", rate(1.0))?;
        Ok(samples(&self.page.session().script("return window.answers", json!([]))?))
    }

    fn make_move(&mut self) -> Result<(), DriverError> {
        self.made += 1;
        match self.hand {
            Hand::Drag(_) => self.pointer("mouseMoved")?,
            Hand::Keys(_, count) => {
                let up = ((self.made - 1) / count).is_multiple_of(2);
                let (name, code) = if up { ("ArrowRight", 39) } else { ("ArrowLeft", 37) };
                for kind in ["rawKeyDown", "keyUp"] {
                    let event = json!({
                        "type": kind, "key": name, "code": name, "windowsVirtualKeyCode": code,
                    });
                    self.page.session().chromium("Input.dispatchKeyEvent", event)?;
                }
            }
        }
        thread::sleep(PAUSE);
        Ok(())
    }

    /// A pointer's event at the next place of its way; nothing, where keys move.
    fn pointer(&self, kind: &str) -> Result<(), DriverError> {
        if let Hand::Keys(..) = self.hand {
            return Ok(());
        }
        let [left, top, width, height] = self.place;
        let share = 0.5 + 0.5 * (self.made as f64).sin();
        let event = json!({
            "type": kind, "button": "left", "clickCount": 1, "pointerType": "mouse",
            "buttons": if kind == "mouseReleased" { 0 } else { 1 },
            "x": left + width * (0.35 + 0.3 * share), "y": top + height * (0.4 + 0.2 * share),
        });
        self.page.session().chromium("Input.dispatchMouseEvent", event)?;
        Ok(())
    }

    /// The time in milliseconds that the main thread has been at work.
    fn spent(&self) -> Result<f64, Failure> {
        let metrics = self.page.session().chromium("Performance.getMetrics", json!({}))?;
        let metrics = metrics["metrics"].as_array();
        let spent = metrics.into_iter().flatten().find(|metric| metric["name"] == "TaskDuration");
        let seconds = spent.and_then(|metric| metric["value"].as_f64());
        Ok(1e3 * seconds.ok_or("the browser does not count its work")?)
    }
}
