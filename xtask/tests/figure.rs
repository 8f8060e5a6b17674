//! A figure's HTML, from a figure made for the purpose.

use std::path::Path;

use maml_live::contract::{
    Changed, Control, Figure, Key, Kind, Numbers, Panel, Place, Pointer, Press, Readout, Settings,
    Slider,
};
use maml_live::plot::{Ink, Raster, Rect, Scene, Size, Spread};
use xtask::page::figure::FigureView;
use xtask::page::picture::Pictures;
use xtask::page::raster::Rasters;
use xtask::page::template::Template;

const CONTROLS: &[Control] = &[
    control(
        "alpha",
        Kind::Slider(Slider {
            range: (0.001, 0.1),
            step: 0.1,
            default: 0.01,
            spread: Spread::Log,
            places: 3,
            unit: "",
            at_first: (0.001, 0.1),
            widened_by: None,
        }),
        Place::Main,
    ),
    control("seed", Kind::Whole { range: (0, 99), default: 7 }, Place::Group("More")),
    control(
        "scale",
        Kind::Choice {
            options: &[("shared", "One for all"), ("own", "Its own")],
            counted_by: None,
        },
        Place::Main,
    ),
    control(
        "start",
        Kind::Choice { options: &[("here", "Here"), ("there", "There")], counted_by: None },
        Place::Lead,
    ),
    control("compare", Kind::Switch { default: "off" }, Place::Main),
    control("reveal-all", Kind::Switch { default: "on" }, Place::Main),
    control(
        "methods",
        Kind::Several { options: &[("maml", "MAML"), ("reptile", "Reptile")] },
        Place::Main,
    ),
    control(
        "samples",
        Kind::Numbers(Numbers {
            count: (0, 5),
            range: (-5.0, 5.0),
            places: 2,
            default: &[1.5, -2.0],
        }),
        Place::Group("More"),
    ),
    control("reveal", Kind::Button(Press::Figure), Place::Main),
];

const fn control(key: &'static str, kind: Kind, place: Place) -> Control {
    Control { key, label: "A <label>", help: "", place, kind }
}

struct Probe {
    settings: Settings,
}

impl Figure for Probe {
    fn name(&self) -> &'static str {
        "probe"
    }

    fn title(&self) -> &'static str {
        "A figure & its title"
    }

    fn panels(&self) -> &'static [Panel] {
        const SIZE: Size = Size::new(300.0, 200.0);
        &[Panel { key: "left", label: "Left", wide: SIZE, narrow: SIZE, keys: "Arrows move it." }]
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn settings_mut(&mut self) -> &mut Settings {
        &mut self.settings
    }

    fn refresh(&mut self) {}

    fn press(&mut self, _: &str) -> Changed {
        Changed::Nothing
    }

    fn pointer(&mut self, _: &Pointer) -> Changed {
        Changed::Nothing
    }

    fn key(&mut self, _: usize, _: Key) -> Changed {
        Changed::Nothing
    }

    fn scene(&self, _: usize, size: Size) -> Scene {
        let rect = Rect { left: 0.0, top: 0.0, right: size.width, bottom: size.height };
        let mut scene = Scene::new(size);
        scene.rasters.push(Raster { rect, columns: 2, rows: 1, rgba: vec![255; 8], lines: vec![] });
        scene.dot((10.0, 10.0), 3.0, Ink::Maml);
        scene
    }

    fn readouts(&self) -> Vec<Readout> {
        let values = vec![0.1, 1.0 / 3.0];
        vec![Readout {
            key: "loss",
            label: "Loss",
            values,
            text: "0.1, 0.33".into(),
            ink: Ink::Task0,
        }]
    }

    fn describe(&self) -> String {
        "One dot.".into()
    }
}

fn html() -> String {
    let www = Path::new(env!("CARGO_MANIFEST_DIR")).join("../www");
    let probe = Probe { settings: Settings::new(CONTROLS) };
    let template = Template::read(&www).expect("the templates are valid");
    template
        .figure(
            &FigureView::of(&probe, &mut Pictures::Within(&mut Rasters::default())),
            "<p>Caption.</p>\n",
        )
        .expect("the figure renders")
}

#[test]
fn every_control_is_a_native_element_with_its_key_and_a_label() {
    let html = html();
    for element in [
        "<input type=\"range\" name=\"alpha\" id=\"probe-alpha\" min=\"-3.0\" max=\"-1.0\" step=\"0.1\" value=\"-2\"",
        "<input type=\"number\" name=\"seed\" id=\"probe-seed\" min=\"0.0\" max=\"99.0\" step=\"1\" value=\"7\"",
        "<select name=\"scale\" id=\"probe-scale\"",
        "<option value=\"own\">Its own</option>",
        "<input type=\"checkbox\" name=\"compare\" id=\"probe-compare\" disabled>",
        "<input type=\"checkbox\" name=\"reveal-all\" id=\"probe-reveal-all\" checked disabled>",
        "<legend>A &lt;label&gt;</legend>",
        "<input type=\"radio\" name=\"start\" id=\"probe-start-here\" value=\"here\" checked disabled>",
        "<input type=\"radio\" name=\"start\" id=\"probe-start-there\" value=\"there\" disabled>",
        "<label for=\"probe-start-there\">There</label>",
        "<input type=\"text\" name=\"samples\" id=\"probe-samples\" value=\"1.5,-2\"",
        "<button type=\"button\" name=\"reveal\" id=\"probe-reveal\"",
        "<output aria-live=\"off\" for=\"probe-alpha\">0.010</output>",
    ] {
        assert!(html.contains(element), "{element} is not in {html}");
    }
    for key in ["alpha", "seed", "scale", "compare", "samples"] {
        let label = format!("<label for=\"probe-{key}\">A &lt;label&gt;</label>");
        assert!(html.contains(&label), "{label} is not in {html}");
    }
    let elements = ["<input ", "<select ", "<button "].map(|start| html.matches(start).count());
    let inert = html.matches(" disabled>").count();
    assert_eq!(inert, elements.iter().sum::<usize>(), "inert until the program is there");
}

#[test]
fn the_first_state_is_drawn_and_read_out() {
    let html = html();
    assert!(html.contains("<figure id=\"probe\" class=\"figure\" data-state=\"static\" aria-label=\"A figure &amp; its title\">"));
    assert_eq!(html.matches("<svg width=\"300\" height=\"200\" ").count(), 2, "wide and narrow");
    assert!(html.contains("var(--ink-maml)"));
    assert!(html.contains("href=\"#raster-0\""));
    assert!(html.contains(
        "<output aria-live=\"off\" name=\"loss\" data-value=\"0.1,0.3333333333333333\">0.1, 0.33</output>"
    ));
    assert!(html.contains("<p class=\"describe\">One dot.</p>"));
    assert!(html.contains("<p class=\"announce\" aria-live=\"polite\" aria-atomic=\"true\"></p>"));
    assert!(html.contains("<span class=\"still\">This is a picture"), "said unless scripts run");
    assert!(!html.contains(" style="), "the policy forbids inline styles");
}
