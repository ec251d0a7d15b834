import { createServer } from "node:http";
import { keccak256, toHex } from "viem";

export const CONTRACT = "0x00000000000000000000000000000000000000c0";
export const OTHER_CONTRACT = "0x00000000000000000000000000000000000000c1";

/** A JSON-RPC error as a node sends it. */
export class Refusal extends Error {
  constructor(code, message, data) {
    super(message);
    this.code = code;
    this.data = data;
  }
}

export const hex = (value) => `0x${BigInt(value).toString(16)}`;
const hashOf = (text) => keccak256(toHex(text));

/** A well-formed log; `place` is [block, transactionIndex, logIndex]. */
export function logAt(
  [block, transactionIndex, logIndex],
  { address = CONTRACT, topics, data = "0x" },
) {
  return {
    address,
    topics,
    data,
    blockNumber: hex(block),
    blockHash: hashOf(`block ${block}`),
    transactionHash: hashOf(`transaction ${block} ${transactionIndex}`),
    transactionIndex: hex(transactionIndex),
    logIndex: hex(logIndex),
    removed: false,
  };
}

/** What an honest node answers to eth_getLogs. */
export function matching(logs, { address, topics, fromBlock, toBlock }) {
  return logs.filter((log) => {
    const block = BigInt(log.blockNumber);
    if (block < BigInt(fromBlock) || block > BigInt(toBlock) || log.address !== address)
      return false;
    return topics.every(
      (wanted, at) => wanted === null || [wanted].flat().includes(log.topics[at]),
    );
  });
}

/** An EIP-1193 provider from functions by method name; keeps a list of the requests it got. */
export function providerOf(handlers) {
  const requests = [];
  return {
    requests,
    async request({ method, params = [] }) {
      requests.push({ method, params });
      const handler = handlers[method];
      if (handler === undefined) throw new Refusal(-32601, `the method ${method} does not exist`);
      return handler(...params);
    },
  };
}

/** Numbers in [0, 1) that are the same for the same seed (mulberry32). */
export function randomFrom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/**
 * A JSON-RPC server on 127.0.0.1. `answer(body, response)` gets the parsed post; what it returns is sent as
 * JSON, unless it has ended the response itself.
 */
export async function serve(answer) {
  const posts = [];
  const server = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += chunk;
    const body = JSON.parse(text);
    posts.push(body);
    const result = await answer(body, response);
    if (!response.writableEnded) response.end(JSON.stringify(result));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    posts,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
