//! The controls of the fitting figures.

use std::f64::consts::PI;

use super::fitting::STEPS;
use super::samples;
use crate::contract::{Button, Choice, Control, Count, List, Number, Switch};
use crate::learn::train::presets;
use crate::plot::Spread;

/// The greatest seed of the dice.
pub const LAST_SEED: u32 = 9999;

/// The amplitudes and the phases of tasks.
pub const AMPLITUDE_RANGE: (f64, f64) = (0.1, 5.0);
pub const PHASE_RANGE: (f64, f64) = (0.0, PI);

/// What the first figure starts from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// The pretrained network.
    Pretrained,
    /// MAML's.
    Maml,
    /// Each of them, side by side.
    Both,
}

/// Where fine-tuning starts; `fit-pretrained` alone has it.
pub const START: Choice<Start> = Choice::new(
    "start",
    "Start from",
    &[("pretrained", "pretraining"), ("maml", "MAML"), ("both", "both")],
    &[Start::Pretrained, Start::Maml, Start::Both],
)
.lead();

/// The fold of what concerns the samples.
const SAMPLING: &str = "Samples";

/// How high the waves of the task are.
pub const AMPLITUDE: Number = Number::linear("amplitude", "Amplitude A", AMPLITUDE_RANGE)
    .step(0.1, 1)
    .default(4.0)
    .help("How high the waves of the task are.");

/// How far they are moved.
pub const PHASE: Number = Number::linear("phase", "Phase φ", PHASE_RANGE)
    .default(0.2)
    .help("How far the waves are moved to the left.");

/// How many steps are shown.
pub const STEP_COUNT: Count = Count::slider("steps", "Fine-tuning steps", (0, STEPS as u32))
    .spread(Spread::Symlog)
    .default(10)
    .help(
        "How many steps of gradient descent are taken on the samples: each of the first ten, \
         then ten for every factor of ten.",
    )
    .lead();

/// The least inner rate.
pub const LEAST_RATE: f64 = 0.001;

/// The inner rate.
pub const RATE: Number = Number::log("alpha", "Inner rate α", (LEAST_RATE, 0.1))
    .default(presets::ALPHA)
    .help("How far each fine-tuning step goes.");

/// Where the samples are.
pub const SAMPLES: List = List::new("samples", "Samples at x =", samples::LIST)
    .help("At most five numbers from −5 to 5, or click in the plot.")
    .group(SAMPLING);

/// The seed of random samples.
pub const SEED: Count = Count::typed("seed", "Seed of the dice", (0, LAST_SEED))
    .default(1)
    .help("The dice draw the samples that belong to the next seed.")
    .group(SAMPLING);

/// Whether the pretrained model is laid underneath; `fit-maml` alone has it.
pub const COMPARE: Switch = Switch::new("compare", "Compare with the pretrained model")
    .help("Lays the pretrained model's fit to the same samples underneath.")
    .on()
    .lead();

/// Shows the steps one by one, lets them wait, lets them go on.
pub const PLAY: Button = Button::new("play", "▶ Play the steps").lead();
/// Draws samples.
pub const RANDOM: Button = Button::new("random", "⚄ Random samples");
/// Spreads samples evenly.
pub const EVEN: Button = Button::new("even", "Evenly spaced").group(SAMPLING);
/// Puts all samples on one side.
pub const SQUEEZE: Button = Button::new("squeeze", "Squeezed to one side").group(SAMPLING);
/// Takes all samples away.
pub const CLEAR: Button = Button::new("clear", "Clear").group(SAMPLING);
/// Takes back a network from elsewhere; `fit-maml` alone has it.
pub const ORIGINAL: Button =
    Button::new("original-weights", "Back to the article’s weights").group("Weights");

/// The controls of `fit-pretrained`.
pub const PRETRAINED: [Control; 12] = [
    STEP_COUNT.control(),
    START.control(),
    PLAY.control(),
    AMPLITUDE.control(),
    PHASE.control(),
    RATE.control(),
    RANDOM.control(),
    EVEN.control(),
    SQUEEZE.control(),
    CLEAR.control(),
    SAMPLES.control(),
    SEED.control(),
];

/// The controls of `fit-maml`.
pub const MAML: [Control; 13] = [
    STEP_COUNT.control(),
    PLAY.control(),
    COMPARE.control(),
    AMPLITUDE.control(),
    PHASE.control(),
    RATE.control(),
    RANDOM.control(),
    EVEN.control(),
    SQUEEZE.control(),
    CLEAR.control(),
    SAMPLES.control(),
    SEED.control(),
    ORIGINAL.control(),
];

#[cfg(test)]
mod tests {
    use super::super::fitting;
    use super::*;
    use crate::contract::Kind;
    use crate::learn::weights;

    #[test]
    fn the_slider_of_steps_goes_from_rung_to_rung() {
        let Kind::Slider(slider) = STEP_COUNT.control().kind else {
            unreachable!("declared as a slider")
        };
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
