//! Controls that several figures have, and what follows from them: the two tasks of the
//! toy problem, θ, and seeds.

use crate::contract::{
    Button, Changed, Count, Figure, Handle, List, Number, Numbers, Settings, Switch,
};
use crate::learn::model::softplus_line::{Points, TASKS, ToyTask};

/// The greatest seed for new points.
pub const LAST_SEED: u32 = 9999;

/// θ in the square, kept to three decimals.
pub const PLACE: Numbers =
    Numbers { count: (2, 2), range: (0.0, 1.0), places: 3, default: &[0.35, 0.55] };

/// The fold of what is seldom set.
pub const VALUES: &str = "θ, α and the points";

/// The inner rate: 0.01 to 0.05 at first, more on request.
pub const RATE: Number = Number::linear("alpha", "Inner rate α", (0.0, 0.2))
    .at_first((0.01, 0.05), WIDE)
    .step(0.001, 3)
    .help("How far each fine-tuning step goes.");

/// Widens the slider of the inner rate.
pub const WIDE: Switch = Switch::new("wide", "Allow larger and smaller α")
    .help("From about 0.1 on, gradient descent no longer settles.")
    .group(VALUES);

/// θ as numbers, for those who type.
pub const THETA: List = List::new("theta", "θ = (a, b)", PLACE)
    .help("Two numbers from 0 to 1, or drag θ in the picture.")
    .group(VALUES);

/// The points x_j at which the losses are measured.
pub const POINTS: List = List::new(
    "x",
    "Points x_j",
    Numbers {
        count: (1, Points::MAX_COUNT),
        range: (-Points::LIMIT, Points::LIMIT),
        places: 3,
        default: &[-3.0, -2.333, -1.667, -1.0, -0.333, 0.333, 1.0, 1.667, 2.333, 3.0],
    },
)
.help("One to twenty numbers from −10 to 10 at which the losses are measured.")
.group(VALUES);

/// The seed of new points.
pub const SEED: Count = Count::typed("seed", "Seed of the points", (0, LAST_SEED))
    .help("The button draws the points that belong to the next seed.")
    .group(VALUES);

/// Draws new points.
pub const NEW_POINTS: Button = Button::new("new-points", "⚄ New points").group(VALUES);

/// The two tasks, measured at the points that `settings` hold.
pub fn tasks(settings: &Settings) -> [ToyTask<f64>; 2] {
    let points = points(settings);
    TASKS.map(|truth| ToyTask::new(&points, truth))
}

/// The points that `settings` hold.
pub fn points(settings: &Settings) -> Points {
    let xs = settings.get(POINTS);
    let is_default = xs == POINTS.read(None);
    // The default points are thirds; in links and on screen they are rounded.
    if is_default { Points::default() } else { Points::new(xs).unwrap_or_default() }
}

/// Has `figure` go on with ten new points, from the next seed.
pub fn draw_points(figure: &mut dyn Figure) -> Changed {
    let settings = figure.settings_mut();
    let seed = next_seed(settings.get(SEED), LAST_SEED);
    if let Ok(points) = Points::from_seed(seed as u64, 10) {
        settings.set(SEED, seed);
        settings.set(POINTS, points.as_slice().to_vec());
    }
    figure.refresh();
    Changed::Settings
}

/// θ as `settings` hold it.
pub fn theta(settings: &Settings) -> [f64; 2] {
    match settings.get(THETA) {
        [a, b] => [*a, *b],
        _ => [0.5, 0.5],
    }
}

/// A coordinate held inside the square, in full precision.
pub fn held_in_square(entry: f64) -> f64 {
    crate::number::held(entry, PLACE.range.0, PLACE.range.1)
}

/// Sets θ, held inside the square.
pub fn set_theta(settings: &mut Settings, theta: [f64; 2]) {
    let held = theta.map(|entry| PLACE.admit(entry)).to_vec();
    settings.set(THETA, held);
}

/// The seed after `seed`; the first after the `last`.
pub fn next_seed(seed: usize, last: u32) -> usize {
    (seed + 1) % (last as usize + 1)
}
