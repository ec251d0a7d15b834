// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.37;

/// The code of a smart account: what a plain account delegates to (EIP-7702), or a multisig's. It runs all calls or
/// none. Anybody may make it run them, for it guards nothing: the test wallet plays the signatures.
contract BatchAccount {
    struct Call {
        address to;
        uint256 value;
        bytes data;
    }

    receive() external payable {}

    /// A call that fails ends the batch with that call's own refusal.
    function execute(Call[] calldata calls) external payable {
        for (uint256 i; i < calls.length; ++i) {
            (bool ok, bytes memory answer) = calls[i].to.call{value: calls[i].value}(calls[i].data);
            if (ok) continue;
            assembly {
                revert(add(answer, 32), mload(answer))
            }
        }
    }
}
