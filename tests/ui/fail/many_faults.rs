// All in one go, the first five in full.

#[connect::proto("broken/many/greet.proto", "broken/many/shop.proto", serve = true)]
pub mod api {}

fn main() {
    let _a = api::A::default();
    let _c = api::C::default();
}
