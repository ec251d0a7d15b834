/** The built page on the local network: its settings, sample keystores and the test wallet. */
import { readFile, readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { serve } from "../../scripts/serve.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const folder = fileURLToPath(new URL("../../www/page/dist/", import.meta.url));

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
  const wallet = `<script src="./wallet.js" data-rpc="${devnet.rpcUrl}"></script>`;
  const answers = {
    "/": { type: "text/html; charset=utf-8", body: page.replace("</head>", `${wallet}</head>`) },
    "/network.json": { type: "application/json", body: JSON.stringify(settings) },
    "/wallet.js": { file: `${here}wallet.js` },
  };
  for (const name of samples) answers[`/samples/${name}`] = { file: `${here}samples/${name}` };
  return serve({ folder, answers, port });
}
