import { concatHex, keccak256 } from "viem";
import { NEW_CLUSTER, validatorKey } from "./client.mjs";

/** A step of operators' and network fees: 100 000 wei. */
const UNIT = 100_000n;
const MOST = 2048n;

/** Numbers that a seed determines: xorshift of 32 bits. */
export function drawing(seed) {
  let state = seed >>> 0 || 1;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>>= 0);
  };
  return {
    /** 0 … bound − 1. */
    below: (bound) => next() % bound,
    from: (list) => list[next() % list.length],
    /** 0n … bound − 1n, of up to 64 bits. */
    big: (bound) => ((BigInt(next()) << 32n) | BigInt(next())) % bound,
  };
}

/**
 * One ETH cluster's life, and beside it what our own arithmetic says of it: the model never asks
 * the contract for a balance, only for the number of the block that a transaction was mined in.
 */
export class History {
  cluster = NEW_CLUSTER;
  /** Whole ETH by the oracles' last word; undefined where there was none. */
  proved = undefined;
  keys = [];
  removed = new Set();
  /** Names of the events so far. */
  met = new Set();
  #made = 0;
  #spans = [];
  #until = 0n;

  constructor({ client, codec, draw, devnet, operatorIds, terms }) {
    Object.assign(this, { client, codec, draw, devnet, operatorIds });
    this.fees = terms;
    [this.dao, this.owner, this.stranger] = devnet.accounts;
  }

  get effectiveBalance() {
    return this.proved ?? 32n * BigInt(this.cluster.validatorCount);
  }

  /** The places of the operators that have not been removed. */
  get serving() {
    return [...this.operatorIds.keys()].filter((place) => !this.removed.has(place));
  }

  /** Wei in the cluster at a block, by our arithmetic. */
  balanceAt(block) {
    const { networkFee, operatorFees } = this.fees;
    const now = { blocks: block - this.#until, networkFee, operatorFees };
    return this.codec.balanceAt(this.cluster, this.effectiveBalance, [...this.#spans, now]);
  }

  threshold(effectiveBalance = this.effectiveBalance) {
    return this.codec.liquidationThreshold(this.fees, effectiveBalance);
  }

  /** Wei that registering so many validators takes at least. */
  toRegister(count, block) {
    const size = this.effectiveBalance + 32n * BigInt(count);
    return this.codec.depositFor(this.fees, size, 0n, this.balanceAt(block));
  }

  registration(count) {
    const keys = Array.from({ length: count }, (_, place) => validatorKey(this.#made + place + 1));
    return [keys, this.operatorIds, keys.map(() => "0x"), this.cluster];
  }

  async register(count, value) {
    const args = this.registration(count);
    const mined = await this.#write("bulkRegisterValidator", args, { value });
    this.#made += count;
    this.keys.push(...args[0]);
    const balance = this.balanceAt(mined.block) + value;
    if (this.proved !== undefined) this.proved += 32n * BigInt(count);
    this.#settled(mined, balance);
  }

  async remove(count) {
    const keys = this.keys.splice(0, count);
    const args = [keys, this.operatorIds, this.cluster];
    const mined = await this.#write("bulkRemoveValidator", args);
    const balance = this.cluster.active ? this.balanceAt(mined.block) : this.cluster.balance;
    if (this.proved !== undefined) this.proved -= 32n * BigInt(count);
    if (this.keys.length === 0) this.proved = undefined;
    this.#settled(mined, balance);
  }

  /** Only the balance changes: the cluster is charged on from where it was settled. */
  async deposit(value) {
    const args = [this.owner, this.operatorIds, this.cluster];
    const mined = await this.#write("deposit", args, { value, from: this.stranger });
    const expected = { ...this.cluster, balance: this.cluster.balance + value };
    this.#same(mined.cluster, expected);
    this.cluster = mined.cluster;
  }

  async withdraw(amount) {
    const mined = await this.#write("withdraw", [this.operatorIds, amount, this.cluster]);
    this.#settled(mined, this.balanceAt(mined.block) - amount);
  }

  async liquidate() {
    const args = [this.owner, this.operatorIds, this.cluster];
    const mined = await this.#write("liquidate", args, { from: this.stranger });
    this.#closed(mined);
  }

  async reactivate(value) {
    const mined = await this.#write("reactivate", [this.operatorIds, this.cluster], { value });
    this.#settled(mined, this.cluster.balance + value);
  }

  /** Three of four oracles commit to a tree of three clusters; ours stands first or last in it. */
  async proveBalance(effectiveBalance) {
    const { client, codec, draw } = this;
    const id = codec.clusterId(this.owner, this.operatorIds);
    const leaf = codec.effectiveBalanceLeaf(id, effectiveBalance);
    const others = [1n, 2n].map((size) => codec.effectiveBalanceLeaf(id, effectiveBalance + size));
    const proof = draw.below(2) === 0 ? others : [pair(...others)];
    const root = proof.reduce(pair, leaf);
    if (!codec.verifyEffectiveBalance(root, leaf, proof)) throw new Error("our proof is refused");
    const block = await client.blockNumber();
    for (const from of this.devnet.accounts.slice(5, 8)) {
      await client.write("commitRoot", [root, block], { from });
    }
    const args = [block, this.owner, this.operatorIds, this.cluster];
    const mined = await this.#write("updateClusterBalance", [
      ...args,
      Number(effectiveBalance),
      proof,
    ]);
    const balance = this.balanceAt(mined.block);
    const wasActive = this.cluster.active;
    this.proved = effectiveBalance;
    const closes = wasActive && balance < this.threshold();
    this.#same(mined.names, [...(closes ? ["ClusterLiquidated"] : []), "ClusterBalanceUpdated"]);
    if (closes) this.#closed(mined);
    else if (wasActive) this.#settled(mined, balance);
    else this.#same(mined.cluster, this.cluster);
  }

  /** An operator lowers its fee at once, or declares a higher one and puts it in force. */
  async changeOperatorFee(place, fee) {
    const [id, before] = [this.operatorIds[place], this.fees.operatorFees[place]];
    if (this.removed.has(place) || fee === before) return;
    if (fee > before) {
      if (before === 0n) return;
      await this.#govern("declareOperatorFee", [id, fee]);
    }
    const name = fee > before ? "executeOperatorFee" : "reduceOperatorFee";
    const args = fee > before ? [id] : [id, fee];
    const operatorFees = this.fees.operatorFees.with(place, fee);
    this.#change(await this.#govern(name, args), { operatorFees });
  }

  async removeOperator(place) {
    this.removed.add(place);
    const block = await this.#govern("removeOperator", [this.operatorIds[place]]);
    this.#change(block, { operatorFees: this.fees.operatorFees.with(place, 0n) });
  }

  async changeNetworkFee(networkFee) {
    this.#change(await this.#govern("updateNetworkFee", [networkFee]), { networkFee });
  }

  async changeThreshold(blocks, collateral) {
    await this.#govern("updateLiquidationThresholdPeriod", [blocks]);
    await this.#govern("updateMinimumLiquidationCollateral", [collateral]);
    this.fees = { ...this.fees, liquidationThreshold: blocks, minimumCollateral: collateral };
  }

  /** A fee that the contract can store, now and then 0. */
  drawFee() {
    return this.draw.below(12) === 0 ? 0n : UNIT * (100n + this.draw.big(53_000n));
  }

  /** Whole ETH within the contract's bounds, mostly near 32 for each validator. */
  drawBalance() {
    const count = BigInt(this.cluster.validatorCount);
    const most = this.draw.below(4) === 0 ? MOST : 40n;
    return 32n * count + this.draw.big((most - 32n) * count + 1n);
  }

  async #write(name, args, options) {
    const mined = await this.client.write(name, args, options);
    for (const event of mined.names) this.met.add(event);
    return { ...mined, block: BigInt(mined.receipt.blockNumber) };
  }

  async #govern(name, args) {
    return (await this.#write(name, args, { from: this.dao })).block;
  }

  #change(block, changed) {
    const { networkFee, operatorFees } = this.fees;
    this.#spans.push({ blocks: block - this.#until, networkFee, operatorFees });
    this.#until = block;
    this.fees = { ...this.fees, ...changed };
  }

  /** The contract's event has to hold the balance that we computed. */
  #settled({ cluster, block }, balance) {
    this.#same(cluster.balance, balance);
    this.#restart(cluster, block);
  }

  #closed({ cluster, block }) {
    const { validatorCount } = this.cluster;
    this.#same(cluster, { ...NEW_CLUSTER, validatorCount, active: false });
    this.#restart(cluster, block);
  }

  #restart(cluster, block) {
    this.cluster = cluster;
    this.#spans = [];
    this.#until = block;
  }

  #same(actual, expected) {
    const [a, b] = [actual, expected].map((value) => JSON.stringify(value, plain));
    if (a !== b) throw new Error(`the contract has ${a}, we computed ${b}`);
  }
}

const plain = (_, value) => (typeof value === "bigint" ? `${value}` : value);

/** A node of the tree. */
const pair = (a, b) => keccak256(concatHex(BigInt(a) < BigInt(b) ? [a, b] : [b, a]));
