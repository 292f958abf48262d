//! How each library encodes, decodes, writes JSON and reads it.

use std::fmt::Debug;
use std::marker::PhantomData;

use buffa::HasMessageView;
use bytes::Bytes;
use serde::{Serialize, de::DeserializeOwned};

/// A message that can be JSON.
pub trait Json: Debug + PartialEq + 'static {
    /// To JSON.
    fn write_json(&self) -> String;
    /// From JSON.
    fn read_json(json: &str) -> Self;
}

/// A message that can be binary too.
pub trait Binary: Json {
    /// To binary.
    fn encode(&self) -> Vec<u8>;
    /// From binary, in the memory of the input as far as the library can.
    fn decode(bytes: &Bytes) -> Self;
}

/// A message of ours.
#[derive(Debug, PartialEq)]
pub struct Ours<M>(M);

impl<M: connect::Message> Json for Ours<M> {
    fn write_json(&self) -> String {
        self.0.to_json().expect("a message that has a JSON form")
    }

    fn read_json(json: &str) -> Self {
        Ours(M::from_json(json).expect("valid JSON"))
    }
}

impl<M: connect::Message> Binary for Ours<M> {
    fn encode(&self) -> Vec<u8> {
        self.0.to_proto()
    }

    fn decode(bytes: &Bytes) -> Self {
        Ours(M::from_proto(bytes.clone()).expect("valid binary"))
    }
}

/// A message with serde's derive: prost's with pbjson, buffa's, and those written by hand.
#[derive(Debug, PartialEq)]
pub struct Serde<M, How = ()>(M, PhantomData<How>);

impl<M, How> Json for Serde<M, How>
where
    M: Debug + PartialEq + Serialize + DeserializeOwned + 'static,
    How: Debug + PartialEq + 'static,
{
    fn write_json(&self) -> String {
        serde_json::to_string(&self.0).expect("a message that has a JSON form")
    }

    fn read_json(json: &str) -> Self {
        Serde(serde_json::from_str(json).expect("valid JSON"), PhantomData)
    }
}

/// prost's derive reads from a `Bytes`, so that `bytes` fields share its memory.
#[derive(Debug, PartialEq)]
pub struct ProstShared;

/// prost's derive reads from a slice, which is faster where there is nothing to share.
#[derive(Debug, PartialEq)]
pub struct ProstSlice;

/// buffa reads from a `Bytes`.
#[derive(Debug, PartialEq)]
pub struct Buffa;

impl<M> Binary for Serde<M, ProstShared>
where
    Self: Json,
    M: prost::Message + Default,
{
    fn encode(&self) -> Vec<u8> {
        self.0.encode_to_vec()
    }

    fn decode(bytes: &Bytes) -> Self {
        Serde(M::decode(bytes.clone()).expect("valid binary"), PhantomData)
    }
}

impl<M> Binary for Serde<M, ProstSlice>
where
    Self: Json,
    M: prost::Message + Default,
{
    fn encode(&self) -> Vec<u8> {
        self.0.encode_to_vec()
    }

    fn decode(bytes: &Bytes) -> Self {
        Serde(M::decode(&bytes[..]).expect("valid binary"), PhantomData)
    }
}

impl<M> Binary for Serde<M, Buffa>
where
    Self: Json,
    M: buffa::Message,
{
    fn encode(&self) -> Vec<u8> {
        self.0.encode_to_vec()
    }

    fn decode(bytes: &Bytes) -> Self {
        Serde(
            M::decode(&mut bytes.clone()).expect("valid binary"),
            PhantomData,
        )
    }
}

/// Reads a view of buffa's, which borrows from the input, and drops it.
pub fn decode_view<M: HasMessageView>(bytes: &Bytes) {
    drop(M::decode_view(bytes).expect("valid binary"));
}
