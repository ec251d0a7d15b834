import {
  readAccount,
  readFeeRecipient,
  readNonce,
  readStoredSnapshot,
  readValidators,
} from "./account.js";
import type { OperatorKeys } from "./operator-keys.js";
import type { Log } from "./answer.js";
import { scanLogs } from "./logs.js";
import { countRegistrations } from "./nonce.js";
import { readOperators } from "./operators.js";
import { readFees, readLegacyFees, readParameters, readToken } from "./parameters.js";
import type { Checkpoints, Reader } from "./reader.types.js";
import { ascending, readSnapshot } from "./snapshot.js";
import { blockOf, headOf, view, type Contracts } from "./views.js";

/** The reads that need the contracts; loaded when the first of them is asked for. */
export type Reads = Pick<
  Reader,
  | "account"
  | "nonce"
  | "snapshot"
  | "validators"
  | "feeRecipient"
  | "effectiveBalance"
  | "operators"
  | "fees"
  | "legacyFees"
  | "parameters"
  | "validatorsPerOperatorLimit"
  | "tokenBalance"
  | "allowance"
  | "registered"
  | "logs"
>;

export function createReads(base: Contracts, store: Checkpoints | undefined): Reads {
  const { node, network } = base;
  const operatorKeys: OperatorKeys = new Map();
  const until = (signal: AbortSignal | undefined): Contracts => ({ ...base, signal });

  return {
    account: (owner, options = {}) => readAccount(until(options.signal), store, owner, options),
    nonce(owner, options = {}) {
      const contracts = until(options.signal);
      return store && options.recount !== true
        ? readNonce(contracts, store, owner, options)
        : countRegistrations(contracts, owner, options);
    },
    snapshot(owner, operatorIds, options = {}) {
      const contracts = until(options.signal);
      const ids = ascending(operatorIds);
      return store
        ? readStoredSnapshot(contracts, store, owner, ids, options)
        : readSnapshot(contracts, owner, ids, options);
    },
    validators: (owner, operatorIds, options = {}) =>
      readValidators(until(options.signal), store, owner, ascending(operatorIds), options),
    feeRecipient: (owner) => readFeeRecipient(base, store, owner),
    async effectiveBalance(owner, ids, cluster) {
      const operatorIds = ascending(ids);
      const args = { owner, operatorIds, cluster };
      return BigInt(await view(base, await headOf(base), "getEffectiveBalance", args));
    },
    operators: (ids, { owner, signal } = {}) =>
      readOperators(until(signal), store, ids, owner, operatorKeys),
    fees: (operators) => readFees(base, operators),
    legacyFees: (operators) => readLegacyFees(base, operators),
    parameters: () => readParameters(base),
    validatorsPerOperatorLimit: async () =>
      view(base, await blockOf(base), "getValidatorsPerOperatorLimit", {}),
    tokenBalance: (account) => readToken(base, "balanceOf", { account }),
    allowance: (owner) => readToken(base, "allowance", { owner, spender: network.network }),
    registered: async (owner, publicKey) =>
      view(base, await headOf(base), "getValidator", { owner, publicKey }),
    async logs(filter, scan = {}) {
      const found: Log[] = [];
      for await (const logs of scanLogs(node, filter, scan)) found.push(...logs);
      return found;
    },
  };
}
