//! What the article says of its figures, measured.
//!
//! A sentence that says what a figure shows is a claim. Each is quoted here as a reader
//! reads it, and measured in the state that its own link opens; the links are taken out of
//! the chapters, so that neither a sentence nor a link can change unnoticed. A link to
//! a figure that is in no quoted passage fails a test, and so does a passage that is in no
//! chapter.

/// Tests of quoted passages: a name, the passage as it reads, and what to ask of it.
macro_rules! claims {
    ($($(#[$doc:meta])* $name:ident $passage:literal |$said:ident| $body:block)*) => {
        /// The passages that are measured here.
        pub const PASSAGES: &[&str] = &[$($passage),*];

        $(
            $(#[$doc])*
            #[test]
            fn $name() {
                let $said = crate::chapter::Passage::find($passage);
                $body
            }
        )*
    };
}

mod chapter;
mod compare;
mod conclusion;
mod first_order;
mod fit;
mod four_models;
mod games;
mod imaml;
mod networks;
mod reptile;
#[path = "../figures/support.rs"]
mod support;
mod toy;
mod train;
mod tug;

use chapter::{Paragraph, Passage};

/// All passages that are measured.
fn measured() -> impl Iterator<Item = Passage> {
    let lists = [
        compare::PASSAGES,
        conclusion::PASSAGES,
        first_order::PASSAGES,
        fit::PASSAGES,
        four_models::PASSAGES,
        networks::PASSAGES,
        reptile::PASSAGES,
        imaml::PASSAGES,
        games::PASSAGES,
        toy::PASSAGES,
        train::PASSAGES,
        tug::PASSAGES,
    ];
    lists.into_iter().flatten().map(|passage| Passage::find(passage))
}

#[test]
fn every_link_to_a_figure_is_measured() {
    let measured: Vec<Passage> = measured().collect();
    let mut count = 0;
    for paragraph in Paragraph::all() {
        for link in paragraph.links.iter().filter(|link| link.is_to_a_figure()) {
            count += 1;
            let found = measured.iter().any(|passage| passage.holds(&paragraph, link));
            assert!(
                found,
                "nothing measures what is said with the link “{}” ({}) in\n{}",
                link.text, link.fragment, paragraph.text
            );
        }
    }
    assert!(count > 20, "the chapters have lost their links to figures: {count}");
}

/// What can be moved says something, and so each sentence of it is measured as it first reads.
#[test]
fn every_sentence_whose_numbers_can_be_moved_is_measured() {
    let measured: Vec<Passage> = measured().collect();
    let insets = Paragraph::all().into_iter().filter(|paragraph| paragraph.inset.is_some());
    for paragraph in insets.filter(|paragraph| !paragraph.text.is_empty()) {
        let found = measured.iter().any(|passage| passage.is_whole(&paragraph));
        assert!(found, "nothing measures the whole of\n{}", paragraph.text);
    }
}

/// A link opens the state that it means, as written: nothing clamped, nothing left out.
#[test]
fn every_link_to_a_figure_is_a_good_one() {
    for paragraph in Paragraph::all() {
        for link in paragraph.links.iter().filter(|link| link.fragment.starts_with('#')) {
            let known = link.is_to_a_figure() || !link.fragment.contains('?');
            assert!(known, "{} leads to no figure", link.fragment);
            if link.is_to_a_figure() {
                support::state(&link.fragment);
            }
        }
    }
}
