//! A figure can be asked for its picture at any size: a page may be narrow, and a
//! layout half done.

use maml_live::contract::Tip;
use maml_live::figures::list;
use maml_live::plot::{Mark, Size, svg};

#[test]
fn every_panel_draws_at_any_size() {
    let lengths = [0.0, 0.4, 1.0, 7.3, 40.0, 57.9, 100.0, 168.0, 358.0, 681.5, 5000.0];
    for name in list::NAMES {
        let figure = list::make(name).expect("the list has this figure");
        for panel in 0..figure.panels().len() {
            for width in lengths {
                for height in lengths {
                    let size = Size::new(width, height);
                    let scene = figure.scene(panel, size);
                    assert!(
                        scene.marks.iter().all(is_finite),
                        "{name}, panel {panel}, {width} by {height}"
                    );
                    svg::picture(&scene, |_| String::new());
                    for at in [(0.0, 0.0), (-1e9, 1e9), (width / 2.0, height / 2.0)] {
                        figure.grip(panel, size, at, Tip::Coarse);
                    }
                }
            }
        }
    }
}

fn is_finite(mark: &Mark) -> bool {
    match mark {
        Mark::Line { points, .. } | Mark::Area { points, .. } => {
            points.iter().all(|(x, y)| x.is_finite() && y.is_finite())
        }
        Mark::Dot { at, .. } | Mark::Ring { at, .. } => at.0.is_finite() && at.1.is_finite(),
        Mark::Text(text) => text.at.0.is_finite() && text.at.1.is_finite(),
    }
}
