/**
 * The thread that holds keys, or checks files of them. One file with no imports at run time, started
 * from its own address, from a Blob, or in Node. It answers requests and nothing else.
 */
import { answer, READY, RUNNING, type FromPage } from "./protocol.js";
import { startService } from "./role.js";
import type { Service } from "./service.js";

interface Port {
  postMessage(message: unknown): void;
  onMessage(listener: (message: FromPage) => void): void;
}

function openPort(): Port {
  const parent = globalThis.process?.getBuiltinModule?.("node:worker_threads")?.parentPort;
  if (parent) {
    return {
      postMessage: (message) => parent.postMessage(message),
      onMessage: (listener) => parent.on("message", listener),
    };
  }
  return {
    postMessage: (message) => globalThis.postMessage(message),
    onMessage: (listener) => {
      globalThis.onmessage = (event: MessageEvent<FromPage>) => listener(event.data);
    },
  };
}

/** A worker that was given keys has no business with any network or storage. */
function closeExits(): void {
  const exits = [
    "fetch",
    "XMLHttpRequest",
    "WebSocket",
    "WebSocketStream",
    "WebTransport",
    "EventSource",
    "importScripts",
    "BroadcastChannel",
    "indexedDB",
    "caches",
    "Worker",
  ];
  for (const name of exits) {
    Object.defineProperty(globalThis, name, { value: undefined, configurable: false });
  }
}

const port = openPort();
let service: Service | undefined;
/** One request at a time: the vault is being changed while a keystore opens. */
let work = Promise.resolve();

// Listening starts before anything else can yield, so that no message is lost.
port.onMessage((message) => {
  if ("role" in message) {
    service = startService(message.role);
    port.postMessage(RUNNING);
  } else if (service) {
    const serving = service;
    work = work.then(async () => port.postMessage(await answer(serving, message)));
  }
});
closeExits();
port.postMessage(READY);
