//! The walls between the parts of the library.

use super::source::{Finding, Source};

/// A part of the library, and what no line of its code may name.
struct Wall {
    /// The beginning of the paths of its files.
    part: &'static str,
    forbidden: &'static [&'static str],
    why: &'static str,
}

const WORLD: &[&str] = &[
    "web_sys",
    "js_sys",
    "wasm_bindgen",
    "plotters_canvas",
    "getrandom",
    "Instant",
    "SystemTime",
    "SmallRng",
    "thread_rng",
    "rand::rng",
];

const WHY_WORLD: &str =
    "only src/web knows the browser, and no figure a clock or a generator without a seed";

const WALLS: &[Wall] = &[
    Wall { part: "src/learn/", forbidden: WORLD, why: WHY_WORLD },
    Wall { part: "src/plot/", forbidden: WORLD, why: WHY_WORLD },
    Wall { part: "src/figures/", forbidden: WORLD, why: WHY_WORLD },
    Wall { part: "src/contract/", forbidden: WORLD, why: WHY_WORLD },
    Wall { part: "src/work/", forbidden: WORLD, why: WHY_WORLD },
    Wall {
        part: "src/work/",
        forbidden: &["crate::plot", "crate::figures", "crate::contract", "crate::web"],
        why: "work knows neither what it is about nor who asks for it",
    },
    Wall {
        part: "src/learn/",
        forbidden: &["crate::plot", "crate::figures", "crate::contract", "crate::web", "plotters"],
        why: "the mathematics knows nothing of what is made of it",
    },
    Wall {
        part: "src/plot/",
        forbidden: &["crate::figures", "crate::contract", "crate::web", "crate::learn"],
        why: "marks know nothing of what they stand for",
    },
    Wall {
        part: "src/figures/",
        forbidden: &["crate::web", "plotters"],
        why: "a figure is a scene and a state, whoever shows them",
    },
    Wall {
        part: "src/contract/",
        forbidden: &["crate::figures", "crate::web", "plotters"],
        why: "the contract knows neither side",
    },
];

/// The lines of a file that break through a wall.
pub(super) fn check(source: &Source) -> Vec<Finding> {
    let walls = WALLS.iter().filter(|wall| source.path.starts_with(wall.part));
    let breaks = walls.flat_map(|wall| {
        source.lines().filter_map(|(line, text)| {
            let code = code(text);
            let name = wall.forbidden.iter().find(|name| names(code, name))?;
            Some(source.finding(line, format!("`{name}`: {}", wall.why)))
        })
    });
    breaks.collect()
}

/// A line without its comment.
fn code(line: &str) -> &str {
    line.split_once("//").map_or(line, |(code, _)| code)
}

/// Whether code names a path, not just something longer with the same letters in it.
fn names(code: &str, path: &str) -> bool {
    code.match_indices(path).any(|(at, _)| {
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let before = code[..at].chars().next_back().is_some_and(is_word);
        let after = code[at + path.len()..].chars().next().is_some_and(is_word);
        !before && !after
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(path: &str, text: &str) -> usize {
        check(&Source::new(path, text)).len()
    }

    #[test]
    fn a_wall_is_seen_where_it_is_broken_and_nowhere_else() {
        assert_eq!(findings("src/learn/toy.rs", "use web_sys::Window;\n"), 1);
        assert_eq!(findings("src/learn/toy.rs", "use crate::plot::Scene;\n"), 1);
        assert_eq!(findings("src/figures/fit.rs", "let now = Instant::now();\n"), 1);
        assert_eq!(findings("src/figures/fit.rs", "use crate::plot::Scene;\n"), 0);
        assert_eq!(findings("src/web/canvas.rs", "use web_sys::Window;\n"), 0);
    }

    #[test]
    fn comments_and_longer_names_break_nothing() {
        assert_eq!(findings("src/learn/toy.rs", "// never names web_sys\n"), 0);
        assert_eq!(findings("src/learn/toy.rs", "let instantaneous = Instantly;\n"), 0);
    }
}
