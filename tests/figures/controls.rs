//! Every value of every control: drawn, said, and held inside its range.

use std::collections::HashSet;

use maml_live::contract::{Changed, Control, Figure, Grip, Kind, Tip, Weights};
use maml_live::figures::list::make;
use maml_live::learn::Activation;
use maml_live::plot::{Mark, Scene, Size};

use super::support::{SIZES, Workers, control, demand_sound, names, output, state, texts};

/// How many values between its ends are tried of each slider.
const BETWEEN: u32 = 24;

/// Texts that set `control` to its ends, its default, and much between.
fn texts_of(control: &Control) -> Vec<String> {
    let own = control.written(&control.default());
    let others = match control.kind {
        Kind::Slider(slider) => {
            let (low, high) = (slider.position(slider.range.0), slider.position(slider.range.1));
            // The lowest position of a logarithmic slider that reached 0 would be no number.
            let between = (0..=BETWEEN).map(|i| {
                let share = f64::from(i) / f64::from(BETWEEN);
                slider.value(low + share * (high - low)).to_string()
            });
            between.chain([slider.range.0.to_string(), slider.range.1.to_string()]).collect()
        }
        Kind::Whole { range: (low, high), .. } => {
            [low, low + 1, (low + high) / 2, high].map(|whole| whole.to_string()).to_vec()
        }
        Kind::Choice { options, .. } => options.iter().map(|option| option.0.to_string()).collect(),
        Kind::Several { options } => {
            let words: Vec<&str> = options.iter().map(|option| option.0).collect();
            let alone = words.iter().map(|word| (*word).to_string());
            let some = (0..=words.len()).map(|count| words[..count].join(","));
            alone.chain(some).collect()
        }
        Kind::Switch { .. } => vec!["on".into(), "off".into()],
        Kind::Numbers(list) => {
            let (low, high) = list.range;
            let even = |count: usize| {
                let entry = |i: usize| low + (high - low) * i as f64 / (count.max(2) - 1) as f64;
                (0..count).map(|i| entry(i).to_string()).collect::<Vec<_>>().join(",")
            };
            let alike = |value: f64| vec![value.to_string(); list.count.1].join(",");
            let counts = list.count.0..=list.count.1;
            counts.map(even).chain([low, high, 0.0].map(alike)).collect()
        }
        // What a figure writes is its own affair; its own tests read that.
        Kind::Code { .. } => vec![String::new()],
        Kind::Button(_) | Kind::File { .. } => return Vec::new(),
    };
    others.into_iter().chain([own]).collect()
}

#[test]
fn every_value_of_every_control_draws_every_panel() {
    for name in names() {
        let mut figure = state(name);
        for control in figure.settings().controls() {
            for text in texts_of(control) {
                let complaint = figure.set(control.key, &text);
                assert_eq!(complaint, Ok(None), "{name}: {} = {text}", control.key);
                demand_sound(figure.as_ref(), &SIZES, &format!("{} = {text}", control.key));
            }
        }
    }
}

/// The same from states in which something is at an extreme already.
#[test]
fn every_value_of_every_control_draws_beside_extremes() {
    let states = [
        "fit-maml?samples=-5,-5,-5,-5,-5&amplitude=5&phase=3.141592653589793&alpha=0.1&compare=on",
        "fit-pretrained?samples=&amplitude=0.1&steps=0&alpha=0.001",
        "meta-loss?m=20&alpha=0.2&x=10,10,10,10,10,10,10,10,10,10,-10,-10,-10,-10,-10,-10,-10,-10,-10,-10",
        "meta-loss?m=20&alpha=0.05&theta=0,1&x=0&shade=linear&scale=all",
        "two-tasks?theta=1,0&alpha=0.2&x=10,10,10,10,10,10,10,10,10,10,-10,-10,-10,-10,-10,-10,-10,-10,-10,-10&reveal=on",
        "two-tasks?theta=0,0&alpha=0&x=0&reveal=on&wide=on",
        "compare?theta=1,0&alpha=0.2&m=10&lambda=0&x=10,10,10,10,10,10,10,10,10,10,-10,-10,-10,-10,-10,-10,-10,-10,-10,-10&confirm=on",
        "compare?theta=0,0&alpha=0&x=0&beta=0&epsilon=0&tasks=0,0,0,0,0,0,0,0&alike=on&confirm=on",
    ];
    for from in states {
        for control in state(from).settings().controls() {
            let mut figure = state(from);
            for text in texts_of(control) {
                assert_eq!(figure.set(control.key, &text), Ok(None), "{from}: {}", control.key);
                let sizes = [SIZES[0], SIZES[3]];
                demand_sound(figure.as_ref(), &sizes, &format!("{from}, {} = {text}", control.key));
            }
        }
    }
}

#[test]
fn every_button_does_something_and_draws_until_it_is_done() {
    for name in names() {
        for control in state(name).settings().controls() {
            if !matches!(control.kind, Kind::Button(_)) || OF_THE_PAGE.contains(&control.key) {
                continue;
            }
            let mut figure = state(name);
            prepare(figure.as_mut(), control.key);
            let before = scenes(figure.as_ref());
            assert_ne!(figure.press(control.key), Changed::Nothing, "{name}: {}", control.key);
            // What a worker is asked for is not seen before it answers.
            let asked = figure.remote().is_some_and(|remote| !remote.errands().is_empty());
            let seen = before != scenes(figure.as_ref());
            assert!(asked || seen, "{name}: {} shows nothing", control.key);
            for frame in 0..4000 {
                if !figure.animating() {
                    break;
                }
                figure.tick(100.0);
                if frame % 50 == 0 {
                    demand_sound(figure.as_ref(), &SIZES[..1], control.key);
                }
            }
            assert!(!figure.animating(), "{name}: {} never ends", control.key);
            demand_sound(figure.as_ref(), &SIZES, control.key);
        }
        assert_eq!(state(name).press("no such button"), Changed::Nothing, "{name}");
    }
}

/// What a button says is what its next press does: where that ends what the first one began,
/// it says so meanwhile.
#[test]
fn a_button_that_ends_what_it_began_says_so() {
    let mut enders = 0;
    for name in names() {
        for control in state(name).settings().controls() {
            let mut figure = state(name);
            let Some(button) = figure.settings().button(control.key) else { continue };
            if OF_THE_PAGE.contains(&control.key) || figure.animating() {
                continue;
            }
            let at_first = figure.look(button);
            figure.press(control.key);
            let (meanwhile, begun) = (figure.look(button), figure.animating());
            figure.press(control.key);
            if begun && !figure.animating() {
                enders += 1;
                assert_ne!(meanwhile.label, at_first.label, "{name}: {}", control.key);
                assert!(meanwhile.works, "{name}: {}", control.key);
                assert_ne!(figure.look(button), meanwhile, "{name}: {}", control.key);
            }
        }
    }
    assert!(enders >= 6, "the plays, the drives and the runs: {enders}");
}

/// The two ends of a range can be set the wrong way round; the reader hears what was made of it.
#[test]
fn a_range_the_wrong_way_round_is_told() {
    let mut ranges = Vec::new();
    for name in names() {
        for control in state(name).settings().controls() {
            let (Some(of), Kind::Slider(slider)) = (control.key.strip_suffix("-min"), control.kind)
            else {
                continue;
            };
            let mut figure = state(name);
            let usual = figure.notice();
            let (low, high) = slider.range;
            let between = [0.25, 0.75].map(|share| low + share * (high - low));
            for (end, value) in [("max", between[0]), ("min", between[1])] {
                let key = format!("{of}-{end}");
                assert_eq!(figure.set(&key, &value.to_string()), Ok(None), "{name}: {key}");
            }
            let told = figure.notice().unwrap_or_default();
            let sentence =
                "The least of a range lies above the greatest, so the two change places.";
            assert!(told.contains(sentence), "{name}: {of}: {told:?}");
            figure.reset();
            assert_eq!(figure.notice(), usual, "{name}");
            ranges.push(control.key);
        }
    }
    assert_eq!(ranges, ["amplitude-min", "phase-min"]);
}

/// A native slider admits whole steps from its least position and nothing between; what its
/// last step lies beyond is the end of the range.
#[test]
fn every_slider_reaches_both_ends_and_its_default() {
    for name in names() {
        for control in state(name).settings().controls() {
            let Kind::Slider(slider) = control.kind else { continue };
            for offered in [slider.at_first, slider.range] {
                let (least, greatest) = slider.positions(offered);
                let admitted = |position: f64| {
                    let steps = ((position - least) / slider.step).round();
                    (least + steps * slider.step).clamp(least, greatest)
                };
                let what = format!("{name}: {} from {} to {}", control.key, offered.0, offered.1);
                assert!((admitted(greatest) - greatest).abs() < 1e-9, "{what}: the last step");
                for value in [offered.0, offered.1, slider.default] {
                    let position = slider.position(value);
                    assert!((least..=greatest).contains(&position), "{what}: {value}");
                    assert_eq!(slider.value(position), value, "{what}");
                    assert_eq!(slider.value(admitted(position)), value, "{what}");
                }
                // One step back from the end and forward again leads to the end.
                let before = slider.value(greatest - slider.step);
                assert!(before < offered.1, "{what}: nothing lies before the end");
            }
        }
    }
}

/// Buttons that need more than a figure: another figure, a file, or a random number.
const OF_THE_PAGE: [&str; 3] = ["use-weights", "download", "new-seed"];

/// Brings a figure to where the button `key` has something to do.
fn prepare(figure: &mut dyn Figure, key: &str) {
    match key {
        "original-weights" => {
            let values = maml_live::learn::weights::pretrained().values();
            let (activation, origin) = (Activation::Relu, "a test’s".into());
            let taker = figure.exchange().expect("it takes networks");
            taker.take(Weights { values, activation, rates: Vec::new(), origin });
        }
        "compare" | "over" | "seal" if figure.name() == "beat-maml" => {
            figure.set("drawing", "0,1,2").expect("a drawing");
        }
        "undo" => {
            figure.press("clear");
        }
        // These change what a run has made.
        "restart" => trained(figure, 10),
        "clear-ghosts" => {
            figure.set("speed", "full").expect("a word is taken");
            trained(figure, 1000);
            figure.set("seed", "2").expect("a number is taken");
        }
        _ => {}
    }
}

/// Has a figure train until it has made so many meta-steps.
fn trained(figure: &mut dyn Figure, meta_steps: u32) {
    let mut workers = Workers::default();
    figure.press("start");
    while output(figure, "meta-steps")[0] < f64::from(meta_steps) {
        workers.work(figure, 1);
    }
    figure.press("start");
    workers.work(figure, 1000);
}

fn scenes(figure: &dyn Figure) -> Vec<Scene> {
    let panels = figure.panels().iter().enumerate();
    panels.map(|(index, panel)| figure.scene(index, panel.wide)).collect()
}

/// The page's contract: keys and names that links, embedders and tests rely on.
#[test]
fn every_figure_has_the_keys_that_the_page_promises() {
    let promised: [(&str, &[&str], &[&str]); 5] = [
        (
            "fit-pretrained",
            &[
                "amplitude",
                "phase",
                "steps",
                "alpha",
                "samples",
                "seed",
                "play",
                "random",
                "even",
                "squeeze",
                "clear",
            ],
            &["support-mse", "curve-mse", "support-mse-before", "curve-mse-before"],
        ),
        (
            "fit-maml",
            &[
                "amplitude",
                "phase",
                "steps",
                "alpha",
                "samples",
                "seed",
                "play",
                "random",
                "even",
                "squeeze",
                "clear",
                "compare",
            ],
            &["support-mse", "curve-mse", "support-mse-before", "curve-mse-before"],
        ),
        (
            "meta-loss",
            &["m", "alpha", "x", "seed", "theta", "scale", "shade"],
            &["minimum", "minimum-loss", "meta-loss", "phi-0", "phi-1"],
        ),
        (
            "two-tasks",
            &["theta", "alpha", "x", "seed", "reveal", "drive-maml", "drive-pretraining"],
            &["loss-0", "loss-1", "loss-sum", "phi-0", "phi-1", "above-best"],
        ),
        (
            "compare",
            &[
                "alpha",
                "m",
                "beta",
                "epsilon",
                "lambda",
                "theta",
                "x",
                "tasks",
                "methods",
                "maml-m",
                "maml-alpha",
                "maml-beta",
                "fomaml-m",
                "fomaml-alpha",
                "fomaml-beta",
                "reptile-m",
                "reptile-alpha",
                "reptile-epsilon",
                "imaml-lambda",
                "imaml-beta",
                "descent-beta",
                "run",
            ],
            &[
                "update-maml",
                "update-fomaml",
                "update-reptile",
                "update-imaml",
                "update-descent",
                "angle-maml",
                "angle-fomaml",
                "angle-reptile",
                "angle-imaml",
                "angle-descent",
                "meta-loss",
                "stability-limit",
            ],
        ),
    ];
    for (name, controls, readouts) in promised {
        let figure = state(name);
        for key in controls {
            control(figure.as_ref(), key);
        }
        for key in readouts {
            assert!(!output(figure.as_ref(), key).is_empty(), "{name}: {key} is empty at first");
        }
    }
}

/// Whether a hand would find something to do anywhere in a panel.
fn takes_hands(figure: &dyn Figure, panel: usize) -> bool {
    let size = figure.panels()[panel].wide;
    let shares = || (0..=10).map(|tenth| f64::from(tenth) / 10.0);
    shares()
        .flat_map(|x| shares().map(move |y| (x * size.width, y * size.height)))
        .any(|at| figure.grip(panel, size, at, Tip::Fine) != Grip::Nothing)
}

#[test]
fn keys_names_and_labels_are_there_and_differ() {
    assert_eq!(names().collect::<HashSet<_>>().len(), names().count());
    for name in names() {
        let figure = state(name);
        assert_eq!(figure.name(), name);
        assert!(!figure.title().is_empty());
        let mut keys = HashSet::new();
        for control in figure.settings().controls() {
            assert!(keys.insert(control.key), "{name}: {} twice", control.key);
            assert!(!control.label.is_empty(), "{name}: {}", control.key);
            let plain = |c: char| c.is_ascii_lowercase() || c == '-';
            assert!(control.key.chars().all(plain), "{} would need escaping", control.key);
        }
        for (index, panel) in figure.panels().iter().enumerate() {
            assert!(keys.insert(panel.key), "{name}: {} twice", panel.key);
            assert!(!panel.label.is_empty(), "{name}: {}", panel.key);
            // Where a hand finds something to do, keys do it too; a picture takes neither.
            let hands = takes_hands(figure.as_ref(), index);
            assert_eq!(panel.keys.is_empty(), !hands, "{name}: {}", panel.key);
        }
    }
    assert!(make("no such figure").is_none());
}

#[test]
fn a_slider_of_whole_steps_holds_whole_numbers() {
    for (name, key) in
        [("fit-maml", "steps"), ("fit-pretrained", "steps"), ("meta-loss", "m"), ("compare", "m")]
    {
        let mut figure = state(name);
        figure.set(key, "2.6").expect("a number is taken");
        assert_eq!(figure.settings().number(key), 3.0, "{name}");
    }
}

/// Drawing is a question, not an event.
#[test]
fn drawing_twice_shows_the_same() {
    for name in names() {
        let mut figure = state(name);
        figure.tick(16.0);
        let (first, said) = (scenes(figure.as_ref()), figure.readouts());
        assert_eq!(first, scenes(figure.as_ref()), "{name}");
        assert_eq!(said, figure.readouts(), "{name}");
    }
}

/// A panel is laid out anew for its size: the same words, all inside.
#[test]
fn narrow_panels_keep_their_words_inside() {
    for name in names() {
        let figure = state(name);
        for (index, panel) in figure.panels().iter().enumerate() {
            for size in [panel.wide, panel.narrow] {
                let scene = figure.scene(index, size);
                demand_inside(&scene, size, &format!("{name}, {}", panel.key));
                assert!(texts(&scene).len() > 8, "{name}, {}: no words at {size:?}", panel.key);
            }
        }
    }
}

/// Text is as wide as estimated to within a tenth; so much may stick out unseen.
const SLACK: f64 = 3.0;

#[track_caller]
fn demand_inside(scene: &Scene, size: Size, what: &str) {
    for mark in &scene.marks {
        if let Mark::Text(text) = mark {
            let bounds = text.bounds();
            let inside = bounds.left >= -SLACK
                && bounds.top >= -SLACK
                && bounds.right <= size.width + SLACK
                && bounds.bottom <= size.height + SLACK;
            assert!(inside, "{what} at {size:?}: “{}” lies at {bounds:?}", text.text);
        }
    }
}
