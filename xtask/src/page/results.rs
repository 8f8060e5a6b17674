//! The table of all methods, `www/tables/sinusoid.csv`, as a picture and as numbers.

use std::collections::BTreeMap;
use std::path::Path;

use maml_live::plot::{Axis, Dash, Ink, Scene, Size, Spread, format};

use super::comparison::{self, Line, Marks, Measured, is_narrow};
use super::csv;
use super::picture::Files;

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
    found: Measured,
    seeds: usize,
}

impl Results {
    /// Reads the table; a line that does not have what its head says is left out.
    pub fn read(text: &str) -> Self {
        let mut methods: Vec<Method> = Vec::new();
        for row in csv::rows(text) {
            let counts = ["inner_steps", "shots", "steps"].map(|column| row.count(column));
            let numbers = ["mean", "interval"].map(|column| row.number(column));
            let ([Some(inner_steps), Some(shots), Some(steps)], [Some(mean), Some(interval)]) =
                (counts, numbers)
            else {
                continue;
            };
            let known = methods
                .iter()
                .position(|method| method.name == row.name && method.inner_steps == inner_steps);
            let place = known.unwrap_or_else(|| {
                let (name, errors) = (row.name.to_owned(), BTreeMap::new());
                methods.push(Method { name, inner_steps, errors });
                methods.len() - 1
            });
            let Error { found, seeds } = methods[place].errors.entry((shots, steps)).or_default();
            *seeds += 1;
            let weight = 1.0 / *seeds as f64;
            found.mean += weight * (mean - found.mean);
            found.interval += weight * (interval - found.interval);
        }
        Self { methods }
    }

    /// The picture and the numbers as HTML, with a caption; the pictures' files go to `files`.
    pub fn html(&self, name: &str, caption: &str, files: &mut Files) -> String {
        comparison::html(name, caption, |size| self.scene(size), &self.table(), files)
    }

    /// A line for each method: its error against the number of steps.
    fn scene(&self, size: Size) -> Scene {
        const X: Axis = Axis { ticks: 10, ..Axis::linear("steps of fine-tuning", (0.6, 10.4)) };
        const Y: Axis =
            Axis { name: "mean squared error", domain: (0.03, 3.0), spread: Spread::Log, ticks: 6 };
        let lines: Vec<Line> = self.methods.iter().map(Method::line).collect();
        let right = if is_narrow(size) { 130.0 } else { 176.0 };
        comparison::scene(size, [56.0, right], [&X, &Y], &lines)
    }

    /// All numbers, a row for each method.
    fn table(&self) -> String {
        let keys: Vec<(usize, usize)> = (self.methods.first())
            .map(|method| method.errors.keys().copied().collect())
            .unwrap_or_default();
        let heads = keys
            .iter()
            .map(|(shots, steps)| format!("{shots} samples, {}", format::counted(*steps, "step")));
        let rows: String = self.methods.iter().map(|method| method.row(&keys)).collect();
        comparison::table("Method", heads, &rows)
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

    fn line(&self) -> Line {
        let (ink, dash) = look(&self.name, self.inner_steps);
        let errors = self.errors.iter().filter(|((shots, _), _)| *shots == SHOTS);
        let points = errors.map(|((_, steps), error)| (*steps as f64, error.found)).collect();
        Line { name: self.label(), ink, dash, points, marks: Marks::Bars }
    }

    fn row(&self, keys: &[(usize, usize)]) -> String {
        let cells = keys.iter().map(|key| {
            let Measured { mean, interval } =
                self.errors.get(key).copied().unwrap_or_default().found;
            format!("{mean:.3} ± {interval:.3}")
        });
        comparison::row(&self.label(), look(&self.name, self.inner_steps).0, cells)
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
        let ours = crate::workspace::Workspace::find().www();
        for results in [Results::read(TABLE), read(&ours, "sinusoid").expect("our table")] {
            for size in [comparison::WIDE, comparison::NARROW] {
                let scene = results.scene(size);
                for method in &results.methods {
                    comparison::demand_name(&scene, size, &method.label());
                }
            }
        }
    }
}
