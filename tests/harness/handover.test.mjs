import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { createWalletClient, custom } from "viem";
import { ETHER, NEW_CLUSTER, receiptOf, registration, startChain } from "./chain.mjs";
import { codec } from "./codec.mjs";
import { lib } from "./load.mjs";

const { connect, proveCall, toSafeTx, toViem } = lib;
const IDS = [1n, 2n, 3n, 4n];
let chain;
let client;
before(async () => {
  chain = await startChain();
  const { chainId: id, name, rpcUrl } = chain.network;
  client = createWalletClient({
    account: chain.staker,
    chain: {
      id,
      name,
      nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
      rpcUrls: { default: { http: [rpcUrl] } },
    },
    transport: custom({
      request: ({ method, params }) =>
        /accounts$/i.test(method) ? [chain.staker] : chain.rpc(method, params),
    }),
  });
});
after(() => chain.stop());

const callFor = (nonce, cluster = NEW_CLUSTER) =>
  codec.registerCall(chain.network, [registration(chain.staker, IDS, nonce)], cluster, ETHER + 1n);

test("values are what each library takes: a bigint for viem, a decimal text for Safe", () => {
  const call = callFor(0n);
  const { to, data } = call;
  assert.deepEqual(toViem(call), { to, data, value: ETHER + 1n });
  assert.deepEqual(toSafeTx(call), { to, data, value: "1000000000000000001" });
});

test("viem sends a call that was handed over, and its client connects as a wallet", async () => {
  const { reader } = chain;
  const call = callFor(0n);
  const receipt = await receiptOf(chain, await client.sendTransaction(toViem(call)));
  const { cluster } = await proveCall(call, { reader, receipt });
  assert.equal(cluster.balance, ETHER + 1n);

  const wallet = await connect(client, { codec });
  const next = callFor(1n, cluster);
  const sent = await wallet.send(next, { reader });
  const proof = await proveCall(next, {
    reader,
    receipt: await receiptOf(chain, sent.transaction.hash),
  });
  assert.equal(proof.cluster.validatorCount, 2);
});
