//! One task of the toy problem with a spring between φ and θ: controls and solutions that the
//! figures of iMAML share.

use super::controls;
use crate::contract::{Choice, Number, Settings};
use crate::learn::meta::Workspace;
use crate::learn::meta::proximal;
use crate::learn::model::softplus_line::{SoftplusLine, ToyTask};

/// Which of the two tasks.
pub const TASK: Choice<usize> =
    Choice::new("task", "Task", &[("0", "task 0"), ("1", "task 1")], &[0, 1])
        .help("Whose loss it is.");

/// The strength of the spring.
pub const LAMBDA: Number = Number::linear("lambda", "Pull λ towards θ", (0.0, 20.0))
    .step(0.1, 1)
    .default(2.0)
    .help("How strongly the spring pulls φ back to θ; 0 for no spring.")
    .lead();

/// Where fine-tuning rests.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rest {
    /// φ*, which minimises the loss and the spring together.
    pub phi: [f64; 2],
    /// L(φ*) + λ/2 |φ* − θ|².
    pub loss: f64,
}

/// The task that `settings` choose.
pub fn task(settings: &Settings) -> ToyTask<f64> {
    let [first, second] = controls::tasks(settings);
    if settings.get(TASK) == 0 { first } else { second }
}

/// The minimum of L(φ) + λ/2 |φ − θ|² that lies downhill from θ; `None` if that overflows.
pub fn solve(task: &ToyTask<f64>, theta: [f64; 2], lambda: f64) -> Option<Rest> {
    let model = SoftplusLine::<f64>::default();
    let (mut room, mut phi) = (Workspace::new(&model), [0.0; 2]);
    let rest = proximal::minimise(&model, &theta, task, lambda, &mut room, &mut phi).ok()?;
    Some(Rest { phi, loss: rest.loss })
}

/// What is said where there is no spring.
pub const NO_SPRING: &str = "With λ = 0 there is no spring: φ* is the task’s own solution, \
     wherever θ is, and no gradient leads from it back to θ.";
