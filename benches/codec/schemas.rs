//! The same schemas as each library generates them.

/// Ours.
pub mod ours {
    #[connect::proto("proto/log/v1/log.proto")]
    pub mod log {}
    #[connect::proto("proto/shapes/v1/shapes.proto")]
    pub mod shapes {}
}

/// Ours, with strings that share the message's memory.
pub mod shared {
    #[connect::proto("proto/log/v1/log.proto", strings = shared)]
    pub mod log {}
}

/// prost's derive, with pbjson's JSON.
#[allow(missing_docs, unused_qualifications)]
pub mod prost {
    pub mod log {
        include!(concat!(env!("OUT_DIR"), "/prost/log.v1.rs"));
        include!(concat!(env!("OUT_DIR"), "/prost/log.v1.serde.rs"));
    }
    pub mod shapes {
        include!(concat!(env!("OUT_DIR"), "/prost/shapes.v1.rs"));
        include!(concat!(env!("OUT_DIR"), "/prost/shapes.v1.serde.rs"));
    }
}

/// buffa's.
#[allow(missing_docs, unused_qualifications)]
pub mod buffa {
    include!(concat!(env!("OUT_DIR"), "/buffa/all.rs"));
}
