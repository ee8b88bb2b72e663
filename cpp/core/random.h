// Random numbers, draw for draw as NumPy's legacy RandomState and scikit-learn's own xorshift make them.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "core/value.h"

namespace keepfit {

/// NumPy's legacy RandomState: a Mersenne Twister (MT19937) and the methods that scikit-learn draws with.
/// Arguments are the caller's to check: sizes are not negative, ranges not empty, probabilities not negative.
class RandomState {
 public:
  explicit RandomState(uint32_t seed = 0);

  uint32_t next32();
  /// The first word is the upper half.
  uint64_t next64();
  /// In [0, 1), with 53 bits; takes two words.
  double random_sample();
  std::vector<double> random_sample(size_t size);
  /// In [low, high).
  double uniform(double low, double high) { return low + (high - low) * random_sample(); }

  /// In [low, high), by masked rejection; a range of one value draws nothing.
  int64_t randint(int64_t low, int64_t high);
  int64_t randint(int64_t high) { return randint(0, high); }
  std::vector<int64_t> randint(int64_t low, int64_t high, size_t size);
  /// In [0, max], both ends included; 0 draws nothing.
  uint64_t random_interval(uint64_t max);

  template <class T>
  void shuffle(std::vector<T>& values) {
    for (size_t i = values.size(); i-- > 1;) {
      const auto j = static_cast<size_t>(random_interval(i));
      const T kept = values[i];
      values[i] = values[j];
      values[j] = kept;
    }
  }
  /// 0, ..., n-1 in random order.
  std::vector<int64_t> permutation(int64_t n);

  /// `size` values of 0, ..., n-1. Without replacement the whole range is permuted, whatever the size.
  std::vector<int64_t> choice(int64_t n, size_t size, bool replace);
  /// The same with probabilities; without replacement at least `size` of them must be positive.
  std::vector<int64_t> choice(const std::vector<double>& p, size_t size, bool replace);
  /// One trial of multinomial(1, p): the index of the outcome.
  size_t multinomial_index(const std::vector<double>& p);

  /// Normals by Marsaglia's polar method; they come in pairs, and the second of a pair is kept for the next call.
  double standard_normal();

 private:
  void regenerate();
  int64_t binomial_of_one(double p);

  static constexpr size_t kWords = 624;
  std::array<uint32_t, kWords> key_;
  size_t position_ = kWords;
  bool has_normal_ = false;
  double normal_ = 0;
};

/// The generator that a random_state parameter asks for. None stands for the seed 0: a fit is a function of data and
/// recipe.
RandomState random_state_of(const Value& random_state);

/// scikit-learn's 32-bit xorshift generator `our_rand_r`: the state keeps 32 bits, an answer has 31.
struct OurRandR {
  static constexpr uint32_t kMax = 2147483647;
  uint32_t state;

  uint32_t operator()() {
    if (state == 0) state = 1;
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return state & kMax;
  }
  /// In [low, high).
  int64_t integer(int64_t low, int64_t high) { return low + static_cast<int64_t>((*this)()) % (high - low); }
  double uniform(double low, double high) {
    return (high - low) * static_cast<double>((*this)()) / static_cast<double>(kMax) + low;
  }
};

/// scikit-learn's sample_without_replacement: `size` different values of 0, ..., n-1, size <= n.
enum class Sampling { kAuto, kTrackingSelection, kReservoir, kPool };
std::vector<int64_t> sample_without_replacement(int64_t n, int64_t size, RandomState& random,
                                                Sampling method = Sampling::kAuto);

}  // namespace keepfit
