//! The native controls of a figure: what they say when the reader uses them, and
//! what they show when the figure changed.

use std::cell::{Cell, RefCell};

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, HtmlInputElement, HtmlSelectElement};

use super::dom;
use crate::contract::{Button, Control, Figure, Kind, Look, Settings, Slider, Value};
use crate::number::decimal;

/// All controls of a figure that the page has.
pub(super) struct Fields(Vec<Field>);

/// How far the reader is with a control.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// Moving or typing.
    Changing,
    /// Done.
    Changed,
    /// Gone elsewhere.
    Left,
}

/// What the reader did.
pub(super) enum Heard {
    /// Set a control to what a text says.
    Set(&'static Control, String),
    /// Nothing that the figure should know yet.
    Nothing,
}

struct Field {
    control: &'static Control,
    widget: Widget,
    /// Where the value of a slider is written.
    output: Option<Element>,
    /// The reader is at it: what is typed stays as it is, and the range of a slider
    /// does not change under the hand.
    busy: Cell<bool>,
    /// What was shown last, until the reader touches it: to find out how a number is written
    /// takes longer than to see that it is the same.
    shown: RefCell<Option<Shown>>,
}

/// What a field shows: its value, of a slider the range that is offered, of a choice the number
/// of options that are, and of a button how it looks.
#[derive(Clone, PartialEq)]
struct Shown {
    value: Value,
    offered: Option<(f64, f64)>,
    choices: usize,
    look: Option<Look>,
}

/// What all fields are to show.
pub(super) struct Standing {
    settings: Settings,
    /// How the buttons look, in the order of the controls.
    looks: Vec<Option<Look>>,
}

impl Standing {
    /// How `figure` stands.
    pub(super) fn of(figure: &dyn Figure) -> Self {
        let settings = figure.shown_settings();
        let buttons = settings.controls().iter().map(Button::of);
        let looks = buttons.map(|button| button.map(|button| figure.look(button))).collect();
        Self { settings, looks }
    }
}

enum Widget {
    /// A slider.
    Range(HtmlInputElement, Slider),
    /// A number or a list of numbers, typed.
    Typed(HtmlInputElement),
    /// On or off.
    Check(HtmlInputElement),
    /// One of several words, in a list that opens.
    Select(HtmlSelectElement),
    /// One of several words, or any, all in view.
    Boxes(Vec<HtmlInputElement>),
    /// Something to press.
    Button(Element),
}

impl Fields {
    /// Finds the controls that `settings` are for inside `figure`, and enables all
    /// its native elements. A control that the page lacks is left out.
    pub(super) fn find(figure: &HtmlElement, settings: &Settings) -> Self {
        for element in dom::find_all(figure, ":disabled") {
            let _ = element.remove_attribute("disabled");
        }
        let fields = settings.controls().iter();
        Self(fields.filter_map(|control| Field::find(figure, control)).collect())
    }

    /// What an event in the figure says about one of these controls.
    pub(super) fn hear(&self, event: &Event, phase: Phase) -> Heard {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        target
            .and_then(|target| self.0.iter().find(|field| field.widget.is(&target)))
            .map_or(Heard::Nothing, |field| field.hear(phase))
    }

    /// Shows how the figure stands.
    pub(super) fn show(&self, Standing { settings, looks }: &Standing) {
        for field in &self.0 {
            let mut settled = settings.iter().zip(looks);
            let setting = settled.find(|((control, _), _)| control.key == field.control.key);
            if let Some(((_, value), look)) = setting {
                field.show(value, *look, settings);
            }
        }
    }
}

impl Field {
    fn find(figure: &HtmlElement, control: &'static Control) -> Option<Self> {
        let elements = dom::find_all(
            figure,
            &format!("input[name=\"{0}\"],select[name=\"{0}\"],button[name=\"{0}\"]", control.key),
        );
        let first = elements.first()?.clone();
        let widget = match control.kind {
            Kind::Slider(slider) => {
                let input: HtmlInputElement = first.dyn_into().ok()?;
                // In a sentence it is a number.
                match input.type_() == "number" {
                    true => Widget::Typed(input),
                    false => Widget::Range(input, slider),
                }
            }
            Kind::Whole { .. } | Kind::Numbers(_) | Kind::Code { .. } => {
                Widget::Typed(first.dyn_into().ok()?)
            }
            Kind::Several { .. } => boxes(elements),
            Kind::Switch { .. } => Widget::Check(first.dyn_into().ok()?),
            Kind::Choice { .. } => match first.dyn_into::<HtmlSelectElement>() {
                Ok(select) => Widget::Select(select),
                Err(_) => boxes(elements),
            },
            Kind::Button(_) => Widget::Button(first),
            Kind::File { .. } => return None,
        };
        let output = format!("output[for=\"{}-{}\"]", figure.id(), control.key);
        Some(Self {
            control,
            widget,
            output: dom::find(figure, &output),
            busy: Cell::new(false),
            shown: RefCell::new(None),
        })
    }

    fn hear(&self, phase: Phase) -> Heard {
        self.busy.set(phase == Phase::Changing);
        self.shown.replace(None);
        match (phase, self.widget.text()) {
            (Phase::Left, _) | (_, None) => Heard::Nothing,
            (Phase::Changing, Some(text)) if !self.is_heard_early(&text) => Heard::Nothing,
            (_, Some(text)) => Heard::Set(self.control, text),
        }
    }

    /// Whether the figure should know of `text` before the reader is done with it:
    /// half a number is no mistake yet, half a list or a code not one to show.
    fn is_heard_early(&self, text: &str) -> bool {
        match (&self.widget, self.control.kind) {
            (_, Kind::Numbers(_) | Kind::Code { .. }) => false,
            (Widget::Typed(_), _) => matches!(self.control.read(text), Ok((_, None))),
            _ => true,
        }
    }

    fn show(&self, value: &Value, look: Option<Look>, settings: &Settings) {
        let offered = match &self.widget {
            Widget::Range(_, slider) => Some(settings.offered(self.control.key, slider)),
            _ => None,
        };
        let choices = settings.choices(self.control);
        let shown = Shown { value: value.clone(), offered, choices, look };
        if self.shown.borrow().as_ref() == Some(&shown) {
            return;
        }
        match (&self.widget, value) {
            (Widget::Range(input, slider), Value::Number(number)) => {
                if let (Some(offered), false) = (offered, self.busy.get()) {
                    let (least, greatest) = slider.positions(offered);
                    set_number(input, "min", least);
                    set_number(input, "max", greatest);
                }
                self.show_slider(input, slider, *number);
            }
            (Widget::Typed(input), _) if !self.busy.get() => {
                let text = self.control.written(value);
                if input.value() != text {
                    input.set_value(&text);
                }
            }
            (Widget::Check(input), Value::Word(word)) => check(input, *word == "on"),
            (Widget::Select(select), Value::Word(word)) if select.value() != *word => {
                select.set_value(word);
            }
            (Widget::Boxes(inputs), Value::Word(word)) => {
                for (place, input) in inputs.iter().enumerate() {
                    check(input, input.value() == *word);
                    mark(input, "disabled", "", place >= choices);
                }
            }
            (Widget::Boxes(inputs), Value::Words(words)) => {
                for input in inputs {
                    check(input, words.contains(&&*input.value()));
                }
            }
            (Widget::Button(button), _) => {
                if let Some(look) = look {
                    show_button(button, look);
                }
            }
            _ => {}
        }
        self.shown.replace(Some(shown));
    }

    fn show_slider(&self, input: &HtmlInputElement, slider: &Slider, number: f64) {
        let position = slider.position(number);
        if (input.value_as_number() - position).abs() > 1e-9 {
            input.set_value(&decimal::shortest(position));
        }
        let shown = slider.shown(number);
        // A screen reader would read out a logarithm, or leave out the unit.
        dom::set_attribute(input, "aria-valuetext", &shown);
        if let Some(output) = &self.output {
            dom::set_text(output, &shown);
            dom::set_attribute(output, "data-value", &decimal::shortest(number));
        }
    }
}

impl Widget {
    fn is(&self, element: &Element) -> bool {
        match self {
            Widget::Range(input, _) | Widget::Typed(input) | Widget::Check(input) => {
                AsRef::<Element>::as_ref(input) == element
            }
            Widget::Select(select) => AsRef::<Element>::as_ref(select) == element,
            Widget::Boxes(inputs) => {
                inputs.iter().any(|input| AsRef::<Element>::as_ref(input) == element)
            }
            Widget::Button(button) => button == element,
        }
    }

    /// What it is set to, as [`Control::read`] takes it.
    fn text(&self) -> Option<String> {
        match self {
            Widget::Range(input, slider) => {
                Some(decimal::shortest(slider.value(input.value_as_number())))
            }
            Widget::Typed(input) => Some(input.value()),
            Widget::Check(input) => Some(if input.checked() { "on" } else { "off" }.into()),
            Widget::Select(select) => Some(select.value()),
            Widget::Boxes(inputs) => {
                let checked = inputs.iter().filter(|input| input.checked());
                Some(checked.map(HtmlInputElement::value).collect::<Vec<_>>().join(","))
            }
            Widget::Button(_) => None,
        }
    }
}

/// Shows what stands on a button, and whether it works. One that has the focus would lose it
/// by being disabled, and its reader their place in the page: it only looks and sounds so until
/// they leave.
fn show_button(button: &Element, look: Look) {
    dom::set_text(button, look.label);
    let held = button.matches(":focus").unwrap_or(false);
    let (real, spoken) = (!look.works && !held, !look.works && held);
    mark(button, "disabled", "", real);
    mark(button, "aria-disabled", "true", spoken);
}

/// Sets an attribute, or takes it away.
fn mark(element: &Element, name: &str, value: &str, wanted: bool) {
    match wanted {
        true => dom::set_attribute(element, name, value),
        // Fails for no name at all.
        false => drop(element.remove_attribute(name)),
    }
}

fn boxes(elements: Vec<Element>) -> Widget {
    Widget::Boxes(elements.into_iter().filter_map(|element| element.dyn_into().ok()).collect())
}

/// Sets a numeric attribute, if it is another number.
fn set_number(input: &HtmlInputElement, name: &str, number: f64) {
    let text = decimal::shortest(number);
    let same = input
        .get_attribute(name)
        .is_some_and(|old| old == text || old.strip_suffix(".0") == Some(&text));
    if !same {
        dom::set_attribute(input, name, &text);
    }
}

fn check(input: &HtmlInputElement, checked: bool) {
    if input.checked() != checked {
        input.set_checked(checked);
    }
}
