//! Selectors that pick nothing, or what they cannot be for, all told at once.

#[connect::proto(
    inline = r#"
        syntax = "proto3";
        package shop.v1;
        import "google/protobuf/duration.proto";
        message Hat { double price = 1; google.protobuf.Duration age = 2; }
    "#,
    derive("shop.v1.Hatt", Eq),
    derive("shop.v1.Hat", Eq),
    attr("google.protobuf.Duration", doc(hidden)),
    boxed("shop.v1.Hat.price"),
)]
mod shop {}

#[connect::proto(inline = r#"syntax = "proto3";"#, map = TreeMap, strings = "shared", derive(Eq))]
mod values {}

fn main() {
    let _ = shop::Hat::default();
}
