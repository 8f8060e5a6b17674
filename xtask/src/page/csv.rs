//! The tables of `www/tables/*.csv`, row by row.

use std::collections::BTreeMap;

/// A row of a table.
#[derive(Debug)]
pub struct Row<'t> {
    /// What its first cell says, without the quotes.
    pub name: &'t str,
    /// The other cells, by the heads of their columns.
    cells: BTreeMap<&'t str, &'t str>,
}

impl<'t> Row<'t> {
    /// What the cell of a column says; nothing where there is none.
    pub fn text(&self, column: &str) -> &'t str {
        self.cells.get(column).copied().unwrap_or_default()
    }

    /// The number in the cell of a column, if one is there.
    pub fn number(&self, column: &str) -> Option<f64> {
        self.text(column).parse().ok()
    }

    /// The same, as a count.
    pub fn count(&self, column: &str) -> Option<usize> {
        self.text(column).parse().ok()
    }
}

/// The rows below the line of heads. Their names may have commas, and are quoted; a line without
/// such a name is left out.
pub fn rows(text: &str) -> impl Iterator<Item = Row<'_>> {
    let mut lines = text.lines();
    let heads: Vec<&str> = lines.next().unwrap_or_default().split(',').skip(1).collect();
    lines.filter_map(move |line| {
        let (name, rest) = line.strip_prefix('"')?.split_once("\",")?;
        Some(Row { name, cells: heads.iter().copied().zip(rest.split(',')).collect() })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_found_by_the_heads_of_their_columns() {
        let text = "method,steps,mean\n\"MAML, learned\",5,0.25\nbroken\n\"short\",7\n";
        let rows: Vec<Row<'_>> = rows(text).collect();
        assert_eq!(rows.len(), 2);
        assert_eq!((rows[0].name, rows[0].count("steps")), ("MAML, learned", Some(5)));
        assert_eq!((rows[0].number("mean"), rows[0].text("steps")), (Some(0.25), "5"));
        assert_eq!((rows[1].count("steps"), rows[1].number("mean")), (Some(7), None));
        assert_eq!((rows[1].text("mean"), rows[1].number("nothing")), ("", None));
    }
}
