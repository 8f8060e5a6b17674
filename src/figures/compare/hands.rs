//! What a pointer does in `compare`: drags θ, or a task's truth.

use super::grasp::{self, Held};
use super::state::Compare;
use crate::contract::{Action, Changed, Grip, Pointer, Tip};
use crate::figures::kit::{controls, square};
use crate::plot::{Plot, Px, Size};

impl Compare {
    /// Follows a pointer in the panel of the terrain.
    pub(super) fn point(&mut self, pointer: &Pointer) -> Changed {
        let (plot, before) = (grasp::plot(pointer.size), self.hand);
        if let Some(held) = self.hand.task {
            return self.drag_task(&plot, held, pointer);
        }
        if pointer.action == Action::Down
            && let Some(held) = self.task_at(&plot, pointer.at, pointer.tip)
        {
            self.hand.task = Some(held);
            return Changed::Picture;
        }
        let theta = self.theta();
        match self.hand.theta.moved(&plot, theta, pointer) {
            Some(theta) => self.move_theta(theta),
            None if self.hand != before => Changed::Picture,
            None => Changed::Nothing,
        }
    }

    fn drag_task(&mut self, plot: &Plot, held: Held, pointer: &Pointer) -> Changed {
        match pointer.action {
            Action::Drag => {
                let at = (pointer.at.0 + held.offset.0, pointer.at.1 + held.offset.1);
                let (a, b) = plot.value(at);
                self.move_task(held.index, [a, b].map(|entry| controls::PLACE.admit(entry)))
            }
            Action::Cancel => {
                self.hand.task = None;
                self.move_task(held.index, held.before)
            }
            Action::Up => {
                self.hand.task = None;
                Changed::Picture
            }
            Action::Down | Action::Hover | Action::Leave => Changed::Nothing,
        }
    }

    /// The task whose cross is nearest to `at`, if it is within reach and nearer than θ.
    fn task_at(&self, plot: &Plot, at: Px, tip: Tip) -> Option<Held> {
        let away = |[a, b]: [f64; 2]| {
            let mark = plot.px(a, b);
            (mark.0 - at.0, mark.1 - at.1)
        };
        let distance = |place: [f64; 2]| {
            let (x, y) = away(place);
            x.hypot(y)
        };
        let theta = distance(self.theta());
        let (index, &truth) = (self.conditions.truths.iter().enumerate())
            .min_by(|(_, p), (_, q)| distance(**p).total_cmp(&distance(**q)))?;
        let near = distance(truth) <= tip.reach() && distance(truth) < theta;
        near.then(|| Held { index, before: truth, offset: away(truth) })
    }

    /// What a hand would find at `at` in the panel of the terrain.
    pub(super) fn found(&self, size: Size, at: Px, tip: Tip) -> Grip {
        let plot = grasp::plot(size);
        match (self.hand.task, self.hand.theta.grip()) {
            (Some(_), _) => Grip::Held,
            (None, Grip::Nothing) if self.task_at(&plot, at, tip).is_some() => Grip::Handle,
            _ => square::grip(&plot, &self.hand.theta, self.theta(), at, tip),
        }
    }
}
