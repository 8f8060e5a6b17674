//! What `tug` knows: where the reader pulls, and how both networks respond.

use super::response::{Net, Pull, Response};
use crate::contract::{Changed, Control, Number, Settings, Switch};
use crate::learn::weights;
use crate::number::held;
use crate::plot::Ink;

/// Where pulls may be, and how strong.
const PLACES: (f64, f64) = (-5.0, 5.0);
const PULLS: (f64, f64) = (-4.0, 4.0);

/// The fold of what concerns the second pull.
const SECOND_PULL: &str = "A second pull";

pub const X: Number = Number::linear("x", "Pull at x", PLACES)
    .step(0.05, 2)
    .default(-1.5)
    .help("Where the one sample is.")
    .lead();

pub const Y: Number = Number::linear("y", "Pull by", PULLS)
    .step(0.05, 2)
    .default(-2.0)
    .help("How far it is above the curve, or below.")
    .lead();

pub const RATE: Number = Number::log("alpha", "Inner rate α", (0.0003, 0.03))
    .default(0.003)
    .help("How far the step goes.");

pub const SECOND: Switch = Switch::new("second", "Pull at a second point")
    .help("Two samples share the step.")
    .group(SECOND_PULL);

pub const X2: Number = Number::linear("other-x", "Second pull at x", PLACES)
    .step(0.05, 2)
    .default(1.5)
    .group(SECOND_PULL);

pub const Y2: Number = Number::linear("other-y", "Second pull by", PULLS)
    .step(0.05, 2)
    .default(2.0)
    .group(SECOND_PULL);

pub const CONTROLS: [Control; 6] =
    [X.control(), Y.control(), RATE.control(), SECOND.control(), X2.control(), Y2.control()];

/// How the two networks are called, and their inks, in the order of the panels.
pub const NETWORKS: [(&str, Ink); 2] = [("MAML", Ink::Maml), ("pretrained", Ink::Pretrained)];

/// The figure.
pub struct Tug {
    pub(super) settings: Settings,
    pub(super) nets: [Net; 2],
    pub(super) responses: [Response; 2],
    /// The pull that keys act on, and that comes to a pointer.
    pub(super) chosen: usize,
    pub(super) hand: Option<Held>,
    /// Whether the reader has pulled before, and needs no hint.
    pub(super) touched: bool,
}

/// A pull in a hand.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Held {
    /// The pull before, for when the system takes the pointer away.
    pub(super) before: Pull,
    /// From the pointer to the handle, in CSS pixels.
    pub(super) offset: (f64, f64),
}

impl Default for Tug {
    fn default() -> Self {
        let settings = Settings::new(&CONTROLS);
        let nets = [weights::maml(), weights::pretrained()].map(Net::of);
        let responses = respond(&nets, &settings);
        Self { settings, nets, responses, chosen: 0, hand: None, touched: false }
    }
}

impl Tug {
    /// Computes anew what follows from the settings.
    pub(super) fn follow_settings(&mut self) {
        self.chosen = self.chosen.min(self.pulls().len() - 1);
        self.responses = respond(&self.nets, &self.settings);
    }

    pub(super) fn pulls(&self) -> Vec<Pull> {
        pulls(&self.settings)
    }

    /// The pull that is in hand.
    pub(super) fn pull(&self) -> Pull {
        self.pulls().get(self.chosen).copied().unwrap_or_default()
    }

    /// Moves the pull that is in hand.
    pub(super) fn set_pull(&mut self, (x, y): Pull) -> Changed {
        let handles = if self.chosen == 0 { (X, Y) } else { (X2, Y2) };
        let pull = (snapped(x, PLACES), snapped(y, PULLS));
        self.touched = true;
        if pull == self.pull() {
            return Changed::Picture;
        }
        self.settings.set(handles.0, pull.0);
        self.settings.set(handles.1, pull.1);
        self.follow_settings();
        Changed::Settings
    }
}

/// Held inside the range, in twentieths as on the sliders.
fn snapped(value: f64, (least, most): (f64, f64)) -> f64 {
    (held(value, least, most) * 20.0).round() / 20.0 + 0.0
}

fn pulls(settings: &Settings) -> Vec<Pull> {
    let mut pulls = vec![(settings.get(X), settings.get(Y))];
    if settings.get(SECOND) {
        pulls.push((settings.get(X2), settings.get(Y2)));
    }
    pulls
}

fn respond(nets: &[Net; 2], settings: &Settings) -> [Response; 2] {
    let (pulls, rate) = (pulls(settings), settings.get(RATE));
    nets.each_ref().map(|net| net.respond(&pulls, rate))
}
