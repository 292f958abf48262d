//! An application that keeps messages in structs of its own, speaks serde, and has times of other crates.
#![deny(warnings, missing_docs, unreachable_pub, clippy::all, clippy::pedantic)]
#![forbid(unsafe_code)]

use serde::{Deserialize, Serialize};

/// The schema.
#[connect::proto("proto/diary/v1/diary.proto")]
pub mod diary {}

/// A struct of the application's, with messages in it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Diary {
    /// Whose it is.
    pub owner: String,
    /// One for each day.
    pub entries: Vec<diary::Entry>,
    /// What it is like as a whole.
    pub mood: diary::Mood,
}

#[cfg(test)]
mod tests {
    use connect::Message;
    use connect::protobuf::{Duration, Timestamp, Value};
    use serde_json::json;

    use super::Diary;
    use super::diary::{Entry, Mood};

    #[test]
    fn messages_stand_in_structs_of_serde_as_proto_json() {
        let diary = Diary {
            owner: "Ada".to_owned(),
            entries: vec![
                Entry::default()
                    .with_mood(Mood::Fine)
                    .with_counts([("tea", 3)]),
            ],
            mood: Mood::Unrecognized(7),
        };
        let tree = serde_json::to_value(&diary).expect("a tree");
        let entry = json!({ "mood": "MOOD_FINE", "counts": { "tea": "3" } });
        assert_eq!(
            tree,
            json!({ "owner": "Ada", "entries": [entry], "mood": 7 })
        );
        assert_eq!(
            serde_json::from_value::<Diary>(tree).expect("a diary"),
            diary
        );
    }

    #[test]
    fn a_mistake_inside_a_message_is_an_error_of_the_format() {
        let text = r#"{"owner": "Ada", "entries": [{"at": "yesterday"}], "mood": "MOOD_FINE"}"#;
        let error = serde_json::from_str::<Diary>(text).expect_err("no time");
        assert!(
            error
                .to_string()
                .starts_with("invalid google.protobuf.Timestamp"),
            "{error}"
        );
    }

    #[test]
    fn times_of_all_crates_are_one_timestamp() {
        let at = Timestamp::default()
            .with_seconds(1_700_000_000)
            .with_nanos(5);
        let jiff = jiff::Timestamp::try_from(at.clone()).expect("in range");
        let chrono = chrono::DateTime::<chrono::Utc>::try_from(at.clone()).expect("in range");
        let time = time::OffsetDateTime::try_from(at.clone()).expect("in range");
        assert_eq!(Timestamp::from(jiff), at);
        assert_eq!(Timestamp::from(chrono), at);
        assert_eq!(Timestamp::from(time), at);
        let lasted = Duration::from(jiff::SignedDuration::from_millis(-1500));
        let entry = Entry::default().with_at(chrono).with_lasted(lasted);
        let json = r#"{"at":"2023-11-14T22:13:20.000000005Z","lasted":"-1.500s"}"#;
        assert_eq!(entry.to_json().as_deref(), Ok(json));
    }

    #[test]
    fn values_are_trees_and_well_known_types_are_those_of_prost() {
        let entry = Entry::default().with_extra(json!({ "tags": ["a", 1, null] }));
        let extra = entry.extra.clone().expect("a value");
        assert_eq!(
            serde_json::Value::try_from(extra),
            Ok(json!({ "tags": ["a", 1, null] }))
        );
        let theirs = prost_types::Value::from(Value::from(true));
        assert_eq!(theirs.kind, Some(prost_types::value::Kind::BoolValue(true)));
        assert_eq!(Value::from(theirs), Value::from(true));
    }
}
