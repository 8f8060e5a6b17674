//! `beat-maml`: the reader sees five points and draws the curve; then the networks do.
//!
//! The link holds the round and the reader's curve, as eleven numbers. A challenge is a link
//! with the round and somebody's curve, which is shown when the reader's own is compared.

mod controls;
mod drawing;
mod hands;
mod layout;
mod round;
mod state;
mod stroke;
mod view;
mod words;

use crate::contract::{
    Action, Button, Changed, Figure, Grip, Key, Look, Panel, Pointer, Readout, Settings, Tip,
};
use crate::plot::{Px, Scene, Size};
use controls::{COMPARE, NEXT, OVER, SEAL};
pub use state::BeatMaml;
use state::{ACT, ACTS};

impl Figure for BeatMaml {
    fn name(&self) -> &'static str {
        "beat-maml"
    }

    fn title(&self) -> &'static str {
        "Draw the missing curve, and be compared with both networks"
    }

    fn panels(&self) -> &'static [Panel] {
        &layout::PANELS
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn settings_mut(&mut self) -> &mut Settings {
        &mut self.settings
    }

    fn refresh(&mut self) {
        self.follow_settings();
    }

    fn pressed(&mut self, button: Button) -> Changed {
        match button {
            COMPARE => self.compare(),
            NEXT => self.go_on(),
            OVER => self.start_over(),
            SEAL => self.seal(),
            _ => Changed::Nothing,
        }
    }

    fn look(&self, button: Button) -> Look {
        let (is_drawn, is_revealed) = (self.heights().is_some(), self.is_revealed());
        let works = match button {
            COMPARE => is_drawn && !is_revealed,
            OVER => is_drawn || is_revealed,
            SEAL => is_drawn,
            _ => true,
        };
        let label = match button {
            NEXT if !is_revealed => "Skip this round",
            _ => button.look().label,
        };
        Look { label, works }
    }

    fn pointer(&mut self, pointer: &Pointer) -> Changed {
        let Pointer { panel, size, at, action, tip } = *pointer;
        match action {
            Action::Down if panel == layout::CURVES => self.grab(at, size, tip),
            Action::Drag if panel == layout::CURVES => self.drag(at, size),
            Action::Up => self.release(),
            Action::Cancel => self.cancel(),
            _ => Changed::Nothing,
        }
    }

    fn key(&mut self, panel: usize, key: Key) -> Changed {
        match panel {
            layout::CURVES => self.press_key(key),
            _ => Changed::Nothing,
        }
    }

    fn tick(&mut self, milliseconds: f64) -> Changed {
        let Some(played) = self.played else { return Changed::Nothing };
        let played = played + milliseconds.max(0.0);
        self.played = Some(played).filter(|played| *played < ACT * ACTS);
        Changed::Picture
    }

    fn animating(&self) -> bool {
        self.played.is_some()
    }

    fn scene(&self, panel: usize, size: Size) -> Scene {
        match panel {
            layout::CURVES => view::curves(self, size),
            _ => view::errors(self, size),
        }
    }

    fn grip(&self, panel: usize, size: Size, at: Px, _tip: Tip) -> Grip {
        match panel {
            layout::CURVES => self.found_at(at, size),
            _ => Grip::Nothing,
        }
    }

    fn readouts(&self) -> Vec<Readout> {
        words::readouts(self)
    }

    fn describe(&self) -> String {
        words::describe(self)
    }

    fn announcement(&self, panel: usize) -> Option<String> {
        (panel == layout::CURVES).then(|| words::announcement(self)).flatten()
    }

    fn notice(&self) -> Option<String> {
        self.notice.clone().or_else(|| self.shortfall())
    }
}
