//! What is measured: the messages as structs with serde's derive, and their content.
//!
//! All other libraries read it from the JSON that these write, so there is one place where content is made.
//! It depends on nothing but the code here. A `oneof` is an `Option` for each case: a flattened enum would cost
//! serde more. 64-bit integers are numbers here, for strings are not what the derive writes.

use std::collections::HashMap;

use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::Bytes;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A batch of records.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LogBatch {
    records: Vec<LogRecord>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct LogRecord {
    timestamp_nanos: i64,
    service_name: String,
    instance_id: String,
    severity: Severity,
    message: String,
    labels: HashMap<String, String>,
    trace_id: String,
    span_id: String,
    source: LogSource,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct LogSource {
    file: String,
    line: i32,
    function: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[expect(clippy::enum_variant_names, reason = "as the JSON has them")]
enum Severity {
    SeverityDebug,
    SeverityInfo,
    SeverityWarn,
    SeverityError,
}

/// A message of some 64 bytes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Small {
    id: u64,
    name: String,
    active: bool,
    tier: Tier,
    owner: Owner,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Owner {
    email: String,
    team: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum Tier {
    TierFree,
    TierPaid,
}

/// A field of every sort.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Mixed {
    double_value: f64,
    float_value: f32,
    int32_value: i32,
    int64_value: i64,
    uint32_value: u32,
    uint64_value: u64,
    sint32_value: i32,
    sint64_value: i64,
    fixed32_value: u32,
    fixed64_value: u64,
    sfixed32_value: i32,
    sfixed64_value: i64,
    bool_value: bool,
    string_value: String,
    #[serde(serialize_with = "to_base64", deserialize_with = "from_base64")]
    bytes_value: Bytes,
    counts: Vec<i32>,
    offsets: Vec<i64>,
    samples: Vec<f64>,
    tags: Vec<String>,
    items: Vec<Small>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    item: Option<Small>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rank: Option<i32>,
    nested: Small,
    names: HashMap<i32, String>,
    totals: HashMap<u64, i64>,
    tier: Tier,
}

/// One large field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Blob {
    #[serde(serialize_with = "to_base64", deserialize_with = "from_base64")]
    data: Bytes,
}

fn to_base64<S: Serializer>(bytes: &Bytes, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&BASE64_STANDARD.encode(bytes))
}

fn from_base64<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Bytes, D::Error> {
    let text = <&str>::deserialize(deserializer)?;
    let bytes = BASE64_STANDARD.decode(text);
    bytes.map(Bytes::from).map_err(serde::de::Error::custom)
}

/// Fifty records with some twenty strings each.
pub fn log_batch() -> LogBatch {
    const SERVICES: [&str; 5] = ["checkout", "inventory", "payments", "search", "gateway"];
    const SEVERITIES: [Severity; 4] = [
        Severity::SeverityInfo,
        Severity::SeverityDebug,
        Severity::SeverityWarn,
        Severity::SeverityError,
    ];
    let mut numbers = Numbers(1);
    let records = (0..50).map(|index| {
        let service = SERVICES[index % SERVICES.len()];
        let (order, took, bytes) = (
            numbers.below(1_000_000),
            numbers.below(900),
            numbers.below(90_000),
        );
        let labels = [
            ("environment", "production".to_owned()),
            ("region", "eu-west-1".to_owned()),
            ("version", format!("1.{}.{}", index % 7, index % 3)),
            ("pod", format!("{service}-{:010x}", numbers.below(1 << 40))),
            ("tenant", format!("tenant-{}", numbers.below(400))),
            ("route", format!("/v1/{service}/{{id}}")),
        ];
        LogRecord {
            timestamp_nanos: 1_767_225_600_000_000_000 + numbers.below(1 << 40) as i64,
            service_name: service.to_owned(),
            instance_id: format!("i-{:016x}", numbers.below(1 << 50)),
            severity: SEVERITIES[index % 9 % SEVERITIES.len()],
            message: format!("GET /v1/{service}/{order} answered with status 200 in {took} ms, {bytes} bytes written"),
            labels: labels.map(|(key, value)| (key.to_owned(), value)).into(),
            trace_id: format!("{:016x}{:016x}", numbers.next(), numbers.next()),
            span_id: format!("{:016x}", numbers.next()),
            source: LogSource {
                file: format!("src/{service}/handler.rs"),
                line: 1 + numbers.below(900) as i32,
                function: format!("{service}::handler::handle"),
            },
        }
    });
    LogBatch {
        records: records.collect(),
    }
}

/// What most calls send.
pub fn small() -> Small {
    item(&mut Numbers(2))
}

/// Every field set.
pub fn mixed() -> Mixed {
    let mut numbers = Numbers(3);
    Mixed {
        double_value: -1_234.567_890_1,
        float_value: 0.1,
        int32_value: -40_000,
        int64_value: i64::MIN,
        uint32_value: u32::MAX,
        uint64_value: u64::MAX,
        sint32_value: -7,
        sint64_value: 1 << 40,
        fixed32_value: 0xdead_beef,
        fixed64_value: 0x0123_4567_89ab_cdef,
        sfixed32_value: -1,
        sfixed64_value: -1_000_000_007,
        bool_value: true,
        string_value: "Grüße, \"Ada\"\nand a line of plain text behind it".to_owned(),
        bytes_value: (0..64).map(|_| numbers.next() as u8).collect(),
        counts: (0..40).map(|_| numbers.below(100_000) as i32).collect(),
        offsets: (0..20)
            .map(|_| numbers.below(2_000) as i64 - 1_000)
            .collect(),
        samples: (0..16)
            .map(|_| numbers.below(1_000_000) as f64 / 1000.0)
            .collect(),
        tags: ["alpha", "beta", "gamma", "delta"]
            .map(str::to_owned)
            .into(),
        items: (0..3).map(|_| item(&mut numbers)).collect(),
        text: None,
        number: None,
        item: Some(item(&mut numbers)),
        note: Some("set, though optional".to_owned()),
        rank: Some(0),
        nested: item(&mut numbers),
        names: (-2..2).map(|key| (key, format!("name {key}"))).collect(),
        totals: (0..4)
            .map(|key| (key << 33, numbers.next() as i64))
            .collect(),
        tier: Tier::TierPaid,
    }
}

/// One mebibyte.
pub fn blob() -> Blob {
    let mut numbers = Numbers(4);
    let words = (0..1 << 17).flat_map(|_| numbers.next().to_le_bytes());
    Blob {
        data: words.collect(),
    }
}

fn item(numbers: &mut Numbers) -> Small {
    Small {
        id: numbers.below(1 << 48),
        name: format!("item {}", numbers.below(1000)),
        active: true,
        tier: if numbers.below(2) == 0 {
            Tier::TierFree
        } else {
            Tier::TierPaid
        },
        owner: Owner {
            email: format!("ada.{}@example.com", numbers.below(1000)),
            team: "platform".to_owned(),
        },
    }
}

/// Numbers that look random and are the same in every run: splitmix64.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }
}
