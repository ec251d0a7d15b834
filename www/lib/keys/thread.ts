import { SsvError } from "../errors.js";
import { compile } from "../wasm.js";
import { received } from "./failure.js";
import { answer, READY, RUNNING, type Answer, type FromPage } from "./protocol.js";
import type { Role } from "./role.js";
import type { Operation, Requests, Usage } from "./service.js";

/** Milliseconds that a worker has to say that it is ours. */
const HANDSHAKE = 5000;

/**
 * A thread that holds keys, or checks files of them. `main-thread`: no worker could start, so work
 * blocks the page.
 */
export interface KeyThread {
  readonly mode: "worker" | "main-thread";
  readonly crashed: boolean;
  /** After its last answer. */
  readonly usage: Usage;
  /** Buffers in `transfer` are moved, not copied: empty on this side afterwards. */
  ask<O extends Operation>(
    operation: O,
    request: Requests[O]["request"],
    transfer?: ArrayBuffer[],
  ): Promise<Requests[O]["answer"]>;
  /** Ends the thread; its memory dies with it. Open requests are rejected with `reason`. */
  end(reason: SsvError): void;
}

/** What workers of browsers and of Node have in common. */
interface RawWorker {
  post(message: FromPage, transfer: ArrayBuffer[]): void;
  listen(onMessage: (message: unknown) => void, onFailure: () => void): void;
  terminate(): void;
}

/**
 * Starts a thread for keys: a worker from its own file, else the same worker from a Blob, else
 * (unless a worker is required) this thread. Node starts it from the source text.
 *
 * @throws SsvError WASM_UNAVAILABLE, WORKER_REQUIRED, OUT_OF_MEMORY
 */
export async function startThread(
  options: { role?: Role["name"]; requireWorker?: boolean } = {},
): Promise<KeyThread> {
  const { role: name = "keys", requireWorker } = options;
  // A worker starts while the module is unpacked and compiled.
  const opening = openWorker();
  const module = await compile(name).catch(async (error: unknown) => {
    (await opening)?.terminate();
    throw error;
  });
  const worker = await opening;
  if (worker) {
    await instantiate(worker, { name, module });
    return workerThread(worker);
  }
  if (requireWorker) {
    throw new SsvError("WORKER_REQUIRED", "no worker could start; allow worker-src blob:");
  }
  return mainThread({ name, module });
}

type Opener = () => RawWorker | undefined | Promise<RawWorker | undefined>;

async function openWorker(): Promise<RawWorker | undefined> {
  for (const open of [fromAddress, fromBlob, fromNode]) {
    const worker = await attempt(open);
    if (worker) return worker;
  }
  return undefined;
}

/** The worker's own file, beside this one. Bundlers know this form of address and ship the file. */
function fromAddress(): RawWorker | undefined {
  if (typeof Worker === "undefined") return undefined;
  const address = new URL("../generated/worker.js", import.meta.url);
  return browserWorker(new Worker(trusted(address.href), { type: "module" }));
}

/** The worker as text, in a script that is loaded where its own file cannot be reached. */
async function workerSource(): Promise<string> {
  const { source } = await import("../generated/worker-source.js");
  return source;
}

/** The same worker out of that text. */
async function fromBlob(): Promise<RawWorker | undefined> {
  if (typeof Worker === "undefined" || typeof Blob === "undefined") return undefined;
  const script = new Blob([await workerSource()], { type: "text/javascript" });
  const address = URL.createObjectURL(script);
  try {
    return browserWorker(new Worker(trusted(address)));
  } finally {
    // The worker has taken its copy of the address once the constructor returned.
    setTimeout(() => URL.revokeObjectURL(address), HANDSHAKE);
  }
}

interface Policy {
  createScriptURL(url: string): string;
}

let policy: Policy | undefined;

/** A worker's address as a page with Trusted Types wants it: allow the policy `ssv-wasm` there. */
function trusted(address: string): string {
  const { trustedTypes } = globalThis as {
    trustedTypes?: { createPolicy(name: string, rules: Policy): Policy };
  };
  try {
    policy ??= trustedTypes?.createPolicy("ssv-wasm", { createScriptURL: (url) => url });
  } catch {
    // The page does not list our policy: without enforcement the plain address works.
  }
  return policy ? policy.createScriptURL(address) : address;
}

async function fromNode(): Promise<RawWorker | undefined> {
  const threads = globalThis.process?.getBuiltinModule?.("node:worker_threads");
  if (!threads) return undefined;
  const worker = new threads.Worker(await workerSource(), { eval: true });
  return {
    post: (message, transfer) => worker.postMessage(message, transfer),
    listen: (onMessage, onFailure) => {
      worker.on("message", onMessage);
      worker.on("error", onFailure);
      worker.on("exit", onFailure);
    },
    terminate: () => void worker.terminate(),
  };
}

function browserWorker(worker: Worker): RawWorker {
  return {
    post: (message, transfer) => worker.postMessage(message, transfer),
    listen: (onMessage, onFailure) => {
      worker.onmessage = (event: MessageEvent<unknown>) => onMessage(event.data);
      worker.onerror = (event) => {
        event.preventDefault();
        onFailure();
      };
      worker.onmessageerror = onFailure;
    },
    terminate: () => worker.terminate(),
  };
}

/** A worker that said our word in time, or undefined: policies refuse at once or much later. */
async function attempt(open: Opener): Promise<RawWorker | undefined> {
  let worker: RawWorker | undefined;
  try {
    worker = await open();
  } catch {
    return undefined;
  }
  if (!worker) return undefined;
  const started = worker;
  const ready = await new Promise<boolean>((resolve) => {
    const timer = setTimeout(resolve, HANDSHAKE, false);
    const settle = (ours: boolean): void => {
      clearTimeout(timer);
      resolve(ours);
    };
    started.listen(
      (message) => settle(message === READY),
      () => settle(false),
    );
  });
  if (ready) return started;
  started.terminate();
  return undefined;
}

/** Hands over its role. A worker that runs lacks nothing to start it but memory. */
async function instantiate(worker: RawWorker, role: Role): Promise<void> {
  const running = await new Promise<boolean>((resolve) => {
    worker.listen(
      (message) => message === RUNNING && resolve(true),
      () => resolve(false),
    );
    worker.post({ role }, []);
  });
  if (running) return;
  worker.terminate();
  throw new SsvError("OUT_OF_MEMORY", "there is no memory for the key worker");
}

interface OpenRequest {
  resolve(value: Requests[Operation]["answer"]): void;
  reject(reason: SsvError): void;
}

function workerThread(worker: RawWorker): KeyThread {
  const open = new Map<number, OpenRequest>();
  let ended: SsvError | undefined;
  let usage: Usage = { memory: 0, keys: 0 };
  let asked = 0;
  const end = (reason: SsvError): void => {
    if (ended) return;
    ended = reason;
    worker.terminate();
    for (const request of open.values()) request.reject(reason);
    open.clear();
  };
  const crash = (): void => end(new SsvError("WORKER_CRASHED", "the key worker stopped"));
  worker.listen((message) => {
    const reply = message as Answer;
    const request = open.get(reply.id);
    if (!request) return;
    open.delete(reply.id);
    if ("usage" in reply) usage = reply.usage;
    if ("value" in reply) {
      request.resolve(reply.value);
    } else if ("failure" in reply) {
      request.reject(received(reply.failure));
    } else {
      request.reject(new SsvError("WORKER_CRASHED", "the key worker stopped"));
      crash();
    }
  }, crash);
  return {
    mode: "worker",
    get crashed() {
      return ended?.code === "WORKER_CRASHED";
    },
    get usage() {
      return usage;
    },
    ask: (operation, request, transfer = []) =>
      new Promise((resolve, reject) => {
        if (ended) return reject(ended);
        const id = asked++;
        // The worker answers an operation with that operation's type.
        open.set(id, { resolve: resolve as OpenRequest["resolve"], reject });
        worker.post({ id, operation, request }, transfer);
      }),
    end,
  };
}

/** The last resort: the same service here, giving the page a chance to draw between requests. */
async function mainThread(role: Role): Promise<KeyThread> {
  const { startService } = await import("./role.js").catch((cause: unknown) => {
    throw new SsvError("WASM_UNAVAILABLE", "a script of the package did not load", {}, { cause });
  });
  const service = startService(role);
  let work: Promise<void> = Promise.resolve();
  let ended: SsvError | undefined;
  return {
    mode: "main-thread",
    get crashed() {
      return ended?.code === "WORKER_CRASHED";
    },
    get usage() {
      return service.usage();
    },
    async ask(operation, request) {
      const turn = work.then(async () => {
        await letPageDraw();
        if (ended) throw ended;
        return answer(service, { id: 0, operation, request });
      });
      work = turn.then(
        () => undefined,
        () => undefined,
      );
      const reply = await turn;
      if ("value" in reply) return reply.value as never;
      if ("failure" in reply) throw received(reply.failure);
      ended = new SsvError("WORKER_CRASHED", "the key module stopped");
      throw ended;
    },
    end(reason) {
      if (ended) return;
      ended = reason;
      // The vault cannot be wiped while a keystore is being opened into it.
      void work.then(() => service.close());
    },
  };
}

/** The end of this turn of the event loop. Unlike a timer it is not slowed down in a hidden tab. */
function letPageDraw(): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
