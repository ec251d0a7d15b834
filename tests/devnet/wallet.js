/**
 * A wallet for trying the page on the local network: it announces itself through EIP-6963 and lets the node sign with
 * a throw-away account. Load it as a classic script:
 *
 *   <script src="/wallet.js" data-rpc="http://127.0.0.1:8545" data-account="0x…"></script>
 *
 * `data-account` is optional; the second account of the node is the default, because the first one owns the operators.
 * The page's CSP has to allow the RPC URL in `connect-src`. Tests steer it through `window.testWallet`.
 */
(() => {
  "use strict";

  const { rpc: rpcUrl, account: chosenAccount } = document.currentScript.dataset;

  const ICON =
    "data:image/svg+xml," +
    encodeURIComponent(
      '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#3d6b5c"/>' +
        '<path d="M8 11h14a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H10a2 2 0 0 1-2-2z" fill="none" stroke="#fff" stroke-width="2"/>' +
        '<circle cx="20" cy="17" r="1.5" fill="#fff"/></svg>',
    );

  const STYLE = `
    dialog {
      box-sizing: border-box; width: min(28rem, calc(100vw - 2rem)); padding: 1.5rem; border: 1px solid #8884;
      border-radius: 12px; background: Canvas; color: CanvasText; font: 15px/1.5 system-ui, sans-serif;
      color-scheme: light dark; box-shadow: 0 12px 40px #0003;
    }
    dialog::backdrop { background: #0006; }
    h2 { margin: 0; font-size: 1.1rem; }
    p { margin: 0.25rem 0 1rem; opacity: 0.75; }
    dl { display: grid; grid-template-columns: auto 1fr; gap: 0.35rem 1rem; margin: 0 0 1.25rem; }
    dt { opacity: 0.75; }
    dd { margin: 0; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
    form { display: flex; justify-content: flex-end; gap: 0.75rem; }
    button { padding: 0.5rem 1.1rem; border: 1px solid #8886; border-radius: 8px; font: inherit; cursor: pointer; }
    button[value="confirm"] { border-color: #3d6b5c; background: #3d6b5c; color: #fff; }
    button:focus-visible { outline: 2px solid #3d6b5c; outline-offset: 2px; }
  `;

  class ProviderError extends Error {
    constructor(code, message, data) {
      super(message);
      this.name = "ProviderRpcError";
      this.code = code;
      if (data !== undefined) this.data = data;
    }
  }

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
    },
  );
  // Each request waits for the start and reports its failure.
  started.catch(() => {});

  let mode = "ask";
  let account;
  let connected = false;
  let nodeChain;
  let chain;
  const chains = new Set();
  const requests = [];
  const waiting = new Set();

  const rejection = (action) =>
    new ProviderError(
      4001,
      action === "Send transaction"
        ? "MetaMask Tx Signature: User denied transaction signature."
        : "User rejected the request.",
      { location: "confirmation" },
    );

  /** Settles as the mode says; in the mode "hang" it waits until the mode changes to "approve" or "reject". */
  const approval = async (action, rows) => {
    const confirmed =
      mode === "approve" ||
      (mode !== "reject" &&
        (await new Promise((resolve) => {
          const settle = (value) => {
            waiting.delete(settle);
            close?.();
            resolve(value);
          };
          waiting.add(settle);
          const close = mode === "ask" ? ask(action, rows, settle) : undefined;
        })));
    if (!confirmed) throw rejection(action);
  };

  const element = (name, properties, ...children) => {
    const created = Object.assign(document.createElement(name), properties);
    created.append(...children);
    return created;
  };

  const ask = (action, rows, settle) => {
    const host = element("test-wallet");
    const shadow = host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    shadow.adoptedStyleSheets = [sheet];
    const entries = Object.entries(rows).flatMap(([term, value]) => [
      element("dt", { textContent: term }),
      element("dd", { textContent: value }),
    ]);
    const dialog = element(
      "dialog",
      { ariaLabel: `Test wallet: ${action}` },
      element("h2", { textContent: action }),
      element("p", {
        textContent: "Test wallet. It signs on the local network only; nothing here has value.",
      }),
      element("dl", {}, ...entries),
      element(
        "form",
        { method: "dialog" },
        element("button", { value: "reject", textContent: "Reject" }),
        element("button", { value: "confirm", textContent: "Confirm", autofocus: true }),
      ),
    );
    dialog.addEventListener("close", () => settle(dialog.returnValue === "confirm"));
    shadow.append(dialog);
    document.body.append(host);
    dialog.showModal();
    return () => host.remove();
  };

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

  const methods = {
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
      if (!connected || transaction.from?.toLowerCase() !== account) {
        throw new ProviderError(
          4100,
          "The requested account and/or method has not been authorized by the user.",
        );
      }
      if (transaction.chainId !== undefined && Number(transaction.chainId) !== chain) {
        throw new ProviderError(
          -32602,
          "Invalid transaction params: chainId is not the active one.",
        );
      }
      const data = transaction.data ?? transaction.input ?? "0x";
      await approval("Send transaction", {
        From: account,
        To: transaction.to ?? "new contract",
        Value: ether(BigInt(transaction.value ?? 0)),
        Data: `${((data.length - 2) / 2).toLocaleString("en")} bytes`,
        Function: data.slice(0, 10),
      });
      return onNode("eth_sendTransaction", [transaction]);
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
      return mode;
    },
    set mode(value) {
      mode = value;
      if (value !== "approve" && value !== "reject") return;
      for (const settle of [...waiting]) settle(value === "approve");
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
    /** Pretends that the user chose another chain. */
    setChain(id) {
      chains.add(id);
      switchTo(id);
    },
  };

  window.addEventListener("eip6963:requestProvider", announce);
  announce();
})();
