//! The recipes that this project trains by, and what each choice in them buys.

use super::optimiser::Rule;
use super::recipe::Recipe;
use super::schedule::{Decay, Schedule};
use crate::learn::adapt::Inner;
use crate::learn::error::valid;
use crate::learn::meta::fomaml::Fomaml;
use crate::learn::meta::learned_rate::TensorRates;
use crate::learn::meta::maml::Maml;
use crate::learn::meta::pretrained::Pretrained;
use crate::learn::meta::reptile::Reptile;
use crate::learn::meta::{Learner, Listed, Method};

/// The seed of the embedded networks.
pub const SEED: u64 = 2017;

/// The inner rate α that the embedded networks are trained for, measured at, and
/// fine-tuned with by default in the figures.
pub const ALPHA: f64 = Inner::USUAL_RATE;

/// The MAML network of the fitting figures: half a million tasks, some five seconds.
///
/// Two inner steps instead of the paper's one: the figure goes on to ten, and a
/// network that was trained for one step gains less from the later ones (0.13 after five and
/// 0.11 after ten, where this has 0.09 and 0.06), though more from the first (0.35
/// instead of 0.44).
pub fn fit_maml() -> Recipe {
    Recipe {
        method: Method::Maml(Maml(Inner::usual(2))),
        shots: 10,
        queries: 10,
        tasks: 25,
        steps: 20_000,
        rule: Rule::adam(0.99),
        schedule: Schedule { peak: 0.006, warm_up: 100, decay: Decay::Cosine },
        clip: 10.0,
        averaging: 0.0,
    }
}

/// The pretrained network of the fitting figures: as many tasks and points as
/// [`fit_maml`] sees, and the same care with the outer rate.
pub fn fit_pretrained() -> Recipe {
    Recipe {
        method: Method::Pretrained(Pretrained),
        schedule: Schedule { peak: 0.003, warm_up: 100, decay: Decay::Cosine },
        ..fit_maml()
    }
}

/// The recipe of the page's `train` figure: from nothing to a good initialisation in
/// less than a second of one thread.
///
/// What each choice buys (held-out error after one step from ten points, medians of eight seeds
/// after 6000 and 12,500 meta-steps; this recipe: 0.43 and 0.37):
/// - *A moving average of θ under a constant rate*, in place of a rate that decays to 0 at the end:
///   0.51 and 0.45 with the latter and the best peak rate for it. It also makes the
///   run good at any time and not only at its end, and the spread between seeds
///   small (0.03 instead of 0.1).
/// - *A rate of 0.0062*: 0.45 and 0.39 at 0.008, which is better only before step 2000;
///   0.46 and 0.40 at 0.005.
/// - *Four tasks a batch*: with eight a step is as good as 1.5 steps here but
///   costs nearly twice as much; with two, 0.50 and 0.43.
/// - *β₂ = 0.99*: 0.46 and 0.40 with Adam's usual 0.999, which remembers the steep start too long.
/// - *Clipping at 10*: the worst of eight seeds has 0.40; without a limit 0.49.
/// - *One inner step*: the fastest, and what the paper does. Two steps would be better
///   from the fifth step of fine-tuning on ([`fit_maml`]), and worse after the first.
pub fn page() -> Recipe {
    Recipe {
        method: Method::Maml(Maml::USUAL),
        tasks: 4,
        steps: 40_000,
        schedule: Schedule { peak: Maml::PEAK, warm_up: 100, decay: Decay::Constant },
        averaging: 0.995,
        ..fit_maml()
    }
}

/// The page's recipe for any method: [`page`] with the outer rate that suits it.
///
/// The rates, Reptile's steps and iMAML's numbers are what `cargo xtask tune` found, with the
/// same effort for each method, on tasks and seeds that no table is taken from; every
/// setting that was tried is in `www/tables/tuning.csv`.
pub fn page_for(method: Method) -> Recipe {
    let page = page();
    let schedule = Schedule { peak: method.peak(), ..page.schedule };
    Recipe { method, schedule, ..page }
}

/// The number of characters that the pretrained network of the drawings learned to tell apart.
pub const CLASSES: usize = 1000;

/// How the network of the drawings is fine-tuned: one step, at a rate for each tensor, which is
/// learned from 0.3 on.
pub const DRAWINGS: TensorRates = TensorRates(valid(Inner::new(0.3, 1)));

/// The MAML network of the drawings: one step of fine-tuning, with learned rates.
///
/// Through three inner steps it would need as many to be of use; at one fixed rate of 0.1 it
/// would be two points behind.
pub fn drawings_maml() -> Recipe {
    Recipe {
        method: Method::TensorRates(DRAWINGS),
        shots: 1,
        queries: 5,
        tasks: 16,
        steps: 4000,
        rule: Rule::adam(0.999),
        schedule: Schedule { peak: 0.003, warm_up: 20, decay: Decay::Cosine },
        clip: 10.0,
        averaging: 0.0,
    }
}

/// The pretrained network of the drawings: a batch is 128 drawings of any of [`CLASSES`]
/// characters.
pub fn drawings_pretrained() -> Recipe {
    Recipe {
        method: Method::Pretrained(Pretrained),
        shots: 64,
        queries: 64,
        tasks: 1,
        steps: 8000,
        ..drawings_maml()
    }
}

/// FOMAML on the drawings: many small steps instead of a bold one, and an outer loop that is
/// kept on a short rein.
///
/// It does not see that larger features make its own inner steps overshoot, and lets them grow.
/// With MAML's outer rate it is at its best within a hundred meta-steps and then falls far, and so
/// it does with an α from 0.05 to 0.3 through 1 to 5 inner steps, with plain descent (β = 0.1, the
/// gradient clipped at 1) no less than with Adam. What holds is all of this together: an α so
/// small that eight steps do not overshoot, a tenth of MAML's β, a β₂ that forgets soon, a
/// hundredth of its clip, and a moving average of θ.
pub fn drawings_fomaml() -> Recipe {
    Recipe {
        method: Method::Fomaml(Fomaml(valid(Inner::new(0.02, 8)))),
        steps: 1500,
        rule: Rule::adam(0.99),
        schedule: Schedule { peak: 0.0003, warm_up: 20, decay: Decay::Cosine },
        clip: 0.1,
        averaging: 0.99,
        ..drawings_maml()
    }
}

/// Reptile on the drawings: eight inner steps on thirty drawings, so that its few tasks take as
/// long as MAML's sixteen.
pub fn drawings_reptile() -> Recipe {
    Recipe {
        method: Method::Reptile(Reptile(valid(Inner::new(0.1, 8)))),
        steps: 2000,
        tasks: 5,
        ..drawings_maml()
    }
}

/// The settings of the MAML authors' code for this experiment, <https://github.com/cbfinn/maml>,
/// apart from its start, a [truncated normal](super::initialise::Initialisation::TruncatedNormal) of deviation 0.01.
pub fn authors() -> Recipe {
    Recipe {
        tasks: 25,
        steps: 70_000,
        rule: Rule::adam(0.999),
        schedule: Schedule { peak: 0.001, warm_up: 0, decay: Decay::Constant },
        clip: f64::INFINITY,
        averaging: 0.0,
        ..page()
    }
}

/// Every method that is compared: [all](Method::ALL), and MAML through five steps.
pub fn methods() -> impl Iterator<Item = Method> {
    let five = Method::Maml(Maml(Inner::usual(5)));
    Method::ALL.iter().copied().chain([five])
}

/// The inner rate α that a network trained by `method` should be fine-tuned with:
/// the method's own, and [`ALPHA`] where it has none.
pub fn inner_rate(method: Method) -> f64 {
    method.inner().map_or(ALPHA, |inner| inner.rate())
}
