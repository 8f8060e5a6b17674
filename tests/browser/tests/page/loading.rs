//! From the first paint until the figures answer, and what is said if they never do.

use std::fs;
use std::path::Path;

use browser::figure::home;
use browser::{Page, Visit};
use maml_live::figures::list::NAMES;
use serde_json::json;
use tempfile::TempDir;
use xtask::page::CHAPTERS;
use xtask::workspace::Workspace;

/// Keeps the program from arriving, as a slow line would. It is asked for at once all the same:
/// Chromium says of what is preloaded and not asked for in time that it was fetched in vain.
pub const HOLD_THE_PROGRAM: &str = "
    const ask = self.fetch.bind(self);
    const held = new Promise((come) => { self.letItCome = come; });
    self.fetch = async (what, ...how) => {
      const answer = await ask(what, ...how);
      if (String(what.url ?? what).includes('.wasm')) await held;
      return answer;
    };";

/// Lets it arrive.
pub const LET_IT_COME: &str = "self.letItCome()";

/// Waits until each figure of the page says `sentence`, and panics unless its picture is
/// there and nothing can be pressed.
#[track_caller]
fn demand_explained(page: &Page, sentence: &str) {
    let said = "const messages = [...document.querySelectorAll('figure.figure > .message')];
        return messages.length > 0 && messages.every((message) =>
            message.checkVisibility({ visibilityProperty: true }) && message.innerText.includes(arguments[0]))";
    page.wait_until(said, json!([sentence]));
    assert!(page.count("figure.figure[data-state=static]") > 0);
    assert_eq!(page.count("figure.figure [name]:not(output):not(:disabled)"), 0);
    assert!(page.is_visible("figure.figure .panels svg"));
}

/// The figures of the first chapter.
fn here() -> impl Iterator<Item = &'static str> {
    NAMES.iter().copied().filter(|name| home(name) == "index.html")
}

#[test]
fn a_figure_that_is_on_its_way_says_so_and_nothing_moves() {
    for visit in [Visit::new(), Visit::new().phone()] {
        visit.watched_by(HOLD_THE_PROGRAM).run("index.html", |page| {
            for name in here() {
                let said = "const [name] = arguments, sees = { visibilityProperty: true };
                    const look = (kind) => document.querySelector(`#${name} .${kind}`);
                    return look('coming').checkVisibility(sees) && !look('still').checkVisibility(sees)";
                page.wait_until(said, json!([name]));
            }
            page.script(LET_IT_COME, json!([]));
            for name in here() {
                page.bring_into_view(&format!("#{name}"));
                page.wait_ready(name);
                page.settle(name);
                assert_eq!(page.count(&format!("#{name} :is(.coming, .still)")), 0, "{name}");
            }
            let shift = page.layout_shift();
            assert!(shift < 0.01, "the page moved by {shift}");
        });
    }
}

#[test]
fn a_lost_start_is_said_beside_each_figure() {
    Visit::new().without_file("boot.js").run("index.html", |page| {
        demand_explained(page, "could not start");
    });
    // What would take the sentence away is lost itself: it stays, until the figures start.
    Visit::new().without_file("page.js").without_file("boot.js").run("index.html", |page| {
        demand_explained(page, "a picture of the figure’s first state");
    });
    Visit::new().without_file("page.js").run("index.html", |page| {
        page.wait_ready("fit-pretrained");
        assert_eq!(page.message("fit-pretrained"), "");
    });
}

/// `nosniff` has the browser refuse what does not say that it is a script.
#[test]
fn a_start_of_the_wrong_type_is_said_beside_each_figure() {
    for file in ["boot.js", "maml_live.js"] {
        Visit::new().with_mistyped(file).run("index.html", |page| {
            demand_explained(page, "its program did not load");
        });
    }
}

/// The font of the formulas is asked for at once where a formula is laid out, and not where none
/// is: nobody waits for it, and nobody fetches it for nothing.
#[test]
fn the_font_comes_early_where_there_are_formulas() {
    const EARLY: &str = "return [
        document.querySelectorAll('link[rel=preload][as=font]').length,
        [...document.querySelectorAll('math')].some((formula) => formula.checkVisibility()) ? 1 : 0]";
    let chapters = CHAPTERS.iter().map(|chapter| format!("{chapter}.html"));
    let alone = NAMES.iter().map(|name| format!("embed-{name}.html"));
    Visit::new().noisy().without_scripts().run("index.html", |page| {
        let mut without = 0;
        for file in chapters.clone().chain(alone.clone()) {
            page.goto(&file);
            let early = page.script(EARLY, json!([]));
            assert_eq!(early[0], early[1], "{file}");
            without += usize::from(early[0] == 0);
        }
        assert!(without > 3, "some figures have no formula beside them: {without}");
    });
}

/// A page that is loaded again, or come back to, finds much of itself in the browser's memory, and
/// yet uses all that it preloads. Chromium waits for a few seconds after the load before it
/// complains to the console, where every visit is heard.
#[test]
fn nothing_is_preloaded_in_vain_by_a_reload() {
    Visit::new().run("index.html", |page| {
        page.wait_ready("fit-pretrained");
        page.reload();
        page.wait_ready("fit-pretrained");
        let later = "const [load] = performance.getEntriesByType('navigation');
            return load.loadEventEnd > 0 && performance.now() > load.loadEventEnd + 8000";
        page.wait_until(later, json!([]));
    });
}

/// A page at an address that is none of the site's, for example a file of this machine.
#[track_caller]
fn open_file(file: &Path) -> Page {
    let page = Visit::new().open("conclusion.html").unwrap_or_else(|error| panic!("{error}"));
    let address = json!({ "url": format!("file://{}", file.display()) });
    page.session().post("url", address).expect("Chromium opens files");
    page
}

#[test]
fn a_page_opened_as_a_file_says_why_its_figures_stay_pictures() {
    let page = open_file(&Workspace::find().dist().join("index.html"));
    demand_explained(&page, "opened as a file");
}

#[test]
fn a_frame_that_keeps_the_program_out_is_named() {
    let site = Visit::new().open("conclusion.html").unwrap_or_else(|error| panic!("{error}"));
    let folder = tempfile::tempdir().expect("temporary folders can be made");
    let file = folder.path().join("frame.html");
    let frame = format!(
        "<iframe sandbox='allow-scripts' width='900' height='700' src='{}index.html'></iframe>",
        site.site()
    );
    fs::write(&file, frame).expect("temporary files can be written");
    let page = open_file(&file);
    page.session().post("frame", json!({ "id": 0 })).expect("there is a frame");
    demand_explained(&page, "allow-same-origin");
}

#[test]
fn a_browser_without_what_the_program_needs_hears_what_that_is() {
    let lacking = |script| Visit::new().noisy().watched_by(script);
    lacking("delete self.WebAssembly").run("index.html", |page| {
        demand_explained(page, "no WebAssembly");
    });
    let old = "WebAssembly.validate = () => false;
        for (const way of ['compile', 'compileStreaming', 'instantiate', 'instantiateStreaming'])
          WebAssembly[way] = () => Promise.reject(new WebAssembly.CompileError('unknown opcode'));";
    lacking(old).run("index.html", |page| demand_explained(page, "lacks SIMD"));
    // Such a browser does not load modules.
    let ancient = lacking("delete HTMLScriptElement.prototype.noModule").without_file("boot.js");
    ancient.run("index.html", |page| demand_explained(page, "too old"));
}

#[test]
fn a_policy_without_webassembly_is_named() {
    let folder = copy_of_the_site();
    let site = folder.path();
    let page = fs::read_to_string(site.join("index.html")).expect("the site has a page");
    let strict = page.replace(" 'wasm-unsafe-eval'", "");
    assert_ne!(strict, page, "the policy stands in the page");
    fs::write(site.join("index.html"), strict).expect("it can be written");
    Visit::new().noisy().to(site.to_owned()).run("index.html", |page| {
        demand_explained(page, "policy");
    });
}

fn copy_of_the_site() -> TempDir {
    let copy = tempfile::tempdir().expect("temporary folders can be made");
    copy_folder(&Workspace::find().dist(), copy.path());
    copy
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("temporary folders can be made");
    for entry in fs::read_dir(from).expect("the site is built") {
        let entry = entry.expect("it can be read").path();
        let target = to.join(entry.file_name().expect("entries have names"));
        if entry.is_dir() {
            copy_folder(&entry, &target);
        } else {
            fs::copy(&entry, target).expect("files can be copied");
        }
    }
}
