//! The list of all figures: the only place that names them.

use crate::contract::Figure;

/// Hands the list to a macro: of each figure a word for its part of the program, its
/// name in the page, how to make it in its first state, and what the page does for it alone
/// (`pads` are elements to draw on).
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
            train "train" $crate::figures::train::Train::default;
            train_drawings "train-drawings" $crate::figures::train_drawings::TrainDrawings::default;
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

/// The figure that fine-tunes a network from another figure, or from a reader's file.
pub const TAKES_WEIGHTS: &str = "fit-maml";

for_all_figures!(names);
for_all_figures!(make);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::{Changed, Weights};
    use crate::learn::weights;

    #[test]
    fn one_figure_takes_weights_and_it_is_the_one_that_is_summoned() {
        let (trained, origin) = (weights::maml(), "a test".to_string());
        let (values, activation) = (trained.values(), trained.activation);
        let weights = Weights { values, activation, origin };
        for name in NAMES {
            let mut figure = make(name).expect("it is in the list");
            let changed = figure.exchange().map(|exchange| exchange.take(weights.clone()));
            let taken = changed.is_some_and(|changed| changed != Changed::Nothing);
            assert_eq!(taken, *name == TAKES_WEIGHTS, "{name}");
        }
    }
}
