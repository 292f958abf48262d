//! TLS for clients, on rustls.

use std::{fmt, sync::Arc};

use rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, PrivateKeyDer, ServerName},
};

use crate::{
    error::ConnectError,
    tls::{certificates, private_key, provider, refused},
};

/// How a client checks the server, and how it shows who it is.
///
/// Without settings, servers must have a certificate that chains to Mozilla's roots. ALPN is set to suit the
/// client's HTTP version. Cryptography comes from the process's default
/// [`CryptoProvider`](rustls::crypto::CryptoProvider) if one is installed, else from ring.
///
/// ```no_run
/// use connect_runtime::ClientTls;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let tls = ClientTls::new()
///     .ca_pem(std::fs::read("ca.pem")?)?
///     .identity_pem(std::fs::read("client.pem")?, std::fs::read("client.key")?)?;
/// # Ok(()) }
/// ```
#[derive(Clone)]
#[must_use]
pub struct ClientTls {
    roots: Option<Arc<RootCertStore>>,
    identity: Option<Arc<Identity>>,
    server_name: Option<ServerName<'static>>,
    config: Option<Arc<ClientConfig>>,
}

struct Identity {
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
}

impl ClientTls {
    /// Trusts Mozilla's roots and shows no certificate.
    #[allow(
        clippy::new_without_default,
        reason = "a default that means \"with TLS\" would surprise"
    )]
    pub fn new() -> Self {
        ClientTls {
            roots: None,
            identity: None,
            server_name: None,
            config: None,
        }
    }

    /// Trusts the certificates in this PEM, and no others. May be called again to add more.
    ///
    /// # Errors
    /// `invalid_argument` if the PEM holds no certificate or a bad one.
    pub fn ca_pem(mut self, pem: impl AsRef<[u8]>) -> Result<Self, ConnectError> {
        let mut roots = self
            .roots
            .take()
            .map_or_else(RootCertStore::empty, Arc::unwrap_or_clone);
        for certificate in certificates(pem.as_ref())? {
            roots
                .add(certificate)
                .map_err(|error| refused("CA certificate", error))?;
        }
        self.roots = Some(Arc::new(roots));
        Ok(self)
    }

    /// Shows this certificate chain (leaf first) to servers that ask for one.
    ///
    /// # Errors
    /// `invalid_argument` if either PEM lacks what it should hold.
    pub fn identity_pem(
        mut self,
        chain: impl AsRef<[u8]>,
        key: impl AsRef<[u8]>,
    ) -> Result<Self, ConnectError> {
        let chain = certificates(chain.as_ref())?;
        let key = private_key(key.as_ref())?;
        self.identity = Some(Arc::new(Identity { chain, key }));
        Ok(self)
    }

    /// Expects the server's certificate to be for this name or address, instead of the URL's.
    ///
    /// # Errors
    /// `invalid_argument` if it is neither.
    pub fn server_name(mut self, name: impl Into<String>) -> Result<Self, ConnectError> {
        self.server_name = Some(parse_name(name.into())?);
        Ok(self)
    }

    /// The configuration to connect with, for these protocols, and the name to expect of `host`.
    pub(crate) fn build(
        &self,
        host: &str,
        alpn: &[&[u8]],
    ) -> Result<(Arc<ClientConfig>, ServerName<'static>), ConnectError> {
        let name = match &self.server_name {
            Some(name) => name.clone(),
            None => parse_name(host.to_owned())?,
        };
        let mut config = match &self.config {
            Some(config) => Arc::unwrap_or_clone(Arc::clone(config)),
            None => self.config()?,
        };
        if config.alpn_protocols.is_empty() {
            config.alpn_protocols = alpn.iter().map(|name| name.to_vec()).collect();
        }
        Ok((Arc::new(config), name))
    }

    fn config(&self) -> Result<ClientConfig, ConnectError> {
        let roots = match &self.roots {
            Some(roots) => Arc::clone(roots),
            None => Arc::new(webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect()),
        };
        let builder = ClientConfig::builder_with_provider(provider())
            .with_safe_default_protocol_versions()
            .map_err(|error| refused("crypto provider", error))?
            .with_root_certificates(roots);
        match &self.identity {
            None => Ok(builder.with_no_client_auth()),
            Some(identity) => builder
                .with_client_auth_cert(identity.chain.clone(), identity.key.clone_key())
                .map_err(|error| refused("client certificate", error)),
        }
    }
}

fn parse_name(name: String) -> Result<ServerName<'static>, ConnectError> {
    ServerName::try_from(name).map_err(|error| refused("server name", error))
}

/// Takes a configuration made with rustls, for what the methods here do not offer. ALPN is set if it is empty.
impl From<Arc<ClientConfig>> for ClientTls {
    fn from(config: Arc<ClientConfig>) -> Self {
        ClientTls {
            config: Some(config),
            ..ClientTls::new()
        }
    }
}

impl fmt::Debug for ClientTls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientTls")
            .field("identity", &self.identity.is_some())
            .field("server_name", &self.server_name)
            .finish_non_exhaustive()
    }
}
