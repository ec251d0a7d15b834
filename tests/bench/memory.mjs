/** Prints the bytes of WebAssembly memory after one scrypt keystore was opened. Run as a process. */
import { makeKeystore, SCRYPT, unlock } from "./keystores.mjs";

const { Instance } = WebAssembly;
const memories = new Set();
WebAssembly.Instance = class extends Instance {
  constructor(module, imports) {
    super(module, imports);
    memories.add(this.exports.memory);
  }
};
// Without workers the library does the same work in this thread, where its memory can be seen.
process.getBuiltinModule = () => undefined;
const { openSession } = await import("../../dist/index.js");
const session = await openSession();
await unlock(session, [makeKeystore(SCRYPT)]);
const bytes = [...memories].reduce((sum, memory) => sum + memory.buffer.byteLength, 0);
session.close();
process.stdout.write(`${bytes}\n`);
