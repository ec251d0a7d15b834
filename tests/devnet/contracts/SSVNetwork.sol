// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.37;

import {Asset, Meter, Terms} from "./Types.sol";
import {DevnetSeed} from "./DevnetSeed.sol";
import {Parameters} from "./Parameters.sol";
import {State} from "./State.sol";
import {Units} from "./Units.sol";
import {Whitelists} from "./Whitelists.sol";

/// The network address: every write. Reads are delegated to the views module; value sent with them, old selectors
/// and plain transfers revert without data.
contract SSVNetwork is Whitelists, Parameters, DevnetSeed {
    using Units for Meter;

    address private immutable VIEWS;

    /// Parameters of mainnet (protocol.md §6.1); what mainnet kept from v1 is taken from Hoodi.
    constructor(address token, address views, address[4] memory oracles) {
        VIEWS = views;
        State.Protocol storage protocol = State.protocol();
        protocol.owner = msg.sender;
        protocol.token = token;
        protocol.minimumOperatorFee = Units.pack(Asset.ETH, 10_000_000);
        protocol.feeIncreaseLimit = 1_000;
        protocol.declarePeriod = 604_800;
        protocol.executePeriod = 604_800;
        protocol.validatorsPerOperatorLimit = 1_000;

        Terms storage eth = protocol.eth;
        eth.network.setFee(Units.pack(Asset.ETH, 3_366_600_000));
        eth.thresholdBlocks = 42_960;
        eth.minimumCollateral = Units.pack(Asset.ETH, 324_862_599_900_000);
        eth.maximumOperatorFee = Units.pack(Asset.ETH, 5_336_500_000);

        Terms storage ssv = protocol.ssv;
        ssv.network.setFee(Units.pack(Asset.SSV, 382_640_000_000));
        ssv.thresholdBlocks = 100_240;
        ssv.minimumCollateral = Units.pack(Asset.SSV, 385_795_451_000_000_000);
        ssv.maximumOperatorFee = Units.pack(Asset.SSV, 76_528_650_000_000);

        State.roots().quorumBps = 7_500;
        for (uint32 i; i < ORACLES; ++i) {
            State.roots().oracles[i + 1] = oracles[i];
        }
    }

    function getVersion() external pure returns (string memory version) {
        return "v2.0.0";
    }

    fallback() external {
        address views = VIEWS;
        assembly {
            calldatacopy(0, 0, calldatasize())
            let ok := delegatecall(gas(), views, 0, calldatasize(), 0, 0)
            returndatacopy(0, 0, returndatasize())
            if iszero(ok) { revert(0, returndatasize()) }
            return(0, returndatasize())
        }
    }
}
