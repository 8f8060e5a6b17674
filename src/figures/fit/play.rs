//! The play button: the steps of a fit, one by one.

use super::controls::{PLAY, STEP_COUNT};
use super::state::Fit;
use crate::contract::{Changed, Look, Settings};

/// How long the play button shows each of the first ten steps, and then each rung of the
/// ladder, in milliseconds: a thousand steps take nine seconds and not eight minutes.
const STEP_TIME: f64 = 450.0;
const RUNG_TIME: f64 = 225.0;

/// So many steps are shown one by one.
const SLOW_STEPS: f64 = 10.0;

impl Fit {
    /// How far up the ladder is shown just now: to the chosen steps, unless the play
    /// button is at work and between two of its rungs.
    pub(super) fn progress(&self) -> f64 {
        let most = self.chosen() as f64;
        let Some(played) = self.played else { return most };
        let slow = (played / STEP_TIME).min(SLOW_STEPS);
        let fast = (played - SLOW_STEPS * STEP_TIME).max(0.0) / RUNG_TIME;
        (slow + fast).min(most)
    }

    /// Begins to show the steps, or lets them wait where they are, or go on.
    pub(super) fn play_or_pause(&mut self) -> Changed {
        match self.played {
            Some(_) => self.paused = !self.paused,
            None => self.played = Some(0.0),
        }
        Changed::Picture
    }

    /// Shows what is due after some more `milliseconds`.
    pub(super) fn play_on(&mut self, milliseconds: f64) -> Changed {
        let Some(played) = self.played.filter(|_| !self.paused) else { return Changed::Nothing };
        self.played = Some(played + milliseconds.max(0.0));
        if self.progress() >= self.chosen() as f64 {
            self.played = None;
        }
        Changed::Picture
    }

    /// How the play button looks: it says what the next press does.
    pub(super) fn look_of_play(&self) -> Look {
        let goes = self.played.is_some() && !self.paused;
        let label = if goes { "❚❚ Pause" } else { PLAY.look().label };
        Look { label, works: self.chosen() > 0 }
    }

    /// The settings with the number of steps that the play button has come to.
    pub(super) fn settings_on_the_way(&self) -> Settings {
        let mut settings = self.settings.clone();
        if self.played.is_some() {
            settings.set(STEP_COUNT, self.steps_shown());
        }
        settings
    }

    /// How long the play button takes from where it is to the next rung, in milliseconds.
    pub(super) fn until_next_rung(&self) -> f64 {
        let Some(played) = self.played else { return 0.0 };
        // Rounding must not have it stop just below one.
        let next = (self.progress() + 1e-6).floor() + 1.0;
        let slow = next.min(SLOW_STEPS) * STEP_TIME;
        slow + (next - SLOW_STEPS).max(0.0) * RUNG_TIME - played
    }

    /// The number of steps at the rung that is shown, or is nearest.
    pub(super) fn steps_shown(&self) -> usize {
        self.ladder.get(self.progress().round() as usize).copied().unwrap_or_default()
    }
}
