//! Options that leave something out or fill something in.

use connect::{ConnectError, Context};

#[connect::proto("proto/shared/shop.proto", include = "proto/shared", server = false)]
pub mod client_only {
    /// Stands beside what is generated.
    pub fn price() -> shop::common::Money {
        shop::common::Money::default()
    }
}

#[connect::proto("proto/shared/shop.proto", include = "proto/shared", client = false)]
pub mod server_only {}

#[connect::proto("proto/shared/shop.proto", include = "proto/shared", default_stubs = true, crate = ::connect)]
pub mod stubs {}

struct Lazy;

impl stubs::shop::v1::Shop for Lazy {}

struct Shop;

impl server_only::shop::v1::Shop for Shop {
    async fn sell(
        &self,
        _: &mut Context,
        _: server_only::shop::v1::Hat,
    ) -> Result<server_only::shop::common::Money, ConnectError> {
        Err(ConnectError::not_found("no hats"))
    }
}

#[test]
fn each_half_stands_alone_and_stubs_need_no_methods() {
    let _money = client_only::price();
    let _client =
        client_only::shop::v1::ShopClient::connect("http://127.0.0.1:1").expect("a client");
    let _router = connect::Router::new().add(server_only::shop::v1::ShopServer::new(Shop));
    let _router = connect::Router::new().add(stubs::shop::v1::ShopServer::new(Lazy));
}

#[test]
fn the_module_may_stand_in_a_function() {
    #[connect::proto("proto/two/a/v1/a.proto", include = "proto/two")]
    mod local {}

    let message = local::a::v1::A {
        deep: Some(local::b::b::Deep::default()),
        ..Default::default()
    };
    assert!(message.pick.is_none());
}

/// Modules of one name, written by one macro.
macro_rules! in_modules {
    ($($name:ident)*) => {$(
        #[doc = stringify!($name)]
        pub mod $name {
            #[connect::proto("proto/two/b/b.proto")]
            pub mod same {}
        }
    )*};
}

in_modules!(one another);

#[test]
fn a_macro_may_write_the_module_several_times() {
    assert_eq!(one::same::Kind::One as i32, another::same::Kind::One as i32);
}
