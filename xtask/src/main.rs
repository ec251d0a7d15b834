//! `cargo xtask wasm`: from the crate to `www/lib/generated`, for each of the two modules in four
//! steps that each leave a file behind: compile, bind, optimise, inline.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::io::Write as _;
use std::num::NonZeroU64;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail, ensure};
use base64ct::{Base64, Encoding as _};
use wasm_bindgen_cli_support::Bindgen;
use zopfli::{Format, Options};

const TARGET: &str = "wasm32-unknown-unknown";

/// The crate's features that are a module each: for the worker that holds keys, and for the page.
const MODULES: [&str; 2] = ["keys", "codec"];

/// What every engine of the last years has, and what the compiler may have used.
const WASM_FEATURES: [&str; 7] = [
    "--enable-simd",
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// Rounds of looking for a smaller gzip; more of them find less than 0.1 %.
const ROUNDS: NonZeroU64 = NonZeroU64::new(5).expect("not zero");

fn main() -> Result<()> {
    match env::args().nth(1).as_deref() {
        Some("wasm") => wasm(&workspace()?),
        _ => bail!("usage: cargo xtask wasm"),
    }
}

fn workspace() -> Result<PathBuf> {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    Ok(xtask.parent().context("xtask stands in the workspace")?.to_owned())
}

fn wasm(root: &Path) -> Result<()> {
    for module in MODULES {
        let compiled = compile(root, module)?;
        let bound = bind(root, &compiled, module)?;
        let optimised = optimise(root, &bound, module)?;
        inline(root, &bound, &optimised, module)?;
    }
    Ok(())
}

/// The crate as WebAssembly, without a path of this machine in it.
fn compile(root: &Path, module: &str) -> Result<PathBuf> {
    let home = env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".cargo")))
        .context("neither CARGO_HOME nor HOME is set")?;
    let flags = [
        "-Ctarget-feature=+simd128".to_owned(),
        // What is marked as worth inlining is no more so than anything else where size is the aim.
        "-Cllvm-args=-inlinehint-threshold=25".to_owned(),
        format!("--remap-path-prefix={}=/cargo", home.display()),
        format!("--remap-path-prefix={}=/ssv-wasm", root.display()),
    ];
    let cargo = env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    run(Command::new(cargo)
        .current_dir(root)
        .args(["build", "--locked", "--release", "--lib", "--target", TARGET, "--features", module])
        .env("CARGO_ENCODED_RUSTFLAGS", flags.join("\x1f")))?;
    let compiled = root.join("target").join(TARGET).join("release/ssv_wasm.wasm");
    // The names are still in it. Were blst's own copy linked before ours, only the speed would tell.
    let bytes = fs::read(&compiled)?;
    let has = |name: &[u8]| bytes.windows(name.len()).any(|part| part == name);
    ensure!(
        has(b"ssv_fp_mul") || !has(b"blst_miller_loop_n"),
        "blst does not work on the field of src/bls/field.c"
    );
    Ok(compiled)
}

/// The module with its JavaScript glue.
fn bind(root: &Path, compiled: &Path, module: &str) -> Result<PathBuf> {
    let out = root.join("target/bindgen");
    Bindgen::new()
        .input_path(compiled)
        .out_name(module)
        .web(true)?
        .typescript(true)
        .omit_default_module_path(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(&out)?;
    Ok(out)
}

fn optimise(root: &Path, bound: &Path, module: &str) -> Result<PathBuf> {
    let out = bound.join(format!("{module}.wasm"));
    let tool = root.join("node_modules/binaryen/bin/wasm-opt");
    ensure!(tool.exists(), "{} is missing: run `npm ci --ignore-scripts`", tool.display());
    run(Command::new("node")
        .arg(tool)
        .args(["-O3", "--strip-debug", "--strip-producers"])
        .args(WASM_FEATURES)
        .arg(bound.join(format!("{module}_bg.wasm")))
        .arg("-o")
        .arg(&out))?;
    Ok(out)
}

/// Glue, types and the module itself as base64 of gzip, for the TypeScript library to import.
fn inline(root: &Path, bound: &Path, optimised: &Path, module: &str) -> Result<()> {
    let out = root.join("www/lib/generated");
    fs::create_dir_all(&out)?;
    for name in [format!("{module}.js"), format!("{module}.d.ts")] {
        fs::copy(bound.join(&name), out.join(&name))?;
    }
    fs::copy(optimised, out.join(format!("{module}.wasm")))?;
    let bytes = fs::read(optimised)?;
    // No name and no time in the header: the same module gives the same text.
    let mut packed = Vec::new();
    let options = Options { iteration_count: ROUNDS, ..Options::default() };
    zopfli::compress(options, Format::Gzip, bytes.as_slice(), &mut packed)?;
    fs::write(
        out.join(format!("{module}-module.js")),
        format!("export const module =\n  \"{}\";\n", Base64::encode_string(&packed)),
    )?;
    fs::write(
        out.join(format!("{module}-module.d.ts")),
        "/** The WebAssembly module: base64 of gzip. */\nexport declare const module: string;\n",
    )?;
    let mut report = std::io::stderr().lock();
    writeln!(report, "{module}.wasm: {} bytes, {} as gzip", bytes.len(), packed.len())?;
    Ok(())
}

fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("cannot run {command:?}"))?;
    ensure!(status.success(), "{command:?} failed with {status}");
    Ok(())
}
