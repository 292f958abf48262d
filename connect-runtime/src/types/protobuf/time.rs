//! `Timestamp` and `Duration`: JSON as text, and conversions to and from the types of `std::time`.

use std::{error::Error, fmt, io::Write as _, time};

use super::{Duration, Timestamp};
use crate::message::{
    error::{DecodeError, EncodeError},
    json::{JsonCodec, read::JsonReader, write::JsonWriter},
};

pub(super) const NANOS_PER_SECOND: u32 = 1_000_000_000;
const SECONDS_PER_DAY: i64 = 86_400;

/// `0001-01-01T00:00:00Z` to `9999-12-31T23:59:59Z`.
const TIMESTAMP_SECONDS: std::ops::RangeInclusive<i64> = -62_135_596_800..=253_402_300_799;

/// About ten thousand years in either direction.
const DURATION_SECONDS: std::ops::RangeInclusive<i64> = -315_576_000_000..=315_576_000_000;

/// A time or duration that the other type cannot hold, or a `Timestamp` whose nanoseconds are not between 0
/// and a second.
///
/// ```
/// use connect_runtime::protobuf::Duration;
///
/// let back = Duration { seconds: -1, ..Default::default() };
/// let err = std::time::Duration::try_from(back).unwrap_err();
/// assert_eq!(err.to_string(), "time out of range");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutOfRange(pub(super) ());

impl fmt::Display for OutOfRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("time out of range")
    }
}

impl Error for OutOfRange {}

/// Durations of more than 2^63 seconds become the longest there is.
impl From<time::Duration> for Duration {
    fn from(duration: time::Duration) -> Self {
        Duration {
            seconds: i64::try_from(duration.as_secs()).unwrap_or(i64::MAX),
            nanos: duration.subsec_nanos().cast_signed(),
            ..Duration::default()
        }
    }
}

/// Fails for negative durations. Seconds and nanoseconds are added up, whatever their signs.
impl TryFrom<Duration> for time::Duration {
    type Error = OutOfRange;

    fn try_from(duration: Duration) -> Result<Self, OutOfRange> {
        let (seconds, nanos) = balanced(&duration)?;
        let seconds = u64::try_from(seconds).map_err(|_| OutOfRange(()))?;
        Ok(time::Duration::new(seconds, subsecond(nanos)?))
    }
}

/// Nanoseconds that are less than a second and not negative.
pub(super) fn subsecond(nanos: i32) -> Result<u32, OutOfRange> {
    let nanos = u32::try_from(nanos).map_err(|_| OutOfRange(()))?;
    match nanos < NANOS_PER_SECOND {
        true => Ok(nanos),
        false => Err(OutOfRange(())),
    }
}

/// Seconds, and nanoseconds that are less than a second and have the same sign. The two fields of a
/// `Duration` may come with other values, whose sum is still a length of time.
pub(super) fn balanced(duration: &Duration) -> Result<(i64, i32), OutOfRange> {
    let second = i128::from(NANOS_PER_SECOND);
    let total = i128::from(duration.seconds) * second + i128::from(duration.nanos);
    let seconds = i64::try_from(total / second).map_err(|_| OutOfRange(()))?;
    Ok((seconds, (total % second) as i32))
}

impl From<time::SystemTime> for Timestamp {
    fn from(time: time::SystemTime) -> Self {
        let (seconds, nanos) = match time.duration_since(time::UNIX_EPOCH) {
            Ok(since) => (
                i64::try_from(since.as_secs()).unwrap_or(i64::MAX),
                since.subsec_nanos(),
            ),
            Err(before) => {
                let before = before.duration();
                let seconds = i64::try_from(before.as_secs()).map_or(i64::MIN, i64::wrapping_neg);
                match before.subsec_nanos() {
                    0 => (seconds, 0),
                    // Nanoseconds count forward from the second before.
                    nanos => (seconds.saturating_sub(1), NANOS_PER_SECOND - nanos),
                }
            }
        };
        Timestamp {
            seconds,
            nanos: nanos.cast_signed(),
            ..Timestamp::default()
        }
    }
}

/// Fails where the system's clock does not reach.
impl TryFrom<Timestamp> for time::SystemTime {
    type Error = OutOfRange;

    fn try_from(timestamp: Timestamp) -> Result<Self, OutOfRange> {
        let whole = time::Duration::from_secs(timestamp.seconds.unsigned_abs());
        let second = match timestamp.seconds < 0 {
            true => time::UNIX_EPOCH.checked_sub(whole),
            false => time::UNIX_EPOCH.checked_add(whole),
        };
        let nanos = time::Duration::from_nanos(subsecond(timestamp.nanos)?.into());
        second
            .and_then(|second| second.checked_add(nanos))
            .ok_or(OutOfRange(()))
    }
}

/// ProtoJSON: RFC 3339 with 0, 3, 6 or 9 digits of a second, always in UTC; any offset is read.
impl JsonCodec for Timestamp {
    fn write_json(&self, writer: &mut JsonWriter) {
        match subsecond(self.nanos) {
            Ok(nanos) if TIMESTAMP_SECONDS.contains(&self.seconds) => {
                write_timestamp(self.seconds, nanos, writer.out());
            }
            _ => writer.fail(EncodeError::new(
                "google.protobuf.Timestamp is out of range",
            )),
        }
    }

    fn read_json(&mut self, reader: &mut JsonReader<'_>) -> Result<(), DecodeError> {
        let parsed = parse_timestamp(&reader.string()?);
        let range = |(seconds, _): &(i64, u32)| TIMESTAMP_SECONDS.contains(seconds);
        let (seconds, nanos) = parsed
            .filter(range)
            .ok_or_else(|| DecodeError::new("invalid google.protobuf.Timestamp"))?;
        self.seconds = seconds;
        self.nanos = nanos.cast_signed();
        Ok(())
    }
}

fn write_timestamp(seconds: i64, nanos: u32, out: &mut Vec<u8>) {
    let (year, month, day) = civil_from_days(seconds.div_euclid(SECONDS_PER_DAY));
    let of_day = seconds.rem_euclid(SECONDS_PER_DAY);
    let (hour, minute, second) = (of_day / 3600, of_day / 60 % 60, of_day % 60);
    // Writing to a `Vec` cannot fail.
    let _ = write!(
        out,
        "\"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"
    );
    write_fraction(nanos, out);
    out.extend_from_slice(b"Z\"");
}

/// A point and as many digits as it takes: none, 3, 6 or 9.
fn write_fraction(nanos: u32, out: &mut Vec<u8>) {
    let _ = match nanos {
        0 => Ok(()),
        _ if nanos.is_multiple_of(1_000_000) => write!(out, ".{:03}", nanos / 1_000_000),
        _ if nanos.is_multiple_of(1_000) => write!(out, ".{:06}", nanos / 1_000),
        _ => write!(out, ".{nanos:09}"),
    };
}

/// `YYYY-MM-DDTHH:MM:SS[.fraction](Z|+HH:MM|-HH:MM)` as seconds and nanoseconds since 1970.
fn parse_timestamp(text: &str) -> Option<(i64, u32)> {
    let mut rest = Digits(text.as_bytes());
    let year = rest.number(4)?;
    let month = rest.after(b'-')?.number(2)?;
    let day = rest.after(b'-')?.number(2)?;
    let hour = rest.after(b'T')?.number(2)?;
    let minute = rest.after(b':')?.number(2)?;
    let second = rest.after(b':')?.number(2)?;
    let nanos = rest.fraction()?;
    let offset = rest.offset()?;
    if year == 0 || month == 0 || month > 12 || day == 0 || day > days_in_month(year, month) {
        return None;
    }
    if hour > 23 || minute > 59 || second > 59 || !rest.0.is_empty() {
        return None;
    }
    let days = days_from_civil(year, month, day);
    Some((
        days * SECONDS_PER_DAY + hour * 3600 + minute * 60 + second - offset,
        nanos,
    ))
}

/// Text that is read from the front.
struct Digits<'a>(&'a [u8]);

impl Digits<'_> {
    /// Exactly so many digits.
    fn number(&mut self, len: usize) -> Option<i64> {
        let (digits, rest) = self.0.split_at_checked(len)?;
        self.0 = rest;
        digits.iter().try_fold(0, |number, digit| match digit {
            b'0'..=b'9' => Some(number * 10 + i64::from(digit - b'0')),
            _ => None,
        })
    }

    /// Steps over `byte`, which has to be next.
    fn after(&mut self, byte: u8) -> Option<&mut Self> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        (*first == byte).then_some(self)
    }

    /// Nothing, or a point and one to nine digits, as nanoseconds.
    fn fraction(&mut self) -> Option<u32> {
        if self.0.first() != Some(&b'.') {
            return Some(0);
        }
        self.0 = &self.0[1..];
        let len = self
            .0
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        let exponent = 9usize.checked_sub(len).filter(|_| len > 0)?;
        let number = u32::try_from(self.number(len)?).ok()?;
        Some(number * 10u32.pow(exponent as u32))
    }

    /// The offset from UTC in seconds.
    fn offset(&mut self) -> Option<i64> {
        let sign = match self.0.split_first()? {
            (b'Z', rest) => {
                self.0 = rest;
                return Some(0);
            }
            (b'+', rest) => {
                self.0 = rest;
                1
            }
            (b'-', rest) => {
                self.0 = rest;
                -1
            }
            _ => return None,
        };
        let hours = self.number(2)?;
        let minutes = self.after(b':')?.number(2)?;
        (hours < 24 && minutes < 60).then_some(sign * (hours * 3600 + minutes * 60))
    }
}

fn days_in_month(year: i64, month: i64) -> i64 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since 1970-01-01 of a date in the Gregorian calendar, counted in years that begin in March, so
/// that a leap day is a year's last.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = year - i64::from(month <= 2);
    let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// The reverse of [`days_from_civil`].
fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * day_of_year + 2) / 153;
    let month = (from_march + 2) % 12 + 1;
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    (year, month, day_of_year - (153 * from_march + 2) / 5 + 1)
}

/// ProtoJSON: seconds with 0, 3, 6 or 9 digits behind the point, and an `s`.
impl JsonCodec for Duration {
    fn write_json(&self, writer: &mut JsonWriter) {
        let nanos = self.nanos.unsigned_abs();
        let signs_agree =
            self.seconds == 0 || self.nanos == 0 || (self.seconds < 0) == (self.nanos < 0);
        if !signs_agree || nanos >= NANOS_PER_SECOND || !DURATION_SECONDS.contains(&self.seconds) {
            return writer.fail(EncodeError::new("google.protobuf.Duration is out of range"));
        }
        let minus = if self.seconds < 0 || self.nanos < 0 {
            "-"
        } else {
            ""
        };
        let out = writer.out();
        let _ = write!(out, "\"{minus}{}", self.seconds.unsigned_abs());
        write_fraction(nanos, out);
        out.extend_from_slice(b"s\"");
    }

    fn read_json(&mut self, reader: &mut JsonReader<'_>) -> Result<(), DecodeError> {
        let parsed = parse_duration(&reader.string()?);
        let (seconds, nanos) =
            parsed.ok_or_else(|| DecodeError::new("invalid google.protobuf.Duration"))?;
        self.seconds = seconds;
        self.nanos = nanos;
        Ok(())
    }
}

/// `[-]seconds[.fraction]s`.
fn parse_duration(text: &str) -> Option<(i64, i32)> {
    let text = text.strip_suffix('s')?;
    let (sign, text) = match text.strip_prefix('-') {
        Some(text) => (-1, text),
        None => (1, text),
    };
    let mut rest = Digits(text.as_bytes());
    let len = rest
        .0
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    // Twelve digits are enough for the range.
    let seconds = rest.number(Some(len).filter(|len| (1..=12).contains(len))?)?;
    let nanos = rest.fraction()?.cast_signed();
    let in_range = DURATION_SECONDS.contains(&seconds) && rest.0.is_empty();
    in_range.then_some((seconds * i64::from(sign), nanos * sign))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Message;

    #[test]
    fn timestamps_are_read_and_written_as_rfc_3339() {
        for (json, seconds, nanos, written) in [
            ("1970-01-01T00:00:00Z", 0, 0, None),
            ("0001-01-01T00:00:00Z", -62_135_596_800, 0, None),
            (
                "9999-12-31T23:59:59.999999999Z",
                253_402_300_799,
                999_999_999,
                None,
            ),
            ("2024-02-29T12:30:45.010Z", 1_709_209_845, 10_000_000, None),
            ("2000-02-29T00:00:00.000001Z", 951_782_400, 1_000, None),
            (
                "1969-12-31T23:59:59.5Z",
                -1,
                500_000_000,
                Some("1969-12-31T23:59:59.500Z"),
            ),
            (
                "1970-01-01T01:30:00+01:30",
                0,
                0,
                Some("1970-01-01T00:00:00Z"),
            ),
            (
                "1969-12-31T16:00:00-08:00",
                0,
                0,
                Some("1970-01-01T00:00:00Z"),
            ),
        ] {
            let timestamp = Timestamp::from_json(&format!("\"{json}\"")).expect(json);
            assert_eq!(
                (timestamp.seconds, timestamp.nanos),
                (seconds, nanos),
                "{json}"
            );
            let written = format!("\"{}\"", written.unwrap_or(json));
            assert_eq!(timestamp.to_json().expect(json), written);
        }
    }

    #[test]
    fn what_is_no_timestamp_is_refused() {
        for json in [
            "",
            "1970-01-01",
            "1970-01-01T00:00:00",
            "1970-01-01t00:00:00Z",
            "1970-01-01T00:00:00z",
            "0000-01-01T00:00:00Z",
            "10000-01-01T00:00:00Z",
            "1970-13-01T00:00:00Z",
            "1970-02-30T00:00:00Z",
            "1900-02-29T00:00:00Z",
            "1970-01-01T24:00:00Z",
            "1970-01-01T00:00:60Z",
            "1970-01-01T00:00:00.Z",
            "1970-01-01T00:00:00.1234567890Z",
            "0001-01-01T00:00:00+00:01",
            "9999-12-31T23:59:59-00:01",
            "1970-01-01T00:00:00Z ",
        ] {
            assert!(
                Timestamp::from_json(&format!("\"{json}\"")).is_err(),
                "{json}"
            );
        }
        for (seconds, nanos) in [
            (253_402_300_800, 0),
            (-62_135_596_801, 0),
            (0, -1),
            (0, 1_000_000_000),
        ] {
            let timestamp = Timestamp {
                seconds,
                nanos,
                ..Timestamp::default()
            };
            assert!(timestamp.to_json().is_err(), "{seconds} {nanos}");
        }
    }

    #[test]
    fn durations_are_read_and_written_in_seconds() {
        for (json, seconds, nanos, written) in [
            ("0s", 0, 0, None),
            ("1.5s", 1, 500_000_000, Some("1.500s")),
            ("-0.000000001s", 0, -1, None),
            ("-3.000010s", -3, -10_000, None),
            (
                "315576000000.999999999s",
                315_576_000_000,
                999_999_999,
                None,
            ),
        ] {
            let duration = Duration::from_json(&format!("\"{json}\"")).expect(json);
            assert_eq!(
                (duration.seconds, duration.nanos),
                (seconds, nanos),
                "{json}"
            );
            assert_eq!(
                duration.to_json().expect(json),
                format!("\"{}\"", written.unwrap_or(json))
            );
        }
        for json in [
            "",
            "s",
            "1",
            "1m",
            "+1s",
            "1.s",
            ".5s",
            "1.0000000000s",
            "315576000001s",
            "1 s",
            "--1s",
            "99999999999999999999s",
        ] {
            assert!(
                Duration::from_json(&format!("\"{json}\"")).is_err(),
                "{json}"
            );
        }
        for (seconds, nanos) in [(1, -1), (-1, 1), (0, 1_000_000_000), (315_576_000_001, 0)] {
            let duration = Duration {
                seconds,
                nanos,
                ..Duration::default()
            };
            assert!(duration.to_json().is_err(), "{seconds} {nanos}");
        }
    }

    #[test]
    fn durations_are_balanced() {
        const MAX: i64 = i64::MAX;
        const MIN: i64 = i64::MIN;
        for (seconds, nanos, expected) in [
            (0, 0, Some((0, 0))),
            (1, -1, Some((0, 999_999_999))),
            (-1, 1, Some((0, -999_999_999))),
            (-2, 500_000_000, Some((-1, -500_000_000))),
            (1, 1_500_000_000, Some((2, 500_000_000))),
            (1, i32::MIN, Some((-1, -147_483_648))),
            (MAX, 999_999_999, Some((MAX, 999_999_999))),
            (MAX, 1_000_000_000, None),
            (MAX, -1, Some((MAX - 1, 999_999_999))),
            (MIN, -999_999_999, Some((MIN, -999_999_999))),
            (MIN, -1_000_000_000, None),
            (MIN, 1, Some((MIN + 1, -999_999_999))),
        ] {
            let duration = Duration {
                seconds,
                nanos,
                ..Duration::default()
            };
            assert_eq!(balanced(&duration).ok(), expected, "{seconds} {nanos}");
            let std = expected.filter(|expected| *expected >= (0, 0));
            let std = std.map(|(seconds, nanos)| {
                time::Duration::new(seconds.unsigned_abs(), nanos.unsigned_abs())
            });
            assert_eq!(time::Duration::try_from(duration).ok(), std);
        }
    }

    #[test]
    fn system_times_come_back_from_timestamps() {
        for nanos in [0, 1, 1_500_000_000, 86_400_000_000_000] {
            let distance = time::Duration::from_nanos(nanos);
            for time in [time::UNIX_EPOCH + distance, time::UNIX_EPOCH - distance] {
                let timestamp = Timestamp::from(time);
                assert!((0..1_000_000_000).contains(&timestamp.nanos));
                assert_eq!(time::SystemTime::try_from(timestamp), Ok(time));
            }
        }
    }
}
