//! Scratch: glue only.
fn main() {
    let out = std::path::PathBuf::from("/tmp/size/out");
    let _ = std::fs::create_dir_all(&out);
    xtask::wasm::build(&xtask::workspace::Workspace::find(), &out).unwrap();
}
