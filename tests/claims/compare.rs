//! What is said of the five methods in `compare`.

use maml_live::contract::Figure;

use super::support::{number, output};

const METHODS: [&str; 5] = ["maml", "fomaml", "reptile", "imaml", "descent"];

/// How far a method's update is turned from the true meta-gradient, in degrees.
fn off(figure: &dyn Figure, method: &str) -> f64 {
    number(figure, &["angle-", method].concat())
}

/// The accumulated loss at which each method ends.
fn ends(mut figure: Box<dyn Figure>) -> [f64; 5] {
    figure.press("run");
    for _ in 0..10_000 {
        if !figure.animating() {
            break;
        }
        figure.tick(100.0);
    }
    METHODS.map(|method| number(figure.as_ref(), &["end-", method].concat()))
}

/// Where each method ends, as the sentence of what is seen has it: by its own updates.
fn places(figure: &dyn Figure) -> [[f64; 2]; 5] {
    let mut theta = [figure.settings().numbers("theta"); 5]
        .map(|theta| <[f64; 2]>::try_from(theta).expect("two coordinates"));
    for (theta, method) in theta.iter_mut().zip(METHODS) {
        let mut walker = super::support::state(&maml_live::contract::link::write(figure));
        for _ in 0..3000 {
            let change = output(walker.as_ref(), &["update-", method].concat());
            let next = [0, 1].map(|k| (theta[k] + change[k]).clamp(0.0, 1.0));
            let moved = (next[0] - theta[0]).hypot(next[1] - theta[1]);
            *theta = next;
            // θ of a link is kept to three places: nearer than that nothing moves any more.
            if moved < 1e-3 {
                break;
            }
            walker.set("theta", &format!("{},{}", theta[0], theta[1])).expect("in the square");
        }
    }
    theta
}

claims! {
    /// To seven digits: the difference is less than a ten-millionth of the update.
    differences_confirm_maml
    "You need not believe our derivation: ask for finite differences, and the same arrow is computed once more from nothing but the accumulated loss at four places beside $\\theta$. The ring sits on MAML's arrowhead, and the two agree to seven digits."
    |said| {
        let figure = said.figure("ask for finite differences");
        let size = |key: &str| {
            let update = output(figure.as_ref(), key);
            update[0].hypot(update[1])
        };
        assert!(number(figure.as_ref(), "numeric-error") < 1e-7 * size("update-maml"));
        assert!((size("numeric-update") - size("update-maml")).abs() < 1e-7 * size("update-maml"));
    }

    the_spring_takes_the_place_of_the_steps
    "So $\\lambda$ takes the place of $m \\alpha$, and iMAML agrees with MAML where the two allow about the same way: here, with $\\lambda = 2$, they differ by a degree, and with $\\lambda = 30$ by fifty. Without any pull, at $\\lambda = 0$, the spring is gone. Every start leads to the tasks' own minima, no start is better than another, and the arrow vanishes."
    |said| {
        let weak = said.figure("here, with $\\lambda = 2$");
        assert!((0.0..1.5).contains(&off(weak.as_ref(), "imaml")));
        let strong = said.figure("with $\\lambda = 30$");
        assert!((48.0..52.0).contains(&off(strong.as_ref(), "imaml")));
        let mut none = said.figure("Without any pull");
        for theta in ["0.15,0.8", "0.9,0.1", "0,0", "1,1"] {
            none.set("theta", theta).expect("in the square");
            assert_eq!(output(none.as_ref(), "update-imaml"), [0.0, 0.0]);
        }
        assert!(none.notice().is_some_and(|notice| notice.contains("λ = 0")));
    }

    small_steps_and_strong_springs_agree
    "Make the step small, and the spring strong. All five arrows now lie on each other within two degrees."
    |said| {
        let figure = said.figure("Make the step small");
        for method in METHODS {
            assert!(off(figure.as_ref(), method) < 2.0, "{method}");
        }
    }

    one_step_of_reptile_is_plain_descent
    "Take a single step, of ordinary length, and Reptile still points exactly where plain descent points. One step is the gradient at $\\theta$ and nothing else."
    |said| {
        let figure = said.figure("Take a single step");
        assert_eq!(figure.settings().count("m"), 1);
        let [r, d] = ["reptile", "descent"].map(|method| {
            let update = output(figure.as_ref(), &["update-", method].concat());
            let length = update[0].hypot(update[1]);
            [update[0] / length, update[1] / length]
        });
        assert!((r[0] - d[0]).hypot(r[1] - d[1]) < 1e-12, "{r:?}, {d:?}");
    }

    with_longer_steps_they_part
    "With five longer steps they part company. FOMAML stays within ten degrees; Reptile is sixty off, and plain descent eighty: it walks nearly along the line of equal loss."
    |said| {
        let figure = said.figure("five longer steps");
        assert_eq!(figure.settings().count("m"), 5);
        let [_, fomaml, reptile, _, descent] = METHODS.map(|method| off(figure.as_ref(), method));
        assert!(fomaml < 10.0, "{fomaml}");
        assert!((58.0..63.0).contains(&reptile), "{reptile}");
        assert!((79.0..83.0).contains(&descent), "{descent}");
    }

    near_the_middle_the_others_climb
    "From here, every arrow but MAML's is more than a right angle off, and so goes uphill."
    |said| {
        let figure = said.figure("From here");
        for method in &METHODS[1..] {
            assert!(off(figure.as_ref(), method) > 90.0, "{method}");
        }
        assert!(off(figure.as_ref(), "maml") < 1e-6);
    }

    all_rest_close_together
    "Go back to where we began and let them run. MAML's way is the straightest, Reptile and plain descent set off almost sideways, and all of them come to rest within a few hundredths of each other, at accumulated losses that differ by less than one per cent. An update that is fifty degrees off still goes down, and the next one starts from a better place."
    |said| {
        let figure = said.figure("Go back to where we began");
        let angles = METHODS.map(|method| off(figure.as_ref(), method));
        assert!(angles[2] > 50.0 && angles[4] > 50.0, "{angles:?}");
        let places = places(figure.as_ref());
        for p in places {
            for q in places {
                assert!((p[0] - q[0]).hypot(p[1] - q[1]) < 0.06, "{places:?}");
            }
        }
        let ends = ends(figure);
        let (low, high) = (ends.iter().fold(f64::MAX, |a, &b| a.min(b)), ends.iter().fold(0.0, |a: f64, &b| a.max(b)));
        assert!(high < 1.01 * low, "{ends:?}");
    }

    it_matters_where_the_slope_has_much_to_give
    "With one long step MAML finds the edge of the square, far from where the others rest, and ends with a quarter less accumulated loss than any of them. With an $\\alpha$ beyond the limit, where fine-tuning overshoots and no longer settles, it is still the only one that knows, and ends with little more than half of what the others do: it takes the overshooting into account because it differentiates through it."
    |said| {
        let [maml, others @ ..] = ends(said.figure("With one long step"));
        for other in others {
            assert!((0.73..0.78).contains(&(maml / other)), "{maml}, {other}");
        }
        let [place, rest @ ..] = places(said.figure("With one long step").as_ref());
        assert!(place.iter().any(|entry| *entry > 0.99), "{place:?}");
        for other in rest {
            assert!((place[0] - other[0]).hypot(place[1] - other[1]) > 0.2, "{other:?}");
        }
        let beyond = said.figure("With an $\\alpha$ beyond the limit");
        assert!(beyond.settings().number("alpha") > number(beyond.as_ref(), "stability-limit"));
        let [maml, others @ ..] = ends(beyond);
        for other in others {
            assert!((0.45..0.6).contains(&(maml / other)), "{maml}, {other}");
        }
    }

    four_tasks_and_a_gentler_rate
    "Put four tasks on the map and let them run again. Plain descent now jumps to and fro for ever, while the other four rest at the same loss. The reason is not its direction but its length: it sees the whole steepness of four tasks, where MAML and FOMAML look at what fine-tuning leaves of it. A gentler $\\beta$ of its own, half as large, cures it."
    |said| {
        let mut figure = said.figure("Put four tasks on the map");
        let wild = ends(said.figure("Put four tasks on the map"));
        for end in &wild[..4] {
            assert!((end / wild[0] - 1.0).abs() < 0.005, "{wild:?}");
        }
        assert!(wild[4] > 1.2 * wild[0], "{wild:?}");
        figure.press("run");
        figure.tick(60_000.0);
        let notice = figure.notice().expect("descent has not come to rest");
        assert!(notice.contains("still on the way: descent"), "{notice}");
        let cured = said.figure("half as large");
        let own = cured.settings().numbers("descent-beta")[0];
        assert_eq!(2.0 * own, cured.settings().number("beta"));
        let cured = ends(cured);
        assert!((cured[4] / cured[0] - 1.0).abs() < 0.01, "{cured:?}");
    }
}
