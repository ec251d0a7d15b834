/**
 * The entry for those who serve the modules themselves: as `ssv-wasm`, without them inside, so
 * `init` comes first. The build puts `module/given` in the place of `module/inlined`.
 */
export * from "./index.js";
export { init, type ModuleSource } from "./module/given.js";
