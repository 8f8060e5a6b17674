//! Weights on their way: from figure to figure, into a file, and out of one.
//!
//! A figure gives a network and another takes it; neither knows of the other. What
//! comes from a file is a stranger's: each part is looked at before it is used, and
//! whatever is wrong with it is said in a sentence that does not quote it.

use std::rc::Rc;

use js_sys::{Array, JSON, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, File, HtmlAnchorElement, Url};

use super::address;
use super::dom;
use super::host::Host;
use super::hosts::Page;
use super::stage::Stage;
use crate::contract::{Complaint, Weights};
use crate::figures::list;
use crate::learn::weights::file;

/// The largest file that is read, in bytes; ours have some twenty thousand.
const LARGEST: f64 = 1e6;

/// The longest list in a file that is looked at.
const LONGEST: u32 = 100_000;

/// How long, in milliseconds, a file is kept for the browser to save it.
const KEEP: i32 = 60_000;

/// What a reader may want done with weights.
pub(super) enum Deed {
    /// Give those of the figure to another one.
    HandOver,
    /// Save those of the figure as a file.
    Download,
    /// Read some from a file and give them to a figure.
    Upload(File),
}

/// Does it.
pub(super) fn perform(page: Rc<Page>, host: Rc<Host>, deed: Deed) {
    match deed {
        Deed::HandOver => hand_over(&page, &host),
        Deed::Download => download(&page.stage, &host),
        Deed::Upload(file) => upload(page, host, &file),
    }
}

fn hand_over(page: &Rc<Page>, from: &Rc<Host>) {
    match from.with(|figure| figure.exchange()?.give()).flatten() {
        Some(weights) => offer(page, from, weights),
        None => say(from, "There is no network to give away: the run has diverged."),
    }
}

/// Gives weights to the figure that takes them, which is summoned for it, and brings the
/// reader there.
fn offer(page: &Rc<Page>, from: &Rc<Host>, weights: Weights) {
    let taker = list::taker(&weights);
    let Some((place, done)) = page.place(taker.name).map(|place| (place, taker.done)) else {
        say(from, "No figure of this page has a use for the weights.");
        return;
    };
    let (giver, place, stage) = (Rc::clone(from), Rc::clone(place), Rc::clone(&page.stage));
    Rc::clone(&place).summon(page, move |host| {
        let taken = host.and_then(|host| {
            let changed = host.with(|figure| Some(figure.exchange()?.take(weights)))??;
            Some((host, changed))
        });
        giver.hush();
        let Some((host, changed)) = taken else {
            say(&giver, "The figure that would take the network did not load.");
            return;
        };
        say(&giver, done);
        host.hush();
        host.after(changed);
        address::go_to(&place, &stage);
    });
}

fn say(host: &Host, sentence: &str) {
    host.say([Complaint(sentence.into())]);
}

fn download(stage: &Stage, host: &Host) {
    let Some(weights) = host.with(|figure| figure.exchange()?.give()).flatten() else {
        say(host, "There is no network to save: the run has diverged.");
        return;
    };
    if save(stage, &file::write(&weights)).is_err() {
        say(host, "Your browser did not let the page make a file.");
    }
}

/// Offers a text to the reader as a file.
fn save(stage: &Stage, text: &str) -> Result<(), JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type("application/json");
    let parts = Array::of1(&JsValue::from_str(text));
    let blob = Blob::new_with_str_sequence_and_options(&parts, &options)?;
    let address = Url::create_object_url_with_blob(&blob)?;
    let link: HtmlAnchorElement = stage.document.create_element("a")?.unchecked_into();
    link.set_href(&address);
    link.set_download(file::NAME);
    link.click();
    // A browser may ask the reader first, and read the file only then.
    let forget = Closure::once_into_js(move || Url::revoke_object_url(&address));
    stage
        .window
        .set_timeout_with_callback_and_timeout_and_arguments_0(forget.unchecked_ref(), KEEP)?;
    Ok(())
}

fn upload(page: Rc<Page>, host: Rc<Host>, file: &File) {
    if file.size() > LARGEST {
        return refuse(&host, "it is larger than a megabyte, and weights are not");
    }
    dom::when_settled(&file.text(), move |text| {
        let text = text.ok().and_then(|text| text.as_string());
        let text = text.ok_or_else(|| "your browser could not read it".to_string());
        match text.and_then(|text| read(&text)) {
            Ok(weights) => offer(&page, &host, weights),
            Err(sentence) => refuse(&host, &sentence),
        }
    });
}

fn refuse(host: &Host, sentence: &str) {
    host.hush();
    say(host, &["The file was not taken: ", sentence, "."].concat());
}

/// Reads a network from the text of a file.
fn read(text: &str) -> Result<Weights, String> {
    let content = JSON::parse(text).map_err(|_| "it is not JSON")?;
    let shapes = list(&member(&content, "shapes"), "shapes")?;
    let shapes = shapes.iter().map(|shape| numbers(&shape, "shapes")).collect::<Result<_, _>>()?;
    let activation = member(&content, "activation").as_string();
    let activation = activation.ok_or("its `activation` is not a word")?;
    let values = numbers(&member(&content, "values"), "values")?;
    // The networks of sinusoids come without rates.
    let rates = match member(&content, "rates") {
        absent if absent.is_undefined() => Vec::new(),
        rates => numbers(&rates, "rates")?,
    };
    let content = file::Content { shapes, activation, values, rates };
    file::read(&content, "the network from your file").map_err(|error| error.to_string())
}

/// A member of an object; undefined if there is none, or no object.
fn member(object: &JsValue, key: &str) -> JsValue {
    Reflect::get(object, &JsValue::from_str(key)).unwrap_or(JsValue::UNDEFINED)
}

fn list(value: &JsValue, key: &str) -> Result<Array, String> {
    let array = value.dyn_ref::<Array>();
    let array = array.ok_or_else(|| ["its `", key, "` is not a list of numbers"].concat())?;
    match array.length() <= LONGEST {
        true => Ok(array.clone()),
        false => Err(["its `", key, "` is longer than any list of weights that is read"].concat()),
    }
}

fn numbers(value: &JsValue, key: &str) -> Result<Vec<f64>, String> {
    let numbers: Option<Vec<f64>> = list(value, key)?.iter().map(|entry| entry.as_f64()).collect();
    numbers.ok_or_else(|| ["its `", key, "` holds something that is not a number"].concat())
}
