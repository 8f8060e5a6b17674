//! `drawings` when something is odd: hands that slip, boards with too much or too little, and
//! links that somebody has changed.

/// Bad input of hands.
mod hands_that_slip {
    use maml_live::contract::{Action, Grip, Pointer, Tip, link};
    use maml_live::plot::{Ink, Mark};

    use super::super::drawings::{
        BAR, BOARD, NARROW, WIDE, demand_same, notice, own_alphabet, pad, rest, ring, sent, stroke,
    };
    use super::super::support::hands::{click, mouse};
    use super::super::support::{demand_sound, output};

    #[test]
    fn a_dot_is_said_and_shows_nothing() {
        let mut figure = own_alphabet();
        let rect = pad(figure.as_ref(), WIDE, "query").rect;
        click(figure.as_mut(), BOARD, WIDE, (rect.left + 30.0, rect.top + 30.0));
        assert!(notice(figure.as_ref()).contains("only a dot"), "{}", notice(figure.as_ref()));
        assert!(output(figure.as_ref(), "prediction").is_empty());
        // With a line beside it, it is a part of a character.
        stroke(figure.as_mut(), "query", &BAR);
        assert_eq!(notice(figure.as_ref()), "");
        assert_eq!(output(figure.as_ref(), "prediction").len(), 3);
    }

    #[test]
    fn a_scribble_over_the_edge_is_held_there() {
        let mut figure = own_alphabet();
        let scribble: Vec<(f64, f64)> = (0..200)
            .map(|i| (0.5 + (f64::from(i) * 0.7).sin(), 0.5 + 2.0 * (f64::from(i) * 1.1).sin()))
            .collect();
        stroke(figure.as_mut(), "query", &scribble);
        let said = notice(figure.as_ref());
        assert!(said.contains("held at the edge"), "{said}");
        let rect = pad(figure.as_ref(), WIDE, "query").rect;
        for mark in &figure.scene(BOARD, WIDE).marks {
            if let Mark::Line { points, stroke } = mark
                && stroke.ink == Ink::Accent
            {
                assert!(points.iter().all(|at| rect.contains(*at)));
            }
        }
        rest(figure.as_mut());
        demand_sound(figure.as_ref(), &[WIDE, NARROW], "a scribble");
        demand_same(figure.as_ref(), sent(figure.as_ref()).as_ref());
    }

    #[test]
    fn ten_thousand_points_are_a_stroke_as_any_other() {
        let mut figure = own_alphabet();
        let circle: Vec<(f64, f64)> = (0..10_000)
            .map(|i| f64::from(i) * std::f64::consts::TAU / 10_000.0)
            .map(|angle| (0.5 + 0.3 * angle.cos(), 0.5 + 0.3 * angle.sin()))
            .collect();
        stroke(figure.as_mut(), "query", &circle);
        assert_eq!(notice(figure.as_ref()), "");
        let shares = output(figure.as_ref(), "prediction");
        assert!(shares[1] > 0.5, "{shares:?}");
        assert!(link::write(figure.as_ref()).len() < 400);
    }

    #[test]
    fn a_pointer_that_leaves_and_comes_back_draws_on() {
        let mut figure = own_alphabet();
        let rect = pad(figure.as_ref(), WIDE, "support-0-0").rect;
        let inside = (rect.left + 20.0, rect.top + 20.0);
        mouse(figure.as_mut(), BOARD, WIDE, Action::Down, inside);
        // Over another pad, where it draws nothing.
        let other = pad(figure.as_ref(), WIDE, "support-1-0");
        mouse(
            figure.as_mut(),
            BOARD,
            WIDE,
            Action::Drag,
            (rect.left + 50.0, other.rect.top + 40.0),
        );
        assert_eq!(figure.grip(BOARD, WIDE, (2.0, 2.0), Tip::Fine), Grip::Paper, "it is held");
        mouse(figure.as_mut(), BOARD, WIDE, Action::Drag, (rect.left + 80.0, rect.top + 30.0));
        mouse(figure.as_mut(), BOARD, WIDE, Action::Up, (rect.left + 80.0, rect.top + 30.0));
        assert!(pad(figure.as_ref(), WIDE, "support-0-0").label.contains("2 strokes"));
        assert_eq!(pad(figure.as_ref(), WIDE, "support-1-0").label, other.label);
    }

    #[test]
    fn a_pointer_that_is_taken_away_leaves_all_as_it_was() {
        let mut figure = own_alphabet();
        stroke(figure.as_mut(), "query", &ring());
        rest(figure.as_mut());
        let before = figure.readouts();
        let link = link::write(figure.as_ref());
        let rect = pad(figure.as_ref(), WIDE, "support-1-0").rect;
        mouse(figure.as_mut(), BOARD, WIDE, Action::Down, (rect.left + 5.0, rect.top + 5.0));
        mouse(figure.as_mut(), BOARD, WIDE, Action::Drag, (rect.left + 99.0, rect.top + 9.0));
        figure.tick(16.0);
        figure.tick(16.0);
        mouse(figure.as_mut(), BOARD, WIDE, Action::Cancel, (0.0, 0.0));
        assert!(notice(figure.as_ref()).contains("broken off"), "{}", notice(figure.as_ref()));
        rest(figure.as_mut());
        assert_eq!(figure.readouts(), before);
        assert_eq!(link::write(figure.as_ref()), link);
    }

    #[test]
    fn too_many_strokes_are_said() {
        let mut figure = own_alphabet();
        for i in 0..13 {
            let y = 0.05 + 0.07 * f64::from(i);
            stroke(figure.as_mut(), "query", &[(0.1, y), (0.9, y)]);
        }
        assert!(notice(figure.as_ref()).contains("12 strokes"), "{}", notice(figure.as_ref()));
        assert!(pad(figure.as_ref(), WIDE, "query").label.contains("12 strokes"));
    }

    #[test]
    fn a_hand_of_no_numbers_breaks_nothing() {
        let mut figure = own_alphabet();
        let rect = pad(figure.as_ref(), WIDE, "query").rect;
        mouse(figure.as_mut(), BOARD, WIDE, Action::Down, (rect.left + 5.0, rect.top + 5.0));
        for at in [(f64::NAN, 3.0), (f64::INFINITY, f64::NEG_INFINITY), (1e300, -1e300)] {
            let pointer =
                Pointer { panel: BOARD, size: WIDE, at, action: Action::Drag, tip: Tip::Fine };
            figure.pointer(&pointer);
            figure.tick(16.0);
        }
        mouse(figure.as_mut(), BOARD, WIDE, Action::Up, (0.0, 0.0));
        demand_sound(figure.as_ref(), &[WIDE], "a hand of no numbers");
    }
}

/// Boards that ask for too much or too little.
mod odd_boards {
    use maml_live::contract::{Key, Stride};

    use super::super::drawings::{BAR, BOARD, notice, own_alphabet, rest, ring, stroke};
    use super::super::support::{output, readout, state};

    #[test]
    fn the_same_drawing_in_two_classes_is_said() {
        let mut figure = own_alphabet();
        figure.key(BOARD, Key::Home);
        figure.key(BOARD, Key::Down(Stride::Normal));
        figure.key(BOARD, Key::Delete);
        stroke(figure.as_mut(), "support-0-0", &ring());
        stroke(figure.as_mut(), "query", &ring());
        rest(figure.as_mut());
        let said = notice(figure.as_ref());
        assert!(said.contains("A and B look the same"), "{said}");
        for key in ["prediction", "prediction-pretrained", "prediction-nearest"] {
            let shares = output(figure.as_ref(), key);
            assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-5, "{shares:?}");
            assert!(shares[2] < 0.4, "{key}: {shares:?}");
            assert!((shares[0] - shares[1]).abs() < 0.3, "{key}: {shares:?}");
        }
    }

    #[test]
    fn the_same_drawing_twice_is_said_beside_what_lacks() {
        let mut figure = own_alphabet();
        figure.press("clear");
        for pad in ["support-0-0", "support-1-0", "query"] {
            stroke(figure.as_mut(), pad, &ring());
        }
        rest(figure.as_mut());
        let said = notice(figure.as_ref());
        assert!(said.contains("A and B look the same"), "{said}");
        assert!(said.ends_with("C has no drawing yet, so it is left out."), "{said}");
    }

    #[test]
    fn a_class_without_a_drawing_is_left_out_and_said() {
        let mut figure = own_alphabet();
        figure.set("ways", "5").expect("in the range");
        let said = notice(figure.as_ref());
        assert!(said.contains("D and E have no drawing yet, so they are left out"), "{said}");
        stroke(figure.as_mut(), "query", &BAR);
        rest(figure.as_mut());
        for key in ["prediction", "prediction-pretrained", "prediction-nearest"] {
            let shares = output(figure.as_ref(), key);
            assert_eq!((shares.len(), shares[3], shares[4]), (5, 0.0, 0.0), "{key}");
            assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-5, "{key}: {shares:?}");
        }
        // As if there were no more.
        let five = output(figure.as_ref(), "prediction");
        figure.set("ways", "3").expect("in the range");
        assert_eq!(output(figure.as_ref(), "prediction"), five[..3]);
    }

    #[test]
    fn an_empty_board_and_one_class_alone_ask_for_more() {
        let mut figure = state("drawings");
        figure.press("clear");
        assert!(figure.describe().contains("An empty board"));
        stroke(figure.as_mut(), "support-1-0", &ring());
        stroke(figure.as_mut(), "query", &ring());
        let said = notice(figure.as_ref());
        assert!(said.contains("Only B has a drawing"), "{said}");
        assert!(output(figure.as_ref(), "prediction").is_empty());
        assert_eq!(readout(figure.as_ref(), "prediction").text, "nothing asked");
    }
}

/// Links.
mod challenges {
    use maml_live::contract::Figure;
    use maml_live::contract::link::{self, LONGEST};
    use maml_live::figures::list;

    use super::super::drawings::{
        BOARD, CROSS, WIDE, button, demand_same, notice, own_alphabet, rest, ring, stroke,
    };
    use super::super::support::{demand_sound, state};

    /// Opens a link that may have faults; what is said of it.
    fn opened(fragment: &str) -> (Box<dyn Figure>, String) {
        let link = link::parse(fragment);
        let mut figure = list::make(&link.figure).expect("a figure");
        let complaints = link::apply(figure.as_mut(), &link);
        let mut said: Vec<String> = complaints.into_iter().map(|complaint| complaint.0).collect();
        said.extend(figure.notice());
        (figure, said.join(" "))
    }

    #[test]
    fn a_board_of_ones_own_goes_into_a_short_link() {
        let mut figure = own_alphabet();
        stroke(figure.as_mut(), "query", &ring());
        rest(figure.as_mut());
        let link = link::write(figure.as_ref());
        assert!(link.len() < 300, "{} signs", link.len());
        let query = link.split_once('?').expect("settings").1;
        assert!(query.bytes().all(|b| b.is_ascii_alphanumeric() || b"=&-_".contains(&b)), "{link}");
        demand_same(figure.as_ref(), state(&link).as_ref());
    }

    #[test]
    fn a_full_board_of_drawings_still_fits() {
        let mut figure = state("drawings?ways=5&shots=5");
        let keys: Vec<String> = figure.pads(BOARD, WIDE).into_iter().map(|pad| pad.key).collect();
        for key in keys {
            CROSS.iter().for_each(|line| stroke(figure.as_mut(), &key, line));
            stroke(figure.as_mut(), &key, &ring());
        }
        rest(figure.as_mut());
        let link = link::write(figure.as_ref());
        assert!((500..2000).contains(&link.len()), "{} signs", link.len());
        assert!(!notice(figure.as_ref()).contains("too long"), "{}", notice(figure.as_ref()));
        let same = state(&link);
        assert_eq!(same.scene(BOARD, WIDE), figure.scene(BOARD, WIDE));
    }

    #[test]
    fn a_board_that_does_not_fit_is_said_by_its_link_too() {
        let mut figure = state("drawings?ways=5&shots=5");
        let keys: Vec<String> = figure.pads(BOARD, WIDE).into_iter().map(|pad| pad.key).collect();
        let scribble = |by: i32| -> Vec<(f64, f64)> {
            let share = |i: i32, by: i32| f64::from(i * by % 101) / 101.0;
            (0..45).map(|i| (share(i, by), share(i, by + 20))).collect()
        };
        for key in keys {
            (0..3).for_each(|i| stroke(figure.as_mut(), &key, &scribble(37 + i)));
        }
        assert!(notice(figure.as_ref()).contains("too long for a link"));
        let link = link::write(figure.as_ref());
        assert!(link.len() < 100, "{link}");
        let drawn = figure.scene(BOARD, WIDE);
        // Other settings leave the drawings where they are.
        figure.set("steps", "0").expect("in the range");
        figure.set("steps", "1").expect("in the range");
        assert_eq!(figure.scene(BOARD, WIDE).marks.len(), drawn.marks.len());
        let (_, said) = opened(&link);
        assert!(said.contains("too long for this link"), "{said}");
    }

    #[test]
    fn a_hostile_board_is_refused_with_a_sentence() {
        let good = {
            let mut figure = own_alphabet();
            stroke(figure.as_mut(), "query", &ring());
            link::write(figure.as_ref()).split_once("board=").expect("a board").1.to_string()
        };
        let enormous = "A".repeat(LONGEST - 20);
        let cases = [
            ("NaN", "damaged"),
            ("1", "damaged"),
            ("1AAAA_____________", "damaged"),
            (&good[..good.len() / 2], "damaged"),
            (&[&good, "A"].concat(), "damaged"),
            ("%00%FF", "none of its own"),
            ("<script>alert(1)</script>", "none of its own"),
            ("1AA=", "none of its own"),
            ("é", "none of its own"),
            (&enormous, "longer than any"),
        ];
        for (board, expected) in cases {
            let (figure, said) = opened(&format!("drawings?board={board}&steps=2"));
            assert!(said.contains(expected), "{board}: {said}");
            assert!(!said.contains("script"), "{said}");
            assert_eq!(figure.settings().count("steps"), 2);
            // The example stands in its place.
            assert_eq!(figure.scene(BOARD, WIDE), state("drawings?steps=2").scene(BOARD, WIDE));
            assert_eq!(link::write(figure.as_ref()), "#drawings?steps=2");
        }
        let (figure, said) = opened(&format!("drawings?board={good}&steps=1e99&ways=NaN&shots=-3"));
        assert!(said.contains("steps") && said.contains("ways"), "{said}");
        demand_sound(figure.as_ref(), &[WIDE], "a hostile link");
        let (_, said) = opened(&format!("drawings?board={}", "1A".repeat(50_000)));
        assert!(said.contains("too long to be one of ours"), "{said}");
    }

    /// A link of another figure's reader opens over whatever was drawn before.
    #[test]
    fn a_link_replaces_what_is_on_the_board() {
        let challenge = link::write(own_alphabet().as_ref());
        let mut figure = state("drawings");
        stroke(figure.as_mut(), "query", &ring());
        for fragment in [challenge.as_str(), "#drawings", "#drawings?seed=5&ways=4"] {
            link::apply(figure.as_mut(), &link::parse(fragment));
            rest(figure.as_mut());
            let fresh = state(fragment);
            assert_eq!(figure.scene(BOARD, WIDE), fresh.scene(BOARD, WIDE), "{fragment}");
            assert!(!figure.look(button(figure.as_ref(), "undo")).works, "{fragment}");
        }
    }
}
