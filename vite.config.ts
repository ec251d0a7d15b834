import { defineConfig } from "vite";

/** The page as a static folder: relative addresses, one JSON file of settings beside it. */
export default defineConfig({
  root: "www/page",
  base: "./",
  build: {
    outDir: "dist",
    emptyOutDir: true,
    target: "es2022",
    // The polyfill is an inline script, which the page's policy refuses.
    modulePreload: { polyfill: false },
    // The policy allows images from data addresses only; everything else stays a file.
    assetsInlineLimit: 0,
  },
  worker: { format: "es" },
  server: { host: "127.0.0.1" },
  preview: { host: "127.0.0.1" },
});
