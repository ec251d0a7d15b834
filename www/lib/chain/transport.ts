import { SsvError } from "../errors.js";
import { fields, invalidAnswer } from "./answer.js";
import { rpcFailure } from "./failure.js";

/** One JSON-RPC request; rejects with SsvError. */
export type Send = (method: string, params: readonly unknown[]) => Promise<unknown>;

const BATCH_SIZE = 20;
const ANSWER_LIMIT = 64 * 1024 * 1024;

interface Waiting {
  readonly id: number;
  readonly method: string;
  readonly params: readonly unknown[];
  resolve(value: unknown): void;
  reject(error: SsvError): void;
}

/** The body, as far as it is at most `limit` bytes long; rejects with RPC_FAILED {status: 413} beyond. */
export async function boundedText(response: Response, limit: number): Promise<string> {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let text = "";
  for (let size = 0; reader;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.byteLength;
    if (size > limit) {
      await reader.cancel();
      throw new SsvError("RPC_FAILED", "The node's answer is too large.", { status: 413 });
    }
    text += decoder.decode(value, { stream: true });
  }
  return text + decoder.decode();
}

/** HTTP Retry-After, a number of seconds or a date, as seconds: at most 10, and 0 where absent. */
function retryAfter(response: Response): number {
  const value = response.headers.get("retry-after") ?? "";
  const seconds = /^\d+$/.test(value) ? Number(value) : (Date.parse(value) - Date.now()) / 1000;
  return seconds > 0 ? Math.min(seconds, 10) : 0;
}

async function post(url: string, body: unknown, timeout: number): Promise<unknown> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
      credentials: "omit",
      referrerPolicy: "no-referrer",
      signal: AbortSignal.timeout(timeout),
    });
    text = await boundedText(response, ANSWER_LIMIT);
  } catch (error) {
    if (error instanceof SsvError) throw error;
    // Status 0 stands for "no answer", as in XMLHttpRequest.
    throw new SsvError(
      "RPC_FAILED",
      "The node cannot be reached.",
      { status: 0 },
      { cause: error },
    );
  }
  const { status } = response;
  if (status === 429) {
    const details = { status, retryAfter: retryAfter(response) };
    throw new SsvError("RPC_RATE_LIMITED", "The node asks to slow down.", details);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    if (response.ok) throw invalidAnswer("POST", error);
    throw new SsvError("RPC_FAILED", `The node answered HTTP ${status}.`, { status });
  }
}

function settle(request: Waiting, answer: unknown): void {
  try {
    const { error, result, id } = fields(answer, request.method);
    if (error !== undefined && error !== null) throw rpcFailure(request.method, error);
    if (id !== request.id || result === undefined) throw invalidAnswer(request.method);
    request.resolve(result);
  } catch (error) {
    request.reject(rpcFailure(request.method, error));
  }
}

/** The node takes no batch, or none of this size. */
function refusesBatch({ details }: SsvError): boolean {
  const status = Number(details["status"] ?? 400);
  return status >= 400 && status < 500 && status !== 429;
}

/**
 * JSON-RPC over HTTP. Requests made in the same turn travel in one post. Whatever a node leaves unanswered in
 * a batch is asked again in batches of half that size, down to single requests, and so is all that follows.
 */
export function httpTransport(url: string, timeout: number): Send {
  let queue: Waiting[] = [];
  let batchSize = BATCH_SIZE;
  let lastId = 0;

  const message = ({ id, method, params }: Waiting): object => ({
    jsonrpc: "2.0",
    id,
    method,
    params,
  });

  async function single(request: Waiting): Promise<void> {
    try {
      settle(request, await post(url, message(request), timeout));
    } catch (error) {
      request.reject(rpcFailure(request.method, error));
    }
  }

  /** Settles what the node answers; returns the rest. */
  async function batch(requests: readonly Waiting[]): Promise<readonly Waiting[]> {
    const answers = await post(url, requests.map(message), timeout);
    if (!Array.isArray(answers)) {
      const failure = rpcFailure("batch", fields(answers, "batch")["error"]);
      if (failure.code === "RPC_RATE_LIMITED") throw failure;
      return requests;
    }
    const byId = new Map(answers.map((answer) => [fields(answer, "batch")["id"], answer]));
    const answered = requests.filter(({ id }) => byId.has(id));
    for (const request of answered) settle(request, byId.get(request.id));
    return requests.filter(({ id }) => !byId.has(id));
  }

  async function deliver(requests: readonly Waiting[]): Promise<void> {
    if (requests.length === 1) return single(requests[0]!);
    let rest: readonly Waiting[];
    try {
      rest = await batch(requests);
    } catch (error) {
      const failure = rpcFailure("batch", error);
      if (!refusesBatch(failure) || failure.code !== "RPC_FAILED") {
        for (const request of requests) request.reject(failure);
        return;
      }
      rest = requests;
    }
    if (rest.length === 0) return;
    batchSize = Math.min(batchSize, requests.length >> 1);
    dispatch(rest);
  }

  function dispatch(requests: readonly Waiting[]): void {
    for (let at = 0; at < requests.length; at += batchSize) {
      void deliver(requests.slice(at, at + batchSize));
    }
  }

  function flush(): void {
    const requests = queue;
    queue = [];
    dispatch(requests);
  }

  return (method, params) =>
    new Promise((resolve, reject) => {
      if (queue.length === 0) setTimeout(flush, 0);
      queue.push({ id: ++lastId, method, params, resolve, reject });
    });
}
