//! What is said of `imaml-loss` and `imaml-pull`.

use maml_live::contract::Figure;

use super::chapter::Passage;
use super::support::{number, output, state};

fn pair(figure: &dyn Figure, key: &str) -> [f64; 2] {
    output(figure, key).try_into().expect("two numbers")
}

fn apart(p: [f64; 2], q: [f64; 2]) -> f64 {
    (p[0] - q[0]).hypot(p[1] - q[1])
}

const SOLUTION: [f64; 2] = [0.3, 0.05];

/// The relative error in the state of a link.
fn error(said: &Passage, link: &str) -> f64 {
    number(said.figure(link).as_ref(), "implicit-error")
}

claims! {
    tight_and_loose
    "With a tight spring fine-tuning hardly gets away from $\\theta$. With a loose one it comes to rest almost where the task would have it. In between there is a line of compromises, and it is not straight: fine-tuning first follows the steep slope across the valley, which earns much for little stretch, and only a loose spring lets it go along the bottom."
    |said| {
        let tight = said.figure("With a tight spring");
        let theta: [f64; 2] = tight.settings().numbers("theta").try_into().expect("θ");
        let whole = apart(theta, SOLUTION);
        assert!(apart(pair(tight.as_ref(), "minimiser"), theta) < 0.2 * whole);
        let loose = pair(said.figure("With a loose one").as_ref(), "minimiser");
        assert!(apart(loose, SOLUTION) < 0.06 * whole, "{loose:?}");
        // A fifth of the stretch earns two fifths of the loss.
        let at = |lambda: f64| {
            let figure = state(&format!("imaml-loss?lambda={lambda}"));
            (apart(pair(figure.as_ref(), "minimiser"), theta), number(figure.as_ref(), "task-loss"))
        };
        let start = number(state("two-tasks?alpha=0").as_ref(), "loss-0");
        let (stretch, loss) = at(20.0);
        assert!(stretch < 0.2 * whole && loss < 0.6 * start, "{stretch} {loss} {start}");
        // Far from the straight line between the two ends.
        let [a, _] = pair(state("imaml-loss?lambda=5").as_ref(), "minimiser");
        assert!(a < 0.28, "it swings out to the left: {a}");
    }

    without_a_spring_the_start_is_of_no_account
    "Without a spring the start would be of no account. $\\phi^*$ would be the task's own solution, for every $\\theta$, and there would be nothing to meta-learn."
    |said| {
        let mut figure = said.figure("Without a spring");
        for theta in ["0.2,0.3", "0.5,0.1", "0.35,0.55"] {
            figure.set("theta", theta).expect("in range");
            assert!(apart(pair(figure.as_ref(), "minimiser"), SOLUTION) < 1e-3, "{theta}");
        }
    }

    both_must_be_solved
    "With one step for each the answer is off by eighty per cent. Fifty inner steps alone do not help: one step of conjugate gradients still misses by forty per cent. Two steps for the system alone do not either, for five inner steps end too far from the balance. Both together, and the error is gone."
    |said| {
        let both = error(&said, "With one step for each");
        assert!((both - 0.8).abs() < 0.03, "{both}");
        let system = error(&said, "Fifty inner steps");
        assert!((system - 0.4).abs() < 0.02, "{system}");
        assert!(error(&said, "Two steps for the system") > 0.3);
        assert!(error(&said, "Both together") < 1e-3);
    }

    a_tight_spring_is_easy
    "At $\\lambda = 20$ twenty inner steps find the balance to a millionth. It also makes everything less interesting, for $\\phi^*$ stays close to $\\theta$ and the task has learned little."
    |said| {
        let figure = said.figure("At $\\lambda = 20$");
        assert!(number(figure.as_ref(), "implicit-error") < 1e-6);
        let theta: [f64; 2] = figure.settings().numbers("theta").try_into().expect("θ");
        assert!(apart(pair(figure.as_ref(), "minimiser"), theta) < 0.1);
    }
}
