import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { register, registration, startChain } from "./chain.mjs";
import { codec } from "./codec.mjs";
import { lib } from "./load.mjs";

const { proveRegistration } = lib;
const IDS = [1n, 2n, 3n, 4n];
let chain;
let receipt;
let registrations;
const prove = (changedReceipt = receipt, expected = registrations) =>
  proveRegistration(changedReceipt, expected, codec, chain.network);

before(async () => {
  chain = await startChain();
  registrations = [0n, 1n, 2n].map((nonce) => registration(chain.staker, IDS, nonce));
  receipt = await register(chain, registrations);
});
after(() => chain.stop());

/** The same hex with one bit of the byte at `at` changed; negative counts from the end. */
function flipped(hex, at) {
  const bytes = Buffer.from(hex.slice(2), "hex");
  bytes[at < 0 ? bytes.length + at : at] ^= 1;
  return `0x${bytes.toString("hex")}`;
}

test("a registration that the chain took over unchanged is proved, with the cluster it left", async () => {
  const proof = prove();
  assert.equal(proof.proved, true);
  assert.equal(proof.cluster.validatorCount, 3);
  const { cluster } = await chain.reader.snapshot(chain.staker, IDS);
  assert.deepEqual(proof.cluster, cluster);
});

test("one changed byte is no proof", () => {
  const [first, second, third] = registrations;
  const { length } = Buffer.from(second.sharesData.slice(2), "hex");
  for (const at of [0, 95, 96, Math.floor(length / 2), length - 1]) {
    const changed = [first, { ...second, sharesData: flipped(second.sharesData, at) }, third];
    assert.deepEqual(prove(receipt, changed), { proved: false, differences: ["SHARES:1"] });
  }
  const key = [{ ...first, publicKey: flipped(first.publicKey, 47) }, second, third];
  assert.deepEqual(prove(receipt, key).differences, ["PUBLIC_KEY:0"]);
  const ids = [first, second, { ...third, operatorIds: [1n, 2n, 3n, 5n] }];
  assert.deepEqual(prove(receipt, ids).differences, ["OPERATORS:2"]);
});

test("one changed byte in the receipt is no proof", () => {
  const event = codec.decodeEvent(receipt.logs[0]);
  const at = receipt.logs[0].data.indexOf(event.args.shares.slice(2)) / 2 - 1;
  const logs = [...receipt.logs];
  logs[0] = { ...logs[0], data: flipped(logs[0].data, at + 500) };
  assert.deepEqual(prove({ ...receipt, logs }).differences, ["SHARES:0"]);
});

test("another owner, another order, missing and unexpected events are no proof", () => {
  const [first, second, third] = registrations;
  const other = registrations.map((item) => ({ ...item, owner: chain.accounts[2] }));
  assert.deepEqual(prove(receipt, other).differences, ["OWNER:0", "OWNER:1", "OWNER:2"]);
  const swapped = prove(receipt, [second, first, third]).differences;
  assert.deepEqual(swapped, ["PUBLIC_KEY:0", "SHARES:0", "PUBLIC_KEY:1", "SHARES:1"]);
  const more = [...registrations, registration(chain.staker, IDS, 3n)];
  assert.deepEqual(prove(receipt, more).differences, ["MISSING:3"]);
  assert.deepEqual(prove(receipt, [first, second]).differences, ["UNEXPECTED:2"]);
  assert.deepEqual(prove(receipt, []).proved, false);
  assert.deepEqual(prove({ ...receipt, status: "reverted" }).differences, ["REVERTED"]);
});

test("events of another contract prove nothing", () => {
  const logs = receipt.logs.map((log) => ({ ...log, address: chain.network.views.toLowerCase() }));
  const differences = ["MISSING:0", "MISSING:1", "MISSING:2"];
  assert.deepEqual(prove({ ...receipt, logs }), { proved: false, differences });
});

test("the order of the logs is the chain's, whatever the node's", () => {
  assert.equal(prove({ ...receipt, logs: [...receipt.logs].reverse() }).proved, true);
});
