#include "tokens.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <string_view>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace keepfit::fuzz {

namespace {

constexpr size_t kMostTokens = 4096, kHead = 9, kTail = 25;  // the magic; the digest with its key

/// A value as it lies: all of a number or a text, of a list or map the head alone.
struct Token {
  uint32_t at, size;
  uint32_t children;  // values inside: two for each entry of a map
  uint8_t first;      // what it is, in MessagePack's words
};

uint32_t big_endian(const uint8_t* p, int width) {
  uint32_t n = 0;
  for (int i = 0; i < width; ++i) n = n << 8 | p[i];
  return n;
}

/// The value at `at`; false where there is none that files use.
bool read_token(const uint8_t* bytes, size_t at, size_t end, Token& out) {
  const uint8_t first = bytes[at];
  const auto sized = [&](size_t head, size_t body) {
    out = {static_cast<uint32_t>(at), static_cast<uint32_t>(head + body), 0, first};
    return at + head + body <= end;
  };
  const auto holding = [&](size_t head, uint32_t children) {
    out = {static_cast<uint32_t>(at), static_cast<uint32_t>(head), children, first};
    return at + head <= end;
  };
  const auto length = [&](int width) -> uint32_t {
    return at + 1 + static_cast<size_t>(width) <= end ? big_endian(bytes + at + 1, width) : UINT32_MAX;
  };
  if (first < 0x80 || first >= 0xe0) return sized(1, 0);
  if (first < 0x90) return holding(1, 2u * (first & 15));
  if (first < 0xa0) return holding(1, first & 15);
  if (first < 0xc0) return sized(1, first & 31);
  switch (first) {
    case 0xc0:
    case 0xc2:
    case 0xc3: return sized(1, 0);
    case 0xc4:
    case 0xd9: return sized(2, length(1));
    case 0xc5:
    case 0xda: return sized(3, length(2));
    case 0xc6:
    case 0xdb: return sized(5, length(4));
    case 0xc7: return sized(3, length(1));
    case 0xc8: return sized(4, length(2));
    case 0xc9: return sized(6, length(4));
    case 0xca: return sized(1, 4);
    case 0xcb: return sized(1, 8);
    case 0xcc:
    case 0xd0: return sized(1, 1);
    case 0xcd:
    case 0xd1: return sized(1, 2);
    case 0xce:
    case 0xd2: return sized(1, 4);
    case 0xcf:
    case 0xd3: return sized(1, 8);
    case 0xd4: return sized(2, 1);
    case 0xd5: return sized(2, 2);
    case 0xd6: return sized(2, 4);
    case 0xd7: return sized(2, 8);
    case 0xd8: return sized(2, 16);
    case 0xdc: return holding(3, length(2));
    case 0xdd: return holding(5, length(4));
    case 0xde: return length(2) == UINT32_MAX ? false : holding(3, 2 * length(2));
    case 0xdf: return length(4) > UINT32_MAX / 2 ? false : holding(5, 2 * length(4));
    default: return false;
  }
}

class Tokens {
 public:
  Tokens(uint8_t* bytes, size_t size, size_t most, Random& random)
      : bytes_(bytes), size_(size), most_(most), random_(random) {}

  bool read() {
    if (size_ < kHead + kTail) return false;
    count_ = 0;
    for (size_t at = kHead; at < size_ - kTail; ++count_) {
      if (count_ == kMostTokens || !read_token(bytes_, at, size_ - kTail, all_[count_])) return false;
      at += all_[count_].size;
    }
    return count_ > 0;
  }

  void change() {
    const size_t i = below(count_);
    const Token& t = all_[i];
    if (is_array(t) && below(4)) return array(t);
    switch (below(8)) {
      case 0: return replace(t.at, span(i), value());
      case 1: {  // something of the same file
        const size_t j = below(count_);
        return replace(t.at, span(i), {reinterpret_cast<const char*>(bytes_ + all_[j].at), span(j)});
      }
      case 2: return among(i, false);
      case 3: return among(i, true);
      default: return leaf(t);
    }
  }

  size_t size() const { return size_; }

 private:
  uint8_t* bytes_;
  size_t size_;
  const size_t most_;
  Random& random_;
  static inline Token all_[kMostTokens];
  size_t count_ = 0;

  size_t below(size_t n) { return n ? random_() % n : 0; }
  static bool is_array(const Token& t) { return t.first >= 0xc7 && t.first <= 0xc9; }

  /// Bytes of a value with all that is in it.
  size_t span(size_t i) const {
    uint64_t open = 1;
    size_t j = i;
    for (; j < count_ && open > 0; ++j) open += all_[j].children, --open;
    const size_t end = j < count_ ? all_[j].at : size_ - kTail;
    return end - all_[i].at;
  }

  void replace(size_t at, size_t old, std::string_view now) {
    if (size_ - old + now.size() > most_ || now.size() > sizeof copy_) return;
    // It may be a part of what moves.
    std::memcpy(copy_, now.data(), now.size());
    std::memmove(bytes_ + at + now.size(), bytes_ + at + old, size_ - at - old);
    std::memcpy(bytes_ + at, copy_, now.size());
    size_ = size_ - old + now.size();
  }
  static inline char copy_[1 << 14];

  std::string_view value() {
    using namespace std::string_view_literals;
    static constexpr std::string_view kValues[] = {"\xc0"sv,
                                                   "\xc2"sv,
                                                   "\xc3"sv,
                                                   "\x00"sv,
                                                   "\x01"sv,
                                                   "\x02"sv,
                                                   "\x7f"sv,
                                                   "\xff"sv,
                                                   "\xe0"sv,
                                                   "\xcc\xff"sv,
                                                   "\xce\x7f\xff\xff\xff"sv,
                                                   "\xd3\x80\x00\x00\x00\x00\x00\x00\x00"sv,
                                                   "\xcf\x7f\xff\xff\xff\xff\xff\xff\xff"sv,
                                                   "\xcb\x00\x00\x00\x00\x00\x00\x00\x00"sv,
                                                   "\xcb\x80\x00\x00\x00\x00\x00\x00\x00"sv,
                                                   "\xcb\x3f\xf0\x00\x00\x00\x00\x00\x00"sv,
                                                   "\xcb\xbf\xf0\x00\x00\x00\x00\x00\x00"sv,
                                                   "\xcb\x7f\xf8\x00\x00\x00\x00\x00\x00"sv,
                                                   "\xcb\x7f\xf0\x00\x00\x00\x00\x00\x00"sv,
                                                   "\xcb\x7f\xef\xff\xff\xff\xff\xff\xff"sv,
                                                   "\x80"sv,
                                                   "\x90"sv,
                                                   "\xa0"sv,
                                                   "\xa4"
                                                   "drop"sv,
                                                   "\xab"
                                                   "passthrough"sv,
                                                   "\xa1"
                                                   "a"sv,
                                                   "\xa5"
                                                   "class"sv,
                                                   "\xa5"
                                                   "Ridge"sv,
                                                   "\xae"
                                                   "StandardScaler"sv,
                                                   "\xb2"
                                                   "LogisticRegression"sv,
                                                   "\xc4\x02"
                                                   "xy"sv,
                                                   "\xc7\x08\x01\x01\x00\x00\x00\x00\x00\x00\x00"sv,
                                                   "\xc7\x08\x03\x01\x00\x00\x00\x00\x00\x00\x00"sv};
    return kValues[below(std::size(kValues))];
  }

  void leaf(const Token& t) {
    uint8_t* at = bytes_ + t.at;
    if (t.first < 0x80 || t.first >= 0xe0) *at = static_cast<uint8_t>(*at + (below(2) ? 1 : 255));
    else if (t.first == 0xc2 || t.first == 0xc3) *at ^= 1;
    else if (t.first == 0xcb) number(at + 1, true);
    else if (t.children == 0 && t.size > 1 && t.first >= 0xa0) at[1 + below(t.size - 1)] ^= 1u << below(7);
    else replace(t.at, t.size, value());
  }

  /// Eight bytes of a float64, of either end first.
  void number(uint8_t* at, bool swapped) {
    static constexpr double kInf = std::numeric_limits<double>::infinity();
    static constexpr double kValues[] = {
        0.0, -0.0, 1.0, -1.0, 0.5, 1e300, -1e300, 5e-324, kInf, -kInf, std::numeric_limits<double>::quiet_NaN()};
    uint8_t raw[8];
    double d;
    for (int i = 0; i < 8; ++i) raw[i] = at[swapped ? 7 - i : i];
    std::memcpy(&d, raw, 8);
    switch (below(4)) {
      case 0: d = -d; break;
      case 1: d = std::nextafter(d, below(2) ? kInf : -kInf); break;
      default: d = kValues[below(std::size(kValues))];
    }
    std::memcpy(raw, &d, 8);
    for (int i = 0; i < 8; ++i) at[swapped ? 7 - i : i] = raw[i];
  }

  /// An entry or item taken out, or put in once more.
  void among(size_t i, bool twice) {
    // Whose it is: the last one before it that has not ended.
    size_t owner = count_;
    for (size_t j = i; j-- > 0;) {
      if (all_[j].children > 0 && all_[j].at + span(j) > all_[i].at) {
        owner = j;
        break;
      }
    }
    if (owner == count_) return;
    const Token head = all_[owner];
    const bool map = (head.first & 0xf0) == 0x80 || head.first >= 0xde;
    size_t from = owner + 1, length = 0;
    const auto step = [&](size_t at) {
      const size_t end = all_[at].at + span(at);
      while (at < count_ && all_[at].at < end) ++at;
      return at;
    };
    for (;;) {  // the entry in which it stands
      size_t next = step(from);
      if (map && next < count_) next = step(next);
      length = (next < count_ ? all_[next].at : size_ - kTail) - all_[from].at;
      if (next > i || next >= count_) break;
      from = next;
    }
    const int width = head.first < 0xa0 ? 0 : (head.first & 1) ? 4 : 2;
    uint8_t* at = bytes_ + head.at;
    const uint32_t entries = head.children / (map ? 2 : 1), now = twice ? entries + 1 : entries - 1;
    if (width == 0 && now > 15) return;
    const size_t place = all_[from].at;
    if (twice) {
      const size_t before = size_;
      replace(place, 0, {reinterpret_cast<const char*>(bytes_ + place), length});
      if (size_ == before) return;
    } else {
      replace(place, length, {});
    }
    if (width == 0) *at = static_cast<uint8_t>((head.first & 0xf0) | now);
    for (int k = 0; k < width; ++k) at[1 + k] = static_cast<uint8_t>(now >> 8 * (width - 1 - k));
  }

  /// An element, an extent or the type of an array: kind and four bytes of axes, extents, elements.
  void array(const Token& t) {
    const size_t head = t.first == 0xc7 ? 3 : t.first == 0xc8 ? 4 : 6;
    if (t.size < head + 4) return leaf(t);
    uint8_t *kind = bytes_ + t.at + head - 1, *body = kind + 1, *end = bytes_ + t.at + t.size;
    const size_t axes = body[0];
    uint8_t* elements = body + 4 + 4 * axes;
    const size_t width = *kind == 1 || *kind == 5 ? 8 : *kind == 4 ? 1 : 4;
    if (elements >= end || below(12) == 0) {
      if (below(3) == 0) *kind = static_cast<uint8_t>(1 + below(5));
      else if (axes > 0 && body + 4 * axes < end)
        body[4 * (1 + below(axes))] += static_cast<uint8_t>(below(2) ? 1 : 255);
      return;
    }
    const size_t n = static_cast<size_t>(end - elements) / width;
    if (n == 0) return;
    uint8_t* at = elements + width * below(n);
    if (below(4) == 0) std::memmove(at, elements + width * below(n), width);
    else if (*kind == 1) number(at, false);
    else {
      static constexpr int64_t kValues[] = {0, 1, -1, 2, -2, 3, 255, 1000, INT32_MAX, INT32_MIN};
      const int64_t other = below(2) ? kValues[below(std::size(kValues))] : static_cast<int64_t>(below(n + 2));
      std::memcpy(at, &other, width);
    }
  }
};

}  // namespace

void seal(uint8_t* bytes, size_t size) {
  if (size <= 16) return;
  XXH128_canonical_t sum;
  XXH128_canonicalFromHash(&sum, XXH3_128bits(bytes, size - 16));
  std::memcpy(bytes + size - 16, sum.digest, 16);
}

size_t change_tokens(uint8_t* bytes, size_t size, size_t most, Random& random) {
  Tokens tokens(bytes, size, most, random);
  for (size_t changes = 1 + (random() % 4 == 0) * (random() % 3); changes > 0; --changes) {
    if (!tokens.read()) break;
    tokens.change();
  }
  seal(bytes, tokens.size());
  return tokens.size();
}

}  // namespace keepfit::fuzz
