//! `drawings`: the reader draws characters that nobody ever saw, once each, and two networks that
//! were fine-tuned on them tell new drawings apart, beside the nearest neighbour in pixels.
//!
//! The link holds the settings, and the drawings: few points of each stroke, packed.

mod bars;
mod board;
mod code;
mod controls;
mod deeds;
mod example;
mod hands;
mod layout;
mod pen;
mod pupil;
mod race;
mod sketch;
mod spot;
mod start;
mod state;
mod trajectory;
mod view;
mod words;

use crate::contract::{
    Action, Button, Changed, Exchange, Figure, Grip, Key, Look, Pad, Panel, Pointer, Readout,
    Settings, Tip, Weights,
};
use crate::plot::{Px, Scene, Size};
use controls::{CLEAR, CLEAR_QUERY, EXAMPLE, UNDO};
use spot::Spot;
pub use state::Drawings;

impl Figure for Drawings {
    fn name(&self) -> &'static str {
        "drawings"
    }

    fn title(&self) -> &'static str {
        "Draw characters of your own, and have networks tell them apart"
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

    fn reset(&mut self) {
        self.start_over();
    }

    fn pressed(&mut self, button: Button) -> Changed {
        match button {
            UNDO => self.undo(),
            CLEAR_QUERY => self.clear_pad(Spot::Query),
            CLEAR => self.clear(),
            EXAMPLE => self.next_example(),
            _ => Changed::Nothing,
        }
    }

    fn look(&self, button: Button) -> Look {
        let works = match button {
            UNDO => self.can_undo(),
            CLEAR_QUERY => self.sketch(Spot::Query).is_some(),
            CLEAR => self.spots().any(|spot| self.sketch(spot).is_some()),
            _ => true,
        };
        Look { works, ..button.look() }
    }

    fn pointer(&mut self, pointer: &Pointer) -> Changed {
        let Pointer { panel, size, at, action, .. } = *pointer;
        match (panel, action) {
            (layout::BOARD, Action::Down) => self.put_down(at, size),
            (layout::BOARD, Action::Drag) => self.draw_on(at, size),
            (layout::STEPS, Action::Down) => self.grab_steps(at, size),
            (layout::STEPS, Action::Drag) => self.drag_steps(at, size),
            (_, Action::Up) => self.lift(),
            (_, Action::Cancel) => self.break_off(),
            _ => Changed::Nothing,
        }
    }

    fn key(&mut self, panel: usize, key: Key) -> Changed {
        match panel {
            layout::BOARD => self.press_key(key),
            _ => self.press_step_key(key),
        }
    }

    fn tick(&mut self, _milliseconds: f64) -> Changed {
        self.go_on()
    }

    fn animating(&self) -> bool {
        self.is_busy()
    }

    /// What the networks are still at is no motion, and is waited for.
    fn is_sketch(&self) -> bool {
        self.is_busy()
    }

    fn scene(&self, panel: usize, size: Size) -> Scene {
        match panel {
            layout::BOARD => view::board(self, size),
            _ => trajectory::trajectory(self, size),
        }
    }

    fn grip(&self, panel: usize, size: Size, at: Px, tip: Tip) -> Grip {
        match panel {
            layout::BOARD => self.found_at(at, size),
            _ => self.found_in_steps(at, size, tip),
        }
    }

    fn pads(&self, panel: usize, size: Size) -> Vec<Pad> {
        match panel {
            layout::BOARD => words::pads(self, size),
            _ => Vec::new(),
        }
    }

    fn readouts(&self) -> Vec<Readout> {
        words::readouts(self)
    }

    fn describe(&self) -> String {
        words::describe(self)
    }

    fn announcement(&self, panel: usize) -> Option<String> {
        (panel == layout::BOARD).then(|| words::announcement(self)).flatten()
    }

    fn notice(&self) -> Option<String> {
        let said = self.notice.clone().or_else(|| self.shortfall());
        said.or_else(|| self.visitor())
    }

    fn exchange(&mut self) -> Option<&mut dyn Exchange> {
        Some(self)
    }
}

impl Exchange for Drawings {
    fn take(&mut self, weights: Weights) -> Changed {
        self.take(weights)
    }
}
