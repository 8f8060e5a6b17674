//! The figures in a browser's page: the only part of this library that knows one.
//!
//! | Module | What it does |
//! |---|---|
//! | [`page`] | opens the page: finds its figures, and listens to all that they must hear of |
//! | [`hosts`], [`parts`], [`late`], [`waiting`] | where figures stand until their part of the program is there; the parts; who waits for them |
//! | [`watch`] | what happens around the figures: sizes, zoom, scrolling, themes |
//! | [`host`], [`events`] | hold one figure: events in, pictures and words out |
//! | [`panel`], [`surface`], [`sheet`], [`canvas`] | one picture: an element, what of it is kept, its pixels, plotters' backend |
//! | [`hand`], [`pads`] | mouse, pen, finger, keyboard; the elements of what is drawn on |
//! | [`fields`], [`notes`] | native controls; readouts, description, message |
//! | [`labour`], [`workers`], [`pool`], [`worker`], [`jobs`], [`mail`] | jobs: the page's side, the worker's and their parts, what they send each other |
//! | [`insets`], [`scrub`] | sentences whose numbers can be moved, and how |
//! | [`buttons`], [`exchange`] | the buttons that the page sees to; weights, from figure to figure, into files and out of them |
//! | [`address`], [`links`], [`dock`], [`embed`] | the address and the history; links to a state; a figure beside the text; one alone |
//! | [`stage`], [`dom`], [`timer`] | what all share; small helpers |
//!
//! A figure never sees the page, and the page holds no state that a figure lacks:
//! after each event the host marks its figure, one animation frame paints all that
//! are marked, and whatever stands beside the picture is brought in line with it.
//! No borrow of a figure is held while the DOM is called, so events that come of
//! such a call find the figure free.

mod address;
mod buttons;
pub mod canvas;
mod dock;
mod dom;
mod embed;
mod events;
mod exchange;
mod fields;
mod hand;
mod host;
mod hosts;
mod insets;
mod jobs;
mod labour;
mod late;
mod links;
mod mail;
mod notes;
mod pads;
mod page;
mod panel;
mod parts;
mod pool;
mod scrub;
mod sheet;
mod stage;
mod surface;
mod timer;
mod waiting;
mod watch;
mod worker;
mod workers;

use js_sys::{Array, Function};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// The memory that the figures come to need as the reader plays with them, in bytes; most
/// of it for the surfaces of all the numbers of steps.
const ROOM: usize = 3 << 20;

/// Brings the page's figures to life; called once, when the module is there, with the
/// address of the script for workers.
///
/// # Errors
/// A sentence when there is no page to work on.
#[wasm_bindgen]
pub fn start(worker: String) -> Result<(), JsValue> {
    let stage = stage::Stage::new(worker).ok_or("there is no page here")?;
    // Taken and given back, so that memory does not grow in the middle of a drag.
    drop(std::hint::black_box(Vec::<u8>::with_capacity(ROOM)));
    page::open(stage);
    Ok(())
}

/// Begins to work for the page. `early` are the messages that came, and that come yet,
/// before there is somebody to hear them.
///
/// `fail` is called with a sentence when this is no worker, or when the part with what it
/// does did not load.
#[wasm_bindgen]
pub fn work(early: Array, fail: Function) {
    waiting::run(async move {
        if let Err(late::NoDesk(reason)) = late::desk(early, fail.clone()).await {
            // What it throws is its own affair.
            let _ = fail.call1(&JsValue::NULL, &reason);
        }
    });
}
