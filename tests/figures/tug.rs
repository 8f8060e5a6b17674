//! `tug`: the response to a pull, by differences and in double precision, and the hands on it.

use maml_live::contract::{Action, Changed, Figure, Grip, Key, Stride, Tip};
use maml_live::plot::{Ink, Mark, Px, Size};

use super::fit::Network;
use super::support::hands::{Ruler, click, drag, mouse};
use super::support::{number, output, readout, state, texts};

const WIDE: Size = Size::new(468.0, 380.0);
const NETWORKS: [(&str, &str); 2] = [("maml", "maml.json"), ("pretrained", "pretrained.json")];

fn pull(figure: &dyn Figure) -> (f64, f64) {
    (figure.settings().number("x"), figure.settings().number("y"))
}

/// Where the handles are drawn.
fn handles(figure: &dyn Figure, panel: usize) -> Vec<Px> {
    let ring = |mark: &Mark| match mark {
        Mark::Ring { at, stroke, .. } if stroke.ink == Ink::Accent => Some(*at),
        _ => None,
    };
    figure.scene(panel, WIDE).marks.iter().filter_map(ring).collect()
}

/// What one step on pulls does to a network: how far it moves each of 101 even points, and how
/// far to first order; and the network after it.
fn response(file: &str, pulls: &[(f64, f64)], alpha: f64) -> (Vec<[f64; 2]>, Network, Network) {
    let mut before = Network::of(file);
    let mut after = Network::of(file);
    let mut nearby = Network::of(file);
    let small = 1e-7;
    for &(x, y) in pulls {
        // Each sample lies y above the curve: −∇L is 2/K Σ y_k ∇f(x_k).
        let step = 2.0 * alpha * y / pulls.len() as f64;
        for (index, slope) in before.slopes(x).into_iter().enumerate() {
            after.0[index] += step * slope;
            nearby.0[index] += small * step * slope;
        }
    }
    let points = (0..=100).map(|i| -5.0 + f64::from(i) / 10.0);
    let moved = points.map(|x| {
        let f = before.at(x);
        [after.at(x) - f, (nearby.at(x) - f) / small]
    });
    (moved.collect(), before, after)
}

#[test]
fn the_numbers_are_those_of_a_step_and_of_inner_products() {
    for (link, pulls, alpha) in [
        ("tug", vec![(-1.5, -2.0)], 0.003),
        ("tug?x=2.35&y=1.25&alpha=0.005", vec![(2.35, 1.25)], 0.005),
        (
            "tug?x=-3&y=2&second=on&other-x=0.4&other-y=-1&alpha=0.002",
            vec![(-3.0, 2.0), (0.4, -1.0)],
            0.002,
        ),
    ] {
        let figure = state(link);
        for (name, file) in NETWORKS {
            let (moved, before, after) = response(file, &pulls, alpha);
            let (x, _) = pulls[0];
            for (key, x) in [("here", x), ("there", -x)] {
                let said = number(figure.as_ref(), &format!("{key}-{name}"));
                let found = after.at(x) - before.at(x);
                assert!((said - found).abs() < 2e-3, "{link}, {key}-{name}: {said}, not {found}");
            }
            let whole: f64 = moved.iter().map(|[real, _]| real * real).sum();
            let left: f64 = moved.iter().map(|[real, linear]| (real - linear).powi(2)).sum();
            let said = number(figure.as_ref(), &format!("share-{name}"));
            let found = 1.0 - left / whole;
            assert!((said - found).abs() < 5e-3, "{link}, share-{name}: {said}, not {found}");
        }
    }
}

/// To first order the response is proportional to the pull; a short enough step shows it.
#[test]
fn a_short_step_is_all_first_order() {
    let figure = state("tug?alpha=0.0003&y=-0.2");
    for (name, _) in NETWORKS {
        assert!(number(figure.as_ref(), &format!("share-{name}")) > 0.99);
    }
    let whole = number(figure.as_ref(), "here-maml");
    let half = number(state("tug?alpha=0.0003&y=-0.1").as_ref(), "here-maml");
    assert!((whole / half - 2.0).abs() < 0.02, "{whole}, {half}");
}

#[test]
fn where_first_order_misleads_the_figure_says_that_it_explains_nothing() {
    let figure = state("tug?x=3&y=2&alpha=0.01");
    assert!(number(figure.as_ref(), "share-maml") < 0.0);
    assert_eq!(readout(figure.as_ref(), "share-maml").text, "nothing");
    assert!(figure.describe().contains("explains nothing of MAML’s response"));
    let still = state("tug?y=0");
    assert!(output(still.as_ref(), "share-maml").is_empty());
    assert_eq!(number(still.as_ref(), "here-maml"), 0.0);
}

#[test]
fn a_pull_follows_a_hand_in_either_panel() {
    for panel in [0, 1] {
        let mut figure = state("tug");
        let ruler = Ruler::of(&figure.scene(panel, WIDE));
        let from = handles(figure.as_ref(), panel)[0];
        assert_eq!(figure.grip(panel, WIDE, from, Tip::Fine), Grip::Handle);
        let to = ruler.px(2.0, 3.0);
        drag(figure.as_mut(), panel, WIDE, (from.0 + 4.0, from.1), (to.0 + 4.0, to.1));
        let (x, _) = pull(figure.as_ref());
        assert!((x - 2.0).abs() < 0.03, "panel {panel}: {x}");
        let at = handles(figure.as_ref(), panel)[0];
        assert!((at.0 - to.0).hypot(at.1 - to.1) < 2.0, "{at:?} instead of {to:?}");
        // The same pull stands in both panels.
        assert_eq!(handles(figure.as_ref(), 1 - panel).len(), 1);
        // Far outside it stays at the ends.
        drag(figure.as_mut(), panel, WIDE, at, (9000.0, 9000.0));
        assert_eq!(pull(figure.as_ref()), (5.0, -4.0));
    }
}

#[test]
fn elsewhere_in_the_plot_the_pull_comes_to_the_pointer() {
    let mut figure = state("tug");
    let ruler = Ruler::of(&figure.scene(0, WIDE));
    click(figure.as_mut(), 0, WIDE, ruler.px(3.5, 1.0));
    let (x, _) = pull(figure.as_ref());
    assert!((x - 3.5).abs() < 0.03, "{x}");
    let before = pull(figure.as_ref());
    let handle = handles(figure.as_ref(), 0)[0];
    mouse(figure.as_mut(), 0, WIDE, Action::Down, handle);
    mouse(figure.as_mut(), 0, WIDE, Action::Drag, ruler.px(0.0, 0.0));
    assert_ne!(pull(figure.as_ref()), before);
    mouse(figure.as_mut(), 0, WIDE, Action::Cancel, (0.0, 0.0));
    assert_eq!(pull(figure.as_ref()), before);
    // Outside there is nothing.
    click(figure.as_mut(), 0, WIDE, (3.0, 3.0));
    assert_eq!(pull(figure.as_ref()), before);
    assert_eq!(figure.grip(0, WIDE, (3.0, 3.0), Tip::Fine), Grip::Nothing);
}

#[test]
fn keys_move_the_pull_and_choose_between_two() {
    let mut figure = state("tug");
    for (key, expected) in [
        (Key::Right(Stride::Normal), (-1.0, -2.0)),
        (Key::Left(Stride::Fine), (-1.05, -2.0)),
        (Key::Up(Stride::Normal), (-1.05, -1.5)),
        (Key::Down(Stride::Fine), (-1.05, -1.55)),
    ] {
        assert_eq!(figure.key(1, key), Changed::Settings);
        assert_eq!(pull(figure.as_ref()), expected, "{key:?}");
    }
    assert_eq!(figure.announcement(0).as_deref(), Some("Pull 1 at x = −1.05, by −1.55."));
    assert_eq!(figure.key(0, Key::PageDown), Changed::Nothing, "there is only one");
    figure.set("second", "on").expect("a switch");
    assert_eq!(handles(figure.as_ref(), 0).len(), 2);
    assert_eq!(figure.key(0, Key::PageDown), Changed::Picture);
    figure.key(0, Key::Right(Stride::Normal));
    assert_eq!(figure.settings().number("other-x"), 2.0);
    assert_eq!(pull(figure.as_ref()), (-1.05, -1.55));
    // Without it the first is in hand again.
    figure.set("second", "off").expect("a switch");
    figure.key(0, Key::Right(Stride::Normal));
    assert_eq!(pull(figure.as_ref()), (-0.55, -1.55));
    assert_eq!(figure.key(0, Key::Home), Changed::Nothing);
}

#[test]
fn the_hint_goes_when_it_was_understood() {
    let mut figure = state("tug");
    let hinted = |figure: &dyn Figure| texts(&figure.scene(0, WIDE)).contains(&"pull");
    assert!(hinted(figure.as_ref()));
    figure.key(0, Key::Up(Stride::Normal));
    assert!(!hinted(figure.as_ref()));
}
