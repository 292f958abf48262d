//! The message layer as generated code uses it: what goes in, what comes out, what is refused.

use std::collections::HashMap;

use bytes::Bytes;

use super::{
    Message, decode_json, decode_proto, encode_json, encode_proto, encode_proto_deterministic,
    json::JsonOptions,
};
use crate::types::protobuf::{Any, Duration, Empty, Struct, Value};
use schema::{Aliased, Colour, Defaults, Everything, Extended, Hat, Odd, Tree, everything::Choice};

#[connect_macros::proto(crate = crate, inline = r#"
    syntax = "proto2";
    package test.v1;

    import "google/protobuf/any.proto";
    import "google/protobuf/duration.proto";
    import "google/protobuf/struct.proto";

    enum Colour { COLOUR_RED = 1; COLOUR_BLUE = 2; }
    enum Aliased { option allow_alias = true; FIRST = 0; SECOND = 1; OTHER = 1; other = 1; }

    message Hat { optional int32 size = 1; optional string brim = 2; }

    message Everything {
      optional int32 int32 = 1;
      optional sint64 sint64 = 2;
      optional fixed32 fixed32 = 3;
      optional double double = 4;
      optional bool bool = 5;
      optional string text = 6;
      optional bytes data = 7;
      optional Colour colour = 8;
      optional Hat hat = 9;
      repeated int32 packed = 10 [packed = true];
      repeated uint64 plain = 11;
      repeated string texts = 12;
      repeated Hat hats = 13;
      repeated Colour colours = 14;
      map<string, Hat> by_name = 15;
      map<int32, Aliased> by_number = 16;
      oneof choice {
        string name = 17;
        Hat choice_hat = 18;
        Colour choice_colour = 19;
      }
      optional group Band = 20 { optional int32 width = 1; }
      optional string password = 21 [debug_redact = true];
      optional google.protobuf.Any any = 22;
      optional google.protobuf.Value value = 23;
      optional google.protobuf.Duration wait = 24;
      optional string unknown_fields = 25;
      optional string type = 26;
    }

    message Tree { repeated Tree children = 1; optional Tree child = 2; map<string, Tree> by_name = 3; optional group Nest = 4 { optional Nest nest = 4; } optional google.protobuf.Any any = 5; }

    message Defaults {
      required int32 answer = 1 [default = 42];
      optional string greeting = 2 [default = "hello"];
      optional double limit = 3 [default = inf];
      optional Colour colour = 4 [default = COLOUR_BLUE];
      optional bytes raw = 5 [default = "\001\377"];
      optional int64 low = 6 [default = -9223372036854775808];
    }

    message Odd {
      optional int32 quoted = 1 [json_name = "a \"name\"\\"];
      optional int32 lines = 2 [json_name = "two\nlines"];
      optional int32 backslash = 3 [json_name = "\\u0041"];
    }

    message Extended { optional int32 own = 1; extensions 100 to 199; }
    extend Extended {
      optional string label = 100;
      repeated int32 sizes = 101;
      optional Hat hat = 102;
    }
"#)]
pub(crate) mod schema {}

/// A field's record: a key and a payload.
fn field(number: u32, wire_type: u32, payload: &[u8]) -> Vec<u8> {
    let mut fields = super::unknown::UnknownFields::new();
    fields.push(number << 3 | wire_type, payload);
    fields.as_bytes().to_vec()
}

/// A record with a length in front of its payload.
fn len_field(number: u32, payload: &[u8]) -> Vec<u8> {
    let mut fields = super::unknown::UnknownFields::new();
    fields.push_varint(number << 3 | 2, payload.len() as u64);
    [fields.as_bytes(), payload].concat()
}

fn decode<M: Message>(bytes: impl Into<Bytes>) -> Result<M, super::error::DecodeError> {
    decode_proto(bytes.into())
}

fn full() -> Everything {
    Everything::default()
        .with_int32(-1)
        .with_sint64(-2)
        .with_fixed32(3u32)
        .with_double(-0.0)
        .with_bool(false)
        .with_text("")
        .with_data(Bytes::from_static(b"\0\xff"))
        .with_colour(Colour::Blue)
        .with_hat(Hat::default().with_size(7))
        .with_packed([1, -1, 300])
        .with_plain([0u64, u64::MAX])
        .with_texts(["a", "ü"])
        .with_hats([Hat::default(), Hat::default().with_brim("wide")])
        .with_colours([Colour::Red, Colour::Blue])
        .with_by_name(HashMap::from([(
            "x".to_owned(),
            Hat::default().with_size(1),
        )]))
        .with_by_number(HashMap::from([(-5, Aliased::Second)]))
        .with_choice_hat(Hat::default().with_size(2))
        .with_any(Any::pack(&Hat::default().with_size(3)))
        .with_value(Value::null())
        .with_wait(Duration {
            seconds: 3,
            ..Duration::default()
        })
}

#[test]
fn a_full_message_comes_back_in_both_formats() {
    let message = full();
    assert_eq!(
        decode::<Everything>(message.to_proto()),
        Ok(message.clone())
    );
    let json = message.to_json().expect("a JSON form");
    assert_eq!(Everything::from_json(&json), Ok(message.clone()), "{json}");
    let original = JsonOptions::new()
        .with_original_names(true)
        .with_enums_as_numbers(true);
    let json = message.to_json_with(&original).expect("a JSON form");
    assert_eq!(Everything::from_json(&json), Ok(message), "{json}");
}

#[test]
fn message_is_appended_behind_headroom_of_zeros() {
    let message = Hat::default().with_size(1);
    let mut out = vec![7];
    encode_proto::<5>(&message, &mut out);
    assert_eq!(out, b"\x07\0\0\0\0\0\x08\x01");
    let mut out = vec![7];
    encode_json::<5>(&message, &mut out).expect("a JSON form");
    assert_eq!(out, b"\x07\0\0\0\0\0{\"size\":1}");
}

#[test]
fn prost_methods_lead_to_the_same_codec() {
    let message = full();
    let bytes = message.to_proto();
    assert_eq!(prost::Message::encoded_len(&message), bytes.len());
    assert_eq!(prost::Message::encode_to_vec(&message), bytes);
    assert_eq!(
        <Everything as prost::Message>::decode(&bytes[..]),
        Ok(message.clone())
    );
    let (front, back) = bytes.split_at(bytes.len() / 2);
    let in_pieces = bytes::Buf::chain(front, back);
    assert_eq!(
        <Everything as prost::Message>::decode(in_pieces),
        Ok(message.clone())
    );
    let delimited = prost::Message::encode_length_delimited_to_vec(&message);
    assert_eq!(
        <Everything as prost::Message>::decode_length_delimited(&delimited[..]),
        Ok(message),
        "field by field"
    );
}

#[test]
fn bytes_fields_share_the_memory_of_the_message() {
    let buf = Bytes::from(len_field(7, &[9; 100]));
    let message: Everything = decode(buf.clone()).expect("a message");
    let data = message.data.expect("the field");
    assert_eq!(data.as_ptr(), buf[buf.len() - 100..].as_ptr());
}

#[test]
fn equal_messages_give_equal_bytes_where_asked() {
    let names = ["b", "a", "d", "c"];
    let with = |order: &mut dyn Iterator<Item = &&str>| {
        let entries = order.map(|name| ((*name).to_owned(), Hat::default()));
        encode_proto_deterministic(
            &Everything::default().with_by_name(entries.collect::<HashMap<_, _>>()),
        )
    };
    assert_eq!(with(&mut names.iter()), with(&mut names.iter().rev()));
}

#[test]
fn unknown_fields_are_kept_and_written_last() {
    let unknown = [
        field(99, 0, &[5]),
        len_field(98, b"abc"),
        field(97, 3, &field(97, 4, &[])),
    ]
    .concat();
    let bytes = [&unknown[..], &field(1, 0, &[7])].concat();
    let hat: Hat = decode(bytes).expect("a message");
    assert_eq!(hat.size, Some(7));
    assert_eq!(hat.unknown_fields.as_bytes(), unknown);
    assert_eq!(hat.to_proto(), [field(1, 0, &[7]), unknown].concat());
    assert_eq!(
        format!("{hat:?}"),
        r#"Hat { size: Some(7), brim: None, unknown_fields: 13 bytes }"#
    );
}

#[test]
fn numbers_that_a_closed_enum_lacks_are_unknown_fields() {
    for (bytes, kept) in [
        (field(8, 0, &[9]), field(8, 0, &[9])),
        (field(19, 0, &[9]), field(19, 0, &[9])),
        (len_field(14, &[1, 9, 2]), field(14, 0, &[9])),
        (len_field(16, &[8, 1, 16, 9]), len_field(16, &[8, 1, 16, 9])),
    ] {
        let message: Everything = decode(bytes).expect("a message");
        assert_eq!(message.unknown_fields_.as_bytes(), kept);
        assert_eq!((message.colour, &message.choice), (None, &None));
        assert!(message.by_number.is_empty());
    }
}

#[test]
fn packed_and_single_numbers_are_both_read() {
    let packed: Everything =
        decode([len_field(10, &[1, 2]), field(10, 0, &[3])].concat()).expect("a message");
    assert_eq!(packed.packed, [1, 2, 3]);
    let plain: Everything =
        decode([len_field(11, &[1, 2]), field(11, 0, &[3])].concat()).expect("a message");
    assert_eq!(plain.plain, [1, 2, 3]);
}

#[test]
fn messages_merge_and_members_of_a_oneof_replace_each_other() {
    let halves = |number| {
        [
            len_field(number, &field(1, 0, &[7])),
            len_field(number, &len_field(2, b"w")),
        ]
        .concat()
    };
    let whole = Hat::default().with_size(7).with_brim("w");
    let message: Everything = decode([halves(9), halves(18)].concat()).expect("a message");
    assert_eq!(message.hat.as_ref(), Some(&whole));
    assert_eq!(message.choice, Some(Choice::ChoiceHat(whole)));
    let message: Everything =
        decode([halves(18), len_field(17, b"n")].concat()).expect("a message");
    assert_eq!(message.choice, Some(Choice::Name("n".to_owned())));
}

#[test]
fn map_entries_may_lack_key_or_value() {
    let message: Everything =
        decode([len_field(15, &[]), len_field(15, &len_field(1, b"k"))].concat())
            .expect("a message");
    let expected = HashMap::from([
        (String::new(), Hat::default()),
        ("k".to_owned(), Hat::default()),
    ]);
    assert_eq!(message.by_name, expected);
}

#[test]
fn malformed_binary_is_refused() {
    let too_long = [&[0x08][..], &[0xff; 10], &[0x01]].concat();
    for (what, bytes) in [
        ("wire type 6", vec![0x0e]),
        ("wire type 7 of an unknown field", vec![0x9f, 0x06]),
        ("truncated varint", vec![0x08, 0x80]),
        ("eleven-byte varint", too_long),
        (
            "varint above 64 bits",
            [&[0x08][..], &[0xff; 9], &[0x02]].concat(),
        ),
        ("invalid UTF-8", len_field(6, b"\xff")),
        ("field 0", vec![0x00]),
        ("field 0 in two bytes", vec![0x80, 0x00]),
        ("field above 2^29-1", vec![0x80, 0x80, 0x80, 0x80, 0x10]),
        ("length beyond the end", vec![0x32, 0x05, b'a']),
        (
            "length near 2^64",
            [&[0x32][..], &[0xff; 9], &[0x01]].concat(),
        ),
        ("truncated fixed32", vec![0x1d, 0, 0, 0]),
        ("truncated double", vec![0x21, 0, 0]),
        ("end of no group", vec![0x0c]),
        ("group without end", vec![0xa3, 0x01]),
        ("group with another's end", vec![0xa3, 0x01, 0xac, 0x01]),
        ("unknown group without end", vec![0x9b, 0x06]),
        ("packed run cut inside a number", len_field(10, &[0x80])),
        ("map entry cut short", len_field(15, &[0x0a, 0x05])),
        (
            "nested message longer than its parent",
            len_field(9, &[0x12, 0x7f]),
        ),
    ] {
        let error = decode::<Everything>(bytes).expect_err(what);
        assert!(!error.is_limit(), "{what}");
        assert!(error.to_string().len() <= 256, "{what}: {error}");
    }
}

#[test]
fn a_message_cut_anywhere_is_whole_or_refused_but_never_panics() {
    let bytes = full().to_proto();
    for end in 0..bytes.len() {
        let _ = decode::<Everything>(bytes[..end].to_vec());
    }
    let json = full().to_json().expect("a JSON form");
    for end in (0..json.len()).filter(|end| json.is_char_boundary(*end)) {
        assert!(
            Everything::from_json(&json[..end]).is_err(),
            "{}",
            &json[..end]
        );
    }
}

/// A `Tree` so deep in binary, below the field `number`.
fn deep(depth: usize, wrap: impl Fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
    (0..depth).fold(Vec::new(), |inner, _| wrap(&inner))
}

#[test]
fn messages_may_stand_a_hundred_deep_and_no_deeper() {
    let group =
        |number: u32| move |inner: &[u8]| [field(number, 3, inner), field(number, 4, &[])].concat();
    let entry = |inner: &[u8]| len_field(3, &len_field(2, inner));
    assert!(decode::<Tree>(deep(100, |inner| len_field(1, inner))).is_ok());
    assert!(decode::<Tree>(deep(100, |inner| len_field(2, inner))).is_ok());
    assert!(
        decode::<Tree>(deep(50, entry)).is_ok(),
        "an entry counts as a message"
    );
    assert!(decode::<Tree>(deep(100, group(4))).is_ok());
    assert!(
        decode::<Tree>(deep(100, group(9))).is_ok(),
        "unknown groups"
    );
    for (what, bytes) in [
        ("repeated", deep(101, |inner| len_field(1, inner))),
        ("singular", deep(101, |inner| len_field(2, inner))),
        ("map", deep(51, entry)),
        ("group", deep(101, group(4))),
        ("unknown group", deep(101, group(9))),
        ("open groups", field(4, 3, &[]).repeat(100_000)),
        ("unknown open groups", field(9, 3, &[]).repeat(100_000)),
    ] {
        assert!(!decode::<Tree>(bytes).expect_err(what).is_limit(), "{what}");
    }
    let json = |depth| "{\"child\":".repeat(depth) + "{}" + &"}".repeat(depth);
    assert!(Tree::from_json(&json(100)).is_ok());
    for depth in [101, 129, 100_000] {
        assert!(Tree::from_json(&json(depth)).is_err(), "{depth}");
    }
    for open in ["[", "{\"a\":", "{\"children\":[", "{\"x\":[{\"y\":"] {
        assert!(Tree::from_json(&open.repeat(100_000)).is_err(), "{open}");
        assert!(
            Tree::from_json(&format!("{{\"unknown\":{}", open.repeat(100_000))).is_err(),
            "{open}"
        );
    }
}

#[test]
fn the_depth_of_messages_and_of_anys_in_them_adds_up() {
    // Ninety `Any`s, each below ninety messages: few bytes, and much stack if each `Any` began anew.
    let mut any = Any::pack(&Tree::default());
    for _ in 0..90 {
        let mut message = Tree::default().with_any(any);
        for _ in 0..90 {
            message = Tree::default().with_child(message);
        }
        any = Any::pack(&message);
    }
    let error = any.to_json().expect_err("too deep");
    let error = error.to_string();
    assert!(
        error.ends_with("messages stand too deep in each other"),
        "{error}"
    );
}

#[test]
fn the_memory_of_anys_in_anys_adds_up() {
    // The empty elements of each level are within the budget, all of them together are not.
    let mut any = Any::pack(&Empty::default());
    for _ in 0..20 {
        let elements = std::iter::repeat_n(Tree::default(), 20_000);
        any = Any::pack(&Tree::default().with_children(elements).with_any(any));
    }
    assert!(any.to_json().is_err());
}

#[test]
fn anys_inside_each_other_end_at_the_same_depth() {
    let mut any = Any::pack(&Empty::default());
    for _ in 0..200 {
        any = Any::pack(&any);
    }
    let error = any.to_json().expect_err("too deep");
    let error = error.to_string();
    assert!(
        error.ends_with("messages stand too deep in each other"),
        "{error}"
    );
    let open = r#"{"@type":"type.googleapis.com/google.protobuf.Any","value":"#;
    assert!(Any::from_json(&(open.repeat(100_000))).is_err());
    assert!(Any::from_json(&(open.repeat(150) + "{}" + &"}".repeat(150))).is_err());
}

#[test]
fn more_elements_than_an_input_can_stand_for_are_a_limit() {
    let count = (4 << 20) / 2;
    for (what, bytes) in [
        ("empty messages", len_field(13, &[]).repeat(count)),
        ("map entries", len_field(15, &[]).repeat(count)),
    ] {
        assert!(
            decode::<Everything>(bytes).expect_err(what).is_limit(),
            "{what}"
        );
    }
    let json = format!("{{\"hats\":[{}{{}}]}}", "{},".repeat((4 << 20) / 3));
    let error = decode_json::<Everything>(json.as_bytes()).expect_err("a limit");
    assert!(error.is_limit());
    let numbers: Everything = decode(len_field(11, &vec![1; 4 << 20])).expect("numbers are small");
    assert_eq!(numbers.plain.len(), 4 << 20);
}

#[test]
fn json_has_the_form_of_each_type() {
    let json = full().to_json().expect("a JSON form");
    for part in [
        r#""int32":-1,"sint64":"-2","fixed32":3,"double":-0,"bool":false,"text":"","data":"AP8=""#,
        r#""colour":"COLOUR_BLUE","hat":{"size":7},"packed":[1,-1,300],"plain":["0","18446744073709551615"]"#,
        r#""hats":[{},{"brim":"wide"}],"colours":["COLOUR_RED","COLOUR_BLUE"],"byName":{"x":{"size":1}}"#,
        r#""byNumber":{"-5":"SECOND"},"choiceHat":{"size":2}"#,
        r#""any":{"@type":"type.googleapis.com/test.v1.Hat","size":3},"value":null,"wait":"3s""#,
    ] {
        assert!(json.contains(part), "{part} in {json}");
    }
}

#[test]
fn json_is_read_in_every_notation_that_is_allowed() {
    for (json, message) in [
        (
            " {\n\t\"int32\" : 1e2 } ",
            Everything::default().with_int32(100),
        ),
        (r#"{"int32":"-7"}"#, Everything::default().with_int32(-7)),
        (
            r#"{"int32":null,"hats":null,"byName":null,"name":null,"hat":null}"#,
            Everything::default(),
        ),
        (
            r#"{"sint64":5,"fixed32":"6"}"#,
            Everything::default().with_sint64(5).with_fixed32(6u32),
        ),
        (
            r#"{"double":"Infinity"}"#,
            Everything::default().with_double(f64::INFINITY),
        ),
        (
            r#"{"double":"1.5"}"#,
            Everything::default().with_double(1.5),
        ),
        (
            r#"{"colour":2}"#,
            Everything::default().with_colour(Colour::Blue),
        ),
        (
            r#"{"by_name":{"é":{}}}"#,
            Everything::default().with_by_name(HashMap::from([("é".to_owned(), Hat::default())])),
        ),
        (
            r#"{"text":"\u00fc\ud83d\ude00\n\/"}"#,
            Everything::default().with_text("ü😀\n/"),
        ),
        (
            r#"{"value":null}"#,
            Everything::default().with_value(Value::null()),
        ),
        (r#"{"band":{"width":1}}"#, {
            let mut message = Everything::default();
            message.band_mut().width = Some(1);
            message
        }),
        (
            r#"{"unknown":[{"a":1e400},"x",null,true],"colour":"COLOUR_GREEN"}"#,
            Everything::default(),
        ),
        (
            r#"{"colours":["COLOUR_GREEN","COLOUR_RED"]}"#,
            Everything::default().with_colours([Colour::Red]),
        ),
        (r#"{"any":{"size":3,"@type":"x/test.v1.Hat"}}"#, {
            let any = Any {
                type_url: "x/test.v1.Hat".into(),
                ..Any::pack(&Hat::default().with_size(3))
            };
            Everything::default().with_any(any)
        }),
        (
            r#"{"any":{}}"#,
            Everything::default().with_any(Any::default()),
        ),
    ] {
        assert_eq!(
            decode_json::<Everything>(json.as_bytes()),
            Ok(message),
            "{json}"
        );
    }
}

#[test]
fn names_in_json_may_be_any_text() {
    let odd = Odd::default()
        .with_quoted(1)
        .with_lines(2)
        .with_backslash(3);
    let json = odd.to_json().expect("JSON");
    assert_eq!(json, r#"{"a \"name\"\\":1,"two\u000alines":2,"\\u0041":3}"#);
    assert_eq!(Odd::from_json(&json), Ok(odd.clone()));
    // In another order, and escaped in another way.
    let json = r#"{"\\u0041":3,"two\nlines":2,"\u0061 \u0022name\"\u005c":1}"#;
    assert_eq!(Odd::from_json(json), Ok(odd));
    let strict = JsonOptions::new().with_ignore_unknown(false);
    for unknown in [r#"{"A":3}"#, r#"{"\u0041":3}"#, r#"{"two\\nlines":1}"#] {
        assert!(Odd::from_json_with(unknown, &strict).is_err(), "{unknown}");
    }
}

#[test]
fn malformed_json_is_refused() {
    for json in [
        "",
        "null",
        "[]",
        "{",
        "{}}",
        "{} x",
        "{\"int32\"}",
        "{\"int32\":}",
        "{\"int32\":1,}",
        "{int32:1}",
        "{\"int32\":01}",
        "{\"int32\":1.5}",
        "{\"int32\":2147483648}",
        "{\"int32\":\" 1\"}",
        "{\"int32\":true}",
        "{\"int32\":NaN}",
        "{\"int32\":\"NaN\"}",
        "{\"fixed32\":-1}",
        "{\"double\":1e400}",
        "{\"double\":\"inf\"}",
        "{\"bool\":1}",
        "{\"bool\":\"true\"}",
        "{\"text\":1}",
        "{\"text\":\"\\x\"}",
        "{\"text\":\"\n\"}",
        "{\"text\":\"\\ud800\"}",
        "{\"text\":\"\\udc00\\ud800\"}",
        "{\"text\":\"\\u12\"}",
        "{\"text\":'a'}",
        "{\"data\":\"!\"}",
        "{\"colour\":true}",
        "{\"colour\":1.5}",
        "{\"hat\":[]}",
        "{\"hats\":{}}",
        "{\"hats\":[null]}",
        "{\"packed\":1}",
        "{\"byName\":{\"a\":null}}",
        "{\"byNumber\":{\"x\":1}}",
        "{\"wait\":\"1\"}",
        "{\"int32\":1,\"int32\":2}",
        "{\"byName\":{\"a\":{},\"a\":{}}}",
        "{\"by_name\":{},\"byName\":{}}",
        "{\"name\":\"a\",\"choiceHat\":{}}",
        "{\"any\":{\"size\":1}}",
        "{\"any\":{\"@type\":\"x/no.such.Type\"}}",
        "{\"any\":{\"@type\":\"test.v1.Hat\"}}",
        "{\"any\":{\"@type\":\"x/google.protobuf.Duration\"}}",
        "{\"unknown\":[1,]}",
        "{\"unknown\":tru}",
    ] {
        let error = decode_json::<Everything>(json.as_bytes()).expect_err(json);
        assert!(
            !error.is_limit() && error.to_string().len() <= 256,
            "{json}: {error}"
        );
    }
    assert!(decode_json::<Everything>(b"{\"text\":\"\xff\"}").is_err());
    assert!(Any::pack(&Hat::default()).to_json().is_ok());
    assert!(
        Any {
            type_url: "x/no.such.Type".into(),
            ..Any::default()
        }
        .to_json()
        .is_err()
    );
}

#[test]
fn unknown_names_are_errors_where_asked() {
    let strict = JsonOptions::new().with_ignore_unknown(false);
    for json in [
        r#"{"unknown":1}"#,
        r#"{"colour":"COLOUR_GREEN"}"#,
        r#"{"colour":9}"#,
    ] {
        assert!(Everything::from_json_with(json, &strict).is_err(), "{json}");
        assert_eq!(
            Everything::from_json(json),
            Ok(Everything::default()),
            "{json}"
        );
    }
}

#[test]
fn accessors_give_defaults_and_name_what_is_missing() {
    let message = Defaults::default();
    assert_eq!(
        (message.answer, message.greeting(), message.colour()),
        (42, "hello", Colour::Blue)
    );
    assert_eq!(
        (message.limit(), message.raw(), message.low()),
        (f64::INFINITY, &b"\x01\xff"[..], i64::MIN)
    );
    assert_eq!(message.greeting, None);
    let error = message.require_greeting().expect_err("not set");
    assert_eq!(error.code(), crate::code::Code::InvalidArgument);
    assert_eq!(error.message(), "missing field test.v1.Defaults.greeting");

    let mut message = Everything::default();
    assert_eq!(message.hat().size(), 0);
    assert!(message.require_hat().is_err());
    message.hat_mut().size = Some(4);
    assert_eq!(message.require_hat().map(Hat::size).ok(), Some(4));
}

#[test]
fn secrets_do_not_show_in_debug() {
    let message = Everything::default().with_password("hunter2");
    let debug = format!("{message:?}");
    assert!(
        debug.contains("password: [redacted]") && !debug.contains("hunter2"),
        "{debug}"
    );
}

#[test]
fn enums_convert_by_number_and_name() {
    assert_eq!(Colour::default(), Colour::Red);
    assert_eq!(Colour::try_from(2), Ok(Colour::Blue));
    assert!(Colour::try_from(3).is_err());
    assert_eq!(i32::from(Colour::Blue), 2);
    assert_eq!(Colour::Blue.as_str_name(), "COLOUR_BLUE");
    assert_eq!(Colour::from_str_name("COLOUR_RED"), Some(Colour::Red));
    assert_eq!(Aliased::Other, Aliased::Second);
    assert_eq!(Aliased::from_str_name("other"), Some(Aliased::Second));
}

#[test]
fn extensions_are_kept_typed_and_in_json() {
    let mut message = Extended::default().with_own(1);
    assert!(!schema::LABEL.is_set(&message));
    schema::LABEL.set(&mut message, &Some("first".to_owned()));
    schema::LABEL.set(&mut message, &Some("second".to_owned()));
    schema::SIZES.set(&mut message, &vec![1, 2]);
    schema::HAT.set(&mut message, &Some(Hat::default().with_size(9)));
    let back: Extended = decode(message.to_proto()).expect("a message");
    assert_eq!(schema::LABEL.get(&back), Ok(Some("second".to_owned())));
    assert_eq!(schema::SIZES.get(&back), Ok(vec![1, 2]));

    let json = back.to_json().expect("a JSON form");
    let expected = r#"{"own":1,"[test.v1.label]":"second","[test.v1.sizes]":[1,2],"[test.v1.hat]":{"size":9}}"#;
    assert_eq!(json, expected);
    assert_eq!(Extended::from_json(&json), Ok(back.clone()));

    schema::SIZES.clear(&mut message);
    schema::LABEL.set(&mut message, &None);
    assert_eq!(schema::SIZES.get(&message), Ok(Vec::new()));
    assert!(!schema::LABEL.is_set(&message) && schema::HAT.is_set(&message));
}

#[test]
fn a_module_carries_its_descriptors() {
    let set = schema::FILE_DESCRIPTOR_SET;
    assert!(set.windows(10).any(|part| part == b"Everything"));
}

#[test]
fn structs_are_json_objects() {
    let object: Struct = [("a", Value::from(1.0)), ("b", Value::from("x"))]
        .into_iter()
        .collect();
    assert_eq!(object.to_json().as_deref(), Ok(r#"{"a":1,"b":"x"}"#));
}
