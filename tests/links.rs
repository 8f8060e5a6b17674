//! Links: every state comes back from its fragment, and no fragment breaks a figure.

#[path = "figures/support.rs"]
mod support;

use maml_live::contract::link::{self, LONGEST};
use maml_live::contract::{Control, Figure, Kind, Value};
use maml_live::figures::list::make;
use maml_live::plot::Scene;
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;
use support::{SIZES, demand_sound, names, output, sound, state};

/// Any value that a control may have.
fn any_value(control: &'static Control) -> BoxedStrategy<Value> {
    match control.kind {
        Kind::Slider(slider) => {
            let (low, high) = slider.range;
            let hand = (slider.position(low)..=slider.position(high))
                .prop_map(move |position| slider.value(position));
            // Whatever a link gives, not only what a hand can reach.
            let typed = low..=high;
            let ends = prop_oneof![Just(low), Just(high), Just(slider.default)];
            let whole = slider.places == 0;
            prop_oneof![hand, typed, ends]
                .prop_map(move |number| Value::Number(if whole { number.round() } else { number }))
                .boxed()
        }
        Kind::Whole { range: (low, high), .. } => {
            (low..=high).prop_map(|whole| Value::Number(f64::from(whole))).boxed()
        }
        Kind::Choice { options, .. } => {
            (0..options.len()).prop_map(|index| Value::Word(options[index].0)).boxed()
        }
        Kind::Several { options } => {
            let words: Vec<&'static str> = options.iter().map(|option| option.0).collect();
            prop::sample::subsequence(words, 0..=options.len()).prop_map(Value::Words).boxed()
        }
        Kind::Switch { .. } => {
            prop_oneof![Just(Value::Word("off")), Just(Value::Word("on"))].boxed()
        }
        Kind::Numbers(list) => {
            let entry = (list.range.0..=list.range.1).prop_map(move |entry| list.admit(entry));
            prop::collection::vec(entry, list.count.0..=list.count.1)
                .prop_map(Value::Numbers)
                .boxed()
        }
        Kind::Code { .. } => Just(control.default()).boxed(),
        Kind::Button(_) | Kind::File { .. } => Just(Value::Nothing).boxed(),
    }
}

/// Some of a figure's controls, each with a value; a control may come more than once.
fn any_settings(name: &'static str) -> impl Strategy<Value = Vec<(&'static str, Value)>> {
    let figure = make(name).expect("the list has this figure");
    let controls = figure.settings().controls();
    let setting = (0..controls.len()).prop_flat_map(move |index| {
        let control = &controls[index];
        any_value(control).prop_map(|value| (control.key, value))
    });
    prop::collection::vec(setting, 0..8)
}

fn scenes(figure: &dyn Figure) -> Vec<Scene> {
    let panels = figure.panels().iter().enumerate();
    panels.map(|(index, panel)| figure.scene(index, panel.wide)).collect()
}

/// A figure that went through all `settings` is the same as a fresh one that opens its
/// link: the address holds all that there is to know.
fn round_trip(name: &'static str, settings: &[(&'static str, Value)]) -> TestCaseResult {
    let mut figure = state(name);
    for (key, value) in settings {
        figure.settings_mut().put(key, value.clone());
        figure.refresh();
    }
    let fragment = link::write(figure.as_ref());
    prop_assert!(fragment.len() < LONGEST / 2, "{} bytes: {fragment}", fragment.len());
    let plain = |c: char| c.is_ascii_alphanumeric() || "#?&=,.-".contains(c);
    prop_assert!(fragment.chars().all(plain), "needs escaping: {fragment}");

    let mut fresh = state(name);
    let complaints = link::apply(fresh.as_mut(), &link::parse(&fragment));
    prop_assert_eq!(complaints, vec![], "{}", fragment);
    prop_assert_eq!(fresh.settings(), figure.settings(), "{}", fragment);
    prop_assert_eq!(fresh.readouts(), figure.readouts(), "{}", fragment);
    prop_assert_eq!(fresh.describe(), figure.describe(), "{}", fragment);
    prop_assert!(scenes(fresh.as_ref()) == scenes(figure.as_ref()), "another picture: {fragment}");
    prop_assert_eq!(link::write(fresh.as_ref()), fragment);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_state_of_fit_pretrained_comes_back(settings in any_settings("fit-pretrained")) {
        round_trip("fit-pretrained", &settings)?;
    }

    #[test]
    fn every_state_of_fit_maml_comes_back(settings in any_settings("fit-maml")) {
        round_trip("fit-maml", &settings)?;
    }

    #[test]
    fn every_state_of_average_comes_back(settings in any_settings("average")) {
        round_trip("average", &settings)?;
    }

    #[test]
    fn every_state_of_beat_maml_comes_back(settings in any_settings("beat-maml")) {
        round_trip("beat-maml", &settings)?;
    }

    #[test]
    fn every_state_of_meta_loss_comes_back(settings in any_settings("meta-loss")) {
        round_trip("meta-loss", &settings)?;
    }

    #[test]
    fn every_state_of_two_tasks_comes_back(settings in any_settings("two-tasks")) {
        round_trip("two-tasks", &settings)?;
    }

    /// Links made of pieces that mean something, in any order and disorder.
    #[test]
    fn no_link_breaks_a_figure(
        name in prop::sample::select(names().collect::<Vec<_>>()),
        pairs in prop::collection::vec((any_key(), any_text()), 0..6),
    ) {
        let pairs: Vec<String> = pairs.iter().map(|(key, text)| format!("{key}={text}")).collect();
        let fragment = format!("#{name}?{}", pairs.join("&"));
        let mut figure = state(name);
        link::apply(figure.as_mut(), &link::parse(&fragment));
        let outcome = sound(figure.as_ref(), &SIZES[..1]);
        prop_assert_eq!(outcome, Ok(()), "{}", fragment);
    }
}

fn any_key() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "theta",
        "alpha",
        "m",
        "x",
        "seed",
        "scale",
        "shade",
        "wide",
        "reveal",
        "samples",
        "steps",
        "amplitude",
        "phase",
        "compare",
        "play",
        "drive-maml",
        "",
        "__proto__",
        "%00",
    ])
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        (-1e3..1e3).prop_map(|number: f64| number.to_string()),
        any::<f64>().prop_map(|number| number.to_string()),
        prop::collection::vec(-12.0..12.0, 0..24).prop_map(|numbers: Vec<f64>| {
            numbers.iter().map(f64::to_string).collect::<Vec<_>>().join(",")
        }),
        prop::sample::select(vec!["on", "off", "all", "each", "log", "linear", "", ",", "1,,2"])
            .prop_map(String::from),
        ".{0,40}".prop_map(String::from),
    ]
}

/// A link, and the link that its figure is left with.
type Case = (&'static str, &'static str);

/// Whatever was meant, each of these is answered with at least one sentence, and the figure
/// is what is left of the link.
const HOSTILE: &[Case] = &[
    ("two-tasks?theta=NaN", "two-tasks"),
    ("two-tasks?theta=NaN,0.5", "two-tasks"),
    ("two-tasks?theta=inf,-inf", "two-tasks"),
    ("two-tasks?theta=0.3", "two-tasks"),
    ("two-tasks?theta=2,-1", "two-tasks?theta=1,0"),
    ("two-tasks?theta=0.1,0.2,0.3", "two-tasks?theta=0.1,0.2"),
    ("two-tasks?theta=", "two-tasks"),
    ("two-tasks?alpha=-1", "two-tasks?alpha=0"),
    ("two-tasks?alpha=1e308", "two-tasks?alpha=0.2"),
    ("two-tasks?alpha=1e999", "two-tasks"),
    ("two-tasks?alpha=0.03&alpha=0.02", "two-tasks?alpha=0.02"),
    ("two-tasks?alpha", "two-tasks"),
    ("two-tasks?=0.02", "two-tasks"),
    ("two-tasks?x=", "two-tasks"),
    ("two-tasks?x=1e9", "two-tasks?x=10"),
    ("two-tasks?reveal=yes", "two-tasks"),
    ("two-tasks?drive-maml=1", "two-tasks"),
    ("two-tasks?theta=0.3,0.4&colour=red", "two-tasks?theta=0.3,0.4"),
    ("two-tasks?theta=%ZZ%FF%C3%28", "two-tasks"),
    ("two-tasks?theta=%3Cscript%3Ealert(1)%3C%2Fscript%3E", "two-tasks"),
    ("two-tasks?%3Cscript%3E=1", "two-tasks"),
    ("meta-loss?m=1e9", "meta-loss?m=20"),
    ("meta-loss?m=-3", "meta-loss"),
    ("meta-loss?m=two", "meta-loss"),
    ("meta-loss?seed=99999", "meta-loss?seed=9999"),
    ("meta-loss?scale=<script>alert(1)</script>", "meta-loss"),
    ("meta-loss?shade=", "meta-loss"),
    ("meta-loss?x=1,2,three", "meta-loss"),
    ("fit-maml?samples=1,NaN", "fit-maml"),
    ("fit-maml?samples=9,-9", "fit-maml?samples=5,-5"),
    ("fit-maml?samples=1,2,3,4,5,6", "fit-maml?samples=1,2,3,4,5"),
    ("fit-maml?samples=<img src=x onerror=alert(1)>", "fit-maml"),
    ("fit-maml?amplitude=0x10", "fit-maml"),
    ("fit-maml?compare=<script>", "fit-maml"),
    ("fit-pretrained?compare=on", "fit-pretrained"),
    ("fit-pretrained?steps=-0.1&alpha=0", "fit-pretrained?steps=0&alpha=0.001"),
];

#[test]
fn hostile_links_are_answered_and_leave_what_can_be_used() {
    for (hostile, left) in HOSTILE {
        let link = link::parse(hostile);
        let mut figure = make(&link.figure).expect("a figure of ours");
        let complaints = link::apply(figure.as_mut(), &link);
        assert!(!complaints.is_empty(), "{hostile}: no complaint");
        let expected = state(left);
        assert_eq!(figure.settings(), expected.settings(), "{hostile}");
        assert_eq!(figure.readouts(), expected.readouts(), "{hostile}");
        demand_sound(figure.as_ref(), &SIZES[..1], hostile);
    }
}

#[test]
fn complaints_never_repeat_what_the_link_said() {
    for (hostile, _) in HOSTILE {
        let link = link::parse(hostile);
        let mut figure = make(&link.figure).expect("a figure of ours");
        for complaint in link::apply(figure.as_mut(), &link) {
            let said = complaint.0;
            assert!(said.ends_with('.') && said.len() < 160, "{hostile}: {said}");
            let markup = ['<', '>', '&', '%', '\u{fffd}'];
            assert!(!said.contains(markup), "{hostile}: {said}");
            let foreign = ["script", "onerror", "alert(", "colour", "1e9", "NaN", "three", "yes"];
            assert!(!foreign.iter().any(|word| said.contains(word)), "{hostile}: {said}");
        }
    }
}

#[test]
fn ten_thousand_samples_are_not_even_read() {
    let link = link::parse(&format!("#fit-maml?samples={}", vec!["1.5"; 10_000].join(",")));
    let mut figure = state("fit-maml?samples=2");
    let complaints = link::apply(figure.as_mut(), &link);
    assert_eq!(complaints.len(), 1);
    assert_eq!(
        output(figure.as_ref(), "curve-mse"),
        output(state("fit-maml").as_ref(), "curve-mse")
    );
}

/// A link opens a figure as it describes it, whatever the figure was before.
#[test]
fn what_a_link_leaves_out_takes_its_default() {
    for name in names() {
        let mut figure = state(name);
        for control in figure.settings().controls() {
            if let Kind::Slider(slider) = control.kind {
                figure.settings_mut().put(control.key, Value::Number(slider.range.1));
            }
        }
        figure.refresh();
        let complaints = link::apply(figure.as_mut(), &link::parse(&format!("#{name}")));
        assert_eq!(complaints, []);
        assert_eq!(figure.settings(), state(name).settings(), "{name}");
        assert_eq!(figure.readouts(), state(name).readouts(), "{name}");
    }
}

/// The fragments of the contract, and what they mean.
#[test]
fn links_are_written_as_the_contract_says() {
    let figure = state("#two-tasks?theta=0.35,0.55&alpha=0.04");
    // These are the defaults, which a link leaves out.
    assert_eq!(link::write(figure.as_ref()), "#two-tasks");
    let figure = state("#two-tasks?theta=0.5,0.25&alpha=0.03");
    assert_eq!(link::write(figure.as_ref()), "#two-tasks?alpha=0.03&theta=0.5,0.25");
    let figure = state("fit-maml?samples=");
    assert_eq!(link::write(figure.as_ref()), "#fit-maml?samples=");
    let figure = state("meta-loss?m=5&scale=all&shade=linear&seed=3");
    assert_eq!(link::write(figure.as_ref()), "#meta-loss?m=5&scale=all&shade=linear&seed=3");
    // As mail programs mangle it: escaped commas, a minus sign, blanks.
    let figure = state("fit-maml?samples=%E2%88%921%2C%202");
    assert_eq!(figure.settings().numbers("samples"), [-1.0, 2.0]);
}
