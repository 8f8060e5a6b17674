//! `cargo xtask tidy` on a small tree in which everything is wrong that the floors can tell.

use std::path::Path;

use xtask::tidy;
use xtask::workspace::Workspace;

#[test]
fn a_bad_tree_is_told_place_by_place() {
    let tree = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tree");
    let findings = tidy::findings(&Workspace::at(tree)).expect("the tree can be read");
    let found: Vec<String> = findings
        .iter()
        .filter(|finding| finding.path.starts_with("src/"))
        .filter(|finding| !finding.what.starts_with("ARCHITECTURE.md"))
        .map(ToString::to_string)
        .collect();
    let expected = [
        "src/figures/fit.rs:3: names src/figures/train.rs: no figure names another; what two \
         share goes to `kit`",
        "src/learn/model/mod.rs:3: imports src/learn/train/mod.rs, which lies above it",
        "src/learn/model/mod.rs:3: a circle: imports src/learn/train/mod.rs, which imports \
         src/learn/model/mod.rs",
        "src/figures/list.rs:7: `train` has no snapshot in tests/snapshots/",
        "src/figures/list.rs:7: `train` is left out of the random events of \
         tests/figures/random.rs",
    ];
    assert_eq!(found, expected);
    assert!(tidy::run(&Workspace::at("tests/tree")).is_err(), "and the command fails");
}
