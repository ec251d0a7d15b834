//! Every way the core can refuse, one variant per cause a user can act on.
//!
//! Variants carry limits, sizes and public identifiers. They never carry a secret or text from
//! the input, so any of them can be shown or logged.

/// The result of everything in this crate that can fail.
pub type Result<T> = core::result::Result<T, Error>;

/// Why something was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// The file is larger than any real file of its kind.
    FileTooLarge {
        /// Bytes.
        limit: usize,
    },
    /// The bytes are not one JSON object (or list, where a list is a known kind of file).
    NotJson,
    /// JSON, but no keystore and no other kind of file that we know.
    NotAKeystore,
    /// A deposit_data file was given where a keystore was expected.
    IsDepositData,
    /// A keyshares file was given where a keystore was expected.
    IsKeyshares,
    /// The encrypted RSA key of an operator was given where a keystore was expected.
    IsOperatorKeystore,
    /// An execution-layer wallet (version 3) was given where a keystore was expected.
    IsExecutionKeystore,
    /// A keystore was given where a keyshares file was expected.
    IsKeystore,
    /// EIP-2335 defines version 4 only.
    KeystoreVersion,
    /// A part of the keystore is missing or malformed.
    KeystoreField {
        /// Path of the field in the file.
        field: &'static str,
    },
    /// Neither scrypt nor pbkdf2 with hmac-sha256.
    KdfUnsupported,
    /// Not aes-128-ctr.
    CipherUnsupported,
    /// Not sha256.
    ChecksumUnsupported,
    /// A cost parameter is zero, not a power of two, or out of the function's range.
    KdfParameters {
        /// Name of the parameter.
        field: &'static str,
    },
    /// Deriving the key would take more memory or rounds than any real keystore asks for.
    KdfTooExpensive {
        /// Bytes of memory, or rounds.
        required: u64,
        /// Same unit as `required`.
        limit: u64,
    },
    /// The device did not give the memory that the keystore's scrypt parameters need.
    OutOfMemory {
        /// Bytes.
        required: u64,
    },
    /// Passwords are text (EIP-2335 §Password requirements).
    PasswordNotUtf8,
    /// Unicode's tables, which passwords need that are not ASCII, were not given to the module.
    UnicodeMissing,
    /// The checksum does not match: another password, or a damaged file.
    WrongPassword,
    /// The secret inside belongs to another public key than the file says.
    PublicKeyMismatch,
    /// The secret is not 32 bytes, is zero, or is not below the group order.
    SecretInvalid,

    /// Committees have 4, 7, 10 or 13 operators.
    OperatorCount {
        /// Operators given.
        count: usize,
    },
    /// Operator ids are 1 to 2^64 − 1; at id 0 the share would be the validator key itself.
    OperatorIdInvalid,
    /// The same operator twice.
    OperatorIdDuplicate {
        /// The operator's id.
        id: u64,
    },
    /// Keyshares files hold ids as JSON numbers, exact only up to 2^53 − 1.
    OperatorIdUnsafe {
        /// The operator's id.
        id: u64,
    },
    /// Not base64 of one PEM-armoured RSA public key.
    OperatorKeyMalformed,
    /// Operators decrypt exactly 256 bytes, so the modulus must have 256 (2041 to 2048 bits).
    OperatorKeyLength {
        /// Bits of the modulus.
        bits: u32,
    },
    /// The public exponent is not 65537.
    OperatorKeyExponent,
    /// The modulus is even, has a small factor or is a perfect power.
    OperatorKeyWeak,
    /// Two operators with one key would hold two shares in one hand.
    OperatorKeyDuplicate {
        /// The second operator's id.
        id: u64,
    },
    /// The file's operator key is not the one the network knows.
    OperatorKeyMismatch {
        /// The operator's id.
        id: u64,
    },
    /// The file is for other operators than expected, or mixes operator sets.
    OperatorsMismatch,

    /// Not an address, or a mixed-case address with a wrong EIP-55 checksum.
    OwnerInvalid,
    /// The file was made for another owner.
    OwnerMismatch,
    /// Old keyshares files name no owner and nonce; whoever reads one has to.
    OwnerUnknown,
    /// Nonces are 0 to 2^53 − 1.
    NonceInvalid,
    /// The shares are signed for another nonce.
    NonceMismatch {
        /// Nonce in the file.
        found: u64,
        /// Nonce expected there.
        expected: u64,
    },
    /// Registrations of one file must have consecutive nonces in file order.
    NonceOrder,
    /// Not a point of G1 in the right subgroup, or the point at infinity.
    PublicKeyInvalid,
    /// The owner:nonce signature does not verify under the validator key.
    SignatureInvalid,
    /// sharesData is not 96 + 304 × operators bytes.
    SharesLength {
        /// Bytes found.
        found: usize,
        /// Bytes needed.
        expected: usize,
    },
    /// A share's public key is no valid point.
    ShareKeyInvalid,
    /// The share public keys do not lie on one polynomial through the validator key.
    SharesInconsistent,
    /// Our own output failed its check: nothing is handed out.
    SelfCheckFailed,
    /// The random source failed or is not random.
    RandomnessUnavailable,
    /// The same validator twice in one request or file.
    DuplicateValidator,

    /// JSON, but no keyshares file.
    NotKeyshares,
    /// A version of the keyshares format that holds no registration signature, or an unknown one.
    KeysharesVersion,
    /// A part of the keyshares file is missing or malformed.
    KeysharesField {
        /// Path of the field in the file.
        field: &'static str,
    },
    /// `data` and `payload` of one item disagree.
    KeysharesMismatch {
        /// Path of the field in the file.
        field: &'static str,
    },

    /// The selector is none of the functions we know.
    CalldataUnknown,
    /// The bytes do not decode as the ABI says, or do not encode back to themselves.
    AbiMalformed,
    /// An amount left the range of the contract's integers.
    AmountOverflow,
}

impl Error {
    /// A stable code for programs, one per variant.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::FileTooLarge { .. } => "FILE_TOO_LARGE",
            Self::NotJson => "NOT_JSON",
            Self::NotAKeystore => "NOT_A_KEYSTORE",
            Self::IsDepositData => "IS_DEPOSIT_DATA",
            Self::IsKeyshares => "IS_KEYSHARES",
            Self::IsOperatorKeystore => "IS_OPERATOR_KEYSTORE",
            Self::IsExecutionKeystore => "IS_EXECUTION_KEYSTORE",
            Self::IsKeystore => "IS_KEYSTORE",
            Self::KeystoreVersion => "KEYSTORE_VERSION",
            Self::KeystoreField { .. } => "KEYSTORE_FIELD",
            Self::KdfUnsupported => "KDF_UNSUPPORTED",
            Self::CipherUnsupported => "CIPHER_UNSUPPORTED",
            Self::ChecksumUnsupported => "CHECKSUM_UNSUPPORTED",
            Self::KdfParameters { .. } => "KDF_PARAMETERS",
            Self::KdfTooExpensive { .. } => "KDF_TOO_EXPENSIVE",
            Self::OutOfMemory { .. } => "OUT_OF_MEMORY",
            Self::PasswordNotUtf8 => "PASSWORD_NOT_UTF8",
            Self::UnicodeMissing => "UNICODE_MISSING",
            Self::WrongPassword => "WRONG_PASSWORD",
            Self::PublicKeyMismatch => "PUBLIC_KEY_MISMATCH",
            Self::SecretInvalid => "SECRET_INVALID",
            Self::OperatorCount { .. } => "OPERATOR_COUNT",
            Self::OperatorIdInvalid => "OPERATOR_ID_INVALID",
            Self::OperatorIdDuplicate { .. } => "OPERATOR_ID_DUPLICATE",
            Self::OperatorIdUnsafe { .. } => "OPERATOR_ID_UNSAFE",
            Self::OperatorKeyMalformed => "OPERATOR_KEY_MALFORMED",
            Self::OperatorKeyLength { .. } => "OPERATOR_KEY_LENGTH",
            Self::OperatorKeyExponent => "OPERATOR_KEY_EXPONENT",
            Self::OperatorKeyWeak => "OPERATOR_KEY_WEAK",
            Self::OperatorKeyDuplicate { .. } => "OPERATOR_KEY_DUPLICATE",
            Self::OperatorKeyMismatch { .. } => "OPERATOR_KEY_MISMATCH",
            Self::OperatorsMismatch => "OPERATORS_MISMATCH",
            Self::OwnerInvalid => "OWNER_INVALID",
            Self::OwnerMismatch => "OWNER_MISMATCH",
            Self::OwnerUnknown => "OWNER_UNKNOWN",
            Self::NonceInvalid => "NONCE_INVALID",
            Self::NonceMismatch { .. } => "NONCE_MISMATCH",
            Self::NonceOrder => "NONCE_ORDER",
            Self::PublicKeyInvalid => "PUBLIC_KEY_INVALID",
            Self::SignatureInvalid => "SIGNATURE_INVALID",
            Self::SharesLength { .. } => "SHARES_LENGTH",
            Self::ShareKeyInvalid => "SHARE_KEY_INVALID",
            Self::SharesInconsistent => "SHARES_INCONSISTENT",
            Self::SelfCheckFailed => "SELF_CHECK_FAILED",
            Self::RandomnessUnavailable => "RANDOMNESS_UNAVAILABLE",
            Self::DuplicateValidator => "DUPLICATE_VALIDATOR",
            Self::NotKeyshares => "NOT_KEYSHARES",
            Self::KeysharesVersion => "KEYSHARES_VERSION",
            Self::KeysharesField { .. } => "KEYSHARES_FIELD",
            Self::KeysharesMismatch { .. } => "KEYSHARES_MISMATCH",
            Self::CalldataUnknown => "CALLDATA_UNKNOWN",
            Self::AbiMalformed => "ABI_MALFORMED",
            Self::AmountOverflow => "AMOUNT_OVERFLOW",
        }
    }

    /// The variant's public facts by name, for programs that word their own messages.
    #[must_use]
    pub fn details(&self) -> Vec<(&'static str, Detail)> {
        use Detail::{Name, Number};
        match *self {
            Self::FileTooLarge { limit } => vec![("limit", Number(limit as u64))],
            Self::KeystoreField { field }
            | Self::KdfParameters { field }
            | Self::KeysharesField { field }
            | Self::KeysharesMismatch { field } => vec![("field", Name(field))],
            Self::KdfTooExpensive { required, limit } => {
                vec![("required", Number(required)), ("limit", Number(limit))]
            }
            Self::OutOfMemory { required } => vec![("required", Number(required))],
            Self::OperatorCount { count } => vec![("count", Number(count as u64))],
            Self::OperatorKeyLength { bits } => vec![("bits", Number(u64::from(bits)))],
            Self::OperatorIdDuplicate { id }
            | Self::OperatorIdUnsafe { id }
            | Self::OperatorKeyDuplicate { id }
            | Self::OperatorKeyMismatch { id } => vec![("id", Number(id))],
            Self::NonceMismatch { found, expected } => {
                vec![("found", Number(found)), ("expected", Number(expected))]
            }
            Self::SharesLength { found, expected } => {
                vec![("found", Number(found as u64)), ("expected", Number(expected as u64))]
            }
            _ => Vec::new(),
        }
    }
}

/// The code: words for people are the harness's (www/lib/messages.ts).
impl core::fmt::Display for Error {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.code())
    }
}

impl core::error::Error for Error {}

/// One public fact of an [`Error`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// A count, size, limit or id.
    Number(u64),
    /// The name of a field or parameter, from our own fixed list.
    Name(&'static str),
}

/// Something a user should know although the work went through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Warning {
    /// The keystore's password stretching is weaker than EIP-2335's usual cost.
    WeakKdf,
    /// The keystore's salt is shorter than 16 bytes.
    ShortSalt,
    /// The derived key is longer than the 32 bytes that are used.
    LongDerivedKey,
    /// The password only matched the way old tools encoded accents.
    LegacyPassword,
    /// Operators count registrations in 16 bits: above 65 535 their expectation wraps.
    NonceWraps,
}

impl Warning {
    /// A stable code for programs, one per variant.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::WeakKdf => "WEAK_KDF",
            Self::ShortSalt => "SHORT_SALT",
            Self::LongDerivedKey => "LONG_DERIVED_KEY",
            Self::LegacyPassword => "LEGACY_PASSWORD",
            Self::NonceWraps => "NONCE_WRAPS",
        }
    }
}
