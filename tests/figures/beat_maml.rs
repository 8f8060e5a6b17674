//! `beat-maml` in the hands of a reader: strokes, handles, keys, rounds, and what goes wrong.

use maml_live::contract::link;
use maml_live::contract::{Action, Changed, Figure, Grip, Key, Stride, Tip};
use maml_live::plot::{Ink, Mark, Px, Size};

use super::support::hands::{Ruler, click, drag, mouse};
use super::support::{number, output, readout, state, texts};

const WIDE: Size = Size::new(680.0, 400.0);
const CURVES: usize = 0;

/// The eleven x of the handles.
fn places() -> impl Iterator<Item = f64> {
    (-5..=5).map(f64::from)
}

fn drawing(figure: &dyn Figure) -> Vec<f64> {
    figure.settings().numbers("drawing").to_vec()
}

/// Draws through data points, in small moves.
fn draw(figure: &mut dyn Figure, points: impl IntoIterator<Item = (f64, f64)>) {
    let ruler = Ruler::of(&figure.scene(CURVES, WIDE));
    let mut at = (0.0, 0.0);
    for (index, (x, y)) in points.into_iter().enumerate() {
        at = ruler.px(x, y);
        let action = if index == 0 { Action::Down } else { Action::Drag };
        mouse(figure, CURVES, WIDE, action, at);
    }
    mouse(figure, CURVES, WIDE, Action::Up, at);
}

/// A wave from one x to another.
fn wave(from: f64, to: f64) -> impl Iterator<Item = (f64, f64)> {
    (0..=200).map(move |i| {
        let x = from + (to - from) * f64::from(i) / 200.0;
        (x, 3.0 * (x + 1.0).sin())
    })
}

fn notice(figure: &dyn Figure) -> String {
    figure.notice().unwrap_or_default()
}

/// Plays the comparison to its end.
fn finish(figure: &mut dyn Figure) {
    for _ in 0..100 {
        figure.tick(100.0);
    }
    assert!(!figure.animating());
}

/// What the figure says of the hidden task, once it does.
fn task(figure: &dyn Figure) -> (f64, f64) {
    let said = figure.describe();
    let after = |before: &str| -> f64 {
        let (_, rest) = said.split_once(before).unwrap_or_else(|| panic!("{said}"));
        let end = rest.find([' ', ')']).unwrap_or(rest.len());
        rest[..end].parse().unwrap_or_else(|_| panic!("{said}"))
    };
    (after("the task was "), after("sin(x + "))
}

#[test]
fn a_stroke_is_kept_as_eleven_handles() {
    let mut figure = state("beat-maml");
    draw(figure.as_mut(), wave(-5.0, 5.0));
    let kept = drawing(figure.as_ref());
    assert_eq!(kept.len(), 11);
    for (x, y) in places().zip(&kept) {
        assert!((y - 3.0 * (x + 1.0).sin()).abs() < 0.05, "at {x}: {y}");
    }
    assert_eq!(notice(figure.as_ref()), "");
    assert!(figure.describe().contains("your curve is drawn"));
    // From right to left it is the same.
    let mut mirrored = state("beat-maml");
    draw(mirrored.as_mut(), wave(5.0, -5.0));
    for (one, other) in kept.iter().zip(drawing(mirrored.as_ref())) {
        assert!((one - other).abs() < 0.05, "{one} and {other}");
    }
}

#[test]
fn half_a_curve_is_carried_on_and_said() {
    let mut figure = state("beat-maml");
    draw(figure.as_mut(), wave(-5.0, -0.6));
    let kept = drawing(figure.as_ref());
    assert_eq!(kept.len(), 11);
    assert!(kept[5..].iter().all(|y| *y == kept[4]), "{kept:?}");
    assert!(notice(figure.as_ref()).contains("5 handles of eleven are drawn"));
    // The other half completes it.
    draw(figure.as_mut(), wave(-0.9, 5.0));
    assert_eq!(notice(figure.as_ref()), "");
    for (x, y) in places().zip(drawing(figure.as_ref())) {
        assert!((y - 3.0 * (x + 1.0).sin()).abs() < 0.05, "at {x}: {y}");
    }
}

#[test]
fn a_dot_sets_the_nearest_handle() {
    let mut figure = state("beat-maml");
    let ruler = Ruler::of(&figure.scene(CURVES, WIDE));
    click(figure.as_mut(), CURVES, WIDE, ruler.px(2.2, 4.0));
    assert!(notice(figure.as_ref()).contains("That was a dot"));
    let kept = drawing(figure.as_ref());
    assert!((kept[7] - 4.0).abs() < 0.05, "{kept:?}");
    // With a dot for each a curve is whole.
    for x in places().filter(|x| *x != 2.0) {
        click(figure.as_mut(), CURVES, WIDE, ruler.px(x, -4.0));
    }
    assert!((drawing(figure.as_ref())[0] + 4.0).abs() < 0.05);
    assert!(figure.describe().contains("your curve is drawn"));
}

#[test]
fn a_scribble_and_a_line_that_leaves_the_plot_are_said() {
    let mut figure = state("beat-maml");
    let there_and_back = wave(-5.0, 5.0).chain(wave(5.0, -2.0)).chain(wave(-2.0, 5.0));
    draw(figure.as_mut(), there_and_back);
    assert!(notice(figure.as_ref()).contains("ran over itself"));
    assert_eq!(drawing(figure.as_ref()).len(), 11);
    draw(figure.as_mut(), [(-5.0, 0.0), (-2.0, 30.0), (2.0, -1e12), (40.0, 0.0)]);
    assert!(notice(figure.as_ref()).contains("left the plot"));
    assert!(drawing(figure.as_ref()).iter().all(|y| (-6.5..=6.5).contains(y)));
    // Beside the plot nothing begins.
    let before = drawing(figure.as_ref());
    assert_eq!(mouse(figure.as_mut(), CURVES, WIDE, Action::Down, (5.0, 200.0)), Changed::Nothing);
    mouse(figure.as_mut(), CURVES, WIDE, Action::Drag, (300.0, 200.0));
    mouse(figure.as_mut(), CURVES, WIDE, Action::Up, (300.0, 200.0));
    assert_eq!(drawing(figure.as_ref()), before);
}

#[test]
fn ten_thousand_points_are_a_stroke_as_any_other() {
    let mut figure = state("beat-maml");
    let points = (0..10_000).map(|i| {
        let x = -5.0 + f64::from(i) / 1000.0;
        (x, 3.0 * (x + 1.0).sin())
    });
    draw(figure.as_mut(), points);
    for (x, y) in places().zip(drawing(figure.as_ref())) {
        assert!((y - 3.0 * (x + 1.0).sin()).abs() < 0.05, "at {x}: {y}");
    }
    assert!(link::write(figure.as_ref()).len() < 120);
}

#[test]
fn a_pointer_that_is_taken_away_leaves_all_as_it_was() {
    let mut figure = state("beat-maml");
    draw(figure.as_mut(), wave(-5.0, 1.2));
    let (before, count) = (drawing(figure.as_ref()), notice(figure.as_ref()));
    let ruler = Ruler::of(&figure.scene(CURVES, WIDE));
    mouse(figure.as_mut(), CURVES, WIDE, Action::Down, ruler.px(-4.0, 5.5));
    mouse(figure.as_mut(), CURVES, WIDE, Action::Drag, ruler.px(4.0, 5.5));
    mouse(figure.as_mut(), CURVES, WIDE, Action::Cancel, ruler.px(4.0, 5.5));
    assert_eq!(drawing(figure.as_ref()), before);
    assert!(notice(figure.as_ref()).contains("broken off"));
    // What was carried on still is.
    figure.key(CURVES, Key::Home);
    assert_eq!(notice(figure.as_ref()), count);
    // Nor does a handle in the hand stay where it was taken.
    let at = ruler.px(-3.0, before[2]);
    mouse(figure.as_mut(), CURVES, WIDE, Action::Down, at);
    mouse(figure.as_mut(), CURVES, WIDE, Action::Drag, (at.0, at.1 + 60.0));
    assert_ne!(drawing(figure.as_ref()), before);
    mouse(figure.as_mut(), CURVES, WIDE, Action::Cancel, at);
    assert_eq!(drawing(figure.as_ref()), before);
}

#[test]
fn a_handle_is_dragged_up_and_down_and_drawn_over_sideways() {
    let mut figure = state("beat-maml?drawing=0,0,0,0,0,0,0,0,0,0,0");
    let ruler = Ruler::of(&figure.scene(CURVES, WIDE));
    drag(figure.as_mut(), CURVES, WIDE, ruler.px(2.0, 0.0), ruler.px(2.0, 3.0));
    let kept = drawing(figure.as_ref());
    assert!((kept[7] - 3.0).abs() < 0.05, "{kept:?}");
    assert!(kept.iter().enumerate().all(|(index, y)| index == 7 || *y == 0.0), "{kept:?}");
    // A line that begins on a handle is a line.
    draw(figure.as_mut(), (0..=20).map(|i| (-4.0 + f64::from(i) / 4.0, -f64::from(i) / 10.0)));
    let kept = drawing(figure.as_ref());
    assert!((kept[4] + 1.2).abs() < 0.05 && kept[8] == 0.0, "{kept:?}");
    // A click on a handle chooses it for the keys.
    click(figure.as_mut(), CURVES, WIDE, ruler.px(4.0, 0.0));
    assert_eq!(drawing(figure.as_ref()), kept);
    assert!(figure.announcement(CURVES).is_some_and(|said| said.contains("handle 10 of 11")));
}

#[test]
fn by_keys_alone_a_round_is_played() {
    let mut figure = state("beat-maml");
    assert_eq!(figure.announcement(CURVES), None);
    assert_eq!(figure.key(CURVES, Key::Enter), Changed::Picture);
    assert!(notice(figure.as_ref()).contains("Draw a curve first"));
    figure.key(CURVES, Key::Right(Stride::Normal));
    let said = figure.announcement(CURVES).expect("a handle is chosen");
    assert!(said.contains("handle 1 of 11") && said.contains("not drawn yet"), "{said}");
    figure.key(CURVES, Key::Up(Stride::Normal));
    figure.key(CURVES, Key::Up(Stride::Fine));
    assert_eq!(drawing(figure.as_ref()), [0.28; 11]);
    for _ in 0..10 {
        figure.key(CURVES, Key::Right(Stride::Normal));
        figure.key(CURVES, Key::Down(Stride::Normal));
    }
    figure.key(CURVES, Key::PageUp);
    figure.key(CURVES, Key::PageUp);
    let kept = drawing(figure.as_ref());
    assert!((kept[1] - 0.03).abs() < 0.011 && kept[10] > kept[9] + 1.7, "{kept:?}");
    assert!(figure.describe().contains("your curve is drawn"));
    // One taken away again is carried on from its neighbours.
    figure.key(CURVES, Key::Home);
    figure.key(CURVES, Key::Delete);
    assert!(notice(figure.as_ref()).contains("10 handles"), "{}", notice(figure.as_ref()));
    figure.key(CURVES, Key::Up(Stride::Normal));
    assert_eq!(figure.key(CURVES, Key::Escape), Changed::Picture);
    assert_eq!(figure.key(CURVES, Key::Escape), Changed::Nothing);
    assert_eq!(figure.key(CURVES, Key::Enter), Changed::Settings);
    finish(figure.as_mut());
    assert!(figure.describe().contains("win"), "{}", figure.describe());
    // The arrows are the page's again, and Enter goes on.
    assert_eq!(figure.key(CURVES, Key::Up(Stride::Normal)), Changed::Nothing);
    figure.key(CURVES, Key::Enter);
    assert_eq!(figure.settings().count("seed"), 15);
    assert!(drawing(figure.as_ref()).is_empty());
}

#[test]
fn the_answers_come_one_after_the_other_and_the_round_counts_once() {
    let mut figure = state("beat-maml");
    assert_eq!(output(figure.as_ref(), "error-maml-10"), [0.0; 0]);
    draw(figure.as_mut(), wave(-5.0, 5.0));
    figure.press("compare");
    assert!(figure.animating());
    assert_eq!(readout(figure.as_ref(), "error-you").text, "–");
    assert_eq!(output(figure.as_ref(), "score"), [0.0; 3]);
    let named = |figure: &dyn Figure, name: &str| {
        texts(&figure.scene(CURVES, WIDE)).iter().any(|text| text.contains(name))
    };
    figure.tick(500.0);
    assert!(named(figure.as_ref(), "1 step") && !named(figure.as_ref(), "10 steps"));
    figure.tick(500.0);
    assert!(named(figure.as_ref(), "10 steps") && !named(figure.as_ref(), "the task"));
    finish(figure.as_mut());
    assert!(named(figure.as_ref(), "the task"));
    let errors = ["error-you", "error-maml-10", "error-pretrained-10"]
        .map(|key| number(figure.as_ref(), key));
    let best = (0..3).min_by(|&a, &b| errors[a].total_cmp(&errors[b])).expect("three");
    let mut score = [0.0; 3];
    score[best] = 1.0;
    assert_eq!(output(figure.as_ref(), "score"), score);
    // Over again, it does not count.
    figure.press("over");
    assert!(drawing(figure.as_ref()).is_empty() && !figure.settings().is_on("revealed"));
    draw(figure.as_mut(), wave(-5.0, 5.0));
    figure.press("compare");
    assert!(notice(figure.as_ref()).contains("does not count again"));
    finish(figure.as_mut());
    assert_eq!(output(figure.as_ref(), "score"), score);
    // The next one does, and so does a hand that cannot wait for the end.
    figure.press("next");
    assert_eq!(figure.settings().count("seed"), 15);
    draw(figure.as_mut(), wave(-5.0, 5.0));
    figure.press("compare");
    figure.press("next");
    assert_eq!(output(figure.as_ref(), "score").iter().sum::<f64>(), 2.0);
}

/// Who knows the task wins: eleven handles are enough to say so.
#[test]
fn whoever_knows_the_task_wins() {
    for seed in [1, 4, 14, 39, 145] {
        let (amplitude, phase) =
            task(state(&format!("beat-maml?seed={seed}&revealed=on")).as_ref());
        let mut figure = state(&format!("beat-maml?seed={seed}"));
        draw(figure.as_mut(), wave(-5.0, 5.0).map(|(x, _)| (x, amplitude * (x + phase).sin())));
        figure.press("compare");
        finish(figure.as_mut());
        assert!(number(figure.as_ref(), "error-you") < 0.02, "round {seed}");
        assert!(figure.describe().ends_with("You win."), "{}", figure.describe());
        // The five points lie on the task.
        let ruler = Ruler::of(&figure.scene(CURVES, WIDE));
        let points = samples(figure.as_ref());
        assert_eq!(points.len(), 5);
        for at in points {
            let (x, y) = ruler.value(at);
            assert!((y - amplitude * (x + phase).sin()).abs() < 0.05, "({x}, {y})");
        }
    }
}

fn samples(figure: &dyn Figure) -> Vec<Px> {
    let dot = |mark: &Mark| match mark {
        Mark::Dot { at, ink: Ink::Samples, .. } => Some(*at),
        _ => None,
    };
    figure.scene(CURVES, WIDE).marks.iter().filter_map(dot).collect()
}

/// Your error is the mean square over the domain, as the drawn curve shows it.
#[test]
fn the_readers_error_is_that_of_the_drawn_curve() {
    let figure = state("beat-maml?drawing=1,-3,-4,0,3.5,4,1,-3,-4.5,-1,3&revealed=on");
    let (amplitude, phase) = task(figure.as_ref());
    let scene = figure.scene(CURVES, WIDE);
    let ruler = Ruler::of(&scene);
    let line = scene.marks.iter().find_map(|mark| match mark {
        Mark::Line { points, stroke } if stroke.ink == Ink::Accent => Some(points.clone()),
        _ => None,
    });
    let line: Vec<(f64, f64)> =
        line.expect("a curve").into_iter().map(|at| ruler.value(at)).collect();
    let at = |x: f64| {
        let pair = line.windows(2).find(|pair| pair[1].0 >= x - 1e-9).expect("it goes all the way");
        let [(x0, y0), (x1, y1)] = [pair[0], pair[1]];
        y0 + (y1 - y0) * ((x - x0) / (x1 - x0).max(1e-9)).clamp(0.0, 1.0)
    };
    let squares = (0..=1000).map(|i| {
        let x = -5.0 + f64::from(i) / 100.0;
        (at(x) - amplitude * (x + phase).sin()).powi(2)
    });
    let found = squares.sum::<f64>() / 1001.0;
    let said = number(figure.as_ref(), "error-you");
    assert!((said - found).abs() < 0.03 * found, "{said} is said, {found} is drawn");
}

#[test]
fn a_challenge_hides_its_curve_until_ones_own_is_compared() {
    let mut sender = state("beat-maml?seed=21");
    draw(sender.as_mut(), wave(-5.0, 5.0));
    let curve = drawing(sender.as_ref());
    sender.press("seal");
    assert!(notice(sender.as_ref()).contains("Copy link"));
    let link = link::write(sender.as_ref());
    assert!(!link.contains("drawing"), "{link}");
    let mut figure = state(&link);
    assert_eq!(figure.settings().numbers("challenge"), curve);
    assert_eq!(samples(figure.as_ref()), samples(sender.as_ref()));
    let named = |figure: &dyn Figure| texts(&figure.scene(CURVES, WIDE)).contains(&"challenger");
    assert!(!named(figure.as_ref()) && figure.describe().contains("sealed"));
    draw(figure.as_mut(), wave(-5.0, 4.9).map(|(x, y)| (x, 0.5 * y)));
    assert!(!named(figure.as_ref()));
    figure.press("compare");
    finish(figure.as_mut());
    assert!(named(figure.as_ref()) && figure.describe().contains("the challenger’s"));
    figure.press("next");
    assert!(figure.settings().numbers("challenge").is_empty());
}

/// The link of a finished round leads to the same round, finished.
#[test]
fn a_link_holds_the_round_and_the_drawing() {
    let mut figure = state("beat-maml?seed=5");
    draw(figure.as_mut(), wave(-5.0, 0.3));
    figure.press("compare");
    finish(figure.as_mut());
    let again = state(&link::write(figure.as_ref()));
    for key in ["error-you", "error-maml-1", "error-pretrained-10"] {
        assert_eq!(number(figure.as_ref(), key), number(again.as_ref(), key), "{key}");
    }
    assert_eq!(figure.describe(), again.describe());
}

#[test]
fn where_one_draws_a_finger_draws_and_elsewhere_it_scrolls() {
    let mut figure = state("beat-maml");
    let ruler = Ruler::of(&figure.scene(CURVES, WIDE));
    let middle = ruler.px(0.0, 0.0);
    assert!(figure.grip(CURVES, WIDE, middle, Tip::Coarse).takes_fingers());
    assert_eq!(figure.grip(CURVES, WIDE, (10.0, 200.0), Tip::Coarse), Grip::Nothing);
    assert_eq!(figure.grip(CURVES, WIDE, (300.0, 396.0), Tip::Coarse), Grip::Nothing);
    assert_eq!(figure.grip(1, WIDE, middle, Tip::Coarse), Grip::Nothing);
    // When the answers are out, the page scrolls there too.
    figure.set("revealed", "on").expect("a switch");
    assert_eq!(figure.grip(CURVES, WIDE, middle, Tip::Coarse), Grip::Nothing);
    click(figure.as_mut(), CURVES, WIDE, middle);
    assert!(notice(figure.as_ref()).contains("answers are out"));
    assert_eq!(readout(figure.as_ref(), "error-you").text, "–");
}
