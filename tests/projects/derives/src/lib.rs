//! More derives and attributes on what is generated.
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

/// The names of a type's fields or variants.
pub trait Names {
    /// In the order of the `.proto`.
    const NAMES: &'static [&'static str];
}

/// A catalog.
#[connect::proto(
    "proto/shop/v1/catalog.proto",
    derive("shop.v1.Item", "shop.v1.Size", ::names::Names),
    attr("shop.v1.*", cfg_attr(all(), non_exhaustive)),
    attr("shop.v1.Item", doc(alias = "product"), #[must_use = "an item is there to be sold"]),
    attr("shop.v1.Item.old_name", deprecated = "it has one name", names(skip)),
    attr("shop.v1.Item.price", must_use),
    attr("shop.v1.Item.old_cents", deprecated),
    attr("shop.v1.Item.unknown_fields", names(skip), doc(hidden)),
    attr("shop.v1.Size.SIZE_HUGE", deprecated, names(skip)),
    attr("shop.v1.CatalogService", doc(alias = "finder")),
    attr("shop.v1.CatalogService.Find", must_use = "nothing is found before it is awaited"),
    attr("shop.v1.CatalogService.FindOld", deprecated, doc(hidden))
)]
pub mod catalog {}

/// Keys of sorted maps.
#[connect::proto(
    "proto/shop/keys/v1/keys.proto",
    map = BTreeMap,
    derive("shop.keys.v1.*", PartialOrd, Ord)
)]
pub mod keys {}

#[cfg(test)]
mod tests;
