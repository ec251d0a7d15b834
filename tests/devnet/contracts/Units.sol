// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.37;

import {Asset, Cluster, Meter} from "./Types.sol";
import {Errors} from "./Errors.sol";

/// Packed amounts, vUnits, cluster hashes and accruing fees (protocol.md §1 and §6).
library Units {
    /// vUnits of one validator with 32 ETH.
    uint256 internal constant VALIDATOR = 10_000;

    /// Base units in one packed unit.
    function divisor(Asset asset) internal pure returns (uint256) {
        return asset == Asset.ETH ? 100_000 : 10_000_000;
    }

    function pack(Asset asset, uint256 amount) internal pure returns (uint64) {
        uint256 unit = divisor(asset);
        if (amount > type(uint64).max * unit) revert Errors.MaxValueExceeded();
        if (amount % unit != 0) revert Errors.MaxPrecisionExceeded();
        return uint64(amount / unit);
    }

    function expand(Asset asset, uint256 packed) internal pure returns (uint256) {
        return packed * divisor(asset);
    }

    /// Rounds up: 33 ETH are 10 313 vUnits.
    function vUnits(uint256 effectiveBalance) internal pure returns (uint64) {
        return uint64((effectiveBalance * VALIDATOR + 31) / 32);
    }

    /// Whole ETH, rounded down.
    function effectiveBalance(uint256 units) internal pure returns (uint32) {
        return uint32((units * 32) / VALIDATOR);
    }

    function indexNow(Meter storage meter) internal view returns (uint256) {
        return meter.since == 0 ? meter.index : meter.index + (block.number - meter.since) * meter.fee;
    }

    /// Charges the old fee up to this block, then the new one.
    function setFee(Meter storage meter, uint64 fee) internal {
        meter.index = uint64(indexNow(meter));
        meter.since = uint64(block.number);
        meter.fee = fee;
    }

    /// Freezes the index. Whoever was charged by it keeps what it counted so far.
    function stop(Meter storage meter) internal {
        meter.index = uint64(indexNow(meter));
        meter.since = 0;
        meter.fee = 0;
        meter.validatorCount = 0;
    }

    /// Array elements are padded to 32 bytes each.
    function clusterId(address owner, uint64[] memory operatorIds) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(owner, operatorIds));
    }

    /// 53 bytes; the balance comes before the active flag, unlike in the tuple.
    function stateHash(Cluster memory c) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(c.validatorCount, c.networkFeeIndex, c.index, c.balance, c.active));
    }

    /// What `validatorPKs` holds for a validator of these operators.
    function committeeHash(uint64[] memory operatorIds) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(operatorIds)) | bytes32(uint256(1));
    }

    function validatorKey(bytes calldata publicKey, address owner) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(publicKey, owner));
    }
}
