// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.37;

import {Operators} from "./Operators.sol";
import {State} from "./State.sol";

/// Private operators and who may register with them.
abstract contract Whitelists is Operators {
    function setOperatorsPrivateUnchecked(uint64[] calldata operatorIds) external {
        _setPrivacy(operatorIds, true);
    }

    function setOperatorsPublicUnchecked(uint64[] calldata operatorIds) external {
        _setPrivacy(operatorIds, false);
    }

    function setOperatorsWhitelists(uint64[] memory operatorIds, address[] calldata whitelistAddresses) external {
        _setWhitelists(operatorIds, whitelistAddresses, true);
        emit OperatorMultipleWhitelistUpdated(operatorIds, whitelistAddresses);
    }

    function removeOperatorsWhitelists(uint64[] memory operatorIds, address[] calldata whitelistAddresses) external {
        _setWhitelists(operatorIds, whitelistAddresses, false);
        emit OperatorMultipleWhitelistRemoved(operatorIds, whitelistAddresses);
    }

    function setOperatorsWhitelistingContract(uint64[] calldata operatorIds, address whitelistingContract) external {
        if (!_isWhitelistingContract(whitelistingContract)) revert InvalidWhitelistingContract(whitelistingContract);
        _setWhitelistingContract(operatorIds, whitelistingContract);
    }

    function removeOperatorsWhitelistingContract(uint64[] calldata operatorIds) external {
        _setWhitelistingContract(operatorIds, address(0));
    }

    function _setPrivacy(uint64[] calldata operatorIds, bool toPrivate) private {
        if (operatorIds.length == 0) revert InvalidOperatorIdsLength();
        for (uint256 i; i < operatorIds.length; ++i) {
            _ownOperator(operatorIds[i]).isPrivate = toPrivate;
        }
        emit OperatorPrivacyStatusUpdated(operatorIds, toPrivate);
    }

    function _setWhitelists(uint64[] memory operatorIds, address[] calldata accounts, bool listed) private {
        if (operatorIds.length == 0) revert InvalidOperatorIdsLength();
        if (accounts.length == 0) revert InvalidWhitelistAddressesLength();
        for (uint256 i; i < operatorIds.length; ++i) {
            _requireOrder(operatorIds, i);
            _ownOperator(operatorIds[i]);
            for (uint256 j; j < accounts.length; ++j) {
                if (accounts[j] == address(0)) revert ZeroAddressNotAllowed();
                if (_isWhitelistingContract(accounts[j])) revert AddressIsWhitelistingContract(accounts[j]);
                State.main().whitelisted[accounts[j]][operatorIds[i]] = listed;
            }
        }
    }

    function _setWhitelistingContract(uint64[] calldata operatorIds, address whitelistingContract) private {
        if (operatorIds.length == 0) revert InvalidOperatorIdsLength();
        for (uint256 i; i < operatorIds.length; ++i) {
            _ownOperator(operatorIds[i]);
            State.main().operatorsWhitelist[operatorIds[i]] = whitelistingContract;
        }
        emit OperatorWhitelistingContractUpdated(operatorIds, whitelistingContract);
    }
}
