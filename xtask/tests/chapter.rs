//! The dialect of the chapters, from a small site made for the purpose.

use std::path::Path;

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
    let expected = "<p>Text&#8288;<button class=\"note-ref\" popovertarget=\"note-1\" aria-label=\"Note 1\">1</button>\
        <small class=\"sidenote\" id=\"note-1\" popover>\
        <span class=\"note-number\">1</span> a <em>note</em> with <math><mi>x</mi></math> and \
        <a href=\"y.html\">a [link]</a></small>, and\
        &#8288;<button class=\"note-ref\" popovertarget=\"note-2\" aria-label=\"Note 2\">2</button>\
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
    let note = html("So is $x$.^[Or $x$ not]");
    assert!(
        note.starts_with(&format!("<p>So is {kept}&#8288;<button class=\"note-ref\"")),
        "{note}"
    );
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
