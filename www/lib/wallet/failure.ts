import { faultCodes, faultText } from "../chain/failure.js";
import { SsvError, type WalletErrorCode } from "../errors.js";

const REJECTION =
  /user (?:rejected|denied|cancell?ed|declined|disapproved)|(?:rejected|denied|cancell?ed|declined) by (?:the )?user|user cancel|action_rejected/i;
const UNSUPPORTED =
  /not (?:implemented|supported|available)|unsupported|does ?n[o']t (?:exist|support)|unknown method|method not found/i;

/** The user said no: an outcome, not a failure. 5000 is WalletConnect's code. */
export function isRejection(error: unknown): boolean {
  const codes = faultCodes(error);
  return (
    [4001, 5000, "ACTION_REJECTED"].some((code) => codes.includes(code)) ||
    REJECTION.test(faultText(error))
  );
}

/** The wallet does not know this chain; MetaMask's mobile app nests the code. */
export function isUnknownChain(error: unknown): boolean {
  return faultCodes(error).includes(4902) || /unrecognized chain/i.test(faultText(error));
}

const CAUSES: readonly (readonly [WalletErrorCode, readonly (number | string)[]])[] = [
  ["WALLET_PENDING", [-32002]],
  ["NO_ACCOUNT", [4100]],
  ["WALLET_DISCONNECTED", [4900, 4901]],
  ["WALLET_UNSUPPORTED", [4200, -32601, -32004]],
];

/** A wallet's refusal, other than the user's, as one of our errors. */
export function walletFailure(method: string, error: unknown): SsvError {
  if (error instanceof SsvError) return error;
  const codes = faultCodes(error);
  const known = CAUSES.find(([, numbers]) => numbers.some((code) => codes.includes(code)));
  const wordsOnly = codes.length === 0 && UNSUPPORTED.test(faultText(error));
  const cause = known?.[0] ?? (wordsOnly ? "WALLET_UNSUPPORTED" : "RPC_FAILED");
  const details = codes[0] === undefined ? { method } : { method, code: codes[0] };
  return new SsvError(cause, `The wallet refused ${method}.`, details, { cause: error });
}
