//! What is said of `cost`, `curvature` and `angle`.

use maml_live::contract::Figure;
use maml_live::figures::angle::job::{Brief, Look, Looking};
use maml_live::learn::adapt::Inner;
use maml_live::learn::meta::{Workspace, fomaml::Fomaml, maml::Maml, meta_gradient};
use maml_live::learn::train::evaluate::HeldOut;
use maml_live::learn::train::{Regression, presets};
use maml_live::learn::vector::{add_scaled, norm};
use maml_live::learn::{PARAMETERS, Samples, Task};
use maml_live::work::{Job, Parcel};

use super::support::{number, output};

/// All looks of the run that a link opens, from several starts: its own, and others.
fn looks(figure: &dyn Figure, seed: u64) -> Vec<Look> {
    let settings = figure.settings();
    let steps = settings.number("inner-steps") as usize;
    let brief = Brief { steps, rate: settings.number("alpha"), seed };
    let mut job = Looking::new(brief).expect("a link's settings make a run");
    job.hear(&Parcel::default(), 0.0);
    let mut looks = Vec::new();
    while job.due(0.0) == 0.0 {
        job.slice(&|| 0.0, &mut |_, parcel| looks.extend(Look::from_parcel(&parcel)));
    }
    looks
}

/// The look after so many meta-steps.
fn after(looks: &[Look], meta_steps: u64) -> Look {
    *looks.iter().find(|look| look.meta_steps == meta_steps).expect("a moment of the run")
}

claims! {
    the_toy_remembers_little_but_more_with_every_step
    "The smallest model pays by the same rule: with two parameters there is next to nothing to remember, but what there is still grows with every step."
    |said| {
        let mut figure = said.figure("The smallest model");
        let mut memory = |steps: u32| {
            figure.set("inner-steps", &steps.to_string()).expect("in range");
            number(figure.as_ref(), "memory-maml")
        };
        assert!(memory(20) < 3000.0);
        assert!((2..=20).all(|steps| memory(steps) > memory(steps - 1)));
    }

    where_the_arrows_agree
    "In the middle of the square the two agree, for there the slope is $g$. On a plane they agree everywhere: without curvature there is nothing to miss. In a bowl they part as one walks away from the middle, unless one walks straight up or down the slope, and beyond the bottom they point more or less in opposite directions. Whoever follows the first-order arrow from there walks uphill."
    |said| {
        let angle = |figure: &dyn Figure| number(figure, "angle");
        for text in ["On a plane", "In a bowl"] {
            let mut figure = said.figure(text);
            figure.set("at", "0.5,0.5").expect("in range");
            assert!(angle(figure.as_ref()) < 1e-6, "{text}, in the middle");
        }
        let mut plane = said.figure("On a plane");
        for at in ["0,0", "0.1,0.9", "1,0.4"] {
            plane.set("at", at).expect("in range");
            assert!(angle(plane.as_ref()) < 1e-6, "{at}");
        }
        assert!(angle(said.figure("In a bowl").as_ref()) > 10.0);
        // Straight along g = (−0.1, 0.12), up and a little down.
        for at in ["0.4,0.62", "0.45,0.56", "0.55,0.44"] {
            let along = super::support::state(&format!("curvature?a=0.4&b=0&c=0.4&at={at}"));
            assert!(angle(along.as_ref()) < 0.1, "{at}");
        }
        let beyond = said.figure("beyond the bottom");
        assert!(angle(beyond.as_ref()) > 135.0);
        // The slope along the first-order arrow is upwards.
        let [exact, first] = ["descent", "first-order"].map(|key| output(beyond.as_ref(), key));
        assert!(exact[0] * first[0] + exact[1] * first[1] < 0.0);
    }

    a_saddle_bends_both_ways
    "On a saddle it depends on the way one goes. Along one axis the slope grows, along the other it shrinks, and the first-order arrow knows of neither."
    |said| {
        let mut figure = said.figure("a saddle");
        let slopes = ["0.2,0.3", "0.6,0.3", "0.2,0.7"].map(|at| {
            figure.set("at", at).expect("in range");
            let descent = output(figure.as_ref(), "descent");
            let first = output(figure.as_ref(), "first-order");
            ([-descent[0], -descent[1]], first)
        });
        assert!(slopes[1].0[0] > slopes[0].0[0], "along the first axis it grows");
        assert!(slopes[2].0[1] < slopes[0].0[1], "along the second it shrinks");
        assert!(slopes.iter().all(|(_, first)| *first == slopes[0].1));
    }

    the_directions_part_as_the_network_learns
    "At the random start the two are almost the same: with a single inner step some three degrees apart. A fresh network hardly bends. Then it learns, and they part. After a hundred meta-steps it is about ten degrees, after a thousand more than forty, and after ten thousand half of the tasks have more than sixty. With five steps they begin further apart, at more than ten degrees, for there are five brackets to leave out, and end at more than fifty."
    |said| {
        let single = said.figure("with a single inner step");
        for seed in [single.settings().number("seed") as u64, 1, 2] {
            let looks = looks(single.as_ref(), seed);
            let median = |meta_steps| after(&looks, meta_steps).quartiles[1];
            assert!((2.0..4.0).contains(&median(0)), "{}", median(0));
            assert!((6.0..14.0).contains(&median(100)), "{}", median(100));
            assert!(median(1000) > 40.0, "{}", median(1000));
            assert!(median(10_000) > 60.0, "{}", median(10_000));
        }
        let five = said.figure("With five steps");
        for seed in [five.settings().number("seed") as u64, 1] {
            let looks = looks(five.as_ref(), seed);
            assert!(after(&looks, 0).quartiles[1] > 10.0);
            assert!(after(&looks, 10_000).quartiles[1] > 50.0);
        }
    }

    in_the_end_the_means_have_little_to_do_with_each_other
    "The blue line goes its own way in the end, up and down about 90°. Near its goal MAML's mean gradient is small, and what is left of it is mostly chance. FOMAML's is about as long, but has next to nothing to do with it any more: the two methods are on their way to different places."
    |_said| {
        let inner = Inner::usual(1);
        let recipe = presets::page_for(Maml(inner).into());
        let mut angles = Vec::new();
        for seed in 0..3 {
            let mut trainer = Regression::default().trainer(recipe, seed).expect("our own recipe");
            let start = means(trainer.parameters(), inner);
            for _ in 0..10_000 {
                trainer.step().expect("it does not diverge");
            }
            let end = means(trainer.parameters(), inner);
            assert!(end[0] < 0.5 * start[0], "{end:?} {start:?}");
            assert!((0.5..3.0).contains(&(end[1] / end[0])), "{end:?}");
            let figure = super::support::state("angle");
            angles.push(after(&looks(figure.as_ref(), seed), 10_000).of_means);
        }
        assert!(angles.iter().all(|angle| (45.0..135.0).contains(angle)), "{angles:?}");
    }
}

/// The lengths of the mean gradients of MAML and FOMAML over a hundred held-out tasks.
fn means(theta: &[f32], inner: Inner) -> [f64; 2] {
    let problem = Regression::default();
    let (network, tasks) =
        (problem.network(), HeldOut::<Samples<f32>>::new(&problem.distribution, 10, 100));
    let mut sums = [vec![0.0_f32; PARAMETERS], vec![0.0_f32; PARAMETERS]];
    let (mut room, mut direction) = (Workspace::new(&network), vec![0.0_f32; PARAMETERS]);
    for [support, query] in tasks.tasks() {
        let task = Task { support, query };
        meta_gradient(&network, &Maml(inner), theta, task, &mut room, &mut direction)
            .expect("MAML");
        add_scaled(&mut sums[0], 0.01, &direction);
        meta_gradient(&network, &Fomaml(inner), theta, task, &mut room, &mut direction)
            .expect("FOMAML");
        add_scaled(&mut sums[1], 0.01, &direction);
    }
    sums.map(|sum| f64::from(norm(&sum)))
}
