//! Messages over the types of two crates, one of which uses those of the other.
#![deny(
    warnings,
    missing_docs,
    missing_debug_implementations,
    unreachable_pub,
    unused_qualifications,
    rust_2018_idioms,
    clippy::pedantic
)]
#![forbid(unsafe_code)]

/// Types of both crates; by way of the second one comes what that one has from the first.
#[connect::proto(
    "proto/acme/app/v1/app.proto",
    extern_path("acme.types.v1" = ::shared_types::types),
    extern_path("acme.shop.v1" = ::shared_service::shop, "acme.hats.v1" = ::shared_service::hats)
)]
pub mod basket {}

/// Types of the second crate alone.
#[connect::proto(
    "proto/acme/app/v1/history.proto",
    extern_path("acme.shop.v1" = ::shared_service::shop)
)]
pub mod history {}

/// A nested type of the first crate alone.
#[connect::proto(
    "proto/acme/app/v1/rates.proto",
    extern_path("acme.types.v1.Money.Rate" = ::shared_types::types::money::Rate)
)]
pub mod rates {}

#[cfg(test)]
mod tests {
    use connect::protobuf::Any;
    use connect::{ConnectError, Context, Message, Router, in_process};
    use shared_service::hats::Hat;
    use shared_service::shop::Order;
    use shared_types::deep::r#as::Record;
    use shared_types::types::{Money, money::Rate};

    use super::basket::Basket;
    use super::history::{History, HistoryService, HistoryServiceClient, HistoryServiceServer};
    use super::rates::Rates;

    #[test]
    fn a_type_is_the_same_by_whichever_crate_it_comes() {
        let price = Money::default().with_units(4);
        let order = Order::default().with_price(price.clone());
        let hat = Hat::default().with_price(price.clone());
        let basket = Basket::default()
            .with_order(order)
            .with_hats([hat])
            .with_total(price);
        assert_eq!(basket.order().price, basket.total);
        assert_eq!(basket.hats[0].price, basket.total);
        assert_eq!(
            Basket::from_proto(basket.to_proto()).expect("a basket"),
            basket
        );
    }

    #[test]
    fn a_nested_type_leads_to_the_schema_too() {
        let rate = Rate::default().with_to("EUR");
        let rates = Rates::default().with_rates([rate]);
        assert_eq!(
            rates.to_json().expect("JSON"),
            r#"{"rates":[{"to":"EUR"}]}"#
        );
    }

    #[test]
    fn any_resolves_types_of_all_crates() {
        let order = Order::default().with_ticket(Record::default().with_number(3));
        let history = History::default().with_orders([order]);
        let any = Any::pack(&history);
        let json = any.to_json().expect("JSON");
        assert_eq!(
            json,
            r#"{"@type":"type.googleapis.com/acme.app.v1.History","orders":[{"ticket":{"number":3}}]}"#
        );
        assert_eq!(Any::from_json(&json).expect("an Any"), any);
        let record = Any::pack(&Record::default());
        assert_eq!(
            record.to_json().expect("JSON"),
            r#"{"@type":"type.googleapis.com/acme.old.Record"}"#
        );
    }

    struct Orders;

    impl HistoryService for Orders {
        async fn last(&self, _: &mut Context, history: History) -> Result<Order, ConnectError> {
            history
                .orders
                .into_iter()
                .next_back()
                .ok_or_else(|| ConnectError::not_found("no orders"))
        }
    }

    #[tokio::test]
    async fn a_service_answers_with_messages_of_another_crate() {
        let router = Router::new().add(HistoryServiceServer::new(Orders));
        let client = HistoryServiceClient::new(in_process(router).build().expect("a client"));
        let order = Order::default().with_cash(Money::default().with_units(9));
        let history = History::default().with_orders([Order::default(), order.clone()]);
        assert_eq!(client.last(history).await.expect("an order"), order);
    }
}
