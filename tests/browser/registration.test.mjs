import assert from "node:assert/strict";
import { createDecipheriv, createHash, pbkdf2Sync, scryptSync } from "node:crypto";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { assertRegistered } from "./chain.mjs";
import { openSite } from "./site.mjs";
import { PASSWORD, publicKeyOf, QUICK, samples } from "./stake.mjs";

describe("registering on the local network", { concurrency: 2 }, () => {
  let site;
  before(async () => (site = await openSite()));
  after(() => site.close());

  for (const operators of [
    [1, 2, 3, 4],
    [7, 6, 5, 4, 3, 2, 1],
  ]) {
    test(`sample keystores for ${operators.length} operators, from the file to the event`, async () => {
      const stake = await site.openStake();
      const { devnet } = site;
      const files = [samples[0], QUICK];
      const keyshares = await stake.prepare({ files, operators });

      const value = BigInt(await decodedWei(stake));
      assert.equal(await stake.get("decoded-name").innerText(), "bulkRegisterValidator");
      assert.equal(await stake.get("decoded-to").innerText(), devnet.network.network);
      assert.equal(await stake.get("decoded-from").innerText(), stake.owner);
      const ids = [...operators].sort((a, b) => a - b);
      assert.equal(await stake.get("decoded-operators").innerText(), ids.join(", "));

      await stake.click("send");
      await stake.proved();
      const hash = await stake.get("hash").getAttribute("data-hash");
      const receipt = await devnet.rpc("eth_getTransactionReceipt", [hash]);
      assert.equal(receipt.status, "0x1");
      assert.equal(receipt.from, stake.owner.toLowerCase());
      const [event] = await assertRegistered(devnet, stake.owner, keyshares);
      assert.equal(event.cluster.validatorCount, 2);
      assert.equal(event.cluster.balance, value);
      const keys = JSON.parse(keyshares).shares.map(({ data }) => data.publicKey);
      assert.deepEqual(keys, files.map(publicKeyOf));

      const saved = JSON.parse(await stake.save("receipt"));
      assert.equal(saved.transactions[0].hash, hash);
      assert.equal(saved.transactions[0].owner, stake.owner);
      stake.assertQuiet({ origin: site.url, rpcUrl: devnet.rpcUrl });
      const { kept, ...elsewhere } = await stake.page.evaluate(stored);
      assert.deepEqual(elsewhere, {
        boxes: 0,
        cookie: "",
        local: 0,
        names: ["ssv-wasm"],
        session: 0,
      });
      assert.match(kept, /"ssv-wasm:/);
      assertNoSecret(stake, files, kept);
      await stake.page.close();
    });
  }

  test("a second registration joins the cluster of the first", async () => {
    const stake = await site.openStake();
    const first = await stake.prepare({ files: [QUICK] });
    await stake.click("send");
    await stake.proved();
    const [{ cluster }] = await assertRegistered(site.devnet, stake.owner, first);

    await stake.click("start-over");
    await stake.at("keys");
    await stake.addFiles([samples[1]]);
    await stake.click("keys-next");
    await stake.get("account-next").click();
    await stake.chooseOperators([1, 2, 3, 4]);
    const second = await stake.split();
    await stake.click("split-next");
    await stake.get("quote").waitFor();
    const days = async (name) => Number.parseInt(await stake.get(name).innerText(), 10);
    assert.ok((await days("runway-before")) >= 181);
    assert.ok((await days("runway-after")) >= 182);
    await stake.click("funding-next");
    await stake.saying("simulation", "accepts");
    await stake.get("acknowledge").check();
    await stake.click("send");
    await stake.proved();
    const [event] = await assertRegistered(site.devnet, stake.owner, second, { skip: 1 });
    assert.equal(event.cluster.validatorCount, 2);
    assert.ok(event.cluster.balance > cluster.balance);
    stake.assertQuiet({ origin: site.url, rpcUrl: site.devnet.rpcUrl });
    await stake.page.close();
  });
});

/** The amount on screen, every digit, in wei. */
async function decodedWei(stake) {
  const [whole, fraction = ""] = (await stake.get("decoded-value").innerText())
    .replace(" ETH", "")
    .split(".");
  return whole + fraction.padEnd(18, "0");
}

/** Runs in the page: everything that a browser keeps for it. `kept`: keys and values of its databases. */
async function stored() {
  const settled = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const [databases, boxes] = await Promise.all([indexedDB.databases(), caches.keys()]);
  const names = databases.map(({ name }) => name);
  const rows = [];
  for (const name of names) {
    const database = await settled(indexedDB.open(name));
    for (const table of database.objectStoreNames) {
      const store = database.transaction(table).objectStore(table);
      rows.push(await settled(store.getAllKeys()), await settled(store.getAll()));
    }
    database.close();
  }
  return {
    local: localStorage.length,
    session: sessionStorage.length,
    cookie: document.cookie,
    names,
    boxes: boxes.length,
    kept: JSON.stringify(rows),
  };
}

/** Nothing that went over the wire or was kept holds the password or a key, in hex or in base64. */
function assertNoSecret({ seen }, files, kept) {
  const sent = seen.requests.map((request) => `${request.url()} ${request.postData() ?? ""}`);
  const text = [...sent, kept].join("\n").toLowerCase();
  assert.ok(text.includes("eth_getlogs"));
  assert.ok(!text.includes(PASSWORD));
  for (const path of files) {
    const secret = decrypt(JSON.parse(readFileSync(path, "utf8")));
    for (const encoding of ["hex", "base64"]) {
      assert.ok(!text.includes(secret.toString(encoding).toLowerCase()));
    }
  }
}

/** EIP-2335 with Node's own primitives. */
function decrypt({ crypto: { kdf, cipher, checksum } }) {
  const { n: N, r, p, salt, c, dklen } = kdf.params;
  const saltBytes = Buffer.from(salt, "hex");
  const key =
    kdf.function === "scrypt"
      ? scryptSync(PASSWORD, saltBytes, dklen, { N, r, p, maxmem: 2 ** 30 })
      : pbkdf2Sync(PASSWORD, saltBytes, c, dklen, "sha256");
  const message = Buffer.from(cipher.message, "hex");
  const sum = createHash("sha256").update(key.subarray(16)).update(message).digest("hex");
  assert.equal(sum, checksum.message);
  const iv = Buffer.from(cipher.params.iv, "hex");
  return createDecipheriv("aes-128-ctr", key.subarray(0, 16), iv).update(message);
}
