import { connect, discover } from "../../lib/wallet/index.js";
import type { Wallet, WalletInfo, WalletStore } from "../../lib/wallet/index.js";
import { createReader } from "../../lib/chain/index.js";
import type { Reader } from "../../lib/chain/index.js";
import { loadCodec } from "../../lib/index.js";
import type { Eip1193, Hex, Network } from "../../lib/index.js";
import type { Flow } from "./flow.js";
import { FlowError, problem, problemOf } from "./problem.js";
import type { Problem } from "./problem.js";

/** Who registers, on which chain, and how that chain is read. */
export class Account {
  network: Network | undefined;
  wallets: readonly WalletInfo[] = [];
  wallet: Wallet | undefined;
  owner: Hex | undefined;
  reader: Reader | undefined;
  /** Registrations that this owner has made so far; the share signatures are bound to it. */
  nonce: bigint | undefined;
  /** The nonce was typed, the chain was not asked. */
  nonceTyped = false;
  /** The account that the wallet switched to after the owner was set. */
  switchedTo: Hex | undefined;
  busy: "connecting" | "switching" | "reading" | undefined;
  /** Blocks scanned for the nonce, 0 to 1. */
  scanned = 0;
  problem: Problem | undefined;
  #store: WalletStore | undefined;
  #rpcUrl: string | undefined;
  #unsubscribe: (() => void) | undefined;

  constructor(private readonly flow: Flow) {}

  /** Starts to listen for announced wallets. */
  discover(): void {
    if (this.#store !== undefined) return;
    this.#store = discover();
    const refresh = (): void => {
      this.wallets = this.#store?.wallets ?? [];
      this.flow.changed();
    };
    this.#store.subscribe(refresh);
    refresh();
  }

  close(): void {
    this.#store?.close();
    this.#store = undefined;
    this.#dropWallet();
  }

  /** The wallet looks at another chain than the plan. */
  get wrongChain(): boolean {
    return this.wallet !== undefined && this.wallet.chainId !== this.network?.chainId;
  }

  get complete(): boolean {
    return (
      this.owner !== undefined &&
      this.nonce !== undefined &&
      this.reader !== undefined &&
      !this.wrongChain &&
      this.busy === undefined
    );
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
        this.flow.changed();
      });
      const known = this.flow.configuration.networks.find((n) => n.chainId === wallet.chainId);
      if (known !== undefined) this.network = known;
      this.owner = wallet.account;
      this.switchedTo = undefined;
      this.#forgetChain();
    });
    if (this.wallet !== undefined && !this.wrongChain) await this.read();
  }

  disconnect(): void {
    this.#dropWallet();
    this.owner = undefined;
    this.switchedTo = undefined;
    this.problem = undefined;
    this.#forgetChain();
    this.flow.goTo("account");
  }

  async selectNetwork(chainId: number): Promise<void> {
    const network = this.flow.configuration.networks.find((n) => n.chainId === chainId);
    if (network === undefined || network === this.network) return;
    this.network = network;
    this.#forgetChain();
    this.flow.changed();
    if (this.owner !== undefined && !this.wrongChain) await this.read();
  }

  async switchChain(): Promise<void> {
    const { wallet, network } = this;
    if (wallet === undefined || network === undefined) return;
    await this.#run("switching", async () => {
      const { status } = await wallet.ensureChain(network);
      if (status === "rejected") this.problem = problem("REJECTED");
    });
    if (!this.wrongChain && this.problem === undefined) await this.read();
  }

  /** Without a wallet: the address that will send the registration, and where to read the chain. */
  async typeOwner(address: string, rpcUrl: string): Promise<void> {
    this.problem = undefined;
    this.#rpcUrl = rpcUrl.trim() === "" ? undefined : rpcUrl.trim();
    this.#forgetChain();
    try {
      const codec = await loadCodec();
      const owner = codec.checksumAddress(address.trim());
      if (this.#transport === undefined) {
        throw new FlowError(problem("NO_READER", { network: this.network?.name ?? "" }));
      }
      this.owner = owner;
    } catch (error) {
      this.owner = undefined;
      this.problem = problemOf(error);
      this.flow.changed();
      return;
    }
    await this.read();
  }

  typeNonce(nonce: bigint): void {
    this.nonce = nonce;
    this.nonceTyped = true;
    this.problem = undefined;
    this.flow.changed();
  }

  /** Goes on with the account that the wallet is on now. */
  async adoptSwitched(): Promise<void> {
    if (this.switchedTo === undefined) return;
    this.owner = this.switchedTo;
    this.switchedTo = undefined;
    this.#forgetChain();
    await this.read();
  }

  /** Checks the contract, reads the nonce and which keys are registered already. */
  async read(): Promise<void> {
    const { network, owner } = this;
    const transport = this.#transport;
    if (network === undefined || owner === undefined || transport === undefined) return;
    await this.#run("reading", async () => {
      this.scanned = 0;
      const reader = createReader({ network, transport, codec: await loadCodec() });
      await reader.check();
      this.reader = reader;
      await Promise.all([this.readNonce(), this.flow.keys.checkRegistered()]);
    });
    if (this.problem !== undefined) return;
    await this.flow.committee.refresh();
    this.flow.goTo(this.flow.step);
  }

  /** Reads the nonce again; true if it moved. */
  async readNonce(): Promise<boolean> {
    const { reader, owner, nonce } = this;
    if (reader === undefined || owner === undefined) return false;
    this.nonce = await reader.nonce(owner, {
      onProgress: ({ from, to, at }) => {
        this.scanned = to > from ? Number(((at - from) * 1000n) / (to - from)) / 1000 : 1;
        this.flow.changed();
      },
    });
    this.nonceTyped = false;
    this.flow.changed();
    return nonce !== undefined && nonce !== this.nonce;
  }

  get #transport(): Eip1193 | string | undefined {
    return this.#rpcUrl ?? this.network?.rpcUrl ?? this.wallet?.provider;
  }

  async #chainChanged(): Promise<void> {
    this.#forgetChain();
    this.flow.changed();
    if (!this.wrongChain && this.busy === undefined) await this.read();
  }

  #dropWallet(): void {
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
    this.wallet?.close();
    this.wallet = undefined;
  }

  /** What was read belongs to another chain or owner now. */
  #forgetChain(): void {
    this.reader = undefined;
    this.nonce = undefined;
    this.nonceTyped = false;
    this.flow.committee.invalidate();
  }

  async #run(busy: "connecting" | "switching" | "reading", work: () => Promise<void>) {
    this.busy = busy;
    this.problem = undefined;
    this.flow.changed();
    try {
      await work();
    } catch (error) {
      this.problem = problemOf(error);
      this.flow.report(this.problem);
    }
    this.busy = undefined;
    this.flow.changed();
  }
}
