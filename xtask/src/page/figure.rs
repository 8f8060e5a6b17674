//! A figure's HTML, all of it from the figure's own declarations.
//!
//! The page shows every figure in its first state before any script has run: the
//! panels as pictures drawn by the figure itself, the controls at their defaults.

use maml_live::contract::{Button, Control, Figure, Kind, Panel, Place, Readout, Slider, Table};
use maml_live::figures::list;
use serde::Serialize;

use super::error::Fault;
use super::picture::{Layout, Pictures};

/// A figure in its first state, ready for `www/figure.html`.
#[derive(Debug, Serialize)]
pub struct FigureView {
    /// Its name.
    pub name: &'static str,
    /// Its title, as plain text.
    pub title: &'static str,
    description: String,
    panels: Vec<PanelView>,
    readouts: Vec<ReadoutView>,
    table: Option<TableView>,
    lead: Vec<GroupView>,
    main: Vec<GroupView>,
    folds: Vec<FoldView>,
}

#[derive(Debug, Serialize)]
struct PanelView {
    key: &'static str,
    label: &'static str,
    keys: &'static str,
    first: String,
}

#[derive(Debug, Serialize)]
struct ReadoutView {
    key: &'static str,
    label: &'static str,
    ink: &'static str,
    value: String,
    text: String,
    room: usize,
}

#[derive(Debug, Serialize)]
struct TableView {
    caption: &'static str,
    heads: &'static [&'static str],
    rows: Vec<RowView>,
}

/// A row of a table; one without a name is hidden.
#[derive(Debug, Serialize)]
struct RowView {
    name: String,
    ink: &'static str,
    cells: Vec<ReadoutView>,
}

/// Controls that are shown on request.
#[derive(Debug, Serialize)]
struct FoldView {
    name: &'static str,
    groups: Vec<GroupView>,
}

/// Neighbouring controls of one shape.
#[derive(Debug, Serialize)]
struct GroupView {
    shape: &'static str,
    controls: Vec<ControlView>,
}

/// A control as its native element needs it; what a kind does not have stays empty.
#[derive(Debug, Default, Serialize)]
struct ControlView {
    key: &'static str,
    id: String,
    label: &'static str,
    help: &'static str,
    kind: &'static str,
    min: f64,
    max: f64,
    step: f64,
    value: String,
    shown: String,
    options: &'static [(&'static str, &'static str)],
    /// It is a switch that is on at first.
    checked: bool,
    /// It gives weights to another figure, and is of no use without one.
    exchanges: bool,
}

impl FigureView {
    /// The figure of that name, in its first state.
    pub fn first(name: &str, pictures: &mut Pictures<'_>) -> Result<Self, Fault> {
        let figure = list::make(name).ok_or_else(|| Fault::UnknownFigure(name.to_owned()))?;
        Ok(Self::of(figure.as_ref(), pictures))
    }

    /// A figure in the state that it is in.
    pub fn of(figure: &dyn Figure, pictures: &mut Pictures<'_>) -> Self {
        let controls = |place| {
            let controls = figure.settings().controls().iter();
            let here = controls.filter(move |control| control.place == place);
            grouped(here.map(|control| ControlView::of(figure, control)))
        };
        let panels = figure.panels().iter().enumerate();
        Self {
            name: figure.name(),
            title: figure.title(),
            description: figure.describe(),
            panels: panels
                .map(|(index, panel)| PanelView::of(figure, index, panel, pictures))
                .collect(),
            readouts: figure.readouts().iter().map(ReadoutView::of).collect(),
            table: figure.table().as_ref().map(TableView::of),
            lead: controls(Place::Lead),
            main: controls(Place::Main),
            folds: (folds(figure.settings().controls()).into_iter())
                .map(|name| FoldView { name, groups: controls(Place::Group(name)) })
                .collect(),
        }
    }
}

/// The names of a figure's folds, in the order of their first controls.
fn folds(controls: &[Control]) -> Vec<&'static str> {
    let mut names = Vec::new();
    for control in controls {
        if let Place::Group(name) = control.place
            && !names.contains(&name)
        {
            names.push(name);
        }
    }
    names
}

/// Puts neighbours of one shape into one group, so that they stand in one row.
fn grouped(controls: impl Iterator<Item = ControlView>) -> Vec<GroupView> {
    let mut groups: Vec<GroupView> = Vec::new();
    for control in controls {
        let shape = match control.kind {
            "button" => "buttons",
            "switch" | "several" | "radios" => "switches",
            _ => "fields",
        };
        match groups.last_mut() {
            Some(group) if group.shape == shape => group.controls.push(control),
            _ => groups.push(GroupView { shape, controls: vec![control] }),
        }
    }
    groups
}

impl PanelView {
    fn of(figure: &dyn Figure, index: usize, panel: &Panel, pictures: &mut Pictures<'_>) -> Self {
        let Panel { key, label, keys, wide, narrow } = *panel;
        let [wide, narrow] = [wide, narrow].map(|size| figure.scene(index, size));
        let first = pictures.html(
            &[figure.name(), "-", key].concat(),
            Layout { name: "wide", scene: &wide },
            Layout { name: "narrow", scene: &narrow },
        );
        Self { key, label, keys, first }
    }
}

impl TableView {
    fn of(table: &Table) -> Self {
        let rows = table.rows.iter().map(|row| RowView {
            name: row.name.clone(),
            ink: row.ink.name(),
            cells: row.cells.iter().map(ReadoutView::of).collect(),
        });
        Self { caption: table.caption, heads: table.heads, rows: rows.collect() }
    }
}

impl ReadoutView {
    fn of(readout: &Readout) -> Self {
        let values: Vec<String> = readout.values.iter().map(f64::to_string).collect();
        Self {
            key: readout.key,
            label: readout.label,
            ink: readout.ink.name(),
            value: values.join(","),
            text: readout.text.clone(),
            room: readout.room(),
        }
    }
}

impl ControlView {
    fn of(figure: &dyn Figure, control: &Control) -> Self {
        let Control { key, label, help, place, kind } = *control;
        // What stands on a button now may be another word than the one it is declared with.
        let label = Button::of(control).map_or(label, |button| figure.look(button).label);
        let figure = figure.name();
        let value = control.written(&control.default());
        let exchanges = control.hands_over();
        let id = format!("{figure}-{key}");
        let view = Self { key, id, label, help, value, exchanges, ..Self::default() };
        match kind {
            Kind::Slider(slider) => view.slider(&slider),
            Kind::Whole { range: (min, max), .. } => {
                Self { kind: "whole", min: min.into(), max: max.into(), ..view }
            }
            // What a figure is about is seen as a whole; another choice is a list that opens.
            Kind::Choice { options, .. } if place == Place::Lead => {
                Self { kind: "radios", options, ..view }
            }
            Kind::Choice { options, .. } => Self { kind: "choice", options, ..view },
            Kind::Several { options } => Self { kind: "several", options, ..view },
            Kind::Switch { default } => Self { kind: "switch", checked: default == "on", ..view },
            Kind::Numbers(_) | Kind::Code { .. } => Self { kind: "numbers", ..view },
            Kind::Button(_) => Self { kind: "button", ..view },
            Kind::File { accept } => Self { kind: "file", value: accept.to_owned(), ..view },
        }
    }

    /// The native element's numbers are positions: logarithms, on a logarithmic slider.
    fn slider(self, slider: &Slider) -> Self {
        let (min, max) = slider.positions(slider.at_first);
        Self {
            kind: "slider",
            min,
            max,
            step: slider.step,
            value: slider.position(slider.default).to_string(),
            shown: slider.shown(slider.default),
            ..self
        }
    }
}
