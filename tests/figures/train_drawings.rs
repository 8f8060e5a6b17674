//! `train-drawings`: the run behind it, and what it makes of that.

use maml_live::contract::{Changed, Failure, Figure};
use maml_live::figures::train_drawings::job::{self, GO, STEPS, TASKS, Training};
use maml_live::figures::train_drawings::look::{Accuracies, Look, Network, PARAMETERS, TENSORS};
use maml_live::learn::nearest;
use maml_live::learn::task::alphabet::Alphabet;
use maml_live::learn::task::images::Images;
use maml_live::learn::train::evaluate::HeldOut;
use maml_live::learn::train::{drawings, presets};
use maml_live::work::{Errand, Job, Parcel};

use super::support::{number, output, readout, state};

/// A run that is stopped as soon as it has measured after so many meta-steps, by a clock under
/// which each piece of work is a slice of its own.
fn measured(seed: u64, until: u64) -> Vec<Look> {
    let mut job = Training::new(seed).expect("the recipe makes sense");
    job.hear(&Parcel::of_words(GO), 0.0);
    let (mut looks, now): (Vec<Look>, _) = (Vec::new(), std::cell::Cell::new(0.0));
    let clock = || {
        now.set(now.get() + 4.0);
        now.get()
    };
    while !looks.last().is_some_and(|look| look.measured.is_some() && look.meta_steps >= until) {
        job.slice(&clock, &mut |_, parcel| {
            looks.push(Look::from_parcel(&parcel).expect("a look"));
        });
    }
    assert!(
        looks.iter().any(|look| look.measured.is_none()) || until == 0,
        "it says how far it is"
    );
    looks.retain(|look| look.measured.is_some());
    looks
}

#[test]
fn it_learns_and_the_same_seed_learns_the_same() {
    let looks = measured(3, 20);
    let [first, last] = [&looks[0], &looks[looks.len() - 1]];
    let share = |look: &Look| look.measured.expect("it was measured").maml;
    assert_eq!(first.meta_steps, 0);
    assert!(share(last) > share(first) + 0.05, "{} {}", share(first), share(last));
    let strip = |looks: Vec<Look>| -> Vec<Look> {
        looks.into_iter().map(|look| Look { seconds: 0.0, ..look }).collect()
    };
    assert_eq!(strip(measured(3, 20)), strip(looks));
}

/// The first look's numbers, computed once more from what the library offers to others.
#[test]
fn the_first_measurement_is_that_of_the_random_start() {
    let look = &measured(5, 0)[0];
    let found = look.measured.expect("it was measured");
    let tasks = HeldOut::<Images<f32>>::new(&Alphabet::default(), 1, TASKS);
    let recipe = presets::drawings_maml();
    let (theta, rate) = (drawings::start(5), presets::DRAWINGS.0.rate() as f32);
    let trainer = drawings::trainer(recipe, 5).expect("it makes sense");
    let expected = drawings::accuracies_on(trainer.model(), &tasks, &theta, &[rate], &[1])[0];
    assert!((found.maml - expected.mean).abs() < 1e-9, "{found:?} {expected:?}");
    assert!((found.interval - expected.interval).abs() < 1e-3, "{found:?} {expected:?}");
    let right = |[support, query]: &[Images<f32>; 2]| {
        let right = query.inputs().iter().zip(query.labels()).filter(|(asked, label)| {
            let shares = nearest::shares(support.inputs(), support.labels(), 5, asked);
            (0..5).all(|class| class == **label || shares[class] < shares[**label])
        });
        right.count() as f64 / query.len() as f64
    };
    let pixels = tasks.tasks().map(right).sum::<f64>() / TASKS as f64;
    assert!((look.pixels - pixels).abs() < 1e-9);
}

#[test]
fn looks_survive_the_way_to_the_page_and_nothing_else_does() {
    let network = Network { theta: vec![0.5; PARAMETERS], rates: vec![0.1; TENSORS] };
    let measured = Some(Accuracies { maml: 0.9, interval: 0.01, features: 0.91 });
    let whole =
        Look { meta_steps: 7, seconds: 1.5, pixels: 0.75, measured, network: Some(network) };
    let bare = Look { measured: None, network: None, ..whole.clone() };
    for look in [whole.clone(), bare] {
        assert_eq!(Look::from_parcel(&look.to_parcel()), Some(look));
    }
    let mut broken = whole.to_parcel();
    broken.numbers[9] = f64::NAN;
    assert_eq!(Look::from_parcel(&broken), None);
    broken.numbers.pop();
    assert_eq!(Look::from_parcel(&broken), None);
    assert_eq!(Look::from_parcel(&Parcel::default()), None);
}

#[test]
fn a_pause_is_answered() {
    let mut job = Training::new(1).expect("the recipe makes sense");
    assert!(job.due(0.0).is_infinite(), "it waits for a word");
    job.hear(&Parcel::of_words("wait"), 0.0);
    assert_eq!(job.due(0.0), 0.0);
    let mut looks = Vec::new();
    job.slice(&|| 0.0, &mut |_, parcel| looks.extend(Look::from_parcel(&parcel)));
    assert_eq!(looks.len(), 1);
    assert!(looks[0].network.is_some() && looks[0].measured.is_none());
    assert!(job.due(0.0).is_infinite());
}

/// A look with these accuracies.
fn look(meta_steps: u64, maml: f64) -> Look {
    let network = Network { theta: vec![0.01; PARAMETERS], rates: vec![0.1; TENSORS] };
    let measured = Some(Accuracies { maml, interval: 0.01, features: maml + 0.01 });
    Look { meta_steps, seconds: 2.0, pixels: 0.75, measured, network: Some(network) }
}

#[test]
fn the_figure_shows_what_its_run_says() {
    let mut figure = state("train-drawings");
    assert!(output(figure.as_ref(), "accuracy").is_empty(), "nothing is measured yet");
    assert!(!works(figure.as_ref(), "download"), "there is nothing to take away");
    figure.press("run");
    let job = begun(figure.as_mut());
    let mut hear =
        |look: Look| figure.remote().expect("it has workers").hear(job, &look.to_parcel());
    assert_eq!(hear(look(0, 0.3)), Changed::Picture);
    assert_eq!(hear(look(100, 0.8)), Changed::Picture);
    assert_eq!(number(figure.as_ref(), "accuracy"), 0.8);
    assert_eq!(number(figure.as_ref(), "accuracy-features"), 0.81);
    assert_eq!(number(figure.as_ref(), "accuracy-pixels"), 0.75);
    assert!(figure.describe().contains("80.0 %"), "{}", figure.describe());
    assert!(works(figure.as_ref(), "download") && works(figure.as_ref(), "use-weights"));
    let remote = figure.remote().expect("it has workers");
    assert_eq!(remote.hear(job, &look(STEPS, 0.9).to_parcel()), Changed::Picture);
    assert_eq!(remote.errands(), [Errand::End(job)], "the run is over");
    assert!(readout(figure.as_ref(), "meta-steps").text.contains("4000 of 4000"));
}

#[test]
fn a_run_pauses_goes_on_and_another_seed_is_another_run() {
    let mut figure = state("train-drawings");
    figure.press("run");
    let first = begun(figure.as_mut());
    figure.press("run");
    let told = |words: &str| Errand::Tell(first, Parcel::of_words(words));
    assert_eq!(errands(figure.as_mut()), [told("wait")]);
    figure.press("run");
    assert_eq!(errands(figure.as_mut()), [told(GO)]);
    assert_eq!(figure.press("new-seed"), Changed::Settings);
    let all = errands(figure.as_mut());
    assert_eq!(all[0], Errand::End(first));
    assert!(matches!(&all[1], Errand::Begin { brief, .. } if brief.numbers == [2018.0]));
    let late = look(100, 0.8).to_parcel();
    assert_eq!(figure.remote().expect("workers").hear(first, &late), Changed::Nothing);
    figure.reset();
    assert_eq!(figure.describe(), state("train-drawings").describe());
    assert_eq!(number(figure.as_ref(), "meta-steps"), 0.0);
}

#[test]
fn a_worker_that_fails_and_a_run_that_diverges_are_told_of() {
    let mut figure = state("train-drawings");
    figure.press("run");
    figure.remote().expect("workers").fail(Failure::NoWorker);
    assert!(figure.notice().is_some_and(|notice| notice.contains("worker")));
    errands(figure.as_mut());
    figure.press("run");
    let job = begun(figure.as_mut());
    figure.remote().expect("workers").hear(job, &Parcel::default());
    assert!(figure.notice().is_some_and(|notice| notice.contains("diverged")));
    // What a worker that died had said stays; a new run begins from the start.
    figure.press("run");
    errands(figure.as_mut());
    let job = job + 1;
    figure.remote().expect("workers").hear(job, &look(100, 0.8).to_parcel());
    figure.remote().expect("workers").fail(Failure::Died);
    assert_eq!(number(figure.as_ref(), "accuracy"), 0.8);
    figure.press("run");
    assert!(output(figure.as_ref(), "accuracy").is_empty());
}

fn works(figure: &dyn Figure, key: &str) -> bool {
    figure.look(figure.settings().button(key).expect("the figure has it")).works
}

fn errands(figure: &mut dyn Figure) -> Vec<Errand> {
    figure.remote().expect("it has workers").errands()
}

/// The number of the job that the figure has begun.
fn begun(figure: &mut dyn Figure) -> u32 {
    match &errands(figure)[..] {
        [.., Errand::Begin { job, kind, .. }, Errand::Tell(..), Errand::Tell(..)]
            if kind == job::KIND =>
        {
            *job
        }
        other => panic!("{other:?}"),
    }
}
