//! `fit-pretrained` and `fit-maml` in the hands of a reader: mouse, finger, keyboard, time.

use maml_live::contract::{Action, Changed, Figure, Grip, Key, Pointer, Stride, Tip, link};
use maml_live::plot::{Ink, Mark, Px, Size};

use super::support::hands::{Ruler, click, drag, mouse};
use super::support::{number, output, state, texts};

const WIDE: Size = Size::new(680.0, 400.0);
const CURVES: usize = 0;
const ERRORS: usize = 1;
const ERRORS_SIZE: Size = Size::new(256.0, 400.0);

fn samples(figure: &dyn Figure) -> Vec<f64> {
    figure.settings().numbers("samples").to_vec()
}

/// Where the samples are drawn.
fn dots(figure: &dyn Figure) -> Vec<Px> {
    let dot = |mark: &Mark| match mark {
        Mark::Dot { at, ink: Ink::Samples, .. } => Some(*at),
        _ => None,
    };
    figure.scene(CURVES, WIDE).marks.iter().filter_map(dot).collect()
}

/// Where the rings are drawn that mark what is chosen, held or hovered.
fn rings(figure: &dyn Figure) -> Vec<Px> {
    let ring = |mark: &Mark| match mark {
        Mark::Ring { at, .. } => Some(*at),
        _ => None,
    };
    figure.scene(CURVES, WIDE).marks.iter().filter_map(ring).collect()
}

fn ruler(figure: &dyn Figure) -> Ruler {
    Ruler::of(&figure.scene(CURVES, WIDE))
}

#[track_caller]
fn demand_near(at: Px, expected: Px) {
    assert!((at.0 - expected.0).hypot(at.1 - expected.1) < 0.6, "{at:?} instead of {expected:?}");
}

#[test]
fn a_click_places_a_sample_on_the_curve_whatever_its_height() {
    let mut figure = state("fit-maml?samples=");
    let ruler = ruler(figure.as_ref());
    for (x, y) in [(-2.0, 5.0), (1.5, -6.0), (3.0, 0.0)] {
        click(figure.as_mut(), CURVES, WIDE, ruler.px(x, y));
        let placed = *samples(figure.as_ref()).last().expect("a sample was placed");
        assert!((placed - x).abs() < 0.02, "at {placed} instead of {x}");
        let on_curve = ruler.px(placed, 4.0 * (placed + 0.2).sin());
        demand_near(*dots(figure.as_ref()).last().expect("it is drawn"), on_curve);
    }
    assert_eq!(samples(figure.as_ref()).len(), 3);
}

#[test]
fn a_sixth_sample_takes_the_place_of_the_oldest_and_the_figure_says_so() {
    let mut figure = state("fit-maml?samples=1,2,3,-4,-3");
    let at = ruler(figure.as_ref()).px(-1.0, 5.5);
    mouse(figure.as_mut(), CURVES, WIDE, Action::Down, at);
    let after = samples(figure.as_ref());
    assert_eq!(after[..4], [2.0, 3.0, -4.0, -3.0]);
    assert!((after[4] + 1.0).abs() < 0.02);
    let notice = figure.notice().expect("a notice");
    assert!(notice.contains("oldest, at x = 1."), "{notice}");
    // A hand that is not perfectly still does not take the sentence away, nor does a drag.
    mouse(figure.as_mut(), CURVES, WIDE, Action::Drag, (at.0 + 1.0, at.1));
    assert_eq!(figure.notice().as_deref(), Some(notice.as_str()));
    mouse(figure.as_mut(), CURVES, WIDE, Action::Drag, (at.0 + 60.0, at.1));
    mouse(figure.as_mut(), CURVES, WIDE, Action::Up, (at.0 + 60.0, at.1));
    assert_eq!(figure.notice().as_deref(), Some(notice.as_str()));
    assert!(samples(figure.as_ref())[4] > -0.5, "it was dragged");
    // The next change does.
    figure.set("amplitude", "3").expect("within the range");
    assert_eq!(figure.notice(), None);
}

#[test]
fn a_sample_can_be_dragged_along_the_curve_and_no_further_than_its_ends() {
    let mut figure = state("fit-maml?samples=-3,0,3");
    let ruler = ruler(figure.as_ref());
    let from = dots(figure.as_ref())[1];
    // Taken beside its middle, it keeps its place under the pointer.
    drag(figure.as_mut(), CURVES, WIDE, (from.0 + 5.0, from.1), (from.0 + 105.0, from.1 + 80.0));
    let moved = samples(figure.as_ref());
    assert_eq!((moved[0], moved[2]), (-3.0, 3.0));
    let expected = ruler.value((from.0 + 100.0, 0.0)).0;
    assert!((moved[1] - expected).abs() < 0.01, "{} instead of {expected}", moved[1]);
    // Far outside the panel it stays at the end of the curve.
    let from = dots(figure.as_ref())[1];
    drag(figure.as_mut(), CURVES, WIDE, from, (5000.0, -900.0));
    assert_eq!(samples(figure.as_ref())[1], 5.0);
    let from = dots(figure.as_ref())[1];
    drag(figure.as_mut(), CURVES, WIDE, from, (-5000.0, 900.0));
    assert_eq!(samples(figure.as_ref())[1], -5.0);
}

#[test]
fn a_click_on_a_sample_removes_it_even_with_a_hand_that_is_not_still() {
    for jitter in [0.0, 1.0, 2.0] {
        let mut figure = state("fit-maml?samples=-3,0,3");
        let at = dots(figure.as_ref())[1];
        mouse(figure.as_mut(), CURVES, WIDE, Action::Down, at);
        mouse(figure.as_mut(), CURVES, WIDE, Action::Drag, (at.0 + jitter, at.1 - jitter));
        mouse(figure.as_mut(), CURVES, WIDE, Action::Up, (at.0 + jitter, at.1));
        assert_eq!(samples(figure.as_ref()), [-3.0, 3.0], "jitter {jitter}");
    }
}

#[test]
fn what_the_system_takes_away_is_undone() {
    let mut figure = state("fit-maml?samples=-3,0,3&steps=4");
    let at = dots(figure.as_ref())[1];
    mouse(figure.as_mut(), CURVES, WIDE, Action::Down, at);
    mouse(figure.as_mut(), CURVES, WIDE, Action::Drag, (at.0 + 100.0, at.1));
    assert_ne!(samples(figure.as_ref()), [-3.0, 0.0, 3.0]);
    mouse(figure.as_mut(), CURVES, WIDE, Action::Cancel, at);
    assert_eq!(samples(figure.as_ref()), [-3.0, 0.0, 3.0]);

    let empty = ruler(figure.as_ref()).px(1.5, -5.0);
    mouse(figure.as_mut(), CURVES, WIDE, Action::Down, empty);
    assert_eq!(samples(figure.as_ref()).len(), 4);
    mouse(figure.as_mut(), CURVES, WIDE, Action::Cancel, empty);
    assert_eq!(samples(figure.as_ref()), [-3.0, 0.0, 3.0]);

    let middle = (128.0, 200.0);
    mouse(figure.as_mut(), ERRORS, ERRORS_SIZE, Action::Down, middle);
    mouse(figure.as_mut(), ERRORS, ERRORS_SIZE, Action::Drag, (250.0, 200.0));
    assert_eq!(figure.settings().number("steps"), 1000.0);
    mouse(figure.as_mut(), ERRORS, ERRORS_SIZE, Action::Cancel, middle);
    assert_eq!(figure.settings().number("steps"), 4.0);
    // There is nothing left to undo.
    assert_eq!(mouse(figure.as_mut(), CURVES, WIDE, Action::Cancel, middle), Changed::Nothing);
}

#[test]
fn a_pointer_outside_the_plot_does_nothing() {
    let mut figure = state("fit-maml");
    let before = samples(figure.as_ref());
    for at in [(-50.0, -50.0), (3.0, 3.0), (679.0, 399.0), (1e9, -1e9)] {
        click(figure.as_mut(), CURVES, WIDE, at);
        assert_eq!(samples(figure.as_ref()), before, "{at:?}");
        assert_eq!(figure.grip(CURVES, WIDE, at, Tip::Fine), Grip::Nothing, "{at:?}");
    }
}

#[test]
fn a_finger_reaches_farther_than_a_mouse() {
    for (tip, left) in [(Tip::Coarse, 0), (Tip::Fine, 2)] {
        let mut figure = state("fit-maml?samples=0");
        let dot = dots(figure.as_ref())[0];
        let at = (dot.0 + 14.0, dot.1 + 12.0);
        for action in [Action::Down, Action::Up] {
            figure.pointer(&Pointer { panel: CURVES, size: WIDE, at, action, tip });
        }
        assert_eq!(samples(figure.as_ref()).len(), left, "{tip:?}");
    }
}

#[test]
fn a_hovering_pointer_shows_where_a_sample_would_be() {
    let mut figure = state("fit-maml?samples=");
    let ruler = ruler(figure.as_ref());
    let changed = mouse(figure.as_mut(), CURVES, WIDE, Action::Hover, ruler.px(2.0, -5.0));
    assert_eq!(changed, Changed::Picture);
    demand_near(rings(figure.as_ref())[0], ruler.px(2.0, 4.0 * 2.2_f64.sin()));
    mouse(figure.as_mut(), CURVES, WIDE, Action::Leave, (0.0, 0.0));
    assert!(rings(figure.as_ref()).is_empty());
}

#[test]
fn samples_move_with_their_task() {
    let mut figure = state("fit-maml?samples=-3,0.5,4");
    let ruler = ruler(figure.as_ref());
    for (key, value) in [("amplitude", "1.5"), ("phase", "2.5"), ("amplitude", "5")] {
        figure.set(key, value).expect("within the range");
        let (amplitude, phase) =
            (figure.settings().number("amplitude"), figure.settings().number("phase"));
        assert_eq!(samples(figure.as_ref()), [-3.0, 0.5, 4.0]);
        for (dot, x) in dots(figure.as_ref()).into_iter().zip([-3.0, 0.5, 4.0]) {
            demand_near(dot, ruler.px(x, amplitude * (x + phase).sin()));
        }
    }
}

#[test]
fn keys_place_choose_move_and_remove_samples() {
    let mut figure = state("fit-maml?samples=3,-3");
    let press = |figure: &mut dyn Figure, key| figure.key(CURVES, key);
    // The cursor starts in the middle; each step is a fifth, with shift a fiftieth.
    press(figure.as_mut(), Key::Right(Stride::Normal));
    press(figure.as_mut(), Key::Right(Stride::Fine));
    assert_eq!(rings(figure.as_ref()).len(), 1);
    press(figure.as_mut(), Key::Enter);
    assert_eq!(samples(figure.as_ref()), [3.0, -3.0, 0.22]);
    // What was placed is chosen and moves on.
    press(figure.as_mut(), Key::Left(Stride::Normal));
    assert_eq!(samples(figure.as_ref()), [3.0, -3.0, 0.02]);
    // Up goes to the next one to the right, down to the left.
    press(figure.as_mut(), Key::Up(Stride::Normal));
    press(figure.as_mut(), Key::Left(Stride::Normal));
    assert_eq!(samples(figure.as_ref()), [2.8, -3.0, 0.02]);
    press(figure.as_mut(), Key::Down(Stride::Normal));
    press(figure.as_mut(), Key::Down(Stride::Normal));
    press(figure.as_mut(), Key::Delete);
    assert_eq!(samples(figure.as_ref()), [2.8, 0.02]);
    // Nothing is chosen now, and Delete is the page's.
    assert_eq!(press(figure.as_mut(), Key::Delete), Changed::Nothing);
    press(figure.as_mut(), Key::Escape);
    assert_eq!(press(figure.as_mut(), Key::Escape), Changed::Nothing);
}

#[test]
fn keys_cannot_push_a_sample_over_the_end() {
    let mut figure = state("fit-maml?samples=4.9");
    figure.key(CURVES, Key::Up(Stride::Normal));
    for _ in 0..5 {
        figure.key(CURVES, Key::Right(Stride::Normal));
    }
    assert_eq!(samples(figure.as_ref()), [5.0]);
}

#[test]
fn a_sixth_sample_by_keys_is_announced_too() {
    let mut figure = state("fit-maml?samples=1,2,3,4,5");
    figure.key(CURVES, Key::Enter);
    assert_eq!(samples(figure.as_ref()), [2.0, 3.0, 4.0, 5.0, 0.0]);
    assert!(figure.notice().is_some_and(|notice| notice.contains("oldest, at x = 1.")));
}

#[test]
fn the_panel_of_errors_chooses_the_number_of_steps() {
    let mut figure = state("fit-maml?steps=3");
    let steps = |figure: &dyn Figure| figure.settings().number("steps");
    let keys = [
        (Key::Right(Stride::Normal), 4.0),
        (Key::Left(Stride::Fine), 3.0),
        (Key::End, 1000.0),
        (Key::Right(Stride::Normal), 1000.0),
        (Key::Left(Stride::Normal), 794.0),
        (Key::Home, 0.0),
        (Key::Left(Stride::Normal), 0.0),
        (Key::Up(Stride::Normal), 1.0),
    ];
    for (key, expected) in keys {
        figure.key(ERRORS, key);
        assert_eq!(steps(figure.as_ref()), expected, "{key:?}");
    }
    assert_eq!(figure.key(ERRORS, Key::Delete), Changed::Nothing);
    let tick = |figure: &dyn Figure, label: &str| {
        let marks = figure.scene(ERRORS, ERRORS_SIZE).marks;
        let at = marks.iter().find_map(|mark| match mark {
            Mark::Text(text) if text.text == label && text.at.1 > 300.0 => Some(text.at),
            _ => None,
        });
        at.expect("the axis has this tick")
    };
    for (label, count) in [("0", 0.0), ("5", 5.0), ("10", 10.0), ("1000", 1000.0)] {
        let at = tick(figure.as_ref(), label);
        click(figure.as_mut(), ERRORS, ERRORS_SIZE, (at.0, 150.0));
        assert_eq!(steps(figure.as_ref()), count, "at the tick {label}");
    }
    let at = tick(figure.as_ref(), "5");
    click(figure.as_mut(), ERRORS, ERRORS_SIZE, (at.0 + 2.5, 150.0));
    assert_eq!(steps(figure.as_ref()), 5.0, "the nearest one");
    drag(figure.as_mut(), ERRORS, ERRORS_SIZE, (at.0, 150.0), (-4000.0, 0.0));
    assert_eq!(steps(figure.as_ref()), 0.0);
}

#[test]
fn play_shows_the_steps_one_by_one_and_ends() {
    let mut figure = state("fit-maml?steps=4");
    let of_steps: Vec<f64> = (0..=4)
        .map(|steps| number(state(&format!("fit-maml?steps={steps}")).as_ref(), "curve-mse"))
        .collect();
    figure.press("play");
    assert!(figure.animating());
    let mut seen = vec![number(figure.as_ref(), "curve-mse")];
    let mut pictures = 1;
    let mut picture = figure.scene(CURVES, WIDE);
    while figure.animating() && pictures < 10_000 {
        figure.tick(16.0);
        let next = figure.scene(CURVES, WIDE);
        pictures += usize::from(next != picture);
        picture = next;
        let error = number(figure.as_ref(), "curve-mse");
        if seen.last() != Some(&error) {
            seen.push(error);
        }
    }
    assert_eq!(seen, of_steps, "every step once, in order");
    assert!(pictures > 50, "the curve bends from step to step, not in jumps: {pictures}");
    assert_eq!(figure.settings().number("steps"), 4.0, "the slider stays where it was");
    assert_eq!(picture, state("fit-maml?steps=4").scene(CURVES, WIDE));
}

/// Ten steps one by one, and then rung by rung: a thousand steps are no test of patience.
#[test]
fn play_shows_a_thousand_steps_in_a_few_seconds() {
    let mut figure = state("fit-maml?steps=1000&compare=on");
    let after = number(figure.as_ref(), "curve-mse");
    figure.press("play");
    let (mut milliseconds, mut told) = (0.0, vec![figure.describe()]);
    while figure.animating() && milliseconds < 60_000.0 {
        figure.tick(16.0);
        milliseconds += 16.0;
        if told.last() != Some(&figure.describe()) {
            told.push(figure.describe());
        }
    }
    assert!((5_000.0..12_000.0).contains(&milliseconds), "{milliseconds} ms");
    assert_eq!(told.len(), 31, "every rung once: {told:?}");
    assert!(told[10].contains("After 10 steps") && told[20].contains("After 100 steps"));
    assert_eq!(number(figure.as_ref(), "curve-mse"), after);
    // A page that was away for a minute comes back to the end of it, not beyond.
    figure.press("play");
    figure.tick(60_000.0);
    assert!(!figure.animating());
    assert_eq!(number(figure.as_ref(), "curve-mse"), after);
}

/// The button says what its next press does; what waits is as it was, and goes on from there.
#[test]
fn play_waits_and_goes_on() {
    let mut figure = state("fit-maml?steps=4");
    let label = |figure: &dyn Figure| {
        let button = figure.settings().button("play").expect("it has one");
        assert!(figure.look(button).works);
        figure.look(button).label
    };
    assert_eq!(label(figure.as_ref()), "▶ Play the steps");
    figure.press("play");
    figure.tick(1_000.0);
    assert_eq!(label(figure.as_ref()), "❚❚ Pause");
    let (picture, said) = (figure.scene(CURVES, WIDE), figure.describe());
    let along = figure.shown_settings().number("steps");
    assert!(said.contains("After 2 steps") && along == 2.0, "{said}");

    figure.press("play");
    assert_eq!(label(figure.as_ref()), "▶ Play the steps");
    assert!(!figure.animating());
    assert_eq!(figure.tick(1_000.0), Changed::Nothing);
    assert_eq!((figure.scene(CURVES, WIDE), figure.describe()), (picture, said));
    assert_eq!(figure.shown_settings().number("steps"), along);

    figure.press("play");
    assert_eq!(label(figure.as_ref()), "❚❚ Pause");
    figure.tick(500.0);
    assert!(figure.describe().contains("After 3 steps"), "{}", figure.describe());
    figure.tick(500.0);
    assert_eq!(label(figure.as_ref()), "▶ Play the steps");
    assert_eq!(figure.describe(), state("fit-maml?steps=4").describe());

    // A change while it waits is seen at once, and the next press begins at the start.
    figure.press("play");
    figure.tick(700.0);
    figure.press("play");
    figure.set("steps", "3").expect("within the range");
    assert_eq!(label(figure.as_ref()), "▶ Play the steps");
    assert_eq!(figure.describe(), state("fit-maml?steps=3").describe());
    figure.press("play");
    assert!(figure.animating() && figure.describe().contains("After 0 steps"));
}

#[test]
fn play_cannot_be_pressed_where_there_is_nothing_to_show() {
    for link in ["fit-maml?samples=", "fit-pretrained?steps=0"] {
        let figure = state(link);
        let button = figure.settings().button("play").expect("it has one");
        assert!(!figure.look(button).works, "{link}");
    }
}

#[test]
fn play_ends_at_once_where_there_is_nothing_to_show() {
    for link in ["fit-maml?samples=", "fit-maml?steps=0"] {
        let mut figure = state(link);
        figure.press("play");
        figure.tick(1.0);
        assert!(!figure.animating(), "{link}");
    }
}

#[test]
fn whatever_a_reader_changes_ends_the_play() {
    let mut figure = state("fit-maml");
    figure.press("play");
    figure.tick(500.0);
    let shown = output(figure.as_ref(), "curve-mse");
    figure.set("amplitude", "3").expect("within the range");
    assert!(!figure.animating());
    assert_ne!(output(figure.as_ref(), "curve-mse"), shown);
    let whole = state("fit-maml?amplitude=3");
    assert_eq!(figure.scene(CURVES, WIDE), whole.scene(CURVES, WIDE), "all ten steps are there");
}

/// The task that a figure shows.
fn task(figure: &dyn Figure) -> [f64; 2] {
    ["amplitude", "phase"].map(|key| figure.settings().number(key))
}

/// The height of the true curve.
fn height(figure: &dyn Figure, x: f64) -> f64 {
    let [amplitude, phase] = task(figure);
    amplitude * (x + phase).sin()
}

#[test]
fn the_curve_follows_a_hand_and_takes_its_samples_along() {
    for name in ["fit-pretrained", "fit-maml"] {
        let mut figure = state(&format!("{name}?samples=-3,0,3&amplitude=2&phase=1"));
        let ruler = ruler(figure.as_ref());
        // Taken on a slope: it comes along in both directions.
        let x = 1.5;
        let from = ruler.px(x, height(figure.as_ref(), x));
        assert_eq!(figure.grip(CURVES, WIDE, from, Tip::Fine), Grip::Handle);
        let to = ruler.px(1.2, height(figure.as_ref(), x) + 0.9);
        mouse(figure.as_mut(), CURVES, WIDE, Action::Down, from);
        assert_eq!(figure.grip(CURVES, WIDE, from, Tip::Fine), Grip::Held);
        mouse(figure.as_mut(), CURVES, WIDE, Action::Drag, ruler.px(1.4, 2.0));
        mouse(figure.as_mut(), CURVES, WIDE, Action::Drag, to);
        mouse(figure.as_mut(), CURVES, WIDE, Action::Up, to);
        let [amplitude, phase] = task(figure.as_ref());
        assert!((phase - 1.3).abs() < 0.02 && amplitude > 3.0, "{amplitude}, {phase}");
        let under = ruler.px(1.2, height(figure.as_ref(), 1.2));
        assert!((under.1 - to.1).abs() < 3.0, "{under:?} is not under the hand at {to:?}");
        assert_eq!(samples(figure.as_ref()), [-3.0, 0.0, 3.0]);
        for (dot, x) in dots(figure.as_ref()).into_iter().zip([-3.0, 0.0, 3.0]) {
            demand_near(dot, ruler.px(x, height(figure.as_ref(), x)));
        }
        // The link has what the sliders would have.
        assert!(link::write(figure.as_ref()).len() < 80, "{}", link::write(figure.as_ref()));
    }
}

#[test]
fn a_hand_bends_the_curve_no_further_than_the_sliders() {
    let mut figure = state("fit-maml?samples=&phase=1.5");
    let at_crest = |figure: &dyn Figure| {
        let [amplitude, phase] = task(figure);
        ruler(figure).px(std::f64::consts::FRAC_PI_2 - phase, amplitude)
    };
    let from = at_crest(figure.as_ref());
    drag(figure.as_mut(), CURVES, WIDE, from, (-5000.0, -5000.0));
    assert_eq!(task(figure.as_ref()), [5.0, std::f64::consts::PI]);
    let from = at_crest(figure.as_ref());
    drag(figure.as_mut(), CURVES, WIDE, from, (5000.0, 5000.0));
    assert_eq!(task(figure.as_ref()), [0.1, 0.0]);
    assert!(samples(figure.as_ref()).is_empty(), "a drag places nothing");
}

#[test]
fn a_click_on_the_curve_places_a_sample_when_it_is_over() {
    for jitter in [0.0, 2.0] {
        let mut figure = state("fit-maml?samples=");
        let before = task(figure.as_ref());
        let at = ruler(figure.as_ref()).px(1.0, height(figure.as_ref(), 1.0));
        mouse(figure.as_mut(), CURVES, WIDE, Action::Down, at);
        mouse(figure.as_mut(), CURVES, WIDE, Action::Drag, (at.0 + jitter, at.1 + jitter));
        assert!(samples(figure.as_ref()).is_empty(), "it may become a drag yet");
        let changed = mouse(figure.as_mut(), CURVES, WIDE, Action::Up, at);
        assert_eq!(changed, Changed::Settings);
        let placed = samples(figure.as_ref());
        assert!(placed.len() == 1 && (placed[0] - 1.0).abs() < 0.02, "{placed:?}");
        assert_eq!(task(figure.as_ref()), before);
    }
}

#[test]
fn a_curve_that_the_system_takes_away_goes_back() {
    let mut figure = state("fit-maml?samples=-3");
    let before = task(figure.as_ref());
    let at = ruler(figure.as_ref()).px(1.0, height(figure.as_ref(), 1.0));
    mouse(figure.as_mut(), CURVES, WIDE, Action::Down, at);
    mouse(figure.as_mut(), CURVES, WIDE, Action::Drag, (at.0 + 40.0, at.1 + 40.0));
    assert_ne!(task(figure.as_ref()), before);
    mouse(figure.as_mut(), CURVES, WIDE, Action::Cancel, at);
    assert_eq!(task(figure.as_ref()), before);
    assert_eq!(samples(figure.as_ref()), [-3.0]);
}

/// A sample is taken before the curve that it lies on, and what is farther from both scrolls.
#[test]
fn what_a_finger_takes_is_what_is_under_it() {
    let mut figure = state("fit-maml?samples=0");
    let ruler = ruler(figure.as_ref());
    let finger = |figure: &mut dyn Figure, action, at| {
        figure.pointer(&Pointer { panel: CURVES, size: WIDE, at, action, tip: Tip::Coarse })
    };
    let on = |figure: &dyn Figure, x: f64| ruler.px(x, height(figure, x));
    let before = task(figure.as_ref());
    let (sample, to) = (on(figure.as_ref(), 0.0), on(figure.as_ref(), 1.0));
    for (action, at) in [(Action::Down, sample), (Action::Drag, to), (Action::Up, to)] {
        finger(figure.as_mut(), action, at);
    }
    assert!((samples(figure.as_ref())[0] - 1.0).abs() < 0.02);
    assert_eq!(task(figure.as_ref()), before);
    let crest = ruler.px(std::f64::consts::FRAC_PI_2 - before[1], before[0]);
    let grip = |away: f64, tip| figure.grip(CURVES, WIDE, (crest.0, crest.1 - away), tip);
    assert_eq!([grip(14.0, Tip::Coarse), grip(14.0, Tip::Fine)], [Grip::Handle, Grip::Place]);
    assert_eq!(grip(30.0, Tip::Coarse), Grip::Place);
}

/// The hint goes when it was understood, and the curve shows when it can be taken.
#[test]
fn the_curve_says_that_it_can_be_dragged() {
    let mut figure = state("fit-maml");
    let hinted = |figure: &dyn Figure| {
        texts(&figure.scene(CURVES, WIDE)).iter().any(|text| text.contains("drag the curve"))
    };
    let glows = |figure: &dyn Figure| {
        let is_glow =
            |mark: &Mark| matches!(mark, Mark::Line { stroke, .. } if stroke.ink == Ink::Accent);
        figure.scene(CURVES, WIDE).marks.iter().any(is_glow)
    };
    assert!(hinted(figure.as_ref()) && !glows(figure.as_ref()));
    let at = ruler(figure.as_ref()).px(1.0, height(figure.as_ref(), 1.0));
    assert_eq!(mouse(figure.as_mut(), CURVES, WIDE, Action::Hover, at), Changed::Picture);
    assert!(glows(figure.as_ref()));
    mouse(figure.as_mut(), CURVES, WIDE, Action::Leave, at);
    assert!(!glows(figure.as_ref()));
    drag(figure.as_mut(), CURVES, WIDE, at, (at.0, at.1 + 30.0));
    assert!(!hinted(figure.as_ref()));
}

#[test]
fn keys_raise_and_shift_the_curve() {
    let mut figure = state("fit-maml?amplitude=2&phase=1&samples=-3,3");
    let press = |figure: &mut dyn Figure, key| figure.key(CURVES, key);
    press(figure.as_mut(), Key::Home);
    let keys = [
        (Key::Up(Stride::Normal), [2.5, 1.0]),
        (Key::Down(Stride::Fine), [2.4, 1.0]),
        // To the right is a smaller phase.
        (Key::Right(Stride::Normal), [2.4, 0.9]),
        (Key::Left(Stride::Fine), [2.4, 0.91]),
    ];
    for (key, expected) in keys {
        assert_eq!(press(figure.as_mut(), key), Changed::Settings, "{key:?}");
        assert_eq!(task(figure.as_ref()), expected, "{key:?}");
    }
    let told = figure.announcement(CURVES).expect("an announcement");
    assert_eq!(told, "The curve, amplitude 2.4, phase 0.91.");
    for _ in 0..20 {
        press(figure.as_mut(), Key::Right(Stride::Normal));
        press(figure.as_mut(), Key::Up(Stride::Normal));
    }
    assert_eq!(task(figure.as_ref()), [5.0, 0.0]);
    // Let go, the arrows are the cursor's and the samples' again.
    press(figure.as_mut(), Key::Escape);
    press(figure.as_mut(), Key::Right(Stride::Normal));
    assert_eq!(task(figure.as_ref()), [5.0, 0.0]);
    press(figure.as_mut(), Key::Home);
    press(figure.as_mut(), Key::PageUp);
    press(figure.as_mut(), Key::Right(Stride::Normal));
    assert_eq!((task(figure.as_ref()), samples(figure.as_ref())), ([5.0, 0.0], vec![-2.8, 3.0]));
    assert_eq!(press(figure.as_mut(), Key::Escape), Changed::Picture);
}
