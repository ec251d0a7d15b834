import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { getAddress } from "viem";
import { codec } from "./codec.mjs";
import { lib } from "./load.mjs";

const { checksumOf, safeBatchFile, toSafeTx } = lib;
const EXPORTED = new URL("../vectors/safe/transaction-builder-1.18.2.json", import.meta.url);
const SAFE = getAddress(`0x${"5a".repeat(20)}`);
const OTHER = getAddress(`0x${"5b".repeat(20)}`);

const call = (value, from = SAFE) => ({
  chainId: 560048,
  from,
  to: "0x58410Bef803ECd7E63B23664C586A6DB72DAf59c",
  data: codec.encodeCall("setFeeRecipientAddress", { recipientAddress: OTHER }),
  value: `0x${value.toString(16)}`,
});
const write = async (calls, options) =>
  JSON.parse(await safeBatchFile(calls, { name: "Exit", createdAt: 7, codec, ...options }));

test("the checksum is the one of Safe's own export, whatever the file is named", async () => {
  const file = JSON.parse(await readFile(EXPORTED, "utf8"));
  assert.equal(checksumOf(file, codec), file.meta.checksum);
  const renamed = { ...file, meta: { ...file.meta, name: "Another name" } };
  assert.equal(checksumOf(renamed, codec), file.meta.checksum);
});

test("a changed byte of the export has another checksum", async () => {
  const file = JSON.parse(await readFile(EXPORTED, "utf8"));
  const [transaction] = file.transactions;
  const changes = [
    { ...file, chainId: "5" },
    { ...file, createdAt: file.createdAt + 1 },
    { ...file, meta: { ...file.meta, createdFromSafeAddress: OTHER } },
    { ...file, transactions: [{ ...transaction, value: "1" }] },
    { ...file, transactions: [transaction, transaction] },
  ];
  for (const changed of changes) {
    assert.notEqual(checksumOf(changed, codec), file.meta.checksum);
  }
});

test("a batch file holds the calls with decimal values, the Safe, and a checksum that holds", async () => {
  const calls = [call(0n), call(10n ** 18n + 1n, SAFE.toLowerCase())];
  const file = await write(calls, { description: "Größe: 2 €" });
  assert.deepEqual([file.version, file.chainId, file.createdAt], ["1.0", "560048", 7]);
  assert.equal(file.meta.createdFromSafeAddress, SAFE);
  assert.deepEqual(
    file.transactions,
    calls.map((call) => ({
      ...toSafeTx(call),
      contractMethod: null,
      contractInputsValues: null,
    })),
  );
  assert.deepEqual(
    file.transactions.map(({ value }) => value),
    ["0", "1000000000000000001"],
  );
  assert.equal(checksumOf(file, codec), file.meta.checksum);
});

test("a file is not written for calls of another account or of several chains", async () => {
  await assert.rejects(write([]), { code: "INVALID_ARGUMENT" });
  const foreign = { code: "OWNER_MISMATCH", details: { index: 1 } };
  await assert.rejects(write([call(0n), call(0n, OTHER)]), foreign);
  await assert.rejects(write([call(0n)], { safe: OTHER }), { code: "OWNER_MISMATCH" });
  await assert.rejects(write([call(0n), { ...call(0n), chainId: 1 }]), { code: "WRONG_CHAIN" });
});
