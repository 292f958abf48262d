use std::collections::{BTreeSet, HashSet};

use connect::{ConnectError, Context, Message, Router, in_process};

use crate::Names;
use crate::catalog::{
    CatalogService, CatalogServiceClient, CatalogServiceServer, Item, Offer, Parcel, Query, Size,
    Stock, Weight, item, parcel,
};
use crate::keys::{Key, Weighed, key};

/// What `has!` finds where the type lacks the trait.
trait Lacks {
    const HAS: bool = false;
}

impl<T> Lacks for T {}

/// Whether a type has a trait, known while this compiles.
macro_rules! has {
    ($ty:ty: $bound:path) => {{
        struct Of<T>(std::marker::PhantomData<T>);
        #[allow(dead_code, reason = "of a type that lacks the trait")]
        impl<T: $bound> Of<T> {
            const HAS: bool = true;
        }
        <Of<$ty>>::HAS
    }};
}

// What allows it is `Eq` and `Hash` without being asked.
const _: () = assert!(has!(Item: Eq) && has!(Item: std::hash::Hash));
const _: () = assert!(has!(item::Price: Eq) && has!(item::Price: std::hash::Hash));
// A floating point number allows neither, however deep it lies; a `HashMap` only the first.
const _: () = assert!(has!(Weight: PartialEq) && !has!(Weight: Eq));
const _: () = assert!(!has!(Parcel: Eq) && !has!(Parcel: std::hash::Hash));
const _: () = assert!(!has!(parcel::Measured: Eq) && !has!(parcel::Measured: std::hash::Hash));
const _: () = assert!(has!(parcel::Content: Eq) && has!(parcel::Content: std::hash::Hash));
const _: () = assert!(has!(Stock: Eq) && !has!(Stock: std::hash::Hash));
// A `BTreeMap` allows it all.
const _: () = assert!(has!(Key: std::hash::Hash) && has!(Key: Ord) && has!(key::Place: Ord));
// For all types of a package means: for those that can have it.
const _: () = assert!(has!(Weighed: PartialOrd) && !has!(Weighed: Ord));

#[test]
fn messages_are_found_in_sets() {
    let item = |name: &str| {
        Item::default()
            .with_name(name)
            .with_offer(Offer::default().with_cents(5))
    };
    let items = HashSet::from([item("hat"), item("coat"), item("hat")]);
    assert_eq!(items.len(), 2);
    assert!(items.contains(&item("coat")));

    let newer = Item::from_proto(&b"\x0a\x03hat\x78\x01"[..]).expect("an item");
    assert!(!items.contains(&newer), "unknown fields count");
}

#[test]
fn messages_are_sorted_by_their_fields_in_the_order_of_the_proto() {
    let key = |shelf: &str, number| Key::default().with_shelf(shelf).with_number(number);
    let part = key("a", 9).with_parts([("x", key::Part::default())]);
    let later = key("a", 9).with_part(key::Part::default().with_code("z"));
    let keys = BTreeSet::from([key("b", 0), later.clone(), part.clone(), key("a", 10)]);
    let keys: Vec<Key> = keys.into_iter().collect();
    assert_eq!(keys, [key("a", 10), later, part, key("b", 0)]);
}

#[test]
fn a_derive_of_another_crate_sees_its_attributes_on_fields_and_values() {
    assert_eq!(Item::NAMES, ["name", "tags", "size", "price", "picture"]);
    assert_eq!(
        Size::NAMES,
        ["Unspecified", "Small", "Large", "Unrecognized"]
    );
}

#[test]
#[expect(deprecated, reason = "that is what `attr` has made of them")]
fn fields_cases_and_values_can_be_deprecated() {
    let mut item = Item::default().with_size(Size::Huge);
    item.old_name = "hut".to_owned();
    item.price = Some(item::Price::OldCents(5));
    assert_eq!(
        item.to_json().expect("JSON"),
        r#"{"size":"SIZE_HUGE","oldCents":"5","oldName":"hut"}"#
    );
}

#[test]
fn types_can_be_marked_as_not_to_be_dropped() {
    fn query() -> Item {
        Item::default()
    }

    fn price() -> item::Price {
        item::Price::Cents(3)
    }

    #[expect(unused_must_use, reason = "`attr` has put it on the message")]
    {
        query();
    }
    #[expect(unused_must_use, reason = "and on the oneof")]
    {
        price();
    }
}

struct Catalog;

impl CatalogService for Catalog {
    async fn find(&self, _: &mut Context, query: Query) -> Result<Item, ConnectError> {
        Ok(Item::default().with_name(query.text))
    }

    async fn find_old(&self, _: &mut Context, _: Query) -> Result<Item, ConnectError> {
        Err(ConnectError::not_found("nothing is old"))
    }
}

#[tokio::test]
async fn a_service_with_attributes_is_served_like_any_other() {
    let router = Router::new().add(CatalogServiceServer::new(Catalog));
    let client = CatalogServiceClient::new(in_process(router).build().expect("a client"));
    let item = client.find(Query::default().with_text("hat")).await;
    assert_eq!(item.expect("an item").name, "hat");
    let old = client.find_old(Query::default()).await;
    assert_eq!(old.expect_err("nothing").code(), connect::Code::NotFound);
}

/// Not called: that it compiles shows where the attributes went.
#[allow(dead_code, reason = "see above")]
async fn methods_of_the_trait_have_attributes(catalog: &Catalog, context: &mut Context) {
    #[expect(unused_must_use, reason = "`attr` has put it on the method")]
    {
        catalog.find(context, Query::default());
    }
    #[expect(deprecated, reason = "that too")]
    let old = catalog.find_old(context, Query::default()).await;
    drop(old);
}
