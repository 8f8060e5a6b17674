//! What lies beyond the edges of a plot, and says so.
//!
//! An error may fall to a millionth of what its axis shows. Its curve then runs along the
//! edge, where it would look as if it stayed: arrowheads say that it goes on, and words how far
//! the edge is.

use super::axes::Plot;
use super::format;
use super::scene::{Anchor, Dash, Face, Px, Scene, Stroke, Text};
use super::theme::Ink;
use crate::number::held;

/// The upper and the lower edge of a plot.
const EDGES: [Edge; 2] = [Edge::Upper, Edge::Lower];

/// How long the arrows at an edge are, in CSS pixels.
const ARROW: f64 = 13.0;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Edge {
    Upper,
    Lower,
}

impl Edge {
    /// The edge beyond which `value` lies, if it does.
    fn crossed(plot: &Plot, value: f64) -> Option<Self> {
        let (least, most) = plot.y.domain();
        match value {
            value if value < least => Some(Edge::Lower),
            value if value > most => Some(Edge::Upper),
            _ => None,
        }
    }
}

/// Curves in a plot, held at its upper and lower edges.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Beyond {
    /// The last place at which a curve lies beyond the upper and the lower edge.
    places: [Option<Px>; 2],
}

impl Beyond {
    /// Draws a curve through `points`. Where it lies beyond an edge it runs along that edge, and
    /// at the end of each such piece an arrowhead in its ink points on.
    pub fn curve(&mut self, scene: &mut Scene, plot: &Plot, points: &[(f64, f64)], stroke: Stroke) {
        let (least, most) = plot.y.domain();
        plot.curve(scene, points.iter().map(|&(x, y)| (x, held(y, least, most))), stroke);
        let mut points = points.iter().filter(|(_, y)| !y.is_nan()).peekable();
        while let Some(&(x, y)) = points.next() {
            let Some(edge) = Edge::crossed(plot, y) else { continue };
            let goes_on = points.peek().is_some_and(|(_, y)| Edge::crossed(plot, *y) == Some(edge));
            if !goes_on {
                self.point(scene, plot, edge, plot.x.px(x), stroke);
            }
        }
    }

    /// Puts an arrowhead at an edge.
    fn point(&mut self, scene: &mut Scene, plot: &Plot, edge: Edge, x: f64, stroke: Stroke) {
        let (tip, from, place) = match edge {
            Edge::Upper => (plot.rect.top, plot.rect.top + ARROW, 0),
            Edge::Lower => (plot.rect.bottom, plot.rect.bottom - ARROW, 1),
        };
        scene.arrow((x, from), (x, tip), Stroke { width: 1.5, dash: Dash::Solid, ..stroke });
        if self.places[place].is_none_or(|(other, _)| other < x) {
            self.places[place] = Some((x, tip));
        }
    }

    /// Writes beside the arrowheads what lies beyond, once for each edge.
    pub fn label(&self, scene: &mut Scene, plot: &Plot) {
        let (least, most) = plot.y.domain();
        for (edge, place) in EDGES.into_iter().zip(self.places) {
            let Some((x, y)) = place else { continue };
            let (word, bound, y) = match edge {
                Edge::Upper => ("above ", most, y + 9.0),
                Edge::Lower => ("below ", least, y - 9.0),
            };
            let text = [word, &format::tick(bound)].concat();
            // To the side where there is more room.
            let middle = (plot.rect.left + plot.rect.right) / 2.0;
            let (x, anchor) =
                if x > middle { (x - 9.0, Anchor::Right) } else { (x + 9.0, Anchor::Left) };
            scene.text(Text::new(text, (x, y), 11.5, Ink::Muted, anchor).face(Face::Haloed));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Axis, Margins, Mark, Size};
    use super::*;

    const X: Axis = Axis::linear("", (0.0, 10.0));
    const Y: Axis = Axis::log("", (0.001, 10.0));

    /// The tips of all arrowheads and all texts of some curves.
    fn shown(curves: &[&[(f64, f64)]]) -> (Vec<Px>, Vec<String>) {
        let margins = Margins { left: 0.0, top: 0.0, right: 0.0, bottom: 0.0 };
        let size = Size::new(100.0, 100.0);
        let (mut scene, plot) = (Scene::new(size), Plot::new(size, margins, &X, &Y));
        let mut beyond = Beyond::default();
        for curve in curves {
            beyond.curve(&mut scene, &plot, curve, Stroke::new(Ink::Maml, 2.0));
        }
        beyond.label(&mut scene, &plot);
        let tips = scene.marks.iter().filter_map(|mark| match mark {
            Mark::Area { points, .. } => Some(points[0]),
            _ => None,
        });
        let texts = scene.marks.iter().filter_map(|mark| match mark {
            Mark::Text(text) => Some(text.text.clone()),
            _ => None,
        });
        (tips.collect(), texts.collect())
    }

    #[test]
    fn what_lies_inside_is_not_marked() {
        assert_eq!(shown(&[&[(0.0, 10.0), (5.0, 0.1), (10.0, 0.001)]]), (vec![], vec![]));
    }

    #[test]
    fn each_piece_beyond_an_edge_has_an_arrowhead_at_its_end_and_each_edge_its_words() {
        let dips = [(0.0, 1.0), (1.0, 1e-5), (2.0, 0.0), (3.0, 1.0), (4.0, 99.0), (9.0, 1e-9)];
        let (tips, texts) = shown(&[&dips, &[(0.0, 1.0), (10.0, 5e-12)]]);
        assert_eq!(tips, [(20.0, 100.0), (40.0, 0.0), (90.0, 100.0), (100.0, 100.0)]);
        assert_eq!(texts, ["above 10", "below 0.001"]);
    }

    #[test]
    fn what_is_no_number_is_nowhere() {
        let (tips, texts) = shown(&[&[(0.0, f64::NAN), (1.0, f64::INFINITY), (2.0, f64::NAN)]]);
        assert_eq!((tips, texts.as_slice()), (vec![(10.0, 0.0)], &["above 10".to_owned()][..]));
    }
}
