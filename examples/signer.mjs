/** Wallets for scripts, as EIP-1193 providers: what `connect` of `ssv-wasm/wallet` takes. */
import { SsvError } from "ssv-wasm";

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
  const account = accountOf(privateKey, privateKeyToAccount);
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

/** In words of our own: what others say of a wrong key may repeat it. */
function accountOf(privateKey, toAccount) {
  try {
    if (/^0x[0-9a-f]{64}$/i.test(privateKey)) return toAccount(privateKey);
  } catch {
    // Zero, or beyond the order of the curve.
  }
  const message = "PRIVATE_KEY is not a private key: 0x and 64 hexadecimal digits";
  throw new SsvError("INVALID_ARGUMENT", message);
}

async function post(url, method, params) {
  const { result, error } = await answer(url, { jsonrpc: "2.0", id: 1, method, params });
  if (error) throw Object.assign(new Error(error.message), error);
  return result;
}

async function answer(url, body) {
  let response;
  try {
    response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    return await response.json();
  } catch (cause) {
    const answered = response && `answers HTTP ${response.status} and no JSON`;
    const message = `The node ${answered ?? "does not answer"}`;
    throw new SsvError("RPC_FAILED", message, { method: body.method }, { cause });
  }
}
