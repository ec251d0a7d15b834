//! The chains that carry the SSV contracts.

use alloy_primitives::{Address, address};

/// One chain's deployment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    /// For people.
    pub name: &'static str,
    /// EIP-155 chain id.
    pub chain_id: u64,
    /// SSVNetwork proxy.
    pub network: Address,
    /// SSVNetworkViews proxy.
    pub views: Address,
    /// SSV token, which legacy clusters pay with.
    pub token: Address,
    /// First block that can hold an SSV event.
    pub genesis_block: u64,
    /// Where people look transactions up.
    pub explorer_url: &'static str,
}

/// Networks that ship with the package.
pub const NETWORKS: [Network; 2] = [
    Network {
        name: "Ethereum",
        chain_id: 1,
        network: address!("DD9BC35aE942eF0cFa76930954a156B3fF30a4E1"),
        views: address!("afE830B6Ee262ba11cce5F32fDCd760FFE6a66e4"),
        token: address!("9D65fF81a3c488d585bBfb0Bfe3c7707c7917f54"),
        genesis_block: 17_507_487,
        explorer_url: "https://etherscan.io",
    },
    Network {
        name: "Hoodi testnet",
        chain_id: 560_048,
        network: address!("58410Bef803ECd7E63B23664C586A6DB72DAf59c"),
        views: address!("5AdDb3f1529C5ec70D77400499eE4bbF328368fe"),
        token: address!("9F5d4Ec84fC4785788aB44F9de973cF34F7A038e"),
        genesis_block: 1065,
        explorer_url: "https://hoodi.etherscan.io",
    },
];
