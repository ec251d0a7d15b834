import type { Codec, ViewName, Views } from "../codec.types.js";
import { SsvError } from "../errors.js";
import type { Network } from "../types.js";
import { invalidAnswer } from "./answer.js";
import type { Node } from "./node.js";

/** What the readers of the contracts share. */
export interface Contracts {
  readonly node: Node;
  readonly codec: Codec;
  readonly network: Network;
  readonly signal?: AbortSignal | undefined;
}

/** The newest block of the right chain. */
export function blockOf({ node, network, signal }: Contracts): Promise<bigint> {
  return node.head(network.chainId, false, signal);
}

/** The newest block of the right chain, never older than one already seen: for what an owner did last. */
export function headOf({ node, network, signal }: Contracts): Promise<bigint> {
  return node.head(network.chainId, true, signal);
}

/** Calls a view function as of one block, so that several answers belong together. */
export async function view<N extends ViewName>(
  { node, codec, network, signal }: Contracts,
  block: bigint,
  name: N,
  args: Views[N][0],
): Promise<Views[N][1]> {
  const call = { to: network.views, data: codec.encodeView(name, args) };
  const answer = await node.call(call, block, signal);
  try {
    return codec.decodeView(name, answer);
  } catch (error) {
    if (error instanceof SsvError && error.code !== "ABI_MALFORMED") throw error;
    throw invalidAnswer(name, error);
  }
}
