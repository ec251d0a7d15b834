// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.37;

import {
    Asset,
    Cluster,
    FeeDeclaration,
    IWhitelistingContract,
    Meter,
    Operator,
    OperatorDeclaredFeeView,
    OperatorFeePeriodsView,
    OperatorView
} from "./Types.sol";
import {Ledger} from "./Ledger.sol";
import {State} from "./State.sol";
import {Units} from "./Units.sol";

/// The reads of protocol.md §3, run in the storage of the network.
contract ViewsModule is Ledger {
    function getBalance(address clusterOwner, uint64[] memory operatorIds, Cluster memory cluster)
        external
        view
        returns (uint256 balance)
    {
        return _balance(Asset.ETH, clusterOwner, operatorIds, cluster);
    }

    function getBalanceSSV(address clusterOwner, uint64[] memory operatorIds, Cluster memory cluster)
        external
        view
        returns (uint256 balance)
    {
        return _balance(Asset.SSV, clusterOwner, operatorIds, cluster);
    }

    /// For a cluster that is still on SSV: what its operators that already have an ETH fee would cost.
    function getBurnRate(address clusterOwner, uint64[] memory operatorIds, Cluster memory cluster)
        external
        view
        returns (uint256)
    {
        (bytes32 id,) = _requireAnyCluster(clusterOwner, operatorIds, cluster);
        return _burnRate(Asset.ETH, operatorIds, _vUnits(Asset.ETH, id, cluster));
    }

    function getBurnRateSSV(address clusterOwner, uint64[] memory operatorIds, Cluster memory cluster)
        external
        view
        returns (uint256)
    {
        (bytes32 id, Asset asset) = _requireAnyCluster(clusterOwner, operatorIds, cluster);
        return asset == Asset.ETH ? 0 : _burnRate(asset, operatorIds, _vUnits(asset, id, cluster));
    }

    function getClusterAssetType(address owner, uint64[] memory operatorIds) external view returns (uint8) {
        return uint8(_assetOf(Units.clusterId(owner, operatorIds)));
    }

    function getEffectiveBalance(address clusterOwner, uint64[] memory operatorIds, Cluster memory cluster)
        external
        view
        returns (uint32 effectiveBalance)
    {
        (bytes32 id,) = _requireAnyCluster(clusterOwner, operatorIds, cluster);
        if (!cluster.active) revert ClusterIsLiquidated();
        return Units.effectiveBalance(_vUnits(Asset.ETH, id, cluster));
    }

    function isLiquidated(address clusterOwner, uint64[] memory operatorIds, Cluster memory cluster)
        external
        view
        returns (bool)
    {
        _requireAnyCluster(clusterOwner, operatorIds, cluster);
        return !cluster.active;
    }

    function isLiquidatable(address clusterOwner, uint64[] memory operatorIds, Cluster memory cluster)
        external
        view
        returns (bool)
    {
        return _liquidatable(Asset.ETH, clusterOwner, operatorIds, cluster);
    }

    function isLiquidatableSSV(address clusterOwner, uint64[] memory operatorIds, Cluster memory cluster)
        external
        view
        returns (bool)
    {
        return _liquidatable(Asset.SSV, clusterOwner, operatorIds, cluster);
    }

    function getValidator(address clusterOwner, bytes calldata publicKey) external view returns (bool) {
        return State.main().validatorPKs[Units.validatorKey(publicKey, clusterOwner)] != 0;
    }

    function getOperatorById(uint64 operatorId) external view returns (OperatorView memory) {
        return _operator(Asset.ETH, operatorId);
    }

    function getOperatorByIdSSV(uint64 operatorId) external view returns (OperatorView memory) {
        return _operator(Asset.SSV, operatorId);
    }

    function getOperatorFee(uint64 operatorId) external view returns (uint256) {
        return _operatorFee(Asset.ETH, operatorId);
    }

    function getOperatorFeeSSV(uint64 operatorId) external view returns (uint256) {
        return _operatorFee(Asset.SSV, operatorId);
    }

    function getOperatorDeclaredFee(uint64 operatorId) external view returns (OperatorDeclaredFeeView memory) {
        FeeDeclaration memory declared = State.main().feeDeclarations[operatorId];
        return OperatorDeclaredFeeView(
            declared.beginTime != 0, Units.expand(Asset.ETH, declared.fee), declared.beginTime, declared.endTime
        );
    }

    function getWhitelistedOperators(uint64[] memory operatorIds, address whitelistedAddress)
        external
        view
        returns (uint64[] memory whitelistedOperatorIds)
    {
        whitelistedOperatorIds = new uint64[](operatorIds.length);
        uint256 count;
        for (uint256 i; i < operatorIds.length; ++i) {
            _requireOrder(operatorIds, i);
            if (_isWhitelisted(operatorIds[i], whitelistedAddress)) whitelistedOperatorIds[count++] = operatorIds[i];
        }
        assembly {
            mstore(whitelistedOperatorIds, count)
        }
    }

    function isWhitelistingContract(address contractAddress) external view returns (bool) {
        return _isWhitelistingContract(contractAddress);
    }

    function isAddressWhitelistedInWhitelistingContract(
        address addressToCheck,
        uint256 operatorId,
        address whitelistingContract
    ) external view returns (bool isWhitelisted) {
        return _isWhitelistingContract(whitelistingContract)
            && IWhitelistingContract(whitelistingContract).isWhitelisted(addressToCheck, operatorId);
    }

    function getValidatorsPerOperatorLimit() external view returns (uint32) {
        return State.protocol().validatorsPerOperatorLimit;
    }

    function getNetworkValidatorsCount() external view returns (uint32) {
        return State.protocol().eth.network.validatorCount;
    }

    function getNetworkFee() external view returns (uint256) {
        return Units.expand(Asset.ETH, State.protocol().eth.network.fee);
    }

    function getNetworkFeeSSV() external view returns (uint256) {
        return Units.expand(Asset.SSV, State.protocol().ssv.network.fee);
    }

    function getLiquidationThresholdPeriod() external view returns (uint64) {
        return State.protocol().eth.thresholdBlocks;
    }

    function getLiquidationThresholdPeriodSSV() external view returns (uint64) {
        return State.protocol().ssv.thresholdBlocks;
    }

    function getMinimumLiquidationCollateral() external view returns (uint256) {
        return Units.expand(Asset.ETH, State.protocol().eth.minimumCollateral);
    }

    function getMinimumLiquidationCollateralSSV() external view returns (uint256) {
        return Units.expand(Asset.SSV, State.protocol().ssv.minimumCollateral);
    }

    function getMaximumOperatorFee() external view returns (uint256) {
        return Units.expand(Asset.ETH, State.protocol().eth.maximumOperatorFee);
    }

    function getMaximumOperatorFeeSSV() external view returns (uint256) {
        return Units.expand(Asset.SSV, State.protocol().ssv.maximumOperatorFee);
    }

    function getMinimumOperatorEthFee() external view returns (uint256) {
        return Units.expand(Asset.ETH, State.protocol().minimumOperatorFee);
    }

    function getOperatorFeeIncreaseLimit() external view returns (uint64) {
        return State.protocol().feeIncreaseLimit;
    }

    function getOperatorFeePeriods() external view returns (OperatorFeePeriodsView memory) {
        return OperatorFeePeriodsView(State.protocol().declarePeriod, State.protocol().executePeriod);
    }

    function getCommittedRoot(uint64 blockNum) external view returns (bytes32) {
        return State.roots().committed[blockNum];
    }

    function getOracle(uint32 oracleId) external view returns (address) {
        return State.roots().oracles[oracleId];
    }

    function getQuorumBps() external view returns (uint16) {
        return State.roots().quorumBps;
    }

    function _balance(Asset asset, address owner, uint64[] memory operatorIds, Cluster memory cluster)
        private
        view
        returns (uint256)
    {
        (bytes32 id, Asset found) = _requireAnyCluster(owner, operatorIds, cluster);
        if (!cluster.active) revert ClusterIsLiquidated();
        return found == asset ? _balanceNow(asset, operatorIds, cluster, _vUnits(asset, id, cluster)) : 0;
    }

    function _liquidatable(Asset asset, address owner, uint64[] memory operatorIds, Cluster memory cluster)
        private
        view
        returns (bool)
    {
        bytes32 id = _requireCluster(asset, owner, operatorIds, cluster);
        if (!cluster.active) return false;
        uint256 units = _vUnits(asset, id, cluster);
        _settle(asset, operatorIds, cluster, units);
        return _belowThreshold(asset, operatorIds, cluster, units);
    }

    function _operator(Asset asset, uint64 operatorId) private view returns (OperatorView memory) {
        Operator storage operator = State.main().operators[operatorId];
        Meter storage meter = _meter(asset, operatorId);
        return OperatorView(
            operator.owner,
            _operatorFee(asset, operatorId),
            meter.validatorCount,
            State.main().operatorsWhitelist[operatorId],
            operator.isPrivate,
            meter.since != 0
        );
    }

    /// A legacy operator shows the ETH fee it will get on first use.
    function _operatorFee(Asset asset, uint64 operatorId) private view returns (uint256) {
        Operator storage operator = State.main().operators[operatorId];
        if (asset == Asset.ETH && operator.eth.since == 0 && operator.ssv.fee != 0) return DEFAULT_OPERATOR_ETH_FEE;
        return Units.expand(asset, _meter(asset, operatorId).fee);
    }
}
