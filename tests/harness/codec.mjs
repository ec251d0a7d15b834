import { loadCodec } from "../../dist/index.js";

/** The codec of the built package. */
export const codec = await loadCodec();
