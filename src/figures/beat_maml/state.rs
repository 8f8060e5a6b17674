//! What `beat-maml` knows: the round, the reader's drawing, and who won what.

use super::controls::{CHALLENGE, CONTROLS, CURVE, DRAWING, LAST_SEED, REVEALED, SEED};
use super::drawing::{HANDLES, Heights, completed, line_at};
use super::round::{Guess, Round};
use super::stroke::Stroke;
use crate::contract::{Changed, Settings};
use crate::figures::kit::controls::next_seed;
use crate::plot::{Ink, Px, format};

/// How long each of the three acts of the comparison takes, in milliseconds: what the networks
/// draw after one step, what after ten, and the task.
pub(super) const ACT: f64 = 450.0;

/// How many acts there are.
pub(super) const ACTS: f64 = 3.0;

/// Who can win a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Player {
    You,
    Maml,
    Pretrained,
}

impl Player {
    pub(super) const ALL: [Player; 3] = [Player::You, Player::Maml, Player::Pretrained];

    pub(super) fn ink(self) -> Ink {
        match self {
            Player::You => Ink::Accent,
            Player::Maml => Ink::Maml,
            Player::Pretrained => Ink::Pretrained,
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Player::You => "you",
            Player::Maml => "MAML",
            Player::Pretrained => "pretrained",
        }
    }
}

/// The figure.
pub struct BeatMaml {
    pub(super) settings: Settings,
    pub(super) round: Round,
    /// Which handles the reader has drawn; the others are carried on from them.
    pub(super) given: [bool; HANDLES],
    pub(super) hand: Gesture,
    /// The handle that keys act on.
    pub(super) selected: Option<usize>,
    /// For how long the comparison has been going on, in milliseconds, until it is over.
    pub(super) played: Option<f64>,
    /// The rounds that count, with their winners.
    won: Vec<(usize, Player)>,
    /// The rounds whose answers have been out.
    seen: Vec<usize>,
    /// What came of the reader's last deed.
    pub(super) notice: Option<String>,
}

/// What the pointer is doing.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Gesture {
    /// Nothing.
    #[default]
    Free,
    /// Down on a handle: it will be dragged, or a stroke begins there.
    Undecided { handle: usize, from: Px },
    /// Dragging a handle.
    Handle { handle: usize, before: Drawing },
    /// Drawing.
    Stroke { stroke: Box<Stroke>, before: Drawing },
}

/// A drawing as it was, for when the system takes the pointer away.
pub(super) type Drawing = [Option<f64>; HANDLES];

impl Default for BeatMaml {
    fn default() -> Self {
        let settings = Settings::new(&CONTROLS);
        Self {
            round: Round::new(settings.get(SEED)),
            settings,
            given: [false; HANDLES],
            hand: Gesture::Free,
            selected: None,
            played: None,
            won: Vec::new(),
            seen: Vec::new(),
            notice: None,
        }
    }
}

impl BeatMaml {
    /// Computes anew what follows from settings that came from outside.
    pub(super) fn follow_settings(&mut self) {
        let seed = self.settings.get(SEED);
        if seed != self.round.seed {
            self.round = Round::new(seed);
        }
        let count = self.settings.get(DRAWING).len();
        self.given = std::array::from_fn(|handle| handle < count);
        (self.hand, self.selected, self.played, self.notice) = (Gesture::Free, None, None, None);
        if self.is_revealed() {
            self.see();
        }
    }

    /// Whether the answers are out, or are just coming.
    pub(super) fn is_revealed(&self) -> bool {
        self.settings.get(REVEALED)
    }

    /// Whether all answers are out.
    pub(super) fn is_open(&self) -> bool {
        self.is_revealed() && self.played.is_none()
    }

    /// How far the comparison is: an act for each whole number.
    pub(super) fn acts(&self) -> f64 {
        match (self.is_revealed(), self.played) {
            (false, _) => 0.0,
            (true, None) => ACTS,
            (true, Some(played)) => (played / ACT).min(ACTS),
        }
    }

    /// The handles that the reader has drawn.
    pub(super) fn drawn(&self) -> Drawing {
        let heights = self.settings.get(DRAWING);
        std::array::from_fn(|handle| heights.get(handle).copied().filter(|_| self.given[handle]))
    }

    /// How many they are.
    pub(super) fn count(&self) -> usize {
        self.given.iter().filter(|given| **given).count()
    }

    /// The reader's curve, what is missing carried on; none before there is anything.
    pub(super) fn heights(&self) -> Option<Heights> {
        let set = self.settings.get(DRAWING);
        // As the link has them, so that it leads to the same errors.
        set.try_into().ok().or_else(|| completed(&self.drawn()))
    }

    /// The challenger's curve, if this is a challenge.
    pub(super) fn challenge(&self) -> Option<Heights> {
        let heights = self.settings.get(CHALLENGE);
        completed(&std::array::from_fn(|handle| heights.get(handle).copied()))
    }

    /// The mean squared error of a curve of handles.
    pub(super) fn error_of(&self, heights: Option<Heights>) -> Option<f64> {
        heights.map(|heights| self.round.error(|x| line_at(&heights, x)))
    }

    /// The error with which somebody goes into the round: a network's after its last step.
    pub(super) fn error_of_player(&self, player: Player) -> Option<f64> {
        let last = |guesses: &[Option<Guess>; 2]| guesses[1].as_ref().map(|guess| guess.error);
        match player {
            Player::You => self.error_of(self.heights()),
            Player::Maml => last(&self.round.maml),
            Player::Pretrained => last(&self.round.pretrained),
        }
    }

    /// Who has the least error.
    pub(super) fn winner(&self) -> Option<Player> {
        let errors = Player::ALL.map(|player| (self.error_of_player(player), player));
        let errors = errors.into_iter().filter_map(|(error, player)| Some((error?, player)));
        errors.min_by(|one, other| one.0.total_cmp(&other.0)).map(|(_, player)| player)
    }

    /// How many rounds each player has won, this one once its answers are out.
    pub(super) fn score(&self) -> [usize; 3] {
        let counts = |seed: usize| self.is_open() || seed != self.round.seed;
        Player::ALL.map(|player| {
            self.won.iter().filter(|(seed, winner)| *winner == player && counts(*seed)).count()
        })
    }

    /// Puts these handles in place of the drawing.
    pub(super) fn put(&mut self, drawn: &Drawing) -> Changed {
        self.given = drawn.map(|height| height.is_some());
        let heights = completed(drawn).map_or(Vec::new(), |heights| heights.to_vec());
        let admitted = heights.into_iter().map(|height| CURVE.admit(height)).collect();
        self.settings.set(DRAWING, admitted);
        Changed::Settings
    }

    /// Has both networks draw, and shows the task. The round counts if nobody has seen its
    /// answers before.
    pub(super) fn compare(&mut self) -> Changed {
        if self.heights().is_none() {
            self.notice = Some("Draw a curve first; then they are compared.".into());
            return Changed::Picture;
        }
        self.settings.set(REVEALED, true);
        (self.hand, self.selected, self.notice) = (Gesture::Free, None, None);
        self.played = Some(0.0);
        let is_new = !self.seen.contains(&self.round.seed);
        if let Some(winner) = self.winner().filter(|_| is_new) {
            self.won.push((self.round.seed, winner));
        } else {
            let why = "Its answers have been out before, so this round does not count again.";
            self.notice = Some(why.into());
        }
        self.see();
        Changed::Settings
    }

    fn see(&mut self) {
        if !self.seen.contains(&self.round.seed) {
            self.seen.push(self.round.seed);
        }
    }

    /// Goes on to the next round.
    pub(super) fn go_on(&mut self) -> Changed {
        let seed = next_seed(self.round.seed, LAST_SEED);
        self.settings.set(SEED, seed);
        self.settings.set(CHALLENGE, Vec::new());
        self.start_over()
    }

    /// Takes the drawing away, and the answers.
    pub(super) fn start_over(&mut self) -> Changed {
        self.settings.set(DRAWING, Vec::new());
        self.settings.set(REVEALED, false);
        self.follow_settings();
        Changed::Settings
    }

    /// Makes the reader's drawing a challenge to somebody else.
    pub(super) fn seal(&mut self) -> Changed {
        let Some(heights) = self.heights() else { return Changed::Nothing };
        self.settings.set(CHALLENGE, heights.map(|height| CURVE.admit(height)).to_vec());
        self.start_over();
        self.notice = Some(
            "Your curve is sealed into the address: “Copy link” takes it along. Whoever opens it \
             sees the five points, and your curve once theirs is compared."
                .into(),
        );
        Changed::Settings
    }

    /// What the reader should know of the drawing as it is: that some of it is carried on.
    pub(super) fn shortfall(&self) -> Option<String> {
        let count = self.count();
        (1..HANDLES).contains(&count).then(|| {
            let is = if count == 1 { "is" } else { "are" };
            format!(
                "{} of eleven {is} drawn; the dashed rest is carried on from there.",
                format::counted(count, "handle")
            )
        })
    }
}
