//! Shorter SVG for the same picture: lines by what they add, not by where they are.
//!
//! plotters writes `<polyline points="694,96 694,2864 "/>`, each point in full. A path
//! whose points are relative to the one before is half as long once compressed, and
//! the lines are most of what the figures' first states weigh. Of each element it says
//! everything, and each line of a grid is an element of its own.

use std::fmt::Write;

/// What plotters says of every element, though it goes without saying.
const IMPLIED: [&str; 3] = [" opacity=\"1\"", " stroke=\"none\"", " stroke-width=\"1\""];

/// What it says of most elements: said once of the whole instead, they inherit it.
const INHERITED: [&str; 2] = [" fill=\"none\"", " font-family=\"sans-serif\""];

/// The same picture in fewer bytes.
pub fn compact(svg: &str) -> String {
    let without = |svg: String, attribute: &&str| svg.replace(attribute, "");
    let plain = IMPLIED.iter().chain(&INHERITED).fold(with_paths(svg), without);
    // Behind the name of the outermost element.
    let whole = plain.replacen(' ', &(INHERITED.concat() + " "), 1);
    joined(&whole.replace(">\n", ">").replace("\n</text>", "</text>"))
}

/// The picture with its polylines as paths.
fn with_paths(svg: &str) -> String {
    let mut pieces = svg.split("<polyline");
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let Some(Polyline { before, points, after }) = Polyline::read(piece) else {
            // Written otherwise than plotters does today; then it stays so.
            out = out + "<polyline" + piece;
            continue;
        };
        let _ = write!(out, "<path{before}d=\"{}\"{after}", path(&points));
    }
    out
}

/// The picture with neighbouring paths that look alike as one. Those that one can see
/// through stay by themselves: where two of them cross, it is darker.
fn joined(svg: &str) -> String {
    let mut pieces = svg.split("<path");
    let mut out = pieces.next().unwrap_or_default().to_owned();
    let mut before = None;
    for piece in pieces {
        let (look, line) = piece.split_once(" d=\"").unwrap_or((piece, ""));
        match before {
            Some(before) if before == look => {
                out.truncate(out.len() - END.len());
                out += line;
            }
            _ => out = out + "<path" + piece,
        }
        let is_alone = line.find('>').is_some_and(|end| end + 1 == line.len());
        before = (is_alone && !look.contains("opacity")).then_some(look);
    }
    out
}

/// What follows the line of a path.
const END: &str = "\"/>";

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
        let svg = "<svg x=\"0\">\n<polyline stroke=\"red\" points=\"694,96 694,86 700,90 \"/>\n\
                   <text>\nx\n</text>\n</svg>";
        assert_eq!(
            compact(svg),
            "<svg fill=\"none\" font-family=\"sans-serif\" x=\"0\">\
             <path stroke=\"red\" d=\"M694,96l0-10 6,4\"/><text>x</text></svg>"
        );
    }

    #[test]
    fn what_is_no_polyline_of_whole_numbers_stays() {
        for svg in ["<svg><circle r=\"3\"/></svg>", "<polyline points=\"0.5,1 2,3\"/>", ""] {
            assert_eq!(with_paths(svg), svg);
        }
    }

    #[test]
    fn only_neighbours_that_look_alike_are_joined() {
        let [a, b, c] = [["red", "M0,0l1,1"], ["red", "M5,5l1,1"], ["blue", "M9,9l1,1"]]
            .map(|[ink, line]| format!("<path stroke=\"{ink}\" d=\"{line}\"/>"));
        let dot = "<circle r=\"3\"/>";
        let both = "<path stroke=\"red\" d=\"M0,0l1,1M5,5l1,1\"/>";
        assert_eq!(joined(&[&*a, &*b, &*c, &*a].concat()), [both, &*c, &*a].concat());
        let parted = [&*a, dot, &*b].concat();
        assert_eq!(joined(&parted), parted);
    }
}
