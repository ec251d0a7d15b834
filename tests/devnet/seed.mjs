/** Clusters for looking around: one on ETH, one of the SSV era, and a fee that an operator has declared. */
import { createHash } from "node:crypto";
import { createClient, NEW_CLUSTER } from "./client.mjs";

const ETHER = 10n ** 18n;

/** 48 bytes that look like a key; nobody checks them on chain. */
export function sampleKey(name) {
  return `0x${createHash("sha384").update(name).digest("hex")}`;
}

/** Registers `keys` for `owner` in a new ETH cluster; resolves with its tuple. */
export async function seedCluster(devnet, owner, operatorIds, keys, value) {
  const shares = keys.map(() => "0x");
  const args = [keys, operatorIds, shares, NEW_CLUSTER];
  const options = { from: owner, value };
  return (await createClient(devnet).write("bulkRegisterValidator", args, options)).cluster;
}

/** The same for a cluster that pays in SSV; `tokens` in base units. */
export async function seedLegacyCluster(devnet, owner, operatorIds, keys, tokens) {
  const args = [owner, keys, operatorIds, keys.map(() => "0x"), tokens];
  const options = { from: devnet.accounts[0] };
  return (await createClient(devnet).write("devnetSeedSSVCluster", args, options)).cluster;
}

/** Announces a fee of an operator: it may be put in force a week later. */
export async function declareFee(devnet, operatorId, fee) {
  const options = { from: devnet.accounts[0] };
  await createClient(devnet).write("declareOperatorFee", [operatorId, fee], options);
}

/** What `npm start` shows of the funded test wallet's account. */
export async function seedSamples(devnet) {
  const owner = devnet.accounts[1];
  const keys = (era, count) => Array.from({ length: count }, (_, i) => sampleKey(`${era} ${i}`));
  await seedCluster(devnet, owner, [5n, 6n, 7n, 8n], keys("eth", 3), ETHER / 40n);
  await seedLegacyCluster(devnet, owner, [2n, 4n, 6n, 8n], keys("ssv", 2), 150n * ETHER);
  const { fee } = devnet.operators.find(({ id }) => id === 6n);
  await declareFee(devnet, 6n, ((fee * 109n) / 100n / 100_000n) * 100_000n);
}
