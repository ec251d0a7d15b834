/**
 * Functions, events and errors in the JSON form of the ABI specification, with every name and type
 * as a literal: what viem, wagmi and others infer arguments and results from.
 */

interface Parameter {
  readonly name: string;
  readonly type: string;
}

/** Makes parameters of one type. */
export const of =
  <const T extends string>(type: T) =>
  <const N extends string>(name: N) =>
    ({ name, type }) as const;

/** A struct. */
export const tuple = <const N extends string, const P extends readonly Parameter[]>(
  name: N,
  components: P,
) => ({ name, type: "tuple", components }) as const;

/** A list of structs. */
export const tupleList = <const N extends string, const P extends readonly Parameter[]>(
  name: N,
  components: P,
) => ({ name, type: "tuple[]", components }) as const;

/** An event's parameter that is a topic. */
export const indexed = <const N extends string, const T extends string>({
  name,
  type,
}: {
  readonly name: N;
  readonly type: T;
}) => ({ name, type, indexed: true }) as const;

/** A function that changes something. */
export const call = <const N extends string, const P extends readonly Parameter[]>(
  name: N,
  inputs: P,
) => ({ type: "function", name, stateMutability: "nonpayable", inputs, outputs: [] }) as const;

/** A function that changes something and takes ETH. */
export const payable = <const N extends string, const P extends readonly Parameter[]>(
  name: N,
  inputs: P,
) => ({ type: "function", name, stateMutability: "payable", inputs, outputs: [] }) as const;

/** A function that changes something and returns a result. */
export const answered = <
  const N extends string,
  const P extends readonly Parameter[],
  const R extends readonly Parameter[],
>(
  name: N,
  inputs: P,
  outputs: R,
) => ({ type: "function", name, stateMutability: "nonpayable", inputs, outputs }) as const;

/** A function that only reads. */
export const view = <
  const N extends string,
  const P extends readonly Parameter[],
  const R extends readonly Parameter[],
>(
  name: N,
  inputs: P,
  outputs: R,
) => ({ type: "function", name, stateMutability: "view", inputs, outputs }) as const;

export const event = <const N extends string, const P extends readonly Parameter[]>(
  name: N,
  inputs: P,
) => ({ type: "event", name, inputs }) as const;

export const error = <const N extends string, const P extends readonly Parameter[]>(
  name: N,
  inputs: P,
) => ({ type: "error", name, inputs }) as const;
