import type {
  KeystoreErrorCode,
  OperatorErrorCode,
  RegistrationErrorCode,
} from "../../lib/index.js";
import { shorten } from "../format.js";
import { NOTHING_SENT, OTHER_OPERATOR, RELOAD, operator, pick, words } from "./words.js";
import type { Words } from "./words.js";

const OTHERS_KEPT = "It is left out; the other files are not affected.";
const OWN_FILE =
  "Use the keystore file of your validator. Its name usually begins with “keystore-m”.";
const EXPORT_AGAIN = "Export the keystore again from the tool that made it, or use another copy.";
const SPLIT_AGAIN = "Split the key again here from its keystore.";

/** Keystores, operators and shares. */
export const core: Readonly<
  Record<KeystoreErrorCode | OperatorErrorCode | RegistrationErrorCode, Words>
> = {
  FILE_TOO_LARGE: words("This file is too large for a keystore", OTHERS_KEPT, OWN_FILE),
  NOT_JSON: words("This file is not JSON", `It cannot be a keystore. ${OTHERS_KEPT}`, OWN_FILE),
  NOT_A_KEYSTORE: words("This is not a validator keystore", OTHERS_KEPT, OWN_FILE),
  IS_DEPOSIT_DATA: words(
    "This is deposit data, not a keystore",
    `It holds public deposit details and no key. ${OTHERS_KEPT}`,
    "Use the keystore-m_….json file that was created next to it.",
  ),
  IS_KEYSHARES: words(
    "This is a keyshares file",
    "It is already split, so there is no key in it to split.",
    "Remove the keystores first to register this file as it is.",
  ),
  IS_OPERATOR_KEYSTORE: words(
    "This is an SSV operator key",
    `It belongs to a node that runs validators, not to a validator. ${OTHERS_KEPT}`,
    OWN_FILE,
  ),
  IS_EXECUTION_KEYSTORE: words(
    "This is a wallet file, not a validator keystore",
    `It holds the key of an Ethereum account. It was not opened. ${OTHERS_KEPT}`,
    OWN_FILE,
  ),
  IS_KEYSTORE: words(
    "This is a keystore, not a keyshares file",
    "It has not been split yet.",
    "Add it in the first step, to be split here.",
  ),
  KEYSTORE_VERSION: words(
    "This keystore has another version",
    `Only version 4 holds validator keys. ${OTHERS_KEPT}`,
    EXPORT_AGAIN,
  ),
  KEYSTORE_FIELD: (d) => {
    const field = pick(d, "", "field", "path");
    const which = field === "" ? "A field" : `The field “${field}”`;
    return words(
      "This keystore is damaged",
      `${which} is missing or not valid. ${OTHERS_KEPT}`,
      EXPORT_AGAIN,
    );
  },
  KDF_UNSUPPORTED: words(
    "This keystore protects its password in an unknown way",
    `Only scrypt and PBKDF2 are in the standard. ${OTHERS_KEPT}`,
    EXPORT_AGAIN,
  ),
  CIPHER_UNSUPPORTED: words(
    "This keystore is encrypted in an unknown way",
    `Only AES-128-CTR is in the standard. ${OTHERS_KEPT}`,
    EXPORT_AGAIN,
  ),
  CHECKSUM_UNSUPPORTED: words(
    "This keystore has an unknown checksum",
    `Only SHA-256 is in the standard. ${OTHERS_KEPT}`,
    EXPORT_AGAIN,
  ),
  KDF_PARAMETERS: words(
    "The password settings of this keystore are not valid",
    `It cannot be opened by any tool that follows the standard. ${OTHERS_KEPT}`,
    EXPORT_AGAIN,
  ),
  KDF_TOO_EXPENSIVE: words(
    "Opening this keystore would need too much memory",
    `A browser tab cannot provide it. ${OTHERS_KEPT}`,
    "Export the keystore again with standard settings.",
  ),
  OUT_OF_MEMORY: words(
    "The browser ran out of memory",
    "What was being opened stays closed; the finished ones are kept.",
    "Close other tabs, then try again.",
  ),
  PASSWORD_NOT_UTF8: words(
    "The password holds characters that cannot be encoded",
    "No keystore was opened with it.",
    "Type the password again.",
  ),
  UNICODE_MISSING: words(
    "A part of this page that reads accented passwords did not load",
    "No keystore was opened.",
    "Check the connection, then reload the page.",
  ),
  WRONG_PASSWORD: words(
    "This password does not open the file",
    "It stays closed; no other keystore is affected.",
    "Type the password of this file, or leave the file out.",
  ),
  PUBLIC_KEY_MISMATCH: words(
    "The key in this file is not the one it names",
    "Someone changed the file, or it is damaged. It will not be used.",
    EXPORT_AGAIN,
  ),
  SECRET_INVALID: words(
    "The file opened, but holds no valid validator key",
    "There is nothing to split in it.",
    EXPORT_AGAIN,
  ),
  OPERATOR_COUNT: words(
    "A validator needs 4, 7, 10 or 13 operators",
    "The contract refuses any other number.",
    "Add or remove operators until the number fits.",
  ),
  OPERATOR_ID_INVALID: (d) => {
    const input = pick(d, "", "input");
    const what = input === "" ? "That" : `“${input}”`;
    return words(
      `${what} is not an operator number`,
      "It was left out.",
      "Type numbers such as 1, 2, 3, 4.",
    );
  },
  OPERATOR_ID_DUPLICATE: (d) =>
    words(
      `${operator(d)} is in the list already`,
      "Each operator holds one share only.",
      "Add a different one.",
    ),
  OPERATOR_ID_UNSAFE: words(
    "This operator number is too large",
    "It was left out so that it cannot be rounded to another operator.",
    "Check the number.",
  ),
  OPERATOR_KEY_MALFORMED: (d) =>
    words(`${operator(d)} has a damaged key`, "It could not read its share.", OTHER_OPERATOR),
  OPERATOR_KEY_LENGTH: (d) =>
    words(
      `${operator(d)} has a key of the wrong size`,
      "The network takes 2048-bit keys only.",
      OTHER_OPERATOR,
    ),
  OPERATOR_KEY_EXPONENT: (d) =>
    words(
      `${operator(d)} has an unusual key`,
      "A share sealed with it might not be safe.",
      OTHER_OPERATOR,
    ),
  OPERATOR_KEY_WEAK: (d) =>
    words(
      `${operator(d)} has a weak key`,
      "Others could read a share sealed with it.",
      OTHER_OPERATOR,
    ),
  OPERATOR_KEY_DUPLICATE: (d) =>
    words(
      `${operator(d)} has the same key as another operator`,
      "One party would hold two shares of your key.",
      OTHER_OPERATOR,
    ),
  OPERATOR_KEY_MISMATCH: (d) =>
    words(
      `${operator(d)} has another key on this chain`,
      "The shares in the file are sealed for a different operator, or for another network.",
      `Check the network. Otherwise: ${SPLIT_AGAIN.toLowerCase()}`,
    ),
  OPERATORS_MISMATCH: words(
    "The shares are for other operators",
    "These operators could not read them.",
    SPLIT_AGAIN,
  ),
  OWNER_INVALID: words(
    "This is not an Ethereum address",
    "The signatures are bound to the owner's address, so it has to be exact.",
    "Paste the full address: 0x and 40 digits.",
  ),
  OWNER_MISMATCH: (d) => {
    const owner = pick(d, "", "actual", "owner", "found", "file");
    const whose = owner === "" ? "another account" : shorten(owner);
    return words(
      `This file was made for ${whose}`,
      "Sent from your account, operators would ignore every share in it, while fees run.",
      `Connect the account it was made for, or: ${SPLIT_AGAIN.toLowerCase()}`,
    );
  },
  OWNER_UNKNOWN: words(
    "This older keyshares file names no owner and nonce",
    "Its signatures cannot be checked before they are sent.",
    SPLIT_AGAIN,
  ),
  NONCE_INVALID: words(
    "This is not a registration count",
    "The signatures are bound to this number.",
    "Type a whole number from 0 to 65535.",
  ),
  NONCE_MISMATCH: (d) =>
    words(
      `This file starts at nonce ${pick(d, "?", "actual", "nonce", "found")}, the account is at ${pick(d, "?", "expected")}`,
      "Operators would ignore every share in it, while fees run.",
      "Go back and add the keystores instead of it: they are signed for the new nonce.",
    ),
  NONCE_ORDER: words(
    "The shares in this file are not in order",
    "Operators take registrations one by one, in the order of their nonces.",
    SPLIT_AGAIN,
  ),
  PUBLIC_KEY_INVALID: words(
    "A validator key in this file is not valid",
    "No operator could run it.",
    SPLIT_AGAIN,
  ),
  SIGNATURE_INVALID: words(
    "A signature does not match owner and nonce",
    "Operators would ignore the share set, while fees run.",
    SPLIT_AGAIN,
  ),
  SHARES_LENGTH: words(
    "The shares have the wrong length",
    "The contract would take them, the operators would not.",
    SPLIT_AGAIN,
  ),
  SHARE_KEY_INVALID: words(
    "A share in this file is not valid",
    "Its operator could not use it.",
    SPLIT_AGAIN,
  ),
  SHARES_INCONSISTENT: words(
    "The shares do not add up to the validator key",
    "The validator would stay offline.",
    SPLIT_AGAIN,
  ),
  SELF_CHECK_FAILED: words(
    "The shares failed their own test",
    "They were thrown away; nothing left the page.",
    RELOAD,
  ),
  RANDOMNESS_UNAVAILABLE: words(
    "This browser gives no secure random numbers",
    "Shares cannot be made safely without them.",
    "Open the page in another browser, over https.",
  ),
  DUPLICATE_VALIDATOR: words(
    "This validator is in the list already",
    "A key can be registered once. The copy is left out.",
    "Nothing to do, or remove the copy.",
  ),
  NOT_KEYSHARES: words(
    "This is not a keyshares file",
    "It cannot be registered.",
    "Choose the keyshares.json that was saved after splitting.",
  ),
  KEYSHARES_VERSION: words(
    "This keyshares file has an unknown version",
    "It cannot be read safely.",
    SPLIT_AGAIN,
  ),
  KEYSHARES_FIELD: (d) => {
    const field = pick(d, "", "field", "path");
    const which = field === "" ? "A field" : `The field “${field}”`;
    return words(
      "This keyshares file is damaged",
      `${which} is missing or not valid.`,
      SPLIT_AGAIN,
    );
  },
  KEYSHARES_MISMATCH: words(
    "This keyshares file contradicts itself",
    "Its summary and its shares name different things, so it will not be sent.",
    SPLIT_AGAIN,
  ),
  CALLDATA_UNKNOWN: words(
    "The transaction could not be read back",
    `You would sign something that cannot be shown. ${NOTHING_SENT}`,
    RELOAD,
  ),
  ABI_MALFORMED: words(
    "The contract's answer could not be read",
    NOTHING_SENT,
    "Check that the network's contract addresses are right, and try again.",
  ),
  AMOUNT_OVERFLOW: words(
    "This amount is too large to calculate",
    NOTHING_SENT,
    "Choose a shorter time or a smaller balance.",
  ),
};
