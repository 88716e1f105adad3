//! Description lengths, in bits.

/// How many bits are needed to say which `some` of `all` things are meant: the binary logarithm of the binomial
/// coefficient.
///
/// It is rounded, so that sums and comparisons are the same on every machine.
pub(super) fn choices(all: u64, some: u64) -> f64 {
    let bits =
        (ln_factorial(all) - ln_factorial(some) - ln_factorial(all.saturating_sub(some))) / std::f64::consts::LN_2;
    (bits.max(0.0) * 1024.0).round() / 1024.0
}

/// How many bits are needed to say which objects have a key, if only the number of objects with the key is known: for
/// all objects together, and for each part. A part has the number of its objects with the key, and the number of all
/// its objects.
pub(super) fn description(parts: &[(u64, u64)]) -> (f64, f64) {
    let seen = parts.iter().map(|(seen, _)| seen).sum();
    let count = parts.iter().map(|(_, count)| count).sum();
    (choices(count, seen), parts.iter().map(|(seen, count)| choices(*count, *seen)).sum())
}

#[expect(clippy::cast_precision_loss, reason = "an approximation")]
fn ln_factorial(number: u64) -> f64 {
    if number < 64 {
        return (2..=number).map(|factor| factor as f64).product::<f64>().ln();
    }
    // Stirling's series. Its error is below 10⁻¹².
    let n = number as f64;
    n * n.ln() - n + (std::f64::consts::TAU * n).ln() / 2.0 + 1.0 / (12.0 * n) - 1.0 / (360.0 * n.powi(3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_are_binomial_coefficients() {
        for (all, some, expected) in
            [(0, 0, 1.0), (1, 1, 1.0), (4, 2, 6.0), (10, 5, 252.0), (100, 2, 4950.0), (1 << 40, 1, 2_f64.powi(40))]
        {
            let bits: f64 = choices(all, some);
            assert!((bits - f64::log2(expected)).abs() < 0.01, "{all} over {some}: {bits}");
        }
    }
}
