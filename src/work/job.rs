//! A job: what is to be done, cut into slices so that it can be talked to in between.

/// What a job and whoever asked for it send each other: plain data, which a page may
/// send between threads as it is. What it means is theirs to know.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Parcel {
    /// A text; may be empty.
    pub words: String,
    /// Numbers; may be none.
    pub numbers: Vec<f64>,
}

impl Parcel {
    /// A parcel of words alone.
    pub fn of_words(words: impl Into<String>) -> Self {
        Self { words: words.into(), numbers: Vec::new() }
    }

    /// A parcel of numbers alone.
    pub fn of_numbers(numbers: Vec<f64>) -> Self {
        Self { words: String::new(), numbers }
    }
}

/// How long a slice of work lasts, in milliseconds: what a job is told waits no longer.
pub const SLICE: f64 = 12.0;

/// When a parcel must reach the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Urgency {
    /// At once: an answer, or a result that no later one holds too.
    Now,
    /// When the page has read what came before; a newer parcel takes its place.
    Newest,
}

/// Something to do, a slice at a time.
pub trait Job {
    /// Is told something, at time `now` in milliseconds. Whoever tells waits for an
    /// answer: some parcel must follow, sooner or later.
    fn hear(&mut self, told: &Parcel, now: f64);

    /// Goes on after a rest that ends `now`.
    fn wake(&mut self, now: f64) {
        let _ = now;
    }

    /// After how many milliseconds it wants a slice: 0 for at once, infinity for not
    /// before it is told something.
    fn due(&self, now: f64) -> f64;

    /// Works for one [`SLICE`] by `clock` (in milliseconds), or less if there is less
    /// to do, and says what is to be known.
    fn slice(&mut self, clock: &dyn Fn() -> f64, say: &mut dyn FnMut(Urgency, Parcel));
}
