//! Hands on `two-tasks`, and who drives in their place.

use super::drive::{self, Driver, Wheel};
use super::state::{
    ALONG, ALONG_STEP, DRIVE_BOTH, DRIVE_MAML, DRIVE_PRETRAINING, TwoTasks, WHEEL, WHOLE_WAY,
};
use crate::contract::{Button, Changed, Look};
use crate::figures::kit::controls;

impl TwoTasks {
    /// The reader takes the wheel and puts θ somewhere; all ways end.
    pub(super) fn move_theta(&mut self, theta: [f64; 2]) -> Changed {
        self.touched = true;
        self.notice = None;
        self.take_wheel();
        controls::set_theta(&mut self.settings, theta);
        self.follow_settings();
        Changed::Settings
    }

    /// The reader takes the wheel.
    pub(super) fn take_wheel(&mut self) {
        self.settings.set(WHEEL, Wheel::Reader);
        self.settings.set(ALONG, 0.0);
    }

    /// A hand comes down on θ: who drives stops, and stays where it is.
    pub(super) fn grab(&mut self) {
        self.pause();
        self.before = Some(self.settings.clone());
    }

    /// The system took the hand away: all is as it was before.
    pub(super) fn let_go(&mut self) -> Changed {
        if let Some(before) = self.before.take() {
            self.settings = before;
            self.follow_settings();
        }
        Changed::Settings
    }

    /// Who is at the wheel once a button is pressed that gives it away.
    pub(super) fn wheel_of(&self, button: Button) -> Option<Wheel> {
        let is = |other: Button| button.key() == other.key();
        if is(DRIVE_BOTH) {
            return Some(Wheel::Both);
        }
        let alone = [(DRIVE_MAML, Driver::Maml), (DRIVE_PRETRAINING, Driver::Pretraining)];
        let driver = alone.into_iter().find(|&(of, _)| is(of));
        driver.map(|(_, driver)| self.wheel().taken_by(driver))
    }

    /// How a button looks: that of whoever drives stops them.
    pub(super) fn look_of(&self, button: Button) -> Look {
        let stops = self.is_driving() && self.wheel_of(button) == Some(self.wheel());
        Look { label: if stops { "Stop" } else { button.look().label }, works: true }
    }

    /// A button lets `wheel` drive: from the start, or on from where it was stopped. Pressed
    /// while it drives, it stops.
    pub(super) fn drive(&mut self, wheel: Wheel) -> Changed {
        self.touched = true;
        let same = wheel == self.route.wheel;
        if same && self.driving.is_some() {
            self.pause();
            let name = match wheel {
                Wheel::Both => "Both",
                other => other.leader().map_or("θ", Driver::name),
            };
            self.notice = Some([name, " stopped."].concat());
            return Changed::Settings;
        }
        let begun = same && (0.0..WHOLE_WAY).contains(&self.route.along);
        let along = if begun { self.route.along } else { 0.0 };
        self.settings.set(WHEEL, wheel);
        self.settings.set(ALONG, along);
        self.follow_settings();
        self.notice = None;
        self.driving = Some(drive::time_of(self.steps()));
        Changed::Settings
    }

    /// Stops who drives, at a place that a link can name.
    pub(super) fn pause(&mut self) {
        if self.driving.take().is_some() {
            self.arrive();
        }
    }

    /// Takes the steps that are due after `milliseconds`.
    pub(super) fn advance(&mut self, milliseconds: f64) -> Changed {
        let Some(time) = self.driving else { return Changed::Nothing };
        let time = time + milliseconds.max(0.0);
        self.driving = Some(time);
        let (steps, moving) = (drive::steps_after(time), self.moving());
        let share = drive::share(&moving, steps);
        let over = steps >= drive::most_steps(&moving);
        let along = if over { WHOLE_WAY } else { WHOLE_WAY * share };
        if over {
            self.driving = None;
        }
        self.go_to(along);
        Changed::Settings
    }

    /// Goes on by a tenth of the way: for readers who want no motion.
    pub(super) fn advance_to_next_still(&mut self) -> Changed {
        const STILL: f64 = 10.0;
        if self.driving.is_none() {
            return Changed::Nothing;
        }
        let along = (self.route.along / STILL + 1e-6).floor() * STILL + STILL;
        let steps = drive::steps_at(&self.moving(), along / WHOLE_WAY);
        self.driving = (along < WHOLE_WAY).then(|| drive::time_of(steps));
        self.go_to(along.min(WHOLE_WAY));
        Changed::Settings
    }

    /// Notes how far they are, as a link can name it, and brings θ there. What a link can name
    /// is never behind them: who is stopped goes on by a hair, not back uphill.
    fn go_to(&mut self, along: f64) {
        let along = ((along / ALONG_STEP).ceil() * ALONG_STEP).min(WHOLE_WAY);
        self.settings.set(ALONG, along);
        self.route.along = along;
        self.arrive();
    }
}
