//! `curvature`: its numbers against the formulas.

use maml_live::contract::{Changed, Figure, Key, Stride};
use maml_live::plot::Size;
use proptest::prelude::*;

use super::support::hands::{click, drag};
use super::support::{number, output, readout, state};

const SIZE: Size = Size::new(468.0, 482.0);

fn pair(figure: &dyn Figure, key: &str) -> [f64; 2] {
    output(figure, key).try_into().expect("two numbers")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_readouts_are_those_of_the_formulas(
        entries in prop::array::uniform3(-50..=50_i32), slope in prop::array::uniform2(-500..=500_i32),
        at in prop::array::uniform2(0..=1000_i32),
    ) {
        let [a, b, c] = entries.map(|entry| f64::from(entry) / 100.0);
        let [[g, h], [x, y]] = [slope, at].map(|pair| pair.map(|entry| f64::from(entry) / 1000.0));
        let figure = state(&format!("curvature?a={a}&b={b}&c={c}&g={g},{h}&at={x},{y}"));
        let (u, v) = (x - 0.5, y - 0.5);
        let exact = [-(a * u + b * v + g), -(b * u + c * v + h)];
        let found = pair(figure.as_ref(), "descent");
        prop_assert!((found[0] - exact[0]).abs() < 1e-12 && (found[1] - exact[1]).abs() < 1e-12);
        prop_assert_eq!(pair(figure.as_ref(), "first-order"), [0.0 - g, 0.0 - h]);
        let [low, high] = pair(figure.as_ref(), "eigenvalues");
        // Both are roots of the characteristic polynomial.
        for root in [low, high] {
            prop_assert!(((a - root) * (c - root) - b * b).abs() < 1e-12);
        }
        prop_assert!(low <= high);
        let lengths = exact[0].hypot(exact[1]) * g.hypot(h);
        if lengths > 1e-6 {
            let cosine = number(figure.as_ref(), "angle").to_radians().cos();
            prop_assert!((cosine * lengths + (exact[0] * g + exact[1] * h)).abs() < 1e-9);
        }
    }
}

#[test]
fn without_slope_or_direction_there_is_no_angle_and_it_is_said() {
    for (query, why) in [
        ("g=0,0", "g is zero"),
        ("a=0.4&b=0&c=0.4&g=-0.1,-0.2&at=0.75,1", "only the first-order one moves on"),
    ] {
        let figure = state(&format!("curvature?{query}"));
        assert!(readout(figure.as_ref(), "angle").values.is_empty(), "{query}");
        assert!(figure.notice().is_some_and(|notice| notice.contains(why)), "{query}");
        assert!(figure.describe().contains("no angle"), "{}", figure.describe());
    }
}

#[test]
fn the_shapes_are_what_they_are_called() {
    for (button, signs) in [
        ("plane", [0.0, 0.0]),
        ("bowl", [1.0, 1.0]),
        ("valley", [0.0, 1.0]),
        ("saddle", [-1.0, 1.0]),
    ] {
        let mut figure = state("curvature");
        figure.press(button);
        let found = pair(figure.as_ref(), "eigenvalues");
        let sign = |value: f64| if value.abs() < 1e-9 { 0.0 } else { value.signum() };
        assert_eq!(found.map(sign), signs, "{button}");
        assert!(figure.describe().contains(button), "{}", figure.describe());
        let told = figure.notice().is_some_and(|notice| notice.contains("both signs"));
        assert_eq!(told, button == "saddle");
    }
}

#[test]
fn x_is_dragged_clicked_and_walked_in_both_panels() {
    for panel in 0..2 {
        let mut figure = state("curvature");
        click(figure.as_mut(), panel, SIZE, (300.0, 200.0));
        let clicked = figure.settings().numbers("at").to_vec();
        assert_ne!(clicked, [0.2, 0.3]);
        drag(figure.as_mut(), panel, SIZE, (300.0, 200.0), (200.0, 100.0));
        let dragged = figure.settings().numbers("at").to_vec();
        assert!(dragged[0] < clicked[0] && dragged[1] > clicked[1]);
        assert_eq!(figure.key(panel, Key::Right(Stride::Normal)), Changed::Settings);
        assert!((figure.settings().numbers("at")[0] - dragged[0] - 0.01).abs() < 1e-9);
    }
}

/// A plane is flat both ways, which its own sentence says; of one flat direction there is a word.
#[test]
fn a_flat_direction_is_said() {
    let notice = |link: &str| state(link).notice().unwrap_or_default();
    for valley in ["a=0.25&b=-0.25&c=0.25", "a=0.4&b=0&c=0", "a=0&b=0&c=-0.3"] {
        assert!(notice(&format!("curvature?{valley}")).contains("flat"), "{valley}");
    }
    for other in ["a=0&b=0&c=0", "a=0.4&b=0&c=0.4", "a=0.4&b=0&c=-0.4"] {
        assert!(!notice(&format!("curvature?{other}")).contains("flat"), "{other}");
    }
    assert!(notice("curvature?a=0.4&b=0&c=-0.4").contains("saddle"));
}
