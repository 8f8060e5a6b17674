//! What `drawings` knows: what is on the board, what the rivals make of it, and who was right.

use super::board::{Board, Content};
use super::code::{self, Unreadable};
use super::controls::{BOARD, CONTROLS, SEED, SHOTS_CONTROL, STEPS, WAS, WAYS_CONTROL};
use super::example::Example;
use super::pen::Pen;
use super::pupil::Shares;
use super::race::{Given, Race, Rival, effort};
use super::sketch::{MOST_STROKES, Sketch};
use super::spot::{NAMES, PADS, Spot, spots};
use super::start;
use crate::contract::{Changed, Settings, Weights};
use crate::learn::task::drawing::Image;
use crate::learn::weights::drawings;
use crate::plot::format;

/// The figure.
pub struct Drawings {
    pub(super) settings: Settings,
    pub(super) board: Board,
    pub(super) example: Example,
    /// The board as the settings have it, to know when they were changed from outside.
    pub(super) mirror: String,
    pub(super) race: Race,
    /// What a network sees of each pad, by [`Spot::index`].
    images: Vec<Option<Image>>,
    /// The answers that are shown while the networks are at work on what a hand just draws.
    held: Option<Answers>,
    /// The stroke that is being drawn, and on which pad.
    pub(super) pen: Option<(Spot, Pen)>,
    /// Whether the networks have not yet seen where it has come to.
    pub(super) unseen: bool,
    /// Whether a hand is on the panel of inner steps.
    pub(super) stepping: bool,
    /// The pad that keys act on.
    pub(super) selected: Option<Spot>,
    /// Boards as they were before the last deeds.
    pub(super) past: Vec<(Board, usize)>,
    /// How many drawings keys have asked for.
    pub(super) turn: usize,
    /// Who was right in the rounds before this one.
    pub(super) tally: Vec<[bool; 3]>,
    /// What came of the reader's last deed.
    pub(super) notice: Option<String>,
    /// Where the network in MAML's place comes from, if it is not the own one.
    guest: Option<String>,
}

/// What all rivals make of the query; none where there is no answer.
pub(super) type Answers = [Option<Shares>; 3];

impl Default for Drawings {
    fn default() -> Self {
        let settings = Settings::new(&CONTROLS);
        let mut figure = Self {
            example: Example::new(settings.get(SEED)),
            settings,
            board: Board::default(),
            mirror: String::new(),
            race: Race::new(),
            images: vec![None; PADS],
            held: None,
            pen: None,
            unseen: false,
            stepping: false,
            selected: None,
            past: Vec::new(),
            turn: 0,
            tally: Vec::new(),
            notice: None,
            guest: None,
        };
        figure.follow_settings();
        figure
    }
}

/// The settings, and what is on the board.
impl Drawings {
    /// How many classes there are.
    pub(super) fn ways(&self) -> usize {
        self.settings.get(WAYS_CONTROL)
    }

    /// How many drawings of each class there is room for.
    pub(super) fn shots(&self) -> usize {
        self.settings.get(SHOTS_CONTROL)
    }

    /// How many inner steps are taken.
    pub(super) fn steps(&self) -> usize {
        self.settings.get(STEPS)
    }

    /// All pads that are shown.
    pub(super) fn spots(&self) -> impl Iterator<Item = Spot> {
        spots(self.ways(), self.shots())
    }

    /// What is drawn on a pad, but for the stroke that is being drawn.
    pub(super) fn sketch(&self, spot: Spot) -> Option<&Sketch> {
        self.board.sketch(spot, &self.example, self.ways())
    }

    /// What stays of a pad's drawing when a stroke is drawn on it: what is an example's, or has
    /// been judged, gives way.
    pub(super) fn below_stroke(&self, spot: Spot) -> Option<&Sketch> {
        let is_judged = spot == Spot::Query && self.was().is_some();
        match self.board.content(spot) {
            Content::Own(sketch) if !is_judged => Some(sketch),
            _ => None,
        }
    }

    /// What the networks see of a pad, with the stroke that is being drawn.
    pub(super) fn image(&self, spot: Spot) -> Option<&Image> {
        self.images[spot.index()].as_ref()
    }

    /// Has the networks see anew what is on all pads.
    fn see_all(&mut self) {
        let spots: Vec<Spot> = self.spots().collect();
        for spot in spots {
            self.images[spot.index()] = self.sketch(spot).and_then(Sketch::image);
        }
    }

    /// Has them see the stroke that is being drawn, as far as it is.
    fn see_stroke(&mut self) {
        if let Some((spot, pen)) = &self.pen {
            let (sketch, _) = self.with_stroke(*spot, pen);
            let index = spot.index();
            self.images[index] = sketch.image();
        }
        self.unseen = false;
    }

    /// What a pad's drawing becomes with a stroke, and whether there was room for it.
    pub(super) fn with_stroke(&self, spot: Spot, pen: &Pen) -> (Sketch, bool) {
        let mut sketch = self.below_stroke(spot).cloned().unwrap_or_default();
        let has_room = sketch.strokes.len() < MOST_STROKES;
        if has_room {
            sketch.strokes.extend(pen.stroke());
        }
        (sketch, has_room)
    }

    /// Computes anew what follows from settings that came from outside.
    pub(super) fn follow_settings(&mut self) {
        (self.pen, self.stepping, self.notice) = (None, false, None);
        (self.held, self.unseen) = (None, false);
        let seed = self.settings.get(SEED);
        if seed != self.example.seed {
            self.example = Example::new(seed);
        }
        if self.settings.get(BOARD) != self.mirror {
            self.past.clear();
            self.open_board();
        }
        self.selected = self.selected.filter(|selected| self.spots().any(|spot| spot == *selected));
        if let Some(was) = self.was().filter(|was| *was >= self.ways()) {
            self.notice = Some(format!(
                "There is no class {}: there are {} of them.",
                NAMES[was],
                self.ways()
            ));
            self.settings.set(WAS, None);
        }
        self.see_all();
        self.give();
        self.race.be_ready(self.steps());
        self.race.work(self.steps(), effort::PATIENT);
    }

    /// Takes the board that the settings have.
    fn open_board(&mut self) {
        let read = code::read(self.settings.get(BOARD));
        if let Err(fault) = read {
            let why = match fault {
                Unreadable::TooLong => "The drawings were too long for this link",
                Unreadable::Damaged => "The drawings of this link are damaged",
            };
            self.notice = Some([why, "; an example stands in their place."].concat());
            self.settings.set(BOARD, String::new());
        }
        self.board = read.unwrap_or_default();
        self.mirror = self.settings.get(BOARD).into();
    }

    /// Goes back to the first state.
    pub(super) fn start_over(&mut self) {
        if self.guest.take().is_some() {
            self.race.replace_maml(start::maml());
        }
        self.settings.reset();
        self.board = Board::default();
        self.mirror = String::new();
        self.selected = None;
        self.past.clear();
        self.tally.clear();
        self.follow_settings();
    }

    /// Takes a network from elsewhere in the place of MAML's, if it is of the right kind.
    pub(super) fn take(&mut self, weights: Weights) -> Changed {
        let Weights { values, rates, origin, .. } = weights;
        if values.len() != drawings::PARAMETERS || rates.len() != drawings::TENSORS {
            return Changed::Nothing;
        }
        self.race.replace_maml(start::guest(values, &rates));
        self.guest = Some(origin);
        self.race.be_ready(self.steps());
        Changed::Picture
    }

    /// Whose network is in the place of MAML's, if it is not the own one.
    pub(super) fn visitor(&self) -> Option<String> {
        let origin = self.guest.as_deref()?;
        // The own network is sound at its own rates.
        let fault = match self.race.is_diverged(Rival::Maml, self.steps()) {
            true => ", whose weights or rates are too large to compute with",
            false => "",
        };
        let said = ["MAML’s place is taken by ", origin, fault, ". Reset brings the own one back."];
        Some(said.concat())
    }

    /// Gives the rivals what is on the board, as the networks see it.
    fn give(&mut self) {
        let mut supports = Vec::new();
        for spot in self.spots() {
            if let (Spot::Support { class, .. }, Some(image)) = (spot, self.image(spot)) {
                supports.push((class, *image));
            }
        }
        let query = self.image(Spot::Query).copied();
        self.race.give(Given { supports, query });
    }
}

/// What the rivals answer.
impl Drawings {
    /// What they make of the query: after as many steps as are asked for, or as they have taken.
    pub(super) fn answers(&self) -> Answers {
        self.held.unwrap_or_else(|| self.answers_now())
    }

    fn answers_now(&self) -> Answers {
        Rival::ALL.map(|rival| self.race.shares(rival, self.steps()))
    }

    /// The class that a rival is surest of.
    pub(super) fn choice(shares: &Shares) -> usize {
        // The first of equals, as a reader goes through them.
        (0..shares.len()).rev().max_by(|&a, &b| shares[a].total_cmp(&shares[b])).unwrap_or(0)
    }

    /// Which class the query was, if the reader said so.
    pub(super) fn was(&self) -> Option<usize> {
        self.settings.get(WAS)
    }

    /// Who is right, once the reader has said which class it was.
    pub(super) fn verdict(&self) -> Option<[bool; 3]> {
        let was = self.was()?;
        let answers = self.answers();
        answers.iter().any(Option::is_some).then(|| {
            answers.map(|shares| shares.is_some_and(|shares| Self::choice(&shares) == was))
        })
    }

    /// How many rounds each rival was right in, and how many there were.
    pub(super) fn score(&self) -> ([usize; 3], usize) {
        let rounds = || self.tally.iter().copied().chain(self.verdict());
        let right = |rival: usize| rounds().filter(|round| round[rival]).count();
        ([0, 1, 2].map(right), rounds().count())
    }

    /// How many steps the slower of both networks has taken towards those that are shown.
    pub(super) fn taken(&self) -> usize {
        let taken = |rival| self.race.taken(rival);
        taken(Rival::Maml).min(taken(Rival::Pretrained)).min(self.steps())
    }

    /// Whether the networks have work left.
    pub(super) fn is_busy(&self) -> bool {
        match self.pen {
            // What comes after other steps can wait until the hand rests.
            Some(_) => self.unseen || !self.race.is_ready(self.steps()),
            None => !self.race.is_over(),
        }
    }

    /// The next frame: the networks go on with their work.
    pub(super) fn go_on(&mut self) -> Changed {
        if !self.is_busy() {
            return Changed::Nothing;
        }
        let steps = self.steps();
        if self.pen.is_none() {
            self.race.work(steps, effort::FRAME);
            return Changed::Picture;
        }
        // What they are at is finished before they look again, or a quick hand would never
        // let them get anywhere.
        if self.unseen && self.race.is_ready(steps) {
            self.held = Some(self.answers_now());
            self.see_stroke();
            self.give();
        }
        self.race.work(steps, effort::DRAWING);
        if self.race.is_ready(steps) {
            self.held = None;
        }
        Changed::Picture
    }

    /// The stroke that was being drawn is none: the networks see the board without it.
    pub(super) fn forget_stroke(&mut self) {
        (self.pen, self.held, self.unseen) = (None, None, false);
        self.see_all();
        self.give();
        self.race.work(self.steps(), effort::FRAME);
    }
}

/// What the reader should know of the board as it is.
impl Drawings {
    /// What is said of what is missing, and of what cannot be told apart.
    pub(super) fn shortfall(&self) -> Option<String> {
        let twins = self.race.given().twins().map(|(one, other)| {
            format!(
                "{one} and {other} look the same to the networks: no fine-tuning tells them apart."
            )
        });
        match (self.missing(), twins) {
            (Some(missing), Some(twins)) => Some([&twins, " ", &missing].concat()),
            (missing, twins) => missing.or(twins),
        }
    }

    /// A sentence for what is missing.
    fn missing(&self) -> Option<String> {
        let classes = self.race.given().classes();
        let missing: Vec<&str> = (0..self.ways())
            .filter(|class| !classes.contains(class))
            .map(|class| NAMES[class])
            .collect();
        match missing[..] {
            [] => None,
            _ if classes.len() < 2 => Some(match classes.first() {
                Some(only) => format!(
                    "Only {} has a drawing: it takes two classes to tell one from the other.",
                    NAMES[*only]
                ),
                None => {
                    "Draw a character of your own for each class, then one to ask about.".into()
                }
            }),
            [one] => Some(format!("{one} has no drawing yet, so it is left out.")),
            _ => {
                let (last, others) = missing.split_last()?;
                let names = [&others.join(", "), " and ", last].concat();
                Some(format!("{names} have no drawing yet, so they are left out."))
            }
        }
    }

    /// How many drawings of the classes the networks are fine-tuned on, in words.
    pub(super) fn count(&self) -> String {
        format::counted(self.race.given().supports.len(), "drawing")
    }
}
