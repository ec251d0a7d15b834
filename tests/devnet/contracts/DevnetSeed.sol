// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.37;

import {Asset, Cluster, IToken, Meter} from "./Types.sol";
import {Operators} from "./Operators.sol";
import {State} from "./State.sol";
import {Units} from "./Units.sol";
import {Validators} from "./Validators.sol";

/// What no deployed contract has: the past. It makes operators and clusters of the SSV era.
abstract contract DevnetSeed is Operators, Validators {
    using Units for Meter;

    /// SSV base units per block, for operators of a seeded cluster that never had an SSV fee.
    uint256 internal constant SEEDED_SSV_FEE = 956_900_000_000;

    /// An operator that was never used with ETH.
    function devnetSeedSSVOperator(bytes calldata publicKey, uint256 ssvFee) external returns (uint64 id) {
        id = _createOperator(publicKey, msg.sender);
        State.main().operators[id].ssv.setFee(Units.pack(Asset.SSV, ssvFee));
        emit OperatorAdded(id, msg.sender, publicKey, ssvFee);
    }

    /// A cluster as v1.2 would have made it. Its balance is taken from the caller, who must have approved it.
    function devnetSeedSSVCluster(
        address clusterOwner,
        bytes[] calldata publicKeys,
        uint64[] memory operatorIds,
        bytes[] calldata sharesData,
        uint256 balance
    ) external {
        for (uint256 i; i < operatorIds.length; ++i) {
            Meter storage ssv = State.main().operators[operatorIds[i]].ssv;
            if (ssv.since == 0) ssv.setFee(Units.pack(Asset.SSV, SEEDED_SSV_FEE));
        }
        Cluster memory cluster = Cluster(uint32(publicKeys.length), 0, 0, true, balance);
        _rebase(Asset.SSV, operatorIds, cluster);
        _addValidators(Asset.SSV, operatorIds, cluster.validatorCount);
        State.main().clusters[Units.clusterId(clusterOwner, operatorIds)] = Units.stateHash(cluster);
        for (uint256 i; i < publicKeys.length; ++i) {
            _record(publicKeys[i], operatorIds, clusterOwner);
            emit ValidatorAdded(clusterOwner, operatorIds, publicKeys[i], sharesData[i], cluster);
        }
        IToken(State.protocol().token).transferFrom(msg.sender, address(this), balance);
    }

    /// The deployed contracts fix it at initialisation.
    function devnetSetValidatorsPerOperatorLimit(uint32 limit) external {
        State.protocol().validatorsPerOperatorLimit = limit;
    }
}
