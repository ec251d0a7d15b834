// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.37;

import {Asset, Cluster, IToken, IWhitelistingContract, Meter, Operator, Terms} from "./Types.sol";
import {Errors} from "./Errors.sol";
import {Events} from "./Events.sol";
import {State} from "./State.sol";
import {Units} from "./Units.sol";

/// What every part of the network needs: finding a cluster, charging it, and judging whether it can pay on.
abstract contract Ledger is Errors, Events {
    using Units for Meter;

    /// Wei per block for 32 ETH: what a legacy operator charges from its first use with ETH.
    uint256 internal constant DEFAULT_OPERATOR_ETH_FEE = 1_770_000_000;

    function _terms(Asset asset) internal view returns (Terms storage) {
        return asset == Asset.ETH ? State.protocol().eth : State.protocol().ssv;
    }

    function _meter(Asset asset, uint64 operatorId) internal view returns (Meter storage) {
        Operator storage operator = State.main().operators[operatorId];
        return asset == Asset.ETH ? operator.eth : operator.ssv;
    }

    function _stored(Asset asset) internal view returns (mapping(bytes32 => bytes32) storage) {
        return asset == Asset.ETH ? State.main().ethClusters : State.main().clusters;
    }

    function _exists(Operator storage operator) internal view returns (bool) {
        return operator.ssv.since != 0 || operator.eth.since != 0;
    }

    /// The other kind of cluster is refused before its state is looked at.
    function _requireCluster(Asset asset, address owner, uint64[] memory operatorIds, Cluster memory cluster)
        internal
        view
        returns (bytes32 id)
    {
        id = Units.clusterId(owner, operatorIds);
        if (_assetOf(id) != asset) revert IncorrectClusterVersion();
        _requireState(asset, id, cluster);
    }

    function _requireAnyCluster(address owner, uint64[] memory operatorIds, Cluster memory cluster)
        internal
        view
        returns (bytes32 id, Asset asset)
    {
        id = Units.clusterId(owner, operatorIds);
        asset = _assetOf(id);
        _requireState(asset, id, cluster);
    }

    function _requireState(Asset asset, bytes32 id, Cluster memory cluster) private view {
        if (_stored(asset)[id] != Units.stateHash(cluster)) revert IncorrectClusterState();
    }

    function _assetOf(bytes32 id) internal view returns (Asset) {
        bool eth = State.main().ethClusters[id] != 0;
        bool ssv = State.main().clusters[id] != 0;
        if (eth && ssv) revert IncorrectClusterState();
        if (!eth && !ssv) revert ClusterDoesNotExist();
        return eth ? Asset.ETH : Asset.SSV;
    }

    /// vUnits that fees are charged for. The effective balance counts only with ETH.
    function _vUnits(Asset asset, bytes32 id, Cluster memory cluster) internal view returns (uint256) {
        uint256 explicitUnits = asset == Asset.ETH ? State.main().effective[id].vUnits : 0;
        return explicitUnits != 0 ? explicitUnits : cluster.validatorCount * Units.VALIDATOR;
    }

    /// Packed sums over the operators; a removed one counts with its frozen index and no fee.
    function _sum(Asset asset, uint64[] memory operatorIds) internal view returns (uint256 index, uint256 fee) {
        for (uint256 i; i < operatorIds.length; ++i) {
            Meter storage meter = _meter(asset, operatorIds[i]);
            index += meter.indexNow();
            fee += meter.fee;
        }
    }

    function _balanceNow(Asset asset, uint64[] memory operatorIds, Cluster memory cluster, uint256 units)
        internal
        view
        returns (uint256)
    {
        (uint256 index,) = _sum(asset, operatorIds);
        uint256 network = ((_terms(asset).network.indexNow() - cluster.networkFeeIndex) * units) / Units.VALIDATOR;
        uint256 operators = ((index - cluster.index) * units) / Units.VALIDATOR;
        uint256 usage = Units.expand(asset, network + operators);
        return cluster.balance > usage ? cluster.balance - usage : 0;
    }

    /// Charges an active cluster up to this block.
    function _settle(Asset asset, uint64[] memory operatorIds, Cluster memory cluster, uint256 units) internal view {
        cluster.balance = _balanceNow(asset, operatorIds, cluster, units);
        _rebase(asset, operatorIds, cluster);
    }

    /// Lets the charge begin at this block.
    function _rebase(Asset asset, uint64[] memory operatorIds, Cluster memory cluster) internal view {
        (uint256 index,) = _sum(asset, operatorIds);
        cluster.index = uint64(index);
        cluster.networkFeeIndex = uint64(_terms(asset).network.indexNow());
    }

    /// Base units per block.
    function _burnRate(Asset asset, uint64[] memory operatorIds, uint256 units) internal view returns (uint256) {
        (, uint256 fee) = _sum(asset, operatorIds);
        return (Units.divisor(asset) * (fee + _terms(asset).network.fee) * units) / Units.VALIDATOR;
    }

    /// `cluster.balance` must be settled.
    function _belowThreshold(Asset asset, uint64[] memory operatorIds, Cluster memory cluster, uint256 units)
        internal
        view
        returns (bool)
    {
        if (cluster.validatorCount == 0) return false;
        Terms storage terms = _terms(asset);
        (, uint256 fee) = _sum(asset, operatorIds);
        uint256 packed = (terms.thresholdBlocks * (fee + terms.network.fee) * units) / Units.VALIDATOR;
        if (packed < terms.minimumCollateral) packed = terms.minimumCollateral;
        return cluster.balance < Units.expand(asset, packed);
    }

    /// Counts validators that join or leave active clusters; removed operators are passed over.
    function _addValidators(Asset asset, uint64[] memory operatorIds, uint32 count) internal {
        uint32 limit = State.protocol().validatorsPerOperatorLimit;
        for (uint256 i; i < operatorIds.length; ++i) {
            Meter storage meter = _meter(asset, operatorIds[i]);
            if (meter.since == 0) continue;
            meter.validatorCount += count;
            if (meter.validatorCount > limit) revert ExceedValidatorLimitWithData(operatorIds[i]);
        }
        _terms(asset).network.validatorCount += count;
    }

    function _subtractValidators(Asset asset, uint64[] memory operatorIds, uint32 count) internal {
        for (uint256 i; i < operatorIds.length; ++i) {
            Meter storage meter = _meter(asset, operatorIds[i]);
            if (meter.since != 0) meter.validatorCount -= count;
        }
        _terms(asset).network.validatorCount -= count;
    }

    /// A legacy operator gets its ETH fee on first use.
    function _startEth(uint64 operatorId) internal {
        Operator storage operator = State.main().operators[operatorId];
        if (operator.eth.since != 0 || operator.ssv.since == 0) return;
        uint256 fee = operator.ssv.fee != 0 ? DEFAULT_OPERATOR_ETH_FEE : 0;
        operator.eth.setFee(Units.pack(Asset.ETH, fee));
        emit OperatorFeeExecuted(operator.owner, operatorId, block.number, fee);
    }

    function _isWhitelistingContract(address account) internal view returns (bool) {
        return account.code.length != 0 && _supports(account, type(IWhitelistingContract).interfaceId)
            && !_supports(account, 0xffffffff);
    }

    function _supports(address account, bytes4 interfaceId) private view returns (bool) {
        (bool ok, bytes memory answer) =
            account.staticcall{gas: 30_000}(abi.encodeWithSignature("supportsInterface(bytes4)", interfaceId));
        return ok && answer.length >= 32 && abi.decode(answer, (uint256)) == 1;
    }

    /// By the account list, by the old single address, or by a whitelisting contract.
    function _isWhitelisted(uint64 operatorId, address account) internal view returns (bool) {
        State.Main storage s = State.main();
        if (s.whitelisted[account][operatorId]) return true;
        address listed = s.operatorsWhitelist[operatorId];
        if (listed == address(0)) return false;
        return listed == account
            || (_isWhitelistingContract(listed) && IWhitelistingContract(listed).isWhitelisted(account, operatorId));
    }

    /// Unsorted before not unique, as the network reports them.
    function _requireOrder(uint64[] memory operatorIds, uint256 i) internal pure {
        if (i + 1 == operatorIds.length) return;
        if (operatorIds[i] > operatorIds[i + 1]) revert UnsortedOperatorsList();
        if (operatorIds[i] == operatorIds[i + 1]) revert OperatorsListNotUnique();
    }

    function _pay(Asset asset, address to, uint256 amount) internal {
        if (amount == 0) return;
        if (asset == Asset.ETH) {
            (bool ok,) = to.call{value: amount}("");
            if (!ok) revert ETHTransferFailed();
        } else if (!IToken(State.protocol().token).transfer(to, amount)) {
            revert TokenTransferFailed();
        }
    }
}
