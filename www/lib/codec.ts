import init, * as glue from "./generated/codec.js";
import type {
  Codec,
  DecodedCall,
  DecodedError,
  DecodedEvent,
  TokenViewName,
  TokenViews,
  ViewName,
  Views,
} from "./codec.types.js";
import { costs } from "./costs.js";
import { SsvError } from "./errors.js";
import { translated } from "./keys/failure.js";
import type { Call, Cluster, Hex, Network, Registration } from "./types.js";
import { compile } from "./wasm.js";

/** Blocks in a day without missed slots. */
export const BLOCKS_PER_DAY = 7200n;

/** What the first registration with an operator set passes as its cluster. */
export const NEW_CLUSTER: Cluster = Object.freeze({
  validatorCount: 0,
  networkFeeIndex: 0n,
  index: 0n,
  active: true,
  balance: 0n,
});

let loaded: Promise<Codec> | undefined;

/**
 * Everything that needs no key: encoding, decoding and cluster maths, synchronous once loaded. The
 * instance behind it holds no secret.
 *
 * @throws SsvError WASM_UNAVAILABLE
 */
export function loadCodec(): Promise<Codec> {
  loaded ??= compile("codec")
    .then((module) => init({ module_or_path: module }))
    .then(() => codec)
    .catch((cause: unknown) => {
      loaded = undefined;
      throw translated(cause);
    });
  return loaded;
}

const plain: Codec = {
  networks: () => glue.networks() as Network[],
  encodeCall: (name, args) => glue.encodeCall("v2", name, args) as Hex,
  encodeLegacyCall: (name, args) => glue.encodeCall("v1", name, args) as Hex,
  encodeTokenCall: (name, args) => glue.encodeCall("token", name, args) as Hex,
  decodeCall: (data) => glue.decodeCall(data) as DecodedCall,
  encodeView: (name, args) => glue.encodeView(name, args) as Hex,
  decodeView: <N extends ViewName>(name: N, data: Hex) =>
    glue.decodeView(name, data) as Views[N][1],
  encodeTokenView: (name, args) => glue.encodeView(name, args) as Hex,
  decodeTokenView: <N extends TokenViewName>(name: N, data: Hex) =>
    glue.decodeView(name, data) as TokenViews[N][1],
  topic: (event) => glue.topic(event) as Hex,
  decodeEvent: ({ topics, data }) => {
    const event = glue.decodeEvent([...topics], data) as DecodedEvent | undefined;
    if (event?.name !== "OperatorAdded") return event;
    const publicKey = glue.operatorKeyText(event.args.publicKey);
    return { name: event.name, args: { ...event.args, publicKey } };
  },
  decodeError: (data) => glue.decodeError(data) as DecodedError,
  keccak256: (data) => glue.keccak256(data) as Hex,
  clusterId: (owner, ids) => glue.clusterId(owner, BigUint64Array.from(ids)) as Hex,
  clusterHash: (cluster) => glue.clusterHash(cluster) as Hex,
  checksumAddress: (address) => glue.checksumAddress(address) as Hex,
  registerCall,
  ...costs,
};

/** The same functions, with what the boundary throws as SsvError. */
const codec = Object.freeze(
  Object.fromEntries(Object.entries(plain).map(([name, work]) => [name, guard(work as Work)])),
) as unknown as Codec;

type Work = (...args: unknown[]) => unknown;

function guard(work: Work): Work {
  return (...args) => {
    try {
      return work(...args);
    } catch (cause) {
      throw translated(cause);
    }
  };
}

function registerCall(
  network: Network,
  registrations: readonly Registration[],
  cluster: Cluster,
  value: bigint,
): Call {
  const [first] = registrations;
  if (!first) throw new SsvError("INVALID_ARGUMENT", "there is nothing to register");
  registrations.forEach((registration, index) => checkInLine(first, registration, index));
  if (new Set(registrations.map(({ publicKey }) => publicKey)).size < registrations.length) {
    throw new SsvError("DUPLICATE_VALIDATOR", "the same validator appears twice");
  }
  const operatorIds = [...first.operatorIds];
  const data =
    registrations.length === 1
      ? codec.encodeCall("registerValidator", {
          publicKey: first.publicKey,
          operatorIds,
          sharesData: first.sharesData,
          cluster,
        })
      : codec.encodeCall("bulkRegisterValidator", {
          publicKeys: registrations.map(({ publicKey }) => publicKey),
          operatorIds,
          sharesData: registrations.map(({ sharesData }) => sharesData),
          cluster,
        });
  return Object.freeze({
    chainId: network.chainId,
    from: first.owner,
    to: network.network,
    data,
    value: `0x${value.toString(16)}`,
  });
}

/** One transaction: one owner, one operator set, consecutive nonces, no validator twice. */
function checkInLine(first: Registration, registration: Registration, index: number): void {
  if (registration.owner.toLowerCase() !== first.owner.toLowerCase()) {
    throw new SsvError("OWNER_MISMATCH", "the registrations have different owners", { index });
  }
  if (registration.operatorIds.join() !== first.operatorIds.join()) {
    throw new SsvError("OPERATORS_MISMATCH", "the registrations have different operators", {
      index,
    });
  }
  if (registration.nonce !== first.nonce + BigInt(index)) {
    throw new SsvError("NONCE_ORDER", "the nonces are not consecutive", { index });
  }
}
