//! What the figure says.

use super::controls::{AMPLITUDES, EVAL_STEPS, INNER_STEPS, PHASES};
use super::entrant::Entrant;
use super::racer::Racer;
use super::state::{State, Train};
use crate::learn::Distribution;
use crate::learn::train::run::End;
use crate::plot::format;

/// What is seen now.
pub(super) fn describe(figure: &Train) -> String {
    let Some(racer) = figure.main_racer() else { return "Nothing is trained.".into() };
    let mut said = standing(figure, racer);
    for more in [errors(figure, racer), ".".into(), rivals(figure), ghosts(figure)] {
        said.push_str(&more);
    }
    said + &own_steps(figure)
}

/// What the chosen method is at.
fn standing(figure: &Train, racer: &Racer) -> String {
    let name = subject(racer.plan.entrant);
    let at = match (figure.looked_back_to(), racer.end, figure.state) {
        (Some(at), ..) => ["as it was after ", &format::counted(at, "meta-step")].concat(),
        (None, Some(End::Finished), _) => "has finished".into(),
        (None, Some(End::Diverged), _) => {
            ["diverged after ", &format::counted(racer.now.meta_steps, "meta-step")].concat()
        }
        (None, None, State::Fresh) => "waits at a random start".into(),
        (None, None, State::Running) => "is training".into(),
        (None, None, State::Paused) => "pauses".into(),
    };
    [name, " ", &at].concat()
}

/// How good the chosen method is at the moment that is seen.
fn errors(figure: &Train, racer: &Racer) -> String {
    let at = figure.looked_back_to();
    let Some(moment) = racer.measured(at) else { return String::new() };
    let seen = racer.stand(at).tasks_seen;
    let steps = figure.settings.get(EVAL_STEPS);
    let error = |steps| match moment.errors.after(steps).map(|error| error.mean) {
        Some(mean) if mean.is_finite() => format::number(mean),
        Some(_) => "too large to tell".into(),
        None => "still being measured".into(),
    };
    // Between two measurements the last one counts.
    let its =
        if moment.stand.tasks_seen == seen { " its error is " } else { " its last error is " };
    let said = [": after ", &format::counted(seen, "task"), its, &error(0)].concat();
    match steps {
        0 => said + " without fine-tuning",
        _ => {
            let steps = [&error(steps), " after ", &format::counted(steps, "step")].concat();
            [&said, " before fine-tuning and ", &steps, " of it"].concat()
        }
    }
}

/// Who trains beside it.
fn rivals(figure: &Train) -> String {
    let rivals = figure.racers.get(1..).unwrap_or_default();
    let names: Vec<&str> = rivals.iter().map(|racer| object(racer.plan.entrant)).collect();
    match names.len() {
        0 => String::new(),
        count => {
            [" It races ", &format::counted(count, "other method"), ": ", &listed(&names), "."]
                .concat()
        }
    }
}

/// What is there of runs before.
fn ghosts(figure: &Train) -> String {
    match figure.ghosts.len() {
        0 => String::new(),
        1 => " A run before it stays as a faint line.".into(),
        count => [" ", &count.to_string(), " runs before it stay as faint lines."].concat(),
    }
}

/// Which methods take another number of inner steps than the slider says.
fn own_steps(figure: &Train) -> String {
    let asked = figure.settings.get(INNER_STEPS);
    let own = figure.racers.iter().filter_map(|racer| {
        let steps = racer.plan.own_steps().filter(|&steps| steps != asked)?;
        let steps = format::counted(steps, "inner step");
        Some([object(racer.plan.entrant), " takes ", &steps].concat())
    });
    let own: Vec<String> = own.collect();
    match own.is_empty() {
        true => String::new(),
        false => {
            let own: Vec<&str> = own.iter().map(String::as_str).collect();
            [" By recipe, whatever the slider says, ", &listed(&own), "."].concat()
        }
    }
}

/// What the reader should know: what went wrong, or what they wait for, and what was made of
/// what they set.
pub(super) fn notice(figure: &Train) -> Option<String> {
    let news = figure.jobs.notice().or_else(|| awaited(figure)).or_else(|| trouble(figure));
    if !turned(figure) {
        return news;
    }
    let told = "The least of a range lies above the greatest, so the two change places. ";
    Some([told, &news.unwrap_or_default()].concat())
}

/// Whether a range was set the wrong way round; the plan has taken it the right one.
fn turned(figure: &Train) -> bool {
    figure.main_racer().is_some_and(|racer| {
        let Distribution { amplitude, phase, .. } = &racer.plan.problem.distribution;
        let least = [AMPLITUDES[0], PHASES[0]].map(|end| figure.settings.get(end));
        amplitude.low() < least[0] || phase.low() < least[1]
    })
}

/// The moment that the reader wishes to see, as long as nobody trains towards it.
fn awaited(figure: &Train) -> Option<String> {
    let at = figure.awaited().filter(|_| figure.state != State::Running)?;
    let press = figure.main_look().label;
    let press = press.trim_start_matches(|character: char| !character.is_alphabetic());
    let moment = format::counted(at, "meta-step");
    Some(
        ["The moment after ", &moment, " has to be trained first: press “", press].concat()
            + "”, and the run goes there at full speed and waits.",
    )
}

fn trouble(figure: &Train) -> Option<String> {
    let diverged = figure.racers.iter().filter(|racer| racer.end == Some(End::Diverged));
    let diverged: Vec<&str> = diverged.map(|racer| subject(racer.plan.entrant)).collect();
    (!diverged.is_empty()).then(|| {
        [&listed(&diverged), " diverged with these settings; a smaller α may help."].concat()
    })
}

/// What is said of a method at the beginning of a sentence.
fn subject(entrant: Entrant) -> &'static str {
    if entrant == Entrant::Pretrained { "Pretraining" } else { entrant.name() }
}

/// What is said of it within one.
fn object(entrant: Entrant) -> &'static str {
    if entrant == Entrant::Pretrained { "pretraining" } else { entrant.name() }
}

/// “a”, “a and b”, “a, b and c”.
fn listed(names: &[&str]) -> String {
    match names {
        [names @ .., last] if !names.is_empty() => [&names.join(", "), " and ", last].concat(),
        _ => names.concat(),
    }
}
