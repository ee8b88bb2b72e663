// NumPy's default_rng: a PCG64 generator (O'Neill 2014) seeded by its SeedSequence, as far as scikit-learn draws from
// it.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace keepfit {

class Pcg64 {
 public:
  explicit Pcg64(uint32_t seed) {
    // SeedSequence: four words of entropy, mixed until each depends on all.
    uint32_t constant = 0x43b0d7e5;
    const auto hash = [&](uint32_t v) {
      v ^= constant;
      constant *= 0x931e8875;
      v *= constant;
      return v ^ v >> 16;
    };
    std::array<uint32_t, 4> pool;
    for (std::size_t i = 0; i < 4; ++i) pool[i] = hash(i == 0 ? seed : 0);
    for (std::size_t from = 0; from < 4; ++from) {
      for (std::size_t to = 0; to < 4; ++to) {
        if (from == to) continue;
        const uint32_t mixed = 0xca01f9dd * pool[to] - 0x4973f715 * hash(pool[from]);
        pool[to] = mixed ^ mixed >> 16;
      }
    }
    uint32_t output = 0x8b51f9dd;
    std::array<uint64_t, 4> words{};
    for (std::size_t i = 0; i < 8; ++i) {
      uint32_t v = pool[i % 4] ^ output;
      output *= 0x58f38ded;
      v *= output;
      v ^= v >> 16;
      words[i / 2] |= static_cast<uint64_t>(v) << (i % 2 * 32);
    }
    increment_ = (wide(words[2], words[3]) << 1) | 1;
    step();
    state_ += wide(words[0], words[1]);
    step();
  }

  uint64_t next64() {
    step();
    const auto folded = static_cast<uint64_t>(state_ >> 64) ^ static_cast<uint64_t>(state_);
    const auto turn = static_cast<unsigned>(state_ >> 122);
    return folded >> turn | folded << ((64 - turn) & 63);
  }

  /// The lower half of a word first, then the upper one.
  uint32_t next32() {
    if (has_half_) {
      has_half_ = false;
      return half_;
    }
    const uint64_t word = next64();
    has_half_ = true;
    half_ = static_cast<uint32_t>(word >> 32);
    return static_cast<uint32_t>(word);
  }

  /// In [0, most], by masked rejection; 0 draws nothing.
  uint32_t interval(uint32_t most) {
    if (most == 0) return 0;
    const uint32_t mask = UINT32_MAX >> std::countl_zero(most);
    uint32_t value = next32() & mask;
    while (value > most) value = next32() & mask;
    return value;
  }

  template <class T>
  void shuffle(std::vector<T>& values) {
    for (std::size_t i = values.size(); i-- > 1;) std::swap(values[i], values[interval(static_cast<uint32_t>(i))]);
  }

 private:
  using Wide = unsigned __int128;
  static Wide wide(uint64_t high, uint64_t low) { return static_cast<Wide>(high) << 64 | low; }
  void step() { state_ = state_ * wide(2549297995355413924u, 4865540595714422341u) + increment_; }

  Wide state_ = 0, increment_ = 0;
  bool has_half_ = false;
  uint32_t half_ = 0;
};

}  // namespace keepfit
