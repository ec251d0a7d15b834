/** What goes wrong between a page and its node, as a proxy in front of a real one. No test of its own. */
import { createServer } from "node:http";
import { setTimeout as delay } from "node:timers/promises";

/**
 * @typedef {{ status?: number, headers?: Record<string, string>, body?: unknown, drop?: boolean }} Reply
 *   `body`: text as it is, everything else as JSON; `drop`: the connection ends without an answer
 * @typedef {{ id: unknown, method: string, params: any[] }} Call
 * @typedef {object} Fault
 * @property {(body: any, next: () => Promise<Reply>) => Promise<Reply> | Reply} [post] stands in for a whole post
 * @property {(call: Call, next: () => Promise<any>) => any} [call] stands in for the result of one call; throws
 *   `{ code, message, data }` for an error
 */

const CORS = {
  "access-control-allow-origin": "*",
  "access-control-allow-headers": "*",
  "access-control-expose-headers": "retry-after",
};

/** A server on a free port of 127.0.0.1; `answer(request, text)` gives a Reply. Pages of any origin may ask it. */
export async function listen(answer) {
  const server = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += chunk;
    const preflight = request.method === "OPTIONS";
    const reply = preflight ? { status: 204 } : await answer(request, text);
    if (reply.drop) return void response.destroy();
    const { status = 200, headers, body = "" } = reply;
    const type = typeof body === "string" ? "text/plain" : "application/json";
    response.writeHead(status, { ...CORS, "content-type": type, ...headers });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/**
 * Starts a proxy in front of the node at `target`. `faults` may be exchanged at any time; the first stands
 * outermost. `posts` and `calls` hold what was asked.
 */
export async function startProxy(target, ...faults) {
  const proxy = { faults, posts: [], calls: [] };

  async function forward({ method, params }) {
    const response = await fetch(target, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
    });
    const { result, error } = await response.json();
    if (error) throw error;
    return result;
  }

  /** The faults of one kind around `innermost`. */
  function through(kind, subject, innermost) {
    const chain = proxy.faults.filter((fault) => fault[kind]);
    return chain.reduceRight((next, fault) => async () => fault[kind](subject, next), innermost)();
  }

  async function call(request) {
    proxy.calls.push(request);
    const envelope = { jsonrpc: "2.0", id: request.id };
    try {
      return { ...envelope, result: await through("call", request, () => forward(request)) };
    } catch (error) {
      if (error instanceof Error) throw error;
      return { ...envelope, error };
    }
  }

  const server = await listen(async (_, text) => {
    const body = JSON.parse(text);
    proxy.posts.push(body);
    return through("post", body, async () => ({
      body: Array.isArray(body) ? await Promise.all(body.map(call)) : await call(body),
    }));
  });
  return Object.assign(proxy, server);
}

/** 429 for the first posts, with what the node asks in Retry-After. */
export function rateLimit({ times, retryAfter }) {
  const headers = retryAfter === undefined ? {} : { "retry-after": String(retryAfter) };
  return {
    post: (_, next) => (times-- > 0 ? { status: 429, headers, body: "slow down" } : next()),
  };
}

/** No more than `calls` calls within `milliseconds`; a batch over the limit is refused as a whole. */
export function callsPerTime(calls, milliseconds) {
  const past = [];
  return {
    post(body, next) {
      const now = Date.now();
      while (past.length > 0 && past[0] < now - milliseconds) past.shift();
      const asked = [body].flat().length;
      if (past.length > 0 && past.length + asked > calls) return { status: 429, body: "quota" };
      past.push(...Array(asked).fill(now));
      return next();
    },
  };
}

/** Every answer takes its time. */
export const slow = (milliseconds) => ({ post: (_, next) => delay(milliseconds).then(next) });

/** The first posts end without an answer. */
export const lost = (times) => ({ post: (_, next) => (times-- > 0 ? { drop: true } : next()) });

/** The first posts fail in a gateway. */
export const gateway = (times, status = 502) => ({
  post: (_, next) => (times-- > 0 ? { status, body: "<html>bad gateway</html>" } : next()),
});

/** Ways in which nodes refuse a range; `[limit]` in a text stands for the number of blocks. */
export const RANGE_REFUSALS = [
  { code: -32602, message: "range 50000 exceeds limit of [limit]" },
  { code: -32600, message: "block range too high" },
  { code: -32000, message: "exceed maximum block range: [limit]" },
  { code: -32005, message: "query returned more than 10000 results" },
  { code: -32005, message: "limit exceeded: block range is limited to [limit] blocks" },
  { code: -32602, message: "Log response size exceeded. Please reduce query block range." },
  { code: -32600, message: "You can make eth_getLogs requests with up to a [limit] block range." },
  { code: -32602, message: "invalid params", data: { payload: "range is bigger than [limit]" } },
  { status: 400, body: "range over [limit]" },
  { status: 413, body: "<html>too large</html>" },
];

/** eth_getLogs over at most so many blocks. */
export function rangeLimit(blocks, { status, body, ...error } = RANGE_REFUSALS[0]) {
  const say = (text) => text.replace("[limit]", String(blocks));
  const isOver = ({ method, params }) =>
    method === "eth_getLogs" && params[0].toBlock - params[0].fromBlock >= blocks;
  if (status !== undefined) {
    return {
      post: (asked, next) => ([asked].flat().some(isOver) ? { status, body: say(body) } : next()),
    };
  }
  return {
    call(asked, next) {
      if (isOver(asked)) throw { ...error, message: say(error.message) };
      return next();
    },
  };
}

/** The head that the node tells is `blocks` behind, for the first `times` questions. */
export function staleHead(blocks, times = Infinity) {
  return {
    async call({ method }, next) {
      const result = await next();
      if (method !== "eth_blockNumber" || times-- <= 0) return result;
      return `0x${(BigInt(result) - BigInt(blocks)).toString(16)}`;
    },
  };
}

/** Events that the node does not hand out: those for which `isHidden(log)` is true, for the first `times` ranges. */
export function withheld(isHidden, times = Infinity) {
  return {
    async call({ method }, next) {
      const result = await next();
      if (method !== "eth_getLogs" || times-- <= 0) return result;
      return result.filter((log) => !isHidden(log));
    },
  };
}

/** Another chain answers. */
export const otherChain = (chainId) => ({
  call: ({ method }, next) => (method === "eth_chainId" ? `0x${chainId.toString(16)}` : next()),
});

/** Batches of more than `size` are refused; `reply` is how. */
export function batchLimit(
  size,
  reply = { body: { jsonrpc: "2.0", id: null, error: { code: -32600, message: "batch limit" } } },
) {
  return {
    post: (body, next) => (Array.isArray(body) && body.length > size ? reply : next()),
  };
}

/** Of every batch only the first `size` calls are answered. */
export function partialBatches(size) {
  return {
    async post(body, next) {
      const reply = await next();
      return Array.isArray(body) ? { ...reply, body: reply.body.slice(0, size) } : reply;
    },
  };
}
