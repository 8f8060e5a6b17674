//! Labels: none stands on another, in any of many states.

use std::f64::consts::PI;

use maml_live::contract::{Figure, Key, Stride};
use maml_live::plot::{Mark, Rect, Scene, Text};

use super::support::hands::{Ruler, click};
use super::support::{names, state, texts};

/// The share of the smaller of two labels that may lie under the other unseen: letters do
/// not fill the rectangle around them.
const UNSEEN: f64 = 0.02;

/// How many states are looked at of each kind.
const STATES: u32 = 160;

fn shared(a: &Rect, b: &Rect) -> f64 {
    let width = a.right.min(b.right) - a.left.max(b.left);
    let height = a.bottom.min(b.bottom) - a.top.max(b.top);
    width.max(0.0) * height.max(0.0)
}

fn area(rect: &Rect) -> f64 {
    rect.width() * rect.height()
}

#[track_caller]
fn demand_no_overlap<'a>(scene: &'a Scene, what: &str) {
    let text = |mark: &'a Mark| match mark {
        Mark::Text(text) => Some(text),
        _ => None,
    };
    let texts: Vec<&Text> = scene.marks.iter().filter_map(text).collect();
    for (index, a) in texts.iter().enumerate() {
        for b in &texts[index + 1..] {
            let (first, second) = (a.bounds(), b.bounds());
            let covered = shared(&first, &second) / area(&first).min(area(&second));
            let (a, b) = (&a.text, &b.text);
            assert!(covered <= UNSEEN, "{what}: {:.0} % of “{a}” and “{b}”", 100.0 * covered);
        }
    }
}

#[track_caller]
fn demand_no_overlaps(figure: &dyn Figure, what: &str) {
    for (index, panel) in figure.panels().iter().enumerate() {
        for size in [panel.wide, panel.narrow] {
            let what = format!("{what}, {} {} px wide", panel.key, size.width);
            demand_no_overlap(&figure.scene(index, size), &what);
        }
    }
}

/// Points that fill the unit square evenly (Roberts' sequence): the same in every run, so
/// that a label which finds no place is found once and for all.
fn evenly(count: u32) -> impl Iterator<Item = [f64; 2]> {
    const GOLDEN: f64 = 1.324_717_957_244_746;
    let entry = |i: u32, power: i32| {
        let place = (0.5 + f64::from(i) / GOLDEN.powi(power)).fract();
        (place * 1000.0).round() / 1000.0
    };
    (1..=count).map(move |i| [entry(i, 1), entry(i, 2)])
}

#[test]
fn no_two_labels_overlap_at_first() {
    for name in names() {
        demand_no_overlaps(state(name).as_ref(), name);
    }
}

/// The pictures beside sentences: whatever the reader moves the numbers to, no label stands on
/// another, and none leaves its picture.
#[test]
fn no_two_labels_overlap_in_a_small_picture() {
    let alphas =
        (10..=50).step_by(4).map(|thousandths| format!("{}", f64::from(thousandths) / 1000.0));
    let alphas: Vec<String> = alphas.collect();
    let landscapes = (0..=20)
        .step_by(5)
        .flat_map(|m| alphas.iter().map(move |alpha| format!("meta-loss?m={m}&alpha={alpha}")));
    let rests =
        alphas.iter().map(|alpha| format!("two-tasks?theta=0.579,0.435&alpha={alpha}&reveal=on"));
    for link in landscapes.chain(rests) {
        let figure = state(&link);
        let size = figure.panels()[0].small();
        let scene = figure.scene(0, size);
        demand_no_overlap(&scene, &link);
        for mark in &scene.marks {
            if let Mark::Text(text) = mark {
                let Rect { left, top, right, bottom } = text.bounds();
                let inside = left > -4.0
                    && top > -4.0
                    && right < size.width + 4.0
                    && bottom < size.height + 4.0;
                assert!(inside, "{link}: “{}” leaves its picture", text.text);
            }
        }
    }
}

#[test]
fn no_two_labels_of_two_tasks_overlap_wherever_theta_is() {
    for settings in ["", "reveal=on", "alpha=0.01", "alpha=0.05&reveal=on", "alpha=0.2"] {
        let mut figure = state(&format!("two-tasks?{settings}"));
        for hint in ["drag θ", "θ"] {
            for [a, b] in evenly(STATES) {
                figure.set("theta", &format!("{a},{b}")).expect("a place in the square");
                demand_no_overlaps(figure.as_ref(), &format!("{settings}, θ = ({a}, {b})"));
                assert!(texts(&figure.scene(0, figure.panels()[0].wide)).contains(&hint));
            }
            // “drag θ” becomes “θ” once it was.
            figure.key(0, Key::Left(Stride::Fine));
        }
    }
}

/// Both drivers at rest, the best place revealed, and θ anywhere: the most that is ever named.
#[test]
fn no_two_labels_overlap_after_both_drives() {
    for alpha in ["0.01", "0.04", "0.05"] {
        let mut figure = state(&format!("two-tasks?alpha={alpha}&reveal=on"));
        for drive in ["drive-pretraining", "drive-maml"] {
            figure.press(drive);
            figure.tick(60_000.0);
            demand_no_overlaps(figure.as_ref(), drive);
        }
        let size = figure.panels()[0].wide;
        let ruler = Ruler::of(&figure.scene(0, size));
        for [a, b] in evenly(STATES) {
            // By hand: a link would end what the drivers left behind.
            click(figure.as_mut(), 0, size, ruler.px(a, b));
            for panel in 0..figure.panels().len() {
                let what = format!("alpha = {alpha}, θ = ({a}, {b}), panel {panel}");
                demand_no_overlap(&figure.scene(panel, size), &what);
            }
        }
    }
}

#[test]
fn no_two_labels_of_meta_loss_overlap_wherever_theta_is() {
    for settings in ["m=0", "m=1&alpha=0.05", "m=2&alpha=0.05", "m=6&alpha=0.03", "m=20&alpha=0.02"]
    {
        let mut figure = state(&format!("meta-loss?{settings}"));
        for [a, b] in evenly(STATES) {
            figure.set("theta", &format!("{a},{b}")).expect("a place in the square");
            demand_no_overlaps(figure.as_ref(), &format!("{settings}, θ = ({a}, {b})"));
        }
    }
}

/// Five arrows from one place, up to four tasks, and after a race five ends close together.
#[test]
fn no_two_labels_of_compare_overlap_wherever_theta_is() {
    for settings in [
        "",
        "m=1&alpha=0.005&confirm=on",
        "m=5&alpha=0.04&alike=on",
        "tasks=0.3,0.05,0.83,0.75,0.5,0.9,0.75,0.15&confirm=on",
        "tasks=0.5,0.5,0.5,0.5,0.5,0.5,0.5,0.5&alike=on",
    ] {
        let mut figure = state(&format!("compare?{settings}"));
        for (index, [a, b]) in evenly(STATES / 2).enumerate() {
            figure.set("theta", &format!("{a},{b}")).expect("a place in the square");
            demand_no_overlaps(figure.as_ref(), &format!("{settings}, θ = ({a}, {b})"));
            if index % 8 == 0 {
                figure.press("run");
                figure.tick(300.0);
                demand_no_overlaps(figure.as_ref(), &format!("{settings} from ({a}, {b})"));
                figure.tick(60_000.0);
                demand_no_overlaps(figure.as_ref(), &format!("{settings} after ({a}, {b})"));
            }
        }
    }
}

#[test]
fn no_two_labels_of_the_fits_overlap_whatever_the_task() {
    for (index, [amplitude, phase]) in evenly(STATES).enumerate() {
        let (amplitude, phase) = (0.1 + 4.9 * amplitude, PI * phase);
        let (steps, count) = (index % 11, index % 6);
        let samples: Vec<String> =
            (0..count).map(|i| (-4.5 + 2.1 * i as f64 * phase / PI).to_string()).collect();
        for (name, compare) in
            [("fit-pretrained", ""), ("fit-maml", ""), ("fit-maml", "&compare=on")]
        {
            let link = format!(
                "{name}?amplitude={amplitude}&phase={phase}&steps={steps}&samples={}{compare}",
                samples.join(",")
            );
            demand_no_overlaps(state(&link).as_ref(), &link);
        }
    }
}

#[test]
fn no_two_labels_of_the_average_overlap_wherever_the_answer_is() {
    for tasks in ["", "distance=0.4", "phases=drawn&tasks=3", "phases=drawn&tasks=1000&network=on"]
    {
        let mut figure = state(&format!("average?{tasks}"));
        for [a, b] in evenly(STATES) {
            let (x, answer) = (10.0 * a - 5.0, 12.0 * b - 6.0);
            figure.set("x", &x.to_string()).expect("within the range");
            figure.set("answer", &answer.to_string()).expect("within the range");
            demand_no_overlaps(figure.as_ref(), &format!("{tasks}, {x}, {answer}"));
        }
    }
}

/// With a challenger there are seven curves.
#[test]
fn no_two_labels_of_a_round_overlap_whatever_the_task() {
    for seed in 0..STATES {
        let height = |i: u32| f64::from((seed * (i + 3)) % 13) - 6.0;
        let curve: Vec<String> = (0..11).map(|i| height(i).to_string()).collect();
        let curve = curve.join(",");
        for rest in ["", "&revealed=on", "&revealed=on&challenge=1,0,1,0,1,0,1,0,1,0,1"] {
            let link = format!("beat-maml?seed={seed}&drawing={curve}{rest}");
            demand_no_overlaps(state(&link).as_ref(), &link);
        }
    }
}
