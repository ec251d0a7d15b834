/** The built page on the local network: its settings, sample keystores and the test wallet. */
import { build } from "esbuild";
import { readFile, readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { serve } from "../../scripts/serve.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const folder = fileURLToPath(new URL("../../www/page/dist/", import.meta.url));

/** The test wallet as one classic script. */
export async function walletScript() {
  const { outputFiles } = await build({
    entryPoints: [`${here}wallet.js`],
    bundle: true,
    format: "iife",
    target: "es2022",
    write: false,
    logLevel: "error",
  });
  return outputFiles[0].text;
}

/** Its element, for a page that reaches the running local network. */
export function walletElement({ rpcUrl, batchAccount }) {
  return `<script src="./wallet.js" data-rpc="${rpcUrl}" data-implementation="${batchAccount}"></script>`;
}

/**
 * Serves the page for a running local network.
 *
 * @returns {Promise<{ url: string, close(): Promise<void> }>}
 */
export async function serveDevnetPage(devnet, { port = 0 } = {}) {
  const samples = (await readdir(`${here}samples`)).sort();
  const settings = {
    networks: [devnet.network],
    samples: samples.map((name) => ({ name, url: `./samples/${name}` })),
  };
  const page = await readFile(`${folder}index.html`, "utf8");
  const body = page.replace("</head>", `${walletElement(devnet)}</head>`);
  const answers = {
    "/": { type: "text/html; charset=utf-8", body },
    "/network.json": { type: "application/json", body: JSON.stringify(settings) },
    "/wallet.js": { type: "text/javascript", body: await walletScript() },
  };
  for (const name of samples) answers[`/samples/${name}`] = { file: `${here}samples/${name}` };
  return serve({ folder, answers, port });
}
