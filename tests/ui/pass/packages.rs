//! Two packages in one module, types of one used from the other.

#[connect::proto("proto/two/a/v1/a.proto", include = "proto/two")]
pub mod api {}

use api::a::v1::{A, SServer, a};
use api::b::b::{Deep, Inner};
use api::b::{B, Kind};

#[test]
fn packages_are_modules_and_find_each_other() {
    let deep = Deep {
        up: Some(B {
            inner: Some(Inner {
                x: 1,
                ..Default::default()
            }),
            ..Default::default()
        }),
        ..Default::default()
    };
    assert_eq!(deep.kind(), Kind::Two);
    let message = A {
        pick: Some(a::Pick::Picked(deep)),
        ..Default::default()
    };
    assert!(message.pick.is_some());
}

struct Service;

impl api::a::v1::S for Service {
    async fn f(&self, _: &mut connect::Context, ask: A) -> Result<B, connect::ConnectError> {
        ask.b
            .ok_or_else(|| connect::ConnectError::not_found("no b"))
    }
}

#[test]
fn services_of_a_package_are_in_its_module() {
    let _router = connect::Router::new().add(SServer::new(Service));
}
