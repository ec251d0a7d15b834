// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.37;

import {Asset, FeeDeclaration, Meter, Operator} from "./Types.sol";
import {Ledger} from "./Ledger.sol";
import {State} from "./State.sol";
import {Units} from "./Units.sol";

/// Operators and their fees, as far as a staker notices them: earnings are not kept.
abstract contract Operators is Ledger {
    using Units for Meter;

    function registerOperator(bytes calldata publicKey, uint256 fee, bool setPrivate) external returns (uint64 id) {
        _requireFeeInRange(fee);
        id = _createOperator(publicKey, msg.sender);
        State.main().operators[id].eth.setFee(Units.pack(Asset.ETH, fee));
        emit OperatorAdded(id, msg.sender, publicKey, fee);
        if (setPrivate) {
            State.main().operators[id].isPrivate = true;
            uint64[] memory operatorIds = new uint64[](1);
            operatorIds[0] = id;
            emit OperatorPrivacyStatusUpdated(operatorIds, true);
        }
    }

    function removeOperator(uint64 operatorId) external {
        Operator storage operator = _ownOperator(operatorId);
        operator.ssv.stop();
        operator.eth.stop();
        operator.isPrivate = false;
        delete State.main().operatorsWhitelist[operatorId];
        delete State.main().feeDeclarations[operatorId];
        emit OperatorRemoved(operatorId);
    }

    function declareOperatorFee(uint64 operatorId, uint256 fee) external {
        Operator storage operator = _ownOperator(operatorId);
        _requireFeeInRange(fee);
        _startEth(operatorId);
        uint64 packed = Units.pack(Asset.ETH, fee);
        uint256 current = operator.eth.fee;
        if (packed == current) revert SameFeeChangeNotAllowed();
        if (current == 0) revert FeeIncreaseNotAllowed();
        State.Protocol storage protocol = State.protocol();
        if (packed > (current * (10_000 + protocol.feeIncreaseLimit) + 9_999) / 10_000) {
            revert FeeExceedsIncreaseLimit();
        }
        uint64 begin = uint64(block.timestamp) + protocol.declarePeriod;
        State.main().feeDeclarations[operatorId] = FeeDeclaration(packed, begin, begin + protocol.executePeriod);
        emit OperatorFeeDeclared(msg.sender, operatorId, block.number, fee);
    }

    function executeOperatorFee(uint64 operatorId) external {
        Operator storage operator = _ownOperator(operatorId);
        FeeDeclaration memory declared = State.main().feeDeclarations[operatorId];
        if (declared.beginTime == 0) revert NoFeeDeclared();
        if (block.timestamp < declared.beginTime || block.timestamp > declared.endTime) {
            revert ApprovalNotWithinTimeframe();
        }
        if (declared.fee > State.protocol().eth.maximumOperatorFee) revert FeeTooHigh();
        operator.eth.setFee(declared.fee);
        delete State.main().feeDeclarations[operatorId];
        emit OperatorFeeExecuted(msg.sender, operatorId, block.number, Units.expand(Asset.ETH, declared.fee));
    }

    function cancelDeclaredOperatorFee(uint64 operatorId) external {
        _ownOperator(operatorId);
        if (State.main().feeDeclarations[operatorId].beginTime == 0) revert NoFeeDeclared();
        delete State.main().feeDeclarations[operatorId];
        emit OperatorFeeDeclarationCancelled(msg.sender, operatorId);
    }

    /// A reduction takes effect at once.
    function reduceOperatorFee(uint64 operatorId, uint256 fee) external {
        Operator storage operator = _ownOperator(operatorId);
        if (fee != 0 && fee < Units.expand(Asset.ETH, State.protocol().minimumOperatorFee)) revert FeeTooLow();
        _startEth(operatorId);
        uint64 packed = Units.pack(Asset.ETH, fee);
        if (packed >= operator.eth.fee) revert FeeIncreaseNotAllowed();
        operator.eth.setFee(packed);
        delete State.main().feeDeclarations[operatorId];
        emit OperatorFeeExecuted(msg.sender, operatorId, block.number, fee);
    }

    function _createOperator(bytes calldata publicKey, address owner) internal returns (uint64 id) {
        State.Main storage s = State.main();
        bytes32 key = keccak256(publicKey);
        if (s.operatorsPKs[key] != 0) revert OperatorAlreadyExists();
        id = ++s.lastOperatorId;
        s.operatorsPKs[key] = id;
        s.operators[id].owner = owner;
    }

    function _ownOperator(uint64 operatorId) internal view returns (Operator storage operator) {
        operator = State.main().operators[operatorId];
        if (!_exists(operator)) revert OperatorDoesNotExist();
        if (operator.owner != msg.sender) revert CallerNotOwnerWithData(msg.sender, operator.owner);
    }

    function _requireFeeInRange(uint256 fee) private view {
        State.Protocol storage protocol = State.protocol();
        if (fee != 0 && fee < Units.expand(Asset.ETH, protocol.minimumOperatorFee)) revert FeeTooLow();
        if (fee > Units.expand(Asset.ETH, protocol.eth.maximumOperatorFee)) revert FeeTooHigh();
    }
}
