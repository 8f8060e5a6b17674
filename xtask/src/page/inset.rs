//! An inset: a sentence whose numbers can be moved, and a small picture beside it.
//!
//! The picture is a figure's own panel, small, and the numbers are what that figure says in
//! the state that the block names. So the sentence is right before any script has run, and
//! the page only has to keep it right.

use std::collections::BTreeSet;
use std::iter;

use maml_live::contract::{Control, Figure, Kind, Panel, Value, link};
use maml_live::figures::list;

use super::error::Fault;
use super::picture::{Files, Layout, within_file};

/// The figure of one inset, in its first state.
pub struct Inset {
    figure: Box<dyn Figure>,
    panel: usize,
    link: String,
    /// The keys that the sentence has used.
    used: BTreeSet<String>,
    moves: bool,
}

impl Inset {
    /// The figure in the state of `link`, for example `meta-loss?m=5`, seen in its first panel
    /// or in that called `panel`.
    ///
    /// # Errors
    /// When there is no such figure or panel, or the link sets anything that the figure would
    /// not take as it is.
    pub fn open(link: &str, panel: Option<&str>) -> Result<Self, Fault> {
        let parsed = link::parse(link);
        let unknown = || Fault::UnknownFigure(parsed.figure.clone());
        let mut figure = list::make(&parsed.figure).ok_or_else(unknown)?;
        if let Some(complaint) = link::apply(figure.as_mut(), &parsed).into_iter().next() {
            return Err(Fault::Inset { link: link.to_owned(), message: complaint.0 });
        }
        let mut keys = figure.panels().iter().map(|panel| panel.key);
        let panel = match panel {
            Some(key) => keys.position(|known| known == key).ok_or_else(|| Fault::Inset {
                link: link.to_owned(),
                message: format!("it has no panel `{key}`"),
            })?,
            None => 0,
        };
        let link = link.trim_start_matches('#').to_owned();
        Ok(Self { figure, panel, link, used: BTreeSet::new(), moves: false })
    }

    /// A number of the sentence that the reader can move: the control called `key`.
    ///
    /// # Errors
    /// When the figure has no such number, or the sentence has it already.
    pub fn scrub(&mut self, key: &str) -> Result<String, Fault> {
        let settings = self.figure.settings().iter();
        let found = settings.into_iter().find(|(control, _)| control.key == key);
        let Some((control, value)) = found.filter(|(control, _)| is_number(&control.kind)) else {
            return Err(self.fault(format!("it has no number `{key}` that could be moved")));
        };
        let shown = control.written(value);
        let room = widest(control, value);
        self.claim(key)?;
        self.moves = true;
        Ok(format!(
            "<span class=\"scrub\" data-key=\"{key}\" data-room=\"{room}\"><b>{shown}</b></span>"
        ))
    }

    /// A number of the sentence that follows: the readout called `key`.
    ///
    /// # Errors
    /// When the figure has no such readout, or nothing to say there; or the sentence has it
    /// already.
    pub fn live(&mut self, key: &str) -> Result<String, Fault> {
        let readouts = self.figure.readouts();
        let found = readouts.into_iter().find(|readout| readout.key == key);
        let Some(readout) = found.filter(|readout| !readout.values.is_empty()) else {
            return Err(self.fault(format!("it does not say `{key}`")));
        };
        self.claim(key)?;
        let (ink, text) = (readout.ink.name(), readout.text);
        Ok(format!(
            "<span class=\"live ink-{ink}\" data-room=\"{text}\"><output aria-live=\"off\" name=\"{key}\">{text}</output></span>"
        ))
    }

    /// The whole of it, with the sentence as HTML. Its picture goes into `files`; `number` tells
    /// it from those of the chapter's other insets.
    ///
    /// # Errors
    /// When nothing in the sentence can be moved: then it is a figure's picture, and no more.
    pub fn html(self, sentence: &str, number: usize, files: &mut Files) -> Result<String, Fault> {
        if !self.moves {
            return Err(self.fault("its sentence has no `[key]{.scrub}`".to_owned()));
        }
        let panel: Panel = self.figure.panels()[self.panel];
        let scene = self.figure.scene(self.panel, panel.small());
        let name = format!("inset-{number}-{}", panel.key);
        let picture = within_file(files, &name, Layout { name: "small", scene: &scene });
        let (link, Panel { key, label, .. }) = (self.link.replace('&', "&amp;"), panel);
        Ok(format!(
            "<div class=\"inset\" data-inset=\"{link}\">\n\
             <p class=\"announce\" aria-live=\"polite\" aria-atomic=\"true\"></p>\n\
             <div class=\"panel\" data-panel=\"{key}\" role=\"img\" aria-label=\"{label}\">\
             <div class=\"picture\">{picture}</div></div>\n\
             {sentence}<p class=\"message\" role=\"status\"></p>\n</div>\n"
        ))
    }

    /// Each number is in the sentence once: the page writes it into one place.
    fn claim(&mut self, key: &str) -> Result<(), Fault> {
        match self.used.insert(key.to_owned()) {
            true => Ok(()),
            false => Err(self.fault(format!("its sentence has `{key}` twice"))),
        }
    }

    fn fault(&self, message: String) -> Fault {
        Fault::Inset { link: self.link.clone(), message }
    }
}

/// The longest that the number becomes, as it is moved; typed, it may become longer.
fn widest(control: &Control, value: &Value) -> String {
    let written = |number: f64| control.written(&Value::Number(number));
    let mut texts = vec![control.written(value)];
    match control.kind {
        Kind::Slider(slider) => {
            let offered = slider.at_first;
            let walk = iter::successors(Some(offered.0), |&number| {
                let next = slider.nudged(number, 1, offered);
                (next != number).then_some(next)
            });
            texts.extend(walk.map(written));
        }
        Kind::Whole { range: (_, greatest), .. } => texts.push(written(greatest.into())),
        _ => {}
    }
    texts.into_iter().max_by_key(String::len).unwrap_or_default()
}

fn is_number(kind: &Kind) -> bool {
    matches!(kind, Kind::Slider(_) | Kind::Whole { .. })
}
