//! `drawings` in the hands of a reader: strokes, keys, buttons, links, and what goes wrong.

use maml_live::contract::link;
use maml_live::contract::{Action, Changed, Figure, Grip, Key, Pad, Stride, Tip};
use maml_live::plot::{Px, Size};

use super::support::hands::{Ruler, click, mouse};
use super::support::{demand_sound, output, state, texts};

pub const WIDE: Size = Size::new(680.0, 420.0);
pub const NARROW: Size = Size::new(358.0, 376.0);
pub const BOARD: usize = 0;
pub const STEPS: usize = 1;

/// The pad of that name.
#[track_caller]
pub fn pad(figure: &dyn Figure, size: Size, key: &str) -> Pad {
    let pads = figure.pads(BOARD, size);
    pads.into_iter().find(|pad| pad.key == key).unwrap_or_else(|| panic!("no pad {key}"))
}

/// Draws a line on a pad, through points in shares of its sides.
#[track_caller]
pub fn stroke(figure: &mut dyn Figure, key: &str, points: &[(f64, f64)]) {
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
pub const BAR: [(f64, f64); 2] = [(0.5, 0.15), (0.5, 0.85)];

pub fn ring() -> Vec<(f64, f64)> {
    let angles = (0..=24).map(|i| f64::from(i) * std::f64::consts::TAU / 24.0);
    angles.map(|angle| (0.5 + 0.3 * angle.cos(), 0.5 + 0.3 * angle.sin())).collect()
}

pub const CROSS: [[(f64, f64); 2]; 2] = [[(0.2, 0.2), (0.8, 0.8)], [(0.8, 0.2), (0.2, 0.8)]];

/// A board with the three, and nothing asked.
pub fn own_alphabet() -> Box<dyn Figure> {
    let mut figure = state("drawings");
    figure.press("clear");
    stroke(figure.as_mut(), "support-0-0", &BAR);
    stroke(figure.as_mut(), "support-1-0", &ring());
    CROSS.iter().for_each(|line| stroke(figure.as_mut(), "support-2-0", line));
    figure
}

/// Lets the figure work until it rests.
pub fn rest(figure: &mut dyn Figure) {
    for _ in 0..1000 {
        if !figure.animating() {
            return;
        }
        figure.tick(16.0);
    }
    panic!("it never rests");
}

pub fn notice(figure: &dyn Figure) -> String {
    figure.notice().unwrap_or_default()
}

/// The figure as somebody sees it who opens its link.
pub fn sent(figure: &dyn Figure) -> Box<dyn Figure> {
    state(&link::write(figure))
}

/// Whether two figures say the same.
#[track_caller]
pub fn demand_same(one: &dyn Figure, other: &dyn Figure) {
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
    let at = |x: f64| {
        (rect.left + x * rect.width(), rect.top + (0.4 + 0.3 * (8.0 * x).sin()) * rect.height())
    };
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

/// What a reader does with a figure.
type Deed = dyn Fn(&mut dyn Figure);

#[test]
fn undo_takes_back_what_was_done_last() {
    let mut figure = state("drawings");
    assert!(!figure.look(button(figure.as_ref(), "undo")).works);
    let mut before = vec![link::write(figure.as_ref())];
    let deeds: [&Deed; 6] = [
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
pub fn button(figure: &dyn Figure, key: &str) -> maml_live::contract::Button {
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

/// None of them, or one of the classes that there are; whatever else a figure has, all of it.
#[test]
fn only_a_class_that_there_is_can_be_chosen() {
    let mut figure = state("drawings");
    for (ways, choices) in [("2", 3), ("3", 4), ("5", 6)] {
        figure.set("ways", ways).expect("in the range");
        let settings = figure.settings();
        let control = |key| settings.controls().iter().find(|control| control.key == key);
        assert_eq!(settings.choices(control("was").expect("it is there")), choices);
        assert_eq!(settings.choices(control("ways").expect("it is there")), 0, "of a slider");
    }
    let models = state("four-models");
    let control = &models.settings().controls()[0];
    assert_eq!((control.key, models.settings().choices(control)), ("model", 5));
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
