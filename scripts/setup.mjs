/**
 * Sets up what is missing on a machine with git, Node and rustup, with Node's own modules only.
 * A second run finds everything there and does nothing.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

const BROWSERS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Where Chromium is, or undefined. */
export function findBrowser() {
  return [process.env.CHROMIUM, ...BROWSERS].find((path) => path && existsSync(path));
}

/** Prepares building; `browser`: testing in Chromium and against OpenSSL too. */
export function setUp({ browser = false } = {}) {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    stop(`Node ${process.versions.node} is too old: 20.19 or newer is needed.`);
  }
  installPackages();
  completeRust();
  const missing = [];
  if (!compilesToWasm() || !has("llvm-ar")) missing.push("clang", "lld", "llvm");
  if (browser && !findBrowser()) missing.push("chromium");
  if (browser && !has("openssl")) missing.push("openssl");
  if (missing.length > 0) installDebian(missing);
}

function installPackages() {
  const [lock, installed] = ["package-lock.json", "node_modules/.package-lock.json"].map(
    (path) => `${root}${path}`,
  );
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  say("installing development packages");
  run("npm", ["ci", "--ignore-scripts"]);
}

function completeRust() {
  if (!has("cargo")) stop("Rust is missing: install it with rustup, then run this again.");
  const libraries = output("rustc", ["--print", "target-libdir", "--target", TARGET]).trim();
  addToRust(libraries, `target ${TARGET}`, ["target", "add", TARGET]);
  const sysroot = output("rustc", ["--print", "sysroot"]).trim();
  // The standard library is compiled along, to be smaller.
  const sources = `${sysroot}/lib/rustlib/src/rust/library/Cargo.lock`;
  addToRust(sources, "component rust-src", ["component", "add", "rust-src"]);
}

function addToRust(path, name, command) {
  if (existsSync(path)) return;
  say(`adding the Rust ${name}`);
  if (!has("rustup")) stop(`Rust's ${name} is missing, and so is rustup to add it.`);
  run("rustup", command);
}

const TARGET = "wasm32-unknown-unknown";

/** blst is C: its compiler must know WebAssembly, which gcc does not. */
function compilesToWasm() {
  return has("clang") && output("clang", ["--print-targets"]).includes("wasm32");
}

function installDebian(packages) {
  const administrator = process.getuid?.() === 0 ? [] : ["sudo", "-n"];
  const command = [...administrator, "apt-get", "install", "-y", ...packages];
  if (!has("apt-get") || (administrator.length > 0 && spawnSync("sudo", ["-n", "true"]).status)) {
    stop(
      `Missing: ${packages.join(", ")}. Install them, on Debian or Ubuntu with:\n  sudo apt-get install -y ${packages.join(" ")}`,
    );
  }
  say(`installing ${packages.join(", ")}`);
  const [tool, ...rest] = [...administrator, "apt-get", "update"];
  run(tool, rest);
  run(command[0], command.slice(1), { DEBIAN_FRONTEND: "noninteractive" });
}

function has(tool) {
  return spawnSync(tool, ["--version"], { stdio: "ignore" }).error === undefined;
}

function output(tool, args) {
  return execFileSync(tool, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
}

function run(tool, args, environment = {}) {
  const env = { ...process.env, ...environment };
  const { status } = spawnSync(tool, args, { cwd: root, stdio: ["ignore", 2, 2], env });
  if (status !== 0) stop(`${tool} ${args.join(" ")} failed.`);
}

function say(text) {
  process.stderr.write(`setup: ${text}\n`);
}

function stop(text) {
  process.stderr.write(`${text}\n`);
  process.exit(1);
}
