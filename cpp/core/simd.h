// Two doubles, or four floats, side by side in a vector register. Each sees the same operations as a lone number would, on every host.
#pragma once

#include <cstring>

namespace keepfit::simd {

#if defined(__GNUC__)
using Two = double __attribute__((vector_size(16)));
using Four = float __attribute__((vector_size(16)));

inline bool any_below(Two a, Two b, Two c, Two d, double limit) {
  const Two limits{limit, limit};
  const auto below = (a < limits) | (b < limits) | (c < limits) | (d < limits);
  return (below[0] | below[1]) != 0;
}

/// False when all are above the limit: numbers that are not ordered count as below.
inline bool any_not_above(Four a, Four b, Four c, Four d, float limit) {
  using Bits = long long __attribute__((vector_size(16)));
  const Four limits{limit, limit, limit, limit};
  const Bits above = reinterpret_cast<Bits>((a > limits) & (b > limits) & (c > limits) & (d > limits));
  return (above[0] & above[1]) != -1;
}
#else
template <class T, int N>
struct Some {
  T v[N];
  T operator[](int i) const { return v[i]; }
  template <class F>
  Some map(Some o, F f) const {
    Some out;
    for (int i = 0; i < N; ++i) out.v[i] = f(v[i], o.v[i]);
    return out;
  }
  Some operator+(Some o) const { return map(o, [](T a, T b) { return a + b; }); }
  Some operator-(Some o) const { return map(o, [](T a, T b) { return a - b; }); }
  Some operator/(Some o) const { return map(o, [](T a, T b) { return a / b; }); }
  Some operator-() const { return map(*this, [](T a, T) { return -a; }); }
  Some operator*(Some o) const { return map(o, [](T a, T b) { return a * b; }); }
  friend Some operator*(T s, Some o) { return o.map(o, [s](T a, T) { return s * a; }); }
};
using Two = Some<double, 2>;
using Four = Some<float, 4>;

inline bool any_below(Two a, Two b, Two c, Two d, double limit) {
  bool out = false;
  for (int i = 0; i < 2; ++i) out |= (a[i] < limit) | (b[i] < limit) | (c[i] < limit) | (d[i] < limit);
  return out;
}
inline bool any_not_above(Four a, Four b, Four c, Four d, float limit) {
  bool all = true;
  for (int i = 0; i < 4; ++i) all &= (a[i] > limit) & (b[i] > limit) & (c[i] > limit) & (d[i] > limit);
  return !all;
}
#endif

/// Two floats as doubles.
inline Two widen(const float* x) {
#if defined(__GNUC__)
  float __attribute__((vector_size(8))) v;
  std::memcpy(&v, x, sizeof v);
  return __builtin_convertvector(v, Two);
#else
  return {{x[0], x[1]}};
#endif
}

inline Two load(const double* x) {
  Two v;
  std::memcpy(&v, x, sizeof v);
  return v;
}
inline Four load(const float* x) {
  Four v;
  std::memcpy(&v, x, sizeof v);
  return v;
}
inline void store(double* x, Two v) { std::memcpy(x, &v, sizeof v); }
inline void store(float* x, Four v) { std::memcpy(x, &v, sizeof v); }

}  // namespace keepfit::simd
