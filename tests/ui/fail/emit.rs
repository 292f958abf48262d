// Code is written over nothing that was not generated, and only in the package.

#[connect::proto("proto/two/b/b.proto", emit = "broken/emit/written_by_hand.rs")]
pub mod by_hand {}

#[connect::proto("proto/two/b/b.proto", emit = "/elsewhere/b.rs")]
pub mod absolute {}

#[connect::proto("proto/two/b/b.proto", emit = "src/gen/b")]
pub mod not_rust {}

#[connect::proto("proto/two/b/b.proto", emit = "../b.rs")]
pub mod outside {}

#[connect::proto("proto/two/b/b.proto", emit = gen)]
pub mod no_text {}

#[connect::proto("proto/two/b/b.proto", emit = "src/gen/b.rs")]
pub mod one {}

#[connect::proto("proto/two/a/v1/a.proto", include = "proto/two", emit = "src/gen/b.rs")]
pub mod two {}

fn main() {
    let _b = by_hand::B::default();
}
