//! The parts of the program that are loaded when they are needed: one for each figure
//! but the first; those of other things are in [`super::pool`] and [`super::late`].
//!
//! The build cuts the compiled library at the functions that are marked here. What only
//! one of them needs goes into its part, what several need into pieces that they share,
//! and all else into the main part, which the page begins with. To call a marked function
//! is to wait for its part, which may not come.
//!
//! So a figure's state, drawings and weights must be reached by its own function alone.
//! A list of makers, or a `match` over two figures' weights, would pull all of them into
//! the main part; `cargo xtask build` weighs the parts and says when they have grown.

#![allow(
    unsafe_code,
    reason = "the macro declares each part's function as one that is imported, and as one \
              that is exported, which to the compiler are two; the build joins them"
)]

use wasm_split_helpers::wasm_split;

use super::hosts::{Made, Part};
use super::{buttons, pads};
use crate::figures::list::for_all_figures;

/// The outfit that the list of figures asks for.
macro_rules! outfit {
    () => {
        None
    };
    (pads) => {
        Some(pads::lay)
    };
    (buttons) => {
        Some(buttons::follow)
    };
}

macro_rules! parts {
    (
        $first:ident $first_name:literal $make_first:path;
        $($part:ident $name:literal $make:path $(, $outfit:ident)?;)*
    ) => {
        /// The part with the figure called `name`; none if there is no such figure. The
        /// first figure of the list is in the main part.
        pub(super) fn of(name: &str) -> Option<Part> {
            // A table, which takes less room than as many comparisons: each of these
            // functions only asks for a part.
            const PARTS: &[(&str, Part)] = &[
                ($first_name, Part::Main(|| Box::new($make_first()))),
                $(($name, Part::Own(|| Box::pin($part()))),)*
            ];
            PARTS.iter().find(|(known, _)| *known == name).map(|(_, part)| *part)
        }

        $(
            #[wasm_split($part, fallible)]
            fn $part() -> Made {
                Ok((Box::new($make()), outfit!($($outfit)?)))
            }
        )*
    };
}

for_all_figures!(parts);
