import { connect, discover } from "../../lib/wallet/index.js";
import type { Wallet, WalletInfo, WalletStore } from "../../lib/wallet/index.js";
import { browserCheckpoints, createReader } from "../../lib/chain/index.js";
import type { Reader } from "../../lib/chain/index.js";
import { loadCodec } from "../../lib/index.js";
import type { Eip1193, Hex, Network } from "../../lib/index.js";
import { Observable } from "./observable.js";
import { OperatorNames } from "./operator-names.js";
import { FlowError, problem, problemOf } from "./problem.js";
import type { Problem } from "./problem.js";

/** Whose account it is, on which chain, and how that chain is read. The elements of a page share one. */
export class Connection extends Observable {
  network: Network | undefined;
  wallets: readonly WalletInfo[] = [];
  wallet: Wallet | undefined;
  owner: Hex | undefined;
  /** Set once the node has shown that it serves this chain and its contracts. */
  reader: Reader | undefined;
  /** The account that the wallet switched to after the owner was set. */
  switchedTo: Hex | undefined;
  busy: "connecting" | "switching" | "reading" | undefined;
  problem: Problem | undefined;
  /** What the network's API says of operators. */
  readonly names = new OperatorNames(() => this.changed());
  readonly #renewals = new Set<() => void>();
  #store: WalletStore | undefined;
  #rpcUrl: string | undefined;
  #unsubscribe: (() => void) | undefined;

  constructor(readonly networks: readonly Network[]) {
    super();
    this.network = networks[0];
    this.names.follow(this.network?.apiUrl);
  }

  /**
   * Runs at once whenever owner, chain or reader are other ones: what was read before belongs to
   * somebody else now.
   */
  onRenewal(listener: () => void): () => void {
    this.#renewals.add(listener);
    return () => this.#renewals.delete(listener);
  }

  /** Starts to listen for announced wallets. */
  discover(): void {
    if (this.#store !== undefined) return;
    this.#store = discover();
    const refresh = (): void => {
      this.wallets = this.#store?.wallets ?? [];
      this.changed();
    };
    this.#store.subscribe(refresh);
    refresh();
  }

  close(): void {
    this.#store?.close();
    this.#store = undefined;
    this.#dropWallet();
  }

  /** The wallet looks at another chain than the page. */
  get wrongChain(): boolean {
    return this.wallet !== undefined && this.wallet.chainId !== this.network?.chainId;
  }

  /** The wallet can be asked to sign for the owner. */
  get signs(): boolean {
    return this.wallet !== undefined && this.switchedTo === undefined && !this.wrongChain;
  }

  async connect(provider: Eip1193): Promise<void> {
    await this.#run("connecting", async () => {
      const wallet = await connect(provider);
      this.#dropWallet();
      this.#rpcUrl = undefined;
      this.wallet = wallet;
      this.#unsubscribe = wallet.subscribe((change) => {
        if (change.disconnected) this.disconnect();
        else if (change.account !== undefined && change.account !== this.owner) {
          this.switchedTo = change.account;
        } else if (change.account !== undefined) this.switchedTo = undefined;
        if (change.chainId !== undefined) void this.#chainChanged();
        this.changed();
      });
      const known = this.networks.find(({ chainId }) => chainId === wallet.chainId);
      if (known !== undefined) this.network = known;
      this.#become(wallet.account);
    });
    if (this.wallet !== undefined && !this.wrongChain) await this.open();
  }

  disconnect(): void {
    this.#dropWallet();
    this.problem = undefined;
    this.#become(undefined);
    this.changed();
  }

  async selectNetwork(chainId: number): Promise<void> {
    const network = this.networks.find((candidate) => candidate.chainId === chainId);
    if (network === undefined || network === this.network) return;
    this.network = network;
    this.#renew(undefined);
    this.changed();
    if (this.owner !== undefined && !this.wrongChain) await this.open();
  }

  async switchChain(): Promise<void> {
    const { wallet, network } = this;
    if (wallet === undefined || network === undefined) return;
    await this.#run("switching", async () => {
      const { status } = await wallet.ensureChain(network);
      if (status === "rejected") this.problem = problem("REJECTED");
    });
    if (!this.wrongChain && this.problem === undefined) await this.open();
  }

  /** Without a wallet: the address that will sign later, and where to read the chain. */
  async typeOwner(address: string, rpcUrl: string): Promise<void> {
    this.problem = undefined;
    this.#rpcUrl = rpcUrl.trim() === "" ? undefined : rpcUrl.trim();
    try {
      const codec = await loadCodec();
      const owner = codec.checksumAddress(address.trim());
      if (this.#transport === undefined) {
        throw new FlowError(problem("NO_READER", { network: this.network?.name ?? "" }));
      }
      this.#become(owner);
    } catch (error) {
      this.#become(undefined);
      this.problem = problemOf(error);
      this.changed();
      return;
    }
    await this.open();
  }

  /** Goes on with the account that the wallet is on now. */
  async adoptSwitched(): Promise<void> {
    if (this.switchedTo === undefined) return;
    this.#become(this.switchedTo);
    await this.open();
  }

  /** Checks chain and contracts, and hands out a reader for them. */
  async open(): Promise<void> {
    const { network, owner } = this;
    const transport = this.#transport;
    if (network === undefined || owner === undefined || transport === undefined) return;
    await this.#run("reading", async () => {
      const reader = createReader({
        network,
        transport,
        codec: await loadCodec(),
        checkpoints: browserCheckpoints(),
      });
      await reader.check();
      if (network === this.network && owner === this.owner) this.#renew(reader);
    });
  }

  get #transport(): Eip1193 | string | undefined {
    return this.#rpcUrl ?? this.network?.rpcUrl ?? this.wallet?.provider;
  }

  async #chainChanged(): Promise<void> {
    this.#renew(undefined);
    this.changed();
    if (!this.wrongChain && this.busy === undefined) await this.open();
  }

  #become(owner: Hex | undefined): void {
    this.owner = owner;
    this.switchedTo = undefined;
    this.#renew(undefined);
  }

  #renew(reader: Reader | undefined): void {
    this.reader = reader;
    this.names.follow(this.network?.apiUrl);
    for (const listener of this.#renewals) listener();
  }

  #dropWallet(): void {
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
    this.wallet?.close();
    this.wallet = undefined;
  }

  async #run(busy: "connecting" | "switching" | "reading", work: () => Promise<void>) {
    this.busy = busy;
    this.problem = undefined;
    this.changed();
    try {
      await work();
    } catch (error) {
      this.problem = problemOf(error);
    }
    this.busy = undefined;
    this.changed();
  }
}
