//! Random numbers by key: the same key gives the same number, in whatever order they are asked for.
//!
//! A 32-bit hash, so that hardware can draw what software draws: the finalizer of MurmurHash3 (A. Appleby,
//! public domain), over the words of the key.

/// A number that depends on all words of the key.
pub fn draw(key: &[u32]) -> u32 {
    key.iter().fold(0x9e37_79b9, |hash, word| mixed(hash ^ word))
}

fn mixed(mut hash: u32) -> u32 {
    hash ^= hash >> 16;
    hash = hash.wrapping_mul(0x85eb_ca6b);
    hash ^= hash >> 13;
    hash = hash.wrapping_mul(0xc2b2_ae35);
    hash ^ (hash >> 16)
}

/// A nearly normal whole number of standard deviation `sigma` around 0, at most 3.5 times that: the sum of the
/// four bytes of a draw.
pub fn normal(key: &[u32], sigma: u32) -> i64 {
    // A byte has the mean 127.5 and the variance (256^2 - 1) / 12; four of them 510 and 147.8^2.
    const MEAN: i64 = 510;
    const SHARE: i64 = 443; // 2^16 / 147.8
    let sum: i64 = draw(key).to_le_bytes().into_iter().map(i64::from).sum();
    ((sum - MEAN) * i64::from(sigma) * SHARE + (1 << 15)) >> 16
}

/// No normal number of `sigma` is further from 0.
pub fn normal_limit(sigma: u32) -> u64 {
    // Four bytes of 255 are 510 above the mean.
    (510 * 443 * u64::from(sigma) + (1 << 15)) >> 16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normal_draws_stay_within_their_limit() {
        assert_eq!(normal_limit(0), 0);
        assert_eq!(normal_limit(1000), 3447);
        assert!((0..20_000).all(|key| normal(&[key], 1000).unsigned_abs() <= 3447));
    }

    /// What hardware and other languages have to give too.
    #[test]
    fn draws_are_those_of_the_definition() {
        assert_eq!(draw(&[]), 0x9e37_79b9);
        assert_eq!(mixed(0), 0);
        // fmix32(1), as published test vectors of MurmurHash3 have it.
        assert_eq!(mixed(1), 0x514e_28b7);
        assert_ne!(draw(&[1, 2]), draw(&[2, 1]));
    }

    #[test]
    fn normal_draws_have_their_mean_and_deviation() {
        let drawn: Vec<f64> = (0..20_000).map(|key| normal(&[7, key], 1000) as f64).collect();
        let mean = drawn.iter().sum::<f64>() / drawn.len() as f64;
        let variance = drawn.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / drawn.len() as f64;
        assert!(mean.abs() < 25.0, "{mean}");
        assert!((variance.sqrt() - 1000.0).abs() < 20.0, "{variance}");
        let within = drawn.iter().filter(|x| x.abs() < 1000.0).count() as f64 / drawn.len() as f64;
        // Of a normal distribution 0.683; of a sum of four even draws a little less.
        assert!((within - 0.668).abs() < 0.015, "{within}");
    }
}
