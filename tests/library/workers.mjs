/** Node's workers as the library starts them, to be watched and interfered with. */
const native = process.getBuiltinModule;
const { Worker } = native("node:worker_threads");

/**
 * Every worker that is started from now on, until `restore`.
 *
 * @param options.onRequest `(worker, message) => void`, before a request goes out
 * @param options.module stands in for the compiled module that worker `n` is given
 * @param options.silent `(n) => boolean`: nothing that worker `n` says arrives
 * @param options.memory bytes that the machine is said to have
 */
export function watchWorkers({ onRequest, module, silent, memory } = {}) {
  const started = [];
  class Watched extends Worker {
    /** Bytes of WebAssembly memory after each answer. */
    memory = [];
    ended = false;

    constructor(...args) {
      super(...args);
      this.place = started.push(this) - 1;
      this.on("message", ({ usage }) => usage && this.memory.push(usage.memory));
      this.on("exit", () => (this.ended = true));
    }

    on(event, listener) {
      if (event === "message" && silent?.(this.place)) return this;
      return super.on(event, listener);
    }

    postMessage(message, transfer) {
      if (message.role && module) {
        const role = { ...message.role, module: module(this.place) ?? message.role.module };
        return super.postMessage({ role }, transfer);
      }
      if (message.operation) onRequest?.(this, message);
      return super.postMessage(message, transfer);
    }
  }
  process.getBuiltinModule = (name) => {
    const found = native.call(process, name);
    if (name === "node:worker_threads") return { ...found, Worker: Watched };
    if (name === "node:os" && memory !== undefined) return { ...found, totalmem: () => memory };
    return found;
  };
  return { started, restore: () => (process.getBuiltinModule = native) };
}

/** The same module with a memory that cannot grow beyond so many bytes. */
export function withMaximum(wasm, bytes) {
  const MEMORY = 5;
  let at = 8;
  for (;;) {
    const [id, start] = [wasm[at], at];
    const [length, body] = unsigned(wasm, at + 1);
    at = body + length;
    if (id !== MEMORY) continue;
    const [minimum] = unsigned(wasm, body + 2);
    const limits = [1, 1, ...encoded(minimum), ...encoded(bytes / 2 ** 16)];
    const section = [MEMORY, ...encoded(limits.length), ...limits];
    return Buffer.concat([wasm.subarray(0, start), Buffer.from(section), wasm.subarray(at)]);
  }
}

function unsigned(bytes, at) {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++];
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return [value, at];
  }
}

function encoded(value) {
  const bytes = [];
  for (; value >= 0x80; value = Math.floor(value / 0x80)) bytes.push((value % 0x80) | 0x80);
  return [...bytes, value];
}
