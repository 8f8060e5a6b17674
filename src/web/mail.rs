//! What a page and its workers send each other, as JavaScript can carry it between
//! threads. What cannot be read was not meant for us.

use js_sys::{Array, Float64Array};
use wasm_bindgen::{JsCast, JsValue};

use crate::work::{Answer, Errand, Parcel, State};

/// From the page to a worker.
pub(super) enum Letter {
    /// Something to do.
    Errand(Errand),
    /// The page has read an answer of the job with this number.
    Read(u32),
    /// All jobs shall rest.
    Rest,
    /// They may go on.
    Wake,
}

const BEGIN: &str = "begin";
const TELL: &str = "tell";
const END: &str = "end";
const READ: &str = "read";
const REST: &str = "rest";
const WAKE: &str = "wake";

impl Letter {
    /// A list: the word, the number of the job, the words and numbers of its parcel, the
    /// kind of job.
    pub(super) fn to_js(&self) -> JsValue {
        let (word, job, parcel, kind) = match self {
            Letter::Errand(Errand::Begin { job, kind, brief }) => {
                (BEGIN, *job, Some(brief), &**kind)
            }
            Letter::Errand(Errand::Tell(job, told)) => (TELL, *job, Some(told), ""),
            Letter::Errand(Errand::End(job)) => (END, *job, None, ""),
            Letter::Read(job) => (READ, *job, None, ""),
            Letter::Rest => (REST, 0, None, ""),
            Letter::Wake => (WAKE, 0, None, ""),
        };
        let list = Array::of2(&word.into(), &job.into());
        if let Some(parcel) = parcel {
            list.push(&parcel.words.as_str().into());
            list.push(&Float64Array::from(parcel.numbers.as_slice()));
            list.push(&kind.into());
        }
        list.into()
    }

    /// Reads [`Letter::to_js`].
    pub(super) fn from_js(value: &JsValue) -> Option<Self> {
        let list = value.dyn_ref::<Array>()?;
        let job = list.get(1).as_f64()? as u32;
        let parcel = || parcel(list, 2);
        Some(match list.get(0).as_string()?.as_str() {
            BEGIN => {
                let kind = list.get(4).as_string()?;
                Letter::Errand(Errand::Begin { job, kind, brief: parcel()? })
            }
            TELL => Letter::Errand(Errand::Tell(job, parcel()?)),
            END => Letter::Errand(Errand::End(job)),
            READ => Letter::Read(job),
            REST => Letter::Rest,
            WAKE => Letter::Wake,
            _ => return None,
        })
    }
}

/// An answer as a list, and what of it changes hands instead of being copied.
pub(super) fn answer_to_js(answer: &Answer) -> (Array, Array) {
    let numbers = Float64Array::from(answer.parcel.numbers.as_slice());
    let busy = JsValue::from_bool(answer.state == State::Busy);
    let words = JsValue::from_str(&answer.parcel.words);
    let handed = Array::of1(&numbers.buffer());
    (Array::of4(&answer.job.into(), &busy, &words, &numbers), handed)
}

/// Reads [`answer_to_js`].
pub(super) fn answer_from_js(value: &JsValue) -> Option<Answer> {
    let list = value.dyn_ref::<Array>()?;
    let state = if list.get(1).as_bool()? { State::Busy } else { State::Idle };
    Some(Answer { job: list.get(0).as_f64()? as u32, state, parcel: parcel(list, 2)? })
}

/// The parcel whose words and numbers stand in a list at `place` and after it.
fn parcel(list: &Array, place: u32) -> Option<Parcel> {
    let words = list.get(place).as_string()?;
    let numbers = list.get(place + 1).dyn_ref::<Float64Array>()?.to_vec();
    Some(Parcel { words, numbers })
}
