/** Compiled only: what the harness hands over fits viem, and viem's clients and providers fit the harness. */
import type { Account, Chain, EIP1193Provider, Transport, WalletClient } from "viem";
import type { Call } from "../../www/lib/index.js";
import { connect, toViem, type Wallet } from "../../www/lib/wallet/index.js";

export function sendWithViem(
  client: WalletClient<Transport, Chain, Account>,
  call: Call,
): Promise<`0x${string}`> {
  return client.sendTransaction(toViem(call));
}

export function connectViem(
  source: WalletClient<Transport, Chain, Account> | EIP1193Provider,
): Promise<Wallet> {
  return connect(source);
}
