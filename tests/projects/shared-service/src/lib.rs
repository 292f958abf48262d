//! A service over the types of another crate, whose `.proto` files are not in this one.
#![deny(
    warnings,
    missing_docs,
    missing_debug_implementations,
    unreachable_pub,
    unused_qualifications,
    rust_2018_idioms,
    clippy::pedantic
)]
#![forbid(unsafe_code)]

/// The shop, for which three modules of the other crate are needed.
#[connect::proto(
    "proto/acme/shop/v1/shop.proto",
    extern_path(
        "acme.types.v1" = ::shared_types::types,
        "acme.people" = ::shared_types::api::acme::people,
        "acme.geo.v1" = ::shared_types::api::acme::geo::v1,
        "acme.old" = ::shared_types::deep::r#as,
    )
)]
pub mod shop {}

/// Types alone, whatever else is in their packages.
#[connect::proto(
    "proto/acme/hats/v1/hats.proto",
    extern_path(
        "acme.types.v1.Money" = ::shared_types::types::Money,
        "acme.types.v1.Size" = ::shared_types::types::Size,
        "acme.geo.v1.Address" = ::shared_types::api::acme::geo::v1::Address,
    )
)]
pub mod hats {}

#[cfg(test)]
mod tests;
