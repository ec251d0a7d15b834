/** Libraries as one file for a browser, and how much of it is loaded, packed as a web server would. */
import { build } from "esbuild";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const peer = (path) => at(`../peers/node_modules/${path}`);
const SDK = "@ssv-labs/ssv-sdk/dist/keys.mjs";

/** Node's modules that ssv-sdk imports, replaced as a dapp's bundler has to replace them. */
const POLYFILLS = {
  buffer: peer("buffer/"),
  crypto: peer("crypto-browserify"),
  stream: peer("stream-browserify"),
};
const NODE_MODULES = [
  "assert",
  "crypto",
  "fs",
  "http",
  "https",
  "os",
  "path",
  "stream",
  "url",
  "vm",
];

/** Rows of `{ name, minified, gzip, brotli }`, in bytes. */
export async function bundleSizes() {
  const ours = ["keys.wasm", "worker.js"].map((name) => readFileSync(at(`../../dist/${name}`)));
  const entry = await bundle({ entryPoints: [at("../../dist/index.js")] });
  const bare = { external: NODE_MODULES };
  return [
    { name: "ssv-wasm: module and glue in the worker", ...sum(ours.map(sizes)) },
    { name: "ssv-wasm: the whole package entry", ...sizes(entry) },
    { name: "ssv-sdk 0.1.0 `/keys`, polyfilled", ...sizes(await peerForBrowser()) },
    {
      name: "ssv-sdk 0.1.0 `/keys`, no polyfill",
      ...sizes(await bundle({ entryPoints: [peer(SDK)], ...bare })),
    },
    {
      name: "ssv-keys 1.1.0, no polyfill",
      ...sizes(await bundle({ entryPoints: [peer("ssv-keys/dist/tsc/src/main.js")], ...bare })),
    },
    { name: "bls-eth-wasm 1.7.0", ...sizes(readFileSync(peer("bls-eth-wasm/browser/bls.js"))) },
  ];
}

/** ssv-sdk as an ES module for a page, its curve ready when the import is done. */
export function peerForBrowser() {
  return polyfilled(`
    import bls from "bls-eth-wasm";
    export * from "@ssv-labs/ssv-sdk/keys";
    await bls.init(bls.BLS12_381);`);
}

/** What `stages.mjs` needs in a page, itself with it. */
export function stagesForBrowser() {
  return polyfilled(`
    import herumi from "bls-eth-wasm";
    export { default as forge } from "node-forge";
    export * as sdk from "@ssv-labs/ssv-sdk/keys";
    export * from "../bench/race.mjs";
    export * from "../bench/stages.mjs";
    await herumi.init(herumi.BLS12_381);
    export { herumi };`);
}

function polyfilled(contents) {
  return bundle({
    stdin: { contents, resolveDir: at("../peers") },
    alias: POLYFILLS,
    inject: [at("../peers/browser-globals.mjs")],
    external: ["vm"],
    define: { global: "globalThis" },
  });
}

async function bundle(options) {
  const common = { bundle: true, minify: true, write: false, format: "esm", target: "es2022" };
  const { outputFiles } = await build({
    ...common,
    platform: "browser",
    logLevel: "error",
    ...options,
  });
  return outputFiles[0].contents;
}

function sizes(bytes) {
  return {
    minified: bytes.length,
    gzip: gzipSync(bytes, { level: 9 }).length,
    brotli: brotliCompressSync(bytes).length,
  };
}

function sum(parts) {
  return parts.reduce((total, part) => ({
    minified: total.minified + part.minified,
    gzip: total.gzip + part.gzip,
    brotli: total.brotli + part.brotli,
  }));
}
