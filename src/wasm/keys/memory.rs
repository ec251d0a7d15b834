//! Nothing secret outlives its use in WebAssembly memory: freed blocks and the used part of the
//! stack are overwritten, wherever a copy may have been left by code that is not ours.

use core::hint::black_box;
use std::alloc::{GlobalAlloc, Layout};

use talc::wasm::{WasmDynamicTalc, new_wasm_dynamic_allocator};

/// An allocator that wipes every block before it is freed or moved. Talc is a third of the standard
/// library's one.
struct WipingAllocator(WasmDynamicTalc);

// SAFETY: forwards to Talc, which upholds the contract. `dealloc` writes inside the block
// while it is still allocated. The default `realloc` goes through `alloc` and `dealloc`.
unsafe impl GlobalAlloc for WipingAllocator {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's contract is passed on.
        unsafe { self.0.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's contract is passed on.
        unsafe { self.0.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: the caller hands over a live block of this layout. `black_box` keeps the
        // compiler from dropping the write as one to memory that nobody reads again.
        unsafe {
            block.write_bytes(0, layout.size());
            self.0.dealloc(black_box(block), layout);
        }
    }
}

#[global_allocator]
static ALLOCATOR: WipingAllocator = WipingAllocator(new_wasm_dynamic_allocator());

/// More stack than any operation of the core uses.
const STACK: usize = 128 << 10;

/// Runs one secret operation, then overwrites the stack below the caller.
pub(super) fn with_clean_stack<T>(operation: impl FnOnce() -> T) -> T {
    #[inline(never)]
    fn wipe() {
        black_box([0_u8; STACK]);
    }
    let result = operation();
    wipe();
    result
}
