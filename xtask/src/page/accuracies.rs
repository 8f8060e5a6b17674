//! The table of all ways to tell drawings apart, `www/tables/drawings.csv`, as a picture and as
//! numbers.

use std::collections::BTreeMap;

use maml_live::plot::labels::{self, EndLabel};
use maml_live::plot::{Axis, Dash, Ink, Margins, Plot, Scene, Size, Stroke, format};

use super::picture::{Files, Layout, Pictures};

/// The panel's size on wide screens and on narrow ones.
const WIDE: Size = Size::new(680.0, 420.0);
const NARROW: Size = Size::new(358.0, 380.0);

/// What the picture shows: whose characters, the numbers of classes and of drawings of each.
const SHOWN: (&str, usize, usize) = ("handwritten", 5, 1);

/// From so many steps of fine-tuning to so many.
const STEPS: (f64, f64) = (0.0, 21.0);

/// How often each way is right.
#[derive(Debug, Default)]
pub struct Accuracies {
    ways: Vec<Way>,
}

/// One way to tell drawings apart.
#[derive(Debug)]
struct Way {
    name: String,
    found: BTreeMap<Setting, Accuracy>,
}

/// Whose characters, the numbers of classes, of drawings of each, and of steps (0 for none).
type Setting = (String, usize, usize, usize);

/// A mean in per cent, and half its 95 % interval.
#[derive(Debug, Clone, Copy)]
struct Accuracy {
    mean: f64,
    interval: f64,
}

impl Accuracies {
    /// Reads the table; a line that does not have what its head says is left out.
    pub fn read(text: &str) -> Self {
        let mut ways: Vec<Way> = Vec::new();
        for line in text.lines().skip(1) {
            // The name may have a comma, and is quoted.
            let Some((name, rest)) = line.strip_prefix('"').and_then(|line| line.split_once("\","))
            else {
                continue;
            };
            let cells: Vec<&str> = rest.split(',').collect();
            let [characters, ways_of_task, shots, steps, mean, interval, _] = cells[..] else {
                continue;
            };
            let counts = [ways_of_task, shots, steps].map(str::parse::<usize>);
            let numbers = [mean, interval].map(str::parse::<f64>);
            let ([Ok(ways_of_task), Ok(shots), Ok(steps)], [Ok(mean), Ok(interval)]) =
                (counts, numbers)
            else {
                continue;
            };
            let known = ways.iter().position(|way| way.name == name);
            let place = known.unwrap_or_else(|| {
                ways.push(Way { name: name.to_owned(), found: BTreeMap::new() });
                ways.len() - 1
            });
            let setting = (characters.to_owned(), ways_of_task, shots, steps);
            ways[place].found.insert(setting, Accuracy { mean, interval });
        }
        Self { ways }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ways.is_empty()
    }

    /// The picture and the numbers as HTML, with a caption; the pictures' files go to `files`.
    pub fn html(&self, name: &str, caption: &str, files: &mut Files) -> String {
        let [wide, narrow] = [WIDE, NARROW].map(|size| self.scene(size));
        let picture = Pictures::Beside(files).html(
            &["table-", name].concat(),
            Layout { name: "wide", scene: &wide },
            Layout { name: "narrow", scene: &narrow },
        );
        let tables: String =
            [("handwritten", "Real handwriting"), ("invented", "Invented characters")]
                .map(|(characters, title)| self.table(characters, title))
                .concat();
        format!(
            "<figure class=\"results\">\n{picture}\n\
             <details><summary>The numbers</summary>\n{tables}</details>\n\
             <figcaption>\n{caption}</figcaption>\n</figure>\n"
        )
    }

    /// A line for each way: how often it is right against the number of steps.
    fn scene(&self, size: Size) -> Scene {
        let x = Axis::linear("steps of fine-tuning", STEPS);
        let low = self.ways.iter().filter_map(Way::lowest).fold(80.0, f64::min);
        let y = Axis::linear("right, per cent", ((low / 10.0).floor() * 10.0, 100.0));
        let mut scene = Scene::new(size);
        let right = if size.width < 480.0 { 128.0 } else { 224.0 };
        let margins = Margins { left: 48.0, top: 16.0, right, bottom: 42.0 };
        let plot = Plot::new(size, margins, &x, &y);
        plot.grid(&mut scene, &x, &y);
        plot.axes(&mut scene, &x, &y);
        let mut ends = Vec::new();
        for way in &self.ways {
            let (ink, dash) = look(&way.name);
            let points = way.points();
            let stroke = Stroke::new(ink, 2.0).dashed(dash);
            plot.curve(
                &mut scene,
                points.iter().map(|(steps, found)| (*steps, found.mean)),
                stroke,
            );
            if !way.is_still() {
                for (steps, Accuracy { mean, interval }) in &points {
                    let bar = [mean - interval, mean + interval].map(|end| (*steps, end));
                    plot.curve(&mut scene, bar, Stroke::new(ink, 1.5));
                    scene.dot(plot.px(*steps, *mean), 3.5, ink);
                }
            }
            if let Some((steps, found)) = points.last() {
                let text = way.label(size.width < 480.0);
                ends.push(EndLabel { text, y: plot.px(*steps, found.mean).1, ink });
            }
        }
        labels::column(&mut scene, &ends, plot.rect.right + 8.0, &plot.rect);
        scene
    }

    /// All numbers about some characters, a row for each way.
    fn table(&self, characters: &str, title: &str) -> String {
        let settings: Vec<(usize, usize)> = {
            let all = self.ways.iter().flat_map(|way| way.found.keys());
            let mut settings: Vec<_> = all.map(|&(_, ways, shots, _)| (ways, shots)).collect();
            settings.sort_by_key(|&(ways, shots)| (std::cmp::Reverse(ways), shots));
            settings.dedup();
            settings
        };
        let head: String = settings
            .iter()
            .map(|(ways, shots)| {
                format!("<th scope=\"col\">{ways} ways, {}</th>", shots_of(*shots))
            })
            .collect();
        let rows: String = self.ways.iter().map(|way| way.row(characters, &settings)).collect();
        format!(
            "<table><thead><tr><th scope=\"col\">{title}</th>{head}</tr></thead>\n\
             <tbody>\n{rows}</tbody></table>\n"
        )
    }
}

impl Way {
    /// Whether it takes no steps.
    fn is_still(&self) -> bool {
        self.found.keys().all(|setting| setting.3 == 0)
    }

    /// What the picture shows of it. What takes no steps is as good after any number of them.
    fn points(&self) -> Vec<(f64, Accuracy)> {
        let (characters, ways, shots) = SHOWN;
        let at = |steps| (characters.to_owned(), ways, shots, steps);
        let found = self.found.range(at(0)..=at(usize::MAX));
        if self.is_still() {
            found.flat_map(|found| [STEPS.0, STEPS.1].map(|end| (end, *found.1))).collect()
        } else {
            found.map(|(setting, found)| (setting.3 as f64, *found)).collect()
        }
    }

    fn lowest(&self) -> Option<f64> {
        self.points().into_iter().map(|(_, found)| found.mean - found.interval).reduce(f64::min)
    }

    /// The name as there is room for it, shorter yet where there is little.
    fn label(&self, short: bool) -> String {
        let name = self.name.replace("nearest neighbour", "nearest");
        if short { name.replace("MAML's features", "features") } else { name }
    }

    fn row(&self, characters: &str, settings: &[(usize, usize)]) -> String {
        let cell = |&(ways, shots): &(usize, usize)| {
            let at = |steps: usize| (characters.to_owned(), ways, shots, steps);
            let found: Vec<Accuracy> =
                self.found.range(at(0)..=at(usize::MAX)).map(|found| *found.1).collect();
            let means: Vec<String> =
                found.iter().map(|found| format!("{:.1}", found.mean)).collect();
            let interval = found.first().map_or(0.0, |found| found.interval);
            format!("<td>{} ± {interval:.1}</td>", means.join(" / "))
        };
        let cells: String = settings.iter().map(cell).collect();
        let (ink, name) = (look(&self.name).0, &self.name);
        format!("<tr><th scope=\"row\" class=\"ink-{}\">{name}</th>{cells}</tr>\n", ink.name())
    }
}

fn shots_of(shots: usize) -> String {
    format::counted(shots, "drawing")
}

/// The look of a way's line.
fn look(name: &str) -> (Ink, Dash) {
    match name {
        "MAML" => (Ink::Maml, Dash::Solid),
        "FOMAML" => (Ink::Fomaml, Dash::Solid),
        "Reptile" => (Ink::Reptile, Dash::Dotted),
        "pretrained" => (Ink::Pretrained, Dash::Solid),
        "random start" => (Ink::Muted, Dash::Solid),
        name if name.ends_with("features") => (Ink::Text, Dash::Dotted),
        _ => (Ink::Text, Dash::Dashed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "method,characters,ways,shots,steps,mean,interval,tasks\n\
        \"MAML\",handwritten,5,1,1,94.1,0.6,600\n\
        \"MAML\",handwritten,5,1,5,94.4,0.6,600\n\
        \"MAML\",handwritten,5,1,20,94.8,0.6,600\n\
        \"MAML\",invented,5,1,1,90.4,0.7,600\n\
        \"nearest neighbour, pixels\",handwritten,5,1,0,90.0,0.5,600\n\
        \"nearest neighbour, MAML's features\",handwritten,5,1,0,94.9,0.5,600\n\
        broken\n";

    #[test]
    fn numbers_stand_in_both_forms() {
        let mut files = Files::new();
        let html = Accuracies::read(TABLE).html("drawings", "Caption.", &mut files);
        assert!(html.contains("<td>94.1 / 94.4 / 94.8 ± 0.6</td>"), "{html}");
        assert!(html.contains("<td>90.0 ± 0.5</td>"), "{html}");
        assert!(html.contains("<th scope=\"col\">5 ways, 1 drawing</th>"), "{html}");
        assert_eq!(files.len(), 4, "two widths, two themes");
    }

    #[test]
    fn every_way_is_named_and_no_name_sticks_out() {
        for size in [WIDE, NARROW] {
            let scene = Accuracies::read(TABLE).scene(size);
            let words: Vec<_> = (scene.marks.iter())
                .filter_map(|mark| match mark {
                    maml_live::plot::Mark::Text(text) => Some(text),
                    _ => None,
                })
                .collect();
            for way in &Accuracies::read(TABLE).ways {
                let name = way.label(size.width < 480.0);
                let text = words.iter().find(|text| text.text == name);
                let text = text.unwrap_or_else(|| panic!("no {name}"));
                assert!(text.bounds().right <= size.width, "{name} sticks out");
            }
        }
    }
}
