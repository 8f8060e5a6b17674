//! Shorter SVG for the same picture: lines by what they add, not by where they are.
//!
//! plotters writes `<polyline points="694,96 694,2864 "/>`, each point in full. A path
//! whose points are relative to the one before is half as long once compressed, and
//! the lines are most of what the figures' first states weigh.

use std::fmt::Write;

/// The picture with its polylines as paths.
pub fn compact(svg: &str) -> String {
    let mut pieces = svg.split("<polyline ");
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let Some(Polyline { before, points, after }) = Polyline::read(piece) else {
            // Written otherwise than plotters does today; then it stays so.
            out = out + "<polyline " + piece;
            continue;
        };
        let _ = write!(out, "<path {before}d=\"{}\"{after}", path(&points));
    }
    out
}

/// A polyline's points, and what stands before and after them.
struct Polyline<'s> {
    before: &'s str,
    points: Vec<(i32, i32)>,
    after: &'s str,
}

impl<'s> Polyline<'s> {
    fn read(element: &'s str) -> Option<Self> {
        let (before, rest) = element.split_once("points=\"")?;
        let (points, after) = rest.split_once('"')?;
        let pairs = points.split_whitespace().map(|pair| {
            let (x, y) = pair.split_once(',')?;
            Some((x.parse().ok()?, y.parse().ok()?))
        });
        Some(Self { before, points: pairs.collect::<Option<_>>()?, after })
    }
}

fn path(points: &[(i32, i32)]) -> String {
    let Some((x, y)) = points.first() else { return String::new() };
    let mut path = format!("M{x},{y}l");
    for (index, pair) in points.windows(2).enumerate() {
        // A sign parts two numbers as well as a blank does.
        let blank = if index > 0 { " " } else { "" };
        let _ = write!(path, "{}", number(pair[1].0 - pair[0].0, blank));
        let _ = write!(path, "{}", number(pair[1].1 - pair[0].1, ","));
    }
    path
}

fn number(number: i32, separator: &str) -> String {
    if number < 0 { number.to_string() } else { format!("{separator}{number}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_become_paths_that_run_the_same_way() {
        let svg =
            "<svg><polyline fill=\"none\" points=\"694,96 694,86 700,90 \"/><text>x</text></svg>";
        assert_eq!(
            compact(svg),
            "<svg><path fill=\"none\" d=\"M694,96l0-10 6,4\"/><text>x</text></svg>"
        );
    }

    #[test]
    fn what_is_no_polyline_of_whole_numbers_stays() {
        for svg in ["<svg><circle r=\"3\"/></svg>", "<polyline points=\"0.5,1 2,3\"/>", ""] {
            assert_eq!(compact(svg), svg);
        }
    }
}
