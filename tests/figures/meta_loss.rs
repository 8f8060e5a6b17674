//! `meta-loss`: its minima against brute force, its probe against the formulas.

use maml_live::contract::{Action, Changed, Figure, Key, Stride};
use maml_live::plot::{Ink, Mark, Px, Size};
use proptest::prelude::*;

use super::support::hands::{Ruler, drag, mouse};
use super::support::{demand_sound, number, output, readout, state, texts, toy};

const LARGE: Size = Size::new(612.0, 574.0);
const SMALL: Size = Size::new(324.0, 279.0);

fn pair(figure: &dyn Figure, key: &str) -> [f64; 2] {
    output(figure, key).try_into().unwrap_or_else(|found| panic!("`{key}` reads {found:?}"))
}

fn distance(p: [f64; 2], q: [f64; 2]) -> f64 {
    (p[0] - q[0]).hypot(p[1] - q[1])
}

/// Points that are no default, so that nothing is compared with itself by accident.
const ODD: &str = "-2.5,-1.25,-0.5,0.75,1,2.125";

#[test]
fn the_minimum_is_the_lowest_of_a_fine_grid() {
    let cases = [
        (0, "0.01", None),
        (1, "0.04", None),
        (2, "0.02", None),
        (5, "0.01", None),
        (5, "0.04", None),
        (10, "0.02", None),
        (20, "0.01", None),
        (1, "0.05", None),
        (3, "0.03", Some(ODD)),
        (12, "0.015", Some(ODD)),
    ];
    for (m, alpha, points) in cases {
        let what = format!("m = {m}, alpha = {alpha}, points {points:?}");
        let rate: f64 = alpha.parse().expect("a number");
        let xs = match points {
            Some(points) => points.split(',').map(|x| x.parse().expect("a number")).collect(),
            None => toy::even_points(),
        };
        let (best, lowest) = toy::lowest(|theta| toy::accumulated(&xs, theta, rate, m));
        let x = points.map_or(String::new(), |points| format!("&x={points}"));
        let figure = state(&format!("meta-loss?m={m}&alpha={alpha}{x}"));
        let loss = number(figure.as_ref(), "minimum-loss");
        // The grid ends within 1e-5 of the minimum, where the loss is flat.
        assert!((loss - lowest).abs() < 1e-6 * (1.0 + lowest), "{what}: {loss} against {lowest}");
        let minimum = pair(figure.as_ref(), "minimum");
        assert!(distance(minimum, best) < 2e-3, "{what}: {minimum:?} against {best:?}");
        // The loss that is shown is the loss of that place.
        let there = toy::accumulated(&xs, minimum, rate, m);
        assert!((there - loss).abs() < 1e-9 * (1.0 + loss), "{what}: {there} against {loss}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_probe_reads_what_the_formulas_say(
        a in 0_u32..=1000, b in 0_u32..=1000, alpha in 0_u32..=60, m in 0_usize..=20,
        xs in prop::collection::vec(-4000_i32..=4000, 1..12),
    ) {
        let thousandth = |count: f64| count / 1000.0;
        let theta = [a, b].map(|count| thousandth(count.into()));
        let alpha = thousandth(alpha.into());
        let xs: Vec<f64> = xs.into_iter().map(|count| thousandth(count.into())).collect();
        let list: Vec<String> = xs.iter().map(f64::to_string).collect();
        let link = format!(
            "meta-loss?theta={},{}&alpha={alpha}&m={m}&x={}", theta[0], theta[1], list.join(",")
        );
        let figure = state(&link);
        let expected = toy::accumulated(&xs, theta, alpha, m);
        // Where descent swings, rounding grows with every step; there the figure must only agree
        // with the formulas while they make sense.
        prop_assume!(expected < 1e3);
        let near = |shown: f64, expected: f64| (shown - expected).abs() <= 1e-6 * (1.0 + expected.abs());
        let shown = number(figure.as_ref(), "meta-loss");
        prop_assert!(near(shown, expected), "{link}: {shown} against {expected}");
        for (task, key) in ["phi-0", "phi-1"].into_iter().enumerate() {
            let phi = toy::fine_tuned(task, &xs, theta, alpha, m);
            let shown = pair(figure.as_ref(), key);
            prop_assert!((0..2).all(|k| near(shown[k], phi[k])), "{link}: {shown:?}, {phi:?}");
        }
        let lowest = number(figure.as_ref(), "minimum-loss");
        prop_assert!(lowest <= shown * (1.0 + 1e-9), "{link}: θ is lower than the minimum {lowest}");
    }
}

/// U^(0) is the identity.
#[test]
fn without_steps_every_task_stays_at_theta() {
    let xs = toy::even_points();
    for theta in [[0.0, 0.0], [0.25, 0.75], [1.0, 0.125]] {
        let figure = state(&format!("meta-loss?m=0&alpha=0.05&theta={},{}", theta[0], theta[1]));
        assert_eq!(pair(figure.as_ref(), "phi-0"), theta);
        assert_eq!(pair(figure.as_ref(), "phi-1"), theta);
        let plain = toy::loss(0, &xs, theta) + toy::loss(1, &xs, theta);
        assert!((number(figure.as_ref(), "meta-loss") - plain).abs() < 1e-9 * (1.0 + plain));
    }
    // So does a rate of nothing, however many steps there are.
    let figure = state("meta-loss?m=20&alpha=0&theta=0.25,0.75");
    assert_eq!(pair(figure.as_ref(), "phi-1"), [0.25, 0.75]);
    let (still, never) = (state("meta-loss?m=7&alpha=0"), state("meta-loss?m=0&alpha=0"));
    assert!(distance(pair(still.as_ref(), "minimum"), pair(never.as_ref(), "minimum")) < 1e-6);
}

/// Where crosses mark minima, in data.
fn crosses(figure: &dyn Figure) -> Vec<[f64; 2]> {
    let scene = figure.scene(0, LARGE);
    let ruler = Ruler::of(&scene);
    let arms: Vec<&Vec<Px>> = scene
        .marks
        .iter()
        .filter_map(|mark| match mark {
            Mark::Line { points, stroke } if stroke.ink == Ink::Maml && stroke.width == 2.5 => {
                Some(points)
            }
            _ => None,
        })
        .collect();
    // Two lines make a cross; its middle is the middle of either.
    arms.chunks(2)
        .map(|pair| ((pair[0][0].0 + pair[0][1].0) / 2.0, (pair[0][0].1 + pair[0][1].1) / 2.0))
        .map(|middle| ruler.value(middle).into())
        .collect()
}

#[test]
fn two_minima_that_are_nearly_as_low_are_both_marked() {
    let figure = state("meta-loss?m=2&alpha=0.05");
    let marked = crosses(figure.as_ref());
    assert!(marked.len() >= 2, "{marked:?}");
    assert!(distance(marked[0], marked[1]) > 0.3, "far apart: {marked:?}");
    let xs = toy::even_points();
    let losses: Vec<f64> = marked.iter().map(|&at| toy::accumulated(&xs, at, 0.05, 2)).collect();
    assert!(losses.iter().all(|loss| loss / losses[0] < 1.06), "{losses:?}");
    // Each is a minimum: no neighbour in the square is lower.
    for (at, loss) in marked.iter().zip(&losses) {
        for (da, db) in [(0.02, 0.0), (-0.02, 0.0), (0.0, 0.02), (0.0, -0.02)] {
            let beside = [(at[0] + da).clamp(0.0, 1.0), (at[1] + db).clamp(0.0, 1.0)];
            if distance(beside, *at) > 0.01 {
                assert!(toy::accumulated(&xs, beside, 0.05, 2) > *loss, "{beside:?} below {at:?}");
            }
        }
    }
    let scene = figure.scene(0, LARGE);
    assert!(texts(&scene).contains(&"nearly as low"));
    assert!(figure.describe().contains("nearly as low"), "{}", figure.describe());
    // Where there is one minimum, one is marked.
    let one = state("meta-loss?m=0");
    assert_eq!(crosses(one.as_ref()).len(), 1);
    assert!(!texts(&one.scene(0, LARGE)).contains(&"nearly as low"));
}

#[test]
fn a_minimum_on_the_edge_is_said_to_be_there() {
    for (link, on_edge) in [
        ("meta-loss?m=5&alpha=0.04", true),
        ("meta-loss?m=1&alpha=0.05", true),
        ("meta-loss?m=0", false),
        ("meta-loss?m=1&alpha=0.03", false),
    ] {
        let figure = state(link);
        let minimum = pair(figure.as_ref(), "minimum");
        let touches = minimum.iter().any(|entry| *entry == 0.0 || *entry == 1.0);
        assert_eq!(touches, on_edge, "{link}: {minimum:?}");
        let scene = figure.scene(0, LARGE);
        assert_eq!(texts(&scene).contains(&"minimum, on the edge"), on_edge, "{link}");
        assert_eq!(figure.describe().contains("inside the square"), !on_edge, "{link}");
    }
}

#[test]
fn the_trail_joins_the_minima_of_all_smaller_m() {
    let figure = state("meta-loss?m=6&alpha=0.02");
    let scene = figure.scene(0, LARGE);
    let ruler = Ruler::of(&scene);
    let dots: Vec<[f64; 2]> = scene
        .marks
        .iter()
        .filter_map(|mark| match mark {
            Mark::Dot { at, ink: Ink::Maml, .. } => Some(ruler.value(*at).into()),
            _ => None,
        })
        .collect();
    assert_eq!(dots.len(), 7);
    for (m, dot) in dots.into_iter().enumerate() {
        let alone = state(&format!("meta-loss?m={m}&alpha=0.02"));
        let minimum = pair(alone.as_ref(), "minimum");
        assert!(distance(dot, minimum) < 0.002, "m = {m}: {dot:?} against {minimum:?}");
    }
}

#[test]
fn the_paths_lead_from_theta_to_phi_step_by_step() {
    let figure = state("meta-loss?m=4&alpha=0.03&theta=0.6,0.3");
    for task in 0..2 {
        let scene = figure.scene(1 + task, SMALL);
        let ruler = Ruler::of(&scene);
        let ink = [Ink::Task0, Ink::Task1][task];
        let path = scene.marks.iter().find_map(|mark| match mark {
            Mark::Line { points, stroke } if stroke.ink == ink && stroke.width == 2.0 => {
                Some(points)
            }
            _ => None,
        });
        let path = path.expect("a path is drawn");
        let (first, last) = (ruler.value(path[0]), ruler.value(path[path.len() - 1]));
        assert!(distance(first.into(), [0.6, 0.3]) < 0.003, "{first:?}");
        let phi = pair(figure.as_ref(), ["phi-0", "phi-1"][task]);
        assert!(distance(last.into(), phi) < 0.003, "{last:?} against {phi:?}");
        assert!(texts(&scene).contains(&["ϕ₀", "ϕ₁"][task]));
    }
}

#[test]
fn theta_can_be_dragged_in_every_panel() {
    for (panel, size) in [(0, LARGE), (1, SMALL), (2, SMALL)] {
        let mut figure = state("meta-loss?m=3&theta=0.5,0.5");
        let ruler = Ruler::of(&figure.scene(panel, size));
        drag(figure.as_mut(), panel, size, ruler.px(0.5, 0.5), ruler.px(0.2, 0.8));
        let theta = figure.settings().numbers("theta");
        assert!(distance([theta[0], theta[1]], [0.2, 0.8]) < 2e-3, "panel {panel}: {theta:?}");
        let same = state(&format!("meta-loss?m=3&theta={},{}", theta[0], theta[1]));
        assert_eq!(figure.readouts(), same.readouts());
        mouse(figure.as_mut(), panel, size, Action::Down, ruler.px(0.2, 0.8));
        mouse(figure.as_mut(), panel, size, Action::Drag, (-1e9, 1e9));
        assert_eq!(figure.settings().numbers("theta"), [0.0, 0.0]);
        mouse(figure.as_mut(), panel, size, Action::Cancel, (0.0, 0.0));
        assert_eq!(figure.readouts(), same.readouts());
    }
}

#[test]
fn keys_move_theta_and_m() {
    let mut figure = state("meta-loss?theta=0.5,0.5&m=19");
    figure.key(0, Key::Right(Stride::Normal));
    figure.key(1, Key::Down(Stride::Fine));
    assert_eq!(figure.settings().numbers("theta"), [0.51, 0.499]);
    for expected in [20.0, 20.0] {
        assert_eq!(figure.key(0, Key::PageUp), Changed::Settings);
        assert_eq!(figure.settings().number("m"), expected);
    }
    figure.key(0, Key::PageDown);
    assert_eq!(figure.settings().number("m"), 19.0);
    assert_eq!(figure.key(0, Key::Enter), Changed::Nothing);
}

/// The colours of the large panel.
fn colours(figure: &dyn Figure) -> Vec<u8> {
    figure.scene(0, LARGE).rasters[0].rgba.clone()
}

/// Green grows steadily along the palette, so its mean says how light a picture is.
fn lightness(figure: &dyn Figure) -> f64 {
    let colours = colours(figure);
    let greens = colours.iter().skip(1).step_by(4);
    greens.map(|&green| f64::from(green)).sum::<f64>() / (colours.len() / 4) as f64
}

#[test]
fn one_scale_for_all_m_shows_how_the_loss_sinks() {
    let of = |m: usize, scale: &str, shade: &str| {
        state(&format!("meta-loss?m={m}&alpha=0.04&scale={scale}&shade={shade}"))
    };
    let (first, last) = (of(0, "all", "linear"), of(20, "all", "linear"));
    assert!(lightness(first.as_ref()) > lightness(last.as_ref()) + 20.0);
    // With its own scale for each m every picture uses all colours, down to the darkest.
    for m in [0, 20] {
        let own = colours(of(m, "each", "linear").as_ref());
        let greens: Vec<u8> = own.iter().skip(1).step_by(4).copied().collect();
        let (low, high) =
            (greens.iter().min().expect("cells"), greens.iter().max().expect("cells"));
        assert!(high - low > 120, "m = {m}: from {low} to {high}");
    }
}

#[test]
fn the_logarithm_shows_what_a_linear_scale_hides() {
    let of = |shade: &str| state(&format!("meta-loss?m=10&alpha=0.04&shade={shade}"));
    // Cells that can be told from the darkest one.
    let told_apart = |figure: &dyn Figure| {
        let greens: Vec<u8> = colours(figure).into_iter().skip(1).step_by(4).collect();
        let darkest = greens.iter().copied().min().unwrap_or_default();
        greens.into_iter().filter(|&green| green > darkest + 8).count()
    };
    let (linear, log) = (of("linear"), of("log"));
    assert!(told_apart(log.as_ref()) > told_apart(linear.as_ref()) + 500);
    assert!(lightness(log.as_ref()) > lightness(linear.as_ref()) + 20.0);
}

/// The numbers at the colour bar are those of the surface: from its lowest to its highest.
#[test]
fn the_colour_bar_spans_the_surface() {
    let figure = state("meta-loss?m=3&alpha=0.03&shade=linear");
    let scene = figure.scene(0, LARGE);
    let bar: Vec<f64> = scene
        .marks
        .iter()
        .filter_map(|mark| match mark {
            Mark::Text(text) if text.size == 11.0 => text.text.replace('−', "-").parse().ok(),
            _ => None,
        })
        .collect();
    assert_eq!(bar.len(), 5);
    assert!(bar.windows(2).all(|pair| pair[0] < pair[1]), "{bar:?}");
    let xs = toy::even_points();
    let (_, lowest) = toy::lowest(|theta| toy::accumulated(&xs, theta, 0.03, 3));
    let (_, highest) = toy::lowest(|theta| -toy::accumulated(&xs, theta, 0.03, 3));
    assert!((bar[0] - lowest).abs() < 0.01 * -highest, "{bar:?} from {lowest}");
    assert!((bar[4] + highest).abs() < 0.01 * -highest, "{bar:?} to {}", -highest);
}

#[test]
fn a_fine_tuning_that_diverges_says_so() {
    let link = "meta-loss?m=20&alpha=0.2&theta=1,1&x=10,10,10,10,10,10,10,10,10,10,-10,-10,-10,-10,-10,-10,-10,-10,-10,-10";
    let figure = state(link);
    demand_sound(figure.as_ref(), &[LARGE, SMALL], link);
    for key in ["meta-loss", "phi-0"] {
        let readout = readout(figure.as_ref(), key);
        assert_eq!((readout.values.len(), readout.text.as_str()), (0, "diverged"), "{key}");
    }
    assert!(figure.notice().is_some_and(|notice| notice.contains("diverges at this inner rate")));
    // The way back is open.
    let mut figure = figure;
    figure.set("alpha", "0.001").expect("within the range");
    assert!(figure.notice().is_none());
    assert_eq!(output(figure.as_ref(), "meta-loss").len(), 1);
}

/// What is told and drawn of a state, sketch or not.
fn seen(figure: &dyn Figure) -> (Vec<Vec<f64>>, [maml_live::plot::Scene; 3]) {
    let numbers = figure.readouts().into_iter().map(|readout| readout.values).collect();
    (numbers, [(0, LARGE), (1, SMALL), (2, SMALL)].map(|(panel, size)| figure.scene(panel, size)))
}

/// A figure at m steps whose inner rate a hand has moved about, and has just let go of.
fn moved_about(m: usize, last: &str) -> Box<dyn Figure> {
    let mut figure = state(&format!("meta-loss?m={m}&theta=0.6,0.3&alpha=0.02"));
    for rate in ["0.021", "0.022", "0.05", "0.03", last] {
        figure.set("alpha", rate).expect("a rate");
        // A frame is no rest.
        figure.tick(16.0);
    }
    figure
}

#[test]
fn a_sketch_tells_the_right_numbers_and_gives_way_to_the_whole() {
    for (m, rate) in [(5, "0.031"), (12, "0.04"), (20, "0.01"), (20, "0.029"), (20, "0.05")] {
        let what = format!("m = {m}, alpha = {rate}");
        let fresh = state(&format!("meta-loss?m={m}&theta=0.6,0.3&alpha={rate}"));
        let mut figure = moved_about(m, rate);
        assert!(figure.is_sketch() && !figure.animating(), "{what}");
        for (sketched, whole) in figure.readouts().iter().zip(fresh.readouts()) {
            let pairs = sketched.values.iter().zip(&whole.values);
            assert_eq!(sketched.values.len(), whole.values.len(), "{what}: {}", whole.key);
            for (sketched, whole) in pairs {
                assert!((sketched - whole).abs() < 1e-7, "{what}: {sketched} for {whole}");
            }
        }
        demand_sound(figure.as_ref(), &[LARGE, SMALL], &what);
        figure.settle();
        assert!(figure.is_sketch() && figure.animating(), "{what}");
        let ticks = (0..60).take_while(|_| figure.tick(16.0) == Changed::Nothing).count();
        assert!((1..10).contains(&ticks), "{what}: whole after {ticks} frames");
        assert!(!figure.is_sketch() && !figure.animating(), "{what}");
        assert_eq!(seen(figure.as_ref()), seen(fresh.as_ref()), "{what}");
    }
}

#[test]
fn whatever_follows_a_move_of_the_rate_the_end_is_the_same() {
    type Deed = fn(&mut dyn Figure);
    let deeds: [(&str, Deed); 7] = [
        ("m=20&alpha=0.04&theta=0.6,0.3", |figure| {
            figure.settle();
            figure.tick(60_000.0);
        }),
        ("m=20&alpha=0.03&theta=0.6,0.3", |figure| {
            figure.settle();
            figure.tick(16.0);
            figure.set("alpha", "0.03").expect("a rate");
            assert!(figure.is_sketch() && !figure.animating());
            figure.settle();
            figure.tick(60_000.0);
        }),
        ("m=11&alpha=0.04&theta=0.6,0.3", |figure| {
            figure.set("m", "11").expect("steps");
        }),
        ("m=20&alpha=0.04&theta=0.6,0.3&shade=linear&scale=all", |figure| {
            figure.set("shade", "linear").expect("a shade");
            figure.set("alpha", "0.03").expect("a rate");
            figure.set("scale", "all").expect("a scale");
            figure.set("alpha", "0.04").expect("a rate");
            figure.settle();
            figure.tick(60_000.0);
        }),
        ("m=20&alpha=0.04&theta=0.6,0.3&x=-2.5,-1.25,-0.5,0.75,1,2.125", |figure| {
            figure.set("x", ODD).expect("points");
        }),
        ("m=0", |figure| {
            figure.settings_mut().reset();
            figure.refresh();
        }),
        ("m=19&alpha=0.04&theta=0.6,0.3", |figure| {
            figure.settle();
            (0..2).for_each(|_| assert_eq!(figure.tick(16.0), Changed::Nothing));
            figure.key(0, Key::PageDown);
        }),
    ];
    for (link, deed) in deeds {
        let mut figure = moved_about(20, "0.04");
        deed(figure.as_mut());
        assert!(!figure.is_sketch(), "{link}");
        let fresh = state(&format!("meta-loss?{link}"));
        assert_eq!(seen(figure.as_ref()), seen(fresh.as_ref()), "{link}");
    }
}
