#[connect::proto("broken/unknown_type/greet.proto")]
pub mod greet {}

fn main() {
    let reply = greet::GreetResponse::default();
    println!("{}", reply.greeting.unwrap_or_default().text);
}
