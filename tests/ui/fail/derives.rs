// A trait that a type cannot have.

#[connect::proto(
    "broken/options/shop.proto",
    derive("shop.v1.Weight", Eq),
    derive("shop.v1.Parcel", ::core::hash::Hash),
    derive("shop.v1.Hat", Hash),
    derive("shop.v1.Hat.price", std::default::Default, Eq)
)]
pub mod equality {}

#[connect::proto(
    "broken/options/shop.proto",
    derive("shop.v1.Stock", Hash, PartialOrd),
    derive("shop.v1.Weight", Copy)
)]
pub mod maps {}

#[connect::proto("broken/options/shop.proto", derive("shop.v1.*", Missing))]
pub mod unknown {}

fn main() {
    let _hat = equality::Hat::default();
}
