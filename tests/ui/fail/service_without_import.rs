#[connect::proto("broken/unimported/greet/greet.proto", include = "broken/unimported")]
pub mod greet {}

use greet::GreetServiceClient;

fn main() {
    let _client = GreetServiceClient::connect("http://127.0.0.1:1");
}
