import { loadCodec } from "../../lib/index.js";
import type { Call, Cluster, DecodedCall, Network, Registration } from "../../lib/index.js";
import { FlowError, problem } from "./problem.js";

/** What the final bytes have to be: one of the two registrations. */
export type RegisterCall = Extract<
  DecodedCall,
  { name: "registerValidator" | "bulkRegisterValidator" }
>;

/** The call that the wallet will be asked to sign, with what its bytes say. */
export interface Draft {
  readonly call: Call;
  readonly decoded: RegisterCall;
  readonly registrations: readonly Registration[];
  /** Gas that the simulation used. */
  readonly gas: bigint | undefined;
}

/** The registration of these validators, decoded again from its own bytes. */
export async function makeDraft(
  network: Network,
  registrations: readonly Registration[],
  cluster: Cluster,
  value: bigint,
): Promise<Draft> {
  const codec = await loadCodec();
  const call = codec.registerCall(network, registrations, cluster, value);
  return {
    call,
    decoded: registration(codec.decodeCall(call.data)),
    registrations,
    gas: undefined,
  };
}

function registration(decoded: DecodedCall): RegisterCall {
  if (decoded.name === "registerValidator" || decoded.name === "bulkRegisterValidator") {
    return decoded;
  }
  throw new FlowError(problem("CALLDATA_UNKNOWN"));
}
