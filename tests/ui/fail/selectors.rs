// A selector that picks nothing, or what an option is not for.

#[connect::proto(
    "broken/options/shop.proto",
    derive("shop.v1.Hut", Ord),
    attr("shop.v1.Hat.nam", doc(alias = "x")),
    boxed("shop.v1.Hat.wieght"),
    derive("shop.v2.*", Ord),
    attr("hats.*", must_use)
)]
pub mod nothing {}

#[connect::proto(
    "broken/options/shop.proto",
    derive("google.protobuf.Timestamp", Ord),
    derive("shop.v1.Hat.name", Ord),
    derive("shop.v1.ShopService", Ord),
    boxed("shop.v1.Hat"),
    boxed("google.protobuf.*")
)]
pub mod other {}

#[connect::proto(
    "broken/options/shop.proto",
    boxed("shop.v1.Hat.name"),
    boxed("shop.v1.Hat.weights"),
    boxed("shop.v1.Hat.price"),
    boxed("shop.v1.Hat.cents"),
    boxed("shop.v1.Weight.*")
)]
pub mod scalars {}

fn main() {
    let _hat = nothing::Hat::default();
}
