#pragma once

namespace keepfit {

/// std::bit_cast, which the C++ library of Emscripten 3.1.6 lacks.
template <class To, class From>
constexpr To bit_cast(const From& from) {
  return __builtin_bit_cast(To, from);
}

}  // namespace keepfit
