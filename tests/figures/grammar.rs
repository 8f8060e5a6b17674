//! What the figures say of one thing, and of several.

use super::support::{Workers, state, texts};
use maml_live::contract::Figure;
use maml_live::plot::Size;

/// Everything that a figure says, under it and in its panels.
fn said(figure: &dyn Figure) -> Vec<String> {
    let size = Size::new(680.0, 400.0);
    let scenes: Vec<_> =
        (0..figure.panels().len()).map(|panel| figure.scene(panel, size)).collect();
    let shown = scenes.iter().flat_map(texts).map(str::to_string);
    let readouts = figure.readouts().into_iter().map(|readout| readout.text);
    shown.chain(readouts).chain(figure.notice()).chain([figure.describe()]).collect()
}

/// A “1” that is followed by the plural of what the figures count, whatever stands between.
fn one_of_many(sentence: &str) -> Option<String> {
    const MANY: [&str; 8] =
        ["steps", "samples", "tasks", "methods", "points", "numbers", "minima", "losses"];
    let words: Vec<&str> =
        sentence.split(|c: char| c.is_whitespace() || "(),;:".contains(c)).collect();
    words.windows(3).chain(words.windows(2)).find_map(|words| {
        let (first, rest) = words.split_first()?;
        let plural = |word: &&str| MANY.contains(&word.trim_end_matches('.'));
        (*first == "1" && rest.iter().any(plural)).then(|| words.join(" "))
    })
}

#[test]
fn one_thing_is_not_said_in_the_plural() {
    assert!(one_of_many("It races 1 other methods.").is_some());
    assert!(one_of_many("After 1 steps on 5 samples").is_some());
    assert!(one_of_many("After 11 steps on 1 sample, 2 tasks").is_none());
    for link in [
        "#fit-pretrained?samples=1&steps=1",
        "#fit-maml?samples=1&steps=1&compare=on",
        "#meta-loss?m=1",
        "#two-tasks",
        "#train?tasks=1&shots=1&eval-steps=1&race-pretrained=on",
        "#train?method=reptile&inner-steps=1&race-imaml=on",
    ] {
        let mut figure = state(link);
        for sentence in said(figure.as_ref()) {
            assert_eq!(one_of_many(&sentence), None, "{link}: {sentence}");
        }
        figure.press("step");
        let complaints = ["samples", "points"].map(|key| figure.set(key, "1,2,3,4,5,6,7,8,9,10"));
        let complaints = complaints.into_iter().filter_map(|said| Some(said.err()?.0));
        for sentence in said(figure.as_ref()).into_iter().chain(complaints) {
            assert_eq!(one_of_many(&sentence), None, "{link}: {sentence}");
        }
    }
}

/// One meta-step of one task, which only a worker can make.
#[test]
fn one_task_seen_is_one_task() {
    let mut figure = state("#train?tasks=1&race-fomaml=on");
    figure.press("step");
    Workers::default().work(figure.as_mut(), 1000);
    assert!(figure.describe().contains("after 1 task "), "{}", figure.describe());
    assert!(figure.describe().contains("races 1 other method: FOMAML."), "{}", figure.describe());
    let given = figure.exchange().and_then(|exchange| exchange.give());
    for sentence in said(figure.as_ref()).into_iter().chain(given.map(|given| given.origin)) {
        assert_eq!(one_of_many(&sentence), None, "{sentence}");
    }
}
