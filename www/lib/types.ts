/** Bytes as `0x` and lower-case hex, two digits a byte. Addresses are EIP-55 checksummed when we write them. */
export type Hex = `0x${string}`;

/** A password as text, or as UTF-8 bytes that are wiped after use. */
export type Secret = string | Uint8Array;

/** One operator of a committee: its id on chain and the base64 PEM that the network hands out. */
export interface OperatorInput {
  id: bigint | number | string;
  publicKey: string;
}

/** One validator, split and sealed for its operators: exactly what the contract and the operators read. */
export interface Registration {
  /** Validator public key, 48 bytes. */
  readonly publicKey: Hex;
  /** Ascending. */
  readonly operatorIds: readonly bigint[];
  /** Signature, share public keys and sealed shares: 96 + 304 × operators bytes. */
  readonly sharesData: Hex;
  /** The account that must send the registration. */
  readonly owner: Hex;
  /** The owner's registration count that the signature is bound to. */
  readonly nonce: bigint;
}

/** The cluster tuple of the SSV contracts, in ABI order. */
export interface Cluster {
  readonly validatorCount: number;
  /** Packed units: wei / 100 000 (ETH) or 1e-18 SSV / 10 000 000 (legacy). */
  readonly networkFeeIndex: bigint;
  /** Packed units, as `networkFeeIndex`. */
  readonly index: bigint;
  readonly active: boolean;
  /** Wei (or SSV base units) at the snapshot. */
  readonly balance: bigint;
}

/** A chain that carries the SSV contracts. The same object describes built-in networks and your own. */
export interface Network {
  readonly name: string;
  readonly chainId: number;
  /** Where to read from; without it reads go through the wallet. */
  readonly rpcUrl?: string | undefined;
  /** SSVNetwork proxy. */
  readonly network: Hex;
  /** SSVNetworkViews proxy. */
  readonly views: Hex;
  /** SSV token, for legacy clusters. */
  readonly token?: Hex | undefined;
  /** First block that can hold an SSV event. */
  readonly genesisBlock: number;
  readonly apiUrl?: string | undefined;
  readonly beaconUrl?: string | undefined;
  readonly explorerUrl?: string | undefined;
}

/** A call that a wallet can sign: frozen, quantities as hex, as EIP-1193 takes them. */
export interface Call {
  readonly chainId: number;
  /** The account that has to send it: share signatures are bound to this address. */
  readonly from: Hex;
  readonly to: Hex;
  readonly data: Hex;
  /** Wei, as a hex quantity. */
  readonly value: Hex;
}

/** What is being worked on. `derive` opens a keystore, by far the longest part; `split` splits, seals, signs and checks. */
export type Phase = "derive" | "split";

/** Determinate progress over all keys of one request. */
export interface Progress {
  readonly phase: Phase;
  /** Position of the keystore in the request. */
  readonly index: number;
  /** Steps finished so far, and steps in all. */
  readonly done: number;
  readonly total: number;
  /** Milliseconds until the end, as far as the finished part tells; undefined until it does. */
  readonly remainingMs?: number;
}

/** Something a user should know although the work went through. */
export type WarningCode =
  | "WEAK_KDF"
  | "SHORT_SALT"
  | "LONG_DERIVED_KEY"
  | "LEGACY_PASSWORD"
  | "SHARED_SALT"
  | "NONCE_WRAPS";

export interface Warning {
  readonly code: WarningCode;
  /** Position of the keystore or of the share set in the request. */
  readonly index: number;
}

/** Anything that answers JSON-RPC as EIP-1193 describes: a wallet, a wagmi connector's provider, a WalletConnect provider. */
export interface Eip1193 {
  // eslint-disable-next-line -- method syntax keeps narrower provider types assignable
  request(args: { method: string; params?: unknown }): Promise<unknown>;
  on?(event: string, listener: (payload: never) => void): unknown;
  removeListener?(event: string, listener: (payload: never) => void): unknown;
}
