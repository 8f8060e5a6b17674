//! The list of all figures: the only place that names them.

use crate::contract::{Figure, Weights};

/// Hands the list to a macro: of each figure a word for its part of the program, its
/// name in the page, how to make it in its first state, and what the page does for it beside
/// what it does for all (`pads` are elements to draw on, `buttons` those that the page sees to).
///
/// A macro and no table, since a table of makers would tie the code of all figures
/// together; so each host makes of the list what it needs.
macro_rules! for_all_figures {
    ($then:ident) => {
        $then! {
            fit_pretrained "fit-pretrained" $crate::figures::fit::Fit::pretrained;
            average "average" $crate::figures::average::Average::default;
            meta_loss "meta-loss" $crate::figures::meta_loss::MetaLoss::default;
            two_tasks "two-tasks" $crate::figures::two_tasks::TwoTasks::default;
            fit_maml "fit-maml" $crate::figures::fit::Fit::maml;
            tug "tug" $crate::figures::tug::Tug::default;
            beat_maml "beat-maml" $crate::figures::beat_maml::BeatMaml::default;
            angle "angle" $crate::figures::angle::Angle::default;
            cost "cost" $crate::figures::cost::Cost::default;
            reptile "reptile" $crate::figures::reptile::ReptileFigure::default;
            imaml_loss "imaml-loss" $crate::figures::imaml_loss::ImamlLoss::default;
            imaml_pull "imaml-pull" $crate::figures::imaml_pull::ImamlPull::default;
            curvature "curvature" $crate::figures::curvature::Curvature::default;
            four_models "four-models" $crate::figures::four_models::FourModels::default;
            train "train" $crate::figures::train::Train::default, buttons;
            train_drawings "train-drawings" $crate::figures::train_drawings::TrainDrawings::default,
                buttons;
            compare "compare" $crate::figures::compare::Compare::default;
            drawings "drawings" $crate::figures::drawings::Drawings::default, pads;
        }
    };
}

macro_rules! names {
    ($($part:ident $name:literal $make:path $(, $outfit:ident)?;)*) => {
        /// The names of all figures, in the order in which a page mounts them.
        pub const NAMES: &[&str] = &[$($name),*];
    };
}

macro_rules! make {
    ($($part:ident $name:literal $make:path $(, $outfit:ident)?;)*) => {
        /// The figure called `name`, in its first state.
        pub fn make(name: &str) -> Option<Box<dyn Figure>> {
            match name {
                $($name => Some(Box::new($make())),)*
                _ => None,
            }
        }
    };
}

#[cfg(target_arch = "wasm32")]
pub(crate) use for_all_figures;

/// A figure that fine-tunes a network from another figure, or from a reader's file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taker {
    /// Its name.
    pub name: &'static str,
    /// What is said beside the figure that gave, once it has the network.
    pub done: &'static str,
}

/// The figure that takes such a network.
pub fn taker(weights: &Weights) -> Taker {
    match weights.rates.is_empty() {
        true => Taker {
            name: "fit-maml",
            done: "The fitting figure above fine-tunes these weights now.",
        },
        false => Taker {
            name: "drawings",
            done: "The network is on the board now, in the place of the one that MAML trained.",
        },
    }
}

for_all_figures!(names);
for_all_figures!(make);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::{Changed, Kind, Press};
    use crate::learn::{Activation, weights};

    macro_rules! word {
        () => {
            None
        };
        ($outfit:ident) => {
            Some(stringify!($outfit))
        };
    }

    macro_rules! outfits {
        ($($part:ident $name:literal $make:path $(, $outfit:ident)?;)*) => {
            /// What the page does for each figure beside what it does for all.
            const OUTFITS: &[(&str, Option<&str>)] = &[$(($name, word!($($outfit)?))),*];
        };
    }

    for_all_figures!(outfits);

    /// A button that the page sees to would do nothing without it, and nobody could draw.
    #[test]
    fn a_figure_has_the_outfit_that_it_needs() {
        for (name, outfit) in OUTFITS {
            let figure = make(name).expect("it is in the list");
            let has_buttons =
                figure.settings().controls().iter().any(|control| match control.kind {
                    Kind::Button(press) => press != Press::Figure,
                    kind => matches!(kind, Kind::File { .. }),
                });
            let has_pads = !figure.pads(0, figure.panels()[0].wide).is_empty();
            let needs = match (has_buttons, has_pads) {
                (false, false) => None,
                (true, false) => Some("buttons"),
                (false, true) => Some("pads"),
                (true, true) => unreachable!("no figure has both, and the list has room for one"),
            };
            assert_eq!(*outfit, needs, "{name}");
        }
    }

    /// Each kind of network is taken by one figure, and it is the one that is summoned.
    #[test]
    fn one_figure_takes_a_network_and_it_is_the_one_that_is_summoned() {
        let (of_sinusoids, of_drawings) = (weights::maml(), weights::drawings::maml());
        let networks = [
            (of_sinusoids.values(), Vec::new()),
            (of_drawings.values(), of_drawings.rates.to_vec()),
        ];
        for (values, rates) in networks {
            let (activation, origin) = (Activation::Relu, "a test".to_string());
            let weights = Weights { values, activation, rates, origin };
            for name in NAMES {
                let mut figure = make(name).expect("it is in the list");
                let changed = figure.exchange().map(|exchange| exchange.take(weights.clone()));
                let taken = changed.is_some_and(|changed| changed != Changed::Nothing);
                assert_eq!(taken, *name == taker(&weights).name, "{name}");
            }
        }
    }
}
