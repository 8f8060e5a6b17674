//! The pictures of a figure's first state: within the page, or in files beside it.
//!
//! The first figure of a chapter is seen before anything else, so its pictures are within
//! the page. They are as much of it as a third of the text, and so those of the others
//! are files. A browser asks for one when the reader comes near it and its figure is not there
//! in time (`www/page.js` holds it back for a moment), when the page is printed, or wherever
//! scripts are off. Such a picture cannot see the page's
//! colours, so there is one for each theme; the dark one brings its paper along, so that it
//! can be read wherever it is put.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hasher};

use maml_live::plot::theme::hex;
use maml_live::plot::{Ink, Mark, Scene, Theme};

use super::raster::Rasters;

/// What stands in a page for the folder with the pictures, whose name comes of what is in
/// it: the page is written before the last picture is.
const FOLDER: &str = "{pictures}";

/// Up to which width the page is laid out for narrow screens, as in the stylesheet.
const NARROW: &str = "screen and (max-width: 45rem)";

/// The reader's wish for the dark theme.
const DARK: &str = "(prefers-color-scheme: dark)";

/// What the stylesheet says of pictures within the page, as attributes.
const LOOK: &str = "font-family=\"system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', \
                    Arial, sans-serif\" stroke-linejoin=\"round\" stroke-linecap=\"round\"";

/// Where pictures go.
#[derive(Debug)]
pub enum Pictures<'p> {
    /// Into the page, their heat maps among these of the page.
    Within(&'p mut Rasters),
    /// Those for wide screens into the page, and those for narrow ones, which would be for
    /// nothing on most screens, into files.
    First(&'p mut Rasters, &'p mut Files),
    /// Into files. Live figures are painted over them.
    Beside(&'p mut Files),
    /// Into files, of results: what they show is nowhere else.
    Result(&'p mut Files),
}

/// Pictures in files of their own: their names, and what is in them.
pub type Files = BTreeMap<String, String>;

/// A panel's scene as it is laid out for screens of one kind.
#[derive(Debug, Clone, Copy)]
pub struct Layout<'s> {
    /// What the layout is called, in the names of files and of classes.
    pub name: &'static str,
    /// The scene.
    pub scene: &'s Scene,
}

impl Pictures<'_> {
    /// The HTML of a panel's picture, laid out `wide` and `narrow`. `name` is a name for
    /// its files.
    pub fn html(&mut self, name: &str, wide: Layout<'_>, narrow: Layout<'_>) -> String {
        match self {
            Self::Within(rasters) => [wide, narrow].map(|layout| within(rasters, layout)).concat(),
            Self::First(rasters, files) => {
                [within(rasters, wide), beside_narrow(files, name, narrow)].concat()
            }
            Self::Beside(files) => beside(files, "first", name, wide, narrow),
            Self::Result(files) => beside(files, "result", name, wide, narrow),
        }
    }
}

fn within(rasters: &mut Rasters, Layout { name, scene }: Layout<'_>) -> String {
    // A picture without a size of its own would jump when the styles arrive.
    let picture = with(&rasters.picture(scene), &size(scene));
    format!("<div class=\"first {name}\">{picture}</div>")
}

fn beside(
    files: &mut Files,
    class: &str,
    name: &str,
    wide: Layout<'_>,
    narrow: Layout<'_>,
) -> String {
    let dark_narrow = [NARROW, " and ", DARK].concat();
    [
        &format!("<picture class=\"{class}\">"),
        &source(&dark_narrow, &file(files, name, narrow, Theme::Dark), narrow.scene),
        &source(NARROW, &file(files, name, narrow, Theme::Light), narrow.scene),
        &source(DARK, &file(files, name, wide, Theme::Dark), wide.scene),
        &image(&file(files, name, wide, Theme::Light), wide.scene),
        "</picture>",
    ]
    .concat()
}

fn beside_narrow(files: &mut Files, name: &str, narrow: Layout<'_>) -> String {
    [
        "<div class=\"first narrow\"><picture>",
        &source(DARK, &file(files, name, narrow, Theme::Dark), narrow.scene),
        &image(&file(files, name, narrow, Theme::Light), narrow.scene),
        "</picture></div>",
    ]
    .concat()
}

/// The HTML of a picture that is laid out in one way for all screens, and goes into `files`.
pub fn within_file(files: &mut Files, name: &str, layout: Layout<'_>) -> String {
    [
        "<picture class=\"first\">",
        &source(DARK, &file(files, name, layout, Theme::Dark), layout.scene),
        &image(&file(files, name, layout, Theme::Light), layout.scene),
        "</picture>",
    ]
    .concat()
}

/// Makes a file of a picture; its address from the page.
fn file(files: &mut Files, name: &str, layout: Layout<'_>, theme: Theme) -> String {
    let suffix = if theme == Theme::Dark { "-dark" } else { "" };
    let file = [name, "-", layout.name, suffix, ".svg"].concat();
    let address = [FOLDER, "/", &file].concat();
    files.insert(file, standalone(layout.scene, theme));
    address
}

fn source(media: &str, address: &str, scene: &Scene) -> String {
    let size = size(scene);
    format!("<source media=\"{media}\" srcset=\"{address}\" {size}>")
}

fn image(address: &str, scene: &Scene) -> String {
    let (size, words) = (size(scene), words(scene));
    format!("<img src=\"{address}\" {size} alt=\"{words}\" loading=\"lazy\">")
}

/// The name of the folder for pictures with these contents.
pub fn folder(files: &Files) -> String {
    let mut hasher = DefaultHasher::new();
    for (name, content) in files {
        hasher.write(name.as_bytes());
        hasher.write(content.as_bytes());
    }
    format!("pictures-{:016x}", hasher.finish())
}

/// A page whose pictures are in `folder`.
pub fn addressed(page: &str, folder: &str) -> String {
    page.replace(FOLDER, folder)
}

fn size(scene: &Scene) -> String {
    format!("width=\"{}\" height=\"{}\"", scene.size.width, scene.size.height)
}

/// An SVG element with further attributes.
fn with(svg: &str, attributes: &str) -> String {
    svg.replacen("<svg ", &format!("<svg {attributes} "), 1)
}

/// A picture that needs nothing but itself.
fn standalone(scene: &Scene, theme: Theme) -> String {
    let mut rasters = Rasters::default();
    let svg = rasters.picture(scene).replacen(" font-family=\"sans-serif\"", "", 1);
    let svg = with(&svg, &[&size(scene), " ", LOOK].concat());
    let (start, marks) = svg.split_once('>').unwrap_or((&svg, ""));
    let paper = match theme {
        Theme::Light => String::new(),
        Theme::Dark => {
            let paper = hex(theme.color(Ink::Paper));
            format!("<rect width=\"100%\" height=\"100%\" fill=\"{paper}\"/>")
        }
    };
    let mut picture = [start, ">", &paper, &rasters.symbols().concat(), marks].concat();
    for ink in Ink::ALL {
        picture = picture.replace(&format!("var(--ink-{})", ink.name()), &hex(theme.color(ink)));
    }
    picture
}

/// The words in a picture, for those who do not see it, or look for it. What it shows is
/// said by its panel.
fn words(scene: &Scene) -> String {
    let mut words: Vec<&str> = Vec::new();
    for mark in &scene.marks {
        if let Mark::Text(text) = mark
            && text.text.chars().any(char::is_alphabetic)
            && !words.contains(&text.text.as_str())
        {
            words.push(&text.text);
        }
    }
    let words = words.join("; ").replace('\n', " ");
    words.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use maml_live::figures::list;

    use super::*;

    fn beside(files: &mut Files, figure: &str) -> String {
        let figure = list::make(figure).expect("it is in the list");
        let panel = figure.panels()[0];
        let [wide, narrow] = [panel.wide, panel.narrow].map(|size| figure.scene(0, size));
        Pictures::Beside(files).html(
            figure.name(),
            Layout { name: "wide", scene: &wide },
            Layout { name: "narrow", scene: &narrow },
        )
    }

    #[test]
    fn a_picture_beside_the_page_needs_nothing_of_it() {
        for name in list::NAMES {
            let mut files = Files::new();
            let html = beside(&mut files, name);
            assert_eq!(files.len(), 4, "two widths, two themes");
            for (file, picture) in &files {
                assert!(html.contains(&format!("\"{FOLDER}/{file}\"")), "{html}");
                assert!(!picture.contains("var("), "{file} asks the page for a colour");
                assert!(picture.contains("xmlns=\"http://www.w3.org/2000/svg\""), "{file}");
                let own = |address: &str| address.starts_with('#') || address.starts_with("data:");
                assert!(picture.split("href=\"").skip(1).all(own), "{file} asks for another");
            }
            assert!(!html.contains("alt=\"\""), "{html}");
        }
    }

    #[test]
    fn another_picture_is_in_another_folder() {
        let mut files = Files::new();
        let html = beside(&mut files, "fit-maml");
        let before = folder(&files);
        assert_eq!(folder(&files), before);
        assert_eq!(addressed(&html, &before).matches(&before).count(), 4);
        for picture in files.values_mut() {
            picture.push(' ');
        }
        assert_ne!(folder(&files), before);
    }
}
