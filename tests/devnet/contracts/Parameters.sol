// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.37;

import {Asset, Meter} from "./Types.sol";
import {Oracles} from "./Oracles.sol";
import {State} from "./State.sol";
import {Units} from "./Units.sol";

/// What the DAO decides. Amounts are base units, periods blocks or seconds.
abstract contract Parameters is Oracles {
    using Units for Meter;

    /// Blocks: the floor of the contract.
    uint64 internal constant MINIMUM_THRESHOLD_BLOCKS = 21_480;

    modifier onlyOwner() {
        require(msg.sender == State.protocol().owner, "Ownable: caller is not the owner");
        _;
    }

    function owner() external view returns (address) {
        return State.protocol().owner;
    }

    function updateNetworkFee(uint256 fee) external onlyOwner {
        emit NetworkFeeUpdated(_setNetworkFee(Asset.ETH, fee), fee);
    }

    function updateNetworkFeeSSV(uint256 fee) external onlyOwner {
        emit NetworkFeeUpdatedSSV(_setNetworkFee(Asset.SSV, fee), fee);
    }

    function updateLiquidationThresholdPeriod(uint64 blocks) external onlyOwner {
        _setThresholdBlocks(Asset.ETH, blocks);
        emit LiquidationThresholdPeriodUpdated(blocks);
    }

    function updateLiquidationThresholdPeriodSSV(uint64 blocks) external onlyOwner {
        _setThresholdBlocks(Asset.SSV, blocks);
        emit LiquidationThresholdPeriodSSVUpdated(blocks);
    }

    function updateMinimumLiquidationCollateral(uint256 amount) external onlyOwner {
        State.protocol().eth.minimumCollateral = Units.pack(Asset.ETH, amount);
        emit MinimumLiquidationCollateralUpdated(amount);
    }

    function updateMinimumLiquidationCollateralSSV(uint256 amount) external onlyOwner {
        State.protocol().ssv.minimumCollateral = Units.pack(Asset.SSV, amount);
        emit MinimumLiquidationCollateralSSVUpdated(amount);
    }

    function updateMaximumOperatorFee(uint256 maxFee) external onlyOwner {
        uint64 packed = Units.pack(Asset.ETH, maxFee);
        if (packed < State.protocol().minimumOperatorFee) revert InvalidOperatorFeeRange();
        State.protocol().eth.maximumOperatorFee = packed;
        emit OperatorMaximumFeeUpdated(maxFee);
    }

    function updateMinimumOperatorEthFee(uint256 minFee) external onlyOwner {
        uint64 packed = Units.pack(Asset.ETH, minFee);
        if (packed > State.protocol().eth.maximumOperatorFee) revert InvalidOperatorFeeRange();
        State.protocol().minimumOperatorFee = packed;
        emit MinimumOperatorEthFeeUpdated(minFee);
    }

    function updateOperatorFeeIncreaseLimit(uint64 percentage) external onlyOwner {
        State.protocol().feeIncreaseLimit = percentage;
        emit OperatorFeeIncreaseLimitUpdated(percentage);
    }

    function updateDeclareOperatorFeePeriod(uint64 timeInSeconds) external onlyOwner {
        State.protocol().declarePeriod = timeInSeconds;
        emit DeclareOperatorFeePeriodUpdated(timeInSeconds);
    }

    function updateExecuteOperatorFeePeriod(uint64 timeInSeconds) external onlyOwner {
        State.protocol().executePeriod = timeInSeconds;
        emit ExecuteOperatorFeePeriodUpdated(timeInSeconds);
    }

    function updateMinBlocksBetweenUpdates(uint32 blocks) external onlyOwner {
        State.roots().minBlocksBetweenUpdates = blocks;
        emit MinBlocksBetweenUpdatesUpdated(blocks);
    }

    function updateQuorumBps(uint16 quorum) external onlyOwner {
        if (quorum == 0 || quorum > 10_000) revert InvalidQuorum();
        State.roots().quorumBps = quorum;
        emit QuorumUpdated(quorum);
    }

    function replaceOracle(uint32 oracleId, address newOracle) external onlyOwner {
        if (oracleId == 0 || oracleId > ORACLES) revert InvalidOracleId();
        if (newOracle == address(0)) revert ZeroAddressNotAllowed();
        address old = State.roots().oracles[oracleId];
        if (old == newOracle) revert SameOracleAddressNotAllowed();
        if (_oracleIdOf(newOracle) != 0) revert OracleAlreadyAssigned();
        State.roots().oracles[oracleId] = newOracle;
        emit OracleReplaced(oracleId, old, newOracle);
    }

    function _setNetworkFee(Asset asset, uint256 fee) private returns (uint256 old) {
        Meter storage network = _terms(asset).network;
        old = Units.expand(asset, network.fee);
        network.setFee(Units.pack(asset, fee));
    }

    function _setThresholdBlocks(Asset asset, uint64 blocks) private {
        if (blocks < MINIMUM_THRESHOLD_BLOCKS) revert NewBlockPeriodIsBelowMinimum();
        _terms(asset).thresholdBlocks = blocks;
    }
}
