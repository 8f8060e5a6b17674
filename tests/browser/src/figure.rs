//! A figure's controls, numbers and panels, by their keys.

use maml_live::contract::link;
use maml_live::contract::{Figure, Kind};
use maml_live::figures::list;
use serde_json::json;

use crate::hands::Hand;
use crate::page::Page;

/// The page of the chapter that has a figure.
///
/// # Panics
/// If none has.
pub fn home(figure: &str) -> String {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let page = xtask::page::home(&xtask::workspace::Workspace::at(root), figure);
    page.unwrap_or_else(|| panic!("no chapter has `{figure}`"))
}

/// Whether a figure answers to input.
const READY: &str = "return document.getElementById(arguments[0])?.dataset.state === 'ready'";

impl Page {
    /// Waits until a figure answers to input. One that comes only when the reader does is
    /// gone to for it, and the page is then scrolled back to where it was.
    #[track_caller]
    pub fn wait_ready(&self, figure: &str) {
        // The program has begun, and followed the address, when any figure answers.
        self.wait_until("return !!document.querySelector('figure[data-state=ready]')", json!([]));
        let go = "const figure = document.getElementById(arguments[0]), from = scrollY;
            const far = figure?.dataset.state !== 'ready';
            if (far) figure?.scrollIntoView({ behavior: 'instant', block: 'nearest' });
            return [far, from]";
        let went = self.script(go, json!([figure]));
        self.wait_until(READY, json!([figure]));
        if went[0] == true {
            let back = "scrollTo({ top: arguments[0], behavior: 'instant' })";
            self.script(back, json!([went[1]]));
        }
    }

    /// Whether a figure answers to input.
    #[track_caller]
    pub fn is_ready(&self, figure: &str) -> bool {
        self.script(READY, json!([figure])) == true
    }

    /// Waits until a figure has painted what it was last told, and no sketch of it. One that goes on by itself is
    /// watched for three seconds, and for more on a machine that is too busy to paint.
    #[track_caller]
    pub fn settle(&self, figure: &str) {
        let script = "const [id, done] = arguments;
            const figure = document.getElementById(id), start = performance.now();
            let frame = null, still = 0, looks = 0;
            const look = () => {
                looks += 1;
                still = figure.dataset.frame === frame && figure.ariaBusy !== 'true' ? still + 1 : 0;
                frame = figure.dataset.frame;
                if (still >= 4 || (looks > 90 && performance.now() - start > 3000)) done(true);
                else requestAnimationFrame(look);
            };
            requestAnimationFrame(look)";
        self.demand(self.session().script_async(script, json!([figure])));
    }

    /// How often a figure has been painted.
    #[track_caller]
    pub fn frame(&self, figure: &str) -> u64 {
        let script = "return Number(document.getElementById(arguments[0]).dataset.frame)";
        self.number(script, json!([figure])) as u64
    }

    /// The numbers of a readout, in full precision; none when it has none to show.
    #[track_caller]
    pub fn output(&self, figure: &str, key: &str) -> Vec<f64> {
        let script = "return document.querySelector(arguments[0])?.dataset.value";
        let value = self.script(script, json!([output(figure, key)]));
        let value = value.as_str().unwrap_or_else(|| panic!("{figure} has no readout `{key}`"));
        let parts = value.split(',').filter(|part| !part.is_empty());
        parts.map(|part| part.parse().unwrap_or_else(|_| panic!("{key} reads `{value}`"))).collect()
    }

    /// A readout as people read it.
    #[track_caller]
    pub fn output_text(&self, figure: &str, key: &str) -> String {
        self.text(&output(figure, key))
    }

    /// What the figure says of itself.
    #[track_caller]
    pub fn description(&self, figure: &str) -> String {
        self.text(&format!("#{figure} .describe"))
    }

    /// What the figure tells the reader just now; empty when nothing.
    #[track_caller]
    pub fn message(&self, figure: &str) -> String {
        self.text(&format!("#{figure} > .message"))
    }

    /// Moves a slider to a value of the control, as a hand on the native element would.
    #[track_caller]
    pub fn set_slider(&self, figure: &str, key: &str, value: f64) {
        let position = match kind(figure, key) {
            Kind::Slider(slider) => slider.position(value),
            other => panic!("`{key}` of {figure} is no slider but {other:?}"),
        };
        self.enter(figure, key, &position.to_string());
    }

    /// Chooses an option of a choice by its word.
    #[track_caller]
    pub fn choose(&self, figure: &str, key: &str, word: &str) {
        self.enter(figure, key, word);
    }

    /// Enters a text into a number or a list of numbers.
    #[track_caller]
    pub fn enter(&self, figure: &str, key: &str, text: &str) {
        let script = "const e = document.querySelector(arguments[0]);
            if (!e || e.disabled) return false;
            e.value = arguments[1];
            e.dispatchEvent(new Event('input', { bubbles: true }));
            e.dispatchEvent(new Event('change', { bubbles: true }));
            return true";
        self.open_fold_of(figure, key);
        let entered = self.script(script, json!([control(figure, key), text]));
        assert_eq!(entered, true, "{figure} has no `{key}` that could be changed");
        self.settle(figure);
    }

    /// Presses a button or turns a switch, with the mouse.
    #[track_caller]
    pub fn press(&self, figure: &str, key: &str) {
        self.press_with(Hand::Mouse, figure, key);
    }

    /// Presses a button or turns a switch.
    #[track_caller]
    pub fn press_with(&self, hand: Hand, figure: &str, key: &str) {
        self.open_fold_of(figure, key);
        self.tap(hand, &control(figure, key));
        self.settle(figure);
    }

    /// Opens the fold that a control lies in, if it lies in one.
    #[track_caller]
    pub fn open_fold_of(&self, figure: &str, key: &str) {
        let open = "const fold = document.querySelector(arguments[0])?.closest('details');
            if (fold) fold.open = true";
        self.script(open, json!([control(figure, key)]));
    }

    /// Taps a panel at fractions of its width and height.
    #[track_caller]
    pub fn tap_panel(&self, hand: Hand, figure: &str, panel: &str, at: (f64, f64)) {
        let point = self.point(figure, panel, at);
        self.tap_at(hand, point);
        self.settle(figure);
    }

    /// Drags within a panel, between fractions of its width and height. Beyond 0 and 1
    /// the pointer leaves the panel.
    #[track_caller]
    pub fn drag(&self, hand: Hand, figure: &str, panel: &str, from: (f64, f64), to: (f64, f64)) {
        let from = self.point(figure, panel, from);
        let to = self.point(figure, panel, to);
        self.drag_between(hand, from, to);
        self.settle(figure);
    }

    /// Types keys into a panel, named as [`Page::type_keys`] has them.
    #[track_caller]
    pub fn keys(&self, figure: &str, panel_key: &str, keys: &[&str]) {
        let panel = panel(figure, panel_key);
        self.focus(&format!("{panel}[tabindex], {panel} [tabindex]"));
        self.type_keys(keys);
        self.settle(figure);
    }

    /// Types keys into a control, named as [`Page::type_keys`] has them.
    #[track_caller]
    pub fn keys_in_control(&self, figure: &str, key: &str, keys: &[&str]) {
        self.open_fold_of(figure, key);
        self.focus(&control(figure, key));
        self.type_keys(keys);
        self.settle(figure);
    }

    /// Panics unless the page shows the same numbers as `figure`, to within `tolerance`
    /// of their size: the last bits of `sin` and `exp` differ between machines.
    #[track_caller]
    pub fn demand_readouts(&self, figure: &dyn Figure, tolerance: f64) {
        for readout in figure.readouts() {
            let (name, key) = (figure.name(), readout.key);
            let shown = self.output(name, key);
            let near = |(shown, value): (&f64, &f64)| {
                (shown - value).abs() <= tolerance * value.abs().max(1.0)
                    || (shown.is_nan() && value.is_nan())
            };
            let same =
                shown.len() == readout.values.len() && shown.iter().zip(&readout.values).all(near);
            assert!(same, "`{key}` of {name} shows {shown:?}, not {:?}", readout.values);
        }
    }

    /// A point of the window at fractions of a panel's width and height.
    #[track_caller]
    pub fn point(&self, figure: &str, panel_key: &str, at: (f64, f64)) -> (f64, f64) {
        let (left, top, width, height) = self.bring_into_view(&panel(figure, panel_key));
        (left + at.0 * width, top + at.1 * height)
    }
}

/// The figure in the state of a link such as `two-tasks?alpha=0.04`, computed natively.
#[track_caller]
pub fn native(fragment: &str) -> Box<dyn Figure> {
    let link = link::parse(fragment);
    let mut figure = list::make(&link.figure).unwrap_or_else(|| panic!("no figure `{fragment}`"));
    link::apply(figure.as_mut(), &link);
    figure
}

#[track_caller]
fn kind(figure: &str, key: &str) -> Kind {
    let figure = native(figure);
    let control = figure.settings().controls().iter().find(|control| control.key == key);
    control.unwrap_or_else(|| panic!("{} has no control `{key}`", figure.name())).kind
}

fn control(figure: &str, key: &str) -> String {
    format!("#{figure} [name=\"{key}\"]:not(output)")
}

fn output(figure: &str, key: &str) -> String {
    format!("#{figure} output[name=\"{key}\"]")
}

fn panel(figure: &str, key: &str) -> String {
    format!("#{figure} .panel[data-panel=\"{key}\"]")
}
