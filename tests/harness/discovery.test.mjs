import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { lib } from "./load.mjs";

const { discover } = lib;
const ICON = "data:image/svg+xml,<svg/>";

function announce(info, provider = { request: async () => [info.uuid] }) {
  const event = new Event("eip6963:announceProvider");
  event.detail = { info, provider };
  window.dispatchEvent(event);
  return provider;
}

afterEach(() => delete globalThis.window);

test("outside a browser there are no wallets", () => {
  const store = discover();
  assert.deepEqual(store.wallets, []);
  store.close();
});

test("wallets are asked, listed in order and listened to until the store is closed", () => {
  globalThis.window = new EventTarget();
  const info = (uuid) => ({ uuid, name: `Wallet ${uuid}`, rdns: "io.example", icon: ICON });
  window.addEventListener("eip6963:requestProvider", () => announce(info("a")));
  const store = discover();
  assert.deepEqual(
    store.wallets.map(({ uuid }) => uuid),
    ["a"],
  );
  let changes = 0;
  const unsubscribe = store.subscribe(() => changes++);
  announce(info("b"));
  announce(info("b"));
  assert.equal(changes, 1);
  assert.deepEqual(
    store.wallets.map(({ uuid }) => uuid),
    ["a", "b"],
  );
  unsubscribe();
  announce(info("c"));
  assert.equal(changes, 1);
  store.close();
  announce(info("d"));
  assert.equal(store.wallets.length, 3);
});

test("an announced wallet cannot be changed afterwards", async () => {
  globalThis.window = new EventTarget();
  const store = discover();
  const provider = announce({ uuid: "a", name: "A", rdns: "io.a", icon: ICON });
  announce({ uuid: "a", name: "Impostor", rdns: "io.a", icon: ICON });
  provider.request = async () => ["hijacked"];
  assert.equal(store.wallets.length, 1);
  assert.equal(store.wallets[0].name, "A");
  assert.deepEqual(await store.wallets[0].provider.request({ method: "eth_accounts" }), ["a"]);
  assert.throws(() => {
    store.wallets[0].provider.request = async () => ["hijacked"];
  });
  store.close();
});

test("malformed announcements are passed over and odd icons dropped", () => {
  globalThis.window = new EventTarget();
  const store = discover();
  const info = { uuid: "a", name: "A", rdns: "io.a", icon: "https://example.invalid/track.png" };
  announce(info);
  assert.equal(store.wallets[0].icon, "");
  for (const detail of [null, undefined, {}, { info }, { info: null, provider: {} }]) {
    const event = new Event("eip6963:announceProvider");
    event.detail = detail;
    window.dispatchEvent(event);
  }
  announce({ ...info, uuid: 7 });
  announce({ ...info, uuid: "b", name: "x".repeat(1000) });
  announce({ ...info, uuid: "c" }, { request: "no function" });
  assert.equal(store.wallets.length, 1);
  for (let n = 0; n < 100; n++) announce({ ...info, uuid: `many ${n}` });
  assert.equal(store.wallets.length, 64);
  store.close();
});
