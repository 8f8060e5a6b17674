//! The list of all figures: the only place that names them.

use crate::contract::Figure;

/// Hands the list to a macro: of each figure a word for its part of the program, its
/// name in the page, and how to make it in its first state.
///
/// A macro and no table, since a table of makers would tie the code of all figures
/// together; so each host makes of the list what it needs.
macro_rules! for_all_figures {
    ($then:ident) => {
        $then! {
            fit_pretrained "fit-pretrained" $crate::figures::fit::Fit::pretrained;
            meta_loss "meta-loss" $crate::figures::meta_loss::MetaLoss::default;
            two_tasks "two-tasks" $crate::figures::two_tasks::TwoTasks::default;
            fit_maml "fit-maml" $crate::figures::fit::Fit::maml;
            train "train" $crate::figures::train::Train::default;
        }
    };
}

macro_rules! names {
    ($($part:ident $name:literal $make:path;)*) => {
        /// The names of all figures, in the order in which a page mounts them.
        pub const NAMES: &[&str] = &[$($name),*];
    };
}

macro_rules! make {
    ($($part:ident $name:literal $make:path;)*) => {
        /// The figure called `name`, in its first state.
        pub fn make(name: &str) -> Option<Box<dyn Figure>> {
            match name {
                $($name => Some(Box::new($make())),)*
                _ => None,
            }
        }
    };
}

for_all_figures!(names);
for_all_figures!(make);
