#[connect::proto("proto/two/b/b.proto")]
pub struct Greeter;

#[connect::proto("proto/two/b/b.proto")]
fn greet() {}

fn main() {
    let _greeter = Greeter;
    greet();
}
