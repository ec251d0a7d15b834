/**
 * The entry for those who serve `ssv.wasm` themselves: as `ssv-wasm`, without the module inside, so
 * `init` comes first. The build puts `module/given` in the place of `module/inlined`.
 */
export * from "./index.js";
export { init, type ModuleSource } from "./module/given.js";
