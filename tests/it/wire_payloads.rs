//! Messages that are broken, or made to do harm, to a server.
//!
//! Rows are named by the faults that they hold: C9 to C12. What they cost in memory is measured in
//! `memory.rs`.

use tokio::runtime::Builder;

use crate::{
    harness::Running,
    raw_peer::{Call, Form, Version, answer, field, good::in_each, varint},
    wire_table::{Row, SECRET, check, refused},
};

#[tokio::test]
async fn bytes_that_are_no_message_are_invalid_argument() {
    let running = Running::start();
    let eleven = [&[0x18][..], &[0x80; 10], &[1]].concat();
    let table: [(&str, &[u8]); 15] = [
        ("wire type 6", &[1 << 3 | 6]),
        ("wire type 7", &[1 << 3 | 7]),
        ("wire type 6 of an unknown field", &[0xA6, 0x06]),
        ("a key that is cut", &[0x80]),
        ("a varint that is cut", &[3 << 3, 0x80]),
        ("no varint at all", &[3 << 3]),
        ("a varint of eleven bytes", &eleven),
        ("a fixed number that is cut", &[8 << 3 | 1, 0, 0, 0]),
        ("a string that is no UTF-8", &[1 << 3 | 2, 2, 0xC3, 0x28]),
        ("a string cut within a character", &[1 << 3 | 2, 1, 0xC3]),
        ("field 0", &[0x02, 0x00]),
        ("field 0 as a number", &[0x00, 0x00]),
        ("a length beyond the end", &[1 << 3 | 2, 0x7F, b'a']),
        (
            "a length beyond all memory",
            &[2, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1],
        ),
        ("the end of a group that was not begun", &[1 << 3 | 4]),
    ];
    let mut rows = Vec::new();
    for (name, bad) in table {
        let message = [&field(2, SECRET.as_bytes()), bad].concat();
        rows.extend(refused(
            "C9",
            name,
            in_each("proto", &message),
            "invalid_argument",
        ));
        let nested = field(6, &message);
        let name = format!("{name}, nested");
        rows.extend(refused(
            "C9",
            &name,
            in_each("proto", &nested),
            "invalid_argument",
        ));
    }
    check(&running, rows).await;
}

#[test]
fn nesting_beyond_the_limit_is_invalid_argument_on_a_small_stack() {
    let runtime = Builder::new_multi_thread()
        .worker_threads(1)
        .thread_stack_size(2 << 20)
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let running = Running::start();
        let fits = [("proto", nested_proto(100)), ("json", nested_json(100))];
        let mut rows = Vec::new();
        for (codec, message) in fits {
            for call in in_each(codec, &message) {
                let row = Row::new("C10", format!("{codec} of 100 levels"), call);
                rows.push(match row.form() {
                    // A server stream answers with as many messages as it is asked for: none.
                    Form::Stream => row.messages([]),
                    _ => row.messages([answer(codec, "", 1)]),
                });
            }
        }
        let deep = 100_000;
        let table = [
            ("101 levels", "proto", nested_proto(101)),
            ("10 000 levels", "proto", nested_proto(10_000)),
            ("101 unknown groups", "proto", nested_groups(101)),
            ("100 000 unknown groups", "proto", nested_groups(deep)),
            (
                "100 000 groups that do not end",
                "proto",
                group_key().repeat(deep),
            ),
            (
                "100 000 groups of a known field",
                "proto",
                [6 << 3 | 3].repeat(deep),
            ),
            ("129 levels", "json", nested_json(129)),
            ("100 000 levels", "json", nested_json(deep)),
            (
                "100 000 levels that do not end",
                "json",
                b"{\"inner\":".repeat(deep),
            ),
            ("100 000 unknown lists", "json", nested_lists(deep)),
            (
                "100 000 unknown objects",
                "json",
                [&b"{\"a\":".repeat(deep)[..], b"1", &b"}".repeat(deep)].concat(),
            ),
            (
                "100 000 known lists",
                "json",
                [&b"{\"many\":"[..], &b"[".repeat(deep)].concat(),
            ),
        ];
        for (name, codec, message) in table {
            let name = format!("{codec}, {name}");
            rows.extend(refused(
                "C10",
                &name,
                in_each(codec, &message),
                "invalid_argument",
            ));
        }
        check(&running, rows).await;
    });
}

fn nested_proto(levels: usize) -> Vec<u8> {
    // From the inside out, reversed, for a message's length stands before it.
    let mut reversed = Vec::new();
    for _ in 0..levels {
        let length = varint(reversed.len() as u64);
        reversed.extend(length.iter().rev());
        reversed.push(6 << 3 | 2);
    }
    reversed.reverse();
    reversed
}

/// The key of a group that `Ask` does not have.
fn group_key() -> Vec<u8> {
    varint(100 << 3 | 3)
}

fn nested_groups(levels: usize) -> Vec<u8> {
    [
        group_key().repeat(levels),
        varint(100 << 3 | 4).repeat(levels),
    ]
    .concat()
}

fn nested_json(levels: usize) -> Vec<u8> {
    [
        &b"{\"inner\":".repeat(levels)[..],
        b"{}",
        &b"}".repeat(levels),
    ]
    .concat()
}

fn nested_lists(levels: usize) -> Vec<u8> {
    [
        &b"{\"unknown\":"[..],
        &b"[".repeat(levels),
        &b"]".repeat(levels),
        b"}",
    ]
    .concat()
}

#[tokio::test]
async fn message_of_elements_without_end_is_resource_exhausted() {
    let running = Running::start();
    // Many times what there is room for.
    const LENGTH: usize = 2 << 20;
    let repeated = [7 << 3 | 2, 0].repeat(LENGTH / 2);
    let entries = [5 << 3 | 2, 0].repeat(LENGTH / 2);
    let list = [
        &b"{\"many\":["[..],
        &b"{},".repeat((LENGTH - 20) / 3),
        b"{}]}",
    ]
    .concat();
    let rows = [
        refused(
            "C11",
            "empty messages",
            in_each("proto", &repeated),
            "resource_exhausted",
        ),
        refused(
            "C11",
            "empty messages in json",
            in_each("json", &list),
            "resource_exhausted",
        ),
        refused(
            "C11",
            "empty entries of a map",
            in_each("proto", &entries),
            "resource_exhausted",
        ),
    ];
    // They take their time, and the version of HTTP makes no difference to them.
    let rows = rows.into_iter().flatten();
    check(&running, rows.map(|row| row.only(Version::Http2))).await;
}

#[tokio::test]
async fn text_that_is_no_json_of_the_message_is_invalid_argument() {
    let running = Running::start();
    let table: [(&str, &[u8]); 38] = [
        ("nothing but space", b" "),
        ("null", b"null"),
        ("a list", b"[]"),
        ("a string", b"\"a\""),
        ("an open object", b"{\"text\":\"a\""),
        ("an open string", b"{\"text\":\"a"),
        ("a value missing", b"{\"text\":}"),
        ("a comma at the end", b"{\"text\":\"a\",}"),
        ("a comma missing", b"{\"text\":\"a\" \"count\":1}"),
        ("a name without quotes", b"{text:\"a\"}"),
        ("single quotes", b"{'text':'a'}"),
        ("a comment", b"{/* */}"),
        ("more behind it", b"{} {}"),
        ("a byte order mark", b"\xEF\xBB\xBF{}"),
        ("a raw line break in a string", b"{\"text\":\"a\nb\"}"),
        ("an unknown escape", b"{\"text\":\"\\x\"}"),
        ("half a surrogate pair", b"{\"text\":\"\\ud800\"}"),
        ("no UTF-8", b"{\"text\":\"\xC3\x28\"}"),
        ("a number for a string", b"{\"text\":1}"),
        ("an object for a string", b"{\"text\":{}}"),
        ("a string for a message", b"{\"inner\":\"a\"}"),
        ("an object for a list", b"{\"many\":{}}"),
        ("null in a list", b"{\"many\":[null]}"),
        ("a word for a number", b"{\"count\":\"many\"}"),
        ("a negative count", b"{\"count\":-1}"),
        ("half a count", b"{\"count\":1.5}"),
        ("a count too large", b"{\"count\":4294967296}"),
        ("not a number for an integer", b"{\"big\":\"NaN\"}"),
        ("bare NaN", b"{\"number\":NaN}"),
        ("an integer too large", b"{\"big\":\"9223372036854775808\"}"),
        ("a number too large", b"{\"number\":1e400}"),
        ("a number with a leading zero", b"{\"number\":01}"),
        ("a hexadecimal number", b"{\"number\":0x10}"),
        ("a truth for an enum", b"{\"outcome\":true}"),
        ("half an enum", b"{\"outcome\":1.5}"),
        ("no base64", b"{\"blob\":\"!!!\"}"),
        ("a time that is none", b"{\"at\":\"yesterday\"}"),
        (
            "a time that does not exist",
            b"{\"at\":\"2026-02-30T00:00:00Z\"}",
        ),
    ];
    let mut rows = Vec::new();
    for (name, bad) in table {
        rows.extend(refused(
            "C12",
            name,
            in_each("json", bad),
            "invalid_argument",
        ));
    }
    let twice: [(&str, &[u8]); 3] = [
        ("a field given twice", b"{\"text\":\"a\",\"text\":\"b\"}"),
        (
            "a field given twice, once as null",
            b"{\"text\":\"a\",\"text\":null}",
        ),
        (
            "a key given twice",
            b"{\"labels\":{\"a\":\"1\",\"a\":\"2\"}}",
        ),
    ];
    for (name, bad) in twice {
        rows.extend(refused(
            "C12",
            name,
            in_each("json", bad),
            "invalid_argument",
        ));
    }
    let secret = format!("{{\"{SECRET}\":\"{SECRET}\",\"text\":[\"{SECRET}\"],}}").repeat(100);
    rows.extend(refused(
        "C12",
        "a secret",
        in_each("json", secret.as_bytes()),
        "invalid_argument",
    ));
    check(&running, rows).await;
}

#[tokio::test]
async fn json_that_is_merely_unusual_is_read() {
    let running = Running::start();
    let table: [(&str, &[u8]); 8] = [
        ("space", b" {\t\"text\" :\r\n \"hat\" } "),
        (
            "an unknown field",
            b"{\"text\":\"hat\",\"hats\":{\"a\":[1,null,{}]}}",
        ),
        (
            "an unknown field given twice",
            b"{\"text\":\"hat\",\"hats\":1,\"hats\":2}",
        ),
        // As protobuf's implementations have it where unknown fields are passed over.
        (
            "an unknown name of an enum",
            b"{\"text\":\"hat\",\"outcome\":\"OUTCOME_DANCE\"}",
        ),
        (
            "fields that are null",
            b"{\"text\":\"hat\",\"inner\":null,\"count\":null}",
        ),
        (
            "numbers in quotes and with exponents",
            b"{\"text\":\"hat\",\"count\":\"1\",\"big\":1e2}",
        ),
        ("escapes", b"{\"text\":\"\\u0068\\u0061t\"}"),
        (
            "a time",
            b"{\"text\":\"hat\",\"at\":\"2026-02-28T23:59:59.5+01:00\"}",
        ),
    ];
    let hat = answer("json", "hat", 1);
    let rows = table.map(|(name, message)| {
        Row::new("C12", name, Call::unary("json", message)).messages([hat.clone()])
    });
    check(&running, rows).await;
}
