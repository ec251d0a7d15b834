// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.37;

import {Asset, Cluster, Effective} from "./Types.sol";
import {Clusters} from "./Clusters.sol";
import {State} from "./State.sol";
import {Units} from "./Units.sol";

/// Effective balances: four oracles commit a Merkle root, anyone proves a cluster's leaf (protocol.md §2.4).
abstract contract Oracles is Clusters {
    uint32 internal constant ORACLES = 4;
    /// Weight of one oracle in basis points of all.
    uint256 internal constant ORACLE_WEIGHT = 2_500;

    function commitRoot(bytes32 merkleRoot, uint64 blockNum) external {
        State.Roots storage r = State.roots();
        uint32 oracleId = _oracleIdOf(msg.sender);
        if (oracleId == 0) revert NotOracle();
        if (blockNum > block.number) revert FutureBlockNumber();
        if (blockNum <= r.latestBlock) revert StaleBlockNumber();
        bytes32 proposal = keccak256(abi.encode(merkleRoot, blockNum));
        if (r.voted[proposal][oracleId]) revert AlreadyVoted();
        r.voted[proposal][oracleId] = true;
        r.weight[proposal] += ORACLE_WEIGHT;
        if (r.weight[proposal] < r.quorumBps) {
            emit WeightedRootProposed(merkleRoot, blockNum, r.weight[proposal], r.quorumBps, oracleId, msg.sender);
            return;
        }
        r.committed[blockNum] = merkleRoot;
        r.latestBlock = blockNum;
        emit RootCommitted(merkleRoot, blockNum);
    }

    function updateClusterBalance(
        uint64 blockNum,
        address clusterOwner,
        uint64[] memory operatorIds,
        Cluster memory cluster,
        uint32 effectiveBalance,
        bytes32[] calldata merkleProof
    ) external {
        (bytes32 id, Asset asset) = _requireAnyCluster(clusterOwner, operatorIds, cluster);
        _requireProof(id, blockNum, effectiveBalance, merkleProof);
        if (effectiveBalance > uint256(2048) * cluster.validatorCount) revert EBExceedsMaximum();
        if (effectiveBalance < uint256(32) * cluster.validatorCount) revert EBBelowMinimum();
        uint64 units = Units.vUnits(effectiveBalance);
        uint256 reward;
        if (asset == Asset.ETH && cluster.active) {
            _settle(asset, operatorIds, cluster, _vUnits(asset, id, cluster));
            if (_belowThreshold(asset, operatorIds, cluster, units)) {
                reward = _close(asset, clusterOwner, operatorIds, cluster);
            }
            State.main().ethClusters[id] = Units.stateHash(cluster);
        }
        State.main().effective[id] = Effective(units, blockNum, uint64(block.number));
        emit ClusterBalanceUpdated(clusterOwner, operatorIds, blockNum, effectiveBalance, cluster);
        _pay(Asset.ETH, msg.sender, reward);
    }

    function _requireProof(bytes32 id, uint64 blockNum, uint32 effectiveBalance, bytes32[] calldata proof) private view {
        State.Roots storage r = State.roots();
        Effective storage last = State.main().effective[id];
        bytes32 root = r.committed[blockNum];
        if (root == 0) revert RootNotFound();
        if (last.updatedAt != 0 && block.number < last.updatedAt + r.minBlocksBetweenUpdates) revert UpdateTooFrequent();
        if (blockNum != r.latestBlock) revert MustUseLatestRoot();
        if (blockNum <= last.rootBlock) revert StaleUpdate();
        bytes32 node = keccak256(bytes.concat(keccak256(abi.encode(id, effectiveBalance))));
        for (uint256 i; i < proof.length; ++i) {
            node = node < proof[i] ? keccak256(abi.encode(node, proof[i])) : keccak256(abi.encode(proof[i], node));
        }
        if (node != root) revert InvalidProof();
    }

    function _oracleIdOf(address account) internal view returns (uint32) {
        for (uint32 id = 1; id <= ORACLES; ++id) {
            if (State.roots().oracles[id] == account) return id;
        }
        return 0;
    }
}
