//! Links: the state of a figure as the fragment of an address, and back.
//!
//! `#two-tasks?theta=0.35,0.55&alpha=0.04` names a figure and what differs from its
//! defaults. The keys are those of the figure's [`Control`]s: nothing is declared twice.
//!
//! [`Control`]: super::control::Control

use percent_encoding::percent_decode_str;

use super::figure::Figure;
use super::reading::Complaint;

/// The longest fragment that is read, in bytes. The longest that [`write`](fn@write) makes is
/// far shorter; more than this is not a reader's doing.
pub const LONGEST: usize = 2048;

/// A parsed link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The name of the figure; possibly one that does not exist.
    pub figure: String,
    /// Keys and values as written, percent signs decoded.
    pub pairs: Vec<(String, String)>,
    /// What could not be read at all.
    pub complaint: Option<Complaint>,
}

/// Reads a fragment, with or without its `#`. Never fails: a link says at least
/// which element it points at, and what cannot be read becomes a complaint.
pub fn parse(fragment: &str) -> Link {
    let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
    let (figure, query) = fragment.split_once('?').unwrap_or((fragment, ""));
    if query.len() > LONGEST {
        return Link {
            figure: decode(figure),
            pairs: Vec::new(),
            complaint: Some(Complaint(
                "The link is too long to be one of ours and was left out.".into(),
            )),
        };
    }
    let pairs = query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(key), decode(value))
        })
        .collect();
    Link { figure: decode(figure), pairs, complaint: None }
}

/// The fragment, with its `#`, that brings `figure` back into its present state:
/// only what differs from the defaults.
pub fn write(figure: &dyn Figure) -> String {
    let pairs: Vec<String> = figure
        .settings()
        .iter()
        .filter(|(control, value)| **value != control.default())
        .map(|(control, value)| format!("{}={}", control.key, control.written(value)))
        .collect();
    match pairs.is_empty() {
        true => format!("#{}", figure.name()),
        false => format!("#{}?{}", figure.name(), pairs.join("&")),
    }
}

/// Brings `figure` into the state of `link`: what is missing takes its default,
/// what is out of range is clamped, what is malformed is left out, and of what comes
/// twice the last counts. Returns a sentence for each of the latter three.
pub fn apply(figure: &mut dyn Figure, link: &Link) -> Vec<Complaint> {
    let mut complaints: Vec<Complaint> = link.complaint.iter().cloned().collect();
    let settings = figure.settings_mut();
    settings.reset();
    for (index, (key, value)) in link.pairs.iter().enumerate() {
        match settings.read(key, value) {
            Ok(complaint) => complaints.extend(complaint),
            Err(complaint) => complaints.push(complaint),
        }
        if link.pairs[..index].iter().any(|earlier| earlier.0 == *key) {
            let what = "The link sets something more than once; the last value counts.";
            complaints.push(Complaint(what.into()));
        }
    }
    complaints.dedup();
    figure.refresh();
    complaints
}

fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_link_names_a_figure_and_its_settings() {
        let link = parse("#two-tasks?theta=0.35%2C0.55&alpha=0.04");
        assert_eq!(link.figure, "two-tasks");
        assert_eq!(
            link.pairs,
            vec![
                ("theta".to_string(), "0.35,0.55".to_string()),
                ("alpha".to_string(), "0.04".to_string()),
            ]
        );
    }

    #[test]
    fn an_endless_link_is_left_out() {
        let link = parse(&format!("#fit-maml?samples={}", "1,".repeat(10_000)));
        assert_eq!(link.figure, "fit-maml");
        assert!(link.pairs.is_empty());
        assert!(link.complaint.is_some());
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_a_fault(text in ".{0,200}") {
            parse(&text);
        }

        #[test]
        fn any_text_that_is_encoded_comes_back(text in ".{0,50}") {
            let encoded: String = text.bytes().map(|byte| format!("%{byte:02x}")).collect();
            prop_assert_eq!(decode(&encoded), text);
        }
    }
}
