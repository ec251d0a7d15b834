/** The keystores of a folder, and the session that opens them. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { inspectKeystore, openSession, readPasswordFile } from "ssv-wasm";
import { invalid } from "./options.mjs";

/**
 * Every file of the folder that counts in a list of passwords, in the order of names: `{ name, file, publicKey,
 * keyStream }`, or `{ name, error }` where it is no keystore.
 */
export async function readFolder(folder, report) {
  const files = [];
  for (const name of (await readdir(folder)).filter((name) => name.endsWith(".json")).sort()) {
    try {
      const file = new Uint8Array(await readFile(join(folder, name)));
      files.push({ name, file, ...(await inspectKeystore(file)) });
    } catch (error) {
      // The deposit tool puts deposit_data-*.json beside the keystores: it has no password.
      const counts = error.code !== "IS_DEPOSIT_DATA" && !name.startsWith("deposit_data-");
      if (counts) files.push({ name, error });
      report.leaveOut(name, error, counts);
    }
  }
  if (files.length > 0) return files;
  throw invalid(`--keystores ${folder} holds no keystore, *.json: there is nothing to register`);
}

/** Opens the keystores whose keys are wanted; undefined where none is. */
export async function unlock(files, { passwordFile, wanted, report }) {
  const keystores = files.filter(({ error }) => !error);
  // Without a public key in the file, only opening it tells.
  const picks = await Promise.all(
    keystores.map(({ publicKey }) => publicKey === undefined || wanted(publicKey)),
  );
  const chosen = keystores.filter((_, index) => picks[index]);
  if (chosen.length === 0) return undefined;
  const { passwords, ...others } = await readPasswords(passwordFile, files);
  const session = await openSession();
  try {
    const outcomes = await session.unlock({
      ...(passwords ? { passwords: chosen.map((file) => passwords.get(file)) } : others),
      keystores: chosen.map(({ file }) => file),
      onProgress: report.progress("open"),
    });
    for (const { index, error } of outcomes) {
      if (error) report.leaveOut(chosen[index].name, error);
    }
    for (const [code, names] of warned(outcomes, chosen)) report.warn(code, names);
    return session;
  } catch (error) {
    session.close();
    throw error;
  } finally {
    for (const password of passwords?.values() ?? []) password.fill(0);
  }
}

/** Names of the files by what the library warns of. */
function warned(outcomes, files) {
  const found = new Map();
  for (const { index, warnings = [] } of outcomes) {
    for (const { code } of warnings) found.set(code, [...(found.get(code) ?? []), files[index]]);
  }
  // The library points at those after the first, whose salt it is as well.
  const streams = new Set(found.get("SHARED_SALT")?.map(({ keyStream }) => keyStream));
  const sharers = files.filter(({ keyStream }) => streams.has(keyStream));
  if (sharers.length > 0) found.set("SHARED_SALT", sharers);
  return [...found].map(([code, some]) => [code, some.map(({ name }) => name)]);
}

/** `password` or `tryPasswords`, or `passwords` by file. What is no keystore may have its line or not. */
async function readPasswords(path, files) {
  const bytes = new Uint8Array(await readFile(path));
  const read = (some) => {
    const names = some.map(({ name }) => name);
    const { passwords, ...others } = readPasswordFile(bytes.slice(), names);
    return passwords
      ? { passwords: new Map(some.map((file, index) => [file, passwords[index]])) }
      : others;
  };
  const keystores = files.filter(({ error }) => !error);
  try {
    return read(files);
  } catch (error) {
    if (error.code !== "PASSWORDS_MISMATCH" || keystores.length === files.length) throw error;
    try {
      return read(keystores);
    } catch {
      throw error;
    }
  } finally {
    bytes.fill(0);
  }
}
