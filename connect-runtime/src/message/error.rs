//! What can go wrong with a message's bytes.
//!
//! Both errors are one pointer wide and say what was expected, never what the bytes were: their text may
//! go to a peer. Turning them into an RPC's error is the caller's part.

use std::{borrow::Cow, error::Error, fmt};

/// Bytes or JSON text that are not a message of the type asked for.
///
/// ```
/// use connect_runtime::{Message, protobuf::Duration};
///
/// let err = Duration::from_json("\"3 hours\"").unwrap_err();
/// assert!(!err.is_limit());
/// assert_eq!(err.to_string(), "invalid google.protobuf.Duration at offset 9");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct DecodeError(Box<Inner>);

#[derive(Clone, PartialEq, Eq)]
struct Inner {
    text: Cow<'static, str>,
    limit: bool,
    offset: Option<usize>,
}

impl DecodeError {
    #[cold]
    pub(crate) fn new(text: impl Into<Cow<'static, str>>) -> Self {
        DecodeError(Box::new(Inner {
            text: text.into(),
            limit: false,
            offset: None,
        }))
    }

    /// The message would take more memory than its decoder's budget.
    #[cold]
    pub(crate) fn limit() -> Self {
        DecodeError(Box::new(Inner {
            text: Cow::Borrowed("message holds too many elements for its size"),
            limit: true,
            offset: None,
        }))
    }

    /// Adds how far into the JSON text reading came, unless that is known already.
    #[cold]
    pub(crate) fn at(mut self, offset: usize) -> Self {
        self.0.offset.get_or_insert(offset);
        self
    }

    /// Whether the input may be well-formed but asks for more memory than a decoder spends on it.
    pub fn is_limit(&self) -> bool {
        self.0.limit
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.text)?;
        match self.0.offset {
            Some(offset) => write!(f, " at offset {offset}"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DecodeError({self})")
    }
}

impl Error for DecodeError {}

/// A message without a JSON form, such as a `Timestamp` out of range or an `Any` of a type that the
/// program does not know.
///
/// ```
/// use connect_runtime::{Message, protobuf::Duration};
///
/// let forever = Duration { seconds: i64::MAX, ..Default::default() };
/// assert_eq!(forever.to_json().unwrap_err().to_string(), "google.protobuf.Duration is out of range");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct EncodeError(Box<Cow<'static, str>>);

impl EncodeError {
    #[cold]
    pub(crate) fn new(text: impl Into<Cow<'static, str>>) -> Self {
        EncodeError(Box::new(text.into()))
    }
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EncodeError({self})")
    }
}

impl Error for EncodeError {}
