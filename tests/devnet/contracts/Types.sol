// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.37;

/// The two currencies a cluster can run on; the numbers are those of `getClusterAssetType`.
enum Asset {
    SSV,
    ETH
}

/// A cluster as calldata, events and views carry it. Only its hash is stored.
struct Cluster {
    uint32 validatorCount;
    uint64 networkFeeIndex;
    uint64 index;
    bool active;
    uint256 balance;
}

/// A fee that accrues every block. `since` 0 means it never started or has stopped; the index then stays where it is.
struct Meter {
    uint64 fee;
    uint64 index;
    uint64 since;
    uint32 validatorCount;
}

struct Operator {
    address owner;
    bool isPrivate;
    Meter ssv;
    Meter eth;
}

/// What the network asks of clusters of one currency. Amounts are packed.
struct Terms {
    Meter network;
    uint64 thresholdBlocks;
    uint64 minimumCollateral;
    uint64 maximumOperatorFee;
}

struct FeeDeclaration {
    uint64 fee;
    uint64 beginTime;
    uint64 endTime;
}

/// Effective balance of a cluster as last proved. `vUnits` 0 means 32 ETH per validator.
struct Effective {
    uint64 vUnits;
    uint64 rootBlock;
    uint64 updatedAt;
}

struct OperatorView {
    address owner;
    uint256 fee;
    uint32 validatorCount;
    address whitelistedAddress;
    bool isPrivate;
    bool isActive;
}

struct OperatorDeclaredFeeView {
    bool isFeeDeclared;
    uint256 fee;
    uint64 approvalBeginTime;
    uint64 approvalEndTime;
}

struct OperatorFeePeriodsView {
    uint64 declarePeriod;
    uint64 executePeriod;
}

interface IWhitelistingContract {
    function isWhitelisted(address account, uint256 operatorId) external view returns (bool);
}

interface IToken {
    function transfer(address recipient, uint256 amount) external returns (bool);
    function transferFrom(address sender, address recipient, uint256 amount) external returns (bool);
}
