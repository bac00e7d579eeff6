//! Which vector instructions may be used.

use fearless_simd::{Level, Simd};

/// A set of vector instructions that this CPU is known to have.
#[derive(Clone, Copy, Debug)]
pub struct Instructions(Level);

impl Instructions {
    /// The best that this CPU has, found out at run time.
    pub fn detected() -> Self {
        Self(Level::new())
    }

    /// What every CPU has that this program was compiled for: SSE2 on x86-64, Neon on AArch64.
    pub const fn portable() -> Self {
        Self(Level::baseline())
    }

    /// Every set that this CPU has, the best last.
    pub fn available() -> Vec<Self> {
        let best = Level::new();
        #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
        let levels = [
            best.as_sse2().map(Simd::level),
            best.as_sse4_2().map(Simd::level),
            best.as_avx2().map(Simd::level),
            best.as_avx512().map(Simd::level),
        ];
        #[cfg(not(any(target_arch = "x86", target_arch = "x86_64")))]
        let levels = [Some(best)];
        levels.into_iter().flatten().map(Self).collect()
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self.0 {
            #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
            Level::Sse2(_) => "SSE2",
            #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
            Level::Sse4_2(_) => "SSE4.2",
            #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
            Level::Avx2(_) => "AVX2",
            #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
            Level::Avx512(_) => "AVX-512",
            #[cfg(target_arch = "aarch64")]
            Level::Neon(_) => "Neon",
            _ => "no vectors",
        }
    }

    /// Those that `fearless_simd::dispatch!` chose.
    #[inline(always)]
    pub(crate) fn of(simd: impl Simd) -> Self {
        Self(simd.level())
    }

    /// Whether each of 16 bytes can be looked up in a table of 16 by one instruction.
    #[inline(always)]
    pub(crate) fn have_byte_shuffle(self) -> bool {
        match self.0 {
            #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
            Level::Sse4_2(_) | Level::Avx2(_) | Level::Avx512(_) => true,
            #[cfg(target_arch = "aarch64")]
            Level::Neon(_) => true,
            _ => false,
        }
    }

    /// For `fearless_simd::dispatch!`.
    pub(crate) fn level(self) -> Level {
        self.0
    }
}
