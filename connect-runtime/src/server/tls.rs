//! TLS for servers, on rustls.

use std::{fmt, sync::Arc};

use rustls::{RootCertStore, ServerConfig, server::WebPkiClientVerifier};

use crate::{
    error::ConnectError,
    tls::{ALPN_H2, ALPN_HTTP1, certificates, private_key, provider, refused},
};

/// Whose certificate a server shows, and whose it asks for.
///
/// ALPN offers HTTP/2 and HTTP/1.1, and over QUIC HTTP/3. Cryptography comes from the process's default
/// [`CryptoProvider`](rustls::crypto::CryptoProvider) if one is installed, else from ring.
///
/// ```no_run
/// use connect_runtime::ServerTls;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let tls = ServerTls::from_pem(std::fs::read("server.pem")?, std::fs::read("server.key")?)?
///     .client_ca_pem(std::fs::read("clients-ca.pem")?)?;
/// # Ok(()) }
/// ```
#[derive(Clone)]
#[must_use]
pub struct ServerTls {
    config: Arc<ServerConfig>,
    identity: Option<Identity>,
}

/// The PEMs, kept because rustls fixes who is asked for a certificate before whose is shown.
#[derive(Clone)]
struct Identity {
    chain: Arc<[u8]>,
    key: Arc<[u8]>,
}

impl ServerTls {
    /// Shows this certificate chain (leaf first), with its private key, both in PEM.
    ///
    /// # Errors
    /// `invalid_argument` if either PEM lacks what it should hold or the two do not belong together.
    pub fn from_pem(chain: impl AsRef<[u8]>, key: impl AsRef<[u8]>) -> Result<Self, ConnectError> {
        let identity = Identity {
            chain: chain.as_ref().into(),
            key: key.as_ref().into(),
        };
        let config = identity.config(None)?;
        Ok(ServerTls {
            config,
            identity: Some(identity),
        })
    }

    /// Refuses clients without a certificate that chains to one in this PEM. Handlers find the client's in
    /// [`Peer::certificates`](crate::Peer::certificates).
    ///
    /// # Errors
    /// `invalid_argument` if the PEM holds no certificate or a bad one, or this was made from a rustls
    /// configuration, which has its own verifier.
    pub fn client_ca_pem(mut self, pem: impl AsRef<[u8]>) -> Result<Self, ConnectError> {
        let Some(identity) = &self.identity else {
            return Err(refused(
                "CA certificate",
                "the rustls configuration decides about clients",
            ));
        };
        let mut roots = RootCertStore::empty();
        for certificate in certificates(pem.as_ref())? {
            roots
                .add(certificate)
                .map_err(|error| refused("CA certificate", error))?;
        }
        self.config = identity.config(Some(roots))?;
        Ok(self)
    }

    pub(crate) fn config(&self) -> Arc<ServerConfig> {
        Arc::clone(&self.config)
    }
}

impl Identity {
    fn config(
        &self,
        client_roots: Option<RootCertStore>,
    ) -> Result<Arc<ServerConfig>, ConnectError> {
        let builder = ServerConfig::builder_with_provider(provider())
            .with_safe_default_protocol_versions()
            .map_err(|error| refused("crypto provider", error))?;
        let builder = match client_roots {
            None => builder.with_no_client_auth(),
            Some(roots) => builder.with_client_cert_verifier(
                WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider())
                    .build()
                    .map_err(|error| refused("CA certificate", error))?,
            ),
        };
        let mut config = builder
            .with_single_cert(certificates(&self.chain)?, private_key(&self.key)?)
            .map_err(|error| refused("server certificate", error))?;
        config.alpn_protocols = default_alpn();
        Ok(Arc::new(config))
    }
}

fn default_alpn() -> Vec<Vec<u8>> {
    vec![ALPN_H2.to_vec(), ALPN_HTTP1.to_vec()]
}

/// Takes a configuration made with rustls, for what the methods here do not offer, such as certificates that
/// change while the server runs. ALPN is set if it is empty.
impl From<Arc<ServerConfig>> for ServerTls {
    fn from(mut config: Arc<ServerConfig>) -> Self {
        if config.alpn_protocols.is_empty() {
            Arc::make_mut(&mut config).alpn_protocols = default_alpn();
        }
        ServerTls {
            config,
            identity: None,
        }
    }
}

impl fmt::Debug for ServerTls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServerTls").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{code::Code, tls::tests::Authority};

    #[test]
    fn key_of_another_certificate_is_an_invalid_argument() {
        let authority = Authority::new("ca");
        let [one, two] = [1, 2].map(|_| authority.sign(&["localhost"], |_| ()));
        assert!(ServerTls::from_pem(&one.chain, &one.key).is_ok());
        let error = ServerTls::from_pem(&one.chain, &two.key).unwrap_err();
        assert_eq!(error.code(), Code::InvalidArgument);
    }

    #[test]
    fn alpn_offers_both_versions_unless_the_user_chose() {
        let pair = Authority::new("ca").sign(&["localhost"], |_| ());
        let tls = ServerTls::from_pem(&pair.chain, &pair.key).unwrap();
        assert_eq!(tls.config().alpn_protocols, [&b"h2"[..], b"http/1.1"]);

        let mut config = Arc::unwrap_or_clone(tls.config());
        config.alpn_protocols = vec![b"h2".to_vec()];
        let chosen = ServerTls::from(Arc::new(config.clone()));
        assert_eq!(chosen.config().alpn_protocols, [b"h2"]);
        config.alpn_protocols.clear();
        let defaulted = ServerTls::from(Arc::new(config));
        assert_eq!(defaulted.config().alpn_protocols.len(), 2);
    }
}
