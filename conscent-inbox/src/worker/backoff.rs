//! The delays between the attempts of a delivery.

use std::time::Duration;

/// The delays between the attempts of a delivery. Each is twice as long as the previous one, up to a limit.
///
/// Each delay is multiplied by a random factor from 0.5 to 1, so that deliveries that failed together, because a
/// service was down, are not all retried at the same moment.
///
/// The default starts with 1 second and ends with 1 hour. Twenty attempts then take between 4 and 8 hours, plus the
/// time of the handler.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backoff {
    first: Duration,
    most: Duration,
}

impl Backoff {
    /// Creates the delays from the first one and the longest one.
    #[must_use]
    pub const fn new(first: Duration, most: Duration) -> Self {
        Self { first, most }
    }

    /// The delay after this attempt, counted from 1. It is random, so it differs with each call.
    #[must_use]
    pub fn delay(&self, attempt: u32) -> Duration {
        let longest = self.longest(attempt);
        longest.mul_f64(0.5 + random() / 2.0).min(longest)
    }

    /// The longest delay.
    pub(super) fn most(&self) -> Duration {
        self.most
    }

    /// The delay after this attempt, before it is multiplied by the random factor.
    fn longest(&self, attempt: u32) -> Duration {
        // With this limit, the product with a random factor never overflows.
        const YEAR: Duration = Duration::from_hours(365 * 24);
        let factor = 1_u32.checked_shl(attempt.saturating_sub(1)).unwrap_or(u32::MAX);
        self.first.saturating_mul(factor).min(self.most).min(YEAR)
    }
}

impl Default for Backoff {
    fn default() -> Self {
        Self::new(Duration::from_secs(1), Duration::from_hours(1))
    }
}

/// Varies a duration by up to a quarter, so that workers do not do their periodic work at the same moment.
pub(super) fn about(duration: Duration) -> Duration {
    duration.mul_f64(0.75 + random() / 2.0)
}

/// A random number from 0 to 1.
fn random() -> f64 {
    // Without random numbers from the system, there is no jitter.
    getrandom::u32().map_or(0.5, |number| f64::from(number) / f64::from(u32::MAX))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_default_doubles_from_a_second_to_an_hour() {
        let seconds: Vec<_> = (1..=14).map(|attempt| Backoff::default().longest(attempt).as_secs()).collect();
        assert_eq!(seconds, [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 3600, 3600]);
    }

    #[test]
    fn all_attempts_take_hours() {
        let longest: Duration = (1..20).map(|attempt| Backoff::default().longest(attempt)).sum();
        assert!((8..9).contains(&(longest.as_secs() / 3600)), "{longest:?}");
    }

    proptest! {
        #[test]
        fn a_delay_is_within_its_bounds(first in 0_u64..100_000, most in 0_u64..10_000_000, attempt in any::<u32>()) {
            let backoff = Backoff::new(Duration::from_millis(first), Duration::from_millis(most));
            let longest = backoff.longest(attempt);
            let delay = backoff.delay(attempt);
            prop_assert!(longest <= Duration::from_millis(most));
            prop_assert!(delay <= longest && delay >= longest.mul_f64(0.499));
            prop_assert!(longest <= backoff.longest(attempt.saturating_add(1)), "it never becomes shorter");
        }

        #[test]
        fn no_setting_overflows(first in any::<u64>(), most in any::<u64>(), attempt in any::<u32>()) {
            let most = Duration::from_secs(most);
            prop_assert!(Backoff::new(Duration::from_secs(first), most).delay(attempt) <= most);
        }
    }
}
