import { ask } from "./dialog.js";
import { ProviderError } from "./provider-error.js";

const rejection = (action) =>
  new ProviderError(
    4001,
    action === "Send transaction"
      ? "MetaMask Tx Signature: User denied transaction signature."
      : "User rejected the request.",
    { location: "confirmation" },
  );

/** The user of the wallet: "ask" shows a dialog, "approve", "reject" and "hang" answer by themselves. */
export function createConsent() {
  let mode = "ask";
  const waiting = new Set();

  return {
    get mode() {
      return mode;
    },
    set mode(value) {
      mode = value;
      if (value !== "approve" && value !== "reject") return;
      for (const settle of [...waiting]) settle(value === "approve");
    },

    /** Settles as the mode says; in the mode "hang" it waits until the mode changes to "approve" or "reject". */
    async approval(action, rows) {
      const confirmed =
        mode === "approve" ||
        (mode !== "reject" &&
          (await new Promise((resolve) => {
            const settle = (value) => {
              waiting.delete(settle);
              close?.();
              resolve(value);
            };
            waiting.add(settle);
            const close = mode === "ask" ? ask(action, rows, settle) : undefined;
          })));
      if (!confirmed) throw rejection(action);
    },
  };
}
