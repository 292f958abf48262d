//! `Timestamp` and `Duration` as chrono has them.

use chrono::{DateTime, TimeDelta, TimeZone, Utc};

use super::{
    Duration, OutOfRange, Timestamp,
    time::{NANOS_PER_SECOND, balanced, subsecond},
};

/// A time within a leap second is one within the second that follows, as Unix time has it. Times outside of the
/// years 1 to 9999 are taken as they are, and have no JSON form.
impl<Tz: TimeZone> From<DateTime<Tz>> for Timestamp {
    fn from(time: DateTime<Tz>) -> Self {
        // Only in a leap second there is more than a second of nanoseconds.
        let nanos = time.timestamp_subsec_nanos();
        Timestamp {
            seconds: time.timestamp() + i64::from(nanos / NANOS_PER_SECOND),
            nanos: (nanos % NANOS_PER_SECOND).cast_signed(),
            ..Timestamp::default()
        }
    }
}

/// Fails outside of some 262,000 years in either direction.
impl TryFrom<Timestamp> for DateTime<Utc> {
    type Error = OutOfRange;

    fn try_from(timestamp: Timestamp) -> Result<Self, OutOfRange> {
        let nanos = subsecond(timestamp.nanos)?;
        DateTime::from_timestamp(timestamp.seconds, nanos).ok_or(OutOfRange(()))
    }
}

/// Durations of more than ten thousand years are taken as they are, and have no JSON form.
impl From<TimeDelta> for Duration {
    fn from(delta: TimeDelta) -> Self {
        Duration {
            seconds: delta.num_seconds(),
            nanos: delta.subsec_nanos(),
            ..Duration::default()
        }
    }
}

/// Seconds and nanoseconds are added up, whatever their signs; fails beyond 2^63 milliseconds.
impl TryFrom<Duration> for TimeDelta {
    type Error = OutOfRange;

    fn try_from(duration: Duration) -> Result<Self, OutOfRange> {
        let (seconds, nanos) = balanced(&duration)?;
        TimeDelta::try_seconds(seconds)
            .and_then(|whole| whole.checked_add(&TimeDelta::nanoseconds(nanos.into())))
            .ok_or(OutOfRange(()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::FixedOffset;

    #[test]
    fn timestamps_come_back() {
        for (text, seconds, nanos) in [
            ("1970-01-01T00:00:00Z", 0, 0),
            ("2024-02-29T12:30:45.01Z", 1_709_209_845, 10_000_000),
            ("1969-12-31T23:59:59.999999999Z", -1, 999_999_999),
            ("1969-12-31T23:59:58Z", -2, 0),
            ("0001-01-01T00:00:00Z", -62_135_596_800, 0),
            (
                "9999-12-31T23:59:59.999999999Z",
                253_402_300_799,
                999_999_999,
            ),
        ] {
            let time: DateTime<Utc> = text.parse().expect(text);
            let timestamp = Timestamp {
                seconds,
                nanos,
                ..Timestamp::default()
            };
            assert_eq!(Timestamp::from(time), timestamp, "{text}");
            let east = FixedOffset::east_opt(3600).expect("an offset");
            assert_eq!(Timestamp::from(time.with_timezone(&east)), timestamp);
            assert_eq!(DateTime::try_from(timestamp), Ok(time), "{text}");
        }
        for limit in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
            assert_eq!(Timestamp::from(limit).try_into(), Ok(limit));
        }
    }

    #[test]
    fn leap_seconds_are_the_seconds_that_follow() {
        let leap: DateTime<Utc> = "2016-12-31T23:59:60.5Z".parse().expect("a leap second");
        let next: DateTime<Utc> = "2017-01-01T00:00:00.5Z".parse().expect("the next second");
        assert_eq!(Timestamp::from(leap), Timestamp::from(next));
    }

    #[test]
    fn timestamps_out_of_range_are_refused() {
        let first = DateTime::<Utc>::MIN_UTC.timestamp();
        let last = DateTime::<Utc>::MAX_UTC.timestamp();
        for (seconds, nanos) in [
            (first - 1, 999_999_999),
            (last + 1, 0),
            (i64::MIN, 0),
            (i64::MAX, 999_999_999),
            (0, -1),
            (0, 1_000_000_000),
            // Where chrono would take a leap second.
            (59, 1_500_000_000),
        ] {
            let timestamp = Timestamp {
                seconds,
                nanos,
                ..Timestamp::default()
            };
            let time = DateTime::<Utc>::try_from(timestamp);
            assert_eq!(time, Err(OutOfRange(())), "{seconds} {nanos}");
        }
    }

    #[test]
    fn durations_come_back() {
        for (delta, seconds, nanos) in [
            (TimeDelta::zero(), 0, 0),
            (TimeDelta::milliseconds(1500), 1, 500_000_000),
            (TimeDelta::milliseconds(-1500), -1, -500_000_000),
            (TimeDelta::nanoseconds(-1), 0, -1),
            (TimeDelta::MIN, -9_223_372_036_854_775, -807_000_000),
            (TimeDelta::MAX, 9_223_372_036_854_775, 807_000_000),
        ] {
            let duration = Duration {
                seconds,
                nanos,
                ..Duration::default()
            };
            assert_eq!(Duration::from(delta), duration);
            assert_eq!(TimeDelta::try_from(duration), Ok(delta));
        }
        for (seconds, nanos, expected) in [
            (1, -1, Ok(TimeDelta::nanoseconds(999_999_999))),
            (-1, 1_500_000_000, Ok(TimeDelta::milliseconds(500))),
            (9_223_372_036_854_775, 807_000_001, Err(OutOfRange(()))),
            (-9_223_372_036_854_775, -807_000_001, Err(OutOfRange(()))),
            (i64::MAX, 0, Err(OutOfRange(()))),
            (i64::MIN, i32::MIN, Err(OutOfRange(()))),
        ] {
            let duration = Duration {
                seconds,
                nanos,
                ..Duration::default()
            };
            assert_eq!(TimeDelta::try_from(duration), expected, "{seconds} {nanos}");
        }
    }
}
