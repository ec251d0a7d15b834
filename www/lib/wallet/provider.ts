import type { Eip1193 } from "../types.js";

const CAPTURED = new WeakSet<Eip1193>();

/** Holds on to `request` as it is now: scripts that replace it on the wallet's object later change nothing here. */
export function capture(provider: Eip1193): Eip1193 {
  if (CAPTURED.has(provider)) return provider;
  const { request, on, removeListener } = provider;
  const captured: Eip1193 = Object.freeze({
    request: request.bind(provider),
    ...(typeof on === "function" ? { on: on.bind(provider) } : {}),
    ...(typeof removeListener === "function"
      ? { removeListener: removeListener.bind(provider) }
      : {}),
  });
  CAPTURED.add(captured);
  return captured;
}
