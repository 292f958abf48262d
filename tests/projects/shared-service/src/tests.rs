use connect::protobuf::Any;
use connect::{ConnectError, Context, Message, Router, Streaming, in_process};
use shared_types::api::acme::geo::v1::{Address, Country};
use shared_types::api::acme::people::v1::{Person, person};
use shared_types::deep::r#as::{NOTE, Record};
use shared_types::descriptor::{FileDescriptorProto, FileDescriptorSet};
use shared_types::types::{Money, Size, money};

use crate::hats::{self, Hat};
use crate::shop::{self, Order, ShopService, ShopServiceClient, ShopServiceServer, order::Payment};

struct Shop;

impl ShopService for Shop {
    async fn sell(&self, _: &mut Context, order: Order) -> Result<Money, ConnectError> {
        order
            .price
            .ok_or_else(|| ConnectError::invalid_argument("no price"))
    }

    async fn customers(
        &self,
        _: &mut Context,
        near: Address,
    ) -> Result<Streaming<Person>, ConnectError> {
        let person = |name: &str| Person::default().with_name(name).with_home(near.clone());
        Ok(Streaming::from_iter([person("Ada"), person("Grace")]))
    }
}

fn dollars(units: i64) -> Money {
    Money::default().with_currency("NZD").with_units(units)
}

#[tokio::test]
async fn a_service_takes_and_gives_messages_of_another_crate() {
    let router = Router::new().add(ShopServiceServer::new(Shop));
    let client = ShopServiceClient::new(in_process(router).build().expect("a client"));
    let order = Order::default().with_price(dollars(3));
    assert_eq!(client.sell(order).await.expect("money"), dollars(3));

    let home = Address::default().with_country(Country::Nz);
    let mut customers = client.customers(home.clone()).await.expect("customers");
    let mut names = Vec::new();
    while let Some(person) = customers.next().await {
        let person = person.expect("a person");
        assert_eq!(person.home(), &home);
        names.push(person.name);
    }
    assert_eq!(names, ["Ada", "Grace"]);
}

#[test]
fn messages_hold_types_of_another_crate_wherever_a_field_can_be() {
    let mut ticket = Record::default().with_number(7);
    NOTE.set(&mut ticket, &Some("front row".to_owned()));
    let office = Address::default().with_street("Lambton Quay");
    let order = Order::default()
        .with_buyer(Person::default().with_office(office.clone()))
        .with_to(office.clone())
        .with_country(Country::Nz)
        .with_rates([money::Rate::default().with_to("EUR")])
        .with_rounding(money::Rounding::Up)
        .with_extras([("tip", dollars(1))])
        .with_countries([(1, Country::Nz), (2, Country::Unrecognized(9))])
        .with_ticket(ticket.clone());
    assert_eq!(order.payment, Some(Payment::Ticket(ticket)));
    assert_eq!(order.buyer().contact, Some(person::Contact::Office(office)));
    assert_eq!(
        order.to_json().expect("JSON"),
        concat!(
            r#"{"buyer":{"office":{"street":"Lambton Quay"}},"to":{"street":"Lambton Quay"},"country":"COUNTRY_NZ","#,
            r#""rates":[{"to":"EUR"}],"rounding":"ROUNDING_UP","extras":{"tip":{"currency":"NZD","units":"1"}},"#,
            r#""countries":{"1":"COUNTRY_NZ","2":9},"ticket":{"number":7,"[acme.old.note]":"front row"}}"#
        )
    );
    assert_eq!(
        Order::from_proto(order.to_proto()).expect("an order"),
        order
    );
}

#[test]
fn features_of_an_edition_hold_across_crates() {
    let hat = Hat::default()
        .with_price(dollars(2))
        .with_made_in(Address::default());
    assert_eq!(hat.size(), Size::Large);
    // A group, as `DELIMITED` says.
    assert!(hat.to_proto().ends_with(b"\x1b\x1c"));
    // The enum is closed where it comes from, and so the field does not know 9.
    let odd = Hat::from_proto(&b"\x10\x09"[..]).expect("a hat");
    assert_eq!(
        (odd.size, odd.unknown_fields.as_bytes()),
        (None, &b"\x10\x09"[..])
    );
}

#[test]
fn any_resolves_types_of_both_crates() {
    let order = Order::default().with_cash(dollars(5));
    for (any, json) in [
        (
            Any::pack(&order),
            r#"{"@type":"type.googleapis.com/acme.shop.v1.Order","cash":{"currency":"NZD","units":"5"}}"#,
        ),
        (
            Any::pack(&dollars(5)),
            r#"{"@type":"type.googleapis.com/acme.types.v1.Money","currency":"NZD","units":"5"}"#,
        ),
    ] {
        assert_eq!(any.to_json().expect("JSON"), json);
        assert_eq!(Any::from_json(json).expect("an Any"), any);
    }
}

#[test]
fn descriptors_hold_the_files_of_the_other_crate_as_they_are_there() {
    let there = FileDescriptorSet::from_proto(shared_types::types::FILE_DESCRIPTOR_SET);
    let there = there.expect("files");
    for set in [shop::FILE_DESCRIPTOR_SET, hats::FILE_DESCRIPTOR_SET] {
        let here = FileDescriptorSet::from_proto(set).expect("files");
        let names: Vec<&str> = here.file.iter().map(FileDescriptorProto::name).collect();
        for file in &here.file {
            for import in &file.dependency {
                assert!(
                    names.contains(&import.as_str()),
                    "{import} of {}",
                    file.name()
                );
            }
        }
        for file in &there.file {
            assert!(here.file.contains(file), "{} is not the same", file.name());
        }
        let options = &b"payments"[..];
        assert!(set.windows(options.len()).any(|part| part == options));
    }
}
