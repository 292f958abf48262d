// Options with a few words to choose from, and lists.

#[connect::proto("proto/two/b/b.proto", map = TreeMap, bytes = "Vec", strings = Shared)]
pub mod words {}

#[connect::proto("proto/two/b/b.proto", map, bytes = , strings = shared, strings = String)]
pub mod missing {}

#[connect::proto(
    "proto/two/b/b.proto",
    derive(Eq),
    derive("b.B"),
    derive = "b.B",
    attr("b.B", 3),
    boxed(b.B.inner)
)]
pub mod lists {}

fn main() {
    let _b = words::B::default();
}
