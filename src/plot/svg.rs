//! A scene as SVG: the first state in the page, written in as few bytes as it takes.
//!
//! Coordinates are whole `UNITS`, half as fine as on the canvas. A line's points are relative to the
//! one before, which is half as long once compressed, and neighbouring lines that look
//! alike are one element, as are neighbouring dots: these are most of what the figures' first
//! states weigh.

use std::fmt::Write;

use super::paint;
use super::scene::{Anchor, Dash, Face, Mark, Px, Raster, Scene, Stroke, Text};
use super::theme::Ink;
use crate::number::held;

/// So many units are a CSS pixel: no eye sees a fourth of one, and each digit less counts.
const UNITS: f64 = 4.0;

/// `scene` as an SVG element that takes its colours from the page's custom
/// properties, so that one picture serves both themes.
///
/// `embed` says where in the page a raster lies as a [`symbol`].
pub fn picture(scene: &Scene, embed: impl Fn(&Raster) -> String) -> String {
    let images: String = scene.rasters.iter().map(|raster| image(raster, &embed(raster))).collect();
    let mut marks = Marks::default();
    scene.marks.iter().for_each(|mark| marks.add(mark));
    let (width, height) = (scene.size.width * UNITS, scene.size.height * UNITS);
    // What most elements need is said once of the whole: they inherit it.
    format!(
        "<svg fill=\"none\" font-family=\"sans-serif\" viewBox=\"0 0 {width} {height}\" \
         aria-hidden=\"true\" xmlns=\"http://www.w3.org/2000/svg\">{images}{}</svg>\n",
        marks.svg
    )
}

/// Marks as elements.
#[derive(Default)]
struct Marks {
    svg: String,
    /// The look of the path at the end, if another of the same look may join it. Those that
    /// one can see through stay by themselves: where two of them cross, it is darker.
    joinable: Option<String>,
}

/// What follows the line of a path.
const END: &str = "\"/>";

impl Marks {
    fn add(&mut self, mark: &Mark) {
        let element = match mark {
            Mark::Line { points, stroke } => {
                return self.path(look(stroke), outline(points), stroke.opacity);
            }
            Mark::Area { points, ink, opacity } => {
                let (opacity, corners) = (faded(*opacity), outline(points));
                format!("<path{opacity} fill=\"{}\" d=\"{corners}\"/>", property(*ink))
            }
            // A line of no length with round ends.
            Mark::Dot { at: centre, radius, ink } => {
                let look =
                    [" stroke-linecap=\"round\"", &drawn(*ink, 2 * length(*radius))].concat();
                let (x, y) = units(*centre);
                return self.path(look, format!("M{x},{y}h0"), 1.0);
            }
            Mark::Ring { at: centre, radius, stroke } => {
                let ((x, y), radius) = (units(*centre), length(*radius));
                format!("<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\"{}/>", look(stroke))
            }
            Mark::Text(text) => written(text),
        };
        self.svg += &element;
        self.joinable = None;
    }

    fn path(&mut self, look: String, path: String, opacity: f64) {
        if self.joinable.as_ref() == Some(&look) {
            self.svg.truncate(self.svg.len() - END.len());
        } else {
            self.svg += &["<path", &look, " d=\""].concat();
        }
        self.svg += &[&path, END].concat();
        self.joinable = (opacity >= 1.0).then_some(look);
    }
}

/// A point in whole units.
fn units(point: Px) -> (i32, i32) {
    (length(point.0), length(point.1))
}

/// A length in whole units.
fn length(px: f64) -> i32 {
    // Far outside any picture, and within what whole numbers hold.
    (held(px * UNITS, -1e6, 1e6) + 0.5).floor() as i32
}

/// The property of the page that holds an ink's colour.
fn property(ink: Ink) -> String {
    ["var(--ink-", ink.name(), ")"].concat()
}

/// The attribute of what one can see through.
fn faded(opacity: f64) -> String {
    if opacity < 1.0 { format!(" opacity=\"{}\"", opacity.max(0.0)) } else { String::new() }
}

/// The attributes of a stroke.
fn look(stroke: &Stroke) -> String {
    let Stroke { ink, width, opacity, dash } = *stroke;
    [dashes(dash), faded(opacity), drawn(ink, length(width).max(1))].concat()
}

/// The attributes that every stroke has.
fn drawn(ink: Ink, width: i32) -> String {
    format!(" stroke=\"{}\" stroke-width=\"{width}\"", property(ink))
}

/// The attribute of a broken line: SVG breaks it by itself.
fn dashes(dash: Dash) -> String {
    let lengths: Vec<String> =
        dash.lengths().iter().map(|length| (length * UNITS).to_string()).collect();
    match lengths.is_empty() {
        true => String::new(),
        false => format!(" stroke-dasharray=\"{}\"", lengths.join(" ")),
    }
}

/// A path through points of a scene.
fn outline(points: &[Px]) -> String {
    path(points.iter().map(|point| units(*point)))
}

/// A path through points, each by how far it lies from the one before.
fn path(points: impl Iterator<Item = (i32, i32)>) -> String {
    let mut path = String::new();
    let (mut before, mut last): (Option<(i32, i32)>, _) = (None, ' ');
    for (x, y) in points {
        if let Some(before) = before {
            let (dx, dy) = (x - before.0, y - before.1);
            let command = match (dx, dy) {
                (_, 0) => 'h',
                (0, _) => 'v',
                _ => 'l',
            };
            if command != last {
                path.push(command);
            }
            let blank = if command == last { " " } else { "" };
            path += &match command {
                'h' => apart(dx, blank),
                'v' => apart(dy, blank),
                _ => apart(dx, blank) + &apart(dy, ","),
            };
            last = command;
        } else {
            // Writing to a string cannot fail.
            let _ = write!(path, "M{x},{y}");
        }
        before = Some((x, y));
    }
    path
}

/// A number behind another: a sign parts the two as well as a separator does.
fn apart(number: i32, separator: &str) -> String {
    if number < 0 { number.to_string() } else { format!("{separator}{number}") }
}

/// A text. Its halo is the outline of its letters, painted below them.
fn written(text: &Text) -> String {
    let halo = match text.face {
        Face::Haloed => format!(
            " paint-order=\"stroke\" stroke=\"{}\" stroke-width=\"{}\" stroke-linejoin=\"round\"",
            property(Ink::Halo),
            2.0 * paint::HALO * UNITS
        ),
        _ => String::new(),
    };
    let anchor = match text.anchor {
        Anchor::Left => "",
        Anchor::Right => " text-anchor=\"end\"",
        Anchor::Top | Anchor::Bottom | Anchor::Middle => " text-anchor=\"middle\"",
    };
    let lower = match text.anchor {
        Anchor::Top => "0.76em",
        Anchor::Bottom => "-0.5ex",
        Anchor::Left | Anchor::Right | Anchor::Middle => "0.5ex",
    };
    let (x, y) = units(text.at);
    let cut = match text.face {
        Face::Plain => String::new(),
        Face::Bold | Face::Haloed => " font-weight=\"bold\"".into(),
        Face::Upward => format!(" transform=\"rotate(270, {x}, {y})\""),
    };
    let (size, ink, letters) = (text.size * UNITS, property(text.ink), escaped(&text.text));
    format!(
        "<text{halo} x=\"{x}\" y=\"{y}\" dy=\"{lower}\"{anchor} font-size=\"{size}\" \
         fill=\"{ink}\"{cut}>{letters}</text>"
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// The place of a raster in a picture.
fn image(raster: &Raster, address: &str) -> String {
    let rect = raster.rect;
    format!(
        "<use x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" href=\"{address}\"/>",
        (rect.left * UNITS).round(),
        (rect.top * UNITS).round(),
        (rect.width() * UNITS).round(),
        (rect.height() * UNITS).round(),
    )
}

/// A raster as a symbol for pictures to use, wherever and however large: `image` is the
/// address of its cells as an image of any kind, such as a `data:` URL.
pub fn symbol(raster: &Raster, id: &str, image: &str) -> String {
    /// About [`UNITS`] to a pixel of the panels that show rasters.
    const SIDE: f64 = 2000.0;
    let Stroke { ink, width, opacity, .. } = Raster::STROKE;
    let (opacity, ink) = (faded(opacity), property(ink));
    let line = |points: &Vec<(f64, f64)>| {
        let whole = |share: f64| (share * SIDE).round() as i32;
        let path = path(points.iter().map(|(x, y)| (whole(*x), whole(1.0 - y))));
        format!("<path{opacity} vector-effect=\"non-scaling-stroke\" d=\"{path}\"/>")
    };
    let lines: String = raster.lines.iter().map(line).collect();
    format!(
        "<symbol id=\"{id}\" fill=\"none\" stroke=\"{ink}\" stroke-width=\"{width}\" \
         viewBox=\"0 0 {SIDE} {SIDE}\" preserveAspectRatio=\"none\"><image width=\"{SIDE}\" \
         height=\"{SIDE}\" preserveAspectRatio=\"none\" href=\"{image}\"/>{lines}</symbol>"
    )
}

#[cfg(test)]
mod tests {
    use super::super::scene::Size;
    use super::*;

    /// The marks of a scene as elements.
    fn marks(work: impl Fn(&mut Scene)) -> String {
        let mut scene = Scene::new(Size::new(100.0, 50.0));
        work(&mut scene);
        let svg = picture(&scene, |_| String::new());
        let inside = svg.split_once('>').and_then(|(_, rest)| rest.strip_suffix("</svg>\n"));
        inside.expect("one element").to_owned()
    }

    const RED: Stroke = Stroke::new(Ink::Maml, 2.0);
    const BLUE: Stroke = Stroke::new(Ink::Task0, 2.0);

    #[test]
    fn a_line_goes_from_point_to_point() {
        let svg = marks(|scene| scene.line(vec![(1.0, 2.0), (1.0, 1.0), (2.0, 1.5)], RED));
        let look = "stroke=\"var(--ink-maml)\" stroke-width=\"8\"";
        assert_eq!(svg, format!("<path {look} d=\"M4,8v-4l4,2\"/>"));
    }

    #[test]
    fn only_neighbours_that_look_alike_are_joined() {
        let line = |y: f64| vec![(0.0, y), (1.0, y)];
        let paths = |strokes: [Stroke; 4]| {
            let svg = marks(|scene| {
                for (place, stroke) in strokes.into_iter().enumerate() {
                    scene.line(line(place as f64), stroke);
                }
            });
            (svg.matches("<path").count(), svg.matches('M').count())
        };
        assert_eq!(paths([RED, RED, BLUE, RED]), (3, 4));
        assert_eq!(paths([RED.faded(0.5); 4]), (4, 4), "crossings would be lost");
        let parted = marks(|scene| {
            scene.line(line(0.0), RED);
            scene.dot((5.0, 5.0), 3.0, Ink::Maml);
            scene.line(line(1.0), RED);
        });
        assert_eq!(parted.matches("<path").count(), 3);
    }

    #[test]
    fn dots_are_lines_of_no_length_with_round_ends_and_joined_like_lines() {
        let svg = marks(|scene| {
            scene.dot((1.0, 2.0), 3.0, Ink::Maml);
            scene.dot((2.0, 2.0), 3.0, Ink::Maml);
            scene.dot((3.0, 2.0), 3.0, Ink::Task0);
        });
        let path = |ink: &str, path: &str| {
            format!(
                "<path stroke-linecap=\"round\" stroke=\"var(--ink-{ink})\" stroke-width=\"24\" \
                 d=\"{path}\"/>"
            )
        };
        assert_eq!(svg, path("maml", "M4,8h0M8,8h0") + &path("task0", "M12,8h0"));
    }

    #[test]
    fn letters_that_mean_something_in_svg_are_escaped() {
        let text = Text::new("a < b & c", (0.0, 0.0), 12.0, Ink::Text, Anchor::Left);
        let svg = marks(|scene| scene.text(text.clone()));
        assert!(svg.ends_with(">a &lt; b &amp; c</text>"), "{svg}");
    }
}
