/** Wallets for scripts, as EIP-1193 providers: what `connect` of `ssv-wasm/wallet` takes. */

/** An account that the node itself holds unlocked, as local test nodes do. */
export function unlockedAccount(rpcUrl, account) {
  return {
    async request({ method, params = [] }) {
      if (method === "eth_accounts" || method === "eth_requestAccounts") return [account];
      return post(rpcUrl, method, params);
    },
  };
}

/** A private key in this process. */
export async function privateKeyAccount(rpcUrl, privateKey) {
  const [{ createWalletClient, defineChain, http }, { privateKeyToAccount }] = await Promise.all([
    import("viem"),
    import("viem/accounts"),
  ]);
  const account = privateKeyToAccount(privateKey);
  const id = Number(await post(rpcUrl, "eth_chainId", []));
  const nativeCurrency = { name: "Ether", symbol: "ETH", decimals: 18 };
  const rpcUrls = { default: { http: [rpcUrl] } };
  const chain = defineChain({ id, name: `chain ${id}`, nativeCurrency, rpcUrls });
  const client = createWalletClient({ account, chain, transport: http(rpcUrl) });
  return {
    async request({ method, params = [] }) {
      if (method === "eth_accounts" || method === "eth_requestAccounts") return [account.address];
      if (method !== "eth_sendTransaction") return post(rpcUrl, method, params);
      const [{ to, data, value, gas }] = params;
      return client.sendTransaction({ to, data, value: BigInt(value), gas: BigInt(gas) });
    },
  };
}

async function post(url, method, params) {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
  });
  const { result, error } = await response.json();
  if (error) throw Object.assign(new Error(error.message), error);
  return result;
}
