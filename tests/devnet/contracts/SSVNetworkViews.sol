// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.37;

/// The views address: asks the network the same question.
contract SSVNetworkViews {
    address public immutable ssvNetwork;

    constructor(address network) {
        ssvNetwork = network;
    }

    fallback() external {
        address network = ssvNetwork;
        assembly {
            calldatacopy(0, 0, calldatasize())
            let ok := staticcall(gas(), network, 0, calldatasize(), 0, 0)
            returndatacopy(0, 0, returndatasize())
            if iszero(ok) { revert(0, returndatasize()) }
            return(0, returndatasize())
        }
    }
}
