//! The controls of the fitting figures.

use std::f64::consts::PI;

use super::fitting::STEPS;
use super::samples;
use crate::contract::{Control, Kind, Place, Slider};
use crate::learn::train::presets;
use crate::plot::Spread;

/// The least inner rate.
pub const LEAST_RATE: f64 = 0.001;

/// The greatest seed of the dice.
pub const LAST_SEED: u32 = 9999;

const AMPLITUDE: Control = Control {
    key: "amplitude",
    label: "Amplitude A",
    help: "How high the waves of the task are.",
    place: Place::Main,
    kind: Kind::Slider(Slider {
        range: (0.1, 5.0),
        at_first: (0.1, 5.0),
        step: 0.1,
        default: 4.0,
        spread: Spread::Linear,
        places: 1,
        unit: "",
    }),
};

const PHASE: Control = Control {
    key: "phase",
    label: "Phase φ",
    help: "How far the waves are moved to the left.",
    place: Place::Main,
    kind: Kind::Slider(Slider {
        range: (0.0, PI),
        at_first: (0.0, PI),
        step: 0.01,
        default: 0.2,
        spread: Spread::Linear,
        places: 2,
        unit: "",
    }),
};

const STEP_COUNT: Control = Control {
    key: "steps",
    label: "Fine-tuning steps",
    help: "How many steps of gradient descent are taken on the samples: each of the first ten, \
           then ten for every factor of ten.",
    place: Place::Main,
    kind: Kind::Slider(Slider {
        range: (0.0, STEPS as f64),
        at_first: (0.0, STEPS as f64),
        step: 1.0,
        default: 10.0,
        spread: Spread::Symlog,
        places: 0,
        unit: "",
    }),
};

const RATE: Control = Control {
    key: "alpha",
    label: "Inner rate α",
    help: "How far each fine-tuning step goes.",
    place: Place::Main,
    kind: Kind::Slider(Slider {
        range: (LEAST_RATE, 0.1),
        at_first: (LEAST_RATE, 0.1),
        step: 0.01,
        default: presets::ALPHA,
        spread: Spread::Log,
        places: 4,
        unit: "",
    }),
};

const SAMPLES: Control = Control {
    key: "samples",
    label: "Samples at x =",
    help: "At most five numbers from −5 to 5, or click in the plot.",
    place: Place::More,
    kind: Kind::Numbers(samples::LIST),
};

const SEED: Control = Control {
    key: "seed",
    label: "Seed of the dice",
    help: "The dice draw the samples that belong to the next seed.",
    place: Place::More,
    kind: Kind::Whole { range: (0, LAST_SEED), default: 1 },
};

const COMPARE: Control = Control {
    key: "compare",
    label: "Compare with the pretrained model",
    help: "Lays the pretrained model's fit to the same samples underneath.",
    place: Place::Main,
    kind: Kind::Switch,
};

const PLAY: Control = button("play", "▶ Play the steps");
const RANDOM: Control = button("random", "⚄ Random samples");
const EVEN: Control = button("even", "Evenly spaced");
const SQUEEZE: Control = button("squeeze", "Squeezed to one side");
const CLEAR: Control = button("clear", "Clear");
const ORIGINAL: Control =
    Control { place: Place::More, ..button("original-weights", "Back to the article’s weights") };

const fn button(key: &'static str, label: &'static str) -> Control {
    Control { key, label, help: "", place: Place::Main, kind: Kind::Button }
}

/// The controls of `fit-pretrained`.
pub const PRETRAINED: [Control; 11] =
    [STEP_COUNT, AMPLITUDE, PHASE, RATE, PLAY, RANDOM, EVEN, SQUEEZE, CLEAR, SAMPLES, SEED];

/// The controls of `fit-maml`.
pub const MAML: [Control; 13] = [
    STEP_COUNT, AMPLITUDE, PHASE, RATE, COMPARE, PLAY, RANDOM, EVEN, SQUEEZE, CLEAR, SAMPLES, SEED,
    ORIGINAL,
];

#[cfg(test)]
mod tests {
    use super::super::fitting;
    use super::*;
    use crate::learn::weights;

    #[test]
    fn the_slider_of_steps_goes_from_rung_to_rung() {
        let Kind::Slider(slider) = STEP_COUNT.kind else { unreachable!("declared as a slider") };
        let last = slider.position(slider.range.1).round() as u32;
        let reached = (0..=last).map(|position| slider.value(f64::from(position)) as usize);
        assert_eq!(reached.collect::<Vec<_>>(), fitting::ladder(0));
    }

    #[test]
    fn the_slider_starts_at_the_rate_of_the_training() {
        assert_eq!(weights::maml().alpha, presets::ALPHA);
        assert_eq!(weights::pretrained().alpha, presets::ALPHA);
    }
}
