/** The vault of the WebAssembly module by itself, in this thread. */

/** Opens keystores as the worker does, taking turns with the platform's PBKDF2. */
export async function unlockIn({ Opening }, vault, files, passwords, scratch) {
  const opening = new Opening(files, passwords);
  try {
    for (;;) {
      for (let key = opening.importKey(); key; key = opening.importKey()) {
        opening.settle(await opening.deriveBits(await key));
      }
      const outcomes = vault.unlock(opening, scratch);
      if (outcomes) return outcomes;
    }
  } finally {
    opening.free();
  }
}
