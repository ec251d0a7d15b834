import assert from "node:assert/strict";
import { build } from "esbuild";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { vectors } from "./inputs.mjs";

const { outputFiles } = await build({
  entryPoints: [fileURLToPath(new URL("../../www/elements/text/reasons.ts", import.meta.url))],
  bundle: true,
  format: "esm",
  write: false,
});
const bundle = `data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`;
const { reasons } = await import(bundle);

const { olderErrors } = vectors("calls/selectors.json");
const deployed = ["ssv-network", "ssv-network-views"]
  .flatMap((name) => vectors(`abi/${name}.json`))
  .filter(({ type }) => type === "error");

/** What decodeError puts beside the contracts' own errors. */
const OTHERS = { Error: { reason: "text" }, Panic: { code: 17n }, Empty: {}, Unknown: {} };

const VALUES = { address: `0x${"11".repeat(20)}`, bytes: `0x${"ab".repeat(48)}`, uint64: 13n };

test("every error of the contracts has a text in plain words", () => {
  const samples = Object.fromEntries(
    deployed.map(({ name, inputs }) => [
      name,
      Object.fromEntries(inputs.map((input) => [input.name, VALUES[input.type] ?? 3])),
    ]),
  );
  for (const name of Object.keys(olderErrors)) samples[name] = {};
  Object.assign(samples, OTHERS);
  assert.ok(Object.keys(samples).length > 80);
  for (const [name, args] of Object.entries(samples)) {
    assert.ok(Object.hasOwn(reasons, name), `${name} has no text`);
    const { title, fix = "Wait." } = reasons[name](args);
    assert.match(title, /^\S.*\s.*[^.]$/u, `${name}: a title of several words`);
    assert.match(fix, /^[A-Z].*\.$/u, `${name}: a sentence`);
    assert.doesNotMatch(`${title} ${fix}`, /undefined|NaN|\[object/u, name);
    if (name.length > 5) assert.ok(!title.includes(name), `${name}: not its name again`);
  }
  const unknown = Object.keys(reasons).filter((name) => !Object.hasOwn(samples, name));
  assert.deepEqual(unknown, [], "texts for errors that do not exist");
});
