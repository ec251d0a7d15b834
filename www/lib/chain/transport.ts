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

async function boundedText(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let text = "";
  for (let size = 0; reader;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.byteLength;
    if (size > ANSWER_LIMIT) {
      await reader.cancel();
      throw new SsvError("RPC_FAILED", "The node's answer is too large.", { status: 413 });
    }
    text += decoder.decode(value, { stream: true });
  }
  return text + decoder.decode();
}

/** HTTP Retry-After in whole seconds, 0 where absent or a date. */
function retryAfter(response: Response): number {
  const seconds = Number(response.headers.get("retry-after"));
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, 10) : 0;
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
    text = await boundedText(response);
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

/** JSON-RPC over HTTP. Requests made in the same turn travel in one post, where the node accepts batches. */
export function httpTransport(url: string, timeout: number): Send {
  let queue: Waiting[] = [];
  let batching = true;
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

  async function batch(requests: readonly Waiting[]): Promise<void> {
    try {
      const answers = await post(url, requests.map(message), timeout);
      if (Array.isArray(answers)) {
        const byId = new Map(answers.map((answer) => [fields(answer, "batch")["id"], answer]));
        for (const request of requests) settle(request, byId.get(request.id));
        return;
      }
      const { error } = fields(answers, "batch");
      const failure = rpcFailure("batch", error);
      if (failure.code === "RPC_RATE_LIMITED") throw failure;
    } catch (error) {
      const failure = rpcFailure("batch", error);
      const { status } = failure.details;
      const refused = typeof status === "number" && status >= 400 && status < 500 && status !== 429;
      if (!refused) {
        for (const request of requests) request.reject(failure);
        return;
      }
    }
    batching = false;
    await Promise.all(requests.map(single));
  }

  function flush(): void {
    const requests = queue;
    queue = [];
    const size = batching ? BATCH_SIZE : 1;
    for (let at = 0; at < requests.length; at += size) {
      const part = requests.slice(at, at + size);
      void (part.length === 1 ? single(part[0]!) : batch(part));
    }
  }

  return (method, params) =>
    new Promise((resolve, reject) => {
      if (queue.length === 0) setTimeout(flush, 0);
      queue.push({ id: ++lastId, method, params, resolve, reject });
    });
}
