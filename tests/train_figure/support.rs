//! The figure of a test, and workers that do what it orders.

use std::collections::HashMap;

use maml_live::contract::{Changed, Failure, Figure, Look, Row, link};
use maml_live::figures::list::make;
use maml_live::figures::train::entrant::Entrant;
use maml_live::figures::train::plan::measured_after;
use maml_live::figures::train::protocol::{Brief, Order, Report};
use maml_live::learn::train::SinusoidRun;
use maml_live::learn::train::evaluate::HeldOutError;
use maml_live::learn::train::run::{End, Measurement, Outcome};
use maml_live::work::Errand;

/// The figure in the state of a link, such as `tasks=2`.
pub(crate) fn figure(query: &str) -> Box<dyn Figure> {
    let mut figure = make("train").expect("the figure is in the list");
    let link = link::parse(&format!("#train?{query}"));
    assert_eq!(link::apply(figure.as_mut(), &link), vec![], "{query} is a good link");
    errands(figure.as_mut());
    figure
}

/// What the figure wants of its workers.
pub(crate) fn errands(figure: &mut dyn Figure) -> Vec<Errand> {
    figure.remote().expect("the figure has workers").errands()
}

/// Brings the figure what one of its jobs says.
pub(crate) fn hear(figure: &mut dyn Figure, job: u32, report: &Report) -> Changed {
    figure.remote().expect("the figure has workers").hear(job, &report.to_parcel())
}

pub(crate) fn fail(figure: &mut dyn Figure, failure: Failure) -> Changed {
    figure.remote().expect("the figure has workers").fail(failure)
}

/// Workers that do what the figure orders, when asked to.
#[derive(Default)]
pub(crate) struct Workers {
    pub(crate) runs: HashMap<u32, (SinusoidRun, bool)>,
}

impl Workers {
    /// Takes the figure's errands, carries out what needs no time, and reports it.
    pub(crate) fn obey(&mut self, figure: &mut dyn Figure) {
        for errand in errands(figure) {
            match errand {
                Errand::Begin { job, kind, brief } => {
                    assert_eq!(kind, "train");
                    let brief = Brief::from_parcel(&brief).expect("a brief survives its parcel");
                    let run = brief.begin().expect("the figure's plans are good");
                    self.runs.insert(job, (run, false));
                }
                Errand::Tell(job, told) => {
                    let order = Order::from_parcel(&told).expect("an order survives its parcel");
                    self.do_order(job, order, figure);
                }
                Errand::End(job) => {
                    self.runs.remove(&job);
                }
            }
        }
    }

    fn do_order(&mut self, job: u32, order: Order, figure: &mut dyn Figure) {
        let Some((run, going)) = self.runs.get_mut(&job) else { return };
        match order {
            Order::Go(_) => *going = true,
            Order::GoTo(meta_steps) => {
                while run.meta_steps() < meta_steps && run.end().is_none() {
                    let measured = match run.advance(meta_steps - run.meta_steps()) {
                        Outcome::Measured(measured) => Some(measured),
                        _ => None,
                    };
                    hear(figure, job, &Report::of(run, 0.1, measured));
                }
                run.measure_here();
                report_all(figure, job, run);
            }
            Order::Pause => {
                *going = false;
                run.measure_here();
                report_all(figure, job, run);
            }
            Order::Measure(after) => {
                run.measure_after(&measured_after(after));
                report_all(figure, job, run);
            }
            Order::Step => {
                run.step_once();
                report_all(figure, job, run);
            }
        }
    }

    /// Lets every run that goes do `pieces` pieces of work of `steps` meta-steps.
    pub(crate) fn work(&mut self, figure: &mut dyn Figure, pieces: usize, steps: u64) {
        for (job, (run, going)) in &mut self.runs {
            for _ in 0..if *going { pieces } else { 0 } {
                let measured = match run.advance(steps) {
                    Outcome::Measured(measured) => Some(measured),
                    _ => None,
                };
                hear(figure, *job, &Report::of(run, 0.1, measured));
            }
        }
    }
}

/// Finishes all measurements that a run is at, and reports them.
pub(crate) fn report_all(figure: &mut dyn Figure, job: u32, run: &mut SinusoidRun) {
    while run.is_measuring() {
        if let Outcome::Measured(measured) = run.advance(0) {
            hear(figure, job, &Report::of(run, 0.1, Some(measured)));
        }
    }
    hear(figure, job, &Report::of(run, 0.1, None));
}

/// The rows of the table that are there.
pub(crate) fn rows(figure: &dyn Figure) -> Vec<Row> {
    let rows = figure.table().expect("the figure has a table").rows;
    rows.into_iter().filter(|row| !row.name.is_empty()).collect()
}

/// How a button looks.
pub(crate) fn look(figure: &dyn Figure, key: &str) -> Look {
    let button = figure.settings().button(key);
    figure.look(button.unwrap_or_else(|| panic!("no button {key}")))
}

pub(crate) fn readout(figure: &dyn Figure, key: &str) -> Vec<f64> {
    let table = figure.table().into_iter().flat_map(|table| table.rows);
    let mut readouts = figure.readouts().into_iter().chain(table.flat_map(|row| row.cells));
    let readout = readouts.find(|readout| readout.key == key);
    readout.unwrap_or_else(|| panic!("no readout {key}")).values
}

/// Has all runs of a figure end at once, with numbers as an end has them.
pub(crate) fn finish(figure: &mut dyn Figure) {
    let mut workers = Workers::default();
    workers.obey(figure);
    let jobs: Vec<u32> = (1..100).collect();
    let brief = Brief { entrant: Entrant::Maml, link: "#train".into() };
    let run = brief.begin().expect("a run");
    for job in jobs {
        let last = Report::of(&run, 3.0, None);
        let error = |mean| HeldOutError { mean, interval: 0.01, tasks: 600, diverged: 0 };
        for meta_steps in [0, 1, 1000, 20_000, 40_000] {
            let error = |after: usize| (after, error(4.0 / (1.0 + after as f64)));
            let errors = [0, 1, 5].map(error).to_vec();
            hear(
                figure,
                job,
                &Report {
                    meta_steps,
                    tasks_seen: 4 * meta_steps,
                    measured: Some(Measurement { meta_steps, errors }),
                    end: (meta_steps == 40_000).then_some(End::Finished),
                    ..last.clone()
                },
            );
        }
    }
}
