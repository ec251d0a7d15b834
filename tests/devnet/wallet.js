/**
 * A wallet for trying the page on the local network: it announces itself through EIP-6963 and lets the node sign with
 * a throw-away account. `walletScript()` of page.mjs makes one classic script of it:
 *
 *   <script src="/wallet.js" data-rpc="http://127.0.0.1:8545" data-implementation="0x…" data-account="0x…"></script>
 *
 * `data-implementation` is the devnet's BatchAccount, for batches and multisigs. `data-account` is optional; the second
 * account of the node is the default, because the first one owns the operators. The page's CSP has to allow the RPC URL
 * in `connect-src`. Tests steer it through `window.testWallet`.
 */
import { batchMethods } from "./wallet/batches.js";
import { createConsent } from "./wallet/consent.js";
import { createQueue } from "./wallet/multisig.js";
import { ProviderError } from "./wallet/provider-error.js";
import { replace } from "./wallet/replacement.js";
import { createSmartAccounts } from "./wallet/smart-account.js";

const { rpc: rpcUrl, account: chosenAccount, implementation } = document.currentScript.dataset;

const ICON =
  "data:image/svg+xml," +
  encodeURIComponent(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#3d6b5c"/>' +
      '<path d="M8 11h14a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H10a2 2 0 0 1-2-2z" fill="none" stroke="#fff" stroke-width="2"/>' +
      '<circle cx="20" cy="17" r="1.5" fill="#fff"/></svg>',
  );

const hex = (number) => `0x${BigInt(number).toString(16)}`;

const ether = (wei) => {
  const digits = wei.toString().padStart(19, "0");
  const fraction = digits.slice(-18).replace(/0+$/, "");
  return `${digits.slice(0, -18)}${fraction && `.${fraction}`} ETH`;
};

const listeners = new Map();
const emit = (event, payload) => {
  for (const listener of [...(listeners.get(event) ?? [])]) listener(payload);
};

let coSigner;
let requestId = 0;
const node = async (method, params) => {
  const response = await fetch(rpcUrl, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ jsonrpc: "2.0", id: ++requestId, method, params: params ?? [] }),
  });
  const { result, error } = await response.json();
  if (error) throw new ProviderError(-32603, "Internal JSON-RPC error.", error);
  return result;
};

const started = Promise.all([node("eth_chainId"), node("eth_accounts")]).then(
  ([chainId, accounts]) => {
    nodeChain = Number(chainId);
    chains.add(nodeChain);
    chain ??= nodeChain;
    account ??= (chosenAccount ?? accounts[1]).toLowerCase();
    coSigner = accounts.at(-1);
  },
);
// Each request waits for the start and reports its failure.
started.catch(() => {});

let account;
let connected = false;
let nodeChain;
let chain;
const chains = new Set();
const requests = [];
const settings = { batches: "absent", refusals: {} };
let lastTransaction;

const consent = createConsent();
const { approval } = consent;

const switchTo = (id) => {
  if (chain === id) return;
  chain = id;
  emit("chainChanged", hex(id));
};

const chainIdOf = (params) => {
  const id = params?.[0]?.chainId;
  if (typeof id === "string" && /^0x[1-9a-f][0-9a-f]*$/i.test(id)) return Number(id);
  throw new ProviderError(-32602, `Expected a hexadecimal chainId. Received: ${String(id)}`);
};

const authorize = (from) => {
  if (connected && from?.toLowerCase() === account) return;
  throw new ProviderError(
    4100,
    "The requested account and/or method has not been authorized by the user.",
  );
};

const smartAccounts = createSmartAccounts({ node, implementation });
const queue = createQueue({ run: (calls) => smartAccounts.run(account, calls, coSigner) });

const describe = ({ to, value, data }) => ({
  To: to ?? "new contract",
  Value: ether(BigInt(value ?? 0)),
  Data: `${((data.length - 2) / 2).toLocaleString("en")} bytes`,
  Function: data.slice(0, 10),
});

const methods = {
  ...batchMethods({
    settings,
    node: (method, params) => onNode(method, params),
    chainId: () => hex(chain),
    authorize,
    approval: (action, calls) =>
      approval(action, {
        From: account,
        ...Object.fromEntries(
          calls.map((call, index) => [
            `Call ${index + 1}`,
            Object.values(describe({ data: "0x", ...call })).join(", "),
          ]),
        ),
      }),
    async proposes(calls, done) {
      const kind = await smartAccounts.kindOf(account);
      return kind === "multisig" ? queue.propose(calls, done) : undefined;
    },
    async runs(calls) {
      await smartAccounts.turn(account, "delegated");
      return (lastTransaction = await smartAccounts.run(account, calls));
    },
  }),
  async eth_requestAccounts() {
    if (!connected) await approval("Connect", { Account: account, Page: location.origin });
    connected = true;
    return [account];
  },
  async eth_accounts() {
    return connected ? [account] : [];
  },
  async eth_chainId() {
    return hex(chain);
  },
  async net_version() {
    return String(chain);
  },
  async wallet_switchEthereumChain(params) {
    const id = chainIdOf(params);
    if (!chains.has(id)) {
      throw new ProviderError(
        4902,
        `Unrecognized chain ID "${hex(id)}". Try adding the chain using wallet_addEthereumChain first.`,
      );
    }
    if (id !== chain) await approval("Switch chain", { From: String(chain), To: String(id) });
    switchTo(id);
    return null;
  },
  async wallet_addEthereumChain(params) {
    const id = chainIdOf(params);
    const [{ chainName, rpcUrls }] = params;
    if (!chainName || !rpcUrls?.length) {
      throw new ProviderError(-32602, "Expected chainName and rpcUrls.");
    }
    await approval("Add chain", { Name: chainName, Chain: String(id), RPC: rpcUrls[0] });
    chains.add(id);
    switchTo(id);
    return null;
  },
  async eth_sendTransaction(params) {
    const transaction = params?.[0] ?? {};
    authorize(transaction.from);
    if (transaction.chainId !== undefined && Number(transaction.chainId) !== chain) {
      throw new ProviderError(-32602, "Invalid transaction params: chainId is not the active one.");
    }
    const data = transaction.data ?? transaction.input ?? "0x";
    await approval("Send transaction", {
      From: account,
      ...describe({ ...transaction, data }),
    });
    if ((await smartAccounts.kindOf(account)) === "multisig") {
      return queue.propose([{ ...transaction, data }]);
    }
    return (lastTransaction = await onNode("eth_sendTransaction", [transaction]));
  },
};

/** Away from the local chain there is nobody to ask. */
const onNode = (method, params) => {
  if (chain === nodeChain) return node(method, params);
  throw new ProviderError(4901, `The provider is disconnected from chain ${chain}.`);
};

const provider = {
  async request({ method, params }) {
    requests.push(method);
    await started;
    const refusal = settings.refusals[method];
    if (refusal !== undefined) throw new ProviderError(refusal, `Refused as told: ${refusal}.`);
    if (Object.hasOwn(methods, method)) return methods[method](params);
    if (/^(eth|net|web3)_(?!sign)/.test(method)) return onNode(method, params);
    throw new ProviderError(-32601, `The method "${method}" does not exist / is not available.`);
  },
  on(event, listener) {
    listeners.set(event, (listeners.get(event) ?? new Set()).add(listener));
    return provider;
  },
  removeListener(event, listener) {
    listeners.get(event)?.delete(listener);
    return provider;
  },
};

const detail = Object.freeze({
  info: Object.freeze({
    uuid: crypto.randomUUID(),
    name: "Test wallet",
    icon: ICON,
    rdns: "dev.ssv-wasm.test-wallet",
  }),
  provider,
});
const announce = () => {
  window.dispatchEvent(new CustomEvent("eip6963:announceProvider", { detail }));
};

window.testWallet = {
  /** How requests that need consent are answered: "ask" (a dialog) | "approve" | "reject" | "hang". */
  get mode() {
    return consent.mode;
  },
  set mode(value) {
    consent.mode = value;
  },
  /** Resolves once the node has been asked for chain and accounts. */
  ready: started,
  /** Names of the methods asked for, oldest first. */
  requests,
  /** Ids of the chains that can be switched to; delete one to see error 4902. */
  chains,
  provider,
  /** An address changes the account, `undefined` disconnects. */
  setAccount(address) {
    if (address !== undefined) account = address.toLowerCase();
    const wasConnected = connected;
    if (address === undefined) connected = false;
    if (wasConnected) emit("accountsChanged", connected ? [account] : []);
  },
  /**
   * What of EIP-5792 there is: "absent", or capabilities as "supported", "ready" (asks to upgrade the account first),
   * "unsupported", "all chains", "CAIP", "Base" or "old" wallets spell them. Batches run in one real transaction.
   */
  get batches() {
    return settings.batches;
  },
  set batches(value) {
    settings.batches = value;
  },
  /** Error code by method that is always refused, such as `{ wallet_sendCalls: 5750, eth_sendTransaction: -32002 }`. */
  refusals: settings.refusals,
  /**
   * Makes the account "plain", "delegated" (EIP-7702) or a "multisig", whose wallet answers with an id and whose
   * transactions wait in `proposals` for `execute`.
   */
  turn: (kind) => started.then(() => smartAccounts.turn(account, kind)),
  /** Calls that wait for the multisig's other owners: `{ id, calls }`, oldest first. */
  proposals: queue.proposals,
  /** A co-signer runs the proposal with this id, or the oldest; resolves with the transaction's hash. */
  execute: queue.execute,
  /** Replaces the last transaction, not mined yet: "repriced", "cancelled" or "replaced"; resolves with the new hash. */
  replace: (kind) => replace(node, lastTransaction, kind),
  /** The last transaction, not mined yet, is lost without a trace. */
  drop: () => node("anvil_dropTransaction", [lastTransaction]),
  /** Pretends that the user chose another chain. */
  setChain(id) {
    chains.add(id);
    switchTo(id);
  },
};

window.addEventListener("eip6963:requestProvider", announce);
announce();
