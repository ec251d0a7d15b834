// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.37;

import {Asset, Cluster} from "./Types.sol";
import {Ledger} from "./Ledger.sol";
import {State} from "./State.sol";
import {Units} from "./Units.sol";

/// Money in and out of a cluster, liquidation, reactivation and the move from SSV to ETH.
abstract contract Clusters is Ledger {
    /// Anyone may deposit. The cluster is not settled: only its balance changes.
    function deposit(address clusterOwner, uint64[] memory operatorIds, Cluster memory cluster) external payable {
        bytes32 id = _requireCluster(Asset.ETH, clusterOwner, operatorIds, cluster);
        cluster.balance += msg.value;
        State.main().ethClusters[id] = Units.stateHash(cluster);
        emit ClusterDeposited(clusterOwner, operatorIds, msg.value, cluster);
    }

    function withdraw(uint64[] memory operatorIds, uint256 amount, Cluster memory cluster) external {
        bytes32 id = _requireCluster(Asset.ETH, msg.sender, operatorIds, cluster);
        uint256 units = _vUnits(Asset.ETH, id, cluster);
        if (cluster.active) _settle(Asset.ETH, operatorIds, cluster, units);
        if (cluster.balance < amount) revert InsufficientBalance();
        cluster.balance -= amount;
        if (cluster.active && _belowThreshold(Asset.ETH, operatorIds, cluster, units)) revert InsufficientBalance();
        State.main().ethClusters[id] = Units.stateHash(cluster);
        emit ClusterWithdrawn(msg.sender, operatorIds, amount, cluster);
        _pay(Asset.ETH, msg.sender, amount);
    }

    function liquidate(address clusterOwner, uint64[] memory operatorIds, Cluster memory cluster) external {
        _liquidate(Asset.ETH, clusterOwner, operatorIds, cluster);
    }

    function liquidateSSV(address clusterOwner, uint64[] memory operatorIds, Cluster memory cluster) external {
        _liquidate(Asset.SSV, clusterOwner, operatorIds, cluster);
    }

    function reactivate(uint64[] memory operatorIds, Cluster memory cluster) external payable {
        bytes32 id = _requireCluster(Asset.ETH, msg.sender, operatorIds, cluster);
        if (cluster.active) revert ClusterAlreadyEnabled();
        _open(id, operatorIds, cluster);
        emit ClusterReactivated(msg.sender, operatorIds, cluster);
    }

    function migrateClusterToETH(uint64[] memory operatorIds, Cluster memory cluster) external payable {
        bytes32 id = _requireCluster(Asset.SSV, msg.sender, operatorIds, cluster);
        bool wasActive = cluster.active;
        if (wasActive) {
            _settle(Asset.SSV, operatorIds, cluster, _vUnits(Asset.SSV, id, cluster));
            _subtractValidators(Asset.SSV, operatorIds, cluster.validatorCount);
        }
        uint256 refund = cluster.balance;
        for (uint256 i; i < operatorIds.length; ++i) {
            _startEth(operatorIds[i]);
        }
        delete State.main().clusters[id];
        cluster.balance = 0;
        _open(id, operatorIds, cluster);
        uint32 effectiveBalance = Units.effectiveBalance(_vUnits(Asset.ETH, id, cluster));
        _pay(Asset.SSV, msg.sender, refund);
        emit ClusterMigratedToETH(msg.sender, operatorIds, msg.value, refund, effectiveBalance, cluster);
        if (!wasActive) emit ClusterReactivated(msg.sender, operatorIds, cluster);
    }

    /// Starts an ETH cluster with what it has and what is sent now.
    function _open(bytes32 id, uint64[] memory operatorIds, Cluster memory cluster) private {
        cluster.balance += msg.value;
        cluster.active = true;
        _rebase(Asset.ETH, operatorIds, cluster);
        _addValidators(Asset.ETH, operatorIds, cluster.validatorCount);
        if (_belowThreshold(Asset.ETH, operatorIds, cluster, _vUnits(Asset.ETH, id, cluster))) {
            revert InsufficientBalance();
        }
        State.main().ethClusters[id] = Units.stateHash(cluster);
    }

    function _liquidate(Asset asset, address owner, uint64[] memory operatorIds, Cluster memory cluster) private {
        bytes32 id = _requireCluster(asset, owner, operatorIds, cluster);
        if (!cluster.active) revert ClusterIsLiquidated();
        uint256 units = _vUnits(asset, id, cluster);
        _settle(asset, operatorIds, cluster, units);
        if (owner != msg.sender && !_belowThreshold(asset, operatorIds, cluster, units)) {
            revert ClusterNotLiquidatable();
        }
        uint256 remaining = _close(asset, owner, operatorIds, cluster);
        _stored(asset)[id] = Units.stateHash(cluster);
        _pay(asset, msg.sender, remaining);
    }

    /// Ends a settled cluster and returns what is left for the liquidator. The caller stores the hash and pays.
    function _close(Asset asset, address owner, uint64[] memory operatorIds, Cluster memory cluster)
        internal
        returns (uint256 remaining)
    {
        _subtractValidators(asset, operatorIds, cluster.validatorCount);
        remaining = cluster.balance;
        cluster.active = false;
        cluster.balance = 0;
        cluster.index = 0;
        cluster.networkFeeIndex = 0;
        emit ClusterLiquidated(owner, operatorIds, cluster);
    }
}
