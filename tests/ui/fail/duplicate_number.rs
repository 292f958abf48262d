#[connect::proto("broken/duplicate_number/greet.proto")]
pub mod greet {}

fn main() {
    let _reply = greet::GreetResponse::default();
}
