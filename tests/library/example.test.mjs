/** The example as its README installs it: killed in the middle, and run again. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { after, before, describe, test } from "node:test";
import { makeKeystore } from "../bench/keystores.mjs";
import { assertShares, registrationsOf } from "../browser/chain.mjs";
import { createClient, NEW_CLUSTER, validatorKey } from "../devnet/client.mjs";
import { startDevnet } from "../devnet/index.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const LIGHT = { dklen: 32, c: 10, prf: "hmac-sha256" };
/** The third account of every such node. */
const PRIVATE_KEY = "0x5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a";

describe("the example", () => {
  let devnet;
  let folder;
  const running = new Set();
  before(async () => {
    [devnet, folder] = await Promise.all([
      startDevnet({ blockTime: 1 }),
      mkdtemp(join(tmpdir(), "ssv-example-")),
    ]);
    await cp(`${root}examples`, folder, { recursive: true });
    await rm(join(folder, "node_modules"), { recursive: true, force: true });
    await mkdir(join(folder, "node_modules"));
    await symlink(root, join(folder, "node_modules/ssv-wasm"));
    await symlink(`${root}node_modules/viem`, join(folder, "node_modules/viem"));
    const network = JSON.stringify({ networks: [devnet.network] });
    await writeFile(join(folder, "network.json"), network);
  });
  after(async () => {
    for (const child of running) child.kill("SIGKILL");
    await devnet.stop();
    await rm(folder, { recursive: true });
  });

  /** Keystores in a folder of their own, each with a password of its own. */
  async function keystores(name, count) {
    await mkdir(join(folder, name));
    const made = Array.from({ length: count }, (_, index) => {
      const password = `password ${index}`;
      return { password, ...makeKeystore(LIGHT, { password }) };
    });
    for (const [index, { file }] of made.entries()) {
      await writeFile(join(folder, name, `keystore-${index}.json`), file);
    }
    const lines = made.map(({ password }, index) => `keystore-${index}: ${password}`);
    await writeFile(join(folder, `${name}.txt`), lines.join("\n"));
    return made.map(({ publicKey }) => publicKey);
  }

  function start(name, args, environment = {}) {
    const common = ["--operators", "1,2,3,4", "--rpc", devnet.rpcUrl, "--network", "network.json"];
    const files = [
      "--keystores",
      name,
      "--passwords",
      `${name}.txt`,
      "--journal",
      `${name}-journal`,
    ];
    const child = spawn(process.execPath, ["onboard-folder.mjs", ...common, ...files, ...args], {
      cwd: folder,
      env: { PATH: process.env.PATH, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    running.add(child);
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text) => (output += text));
    }
    const ended = new Promise((resolve) => child.once("close", resolve));
    return { child, ended: ended.then((code) => ({ code, output })) };
  }

  async function assertRegistered(owner, publicKeys, foreign = []) {
    const events = await registrationsOf(devnet, owner);
    const own = events.filter(({ publicKey }) => !foreign.includes(publicKey));
    assert.deepEqual(
      own.map(({ publicKey }) => publicKey),
      publicKeys,
    );
    for (const [nonce, event] of events.entries()) {
      if (own.includes(event)) assertShares(devnet, event, nonce);
    }
  }

  test("killed after its first transaction, and again after a foreign registration", async () => {
    const owner = devnet.accounts[3];
    const publicKeys = await keystores("many", 8);
    const args = ["--account", owner, "--per-transaction", "3"];
    const first = start("many", args);
    while ((await registrationsOf(devnet, owner)).length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    first.child.kill("SIGKILL");
    await first.ended;
    const second = await start("many", [...args, "--pause-after-first"]).ended;
    assert.equal(second.code, 0, second.output);
    assert.match(second.output, /going on with what an earlier run began/);
    const foreign = validatorKey(77);
    await createClient(devnet).write(
      "registerValidator",
      [foreign, [5, 6, 7, 8], "0x00", NEW_CLUSTER],
      { from: owner, value: 10n ** 18n },
    );
    const third = await start("many", args).ended;
    assert.equal(third.code, 0, third.output);
    assert.match(third.output, /moved the nonce/);
    assert.match(third.output, /every keystore that opens is registered/);
    await assertRegistered(owner, publicKeys, [foreign]);
    const journal = await readdir(join(folder, "many-journal"));
    assert.ok(!journal.some((name) => name.startsWith(String(devnet.network.chainId))), journal);
  });

  test("two runs for one owner at once: the second ends, and the first's lock ends with it", async () => {
    const owner = devnet.accounts[4];
    const publicKeys = await keystores("twice", 4);
    const args = ["--account", owner, "--per-transaction", "1"];
    const first = start("twice", args);
    while ((await registrationsOf(devnet, owner)).length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const second = await start("twice", args).ended;
    assert.equal(second.code, 1, second.output);
    assert.match(second.output, new RegExp(`process ${first.child.pid} is registering`));
    const { code, output } = await first.ended;
    assert.equal(code, 0, output);
    await assertRegistered(owner, publicKeys);
    const left = await readdir(join(folder, "twice-journal"));
    assert.ok(!left.some((name) => name.endsWith(".lock")), left);
  });

  test("the journal's lock: one at a time, and none of a process that is gone", async () => {
    const { fileJournal } = await import(pathToFileURL(join(folder, "file-journal.mjs")).href);
    const place = join(folder, "locks");
    const id = "1 0x01 0x02";
    const busy = (error) => error.code === "OWNER_BUSY";
    const [one, other] = [fileJournal(place), fileJournal(place)];
    await one.alone(id, async () => {
      await assert.rejects(
        one.alone(id, () => {}),
        busy,
      );
      await assert.rejects(
        other.alone(id, () => {}),
        busy,
      );
      await other.alone("1 0x01 0x03", async () => {});
    });
    const lock = (host, pid) => join(place, `${encodeURIComponent(id)} ${host} ${pid}.lock`);
    const gone = spawn(process.execPath, ["--version"]);
    await new Promise((resolve) => gone.once("close", resolve));
    for (const pid of [gone.pid, process.pid]) await writeFile(lock(hostname(), pid), "");
    assert.equal(await one.alone(id, async () => 7), 7);
    assert.deepEqual(await readdir(place), []);
    for (const [host, pid] of [
      [hostname(), process.ppid],
      ["elsewhere", gone.pid],
    ]) {
      await writeFile(lock(host, pid), "");
      await assert.rejects(
        one.alone(id, () => {}),
        busy,
      );
      assert.equal((await readdir(place)).length, 1, "its own is gone");
      await rm(lock(host, pid));
    }
  });

  test("with a private key, and a keystore whose password is wrong", async () => {
    const publicKeys = await keystores("few", 3);
    const lines = ["keystore-0: password 0", "keystore-1: wrong", "keystore-2: password 2"];
    await writeFile(join(folder, "few.txt"), lines.join("\r\n"));
    const deposit = {
      pubkey: publicKeys[0].slice(2),
      amount: 32e9,
      deposit_data_root: "00".repeat(32),
    };
    const path = join(folder, "few", "deposit_data-1700000000.json");
    await writeFile(path, JSON.stringify([deposit]));
    const { code, output } = await start("few", [], { PRIVATE_KEY }).ended;
    assert.equal(code, 0, output);
    assert.match(output, /deposit_data-1700000000\.json is left out: IS_DEPOSIT_DATA/);
    assert.match(output, /keystore-1\.json is left out: WRONG_PASSWORD/);
    assert.ok(!output.includes("password 0"));
    await assertRegistered(devnet.accounts[2], [publicKeys[0], publicKeys[2]]);
  });
});
