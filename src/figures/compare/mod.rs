//! `compare`: where five methods would move θ, and where they come to rest.

mod conditions;
mod contender;
mod controls;
mod grasp;
mod hands;
mod race;
mod said;
mod state;
mod view;

use self::controls::{ADD_TASK, CONTROLS, MOST_STEPS, RUN, STEPS, TASK_COUNTS};
use crate::contract::{
    Button, Changed, Complaint, Figure, Grip, Key, Look, Panel, Pointer, Readout, Settings, Table,
    Tip,
};
use crate::figures::kit;
use crate::figures::kit::square;
use crate::plot::{Px, Scene, Size};
pub use state::Compare;
use state::Pace;

/// A tick of so many milliseconds takes the terrain to its end.
const WHOLE: f64 = 1_000.0;

impl Figure for Compare {
    fn name(&self) -> &'static str {
        "compare"
    }

    fn title(&self) -> &'static str {
        "Where MAML, FOMAML, Reptile, iMAML and plain descent move θ"
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
        self.follow(Pace::Resting);
    }

    fn reset(&mut self) {
        self.settings = Settings::new(&CONTROLS);
        self.race = None;
        self.refresh();
    }

    fn set(&mut self, key: &str, text: &str) -> Result<Option<Complaint>, Complaint> {
        let outcome = self.settings.read(key, text)?;
        // A hand on a slider may go on moving.
        self.follow(Pace::Moving);
        Ok(outcome)
    }

    fn tick(&mut self, milliseconds: f64) -> Changed {
        let mut changed = Changed::Nothing;
        if let Some(race) = self.race.as_mut().filter(|race| race.running) {
            race.advance(&self.tasks, milliseconds);
            changed = Changed::Picture;
        }
        loop {
            match self.ground.proceed() {
                Ok(true) => return Changed::Picture,
                Ok(false) if milliseconds >= WHOLE && self.ground.is_resting() => {}
                _ => return changed,
            }
        }
    }

    fn animating(&self) -> bool {
        self.is_running() || self.ground.is_resting()
    }

    fn next_still(&mut self) -> Changed {
        if let Some(race) = self.race.as_mut().filter(|race| race.running) {
            race.advance_to_still(&self.tasks);
            return Changed::Picture;
        }
        self.tick(WHOLE)
    }

    fn is_sketch(&self) -> bool {
        self.ground.is_sketch()
    }

    fn settle(&mut self) {
        // As in `follow`.
        let _ = self.ground.rest(&self.tasks);
    }

    fn pressed(&mut self, button: Button) -> Changed {
        match button {
            RUN => self.run(),
            ADD_TASK => self.add_task(),
            other if other.key() == kit::controls::NEW_POINTS.key() => {
                kit::controls::draw_points(self)
            }
            _ => Changed::Nothing,
        }
    }

    fn look(&self, button: Button) -> Look {
        let label = match button {
            RUN if self.is_running() => "Stop them",
            ADD_TASK if self.tasks.len() >= TASK_COUNTS.1 => "Back to two tasks",
            _ => return button.look(),
        };
        Look { label, works: true }
    }

    fn pointer(&mut self, pointer: &Pointer) -> Changed {
        if pointer.panel == view::GROUND { self.point(pointer) } else { Changed::Nothing }
    }

    fn key(&mut self, panel: usize, key: Key) -> Changed {
        if panel != view::GROUND {
            return Changed::Nothing;
        }
        if let Some(theta) = square::walked(self.theta(), key) {
            return self.move_theta(theta);
        }
        let now = self.settings.get(STEPS);
        let steps = match key {
            Key::PageUp => (now + 1).min(MOST_STEPS),
            Key::PageDown => now.saturating_sub(1),
            _ => return Changed::Nothing,
        };
        self.settings.set(STEPS, steps);
        self.refresh();
        Changed::Settings
    }

    fn scene(&self, panel: usize, size: Size) -> Scene {
        match panel {
            view::GROUND => view::ground(self, size),
            view::DIRECTIONS => view::directions(self, size),
            _ => view::losses(self, size),
        }
    }

    fn grip(&self, panel: usize, size: Size, at: Px, tip: Tip) -> Grip {
        if panel == view::GROUND { self.found(size, at, tip) } else { Grip::Nothing }
    }

    fn readouts(&self) -> Vec<Readout> {
        said::readouts(self)
    }

    fn table(&self) -> Option<Table> {
        Some(said::table(self))
    }

    fn describe(&self) -> String {
        said::describe(self)
    }

    fn announcement(&self, _panel: usize) -> Option<String> {
        Some(said::at_hand(self))
    }

    fn notice(&self) -> Option<String> {
        said::trouble(self)
    }
}
