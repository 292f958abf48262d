#[connect::proto("broken/option/greet.proto")]
pub mod greet {}

fn main() {
    let _ask = greet::GreetRequest::default();
}
