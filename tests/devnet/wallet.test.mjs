import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { decodeErrorResult, encodeFunctionData } from "viem";
import { launch } from "../browser/browser.mjs";
import { NEW_CLUSTER, validatorKey } from "./client.mjs";
import { startDevnet } from "./index.mjs";

let devnet;
let server;
let browser;
let page;
let account;
const violations = [];

describe("test wallet", () => {
  before(async () => {
    devnet = await startDevnet();
    account = devnet.accounts[1].toLowerCase();
    server = await serve();
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    server?.close();
    await devnet?.stop();
  });
  beforeEach(async () => {
    await page?.close();
    page = await browser.newPage();
    page.on("console", (message) => {
      if (message.text().includes("Content Security Policy")) violations.push(message.text());
    });
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
  });

  afterEach(() => assert.deepEqual(violations, []));

  test("announces itself when asked, once a page listens", async () => {
    const info = await page.evaluate(
      () =>
        new Promise((resolve) => {
          addEventListener("eip6963:announceProvider", (event) => resolve(event.detail.info));
          dispatchEvent(new Event("eip6963:requestProvider"));
        }),
    );
    assert.deepEqual([info.name, info.rdns], ["Test wallet", "dev.ssv-wasm.test-wallet"]);
    assert.match(info.icon, /^data:image\/svg\+xml,/);
    assert.match(info.uuid, /^[0-9a-f-]{36}$/);
  });

  test("gives no account before consent, and 4001 when it is refused", async () => {
    assert.deepEqual(await ask("eth_accounts"), []);
    await setMode("reject");
    assert.equal((await refused("eth_requestAccounts")).code, 4001);
    await setMode("approve");
    assert.deepEqual(await ask("eth_requestAccounts"), [account]);
    assert.deepEqual(await ask("eth_accounts"), [account]);
    assert.equal(await ask("eth_chainId"), "0x7a69");
    const requests = await page.evaluate(() => window.testWallet.requests);
    assert.equal(requests.filter((method) => method === "eth_requestAccounts").length, 2);
  });

  test("asks a human in a dialog that shows what is signed", async () => {
    const connecting = ask("eth_requestAccounts");
    await page.getByRole("button", { name: "Confirm" }).click();
    assert.deepEqual(await connecting, [account]);
    const sending = ask("eth_sendTransaction", [registration()]);
    const dialog = page.getByRole("dialog");
    const text = await dialog.innerText();
    assert.match(text, /0\.5 ETH/);
    assert.match(text, /1,860 bytes/);
    assert.ok(text.includes(devnet.network.network));
    await page.getByRole("button", { name: "Confirm" }).click();
    assert.match(await sending, /^0x[0-9a-f]{64}$/);
    assert.equal(await dialog.count(), 0);
    const rejected = refused("eth_sendTransaction", [registration()]);
    await dialog.waitFor();
    await page.keyboard.press("Escape");
    assert.equal((await rejected).code, 4001);
  });

  test("waits in the mode hang until the mode changes", async () => {
    await setMode("hang");
    const connecting = ask("eth_requestAccounts");
    const state = await Promise.race([connecting, page.waitForTimeout(200).then(() => "waiting")]);
    assert.equal(state, "waiting");
    await setMode("approve");
    assert.deepEqual(await connecting, [account]);
  });

  test("nests revert data as MetaMask does", async () => {
    await connect();
    const call = { ...registration([5n, 6n, 7n, 8n], validatorKey(2)), value: "0x0" };
    for (const [method, params] of [
      ["eth_call", [call, "latest"]],
      ["eth_estimateGas", [call]],
    ]) {
      const error = await refused(method, params);
      assert.deepEqual([error.code, error.data.code], [-32603, 3]);
      const { abi } = devnet.contracts.SSVNetwork;
      const { errorName } = decodeErrorResult({ abi, data: error.data.data });
      assert.equal(errorName, "InsufficientBalance");
    }
  });

  test("switches chains, and knows only those it was told of", async () => {
    await connect();
    const [here, away] = ["0x7a69", "0x88bb0"];
    assert.equal((await refused("wallet_switchEthereumChain", [{ chainId: away }])).code, 4902);
    await page.evaluate(() => {
      window.seen = [];
      window.testWallet.provider.on("chainChanged", (id) => window.seen.push(id));
      window.testWallet.setChain(560048);
      window.testWallet.chains.delete(31337);
    });
    assert.equal(await ask("eth_chainId"), away);
    assert.equal((await refused("eth_sendTransaction", [registration()])).code, 4901);
    assert.equal((await refused("wallet_switchEthereumChain", [{ chainId: here }])).code, 4902);
    const chain = { chainId: here, chainName: "Local devnet", rpcUrls: [devnet.rpcUrl] };
    assert.equal(await ask("wallet_addEthereumChain", [chain]), null);
    await page.evaluate(() => window.testWallet.setChain(560048));
    assert.equal(await ask("wallet_switchEthereumChain", [{ chainId: here }]), null);
    assert.deepEqual(await page.evaluate(() => window.seen), [away, here, away, here]);
  });

  test("sends only for the account it gave, and tells when that changes", async () => {
    assert.equal((await refused("eth_sendTransaction", [registration()])).code, 4100);
    await connect();
    const other = devnet.accounts[2];
    const changed = await page.evaluate(
      (address) =>
        new Promise((resolve) => {
          window.testWallet.provider.on("accountsChanged", resolve);
          window.testWallet.setAccount(address);
        }),
      other,
    );
    assert.deepEqual(changed, [other.toLowerCase()]);
    assert.equal((await refused("eth_sendTransaction", [registration()])).code, 4100);
    assert.equal((await refused("wallet_sendCalls", [{}])).code, -32601);
    assert.equal((await refused("anvil_mine")).code, -32601);
  });
});

const setMode = (mode) => page.evaluate((value) => (window.testWallet.mode = value), mode);

const connect = async () => {
  await setMode("approve");
  await ask("eth_requestAccounts");
};

const ask = (method, params) =>
  page.evaluate((request) => window.testWallet.provider.request(request), { method, params });

const refused = (method, params) =>
  page.evaluate(
    (request) =>
      window.testWallet.provider.request(request).then(
        (result) => ({ result }),
        ({ code, message, data }) => ({ code, message, data }),
      ),
    { method, params },
  );

function registration(ids = [1n, 2n, 3n, 4n], key = validatorKey(1)) {
  const { abi } = devnet.contracts.SSVNetwork;
  const args = [key, ids, `0x${"ab".repeat(1312)}`, NEW_CLUSTER];
  const data = encodeFunctionData({ abi, functionName: "registerValidator", args });
  return { from: account, to: devnet.network.network, data, value: "0x6f05b59d3b20000" };
}

/** A page as strict as the product's: scripts from itself, requests to the node, nothing else. */
async function serve() {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    `connect-src ${devnet.rpcUrl}`,
    "img-src data:",
    "require-trusted-types-for 'script'",
  ].join("; ");
  const script = await readFile(new URL("./wallet.js", import.meta.url));
  const html = `<!doctype html><title>Page</title><link rel="icon" href="data:,"><script src="/wallet.js" data-rpc="${devnet.rpcUrl}"></script>`;
  const listener = (request, response) => {
    const isScript = request.url === "/wallet.js";
    response.setHeader("content-type", isScript ? "text/javascript" : "text/html");
    response.setHeader("content-security-policy", policy);
    response.end(isScript ? script : html);
  };
  const created = createServer(listener);
  await new Promise((resolve) => created.listen(0, "127.0.0.1", resolve));
  return created;
}
