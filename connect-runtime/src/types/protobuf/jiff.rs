//! `Timestamp` and `Duration` as jiff has them.

use super::{
    Duration, OutOfRange, Timestamp,
    time::{NANOS_PER_SECOND, balanced, subsecond},
};

/// Times before the year 1 are taken as they are, and have no JSON form.
impl From<jiff::Timestamp> for Timestamp {
    fn from(time: jiff::Timestamp) -> Self {
        // jiff's nanoseconds have the sign of its seconds; here they count forward.
        let nanos = time.subsec_nanosecond();
        Timestamp {
            seconds: time.as_second() - i64::from(nanos < 0),
            nanos: nanos.rem_euclid(NANOS_PER_SECOND.cast_signed()),
            ..Timestamp::default()
        }
    }
}

/// Fails for times in the last hours of the year 9999 and later, which jiff does not reach.
impl TryFrom<Timestamp> for jiff::Timestamp {
    type Error = OutOfRange;

    fn try_from(timestamp: Timestamp) -> Result<Self, OutOfRange> {
        let nanos = subsecond(timestamp.nanos)?.cast_signed();
        jiff::Timestamp::new(timestamp.seconds, nanos).map_err(|_| OutOfRange(()))
    }
}

/// Durations of more than ten thousand years are taken as they are, and have no JSON form.
impl From<jiff::SignedDuration> for Duration {
    fn from(duration: jiff::SignedDuration) -> Self {
        Duration {
            seconds: duration.as_secs(),
            nanos: duration.subsec_nanos(),
            ..Duration::default()
        }
    }
}

/// Seconds and nanoseconds are added up, whatever their signs; fails if the seconds of the sum do not fit.
impl TryFrom<Duration> for jiff::SignedDuration {
    type Error = OutOfRange;

    fn try_from(duration: Duration) -> Result<Self, OutOfRange> {
        let (seconds, nanos) = balanced(&duration)?;
        Ok(jiff::SignedDuration::new(seconds, nanos))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timestamps_come_back() {
        for (text, seconds, nanos) in [
            ("1970-01-01T00:00:00Z", 0, 0),
            ("2024-02-29T12:30:45.01Z", 1_709_209_845, 10_000_000),
            ("1969-12-31T23:59:59.999999999Z", -1, 999_999_999),
            ("1969-12-31T23:59:58.5Z", -2, 500_000_000),
            ("1969-12-31T23:59:58Z", -2, 0),
            ("0001-01-01T00:00:00Z", -62_135_596_800, 0),
        ] {
            let time: jiff::Timestamp = text.parse().expect(text);
            let timestamp = Timestamp {
                seconds,
                nanos,
                ..Timestamp::default()
            };
            assert_eq!(Timestamp::from(time), timestamp, "{text}");
            assert_eq!(jiff::Timestamp::try_from(timestamp), Ok(time), "{text}");
        }
        for limit in [jiff::Timestamp::MIN, jiff::Timestamp::MAX] {
            assert_eq!(Timestamp::from(limit).try_into(), Ok(limit));
        }
    }

    #[test]
    fn timestamps_out_of_range_are_refused() {
        let first = jiff::Timestamp::MIN.as_second();
        let last = jiff::Timestamp::MAX.as_second();
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
            let time = jiff::Timestamp::try_from(timestamp);
            assert_eq!(time, Err(OutOfRange(())), "{seconds} {nanos}");
        }
    }

    #[test]
    fn durations_come_back() {
        for duration in [
            jiff::SignedDuration::ZERO,
            jiff::SignedDuration::new(1, 500_000_000),
            jiff::SignedDuration::new(-1, -1),
            jiff::SignedDuration::new(0, -1),
            jiff::SignedDuration::MIN,
            jiff::SignedDuration::MAX,
        ] {
            assert_eq!(Duration::from(duration).try_into(), Ok(duration));
        }
        for (seconds, nanos, expected) in [
            (1, -1, Ok(jiff::SignedDuration::new(0, 999_999_999))),
            (
                -1,
                1_500_000_000,
                Ok(jiff::SignedDuration::new(0, 500_000_000)),
            ),
            (i64::MAX, 1_000_000_000, Err(OutOfRange(()))),
            (i64::MIN, -1_000_000_000, Err(OutOfRange(()))),
        ] {
            let duration = Duration {
                seconds,
                nanos,
                ..Duration::default()
            };
            assert_eq!(jiff::SignedDuration::try_from(duration), expected);
        }
    }
}
