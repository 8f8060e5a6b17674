//! Handles: controls that know the type of what they hold.
//!
//! A figure declares each control as a constant, lists it, and reads its settings by
//! it: `settings.get(ALPHA)` is an `f64`, a [`Choice`] gives the enum that it chooses
//! among. A name that was mistyped does not compile. A control that a figure does not
//! list stands at its default.

mod button;
mod choice;
mod code;
mod label;
mod list;
mod number;

pub use button::{Button, Look};
pub use choice::{Choice, Several, Switch};
pub use code::Code;
pub use label::Handle;
pub use list::List;
pub use number::{Count, Number};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::control::{Control, Numbers};
    use crate::contract::settings::Settings;

    #[derive(Clone, Copy, Debug, PartialEq)]
    enum Shade {
        Dark,
        Light,
    }

    const WIDE: Switch = Switch::new("wide", "More");
    const RATE: Number = Number::log("rate", "Rate", (0.001, 0.1)).default(0.01);
    const STEPS: Count = Count::slider("steps", "Steps", (0, 10)).default(3);
    const SHADE: Choice<Shade> = Choice::new(
        "shade",
        "Shade",
        &[("dark", "dark"), ("light", "light")],
        &[Shade::Dark, Shade::Light],
    );
    const SHADES: Several<Shade> = Several::new(
        "shades",
        "Shades",
        &[("dark", "dark"), ("light", "light")],
        &[Shade::Dark, Shade::Light],
    );
    const POINTS: List = List::new(
        "points",
        "Points",
        Numbers { count: (0, 3), range: (0.0, 1.0), places: 2, default: &[0.5] },
    );
    const FAST: Switch = Switch::new("fast", "Faster").on();
    const GO: Button = Button::new("go", "Go");
    const SKETCH: Code = Code::new("sketch", "Sketch", 20);
    const CONTROLS: [Control; 9] = [
        RATE.control(),
        STEPS.control(),
        SHADE.control(),
        SHADES.control(),
        POINTS.control(),
        WIDE.control(),
        FAST.control(),
        SKETCH.control(),
        GO.control(),
    ];

    #[test]
    fn a_setting_is_read_by_its_handle() {
        let mut settings = Settings::new(&CONTROLS);
        assert_eq!(settings.get(RATE), 0.01);
        assert_eq!(settings.get(STEPS), 3);
        assert_eq!(settings.get(SHADE), Shade::Dark);
        assert_eq!(settings.get(SHADES), [Shade::Dark, Shade::Light]);
        assert_eq!(settings.get(POINTS), [0.5]);
        assert!(!settings.get(WIDE) && settings.get(FAST));
        settings.set(RATE, 0.02);
        settings.set(STEPS, 7);
        settings.set(SHADE, Shade::Light);
        settings.set(SHADES, vec![Shade::Light]);
        settings.set(POINTS, vec![]);
        settings.set(WIDE, true);
        settings.set(FAST, false);
        assert_eq!(settings.get(SKETCH), "");
        settings.set(SKETCH, "a-Z".into());
        assert_eq!(settings.get(SKETCH), "a-Z");
        assert_eq!((settings.get(RATE), settings.get(STEPS)), (0.02, 7));
        assert_eq!((settings.get(SHADE), settings.get(WIDE)), (Shade::Light, true));
        assert!(!settings.get(FAST));
        assert_eq!(settings.get(SHADES), [Shade::Light]);
        assert_eq!(settings.get(POINTS), [0.0; 0]);
    }

    #[test]
    fn a_control_that_is_not_listed_stands_at_its_default() {
        let mut settings = Settings::new(&[]);
        settings.set(STEPS, 7);
        assert_eq!(settings.get(STEPS), 3);
        assert_eq!(settings.get(POINTS), [0.5]);
        assert!(settings.get(FAST) && !settings.get(WIDE));
    }

    #[test]
    fn a_button_is_known_again_by_its_control() {
        assert_eq!(Button::of(&GO.control()), Some(GO));
        assert_eq!(Button::of(&WIDE.control()), None);
    }
}
