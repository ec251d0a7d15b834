//! `cargo xtask wasm`: from the crate to `www/lib/generated`, for each of the modules in four steps
//! that each leave a file behind: compile, bind, optimise, inline. Unicode's tables, which `build.rs`
//! packs, go the last step too.

mod rotations;

use std::env;
use std::ffi::OsString;
use std::fs;
use std::io::Write as _;
use std::num::NonZeroU64;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail, ensure};
use base64ct::{Base64, Encoding as _};
use serde_json::Value;
use walrus::Module;
use wasm_bindgen_cli_support::Bindgen;
use zopfli::{Format, Options};

const TARGET: &str = "wasm32-unknown-unknown";

/// What `build.rs` packs.
const UNICODE: &str = "nfkd.bin";

/// The crate's features that are a module each.
const MODULES: [&str; 3] = ["keys", "keyshares", "codec"];

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

/// The standard library is compiled along, with panics that stop at once: whoever runs the module sees
/// a trap in any case, and the words that nobody reads would be a tenth of it.
const STANDARD_LIBRARY: &str = "-Zbuild-std=std,panic_abort";

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
    let out = root.join("www/lib/generated");
    fs::create_dir_all(&out)?;
    let mut unicode = None;
    for module in MODULES {
        let compiled = compile(root, module)?;
        let bound = bind(root, &compiled.module, module)?;
        let optimised = fs::read(optimise(root, &bound, module)?)?;
        for name in [format!("{module}.js"), format!("{module}.d.ts")] {
            fs::copy(bound.join(&name), out.join(&name))?;
        }
        fs::write(out.join(format!("{module}.wasm")), &optimised)?;
        inline(&out, &format!("{module}-module"), &optimised)?;
        unicode = Some(compiled.unicode);
    }
    inline(&out, "unicode", &fs::read(unicode.context("there is a module")?)?)
}

/// What cargo leaves behind.
struct Compiled {
    module: PathBuf,
    unicode: PathBuf,
}

/// The crate as WebAssembly, without a path of this machine in it.
fn compile(root: &Path, module: &str) -> Result<Compiled> {
    let home = env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".cargo")))
        .context("neither CARGO_HOME nor HOME is set")?;
    let flags = [
        "-Ctarget-feature=+simd128".to_owned(),
        // What is marked as worth inlining is no more so than anything else where size is the aim.
        "-Cllvm-args=-inlinehint-threshold=25".to_owned(),
        "-Zunstable-options".to_owned(),
        "-Cpanic=immediate-abort".to_owned(),
        "-Zlocation-detail=none".to_owned(),
        "-Zfmt-debug=none".to_owned(),
        format!("--remap-path-prefix={}=/cargo", home.display()),
        format!("--remap-path-prefix={}=/ssv-wasm", root.display()),
    ];
    let cargo = env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let output = Command::new(cargo)
        .current_dir(root)
        .args(["build", "--locked", "--release", "--lib", "--target", TARGET, "--features", module])
        .args(["--message-format", "json-render-diagnostics"])
        .arg(STANDARD_LIBRARY)
        // Flags with a Z are for nightly compilers, and for stable ones only if told so.
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_ENCODED_RUSTFLAGS", flags.join("\x1f"))
        .stderr(Stdio::inherit())
        .output()?;
    ensure!(output.status.success(), "the module {module} does not compile");
    let compiled = named(&output.stdout, |path| path.ends_with("ssv_wasm.wasm"))?;
    let packed = named(&output.stdout, |path| path.join(UNICODE).exists())?.join(UNICODE);
    // The names are still in it. Were blst's own copy linked before ours, only the speed would tell.
    let bytes = fs::read(&compiled)?;
    let has = |name: &[u8]| bytes.windows(name.len()).any(|part| part == name);
    ensure!(
        has(b"ssv_fp_mul") || !has(b"blst_miller_loop_n"),
        "blst does not work on the field of src/bls/field.c"
    );
    Ok(Compiled { module: compiled, unicode: packed })
}

/// A path out of cargo's messages.
fn named(messages: &[u8], fits: impl Fn(&Path) -> bool) -> Result<PathBuf> {
    for message in serde_json::Deserializer::from_slice(messages).into_iter::<Value>() {
        let message = message?;
        let files = message["filenames"].as_array().into_iter().flatten();
        let paths = files.chain([&message["out_dir"]]).filter_map(Value::as_str).map(Path::new);
        if let Some(path) = paths.into_iter().find(|path| fits(path)) {
            return Ok(path.to_owned());
        }
    }
    bail!("cargo does not say where it wrote to")
}

/// The module with its JavaScript glue, and the rotations of scrypt as its source has them.
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
    let wasm = out.join(format!("{module}_bg.wasm"));
    let mut bound = Module::from_file(&wasm)?;
    shorten_imports(&mut bound, &out.join(format!("{module}.js")))?;
    let parted = rotations::part(&mut bound);
    ensure!(parted > 0 || module != "keys", "scrypt's rotations are not written as they were");
    bound.emit_wasm_file(&wasm)?;
    Ok(out)
}

/// Gives imports short names: those of wasm-bindgen end in digits that nothing can compress.
fn shorten_imports(module: &mut Module, glue: &Path) -> Result<()> {
    let mut text = fs::read_to_string(glue)?;
    for (number, import) in module.imports.iter_mut().enumerate() {
        let name = format!("i{number}");
        let [before, after] = [&import.name, &name].map(|name| format!("\n        {name}: "));
        ensure!(text.matches(&before).count() == 1, "the glue does not define {}", import.name);
        text = text.replace(&before, &after);
        import.name = name;
    }
    fs::write(glue, text)?;
    Ok(())
}

fn optimise(root: &Path, bound: &Path, module: &str) -> Result<PathBuf> {
    let out = bound.join(format!("{module}.wasm"));
    let tool = root.join("node_modules/binaryen/bin/wasm-opt");
    ensure!(tool.exists(), "{} is missing: run `npm ci --ignore-scripts`", tool.display());
    run(Command::new("node")
        .arg(tool)
        .args(["-O3", "--strip-debug", "--strip-producers"])
        // Functions of one caller stay apart: large ones find fewer repetitions when they are packed.
        .arg("--one-caller-inline-max-function-size=0")
        .args(WASM_FEATURES)
        .arg(bound.join(format!("{module}_bg.wasm")))
        .arg("-o")
        .arg(&out))?;
    Ok(out)
}

/// Bytes as base64 of gzip, for the TypeScript library to import.
fn inline(out: &Path, name: &str, bytes: &[u8]) -> Result<()> {
    // No name and no time in the header: the same bytes give the same text.
    let mut packed = Vec::new();
    let options = Options { iteration_count: ROUNDS, ..Options::default() };
    zopfli::compress(options, Format::Gzip, bytes, &mut packed)?;
    fs::write(
        out.join(format!("{name}.js")),
        format!("export const packed =\n  \"{}\";\n", Base64::encode_string(&packed)),
    )?;
    fs::write(
        out.join(format!("{name}.d.ts")),
        "/** Base64 of gzip. */\nexport declare const packed: string;\n",
    )?;
    let mut report = std::io::stderr().lock();
    writeln!(report, "{name}: {} bytes, {} as gzip", bytes.len(), packed.len())?;
    Ok(())
}

fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("cannot run {command:?}"))?;
    ensure!(status.success(), "{command:?} failed with {status}");
    Ok(())
}
