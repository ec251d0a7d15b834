/**
 * Compiled with everything else and never run: what viem and ethers infer from the exported ABI, and
 * that our own types of arguments, results and events say the same.
 */
import { Contract, Interface } from "ethers";
import {
  decodeErrorResult,
  decodeEventLog,
  encodeFunctionData,
  type AbiParameter,
  type AbiParameterToPrimitiveType,
  type ContractFunctionReturnType,
  type Log,
} from "viem";
import {
  errorsAbi,
  eventsAbi,
  ssvNetworkAbi,
  ssvNetworkV1Abi,
  ssvNetworkViewsAbi,
  ssvTokenAbi,
} from "../../www/lib/abi/index.js";
import type {
  CallArguments,
  Cluster,
  EventArguments,
  EventName,
  Hex,
  LegacyCallArguments,
  TokenCallArguments,
  TokenViews,
  Views,
} from "../../www/lib/index.js";

type Network = typeof ssvNetworkAbi;
type Reader = typeof ssvNetworkViewsAbi;
type Token = typeof ssvTokenAbi;

/** An entry of an ABI by kind and name. */
type Entry<A extends readonly unknown[], K, N> = Extract<A[number], { type: K; name: N }>;

/** The arguments of an entry as viem types them, by name. */
type Arguments<E> = E extends { inputs: readonly AbiParameter[] }
  ? { [P in E["inputs"][number] as P["name"] & string]: AbiParameterToPrimitiveType<P> }
  : never;

/** The only result of a view as viem types it. */
type Result<E> = E extends { outputs: readonly [infer P extends AbiParameter] }
  ? AbiParameterToPrimitiveType<P>
  : never;

type Frozen<T> = T extends object ? { readonly [K in keyof T]: Frozen<T[K]> } : T;
type Same<A, B> = [Frozen<A>, Frozen<B>] extends [Frozen<B>, Frozen<A>] ? true : false;

/** Names whose types differ, in a table of our own and one inferred. */
type Differing<Ours, Theirs extends Record<keyof Ours, unknown>> = {
  [N in keyof Ours]: Same<Ours[N], Theirs[N]> extends true ? never : N;
}[keyof Ours];

type Called<A extends readonly unknown[], Ours> = {
  [N in keyof Ours]: Arguments<Entry<A, "function", N>>;
};
type Answered<A extends readonly unknown[], Ours> = {
  [N in keyof Ours]: Result<Entry<A, "function", N>>;
};
type Announced<N extends EventName> = {
  [E in N]: Arguments<Entry<[...typeof eventsAbi, ...Token], "event", E>>;
};
type Results<V extends Record<keyof V, [unknown, unknown]>> = { [N in keyof V]: V[N][1] };

/** Does not compile while a name is left, and names it. */
declare function none<N extends never>(name?: N): void;

/** Operator keys are unwrapped by decodeEvent, and an operator's whitelist has a shorter name. */
type Unwrapped = "OperatorAdded";
type Renamed = "getOperatorById" | "getOperatorByIdSSV";

declare const account: Hex;
declare const cluster: Cluster;
declare const log: Log<bigint, number, false>;

export function ourTypesAreTheirs(): void {
  none<Differing<CallArguments, Called<Network, CallArguments>>>();
  none<Differing<LegacyCallArguments, Called<typeof ssvNetworkV1Abi, LegacyCallArguments>>>();
  none<Differing<TokenCallArguments, Called<Token, TokenCallArguments>>>();
  type Plain = Omit<Results<Views>, Renamed>;
  none<Differing<Plain, Answered<Reader, Plain>>>();
  none<Differing<Results<TokenViews>, Answered<Token, Results<TokenViews>>>>();
  type Events = Omit<EventArguments, Unwrapped>;
  none<Differing<Events, Announced<keyof Events>>>();
  type Known = Extract<[...typeof eventsAbi, ...Token][number], { type: "event" }>["name"];
  none<Exclude<Known, EventName> | Exclude<EventName, Known>>();
  // @ts-expect-error: the check above can fail
  none<Differing<{ deposit: { amount: bigint } }, Called<Network, { deposit: unknown }>>>();
}

export function viemInfers(): void {
  const abi = ssvNetworkAbi;
  encodeFunctionData({ abi, functionName: "deposit", args: [account, [1n, 2n, 3n, 4n], cluster] });
  // @ts-expect-error: ids are bigints
  encodeFunctionData({ abi, functionName: "deposit", args: [account, [1, 2, 3, 4], cluster] });
  // @ts-expect-error: an argument is missing
  encodeFunctionData({ abi, functionName: "deposit", args: [account, [1n]] });
  // @ts-expect-error: a cluster has five members
  encodeFunctionData({ abi, functionName: "reactivate", args: [[1n], { active: true }] });
  // @ts-expect-error: version 1 had an amount, version 2 has none
  encodeFunctionData({ abi, functionName: "reactivate", args: [[1n], 5n, cluster] });
  encodeFunctionData({
    abi: ssvNetworkV1Abi,
    functionName: "reactivate",
    args: [[1n], 5n, cluster],
  });
  // @ts-expect-error: there is no such function
  encodeFunctionData({ abi, functionName: "migrateClusterToSSV", args: [] });
  encodeFunctionData({ abi: ssvTokenAbi, functionName: "approve", args: [account, 1n] });

  const balance: ContractFunctionReturnType<Reader, "view", "getBalance"> = 1n;
  const version: ContractFunctionReturnType<Reader, "view", "getVersion"> = "v2.0.0";
  // @ts-expect-error: a balance is a bigint
  const wrong: ContractFunctionReturnType<Reader, "view", "getBalance"> = "1";
  const event = decodeEventLog({ abi: eventsAbi, eventName: "ValidatorAdded", ...log });
  const shares: Hex = event.args.shares;
  const error = decodeErrorResult({ abi: errorsAbi, data: "0x" });
  const id: bigint = error.errorName === "ExceedValidatorLimitWithData" ? error.args[0] : 0n;
  void [balance, version, wrong, shares, id];
}

export function ethersTakes(): void {
  new Interface(ssvNetworkAbi).encodeFunctionData("deposit", [account, [1n], cluster]);
  new Contract(account, ssvNetworkViewsAbi);
  for (const abi of [ssvNetworkV1Abi, ssvTokenAbi, eventsAbi, errorsAbi]) new Interface(abi);
}
