//! What the conclusion says once more of the figures that have shown it.

use std::f64::consts::PI;

use maml_live::contract::Figure;
use maml_live::figures::angle::job::{Brief, Look, Looking};
use maml_live::learn::adapt::{Inner, Scratch, fine_tune};
use maml_live::learn::meta::maml::Maml;
use maml_live::learn::meta::{Workspace, meta_gradient};
use maml_live::learn::model::Model;
use maml_live::learn::model::softplus_line::{Points, SoftplusLine, TASKS, ToyTask};
use maml_live::learn::task::Task;
use maml_live::learn::train::Regression;
use maml_live::learn::weights::{self, Trained};
use maml_live::learn::{Network, Samples, Sinusoid};
use maml_live::work::{Job, Parcel};

use super::games;
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

/// The mean squared error on two hundred waves with `phases` of their own and ten samples each,
/// after so many steps.
fn mean_error(trained: &Trained, phases: (f64, f64), steps: usize) -> f64 {
    const TASKS: usize = 200;
    let network = Network::<f32>::new(trained.activation);
    let inner = Inner::new(0.01, steps).expect("a usual rate");
    let spread = |index: usize, by: f64| (index as f64 * by).fract();
    let points: Vec<f32> = (0..=100).map(|i| -5.0 + 0.1 * i as f32).collect();
    let mut sum = 0.0;
    for index in 0..TASKS {
        let amplitude = 0.1 + 4.9 * spread(index, 0.618);
        let phase = phases.0 + (phases.1 - phases.0) * spread(index, 0.7549);
        let (task, mut support) = (Sinusoid { amplitude, phase }, Samples::default());
        task.sample((0..10).map(|at| -5.0 + 10.0 * spread(10 * index + at, 0.5698)), &mut support);
        let (mut phi, mut curve) = (trained.values(), vec![0.0; points.len()]);
        fine_tune(&network, &mut phi, &support, inner, &mut Scratch::new(&network))
            .expect("it does not diverge");
        network.predict(&phi, &points, &mut curve);
        let squares = points.iter().zip(&curve).map(|(&x, &y)| f64::from(y) - task.at(x.into()));
        sum += squares.map(|off| off * off).sum::<f64>() / points.len() as f64;
    }
    sum / TASKS as f64
}

/// How many parameters one and the same code differentiates by, for any model.
fn meta_trained<M: Model>(model: &M, theta: &[M::Real], task: Task<'_, M::Data>) -> usize {
    let (mut room, mut direction) = (Workspace::new(model), theta.to_vec());
    meta_gradient(model, &Maml(Inner::usual(1)), theta, task, &mut room, &mut direction)
        .expect("it does not diverge");
    direction.len()
}

claims! {
    descent_alone_cannot
    "Gradient descent alone cannot. There are too many parameters, and the samples do not say what lies between them."
    |said| {
        let figure = said.figure("cannot");
        assert!(number(figure.as_ref(), "support-mse") < 0.01, "it meets the samples");
        assert!(number(figure.as_ref(), "curve-mse") > 0.5, "and misses the curve");
    }

    a_few_steps_are_enough
    "From other tasks of the same kind it learns where to begin, an initialisation $\\theta$ from which a few gradient steps on a few samples are enough:"
    |said| {
        let figure = said.figure("a few gradient steps");
        assert!(figure.settings().count("steps") <= 5 && figure.settings().numbers("samples").len() <= 5);
        let error = number(figure.as_ref(), "curve-mse");
        assert!(error < 0.05, "{error} of a wave whose mean square is about eight");
    }

    the_best_single_answer
    "It sees the same data and finds the best single answer to all tasks, which is an answer to none of them in particular."
    |said| {
        let figure = said.figure("the best single answer to all tasks");
        assert!(figure.settings().is_on("network"));
        let off = games::off_the_average(weights::pretrained());
        assert!(off < 0.2, "{off} from the average");
        // To none of them in particular: on each wave it errs by far more than MAML does later.
        let error = number(figure.as_ref(), "error");
        assert!(error > 2.0, "{error}");
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
    "On the landscape of two tasks the questions had different answers as soon as $m$ was larger than zero; on the sinusoids the answers were an order of magnitude apart."
    |said| {
        let after = pair(said.figure("the landscape of two tasks").as_ref(), "minimum");
        let before = pair(state("meta-loss?m=0&alpha=0.04").as_ref(), "minimum");
        let one = pair(state("meta-loss?m=1&alpha=0.04").as_ref(), "minimum");
        assert!(apart(before, after) > 0.3 && apart(before, one) > 0.05);
        let figure = said.figure("an order of magnitude apart");
        let [maml, pretrained] =
            ["curve-mse", "curve-mse-pretrained"].map(|key| number(figure.as_ref(), key));
        assert!(pretrained > 10.0 * maml, "{pretrained} {maml}");
    }

    it_shows_when_samples_pull
    "Its knowledge of the task distribution shows only when samples begin to pull at it."
    |said| {
        let figure = said.figure("when samples begin to pull at it");
        let [maml, pretrained] =
            ["curve-mse", "curve-mse-pretrained"].map(|key| number(figure.as_ref(), key));
        assert!(maml < pretrained / 3.0, "{maml} {pretrained}");
    }

    what_was_never_met
    "By the same token it is knowledge about that distribution. Waves of the other phases, from $\\pi$ to $2\\pi$, were never met in training. On them ten steps from ten samples leave an error some twenty times as large, though still far below pretraining's."
    |_said| {
        let error = |trained, phases| mean_error(trained, phases, 10);
        let (met, other) = ((0.0, PI), (PI, 2.0 * PI));
        let maml = [met, other].map(|phases| error(weights::maml(), phases));
        let times = maml[1] / maml[0];
        assert!((12.0..35.0).contains(&times), "{maml:?}");
        assert!(error(weights::pretrained(), other) > 5.0 * maml[1]);
    }

    the_same_lines_for_both
    "and the same few lines of our code serve the toy problem with two parameters and the network with 1761."
    |said| {
        assert_eq!(said.figure("the toy problem with two parameters").name(), "meta-loss");
        let line = SoftplusLine::<f64>::default();
        assert_eq!(meta_trained(&line, &[0.35, 0.55], Task::unsplit(&ToyTask::new(&Points::default(), TASKS[0]))), 2);
        assert_eq!(said.figure("the network with 1761").name(), "train");
        let (problem, mut samples) = (Regression::default(), Samples::default());
        Sinusoid { amplitude: 2.0, phase: 1.0 }.sample([-1.0, 1.0], &mut samples);
        let task = Task { support: &samples, query: &samples };
        assert_eq!(meta_trained(&problem.network(), &problem.start(1), task), 1761);
    }

    a_place_for_every_step
    "To differentiate through $m$ steps one must remember all of them and pay for a Hessian-vector product at each."
    |said| {
        let mut figure = said.figure("one must remember all of them");
        let mut memory = |steps: u32| {
            figure.set("inner-steps", &steps.to_string()).expect("a number of steps");
            ["memory-maml", "memory-fomaml"].map(|key| number(figure.as_ref(), key))
        };
        let [one, ten, nineteen] = [1, 10, 19].map(&mut memory);
        assert!(ten[0] > 5.0 * one[0]);
        // Each step takes as much as the one before.
        assert!(((nineteen[0] - ten[0]) / (ten[0] - one[0]) - 1.0).abs() < 0.05);
        assert_eq!([one[1], ten[1], nineteen[1]], [one[1]; 3], "FOMAML remembers none");
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

    a_moving_average
    "Reptile gives up the meta-gradient and lets $\\theta$ follow a moving average of fine-tuned task parameters [@nichol2018]. With a single inner step it is pretraining."
    |said| {
        // It rests where it is the average of what fine-tuning finds.
        let mut figure = said.figure("moving average");
        run(figure.as_mut(), "run");
        let theta: [f64; 2] = figure.settings().numbers("theta").try_into().expect("θ");
        let [first, second] = ["phi-0", "phi-1"].map(|key| pair(figure.as_ref(), key));
        let mean = [0, 1].map(|axis| (first[axis] + second[axis]) / 2.0);
        assert!(apart(theta, mean) < 5e-3, "{theta:?} {mean:?}");
        let mut figure = said.figure("With a single inner step");
        run(figure.as_mut(), "run");
        let theta: [f64; 2] = figure.settings().numbers("theta").try_into().expect("θ");
        assert!(apart(theta, pair(state("meta-loss?m=0").as_ref(), "minimum")) < 2e-3);
    }

    known_from_the_end_alone
    "The solution then depends on $\\theta$ in a way that can be differentiated without knowing how the inner optimiser found it [@rajeswaran2019]."
    |said| {
        // The derivative of the task's loss at φ*(θ), by nothing but where φ* lies.
        let mut figure = said.figure("without knowing how the inner optimiser found it");
        let lambda = figure.settings().number("lambda");
        let theta: [f64; 2] = figure.settings().numbers("theta").try_into().expect("θ");
        let mut loss = |theta: [f64; 2]| {
            figure.set("theta", &format!("{},{}", theta[0], theta[1])).expect("a place");
            number(figure.as_ref(), "task-loss")
        };
        const STEP: f64 = 0.01;
        let numeric = [0, 1].map(|axis| {
            let beside = |by: f64| [0, 1].map(|at| theta[at] + if at == axis { by } else { 0.0 });
            (loss(beside(STEP)) - loss(beside(-STEP))) / (2.0 * STEP)
        });
        let pull = state(&format!("imaml-pull?lambda={lambda}&theta={},{}", theta[0], theta[1]));
        let exact = pair(pull.as_ref(), "exact");
        assert!(apart(numeric, exact) < 0.02 * apart(exact, [0.0; 2]), "{numeric:?} {exact:?}");
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
