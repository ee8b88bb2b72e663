// Sixteen bytes of text looked at together, where the processor can: KEEPFIT_SIXTEEN is defined then.
#pragma once

#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#define KEEPFIT_SIXTEEN
#elif defined(__wasm_simd128__)
#include <wasm_simd128.h>
#define KEEPFIT_SIXTEEN
#endif

#ifdef KEEPFIT_SIXTEEN
namespace keepfit::tables {

class Sixteen {
 public:
  explicit Sixteen(const char* p) { std::memcpy(&bytes_, p, sizeof bytes_); }

  /// Bit i says that the byte at i ends a cell.
  unsigned stops(char delimiter) const {
    return bits((bytes_ == all(delimiter)) | (bytes_ == all('\n')) | (bytes_ == all('\r')));
  }
  /// Bit i says that the byte at i is that one.
  unsigned equal(char c) const { return bits(bytes_ == all(c)); }
  /// Bit i says that the byte at i is not ASCII.
  unsigned beyond_ascii() const { return bits(bytes_); }
  /// Bit i says that the byte at i is no digit.
  unsigned no_digits() const {
    return bits(reinterpret_cast<Unsigned>(bytes_) - reinterpret_cast<Unsigned>(all('0')) >
                reinterpret_cast<Unsigned>(all(9)));
  }

 private:
  using Bytes = signed char __attribute__((vector_size(16)));
  using Unsigned = unsigned char __attribute__((vector_size(16)));

  static Bytes all(char c) { return Bytes{} + static_cast<signed char>(c); }
  template <class Mask>
  static unsigned bits(Mask mask) {
#ifdef __SSE2__
    return static_cast<unsigned>(_mm_movemask_epi8(reinterpret_cast<__m128i>(mask)));
#else
    return static_cast<unsigned>(wasm_i8x16_bitmask(reinterpret_cast<v128_t>(mask)));
#endif
  }

  Bytes bytes_;
};

}  // namespace keepfit::tables
#endif
