//! What is said of `reptile`: each run to its end.

use maml_live::contract::Figure;

use super::chapter::Passage;
use super::support::{number, state};

/// The last places of the run that a link opens, oldest first.
fn places(mut figure: Box<dyn Figure>) -> Vec<[f64; 2]> {
    figure.press("run");
    let mut places = Vec::new();
    for _ in 0..10_000 {
        if !figure.animating() {
            return places;
        }
        // One update at a time.
        figure.tick(40.0);
        places.push(figure.settings().numbers("theta").try_into().expect("θ"));
    }
    panic!("the run never ends");
}

fn end(said: &Passage, link: &str) -> [f64; 2] {
    *places(said.figure(link)).last().expect("it moves")
}

fn apart(p: [f64; 2], q: [f64; 2]) -> f64 {
    (p[0] - q[0]).hypot(p[1] - q[1])
}

/// The lowest accumulated loss in the square, as `meta-loss` finds it.
fn lowest(steps: u32) -> f64 {
    number(state(&format!("meta-loss?m={steps}&alpha=0.04")).as_ref(), "minimum-loss")
}

/// The losses after fine-tuning where the run of a link ends.
fn loss_at_rest(said: &Passage, link: &str) -> f64 {
    let mut figure = said.figure(link);
    figure.press("run");
    while figure.animating() {
        figure.tick(1000.0);
    }
    number(figure.as_ref(), "loss-sum")
}

claims! {
    one_place_from_everywhere_however_long_the_steps
    "From the upper left or from the lower right, the run ends in the same place. How long the steps are does not matter for that: with a share of 1 $\\theta$ jumps all the way to the mean, and with a tenth it creeps, and both end there."
    |said| {
        let links = ["From the upper left", "from the lower right", "a share of 1", "a tenth"];
        let ends = links.map(|link| end(&said, link));
        for other in ends {
            assert!(apart(ends[0], other) < 4e-3, "{ends:?}");
        }
        let updates = |link| places(said.figure(link)).len();
        assert!(updates("a tenth") > 4 * updates("a share of 1"));
    }

    in_turns_it_swings
    "Try it: task 0, then task 1, and so on. Now $\\theta$ has no rest. It swings between two places, each nearer to the solution of the task that came last. The other way round the swing is the same, but the run ends at the other side of it."
    |said| {
        let solutions = [[0.3, 0.05], [0.83, 0.75]];
        let last_two = |link: &str| {
            let places = places(said.figure(link));
            [places[places.len() - 2], places[places.len() - 1]]
        };
        let [first, second] = last_two("task 0, then task 1, and so on");
        assert!(apart(first, second) > 0.2);
        assert!(apart(first, solutions[0]) < apart(second, solutions[0]), "task 0 came first");
        assert!(apart(second, solutions[1]) < apart(first, solutions[1]), "task 1 came last");
        let [other_first, other_second] = last_two("The other way round");
        assert!(apart(first, other_second) < 4e-3 && apart(second, other_first) < 4e-3);
    }

    small_steps_calm_it
    "With a tenth of the way the swing shrinks to a sixth, and the average over both turns is where the run with both tasks together came to rest, nearly."
    |said| {
        let swing = |places: &[[f64; 2]]| {
            let [first, second] = [places[places.len() - 2], places[places.len() - 1]];
            (apart(first, second), [0, 1].map(|axis| 0.5 * (first[axis] + second[axis])))
        };
        let (wide, _) = swing(&places(state("reptile?order=turns")));
        let (narrow, middle) = swing(&places(said.figure("With a tenth of the way")));
        assert!((wide / narrow - 6.0).abs() < 1.0, "{}", wide / narrow);
        let together = *places(state("reptile")).last().expect("it moves");
        assert!(apart(middle, together) < 5e-3, "{middle:?} {together:?}");
    }

    with_one_step_it_is_pretraining
    "Set $m$ to 1 and let it run: it rests at (0.579, 0.435), where the plain losses add up to least, fine-tuning or not."
    |said| {
        let rest = end(&said, "Set $m$ to 1 and let it run");
        assert!(apart(rest, [0.579, 0.435]) < 2e-3, "{rest:?}");
        // The minimum of the plain losses, as the figure of landscapes finds it.
        let plain = state("meta-loss?m=0");
        let minimum: [f64; 2] =
            super::support::output(plain.as_ref(), "minimum").try_into().expect("a place");
        assert!(apart(rest, minimum) < 2e-3, "{minimum:?}");
    }

    what_it_costs_not_to_be_maml
    "After five steps it costs 0.049 to start from there, and MAML would find 0.044. After ten it is 0.021 against 0.018."
    |said| {
        let near = |found: f64, told: f64| assert!((found - told).abs() < 6e-4, "{found} {told}");
        near(loss_at_rest(&said, "After five steps"), 0.049);
        near(lowest(5), 0.044);
        near(loss_at_rest(&said, "After ten"), 0.021);
        near(lowest(10), 0.018);
    }
}
