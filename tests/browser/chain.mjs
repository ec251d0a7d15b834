/** What became of a registration, read from the node and opened with the operators' keys: none of our code. */
import assert from "node:assert/strict";
import { constants, privateDecrypt } from "node:crypto";
import { bls12_381 } from "@noble/curves/bls12-381.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { decodeEventLog, getAddress, pad, toEventSelector } from "viem";

const { longSignatures: bls, G1 } = bls12_381;
/** Ciphersuite of Ethereum's consensus layer. */
const PROOF_OF_POSSESSION = "BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_";

/** Every ValidatorAdded of an owner, oldest first. */
export async function registrationsOf(devnet, owner) {
  const { abi } = devnet.contracts.SSVNetwork;
  const event = abi.find((item) => item.type === "event" && item.name === "ValidatorAdded");
  const logs = await devnet.rpc("eth_getLogs", [
    {
      address: devnet.network.network,
      topics: [toEventSelector(event), pad(owner).toLowerCase()],
      fromBlock: "0x0",
      toBlock: "latest",
    },
  ]);
  return logs.map(({ data, topics }) => decodeEventLog({ abi, data, topics }).args);
}

/** Each event says what the file says, and its shares are what the operators need. */
export async function assertRegistered(devnet, owner, keyshares, { skip = 0 } = {}) {
  const { shares } = JSON.parse(keyshares);
  const events = (await registrationsOf(devnet, owner)).slice(skip);
  assert.equal(events.length, shares.length);
  for (const [index, { data, payload }] of shares.entries()) {
    const event = events[index];
    assert.equal(event.owner, getAddress(data.ownerAddress));
    assert.deepEqual(event.operatorIds, payload.operatorIds.map(BigInt));
    assert.equal(event.publicKey, payload.publicKey);
    assert.equal(event.shares, payload.sharesData);
    assert.equal(data.ownerNonce, skip + index);
    assertShares(devnet, event, skip + index);
  }
  return events;
}

/** The signature holds for owner and nonce, and each operator finds the key of its own share. */
export function assertShares(devnet, { owner, operatorIds, publicKey, shares }, nonce) {
  const bytes = Buffer.from(shares.slice(2), "hex");
  const count = operatorIds.length;
  assert.equal(bytes.length, 96 + count * (48 + 256));
  const message = keccak_256(new TextEncoder().encode(`${getAddress(owner)}:${nonce}`));
  const hashed = bls.hash(message, PROOF_OF_POSSESSION);
  const validator = Buffer.from(publicKey.slice(2), "hex");
  assert.ok(bls.verify(Uint8Array.from(bytes.subarray(0, 96)), hashed, Uint8Array.from(validator)));
  for (const [position, id] of operatorIds.entries()) {
    const shareKey = bytes.subarray(96 + position * 48).subarray(0, 48);
    const sealed = bytes.subarray(96 + count * 48 + position * 256).subarray(0, 256);
    const share = open(sealed, devnet.operatorKeys[id]);
    const point = G1.Point.BASE.multiply(BigInt(share));
    assert.equal(Buffer.from(point.toBytes()).toString("hex"), shareKey.toString("hex"));
  }
}

/** PKCS#1 v1.5 by hand: Node refuses to unpad it. */
function open(sealed, key) {
  const block = privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, sealed);
  assert.deepEqual([...block.subarray(0, 2)], [0, 2]);
  const end = block.indexOf(0, 2);
  assert.ok(end >= 10);
  const text = block.subarray(end + 1).toString("latin1");
  assert.match(text, /^0x[0-9a-f]{64}$/);
  return text;
}
