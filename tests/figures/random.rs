//! Readers who do anything at all, in any order: nothing breaks, and nothing is drawn or
//! said that is no number.

use std::thread;

use maml_live::contract::link;
use maml_live::contract::{Action, Figure, Key, Kind, Pointer, Stride, Tip};
use maml_live::figures::list::make;
use maml_live::plot::{Px, Size};
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{TestCaseResult, TestRunner};

use super::support::{SIZES, Workers, names, sound};

/// One thing that a reader, or the page on their behalf, does.
#[derive(Clone, Debug)]
enum Deed {
    Pointer {
        panel: usize,
        at: Px,
        action: Action,
        tip: Tip,
    },
    Key {
        panel: usize,
        key: Key,
    },
    /// Sets the control of this index to what a text says.
    Set(Index, String),
    /// Presses the control of this index, whatever it is.
    Press(Index),
    /// Lets its workers have so many turns.
    Work(usize),
    Tick(f64),
    Resize(Size),
    Reset,
    Link(String),
}

fn any_deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        8 => any_pointer(),
        3 => (0_usize..4, any_key()).prop_map(|(panel, key)| Deed::Key { panel, key }),
        4 => (any::<Index>(), any_text()).prop_map(|(control, text)| Deed::Set(control, text)),
        2 => any::<Index>().prop_map(Deed::Press),
        2 => (0_usize..8).prop_map(Deed::Work),
        3 => prop::sample::select(vec![0.0, 7.0, 16.7, 450.0, 60_000.0, -16.0, 1e300])
            .prop_map(Deed::Tick),
        1 => any_size().prop_map(Deed::Resize),
        1 => Just(Deed::Reset),
        1 => ".{0,30}".prop_map(Deed::Link),
    ]
}

fn any_pointer() -> impl Strategy<Value = Deed> {
    let actions = vec![
        Action::Down,
        Action::Down,
        Action::Drag,
        Action::Drag,
        Action::Drag,
        Action::Up,
        Action::Up,
        Action::Cancel,
        Action::Hover,
        Action::Leave,
    ];
    // Mostly within a panel, so that something happens; sometimes anywhere.
    let place = prop_oneof![
        6 => (0.0..700.0, 0.0..600.0),
        2 => (-500.0..1500.0, -500.0..1500.0),
        1 => prop::sample::select(vec![(1e9, -1e9), (0.0, 0.0), (-1e300, 1e300), (50.0, 1e18)]),
    ];
    let tips = prop::sample::select(vec![Tip::Fine, Tip::Coarse]);
    (0_usize..4, place, prop::sample::select(actions), tips)
        .prop_map(|(panel, at, action, tip)| Deed::Pointer { panel, at, action, tip })
}

fn any_key() -> impl Strategy<Value = Key> {
    let mut keys =
        vec![Key::Home, Key::End, Key::PageDown, Key::PageUp, Key::Enter, Key::Delete, Key::Escape];
    for stride in [Stride::Normal, Stride::Fine] {
        keys.extend([Key::Left(stride), Key::Right(stride), Key::Up(stride), Key::Down(stride)]);
    }
    prop::sample::select(keys)
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => (0.0..1.0).prop_map(|number: f64| number.to_string()),
        2 => (-20.0..20.0).prop_map(|number: f64| number.to_string()),
        2 => prop::collection::vec(-11.0..11.0, 0..22).prop_map(|numbers: Vec<f64>| {
            numbers.iter().map(f64::to_string).collect::<Vec<_>>().join(",")
        }),
        2 => prop::sample::select(vec!["on", "off", "all", "linear", "", "NaN", "1e308", "-0"])
            .prop_map(String::from),
        1 => ".{0,12}".prop_map(String::from),
    ]
}

fn any_size() -> impl Strategy<Value = Size> {
    let length = || prop_oneof![3 => 200.0..700.0, 1 => 0.0..60.0, 1 => Just(0.0)];
    (length(), length()).prop_map(|(width, height)| Size::new(width, height))
}

/// Does all deeds to a figure, and demands that it is sound after each.
fn live_through(name: &str, deeds: &[Deed]) -> TestCaseResult {
    let mut figure = make(name).expect("the list has this figure");
    let mut size = SIZES[0];
    let mut workers = Workers::default();
    for (index, deed) in deeds.iter().enumerate() {
        act(figure.as_mut(), deed, &mut size, &mut workers);
        let outcome = sound(figure.as_ref(), &[size]);
        prop_assert_eq!(outcome, Ok(()), "after deed {}, {:?}", index, deed);
    }
    // Whatever it was at, it comes to an end.
    for _ in 0..100 {
        figure.tick(60_000.0);
    }
    prop_assert!(!figure.animating());
    prop_assert_eq!(sound(figure.as_ref(), &SIZES), Ok(()));
    Ok(())
}

fn act(figure: &mut dyn Figure, deed: &Deed, size: &mut Size, workers: &mut Workers) {
    let panel = |panel: &usize| panel % figure.panels().len();
    let control = |index: &Index| index.get(figure.settings().controls());
    match deed {
        Deed::Pointer { panel: index, at, action, tip } => {
            let panel = panel(index);
            figure.grip(panel, *size, *at, *tip);
            let pointer = Pointer { panel, size: *size, at: *at, action: *action, tip: *tip };
            figure.pointer(&pointer);
        }
        Deed::Key { panel: index, key } => {
            let panel = panel(index);
            figure.key(panel, *key);
        }
        Deed::Set(index, text) => {
            let control = control(index);
            // A refusal leaves everything as it was, which is sound too.
            let _ = figure.set(control.key, text);
        }
        Deed::Press(index) => {
            let control = control(index);
            if matches!(control.kind, Kind::Button(_)) {
                figure.press(control.key);
            }
        }
        Deed::Work(turns) => workers.work(figure, *turns),
        Deed::Tick(milliseconds) => {
            figure.tick(*milliseconds);
        }
        Deed::Resize(new) => *size = *new,
        Deed::Reset => {
            figure.settings_mut().reset();
            figure.refresh();
        }
        Deed::Link(text) => {
            link::apply(figure, &link::parse(&format!("#?{text}")));
        }
    }
}

/// All figures of the list, side by side.
#[test]
fn every_figure_lives_through_anything() {
    let config = ProptestConfig {
        cases: 80,
        failure_persistence: None,
        max_shrink_iters: 400,
        ..ProptestConfig::default()
    };
    let deeds = || prop::collection::vec(any_deed(), 1..40);
    thread::scope(|scope| {
        for name in names() {
            let mut runner = TestRunner::new(config.clone());
            scope.spawn(move || {
                let outcome = runner.run(&deeds(), |deeds| live_through(name, &deeds));
                outcome.unwrap_or_else(|fault| panic!("{name}: {fault}"));
            });
        }
    });
}
