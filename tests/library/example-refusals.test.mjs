/** The example where something is wrong: what it says, how it ends, and that it registers nothing twice. */
import assert from "node:assert/strict";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { after, before, describe, test } from "node:test";
import { build } from "esbuild";
import { makeKeystore } from "../bench/keystores.mjs";
import { registrationsOf } from "../browser/chain.mjs";
import { createClient, NEW_CLUSTER, validatorKey } from "../devnet/client.mjs";
import { installExample, LIGHT } from "./example.mjs";

describe("the example, where something is wrong", () => {
  let example;
  let devnet;
  let folder;
  before(async () => {
    example = await installExample();
    ({ devnet, folder } = example);
  });
  after(() => example.remove());

  async function run(name, args, code, ...patterns) {
    const ended = await example.start(name, args).ended;
    assert.equal(ended.code, code, ended.output);
    for (const pattern of patterns) assert.match(ended.output, pattern);
    assert.doesNotMatch(ended.output, /^ +at /m, "no stack");
    return ended.output;
  }

  test("arguments that make no sense are refused in one line", async () => {
    await example.keystores("arguments", 1);
    await mkdir(join(folder, "empty"));
    const account = ["--account", devnet.accounts[1]];
    const cases = [
      [["--per-transaction", "abc"], /--per-transaction abc is not a whole number from 1/],
      [["--days", "0"], /--days 0 is not a whole number/],
      [["--operators", "1,2,x,4"], /"x" is not an operator's number/],
      [["--operators", "1,2,3"], /4, 7, 10 or 13 different operators/],
      [["--operators", "1,2,3,3"], /4, 7, 10 or 13 different operators/],
      [["--operators", "1,2,3,13"], /operator 13 is private/],
      [["--keystores", "missing"], /--keystores missing is no folder that can be read \(ENOENT\)/],
      [["--keystores", "network.json"], /--keystores network.json is not a folder/],
      [["--keystores", "empty"], /--keystores empty holds no keystore/],
      [["--passwords", "missing"], /--passwords missing is no file that can be read \(ENOENT\)/],
      [["--network", "arguments.txt"], /--network arguments.txt is not { "networks"/],
      [["--account", "0x12"], /--account 0x12 is not an address/],
      [["--rpc", "localhost:1"], /--rpc is not the address of a node/],
      [["--depth", "1"], /Unknown option '--depth'; --help lists/],
    ];
    for (const [args, pattern] of cases) {
      const output = await run("arguments", [...account, ...args], 1, pattern);
      assert.match(output, /^INVALID_ARGUMENT: [^\n]+\n$/);
    }
    await run("arguments", [], 1, /^INVALID_ARGUMENT: set PRIVATE_KEY, or name/);
    const { code, output } = await example.start("arguments", [], { PRIVATE_KEY: "abc1" }).ended;
    assert.equal(code, 1);
    assert.match(output, /^INVALID_ARGUMENT: PRIVATE_KEY is not a private key: [^\n]+\n$/);
    assert.ok(!output.includes("abc1"));
    await run("arguments", ["--help"], 0, /--forget {2,}gives up/);
  });

  test("a node that does not answer; its address, which may hold a key, is not repeated", async () => {
    await example.keystores("unreachable", 1);
    const args = ["--account", devnet.accounts[1], "--rpc", "http://127.0.0.1:9/secret"];
    const output = await run("unreachable", args, 1, /^RPC_FAILED: The node does not answer/);
    assert.match(output, /see whether --rpc is right/);
    assert.ok(!output.includes("secret"));
  });

  test("a damaged journal is named, and not taken for an empty one", async () => {
    await example.keystores("damaged", 1);
    const owner = devnet.accounts[1];
    const { chainId, network } = devnet.network;
    const id = `${chainId} ${network} ${owner}`.toLowerCase();
    await mkdir(join(folder, "damaged-journal"));
    await writeFile(join(folder, "damaged-journal", `${encodeURIComponent(id)}.json`), "{");
    const refusal = /^INVALID_ARGUMENT: damaged-journal\/31337.*\.json is damaged/m;
    await run("damaged", ["--account", owner], 1, refusal);
    assert.deepEqual(await registrationsOf(devnet, owner), []);
  });

  test("an account that holds too little is told amounts in ETH", async () => {
    await example.keystores("poor", 1);
    const owner = devnet.accounts[9];
    await devnet.rpc("anvil_setBalance", [owner, `0x${(10n ** 15n).toString(16)}`]);
    const output = await run("poor", ["--account", owner], 1, /^INSUFFICIENT_FUNDS: /m);
    assert.match(output, /0\.\d+ ETH needed, 0\.001 ETH in the account/);
  });

  test("a wrong password for all, and nothing but broken files, are no success", async () => {
    await example.keystores("wrong", 2);
    await writeFile(join(folder, "wrong.txt"), "not this one");
    const account = ["--account", devnet.accounts[9]];
    await run("wrong", account, 1, /keystore-1\.json is left out: WRONG/, /\n0 registered, 2 left/);
    await mkdir(join(folder, "broken"));
    await writeFile(join(folder, "broken", "keystore.json"), "{");
    await writeFile(join(folder, "broken.txt"), "any");
    await run("broken", account, 1, /NOT_JSON: the file is not JSON/, /\n0 registered, 1 left out/);
  });

  test("a broken file keeps its place in a list of passwords, and needs no line with its name", async () => {
    const publicKeys = await example.keystores("places", 20);
    const owner = devnet.accounts[2];
    const account = ["--account", owner];
    const inFolder = (name) => join(folder, "places", name);
    await writeFile(inFolder("keystore-10.json"), "{");
    await writeFile(inFolder("deposit_data-1.json"), "{");
    const order = publicKeys.map((_, index) => index).sort();
    const lines = order.map((index) => `password ${index}`);
    await writeFile(join(folder, "places.txt"), lines.slice(0, 18).join("\n"));
    await run("places", account, 1, /PASSWORDS_MISMATCH: .*20 keystores, 18 passwords.*at most 16/);
    await writeFile(join(folder, "places.txt"), lines.join("\n"));
    await run(
      "places",
      account,
      1,
      /keystore-10\.json is left out/,
      /\n19 registered, 1 left out\n$/,
    );
    const opened = order.filter((index) => index !== 10).map((index) => publicKeys[index]);
    await example.assertRegistered(owner, opened);

    const named = await example.keystores("named", 2);
    await writeFile(join(folder, "named", "another.json"), "[]");
    const other = devnet.accounts[3];
    await run("named", ["--account", other], 1, /\n2 registered, 1 left out\n$/);
    await example.assertRegistered(other, named);
    await run("named", ["--account", other], 1, /\n0 registered, 1 left out, 2 registered already/);
  });

  test("a few passwords are tried on every file", async () => {
    const publicKeys = await example.keystores("few", 3);
    await writeFile(join(folder, "few.txt"), "x\npassword 2\npassword 0\npassword 1");
    const owner = devnet.accounts[4];
    await run("few", ["--account", owner], 0, /\n3 registered, 0 left out\n$/);
    await example.assertRegistered(owner, publicKeys);
  });

  test("what the library warns of is said once, with the files", async () => {
    const { salt, iv, derived } = makeKeystore(LIGHT, { password: "one" });
    await example.keystores("salt", 7, { password: "one", salt, iv, derived });
    await writeFile(join(folder, "salt.txt"), "one");
    const args = ["--account", devnet.accounts[6]];
    const output = await run("salt", args, 0, /\n7 registered, 0 left out\n$/);
    const names = "keystore-0.json, keystore-1.json, .* and 2 more";
    assert.equal(
      output.match(new RegExp(`^SHARED_SALT \\(${names}\\): Some of these`, "gm")).length,
      1,
    );
    assert.equal(output.match(/^WEAK_KDF \(/gm).length, 1);
  });

  test("warnings are worded as on the page", async () => {
    const outfile = join(folder, "text.mjs");
    const entry = new URL("../../www/elements/text.ts", import.meta.url).pathname;
    await build({ entryPoints: [entry], outfile, bundle: true, format: "esm", platform: "node" });
    const { t } = await import(pathToFileURL(outfile).href);
    const { WARNINGS } = await import(pathToFileURL(join(folder, "words.mjs")).href);
    assert.deepEqual(WARNINGS, t.warnings);
  });

  test("a job of other operators is named, and forgotten once what it sent is settled", async () => {
    const owner = devnet.accounts[7];
    const publicKeys = await example.keystores("other", 6);
    const args = ["--account", owner, "--per-transaction", "2"];
    await run(
      "other",
      [...args, "--pause-after-first"],
      0,
      /\n2 registered, 0 left out, 4 to go\n$/,
    );
    const others = [...args, "--operators", "5,6,7,8"];
    const refusal =
      /^OPERATORS_MISMATCH: .* operators 1, 2, 3, 4, 2 of its 6 validators .*--forget/m;
    await run("other", others, 1, refusal);

    // Killed while its second transaction waits to be mined.
    await devnet.rpc("evm_setIntervalMining", [0]);
    const killed = example.start("other", args);
    const count = (block) => devnet.rpc("eth_getTransactionCount", [owner, block]);
    while ((await count("pending")) === (await count("latest"))) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    killed.child.kill("SIGKILL");
    await killed.ended;
    const forgetting = example.start("other", [...others, "--forget"]);
    await new Promise((resolve) => setTimeout(resolve, 3000));
    assert.equal((await registrationsOf(devnet, owner)).length, 2, "it waits");
    await devnet.rpc("evm_setIntervalMining", [1]);
    const { code, output } = await forgetting.ended;
    assert.equal(code, 0, output);
    assert.match(output, /job with operators 1, 2, 3, 4 is forgotten/);
    assert.match(output, /\n2 registered, 0 left out, 4 registered already\n$/);
    const events = await example.assertRegistered(owner, publicKeys);
    const operators = events.map(({ operatorIds }) => operatorIds.join());
    assert.deepEqual(operators, [...Array(4).fill("1,2,3,4"), ...Array(2).fill("5,6,7,8")]);
  });

  test("a job that waits for a multisig is forgotten with --abandon only", async () => {
    const owner = devnet.accounts[8];
    const publicKeys = await example.keystores("proposed", 2);
    const args = ["--account", owner, "--per-transaction", "1"];
    await run("proposed", [...args, "--pause-after-first"], 0, /, 1 to go\n$/);
    const journal = join(folder, "proposed-journal");
    const [name] = (await readdir(journal)).filter((name) =>
      name.endsWith(`${owner.slice(2)}.json`.toLowerCase()),
    );
    const path = join(journal, name);
    const record = JSON.parse(await readFile(path, "utf8"));
    const proposed = {
      ...record.batches[0],
      publicKeys: [publicKeys[1]],
      nonce: 1,
      state: "proposed",
    };
    await writeFile(path, JSON.stringify({ ...record, batches: [...record.batches, proposed] }));
    const others = [...args, "--operators", "5,6,7,8", "--forget"];
    await run("proposed", others, 1, /stopped: proposed; .*--abandon/);
    assert.equal(JSON.parse(await readFile(path, "utf8")).batches.length, 2);
    await run(
      "proposed",
      [...others, "--abandon"],
      0,
      /\n1 registered, 0 left out, 1 registered already\n$/,
    );
    await example.assertRegistered(owner, publicKeys);
  });

  test("keys that have to sign again and do not open are no success", async () => {
    const owner = devnet.accounts[0];
    await example.keystores("again", 2);
    const args = ["--account", owner, "--per-transaction", "1"];
    await run("again", [...args, "--pause-after-first"], 0, /, 1 to go\n$/);
    const call = [validatorKey(78), [5, 6, 7, 8], "0x00", NEW_CLUSTER];
    const sending = { from: owner, value: 10n ** 18n };
    await createClient(devnet).write("registerValidator", call, sending);
    await writeFile(join(folder, "again.txt"), "wrong");
    await run(
      "again",
      args,
      1,
      /stopped: keys-needed; the nonce has moved/,
      /1 left out, 1 to go\n$/,
    );
  });
});
