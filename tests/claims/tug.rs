//! What is said of `tug`: how two networks respond to a pull.

use maml_live::contract::Figure;
use maml_live::learn::weights;
use maml_live::learn::{Model, Network, Samples};

use super::support::{number, state};

/// How far the curves of both networks move at the pull and at the mirrored place.
fn moves(figure: &dyn Figure) -> [[f64; 2]; 2] {
    ["maml", "pretrained"]
        .map(|name| ["here", "there"].map(|key| number(figure, &format!("{key}-{name}"))))
}

/// The square of the length of the prediction's gradient at each of 101 even points.
fn lengths(trained: &weights::Trained) -> Vec<f64> {
    let network = Network::<f64>::new(trained.activation);
    let theta: Vec<f64> = trained.values().iter().map(|&value| f64::from(value)).collect();
    let (mut tape, mut gradient) = (network.tape(), vec![0.0; theta.len()]);
    let points = (0..=100).map(|i| -5.0 + f64::from(i) / 10.0);
    points
        .map(|x| {
            let mut f = [0.0];
            network.predict(&theta, &[x], &mut f);
            let mut one = Samples::default();
            one.push(x, f[0] - 0.5);
            network.gradient(&theta, &one, &mut tape, &mut gradient);
            gradient.iter().map(|entry| entry * entry).sum()
        })
        .collect()
}

claims! {
    at_the_crossing_they_answer_differently
    "At the crossing the two networks answer differently. MAML's curve comes down by most of the pull, and on the other side it goes up: as it has to, for every sinusoid $A \\sin(x + \\varphi)$ has opposite values at $\\pm\\tfrac{\\pi}{2}$. The pretrained curve comes down on both sides, and on neither very far."
    |said| {
        let figure = said.figure("At the crossing");
        assert_eq!((figure.settings().number("x"), figure.settings().number("y")), (-1.5, -2.0));
        let [[here, there], [other_here, other_there]] = moves(figure.as_ref());
        assert!((-2.0..-1.2).contains(&here) && there > 0.3, "{here}, {there}");
        assert!((-0.6..0.0).contains(&other_here), "{other_here}");
        assert!((-0.6..-0.1).contains(&other_there), "{other_there}");
        // It is what the figure shows first.
        assert_eq!(moves(state("tug").as_ref()), moves(figure.as_ref()));
    }

    two_pulls_agree_or_cancel
    "Pull at both crossings, down on the left and up on the right, as a shift of the phase would. For MAML the two pulls agree. In the pretrained network they all but cancel."
    |said| {
        let [[left, right], [other_left, other_right]] =
            moves(said.figure("Pull at both crossings").as_ref());
        let [[alone, _], [other_alone, _]] = moves(state("tug?x=-1.5&y=-2").as_ref());
        // Two samples share the step: by itself each would bring half.
        assert!(left < 1.1 * (alone / 2.0) && right > 1.0, "{left}, {right} beside {alone}");
        for (what, moved) in [("left", other_left), ("right", other_right)] {
            assert!(moved.abs() < 0.25 * other_alone.abs(), "{what}: {moved} of {other_alone}");
        }
    }

    the_troughs_go_together
    "In the left trough it is the other way around. A deeper trough means a larger amplitude, and MAML's right trough comes down as well. The pretrained curve goes the same way with about a tenth of the strength."
    |said| {
        let [[here, there], [other_here, other_there]] =
            moves(said.figure("In the left trough").as_ref());
        assert!(here < -1.5 && there < -1.0, "{here}, {there}");
        for (what, part) in [("left", other_here / here), ("right", other_there / there)] {
            assert!((0.07..0.17).contains(&part), "{what}: {part} of the strength");
        }
    }

    its_gradients_are_longer
    "That is the second difference: at most places the inner product of MAML's gradient with itself is several times as large, so one small step is enough to learn something."
    |_said| {
        let [maml, pretrained] = [weights::maml(), weights::pretrained()].map(lengths);
        let ratios = maml.iter().zip(&pretrained).map(|(maml, other)| maml / other);
        let large = ratios.filter(|&ratio| ratio > 3.0).count();
        assert!(2 * large > maml.len(), "at {large} of 101 places");
    }

    a_longer_step_leaves_first_order
    "With a longer step MAML's curve stops well short of the dashed line, while the pretrained one still follows it."
    |said| {
        let figure = said.figure("With a longer step");
        let short = state("tug?x=-3&y=-2");
        // To first order the response grows as the step does.
        let [[here, _], _] = moves(figure.as_ref());
        let [[before, _], _] = moves(short.as_ref());
        let grown = figure.settings().number("alpha") / short.settings().number("alpha");
        assert!(here / before < 0.75 * grown, "{here} is {grown} times {before}");
        let shares = ["share-maml", "share-pretrained"].map(|key| number(figure.as_ref(), key));
        assert!(shares[0] < 0.6 && shares[1] > 0.95, "{shares:?}");
    }
}
