//! Hands on `drawings`: strokes by mouse, pen or finger; pads chosen and filled by keys.

use super::controls::{MOST_STEPS, STEPS};
use super::layout::{self, Layout};
use super::pen::Pen;
use super::spot::Spot;
use super::state::Drawings;
use crate::contract::{Changed, Grip, Key, Tip};
use crate::number::held;
use crate::plot::{Px, Size};

/// On the board.
impl Drawings {
    /// The layout of the board now.
    pub(super) fn layout(&self, size: Size) -> Layout {
        Layout::new(size, self.ways(), self.shots())
    }

    /// What a hand would find on the board.
    pub(super) fn found_at(&self, at: Px, size: Size) -> Grip {
        match self.pen.is_some() || self.layout(size).spot_at(at).is_some() {
            true => Grip::Paper,
            false => Grip::Nothing,
        }
    }

    /// A pointer comes down on the board.
    pub(super) fn put_down(&mut self, at: Px, size: Size) -> Changed {
        let layout = self.layout(size);
        let Some(spot) = layout.spot_at(at) else { return Changed::Nothing };
        let Some(pad) = layout.pad(spot) else { return Changed::Nothing };
        (self.selected, self.notice) = (None, None);
        self.pen = Some((spot, Pen::new(layout::on_grid(pad, at))));
        self.unseen = true;
        Changed::Picture
    }

    /// It moves while it is down.
    pub(super) fn draw_on(&mut self, at: Px, size: Size) -> Changed {
        let layout = self.layout(size);
        match &mut self.pen {
            Some((spot, pen)) => {
                if let Some(pad) = layout.pad(*spot) {
                    pen.go_to(layout::on_grid(pad, at));
                }
                self.unseen = true;
                Changed::Picture
            }
            None => Changed::Nothing,
        }
    }

    /// A pointer is lifted.
    pub(super) fn lift(&mut self) -> Changed {
        self.stepping = false;
        match self.pen.take() {
            Some((spot, pen)) => self.take_stroke(spot, &pen),
            None => Changed::Nothing,
        }
    }

    /// The system took the pointer away.
    pub(super) fn break_off(&mut self) -> Changed {
        self.stepping = false;
        if self.pen.take().is_none() {
            return Changed::Nothing;
        }
        self.forget_stroke();
        self.notice = Some("The stroke was broken off; all is as it was before.".into());
        Changed::Picture
    }
}

/// On the panel of inner steps.
impl Drawings {
    /// Sets the inner steps to those at a point, if it is in the plot.
    pub(super) fn grab_steps(&mut self, at: Px, size: Size) -> Changed {
        if !layout::steps_plot(size).rect.shrunk(-12.0).contains(at) {
            return Changed::Nothing;
        }
        self.stepping = true;
        self.drag_steps(at, size)
    }

    /// Sets the inner steps to those at a point.
    pub(super) fn drag_steps(&mut self, at: Px, size: Size) -> Changed {
        let steps = layout::steps_plot(size).x.value(at.0);
        match self.stepping {
            true => self.set_steps(held(steps, 0.0, MOST_STEPS as f64).round() as usize),
            false => Changed::Nothing,
        }
    }

    /// What a hand would find in the panel of inner steps.
    pub(super) fn found_in_steps(&self, at: Px, size: Size, tip: Tip) -> Grip {
        let plot = layout::steps_plot(size);
        if self.stepping {
            return Grip::Held;
        }
        if !plot.rect.shrunk(-12.0).contains(at) {
            return Grip::Nothing;
        }
        let away = (plot.x.px(self.steps() as f64) - at.0).abs();
        if away <= tip.reach() { Grip::Handle } else { Grip::Place }
    }

    fn set_steps(&mut self, steps: usize) -> Changed {
        if steps == self.steps() {
            return Changed::Nothing;
        }
        self.settings.set(STEPS, steps);
        Changed::Settings
    }

    /// A key was pressed there.
    pub(super) fn press_step_key(&mut self, key: Key) -> Changed {
        let steps = self.steps();
        match key {
            Key::Left(_) => self.set_steps(steps.saturating_sub(1)),
            Key::Right(_) => self.set_steps((steps + 1).min(MOST_STEPS)),
            Key::Home => self.set_steps(0),
            Key::End => self.set_steps(MOST_STEPS),
            _ => Changed::Nothing,
        }
    }
}

/// Keys on the board.
impl Drawings {
    pub(super) fn press_key(&mut self, key: Key) -> Changed {
        let selected = self.selected;
        match (key, selected) {
            (Key::Left(_), _) => self.choose(-1),
            (Key::Right(_), _) => self.choose(1),
            (Key::Up(_), _) => self.choose_row(-1),
            (Key::Down(_), _) => self.choose_row(1),
            (Key::Home, _) => self.choose(isize::MIN),
            (Key::End, _) => self.choose(isize::MAX),
            (Key::Enter, Some(spot)) => self.invent(spot),
            (Key::Delete, Some(spot)) => self.clear_pad(spot),
            (Key::Escape, Some(_)) => {
                self.selected = None;
                Changed::Picture
            }
            _ => Changed::Nothing,
        }
    }

    /// Chooses the pad so many places on from the present one, as far as there are pads; the first
    /// at first.
    fn choose(&mut self, by: isize) -> Changed {
        let spots: Vec<Spot> = self.spots().collect();
        let now = self.selected.and_then(|spot| spots.iter().position(|other| *other == spot));
        let place = now.map_or(0, |now| now.saturating_add_signed(by)).min(spots.len() - 1);
        self.notice = None;
        self.selected = Some(spots[place]);
        Changed::Picture
    }

    /// Chooses a pad so many rows on from the present one, as far as there are rows.
    fn choose_row(&mut self, by: isize) -> Changed {
        let (row, shot) = match self.selected {
            None => return self.choose(0),
            Some(Spot::Query) => (0, 0),
            Some(Spot::Support { class, shot }) => (class + 1, shot),
        };
        let spot = match row.saturating_add_signed(by).min(self.ways()) {
            0 => Spot::Query,
            row => Spot::Support { class: row - 1, shot },
        };
        self.notice = None;
        self.selected = Some(spot);
        Changed::Picture
    }
}
