/** Globals of Node that ssv-sdk expects in a page too. */
export { Buffer } from "buffer";

export const process = {
  browser: true,
  env: {},
  nextTick: (task, ...args) => queueMicrotask(() => task(...args)),
};
