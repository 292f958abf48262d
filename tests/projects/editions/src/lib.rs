//! Schemas of editions 2023 and 2024, with the features that matter to messages.
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

/// Edition 2023, which imports a file of proto3.
#[connect::proto("proto/garden/v1/garden.proto")]
pub mod api {}

/// Edition 2024.
#[connect::proto("proto/shed/v1/shed.proto")]
pub mod shed {}

#[cfg(test)]
mod tests {
    use connect::{ConnectError, Context, Message, Router, in_process};

    use super::api::garden::v1::{Bed, DEPTHS, Season, Seed, UNDER, Weather, bed};
    use super::api::plain::v1::{Open, Plain};
    use super::shed::{ShedService, ShedServiceClient, ShedServiceServer, Tool};

    #[test]
    fn presence_is_as_the_features_say() {
        let bed = Bed::default();
        let (_, _, _): (&Option<String>, &i32, &String) = (&bed.name, &bed.rows, &bed.owner);
        assert_eq!((bed.name(), bed.season()), ("Bed", Season::Spring));
        // Of nothing set, the required field alone is written.
        assert_eq!(bed.to_proto(), b"\x1a\x00");
        let bed = Bed::default().with_name("").with_rows(0);
        assert_eq!(bed.to_proto(), b"\x0a\x00\x1a\x00");
    }

    #[test]
    fn encodings_are_as_the_features_say() {
        let bed = Bed::default()
            .with_loose([1, 2])
            .with_packed([1, 2])
            .with_inner(Bed::default())
            .with_seed(Seed::default().with_kind("k"))
            .with_plain(Plain::default().with_packed([1, 2]));
        let expected = [
            &b"\x1a\x00"[..],
            b"\x20\x01\x20\x02",
            b"\x2a\x02\x01\x02",
            b"\x33\x1a\x00\x34",
            b"\x53\x0a\x01k\x54",
            b"\x62\x04\x12\x02\x01\x02",
        ];
        assert_eq!(bed.to_proto(), expected.concat());
        assert_eq!(Bed::from_proto(bed.to_proto()).expect("a bed"), bed);
        let Some(bed::Plant::Seed(seed)) = bed.plant else {
            panic!("{bed:?}");
        };
        assert_eq!(seed.kind(), "k");
    }

    #[test]
    fn enums_are_closed_or_open_as_the_features_say() {
        let bed = Bed::from_proto(&b"\x38\x09\x40\x09\x68\x09"[..]).expect("a bed");
        assert_eq!(
            (bed.season, bed.weather),
            (None, Some(Weather::Unrecognized(9)))
        );
        assert_eq!(bed.open, Some(Open::Unrecognized(9)));
        assert_eq!(bed.unknown_fields.as_bytes(), b"\x38\x09");
        let bed = Bed::default()
            .with_seasons([("x", Season::Autumn)])
            .with_owner("o");
        assert_eq!(
            bed.to_json().expect("JSON"),
            r#"{"owner":"o","seasons":{"x":"SEASON_AUTUMN"}}"#
        );
    }

    #[test]
    fn extensions_have_features_too() {
        let mut bed = Bed::default();
        UNDER.set(&mut bed, &Some(Seed::default()));
        DEPTHS.set(&mut bed, &vec![1, 2]);
        assert_eq!(
            bed.unknown_fields.as_bytes(),
            b"\xa3\x06\xa4\x06\xa8\x06\x01\xa8\x06\x02"
        );
        assert_eq!(DEPTHS.get(&bed).expect("numbers"), [1, 2]);
    }

    struct Shed;

    impl ShedService for Shed {
        async fn lend(&self, _: &mut Context, tool: Tool) -> Result<Tool, ConnectError> {
            Ok(tool.with_sizes([1, 2]))
        }
    }

    #[tokio::test]
    async fn a_service_of_edition_2024_is_served() {
        let router = Router::new().add(ShedServiceServer::new(Shed));
        let client = ShedServiceClient::new(in_process(router).build().expect("a client"));
        let tool = client
            .lend(Tool::default().with_name("rake"))
            .await
            .expect("a tool");
        assert_eq!(
            (tool.name.as_str(), tool.weight(), tool.sizes.len()),
            ("rake", 7, 2)
        );
    }
}
