/** The example as its README installs it: killed in the middle, and run again. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readdir, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { after, before, describe, test } from "node:test";
import { registrationsOf } from "../browser/chain.mjs";
import { createClient, NEW_CLUSTER, validatorKey } from "../devnet/client.mjs";
import { installExample } from "./example.mjs";

/** The third account of every such node. */
const PRIVATE_KEY = "0x5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a";

describe("the example", () => {
  let example;
  let devnet;
  let folder;
  before(async () => {
    example = await installExample();
    ({ devnet, folder } = example);
  });
  after(() => example.remove());

  test("killed after its first transaction, and again after a foreign registration", async () => {
    const owner = devnet.accounts[3];
    const publicKeys = await example.keystores("many", 8);
    const args = ["--account", owner, "--per-transaction", "3"];
    const first = example.start("many", args);
    while ((await registrationsOf(devnet, owner)).length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    first.child.kill("SIGKILL");
    await first.ended;
    const second = await example.start("many", [...args, "--pause-after-first"]).ended;
    assert.equal(second.code, 0, second.output);
    assert.match(second.output, /going on with what an earlier run began/);
    const foreign = validatorKey(77);
    await createClient(devnet).write(
      "registerValidator",
      [foreign, [5, 6, 7, 8], "0x00", NEW_CLUSTER],
      { from: owner, value: 10n ** 18n },
    );
    const third = await example.start("many", args).ended;
    assert.equal(third.code, 0, third.output);
    assert.match(third.output, /moved the nonce/);
    assert.match(third.output, /\n8 registered, 0 left out\n$/);
    await example.assertRegistered(owner, publicKeys, [foreign]);
    const journal = await readdir(join(folder, "many-journal"));
    assert.ok(!journal.some((name) => name.startsWith(String(devnet.network.chainId))), journal);
  });

  test("two runs for one owner at once: the second ends, and the first's lock ends with it", async () => {
    const owner = devnet.accounts[4];
    const publicKeys = await example.keystores("twice", 4);
    const args = ["--account", owner, "--per-transaction", "1"];
    const first = example.start("twice", args);
    while ((await registrationsOf(devnet, owner)).length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const second = await example.start("twice", args).ended;
    assert.equal(second.code, 1, second.output);
    assert.match(second.output, new RegExp(`process ${first.child.pid} is registering`));
    const { code, output } = await first.ended;
    assert.equal(code, 0, output);
    await example.assertRegistered(owner, publicKeys);
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
    const publicKeys = await example.keystores("few", 3);
    const lines = ["keystore-0: password 0", "keystore-1: wrong", "keystore-2: password 2"];
    await writeFile(join(folder, "few.txt"), lines.join("\r\n"));
    const deposit = {
      pubkey: publicKeys[0].slice(2),
      amount: 32e9,
      deposit_data_root: "00".repeat(32),
    };
    const path = join(folder, "few", "deposit_data-1700000000.json");
    await writeFile(path, JSON.stringify([deposit]));
    const { code, output } = await example.start("few", [], { PRIVATE_KEY }).ended;
    assert.equal(code, 1, output);
    assert.match(output, /deposit_data-1700000000\.json is left out: IS_DEPOSIT_DATA/);
    assert.match(output, /keystore-1\.json is left out: WRONG_PASSWORD/);
    assert.match(output, /next: 2 validators with 0\.\d+ ETH for 180 days/);
    assert.match(output, /\n2 registered, 1 left out\n$/);
    assert.ok(!output.includes("password 0"));
    await example.assertRegistered(devnet.accounts[2], [publicKeys[0], publicKeys[2]]);
  });
});
