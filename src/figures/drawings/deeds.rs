//! What readers of `drawings` do to the board, and how it is taken back.

use super::board::{Board, Content};
use super::code;
use super::controls::{BOARD, LAST_SEED, SEED, WAS};
use super::example::Example;
use super::pen::Pen;
use super::sketch::{MOST_STROKES, Sketch};
use super::spot::Spot;
use super::state::Drawings;
use crate::contract::Changed;
use crate::figures::kit::controls::next_seed;

/// How many deeds can be taken back.
const MOST_DEEDS: usize = 200;

impl Drawings {
    /// Notes the board as it is, so that what comes can be taken back.
    fn remember(&mut self) {
        if self.past.len() == MOST_DEEDS {
            self.past.remove(0);
        }
        self.past.push((self.board.clone(), self.example.seed));
    }

    /// Whether there is anything to take back.
    pub(super) fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    /// Takes back the last deed.
    pub(super) fn undo(&mut self) -> Changed {
        let Some((board, seed)) = self.past.pop() else { return Changed::Nothing };
        let asked_before = self.asked();
        self.show_board(board, seed);
        self.end_round_unless(&asked_before);
        self.finish()
    }

    /// Puts another board in place of this one.
    fn show_board(&mut self, board: Board, seed: usize) {
        self.board = board;
        if seed != self.example.seed {
            self.settings.set(SEED, seed);
            self.example = Example::new(seed);
        }
    }

    /// Empties a pad.
    pub(super) fn clear_pad(&mut self, spot: Spot) -> Changed {
        self.change(|figure| *figure.board.content_mut(spot) = Content::Empty)
    }

    /// Empties all pads.
    pub(super) fn clear(&mut self) -> Changed {
        self.change(|figure| figure.board = Board::empty())
    }

    /// Fills all pads with the characters of the next example.
    pub(super) fn next_example(&mut self) -> Changed {
        let seed = next_seed(self.example.seed, LAST_SEED);
        self.change(|figure| figure.show_board(Board::default(), seed))
    }

    /// Has an invented character drawn on a pad.
    pub(super) fn invent(&mut self, spot: Spot) -> Changed {
        self.turn += 1;
        let turn = self.turn;
        self.change(|figure| {
            let class = match spot {
                Spot::Query => turn % figure.ways(),
                Spot::Support { class, .. } => class,
            };
            let sketch = figure.example.another(class, turn);
            *figure.board.content_mut(spot) = Content::Own(sketch);
        })
    }

    /// Takes over the stroke that was drawn.
    pub(super) fn take_stroke(&mut self, spot: Spot, pen: &Pen) -> Changed {
        let (sketch, has_room) = self.with_stroke(spot, pen);
        if !has_room {
            self.notice =
                Some(format!("{MOST_STROKES} strokes are the most that a pad holds: undo some."));
            return self.finish();
        }
        let is_dot = sketch.is_dot();
        self.change(|figure| *figure.board.content_mut(spot) = Content::Own(sketch));
        self.notice = match (is_dot, pen.left) {
            (true, _) => {
                Some(["There is only a dot on ", &spot.name(), " yet: it takes a line."].concat())
            }
            (_, true) => Some("The line left its pad, and was held at the edge.".into()),
            _ => self.notice.take(),
        };
        Changed::Settings
    }

    /// Does something to the board that can be taken back.
    fn change(&mut self, deed: impl FnOnce(&mut Self)) -> Changed {
        self.remember();
        let asked_before = self.asked();
        self.notice = None;
        deed(self);
        self.end_round_unless(&asked_before);
        self.finish()
    }

    /// What is asked: another drawing there is another round.
    fn asked(&self) -> Option<Sketch> {
        self.sketch(Spot::Query).cloned()
    }

    /// Ends the round if something else is asked now.
    fn end_round_unless(&mut self, asked: &Option<Sketch>) {
        if self.asked() == *asked {
            return;
        }
        // The answers are still those to what was asked before.
        self.tally.extend(self.verdict());
        self.settings.set(WAS, None);
    }

    /// The board has changed: the settings follow, and the networks look at it.
    fn finish(&mut self) -> Changed {
        let written = code::write(&self.board);
        if written.is_none() {
            self.notice =
                Some("These drawings are too long for a link: it holds the settings alone.".into());
        }
        self.mirror = written.unwrap_or_else(|| code::TOO_LONG.into());
        self.settings.set(BOARD, self.mirror.clone());
        self.forget_stroke();
        Changed::Settings
    }
}
