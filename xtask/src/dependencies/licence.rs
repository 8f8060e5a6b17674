//! SPDX licence expressions, as `Cargo.toml` has them: names joined by `OR`, `AND`, `WITH`
//! and brackets, and a `/` of old, which means `OR`.
//!
//! <https://spdx.github.io/spdx-spec/v2.3/SPDX-license-expressions/>

/// Whether an expression can be satisfied with allowed licences alone; none if it is no
/// expression. An exception to a licence only adds permissions, so that the licence decides.
pub fn satisfied(expression: &str, allowed: impl Fn(&str) -> bool) -> Option<bool> {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut reader = Reader { words: &words, allowed: &allowed };
    let satisfied = reader.alternatives()?;
    reader.words.is_empty().then_some(satisfied)
}

struct Reader<'a> {
    words: &'a [&'a str],
    allowed: &'a dyn Fn(&str) -> bool,
}

impl<'a> Reader<'a> {
    fn alternatives(&mut self) -> Option<bool> {
        let mut any = self.requirements()?;
        while self.take("OR") {
            any |= self.requirements()?;
        }
        Some(any)
    }

    fn requirements(&mut self) -> Option<bool> {
        let mut all = self.licence()?;
        while self.take("AND") {
            all &= self.licence()?;
        }
        Some(all)
    }

    fn licence(&mut self) -> Option<bool> {
        if self.take("(") {
            let inside = self.alternatives()?;
            return self.take(")").then_some(inside);
        }
        let allowed = (self.allowed)(self.name()?);
        if self.take("WITH") {
            self.name()?;
        }
        Some(allowed)
    }

    fn name(&mut self) -> Option<&'a str> {
        let (name, rest) = self.words.split_first()?;
        let is_name =
            name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '+'));
        let is_operator = ["OR", "AND", "WITH"].contains(name);
        (is_name && !is_operator).then(|| self.words = rest)?;
        Some(name)
    }

    fn take(&mut self, word: &str) -> bool {
        let taken = self.words.first() == Some(&word);
        if taken {
            self.words = &self.words[1..];
        }
        taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_are_satisfied_by_what_is_allowed() {
        let allowed = |name: &str| ["MIT", "Zlib"].contains(&name);
        for (expression, expected) in [
            ("MIT", Some(true)),
            ("GPL-3.0-or-later", Some(false)),
            ("Apache-2.0 OR MIT", Some(true)),
            ("Apache-2.0/MIT", Some(true)),
            ("MIT AND Apache-2.0", Some(false)),
            ("MIT AND Zlib", Some(true)),
            ("(MIT OR Apache-2.0) AND Unicode-3.0", Some(false)),
            ("Apache-2.0 OR MIT AND Zlib", Some(true)),
            ("Apache-2.0 WITH LLVM-exception OR Zlib", Some(true)),
            ("MIT WITH thanks", Some(true)),
            ("", None),
            ("MIT OR", None),
            ("MIT Zlib", None),
            ("(MIT", None),
            ("MIT)", None),
            ("OR MIT", None),
            ("see the file", None),
            ("MIT; Zlib", None),
        ] {
            assert_eq!(satisfied(expression, allowed), expected, "{expression}");
        }
    }
}
