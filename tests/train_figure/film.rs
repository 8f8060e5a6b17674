//! What stays of runs: the moments of one, to be seen again like a film, and the ghosts of those
//! before it.

use maml_live::contract::{Changed, Figure, link};
use maml_live::plot::Ink;
use maml_live::plot::scene::Mark;
use maml_live::work::Errand;

use super::support::{Workers, errands, figure, finish, look, readout, rows};

/// A run that was watched stays when another takes its place, and says what sets it apart.
#[test]
fn runs_before_stay_as_ghosts_until_they_are_cleared() {
    let mut figure = figure("");
    figure.press("start");
    finish(figure.as_mut());
    assert!(!look(figure.as_ref(), "clear-ghosts").works);
    figure.set("inner-steps", "5").expect("a number is taken");
    let names = |figure: &dyn Figure| -> Vec<String> {
        rows(figure).into_iter().map(|row| row.name).collect()
    };
    assert_eq!(names(figure.as_ref()), ["5 inner steps", "1 inner step"]);
    assert!(texts(figure.as_ref(), 1).contains(&"1 inner step".into()));
    assert_eq!(readout(figure.as_ref(), "ghost-1-a"), [2.0]);
    assert!(figure.notice().is_some_and(|notice| notice.contains("stays")));
    // The same once more takes the place of its ghost.
    figure.set("inner-steps", "1").expect("a number is taken");
    assert_eq!(names(figure.as_ref()), ["MAML"]);
    for (at, seed) in (0..9).map(|at| (at, 100 + at)) {
        figure.press("start");
        finish(figure.as_mut());
        figure.set("seed", &seed.to_string()).expect("a number is taken");
        assert_eq!(names(figure.as_ref()).len(), 2 + (at as usize).min(5), "at most six");
    }
    assert!(names(figure.as_ref())[1].contains("seed\u{a0}102"), "{:?}", names(figure.as_ref()));
    let errands = |figure: &mut dyn Figure| errands(figure).len();
    errands(figure.as_mut());
    assert!(look(figure.as_ref(), "clear-ghosts").works);
    assert_ne!(figure.press("clear-ghosts"), Changed::Nothing);
    assert_eq!(names(figure.as_ref()).len(), 1);
    assert_eq!(errands(figure.as_mut()), 6, "their jobs end");
}

#[test]
fn a_run_that_is_left_early_leaves_no_ghost() {
    let mut figure = figure("");
    let mut workers = Workers::default();
    figure.press("start");
    workers.obey(figure.as_mut());
    workers.work(figure.as_mut(), 10, 5);
    figure.set("shots", "5").expect("a number is taken");
    assert_eq!(rows(figure.as_ref()).len(), 1);
}

/// A method that joins a finished race need not wait for it to be run again.
#[test]
fn what_is_finished_stays_when_another_joins() {
    let mut figure = figure("");
    figure.press("start");
    finish(figure.as_mut());
    figure.set("race-reptile", "on").expect("a word is taken");
    let made = |figure: &dyn Figure| -> Vec<f64> {
        rows(figure).iter().map(|row| row.cells[3].values[0]).collect()
    };
    assert_eq!(made(figure.as_ref()), [160_000.0, 0.0]);
    figure.press("start");
    let begins = |errand: &Errand| matches!(errand, Errand::Begin { .. });
    assert_eq!(errands(figure.as_mut()).iter().filter(|errand| begins(errand)).count(), 1);
}

fn texts(figure: &dyn Figure, panel: usize) -> Vec<String> {
    let marks = figure.scene(panel, figure.panels()[panel].wide).marks.into_iter();
    let text = |mark| if let Mark::Text(text) = mark { Some(text.text) } else { None };
    marks.filter_map(text).collect()
}

/// Like a film: every moment that was measured can be seen again, with its numbers.
#[test]
fn a_run_can_be_looked_back_on() {
    let mut figure = figure("");
    let mut workers = Workers::default();
    figure.press("start");
    workers.obey(figure.as_mut());
    let mut film = Vec::new();
    for _ in 0..200 {
        workers.work(figure.as_mut(), 1, 3);
        let made = readout(figure.as_ref(), "meta-steps")[0];
        assert_eq!(figure.settings().number("at"), made, "the slider goes along");
        film.push((made, figure.scene(0, figure.panels()[0].wide)));
    }
    let now = film.last().expect("many frames").clone();
    for back in [0.0, 3.0, 12.0, 38.0] {
        figure.set("at", &back.to_string()).expect("a number is taken");
        workers.obey(figure.as_mut());
        assert_eq!(figure.settings().number("at"), back);
        let frame = film.iter().find(|frame| frame.0 == back).expect("it was seen");
        assert_eq!(figure.scene(0, figure.panels()[0].wide), frame.1, "after {back} meta-steps");
        assert_eq!(readout(figure.as_ref(), "meta-steps"), [back]);
        assert_eq!(readout(figure.as_ref(), "tasks-seen"), [4.0 * back]);
        let said = figure.describe();
        let tasks = format!("after {} tasks its error is", 4.0 * back);
        assert!(said.contains("as it was after") && said.contains(&tasks), "{said}");
    }
    assert_eq!(look(figure.as_ref(), "start").label, "▶ Go on", "looking back is a pause");
    // Between two moments there is none; who goes on by one step of the slider gets to the next.
    figure.set("at", "40").expect("a number is taken");
    assert_eq!(figure.settings().number("at"), 48.0);
    figure.set("at", "47").expect("a number is taken");
    assert_eq!(figure.settings().number("at"), 38.0);
    figure.press("start");
    assert_eq!(figure.settings().number("at"), now.0, "going on is seen");
}

/// A link can hold a moment: it says that the run is to be made, and that it then rests there.
#[test]
fn a_link_to_a_moment_offers_the_run_and_rests_there() {
    let mut figure = figure("at=40&seed=3");
    let mut workers = Workers::default();
    let notice = figure.notice().expect("it offers");
    assert!(notice.contains("after 40 meta-steps") && notice.contains("“Start”"), "{notice}");
    assert_eq!(readout(figure.as_ref(), "meta-steps"), [0.0]);
    figure.press("start");
    assert_eq!(figure.notice(), None);
    workers.obey(figure.as_mut());
    assert_eq!(readout(figure.as_ref(), "meta-steps"), [40.0]);
    assert_eq!(readout(figure.as_ref(), "error").len(), 1, "it is measured there");
    assert_eq!(look(figure.as_ref(), "start").label, "▶ Go on");
    assert_eq!(link::write(figure.as_ref()), "#train?at=40&seed=3");
    figure.press("start");
    workers.obey(figure.as_mut());
    workers.work(figure.as_mut(), 20, 4);
    assert!(readout(figure.as_ref(), "meta-steps")[0] > 40.0, "and goes on");
    // A moment that is still to come can be asked for in a run that waits.
    figure.press("start");
    workers.obey(figure.as_mut());
    figure.set("at", "200").expect("a number is taken");
    assert!(figure.notice().is_some_and(|notice| notice.contains("“Go on”")));
    figure.press("start");
    workers.obey(figure.as_mut());
    assert_eq!(readout(figure.as_ref(), "meta-steps"), [200.0]);
}

#[test]
fn another_measure_goes_on_with_the_same_run_and_erases_nothing() {
    let mut figure = figure("");
    let mut workers = Workers::default();
    figure.press("start");
    workers.obey(figure.as_mut());
    workers.work(figure.as_mut(), 40, 20);
    let made = readout(figure.as_ref(), "meta-steps");
    let after_one = readout(figure.as_ref(), "error");
    // What stands in the table is there at once, for every moment.
    figure.set("eval-steps", "0").expect("a number is taken");
    // Without fine-tuning a meta-trained network is no better than the average curve.
    assert!(readout(figure.as_ref(), "error")[0] > 2.0);
    assert_eq!(readout(figure.as_ref(), "error"), readout(figure.as_ref(), "error-0"));
    let ends = |figure: &dyn Figure| {
        let line = bold_line(figure);
        [line.first(), line.last()].map(|end| end.expect("a line").0.round())
    };
    let whole = ends(figure.as_ref());
    assert!(whole[1] > whole[0] + 50.0, "{whole:?}");
    figure.set("eval-steps", "3").expect("a number is taken");
    assert!(readout(figure.as_ref(), "error").is_empty(), "this has not been measured");
    assert_eq!(readout(figure.as_ref(), "error-1"), after_one);
    workers.obey(figure.as_mut());
    assert_eq!(readout(figure.as_ref(), "meta-steps"), made);
    let anew = ends(figure.as_ref());
    // To where the run stands, and that may be further than the last moment before.
    assert!(anew[0] == whole[0] && anew[1] >= whole[1], "{whole:?}, then {anew:?}");
    let [one, three, five] =
        ["error-1", "error", "error-5"].map(|key| readout(figure.as_ref(), key)[0]);
    assert!(five <= three && three <= one, "{one}, {three}, {five}");
    figure.set("eval-steps", "1").expect("a number is taken");
    assert_eq!(readout(figure.as_ref(), "error"), readout(figure.as_ref(), "error-1"));
}

/// The points of the line of errors after fine-tuning: the thickest in the plot.
fn bold_line(figure: &dyn Figure) -> Vec<(f64, f64)> {
    let marks = figure.scene(1, figure.panels()[1].wide).marks.into_iter();
    let mut lines = marks.filter_map(|mark| match mark {
        Mark::Line { points, stroke } if stroke.width == 2.5 && stroke.ink == Ink::Maml => {
            Some(points)
        }
        _ => None,
    });
    lines.next_back().unwrap_or_default()
}
