//! What is said of `fit-pretrained` and `fit-maml` in one of their states.

use std::ops::Range;

use maml_live::contract::Figure;
use maml_live::learn::adapt::{Inner, Scratch, fine_tune};
use maml_live::learn::weights::{self, Trained};
use maml_live::learn::{Network, Samples, Sinusoid};

use super::support::{number, output, state};

/// A network before and after it was fine-tuned as a figure's settings say.
pub struct Fit {
    task: Sinusoid,
    before: Vec<f64>,
    after: Vec<f64>,
}

/// The even points at which curves are looked at.
fn positions() -> impl Iterator<Item = f64> {
    (0..=1000).map(|i| -5.0 + f64::from(i) / 100.0)
}

/// The curve of a network with these parameters.
fn curve(network: &Network<f32>, parameters: &[f32]) -> Vec<f64> {
    let points: Vec<f32> = positions().map(|x| x as f32).collect();
    let mut curve = vec![0.0; points.len()];
    network.predict(parameters, &points, &mut curve);
    curve.into_iter().map(f64::from).collect()
}

impl Fit {
    /// One of the article's networks in the figure's state.
    pub fn of(figure: &dyn Figure, trained: &Trained) -> Self {
        let settings = figure.settings();
        let [amplitude, phase, alpha] =
            ["amplitude", "phase", "alpha"].map(|key| settings.number(key));
        let samples = settings.numbers("samples");
        let steps = if samples.is_empty() { 0 } else { settings.count("steps") };
        Self::new(trained, Sinusoid { amplitude, phase }, samples, (alpha, steps))
    }

    fn new(trained: &Trained, task: Sinusoid, xs: &[f64], (alpha, steps): (f64, usize)) -> Self {
        let network = Network::<f32>::new(trained.activation);
        let mut support = Samples::default();
        task.sample(xs.iter().copied(), &mut support);
        let mut phi = trained.values();
        let inner = Inner::new(alpha, steps).expect("a rate and a count of the figure");
        fine_tune(&network, &mut phi, &support, inner, &mut Scratch::new(&network))
            .expect("the article's links do not diverge");
        Self { task, before: curve(&network, &trained.values()), after: curve(&network, &phi) }
    }

    /// Both networks, each held against what the figure itself says.
    pub fn both(figure: &dyn Figure) -> [Self; 2] {
        let fits =
            [weights::pretrained(), weights::maml()].map(|trained| Self::of(figure, trained));
        let (own, other) = match figure.name() {
            "fit-maml" => (1, ("curve-mse-pretrained", 0)),
            _ => (0, ("curve-mse-maml", 1)),
        };
        for (key, index) in [("curve-mse", own), other] {
            // A network that is not shown is not spoken of.
            for said in output(figure, key) {
                let found = fits[index].error(-5.0..5.1);
                assert!((said - found).abs() < 1e-3 * found, "{said} is said, {found} was found");
            }
        }
        assert!(!output(figure, "curve-mse").is_empty());
        fits
    }

    /// The mean square over the points of a range of x.
    fn mean(&self, range: Range<f64>, at: impl Fn(&Self, usize, f64) -> f64) -> f64 {
        let inside: Vec<f64> = positions()
            .enumerate()
            .filter(|(_, x)| range.contains(x))
            .map(|(index, x)| at(self, index, x).powi(2))
            .collect();
        inside.iter().sum::<f64>() / inside.len() as f64
    }

    /// The error after the steps.
    fn error(&self, range: Range<f64>) -> f64 {
        self.mean(range, |fit, index, x| fit.after[index] - fit.task.at(x))
    }

    /// The error before them.
    fn error_before(&self, range: Range<f64>) -> f64 {
        self.mean(range, |fit, index, x| fit.before[index] - fit.task.at(x))
    }

    /// How far the curve has moved, squared.
    fn moved(&self, range: Range<f64>) -> f64 {
        self.mean(range, |fit, index, _| fit.after[index] - fit.before[index])
    }

    /// How far the curve before any step is from another function, squared.
    fn off(&self, other: impl Fn(f64) -> f64) -> f64 {
        self.mean(-5.0..5.1, |fit, index, x| fit.before[index] - other(x))
    }

    /// The curve at one place, after and before.
    fn at(&self, x: f64) -> [f64; 2] {
        let index = (100.0 * (x + 5.0)).round() as usize;
        [self.after[index], self.before[index]]
    }
}

const ALL: Range<f64> = -5.0..5.1;
const LEFT: Range<f64> = -5.0..0.0;
const RIGHT: Range<f64> = 0.0..5.1;

/// The mean over tasks of every amplitude and phase of some error.
fn mean_over_tasks(error: impl Fn(Sinusoid) -> f64) -> f64 {
    let each = (0..600).map(|i| {
        // Roberts' R₂ sequence fills the ranges evenly.
        let part = |step: f64| (0.5 + step * f64::from(i)).fract();
        let amplitude = 0.1 + 4.9 * part(0.754_877_666_246_693);
        error(Sinusoid { amplitude, phase: std::f64::consts::PI * part(0.569_840_290_998_053) })
    });
    each.sum::<f64>() / 600.0
}

claims! {
    one_fails_and_the_other_succeeds
    "Two networks see the same five points of a sine wave, and take the same ten steps to learn the rest of it. One fails and the other succeeds; all that separates them is where they start."
    |_said| {
        let (failing, succeeding) = (state("fit-pretrained"), state("fit-maml"));
        for key in ["amplitude", "phase", "steps", "alpha"] {
            assert_eq!(failing.settings().number(key), succeeding.settings().number(key));
        }
        assert_eq!(failing.settings().count("steps"), 10);
        assert_eq!(failing.settings().numbers("samples").len(), 5);
        assert_eq!(failing.settings().numbers("samples"), succeeding.settings().numbers("samples"));
        assert_eq!(weights::pretrained().activation, weights::maml().activation);
        let errors = [&failing, &succeeding].map(|figure| number(figure.as_ref(), "curve-mse"));
        assert!(errors[0] > 1.0 && errors[1] < 0.1, "{errors:?}");
    }

    the_first_figure_has_the_other_start
    "This is the one that fails. Now give it the other start."
    |said| {
        let failing = state("fit-pretrained");
        let chosen = said.figure("give it the other start");
        for key in ["amplitude", "phase", "steps", "alpha"] {
            assert_eq!(failing.settings().number(key), chosen.settings().number(key), "{key}");
        }
        assert_eq!(failing.settings().numbers("samples"), chosen.settings().numbers("samples"));
        let errors = [&failing, &chosen].map(|figure| number(figure.as_ref(), "curve-mse"));
        assert!(errors[0] > 1.0 && errors[1] < 0.1, "{errors:?}");
    }

    it_may_start_from_both
    "it learns afresh at once; it may start from both, too."
    |said| {
        let figure = said.figure("from both");
        let errors = ["curve-mse", "curve-mse-maml"].map(|key| number(figure.as_ref(), key));
        assert!(errors[0] > 1.0 && errors[1] < 0.1, "{errors:?}");
        let [pretrained, maml] = Fit::both(figure.as_ref());
        assert!(pretrained.error(ALL) > 20.0 * maml.error(ALL));
    }

    from_the_other_start_ten_steps_are_enough
    "The other start is the same network with other weights, and from there ten steps were enough."
    |said| {
        let figure = said.figure("from there ten steps were enough");
        assert_eq!(figure.settings().count("steps"), 10);
        assert!(number(figure.as_ref(), "curve-mse") < 0.1);
    }

    after_two_steps_it_is_there
    "After two steps MAML's curve lies on the task, and the other eight hardly move it."
    |said| {
        let mut figure = said.figure("After two steps");
        assert_eq!(figure.settings().count("steps"), 2);
        let [_, after_two] = Fit::both(figure.as_ref());
        // Off by a fortieth of the height of the waves.
        assert!(after_two.error(ALL).sqrt() < 0.25, "{}", after_two.error(ALL));
        figure.set("steps", "10").expect("within the range");
        let [_, after_ten] = Fit::both(figure.as_ref());
        let squares = after_two.after.iter().zip(&after_ten.after).map(|(a, b)| (a - b).powi(2));
        let moved = squares.sum::<f64>() / after_two.after.len() as f64;
        assert!(moved < 0.005 * after_two.moved(ALL), "{moved}");
    }

    spread_out_they_compromise_and_squeezed_they_teach_the_rest_little
    "First spread them evenly, then squeeze all five to the left. Spread out, they pull the curve five ways at once, and the ten steps end in a compromise. Squeezed together, they bend it where they are. The right half of the plot moves with it, nearly as far, but keeps most of its error."
    |said| {
        let even = said.figure("spread them evenly");
        let [fit, _] = Fit::both(even.as_ref());
        let misses = even.settings().numbers("samples").iter().map(|&x| fit.task.at(x) - fit.at(x)[1]);
        let (up, down): (Vec<f64>, Vec<f64>) = misses.partition(|&miss| miss > 0.0);
        assert!(up.len() >= 2 && down.len() >= 2, "{up:?} up, {down:?} down");
        let [after, before] =
            ["support-mse", "support-mse-before"].map(|key| number(even.as_ref(), key));
        assert!((0.2..0.6).contains(&(after / before)), "{before} to {after}");

        let squeezed = said.figure("squeeze all five to the left");
        let [fit, _] = Fit::both(squeezed.as_ref());
        let [after, before] =
            ["support-mse", "support-mse-before"].map(|key| number(squeezed.as_ref(), key));
        assert!(after < 0.1 * before, "{before} to {after}");
        let far = (fit.moved(RIGHT) / fit.moved(LEFT)).sqrt();
        assert!((0.7..1.0).contains(&far), "{far} times as far");
        let kept = fit.error(RIGHT) / fit.error_before(RIGHT);
        assert!((0.6..1.0).contains(&kept), "it keeps {kept} of its error");
    }

    a_thousand_steps_overfit
    "Give it a thousand steps: by then it runs through every sample, and still misses the curve. It overfits. After ten it had not even come to that."
    |said| {
        let long = said.figure("Give it a thousand steps");
        assert_eq!(long.settings().count("steps"), 1000);
        let [samples, curve] = ["support-mse", "curve-mse"].map(|key| number(long.as_ref(), key));
        assert!(samples < 1e-4 && curve > 0.5, "{samples}, {curve}");
        let short = said.figure("After ten");
        assert_eq!(short.settings().count("steps"), 10);
        assert!(number(short.as_ref(), "support-mse") > 1.0);
    }

    without_samples_it_is_the_average
    "Take all the samples away and look at it."
    |said| {
        // “… the average of all the curves … and that is the curve you see, as nearly as the
        // network can draw it.”
        let [fit, _] = Fit::both(said.figure("Take all the samples away").as_ref());
        assert_eq!(fit.moved(ALL), 0.0);
        let off = fit.off(|x| 5.1 / std::f64::consts::PI * x.cos()).sqrt();
        assert!(off < 0.2, "{off} from 1.62 cos x");
    }

    a_flat_task_leaves_a_wave
    "Even a nearly flat task, on which the right answer is almost zero, cannot talk it out of its wave."
    |said| {
        let [fit, _] = Fit::both(said.figure("a nearly flat task").as_ref());
        assert!(fit.task.amplitude <= 0.1);
        let high = fit.after.iter().copied().fold(f64::MIN, f64::max);
        let low = fit.after.iter().copied().fold(f64::MAX, f64::min);
        assert!(high - low > 1.0, "from {low} to {high}");
        assert!(fit.error(ALL) > 10.0 * 0.1 * 0.1 / 2.0, "{}", fit.error(ALL));
    }

    a_thousand_steps_from_five_even_samples_are_not_enough
    "After a thousand steps on five even samples the pretrained network meets them all, and its curve is still off."
    |said| {
        let figure = said.figure("After a thousand steps on five even samples");
        assert_eq!(figure.settings().count("steps"), 1000);
        let [samples, curve] = ["support-mse", "curve-mse"].map(|key| number(figure.as_ref(), key));
        assert!(samples < 1e-4 && curve > 0.5, "{samples}, {curve}");
    }

    a_thousand_steps_whose_number_can_be_moved
    "From the pretrained start, 200 steps on five even samples bring the error down to 0.032 on these, and to 0.808 over the whole curve. A thousand steps change little about the latter."
    |said| {
        let figure = said.inset();
        let fit = Fit::of(figure.as_ref(), weights::pretrained());
        let [samples, curve] = ["support-mse", "curve-mse"].map(|key| number(figure.as_ref(), key));
        assert!((fit.error(ALL) / curve - 1.0).abs() < 1e-3 && samples < 0.2 * curve);
        let mut later = said.inset();
        later.set("steps", "1000").expect("a number of steps");
        let [least, last] = ["support-mse", "curve-mse"].map(|key| number(later.as_ref(), key));
        assert!(least < 1e-4 && (0.6..1.0).contains(&(last / curve)), "{least} {last} {curve}");
    }

    before_any_step_they_draw_the_same_curve
    "But take the samples away, and compare. Before fine-tuning the two draw nearly the same curve. Both sit near $1.62 \\cos x$, both are wrong about nearly every task, and by nearly the same amount."
    |said| {
        let figure = said.figure("take the samples away");
        assert!(figure.settings().is_on("compare"));
        let fits = Fit::both(figure.as_ref());
        for fit in &fits {
            let off = fit.off(|x| 1.62 * x.cos()).sqrt();
            assert!(off < 0.2, "{off} from 1.62 cos x");
        }
        let errors = fits.map(|fit| {
            mean_over_tasks(|task| fit.off(|x| task.at(x)))
        });
        assert!((errors[0] / errors[1] - 1.0).abs() < 0.03 && errors[0] > 2.0, "{errors:?}");
    }

    two_samples_move_the_far_trough
    "Give both just two samples, in the left trough and on the crest of a wave, and drag the wave up and down by its crest. Both networks follow at the samples. But watch the trough on the right, where there is no sample at all. The MAML network moves it along with the left one. The pretrained network leaves it hanging."
    |said| {
        let link = said.link("just two samples");
        let [high, low] = ["4", "2"].map(|amplitude| {
            let mut figure = state(link);
            figure.set("amplitude", amplitude).expect("within the range");
            Fit::both(figure.as_ref())
        });
        // With the phase of a cosine the crest is at 0, the troughs at ± π.
        let moved = |index: usize, x: f64| high[index].at(x)[0] - low[index].at(x)[0];
        for (index, name) in ["pretrained", "MAML"].into_iter().enumerate() {
            let [left, crest] = [-3.0, 0.0].map(|x| moved(index, x));
            assert!(left < -0.8 && crest > 0.8, "{name} at the samples: {left}, {crest}");
        }
        let right = [0, 1].map(|index| moved(index, 3.1));
        assert!(right[1] < -0.8 && right[0].abs() < 0.4 * right[1].abs(), "on the right: {right:?}");
    }

    the_far_side_is_within_reach
    "Then squeeze all five samples to the left once more: the far side of the plot is no longer beyond their reach."
    |said| {
        let figure = said.figure("squeeze all five samples to the left");
        assert!(figure.settings().is_on("compare"));
        assert!(figure.settings().numbers("samples").iter().all(|&x| x < -3.0));
        let [pretrained, maml] = Fit::both(figure.as_ref());
        assert!(maml.error(RIGHT) < 0.5 * maml.error_before(RIGHT), "{}", maml.error(RIGHT));
        assert!(maml.error(ALL) < 0.25 * maml.error_before(ALL), "{}", maml.error(ALL));
        assert!(pretrained.error(RIGHT) > 4.0 * maml.error(RIGHT), "{}", pretrained.error(RIGHT));
    }

    another_phase_sends_it_astray
    "It is no magic. Five samples in a corner are nothing that MAML was trained for, and at another phase the same samples send its curve astray: it ends further from the task than it began. On average over many tasks its right half is still the better guess, with an error of about 1.7 against 2.7."
    |said| {
        let figure = said.figure("at another phase");
        let [_, maml] = Fit::both(figure.as_ref());
        assert!(maml.error(ALL) > maml.error_before(ALL), "{}", maml.error(ALL));
        let samples = figure.settings().numbers("samples").to_vec();
        let steps = (figure.settings().number("alpha"), figure.settings().count("steps"));
        let [pretrained, maml] = [weights::pretrained(), weights::maml()].map(|trained| {
            mean_over_tasks(|task| Fit::new(trained, task, &samples, steps).error(RIGHT))
        });
        assert!((maml - 1.7).abs() < 0.1 && (pretrained - 2.7).abs() < 0.1, "{maml}, {pretrained}");
    }

    one_step_of_any_length
    "Five samples and one step at 0.01 leave an error of 0.552 on the whole of MAML's curve. Make the step longer, or shorter, and see what it comes to."
    |said| {
        let figure = said.inset();
        assert_eq!((figure.settings().count("steps"), figure.settings().numbers("samples").len()), (1, 5));
        let fit = Fit::of(figure.as_ref(), weights::maml());
        assert!((fit.error(ALL) - 0.552).abs() < 5e-4, "{}", fit.error(ALL));
        // Longer or shorter, it comes to more.
        let mut other = said.inset();
        for alpha in ["0.005", "0.02"] {
            other.set("alpha", alpha).expect("a rate");
            assert!(number(other.as_ref(), "curve-mse") > 0.7, "{alpha}");
        }
    }

    a_step_twice_as_long_overshoots
    "At 0.02 it overshoots, and more than half of what the step at 0.01 had gained is lost."
    |said| {
        let [usual, bold] = ["at 0.01", "At 0.02"].map(|text| {
            let figure = said.figure(text);
            assert_eq!(figure.settings().count("steps"), 1);
            let [_, maml] = Fit::both(figure.as_ref());
            (figure, maml)
        });
        let [good, bad] = [&usual.1, &bold.1].map(|fit| fit.error(ALL));
        let lost = (bad - good) / (bold.1.error_before(ALL) - good);
        assert!((0.5..0.8).contains(&lost), "{lost} of the gain");
        // It overshoots: most samples lie on the other side of the curve than before.
        let samples = bold.0.settings().numbers("samples");
        let beyond = samples.iter().filter(|&&x| {
            let ([after, before], truth) = (bold.1.at(x), bold.1.task.at(x));
            (after - truth) * (before - truth) < 0.0
        });
        assert!(2 * beyond.count() > samples.len());
    }
}
