//! The table of all ways to tell drawings apart, `www/tables/drawings.csv`, as a picture and as
//! numbers.

use std::collections::BTreeMap;

use maml_live::plot::{Axis, Dash, Ink, Scene, Size, format};

use super::comparison::{self, Line, Marks, Measured, is_narrow};
use super::csv;
use super::picture::Files;

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
    /// In per cent.
    found: BTreeMap<Setting, Measured>,
}

/// Whose characters, the numbers of classes, of drawings of each, and of steps (0 for none).
type Setting = (String, usize, usize, usize);

impl Accuracies {
    /// Reads the table; a line that does not have what its head says is left out.
    pub fn read(text: &str) -> Self {
        let mut ways: Vec<Way> = Vec::new();
        for row in csv::rows(text) {
            let counts = ["ways", "shots", "steps"].map(|column| row.count(column));
            let numbers = ["mean", "interval"].map(|column| row.number(column));
            let ([Some(ways_of_task), Some(shots), Some(steps)], [Some(mean), Some(interval)]) =
                (counts, numbers)
            else {
                continue;
            };
            let known = ways.iter().position(|way| way.name == row.name);
            let place = known.unwrap_or_else(|| {
                ways.push(Way { name: row.name.to_owned(), found: BTreeMap::new() });
                ways.len() - 1
            });
            let setting = (row.text("characters").to_owned(), ways_of_task, shots, steps);
            ways[place].found.insert(setting, Measured { mean, interval });
        }
        Self { ways }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ways.is_empty()
    }

    /// The picture and the numbers as HTML, with a caption; the pictures' files go to `files`.
    pub fn html(&self, name: &str, caption: &str, files: &mut Files) -> String {
        let tables: String =
            [("handwritten", "Real handwriting"), ("invented", "Invented characters")]
                .map(|(characters, title)| self.table(characters, title))
                .concat();
        comparison::html(name, caption, |size| self.scene(size), &tables, files)
    }

    /// A line for each way: how often it is right against the number of steps.
    fn scene(&self, size: Size) -> Scene {
        let x = Axis::linear("steps of fine-tuning", STEPS);
        let low = self.ways.iter().filter_map(Way::lowest).fold(80.0, f64::min);
        let y = Axis::linear("right, per cent", ((low / 10.0).floor() * 10.0, 100.0));
        let short = is_narrow(size);
        let lines: Vec<Line> = self.ways.iter().map(|way| way.line(short)).collect();
        let right = if short { 128.0 } else { 224.0 };
        comparison::scene(size, [48.0, right], [&x, &y], &lines)
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
        let heads =
            settings.iter().map(|(ways, shots)| format!("{ways} ways, {}", shots_of(*shots)));
        let rows: String = self.ways.iter().map(|way| way.row(characters, &settings)).collect();
        comparison::table(title, heads, &rows)
    }
}

impl Way {
    /// Whether it takes no steps.
    fn is_still(&self) -> bool {
        self.found.keys().all(|setting| setting.3 == 0)
    }

    /// What the picture shows of it. What takes no steps is as good after any number of them.
    fn points(&self) -> Vec<(f64, Measured)> {
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

    fn line(&self, short: bool) -> Line {
        let (ink, dash) = look(&self.name);
        let marks = if self.is_still() { Marks::None } else { Marks::Bars };
        Line { name: self.label(short), ink, dash, points: self.points(), marks }
    }

    fn row(&self, characters: &str, settings: &[(usize, usize)]) -> String {
        let cells = settings.iter().map(|&(ways, shots)| {
            let at = |steps: usize| (characters.to_owned(), ways, shots, steps);
            let found: Vec<Measured> =
                self.found.range(at(0)..=at(usize::MAX)).map(|found| *found.1).collect();
            let means: Vec<String> =
                found.iter().map(|found| format!("{:.1}", found.mean)).collect();
            let interval = found.first().map_or(0.0, |found| found.interval);
            format!("{} ± {interval:.1}", means.join(" / "))
        });
        comparison::row(&self.name, look(&self.name).0, cells)
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
        for size in [comparison::WIDE, comparison::NARROW] {
            let scene = Accuracies::read(TABLE).scene(size);
            for way in &Accuracies::read(TABLE).ways {
                comparison::demand_name(&scene, size, &way.label(is_narrow(size)));
            }
        }
    }
}
