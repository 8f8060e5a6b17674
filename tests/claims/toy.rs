//! What is said of the toy problem in `meta-loss` and `two-tasks`.

use maml_live::contract::Figure;
use maml_live::learn::model::softplus_line::{Points, TASKS, ToyTask};
use maml_live::learn::surface::{AccumulatedLoss, Grid};

use super::support::toy::{TRUTHS, even_points, gradient, loss};
use super::support::{number, output, state};

/// Where the accumulated loss is lowest.
fn minimum(figure: &dyn Figure) -> [f64; 2] {
    output(figure, "minimum").try_into().expect("two coordinates")
}

fn distance(p: [f64; 2], q: [f64; 2]) -> f64 {
    (p[0] - q[0]).hypot(p[1] - q[1])
}

/// θ as the figure has it.
fn theta(figure: &dyn Figure) -> [f64; 2] {
    figure.settings().numbers("theta").try_into().expect("two coordinates")
}

/// How far one step takes θ for a task.
fn arrow(figure: &dyn Figure, key: &str) -> f64 {
    distance(output(figure, key).try_into().expect("two coordinates"), theta(figure))
}

/// Where a driver comes to rest.
fn rest(mut figure: Box<dyn Figure>, driver: &str) -> [f64; 2] {
    figure.press(driver);
    for _ in 0..10_000 {
        if !figure.animating() {
            return output(figure.as_ref(), "theta").try_into().expect("two coordinates");
        }
        figure.tick(100.0);
    }
    panic!("{driver} does not come to rest");
}

/// The steepest direction at a task's minimum: its angle to the axis of a, in degrees,
/// and its slope; by differences of the gradient.
fn steepest(task: usize) -> (f64, f64) {
    let (xs, [a, b], h) = (even_points(), TRUTHS[task], 1e-5);
    let [aa, ab] = gradient(task, &xs, [a + h, b]).map(|slope| slope / h);
    let [_, bb] = gradient(task, &xs, [a, b + h]).map(|slope| slope / h);
    let angle = 0.5 * (2.0 * ab).atan2(aa - bb);
    (angle.to_degrees(), angle.tan())
}

claims! {
    the_numbers_of_the_sentence_are_those_of_the_landscape
    "The numbers of this sentence are alive. After 10 steps at an inner rate of 0.01 the minimum lies at (0.527, 0.366), and the accumulated loss there is 0.133. Drag a number to the side, or go to it and use the arrow keys."
    |said| {
        let figure = said.inset();
        assert_eq!(figure.settings().count("m"), 10);
        assert_eq!(figure.settings().number("alpha"), 0.01);
        let [a, b] = minimum(figure.as_ref());
        assert!(distance([a, b], [0.527, 0.366]) < 1e-3, "{a}, {b}");
        // Where it is said to be lowest, each task takes its ten steps by the formulas.
        let xs = even_points();
        let after = |start: [f64; 2]| -> f64 {
            (0..2).map(|task| {
                let descend = |[a, b]: [f64; 2], _| {
                    let [da, db] = gradient(task, &xs, [a, b]);
                    [a - 0.01 * da, b - 0.01 * db]
                };
                loss(task, &xs, (0..10).fold(start, descend))
            }).sum()
        };
        let lowest = after([a, b]);
        assert!((lowest - 0.133).abs() < 5e-4, "{lowest}");
        for [right, up] in [[0.01, 0.0], [-0.01, 0.0], [0.0, 0.01], [0.0, -0.01]] {
            assert!(after([a + right, b + up]) > lowest);
        }
    }

    the_minimum_travels
    "Begin at $m = 0$ and move slowly to twenty steps. The minimum hesitates, then travels halfway across the square. With longer steps, $\\alpha = 0.04$, it reaches the edge after five. At $\\alpha = 0.05$ it wants to leave the square after one, and after two there are minima far apart that are almost equally good."
    |said| {
        // In the inset above it, whose rate is as it was.
        let mut figure = state("meta-loss?m=10&alpha=0.01");
        let [first, five, ten, twenty] = ["0", "5", "10", "20"].map(|m| {
            figure.set("m", m).expect("within the range");
            minimum(figure.as_ref())
        });
        assert!(distance(first, five) < 0.05, "it hesitates: {first:?}, {five:?}");
        assert!(ten[0] < five[0] && twenty[0] < ten[0], "to the left");
        assert!((0.4..0.6).contains(&distance(first, twenty)), "{first:?} to {twenty:?}");
        for text in ["the edge after five", "after one"] {
            let [a, b] = minimum(said.figure(text).as_ref());
            assert!([a, b].iter().any(|&entry| entry == 0.0 || entry == 1.0), "{text}: {a}, {b}");
        }
        let two = said.figure("after two");
        let (alpha, m) = (two.settings().number("alpha"), two.settings().count("m"));
        let tasks = TASKS.map(|truth| ToyTask::new(&Points::default(), truth));
        let mut losses = AccumulatedLoss::new(&tasks, alpha, Grid::unit(65).expect("a grid"))
            .expect("a surface");
        let minima = losses.minima(m).expect("so many steps");
        let far = distance(minima[0].theta, minima[1].theta);
        assert!(far > 0.5 && minima[1].loss < 1.2 * minima[0].loss, "{minima:?}");
    }

    the_lines_of_good_starts_converge_on_the_left
    "Two tasks have two such lines. Ours climb to the right, at about 17 degrees for task 0 and 23 for task 1, so they draw closer towards the left, and there a start can please both."
    |_said| {
        let [(first, slope0), (second, slope1)] = [0, 1].map(steepest);
        assert!((first - 17.0).abs() < 0.6 && (second - 23.0).abs() < 0.6, "{first}, {second}");
        let gap = |a: f64| {
            (TRUTHS[1][1] + slope1 * (a - TRUTHS[1][0])) - (TRUTHS[0][1] + slope0 * (a - TRUTHS[0][0]))
        };
        assert!(0.0 < gap(0.0) && gap(0.0) < gap(0.5) && gap(0.5) < gap(1.0));
    }

    at_a_large_rate_it_leaves_on_the_right
    "At $\\alpha = 0.05$ one step all but crosses that of task 1, its bends count too, and the minimum leaves on the right."
    |_said| {
        // Across the valley one step leaves 1 − αλ of an error, next to nothing.
        let (xs, [a, b], h) = (even_points(), TRUTHS[1], 1e-4);
        let angle = steepest(1).0.to_radians();
        let aside = [a + h * angle.cos(), b + h * angle.sin()];
        let slope = gradient(1, &xs, aside);
        let left = 1.0 - 0.05 * (slope[0] * angle.cos() + slope[1] * angle.sin()) / h;
        assert!(left.abs() < 0.05, "{left} of an error is left");
        assert_eq!(minimum(state("meta-loss?m=1&alpha=0.05").as_ref())[0], 1.0);
    }

    the_middle_remains_a_decent_start
    "In this small world the whole basin is flat, and the middle remains a decent place to start."
    |_said| {
        for link in ["m=10&alpha=0.01", "m=20&alpha=0.01", "m=5&alpha=0.04", "m=20&alpha=0.04"] {
            let middle = state(&format!("meta-loss?{link}&theta=0.579,0.435"));
            let [at, best] =
                ["meta-loss", "minimum-loss"].map(|key| number(middle.as_ref(), key));
            let untrained: f64 = (0..2).map(|task| loss(task, &even_points(), [0.579, 0.435])).sum();
            assert!(at < 1.25 * best && at < 0.1 * untrained, "{link}: {at}, at best {best}");
        }
    }

    the_square_goes_dark
    "For large $m$ the whole square goes dark on a common colour scale: both tasks are solved from everywhere, the accumulated loss tends to zero for every $\\theta$, and the place of its minimum stops meaning anything. Here, somebody who may fine-tune for ever has no need of a good start."
    |said| {
        let mut figure = said.figure("the whole square goes dark");
        let mut worst = [0.0, 0.0];
        for (index, m) in ["0", "20"].into_iter().enumerate() {
            figure.set("m", m).expect("within the range");
            for node in 0..121 {
                let at = format!("{},{}", f64::from(node % 11) / 10.0, f64::from(node / 11) / 10.0);
                figure.set("theta", &at).expect("within the square");
                worst[index] = number(figure.as_ref(), "meta-loss").max(worst[index]);
            }
        }
        assert!(worst[1] < 0.01 * worst[0], "{worst:?}");
    }

    the_minimum_of_one_task_is_a_poor_start
    "Start on the minimum of task 0. There its own arrow vanishes, for the task is solved, and the other one falls far short. A perfect solution of one task is a poor start for two. Near the middle both arrows reach well into their valleys, and the sum drops sharply."
    |said| {
        let figure = said.figure("Start on the minimum of task 0");
        assert_eq!(theta(figure.as_ref()), TRUTHS[0]);
        assert!(arrow(figure.as_ref(), "phi-0") < 1e-9);
        let left = number(figure.as_ref(), "loss-1");
        assert!(left > 0.3, "{left}");
        let mut middle = said.figure("Start on the minimum of task 0");
        middle.set("theta", "0.58,0.43").expect("within the square");
        for (task, key) in ["loss-0", "loss-1"].into_iter().enumerate() {
            let before = loss(task, &even_points(), [0.58, 0.43]);
            let after = number(middle.as_ref(), key);
            assert!(after < 0.3 * before, "{key}: {before} to {after}");
        }
        let [poor, good] = [&figure, &middle].map(|figure| number(figure.as_ref(), "loss-sum"));
        assert!(good < 0.5 * poor, "{poor} to {good}");
    }

    the_machines_come_to_rest_where_it_is_said
    "Pretraining takes the sum of the losses at $\\theta$ and rests where these balance, whatever $\\alpha$ is. MAML takes the sum at the arrowheads and settles nearer to task 1. That may look unfair to task 0 until you look at the arrows: from there, the longer one belongs to task 0."
    |said| {
        let at = theta(said.figure("Pretraining").as_ref());
        for alpha in ["0.01", "0.04", "0.08"] {
            let mut figure = said.figure("Pretraining");
            figure.set("alpha", alpha).expect("within the range");
            let rest = rest(figure, "drive-pretraining");
            assert!(distance(rest, at) < 0.02, "{alpha}: {rest:?}");
        }
        let figure = said.figure("MAML");
        let [long, short] = ["phi-0", "phi-1"].map(|key| arrow(figure.as_ref(), key));
        assert!(long > short, "{long}, {short}");
        let at = theta(figure.as_ref());
        let rest = rest(figure, "drive-maml");
        assert!(distance(rest, at) < 0.02, "{rest:?}");
        assert!(distance(rest, TRUTHS[1]) < distance(rest, TRUTHS[0]));
    }

    with_short_steps_the_two_agree
    "With a small $\\alpha$ the arrows are short and the two all but agree. As $\\alpha$ grows they part."
    |said| {
        let apart = |alpha: &str| {
            let [maml, pretraining] = ["drive-maml", "drive-pretraining"].map(|driver| {
                let mut figure = said.figure("a small $\\alpha$");
                figure.set("alpha", alpha).expect("within the range");
                rest(figure, driver)
            });
            distance(maml, pretraining)
        };
        let small = said.figure("a small $\\alpha$");
        let alpha = small.settings().number("alpha");
        let mut large = said.figure("a small $\\alpha$");
        large.set("alpha", "0.04").expect("within the range");
        for key in ["phi-0", "phi-1"] {
            assert!(arrow(small.as_ref(), key) < 0.3 * arrow(large.as_ref(), key));
        }
        let [near, far] = [alpha.to_string().as_str(), "0.04"].map(apart);
        assert!(near < 0.04 && far > 2.0 * near, "{near}, {far}");
    }

    the_numbers_of_pretrainings_rest_are_those_of_the_steps
    "Stay where pretraining rests, and change the step: with an inner rate of 0.05 the two losses add up to 0.147 after it, which is 0.035 more than from the best place in the square."
    |said| {
        let figure = said.inset();
        let (at, alpha) = (theta(figure.as_ref()), figure.settings().number("alpha"));
        assert!(distance(rest(said.inset(), "drive-pretraining"), at) < 0.005);
        let xs = even_points();
        let after = |[a, b]: [f64; 2]| -> f64 {
            let step = |task: usize| {
                let [da, db] = gradient(task, &xs, [a, b]);
                loss(task, &xs, [a - alpha * da, b - alpha * db])
            };
            step(0) + step(1)
        };
        let [sum, above] = ["loss-sum", "above-best"].map(|key| number(figure.as_ref(), key));
        assert!((after(at) - sum).abs() < 1e-6, "{sum} is said, {} was found", after(at));
        // Nowhere on a fine grid is it lower than the figure's best, nor much higher at the best.
        let line = |i: usize| i as f64 / 100.0;
        let grid = (0..101 * 101).map(|node| after([line(node % 101), line(node / 101)]));
        let least = grid.fold(f64::INFINITY, f64::min);
        assert!((-1e-6..1e-3).contains(&(least - (sum - above))), "{least}, {sum}, {above}");
    }

    the_gain_grows_with_the_steps
    "At $\\alpha = 0.04$ pretraining's resting place costs only about 5% more than MAML's. With longer steps it begins to matter: at 0.05 it costs almost a third more, and at 0.08 four times as much."
    |said| {
        let ratio = |figure: &dyn Figure| {
            let [sum, above] = ["loss-sum", "above-best"].map(|key| number(figure, key));
            sum / (sum - above)
        };
        let mut figure = said.figure("at 0.05");
        let pretrained = theta(figure.as_ref());
        assert!(distance(rest(said.figure("at 0.05"), "drive-pretraining"), pretrained) < 0.005);
        let third = ratio(figure.as_ref());
        assert!((1.28..1.333).contains(&third), "{third}");
        figure.set("alpha", "0.04").expect("within the range");
        let small = ratio(figure.as_ref());
        assert!((1.04..1.06).contains(&small), "{small}");
        let four = ratio(said.figure("at 0.08").as_ref());
        assert!((3.7..4.5).contains(&four), "{four}");
        assert_eq!(theta(said.figure("at 0.08").as_ref()), pretrained);
    }
}
