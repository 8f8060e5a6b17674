//! What sets runs apart: a name for each line of the plot and each row of numbers.

use super::plan::Plan;
use super::state::Train;
use crate::learn::Activation;
use crate::learn::task::sinusoid::Interval;
use crate::plot::format;

/// How many things can be different about two plans.
const TRAITS: usize = 9;

/// Which of them are the method and its inner steps.
const METHOD: usize = 0;
const INNER_STEPS: usize = 1;

/// Names for all racers and then all ghosts, each saying what sets it apart: its method, unless
/// all have the same; what it has otherwise than others of its method; and of a ghost, what it
/// has otherwise than the runs that there are now.
pub(super) fn names(figure: &Train) -> Vec<String> {
    let racers = figure.racers.iter().chain(&figure.ghosts);
    let traits: Vec<[String; TRAITS]> = racers.map(|racer| traits(&racer.plan)).collect();
    let Some(main) = traits.first() else { return Vec::new() };
    let methods_differ = traits.iter().any(|other| other[METHOD] != main[METHOD]);
    let name = |(place, one): (usize, &[String; TRAITS])| {
        let like = || traits.iter().filter(|other| other[METHOD] == one[METHOD]);
        let is_ghost = place >= figure.racers.len();
        let tells = |&index: &usize| match index {
            METHOD => methods_differ,
            // That methods have inner steps of their own goes without saying.
            INNER_STEPS => like().any(|other| other[index] != one[index]),
            _ => {
                let unlike_now = is_ghost && main[index] != one[index];
                unlike_now || like().any(|other| other[index] != one[index])
            }
        };
        let words = (0..TRAITS).filter(tells).map(|index| one[index].as_str());
        let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
        if words.is_empty() { one[METHOD].clone() } else { words.join(", ") }
    };
    traits.iter().enumerate().map(name).collect()
}

/// All that can be different about a plan, in words.
fn traits(plan: &Plan) -> [String; TRAITS] {
    let range = |what: &str, range: Interval| {
        let [low, high] = [range.low(), range.high()].map(end);
        [what, " ", &low, "–", &high].concat()
    };
    let distribution = plan.problem.distribution;
    [
        plan.entrant.name().into(),
        plan.own_steps().map_or(String::new(), |steps| format::counted(steps, "inner step")),
        ["α\u{a0}=\u{a0}", &format::tick(plan.rate)].concat(),
        ["K\u{a0}=\u{a0}", &plan.recipe.shots.to_string()].concat(),
        format::counted(plan.recipe.tasks, "task"),
        match plan.problem.activation {
            Activation::Relu => "ReLU".into(),
            Activation::Tanh => "tanh".into(),
        },
        range("amplitude", distribution.amplitude),
        range("phase", distribution.phase),
        ["seed\u{a0}", &plan.seed.to_string()].concat(),
    ]
}

/// One end of a range, with no more digits than a slider shows.
fn end(value: f64) -> String {
    match (100.0 * value).round() {
        314.0 => "π".into(),
        hundredths => format::tick(hundredths / 100.0),
    }
}
