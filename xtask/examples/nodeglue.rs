//! Scratch.
fn main() {
    let a: Vec<String> = std::env::args().collect();
    wasm_bindgen_cli_support::Bindgen::new()
        .input_path(&a[1])
        .out_name("sbench")
        .typescript(false)
        .nodejs(true)
        .unwrap()
        .generate(&a[2])
        .unwrap();
}
