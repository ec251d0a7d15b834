// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.37;

import {Asset, Cluster, Effective, Operator} from "./Types.sol";
import {Ledger} from "./Ledger.sol";
import {State} from "./State.sol";
import {Units} from "./Units.sol";

/// Registration, removal and exit of validators.
abstract contract Validators is Ledger {
    function registerValidator(
        bytes calldata publicKey,
        uint64[] memory operatorIds,
        bytes calldata sharesData,
        Cluster memory cluster
    ) external payable {
        _requireCommitteeSize(operatorIds);
        _record(publicKey, operatorIds);
        _join(operatorIds, cluster, 1);
        emit ValidatorAdded(msg.sender, operatorIds, publicKey, sharesData, cluster);
    }

    function bulkRegisterValidator(
        bytes[] calldata publicKeys,
        uint64[] memory operatorIds,
        bytes[] calldata sharesData,
        Cluster memory cluster
    ) external payable {
        if (publicKeys.length == 0) revert EmptyPublicKeysList();
        if (publicKeys.length != sharesData.length) revert PublicKeysSharesLengthMismatch();
        _requireCommitteeSize(operatorIds);
        for (uint256 i; i < publicKeys.length; ++i) {
            _record(publicKeys[i], operatorIds);
        }
        _join(operatorIds, cluster, uint32(publicKeys.length));
        for (uint256 i; i < publicKeys.length; ++i) {
            emit ValidatorAdded(msg.sender, operatorIds, publicKeys[i], sharesData[i], cluster);
        }
    }

    function removeValidator(bytes calldata publicKey, uint64[] memory operatorIds, Cluster memory cluster) external {
        (bytes32 id, Asset asset) = _requireAnyCluster(msg.sender, operatorIds, cluster);
        delete State.main().validatorPKs[_requireValidator(publicKey, operatorIds)];
        _leave(id, asset, operatorIds, cluster, 1);
        emit ValidatorRemoved(msg.sender, operatorIds, publicKey, cluster);
    }

    function bulkRemoveValidator(bytes[] calldata publicKeys, uint64[] memory operatorIds, Cluster memory cluster)
        external
    {
        if (publicKeys.length == 0) revert ValidatorDoesNotExist();
        (bytes32 id, Asset asset) = _requireAnyCluster(msg.sender, operatorIds, cluster);
        for (uint256 i; i < publicKeys.length; ++i) {
            delete State.main().validatorPKs[_requireValidator(publicKeys[i], operatorIds)];
        }
        _leave(id, asset, operatorIds, cluster, uint32(publicKeys.length));
        for (uint256 i; i < publicKeys.length; ++i) {
            emit ValidatorRemoved(msg.sender, operatorIds, publicKeys[i], cluster);
        }
    }

    function exitValidator(bytes calldata publicKey, uint64[] memory operatorIds) external {
        _requireValidator(publicKey, operatorIds);
        emit ValidatorExited(msg.sender, operatorIds, publicKey);
    }

    function bulkExitValidator(bytes[] calldata publicKeys, uint64[] memory operatorIds) external {
        if (publicKeys.length == 0) revert ValidatorDoesNotExist();
        for (uint256 i; i < publicKeys.length; ++i) {
            _requireValidator(publicKeys[i], operatorIds);
            emit ValidatorExited(msg.sender, operatorIds, publicKeys[i]);
        }
    }

    /// Nodes read the event; nothing is stored.
    function setFeeRecipientAddress(address recipientAddress) external {
        emit FeeRecipientAddressUpdated(msg.sender, recipientAddress);
    }

    function _requireCommitteeSize(uint64[] memory operatorIds) internal pure {
        uint256 n = operatorIds.length;
        if (n < 4 || n > 13 || n % 3 != 1) revert InvalidOperatorIdsLength();
    }

    function _record(bytes calldata publicKey, uint64[] memory operatorIds) internal {
        _record(publicKey, operatorIds, msg.sender);
    }

    /// A key is unique per owner only.
    function _record(bytes calldata publicKey, uint64[] memory operatorIds, address owner) internal {
        if (publicKey.length != 48) revert InvalidPublicKeyLength();
        bytes32 key = Units.validatorKey(publicKey, owner);
        if (State.main().validatorPKs[key] != 0) revert ValidatorAlreadyExistsWithData(publicKey);
        State.main().validatorPKs[key] = Units.committeeHash(operatorIds);
    }

    function _requireValidator(bytes calldata publicKey, uint64[] memory operatorIds) private view returns (bytes32 key) {
        key = Units.validatorKey(publicKey, msg.sender);
        bytes32 recorded = State.main().validatorPKs[key];
        if (recorded == 0) revert ValidatorDoesNotExist();
        if (recorded != Units.committeeHash(operatorIds)) revert IncorrectValidatorStateWithData(publicKey);
    }

    function _join(uint64[] memory operatorIds, Cluster memory cluster, uint32 count) private {
        State.Main storage s = State.main();
        bytes32 id = Units.clusterId(msg.sender, operatorIds);
        if (s.clusters[id] != 0) revert IncorrectClusterVersion();
        bytes32 expected = s.ethClusters[id];
        if (expected == 0) expected = Units.stateHash(Cluster(0, 0, 0, true, 0));
        if (expected != Units.stateHash(cluster)) revert IncorrectClusterState();
        if (!cluster.active) revert ClusterIsLiquidated();
        _admit(operatorIds, count);

        cluster.balance += msg.value;
        _settle(Asset.ETH, operatorIds, cluster, _vUnits(Asset.ETH, id, cluster));
        cluster.validatorCount += count;
        Effective storage effective = s.effective[id];
        if (effective.vUnits != 0) effective.vUnits += uint64(count * Units.VALIDATOR);
        if (_belowThreshold(Asset.ETH, operatorIds, cluster, _vUnits(Asset.ETH, id, cluster))) {
            revert InsufficientBalance();
        }
        s.ethClusters[id] = Units.stateHash(cluster);
    }

    /// All checks of one operator come before those of the next.
    function _admit(uint64[] memory operatorIds, uint32 count) private {
        State.Protocol storage protocol = State.protocol();
        for (uint256 i; i < operatorIds.length; ++i) {
            uint64 operatorId = operatorIds[i];
            _requireOrder(operatorIds, i);
            Operator storage operator = State.main().operators[operatorId];
            if (!_exists(operator)) revert OperatorDoesNotExist();
            if (operator.isPrivate && !_isWhitelisted(operatorId, msg.sender)) {
                revert CallerNotWhitelistedWithData(operatorId);
            }
            _startEth(operatorId);
            operator.eth.validatorCount += count;
            if (operator.eth.validatorCount > protocol.validatorsPerOperatorLimit) {
                revert ExceedValidatorLimitWithData(operatorId);
            }
        }
        protocol.eth.network.validatorCount += count;
    }

    function _leave(bytes32 id, Asset asset, uint64[] memory operatorIds, Cluster memory cluster, uint32 count) private {
        if (cluster.active) {
            _settle(asset, operatorIds, cluster, _vUnits(asset, id, cluster));
            _subtractValidators(asset, operatorIds, count);
        }
        cluster.validatorCount -= count;
        Effective storage effective = State.main().effective[id];
        if (effective.vUnits != 0) {
            effective.vUnits = cluster.validatorCount == 0 ? 0 : effective.vUnits - uint64(count * Units.VALIDATOR);
        }
        _stored(asset)[id] = Units.stateHash(cluster);
    }
}
