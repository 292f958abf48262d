use std::collections::BTreeMap;

use connect::Message;
use connect::protobuf::{Any, Duration, OutOfRange, Struct, Timestamp, Value};
use serde_json::json;

use crate::calendar::{Event, Kind, Position};
use crate::{Diary, other};

const NOON: i64 = 1_764_504_000;

fn event() -> Event {
    Event::default()
        .with_title("Stand-up")
        .with_starts_at(
            Timestamp::default()
                .with_seconds(NOON)
                .with_nanos(500_000_000),
        )
        .with_length(Duration::default().with_seconds(900))
        .with_kind(Kind::Meeting)
        .with_properties([("tags", Value::from(json!(["daily", null, 1.5])))])
        .with_number(1_i64 << 60)
        .with_picture(vec![0, 255])
        .with_source(Any::pack(&Position::default().with_latitude(0.5)))
        .with_position(Position::default().with_longitude(0.1))
}

fn event_in_json() -> serde_json::Value {
    json!({
        "title": "Stand-up",
        "startsAt": "2025-11-30T12:00:00.500Z",
        "length": "900s",
        "kind": "KIND_MEETING",
        "properties": { "tags": ["daily", null, 1.5] },
        "number": "1152921504606846976",
        "picture": "AP8=",
        "source": { "@type": "type.googleapis.com/calendar.v1.Position", "latitude": 0.5 },
        "position": { "longitude": 0.1 },
    })
}

#[test]
fn a_struct_that_holds_messages_goes_to_json_and_back() {
    let diary = Diary {
        owner: "Ada".to_owned(),
        by_day: BTreeMap::from([("monday".to_owned(), vec![event(), Event::default()])]),
        pinned: Some(event()),
        kinds: vec![Kind::Meeting, Kind::Unrecognized(9)],
    };
    let expected = json!({
        "owner": "Ada",
        "by-day": { "monday": [event_in_json(), {}] },
        "pinned": event_in_json(),
        "kinds": ["KIND_MEETING", 9],
    });
    assert_eq!(serde_json::to_value(&diary).expect("JSON"), expected);
    let text = serde_json::to_string_pretty(&diary).expect("JSON");
    assert_eq!(
        serde_json::from_str::<Diary>(&text).expect("a diary"),
        diary
    );
    assert_eq!(
        serde_json::from_value::<Diary>(expected).expect("a diary"),
        diary
    );
}

#[test]
fn what_serde_writes_is_what_the_message_writes() {
    let json = event().to_json().expect("JSON");
    assert_eq!(serde_json::to_string(&event()).expect("JSON"), json);
    let other: other::Event = serde_json::from_str(&json).expect("an event");
    assert_eq!(serde_json::to_string(&other).expect("JSON"), json);
    assert_eq!(
        other::Event::from_proto(event().to_proto()).expect("an event"),
        other
    );
}

#[test]
fn a_mistake_in_a_message_is_told_where_it_stands_in_the_text() {
    let text = "{\n  \"owner\": \"Ada\",\n  \"by-day\": {},\n  \"kinds\": [\"KIND_PARTY\"]\n}";
    let error = serde_json::from_str::<Diary>(text).expect_err("no such kind");
    assert_eq!(error.line(), 4, "{error}");
    assert!(error.to_string().contains("calendar.v1.Kind"), "{error}");
}

#[test]
fn times_are_those_of_every_library() -> Result<(), OutOfRange> {
    let stamp = event().starts_at().clone();
    let length = event().length().clone();

    let by_jiff = jiff::Timestamp::try_from(stamp.clone())?;
    assert_eq!(
        (by_jiff.as_second(), by_jiff.subsec_nanosecond()),
        (NOON, 500_000_000)
    );
    assert_eq!(Timestamp::from(by_jiff), stamp);
    let by_jiff = jiff::SignedDuration::try_from(length.clone())?;
    assert_eq!(Duration::from(by_jiff), length);

    let by_chrono = chrono::DateTime::<chrono::Utc>::try_from(stamp.clone())?;
    assert_eq!(by_chrono.timestamp(), NOON);
    assert_eq!(Timestamp::from(by_chrono), stamp);
    let by_chrono = chrono::TimeDelta::try_from(length.clone())?;
    assert_eq!(
        (by_chrono.num_minutes(), Duration::from(by_chrono)),
        (15, length.clone())
    );

    let by_time = time::OffsetDateTime::try_from(stamp.clone())?;
    assert_eq!(by_time.unix_timestamp(), NOON);
    assert_eq!(Timestamp::from(by_time), stamp);
    let by_time = time::Duration::try_from(length.clone())?;
    assert_eq!(
        (by_time.whole_minutes(), Duration::from(by_time)),
        (15, length.clone())
    );

    // A setter takes them as they are.
    let event = Event::default()
        .with_starts_at(jiff::Timestamp::UNIX_EPOCH)
        .with_length(by_time);
    assert_eq!(
        event.to_json().expect("JSON"),
        r#"{"startsAt":"1970-01-01T00:00:00Z","length":"900s"}"#
    );
    Ok(())
}

#[test]
fn well_known_types_go_to_those_of_prost_and_back() {
    let stamp = event().starts_at().clone();
    let by_prost = prost_types::Timestamp::from(stamp.clone());
    assert_eq!(by_prost.seconds, NOON);
    assert_eq!(Timestamp::from(by_prost), stamp);

    let serde_json::Value::Object(object) = json!({ "a": [1, 0.5, true, null] }) else {
        panic!("an object is an object");
    };
    let ours = Struct::from(object.clone());
    let by_prost = prost_types::Struct::from(ours.clone());
    assert_eq!(by_prost.fields.len(), 1);
    assert_eq!(Struct::from(by_prost), ours);
    let back = serde_json::Map::try_from(ours).expect("an object");
    assert_eq!(back, object);
}
