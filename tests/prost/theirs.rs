//! The same schema as one writes it by hand for prost's derive.

use std::collections::BTreeMap;

use prost::bytes::Bytes;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, prost::Enumeration)]
#[repr(i32)]
pub(crate) enum Colour {
    None = 0,
    Red = 1,
    Blue = -2,
}

#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct Leaf {
    #[prost(int32, optional, tag = "1")]
    pub(crate) size: Option<i32>,
    #[prost(string, tag = "2")]
    pub(crate) name: String,
}

#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct Rich {
    #[prost(double, tag = "1")]
    pub(crate) double: f64,
    #[prost(float, tag = "2")]
    pub(crate) float: f32,
    #[prost(int32, tag = "3")]
    pub(crate) int32: i32,
    #[prost(int64, tag = "4")]
    pub(crate) int64: i64,
    #[prost(uint32, tag = "5")]
    pub(crate) uint32: u32,
    #[prost(uint64, tag = "6")]
    pub(crate) uint64: u64,
    #[prost(sint32, tag = "7")]
    pub(crate) sint32: i32,
    #[prost(sint64, tag = "8")]
    pub(crate) sint64: i64,
    #[prost(fixed32, tag = "9")]
    pub(crate) fixed32: u32,
    #[prost(fixed64, tag = "10")]
    pub(crate) fixed64: u64,
    #[prost(sfixed32, tag = "11")]
    pub(crate) sfixed32: i32,
    #[prost(sfixed64, tag = "12")]
    pub(crate) sfixed64: i64,
    #[prost(bool, tag = "13")]
    pub(crate) bool: bool,
    #[prost(string, tag = "14")]
    pub(crate) string: String,
    #[prost(bytes = "bytes", tag = "15")]
    pub(crate) bytes: Bytes,
    #[prost(enumeration = "Colour", tag = "16")]
    pub(crate) colour: i32,
    #[prost(double, optional, tag = "17")]
    pub(crate) maybe_double: Option<f64>,
    #[prost(sint64, optional, tag = "18")]
    pub(crate) maybe_sint64: Option<i64>,
    #[prost(bool, optional, tag = "19")]
    pub(crate) maybe_bool: Option<bool>,
    #[prost(string, optional, tag = "20")]
    pub(crate) maybe_string: Option<String>,
    #[prost(bytes = "bytes", optional, tag = "21")]
    pub(crate) maybe_bytes: Option<Bytes>,
    #[prost(enumeration = "Colour", optional, tag = "22")]
    pub(crate) maybe_colour: Option<i32>,
    #[prost(fixed32, required, tag = "23")]
    pub(crate) needed: u32,
    #[prost(double, repeated, tag = "24")]
    pub(crate) packed_double: Vec<f64>,
    #[prost(int32, repeated, tag = "25")]
    pub(crate) packed_int32: Vec<i32>,
    #[prost(sint64, repeated, tag = "26")]
    pub(crate) packed_sint64: Vec<i64>,
    #[prost(fixed32, repeated, tag = "27")]
    pub(crate) packed_fixed32: Vec<u32>,
    #[prost(bool, repeated, tag = "28")]
    pub(crate) packed_bool: Vec<bool>,
    #[prost(enumeration = "Colour", repeated, tag = "29")]
    pub(crate) packed_colour: Vec<i32>,
    #[prost(float, repeated, packed = "false", tag = "30")]
    pub(crate) plain_float: Vec<f32>,
    #[prost(uint64, repeated, packed = "false", tag = "31")]
    pub(crate) plain_uint64: Vec<u64>,
    #[prost(sfixed64, repeated, packed = "false", tag = "32")]
    pub(crate) plain_sfixed64: Vec<i64>,
    #[prost(enumeration = "Colour", repeated, packed = "false", tag = "33")]
    pub(crate) plain_colour: Vec<i32>,
    #[prost(string, repeated, tag = "34")]
    pub(crate) strings: Vec<String>,
    #[prost(bytes = "bytes", repeated, tag = "35")]
    pub(crate) byte_strings: Vec<Bytes>,
    #[prost(btree_map = "string, int32", tag = "36")]
    pub(crate) by_name: BTreeMap<String, i32>,
    #[prost(btree_map = "sint64, string", tag = "37")]
    pub(crate) by_sint64: BTreeMap<i64, String>,
    #[prost(btree_map = "bool, bytes", tag = "38")]
    pub(crate) by_bool: BTreeMap<bool, Vec<u8>>,
    #[prost(btree_map = "fixed32, enumeration(Colour)", tag = "39")]
    pub(crate) by_fixed32: BTreeMap<u32, i32>,
    #[prost(btree_map = "int32, message", tag = "40")]
    pub(crate) by_int32: BTreeMap<i32, Rich>,
    #[prost(message, optional, tag = "41")]
    pub(crate) leaf: Option<Leaf>,
    #[prost(message, repeated, tag = "42")]
    pub(crate) leaves: Vec<Leaf>,
    #[prost(message, optional, boxed, tag = "43")]
    pub(crate) child: Option<Box<Rich>>,
    #[prost(message, repeated, tag = "44")]
    pub(crate) children: Vec<Rich>,
    #[prost(group, optional, tag = "45")]
    pub(crate) band: Option<Leaf>,
    #[prost(group, repeated, tag = "46")]
    pub(crate) bands: Vec<Leaf>,
    #[prost(group, optional, boxed, tag = "47")]
    pub(crate) nest: Option<Box<Rich>>,
    #[prost(oneof = "Pick", tags = "2000, 2001, 2002, 2003, 2004, 2005, 536870911")]
    pub(crate) pick: Option<Pick>,
}

#[derive(Clone, PartialEq, prost::Oneof)]
pub(crate) enum Pick {
    #[prost(sfixed32, tag = "2000")]
    Number(i32),
    #[prost(string, tag = "2001")]
    Text(String),
    #[prost(bytes = "bytes", tag = "2002")]
    Data(Bytes),
    #[prost(enumeration = "Colour", tag = "2003")]
    Tint(i32),
    #[prost(message, tag = "2004")]
    Twig(Leaf),
    #[prost(message, boxed, tag = "2005")]
    Deep(Box<Rich>),
    #[prost(group, tag = "536870911")]
    Bundle(Leaf),
}
