//! What the conclusion says once more of the figures that have shown it.

use maml_live::contract::Figure;
use maml_live::figures::angle::job::{Brief, Look, Looking};
use maml_live::work::{Job, Parcel};

use super::support::{number, output, state};

fn pair(figure: &dyn Figure, key: &str) -> [f64; 2] {
    output(figure, key).try_into().expect("two numbers")
}

fn apart(p: [f64; 2], q: [f64; 2]) -> f64 {
    (p[0] - q[0]).hypot(p[1] - q[1])
}

/// Lets what runs come to its end.
fn run(figure: &mut dyn Figure, button: &str) {
    figure.press(button);
    for _ in 0..100_000 {
        if !figure.animating() {
            return;
        }
        figure.tick(100.0);
    }
    panic!("it never ends");
}

claims! {
    descent_alone_cannot
    "Gradient descent alone cannot. There are too many parameters, and the samples do not say what lies between them."
    |said| {
        let figure = said.figure("cannot");
        assert!(number(figure.as_ref(), "support-mse") < 0.01, "it meets the samples");
        assert!(number(figure.as_ref(), "curve-mse") > 0.5, "and misses the curve");
    }

    alike_before_and_apart_after
    "Before fine-tuning they draw nearly the same curve."
    |said| {
        let figure = said.figure("nearly the same curve");
        let [maml, pretrained] =
            ["curve-mse", "curve-mse-pretrained"].map(|key| number(figure.as_ref(), key));
        assert!((maml / pretrained - 1.0).abs() < 0.1, "{maml} {pretrained}");
    }

    different_answers_on_the_landscape
    "On the landscape of two tasks the questions had different answers as soon as $m$ was larger than zero;"
    |said| {
        let after = pair(said.figure("the landscape of two tasks").as_ref(), "minimum");
        let before = pair(state("meta-loss?m=0&alpha=0.04").as_ref(), "minimum");
        let one = pair(state("meta-loss?m=1&alpha=0.04").as_ref(), "minimum");
        assert!(apart(before, after) > 0.3 && apart(before, one) > 0.05);
    }

    it_shows_when_samples_pull
    "Its knowledge of the task distribution shows only when samples begin to pull at it."
    |said| {
        let figure = said.figure("when samples begin to pull at it");
        let [maml, pretrained] =
            ["curve-mse", "curve-mse-pretrained"].map(|key| number(figure.as_ref(), key));
        assert!(maml < pretrained / 3.0, "{maml} {pretrained}");
    }

    without_second_derivatives
    "At a random start that is hardly a difference, and when a network has learned to learn it is most of the direction; it works all the same."
    |said| {
        let settings = said.figure("hardly a difference");
        let settings = settings.settings();
        let steps = settings.number("inner-steps") as usize;
        let brief = Brief { steps, rate: settings.number("alpha"), seed: 0 };
        let mut job = Looking::new(brief).expect("a run");
        job.hear(&Parcel::default(), 0.0);
        let mut looks: Vec<Look> = Vec::new();
        while job.due(0.0) == 0.0 {
            job.slice(&|| 0.0, &mut |_, parcel| looks.extend(Look::from_parcel(&parcel)));
        }
        // Beyond 45 degrees more of a direction is lost than kept.
        assert!(looks[0].quartiles[1] < 5.0 && looks[looks.len() - 1].quartiles[1] > 45.0);
    }

    one_step_of_reptile
    "With a single inner step it is pretraining."
    |said| {
        let mut figure = said.figure("With a single inner step");
        run(figure.as_mut(), "run");
        let theta: [f64; 2] = figure.settings().numbers("theta").try_into().expect("θ");
        assert!(apart(theta, pair(state("meta-loss?m=0").as_ref(), "minimum")) < 2e-3);
    }

    rest_and_a_solved_system
    "It asks for a point of rest, and for a linear system that is solved."
    |said| {
        let solved = number(said.figure("a point of rest").as_ref(), "implicit-error");
        for rough in ["inner-steps=5&cg-steps=2", "inner-steps=50&cg-steps=1"] {
            let error = number(state(&format!("imaml-pull?{rough}")).as_ref(), "implicit-error");
            assert!(error > 100.0 * solved, "{rough}: {error} {solved}");
        }
    }

    arrows_apart_and_ends_alike
    "On one landscape their arrows point apart, and yet they all end at much the same loss."
    |said| {
        let mut figure = said.figure("their arrows");
        let angles = ["fomaml", "reptile", "imaml", "descent"]
            .map(|method| number(figure.as_ref(), &format!("angle-{method}")));
        assert!(angles.iter().all(|angle| *angle > 20.0), "{angles:?}");
        run(figure.as_mut(), "run");
        let losses = ["maml", "fomaml", "reptile", "imaml", "descent"]
            .map(|method| number(figure.as_ref(), &format!("end-{method}")));
        let [least, most] = losses.iter().fold([f64::INFINITY, 0.0], |[low, high], loss| {
            [low.min(*loss), f64::max(high, *loss)]
        });
        assert!(most < 1.05 * least, "{losses:?}");
    }
}
