//! Fitting a sinusoid from at most five samples: `fit-pretrained` and `fit-maml`.
//!
//! One machine with two faces: the first starts from pretraining and offers MAML's start, the
//! second has both side by side. Everything refits at once whenever anything changes.

mod bend;
mod controls;
mod fitting;
mod hands;
mod layout;
mod play;
mod samples;
mod state;
mod view;
mod words;

use crate::contract::{
    Action, Button, Changed, Exchange, Figure, Grip, Key, Look, Panel, Pointer, Readout, Settings,
    Tip, Weights,
};
use crate::figures::kit::controls::next_seed;
use crate::learn::PARAMETERS;
use crate::plot::{Px, Scene, Size};
use controls::{CLEAR, EVEN, ORIGINAL, PLAY, RANDOM, SEED, SQUEEZE};
pub use state::Fit;
use state::{Gesture, Initialisation, Selected};

impl Figure for Fit {
    fn name(&self) -> &'static str {
        match self.role {
            Initialisation::Pretrained => "fit-pretrained",
            Initialisation::Maml => "fit-maml",
        }
    }

    fn title(&self) -> &'static str {
        match self.role {
            Initialisation::Pretrained => {
                "A network, fine-tuned to your samples from a start of your choice"
            }
            Initialisation::Maml => {
                "The MAML model and the pretrained one, fine-tuned to your samples"
            }
        }
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

    fn shown_settings(&self) -> Settings {
        self.settings_on_the_way()
    }

    fn refresh(&mut self) {
        self.follow_settings();
    }

    fn reset(&mut self) {
        self.guest = None;
        self.settings.reset();
        self.refresh();
    }

    fn pressed(&mut self, button: Button) -> Changed {
        self.selected = Selected::Nothing;
        match button {
            PLAY => self.play_or_pause(),
            RANDOM => {
                let seed = next_seed(self.settings.get(SEED), controls::LAST_SEED);
                self.settings.set(SEED, seed);
                self.set_samples(samples::drawn(seed as u64))
            }
            EVEN => self.set_samples(samples::EVEN.to_vec()),
            SQUEEZE => self.set_samples(samples::SQUEEZED.to_vec()),
            CLEAR => self.set_samples(Vec::new()),
            ORIGINAL if self.guest.take().is_some() => {
                self.refresh();
                Changed::Picture
            }
            _ => Changed::Nothing,
        }
    }

    fn look(&self, button: Button) -> Look {
        if button.key() == PLAY.key() { self.look_of_play() } else { button.look() }
    }

    fn pointer(&mut self, pointer: &Pointer) -> Changed {
        let Pointer { panel, size, at, action, tip } = *pointer;
        match (action, panel) {
            (Action::Down, layout::CURVES) => self.grab(at, size, tip),
            (Action::Down, _) => self.choose_steps(self.steps(), at, size),
            (Action::Drag, _) => self.drag(at, size),
            (Action::Up, _) => self.release(size),
            (Action::Cancel, _) => self.cancel(),
            (Action::Hover, layout::CURVES) => self.hover(at, size),
            (Action::Leave, _) => self.leave(),
            (Action::Hover, _) => Changed::Nothing,
        }
    }

    fn key(&mut self, panel: usize, key: Key) -> Changed {
        match panel {
            layout::CURVES => self.key_in_curves(key),
            _ => self.key_in_errors(key),
        }
    }

    fn tick(&mut self, milliseconds: f64) -> Changed {
        self.play_on(milliseconds)
    }

    fn animating(&self) -> bool {
        self.played.is_some() && !self.paused
    }

    fn next_still(&mut self) -> Changed {
        self.tick(self.until_next_rung())
    }

    fn scene(&self, panel: usize, size: Size) -> Scene {
        match panel {
            layout::CURVES => view::curves(self, size),
            _ => view::errors(self, size),
        }
    }

    fn grip(&self, panel: usize, size: Size, at: Px, tip: Tip) -> Grip {
        if matches!(self.hand, Gesture::Sample(_) | Gesture::Curve(_)) {
            return Grip::Held;
        }
        if panel != layout::CURVES {
            return Grip::Place;
        }
        let plot = layout::curve_plot(size);
        match layout::sample_at(&plot, self.task(), self.samples(), at, tip) {
            Some(_) => Grip::Handle,
            None if bend::reaches(&plot, self.task(), at, tip) => Grip::Handle,
            None if plot.rect.contains(at) => Grip::Place,
            None => Grip::Nothing,
        }
    }

    fn readouts(&self) -> Vec<Readout> {
        words::readouts(self)
    }

    fn describe(&self) -> String {
        words::describe(self)
    }

    fn announcement(&self, panel: usize) -> Option<String> {
        (panel == layout::CURVES).then(|| words::at_hand(self)).flatten()
    }

    fn notice(&self) -> Option<String> {
        let news = self.notice.clone().or_else(|| words::trouble(self));
        let sentences: Vec<String> = news.into_iter().chain(words::origin(self)).collect();
        (!sentences.is_empty()).then(|| sentences.join(" "))
    }

    fn exchange(&mut self) -> Option<&mut dyn Exchange> {
        (self.role == Initialisation::Maml).then_some(self)
    }
}

impl Exchange for Fit {
    fn take(&mut self, weights: Weights) -> Changed {
        if weights.values.len() != PARAMETERS {
            return Changed::Nothing;
        }
        self.guest = Some(weights);
        self.refresh();
        Changed::Picture
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;
    use crate::learn::Sinusoid;

    #[test]
    fn a_fit_is_computed_anew_only_when_what_it_follows_from_changes() {
        let mut figure = Fit::maml();
        let fits = |figure: &Fit| figure.shown().map(|fit| Rc::clone(&fit.fitting)).collect();
        let kept = |figure: &Fit, before: &Vec<Rc<_>>| {
            figure.shown().zip(before).all(|(fit, before)| Rc::ptr_eq(&fit.fitting, before))
        };
        let first = fits(&figure);
        for steps in [5, 0, 10] {
            figure.set_steps(steps);
            assert!(kept(&figure, &first), "{steps} steps");
        }
        figure.settings.set(controls::COMPARE, false);
        figure.refresh();
        assert!(kept(&figure, &first) && figure.other.is_none());

        // MAML's fit was at rest before the thousandth step, which is now to be told.
        figure.set_steps(1000);
        assert!(!kept(&figure, &first));
        let second = fits(&figure);
        figure.set_task(Sinusoid { amplitude: 1.0, phase: 1.0 });
        assert!(!kept(&figure, &second));
        let third = fits(&figure);
        figure.place(0.5);
        assert!(!kept(&figure, &third));
    }
}
