import { call } from "./entries.js";
import { CLUSTER, CLUSTER_OWNER, OPERATOR_IDS, bytes, bytesList, uint256 } from "./parameters.js";

/** What version 1 took where version 2 takes ETH: these four pulled `amount` SSV base units, approved before. Version 2 refuses them without data. */
export const ssvNetworkV1Abi = [
  call("registerValidator", [
    bytes("publicKey"),
    OPERATOR_IDS,
    bytes("sharesData"),
    uint256("amount"),
    CLUSTER,
  ]),
  call("bulkRegisterValidator", [
    bytesList("publicKeys"),
    OPERATOR_IDS,
    bytesList("sharesData"),
    uint256("amount"),
    CLUSTER,
  ]),
  call("deposit", [CLUSTER_OWNER, OPERATOR_IDS, uint256("amount"), CLUSTER]),
  call("reactivate", [OPERATOR_IDS, uint256("amount"), CLUSTER]),
] as const;
