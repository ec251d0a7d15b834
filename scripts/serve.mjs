/** A static web server on 127.0.0.1 for the built page, with a few paths answered from elsewhere. */
import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";

const TYPES = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

/** The page's own policy is in its markup; a worker gets one of its own, which allows nothing. */
const HEADERS = {
  "Cache-Control": "no-store",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
  "Cross-Origin-Opener-Policy": "same-origin-allow-popups",
};
const WORKER_POLICY = "default-src 'none'; script-src 'wasm-unsafe-eval'";

/**
 * Serves `folder`. `answers`: path → `{ type, body }` or `{ file }`, asked first.
 *
 * @returns {Promise<{ url: string, close(): Promise<void> }>}
 */
export function serve({ folder, answers = {}, port = 0 }) {
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, "http://localhost").pathname));
    const answer = answers[path];
    const file = answer?.file ?? join(folder, path.endsWith("/") ? `${path}index.html` : path);
    if (answer?.body === undefined && !(existsSync(file) && statSync(file).isFile())) {
      response.writeHead(404, HEADERS).end();
      return;
    }
    const type = answer?.type ?? TYPES[extname(file)] ?? "application/octet-stream";
    const policy = /worker[^/]*\.js$/.test(path)
      ? { "Content-Security-Policy": WORKER_POLICY }
      : {};
    response.writeHead(200, { ...HEADERS, ...policy, "Content-Type": type });
    if (answer?.body !== undefined) response.end(answer.body);
    else createReadStream(file).pipe(response);
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () =>
      resolve({
        url: `http://127.0.0.1:${server.address().port}/`,
        close: () =>
          new Promise((closed) => {
            server.close(closed);
            server.closeAllConnections();
          }),
      }),
    );
  });
}
