//! What the tables have in common as a picture and as numbers: how good several ways are after so
//! many steps of fine-tuning.
//!
//! The picture is drawn by the same code as the figures' and is a file beside the page, in both
//! themes and for both widths, as theirs are; the numbers are tables that open on request.

use maml_live::plot::labels::{self, EndLabel};
use maml_live::plot::{Axis, Dash, Ink, Margins, Plot, Scene, Size, Stroke};

use super::picture::{Files, Layout, Pictures};

/// The panel's size on wide screens and on narrow ones.
pub const WIDE: Size = Size::new(680.0, 420.0);
pub const NARROW: Size = Size::new(358.0, 380.0);

/// Whether there is little room beside the plot.
pub fn is_narrow(size: Size) -> bool {
    size.width < 480.0
}

/// One way, against the number of steps.
#[derive(Debug)]
pub struct Line {
    /// What stands at its end.
    pub name: String,
    pub ink: Ink,
    pub dash: Dash,
    /// The numbers of steps, and what was measured after them.
    pub points: Vec<(f64, Measured)>,
    pub marks: Marks,
}

/// Whether points are marked, or only the line is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Marks {
    /// A dot and a bar at each.
    Bars,
    /// None.
    None,
}

/// A mean, and half its 95 % interval.
#[derive(Debug, Clone, Copy, Default)]
pub struct Measured {
    pub mean: f64,
    pub interval: f64,
}

/// The panel with all lines, each named at its end, where there is so much room on the right.
pub fn scene(size: Size, [left, right]: [f64; 2], [x, y]: [&Axis; 2], lines: &[Line]) -> Scene {
    let mut scene = Scene::new(size);
    let margins = Margins { left, top: 16.0, right, bottom: 42.0 };
    let plot = Plot::new(size, margins, x, y);
    plot.grid(&mut scene, x, y);
    plot.axes(&mut scene, x, y);
    let mut ends = Vec::new();
    for Line { name, ink, dash, points, marks } in lines {
        let means = points.iter().map(|(steps, found)| (*steps, found.mean));
        plot.curve(&mut scene, means, Stroke::new(*ink, 2.0).dashed(*dash));
        if *marks == Marks::Bars {
            for (steps, Measured { mean, interval }) in points {
                // A logarithm has no place for what is not positive.
                let bar = [mean - interval, mean + interval].map(|end| (*steps, end.max(1e-9)));
                plot.curve(&mut scene, bar, Stroke::new(*ink, 1.5));
                scene.dot(plot.px(*steps, *mean), 3.5, *ink);
            }
        }
        ends.extend(points.last().map(|(steps, found)| {
            let y = plot.px(*steps, found.mean).1;
            EndLabel { text: name.clone(), y, ink: *ink }
        }));
    }
    labels::column(&mut scene, &ends, plot.rect.right + 8.0, &plot.rect);
    scene
}

/// The picture and the tables as HTML, with a caption; the picture's files go to `files`.
pub fn html(
    name: &str,
    caption: &str,
    scene: impl Fn(Size) -> Scene,
    tables: &str,
    files: &mut Files,
) -> String {
    let [wide, narrow] = [WIDE, NARROW].map(scene);
    let picture = Pictures::Result(files).html(
        &["table-", name].concat(),
        Layout { name: "wide", scene: &wide },
        Layout { name: "narrow", scene: &narrow },
    );
    format!(
        "<figure class=\"results\">\n{picture}\n\
         <details><summary>The numbers</summary>\n{tables}</details>\n\
         <figcaption>\n{caption}</figcaption>\n</figure>\n"
    )
}

/// A table: what its rows are of, the heads of its columns, and the rows.
pub fn table(title: &str, heads: impl Iterator<Item = String>, rows: &str) -> String {
    let heads: String = heads.map(|head| format!("<th scope=\"col\">{head}</th>")).collect();
    format!(
        "<table><thead><tr><th scope=\"col\">{title}</th>{heads}</tr></thead>\n\
         <tbody>\n{rows}</tbody></table>\n"
    )
}

/// A row: its name in its ink, and its cells.
pub fn row(name: &str, ink: Ink, cells: impl Iterator<Item = String>) -> String {
    let cells: String = cells.map(|cell| format!("<td>{cell}</td>")).collect();
    format!("<tr><th scope=\"row\" class=\"ink-{}\">{name}</th>{cells}</tr>\n", ink.name())
}

/// Panics unless a name stands in a scene, and within it.
#[cfg(test)]
#[track_caller]
pub fn demand_name(scene: &Scene, size: Size, name: &str) {
    let found = scene.marks.iter().find_map(|mark| match mark {
        maml_live::plot::Mark::Text(text) if text.text == name => Some(text),
        _ => None,
    });
    let text = found.unwrap_or_else(|| panic!("no {name}"));
    assert!(text.bounds().right <= size.width, "{name} sticks out");
}
