//! `two-tasks`: its numbers against the formulas, its drives against a fine grid.

use maml_live::contract::{Action, Changed, Figure, Grip, Key, Stride};
use maml_live::plot::{Ink, Mark, Px, Scene, Size};
use proptest::prelude::*;

use super::support::hands::{Ruler, click, drag, mouse};
use super::support::{number, output, readout, state, texts, toy};

const SIZE: Size = Size::new(468.0, 482.0);

/// Where θ is: the reader's, or how far a driver has taken it.
fn theta(figure: &dyn Figure) -> [f64; 2] {
    output(figure, "theta").try_into().expect("θ has two entries")
}

fn distance(p: [f64; 2], q: [f64; 2]) -> f64 {
    (p[0] - q[0]).hypot(p[1] - q[1])
}

/// Where θ's handle is drawn.
fn handle(scene: &Scene) -> Px {
    let ring = scene.marks.iter().rev().find_map(|mark| match mark {
        Mark::Ring { at, .. } => Some(*at),
        _ => None,
    });
    ring.expect("θ has a handle")
}

/// Lets a drive go on until it ends.
#[track_caller]
fn ride(figure: &mut dyn Figure) {
    for _ in 0..20_000 {
        if !figure.animating() {
            return;
        }
        figure.tick(50.0);
    }
    panic!("the drive never ends");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_readouts_are_those_of_the_formulas(
        a in 0.0..=1.0, b in 0.0..=1.0, alpha in 0.0..=0.06,
        xs in prop::collection::vec(-4.0..4.0, 1..12),
    ) {
        // As a link keeps them.
        let thousandth = |value: f64| (value * 1000.0_f64).round() / 1000.0;
        let (theta, alpha) = ([a, b].map(thousandth), thousandth(alpha));
        let xs: Vec<f64> = xs.into_iter().map(thousandth).collect();
        let list: Vec<String> = xs.iter().map(f64::to_string).collect();
        let figure = state(&format!(
            "two-tasks?theta={},{}&alpha={alpha}&x={}", theta[0], theta[1], list.join(",")
        ));
        let mut sum = 0.0;
        for task in 0..2 {
            let slope = toy::gradient_by_differences(task, &xs, theta);
            let phi = [0, 1].map(|k| theta[k] - alpha * slope[k]);
            let loss = toy::loss(task, &xs, phi);
            sum += loss;
            let shown = output(figure.as_ref(), ["phi-0", "phi-1"][task]);
            // Central differences with h = 1e-5 err by about 1e-10 times the third derivative.
            prop_assert!(distance(phi, [shown[0], shown[1]]) < 1e-6, "{phi:?}, {shown:?}");
            let shown = number(figure.as_ref(), ["loss-0", "loss-1"][task]);
            prop_assert!((shown - loss).abs() < 1e-5 * (1.0 + loss), "{loss}, {shown}");
        }
        let shown = number(figure.as_ref(), "loss-sum");
        prop_assert!((shown - sum).abs() < 1e-5 * (1.0 + sum), "{sum}, {shown}");
        prop_assert!(number(figure.as_ref(), "above-best") >= 0.0);
    }
}

/// Where “MAML’s optimum” is marked, in data.
fn revealed(figure: &dyn Figure) -> Vec<[f64; 2]> {
    let scene = figure.scene(0, SIZE);
    let ruler = Ruler::of(&scene);
    let dots = scene.marks.iter().filter_map(|mark| match mark {
        Mark::Dot { at, ink: Ink::Maml, .. } => Some(ruler.value(*at)),
        _ => None,
    });
    dots.map(|(a, b)| [a, b]).collect()
}

#[test]
fn what_is_revealed_is_the_lowest_of_a_fine_grid() {
    let cases =
        [("0.04", None), ("0.01", None), ("0.05", None), ("0.03", Some("-2,-1.5,0.5,1,2.75"))];
    for (alpha, points) in cases {
        let rate: f64 = alpha.parse().expect("a number");
        let xs = match points {
            Some(points) => points.split(',').map(|x| x.parse().expect("a number")).collect(),
            None => toy::even_points(),
        };
        let (best, lowest) = toy::lowest(|theta| toy::accumulated(&xs, theta, rate, 1));
        let x = points.map_or(String::new(), |points| format!("&x={points}"));
        let figure = state(&format!("two-tasks?alpha={alpha}{x}&reveal=on"));
        let marked = revealed(figure.as_ref());
        let nearest =
            marked.iter().map(|&place| distance(place, best)).fold(f64::INFINITY, f64::min);
        // The eye sees a pixel, which is a four-hundredth of the square.
        assert!(nearest < 0.005, "alpha = {alpha}: {marked:?} instead of {best:?}");
        // “Above the best” is measured from there.
        let above = number(figure.as_ref(), "loss-sum") - lowest;
        let shown = number(figure.as_ref(), "above-best");
        assert!((shown - above).abs() < 1e-4, "alpha = {alpha}: {shown} instead of {above}");
    }
}

#[test]
fn nothing_is_revealed_before_the_reader_asks() {
    assert!(revealed(state("two-tasks").as_ref()).is_empty());
    assert!(!texts(&state("two-tasks").scene(1, SIZE)).contains(&"MAML’s optimum"));
}

#[test]
fn maml_drives_to_the_revealed_best() {
    let xs = toy::even_points();
    let (best, _) = toy::lowest(|theta| toy::accumulated(&xs, theta, 0.04, 1));
    for start in ["0.35,0.55", "0,0", "1,1", "0,1", "1,0", "0.3,0.05", "0.83,0.75"] {
        let mut figure = state(&format!("two-tasks?theta={start}"));
        assert_ne!(figure.press("drive-maml"), Changed::Nothing);
        ride(figure.as_mut());
        let rest = theta(figure.as_ref());
        assert!(distance(rest, best) < 0.01, "from {start} to {rest:?} instead of {best:?}");
        assert!(number(figure.as_ref(), "above-best") < 1e-3, "from {start}");
        let said = figure.describe();
        assert!(said.starts_with("MAML came to rest at ("), "{said}");
        assert!(said.contains(&readout(figure.as_ref(), "loss-sum").text), "{said}");
    }
}

#[test]
fn pretraining_drives_to_the_lowest_plain_sum_whatever_alpha_is() {
    let xs = toy::even_points();
    let (best, _) = toy::lowest(|theta| toy::loss(0, &xs, theta) + toy::loss(1, &xs, theta));
    for (start, alpha) in [("0.35,0.55", "0.04"), ("0,0", "0.01"), ("1,1", "0.2"), ("0,1", "0")] {
        let mut figure = state(&format!("two-tasks?theta={start}&alpha={alpha}"));
        figure.press("drive-pretraining");
        ride(figure.as_mut());
        let rest = theta(figure.as_ref());
        assert!(distance(rest, best) < 0.01, "from {start} to {rest:?} instead of {best:?}");
        assert!(figure.describe().starts_with("Pretraining came to rest"));
    }
}

/// The two resting places differ: that is the point of the figure.
#[test]
fn maml_and_pretraining_rest_apart_and_both_are_marked() {
    let mut figure = state("two-tasks");
    figure.press("drive-pretraining");
    ride(figure.as_mut());
    let pretraining = theta(figure.as_ref());
    figure.press("drive-maml");
    ride(figure.as_mut());
    let maml = theta(figure.as_ref());
    assert!(distance(pretraining, maml) > 0.05, "{pretraining:?} and {maml:?}");
    // What each came to stands beside its mark, and in the sentence.
    let sums = [pretraining, maml].map(|theta| {
        let there = state(&format!("two-tasks?theta={},{}", theta[0], theta[1]));
        number(there.as_ref(), "loss-sum")
    });
    let [dear, cheap] = sums.map(|sum| format!("{sum:.3}"));
    assert_ne!(dear, cheap);
    for panel in 0..2 {
        let scene = figure.scene(panel, SIZE);
        let labels = texts(&scene);
        let expected = [format!("MAML: {cheap}"), format!("Pretraining: {dear}")];
        assert!(expected.iter().all(|text| labels.contains(&text.as_str())), "{labels:?}");
    }
    let said = figure.describe();
    assert!(said.starts_with("MAML came to rest at (") && said.contains(&cheap), "{said}");
    assert!(said.contains("; pretraining came to rest at (") && said.contains(&dear), "{said}");
}

/// A link names the way in steps of half a per cent: a stop goes on to the next of them.
#[test]
fn a_stop_takes_nobody_back_uphill() {
    for frames in 1..120 {
        let mut figure = state("two-tasks?theta=0.05,0.95");
        figure.press("drive-maml");
        for _ in 0..frames {
            figure.tick(17.0);
        }
        let driven = number(figure.as_ref(), "loss-sum");
        figure.press("drive-maml");
        assert!(!figure.animating());
        let stopped = number(figure.as_ref(), "loss-sum");
        assert!(stopped <= driven, "after {frames} frames from {driven} to {stopped}");
    }
}

/// “From the same place” is the reader's, whoever drove before.
#[test]
fn every_drive_starts_where_the_reader_put_theta() {
    let start = "0.1,0.9";
    let alone = ["drive-maml", "drive-pretraining"].map(|driver| {
        let mut figure = state(&format!("two-tasks?theta={start}"));
        figure.press(driver);
        ride(figure.as_mut());
        theta(figure.as_ref())
    });
    for order in [[0, 1, 0], [1, 0, 1]] {
        let mut figure = state(&format!("two-tasks?theta={start}"));
        for index in order {
            figure.press(["drive-maml", "drive-pretraining"][index]);
            assert_eq!(theta(figure.as_ref()), [0.1, 0.9], "back at the start");
            assert_eq!(figure.settings().numbers("theta"), [0.1, 0.9]);
            ride(figure.as_mut());
            assert_eq!(theta(figure.as_ref()), alone[index]);
        }
    }
    let mut both = state(&format!("two-tasks?theta={start}"));
    both.press("drive-both");
    ride(both.as_mut());
    assert_eq!(theta(both.as_ref()), alone[0], "θ is MAML's");
    let mut after = state(&format!("two-tasks?theta={start}"));
    for driver in ["drive-pretraining", "drive-maml"] {
        after.press(driver);
        ride(after.as_mut());
    }
    assert_eq!(both.describe(), after.describe());
    assert_eq!(both.scene(1, SIZE), after.scene(1, SIZE));
}

#[test]
fn the_ways_can_be_gone_back_and_forth() {
    for driver in ["drive-both", "drive-maml", "drive-pretraining"] {
        let mut figure = state("two-tasks?theta=0.1,0.9");
        figure.press(driver);
        ride(figure.as_mut());
        let end = theta(figure.as_ref());
        assert_eq!(figure.settings().number("along"), 100.0, "the thumb went along");
        let mut costs = Vec::new();
        for along in 0..=20 {
            figure.set("along", &(5 * along).to_string()).expect("within the range");
            costs.push(number(figure.as_ref(), "loss-sum"));
            // A link has all of it.
            let there = state(&maml_live::contract::link::write(figure.as_ref()));
            assert_eq!(theta(there.as_ref()), theta(figure.as_ref()));
            assert!(there.scene(0, SIZE) == figure.scene(0, SIZE), "{driver}, {along}");
            assert_eq!(there.describe(), figure.describe());
        }
        if driver != "drive-pretraining" {
            let downhill = costs.windows(2).all(|pair| pair[1] <= pair[0] + 1e-3);
            assert!(downhill, "{driver}: {costs:?}");
        }
        assert_eq!(theta(figure.as_ref()), end);
        figure.set("along", "0").expect("within the range");
        assert_eq!(theta(figure.as_ref()), [0.1, 0.9]);
    }
}

#[test]
fn who_goes_along_before_anybody_drove_has_both_drive() {
    let mut figure = state("two-tasks?theta=0.1,0.9");
    figure.set("along", "50").expect("within the range");
    assert_eq!(figure.settings().word("wheel"), "both");
    assert!(figure.describe().starts_with("MAML is at ("), "{}", figure.describe());
    assert!(figure.describe().contains("; pretraining is at ("), "{}", figure.describe());
    // Together they have gone half of both ways.
    let at = |along: &str, wheel: &str| {
        let link = format!("two-tasks?theta=0.1,0.9&along={along}&wheel={wheel}");
        theta(state(&link).as_ref())
    };
    assert_eq!(theta(figure.as_ref()), at("50", "both"));
    assert!(distance(at("50", "maml"), at("0", "maml")) > 0.1);
}

/// A stopped drive can be gone along, and goes on from where it is.
#[test]
fn a_stopped_drive_goes_on() {
    let mut figure = state("two-tasks?theta=0,1");
    figure.press("drive-both");
    figure.tick(400.0);
    figure.press("drive-both");
    assert!(!figure.animating());
    assert_eq!(figure.notice().as_deref(), Some("Both stopped."));
    let stopped = figure.settings().number("along");
    assert!((1.0..99.0).contains(&stopped), "{stopped}");
    figure.set("along", "60").expect("within the range");
    figure.press("drive-both");
    let going = figure.settings().number("along");
    assert_eq!(going, 60.0);
    ride(figure.as_mut());
    assert_eq!(figure.settings().number("along"), 100.0);
    figure.press("drive-both");
    assert_eq!(figure.settings().number("along"), 0.0, "and then from the start again");
}

#[test]
fn the_ways_stay_until_theta_is_moved_by_hand() {
    let drawn = |figure: &dyn Figure| {
        let labels = figure.scene(0, SIZE);
        ["MAML: ", "Pretraining: "]
            .map(|name| texts(&labels).iter().any(|text| text.starts_with(name)))
    };
    let mut figure = state("two-tasks?theta=0.1,0.9");
    figure.press("drive-both");
    ride(figure.as_mut());
    let at_first = theta(figure.as_ref());
    figure.set("reveal", "on").expect("a switch");
    assert_eq!(drawn(figure.as_ref()), [true; 2]);
    // With another rate they come to rest elsewhere, from the same start.
    figure.set("alpha", "0.02").expect("within the range");
    assert_eq!(drawn(figure.as_ref()), [true; 2]);
    assert!(distance(theta(figure.as_ref()), at_first) > 0.01);
    let moves: [Taking<'_>; 4] = [
        &|figure| click(figure, 0, SIZE, (234.0, 200.0)),
        &|figure| assert_ne!(figure.key(1, Key::Left(Stride::Normal)), Changed::Nothing),
        &|figure| assert_eq!(figure.set("theta", "0.2,0.2"), Ok(None)),
        &|figure| figure.reset(),
    ];
    for (index, take) in moves.iter().enumerate() {
        let mut figure = state("two-tasks?theta=0.1,0.9&wheel=both&along=100");
        assert_eq!(drawn(figure.as_ref()), [true; 2]);
        let at = theta(figure.as_ref());
        take(figure.as_mut());
        assert_eq!(drawn(figure.as_ref()), [false; 2], "move {index}");
        if index == 1 {
            // A key moves θ from where it is seen.
            assert!(distance(theta(figure.as_ref()), [at[0] - 0.01, at[1]]) < 1e-3);
        }
    }
}

#[test]
fn a_drive_has_ten_stills() {
    for driver in ["drive-both", "drive-maml", "drive-pretraining"] {
        let mut figure = state("two-tasks?theta=0,1");
        figure.press(driver);
        let mut alongs = vec![figure.settings().number("along")];
        while figure.animating() && alongs.len() < 50 {
            figure.next_still();
            alongs.push(figure.settings().number("along"));
        }
        let tenths: Vec<f64> = (0..=10).map(|tenth| 10.0 * f64::from(tenth)).collect();
        assert_eq!(alongs, tenths, "{driver}");
    }
}

#[test]
fn a_drive_goes_step_by_step_and_downhill() {
    let mut figure = state("two-tasks?theta=0.1,0.9");
    figure.press("drive-maml");
    let mut sums = vec![number(figure.as_ref(), "loss-sum")];
    let mut places = vec![theta(figure.as_ref())];
    while figure.animating() && sums.len() < 400 {
        figure.tick(16.0);
        sums.push(number(figure.as_ref(), "loss-sum"));
        places.push(theta(figure.as_ref()));
    }
    // Slower than an eye needs to follow it, and never uphill but for the rounding of θ.
    assert!(sums.len() > 60, "{} frames", sums.len());
    assert!(sums.windows(2).all(|pair| pair[1] <= pair[0] + 1e-3), "{sums:?}");
    assert!(places.windows(2).all(|pair| distance(pair[0], pair[1]) < 0.25));
}

/// A reader who asked for less motion gets all at once; the way is drawn all the same.
#[test]
fn a_drive_in_one_tick_draws_the_same_way_as_in_many() {
    let mut slow = state("two-tasks?theta=0,1");
    slow.press("drive-maml");
    ride(slow.as_mut());
    let mut fast = state("two-tasks?theta=0,1");
    fast.press("drive-maml");
    fast.tick(60_000.0);
    assert!(!fast.animating(), "an hour would do, and a minute does");
    assert_eq!(theta(slow.as_ref()), theta(fast.as_ref()));
    assert!(slow.scene(0, SIZE) == fast.scene(0, SIZE), "the trails differ");
}

/// Something that a reader does while another drives.
type Taking<'a> = &'a dyn Fn(&mut dyn Figure);

#[test]
fn the_reader_takes_the_wheel_at_any_time() {
    let at = (234.0, 200.0);
    let takings: [Taking<'_>; 4] = [
        &|figure| click(figure, 0, SIZE, at),
        &|figure| assert_ne!(figure.key(1, Key::Left(Stride::Normal)), Changed::Nothing),
        &|figure| assert_eq!(figure.set("theta", "0.2,0.2"), Ok(None)),
        &|figure| assert_ne!(figure.press("drive-maml"), Changed::Nothing),
    ];
    for (index, take) in takings.iter().enumerate() {
        let mut figure = state("two-tasks?theta=0,1");
        figure.press("drive-maml");
        figure.tick(100.0);
        assert!(figure.animating());
        take(figure.as_mut());
        assert!(!figure.animating(), "taking {index}");
    }
}

/// Revealing the best place is a look, not a change of the game.
#[test]
fn revealing_does_not_stop_a_drive_nor_what_it_said() {
    let mut figure = state("two-tasks");
    figure.press("drive-maml");
    figure.tick(100.0);
    figure.set("reveal", "on").expect("a switch");
    assert!(figure.animating());
    ride(figure.as_mut());
    let said = figure.describe();
    figure.set("reveal", "off").expect("a switch");
    assert_eq!(figure.describe(), said);
}

#[test]
fn theta_can_be_dragged_in_either_panel_and_stays_in_the_square() {
    for panel in 0..2 {
        let mut figure = state("two-tasks");
        let scene = figure.scene(panel, SIZE);
        assert!(texts(&scene).contains(&"drag θ"), "a hint at first");
        let (ruler, from) = (Ruler::of(&scene), handle(&scene));
        assert_eq!(figure.grip(panel, SIZE, from, maml_live::contract::Tip::Fine), Grip::Handle);
        drag(figure.as_mut(), panel, SIZE, (from.0 + 6.0, from.1 - 4.0), {
            let to = ruler.px(0.6, 0.25);
            (to.0 + 6.0, to.1 - 4.0)
        });
        assert!(
            distance(theta(figure.as_ref()), [0.6, 0.25]) < 1e-3,
            "{:?}",
            theta(figure.as_ref())
        );
        assert!(!texts(&figure.scene(panel, SIZE)).contains(&"drag θ"), "it was understood");
        let from = handle(&figure.scene(panel, SIZE));
        drag(figure.as_mut(), panel, SIZE, from, (9000.0, -9000.0));
        assert_eq!(theta(figure.as_ref()), [1.0, 1.0]);
        let from = handle(&figure.scene(panel, SIZE));
        drag(figure.as_mut(), panel, SIZE, from, (-9000.0, 9000.0));
        assert_eq!(theta(figure.as_ref()), [0.0, 0.0]);
    }
}

#[test]
fn a_click_brings_theta_there_and_one_outside_does_nothing() {
    let mut figure = state("two-tasks");
    let ruler = Ruler::of(&figure.scene(1, SIZE));
    click(figure.as_mut(), 1, SIZE, ruler.px(0.9, 0.1));
    assert!(distance(theta(figure.as_ref()), [0.9, 0.1]) < 2e-3);
    let before = theta(figure.as_ref());
    for at in [(2.0, 2.0), (-40.0, 100.0), (1e9, 1e9)] {
        click(figure.as_mut(), 1, SIZE, at);
        assert_eq!(theta(figure.as_ref()), before, "{at:?}");
    }
}

#[test]
fn what_the_system_takes_away_is_undone() {
    let mut figure = state("two-tasks?theta=0.4,0.4");
    let from = handle(&figure.scene(0, SIZE));
    mouse(figure.as_mut(), 0, SIZE, Action::Down, from);
    mouse(figure.as_mut(), 0, SIZE, Action::Drag, (from.0 + 100.0, from.1));
    assert_ne!(theta(figure.as_ref()), [0.4, 0.4]);
    mouse(figure.as_mut(), 0, SIZE, Action::Cancel, from);
    assert_eq!(theta(figure.as_ref()), [0.4, 0.4]);
    // With the ways that were there.
    let mut figure = state("two-tasks?theta=0.1,0.9&wheel=both&along=60");
    let (at, said) = (theta(figure.as_ref()), figure.describe());
    let from = handle(&figure.scene(0, SIZE));
    mouse(figure.as_mut(), 0, SIZE, Action::Down, from);
    assert_eq!(figure.describe(), said, "not moved yet");
    mouse(figure.as_mut(), 0, SIZE, Action::Drag, (from.0 + 50.0, from.1));
    assert_ne!(figure.describe(), said);
    mouse(figure.as_mut(), 0, SIZE, Action::Cancel, from);
    assert_eq!((theta(figure.as_ref()), figure.describe()), (at, said));
}

#[test]
fn arrow_keys_walk() {
    let mut figure = state("two-tasks?theta=0.5,0.5");
    let keys = [
        (Key::Right(Stride::Normal), [0.51, 0.5]),
        (Key::Up(Stride::Normal), [0.51, 0.51]),
        (Key::Left(Stride::Fine), [0.509, 0.51]),
        (Key::Down(Stride::Fine), [0.509, 0.509]),
    ];
    for (key, expected) in keys {
        assert_eq!(figure.key(0, key), Changed::Settings);
        assert!(distance(theta(figure.as_ref()), expected) < 1e-9, "{key:?}");
    }
    for key in [Key::Enter, Key::Delete, Key::Escape, Key::Home, Key::PageUp] {
        assert_eq!(figure.key(0, key), Changed::Nothing, "{key:?} is the page's");
    }
}

#[test]
fn each_panel_shows_its_own_arrow_strongly_and_the_other_faintly() {
    let figure = state("two-tasks");
    for (panel, own) in [(0, Ink::Task0), (1, Ink::Task1)] {
        let marks = figure.scene(panel, SIZE).marks;
        let heads: Vec<(Ink, f64)> = marks
            .iter()
            .filter_map(|mark| match mark {
                Mark::Area { ink, opacity, .. } if *ink != Ink::Halo => Some((*ink, *opacity)),
                _ => None,
            })
            .collect();
        assert_eq!(heads.len(), 2, "{heads:?}");
        for (ink, opacity) in heads {
            assert_eq!(opacity == 1.0, ink == own, "panel {panel}: {ink:?} at {opacity}");
        }
    }
}

/// A step that leaves the square is shown as far as its edge; one that is absurdly long is
/// still written in few letters.
#[test]
fn steps_far_out_of_the_square_are_told_and_drawn() {
    let far = "two-tasks?alpha=0.2&theta=1,0&x=10,10,10,10,10,10,10,10,10,10,-10,-10,-10,-10,-10,-10,-10,-10,-10,-10";
    let figure = state(far);
    let phi = output(figure.as_ref(), "phi-0");
    assert!(phi[0].abs() > 10.0, "{phi:?}");
    for key in ["phi-0", "phi-1", "loss-sum"] {
        let text = readout(figure.as_ref(), key).text;
        assert!(text.chars().count() < 24, "{text}");
    }
    for mark in figure.scene(0, SIZE).marks {
        if let Mark::Line { points, .. } = mark {
            let inside = |&(x, y): &Px| (-3.0..471.0).contains(&x) && (-3.0..485.0).contains(&y);
            assert!(points.iter().all(inside), "{points:?}");
        }
    }
}

#[test]
fn new_points_belong_to_the_next_seed_and_make_another_problem() {
    let mut figure = state("two-tasks?seed=41");
    let before = output(figure.as_ref(), "loss-sum");
    figure.press("new-points");
    assert_eq!(figure.settings().number("seed"), 42.0);
    assert_ne!(output(figure.as_ref(), "loss-sum"), before);
    let mut other = state("meta-loss?seed=41");
    other.press("new-points");
    assert_eq!(figure.settings().numbers("x"), other.settings().numbers("x"));
}
