// Distances between doubles, for messages about differences.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>

#include "core/bits.h"

namespace keepfit {

/// Equal bit for bit, all NaNs being one.
inline bool same_bits(double a, double b) {
  return (std::isnan(a) && std::isnan(b)) || bit_cast<uint64_t>(a) == bit_cast<uint64_t>(b);
}

/// How many doubles lie between two finite ones, plus one (0 when equal; -0.0 and 0.0 are one apart); nothing for
/// others.
inline std::optional<uint64_t> ulps_between(double a, double b) {
  if (!std::isfinite(a) || !std::isfinite(b)) return std::nullopt;
  const auto place = [](double v) {
    const auto bits = bit_cast<uint64_t>(v);
    constexpr uint64_t kSign = uint64_t{1} << 63;
    return bits & kSign ? ~bits : bits | kSign;
  };
  const uint64_t x = place(a), y = place(b);
  return x > y ? x - y : y - x;
}

}  // namespace keepfit
