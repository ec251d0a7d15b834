import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { dirname, join } from "node:path";

const require = createRequire(import.meta.url);
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"];

/** What a node answered instead of a result: `code` and `data` as JSON-RPC carries them. */
export class RpcError extends Error {
  constructor({ code, message, data }) {
    super(message);
    this.name = "RpcError";
    this.code = code;
    this.data = data;
  }
}

/**
 * Posts JSON-RPC requests to one URL.
 *
 * @param {string} url
 * @returns {(method: string, params?: unknown[]) => Promise<any>} rejects with RpcError
 */
export function createRpc(url) {
  let id = 0;
  return async (method, params = []) => {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ jsonrpc: "2.0", id: ++id, method, params }),
    });
    const { result, error } = await response.json();
    if (error) throw new RpcError(error);
    return result;
  };
}

/**
 * Starts anvil on 127.0.0.1 and waits until it answers. It ends with this process.
 *
 * @param {{ port?: number, chainId: number }} options `port`: a free one by default
 */
export async function startAnvil({ port, chainId }) {
  const chosen = port ?? (await freePort());
  const rpcUrl = `http://127.0.0.1:${chosen}`;
  const options = { "--host": "127.0.0.1", "--port": chosen, "--chain-id": chainId };
  const child = spawn(binary(), ["--quiet", ...Object.entries(options).flat().map(String)], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let complaint = "";
  child.stderr.setEncoding("utf8").on("data", (text) => (complaint += text));
  const exited = new Promise((resolve) => child.once("exit", resolve).once("error", resolve));
  const release = endWithProcess(child);
  void exited.then(release);

  const rpc = createRpc(rpcUrl);
  await Promise.race([
    answers(rpc, chainId),
    exited.then((cause) => {
      const reason = cause instanceof Error ? cause.message : complaint.trim();
      throw new Error(
        `The local node did not start on port ${chosen}: ${reason || "it ended at once"}. ` +
          "If another program uses the port, stop it or choose another port.",
      );
    }),
  ]);
  const stop = async () => {
    child.kill();
    await exited;
  };
  return { rpcUrl, rpc, stop };
}

/** The program itself rather than npm's launcher, so that ending it ends the node. */
function binary() {
  const cpu = process.arch === "x64" ? "amd64" : process.arch;
  const system = process.platform === "win32" ? "win32" : process.platform;
  const folder = dirname(require.resolve(`@foundry-rs/anvil-${system}-${cpu}/package.json`));
  return join(folder, "bin", process.platform === "win32" ? "anvil.exe" : "anvil");
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

async function answers(rpc, chainId) {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    try {
      if (Number(await rpc("eth_chainId")) !== chainId) throw new Error("another chain answers");
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  throw new Error("The local node did not answer within ten seconds.");
}

/** A signal that nobody else handles would end this process without its "exit" event, and leave the node running. */
function endWithProcess(child) {
  const end = () => child.kill();
  const onSignal = (signal) => {
    end();
    release();
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
  };
  const release = () => {
    process.off("exit", end);
    for (const signal of SIGNALS) process.off(signal, onSignal);
  };
  process.on("exit", end);
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return release;
}
