import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { checkKeyshares } from "../../dist/index.js";
import { committee, keystore, owner, password, publicKey, SIZES, split } from "./committee.mjs";
import { packages } from "./packages.mjs";
import { splitWith } from "./split-with.mjs";

const NONCE = 4;

/** ssv-keys reads files of its own minor version alone; 1.1.0 and 1.2.0 have the same layout. */
const versionFor = { "ssv-keys 1.1.0": "v1.1.0", "ssv-sdk 0.1.0": "v1.2.0" };

for (const [name, load] of Object.entries(packages)) {
  describe(name, async () => {
    const peer = await load();
    for (const size of SIZES) {
      test(`reads our file for ${size} operators`, async () => {
        const operators = committee(size);
        const { registrations, keyshares } = await split(operators, NONCE);
        const file = JSON.parse(keyshares);
        assert.equal(file.version, "v1.2.0");
        file.version = versionFor[name];
        const [item, ...others] = (await peer.KeyShares.fromJson(JSON.stringify(file))).list();
        assert.equal(others.length, 0);
        assert.equal(item.error, undefined);
        assert.equal(item.payload.sharesData, registrations[0].sharesData);
        assert.deepEqual(
          item.data.operators.map(({ id, operatorKey }) => ({ id, operatorKey })),
          operators.map(({ id, publicKey }) => ({ id, operatorKey: publicKey })).reverse(),
        );
        const signed = { ownerAddress: owner, ownerNonce: NONCE, publicKey };
        await item.validateSingleShares(item.payload.sharesData, signed);
        await assert.rejects(
          item.validateSingleShares(item.payload.sharesData, { ...signed, ownerNonce: NONCE + 1 }),
          { name: "SingleSharesSignatureInvalid" },
        );
      });

      test(`writes a file for ${size} operators that we accept`, async () => {
        const operators = committee(size);
        const opened = await new peer.SSVKeys().extractKeys(JSON.parse(keystore), password);
        assert.equal(opened.publicKey, publicKey);
        const text = await splitWith(peer, { ...opened, operators, owner, nonce: NONCE });
        const expected = { owner, nonce: BigInt(NONCE), operators };
        const { registrations, warnings } = await checkKeyshares(text, expected);
        const { sharesData, ...rest } = registrations[0];
        assert.equal(sharesData, JSON.parse(text).shares[0].payload.sharesData);
        const operatorIds = operators.map(({ id }) => BigInt(id)).reverse();
        assert.deepEqual(rest, { publicKey, operatorIds, owner, nonce: BigInt(NONCE) });
        assert.deepEqual(warnings, []);
      });
    }
  });
}
