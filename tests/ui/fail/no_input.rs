#[connect::proto]
pub mod bare {}

#[connect::proto()]
pub mod empty {}

#[connect::proto(server = false)]
pub mod options_only {}

fn main() {}
