//! `drawings` in the hands of a reader: strokes, keys, buttons, links, and what goes wrong.

use maml_live::contract::link::{self, LONGEST};
use maml_live::contract::{Action, Changed, Figure, Grip, Key, Pad, Pointer, Stride, Tip};
use maml_live::figures::list;
use maml_live::plot::{Ink, Mark, Px, Size};

use super::support::hands::{Ruler, click, mouse};
use super::support::{demand_sound, output, readout, state, texts};

const WIDE: Size = Size::new(680.0, 420.0);
const NARROW: Size = Size::new(358.0, 376.0);
const BOARD: usize = 0;
const STEPS: usize = 1;

/// The pad of that name.
#[track_caller]
fn pad(figure: &dyn Figure, size: Size, key: &str) -> Pad {
    let pads = figure.pads(BOARD, size);
    pads.into_iter().find(|pad| pad.key == key).unwrap_or_else(|| panic!("no pad {key}"))
}

/// Draws a line on a pad, through points in shares of its sides.
#[track_caller]
fn stroke(figure: &mut dyn Figure, key: &str, points: &[(f64, f64)]) {
    stroke_at(figure, WIDE, key, points);
}

#[track_caller]
fn stroke_at(figure: &mut dyn Figure, size: Size, key: &str, points: &[(f64, f64)]) {
    let rect = pad(figure, size, key).rect;
    let place = |&(x, y): &(f64, f64)| -> Px {
        (rect.left + x * rect.width(), rect.top + y * rect.height())
    };
    let mut at = place(&points[0]);
    mouse(figure, BOARD, size, Action::Down, at);
    for point in &points[1..] {
        at = place(point);
        mouse(figure, BOARD, size, Action::Drag, at);
    }
    mouse(figure, BOARD, size, Action::Up, at);
}

/// Three characters that no two hands confuse: a bar, a ring, and a cross.
const BAR: [(f64, f64); 2] = [(0.5, 0.15), (0.5, 0.85)];

fn ring() -> Vec<(f64, f64)> {
    let angles = (0..=24).map(|i| f64::from(i) * std::f64::consts::TAU / 24.0);
    angles.map(|angle| (0.5 + 0.3 * angle.cos(), 0.5 + 0.3 * angle.sin())).collect()
}

const CROSS: [[(f64, f64); 2]; 2] = [[(0.2, 0.2), (0.8, 0.8)], [(0.8, 0.2), (0.2, 0.8)]];

/// A board with the three, and nothing asked.
fn own_alphabet() -> Box<dyn Figure> {
    let mut figure = state("drawings");
    figure.press("clear");
    stroke(figure.as_mut(), "support-0-0", &BAR);
    stroke(figure.as_mut(), "support-1-0", &ring());
    CROSS.iter().for_each(|line| stroke(figure.as_mut(), "support-2-0", line));
    figure
}

/// Lets the figure work until it rests.
fn rest(figure: &mut dyn Figure) {
    for _ in 0..1000 {
        if !figure.animating() {
            return;
        }
        figure.tick(16.0);
    }
    panic!("it never rests");
}

fn notice(figure: &dyn Figure) -> String {
    figure.notice().unwrap_or_default()
}

/// The figure as somebody sees it who opens its link.
fn sent(figure: &dyn Figure) -> Box<dyn Figure> {
    state(&link::write(figure))
}

/// Whether two figures say the same.
#[track_caller]
fn demand_same(one: &dyn Figure, other: &dyn Figure) {
    assert_eq!(one.readouts(), other.readouts());
    assert_eq!(one.describe(), other.describe());
    for panel in [BOARD, STEPS] {
        assert_eq!(one.scene(panel, WIDE), other.scene(panel, WIDE));
    }
}

#[test]
fn every_pad_has_its_name_in_reading_order() {
    for (ways, shots) in [(3, 1), (2, 1), (5, 5), (4, 3)] {
        let figure = state(&format!("drawings?ways={ways}&shots={shots}"));
        let keys: Vec<String> = figure.pads(BOARD, WIDE).into_iter().map(|pad| pad.key).collect();
        let supports = (0..ways)
            .flat_map(|class| (0..shots).map(move |shot| format!("support-{class}-{shot}")));
        let expected: Vec<String> = std::iter::once("query".into()).chain(supports).collect();
        assert_eq!(keys, expected);
        assert!(figure.pads(STEPS, WIDE).is_empty());
        for pad in figure.pads(BOARD, NARROW) {
            let middle =
                ((pad.rect.left + pad.rect.right) / 2.0, (pad.rect.top + pad.rect.bottom) / 2.0);
            assert_eq!(figure.grip(BOARD, NARROW, middle, Tip::Coarse), Grip::Paper, "{}", pad.key);
            assert!(!pad.label.is_empty());
        }
        // Beside the pads a finger scrolls.
        assert_eq!(figure.grip(BOARD, NARROW, (357.0, 375.0), Tip::Coarse), Grip::Nothing);
    }
}

#[test]
fn it_opens_with_an_example_that_is_answered() {
    let figure = state("drawings");
    assert!(!figure.animating(), "all of it is there at once");
    for key in ["prediction", "prediction-pretrained", "prediction-nearest"] {
        let shares = output(figure.as_ref(), key);
        assert_eq!(shares.len(), 3, "{key}");
        assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-5, "{key}: {shares:?}");
    }
    let losses = output(figure.as_ref(), "loss-support");
    assert!(losses.len() == 2 && losses[1] < losses[0], "{losses:?}");
    assert_eq!(link::write(figure.as_ref()), "#drawings");
}

/// The caption says so.
#[test]
fn it_opens_with_an_example_that_maml_alone_gets_right() {
    let figure = state("drawings");
    let said = figure.describe();
    let asked =
        ["A", "B", "C"].iter().position(|name| said.ends_with(&format!("asks about {name}.")));
    let asked = asked.unwrap_or_else(|| panic!("{said}"));
    let surest = |key: &str| {
        let shares = output(figure.as_ref(), key);
        (0..3).max_by(|&a, &b| shares[a].total_cmp(&shares[b])).expect("three classes")
    };
    assert_eq!(surest("prediction"), asked, "{said}");
    assert_ne!(surest("prediction-pretrained"), asked, "{said}");
    assert_ne!(surest("prediction-nearest"), asked, "{said}");
    assert!(output(figure.as_ref(), "prediction")[asked] > 0.8, "{said}");
}

#[test]
fn drawings_of_ones_own_are_told_apart() {
    let mut figure = own_alphabet();
    assert!(figure.describe().contains("Draw something to ask about"), "{}", figure.describe());
    assert!(output(figure.as_ref(), "prediction").is_empty());
    assert_eq!(output(figure.as_ref(), "loss-support").len(), 2);
    // A cross, drawn otherwise than the one that was shown.
    stroke(figure.as_mut(), "query", &[(0.25, 0.3), (0.7, 0.75)]);
    stroke(figure.as_mut(), "query", &[(0.75, 0.25), (0.3, 0.7)]);
    rest(figure.as_mut());
    for key in ["prediction", "prediction-pretrained", "prediction-nearest"] {
        let shares = output(figure.as_ref(), key);
        assert!(shares[2] > shares[0] && shares[2] > shares[1], "{key}: {shares:?}");
    }
    assert!(output(figure.as_ref(), "prediction")[2] > 0.6);
    demand_same(figure.as_ref(), sent(figure.as_ref()).as_ref());
}

#[test]
fn it_is_the_same_whatever_the_size_of_the_pads() {
    let (mut wide, mut narrow) = (state("drawings"), state("drawings"));
    stroke_at(wide.as_mut(), WIDE, "query", &ring());
    stroke_at(narrow.as_mut(), NARROW, "query", &ring());
    rest(wide.as_mut());
    rest(narrow.as_mut());
    let [wide, narrow] = [wide, narrow].map(|figure| output(figure.as_ref(), "prediction"));
    for (one, other) in wide.iter().zip(&narrow) {
        assert!((one - other).abs() < 0.05, "{wide:?}, {narrow:?}");
    }
}

#[test]
fn what_is_drawn_is_answered_while_it_is_drawn() {
    let mut figure = own_alphabet();
    let rect = pad(figure.as_ref(), WIDE, "query").rect;
    let at = |x: f64, y: f64| (rect.left + x * rect.width(), rect.top + y * rect.height());
    mouse(figure.as_mut(), BOARD, WIDE, Action::Down, at(0.5, 0.2));
    mouse(figure.as_mut(), BOARD, WIDE, Action::Drag, at(0.5, 0.5));
    // A move only lengthens the line: the networks look at it in the next frame.
    assert!(output(figure.as_ref(), "prediction").is_empty());
    assert!(figure.animating() && figure.is_sketch());
    figure.tick(16.0);
    assert_eq!(output(figure.as_ref(), "prediction").len(), 3);
    let link = link::write(figure.as_ref());
    mouse(figure.as_mut(), BOARD, WIDE, Action::Drag, at(0.5, 0.8));
    assert_eq!(link::write(figure.as_ref()), link, "the link waits for the hand");
    mouse(figure.as_mut(), BOARD, WIDE, Action::Up, at(0.5, 0.8));
    assert_ne!(link::write(figure.as_ref()), link);
    rest(figure.as_mut());
    demand_same(figure.as_ref(), sent(figure.as_ref()).as_ref());
}

/// With five drawings of five classes the networks need many frames for what one stroke changes.
#[test]
fn a_full_board_follows_a_hand_frame_by_frame() {
    let mut figure = state("drawings?ways=5&shots=5&steps=3");
    let rect = pad(figure.as_ref(), WIDE, "support-2-3").rect;
    let at = |x: f64| (rect.left + x * rect.width(), rect.top + 0.4 * rect.height());
    mouse(figure.as_mut(), BOARD, WIDE, Action::Down, at(0.1));
    let mut seen = Vec::new();
    for frame in 0..200 {
        mouse(figure.as_mut(), BOARD, WIDE, Action::Drag, at(0.1 + 0.004 * f64::from(frame)));
        figure.tick(16.0);
        let shares = output(figure.as_ref(), "prediction");
        assert_eq!(shares.len(), 5, "nothing flickers");
        if seen.last() != Some(&shares) {
            seen.push(shares);
        }
    }
    assert!((4..150).contains(&seen.len()), "{} answers", seen.len());
    mouse(figure.as_mut(), BOARD, WIDE, Action::Up, at(0.9));
    rest(figure.as_mut());
    let same = sent(figure.as_ref());
    for key in ["prediction", "prediction-pretrained", "loss-support"] {
        let [one, other] = [figure.as_ref(), same.as_ref()].map(|figure| output(figure, key));
        assert_eq!(one, other, "{key}");
    }
}

/// One frame is enough for a step with five drawings of five classes.
#[test]
fn the_end_of_a_stroke_is_answered_at_once() {
    let mut figure = state("drawings?ways=5&shots=5");
    stroke(figure.as_mut(), "support-4-4", &ring());
    let at_once = output(figure.as_ref(), "prediction");
    rest(figure.as_mut());
    assert_eq!(output(figure.as_ref(), "prediction"), at_once);
    stroke(figure.as_mut(), "query", &BAR);
    let at_once = output(figure.as_ref(), "prediction-pretrained");
    rest(figure.as_mut());
    assert_eq!(output(figure.as_ref(), "prediction-pretrained"), at_once);
}

#[test]
fn steps_are_set_by_slider_hand_and_key() {
    let mut figure = state("drawings");
    let size = figure.panels()[STEPS].wide;
    let ruler = Ruler::of(&figure.scene(STEPS, size));
    click(figure.as_mut(), STEPS, size, ruler.px(12.0, 50.0));
    assert_eq!(figure.settings().count("steps"), 12);
    figure.key(STEPS, Key::Left(Stride::Normal));
    assert_eq!(figure.settings().count("steps"), 11);
    demand_same(figure.as_ref(), state("drawings?steps=11").as_ref());
    figure.key(STEPS, Key::Home);
    // Before the first step nobody knows what a class looks like.
    let before = output(figure.as_ref(), "loss-support");
    assert_eq!(before[0], before[1]);
    assert_eq!(figure.key(STEPS, Key::Home), Changed::Nothing);
    figure.set("steps", "20").expect("in the range");
    let after = output(figure.as_ref(), "loss-support");
    assert!(after[1] < 0.5 * after[0], "{after:?}");
}

#[test]
fn undo_takes_back_what_was_done_last() {
    let mut figure = state("drawings");
    assert!(!figure.look(button(figure.as_ref(), "undo")).works);
    let mut before = vec![link::write(figure.as_ref())];
    let deeds: [&dyn Fn(&mut dyn Figure); 6] = [
        &|figure| stroke(figure, "query", &BAR),
        &|figure| stroke(figure, "query", &ring()),
        &|figure| assert_ne!(figure.press("clear-query"), Changed::Nothing),
        &|figure| assert_ne!(figure.press("example"), Changed::Nothing),
        &|figure| assert_ne!(figure.press("clear"), Changed::Nothing),
        &|figure| CROSS.iter().take(1).for_each(|line| stroke(figure, "support-1-0", line)),
    ];
    for deed in deeds {
        deed(figure.as_mut());
        before.push(link::write(figure.as_ref()));
    }
    before.dedup();
    assert_eq!(before.len(), 7, "each leaves another board: {before:?}");
    for link in before.iter().rev().skip(1) {
        figure.press("undo");
        assert_eq!(link::write(figure.as_ref()), *link);
    }
    rest(figure.as_mut());
    demand_same(figure.as_ref(), state("drawings").as_ref());
    assert_eq!(figure.press("undo"), Changed::Nothing);
}

#[track_caller]
fn button(figure: &dyn Figure, key: &str) -> maml_live::contract::Button {
    figure.settings().button(key).unwrap_or_else(|| panic!("no button {key}"))
}

#[test]
fn by_keys_alone_a_board_is_filled_and_judged() {
    let mut figure = state("drawings");
    figure.press("clear");
    assert_eq!(figure.announcement(BOARD), None);
    assert_eq!(figure.key(BOARD, Key::Enter), Changed::Nothing, "no pad is chosen yet");
    for _ in 0..4 {
        figure.key(BOARD, Key::Right(Stride::Normal));
        assert_eq!(figure.key(BOARD, Key::Enter), Changed::Settings);
    }
    let said = figure.announcement(BOARD).expect("a pad is chosen");
    assert!(said.contains("Class C, drawing 1 of 1: drawn"), "{said}");
    assert_eq!(output(figure.as_ref(), "prediction").len(), 3);
    figure.set("was", "a").expect("a class");
    assert_eq!(output(figure.as_ref(), "score")[3], 1.0);
    figure.key(BOARD, Key::Up(Stride::Normal));
    figure.key(BOARD, Key::Delete);
    assert!(
        notice(figure.as_ref()).contains("B has no drawing yet"),
        "{}",
        notice(figure.as_ref())
    );
    figure.key(BOARD, Key::End);
    figure.key(BOARD, Key::Down(Stride::Normal));
    figure.key(BOARD, Key::Home);
    let said = figure.announcement(BOARD).expect("a pad is chosen");
    assert!(said.contains("Which is this?"), "{said}");
    figure.key(BOARD, Key::Escape);
    assert_eq!(figure.announcement(BOARD), None);
    rest(figure.as_mut());
    demand_sound(figure.as_ref(), &[WIDE, NARROW], "filled by keys");
}

#[test]
fn the_reader_says_what_it_was_and_rounds_are_counted() {
    let mut figure = own_alphabet();
    stroke(figure.as_mut(), "query", &ring());
    assert_eq!(output(figure.as_ref(), "score"), [0.0; 4]);
    figure.set("was", "b").expect("a class");
    let first = output(figure.as_ref(), "score");
    assert_eq!(first[3], 1.0);
    assert!(texts(&figure.scene(BOARD, WIDE)).iter().any(|text| text.ends_with('✓')));
    // To change one's mind is no second round.
    figure.set("was", "a").expect("a class");
    let second = output(figure.as_ref(), "score");
    assert_eq!(second[3], 1.0);
    assert!(first[..3].iter().zip(&second).all(|(one, other)| one + other <= 1.0));
    assert!(texts(&figure.scene(BOARD, WIDE)).iter().any(|text| text.ends_with('✗')));
    figure.set("was", "b").expect("a class");
    // The next stroke asks anew: what was judged gives way.
    stroke(figure.as_mut(), "query", &BAR);
    assert_eq!(figure.settings().word("was"), "unsaid");
    assert_eq!(output(figure.as_ref(), "score"), first);
    assert!(pad(figure.as_ref(), WIDE, "query").label.contains("1 stroke"));
    figure.set("was", "a").expect("a class");
    assert_eq!(output(figure.as_ref(), "score")[3], 2.0);
    figure.reset();
    assert_eq!(output(figure.as_ref(), "score"), [0.0; 4]);
    figure.set("was", "e").expect("a word");
    assert!(notice(figure.as_ref()).contains("no class E"), "{}", notice(figure.as_ref()));
    assert_eq!(figure.settings().word("was"), "unsaid");
}

/// Bad input of hands.
mod hands_that_slip {
    use super::*;

    #[test]
    fn a_dot_is_said_and_shows_nothing() {
        let mut figure = own_alphabet();
        let rect = pad(figure.as_ref(), WIDE, "query").rect;
        click(figure.as_mut(), BOARD, WIDE, (rect.left + 30.0, rect.top + 30.0));
        assert!(notice(figure.as_ref()).contains("only a dot"), "{}", notice(figure.as_ref()));
        assert!(output(figure.as_ref(), "prediction").is_empty());
        // With a line beside it, it is a part of a character.
        stroke(figure.as_mut(), "query", &BAR);
        assert_eq!(notice(figure.as_ref()), "");
        assert_eq!(output(figure.as_ref(), "prediction").len(), 3);
    }

    #[test]
    fn a_scribble_over_the_edge_is_held_there() {
        let mut figure = own_alphabet();
        let scribble: Vec<(f64, f64)> = (0..200)
            .map(|i| (0.5 + (f64::from(i) * 0.7).sin(), 0.5 + 2.0 * (f64::from(i) * 1.1).sin()))
            .collect();
        stroke(figure.as_mut(), "query", &scribble);
        let said = notice(figure.as_ref());
        assert!(said.contains("held at the edge"), "{said}");
        let rect = pad(figure.as_ref(), WIDE, "query").rect;
        for mark in &figure.scene(BOARD, WIDE).marks {
            if let Mark::Line { points, stroke } = mark
                && stroke.ink == Ink::Accent
            {
                assert!(points.iter().all(|at| rect.contains(*at)));
            }
        }
        rest(figure.as_mut());
        demand_sound(figure.as_ref(), &[WIDE, NARROW], "a scribble");
        demand_same(figure.as_ref(), sent(figure.as_ref()).as_ref());
    }

    #[test]
    fn ten_thousand_points_are_a_stroke_as_any_other() {
        let mut figure = own_alphabet();
        let circle: Vec<(f64, f64)> = (0..10_000)
            .map(|i| f64::from(i) * std::f64::consts::TAU / 10_000.0)
            .map(|angle| (0.5 + 0.3 * angle.cos(), 0.5 + 0.3 * angle.sin()))
            .collect();
        stroke(figure.as_mut(), "query", &circle);
        assert_eq!(notice(figure.as_ref()), "");
        let shares = output(figure.as_ref(), "prediction");
        assert!(shares[1] > 0.5, "{shares:?}");
        assert!(link::write(figure.as_ref()).len() < 400);
    }

    #[test]
    fn a_pointer_that_leaves_and_comes_back_draws_on() {
        let mut figure = own_alphabet();
        let rect = pad(figure.as_ref(), WIDE, "support-0-0").rect;
        let inside = (rect.left + 20.0, rect.top + 20.0);
        mouse(figure.as_mut(), BOARD, WIDE, Action::Down, inside);
        // Over another pad, where it draws nothing.
        let other = pad(figure.as_ref(), WIDE, "support-1-0");
        mouse(
            figure.as_mut(),
            BOARD,
            WIDE,
            Action::Drag,
            (rect.left + 50.0, other.rect.top + 40.0),
        );
        assert_eq!(figure.grip(BOARD, WIDE, (2.0, 2.0), Tip::Fine), Grip::Paper, "it is held");
        mouse(figure.as_mut(), BOARD, WIDE, Action::Drag, (rect.left + 80.0, rect.top + 30.0));
        mouse(figure.as_mut(), BOARD, WIDE, Action::Up, (rect.left + 80.0, rect.top + 30.0));
        assert!(pad(figure.as_ref(), WIDE, "support-0-0").label.contains("2 strokes"));
        assert_eq!(pad(figure.as_ref(), WIDE, "support-1-0").label, other.label);
    }

    #[test]
    fn a_pointer_that_is_taken_away_leaves_all_as_it_was() {
        let mut figure = own_alphabet();
        stroke(figure.as_mut(), "query", &ring());
        rest(figure.as_mut());
        let before = figure.readouts();
        let link = link::write(figure.as_ref());
        let rect = pad(figure.as_ref(), WIDE, "support-1-0").rect;
        mouse(figure.as_mut(), BOARD, WIDE, Action::Down, (rect.left + 5.0, rect.top + 5.0));
        mouse(figure.as_mut(), BOARD, WIDE, Action::Drag, (rect.left + 99.0, rect.top + 9.0));
        figure.tick(16.0);
        figure.tick(16.0);
        mouse(figure.as_mut(), BOARD, WIDE, Action::Cancel, (0.0, 0.0));
        assert!(notice(figure.as_ref()).contains("broken off"), "{}", notice(figure.as_ref()));
        rest(figure.as_mut());
        assert_eq!(figure.readouts(), before);
        assert_eq!(link::write(figure.as_ref()), link);
    }

    #[test]
    fn too_many_strokes_are_said() {
        let mut figure = own_alphabet();
        for i in 0..13 {
            let y = 0.05 + 0.07 * f64::from(i);
            stroke(figure.as_mut(), "query", &[(0.1, y), (0.9, y)]);
        }
        assert!(notice(figure.as_ref()).contains("12 strokes"), "{}", notice(figure.as_ref()));
        assert!(pad(figure.as_ref(), WIDE, "query").label.contains("12 strokes"));
    }

    #[test]
    fn a_hand_of_no_numbers_breaks_nothing() {
        let mut figure = own_alphabet();
        let rect = pad(figure.as_ref(), WIDE, "query").rect;
        mouse(figure.as_mut(), BOARD, WIDE, Action::Down, (rect.left + 5.0, rect.top + 5.0));
        for at in [(f64::NAN, 3.0), (f64::INFINITY, f64::NEG_INFINITY), (1e300, -1e300)] {
            let pointer =
                Pointer { panel: BOARD, size: WIDE, at, action: Action::Drag, tip: Tip::Fine };
            figure.pointer(&pointer);
            figure.tick(16.0);
        }
        mouse(figure.as_mut(), BOARD, WIDE, Action::Up, (0.0, 0.0));
        demand_sound(figure.as_ref(), &[WIDE], "a hand of no numbers");
    }
}

/// Boards that ask for too much or too little.
mod odd_boards {
    use super::*;

    #[test]
    fn the_same_drawing_in_two_classes_is_said() {
        let mut figure = own_alphabet();
        figure.key(BOARD, Key::Home);
        figure.key(BOARD, Key::Down(Stride::Normal));
        figure.key(BOARD, Key::Delete);
        stroke(figure.as_mut(), "support-0-0", &ring());
        stroke(figure.as_mut(), "query", &ring());
        rest(figure.as_mut());
        let said = notice(figure.as_ref());
        assert!(said.contains("A and B look the same"), "{said}");
        for key in ["prediction", "prediction-pretrained", "prediction-nearest"] {
            let shares = output(figure.as_ref(), key);
            assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-5, "{shares:?}");
            assert!(shares[2] < 0.4, "{key}: {shares:?}");
            assert!((shares[0] - shares[1]).abs() < 0.3, "{key}: {shares:?}");
        }
    }

    #[test]
    fn a_class_without_a_drawing_is_left_out_and_said() {
        let mut figure = own_alphabet();
        figure.set("ways", "5").expect("in the range");
        let said = notice(figure.as_ref());
        assert!(said.contains("D and E have no drawing yet, so they are left out"), "{said}");
        stroke(figure.as_mut(), "query", &BAR);
        rest(figure.as_mut());
        for key in ["prediction", "prediction-pretrained", "prediction-nearest"] {
            let shares = output(figure.as_ref(), key);
            assert_eq!((shares.len(), shares[3], shares[4]), (5, 0.0, 0.0), "{key}");
            assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-5, "{key}: {shares:?}");
        }
        // As if there were no more.
        let five = output(figure.as_ref(), "prediction");
        figure.set("ways", "3").expect("in the range");
        assert_eq!(output(figure.as_ref(), "prediction"), five[..3]);
    }

    #[test]
    fn an_empty_board_and_one_class_alone_ask_for_more() {
        let mut figure = state("drawings");
        figure.press("clear");
        assert!(figure.describe().contains("An empty board"));
        stroke(figure.as_mut(), "support-1-0", &ring());
        stroke(figure.as_mut(), "query", &ring());
        let said = notice(figure.as_ref());
        assert!(said.contains("Only B has a drawing"), "{said}");
        assert!(output(figure.as_ref(), "prediction").is_empty());
        assert_eq!(readout(figure.as_ref(), "prediction").text, "nothing asked");
    }
}

/// Links.
mod challenges {
    use super::*;

    /// Opens a link that may have faults; what is said of it.
    fn opened(fragment: &str) -> (Box<dyn Figure>, String) {
        let link = link::parse(fragment);
        let mut figure = list::make(&link.figure).expect("a figure");
        let complaints = link::apply(figure.as_mut(), &link);
        let mut said: Vec<String> = complaints.into_iter().map(|complaint| complaint.0).collect();
        said.extend(figure.notice());
        (figure, said.join(" "))
    }

    #[test]
    fn a_board_of_ones_own_goes_into_a_short_link() {
        let mut figure = own_alphabet();
        stroke(figure.as_mut(), "query", &ring());
        rest(figure.as_mut());
        let link = link::write(figure.as_ref());
        assert!(link.len() < 300, "{} signs", link.len());
        let query = link.split_once('?').expect("settings").1;
        assert!(query.bytes().all(|b| b.is_ascii_alphanumeric() || b"=&-_".contains(&b)), "{link}");
        demand_same(figure.as_ref(), state(&link).as_ref());
    }

    #[test]
    fn a_full_board_of_drawings_still_fits() {
        let mut figure = state("drawings?ways=5&shots=5");
        let keys: Vec<String> = figure.pads(BOARD, WIDE).into_iter().map(|pad| pad.key).collect();
        for key in keys {
            CROSS.iter().for_each(|line| stroke(figure.as_mut(), &key, line));
            stroke(figure.as_mut(), &key, &ring());
        }
        rest(figure.as_mut());
        let link = link::write(figure.as_ref());
        assert!((500..2000).contains(&link.len()), "{} signs", link.len());
        assert!(!notice(figure.as_ref()).contains("too long"), "{}", notice(figure.as_ref()));
        let same = state(&link);
        assert_eq!(same.scene(BOARD, WIDE), figure.scene(BOARD, WIDE));
    }

    #[test]
    fn a_board_that_does_not_fit_is_said_by_its_link_too() {
        let mut figure = state("drawings?ways=5&shots=5");
        let keys: Vec<String> = figure.pads(BOARD, WIDE).into_iter().map(|pad| pad.key).collect();
        let scribble = |by: i32| -> Vec<(f64, f64)> {
            let share = |i: i32, by: i32| f64::from(i * by % 101) / 101.0;
            (0..45).map(|i| (share(i, by), share(i, by + 20))).collect()
        };
        for key in keys {
            (0..3).for_each(|i| stroke(figure.as_mut(), &key, &scribble(37 + i)));
        }
        assert!(notice(figure.as_ref()).contains("too long for a link"));
        let link = link::write(figure.as_ref());
        assert!(link.len() < 100, "{link}");
        let drawn = figure.scene(BOARD, WIDE);
        // Other settings leave the drawings where they are.
        figure.set("steps", "0").expect("in the range");
        figure.set("steps", "1").expect("in the range");
        assert_eq!(figure.scene(BOARD, WIDE).marks.len(), drawn.marks.len());
        let (_, said) = opened(&link);
        assert!(said.contains("too long for this link"), "{said}");
    }

    #[test]
    fn a_hostile_board_is_refused_with_a_sentence() {
        let good = {
            let mut figure = own_alphabet();
            stroke(figure.as_mut(), "query", &ring());
            link::write(figure.as_ref()).split_once("board=").expect("a board").1.to_string()
        };
        let enormous = "A".repeat(LONGEST - 20);
        let cases = [
            ("NaN", "damaged"),
            ("1", "damaged"),
            ("1AAAA_____________", "damaged"),
            (&good[..good.len() / 2], "damaged"),
            (&[&good, "A"].concat(), "damaged"),
            ("%00%FF", "none of its own"),
            ("<script>alert(1)</script>", "none of its own"),
            ("1AA=", "none of its own"),
            ("é", "none of its own"),
            (&enormous, "longer than any"),
        ];
        for (board, expected) in cases {
            let (figure, said) = opened(&format!("drawings?board={board}&steps=2"));
            assert!(said.contains(expected), "{board}: {said}");
            assert!(!said.contains("script"), "{said}");
            assert_eq!(figure.settings().count("steps"), 2);
            // The example stands in its place.
            assert_eq!(figure.scene(BOARD, WIDE), state("drawings?steps=2").scene(BOARD, WIDE));
            assert_eq!(link::write(figure.as_ref()), "#drawings?steps=2");
        }
        let (figure, said) = opened(&format!("drawings?board={good}&steps=1e99&ways=NaN&shots=-3"));
        assert!(said.contains("steps") && said.contains("ways"), "{said}");
        demand_sound(figure.as_ref(), &[WIDE], "a hostile link");
        let (_, said) = opened(&format!("drawings?board={}", "1A".repeat(50_000)));
        assert!(said.contains("too long to be one of ours"), "{said}");
    }

    /// A link of another figure's reader opens over whatever was drawn before.
    #[test]
    fn a_link_replaces_what_is_on_the_board() {
        let challenge = link::write(own_alphabet().as_ref());
        let mut figure = state("drawings");
        stroke(figure.as_mut(), "query", &ring());
        for fragment in [challenge.as_str(), "#drawings", "#drawings?seed=5&ways=4"] {
            link::apply(figure.as_mut(), &link::parse(fragment));
            rest(figure.as_mut());
            let fresh = state(fragment);
            assert_eq!(figure.scene(BOARD, WIDE), fresh.scene(BOARD, WIDE), "{fragment}");
            assert!(!figure.look(button(figure.as_ref(), "undo")).works, "{fragment}");
        }
    }
}

#[test]
fn more_classes_and_drawings_keep_what_is_drawn() {
    let mut figure = own_alphabet();
    let before = figure.pads(BOARD, WIDE);
    for (key, text) in [("ways", "5"), ("shots", "4"), ("ways", "2"), ("shots", "1"), ("ways", "3")]
    {
        figure.set(key, text).expect("in the range");
        demand_sound(figure.as_ref(), &[WIDE, NARROW], key);
    }
    assert_eq!(figure.pads(BOARD, WIDE), before);
    assert_eq!(number_of_rounds(figure.as_ref()), 0.0);
}

fn number_of_rounds(figure: &dyn Figure) -> f64 {
    output(figure, "score")[3]
}

#[test]
fn the_next_example_is_another_alphabet() {
    let mut figure = state("drawings?seed=9999");
    let before = figure.scene(BOARD, WIDE);
    figure.press("example");
    assert_eq!(figure.settings().count("seed"), 0);
    assert_ne!(figure.scene(BOARD, WIDE), before);
    assert!(figure.describe().contains("The example asks about"), "{}", figure.describe());
    rest(figure.as_mut());
    demand_same(figure.as_ref(), state("drawings?seed=0").as_ref());
}
