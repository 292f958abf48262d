#[connect::proto("proto/two/b/b.proto", sever = false)]
pub mod near {}

#[connect::proto("proto/two/b/b.proto", frobnicate = 1)]
pub mod far {}

fn main() {
    let _b = near::B::default();
}
