import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { concatHex, encodeAbiParameters, encodePacked, hexToBigInt, keccak256, toHex } from "viem";
import { createClient, NEW_CLUSTER, validatorKey } from "./client.mjs";
import { startDevnet } from "./index.mjs";

const IDS = [1n, 2n, 3n, 4n];
const ONE_ETHER = 10n ** 18n;
/** The eighth field of `State.Main`. */
const ETH_CLUSTERS = hexToBigInt(keccak256(toHex("ssv.network.storage.main"))) + 6n;

/** protocol.md §6: four operators at 1 770 000 000 wei. `threshold` is T, the least that registering accepts. */
const VECTORS = [
  { validators: 1, balance: 32, burn: 10446600000n, threshold: 448785936000000n },
  { validators: 1, balance: 33, burn: 10773578580n, threshold: 462832935700000n },
  { validators: 2, balance: 64, burn: 20893200000n, threshold: 897571872000000n },
  { validators: 3, balance: 96, burn: 31339800000n, threshold: 1346357808000000n },
  { validators: 1, balance: 2048, burn: 668582400000n, threshold: 28722299904000000n },
  { validators: 2, balance: 3200, burn: 1044660000000n, threshold: 44878593600000000n },
];

let devnet;
let client;
let owner;
before(async () => {
  devnet = await startDevnet();
  client = createClient(devnet);
  owner = devnet.accounts[1];
});
after(() => devnet.stop());

const keys = (count) => Array.from({ length: count }, (_, index) => validatorKey(index + 1));
const bulk = (count, ids, cluster) => [keys(count), ids, keys(count).map(() => "0x"), cluster];

/** Three of four oracles make a quorum. The root of a tree with one leaf is that leaf. */
async function proveBalance(cluster, effectiveBalance) {
  const id = keccak256(encodePacked(["address", "uint256[]"], [owner, IDS]));
  const leaf = keccak256(
    keccak256(
      encodeAbiParameters([{ type: "bytes32" }, { type: "uint32" }], [id, effectiveBalance]),
    ),
  );
  const block = await client.blockNumber();
  for (const index of [5, 6, 7]) {
    const { names } = await client.write("commitRoot", [leaf, block], {
      from: devnet.accounts[index],
    });
    assert.deepEqual(names, [index === 7 ? "RootCommitted" : "WeightedRootProposed"]);
  }
  const args = [block, owner, IDS, cluster, effectiveBalance, []];
  return client.write("updateClusterBalance", args, { from: devnet.accounts[2] });
}

describe("fees to the wei", () => {
  for (const { validators, balance, burn, threshold } of VECTORS) {
    test(`${validators} validators with ${balance} ETH burn ${burn} wei per block`, () =>
      client.apart(async () => {
        const args = bulk(validators, IDS, NEW_CLUSTER);
        let { cluster } = await client.write("bulkRegisterValidator", args, { value: ONE_ETHER });
        if (balance !== 32 * validators) ({ cluster } = await proveBalance(cluster, balance));
        assert.equal(await client.read("getEffectiveBalance", [owner, IDS, cluster]), balance);
        assert.equal(await client.read("getBurnRate", [owner, IDS, cluster]), burn);
        const start = await client.blockNumber();
        await client.mine(1000);
        const elapsed = (await client.blockNumber()) - start;
        const left = await client.read("getBalance", [owner, IDS, cluster]);
        assert.equal(left, cluster.balance - charge(elapsed, balance));

        const spare = left - threshold;
        assert.equal(await client.refusal("withdraw", [IDS, spare, cluster]), undefined);
        const refusal = await client.refusal("withdraw", [IDS, spare + 1n, cluster]);
        assert.equal(refusal.errorName, "InsufficientBalance");
      }));
  }

  test("registering takes exactly the threshold and not one wei less", async () => {
    for (const { validators, balance, threshold } of VECTORS) {
      if (balance !== 32 * validators) continue;
      const args = bulk(validators, IDS, NEW_CLUSTER);
      const call = (value) => client.refusal("bulkRegisterValidator", args, { value });
      assert.equal(await call(threshold), undefined);
      assert.equal((await call(threshold - 1n)).errorName, "InsufficientBalance");
    }
  });

  test("the threshold of seven operators, and the minimum collateral below it", () =>
    client.apart(async () => {
      const call = (ids, value) =>
        client.refusal("bulkRegisterValidator", bulk(1, ids, NEW_CLUSTER), { value });
      const seven = [1n, 2n, 3n, 4n, 5n, 6n, 7n];
      assert.equal(await call(seven, 676903536000000n), undefined);
      assert.equal((await call(seven, 676903535999999n)).errorName, "InsufficientBalance");
      for (const id of IDS)
        await client.write("reduceOperatorFee", [id, 0n], { from: devnet.accounts[0] });
      assert.equal(await call(IDS, 324862599900000n), undefined);
      assert.equal((await call(IDS, 324862599899999n)).errorName, "InsufficientBalance");
    }));

  test("a withdrawal may leave exactly the threshold", () =>
    client.apart(async () => {
      const { threshold } = VECTORS[0];
      const { cluster } = await client.write("bulkRegisterValidator", bulk(1, IDS, NEW_CLUSTER), {
        value: ONE_ETHER,
      });
      const spare = ONE_ETHER - charge(1n, 32) - threshold;
      const after = await client.write("withdraw", [IDS, spare, cluster]);
      assert.equal(after.cluster.balance, threshold);
      assert.equal(await client.read("isLiquidatable", [owner, IDS, after.cluster]), false);
      await client.mine(1);
      assert.equal(await client.read("isLiquidatable", [owner, IDS, after.cluster]), true);
    }));

  test("a second validator is charged from its own registration on", () =>
    client.apart(async () => {
      const first = await client.write("bulkRegisterValidator", bulk(1, IDS, NEW_CLUSTER), {
        value: ONE_ETHER,
      });
      await client.mine(49);
      const args = [[validatorKey(9)], IDS, ["0x"], first.cluster];
      const second = await client.write("bulkRegisterValidator", args, { value: 7n });
      assert.equal(second.cluster.balance, ONE_ETHER + 7n - charge(50n, 32));
      await client.mine(10);
      const left = await client.read("getBalance", [owner, IDS, second.cluster]);
      assert.equal(left, second.cluster.balance - charge(10n, 64));
    }));

  test("a changed fee is charged at the old rate up to the change", () =>
    client.apart(async () => {
      const { cluster } = await client.write("bulkRegisterValidator", bulk(1, IDS, NEW_CLUSTER), {
        value: ONE_ETHER,
      });
      await client.mine(9);
      await client.write("reduceOperatorFee", [1n, 770000000n], { from: devnet.accounts[0] });
      await client.mine(10);
      const left = await client.read("getBalance", [owner, IDS, cluster]);
      assert.equal(left, ONE_ETHER - charge(20n, 32) + 10n * 1000000000n);
    }));

  test("an effective balance out of bounds or without proof is refused", () =>
    client.apart(async () => {
      const { cluster } = await client.write("bulkRegisterValidator", bulk(1, IDS, NEW_CLUSTER), {
        value: ONE_ETHER,
      });
      const update = (block, balance) =>
        client.refusal("updateClusterBalance", [block, owner, IDS, cluster, balance, []]);
      assert.equal((await update(1n, 32)).errorName, "RootNotFound");
      for (const [balance, error] of [
        [31, "EBBelowMinimum"],
        [2049, "EBExceedsMaximum"],
      ]) {
        await assert.rejects(proveBalance(cluster, balance));
        const block = await latestRoot();
        assert.equal((await update(block, balance)).errorName, error);
        assert.equal((await update(block, balance + 1)).errorName, "InvalidProof");
      }
      const { names, cluster: closed } = await proveBalance(cluster, 40);
      assert.deepEqual(names, ["ClusterBalanceUpdated"]);
      const stale = [await latestRoot(), owner, IDS, closed, 40, []];
      assert.equal((await client.refusal("updateClusterBalance", stale)).errorName, "StaleUpdate");
    }));

  test("an effective balance that the cluster cannot pay for liquidates it", () =>
    client.apart(async () => {
      const value = VECTORS[0].threshold + charge(20n, 32);
      const { cluster } = await client.write("bulkRegisterValidator", bulk(1, IDS, NEW_CLUSTER), {
        value,
      });
      const { names, events } = await proveBalance(cluster, 2048);
      assert.deepEqual(names, ["ClusterLiquidated", "ClusterBalanceUpdated"]);
      assert.deepEqual(events[0].args.cluster, events[1].args.cluster);
      assert.equal(events[1].args.cluster.active, false);
    }));
});

describe("hashes", () => {
  test("cluster id, state hash and balance leaf equal the vectors of the protocol", async () => {
    const staker = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
    assert.equal(owner, staker);
    await client.apart(async () => {
      const { cluster } = await client.write("bulkRegisterValidator", bulk(1, IDS, NEW_CLUSTER), {
        value: ONE_ETHER,
      });
      const id = "0x7e4da62ecc2543370c33461f89ff2f7bcc0ecf8b6ae2951ac35f316929aa06e3";
      const leaf = "0x5c69a956d3f2d8df24ee546e9b1e0422e4321280b4c899e00e2ca12d1f19c10c";
      assert.equal(keccak256(encodePacked(["address", "uint256[]"], [staker, IDS])), id);
      const encoded = encodeAbiParameters([{ type: "bytes32" }, { type: "uint32" }], [id, 96]);
      assert.equal(keccak256(keccak256(encoded)), leaf);
      // The contract accepts a proof for this leaf only under the same id and rule.
      const three = [[validatorKey(7), validatorKey(8)], IDS, ["0x", "0x"], cluster];
      const grown = await client.write("bulkRegisterValidator", three, { value: ONE_ETHER });
      const { events } = await proveBalance(grown.cluster, 96);
      assert.equal(events[0].args.effectiveBalance, 96);
    });
  });

  test("the stored state hash is that of the packed cluster", () =>
    client.apart(async () => {
      const { cluster } = await client.write("bulkRegisterValidator", bulk(2, IDS, NEW_CLUSTER), {
        value: ONE_ETHER,
      });
      assert.equal(
        stateHash(NEW_CLUSTER),
        "0x945136e8ded695398662a5fbc88b6751c57028f18395fba49ba444d7a2c1e9f8",
      );
      const written = {
        validatorCount: 2,
        networkFeeIndex: 248500n,
        index: 318600n,
        active: true,
        balance: ONE_ETHER,
      };
      assert.equal(
        stateHash(written),
        "0x0acf88459726d6d6c9f04d9d6093a2135ece9a82b7b952b58a4fb3252d85c6b2",
      );
      const id = keccak256(encodePacked(["address", "uint256[]"], [owner, IDS]));
      const slot = keccak256(concatHex([id, toHex(ETH_CLUSTERS, { size: 32 })]));
      const word = await devnet.rpc("eth_getStorageAt", [devnet.network.network, slot, "latest"]);
      assert.equal(word, stateHash(cluster));
    }));
});

/** Packed units, two terms floored on their own: protocol.md §6. */
function charge(blocks, effectiveBalance) {
  const units = (BigInt(effectiveBalance) * 10000n + 31n) / 32n;
  return 100000n * ((blocks * 33666n * units) / 10000n + (blocks * 4n * 17700n * units) / 10000n);
}

function stateHash({ validatorCount, networkFeeIndex, index, balance, active }) {
  return keccak256(
    encodePacked(
      ["uint32", "uint64", "uint64", "uint256", "bool"],
      [validatorCount, networkFeeIndex, index, balance, active],
    ),
  );
}

async function latestRoot() {
  const topic = "0x6965b9c8509097ad68ba0eb17fcb9436f4a72a057fe5ac556737580bce80d840";
  const filter = { address: devnet.network.network, fromBlock: "0x0", topics: [topic] };
  const logs = await devnet.rpc("eth_getLogs", [filter]);
  return BigInt(logs.at(-1).topics[2]);
}
