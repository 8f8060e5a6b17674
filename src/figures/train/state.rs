//! What `train` knows: who trains, how far each has come, what workers shall do.

use super::controls::race_of;
use super::controls::{AT, AXIS, EVAL_STEPS, METHOD, SPEED};
use super::entrant::Entrant;
use super::plan::Plan;
use super::protocol::{Brief, Order, Report};
use super::racer::Racer;
use super::{controls, job};
use crate::contract::{Changed, Look, Settings, link};
use crate::figures::kit::jobs::{Excuses, Jobs};
use crate::figures::kit::pace::Pace;
use crate::learn::train::run::End;
use std::iter;

/// What is said when workers fail.
const EXCUSES: Excuses = Excuses {
    none: "Training needs a worker, and your browser started none. The other figures work without.",
    died: "The worker that trained has died, and its run with it. Start begins again.",
};

/// A run that was left before its end stays as a ghost if it made so many meta-steps.
const WORTH_KEEPING: u64 = 1000;

/// At most so many ghosts are kept.
pub(super) const GHOSTS: usize = 6;

/// The figure: who trains, how far each has come, and what is to be said to workers.
pub struct Train {
    pub(super) settings: Settings,
    /// The settings that the runs were begun with.
    basis: Settings,
    pub(super) racers: Vec<Racer>,
    /// Runs of other settings, the oldest first. Their jobs wait, to measure what is asked for.
    pub(super) ghosts: Vec<Racer>,
    pub(super) state: State,
    /// The meta-steps after which the runs are to wait.
    goal: Option<u64>,
    pub(super) jobs: Jobs,
}

/// Whether the runs go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// At the start; no worker has been asked for anything.
    Fresh,
    Running,
    Paused,
}

impl Default for Train {
    fn default() -> Self {
        let settings = Settings::new(&controls::CONTROLS);
        Self {
            racers: racers(&settings),
            ghosts: Vec::new(),
            basis: settings.clone(),
            settings,
            state: State::Fresh,
            goal: None,
            jobs: Jobs::new(job::KIND, EXCUSES),
        }
    }
}

/// What is seen.
impl Train {
    /// The racer that the figure's own numbers are of.
    pub(super) fn main_racer(&self) -> Option<&Racer> {
        self.racers.first()
    }

    /// The meta-steps that the main racer has made.
    pub(super) fn made(&self) -> u64 {
        self.main_racer().map_or(0, |racer| racer.now.meta_steps)
    }

    /// The meta-steps of the moment that the reader looks back to; `None` when that is now.
    pub(super) fn looked_back_to(&self) -> Option<u64> {
        Some(self.settings.get(AT) as u64).filter(|&at| at < self.made())
    }

    /// The moment that the reader wishes to see and that is still to come, if they do.
    pub(super) fn awaited(&self) -> Option<u64> {
        Some(self.settings.get(AT) as u64).filter(|&at| at > self.made())
    }

    /// Some run has got somewhere.
    pub(super) fn has_begun(&self) -> bool {
        self.racers.iter().any(Racer::has_begun)
    }

    /// All runs are over.
    pub(super) fn is_over(&self) -> bool {
        self.racers.iter().all(Racer::is_over)
    }

    /// How the main button looks.
    pub(super) fn main_look(&self) -> Look {
        let label = match self.state {
            State::Running => "❚❚ Pause",
            _ if self.is_over() => "↻ Run again",
            State::Fresh => "▶ Start",
            State::Paused => "▶ Go on",
        };
        Look { label, works: true }
    }

    pub(super) fn pace(&self) -> Pace {
        self.settings.get(SPEED)
    }
}

/// What the reader sets.
impl Train {
    /// Computes anew what follows from the settings.
    pub(super) fn follow_settings(&mut self) {
        self.jobs.hush();
        let changed = self.settings.changed_from(&self.basis);
        let goes_on = [SPEED.key(), AXIS.key(), EVAL_STEPS.key(), AT.key()];
        if changed.iter().any(|key| !goes_on.contains(key)) {
            self.change_runs(&changed);
            return;
        }
        if changed.contains(&EVAL_STEPS.key()) {
            self.measure_anew();
        }
        if changed.contains(&SPEED.key()) && self.state == State::Running {
            self.order_all(self.going());
        }
        if changed.contains(&AT.key()) {
            self.look_back();
        }
        self.basis = self.settings.clone();
    }

    /// The reader has moved to another moment. A run waits while they look back.
    fn look_back(&mut self) {
        let (wished, made) = (self.settings.get(AT) as u64, self.made());
        let before = self.basis.get(AT) as u64;
        if wished < made {
            let nearest = self.racers.first().map_or(0, |racer| racer.nearest(wished, before));
            self.settings.set(AT, nearest as usize);
            if nearest < made {
                self.pause();
            }
        } else if self.state == State::Running || self.is_over() {
            self.settings.set(AT, made as usize);
        }
    }

    /// What the reader changed asks for other runs; those that were running go on running
    /// from the start.
    fn change_runs(&mut self, changed: &[&str]) {
        let (state, begun) = (self.state, self.has_begun());
        self.goal = None;
        self.begin_anew(Over::Stays);
        if state != State::Fresh && !changed.contains(&AT.key()) {
            // The moment was one of the runs before.
            self.settings.set(AT, self.made() as usize);
        }
        if state == State::Running {
            self.start();
        }
        self.basis = self.settings.clone();
        let anew = self.racers.iter().any(|racer| !racer.has_begun());
        if begun && anew {
            let kept = if self.ghosts.is_empty() { "" } else { " The one before stays, faintly." };
            self.jobs.say(&["New settings: the run begins again at its start.", kept].concat());
        }
    }

    fn measure_anew(&mut self) {
        let order = Order::Measure(self.settings.get(EVAL_STEPS));
        // Runs that are over can still be measured, and so can ghosts.
        let all = self.racers.iter().chain(&self.ghosts);
        self.jobs.tell(all.filter_map(|racer| racer.job), &order.to_parcel());
    }
}

/// What the reader presses.
impl Train {
    pub(super) fn start(&mut self) -> Changed {
        if self.is_over() {
            self.begin_anew(Over::BeginsAgain);
            self.goal = None;
            self.settings.set(AT, 0);
        }
        self.begin();
        self.goal = self.awaited().or(self.goal);
        self.look_at_now();
        self.state = State::Running;
        self.order_all(self.going());
        self.jobs.hush();
        Changed::Picture
    }

    pub(super) fn pause(&mut self) -> Changed {
        if self.state != State::Running {
            return Changed::Nothing;
        }
        self.order_all(Order::Pause);
        self.state = State::Paused;
        Changed::Picture
    }

    pub(super) fn step(&mut self) -> Changed {
        self.begin();
        self.goal = None;
        self.look_at_now();
        self.order_all(Order::Pause);
        self.order_all(Order::Step);
        self.state = State::Paused;
        self.jobs.hush();
        Changed::Picture
    }

    /// Begins the same runs again.
    pub(super) fn restart(&mut self) -> Changed {
        self.begin_anew(Over::BeginsAgain);
        self.goal = None;
        self.settings.set(AT, 0);
        self.start()
    }

    pub(super) fn clear_ghosts(&mut self) -> Changed {
        self.jobs.end(self.ghosts.drain(..).filter_map(|ghost| ghost.job));
        Changed::Picture
    }

    /// Forgets all runs and goes back to the first state.
    pub(super) fn forget(&mut self) {
        let forgotten = self.racers.drain(..).chain(self.ghosts.drain(..));
        self.jobs.end(forgotten.filter_map(|racer| racer.job));
        self.settings.reset();
        self.goal = None;
        self.jobs.hush();
        self.begin_anew(Over::BeginsAgain);
    }

    /// The reader sees the newest moment.
    fn look_at_now(&mut self) {
        self.settings.set(AT, self.made() as usize);
        self.basis = self.settings.clone();
    }
}

/// What becomes of runs that are over, when they are asked for once more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Over {
    /// They are there already.
    Stays,
    /// They begin again.
    BeginsAgain,
}

/// Runs come and go.
impl Train {
    /// Puts the runs that the settings ask for in the place of those that there are. What was
    /// worth watching of these stays as a ghost, unless the same comes again.
    fn begin_anew(&mut self, over: Over) {
        let mut before = std::mem::take(&mut self.racers);
        let mut wanted = racers(&self.settings);
        let is_wanted = |racer: &Racer| wanted.iter().any(|other| other.plan == racer.plan);
        let (again, mut left): (Vec<Racer>, Vec<Racer>) = before.drain(..).partition(&is_wanted);
        let (shown, known): (Vec<Racer>, Vec<Racer>) =
            self.ghosts.drain(..).partition(|ghost| !is_wanted(ghost));
        self.ghosts = shown;
        self.end_jobs(&known);
        for racer in again {
            let place = wanted.iter_mut().find(|other| other.plan == racer.plan);
            match place.filter(|_| over == Over::Stays && racer.is_over()) {
                Some(place) => *place = racer,
                None => self.end_jobs(&[racer]),
            }
        }
        self.jobs.tell(left.iter().filter_map(|racer| racer.job), &Order::Pause.to_parcel());
        let (kept, gone): (Vec<Racer>, Vec<Racer>) = left.drain(..).partition(is_worth_keeping);
        self.end_jobs(&gone);
        self.haunt(kept);
        self.racers = wanted;
        self.basis = self.settings.clone();
        self.state = State::Fresh;
    }

    /// Adds ghosts; the oldest make room.
    fn haunt(&mut self, mut kept: Vec<Racer>) {
        kept.iter_mut().for_each(Racer::fade);
        self.ghosts.extend(kept);
        let surplus = self.ghosts.len().saturating_sub(GHOSTS);
        let gone: Vec<Racer> = self.ghosts.drain(..surplus).collect();
        self.end_jobs(&gone);
    }

    fn end_jobs(&mut self, of: &[Racer]) {
        self.jobs.end(of.iter().filter_map(|racer| racer.job));
    }

    /// Has workers begin the runs that they do not know of yet.
    fn begin(&mut self) {
        let link = link::write(self);
        for racer in self.racers.iter_mut().filter(|racer| racer.job.is_none()) {
            // One that is over has lost its worker, and needs none.
            if racer.is_over() {
                continue;
            }
            let brief = Brief { entrant: racer.plan.entrant, link: link.clone() };
            racer.job = Some(self.jobs.begin(brief.to_parcel()));
        }
    }

    /// What runs that go on are told.
    fn going(&self) -> Order {
        self.goal.map_or(Order::Go(self.pace()), Order::GoTo)
    }

    /// Orders the same of all runs that workers know of and that are not over.
    fn order_all(&mut self, order: Order) {
        let going = self.racers.iter().filter(|racer| !racer.is_over());
        self.jobs.tell(going.filter_map(|racer| racer.job), &order.to_parcel());
    }
}

/// What workers say.
impl Train {
    /// A job reports.
    pub(super) fn take(&mut self, job: u32, report: Report) -> Changed {
        let now = self.looked_back_to().is_none() && self.awaited().is_none();
        let mut known = self.racers.iter_mut().chain(&mut self.ghosts);
        // A report of a run that is forgotten comes too late.
        let Some(racer) = known.find(|racer| racer.job == Some(job)) else {
            return Changed::Nothing;
        };
        racer.take(report);
        self.ghosts.iter_mut().for_each(Racer::fade);
        self.jobs.excuse_silence();
        if now {
            self.look_at_now();
        }
        let there = |racer: &Racer| {
            racer.is_over() || self.goal.is_some_and(|goal| racer.now.meta_steps >= goal)
        };
        if self.state == State::Running && self.racers.iter().all(there) {
            self.state = State::Paused;
            self.goal = None;
        }
        Changed::Picture
    }

    /// The workers are gone, and all jobs with them.
    pub(super) fn lose_jobs(&mut self) {
        for racer in self.racers.iter_mut().chain(&mut self.ghosts) {
            racer.job = None;
        }
        self.goal = None;
        self.begin_anew(Over::Stays);
        self.settings.set(AT, self.made() as usize);
        self.basis = self.settings.clone();
    }
}

/// Whether a run is far enough to be compared with later ones.
fn is_worth_keeping(racer: &Racer) -> bool {
    let far = racer.now.meta_steps >= WORTH_KEEPING || racer.end == Some(End::Finished);
    far && racer.end != Some(End::Diverged)
}

/// The racers that `settings` ask for: the chosen method first, then its rivals.
pub(super) fn racers(settings: &Settings) -> Vec<Racer> {
    let chosen = settings.get(METHOD);
    let races = |entrant: &Entrant| *entrant != chosen && settings.get(race_of(*entrant));
    let rivals = Entrant::ALL.into_iter().filter(races);
    iter::once(chosen)
        .chain(rivals)
        .filter_map(|entrant| Plan::new(settings, entrant).ok())
        .map(Racer::new)
        .collect()
}
