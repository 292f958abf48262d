//! Text that shares the memory of the message it came in.

use std::{
    borrow::{Borrow, Cow},
    cmp::Ordering,
    convert::Infallible,
    fmt,
    hash::{Hash, Hasher},
    ops::Deref,
    str::{FromStr, Utf8Error},
};

use bytes::Bytes;
use bytestring::ByteString;

/// A string that never changes, and of which a copy costs a count: the type of `string` fields under
/// `strings = shared`.
///
/// A decoded one is a part of the message's own bytes, so that reading a message of many strings allocates
/// for none of them. The other side of it: one short string that is kept keeps the whole message's bytes
/// in memory. Make a `String` of what is to outlive the call.
///
/// ```
/// use connect_runtime::SharedStr;
///
/// let name = SharedStr::from("Ada");
/// assert_eq!(name, "Ada");
/// assert!(name.starts_with('A'));
/// let kept = String::from(name);
/// # assert_eq!(kept, "Ada");
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct SharedStr(ByteString);

impl SharedStr {
    /// The empty string.
    pub const fn new() -> Self {
        SharedStr(ByteString::new())
    }

    /// A string of the program itself, without an allocation.
    ///
    /// ```
    /// const UNKNOWN: connect_runtime::SharedStr = connect_runtime::SharedStr::from_static("unknown");
    /// assert_eq!(UNKNOWN.as_str(), "unknown");
    /// ```
    pub const fn from_static(text: &'static str) -> Self {
        SharedStr(ByteString::from_static(text))
    }

    /// The text.
    #[inline]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The bytes of the text, in the same memory.
    ///
    /// ```
    /// assert_eq!(connect_runtime::SharedStr::from("Ada").into_bytes(), "Ada");
    /// ```
    pub fn into_bytes(self) -> Bytes {
        self.0.into_bytes()
    }
}

impl Deref for SharedStr {
    type Target = str;

    #[inline]
    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl AsRef<str> for SharedStr {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl AsRef<[u8]> for SharedStr {
    fn as_ref(&self) -> &[u8] {
        self.as_str().as_bytes()
    }
}

/// So that a map with these for keys can be asked for a `&str`.
impl Borrow<str> for SharedStr {
    fn borrow(&self) -> &str {
        self.as_str()
    }
}

impl From<&str> for SharedStr {
    fn from(text: &str) -> Self {
        SharedStr(text.into())
    }
}

impl From<String> for SharedStr {
    fn from(text: String) -> Self {
        SharedStr(text.into())
    }
}

impl From<Box<str>> for SharedStr {
    fn from(text: Box<str>) -> Self {
        SharedStr(text.into())
    }
}

impl From<Cow<'_, str>> for SharedStr {
    fn from(text: Cow<'_, str>) -> Self {
        match text {
            Cow::Borrowed(text) => text.into(),
            Cow::Owned(text) => text.into(),
        }
    }
}

impl From<SharedStr> for String {
    fn from(text: SharedStr) -> Self {
        text.as_str().to_owned()
    }
}

impl From<SharedStr> for Bytes {
    fn from(text: SharedStr) -> Self {
        text.into_bytes()
    }
}

/// Shares the memory of the bytes.
impl TryFrom<Bytes> for SharedStr {
    type Error = Utf8Error;

    #[inline]
    fn try_from(bytes: Bytes) -> Result<Self, Utf8Error> {
        ByteString::try_from(bytes).map(SharedStr)
    }
}

impl FromStr for SharedStr {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(text.into())
    }
}

// Like `str`, which `Borrow` asks for.
impl Hash for SharedStr {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl PartialOrd for SharedStr {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for SharedStr {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl PartialEq<str> for SharedStr {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for SharedStr {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl PartialEq<String> for SharedStr {
    fn eq(&self, other: &String) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<SharedStr> for str {
    fn eq(&self, other: &SharedStr) -> bool {
        self == other.as_str()
    }
}

impl PartialEq<SharedStr> for &str {
    fn eq(&self, other: &SharedStr) -> bool {
        *self == other.as_str()
    }
}

impl PartialEq<SharedStr> for String {
    fn eq(&self, other: &SharedStr) -> bool {
        self == other.as_str()
    }
}

impl fmt::Display for SharedStr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_str().fmt(f)
    }
}

impl fmt::Debug for SharedStr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    #[test]
    fn decoded_text_shares_memory_and_has_to_be_utf8() {
        let whole = Bytes::from_static("Ada and Grace".as_bytes());
        let part = SharedStr::try_from(whole.slice(8..)).expect("UTF-8");
        assert_eq!(part, "Grace");
        assert_eq!(part.as_ptr(), whole[8..].as_ptr());
        assert!(SharedStr::try_from(Bytes::from_static(b"\xff")).is_err());
    }

    #[test]
    fn a_map_of_them_is_asked_with_plain_text() {
        let map = HashMap::from([(SharedStr::from("a"), 1), ("b".to_owned().into(), 2)]);
        assert_eq!(map.get("b"), Some(&2));
    }

    #[test]
    fn they_compare_and_print_as_text_does() {
        let text: SharedStr = "b\n".into();
        let owned = String::from("b\n");
        assert!(text > SharedStr::new() && text == owned && "b\n" == text);
        assert_eq!(format!("{text}|{text:?}"), "b\n|\"b\\n\"");
        assert_eq!(
            SharedStr::from(Cow::Borrowed("x")),
            SharedStr::from_static("x")
        );
        assert_eq!(SharedStr::new(), SharedStr::default());
    }
}
