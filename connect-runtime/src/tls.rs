//! What TLS needs on both sides: PEM, the crypto provider, and errors that name what was wrong.

use std::{fmt, sync::Arc};

use rustls::{
    crypto::CryptoProvider,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};

use crate::error::ConnectError;

/// Protocol names for ALPN, best first.
pub(crate) const ALPN_H2: &[u8] = b"h2";
pub(crate) const ALPN_HTTP1: &[u8] = b"http/1.1";

/// The certificates in a PEM file, in order.
///
/// # Errors
/// `invalid_argument` if there are none or one is not whole.
pub(crate) fn certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, ConnectError> {
    let certificates = CertificateDer::pem_slice_iter(pem)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| refused("certificate", error))?;
    match certificates.is_empty() {
        true => Err(refused("certificate", "the PEM holds none")),
        false => Ok(certificates),
    }
}

/// The first private key in a PEM file.
///
/// # Errors
/// `invalid_argument` if there is none.
pub(crate) fn private_key(pem: &[u8]) -> Result<PrivateKeyDer<'static>, ConnectError> {
    PrivateKeyDer::from_pem_slice(pem).map_err(|error| refused("private key", error))
}

/// The process's default, or ring.
pub(crate) fn provider() -> Arc<CryptoProvider> {
    match CryptoProvider::get_default() {
        Some(installed) => Arc::clone(installed),
        None => Arc::new(rustls::crypto::ring::default_provider()),
    }
}

/// The error for a TLS setting that cannot be used.
pub(crate) fn refused(what: &str, reason: impl fmt::Display) -> ConnectError {
    ConnectError::invalid_argument(format!("unusable {what}: {reason}"))
}

#[cfg(test)]
pub(crate) mod tests {
    //! Certificates for tests, made as they are needed.

    use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};

    /// A certificate and its key, as PEM.
    pub(crate) struct Pair {
        pub(crate) chain: String,
        pub(crate) key: String,
    }

    /// A CA that signs what tests ask for.
    pub(crate) struct Authority(CertifiedIssuer<'static, KeyPair>);

    impl Authority {
        pub(crate) fn new(name: &str) -> Self {
            let mut params = CertificateParams::default();
            params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
            params.distinguished_name.push(DnType::CommonName, name);
            let key = KeyPair::generate().unwrap();
            Authority(CertifiedIssuer::self_signed(params, key).unwrap())
        }

        pub(crate) fn pem(&self) -> String {
            self.0.pem()
        }

        /// A certificate for `names`, changed by `change` before it is signed.
        pub(crate) fn sign(
            &self,
            names: &[&str],
            change: impl FnOnce(&mut CertificateParams),
        ) -> Pair {
            let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            let mut params = CertificateParams::new(names).unwrap();
            change(&mut params);
            let key = KeyPair::generate().unwrap();
            let certificate = params.signed_by(&key, &self.0).unwrap();
            Pair {
                chain: certificate.pem(),
                key: key.serialize_pem(),
            }
        }
    }

    #[test]
    fn pem_without_what_is_asked_for_is_an_invalid_argument() {
        use super::*;

        let pair = Authority::new("ca").sign(&["localhost"], |_| ());
        assert_eq!(certificates(pair.chain.as_bytes()).unwrap().len(), 1);
        assert!(private_key(pair.key.as_bytes()).is_ok());
        let cut = &pair.chain[..pair.chain.len() / 2];
        let errors = [
            certificates(pair.key.as_bytes()).unwrap_err(),
            certificates(cut.as_bytes()).unwrap_err(),
            certificates(b"").unwrap_err(),
            private_key(pair.chain.as_bytes()).unwrap_err(),
        ];
        for error in errors {
            assert_eq!(error.code(), crate::code::Code::InvalidArgument);
            assert!(
                error.message().starts_with("unusable "),
                "{}",
                error.message()
            );
        }
    }
}
