//! Sorting the few: operators of a committee, marks of a letter, keystores of a batch.

/// Sorts in place by `key`, equal items keeping their order. The standard library's sort, made for
/// long lists, would be 8 kB of the WebAssembly module.
pub(crate) fn sort_few<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    for end in 0..items.len() {
        for place in (1..=end).rev() {
            let Some([before, item]) = items.get_mut(place - 1..=place) else { break };
            if key(before) <= key(item) {
                break;
            }
            core::mem::swap(before, item);
        }
    }
}
