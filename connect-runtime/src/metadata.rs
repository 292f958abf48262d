//! Headers and trailers of an RPC as users see them, and the names that the protocols keep to themselves.
//!
//! A [`Metadata`] that was received holds every header that arrived. One that is written holds none of
//! the [reserved](is_reserved) names: setting one fails, and copying passes over it.

use std::{fmt, sync::LazyLock};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, header};

use crate::base64;

/// Leading or trailing metadata: a multimap of lower-case names to values.
///
/// Names that end in `-bin` hold binary values, base64 on the wire ([`Metadata::get_bin`]).
///
/// ```
/// use connect_runtime::Metadata;
///
/// # fn main() -> Result<(), connect_runtime::MetadataError> {
/// let mut headers = Metadata::new();
/// headers.insert("acme-tenant", "blue")?;
/// headers.insert_bin("acme-token-bin", [0, 159])?;
/// assert_eq!(headers.get("Acme-Tenant"), Some("blue"));
/// assert_eq!(headers.get_bin("acme-token-bin")?.as_deref(), Some(&[0, 159][..]));
/// assert!(headers.insert("content-length", "7").is_err());
/// # Ok(())
/// # }
/// ```
// One pointer wide, and nothing while it is empty: it rides along with every request, response and error.
#[derive(Clone, Default)]
pub struct Metadata(Option<Box<HeaderMap>>);

/// What there is to see of empty metadata.
static EMPTY: LazyLock<HeaderMap> = LazyLock::new(HeaderMap::new);

impl Metadata {
    /// No metadata; allocates nothing.
    pub fn new() -> Self {
        Metadata::default()
    }

    /// Sets a name to one value, in place of those that it had.
    ///
    /// # Errors
    /// If the name or the value cannot stand in an HTTP header, or if the name is reserved. With `?` it
    /// becomes an `internal` error of the RPC.
    pub fn insert(
        &mut self,
        name: impl AsRef<str>,
        value: impl AsRef<[u8]>,
    ) -> Result<(), MetadataError> {
        let name = parse_name(name.as_ref())?;
        let value = parse_value(value.as_ref())?;
        match self.map_mut().try_insert(name, value) {
            Ok(_) => Ok(()),
            Err(_) => Err(MetadataError::Full),
        }
    }

    /// Adds a value to those that the name has.
    ///
    /// # Errors
    /// As [`Metadata::insert`].
    pub fn append(
        &mut self,
        name: impl AsRef<str>,
        value: impl AsRef<[u8]>,
    ) -> Result<(), MetadataError> {
        let name = parse_name(name.as_ref())?;
        self.try_append(name, parse_value(value.as_ref())?)
    }

    /// Sets a binary value; the name ends in `-bin`.
    ///
    /// # Errors
    /// As [`Metadata::insert`], and if the name lacks the ending.
    pub fn insert_bin(
        &mut self,
        name: impl AsRef<str>,
        value: impl AsRef<[u8]>,
    ) -> Result<(), MetadataError> {
        let name = bin_name(name.as_ref())?;
        self.insert(name, base64::unpadded(value.as_ref()))
    }

    /// Adds a binary value; the name ends in `-bin`.
    ///
    /// # Errors
    /// As [`Metadata::insert_bin`].
    pub fn append_bin(
        &mut self,
        name: impl AsRef<str>,
        value: impl AsRef<[u8]>,
    ) -> Result<(), MetadataError> {
        let name = bin_name(name.as_ref())?;
        self.append(name, base64::unpadded(value.as_ref()))
    }

    /// The first value of a name, if it has one that is visible ASCII.
    pub fn get(&self, name: impl AsRef<str>) -> Option<&str> {
        self.as_http().get(name.as_ref())?.to_str().ok()
    }

    /// All values of a name that are visible ASCII, in order.
    pub fn get_all(&self, name: impl AsRef<str>) -> impl Iterator<Item = &str> {
        self.as_http()
            .get_all(name.as_ref())
            .iter()
            .filter_map(|value| value.to_str().ok())
    }

    /// The first binary value of a `-bin` name, padded or not.
    ///
    /// # Errors
    /// [`MetadataError::Base64`], with `?` an `invalid_argument`, if the value is not base64.
    pub fn get_bin(&self, name: impl AsRef<str>) -> Result<Option<Bytes>, MetadataError> {
        Ok(self.get_all_bin(name)?.into_iter().next())
    }

    /// All binary values of a `-bin` name, in order; several joined by commas count as several.
    ///
    /// # Errors
    /// As [`Metadata::get_bin`], for any of the values.
    pub fn get_all_bin(&self, name: impl AsRef<str>) -> Result<Vec<Bytes>, MetadataError> {
        let name = name.as_ref();
        let mut out = Vec::new();
        for value in self.as_http().get_all(name) {
            // Intermediaries may join repeated headers, so commas split before base64 is decoded
            // (gRPC over HTTP/2, "Custom-Metadata").
            for part in value.as_bytes().split(|&b| b == b',') {
                let decoded = base64::decode(part.trim_ascii());
                let bytes = decoded.ok_or_else(|| MetadataError::Base64(shown(name)))?;
                out.push(bytes.into());
            }
        }
        Ok(out)
    }

    /// Removes every value of a name.
    pub fn remove(&mut self, name: impl AsRef<str>) {
        if let Some(map) = &mut self.0 {
            map.remove(name.as_ref());
        }
    }

    /// Name and value pairs, in order within each name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &HeaderValue)> {
        let pairs = self.as_http().iter();
        pairs.map(|(name, value)| (name.as_str(), value))
    }

    /// The number of values.
    pub fn len(&self) -> usize {
        self.as_http().len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.as_http().is_empty()
    }

    /// Adds every value of `other` to those here.
    pub fn extend(&mut self, other: &Metadata) {
        for (name, value) in other.as_http() {
            // A map that is full stays as it is: a peer that sends 32,768 distinct names gets no panic.
            let _ = self.map_mut().try_append(name, value.clone());
        }
    }

    /// Adds the values of those names that are not here.
    pub(crate) fn extend_absent(&mut self, other: &Metadata) {
        for name in other.as_http().keys() {
            if self.as_http().contains_key(name) {
                continue;
            }
            for value in other.as_http().get_all(name) {
                let _ = self.map_mut().try_append(name, value.clone());
            }
        }
    }

    /// The same as an HTTP header map.
    pub fn as_http(&self) -> &HeaderMap {
        match &self.0 {
            Some(map) => map,
            None => &EMPTY,
        }
    }

    fn map_mut(&mut self) -> &mut HeaderMap {
        self.0.get_or_insert_default()
    }

    /// Copies everything but the reserved names into `out`.
    pub(crate) fn write_to(&self, out: &mut HeaderMap) {
        for (name, value) in self.0.iter().flat_map(|map| map.iter()) {
            if !is_reserved(name) {
                let _ = out.try_append(name, value.clone());
            }
        }
    }

    fn try_append(&mut self, name: HeaderName, value: HeaderValue) -> Result<(), MetadataError> {
        match self.map_mut().try_append(name, value) {
            Ok(_) => Ok(()),
            Err(_) => Err(MetadataError::Full),
        }
    }
}

impl From<HeaderMap> for Metadata {
    fn from(headers: HeaderMap) -> Self {
        match headers.is_empty() {
            true => Metadata(None),
            false => Metadata(Some(Box::new(headers))),
        }
    }
}

impl PartialEq for Metadata {
    fn eq(&self, other: &Self) -> bool {
        self.as_http() == other.as_http()
    }
}

impl Eq for Metadata {}

impl fmt::Debug for Metadata {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_http().fmt(f)
    }
}

/// Whether a name belongs to HTTP or to an RPC protocol, so that no user may set it.
///
/// `user-agent` is not among them: a caller may name itself.
pub(crate) fn is_reserved(name: &HeaderName) -> bool {
    const NAMES: [HeaderName; 12] = [
        header::CONTENT_TYPE,
        header::CONTENT_LENGTH,
        header::CONTENT_ENCODING,
        header::ACCEPT_ENCODING,
        header::TRANSFER_ENCODING,
        header::CONNECTION,
        header::UPGRADE,
        header::HOST,
        header::TE,
        header::TRAILER,
        header::DATE,
        HeaderName::from_static("keep-alive"),
    ];
    let text = name.as_str();
    NAMES.contains(name)
        || text.starts_with("connect-")
        || text.starts_with("grpc-")
        || text.starts_with("trailer-connect-")
        || text.starts_with("trailer-grpc-")
}

fn parse_name(name: &str) -> Result<HeaderName, MetadataError> {
    match HeaderName::try_from(name) {
        Ok(parsed) if is_reserved(&parsed) => Err(MetadataError::Reserved(shown(name))),
        Ok(parsed) => Ok(parsed),
        Err(_) => Err(MetadataError::Name(shown(name))),
    }
}

/// ASCII-Value of gRPC over HTTP/2: 0x20 to 0x7E. What lies beyond would not survive all protocols.
fn parse_value(value: &[u8]) -> Result<HeaderValue, MetadataError> {
    let visible = |byte: &u8| matches!(byte, 0x20..=0x7E);
    match HeaderValue::from_bytes(value) {
        Ok(parsed) if value.iter().all(visible) => Ok(parsed),
        _ => Err(MetadataError::Value),
    }
}

fn bin_name(name: &str) -> Result<&str, MetadataError> {
    match name.len().checked_sub(4) {
        Some(at) if name.as_bytes()[at..].eq_ignore_ascii_case(b"-bin") => Ok(name),
        _ => Err(MetadataError::BinName(shown(name))),
    }
}

/// Enough of a name to recognise it.
fn shown(name: &str) -> String {
    name.chars().take(64).collect()
}

/// Why a header could not be set or read.
///
/// Converts to a [`ConnectError`](crate::ConnectError) with `?`: `invalid_argument` for what the peer
/// sent ([`MetadataError::Base64`]), `internal` for the rest.
///
/// ```
/// use connect_runtime::{Metadata, MetadataError};
///
/// let refused = Metadata::new().insert("te", "trailers");
/// assert_eq!(refused, Err(MetadataError::Reserved("te".into())));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MetadataError {
    /// Not a name for an HTTP header.
    Name(String),
    /// A value with bytes other than 0x20 to 0x7E.
    Value,
    /// The name belongs to HTTP or to an RPC protocol.
    Reserved(String),
    /// The name of a binary header does not end in `-bin`.
    BinName(String),
    /// A binary value that is not base64.
    Base64(String),
    /// More names than a header map holds.
    Full,
}

impl fmt::Display for MetadataError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            MetadataError::Name(name) => write!(f, "{name:?} is not a header name"),
            MetadataError::Value => f.write_str("header value is not visible ascii"),
            MetadataError::Reserved(name) => {
                write!(f, "header {name:?} is reserved for the protocol")
            }
            MetadataError::BinName(name) => {
                write!(f, "the name of binary header {name:?} must end in \"-bin\"")
            }
            MetadataError::Base64(name) => write!(f, "header {name:?} is not base64"),
            MetadataError::Full => f.write_str("too many headers"),
        }
    }
}

impl std::error::Error for MetadataError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn header_that_cannot_be_sent_is_refused_when_set() {
        let rows: &[(&str, &[u8])] = &[
            ("x-a", b"line\r\nbreak"),
            ("x-a", b"line\nbreak"),
            ("x-a", b"nul\0"),
            ("x-a", "gr\u{fc}n".as_bytes()),
            ("a name", b"v"),
            ("", b"v"),
            ("x:y", b"v"),
            ("content-type", b"v"),
            ("Content-Length", b"v"),
            ("grpc-status", b"0"),
            ("connect-timeout-ms", b"1"),
            ("trailer", b"v"),
            ("te", b"trailers"),
            ("trailer-connect-x", b"v"),
        ];
        for (name, value) in rows {
            let mut metadata = Metadata::new();
            assert!(metadata.insert(name, value).is_err(), "{name}");
            assert!(metadata.append(name, value).is_err(), "{name}");
            assert!(metadata.is_empty());
        }
    }

    #[test]
    fn binary_header_is_read_padded_unpadded_and_joined() {
        let rows: &[(&[&str], &[&[u8]])] = &[
            (&["AQ"], &[&[1]]),
            (&["AQ=="], &[&[1]]),
            (&["AQ,Ag=="], &[&[1], &[2]]),
            (&["AQ, Ag", "Aw"], &[&[1], &[2], &[3]]),
            (&[""], &[&[]]),
        ];
        for (values, want) in rows {
            let mut headers = HeaderMap::new();
            for value in *values {
                headers.append("x-bin", HeaderValue::from_static(value));
            }
            let got = Metadata::from(headers)
                .get_all_bin("x-bin")
                .expect("base64");
            assert_eq!(got, *want, "{values:?}");
        }
    }

    #[test]
    fn bad_base64_in_a_binary_header_is_an_error_when_read() {
        let mut headers = HeaderMap::new();
        headers.insert("x-bin", HeaderValue::from_static("!!!"));
        let err = Metadata::from(headers).get_bin("x-bin").expect_err("bad");
        assert_eq!(err, MetadataError::Base64("x-bin".into()));
    }

    #[test]
    fn obs_text_is_passed_on_but_not_as_text() {
        let mut headers = HeaderMap::new();
        headers.insert(
            "x-a",
            HeaderValue::from_bytes(&[0x80, 0xFF]).expect("obs-text"),
        );
        let metadata = Metadata::from(headers);
        assert_eq!(metadata.get("x-a"), None);
        assert_eq!(metadata.len(), 1);
    }

    #[test]
    fn forty_thousand_names_do_not_panic() {
        let mut metadata = Metadata::new();
        let result = (0..40_000).try_for_each(|n| metadata.append(format!("x-{n}"), "v"));
        assert_eq!(result, Err(MetadataError::Full));
        let mut copy = Metadata::new();
        copy.extend(&metadata);
        assert_eq!(copy.len(), metadata.len());
    }

    #[test]
    fn reserved_names_are_passed_over_when_copied() {
        let mut headers = HeaderMap::new();
        for name in [
            "content-type",
            "grpc-status",
            "date",
            "x-kept",
            "user-agent",
        ] {
            headers.insert(name, HeaderValue::from_static("v"));
        }
        let mut out = HeaderMap::new();
        Metadata::from(headers).write_to(&mut out);
        let mut names: Vec<_> = out.keys().map(HeaderName::as_str).collect();
        names.sort_unstable();
        assert_eq!(names, ["user-agent", "x-kept"]);
    }
}
