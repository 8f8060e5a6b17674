//! What is said of `four-models`.

use maml_live::contract::Figure;
use maml_live::figures::four_models::subject::Subject;

use super::support::Workers;

/// The losses of every measurement of the run that a figure is asked for, before the inner step
/// and after it.
fn losses(figure: &mut dyn Figure) -> Vec<[f64; 2]> {
    let mut workers = Workers::default();
    let mut losses = Vec::new();
    figure.press("run");
    for _ in 0..100_000 {
        workers.work(figure, 1);
        let read = |key: &str| {
            let readouts = figure.readouts();
            readouts
                .iter()
                .find(|said| said.key == key)
                .and_then(|said| said.values.first().copied())
        };
        if let (Some(before), Some(after)) = (read("loss-before"), read("loss-after"))
            && losses.last() != Some(&[before, after])
        {
            losses.push([before, after]);
        }
        if figure.look(run(figure)).label.contains("again") {
            return losses;
        }
    }
    panic!("the run has no end");
}

fn run(figure: &dyn Figure) -> maml_live::contract::Button {
    figure.settings().button("run").expect("the figure has it")
}

/// The part of the way down, first to last, that was done at the first of which no more than a
/// tenth was left.
fn nearly_there(losses: &[f64]) -> usize {
    let (first, last) = (losses[0], losses[losses.len() - 1]);
    let near = |loss: &f64| loss - last < 0.1 * (first - last);
    losses.iter().position(near).expect("the last is")
}

fn parted(losses: &[[f64; 2]]) -> [Vec<f64>; 2] {
    [0, 1].map(|place| losses.iter().map(|losses| losses[place]).collect())
}

claims! {
    the_linear_model_finds_the_average_and_stops
    "The model that is linear in features is the simplest that there is: $f(x) = \\theta^{\\top} h(x)$, with the five features $h(x) = (1, \\cos x, \\sin x, \\cos 2x, \\sin 2x)$. Every sinusoid is one of its functions, so it has been told in advance what the network of the first chapter had to find out. Both losses fall, and both come to rest once $\\theta$ has found the average of all tasks, $1.62 \\cos x$."
    |said| {
        let [before, after] = parted(&losses(said.figure("The model that is linear in features").as_mut()));
        let last = before.len() - 1;
        assert!(before[last] < 0.5 * before[0] && after[last] < 0.7 * after[0]);
        // Both at rest from the same place on.
        let (one, other) = (nearly_there(&before), nearly_there(&after));
        assert!(one.abs_diff(other) <= 3, "{one} {other}");
        for place in one..=last {
            assert!((before[place] - before[last]).abs() < 0.15 * (before[0] - before[last]));
            assert!((after[place] - after[last]).abs() < 0.15 * (after[0] - after[last]));
        }
        // And where they rest is the average, up to what a few tasks say of it.
        let (mut run, _) = Subject::Linear.open(1);
        while run.made() < Subject::Linear.plan().steps {
            run.step().expect("it does not diverge");
        }
        for (x, value) in Subject::Linear.xs().zip(run.look().before) {
            assert!((value - 1.62 * x.cos()).abs() < 0.25, "{x}: {value}");
        }
    }

    the_bent_line_stops_too
    "The bent line, with tasks from all over its unit square, has two parameters to learn and not much to choose either. Its two losses go down together and stop together."
    |said| {
        let [before, after] = parted(&losses(said.figure("The bent line").as_mut()));
        let last = before.len() - 1;
        assert!(before[last] < 0.5 * before[0] && after[last] < 0.5 * after[0]);
        assert!(nearly_there(&before).abs_diff(nearly_there(&after)) <= 3);
    }

    the_networks_go_on
    "The network is another matter. Before the step it stalls near 3, as in the first chapter, for no single curve does better. After the step its loss goes on falling, and ends at less than half of what the linear model has come to, although that one was given the right features. The network makes its own. What it does in response to a sample is an inner product of gradients, these gradients run through its layers, and $\\theta$ shapes the layers. It makes little difference whether their units are rectified or tanh."
    |said| {
        let linear = super::support::state("four-models?model=linear");
        let linear = losses({ linear }.as_mut());
        let linear = linear[linear.len() - 1][1];
        for words in ["The network", "tanh"] {
            let [before, after] = parted(&losses(said.figure(words).as_mut()));
            let last = before.len() - 1;
            assert!((before[last] - 3.0).abs() < 0.2, "{words}: {}", before[last]);
            assert!(after[last] < 0.5 * linear, "{words}: {} {linear}", after[last]);
            // It stalls: from some place on the one stays about 3, and there the other has most of
            // its way before it.
            let stalled = before.iter().position(|loss| *loss < 3.45).expect("it falls");
            let rest = &before[stalled..];
            let mean = rest.iter().sum::<f64>() / rest.len() as f64;
            assert!((mean - 3.0).abs() < 0.4, "{words}: {mean}");
            assert!(after[stalled] > 3.5 * after[last], "{words}: {} {}", after[stalled], after[last]);
        }
    }
    /// ln 5 is 1.609; the held-out tasks are few, and say so within a few hundredths.
    the_convolutional_network_learns_nothing_but_a_response
    "The convolutional network carries this to its end. A task is five characters that somebody has just invented: it sees one drawing of each, takes its step, and is asked about new ones. Before the step its loss is 1.61, that of a guess among five, and there it stays from the first meta-step to the last. After the step it goes down to about a third of that, in as long as it takes to read this paragraph."
    |said| {
        let [before, after] = parted(&losses(said.figure("The convolutional network").as_mut()));
        let mean = before.iter().sum::<f64>() / before.len() as f64;
        assert!((mean - 5.0_f64.ln()).abs() < 0.03, "{mean}");
        assert!(before.iter().all(|loss| (loss - 1.61).abs() < 0.1), "{before:?}");
        let last = after[after.len() - 1];
        assert!((0.27..0.4).contains(&(last / 1.61)), "{last}");
    }
}
