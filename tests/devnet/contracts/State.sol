// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.37;

import {Effective, FeeDeclaration, Operator, Terms} from "./Types.sol";

/// Where everything is stored. The first three mappings sit where the deployed contracts keep them, so that a
/// reader can check an operator key with `eth_getStorageAt` the same way on every chain (security.md §3.5).
library State {
    struct Main {
        /// keccak256(publicKey ‖ owner) → hash of the operator ids with the lowest bit set.
        mapping(bytes32 => bytes32) validatorPKs;
        /// Cluster id → state hash, clusters on SSV.
        mapping(bytes32 => bytes32) clusters;
        /// keccak256(operator key bytes) → operator id.
        mapping(bytes32 => uint64) operatorsPKs;
        /// Operator id → the one address or contract whitelisted in the old way.
        mapping(uint64 => address) operatorsWhitelist;
        mapping(uint64 => FeeDeclaration) feeDeclarations;
        mapping(uint64 => Operator) operators;
        mapping(address => mapping(uint64 => bool)) whitelisted;
        /// Cluster id → state hash, clusters on ETH.
        mapping(bytes32 => bytes32) ethClusters;
        mapping(bytes32 => Effective) effective;
        uint64 lastOperatorId;
    }

    struct Protocol {
        address owner;
        address token;
        Terms ssv;
        Terms eth;
        uint64 minimumOperatorFee;
        uint64 feeIncreaseLimit;
        uint64 declarePeriod;
        uint64 executePeriod;
        uint32 validatorsPerOperatorLimit;
    }

    struct Roots {
        mapping(uint64 => bytes32) committed;
        mapping(bytes32 => uint256) weight;
        mapping(bytes32 => mapping(uint32 => bool)) voted;
        mapping(uint32 => address) oracles;
        uint64 latestBlock;
        uint32 minBlocksBetweenUpdates;
        uint16 quorumBps;
    }

    bytes32 private constant MAIN = bytes32(uint256(keccak256("ssv.network.storage.main")) - 1);
    bytes32 private constant PROTOCOL = bytes32(uint256(keccak256("ssv.network.storage.protocol")) - 1);
    bytes32 private constant ROOTS = bytes32(uint256(keccak256("ssv.network.devnet.roots")) - 1);

    function main() internal pure returns (Main storage s) {
        bytes32 slot = MAIN;
        assembly {
            s.slot := slot
        }
    }

    function protocol() internal pure returns (Protocol storage s) {
        bytes32 slot = PROTOCOL;
        assembly {
            s.slot := slot
        }
    }

    function roots() internal pure returns (Roots storage s) {
        bytes32 slot = ROOTS;
        assembly {
            s.slot := slot
        }
    }
}
