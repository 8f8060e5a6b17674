//! A worker's desk: its jobs, and whose turn is next.

use super::errand::Errand;
use super::job::{Job, Parcel};
use super::session::Session;

/// Makes a job of a kind from its brief; none if there is no such kind, or the brief
/// makes no sense.
pub type Open = fn(kind: &str, brief: &Parcel) -> Option<Box<dyn Job>>;

/// What a job says.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The number of the job.
    pub job: u32,
    /// Whether more is to come.
    pub state: State,
    /// What it says.
    pub parcel: Parcel,
}

/// Whether a job will say more without being told anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It is at work.
    Busy,
    /// It waits for a word.
    Idle,
}

/// The jobs of one worker.
#[derive(Default)]
pub struct Desk {
    /// Whose turn is next stands first.
    sessions: Vec<Session>,
    mode: Mode,
}

/// Whether the jobs may go on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Mode {
    #[default]
    Working,
    Resting,
}

impl Desk {
    /// Does an errand that came at time `now`, in milliseconds; `open` makes the jobs.
    pub fn run(&mut self, errand: &Errand, now: f64, open: Open) {
        match errand {
            Errand::Begin { job, kind, brief } => {
                open(kind, brief).into_iter().for_each(|begun| self.begin(*job, begun));
            }
            Errand::Tell(job, told) => self.tell(*job, told, now),
            Errand::End(job) => self.end(*job),
        }
    }

    /// Takes a job, which waits to be told something.
    pub fn begin(&mut self, number: u32, job: Box<dyn Job>) {
        self.sessions.push(Session::new(number, job));
    }

    /// Tells a job something at time `now`, in milliseconds. What is for a job that is not
    /// here comes too late.
    pub fn tell(&mut self, job: u32, told: &Parcel, now: f64) {
        self.session(job).into_iter().for_each(|session| session.hear(told, now));
    }

    /// Forgets a job.
    pub fn end(&mut self, job: u32) {
        self.sessions.retain(|session| session.number() != job);
    }

    /// The page has read a parcel of a job.
    pub fn read(&mut self, job: u32) {
        self.session(job).into_iter().for_each(Session::read);
    }

    /// Lets all jobs rest.
    pub fn rest(&mut self) {
        self.mode = Mode::Resting;
    }

    /// Lets them go on, at time `now`.
    pub fn wake(&mut self, now: f64) {
        self.mode = Mode::Working;
        self.sessions.iter_mut().for_each(|session| session.wake(now));
    }

    /// After how many milliseconds some job wants a turn; infinity for none.
    pub fn due(&self, now: f64) -> f64 {
        match self.mode {
            Mode::Resting => f64::INFINITY,
            Mode::Working => {
                self.sessions.iter().map(|session| session.due(now)).fold(f64::INFINITY, f64::min)
            }
        }
    }

    /// One turn: a slice for the first job that wants one. What is said goes to `post`.
    pub fn turn(&mut self, clock: &dyn Fn() -> f64, post: &mut dyn FnMut(Answer)) {
        let now = clock();
        let wants = |session: &Session| session.due(now) == 0.0;
        if self.mode == Mode::Resting {
            return;
        }
        if let Some(first) = self.sessions.iter().position(wants) {
            let session = &mut self.sessions[first];
            let parcels = session.slice(clock);
            let busy = session.due(clock()).is_finite();
            let (job, state) = (session.number(), if busy { State::Busy } else { State::Idle });
            parcels.into_iter().for_each(|parcel| post(Answer { job, state, parcel }));
            self.sessions.rotate_left(first + 1);
        }
    }

    fn session(&mut self, job: u32) -> Option<&mut Session> {
        self.sessions.iter_mut().find(|session| session.number() == job)
    }
}
