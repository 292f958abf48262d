#[connect::proto("broken/colliding_names/greet.proto")]
pub mod greet {}

fn main() {
    let _ask = greet::Ask::default();
}
