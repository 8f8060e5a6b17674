//! The floors of the house: a file imports what lies below it, or beside it in its own room.
//!
//! The table is the one of ARCHITECTURE.md. Besides, no files import each other in a circle,
//! in the library or in the programs around it, so that each can be read after those that it
//! rests on.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::imports::{self, Import};
use super::source::{Finding, Source};

/// Files that belong together, by the beginnings of their paths. One that ends in `*` stands
/// for as many rooms as there are files and folders in its place.
type Room = &'static [&'static str];

/// The rooms of each floor, from the ground up. A path lies where its longest beginning does.
const FLOORS: &[&[Room]] = &[
    &[&["src/number/"]],
    // The mathematics.
    &[&[
        "src/learn/real.rs",
        "src/learn/footprint.rs",
        "src/learn/lanes.rs",
        "src/learn/nearest.rs",
        "src/learn/random.rs",
        "src/learn/vector.rs",
        "src/learn/error.rs",
        "src/learn/check.rs",
    ]],
    &[&["src/learn/task/"]],
    &[&["src/learn/model/"]],
    &[&["src/learn/adapt.rs"], &["src/learn/weights/"]],
    &[&["src/learn/meta/"]],
    &[&["src/learn/train/"], &["src/learn/surface/"]],
    &[&["src/learn/"]],
    &[&["src/plot/"]],
    &[&["src/work/"]],
    // What figures and their hosts promise each other, and then the figures.
    &[&["src/contract/"]],
    &[&["src/figures/kit/"]],
    &[&["src/figures/*"]],
    &[&["src/figures/list.rs", "src/figures/jobs.rs"]],
    &[&["src/figures/mod.rs"]],
    &[&["src/web/"], &["src/bench.rs"]],
    &[&["src/lib.rs"]],
];

/// Parts that know nothing of each other, though one lies above the other.
const APART: &[(&str, &str)] =
    &[("src/plot/", "src/learn/"), ("src/work/", "src/learn/"), ("src/work/", "src/plot/")];

/// What is the root of a crate.
const ROOTS: [&str; 3] = ["src/", "xtask/src/", "tests/browser/src/"];

/// The imports that go up, or into another room of the same floor, or round in a circle.
pub(super) fn check(sources: &[Source]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for root in ROOTS {
        let (imports, faults) = imports::between(root, sources);
        findings.extend(faults);
        if root == "src/" {
            findings.extend(imports.iter().filter_map(misplaced));
        }
        findings.extend(circles(&imports));
    }
    findings
}

/// A file's floor, counted from the ground, and the name of its room.
fn place(path: &str) -> Option<(usize, String)> {
    let mut best: Option<(usize, usize, String)> = None;
    for (floor, rooms) in FLOORS.iter().enumerate() {
        for room in *rooms {
            for part in *room {
                let Some(rest) = path.strip_prefix(part.trim_end_matches('*')) else { continue };
                let name = match part.strip_suffix('*') {
                    Some(beginning) => {
                        let own = rest.split(['/', '.']).next().unwrap_or_default();
                        format!("{beginning}{own}")
                    }
                    None => room[0].to_owned(),
                };
                if best.as_ref().is_none_or(|(length, ..)| part.len() > *length) {
                    best = Some((part.len(), floor, name));
                }
            }
        }
    }
    best.map(|(_, floor, name)| (floor, name))
}

fn misplaced(import: &Import) -> Option<Finding> {
    let Import { from, line, to } = import;
    let finding = |what: String| Some(Finding { path: from.clone(), line: *line, what });
    let Some((floor, room)) = place(from) else {
        return finding("lies on no floor of the house".to_owned());
    };
    // Whoever is misplaced is found by what itself imports.
    let (floor_of, room_of) = place(to)?;
    let apart = |(one, other): &(&str, &str)| from.starts_with(one) && to.starts_with(other);
    if room == room_of {
        None
    } else if room.starts_with("src/figures/") && floor == floor_of {
        finding(format!("names {to}: no figure names another; what two share goes to `kit`"))
    } else if floor_of > floor {
        finding(format!("imports {to}, which lies above it"))
    } else if floor_of == floor || APART.iter().any(apart) {
        finding(format!("imports {to}, of which it is to know nothing"))
    } else {
        None
    }
}

/// The circles in which files import each other: a shortest one through each file that is in
/// none of those told before.
fn circles(imports: &[Import]) -> Vec<Finding> {
    let mut onward: BTreeMap<&str, Vec<&Import>> = BTreeMap::new();
    for import in imports {
        onward.entry(&import.from).or_default().push(import);
    }
    let (mut findings, mut told) = (Vec::new(), BTreeSet::new());
    for &start in onward.keys() {
        if told.contains(start) {
            continue;
        }
        let Some(circle) = shortest_circle(start, &onward) else { continue };
        told.extend(circle.iter().map(|import| import.from.as_str()));
        let way: Vec<&str> = circle.iter().map(|import| import.to.as_str()).collect();
        let what = format!("a circle: imports {}", way.join(", which imports "));
        findings.push(Finding { path: start.to_owned(), line: circle[0].line, what });
    }
    findings
}

/// The shortest way from a file back to itself.
fn shortest_circle<'a>(
    start: &str,
    onward: &BTreeMap<&str, Vec<&'a Import>>,
) -> Option<Vec<&'a Import>> {
    let mut reached: BTreeMap<&str, &Import> = BTreeMap::new();
    let mut next = VecDeque::from([start]);
    while let Some(file) = next.pop_front() {
        for import in onward.get(file).into_iter().flatten() {
            if !reached.contains_key(import.to.as_str()) {
                reached.insert(&import.to, import);
                next.push_back(&import.to);
            }
        }
    }
    let mut way = vec![*reached.get(start)?];
    while way[0].from != start {
        way.insert(0, *reached.get(way[0].from.as_str())?);
    }
    Some(way)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(tree: &[(&str, &str)]) -> Vec<String> {
        let sources: Vec<Source> =
            tree.iter().map(|(path, text)| Source::new(*path, *text)).collect();
        check(&sources).into_iter().map(|finding| finding.to_string()).collect()
    }

    #[test]
    fn imports_go_down_or_stay_in_the_room() {
        let tree = [
            ("src/lib.rs", "pub mod web;"),
            ("src/web/page.rs", "use crate::figures::list; use crate::web::host::Host;"),
            ("src/web/host.rs", "use crate::contract::Figure;"),
            ("src/figures/list.rs", "fn make() { crate::figures::fit::Fit::new(); }"),
            (
                "src/figures/fit/mod.rs",
                "use crate::figures::kit::square; mod view; use view::View;",
            ),
            ("src/figures/fit/view.rs", "use crate::plot::Scene; use crate::learn::adapt;"),
            ("src/figures/kit/square.rs", "use crate::contract::Figure;"),
            ("src/contract/mod.rs", "use crate::plot::Size;"),
            ("src/plot/mod.rs", "use crate::number::text;"),
            ("src/learn/adapt.rs", "use crate::learn::model::Model;"),
            ("src/learn/model/mod.rs", "use crate::learn::error::Error;"),
            ("src/learn/error.rs", ""),
            ("src/number/mod.rs", ""),
        ];
        assert_eq!(findings(&tree), [""; 0]);
    }

    #[test]
    fn an_import_upwards_is_found() {
        let up = [
            ("src/learn/model/mod.rs", "\nuse crate::learn::adapt::Inner;"),
            ("src/learn/adapt.rs", ""),
        ];
        let said = "src/learn/model/mod.rs:2: imports src/learn/adapt.rs, which lies above it";
        assert_eq!(findings(&up), [said]);
        let up = [
            ("src/contract/mod.rs", "use crate::figures::list::NAMES;"),
            ("src/figures/list.rs", ""),
        ];
        assert_eq!(findings(&up).len(), 1);
    }

    #[test]
    fn rooms_of_one_floor_and_parts_that_are_apart_know_nothing_of_each_other() {
        let beside = [
            ("src/learn/surface/mod.rs", "use crate::learn::train::Recipe;"),
            ("src/learn/train/mod.rs", ""),
        ];
        assert_eq!(findings(&beside).len(), 1);
        let apart =
            [("src/work/job.rs", "fn f(x: crate::learn::Real) {}"), ("src/learn/mod.rs", "")];
        assert_eq!(findings(&apart).len(), 1);
        let apart = [("src/plot/axes.rs", "use crate::learn::Real;"), ("src/learn/mod.rs", "")];
        assert_eq!(findings(&apart).len(), 1);
    }

    #[test]
    fn a_figure_that_names_a_figure_is_found() {
        let tree = [
            ("src/figures/fit/view.rs", "use crate::figures::train::Train;"),
            ("src/figures/train/mod.rs", ""),
        ];
        let found = findings(&tree);
        assert!(found.len() == 1 && found[0].contains("no figure names another"), "{found:?}");
        // What it shares, or its own parts, it may.
        let tree = [
            ("src/figures/fit/view.rs", "use super::Fit; use crate::figures::kit::square;"),
            ("src/figures/fit/mod.rs", ""),
            ("src/figures/kit/square.rs", ""),
        ];
        assert_eq!(findings(&tree), [""; 0]);
    }

    #[test]
    fn circles_are_told_with_their_shortest_ways() {
        let tree = [
            ("src/web/host.rs", "\nuse super::panel::Panel;"),
            ("src/web/panel.rs", "use super::hand::Hand;"),
            ("src/web/hand.rs", "use super::host::Host; use super::page::Page;"),
            ("src/web/page.rs", "use super::panel::Panel;"),
        ];
        let said = [
            "src/web/hand.rs:1: a circle: imports src/web/host.rs, which imports \
             src/web/panel.rs, which imports src/web/hand.rs",
            "src/web/page.rs:1: a circle: imports src/web/panel.rs, which imports \
             src/web/hand.rs, which imports src/web/page.rs",
        ];
        assert_eq!(findings(&tree), said);
        let both = [
            ("xtask/src/train.rs", "use crate::table;"),
            ("xtask/src/table.rs", "use crate::train;"),
        ];
        assert_eq!(findings(&both).len(), 1, "in every crate");
    }

    #[test]
    fn a_file_without_a_place_or_that_is_no_rust_is_found() {
        let new = [("src/attic.rs", "use crate::number::text;"), ("src/number/mod.rs", "")];
        assert_eq!(findings(&new), ["src/attic.rs:1: lies on no floor of the house"]);
        assert_eq!(findings(&[("src/number/mod.rs", "\nfn fn")]).len(), 1);
    }
}
