//! `cargo xtask table`, for the networks that tell drawings apart: every way to tell characters
//! apart, on invented ones and on real handwriting.
//!
//! Writes `www/tables/drawings.md` and `www/tables/drawings.csv`. MAML's and the pretrained network
//! are those that are shipped, as they are shipped; the others are trained here, from the same
//! seed. Where a method learns no rates, those are found that suit it best on invented
//! characters which no number is taken from.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use maml_live::learn::model::conv::ConvNet;
use maml_live::learn::task::alphabet::MAX_WAYS;
use maml_live::learn::task::images::Images;
use maml_live::learn::train::drawings::{self, accuracies_on, nearest_on};
use maml_live::learn::train::evaluate::{HeldOut, HeldOutError, TASKS};
use maml_live::learn::train::presets::{self, SEED};
use maml_live::learn::weights;

use crate::classifiers::{Classifier, SETTINGS, best_rates, held_out, meta_trained, percent};
use crate::handwriting::{Handwriting, Kin};
use crate::train::Failure;
use crate::workspace::Workspace;
use crate::write::write_at_once;

/// The numbers of fine-tuning steps that accuracies are taken after.
const STEPS: [usize; 3] = [1, 5, 20];

/// The tables: whose characters, by the name that the rows have, and what that is called.
const TABLES: [(&str, &str); 4] = [
    ("handwritten", "Real handwriting"),
    ("invented", "Held-out invented characters"),
    ("alike", "Real handwriting, all of one alphabet"),
    ("apart", "Real handwriting, each of another alphabet"),
];

/// One way to tell characters apart.
enum Way {
    /// A network that is fine-tuned.
    FineTuned(Classifier),
    /// The nearest neighbour by pixels.
    Pixels,
    /// The nearest neighbour by the features of a network as it is before fine-tuning.
    Features(Vec<f32>),
}

/// Who is right how often: a method's name, whose characters, ways, shots, steps if it takes any.
type Row = (&'static str, &'static str, usize, usize, Option<usize>, HeldOutError);

/// The accuracies after each number of steps, by ways and shots.
type BySetting = BTreeMap<(usize, usize), Vec<HeldOutError>>;

/// Trains what is not shipped, measures, prints, and writes the table.
///
/// # Errors
/// When a run diverges, or a file cannot be read or written.
pub fn run(workspace: &Workspace) -> Result<(), Failure> {
    let handwriting = Handwriting::read(workspace.root())
        .map_err(|error| Failure::File { path: "tests/omniglot".to_owned(), error })?;
    let ways = ways()?;
    let mut rows = Vec::new();
    for (ways_of_task, shots) in SETTINGS {
        let mut sets = held_out(&handwriting, ways_of_task, shots).to_vec();
        if ways_of_task == MAX_WAYS {
            let kinds = [("alike", Kin::Alike), ("apart", Kin::Apart)];
            sets.extend(kinds.map(|(characters, kin)| {
                (characters, handwriting.tasks(kin, ways_of_task, shots, TASKS))
            }));
        }
        for (characters, tasks) in sets {
            for (name, way) in &ways {
                for (steps, accuracy) in way.measure(&tasks) {
                    rows.push((*name, characters, ways_of_task, shots, steps, accuracy));
                }
            }
        }
    }
    let markdown = markdown(&rows);
    println!("{markdown}");
    for (name, text) in [("drawings.md", markdown), ("drawings.csv", csv(&rows))] {
        let path = workspace.www().join("tables").join(name);
        write_at_once(&path, &text)
            .map_err(|error| Failure::File { path: workspace.relative(&path), error })?;
        println!("wrote {}", workspace.relative(&path));
    }
    Ok(())
}

/// All ways, the trained ones trained.
fn ways() -> Result<Vec<(&'static str, Way)>, Failure> {
    let shipped = |classifier: &weights::drawings::Classifier| Classifier {
        theta: classifier.values(),
        rates: classifier.rates.to_vec(),
    };
    let suited = |theta: Vec<f32>| Classifier { rates: best_rates(&theta), theta };
    let maml = shipped(weights::drawings::maml());
    let fomaml = meta_trained("FOMAML", presets::drawings_fomaml())?;
    let reptile = meta_trained("Reptile", presets::drawings_reptile())?;
    let features = Way::Features(maml.theta.clone());
    Ok(vec![
        ("MAML", Way::FineTuned(maml)),
        ("FOMAML", Way::FineTuned(suited(fomaml.theta))),
        ("Reptile", Way::FineTuned(suited(reptile.theta))),
        ("pretrained", Way::FineTuned(shipped(weights::drawings::pretrained()))),
        ("random start", Way::FineTuned(suited(drawings::start(SEED)))),
        ("nearest neighbour, pixels", Way::Pixels),
        ("nearest neighbour, MAML's features", features),
    ])
}

impl Way {
    /// The accuracies after each number of steps, or without any where none is taken.
    fn measure(&self, tasks: &HeldOut<Images<f32>>) -> Vec<(Option<usize>, HeldOutError)> {
        match self {
            Self::FineTuned(Classifier { theta, rates }) => {
                let found = accuracies_on(&ConvNet::default(), tasks, theta, rates, &STEPS);
                STEPS.into_iter().map(Some).zip(found).collect()
            }
            Self::Pixels => vec![(None, nearest_on(tasks, None))],
            Self::Features(theta) => vec![(None, nearest_on(tasks, Some(theta)))],
        }
    }
}

fn csv(rows: &[Row]) -> String {
    let mut text = "method,characters,ways,shots,steps,mean,interval,tasks\n".to_owned();
    for (method, characters, ways, shots, steps, HeldOutError { mean, interval, tasks, .. }) in rows
    {
        let [mean, interval] = [*mean, *interval].map(percent);
        let steps = steps.unwrap_or(0);
        let _ = writeln!(
            text,
            "\"{method}\",{characters},{ways},{shots},{steps},{mean:.2},{interval:.2},{tasks}"
        );
    }
    text
}

fn markdown(rows: &[Row]) -> String {
    let mut text = format!(
        "<!-- Made by `cargo xtask table`; not to be edited. -->\n\n\
         Per cent of drawings that are told apart rightly after 1 / 5 / 20 steps of fine-tuning, ± \
         half the 95 % interval over {TASKS} tasks (of the first number); nearest neighbour takes \
         no steps. All networks have the same 9653 numbers and saw invented characters only, from \
         one training seed each. The handwriting is of 136 characters of five alphabets by 20 people \
         (Omniglot; see [tests/omniglot](../../tests/omniglot/README.md)); in the two tables at the \
         end each alphabet comes as often as the others.\n"
    );
    for (characters, title) in TABLES {
        let is_in = |&&(_, whose, ways, shots, ..): &&Row, setting| {
            whose == characters && (ways, shots) == setting
        };
        let measured = |setting: &(usize, usize)| rows.iter().any(|row| is_in(&row, *setting));
        let settings: Vec<(usize, usize)> = SETTINGS.into_iter().filter(measured).collect();
        let _ = write!(text, "\n| {title} |");
        for (ways, shots) in &settings {
            let _ = write!(text, " {ways}-way {shots}-shot |");
        }
        text += "\n|---|";
        text += &"--:|".repeat(settings.len());
        text.push('\n');
        let mut lines: Vec<(&str, BySetting)> = Vec::new();
        for (method, _, ways, shots, _, accuracy) in rows.iter().filter(|row| row.1 == characters) {
            let known = lines.iter().position(|line| line.0 == *method);
            let line = known.unwrap_or_else(|| {
                lines.push((method, BySetting::new()));
                lines.len() - 1
            });
            lines[line].1.entry((*ways, *shots)).or_default().push(*accuracy);
        }
        for (method, cells) in lines {
            let _ = write!(text, "| {method} |");
            for setting in &settings {
                let found = cells.get(setting).map(Vec::as_slice).unwrap_or_default();
                let means: Vec<String> =
                    found.iter().map(|found| format!("{:.1}", 100.0 * found.mean)).collect();
                let interval = found.first().map_or(0.0, |found| 100.0 * found.interval);
                let _ = write!(text, " {} ± {interval:.1} |", means.join(" / "));
            }
            text.push('\n');
        }
    }
    text
}
