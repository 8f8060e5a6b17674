//! `meta-loss`: the accumulated loss Σ_i L_i(U_i^(m)(θ)) as m grows.

mod landscape;
mod state;
mod view;

use crate::contract::{
    Button, Changed, Complaint, Figure, Grip, Key, Panel, Pointer, Readout, Settings, Tip,
};
use crate::figures::kit::controls;
use crate::figures::kit::dragged::{self, Dragged};
use crate::figures::kit::square::Drag;
use crate::plot::{Plot, Px, Scene, Size};
use landscape::{Landscape, MOST_STEPS};
pub use state::MetaLoss;
use state::{RATE, STEPS};

/// A tick of so many milliseconds takes the landscape to its end.
const WHOLE: f64 = 1_000.0;

impl Figure for MetaLoss {
    fn name(&self) -> &'static str {
        "meta-loss"
    }

    fn title(&self) -> &'static str {
        "The accumulated loss of two tasks after m steps of fine-tuning"
    }

    fn panels(&self) -> &'static [Panel] {
        &view::PANELS
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn settings_mut(&mut self) -> &mut Settings {
        &mut self.settings
    }

    fn refresh(&mut self) {
        self.survey(Landscape::show);
    }

    fn set(&mut self, key: &str, text: &str) -> Result<Option<Complaint>, Complaint> {
        let outcome = self.settings.read(key, text)?;
        // A hand on the inner rate may go on moving.
        self.survey(if key == RATE.key() { Landscape::sketch } else { Landscape::show });
        Ok(outcome)
    }

    fn tick(&mut self, milliseconds: f64) -> Changed {
        loop {
            match self.land.proceed() {
                Ok(true) => return Changed::Picture,
                Ok(false) if milliseconds >= WHOLE && self.land.is_resting() => {}
                _ => return Changed::Nothing,
            }
        }
    }

    fn animating(&self) -> bool {
        self.land.is_resting()
    }

    fn settle(&mut self) {
        // As in `survey`.
        let _ = self.land.rest(&self.tasks);
    }

    fn is_sketch(&self) -> bool {
        self.land.is_sketch()
    }

    fn pressed(&mut self, button: Button) -> Changed {
        if button == controls::NEW_POINTS { controls::draw_points(self) } else { Changed::Nothing }
    }

    fn pointer(&mut self, pointer: &Pointer) -> Changed {
        dragged::pointer(self, pointer)
    }

    fn key(&mut self, panel: usize, key: Key) -> Changed {
        let steps = match key {
            Key::PageUp => (self.steps() + 1).min(MOST_STEPS),
            Key::PageDown => self.steps().saturating_sub(1),
            _ => return dragged::key(self, panel, key),
        };
        self.settings.set(STEPS, steps);
        self.refresh();
        Changed::Settings
    }

    fn scene(&self, panel: usize, size: Size) -> Scene {
        match panel {
            view::LARGE => view::accumulated(self, size),
            other => view::task(self, (other - 1).min(1), size),
        }
    }

    fn grip(&self, panel: usize, size: Size, at: Px, tip: Tip) -> Grip {
        dragged::grip(self, panel, size, at, tip)
    }

    fn readouts(&self) -> Vec<Readout> {
        view::readouts(self)
    }

    fn describe(&self) -> String {
        view::describe(self)
    }

    fn announcement(&self, _panel: usize) -> Option<String> {
        Some(view::at_hand(self))
    }

    fn notice(&self) -> Option<String> {
        view::trouble(self)
    }
}

impl Dragged for MetaLoss {
    fn plot(panel: usize, size: Size) -> Plot {
        view::plot(panel, size)
    }

    fn place(&self) -> [f64; 2] {
        self.theta()
    }

    fn hand(&self) -> &Drag {
        &self.hand
    }

    fn hand_mut(&mut self) -> &mut Drag {
        &mut self.hand
    }

    fn move_to(&mut self, place: [f64; 2]) -> Changed {
        self.move_theta(place)
    }
}
