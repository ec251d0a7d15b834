import { refusal, type PlainFailure } from "./failure.js";
import type { Role } from "./role.js";
import type { Operation, Requests, Service, Usage } from "./service.js";

/** What a worker says first. A file of somebody else's at our address would not say this. */
export const READY = "ssv-wasm key worker, protocol 5";
/** What it says once its instance runs. */
export const RUNNING = "running";

/** One request with the number that its answer carries. */
export interface Request<O extends Operation = Operation> {
  readonly id: number;
  readonly operation: O;
  readonly request: Requests[O]["request"];
}

/** The first message says what the thread is there for; every other one is a request. */
export type FromPage = { readonly role: Role } | Request;

/** `crashed`: the instance trapped and must be thrown away. */
export type Answer =
  | { readonly id: number; readonly usage: Usage; readonly value: Requests[Operation]["answer"] }
  | { readonly id: number; readonly usage: Usage; readonly failure: PlainFailure }
  | { readonly id: number; readonly crashed: true };

/** Serves one request. A trap says nothing about its cause, so that nothing secret can be in it. */
export async function answer(
  service: Service,
  { id, operation, request }: Request,
): Promise<Answer> {
  try {
    const value = await service.answer(operation, request);
    return { id, usage: service.usage(), value };
  } catch (thrown) {
    const failure = refusal(thrown);
    return failure ? { id, usage: service.usage(), failure } : { id, crashed: true };
  }
}
