import type { Eip1193 } from "../types.js";
import { capture } from "./provider.js";

/** A wallet that announced itself (EIP-6963). The texts are the wallet's own claims. */
export interface WalletInfo {
  readonly uuid: string;
  readonly name: string;
  /** A data: image; empty where the wallet gave anything else. */
  readonly icon: string;
  readonly rdns: string;
  readonly provider: Eip1193;
}

export interface WalletStore {
  /** In order of announcement; a new array after each change. */
  readonly wallets: readonly WalletInfo[];
  subscribe(listener: () => void): () => void;
  close(): void;
}

const MAX_WALLETS = 64;
const MAX_ICON = 256 * 1024;

function parseAnnouncement(detail: unknown): WalletInfo | undefined {
  const { info, provider } = (detail ?? {}) as {
    info?: Partial<Record<keyof WalletInfo, unknown>>;
    provider?: Eip1193;
  };
  if (typeof info !== "object" || info === null) return undefined;
  if (typeof provider?.request !== "function") return undefined;
  const { uuid, name, rdns, icon } = info;
  const texts = [uuid, name, rdns];
  if (!texts.every((text) => typeof text === "string" && text.length <= 256)) return undefined;
  const image = typeof icon === "string" && icon.length <= MAX_ICON && /^data:image\//.test(icon);
  return Object.freeze({
    uuid: uuid as string,
    name: name as string,
    icon: image ? (icon as string) : "",
    rdns: rdns as string,
    provider: capture(provider),
  });
}

/** Asks the wallets of this browser to announce themselves and keeps listening; empty outside a browser. */
export function discover(): WalletStore {
  let wallets: readonly WalletInfo[] = [];
  const listeners = new Set<() => void>();

  function announced(event: Event): void {
    const wallet = parseAnnouncement((event as CustomEvent<unknown>).detail);
    // The first announcement of an id stands: a later one may be somebody else's.
    if (wallet === undefined || wallets.some(({ uuid }) => uuid === wallet.uuid)) return;
    if (wallets.length >= MAX_WALLETS) return;
    wallets = [...wallets, wallet];
    for (const listener of listeners) listener();
  }

  const target = typeof window === "undefined" ? undefined : window;
  target?.addEventListener("eip6963:announceProvider", announced);
  target?.dispatchEvent(new Event("eip6963:requestProvider"));

  return {
    get wallets() {
      return wallets;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      target?.removeEventListener("eip6963:announceProvider", announced);
      listeners.clear();
    },
  };
}
