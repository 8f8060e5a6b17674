//! The table of all methods, `www/tables/sinusoid.csv`, as a picture and as numbers.
//!
//! The picture is drawn by the same code as the figures' and is a file beside the page, in both
//! themes and for both widths, as theirs are; the numbers are a table that opens on request.

use std::collections::BTreeMap;
use std::path::Path;

use maml_live::plot::labels::{self, EndLabel};
use maml_live::plot::{Axis, Dash, Ink, Margins, Plot, Scene, Size, Spread, Stroke, format};

use super::picture::{Files, Layout, Pictures};

/// The panel's size on wide screens and on narrow ones.
const WIDE: Size = Size::new(680.0, 420.0);
const NARROW: Size = Size::new(358.0, 380.0);

/// From so many samples the picture shows the errors.
const SHOTS: usize = 10;

/// The results: of each method, each number of samples and of steps.
#[derive(Debug, Default)]
pub struct Results {
    methods: Vec<Method>,
}

/// The results of one method.
#[derive(Debug)]
struct Method {
    name: String,
    inner_steps: usize,
    errors: BTreeMap<(usize, usize), Error>,
}

/// A mean over seeds of the error, and of its interval.
#[derive(Debug, Clone, Copy, Default)]
struct Error {
    mean: f64,
    interval: f64,
    seeds: usize,
}

impl Results {
    /// Reads the table; a line that does not have what its head says is left out.
    pub fn read(text: &str) -> Self {
        let mut methods: Vec<Method> = Vec::new();
        let mut lines = text.lines();
        let columns: Vec<&str> = lines.next().unwrap_or_default().split(',').collect();
        for line in lines {
            // The method may have a comma in its name, and is quoted.
            let Some((name, rest)) = line.strip_prefix('"').and_then(|line| line.split_once("\","))
            else {
                continue;
            };
            let cells: BTreeMap<&str, &str> =
                columns[1..].iter().copied().zip(rest.split(',')).collect();
            let cell = |name: &str| cells.get(name).and_then(|cell| cell.parse::<f64>().ok());
            let numbers = ["inner_steps", "shots", "steps", "mean", "interval"].map(cell);
            let [Some(inner), Some(shots), Some(steps), Some(mean), Some(interval)] = numbers
            else {
                continue;
            };
            let (inner_steps, key) = (inner as usize, (shots as usize, steps as usize));
            let known = methods
                .iter()
                .position(|method| method.name == name && method.inner_steps == inner_steps);
            let place = known.unwrap_or_else(|| {
                let errors = BTreeMap::new();
                methods.push(Method { name: name.to_owned(), inner_steps, errors });
                methods.len() - 1
            });
            let error = methods[place].errors.entry(key).or_default();
            error.seeds += 1;
            let weight = 1.0 / error.seeds as f64;
            error.mean += weight * (mean - error.mean);
            error.interval += weight * (interval - error.interval);
        }
        Self { methods }
    }

    /// The picture and the numbers as HTML, with a caption; the pictures' files go to `files`.
    pub fn html(&self, name: &str, caption: &str, files: &mut Files) -> String {
        let [wide, narrow] = [WIDE, NARROW].map(|size| self.scene(size));
        let picture = Pictures::Beside(files).html(
            &["table-", name].concat(),
            Layout { name: "wide", scene: &wide },
            Layout { name: "narrow", scene: &narrow },
        );
        format!(
            "<figure class=\"results\">\n{picture}\n\
             <details><summary>The numbers</summary>\n{}</details>\n\
             <figcaption>\n{caption}</figcaption>\n</figure>\n",
            self.table()
        )
    }

    /// A line for each method: its error against the number of steps.
    fn scene(&self, size: Size) -> Scene {
        const X: Axis = Axis { ticks: 10, ..Axis::linear("steps of fine-tuning", (0.6, 10.4)) };
        const Y: Axis =
            Axis { name: "mean squared error", domain: (0.03, 3.0), spread: Spread::Log, ticks: 6 };
        let mut scene = Scene::new(size);
        let right = if size.width < 480.0 { 116.0 } else { 176.0 };
        let margins = Margins { left: 56.0, top: 16.0, right, bottom: 42.0 };
        let plot = Plot::new(size, margins, &X, &Y);
        plot.grid(&mut scene, &X, &Y);
        plot.axes(&mut scene, &X, &Y);
        let mut ends = Vec::new();
        for method in &self.methods {
            let (ink, dash) = look(&method.name, method.inner_steps);
            let errors = method.errors.iter().filter(|((shots, _), _)| *shots == SHOTS);
            let points: Vec<(f64, Error)> =
                errors.map(|((_, steps), error)| (*steps as f64, *error)).collect();
            let means = points.iter().map(|(steps, error)| (*steps, error.mean));
            let stroke = Stroke::new(ink, 2.0).dashed(dash);
            plot.curve(&mut scene, means, stroke);
            for (steps, Error { mean, interval, .. }) in &points {
                let bar = [mean - interval, mean + interval].map(|end| (*steps, end.max(1e-9)));
                plot.curve(&mut scene, bar, Stroke::new(ink, 1.5));
                scene.dot(plot.px(*steps, *mean), 3.5, ink);
            }
            if let Some((steps, error)) = points.last() {
                let y = plot.px(*steps, error.mean).1;
                ends.push(EndLabel { text: method.label(), y, ink });
            }
        }
        labels::column(&mut scene, &ends, plot.rect.right + 8.0, &plot.rect);
        scene
    }

    /// All numbers, a row for each method.
    fn table(&self) -> String {
        let keys: Vec<(usize, usize)> = (self.methods.first())
            .map(|method| method.errors.keys().copied().collect())
            .unwrap_or_default();
        let head: String = keys
            .iter()
            .map(|(shots, steps)| {
                format!(
                    "<th scope=\"col\">{shots} samples, {}</th>",
                    format::counted(*steps, "step")
                )
            })
            .collect();
        let rows: String = self.methods.iter().map(|method| method.row(&keys)).collect();
        format!(
            "<table><thead><tr><th scope=\"col\">Method</th>{head}</tr></thead>\n\
             <tbody>\n{rows}</tbody></table>\n"
        )
    }
}

impl Method {
    /// The name, with the number of inner steps where it has any.
    fn label(&self) -> String {
        match self.inner_steps {
            0 => self.name.clone(),
            steps => format!("{}, {steps}", self.name.replace("with learned", "learned")),
        }
    }

    fn row(&self, keys: &[(usize, usize)]) -> String {
        let cell = |key: &(usize, usize)| {
            let error = self.errors.get(key).copied().unwrap_or_default();
            format!("<td>{:.3} ± {:.3}</td>", error.mean, error.interval)
        };
        let cells: String = keys.iter().map(cell).collect();
        let (ink, _) = look(&self.name, self.inner_steps);
        let label = self.label();
        format!("<tr><th scope=\"row\" class=\"ink-{}\">{label}</th>{cells}</tr>\n", ink.name())
    }
}

/// The look of a method's line: of two with one ink the second is dashed.
fn look(name: &str, inner_steps: usize) -> (Ink, Dash) {
    match name {
        "pretrained" => (Ink::Pretrained, Dash::Solid),
        "FOMAML" => (Ink::Fomaml, Dash::Solid),
        "Reptile" => (Ink::Reptile, Dash::Dotted),
        "iMAML" => (Ink::Imaml, Dash::Solid),
        "Meta-SGD" => (Ink::LearnedRate, Dash::Dashed),
        "MAML" if inner_steps > 1 => (Ink::Maml, Dash::Dashed),
        "MAML" => (Ink::Maml, Dash::Solid),
        _ => (Ink::LearnedRate, Dash::Solid),
    }
}

/// Reads the table `name` of the folder `www`; nothing, where there is none.
pub fn read(www: &Path, name: &str) -> Option<Results> {
    let path = www.join("tables").join(name).with_extension("csv");
    let results = Results::read(&super::disk::read(&path).ok()?);
    (!results.methods.is_empty()).then_some(results)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "method,inner_steps,alpha,seed,shots,steps,mean,interval\n\
        \"MAML\",1,0.01,1,10,1,0.3,0.03\n\
        \"MAML\",1,0.01,2,10,1,0.5,0.05\n\
        \"MAML\",1,0.01,1,10,10,0.1,0.01\n\
        \"pretrained\",0,0.01,1,10,1,2.0,0.2\n\
        \"pretrained\",0,0.01,1,10,10,1.5,0.2\n\
        broken\n";

    #[test]
    fn seeds_are_averaged_and_shown_in_both_forms() {
        let results = Results::read(TABLE);
        let mut files = Files::new();
        let html = results.html("sinusoid", "Caption.", &mut files);
        assert!(html.contains("<td>0.400 ± 0.040</td>"), "{html}");
        assert!(html.contains("<th scope=\"col\">10 samples, 10 steps</th>"), "{html}");
        assert!(html.contains("class=\"ink-maml\">MAML, 1</th>"), "{html}");
        assert_eq!(files.len(), 4, "two widths, two themes");
    }

    #[test]
    fn every_method_is_named_and_no_name_covers_another() {
        for size in [WIDE, NARROW] {
            let scene = Results::read(TABLE).scene(size);
            let words: Vec<_> = scene
                .marks
                .iter()
                .filter_map(|mark| match mark {
                    maml_live::plot::Mark::Text(text) => Some(text),
                    _ => None,
                })
                .collect();
            for name in ["MAML, 1", "pretrained"] {
                let text = words.iter().find(|text| text.text == name);
                let text = text.unwrap_or_else(|| panic!("no {name}"));
                assert!(text.bounds().right <= size.width, "{name} sticks out");
            }
        }
    }
}
