//! `Timestamp` and `Duration` as the crate `time` has them.

use time::{OffsetDateTime, UtcDateTime};

use super::{
    Duration, OutOfRange, Timestamp,
    time::{balanced, subsecond},
};

/// Times outside of the years 1 to 9999 are taken as they are, and have no JSON form.
impl From<OffsetDateTime> for Timestamp {
    fn from(time: OffsetDateTime) -> Self {
        Timestamp {
            seconds: time.unix_timestamp(),
            nanos: time.nanosecond().cast_signed(),
            ..Timestamp::default()
        }
    }
}

/// Times outside of the years 1 to 9999 are taken as they are, and have no JSON form.
impl From<UtcDateTime> for Timestamp {
    fn from(time: UtcDateTime) -> Self {
        Timestamp {
            seconds: time.unix_timestamp(),
            nanos: time.nanosecond().cast_signed(),
            ..Timestamp::default()
        }
    }
}

/// In UTC. Fails outside of the years -9999 to 9999, unless `time` has its feature `large-dates`.
impl TryFrom<Timestamp> for OffsetDateTime {
    type Error = OutOfRange;

    fn try_from(timestamp: Timestamp) -> Result<Self, OutOfRange> {
        let nanos = subsecond(timestamp.nanos)?;
        OffsetDateTime::from_unix_timestamp(timestamp.seconds)
            .and_then(|second| second.replace_nanosecond(nanos))
            .map_err(|_| OutOfRange(()))
    }
}

/// Fails outside of the years -9999 to 9999, unless `time` has its feature `large-dates`.
impl TryFrom<Timestamp> for UtcDateTime {
    type Error = OutOfRange;

    fn try_from(timestamp: Timestamp) -> Result<Self, OutOfRange> {
        let nanos = subsecond(timestamp.nanos)?;
        UtcDateTime::from_unix_timestamp(timestamp.seconds)
            .and_then(|second| second.replace_nanosecond(nanos))
            .map_err(|_| OutOfRange(()))
    }
}

/// Durations of more than ten thousand years are taken as they are, and have no JSON form.
impl From<time::Duration> for Duration {
    fn from(duration: time::Duration) -> Self {
        Duration {
            seconds: duration.whole_seconds(),
            nanos: duration.subsec_nanoseconds(),
            ..Duration::default()
        }
    }
}

/// Seconds and nanoseconds are added up, whatever their signs; fails if the seconds of the sum do not fit.
impl TryFrom<Duration> for time::Duration {
    type Error = OutOfRange;

    fn try_from(duration: Duration) -> Result<Self, OutOfRange> {
        let (seconds, nanos) = balanced(&duration)?;
        Ok(time::Duration::new(seconds, nanos))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::{Date, Month, Time, UtcOffset};

    #[test]
    fn timestamps_come_back() {
        for (date, clock, seconds, nanos) in [
            ((1970, 1), (0, 0, 0, 0), 0, 0),
            (
                (2024, 60),
                (12, 30, 45, 10_000_000),
                1_709_209_845,
                10_000_000,
            ),
            ((1969, 365), (23, 59, 59, 999_999_999), -1, 999_999_999),
            ((1969, 365), (23, 59, 58, 0), -2, 0),
            ((1, 1), (0, 0, 0, 0), -62_135_596_800, 0),
            (
                (9999, 365),
                (23, 59, 59, 999_999_999),
                253_402_300_799,
                999_999_999,
            ),
        ] {
            let (hour, minute, second, nanosecond) = clock;
            let time = UtcDateTime::new(
                Date::from_ordinal_date(date.0, date.1).expect("a date"),
                Time::from_hms_nano(hour, minute, second, nanosecond).expect("a time"),
            );
            let timestamp = Timestamp {
                seconds,
                nanos,
                ..Timestamp::default()
            };
            assert_eq!(Timestamp::from(time), timestamp);
            assert_eq!(UtcDateTime::try_from(timestamp.clone()), Ok(time));
            let with_offset = OffsetDateTime::try_from(timestamp.clone());
            assert_eq!(with_offset, Ok(time.into()));
            assert_eq!(with_offset.map(Timestamp::from), Ok(timestamp));
        }
        for limit in [UtcDateTime::MIN, UtcDateTime::MAX] {
            assert_eq!(Timestamp::from(limit).try_into(), Ok(limit));
        }
    }

    #[test]
    fn offsets_are_the_same_time() {
        let date = Date::from_calendar_date(1970, Month::January, 1).expect("a date");
        let time = Time::from_hms_milli(1, 30, 0, 500).expect("a time");
        let offset = UtcOffset::from_hms(1, 30, 0).expect("an offset");
        let timestamp = Timestamp::from(OffsetDateTime::new_in_offset(date, time, offset));
        assert_eq!((timestamp.seconds, timestamp.nanos), (0, 500_000_000));
    }

    #[test]
    fn timestamps_out_of_range_are_refused() {
        let first = UtcDateTime::MIN.unix_timestamp();
        let last = UtcDateTime::MAX.unix_timestamp();
        for (seconds, nanos) in [
            (first - 1, 999_999_999),
            (last + 1, 0),
            (i64::MIN, 0),
            (i64::MAX, 999_999_999),
            (0, -1),
            (0, 1_000_000_000),
        ] {
            let timestamp = Timestamp {
                seconds,
                nanos,
                ..Timestamp::default()
            };
            let time = UtcDateTime::try_from(timestamp.clone());
            assert_eq!(time, Err(OutOfRange(())), "{seconds} {nanos}");
            assert!(OffsetDateTime::try_from(timestamp).is_err());
        }
    }

    #[test]
    fn durations_come_back() {
        for duration in [
            time::Duration::ZERO,
            time::Duration::new(1, 500_000_000),
            time::Duration::new(-1, -1),
            time::Duration::new(0, -1),
            time::Duration::MIN,
            time::Duration::MAX,
        ] {
            assert_eq!(Duration::from(duration).try_into(), Ok(duration));
        }
        for (seconds, nanos, expected) in [
            (1, -1, Ok(time::Duration::new(0, 999_999_999))),
            (-1, 1_500_000_000, Ok(time::Duration::new(0, 500_000_000))),
            (i64::MAX, 1_000_000_000, Err(OutOfRange(()))),
            (i64::MIN, -1_000_000_000, Err(OutOfRange(()))),
        ] {
            let duration = Duration {
                seconds,
                nanos,
                ..Duration::default()
            };
            assert_eq!(time::Duration::try_from(duration), expected);
        }
    }
}
