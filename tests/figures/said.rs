//! What is said follows what is seen: on the way as at the end, to eyes and to ears.

use maml_live::contract::{Figure, Key, Stride};

use super::support::{number, output, readout, state};

/// The number that a slider shows.
fn thumb(figure: &dyn Figure, key: &str) -> f64 {
    figure.shown_settings().number(key)
}

#[test]
fn the_thumb_and_the_sentence_go_along_while_the_steps_play() {
    let mut figure = state("fit-maml?steps=4");
    assert_eq!(thumb(figure.as_ref(), "steps"), 4.0);
    figure.press("play");
    let mut thumbs = vec![thumb(figure.as_ref(), "steps")];
    while figure.animating() {
        let thumb = thumb(figure.as_ref(), "steps");
        thumbs.push(thumb);
        let steps = ["After ", &thumb.to_string(), " step"].concat();
        assert!(figure.describe().contains(&steps), "{thumb}: {}", figure.describe());
        let error = readout(figure.as_ref(), "curve-mse").text;
        assert!(figure.describe().contains(&error), "{error}: {}", figure.describe());
        assert_eq!(figure.settings().number("steps"), 4.0, "what is chosen stays");
        figure.tick(40.0);
    }
    thumbs.dedup();
    assert_eq!(thumbs, [0.0, 1.0, 2.0, 3.0, 4.0]);
    assert_eq!(thumb(figure.as_ref(), "steps"), 4.0);
}

/// Who wants no motion sees every step all the same, one after the other.
#[test]
fn the_stills_of_a_play_are_its_steps() {
    for (link, stills) in [("fit-maml?steps=4", 4), ("fit-pretrained?steps=1000", 30)] {
        let mut figure = state(link);
        figure.press("play");
        let mut count = 0;
        while figure.animating() && count < 100 {
            let before = thumb(figure.as_ref(), "steps");
            figure.next_still();
            count += 1;
            let after = thumb(figure.as_ref(), "steps");
            assert!(after > before, "{link}: {before}, then {after}");
            let mut there = state(link);
            there.set("steps", &after.to_string()).expect("within the range");
            let errors =
                [figure.as_ref(), there.as_ref()].map(|figure| number(figure, "curve-mse"));
            assert_eq!(errors[0], errors[1], "{link}: not at a step, but between two");
        }
        assert_eq!(count, stills, "{link}");
    }
}

#[test]
fn what_has_no_stills_of_its_own_goes_to_its_end() {
    let mut figure = state("meta-loss?m=20");
    figure.set("alpha", "0.03").expect("within the range");
    figure.settle();
    assert!(figure.animating());
    figure.next_still();
    assert!(!figure.animating() && !figure.is_sketch());
}

/// The first panel of a figure.
const MAIN: usize = 0;

#[test]
fn keys_on_samples_say_which_and_where() {
    let mut figure = state("fit-maml?samples=-4,-2,0.5&amplitude=4&phase=0.2");
    let mut told = |key| {
        figure.key(MAIN, key);
        figure.announcement(MAIN).expect("it is told")
    };
    let steps = [
        (Key::Right(Stride::Normal), "Cursor, x = 0.20, y = 1.56."),
        (Key::Up(Stride::Normal), "Sample 1 of 3, x = −4.00, y = 2.45."),
        (Key::Up(Stride::Normal), "Sample 2 of 3, x = −2.00, y = −3.90."),
        (Key::Left(Stride::Fine), "Sample 2 of 3, x = −2.02, y = −3.88."),
        (Key::Delete, "Cursor, x = −2.00, y = −3.90."),
        (Key::Escape, "2 samples."),
        (Key::Enter, "Sample 3 of 3, x = 0.00, y = 0.79."),
    ];
    for (key, expected) in steps {
        assert_eq!(told(key), expected, "{key:?}");
    }
    assert_eq!(figure.announcement(1), None, "the panel of errors has the sentence");
}

#[test]
fn keys_on_theta_say_where_it_is_and_what_it_costs() {
    for (name, key) in [("two-tasks", "loss-sum"), ("meta-loss", "meta-loss")] {
        let mut figure = state(&format!("{name}?theta=0.5,0.5"));
        figure.key(MAIN, Key::Right(Stride::Normal));
        let told = figure.announcement(MAIN).expect("it is told");
        let loss = readout(figure.as_ref(), key).text;
        assert!(told.contains("(0.510, 0.500)") && told.contains(&loss), "{name}: {told}");
        // And so does the sentence, in full.
        assert!(figure.describe().contains("(0.510, 0.500)"), "{}", figure.describe());
        assert!(figure.describe().contains(&loss), "{}", figure.describe());
        assert!(!output(figure.as_ref(), key).is_empty());
    }
}
