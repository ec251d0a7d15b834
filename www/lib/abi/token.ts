import { answered, event, indexed, view } from "./entries.js";
import { OWNER, address, bool, string, uint256, uint8 } from "./parameters.js";

/** The SSV token: its ERC-20 part. */
export const ssvTokenAbi = [
  view("name", [], [string("")]),
  view("symbol", [], [string("")]),
  view("decimals", [], [uint8("")]),
  view("totalSupply", [], [uint256("")]),
  view("balanceOf", [address("account")], [uint256("")]),
  view("allowance", [OWNER, address("spender")], [uint256("")]),
  answered("approve", [address("spender"), uint256("amount")], [bool("")]),
  answered("transfer", [address("recipient"), uint256("amount")], [bool("")]),
  answered(
    "transferFrom",
    [address("sender"), address("recipient"), uint256("amount")],
    [bool("")],
  ),
  event("Transfer", [indexed(address("from")), indexed(address("to")), uint256("value")]),
  event("Approval", [indexed(OWNER), indexed(address("spender")), uint256("value")]),
] as const;
