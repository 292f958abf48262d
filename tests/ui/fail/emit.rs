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

fn main() {
    let _b = by_hand::B::default();
}
