import { of, tuple } from "./entries.js";

export const address = of("address");
export const addressList = of("address[]");
export const bool = of("bool");
export const bytes = of("bytes");
export const bytesList = of("bytes[]");
export const bytes32 = of("bytes32");
export const bytes32List = of("bytes32[]");
export const string = of("string");
export const uint8 = of("uint8");
export const uint16 = of("uint16");
export const uint32 = of("uint32");
export const uint32x4 = of("uint32[4]");
export const uint64 = of("uint64");
export const uint64List = of("uint64[]");
export const uint256 = of("uint256");

export const OWNER = address("owner");
export const CLUSTER_OWNER = address("clusterOwner");
export const OPERATOR_ID = uint64("operatorId");
/** Ascending. */
export const OPERATOR_IDS = uint64List("operatorIds");

/** The indices count packed units: wei / 100 000, or SSV base units / 10 000 000. */
export const CLUSTER = tuple("cluster", [
  uint32("validatorCount"),
  uint64("networkFeeIndex"),
  uint64("index"),
  bool("active"),
  uint256("balance"),
]);

export const OPERATOR = tuple("", [
  OWNER,
  uint256("fee"),
  uint32("validatorCount"),
  address("whitelistedAddress"),
  bool("isPrivate"),
  bool("isActive"),
]);
