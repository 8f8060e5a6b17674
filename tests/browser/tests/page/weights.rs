//! Weights that leave the training figure, and weights that come from a file.

use std::path::PathBuf;
use std::{env, fs, process};

use browser::Page;
use browser::page::patiently;
use serde_json::{Value, json};

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
        let folder = env::temp_dir().join(format!("maml-live-downloads-{}", process::id()));
        fs::create_dir_all(&folder).expect("temporary folders can be made");
        let save = json!({ "behavior": "allow", "downloadPath": folder });
        page.session().chromium("Browser.setDownloadBehavior", save).expect("Chromium saves");
        page.press("train", "step");
        wait_for_steps(page, 1);
        page.press("train", "download");
        let file = folder.join("maml-live-weights.json");
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
            fs::remove_file(chosen).expect("it can be removed");
        }
        fs::remove_dir_all(&folder).expect("it can be removed");
    });
}

/// Writes a file and chooses it in the figure's input; returns where it is, to be
/// removed when the page has read it.
fn choose_file(page: &Page, content: &str, name: &str) -> PathBuf {
    let file = env::temp_dir().join(format!("maml-live-{}-{name}", process::id()));
    fs::write(&file, content).expect("temporary files can be written");
    let input = json!({ "using": "css selector", "value": "#train input[type=file]" });
    let found = page.session().post("element", input).expect("there is an input");
    let id = found.as_object().and_then(|found| found.values().next()).and_then(Value::as_str);
    let question = format!("element/{}/value", id.expect("elements have names"));
    let path = json!({ "text": file.to_string_lossy() });
    page.session().post(&question, path).expect("the input takes a file");
    file
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
            fs::remove_file(chosen).expect("it can be removed");
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
        fs::remove_file(chosen).expect("it can be removed");
    });
}
