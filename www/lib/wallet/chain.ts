import { hexQuantity, invalidAnswer } from "../chain/answer.js";
import { pause } from "../chain/pause.js";
import { SsvError } from "../errors.js";
import type { Eip1193, Network } from "../types.js";
import { isRejection, isUnknownChain, walletFailure } from "./failure.js";

/** A chain id as wallets spell it: hex by the standard, decimal or a number in some. */
export function parseChainId(value: unknown): number {
  const id = typeof value === "string" || typeof value === "number" ? Number(value) : NaN;
  if (!Number.isSafeInteger(id) || id <= 0) throw invalidAnswer("eth_chainId");
  return id;
}

export async function readChainId(provider: Eip1193): Promise<number> {
  try {
    return parseChainId(await provider.request({ method: "eth_chainId" }));
  } catch (error) {
    throw walletFailure("eth_chainId", error);
  }
}

export function wrongChain(expected: number, actual: number): SsvError {
  return new SsvError("WRONG_CHAIN", "The wallet is on another chain.", { expected, actual });
}

async function add(provider: Eip1193, network: Network): Promise<void> {
  const chain = {
    chainId: hexQuantity(network.chainId),
    chainName: network.name,
    rpcUrls: [network.rpcUrl],
    nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
    ...(network.explorerUrl === undefined ? {} : { blockExplorerUrls: [network.explorerUrl] }),
  };
  await provider.request({ method: "wallet_addEthereumChain", params: [chain] });
}

/**
 * Brings the wallet to the network's chain, adding it where the wallet does not know it. What counts is
 * the chain the wallet says it is on afterwards. Rejects with WRONG_CHAIN where the wallet cannot switch.
 */
export async function ensureChain(
  provider: Eip1193,
  network: Network,
): Promise<{ status: "ready" } | { status: "rejected" }> {
  const expected = network.chainId;
  let actual = await readChainId(provider);
  const method = "wallet_switchEthereumChain";
  const change = { method, params: [{ chainId: hexQuantity(expected) }] };
  try {
    if (actual !== expected) {
      await provider.request(change).catch(async (error: unknown) => {
        if (!isUnknownChain(error) || network.rpcUrl === undefined) throw error;
        await add(provider, network);
        await provider.request(change);
      });
    }
  } catch (error) {
    if (isRejection(error)) return { status: "rejected" };
    const failure = walletFailure(method, error);
    const cannot = failure.code === "WALLET_UNSUPPORTED" || isUnknownChain(error);
    throw cannot ? wrongChain(expected, actual) : failure;
  }
  // Some wallets answer before they have switched.
  for (let look = 0; look < 5; look++) {
    actual = await readChainId(provider);
    if (actual === expected) return { status: "ready" };
    await pause(200);
  }
  throw wrongChain(expected, actual);
}
