import type { ActionName } from "./actions/action-spec.js";
import { actions } from "./actions/index.js";

/** Where the user is among the clusters. Its text goes into an address, so that it can be linked to. */
export type Place =
  | { readonly kind: "list" }
  /** `name`: operators, "1-2-3-4". */
  | { readonly kind: "cluster"; readonly name: string; readonly action?: ActionName | undefined }
  | { readonly kind: "recipient" }
  /** Someone else's cluster; what a link prefills, unchecked. */
  | {
      readonly kind: "top-up";
      readonly owner: string;
      readonly operators: string;
      readonly amount: string;
    };

export const LIST: Place = { kind: "list" };

/** "1-2-3-4/withdraw", "recipient", "top-up?owner=0x…&operators=1-2-3-4&amount=0.5"; anything else is the list. */
export function parsePlace(text: string): Place {
  const [path = "", query = ""] = text.split("?", 2);
  if (path === "recipient") return { kind: "recipient" };
  if (path === "top-up") {
    const asked = new URLSearchParams(query);
    const [owner, operators, amount] = ["owner", "operators", "amount"].map(
      (name) => asked.get(name)?.slice(0, 300) ?? "",
    ) as [string, string, string];
    return { kind: "top-up", owner, operators, amount };
  }
  const found = /^(\d{1,19}(?:-\d{1,19}){3,12})(?:\/([a-z]+))?$/.exec(path);
  const [, name, action] = found ?? [];
  if (name === undefined) return LIST;
  return action !== undefined && isClusterAction(action)
    ? { kind: "cluster", name, action }
    : { kind: "cluster", name };
}

export function formatPlace(place: Place): string {
  switch (place.kind) {
    case "list":
      return "";
    case "recipient":
      return "recipient";
    case "cluster":
      return place.action === undefined ? place.name : `${place.name}/${place.action}`;
    case "top-up": {
      const { owner, operators, amount } = place;
      const asked = Object.entries({ owner, operators, amount }).filter(([, value]) => value);
      return asked.length === 0 ? "top-up" : `top-up?${new URLSearchParams(asked)}`;
    }
  }
}

function isClusterAction(name: string): name is ActionName {
  return Object.hasOwn(actions, name) && actions[name as ActionName].about === "cluster";
}
