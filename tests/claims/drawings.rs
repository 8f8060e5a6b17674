//! What is said of the network that learns to tell drawings apart.

use std::cell::Cell;

use maml_live::figures::train_drawings::job::{GO, Training};
use maml_live::figures::train_drawings::look::{Accuracies, Look};
use maml_live::learn::model::conv::ConvNet;
use maml_live::learn::task::drawing::{Drawing, Image};
use maml_live::learn::task::images::Images;
use maml_live::learn::train::drawings::{accuracies_on, nearest_on};
use maml_live::learn::train::evaluate::HeldOut;
use maml_live::learn::weights::drawings::{self, Classifier};
use maml_live::work::{Job, Parcel};
use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};

/// What the run of `seed` is measured at first after so many meta-steps, and how often the
/// nearest neighbour in pixels is right.
fn after(meta_steps: u64, seed: u64) -> (Accuracies, f64) {
    let mut job = Training::new(seed).expect("the recipe makes sense");
    job.hear(&Parcel::of_words(GO), 0.0);
    let now = Cell::new(0.0);
    let clock = || {
        now.set(now.get() + 4.0);
        now.get()
    };
    let mut found = None;
    while found.is_none() {
        job.slice(&clock, &mut |_, parcel| {
            let look = Look::from_parcel(&parcel).expect("a look");
            let measured = look.measured.filter(|_| look.meta_steps >= meta_steps);
            found = found.or(measured.map(|accuracies| (accuracies, look.pixels)));
        });
    }
    found.expect("just measured")
}

/// Real handwriting, `tests/omniglot/strokes.bin`: by alphabet and character, the drawings of
/// twenty people.
struct Handwriting(Vec<Vec<Vec<Image>>>);

impl Handwriting {
    fn read() -> Self {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/omniglot/strokes.bin");
        let mut bytes = std::fs::read(path).expect("it is in the repository").into_iter();
        let mut next = || bytes.next().expect("it is whole");
        let mut alphabets = Vec::new();
        for _ in 0..next() {
            let mut characters = Vec::new();
            for _ in 0..next() {
                let mut drawings = Vec::new();
                for _ in 0..20 {
                    let mut strokes = Vec::new();
                    for _ in 0..next() {
                        let points = 0..next();
                        strokes
                            .push(points.map(|_| [f32::from(next()), f32::from(next())]).collect());
                    }
                    drawings.push(Drawing { strokes }.render().expect("there is ink"));
                }
                characters.push(drawings);
            }
            alphabets.push(characters);
        }
        Self(alphabets)
    }

    /// Four hundred tasks of five characters, one drawing of each to learn from and five to be
    /// judged by, the alphabets being `alphabet(task, class)`.
    fn tasks(&self, alphabet: impl Fn(usize, usize) -> usize) -> HeldOut<Images<f32>> {
        let rng = &mut ChaCha8Rng::seed_from_u64(95);
        let mut task = |number: usize| {
            let mut sets = [(); 2].map(|()| Images::new(5));
            let mut chosen: Vec<(usize, usize)> = Vec::new();
            while chosen.len() < 5 {
                let alphabet = alphabet(number, chosen.len());
                let character = rng.random_range(0..self.0[alphabet].len());
                if !chosen.contains(&(alphabet, character)) {
                    chosen.push((alphabet, character));
                }
            }
            for (class, (alphabet, character)) in chosen.into_iter().enumerate() {
                let first = rng.random_range(0..20);
                for writer in 0..6 {
                    // By people who are not neighbours in the file.
                    let image = &self.0[alphabet][character][(first + 7 * writer) % 20];
                    sets[usize::from(writer > 0)].push(image, class);
                }
            }
            sets
        };
        HeldOut::given((0..400).map(&mut task).collect())
    }
}

/// Per cent right after one step.
fn right(classifier: &Classifier, tasks: &HeldOut<Images<f32>>) -> f64 {
    let (network, theta) = (ConvNet::default(), classifier.values());
    100.0 * accuracies_on(&network, tasks, &theta, &classifier.rates, &[1])[0].mean
}

/// What the table has, in per cent, of five characters and one drawing of each.
fn tabulated(method: &str, characters: &str, steps: usize) -> f64 {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/www/tables/drawings.csv");
    let table = std::fs::read_to_string(path).expect("it is in the repository");
    let start = format!("\"{method}\",{characters},5,1,{steps},");
    let row = table.lines().find_map(|line| line.strip_prefix(&start)).expect("it was measured");
    row.split(',').next().and_then(|mean| mean.parse().ok()).expect("a number")
}

claims! {
    look_alikes_are_harder_for_all_alike
    "When all five are of one alphabet, and have its family likeness, it is right {{drawings.maml.alike.5-way-1-shot.1}} times. The pretrained network falls as far, from {{drawings.pretrained.apart.5-way-1-shot.1}} to {{drawings.pretrained.alike.5-way-1-shot.1}}, and so do pixels, from {{drawings.nearest-neighbour-pixels.apart.5-way-1-shot.0}} to {{drawings.nearest-neighbour-pixels.alike.5-way-1-shot.0}}."
    |_said| {
        let handwriting = Handwriting::read();
        let alphabets = handwriting.0.len();
        assert_eq!(alphabets, 5);
        let alike = handwriting.tasks(|task, _| task % alphabets);
        let apart = handwriting.tasks(|_, class| class);
        let pixels = |tasks| 100.0 * nearest_on(tasks, None).mean;
        let falls = [
            ("MAML", 1, right(drawings::maml(), &apart), right(drawings::maml(), &alike)),
            (
                "pretrained",
                1,
                right(drawings::pretrained(), &apart),
                right(drawings::pretrained(), &alike),
            ),
            ("nearest neighbour, pixels", 0, pixels(&apart), pixels(&alike)),
        ];
        for (method, steps, apart, alike) in falls {
            assert!((5.0..10.0).contains(&(apart - alike)), "{method}: {apart:.1}, {alike:.1}");
            // Other tasks of the same kind: two intervals, each of about one per cent.
            for (characters, found) in [("apart", apart), ("alike", alike)] {
                let said = tabulated(method, characters, steps);
                assert!((found - said).abs() < 2.5, "{method}, {characters}: {found:.1}, {said}");
            }
        }
    }

    features_are_as_good_as_the_step_before_long
    "It asks which of them is nearest in the features of $\\theta$, and before long it is about as good as the network after its step."
    |said| {
        let figure = said.figure("before long it is about as good as the network after its step");
        let seed = figure.settings().number("seed") as u64;
        let (accuracies, pixels) = after(300, seed);
        let Accuracies { maml, features, .. } = accuracies;
        assert!((features - maml).abs() < 0.03, "{accuracies:?}");
        assert!(maml > pixels && features > pixels, "{accuracies:?} {pixels}");
    }
}
