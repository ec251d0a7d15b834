//! Compiles the base field of BLS12-381, and packs the Unicode data that NFKD needs (UAX #15) into
//! columns that compress well: the usual tables would be a third of the WebAssembly module.
//! `src/secret/nfkd.rs` reads them.

use std::path::Path;
use std::{env, fs, io};

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::canonical_combining_class;

/// Hangul syllables decompose by arithmetic.
const HANGUL: std::ops::RangeInclusive<char> = '\u{ac00}'..='\u{d7a3}';

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    compile_field();
    pack_decompositions()
}

/// For WebAssembly all of blst on our field, which the linker finds before the crate's own build of
/// it. Elsewhere, where blst has assembly, the field alone: `tests/field.rs` holds it against blst.
fn compile_field() {
    let mut compiler = cc::Build::new();
    println!("cargo::rerun-if-changed=src/bls/field.c");
    println!("cargo::rerun-if-changed=src/bls/field2.c");
    println!("cargo::rerun-if-changed=src/bls/blst.c");
    if env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|target| target == "wasm32") {
        let blst = env::var_os("DEP_BLST_C_SRC").unwrap_or_default();
        compiler.file("src/bls/blst.c").include(blst);
        compiler.flag("-ffreestanding").flag("-fno-builtin").define("SCRATCH_LIMIT", "(45 * 1024)");
        // As the Rust code is compiled, by .cargo/config.toml.
        compiler.flag("-msimd128").flag("-fno-vectorize").flag("-fno-slp-vectorize");
        // The field unrolls what has to be; what -O2 inlines beyond it is half of the code for 8 %.
        compiler.opt_level_str("z");
    } else {
        compiler.file("src/bls/field.c").opt_level(2);
    }
    compiler.warnings(false).compile("ssv_field");
}

fn pack_decompositions() -> io::Result<()> {
    let out = env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?;
    let [mut gaps, mut lengths, mut firsts, mut rests] = [const { Vec::new() }; 4];
    let (mut count, mut last, mut last_first) = (0_u32, 0, 0);
    for c in ('\0'..=char::MAX).filter(|c| !HANGUL.contains(c)) {
        let decomposed: Vec<char> = c.nfkd().collect();
        let Some((&first, rest)) = decomposed.split_first().filter(|_| decomposed != [c]) else {
            continue;
        };
        put(&mut gaps, u32::from(c) - last);
        put(&mut lengths, decomposed.len() as u32);
        put(&mut firsts, zigzag(u32::from(first), last_first));
        rest.iter().fold(first, |before, &next| {
            put(&mut rests, zigzag(u32::from(next), u32::from(before)));
            next
        });
        (count, last, last_first) = (count + 1, u32::from(c), u32::from(first));
    }
    let (mut runs, mut run_count, mut end) = (Vec::new(), 0_u32, 0);
    let mut marks = ('\0'..=char::MAX).filter(|&c| canonical_combining_class(c) > 0).peekable();
    while let Some(start) = marks.next() {
        let (class, mut stop) = (canonical_combining_class(start), u32::from(start) + 1);
        while marks
            .next_if(|&c| u32::from(c) == stop && canonical_combining_class(c) == class)
            .is_some()
        {
            stop += 1;
        }
        put(&mut runs, u32::from(start) - end);
        put(&mut runs, stop - u32::from(start));
        put(&mut runs, u32::from(class));
        (run_count, end) = (run_count + 1, stop);
    }
    let mut packed = Vec::new();
    put(&mut packed, count);
    put(&mut packed, run_count);
    for column in [runs, gaps, lengths, firsts, rests] {
        put(&mut packed, column.len() as u32);
        packed.extend(column);
    }
    fs::write(Path::new(&out).join("nfkd.bin"), packed)
}

/// Seven bits a byte, least significant first, the eighth bit set on all but the last.
fn put(bytes: &mut Vec<u8>, mut value: u32) {
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

/// The difference as an unsigned number, small where the difference is small.
fn zigzag(value: u32, before: u32) -> u32 {
    let difference = value.wrapping_sub(before) as i32;
    (difference << 1 ^ difference >> 31) as u32
}
