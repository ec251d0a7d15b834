import type { Codec, Hex } from "../../../lib/index.js";
import { problem } from "../problem.js";
import type { OwnerAction } from "./action-spec.js";

const NOBODY: Hex = "0x0000000000000000000000000000000000000000";

/** Sets where the rewards of every validator of the owner go. The operators read it from the event. */
export const recipient: OwnerAction = {
  name: "recipient",
  about: "owner",
  fields: ["recipient"],

  plan({ recipient: text }, { codec, feeRecipient }) {
    if (text.trim() === "") return {};
    const address = parseAddress(codec, text);
    if (address === undefined) return { problem: problem("RECIPIENT_INVALID") };
    const data = codec.encodeCall("setFeeRecipientAddress", { recipientAddress: address });
    const call = { data, value: 0n };
    if (address === NOBODY) {
      return { call, warnings: [problem("RECIPIENT_NOBODY")], acknowledge: true };
    }
    const same = address === feeRecipient;
    return { call, warnings: same ? [problem("RECIPIENT_SAME")] : [] };
  },

  async inspect({ recipient: text }, { codec, sender }, reader) {
    const address = parseAddress(codec, text);
    if (address === undefined || address === sender) return [];
    const kind = await reader.accountKind(address);
    return kind === "contract" ? [problem("RECIPIENT_CONTRACT", { address })] : [];
  },
};

/** Checksummed; undefined: no address, or one whose checksum does not fit. */
function parseAddress(codec: Codec, text: string): Hex | undefined {
  try {
    return codec.checksumAddress(text.trim());
  } catch {
    return undefined;
  }
}
