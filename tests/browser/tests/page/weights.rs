//! Weights that leave a figure, and weights that come from a file.

use std::fs;

use browser::page::patiently;
use browser::{Page, Visit};
use maml_live::learn::Activation;
use maml_live::learn::weights::{self, Weights, drawings, file};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::train::{visit, wait_for_message, wait_for_steps};

#[test]
fn the_weights_go_into_the_fitting_figure_and_its_own_come_back() {
    visit("index.html#train", |page| {
        page.wait_ready("fit-maml");
        let original = page.output("fit-maml", "curve-mse");
        page.press("train", "step");
        wait_for_steps(page, 1);
        page.press("train", "use-weights");
        page.settle("fit-maml");
        let guest = page.output("fit-maml", "curve-mse");
        assert_ne!(guest, original);
        assert!(page.message("train").contains("fitting figure"), "{}", page.message("train"));
        assert!(page.message("fit-maml").contains("trained on 4 tasks"));
        page.press("fit-maml", "original-weights");
        assert_eq!(page.output("fit-maml", "curve-mse"), original);
    });
}

#[test]
fn a_downloaded_file_can_be_chosen_again() {
    visit("index.html#train", |page| {
        let folder = tempfile::tempdir().expect("temporary folders can be made");
        let save = json!({ "behavior": "allow", "downloadPath": folder.path() });
        page.session().chromium("Browser.setDownloadBehavior", save).expect("Chromium saves");
        page.press("train", "step");
        wait_for_steps(page, 1);
        page.press("train", "download");
        let file = folder.path().join("maml-live-weights.json");
        assert!(patiently(|| file.is_file()), "{} is not saved", file.display());
        let text = fs::read_to_string(&file).expect("the file is saved");
        let content: Value = serde_json::from_str(&text).expect("it is JSON");
        assert_eq!(content["values"].as_array().map(Vec::len), Some(1761));
        let handed = |page: &Page| {
            page.settle("fit-maml");
            let error = page.output("fit-maml", "curve-mse");
            // Not with the mouse: the page may still be scrolling to the figure.
            let script = "document.querySelector('#fit-maml [name=\"original-weights\"]').click()";
            page.script(script, json!([]));
            page.settle("fit-maml");
            error
        };
        page.press("train", "use-weights");
        let used = handed(page);
        // Twice the same file: the input is empty again after the first time.
        for _ in 0..2 {
            let chosen = choose_file(page, &text, "weights.json");
            page.wait_until(
                "return document.querySelector('#fit-maml > .message').textContent
                    .includes('your file')",
                json!([]),
            );
            assert_eq!(handed(page), used);
            chosen.close().expect("it can be removed");
        }
        folder.close().expect("it can be removed");
    });
}

/// Writes a file and chooses it in the input of `train`; returns the folder that it is in, to
/// be removed when the page has read it.
fn choose_file(page: &Page, content: &str, name: &str) -> TempDir {
    choose_file_in(page, "train", content, name)
}

/// The same in any figure's input.
fn choose_file_in(page: &Page, figure: &str, content: &str, name: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("temporary folders can be made");
    let file = folder.path().join(name);
    fs::write(&file, content).expect("temporary files can be written");
    let input = format!("#{figure} input[type=file]");
    let input = json!({ "using": "css selector", "value": input });
    let found = page.session().post("element", input).expect("there is an input");
    let id = found.as_object().and_then(|found| found.values().next()).and_then(Value::as_str);
    let question = format!("element/{}/value", id.expect("elements have names"));
    let path = json!({ "text": file.to_string_lossy() });
    page.session().post(&question, path).expect("the input takes a file");
    folder
}

#[test]
fn what_is_no_weights_file_is_refused_in_a_sentence() {
    let file = |shapes: &str, activation: &str, values: &str| {
        format!("{{\"shapes\": {shapes}, \"activation\": {activation}, \"values\": {values}}}")
    };
    let shapes = "[[1,40],[40],[40,40],[40],[40,1],[1]]";
    let numbers = |count| json!(vec![0.5; count]).to_string();
    let mut huge = json!(vec![0.5; 1761]);
    huge[7] = json!(1e300);
    let long = file(shapes, "\"relu\"", &format!("[{}0]", "0,".repeat(100_000)));
    let mut worded = json!(vec![0.5; 1761]);
    worded[7] = json!("<b>");
    let cases = [
        ("not JSON at all".to_string(), "not JSON"),
        ("NaN".into(), "not JSON"),
        ("null".into(), "`shapes` is not a list"),
        ("[1,2,3]".into(), "`shapes` is not a list"),
        (file("[[1,40.5],[40],[40,40],[40],[40,1],[1]]", "\"relu\"", &numbers(1761)), "shapes"),
        (file("[[1,30],[30],[30,1],[1]]", "\"relu\"", &numbers(91)), "shapes"),
        (file(shapes, "\"sine\"", &numbers(1761)), "relu or tanh"),
        (file(shapes, "3", &numbers(1761)), "not a word"),
        (file(shapes, "\"relu\"", &numbers(1760)), "1760 were given"),
        (file(shapes, "\"relu\"", &huge.to_string()), "number 8 is not finite"),
        (long, "longer than any list"),
        (file(shapes, "\"relu\"", &worded.to_string()), "not a number"),
        (" ".repeat(50_000_000), "megabyte"),
    ];
    visit("index.html#train", |page| {
        let before = page.output("fit-maml", "curve-mse");
        for (number, (content, sentence)) in cases.iter().enumerate() {
            let chosen = choose_file(page, content, &format!("bad-{number}.json"));
            wait_for_message(page, sentence);
            chosen.close().expect("it can be removed");
        }
        assert_eq!(page.output("fit-maml", "curve-mse"), before);
    });
}

/// Finite numbers, and yet no network: what is wrong lies in the file, and Reset leads back.
#[test]
fn huge_weights_are_said_to_be_the_reason_and_reset_brings_the_own_ones_back() {
    let shapes = "[[1,40],[40],[40,40],[40],[40,1],[1]]";
    let values = json!(vec![1e10; 1761]);
    let content =
        format!("{{\"shapes\": {shapes}, \"activation\": \"relu\", \"values\": {values}}}");
    visit("index.html#train", |page| {
        page.wait_ready("fit-maml");
        let own = page.output("fit-maml", "curve-mse");
        let chosen = choose_file(page, &content, "huge.json");
        page.wait_until(
            "return document.querySelector('#fit-maml > .message').textContent.includes('your file')",
            json!([]),
        );
        page.settle("fit-maml");
        let said = page.message("fit-maml");
        assert!(said.contains("weights") && !said.contains('α'), "{said}");
        let script = "document.querySelector('#fit-maml [name=reset]').click()";
        page.script(script, json!([]));
        page.settle("fit-maml");
        assert_eq!(page.output("fit-maml", "curve-mse"), own);
        assert_eq!(page.message("fit-maml"), "");
        chosen.close().expect("it can be removed");
    });
}

/// The figure whose file input is for networks that tell drawings apart.
const DRAWN: &str = "train-drawings";

/// The chapter with the drawings, every fold open.
fn visit_drawings(mut work: impl FnMut(&Page)) {
    Visit::new().run("model-agnostic.html#drawings", |page| {
        page.wait_ready("drawings");
        page.wait_ready(DRAWN);
        page.script(
            "document.querySelectorAll('details').forEach((d) => { d.open = true })",
            json!([]),
        );
        page.settle("drawings");
        work(page);
    });
}

/// The file of a network, as the page saves it.
fn saved(values: Vec<f32>, rates: Vec<f32>) -> String {
    let origin = "a test".to_string();
    file::write(&Weights { values, activation: Activation::Relu, rates, origin })
}

/// That of MAML's network for drawings, with a part of it replaced.
fn with(part: &str, other: Value) -> String {
    let maml = drawings::maml();
    let text = saved(maml.values(), maml.rates.to_vec());
    let mut content: Value = serde_json::from_str(&text).expect("it is JSON");
    *content.pointer_mut(part).expect("there is such a part") = other;
    content.to_string()
}

/// Chooses a file, and waits until a sentence with `part` in it stands beside a figure.
fn choose_and_hear(page: &Page, content: &str, figure: &str, part: &str) {
    let chosen = choose_file_in(page, DRAWN, content, "drawn.json");
    let script = "return document.querySelector(`#${arguments[0]} > .message`).textContent
        .includes(arguments[1])";
    page.wait_until(script, json!([figure, part]));
    chosen.close().expect("it can be removed");
}

const ANSWERS: [&str; 3] = ["prediction", "prediction-pretrained", "prediction-nearest"];

#[test]
fn what_is_no_network_for_drawings_is_refused_in_a_sentence_and_nothing_else_breaks() {
    let (own, rates) = (drawings::maml().values(), drawings::maml().rates.to_vec());
    let whole = saved(own.clone(), rates);
    let cases = [
        ("a photograph, perhaps".to_string(), "not JSON"),
        (whole[..whole.len() / 2].to_string(), "not JSON"),
        (whole[..whole.trim_end().len() - 1].to_string(), "not JSON"),
        (whole.replacen("\"values\": [", "\"values\": [NaN,", 1), "not JSON"),
        (whole.replacen("\"values\": [", "\"values\": [1e99,", 1), "9654 were given"),
        ("[]".into(), "`shapes` is not a list"),
        (with("/values/7", Value::Null), "not a number"),
        (with("/values/7", json!("0.5")), "not a number"),
        (with("/values/7", json!(1e39)), "number 8 is not finite"),
        (with("/values", json!(vec![0.5; 9652])), "9652 were given"),
        (with("/values", json!({})), "`values` is not a list"),
        (with("/shapes/0", json!([25, 8])), "the shapes"),
        (with("/activation", json!("tanh")), "must be relu"),
        (with("/rates/3", json!(-0.1)), "no positive inner rate"),
        (with("/rates", json!([0.1])), "no positive inner rate"),
        (saved(own, Vec::new()), "9653 were given"),
        // A sound file, though of the other network of the article.
        (saved(weights::maml().values(), Vec::new()), "No figure of this page"),
    ];
    visit_drawings(|page| {
        let answers = || ANSWERS.map(|key| page.output("drawings", key));
        let before = answers();
        for (content, sentence) in &cases {
            choose_and_hear(page, content, DRAWN, sentence);
        }
        assert_eq!(answers(), before, "the board was not touched");
        assert_eq!(page.message("drawings"), "");
        // Both figures go on, and the next file is taken if it is sound.
        page.press(DRAWN, "run");
        page.wait_until(
            "return document.querySelector('#train-drawings output[name=accuracy]')
                .dataset.value !== ''",
            json!([]),
        );
        page.press(DRAWN, "run");
        let other = drawings::pretrained();
        let sound = saved(other.values(), other.rates.to_vec());
        choose_and_hear(page, &sound, "drawings", "the network from your file");
        page.settle("drawings");
        let after = answers();
        assert_eq!(after[0], before[1], "the file's network is the pretrained one");
        assert_eq!(after[1..], before[1..]);
    });
}

/// Finite numbers, and yet no network: the file is blamed, the others answer, Reset leads back.
#[test]
fn huge_weights_on_the_board_are_said_to_be_the_reason() {
    let rates = drawings::maml().rates.to_vec();
    let huge = saved(vec![1e30; drawings::PARAMETERS], rates);
    visit_drawings(|page| {
        let answers = || ANSWERS.map(|key| page.output("drawings", key));
        let before = answers();
        choose_and_hear(page, &huge, "drawings", "too large to compute with");
        page.settle("drawings");
        let after = answers();
        assert!(after[0].is_empty(), "{after:?}");
        assert_eq!(after[1..], before[1..]);
        page.press("drawings", "reset");
        assert_eq!((answers(), page.message("drawings")), (before, String::new()));
    });
}
