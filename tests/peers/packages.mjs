/** ssv-keys and ssv-sdk, which have the same classes. */
import { createRequire } from "node:module";

/** By name and version; each is loaded when it is called. */
export const packages = {
  "ssv-keys 1.1.0": async () => createRequire(import.meta.url)("ssv-keys"),
  "ssv-sdk 0.1.0": async () => {
    const peer = await import("@ssv-labs/ssv-sdk/keys");
    const { default: curve } = await import("bls-eth-wasm");
    // It starts its curve without waiting for it; its first call would fail.
    await curve.init(curve.BLS12_381);
    return peer;
  },
};
