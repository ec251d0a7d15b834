//! Refusing a hostile keystore costs next to nothing: no memory, no time, whatever it asks for.

mod fixture;

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::time::{Duration, Instant};

use fixture::cases;
use ssv_wasm::keystore::{Keystore, MAX_FILE};

/// Counts what the current thread holds and its highest point.
struct Meter;

thread_local! {
    static HELD: Cell<isize> = const { Cell::new(0) };
    static PEAK: Cell<isize> = const { Cell::new(0) };
}

fn count(bytes: isize) {
    // The thread may be ending, and nothing is measured then.
    let _ = HELD.try_with(|held| {
        held.set(held.get() + bytes);
        let _ = PEAK.try_with(|peak| peak.set(peak.get().max(held.get())));
    });
}

// SAFETY: every call goes to the system allocator unchanged; counting allocates nothing.
unsafe impl GlobalAlloc for Meter {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size() as isize);
        // SAFETY: the caller's promise is passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        count(-(layout.size() as isize));
        // SAFETY: the caller's promise is passed on.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static METER: Meter = Meter;

/// Bytes at the highest point above the start, and the best time of three.
fn measure<T>(work: impl Fn() -> T) -> (usize, Duration) {
    let before = HELD.get();
    PEAK.set(before);
    let times = (0..3).map(|_| {
        let start = Instant::now();
        let out = work();
        let time = start.elapsed();
        drop(out);
        time
    });
    let best = times.min().expect("three runs");
    ((PEAK.get() - before) as usize, best)
}

#[test]
fn the_meter_measures() {
    let (peak, _) = measure(|| vec![1_u8; 9 << 20]);
    assert!(peak >= 9 << 20, "a control that must show");
}

#[test]
fn refusals_take_neither_memory_nor_time() {
    let base = fixture::text("keystore/eip2335/scrypt-ascii.json")
        .replace("262144", "2")
        .replace("\"r\": 8", "\"r\": 1");
    let mut bombs = 0;
    for case in cases("hostile/keystore.json") {
        if case.base != "scrypt" || case.entry["stage"] == "unlock" {
            continue;
        }
        let text = case.apply(&base);
        let ((peak, time), refused) =
            (measure(|| Keystore::parse(text.as_bytes())), Keystore::parse(text.as_bytes()));
        assert!(refused.is_err(), "{}", case.name);
        assert!(peak < 8 << 20, "{} took {peak} bytes", case.name);
        assert!(time < Duration::from_millis(50), "{} took {time:?}", case.name);
        bombs += usize::from(case.expect.as_deref() == Some("KDF_TOO_EXPENSIVE"));
    }
    assert!(bombs >= 10, "{bombs} files that ask for too much");
}

/// The longest files that are read at all, filled with what parsers find hard.
#[test]
fn long_files_take_little_too() {
    for unit in ["[", "{\"a\":", "[{},", "\"\\u0000\",", "1e9,", "{\"crypto\":[", " "] {
        for prefix in ["", "{\"version\":4,\"extra\":", "{\"version\":4,\"crypto\":", "["] {
            let text = prefix.to_owned() + &unit.repeat((MAX_FILE - prefix.len()) / unit.len());
            let ((peak, time), refused) =
                (measure(|| Keystore::parse(text.as_bytes())), Keystore::parse(text.as_bytes()));
            assert!(refused.is_err(), "{prefix}{unit}…");
            assert!(peak < 8 << 20, "{prefix}{unit}… took {peak} bytes");
            assert!(time < Duration::from_secs(1), "{prefix}{unit}… took {time:?}");
        }
    }
}
