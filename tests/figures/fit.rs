//! `fit-pretrained` and `fit-maml`: the numbers, and what they say of them.

use std::f64::consts::PI;
use std::path::Path;

use maml_live::contract::Figure;
use maml_live::learn::adapt::{Inner, trajectory};
use maml_live::learn::{Network as Relu, Samples, Sinusoid, weights};
use maml_live::plot::{Ink, Mark, Size};

use super::support::{demand_sound, number, output, readout, state, texts};

const WIDE: Size = Size::new(680.0, 400.0);

/// The network once more, in f64 and from the file that the page offers: 1-40-40-1 with
/// ReLU, x W + b with W row by row.
pub struct Network(pub Vec<f64>);

impl Network {
    pub fn of(file: &str) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("www/weights").join(file);
        let text = std::fs::read_to_string(path).expect("the weights are committed");
        let json: serde_json::Value = serde_json::from_str(&text).expect("they are JSON");
        let values = json["values"].as_array().expect("a list").iter();
        let values: Vec<f64> = values.map(|value| value.as_f64().expect("a number")).collect();
        assert_eq!(values.len(), 1761);
        Self(values)
    }

    pub fn at(&self, x: f64) -> f64 {
        let w = &self.0;
        let first: Vec<f64> = (0..40).map(|i| (x * w[i] + w[40 + i]).max(0.0)).collect();
        let second = (0..40).map(|j| {
            let sum: f64 = (0..40).map(|i| first[i] * w[80 + 40 * i + j]).sum();
            (sum + w[1680 + j]).max(0.0)
        });
        second.enumerate().map(|(j, value)| value * w[1720 + j]).sum::<f64>() + w[1760]
    }

    /// The gradient of the prediction at `x`, by central differences.
    pub fn slopes(&mut self, x: f64) -> Vec<f64> {
        let h = 1e-6;
        let slope = |k: usize| {
            let kept = self.0[k];
            self.0[k] = kept + h;
            let above = self.at(x);
            self.0[k] = kept - h;
            let below = self.at(x);
            self.0[k] = kept;
            (above - below) / (2.0 * h)
        };
        (0..1761).map(slope).collect()
    }

    /// The mean squared error on `points` of the task A sin(x + φ).
    fn error(&self, points: &[f64], amplitude: f64, phase: f64) -> f64 {
        let square = |&x: &f64| (self.at(x) - amplitude * (x + phase).sin()).powi(2);
        points.iter().map(square).sum::<f64>() / points.len() as f64
    }

    /// One step of gradient descent, its gradient by central differences.
    fn step(&mut self, samples: &[f64], amplitude: f64, phase: f64, rate: f64) {
        let h = 1e-6;
        let slopes: Vec<f64> = (0..self.0.len())
            .map(|k| {
                let kept = self.0[k];
                self.0[k] = kept + h;
                let above = self.error(samples, amplitude, phase);
                self.0[k] = kept - h;
                let below = self.error(samples, amplitude, phase);
                self.0[k] = kept;
                (above - below) / (2.0 * h)
            })
            .collect();
        self.0.iter_mut().zip(slopes).for_each(|(weight, slope)| *weight -= rate * slope);
    }
}

/// The 1001 even points over which the error of a curve is averaged.
fn even_points() -> Vec<f64> {
    (0..=1000).map(|i| -5.0 + f64::from(i) / 100.0).collect()
}

/// The figure computes in f32, the network above in f64 and by differences; after ten
/// steps they have drifted apart by a few parts in ten thousand.
const DRIFT: f64 = 3e-3;

#[track_caller]
fn demand_near(shown: f64, expected: f64, tolerance: f64, what: &str) {
    let near = (shown - expected).abs() <= tolerance * expected.abs().max(1e-3);
    assert!(near, "{what}: {shown} instead of {expected}");
}

#[test]
fn the_readouts_are_those_of_the_offered_weights() {
    for (name, file) in [("fit-pretrained", "pretrained.json"), ("fit-maml", "maml.json")] {
        let (amplitude, phase, rate) = (2.5, 1.0, 0.006);
        let samples = [-3.0, 0.5, 2.25];
        let (start, mut network) = (Network::of(file), Network::of(file));
        let mut taken = 0;
        for steps in [0, 1, 5] {
            let link = format!(
                "{name}?amplitude={amplitude}&phase={phase}&alpha={rate}&samples=-3,0.5,2.25&steps={steps}"
            );
            let figure = state(&link);
            while taken < steps {
                network.step(&samples, amplitude, phase, rate);
                taken += 1;
            }
            let on_samples = network.error(&samples, amplitude, phase);
            let over_curve = network.error(&even_points(), amplitude, phase);
            demand_near(number(figure.as_ref(), "support-mse"), on_samples, DRIFT, &link);
            demand_near(number(figure.as_ref(), "curve-mse"), over_curve, DRIFT, &link);
            let (on_samples, over_curve) = (
                start.error(&samples, amplitude, phase),
                start.error(&even_points(), amplitude, phase),
            );
            demand_near(number(figure.as_ref(), "support-mse-before"), on_samples, 1e-5, &link);
            demand_near(number(figure.as_ref(), "curve-mse-before"), over_curve, 1e-5, &link);
        }
    }
}

/// At the first look the pretrained model visibly fails; MAML, whose start is one click away and
/// which the second figure shows beside it, visibly succeeds on the same samples of the same
/// task.
#[test]
fn the_defaults_show_the_point_at_once() {
    let (pretrained, maml) = (state("fit-pretrained"), state("fit-maml"));
    let chosen = state("fit-pretrained?start=maml");
    assert_eq!(number(chosen.as_ref(), "curve-mse"), number(maml.as_ref(), "curve-mse"));
    assert_eq!(
        number(maml.as_ref(), "curve-mse-pretrained"),
        number(pretrained.as_ref(), "curve-mse")
    );
    for key in ["amplitude", "phase", "steps", "alpha"] {
        assert_eq!(pretrained.settings().number(key), maml.settings().number(key), "{key}");
    }
    assert_eq!(pretrained.settings().numbers("samples"), maml.settings().numbers("samples"));
    let (failed, done) =
        (number(pretrained.as_ref(), "curve-mse"), number(maml.as_ref(), "curve-mse"));
    // The task's own mean square is 8: an error of 1 is a curve that misses its crests.
    assert!(failed > 1.0, "the pretrained model fits too well: {failed}");
    assert!(done < 0.15, "MAML does not fit: {done}");
}

#[test]
fn without_samples_the_model_stays_as_it_is() {
    for name in ["fit-pretrained", "fit-maml"] {
        let figure = state(&format!("{name}?samples="));
        assert_eq!(
            output(figure.as_ref(), "curve-mse"),
            output(figure.as_ref(), "curve-mse-before")
        );
        for key in ["support-mse", "support-mse-before"] {
            let readout = readout(figure.as_ref(), key);
            assert!(readout.values.is_empty());
            assert_eq!(readout.text, "no samples");
        }
        assert!(figure.describe().contains("no samples"));
        let scene = figure.scene(0, WIDE);
        assert!(texts(&scene).contains(&"Click or tap to place a sample"));
    }
}

#[test]
fn a_fit_that_overflows_says_so_and_draws_what_there_is() {
    let link = "fit-pretrained?samples=-5,-4.9,5,4.9,4.8&amplitude=5&alpha=0.1&steps=10";
    let figure = state(link);
    demand_sound(figure.as_ref(), &[WIDE], link);
    let after = readout(figure.as_ref(), "curve-mse");
    assert_eq!((after.values.len(), after.text.as_str()), (0, "diverged"));
    assert_eq!(readout(figure.as_ref(), "support-mse").text, "diverged");
    assert!(figure.describe().ends_with("diverged."), "{}", figure.describe());
    let notice = figure.notice().expect("a notice");
    assert!(notice.contains("diverged at step"), "{notice}");
    // Where it began is still known.
    assert!(number(figure.as_ref(), "curve-mse-before") > 0.0);
    // Before the step at which it diverged there is nothing wrong with it.
    let early = state(&format!("{link}&steps=0").replace("&steps=10", ""));
    assert!(!early.describe().contains("diverged"));
    assert!(early.notice().is_none_or(|notice| !notice.contains("diverged")));
}

#[test]
fn a_fit_that_grows_says_so() {
    // Not yet overflowing, but worse with each step.
    let found = (20..100).map(|i| f64::from(i) / 1000.0).find_map(|rate| {
        let figure = state(&format!("fit-maml?samples=-5,5&amplitude=5&alpha={rate}&steps=3"));
        let before = output(figure.as_ref(), "support-mse-before");
        let after = output(figure.as_ref(), "support-mse");
        (after > before).then_some(figure)
    });
    let figure = found.expect("some rate makes the error grow without overflowing");
    assert!(figure.notice().is_some_and(|notice| notice.contains("grew instead of falling")));
}

#[test]
fn comparing_shows_what_the_other_figure_shows() {
    let settings = "amplitude=3&phase=2&samples=-4,-1,1.5&steps=6&alpha=0.005";
    let maml = state(&format!("fit-maml?{settings}&compare=on"));
    let pretrained = state(&format!("fit-pretrained?{settings}"));
    assert_eq!(
        output(maml.as_ref(), "curve-mse-pretrained"),
        output(pretrained.as_ref(), "curve-mse")
    );
    let alone = state(&format!("fit-maml?{settings}&compare=off"));
    assert_eq!(readout(alone.as_ref(), "curve-mse-pretrained").text, "–");
    // It opens with both.
    let opened = state(&format!("fit-maml?{settings}"));
    assert_eq!(opened.scene(0, WIDE), maml.scene(0, WIDE));
    let lines = |figure: &dyn Figure| {
        let marks = figure.scene(0, WIDE).marks;
        marks
            .iter()
            .filter(
                |mark| matches!(mark, Mark::Line { stroke, .. } if stroke.ink == Ink::Pretrained),
            )
            .count()
    };
    assert_eq!((lines(alone.as_ref()), lines(maml.as_ref())), (0, 1));
    assert!(texts(&maml.scene(0, WIDE)).contains(&"pretrained"));
}

/// The first figure starts where the reader says: from pretraining, from MAML, or from both, and
/// shows then what the second figure shows of the same settings.
#[test]
fn the_first_figure_has_both_starts() {
    let settings = "amplitude=3&phase=2&samples=-4,-1,1.5&steps=6&alpha=0.005";
    let [pretrained, maml, both] = ["pretrained", "maml", "both"]
        .map(|start| state(&format!("fit-pretrained?{settings}&start={start}")));
    let second = state(&format!("fit-maml?{settings}"));
    let alone = state(&format!("fit-maml?{settings}&compare=off"));
    for key in ["support-mse", "curve-mse", "support-mse-before", "curve-mse-before"] {
        assert_eq!(number(maml.as_ref(), key), number(second.as_ref(), key), "{key}");
        assert_eq!(number(both.as_ref(), key), number(pretrained.as_ref(), key), "{key}");
    }
    assert_eq!(readout(pretrained.as_ref(), "curve-mse-maml").text, "–");
    let of_maml = number(second.as_ref(), "curve-mse");
    assert_eq!(number(both.as_ref(), "curve-mse-maml"), of_maml);
    assert_eq!(number(maml.as_ref(), "curve-mse-maml"), of_maml);
    for (panel, size) in [(0, WIDE), (1, Size::new(256.0, 400.0))] {
        assert_eq!(maml.scene(panel, size), alone.scene(panel, size));
        // Where there are two, all that differs is whose steps are drawn faintly.
        let thick = |figure: &dyn Figure| -> Vec<Mark> {
            let is_fit = |mark: &Mark| match mark {
                Mark::Line { stroke, .. } => {
                    stroke.width >= 2.0 && [Ink::Maml, Ink::Pretrained].contains(&stroke.ink)
                }
                _ => false,
            };
            figure.scene(panel, size).marks.into_iter().filter(is_fit).collect()
        };
        assert_eq!(thick(both.as_ref()), thick(second.as_ref()));
        let inks = [Ink::Maml, Ink::Pretrained].map(|ink| {
            let drawn = thick(both.as_ref());
            drawn.iter().any(|mark| matches!(mark, Mark::Line { stroke, .. } if stroke.ink == ink))
        });
        assert_eq!(inks, [true, true], "panel {panel}");
    }
    let sentence = both.describe();
    for readout in ["curve-mse", "curve-mse-maml"].map(|key| readout(both.as_ref(), key)) {
        assert!(sentence.contains(&readout.text), "{sentence} lacks {}", readout.text);
    }
}

/// Each network's trouble is told with its name.
#[test]
fn of_two_fits_that_fail_both_are_named() {
    let figure = state("fit-maml?samples=-5,-4.9,5,4.9,4.8&amplitude=5&alpha=0.1&steps=10");
    let notice = figure.notice().expect("a notice");
    for whose in
        ["The fit of the MAML model diverged at", "The fit of the pretrained model diverged at"]
    {
        assert!(notice.contains(whose), "{notice}");
    }
    let sentence = figure.describe();
    assert!(sentence.contains("the fit of the MAML model diverged"), "{sentence}");
    assert_eq!(readout(figure.as_ref(), "curve-mse-pretrained").text, "diverged");
}

/// Errors by steps as the panel of errors draws them are those of the readouts.
#[test]
fn every_step_of_the_slider_is_a_step_of_one_fit() {
    let mut figure = state("fit-maml?amplitude=3&compare=off");
    let mut errors = Vec::new();
    for steps in 0..=10 {
        figure.set("steps", &steps.to_string()).expect("within the range");
        errors.push(number(figure.as_ref(), "curve-mse"));
        assert_eq!(number(figure.as_ref(), "curve-mse-before"), errors[0]);
        let described = figure.describe();
        let taken = if steps == 1 { "1 step ".into() } else { format!("{steps} steps ") };
        assert!(described.contains(&["After ", &taken].concat()), "{described}");
    }
    assert!(errors[10] < errors[1] && errors[1] < errors[0], "{errors:?}");
}

/// However far it goes, the figure shows what the library's own descent comes to.
#[test]
fn a_thousand_steps_are_those_of_plain_descent() {
    for (name, trained) in
        [("fit-pretrained", weights::pretrained()), ("fit-maml", weights::maml())]
    {
        let task = Sinusoid { amplitude: 2.0, phase: 1.25 };
        let mut samples = Samples::default();
        task.sample([-3.0, 0.5, 2.25], &mut samples);
        let network = Relu::new(trained.activation);
        let inner = Inner::new(0.01, 1000).expect("a rate and a count");
        let way = trajectory(&network, &trained.values(), &samples, inner).expect("sound weights");
        let points: Vec<f32> = even_points().into_iter().map(|x| x as f32).collect();
        // Some on the ladder that the slider climbs, and some between its rungs.
        for steps in [10, 11, 37, 100, 999, 1000] {
            let figure =
                state(&format!("{name}?amplitude=2&phase=1.25&samples=-3,0.5,2.25&steps={steps}"));
            assert_eq!(figure.settings().count("steps"), steps);
            let support = number(figure.as_ref(), "support-mse");
            demand_near(support, f64::from(way.losses[steps]), 1e-4, name);
            let mut curve = vec![0.0; points.len()];
            let phi = way.parameters.row(steps).to_vec();
            network.predict(&phi, &points, &mut curve);
            let squares = curve.iter().zip(even_points());
            let error: f64 =
                squares.map(|(&y, x)| (f64::from(y) - 2.0 * (x + 1.25).sin()).powi(2)).sum();
            demand_near(number(figure.as_ref(), "curve-mse"), error / 1001.0, 1e-6, name);
        }
    }
}

/// The slider goes to a thousand, the links that were written for ten mean what they meant.
#[test]
fn steps_go_from_none_to_a_thousand() {
    for steps in [0, 1, 9, 10, 11, 1000] {
        let figure = state(&format!("fit-pretrained?steps={steps}"));
        assert_eq!(figure.settings().count("steps"), steps);
    }
    let mut figure = state("fit-pretrained");
    let complaint = figure.set("steps", "1001").expect("a number is taken");
    assert!(complaint.is_some() && figure.settings().count("steps") == 1000);
}

#[test]
fn the_dice_draw_what_their_seed_says() {
    let mut figure = state("fit-maml?seed=4");
    figure.press("random");
    assert_eq!(figure.settings().number("seed"), 5.0);
    let drawn = figure.settings().numbers("samples").to_vec();
    assert_eq!(drawn.len(), 5);
    let mut other = state("fit-pretrained?seed=4");
    other.press("random");
    assert_eq!(other.settings().numbers("samples"), drawn, "one seed, one draw");
    figure.press("random");
    assert_ne!(figure.settings().numbers("samples"), drawn);
    // After the last seed comes the first.
    let mut last = state("fit-maml?seed=9999");
    last.press("random");
    assert_eq!(last.settings().number("seed"), 0.0);
}

#[test]
fn buttons_lay_the_samples_out() {
    let mut figure = state("fit-maml");
    figure.press("even");
    let even = figure.settings().numbers("samples").to_vec();
    assert!(even.windows(2).all(|pair| (pair[1] - pair[0] - (even[1] - even[0])).abs() < 1e-9));
    figure.press("squeeze");
    let squeezed = figure.settings().numbers("samples");
    assert!(squeezed.iter().all(|&x| x < -3.0) && squeezed.len() == 5, "{squeezed:?}");
    figure.press("clear");
    assert!(figure.settings().numbers("samples").is_empty());
}

#[test]
fn the_slider_of_the_phase_reaches_pi() {
    let figure = state(&format!("fit-maml?phase={PI}"));
    assert_eq!(figure.settings().number("phase"), PI);
}
