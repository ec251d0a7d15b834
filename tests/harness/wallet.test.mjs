import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { encodeFunctionData, getAddress, numberToHex } from "viem";
import {
  checkpointOf,
  ETHER,
  FAST,
  mined,
  NEW_CLUSTER,
  receiptOf as receiptOn,
  register,
  registration,
  startChain,
  testWallet,
} from "./chain.mjs";
import { codec } from "./codec.mjs";
import { lib } from "./load.mjs";
import { Refusal } from "./node.mjs";

const { connect, createReader, findRegistration, proveCall, proveRegistration, refusalOf } = lib;
const IDS = [1n, 2n, 3n, 4n];
const REJECTIONS = [
  new Refusal(4001, "MetaMask Tx Signature: User denied transaction signature."),
  Object.assign(new Error("action failed"), { code: "ACTION_REJECTED" }),
  new Refusal(5000, "Session request failed."),
  { code: -32603, message: "Internal error", data: { originalError: { code: 4001 } } },
  new Error("Transaction was cancelled by the user"),
  "User denied transaction signature",
];
let chain;
let restore;
before(async () => (chain = await startChain()));
after(() => chain.stop());
beforeEach(async () => (restore = await checkpointOf(chain)));
afterEach(() => restore());

const connected = async (behaviour) => {
  const provider = testWallet(chain, behaviour);
  return { provider, wallet: await connect(provider, { codec }) };
};
const throws = (error) => () => {
  throw error;
};
const callOf = (value = ETHER, owner = chain.staker, cluster = NEW_CLUSTER, ids = IDS) =>
  codec.registerCall(chain.network, [registration(owner, ids)], cluster, value);
const receiptOf = (hash) => receiptOn(chain, hash);
const sends = ({ requests }) => requests.filter(({ method }) => method === "eth_sendTransaction");

/** A reader whose node gives other answers to some methods. */
function readerWith(overrides) {
  const transport = {
    request: ({ method, params = [] }) =>
      overrides[method] ? overrides[method](...params) : chain.rpc(method, params),
  };
  return createReader({ network: chain.network, transport, codec, patience: FAST });
}

test("a wallet connects with a checksummed account and the chain it is on", async () => {
  const { wallet } = await connected();
  assert.equal(wallet.account, getAddress(chain.staker));
  assert.equal(wallet.chainId, 31337);
  const decimal = await connected({ eth_chainId: () => 31337 });
  assert.equal(decimal.wallet.chainId, 31337);
});

test("wallets without eth_requestAccounts connect through eth_accounts", async () => {
  const { wallet } = await connected({ eth_requestAccounts: throws(new Error("not implemented")) });
  assert.equal(wallet.account, getAddress(chain.staker));
});

test("no account, no connection", async () => {
  for (const rejection of REJECTIONS) {
    await assert.rejects(connected({ eth_requestAccounts: throws(rejection) }), {
      code: "NO_ACCOUNT",
    });
  }
  await assert.rejects(connected({ eth_requestAccounts: () => [] }), { code: "NO_ACCOUNT" });
  const pending = throws(new Refusal(-32002, "Request already pending"));
  await assert.rejects(connected({ eth_requestAccounts: pending }), { code: "WALLET_PENDING" });
  const nonsense = { eth_requestAccounts: () => ["0x12"], eth_accounts: () => "0x" };
  await assert.rejects(connected(nonsense), { code: "RPC_INVALID" });
});

test("changes in the wallet are followed and announced once", async () => {
  const { provider, wallet } = await connected();
  const changes = [];
  const unsubscribe = wallet.subscribe((change) => changes.push(change));
  const other = chain.accounts[2];
  provider.emit("accountsChanged", [other.toLowerCase()]);
  provider.emit("accountsChanged", [other.toLowerCase()]);
  provider.emit("chainChanged", "0x1");
  provider.emit("accountsChanged", []);
  assert.deepEqual(changes, [{ account: other }, { chainId: 1 }, { disconnected: true }]);
  assert.equal(wallet.account, other);
  assert.equal(wallet.chainId, 1);
  unsubscribe();
  provider.emit("disconnect", {});
  assert.equal(changes.length, 3);
  wallet.close();
  for (const event of ["accountsChanged", "chainChanged", "disconnect"]) {
    assert.equal(provider.listeners(event).length, 0);
  }
});

test("request is held from the start: replacing it on the wallet's object changes nothing", async () => {
  const { provider, wallet } = await connected();
  provider.request = throws(new Error("hijacked"));
  const outcome = await wallet.send(callOf(), { reader: chain.reader });
  assert.equal(outcome.status, "submitted");
});

test("the chain is switched, added where unknown, and read again", async () => {
  const network = { ...chain.network, chainId: 560048, explorerUrl: "https://hoodi.etherscan.io" };
  const switched = await connected();
  switched.provider.behaviour.wallet_switchEthereumChain = ({ chainId }) => {
    switched.provider.chainId = chainId;
    return null;
  };
  assert.deepEqual(await switched.wallet.ensureChain(network), { status: "ready" });
  assert.equal(switched.wallet.chainId, 560048);

  for (const unknown of [
    new Refusal(4902, "Unrecognized chain ID"),
    { code: -32603, message: "Internal", data: { originalError: { code: 4902 } } },
  ]) {
    const { provider, wallet } = await connected();
    let known = false;
    provider.behaviour.wallet_switchEthereumChain = ({ chainId }) => {
      if (!known) throw unknown;
      provider.chainId = chainId;
      return null;
    };
    provider.behaviour.wallet_addEthereumChain = (chain) => {
      assert.deepEqual(chain, {
        chainId: "0x88bb0",
        chainName: network.name,
        rpcUrls: [network.rpcUrl],
        nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
        blockExplorerUrls: [network.explorerUrl],
      });
      known = true;
      return null;
    };
    assert.deepEqual(await wallet.ensureChain(network), { status: "ready" });
  }
});

test("a wallet that does not switch is not believed", async () => {
  const network = { ...chain.network, chainId: 1 };
  const liar = await connected({ wallet_switchEthereumChain: () => null });
  const mismatch = { code: "WRONG_CHAIN", details: { expected: 1, actual: 31337 } };
  await assert.rejects(liar.wallet.ensureChain(network), mismatch);
  const safe = await connected();
  await assert.rejects(safe.wallet.ensureChain(network), mismatch);
  for (const rejection of REJECTIONS) {
    const { wallet } = await connected({ wallet_switchEthereumChain: throws(rejection) });
    assert.deepEqual(await wallet.ensureChain(network), { status: "rejected" });
  }
});

test("a simulation gives gas, or the contract's reason", async () => {
  const { wallet } = await connected();
  const good = await wallet.simulate(callOf(), { reader: chain.reader });
  assert.equal(good.ok, true);
  assert.ok(good.gas > 100_000n && good.block > 0n);
  const stale = callOf(ETHER, chain.staker, { ...NEW_CLUSTER, validatorCount: 3 });
  const reasons = [
    [callOf(1n), { name: "InsufficientBalance", args: {} }],
    [stale, { name: "IncorrectClusterState", args: {} }],
    [
      callOf(ETHER, chain.staker, NEW_CLUSTER, [1n, 2n, 3n, 13n]),
      { name: "CallerNotWhitelistedWithData", args: { operatorId: 13n } },
    ],
    [
      { ...callOf(), data: "0x12345678" },
      { name: "Empty", args: {} },
    ],
  ];
  for (const [call, reason] of reasons) {
    assert.deepEqual(await wallet.simulate(call, { reader: chain.reader }), { ok: false, reason });
  }
});

test("a sent call carries gas, but never fees or a nonce, and the wallet's own spelling of the account", async () => {
  const { provider, wallet } = await connected();
  const call = callOf();
  const { gas } = await wallet.simulate(call, { reader: chain.reader });
  const outcome = await wallet.send(call, { reader: chain.reader });
  assert.equal(outcome.status, "submitted");
  const [{ params }] = sends(provider);
  assert.deepEqual(params, [
    {
      from: chain.staker.toLowerCase(),
      to: call.to,
      data: call.data,
      value: call.value,
      chainId: "0x7a69",
      gas: numberToHex((gas * 12n) / 10n),
    },
  ]);
  const { transaction } = outcome;
  assert.deepEqual(JSON.parse(JSON.stringify(transaction)), transaction);
  const mined = await chain.rpc("eth_getTransactionByHash", [transaction.hash]);
  assert.equal(Number(mined.nonce), transaction.nonce);
});

test("gas never exceeds what one transaction may ask for", async () => {
  const { provider, wallet } = await connected({
    eth_sendTransaction: () => `0x${"1".repeat(64)}`,
  });
  const reader = readerWith({ eth_estimateGas: () => "0xffffff" });
  await wallet.send(callOf(), { reader });
  assert.equal(sends(provider)[0].params[0].gas, numberToHex(16_777_216));
});

test("a rejection is an outcome", async () => {
  for (const rejection of REJECTIONS) {
    const { wallet } = await connected({ eth_sendTransaction: throws(rejection) });
    assert.deepEqual(await wallet.send(callOf(), { reader: chain.reader }), { status: "rejected" });
  }
});

test("the wallet's other refusals are told apart", async () => {
  const refusals = [
    [new Refusal(-32002, "Already processing"), "WALLET_PENDING"],
    [new Refusal(4100, "unauthorized"), "NO_ACCOUNT"],
    [new Refusal(4900, "disconnected"), "WALLET_DISCONNECTED"],
    [new Refusal(-32601, "no such method"), "WALLET_UNSUPPORTED"],
    [new Error("method eth_sendTransaction not supported"), "WALLET_UNSUPPORTED"],
    [new Refusal(-32603, "Internal JSON-RPC error."), "RPC_FAILED"],
  ];
  for (const [refusal, code] of refusals) {
    const { wallet } = await connected({ eth_sendTransaction: throws(refusal) });
    await assert.rejects(wallet.send(callOf(), { reader: chain.reader }), { code });
  }
});

test("nothing is sent from another account or on another chain, however late the change", async () => {
  const changes = {
    accounts: (provider) => (provider.accounts = [chain.accounts[2].toLowerCase()]),
    chain: (provider) => (provider.chainId = "0x1"),
    locked: (provider) => (provider.accounts = []),
  };
  const codes = { accounts: "ACCOUNT_CHANGED", chain: "WRONG_CHAIN", locked: "ACCOUNT_CHANGED" };
  for (const [name, change] of Object.entries(changes)) {
    const early = await connected();
    change(early.provider);
    await assert.rejects(early.wallet.send(callOf(), { reader: chain.reader }), {
      code: codes[name],
    });

    const late = await connected();
    const reader = readerWith({
      eth_getTransactionCount(...params) {
        change(late.provider);
        return chain.rpc("eth_getTransactionCount", params);
      },
    });
    await assert.rejects(late.wallet.send(callOf(), { reader }), { code: codes[name] });
    assert.equal(sends(early.provider).length + sends(late.provider).length, 0);
  }
  const { wallet, provider } = await connected();
  const foreign = { ...callOf(), chainId: 1 };
  await assert.rejects(wallet.send(foreign, { reader: chain.reader }), { code: "WRONG_CHAIN" });
  assert.equal(sends(provider).length, 0);
});

test("a call that is cancelled during the last look never reaches the wallet", async () => {
  const { provider, wallet } = await connected();
  const controller = new AbortController();
  const reader = readerWith({
    eth_getTransactionCount(...params) {
      controller.abort();
      return chain.rpc("eth_getTransactionCount", params);
    },
  });
  const sending = wallet.send(callOf(), { reader, signal: controller.signal });
  await assert.rejects(sending, { code: "ABORTED" });
  assert.equal(sends(provider).length, 0);
});

test("too little ETH is found before the wallet is asked", async () => {
  const { provider, wallet } = await connected();
  const available = BigInt(await chain.rpc("eth_getBalance", [chain.staker, "latest"]));
  const refused = (test) => (error) => {
    assert.equal(error.code, "INSUFFICIENT_FUNDS");
    assert.equal(error.details.available, available);
    assert.ok(test(error.details.needed));
    return true;
  };
  const beyond = callOf(available + 1n);
  const nothingForGas = callOf(available - 1000n);
  const { reader } = chain;
  await assert.rejects(
    wallet.send(beyond, { reader }),
    refused((needed) => needed === available + 1n),
  );
  await assert.rejects(
    wallet.simulate(beyond, { reader }),
    refused((needed) => needed === available + 1n),
  );
  await assert.rejects(
    wallet.send(nothingForGas, { reader }),
    refused((needed) => needed > available),
  );
  assert.equal(sends(provider).length, 0);
});

test("a call that the contract would refuse never reaches the wallet", async () => {
  const { provider, wallet } = await connected();
  const stale = callOf(ETHER, chain.staker, { ...NEW_CLUSTER, validatorCount: 3 });
  await assert.rejects(wallet.send(stale, { reader: chain.reader }), { code: "CLUSTER_STALE" });
  const locked = callOf(ETHER, chain.staker, NEW_CLUSTER, [1n, 2n, 3n, 13n]);
  const refusals = [
    [callOf(1n), { name: "InsufficientBalance", args: {} }],
    [locked, { name: "CallerNotWhitelistedWithData", args: { operatorId: 13n } }],
    [
      { ...callOf(), data: "0x12345678" },
      { name: "Empty", args: {} },
    ],
  ];
  for (const [call, { name, args }] of refusals) {
    await assert.rejects(wallet.send(call, { reader: chain.reader }), (error) => {
      assert.equal(error.code, "CALL_REVERTED");
      assert.deepEqual(error.details, { ...args, reason: name });
      assert.deepEqual(refusalOf(error), { name, args });
      return true;
    });
  }
  assert.equal(sends(provider).length, 0);
});

test("a plain reason of a token keeps its text", async () => {
  const { wallet } = await connected();
  const { abi } = chain.contracts.SSVToken;
  const args = [chain.accounts[0], chain.staker, 1n];
  const data = encodeFunctionData({ abi, functionName: "transferFrom", args });
  const call = { ...callOf(0n), to: chain.network.token, data };
  await assert.rejects(wallet.send(call, { reader: chain.reader }), (error) => {
    const text = "ERC20: insufficient allowance";
    assert.deepEqual(error.details, { reason: "Error", message: text });
    assert.deepEqual(refusalOf(error), { name: "Error", args: { reason: text } });
    return true;
  });
});

test("a call that needs more gas than one transaction may is refused", async () => {
  const { provider, wallet } = await connected();
  const reader = readerWith({ eth_estimateGas: () => "0x1000001" });
  await assert.rejects(wallet.send(callOf(), { reader }), {
    code: "GAS_LIMIT",
    details: { needed: 16_777_217n, limit: 16_777_216n },
  });
  assert.equal(sends(provider).length, 0);
});

/** A registered cluster, and a deposit into it that a third party's 1 wei has made stale. */
async function overtaken() {
  const receipt = await register(chain, [registration(chain.staker, IDS)]);
  const { args } = codec.decodeEvent(receipt.logs[0]);
  const deposit = (cluster, value) => ({
    ...callOf(value),
    data: codec.encodeCall("deposit", { clusterOwner: chain.staker, operatorIds: IDS, cluster }),
  });
  const call = deposit(args.cluster, 5n);
  const { to, data } = deposit(args.cluster, 1n);
  await mined(chain, { from: chain.accounts[2], to, data, value: "0x1" });
  return { call, deposit };
}

test("a third party's 1 wei between preparation and signature is found, and the call built again", async () => {
  const { provider, wallet } = await connected();
  const { reader } = chain;
  const { call, deposit } = await overtaken();
  await assert.rejects(wallet.send(call, { reader }), { code: "CLUSTER_STALE" });
  const givenUp = wallet.send(call, { reader, rebuild: async () => undefined });
  await assert.rejects(givenUp, { code: "CLUSTER_STALE" });
  assert.equal(sends(provider).length, 0);

  let fresh;
  const rebuild = async () => {
    const { cluster } = await reader.snapshot(chain.staker, IDS);
    return (fresh = deposit(cluster, 5n));
  };
  const outcome = await wallet.send(call, { reader, rebuild });
  assert.equal(outcome.transaction.data, fresh.data);
  const receipt = await receiptOf(outcome.transaction.hash);
  assert.equal((await proveCall(fresh, { reader, receipt })).events.length, 1);
});

test("a call that is stale each time is given up", async () => {
  const { provider, wallet } = await connected();
  const { call } = await overtaken();
  let rebuilt = 0;
  const rebuild = async () => (rebuilt++, call);
  const sending = wallet.send(call, { reader: chain.reader, rebuild });
  await assert.rejects(sending, { code: "CLUSTER_STALE" });
  assert.equal(rebuilt, 5);
  assert.equal(sends(provider).length, 0);
});

test("an answer that is no hash is a proposal", async () => {
  const answers = [`0x${"ab".repeat(65)}`, `0x${"ab".repeat(16)}`, "safe_0x12", 7, null, { id: 1 }];
  for (const answer of answers) {
    const { wallet } = await connected({ eth_sendTransaction: () => answer });
    const outcome = await wallet.send(callOf(), { reader: chain.reader });
    const blockAtSend = Number(await chain.reader.blockNumber());
    const id = typeof answer === "string" ? answer : "";
    assert.deepEqual(outcome, { status: "proposed", id, blockAtSend });
  }
});

test("a multisig proposes, without a gas limit; a delegated account sends as before", async () => {
  const hash = `0x${"1".repeat(64)}`;
  const safe = await connected({ eth_sendTransaction: () => hash });
  const multisig = readerWith({ eth_getCode: () => "0x6001" });
  const outcome = await safe.wallet.send(callOf(), { reader: multisig });
  assert.equal(outcome.status, "proposed");
  assert.equal(outcome.id, hash);
  assert.equal(sends(safe.provider)[0].params[0].gas, undefined);

  const code = `0xef0100${"ab".repeat(20)}`;
  const upgraded = await connected({ eth_sendTransaction: () => hash });
  const delegated = readerWith({ eth_getCode: () => code });
  assert.equal((await upgraded.wallet.send(callOf(), { reader: delegated })).status, "submitted");
  assert.ok(sends(upgraded.provider)[0].params[0].gas);
});

test("an account that delegates for real signs and sends as before, and is proved", async () => {
  const { reader, staker, batchAccount } = chain;
  await chain.rpc("anvil_setCode", [staker, `0xef0100${batchAccount.slice(2)}`]);
  const { wallet } = await connected();
  const call = callOf();
  const outcome = await wallet.send(call, { reader });
  assert.equal(outcome.status, "submitted");
  const receipt = await receiptOf(outcome.transaction.hash);
  assert.equal((await proveCall(call, { reader, receipt })).cluster.validatorCount, 1);
});

test("a proposed registration is found by its events", async () => {
  const registrations = [registration(chain.staker, IDS), registration(chain.staker, IDS, 1n)];
  const call = codec.registerCall(chain.network, registrations, NEW_CLUSTER, ETHER);
  const { wallet } = await connected({ eth_sendTransaction: () => "proposal 7" });
  const { blockAtSend } = await wallet.send(call, { reader: chain.reader });
  const search = { reader: chain.reader, fromBlock: blockAtSend };
  assert.equal(await findRegistration(registrations, search), undefined);
  await register(chain, [registration(chain.staker, [1n, 2n, 3n, 5n])]);
  assert.equal(await findRegistration(registrations, search), undefined);
  const { transactionHash } = await register(chain, registrations);
  const receipt = await findRegistration(registrations, search);
  assert.equal(receipt.transactionHash, transactionHash);
  assert.equal(proveRegistration(receipt, registrations, codec, chain.network).proved, true);
});
