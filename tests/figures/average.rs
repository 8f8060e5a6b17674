//! `average`: its numbers against sums over many points, and hands on the answer.

use maml_live::contract::{Action, Changed, Figure, Grip, Key, Stride, Tip};
use maml_live::learn::{Distribution, Sinusoid};
use maml_live::plot::{Mark, Size};
use rand::SeedableRng;
use rand::rngs::ChaCha8Rng;

use super::support::hands::{Ruler, click, drag, mouse};
use super::support::{number, output, state, texts};

const WIDE: Size = Size::new(936.0, 272.0);

/// The tasks of the figure once more, from its settings alone.
fn tasks(figure: &dyn Figure) -> Vec<Sinusoid> {
    let settings = figure.settings();
    if settings.word("phases") == "opposed" {
        let half = settings.number("distance") / 2.0;
        return [-half, half].map(|phase| Sinusoid { amplitude: 1.0, phase }).to_vec();
    }
    let mut rng = ChaCha8Rng::seed_from_u64(settings.count("seed") as u64);
    let count = settings.count("tasks");
    (0..count).map(|_| Distribution::default().task(&mut rng)).collect()
}

/// The mean over a list.
fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let values: Vec<f64> = values.collect();
    values.iter().sum::<f64>() / values.len() as f64
}

fn positions() -> impl Iterator<Item = f64> {
    (0..=4000).map(|i| -5.0 + f64::from(i) / 400.0)
}

#[test]
fn the_numbers_are_sums_over_tasks_and_points() {
    for link in [
        "average",
        "average?distance=0",
        "average?distance=1.3&x=-4.2&answer=-0.3",
        "average?phases=drawn&tasks=2",
        "average?phases=drawn&tasks=13&seed=77&x=2.5&answer=5",
        "average?phases=drawn&tasks=1000&seed=9999&x=-5&answer=-6",
    ] {
        let figure = state(link);
        let figure = figure.as_ref();
        let tasks = tasks(figure);
        let average = |x: f64| mean(tasks.iter().map(|task| task.at(x)));
        let averages: Vec<f64> = positions().map(average).collect();
        let error = mean(tasks.iter().map(|task| {
            mean(positions().zip(&averages).map(|(x, average)| (task.at(x) - average).powi(2)))
        }));
        let near = |key: &str, found: f64| {
            let said = number(figure, key);
            assert!((said - found).abs() < 2e-3 * found.max(0.05), "{link}: {key} {said}, {found}");
        };
        near("error", error);
        let highest = (0..=4000).map(|i| average(f64::from(i) / 600.0).abs());
        near("amplitude", highest.fold(0.0, f64::max));
        let (x, y) = (figure.settings().number("x"), figure.settings().number("answer"));
        near("answer-error", mean(tasks.iter().map(|task| (task.at(x) - y).powi(2))));
        near("least-error", mean(tasks.iter().map(|task| (task.at(x) - average(x)).powi(2))));
        match figure.settings().word("phases") {
            "opposed" => assert!(output(figure, "distance").is_empty(), "{link}"),
            _ => {
                let factor = 5.1 / std::f64::consts::PI;
                let off = positions().zip(&averages).map(|(x, at)| (at - factor * x.cos()).powi(2));
                near("distance", mean(off).sqrt());
            }
        }
    }
}

/// More tasks of a seed are the same ones and others: the average wanders, and does not jump.
#[test]
fn one_task_more_moves_the_average_by_little() {
    let amplitude = |tasks: u32| {
        let link = format!("average?phases=drawn&tasks={tasks}");
        number(state(&link).as_ref(), "amplitude")
    };
    for tasks in [100, 400, 900] {
        let moved = (amplitude(tasks) - amplitude(tasks + 1)).abs();
        assert!(moved <= 7.0 / f64::from(tasks), "{tasks}: {moved}");
    }
}

#[test]
fn a_hand_on_a_slider_brings_the_tasks_that_it_is_for() {
    let mut figure = state("average");
    for (key, text, kind) in [
        ("tasks", "7", "drawn"),
        ("distance", "2", "opposed"),
        ("seed", "3", "drawn"),
        ("distance", "1", "opposed"),
        ("network", "on", "drawn"),
    ] {
        figure.set(key, text).expect("a value in its range");
        assert_eq!(figure.settings().word("phases"), kind, "{key}");
    }
    figure.set("distance", "1").expect("a value in its range");
    figure.press("others");
    assert_eq!(figure.settings().word("phases"), "drawn");
    assert_eq!(figure.settings().count("seed"), 4);
    // What is no number changes nothing.
    figure.set("distance", "far").expect_err("no number");
    assert_eq!(figure.settings().word("phases"), "drawn");
}

#[test]
fn the_answer_goes_where_it_is_dragged() {
    let mut figure = state("average?phases=drawn");
    let ruler = Ruler::of(&figure.scene(0, WIDE));
    assert_eq!(figure.grip(0, WIDE, ruler.px(0.6, 0.7), Tip::Fine), Grip::Handle);
    assert_eq!(figure.grip(0, WIDE, ruler.px(-3.0, 4.0), Tip::Fine), Grip::Place);
    assert!(texts(&figure.scene(0, WIDE)).contains(&"drag your answer"));
    drag(figure.as_mut(), 0, WIDE, ruler.px(0.6, 0.7), ruler.px(-2.0, -3.0));
    demand_answer(figure.as_ref(), (-2.0, -3.0));
    assert!(texts(&figure.scene(0, WIDE)).contains(&"your answer"));
    click(figure.as_mut(), 0, WIDE, ruler.px(3.0, 4.5));
    demand_answer(figure.as_ref(), (3.0, 4.5));
    // Beside the curves it goes up and down alone.
    let beside = (WIDE.width - 100.0, ruler.px(0.0, -1.0).1);
    assert_eq!(figure.grip(0, WIDE, beside, Tip::Fine), Grip::Place);
    click(figure.as_mut(), 0, WIDE, beside);
    demand_answer(figure.as_ref(), (3.0, -1.0));
    // Beyond the plot it stays at its edge; taken away, it goes back.
    mouse(figure.as_mut(), 0, WIDE, Action::Down, ruler.px(3.0, -1.0));
    mouse(figure.as_mut(), 0, WIDE, Action::Drag, (-1e9, f64::NAN));
    assert_eq!(figure.settings().number("x"), -5.0);
    assert_eq!(figure.grip(0, WIDE, (0.0, 0.0), Tip::Fine), Grip::Held);
    mouse(figure.as_mut(), 0, WIDE, Action::Cancel, (0.0, 0.0));
    demand_answer(figure.as_ref(), (3.0, -1.0));
    assert_eq!(mouse(figure.as_mut(), 0, WIDE, Action::Drag, (9.0, 9.0)), Changed::Nothing);
}

#[track_caller]
fn demand_answer(figure: &dyn Figure, (x, y): (f64, f64)) {
    let found = (figure.settings().number("x"), figure.settings().number("answer"));
    assert!((found.0 - x).abs() < 0.02 && (found.1 - y).abs() < 0.02, "{found:?}");
}

#[test]
fn keys_move_the_answer_and_enter_puts_it_on_the_average() {
    let mut figure = state("average?phases=drawn&x=0&answer=0");
    figure.key(0, Key::Right(Stride::Normal));
    figure.key(0, Key::Right(Stride::Fine));
    assert_eq!(figure.settings().number("x"), 0.22);
    figure.key(0, Key::Up(Stride::Normal));
    assert!(figure.settings().number("answer") > 0.1);
    figure.key(0, Key::Down(Stride::Fine));
    let before = number(figure.as_ref(), "answer-error");
    let said = figure.announcement(0).expect("the answer in words");
    assert!(said.contains("x = 0.22"), "{said}");
    assert_eq!(figure.key(0, Key::Enter), Changed::Settings);
    let [error, least] = ["answer-error", "least-error"].map(|key| number(figure.as_ref(), key));
    assert!(error < before && (error - least).abs() < 1e-6, "{before}, {error}, {least}");
    assert_eq!(figure.key(0, Key::Home), Changed::Nothing);
}

/// A thousand curves would take longer to draw than a hand to move.
#[test]
fn however_many_tasks_there_are_few_are_drawn() {
    for tasks in [2, 60, 61, 1000] {
        let figure = state(&format!("average?phases=drawn&tasks={tasks}"));
        let lines = figure.scene(0, WIDE).marks;
        let lines = lines.iter().filter(|mark| matches!(mark, Mark::Line { .. })).count();
        assert!(lines < 130, "{tasks}: {lines}");
    }
}
