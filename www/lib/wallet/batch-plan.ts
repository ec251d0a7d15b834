import type { Codec, DecodedCall } from "../codec.types.js";
import { SsvError } from "../errors.js";
import type { Call, Cluster, Network } from "../types.js";
import { clusterAfter } from "./evidence.js";

/** Why the calls have to be signed one by one. */
export type BatchObstacle =
  "ATOMICITY_UNSUPPORTED" | "TOO_LARGE" | "UPGRADE_REJECTED" | "WALLET_UNSUPPORTED";

/** What is about to be asked of the user. */
export interface BatchPlan {
  /** `atomic`: one signature, all calls or none. `sequential`: one signature for each, stopping at the first failure. */
  readonly mode: "atomic" | "sequential";
  readonly calls: readonly Call[];
  /** The wallet will first ask to turn the account into a smart account (EIP-7702). */
  readonly upgrade?: true;
  /** What stands against one signature for all, where something does. */
  readonly obstacle?: BatchObstacle;
}

/** A call in its place. */
export interface Step {
  readonly call: Call;
  /** undefined: a call that is none of a staker's. */
  readonly decoded: DecodedCall | undefined;
  /** It can only succeed after an earlier call of the batch. */
  readonly dependent: boolean;
}

/** What the earlier calls of a batch leave behind. */
class Expectation {
  readonly #clusters = new Map<string, { by: number; cluster: Cluster | undefined }>();
  readonly #validators = new Map<string, { by: number; registered: boolean }>();
  #approved = false;

  constructor(private readonly codec: Codec) {}

  /**
   * Takes a call in and says whether it builds on an earlier one.
   *
   * @throws SsvError BATCH_IMPOSSIBLE {first, second}
   */
  add(call: Call, decoded: DecodedCall, at: number): boolean {
    const builds = [
      this.#validatorsAt(decoded, at),
      this.#clusterAt(call, decoded, at),
      decoded.generation === "v1" && this.#approved,
    ];
    this.#approved ||= decoded.name === "approve";
    return builds.includes(true);
  }

  #clusterAt({ from, value }: Call, decoded: DecodedCall, at: number): boolean {
    const { args } = decoded;
    if (!("cluster" in args)) return false;
    const owner = "clusterOwner" in args ? args.clusterOwner : from;
    const id = this.codec.clusterId(owner, args.operatorIds);
    const earlier = this.#clusters.get(id);
    if (earlier !== undefined) {
      const { cluster } = earlier;
      const fits =
        cluster !== undefined &&
        this.codec.clusterHash(cluster) === this.codec.clusterHash(args.cluster);
      // The tuple after most calls depends on the block that they are mined in.
      if (!fits) throw impossible(earlier.by, at);
    }
    this.#clusters.set(id, { by: at, cluster: clusterAfter(decoded, BigInt(value)) });
    return earlier !== undefined;
  }

  #validatorsAt({ name, args }: DecodedCall, at: number): boolean {
    const keys =
      "publicKeys" in args ? args.publicKeys : "publicKey" in args ? [args.publicKey] : [];
    const registers = name === "registerValidator" || name === "bulkRegisterValidator";
    const removes = name === "removeValidator" || name === "bulkRemoveValidator";
    let builds = false;
    for (const key of keys) {
      const earlier = this.#validators.get(key);
      if (earlier !== undefined) {
        if (earlier.registered === registers) throw impossible(earlier.by, at);
        builds = true;
      }
      if (registers || removes) this.#validators.set(key, { by: at, registered: registers });
    }
    return builds;
  }
}

function impossible(first: number, second: number): SsvError {
  const message = "A call of the batch needs a state that an earlier one changes.";
  return new SsvError("BATCH_IMPOSSIBLE", message, { first, second });
}

function decodedOf(call: Call, codec: Codec): DecodedCall | undefined {
  try {
    return codec.decodeCall(call.data);
  } catch (error) {
    if (error instanceof SsvError && error.code === "CALLDATA_UNKNOWN") return undefined;
    throw error;
  }
}

/**
 * The calls with what they need of each other.
 *
 * @throws SsvError BATCH_IMPOSSIBLE {first, second} where a call needs a cluster tuple or a validator that an
 *   earlier one changes in a way that cannot be known; INVALID_ARGUMENT, WRONG_CHAIN, OWNER_MISMATCH
 */
export function stepsOf(calls: readonly Call[], codec: Codec, network: Network): Step[] {
  const [first] = calls;
  if (first === undefined) throw new SsvError("INVALID_ARGUMENT", "There is nothing to send.");
  const expectation = new Expectation(codec);
  return calls.map((call, index) => {
    if (call.from.toLowerCase() !== first.from.toLowerCase()) {
      throw new SsvError("OWNER_MISMATCH", "The calls are for different accounts.", { index });
    }
    if (call.chainId !== network.chainId) {
      const details = { expected: call.chainId, actual: network.chainId };
      throw new SsvError("WRONG_CHAIN", "The calls are for another chain.", details);
    }
    const decoded = decodedOf(call, codec);
    const dependent = decoded !== undefined && expectation.add(call, decoded, index);
    return { call, decoded, dependent };
  });
}
