/**
 * Prints the milliseconds of CPU time from loading a library to its first keyshares text. Run as a
 * process with the library's name and a job as JSON.
 */
import { packages } from "../peers/packages.mjs";
import { splitWith } from "../peers/split-with.mjs";

const [name, text] = process.argv.slice(2);
const job = JSON.parse(text);
const start = process.cpuUsage();
if (name in packages) {
  const peer = await packages[name]();
  const opened = await new peer.SSVKeys().extractKeys(job.keystore, job.password);
  await splitWith(peer, { ...job, ...opened });
} else {
  const { splitKeystores } = await import("../../dist/index.js");
  const keystores = [new TextEncoder().encode(JSON.stringify(job.keystore))];
  await splitKeystores({ ...job, keystores, workers: 1 });
}
const { user, system } = process.cpuUsage(start);
process.stdout.write(`${(user + system) / 1000}\n`);
