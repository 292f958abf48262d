#[connect::proto("broken/missing_import/greet.proto")]
pub mod greet {}

fn main() {
    let _reply = greet::GreetResponse::default();
}
