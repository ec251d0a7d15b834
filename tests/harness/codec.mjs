import {
  decodeAbiParameters,
  decodeErrorResult,
  decodeEventLog,
  decodeFunctionData,
  decodeFunctionResult,
  encodeFunctionData,
  encodePacked,
  getAddress,
  isHex,
  keccak256,
  parseAbi,
  toEventSelector,
} from "viem";

const CLUSTER =
  "struct Cluster { uint32 validatorCount; uint64 networkFeeIndex; uint64 index; bool active; uint256 balance; }";
const CLUSTER_ARGUMENTS = "address owner, uint64[] operatorIds, Cluster cluster";

const calls = parseAbi([
  CLUSTER,
  "function registerValidator(bytes publicKey, uint64[] operatorIds, bytes sharesData, Cluster cluster) payable",
  "function bulkRegisterValidator(bytes[] publicKeys, uint64[] operatorIds, bytes[] sharesData, Cluster cluster) payable",
]);

const views = parseAbi([
  CLUSTER,
  "struct Record { address owner; uint256 fee; uint32 validatorCount; address whitelisted; bool isPrivate; bool isActive; }",
  "function getVersion() view returns (string)",
  "function getOperatorById(uint64 operatorId) view returns (Record)",
  "function getOperatorFee(uint64 operatorId) view returns (uint256)",
  "function getValidator(address owner, bytes publicKey) view returns (bool)",
  "function getWhitelistedOperators(uint64[] operatorIds, address account) view returns (uint64[])",
  "function getValidatorsPerOperatorLimit() view returns (uint32)",
  "function getNetworkFee() view returns (uint256)",
  "function getLiquidationThresholdPeriod() view returns (uint64)",
  "function getMinimumLiquidationCollateral() view returns (uint256)",
  "function getClusterAssetType(address owner, uint64[] operatorIds) view returns (uint8)",
  `function getBalance(${CLUSTER_ARGUMENTS}) view returns (uint256)`,
  `function getBurnRate(${CLUSTER_ARGUMENTS}) view returns (uint256)`,
  `function isLiquidated(${CLUSTER_ARGUMENTS}) view returns (bool)`,
]);

const events = parseAbi([
  CLUSTER,
  "event ValidatorAdded(address indexed owner, uint64[] operatorIds, bytes publicKey, bytes shares, Cluster cluster)",
  "event ValidatorRemoved(address indexed owner, uint64[] operatorIds, bytes publicKey, Cluster cluster)",
  "event ClusterDeposited(address indexed owner, uint64[] operatorIds, uint256 value, Cluster cluster)",
  "event ClusterWithdrawn(address indexed owner, uint64[] operatorIds, uint256 value, Cluster cluster)",
  "event ClusterLiquidated(address indexed owner, uint64[] operatorIds, Cluster cluster)",
  "event ClusterReactivated(address indexed owner, uint64[] operatorIds, Cluster cluster)",
  "event ClusterMigratedToETH(address indexed owner, uint64[] operatorIds, uint256 ethDeposited, uint256 ssvRefunded, uint32 effectiveBalance, Cluster cluster)",
  "event ClusterBalanceUpdated(address indexed owner, uint64[] operatorIds, uint64 indexed blockNum, uint32 effectiveBalance, Cluster cluster)",
  "event OperatorAdded(uint64 indexed operatorId, address indexed owner, bytes publicKey, uint256 fee)",
  "event OperatorRemoved(uint64 indexed operatorId)",
]);

const errors = parseAbi([
  "error IncorrectClusterState()",
  "error ClusterDoesNotExist()",
  "error ClusterIsLiquidated()",
  "error InsufficientBalance()",
  "error OperatorDoesNotExist()",
  "error InvalidOperatorIdsLength()",
  "error CallerNotWhitelistedWithData(uint64 operatorId)",
  "error ExceedValidatorLimitWithData(uint64 operatorId)",
  "error ValidatorAlreadyExistsWithData(bytes publicKey)",
]);

/** Arguments by name, in the order of the ABI. */
function ordered(abi, name, args) {
  return abi.find((item) => item.name === name).inputs.map((input) => args[input.name]);
}

function unwrapOperatorKey(data) {
  try {
    return decodeAbiParameters([{ type: "string" }], data)[0];
  } catch {
    return Buffer.from(data.slice(2), "hex").toString();
  }
}

/** The part of `Codec` that the harness uses, on viem: tests of the harness need no WebAssembly. */
export const codec = {
  keccak256,
  checksumAddress: (address) => getAddress(address),
  encodeCall: (functionName, args) =>
    encodeFunctionData({ abi: calls, functionName, args: ordered(calls, functionName, args) }),
  decodeCall(data) {
    const { functionName, args } = decodeFunctionData({ abi: calls, data });
    return { name: functionName, args };
  },
  encodeView: (functionName, args) =>
    encodeFunctionData({ abi: views, functionName, args: ordered(views, functionName, args) }),
  decodeView: (functionName, data) => decodeFunctionResult({ abi: views, functionName, data }),
  topic: (name) => toEventSelector(events.find((item) => item.name === name)),
  decodeEvent({ topics, data }) {
    let decoded;
    try {
      decoded = decodeEventLog({ abi: events, topics, data });
    } catch {
      return undefined;
    }
    const { eventName: name, args } = decoded;
    if (name !== "OperatorAdded") return { name, args };
    return { name, args: { ...args, publicKey: unwrapOperatorKey(args.publicKey) } };
  },
  decodeError(data) {
    if (data === "0x") return { name: "Empty", args: {} };
    try {
      const { errorName, args = [], abiItem } = decodeErrorResult({ abi: errors, data });
      const named = args.map((value, at) => [abiItem.inputs[at].name || String(at), value]);
      return { name: errorName, args: Object.fromEntries(named) };
    } catch {
      return { name: "Unknown", args: {} };
    }
  },
  clusterId: (owner, ids) => keccak256(encodePacked(["address", "uint256[]"], [owner, ids])),
  registerCall(network, registrations, cluster, value) {
    const [first] = registrations;
    const operatorIds = first.operatorIds;
    const data =
      registrations.length === 1
        ? codec.encodeCall("registerValidator", {
            publicKey: first.publicKey,
            operatorIds,
            sharesData: first.sharesData,
            cluster,
          })
        : codec.encodeCall("bulkRegisterValidator", {
            publicKeys: registrations.map(({ publicKey }) => publicKey),
            operatorIds,
            sharesData: registrations.map(({ sharesData }) => sharesData),
            cluster,
          });
    if (!isHex(data)) throw new Error("The call was not encoded.");
    return Object.freeze({
      chainId: network.chainId,
      from: first.owner,
      to: network.network,
      data,
      value: `0x${value.toString(16)}`,
    });
  },
};
