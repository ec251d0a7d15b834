import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { decodeErrorResult, encodeFunctionData } from "viem";
import { launch } from "../browser/browser.mjs";
import { NEW_CLUSTER, validatorKey } from "./client.mjs";
import { startDevnet } from "./index.mjs";
import { walletElement, walletScript } from "./page.mjs";

let devnet;
let server;
let browser;
let page;
let account;
let checkpoint;
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
    checkpoint = await devnet.rpc("evm_snapshot");
    await page?.close();
    page = await browser.newPage();
    page.on("console", (message) => {
      if (message.text().includes("Content Security Policy")) violations.push(message.text());
    });
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
  });

  afterEach(async () => {
    await devnet.rpc("evm_revert", [checkpoint]);
    assert.deepEqual(violations, []);
  });

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
    assert.equal((await refused("wallet_sendCalls", [batch([])])).code, -32601);
    assert.equal((await refused("anvil_mine")).code, -32601);
  });

  test("spells what it can do with batches as different wallets do", async () => {
    await connect();
    const spellings = {
      supported: { "0x7a69": { atomic: { status: "supported" } } },
      ready: { "0x7a69": { atomic: { status: "ready" } } },
      unsupported: { "0x7a69": { atomic: { status: "unsupported" } } },
      "all chains": { "0x0": { atomic: { status: "supported" } } },
      CAIP: { "eip155:31337": { atomic: { status: "supported" } } },
      Base: { "0x7a69": { atomic: { supported: "supported" } } },
      old: { "0x7a69": { atomicBatch: { supported: true } } },
    };
    assert.equal((await refused("wallet_getCapabilities", [account])).code, -32601);
    for (const [name, expected] of Object.entries(spellings)) {
      await set("batches", name);
      assert.deepEqual(await ask("wallet_getCapabilities", [account, ["0x7a69"]]), expected);
    }
    await set("batches", "supported");
    assert.deepEqual(await ask("wallet_getCapabilities", [account, ["0x1"]]), {});
  });

  test("runs a batch in one transaction of the account, or not at all", async () => {
    await connect();
    await set("batches", "ready");
    const sent = [registration(), registration([5n, 6n, 7n, 8n], validatorKey(2))];
    const { id } = await ask("wallet_sendCalls", [batch(sent)]);
    assert.match(id, /^0x[0-9a-f]{32}$/);
    const { status, atomic, receipts } = await settled(id);
    assert.deepEqual([status, atomic, receipts.length], [200, true, 1]);
    assert.equal(receipts[0].logs.length, 2);
    assert.match(await devnet.rpc("eth_getCode", [account, "latest"]), /^0xef0100/);

    const again = await ask("wallet_sendCalls", [batch([sent[0], registration()])]);
    const failed = await settled(again.id);
    assert.deepEqual([failed.status, failed.receipts[0].status], [500, "0x0"]);
    assert.equal((await refused("wallet_getCallsStatus", ["0x12"])).code, 5730);
    assert.equal(
      (await refused("wallet_sendCalls", [{ ...batch(sent), version: "1.0" }])).code,
      -32000,
    );
  });

  test("refuses as it is told", async () => {
    await connect();
    await set("batches", "supported");
    await page.evaluate(() => (window.testWallet.refusals.wallet_sendCalls = 5750));
    assert.equal((await refused("wallet_sendCalls", [batch([registration()])])).code, 5750);
    await page.evaluate(() => delete window.testWallet.refusals.wallet_sendCalls);
    await setMode("reject");
    assert.equal((await refused("wallet_sendCalls", [batch([registration()])])).code, 4001);
  });

  test("keeps a multisig's calls until a co-signer runs them", async () => {
    await connect();
    await page.evaluate(() => window.testWallet.turn("multisig"));
    const id = await ask("eth_sendTransaction", [registration()]);
    assert.match(id, /^0x[0-9a-f]{130}$/);
    const proposals = () =>
      page.evaluate(() => window.testWallet.proposals.map(({ id, calls }) => ({ id, calls })));
    assert.deepEqual(
      (await proposals()).map(({ id }) => id),
      [id],
    );
    const hash = await page.evaluate(() => window.testWallet.execute());
    assert.deepEqual(await proposals(), []);
    const receipt = await mined(hash);
    assert.equal(receipt.to, account);
    assert.equal(receipt.from, devnet.accounts.at(-1).toLowerCase());
    assert.equal(receipt.logs[0].topics[1], `0x${account.slice(2).padStart(64, "0")}`);

    await set("batches", "old");
    const calls = [registration([5n, 6n, 7n, 8n], validatorKey(2))];
    const proposed = await ask("wallet_sendCalls", [batch(calls)]);
    assert.equal((await ask("wallet_getCallsStatus", [proposed])).status, "PENDING");
    await page.evaluate((id) => window.testWallet.execute(id), proposed);
    assert.equal((await settled(proposed)).status, "CONFIRMED");
  });

  test("replaces and loses a transaction that waits", async () => {
    await connect();
    await devnet.rpc("evm_setAutomine", [false]);
    for (const kind of ["repriced", "cancelled", "replaced"]) {
      const hash = await ask("eth_sendTransaction", [registration()]);
      const by = await page.evaluate((kind) => window.testWallet.replace(kind), kind);
      const [old, { input, to }] = await Promise.all(
        [hash, by].map((each) => devnet.rpc("eth_getTransactionByHash", [each])),
      );
      assert.equal(old, null);
      assert.equal(input === registration().data, kind === "repriced");
      assert.equal(to === account, kind === "cancelled");
      await page.evaluate(() => window.testWallet.drop());
      await devnet.rpc("anvil_dropAllTransactions");
    }
    await devnet.rpc("evm_setAutomine", [true]);
  });
});

const set = (name, value) =>
  page.evaluate(([name, value]) => (window.testWallet[name] = value), [name, value]);

const batch = (calls) => ({
  version: "2.0.0",
  from: account,
  chainId: "0x7a69",
  atomicRequired: true,
  calls: calls.map(({ to, data, value }) => ({ to, data, value })),
});

/** The status of a batch once it is mined. */
async function settled(id) {
  for (;;) {
    const status = await ask("wallet_getCallsStatus", [id]);
    if (status.receipts) return status;
    await page.waitForTimeout(20);
  }
}

async function mined(hash) {
  for (;;) {
    const receipt = await devnet.rpc("eth_getTransactionReceipt", [hash]);
    if (receipt) return receipt;
    await page.waitForTimeout(20);
  }
}

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
  const script = await walletScript();
  const html = `<!doctype html><title>Page</title><link rel="icon" href="data:,">${walletElement(devnet)}`;
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
