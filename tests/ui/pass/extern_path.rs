//! Two modules that share the types of a third one.

/// What both use.
#[connect::proto("proto/shared/common.proto", include = "proto/shared")]
pub mod common {}

/// By a path from the root of the crate.
#[connect::proto("proto/shared/shop.proto", include = "proto/shared", extern_path("shop.common" = crate::common))]
pub mod absolute {}

/// By a path from where the attribute stands.
pub mod inside {
    /// The shop.
    #[connect::proto("proto/shared/shop.proto", include = "proto/shared", extern_path("shop.common" = super::common, "shop.v1.Hat" = super::absolute::Hat))]
    pub mod shop {}
}

#[test]
fn a_type_is_the_same_in_all_modules() {
    let price = common::Money {
        units: 3,
        ..Default::default()
    };
    let hat = absolute::Hat {
        price: Some(price.clone()),
        size: common::Size::Large,
        extra: Some(absolute::hat::Extra::Tip(price)),
        ..Default::default()
    };
    assert_eq!(hat.size, common::Size::Large);
}

struct Shop;

impl inside::shop::Shop for Shop {
    async fn sell(
        &self,
        _: &mut connect::Context,
        hat: absolute::Hat,
    ) -> Result<common::Money, connect::ConnectError> {
        Ok(hat.price.unwrap_or_default())
    }
}

#[test]
fn a_service_takes_messages_of_other_modules() {
    let _router = connect::Router::new().add(inside::shop::ShopServer::new(Shop));
}
