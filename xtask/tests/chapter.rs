//! The dialect of the chapters, from a small site made for the purpose.

use std::path::Path;

use maml_live::contract::link;
use maml_live::figures::list;
use xtask::page::Sources;
use xtask::page::chapter::Chapter;
use xtask::page::error::{Fault, FaultAt};
use xtask::workspace::Workspace;

const FRONT: &str = "---\ntitle: A title\ndescription: What it is\nlede: A *lede* with $x$.\n---\n";

fn render(body: &str) -> Result<Chapter, FaultAt> {
    let site = Workspace::at(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/site"));
    let mut sources = Sources::read(&site).expect("the small site is in order");
    Chapter::render("index", &format!("{FRONT}{body}"), &mut sources)
}

/// The body of a chapter that has nothing wrong with it.
#[track_caller]
fn html(body: &str) -> String {
    render(body).unwrap_or_else(|fault| panic!("{fault:?}")).body.trim().to_owned()
}

/// What is wrong with a chapter, and the line of its file.
#[track_caller]
fn fault(body: &str) -> (usize, Fault) {
    let fault = render(body).expect_err("something is wrong with it");
    (fault.line, fault.fault)
}

#[test]
fn front_matter_gives_title_description_and_lede() {
    let chapter = render("Text.\n").unwrap();
    assert_eq!((&*chapter.title, &*chapter.description), ("A title", "What it is"));
    assert_eq!(
        chapter.lede,
        "<p>A <em>lede</em> with <span class=\"kept\"><math><mi>x</mi></math>.</span></p>\n"
    );
    assert_eq!(chapter.file(), "index.html");
}

#[test]
fn punctuation_is_made_smart_but_not_in_code() {
    assert_eq!(html("\"So\" -- it's..."), "<p>“So” – it’s…</p>");
    assert_eq!(html("`\"so\"`"), "<p><code>\"so\"</code></p>");
}

#[test]
fn a_note_is_numbered_and_may_hold_anything_of_a_line() {
    let expected = "<p>Text&#8288;<button type=\"button\" class=\"note-ref\" popovertarget=\"note-1\" aria-label=\"Note 1\">1</button>\
        <small class=\"sidenote\" id=\"note-1\" popover>\
        <span class=\"note-number\">1</span> a <em>note</em> with <math><mi>x</mi></math> and \
        <a href=\"y.html\">a [link]</a></small>, and\
        &#8288;<button type=\"button\" class=\"note-ref\" popovertarget=\"note-2\" aria-label=\"Note 2\">2</button>\
        <small class=\"sidenote\" id=\"note-2\" popover>\
        <span class=\"note-number\">2</span> (<a class=\"citation\" href=\"#ref-lee2001\">Lee, 2001</a>)</small>.</p>";
    assert_eq!(
        html("Text^[a *note* with $x$ and [a [link]](y.html)], and^[[@lee2001]]."),
        expected
    );
}

#[test]
fn citations_link_to_the_works_that_the_chapter_lists() {
    let chapter = render("As known [@finn2017; @lee2001].\n").unwrap();
    let expected = "<p>As known (<a class=\"citation\" href=\"#ref-finn2017\">Finn et al., 2017</a>; \
        <a class=\"citation\" href=\"#ref-lee2001\">Lee, 2001</a>).</p>\n";
    assert_eq!(chapter.body, expected);
    let keys: Vec<&str> = chapter.references.iter().map(|entry| &*entry.key).collect();
    assert_eq!(keys, ["finn2017", "lee2001"]);
}

#[test]
fn inks_numbers_and_links_to_states() {
    assert_eq!(html("[MAML]{.maml} wins"), "<p><span class=\"ink-maml\">MAML</span> wins</p>");
    assert_eq!(
        html("[$x$ and *y*]{.truth}"),
        "<p><span class=\"ink-truth\"><math><mi>x</mi></math> and <em>y</em></span></p>"
    );
    assert_eq!(html("an error of {{weights.maml.k10.1}}"), "<p>an error of 0.43</p>");
    assert_eq!(
        html("[go](#two-tasks?theta=0.3,0.4&alpha=0.04)"),
        "<p><a href=\"#two-tasks?theta=0.3,0.4&amp;alpha=0.04\">go</a></p>"
    );
}

#[test]
fn brackets_that_are_only_brackets_stay() {
    assert_eq!(
        html("the interval [0, 1] and a[*i*]"),
        "<p>the interval [0, 1] and a[<em>i</em>]</p>"
    );
    assert_eq!(html("open [ and never closed"), "<p>open [ and never closed</p>");
    assert_eq!(html("{ and ^ and ] alone"), "<p>{ and ^ and ] alone</p>");
    assert_eq!(html("`[@nobody] {{no.number}}`"), "<p><code>[@nobody] {{no.number}}</code></p>");
    assert_eq!(html("```\n[@nobody]\n```"), "<pre><code>[@nobody]\n</code></pre>");
}

#[test]
fn punctuation_stays_with_the_formula_before_it() {
    let kept = "<span class=\"kept\"><math><mi>x</mi></math>.</span>";
    assert_eq!(html("So is $x$. But"), format!("<p>So is {kept} But</p>"));
    // A word joiner after what is kept would join nothing.
    let kept = kept.strip_suffix("</span>").unwrap();
    let button = "<button type=\"button\" class=\"note-ref\" popovertarget=\"note-1\" aria-label=\"Note 1\">1</button>";
    let note = html("So is $x$.^[Or $x$ not]");
    let expected = format!("<p>So is {kept}{button}</span><small class=\"sidenote\"");
    assert!(note.starts_with(&expected), "{note}");
    assert_eq!(html("With $x$ and"), "<p>With <math><mi>x</mi></math> and</p>");
}

#[test]
fn a_formula_of_its_own_can_scroll() {
    assert_eq!(
        html("$$x = 1$$"),
        "<p><span class=\"formula\"><math display=\"block\"><mi>x</mi><mo>=</mo><mn>1</mn></math></span></p>"
    );
}

#[test]
fn headings_have_addresses_and_make_the_contents() {
    let chapter = render("## In code\n\n### A `detail`\n\n## In code\n\n## Own {#mine}\n").unwrap();
    let ids: Vec<&str> = chapter.headings.iter().map(|heading| &*heading.id).collect();
    assert_eq!(ids, ["in-code", "a-detail", "in-code-2", "mine"]);
    assert_eq!(chapter.headings[1].html, "A <code>detail</code>");
    assert!(chapter.body.contains("<h2 id=\"in-code-2\">In code</h2>"), "{}", chapter.body);
}

#[test]
fn blocks_become_asides_and_listings() {
    let body = html(":::predict\nWhat *then*?\n:::\n\n:::listing step\nOne step.\n:::\n");
    assert!(
        body.starts_with(
            "<div class=\"predict\" role=\"note\">\n<p>What <em>then</em>?</p>\n</div>"
        ),
        "{body}"
    );
    assert!(
        body.contains(
            "<pre><i>/// One step.</i>\n<b>pub</b> <b>fn</b> <span class=\"f\">step</span>("
        ),
        "{body}"
    );
    assert!(
        body.contains(
            "<pre>theta = theta - beta * gradient</pre><i>src&#x2f;step.rs</i><p>One step.</p>"
        ),
        "{body}"
    );
}

/// The readout of a figure in a state, as it reads.
fn said(link: &str, key: &str) -> String {
    let parsed = link::parse(link);
    let mut figure = list::make(&parsed.figure).expect("a figure");
    assert_eq!(link::apply(figure.as_mut(), &parsed), []);
    figure.readouts().into_iter().find(|readout| readout.key == key).expect("a readout").text
}

#[test]
fn an_inset_reads_with_the_numbers_of_its_figure() {
    let source = ":::inset meta-loss?m=5&alpha=0.04\nAfter [m]{.scrub} steps of [alpha]{.scrub} \
        it is at [minimum]{.live}.\n:::\n";
    let chapter = render(source).unwrap();
    let minimum = said("meta-loss?m=5&alpha=0.04", "minimum");
    let expected = format!(
        "<p>After <span class=\"scrub\" data-key=\"m\" data-room=\"20\"><b>5</b></span> steps of \
         <span class=\"scrub\" data-key=\"alpha\" data-room=\"0.049\"><b>0.04</b></span> it is at \
         <span class=\"live ink-maml\" data-room=\"{minimum}\">\
         <output aria-live=\"off\" name=\"minimum\">{minimum}</output></span>.</p>"
    );
    assert!(chapter.body.contains(&expected), "{}", chapter.body);
    let start = "<div class=\"inset\" data-inset=\"meta-loss?m=5&amp;alpha=0.04\">\n\
        <p class=\"announce\" aria-live=\"polite\" aria-atomic=\"true\"></p>\n\
        <div class=\"panel\" data-panel=\"accumulated\" role=\"img\" aria-label=";
    assert!(chapter.body.starts_with(start), "{}", chapter.body);
    let files: Vec<&str> = chapter.pictures.keys().map(String::as_str).collect();
    assert_eq!(files, ["inset-1-accumulated-small-dark.svg", "inset-1-accumulated-small.svg"]);
    // Another panel, and a second picture.
    let both = format!("{source}{}", source.replace("0.04\n", "0.04 task-1\n"));
    let chapter = render(&both).unwrap();
    assert!(chapter.body.contains("data-panel=\"task-1\""));
    assert_eq!(chapter.pictures.len(), 4);
}

#[test]
fn an_inset_that_its_figure_would_not_take_is_a_fault() {
    let inset = |link: &str, sentence: &str| fault(&format!(":::inset {link}\n{sentence}\n:::\n"));
    let of = |link: &str, sentence: &str, line: usize, words: &str| match inset(link, sentence) {
        (found, Fault::Inset { message, .. }) => {
            assert_eq!(found, line, "{link}: {sentence}");
            assert!(message.contains(words), "{link}, {sentence}: {message}");
        }
        other => panic!("{link}, {sentence}: {other:?}"),
    };
    let good = "After [m]{.scrub} steps.";
    let unknown = Fault::UnknownFigure("nothing".to_owned());
    assert_eq!(inset("nothing?m=1", good), (6, unknown));
    of("meta-loss?n=1", good, 6, "does not have");
    of("meta-loss?m=21", good, 6, "goes from 0 to 20");
    of("meta-loss?m=x", good, 6, "not a number");
    of("meta-loss?m=1 left", good, 6, "no panel `left`");
    of("meta-loss", "After [n]{.scrub} steps.", 7, "no number `n`");
    of("meta-loss", "By [scale]{.scrub}.", 7, "no number `scale`");
    of("meta-loss", "After [m]{.scrub} at [nowhere]{.live}.", 7, "does not say `nowhere`");
    of("meta-loss", "After [m]{.scrub}, [m]{.scrub} steps.", 7, "`m` twice");
    of("meta-loss", "It is at [minimum]{.live}.", 6, "no `[key]{.scrub}`");
    // Without samples there is nothing to say of them.
    of("fit-maml?samples=", "After [steps]{.scrub}: [support-mse]{.live}.", 7, "does not say");
    let key = Fault::NoKey("scrub".to_owned());
    assert_eq!(inset("meta-loss", "After [*m*]{.scrub} steps."), (7, key));
    assert_eq!(fault("After [m]{.scrub} steps.\n"), (6, Fault::NoInset("m".to_owned())));
    // It ends with its block.
    let after = format!(":::inset meta-loss\n{good}\n:::\n\nAt [minimum]{{.live}}.\n");
    assert_eq!(fault(&after), (10, Fault::NoInset("minimum".to_owned())));
}

#[test]
fn faults_name_the_line_of_the_file() {
    let text = |text: &str| text.to_owned();
    assert_eq!(fault("One.\n\nTwo [@nobody].\n"), (8, Fault::UnknownReference(text("nobody"))));
    assert_eq!(fault("One.\n\n[x]{.purple}\n"), (8, Fault::UnknownInk(text("purple"))));
    assert_eq!(
        fault("{{weights.maml.k5.1}}\n"),
        (6, Fault::UnknownNumber(text("weights.maml.k5.1")))
    );
    assert_eq!(fault("One.\n\nTwo^[never closed.\n"), (8, Fault::OpenNote));
    assert_eq!(fault("\n:::listing other\nx\n:::\n"), (7, Fault::UnknownListing(text("other"))));
    assert_eq!(fault(":::figure nothing\nx\n:::\n"), (6, Fault::UnknownFigure(text("nothing"))));
    assert_eq!(fault("## A {#x}\n\n## B {#x}\n"), (8, Fault::IdTwice(text("x"))));
    assert_eq!(fault("One.\n\n$\\frac{1$\n"), (8, Fault::Dollar));
    assert!(matches!(fault("One.\n\n$\\nonsense$\n"), (8, Fault::Formula { .. })));
    assert!(matches!(fault("One.\n\n$\\alpha$\n"), (8, Fault::Glyph { glyph: 'α', .. })));
}

#[test]
fn a_chapter_without_front_matter_is_a_fault() {
    let site = Workspace::at(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/site"));
    let mut sources = Sources::read(&site).expect("the small site is in order");
    for source in ["Text.\n", "---\ntitle: x\n---\nText.\n", "---\ntitle: x\n"] {
        let fault = Chapter::render("index", source, &mut sources).expect_err("it is incomplete");
        assert!(matches!(fault.fault, Fault::FrontMatter(_)), "{source}: {fault:?}");
    }
}

#[test]
fn a_chapter_lists_its_symbols_and_those_that_explain_them() {
    let symbols = |body: &str| render(body).unwrap().symbols;
    assert_eq!(symbols("Only $x$.\n"), []);
    let [theta] = <[_; 1]>::try_from(symbols("Both $\\theta$ and $\\theta = y$.\n")).unwrap();
    assert_eq!(theta.symbol, "<math><mi>θ</mi></math>");
    assert_eq!(theta.name, "start");
    assert_eq!(theta.means, "Where <math><mi>x</mi></math> begins.");
    let expected = Fault::UnknownSymbol { latex: "q".to_owned(), letter: "q".to_owned() };
    assert_eq!(fault("One.\n\nTwo $q$.\n"), (8, expected));
}
