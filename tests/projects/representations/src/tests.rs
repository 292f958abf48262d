#![expect(clippy::borrowed_box, reason = "the box is the point")]

use std::collections::{BTreeMap, HashMap};

use bytes::Bytes;
use connect::{Codec, ConnectError, Context, Message, Router, SharedStr, in_process};

/// Every field of a `Record` in the order of the `.proto`, maps sorted: how JSON writes it.
const RECORD: &str = concat!(
    r#"{"text":"té\"xt","raw":"AAH/","maybeText":"","maybeRaw":"","texts":["a","","b"],"raws":["YQ==",""],"#,
    r#""labels":{"":"none","k":"v"},"blobs":{"-1":"bQ==","7":""},"levels":{"false":"LEVEL_HIGH","true":7},"#,
    r#""children":{"x":{"text":"deep","labels":{"y":"z"}}},"inner":{"block":"Yg=="}}"#
);

const ENTRY: &str = concat!(
    r#"{"text":"t","raw":"cg==","mark":"","kinds":{"a":"ONE","b":"TWO"},"line":[{"text":"l"},{}],"#,
    r#""[log.old.note]":"n","[log.old.stamps]":["cw==","dA=="]}"#
);

/// One test of everything for each way to represent it: the types, then both formats.
macro_rules! each_way {
    ($($module:ident: $map:ident, $bytes:ty, $string:ty;)*) => {$(
        #[test]
        fn $module() {
            use crate::$module::log::{old, v1};

            let record = v1::Record::from_json(RECORD).expect("a record");
            let text: &$string = &record.text;
            assert_eq!(text, "té\"xt");
            let raw: &$bytes = &record.raw;
            assert_eq!(raw[..], [0, 1, 255]);
            let maybe: (&Option<$string>, &Option<$bytes>) = (&record.maybe_text, &record.maybe_raw);
            assert_eq!(maybe, (&Some("".into()), &Some("".into())));
            assert_eq!((record.maybe_text(), record.maybe_raw()), ("", &b""[..]));
            let many: (&Vec<$string>, &Vec<$bytes>) = (&record.texts, &record.raws);
            assert_eq!((many.0[2].as_ref(), &many.1[0][..]), (b"b".as_slice(), &b"a"[..]));
            let labels: &$map<$string, $string> = &record.labels;
            assert_eq!(labels.get("k").map(|value| &value[..]), Some("v"));
            let blobs: &$map<i32, $bytes> = &record.blobs;
            assert_eq!(blobs[&-1][..], *b"m");
            let levels: &$map<bool, v1::Level> = &record.levels;
            assert_eq!(levels[&true], v1::Level::Unrecognized(7));
            let children: &$map<$string, v1::Record> = &record.children;
            assert_eq!(children["x"].labels["y"], "z");
            let Some(v1::record::Content::Inner(inner)) = &record.content else {
                panic!("{record:?}");
            };
            let block: $bytes = b"b".to_vec().into();
            assert_eq!(inner.content, Some(v1::record::Content::Block(block)));

            assert_eq!(record.to_json().expect("JSON"), RECORD);
            assert_eq!(v1::Record::from_proto(record.to_proto()).expect("a record"), record);
            let other = crate::plain::log::v1::Record::from_proto(record.to_proto()).expect("a record");
            assert_eq!(other.to_json().expect("JSON"), RECORD);
            assert_eq!(v1::Record::from_proto(other.to_proto()).expect("a record"), record);

            let built = v1::Record::default()
                .with_text("té\"xt")
                .with_raw(vec![0, 1, 255])
                .with_maybe_text("")
                .with_maybe_raw(Vec::new())
                .with_texts(["a", "", "b"])
                .with_raws([b"a".to_vec(), Vec::new()])
                .with_labels([("", "none"), ("k", "v")])
                .with_blobs([(-1, b"m".to_vec()), (7, Vec::new())])
                .with_levels([(false, v1::Level::High), (true, 7.into())])
                .with_children([("x", v1::Record::default().with_text("deep").with_labels([("y", "z")]))])
                .with_inner(v1::Record::default().with_block(b"b".to_vec()));
            assert_eq!(built, record);

            let fresh = old::Entry::default();
            let (text, raw): (&$string, &$bytes) = (&fresh.text, &fresh.raw);
            assert_eq!((&text[..], &raw[..]), ("none", &b"\0\xff"[..]));
            assert_eq!((fresh.mood(), fresh.mark()), ("good", &b"!"[..]));
            let entry = old::Entry::from_json(ENTRY).expect("an entry");
            let kinds: &$map<$string, old::Kind> = &entry.kinds;
            assert_eq!(kinds["b"], old::Kind::Two);
            let note: Option<$string> = old::NOTE.get(&entry).expect("a note");
            let stamps: Vec<$bytes> = old::STAMPS.get(&entry).expect("stamps");
            assert_eq!((note, stamps.len()), (Some("n".into()), 2));
            assert_eq!(entry.to_json().expect("JSON"), ENTRY);
            assert_eq!(old::Entry::from_proto(entry.to_proto()).expect("an entry"), entry);
        }
    )*};
}

each_way! {
    plain: HashMap, Bytes, String;
    sorted: BTreeMap, Bytes, String;
    owned: HashMap, Vec<u8>, String;
    shared: HashMap, Bytes, SharedStr;
    sorted_owned: BTreeMap, Vec<u8>, String;
    sorted_shared: BTreeMap, Bytes, SharedStr;
    owned_shared: HashMap, Vec<u8>, SharedStr;
    all: BTreeMap, Vec<u8>, SharedStr;
}

#[test]
fn shared_strings_lie_in_the_bytes_that_they_came_in() {
    use crate::shared::log::v1::{Record, Sum, record::Content};

    let record = Record::default()
        .with_text("text")
        .with_maybe_text("maybe")
        .with_texts(["one", "two"])
        .with_labels([("key", "value")])
        .with_children([("name", Record::default().with_text("child"))])
        .with_word("word");
    let sum = Sum::default().with_name("sum").with_record(record);
    let received = Bytes::from(sum.to_proto());

    let sum = Sum::from_proto(received.clone()).expect("a sum");
    let record = sum.record();
    let mut all = vec![&sum.name, &record.text];
    all.extend(&record.maybe_text);
    all.extend(&record.texts);
    all.extend(record.labels.keys().chain(record.labels.values()));
    all.extend(record.children.keys());
    all.extend(record.children.values().map(|child| &child.text));
    if let Some(Content::Word(word)) = &record.content {
        all.push(word);
    }
    assert_eq!(all.len(), 10);
    let whole = received.as_ptr_range();
    for text in all {
        let inside = text.as_bytes().as_ptr_range();
        assert!(
            whole.start <= inside.start && inside.end <= whole.end,
            "{text}"
        );
    }
}

#[test]
fn bytes_lie_there_too_and_vectors_do_not() {
    use crate::{owned, plain};

    let raw = plain::log::v1::Record::default().with_raw("raw").to_proto();
    let received = Bytes::from(raw);
    let shared = plain::log::v1::Record::from_proto(received.clone()).expect("a record");
    assert!(received.as_ptr_range().contains(&shared.raw.as_ptr()));
    let copied = owned::log::v1::Record::from_proto(received.clone()).expect("a record");
    assert!(!received.as_ptr_range().contains(&copied.raw.as_ptr()));
}

#[test]
fn what_is_boxed_is_used_as_what_is_not() {
    use crate::some::{Detail, Holder, holder};

    let detail = |text: &str| Detail::default().with_text(text);
    let message = Holder::default()
        .with_detail(detail("a"))
        .with_must(detail("b"))
        .with_many([detail("c")])
        .with_by_name([("d", detail("d"))])
        .with_inner(holder::Inner::default().with_detail(detail("e")))
        .with_here(detail("f"))
        .with_plain(detail("g"));
    let _: &Option<Box<Detail>> = &message.detail;
    let _: &Box<Detail> = &message.must;
    let _: &Vec<Detail> = &message.many;
    let _: &Option<Box<holder::Inner>> = &message.inner;
    let _: &Option<Detail> = &message.plain;
    let Some(holder::Content::Here(here)) = &message.content else {
        panic!("{message:?}");
    };
    let _: &Box<Detail> = here;

    assert_eq!(message.detail().text(), "a");
    assert_eq!(message.inner().detail().text(), "e");
    let mut changed = message.clone();
    changed.detail_mut().text = Some("z".to_owned());
    assert_eq!(changed.require_detail().expect("it is set").text(), "z");

    let json = message.to_json().expect("JSON");
    assert_eq!(
        json,
        r#"{"detail":{"text":"a"},"must":{"text":"b"},"many":[{"text":"c"}],"byName":{"d":{"text":"d"}},"inner":{"detail":{"text":"e"}},"here":{"text":"f"},"plain":{"text":"g"}}"#
    );
    assert_eq!(Holder::from_json(&json).expect("a holder"), message);
    assert_eq!(
        Holder::from_proto(message.to_proto()).expect("a holder"),
        message
    );

    let other = crate::everywhere::Holder::from_proto(message.to_proto()).expect("a holder");
    assert_eq!(other.to_json().expect("JSON"), json);
    assert_eq!(other.to_proto(), message.to_proto());
}

#[test]
fn a_wildcard_boxes_every_field_that_holds_one_message() {
    use crate::everywhere::{Detail, Holder, holder};

    let between = holder::Between::default().with_text("x");
    let message = Holder::default()
        .with_plain(Detail::default())
        .with_between(between);
    let _: (&Option<Box<Detail>>, &Box<Detail>) = (&message.plain, &message.must);
    let _: (&Vec<Detail>, &BTreeMap<SharedStr, Detail>) = (&message.many, &message.by_name);
    let Some(holder::Content::Between(between)) = &message.content else {
        panic!("{message:?}");
    };
    let between: &Box<holder::Between> = between;
    assert_eq!(between.text(), "x");
    assert!(message > Holder::default());
}

struct Log;

impl crate::all::log::v1::LogService for Log {
    async fn write(
        &self,
        _: &mut Context,
        record: crate::all::log::v1::Record,
    ) -> Result<crate::all::log::v1::Record, ConnectError> {
        Ok(record)
    }
}

#[tokio::test]
async fn a_client_and_a_service_need_not_represent_messages_alike() {
    use crate::all::log::v1::LogServiceServer;
    use crate::plain::log::v1::{LogServiceClient, Record};

    let router = Router::new().add(LogServiceServer::new(Log));
    for codec in [Codec::Proto, Codec::Json] {
        let client = in_process(router.clone())
            .codec(codec)
            .build()
            .expect("a client");
        let record = Record::from_json(RECORD).expect("a record");
        let answer = LogServiceClient::new(client).write(record.clone()).await;
        assert_eq!(answer.expect("a record"), record);
    }
}
