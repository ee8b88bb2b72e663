#include "core/random.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>

#include "core/errors.h"
#include "core/math.h"

namespace keepfit {

RandomState::RandomState(uint32_t seed) {
  key_[0] = seed;
  for (uint32_t i = 1; i < kWords; ++i) key_[i] = 1812433253u * (key_[i - 1] ^ (key_[i - 1] >> 30)) + i;
}

void RandomState::regenerate() {
  constexpr size_t kShift = 397;
  for (size_t i = 0; i < kWords; ++i) {
    const uint32_t mixed = (key_[i] & 0x80000000u) | (key_[(i + 1) % kWords] & 0x7fffffffu);
    key_[i] = key_[(i + kShift) % kWords] ^ (mixed >> 1) ^ (mixed & 1u ? 0x9908b0dfu : 0u);
  }
  position_ = 0;
}

uint32_t RandomState::next32() {
  if (position_ == kWords) regenerate();
  uint32_t word = key_[position_++];
  word ^= word >> 11;
  word ^= (word << 7) & 0x9d2c5680u;
  word ^= (word << 15) & 0xefc60000u;
  return word ^ (word >> 18);
}

uint64_t RandomState::next64() {
  const uint64_t high = next32();
  return high << 32 | next32();
}

double RandomState::random_sample() {
  const uint32_t a = next32() >> 5, b = next32() >> 6;
  return (static_cast<double>(a) * 67108864.0 + static_cast<double>(b)) / 9007199254740992.0;
}

std::vector<double> RandomState::random_sample(size_t size) {
  std::vector<double> out(size);
  for (double& u : out) u = random_sample();
  return out;
}

uint64_t RandomState::random_interval(uint64_t max) {
  if (max == 0) return 0;
  const uint64_t mask = ~uint64_t{0} >> std::countl_zero(max);
  uint64_t value;
  do {
    value = (max <= 0xffffffffu ? next32() : next64()) & mask;
  } while (value > max);
  return value;
}

int64_t RandomState::randint(int64_t low, int64_t high) {
  const uint64_t span = static_cast<uint64_t>(high) - static_cast<uint64_t>(low) - 1;
  return static_cast<int64_t>(static_cast<uint64_t>(low) + random_interval(span));
}

std::vector<int64_t> RandomState::randint(int64_t low, int64_t high, size_t size) {
  std::vector<int64_t> out(size);
  for (int64_t& v : out) v = randint(low, high);
  return out;
}

std::vector<int64_t> RandomState::permutation(int64_t n) {
  std::vector<int64_t> out(static_cast<size_t>(n));
  std::iota(out.begin(), out.end(), int64_t{0});
  shuffle(out);
  return out;
}

std::vector<int64_t> RandomState::choice(int64_t n, size_t size, bool replace) {
  if (replace) return randint(0, n, size);
  std::vector<int64_t> out = permutation(n);
  out.resize(size);
  return out;
}

std::vector<int64_t> RandomState::choice(const std::vector<double>& p, size_t size, bool replace) {
  std::vector<double> left = p, cumulated(p.size());
  std::vector<int64_t> out;
  out.reserve(size);
  while (out.size() < size) {
    const std::vector<double> u = random_sample(size - out.size());
    if (!replace) {
      for (int64_t found : out) left[static_cast<size_t>(found)] = 0.0;
    }
    double sum = 0;
    for (size_t i = 0; i < left.size(); ++i) cumulated[i] = sum += left[i];
    for (double& c : cumulated) c /= sum;
    const size_t known = out.size();
    for (double x : u) {
      const int64_t index = std::upper_bound(cumulated.begin(), cumulated.end(), x) - cumulated.begin();
      // A value drawn twice in one round counts once; the next round draws for the rest.
      if (replace || std::find(out.begin() + static_cast<std::ptrdiff_t>(known), out.end(), index) == out.end())
        out.push_back(index);
    }
  }
  return out;
}

int64_t RandomState::binomial_of_one(double p) {
  if (p == 0.0) return 0;
  if (p > 0.5) {
    // The chance of failure is inverted instead; its zero still takes a draw.
    const double q = 1.0 - p;
    const double stay = math::exp(math::log(1.0 - q));
    const double after = q * stay / (1.0 - q);
    for (;;) {
      const double u = random_sample();
      if (!(u > stay)) return 1;
      if (!(u - stay > after)) return 0;
    }
  }
  const double stay = math::exp(math::log(1.0 - p));
  const double after = p * stay / (1.0 - p);
  for (;;) {
    const double u = random_sample();
    if (!(u > stay)) return 0;
    if (!(u - stay > after)) return 1;
  }
}

size_t RandomState::multinomial_index(const std::vector<double>& p) {
  double left = 1.0;
  for (size_t i = 0; i + 1 < p.size(); ++i) {
    // Rounding may leave a little less than p[i].
    if (binomial_of_one(std::min(p[i] / left, 1.0)) == 1) return i;
    left -= p[i];
  }
  return p.size() - 1;
}

double RandomState::standard_normal() {
  if (has_normal_) {
    has_normal_ = false;
    return normal_;
  }
  double x1, x2, r2;
  do {
    x1 = 2.0 * random_sample() - 1.0;
    x2 = 2.0 * random_sample() - 1.0;
    r2 = x1 * x1 + x2 * x2;
  } while (r2 >= 1.0 || r2 == 0.0);
  const double f = std::sqrt(-2.0 * math::log(r2) / r2);
  normal_ = f * x1;
  has_normal_ = true;
  return f * x2;
}

RandomState random_state_of(const Value& random_state) {
  if (random_state.is_null()) return RandomState(0);
  const int64_t seed = random_state.integer("random_state");
  if (seed < 0 || seed > 0xffffffffLL) {
    throw Error("bad_parameter", "random_state",
                "random_state must be an int in [0, 4294967295] or None. Got " + std::to_string(seed) + ".");
  }
  return RandomState(static_cast<uint32_t>(seed));
}

namespace {

std::vector<int64_t> by_tracking(int64_t n, int64_t size, RandomState& random) {
  std::vector<int64_t> out, seen;  // `seen` is kept sorted: samples are small here
  out.reserve(static_cast<size_t>(size));
  for (int64_t i = 0; i < size; ++i) {
    for (;;) {
      const int64_t j = random.randint(n);
      const auto at = std::lower_bound(seen.begin(), seen.end(), j);
      if (at != seen.end() && *at == j) continue;
      seen.insert(at, j);
      out.push_back(j);
      break;
    }
  }
  return out;
}

std::vector<int64_t> by_reservoir(int64_t n, int64_t size, RandomState& random) {
  std::vector<int64_t> out(static_cast<size_t>(size));
  std::iota(out.begin(), out.end(), int64_t{0});
  for (int64_t i = size; i < n; ++i) {
    const int64_t j = random.randint(0, i + 1);
    if (j < size) out[static_cast<size_t>(j)] = i;
  }
  return out;
}

std::vector<int64_t> by_pool(int64_t n, int64_t size, RandomState& random) {
  std::vector<int64_t> pool(static_cast<size_t>(n)), out;
  std::iota(pool.begin(), pool.end(), int64_t{0});
  for (int64_t i = 0; i < size; ++i) {
    const auto j = static_cast<size_t>(random.randint(n - i));
    out.push_back(pool[j]);
    pool[j] = pool[static_cast<size_t>(n - i - 1)];
  }
  return out;
}

}  // namespace

std::vector<int64_t> sample_without_replacement(int64_t n, int64_t size, RandomState& random, Sampling method) {
  if (method == Sampling::kAuto || method == Sampling::kTrackingSelection) {
    const double ratio = n ? static_cast<double>(size) / static_cast<double>(n) : 1.0;
    if (method == Sampling::kAuto && ratio > 0.01 && ratio < 0.99)
      return random.choice(n, static_cast<size_t>(size), false);
    // Tracking would draw too many twice when much of the range is wanted.
    method = ratio < 0.2 ? Sampling::kTrackingSelection : Sampling::kReservoir;
  }
  switch (method) {
    case Sampling::kTrackingSelection: return by_tracking(n, size, random);
    case Sampling::kPool: return by_pool(n, size, random);
    default: return by_reservoir(n, size, random);
  }
}

}  // namespace keepfit
