//! The palette: one ink for each thing that is drawn, in a light and a dark theme.
//!
//! The inks of data follow Okabe and Ito's colours for every kind of colour
//! vision, each moved in lightness until it reads well on the paper of its theme.
//! The build writes [`Theme::css`] into the page's stylesheet, so that sentences,
//! tables and figures share one definition.

/// What a mark stands for; a [`Theme`] says which colour that is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ink {
    /// The page behind everything.
    Paper,
    /// Running text and the most important labels.
    Text,
    /// Axis labels, tick labels, notes.
    Muted,
    /// Grid lines and frames.
    Hairline,
    /// What is active or wants a hand: handles, focus, links.
    Accent,
    /// A warning or a diverged fit.
    Warning,
    /// The ring around marks and letters on a heat map.
    Halo,
    /// Marks on a heat map that belong to no method or task.
    OnMap,
    /// A task's true function.
    Truth,
    /// The samples of a support set.
    Samples,
    /// The pretrained model (empirical risk minimisation).
    Pretrained,
    /// Model-agnostic meta-learning.
    Maml,
    /// First-order MAML.
    Fomaml,
    /// Reptile.
    Reptile,
    /// MAML with implicit gradients.
    Imaml,
    /// MAML with a meta-learned inner rate (Meta-SGD).
    LearnedRate,
    /// The first task of the toy problem.
    Task0,
    /// The second task of the toy problem.
    Task1,
    /// The third of several tasks.
    Task2,
}

impl Ink {
    /// Every ink, in the order of their declaration.
    pub const ALL: [Ink; 19] = [
        Ink::Paper,
        Ink::Text,
        Ink::Muted,
        Ink::Hairline,
        Ink::Accent,
        Ink::Warning,
        Ink::Halo,
        Ink::OnMap,
        Ink::Truth,
        Ink::Samples,
        Ink::Pretrained,
        Ink::Maml,
        Ink::Fomaml,
        Ink::Reptile,
        Ink::Imaml,
        Ink::LearnedRate,
        Ink::Task0,
        Ink::Task1,
        Ink::Task2,
    ];

    /// The ink with this name.
    pub fn named(name: &str) -> Option<Ink> {
        Self::ALL.into_iter().find(|ink| ink.name() == name)
    }

    /// Whether it draws what a plot is made of, whatever is shown in it: its paper, its axes,
    /// its words.
    pub const fn is_ground(self) -> bool {
        matches!(self, Ink::Paper | Ink::Text | Ink::Muted | Ink::Hairline)
    }

    /// The name of this ink in stylesheets: the custom property `--ink-NAME`
    /// and the class `ink-NAME`.
    pub const fn name(self) -> &'static str {
        match self {
            Ink::Paper => "paper",
            Ink::Text => "text",
            Ink::Muted => "muted",
            Ink::Hairline => "hairline",
            Ink::Accent => "accent",
            Ink::Warning => "warning",
            Ink::Halo => "halo",
            Ink::OnMap => "on-map",
            Ink::Truth => "truth",
            Ink::Samples => "samples",
            Ink::Pretrained => "pretrained",
            Ink::Maml => "maml",
            Ink::Fomaml => "fomaml",
            Ink::Reptile => "reptile",
            Ink::Imaml => "imaml",
            Ink::LearnedRate => "learned-rate",
            Ink::Task0 => "task0",
            Ink::Task1 => "task1",
            Ink::Task2 => "task2",
        }
    }
}

/// A colour as red, green and blue, 0 to 255 each (sRGB).
pub type Rgb = (u8, u8, u8);

/// A set of colours for all inks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// Warm near-black on paper.
    Light,
    /// Warm near-white on a dark ground.
    Dark,
}

impl Theme {
    /// The colour of `ink` in this theme.
    ///
    /// Within one theme no two inks share a colour: [`crate::plot::svg`] relies on
    /// that when it turns colours back into custom properties.
    pub const fn color(self, ink: Ink) -> Rgb {
        let (light, dark) = match ink {
            Ink::Paper => (0xfdfcf9, 0x171614),
            Ink::Text => (0x1f1d1a, 0xece7dd),
            Ink::Muted => (0x686257, 0xa39b8d),
            Ink::Hairline => (0xdcd6ca, 0x3a3732),
            Ink::Accent => (0x7a3e9d, 0xc79be6),
            Ink::Warning => (0xb3261e, 0xff8a7a),
            Ink::Halo => (0xfffefc, 0x0e0d0c),
            Ink::OnMap => (0x14120f, 0xfaf6ee),
            Ink::Truth => (0x285410, 0xb6f26e),
            Ink::Samples => (0x8f1d3f, 0xee5189),
            Ink::Pretrained => (0xc24e00, 0xff8f4d),
            Ink::Maml => (0x0067a8, 0x5fb4f0),
            Ink::Fomaml => (0x007a59, 0x3fcf9f),
            Ink::Reptile => (0xa8457c, 0xe59ac4),
            Ink::Imaml => (0x7d6600, 0xe6cf4a),
            Ink::LearnedRate => (0x5b4bb5, 0xada1ff),
            Ink::Task0 => (0x9a5b00, 0xf0b04a),
            Ink::Task1 => (0x00757f, 0x55d0d8),
            Ink::Task2 => (0x6a45c8, 0xab90ff),
        };
        unpack(match self {
            Theme::Light => light,
            Theme::Dark => dark,
        })
    }

    /// The inks as declarations of CSS custom properties, `--ink-NAME: #rrggbb;`
    /// a line each.
    pub fn css(self) -> String {
        Ink::ALL
            .iter()
            .map(|&ink| format!("  --ink-{}: {};\n", ink.name(), hex(self.color(ink))))
            .collect()
    }
}

/// A colour as `#RRGGBB`, in the capitals that plotters' SVG backend writes.
pub fn hex((red, green, blue): Rgb) -> String {
    format!("#{red:02X}{green:02X}{blue:02X}")
}

const fn unpack(rgb: u32) -> Rgb {
    ((rgb >> 16) as u8, (rgb >> 8) as u8, rgb as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance and contrast as WCAG 2.2 defines them.
    fn luminance(color: Rgb) -> f64 {
        let [r, g, b] = linear(color);
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }

    fn linear((r, g, b): Rgb) -> [f64; 3] {
        [r, g, b].map(|channel| {
            let c = f64::from(channel) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        })
    }

    type Matrix = [[f64; 3]; 3];

    fn times(matrix: &Matrix, vector: [f64; 3]) -> [f64; 3] {
        matrix.map(|row| row.iter().zip(vector).map(|(a, b)| a * b).sum())
    }

    /// What an eye makes of linear red, green and blue: nothing is lacking, or one kind of
    /// cone, by the model of Machado, Oliveira and Fernandes (2009).
    const EYES: [(&str, Matrix); 4] = [
        ("all cones", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
        (
            "protanopia",
            [
                [0.152286, 1.052583, -0.204868],
                [0.114503, 0.786281, 0.099216],
                [-0.003882, -0.048116, 1.051998],
            ],
        ),
        (
            "deuteranopia",
            [
                [0.367322, 0.860646, -0.227968],
                [0.280085, 0.672501, 0.047413],
                [-0.011820, 0.042940, 0.968881],
            ],
        ),
        (
            "tritanopia",
            [
                [1.255528, -0.076749, -0.178779],
                [-0.078411, 0.930809, 0.147602],
                [0.004733, 0.691367, 0.303900],
            ],
        ),
    ];

    /// A colour as that eye sees it, in Ottosson's Oklab, where distances are differences to
    /// the eye.
    fn seen(color: Rgb, eye: &Matrix) -> [f64; 3] {
        const CONES: Matrix = [
            [0.4122214708, 0.5363325363, 0.0514459929],
            [0.2119034982, 0.6806995451, 0.1073969566],
            [0.0883024619, 0.2817188376, 0.6299787005],
        ];
        const LAB: Matrix = [
            [0.2104542553, 0.7936177850, -0.0040720468],
            [1.9779984951, -2.4285922050, 0.4505937099],
            [0.0259040371, 0.7827717662, -0.8086757660],
        ];
        let light = times(eye, linear(color)).map(|channel| channel.clamp(0.0, 1.0));
        times(&LAB, times(&CONES, light).map(f64::cbrt))
    }

    fn difference(a: [f64; 3], b: [f64; 3]) -> f64 {
        a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt()
    }

    #[test]
    fn truth_and_samples_are_told_from_their_neighbours_by_every_eye() {
        let neighbours =
            [Ink::Text, Ink::Accent, Ink::Pretrained, Ink::Maml, Ink::Task0, Ink::Task1];
        for theme in [Theme::Light, Theme::Dark] {
            for (eye, matrix) in &EYES {
                for ink in [Ink::Truth, Ink::Samples] {
                    for other in neighbours {
                        let [a, b] = [ink, other].map(|ink| seen(theme.color(ink), matrix));
                        let apart = difference(a, b);
                        assert!(apart >= 0.07, "{ink:?}, {other:?}: {apart:.3} ({theme:?}, {eye})");
                    }
                }
            }
        }
    }

    #[test]
    fn truth_and_samples_are_no_greys() {
        for theme in [Theme::Light, Theme::Dark] {
            for ink in [Ink::Truth, Ink::Samples] {
                let [_, a, b] = seen(theme.color(ink), &EYES[0].1);
                assert!(a.hypot(b) >= 0.09, "{ink:?} in {theme:?} reads like text");
            }
        }
    }

    fn contrast(a: Rgb, b: Rgb) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn every_ink_of_text_and_data_reaches_aa_on_its_paper() {
        for theme in [Theme::Light, Theme::Dark] {
            let paper = theme.color(Ink::Paper);
            for ink in Ink::ALL {
                if !matches!(ink, Ink::Paper | Ink::Hairline | Ink::Halo) {
                    let ratio = contrast(theme.color(ink), paper);
                    assert!(ratio >= 4.5, "{ink:?} in {theme:?}: {ratio:.2}");
                }
            }
        }
    }

    #[test]
    fn no_two_inks_share_a_colour() {
        for theme in [Theme::Light, Theme::Dark] {
            for (i, &a) in Ink::ALL.iter().enumerate() {
                for &b in &Ink::ALL[i + 1..] {
                    assert_ne!(theme.color(a), theme.color(b), "{a:?} and {b:?}");
                }
            }
        }
    }
}
