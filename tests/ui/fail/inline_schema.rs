#[connect::proto(inline = r#"
    syntax = "proto3";
    message Name { strin name = 1; }
"#)]
pub mod schema {}

fn main() {
    let _name = schema::Name { name: String::new() };
}
