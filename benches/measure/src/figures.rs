//! Figures: their spread, and how they read in a table.

use serde::{Deserialize, Serialize};

/// A median with the quartiles around it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Quartiles {
    /// A quarter of the values is below.
    pub low: f64,
    /// Half of the values are below.
    pub median: f64,
    /// A quarter of the values is above.
    pub high: f64,
}

impl Quartiles {
    /// Those of `values`, of which there must be some.
    pub fn of(values: &[f64]) -> Self {
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        let at = |part: f64| {
            let position = part * (sorted.len() - 1) as f64;
            let (below, share) = (position.floor() as usize, position.fract());
            let above = (below + 1).min(sorted.len() - 1);
            sorted[below] * (1.0 - share) + sorted[above] * share
        };
        Quartiles {
            low: at(0.25),
            median: at(0.5),
            high: at(0.75),
        }
    }

    /// Of `ours[i] / theirs[i]`: both were taken in the same rounds.
    pub fn of_ratios(ours: &[f64], theirs: &[f64]) -> Self {
        let ratios: Vec<f64> = ours.iter().zip(theirs).map(|(a, b)| a / b).collect();
        Quartiles::of(&ratios)
    }
}

/// To a tenth: what is behind that is noise.
pub fn tenths(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// With three digits and a unit of thousands: `812`, `4.06k`, `108k`, `1.25M`.
pub fn short(value: f64) -> String {
    const UNITS: [(f64, &str); 4] = [(1.0, ""), (1e3, "k"), (1e6, "M"), (1e9, "G")];
    // 999.6 thousand is 1.00 million.
    let unit = UNITS.iter().rev().find(|(size, _)| value >= size * 0.9995);
    let (size, suffix) = *unit.unwrap_or(&UNITS[0]);
    let scaled = value / size;
    let digits = match scaled {
        _ if size == 1.0 => 0,
        0.0..9.995 => 2,
        9.995..99.95 => 1,
        _ => 0,
    };
    format!("{scaled:.digits$}{suffix}")
}

/// Nanoseconds with three digits in the unit that suits: `80 ns`, `4.06 µs`.
pub fn duration(nanoseconds: f64) -> String {
    let (scaled, unit) = match nanoseconds {
        0.0..999.5 => return format!("{nanoseconds:.0} ns"),
        999.5..999.5e3 => (nanoseconds / 1e3, "µs"),
        _ => (nanoseconds / 1e6, "ms"),
    };
    let digits = match scaled {
        0.0..9.995 => 2,
        9.995..99.95 => 1,
        _ => 0,
    };
    format!("{scaled:.digits$} {unit}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_three_digits() {
        for (value, text) in [
            (0.0, "0"),
            (812.4, "812"),
            (999.6, "1.00k"),
            (4_056.0, "4.06k"),
            (17_849.0, "17.8k"),
            (107_900.0, "108k"),
            (1_250_000.0, "1.25M"),
        ] {
            assert_eq!(short(value), text);
        }
        for (value, text) in [
            (80.2, "80 ns"),
            (4_056.0, "4.06 µs"),
            (1_250_000.0, "1.25 ms"),
        ] {
            assert_eq!(duration(value), text);
        }
    }

    #[test]
    fn quartiles_lie_between_values() {
        let quartiles = Quartiles::of(&[4.0, 1.0, 2.0, 3.0]);
        assert_eq!(
            (quartiles.low, quartiles.median, quartiles.high),
            (1.75, 2.5, 3.25)
        );
    }
}
