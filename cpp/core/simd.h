// Two doubles, or four floats, side by side in a vector register. Each sees the same operations as a lone number would,
// on every host.
#pragma once

#include <cstring>

namespace keepfit::simd {

#if defined(__GNUC__)
using Two = double __attribute__((vector_size(16)));
using Four = float __attribute__((vector_size(16)));

/// Lane by lane a where a < b, else b: b too where one of them is NaN.
inline Two lesser(Two a, Two b) { return a < b ? a : b; }
inline Two greater(Two a, Two b) { return b < a ? a : b; }  // spelt so that it is one instruction

/// How many numbers of each lane were of a kind.
class Count {
 public:
  void add_below(Two v, Two limit) { lanes_ -= v < limit; }
  void add_nan(Two v) { lanes_ -= v != v; }
  long long total() const { return lanes_[0] + lanes_[1]; }

 private:
  long long __attribute__((vector_size(16))) lanes_{};  // a comparison gives -1 where it holds
};

/// Writes those of v that lie between low and high behind one another; returns where the next goes. `to` must have room
/// for two.
inline double* keep_between(Two v, Two low, Two high, double* to) {
  const auto within = (v >= low) & (v <= high);
  *to = v[0];
  to -= static_cast<int>(within[0]);
  *to = v[1];
  return to - static_cast<int>(within[1]);
}

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

/// A bit for each of them that is not above the limit: lane by lane, and of each lane first that of a.
inline unsigned not_above(Four a, Four b, Four c, Four d, float limit) {
  using Bits = int __attribute__((vector_size(16)));
  const Four limits{limit, limit, limit, limit};
  const Bits bit{0x1, 0x10, 0x100, 0x1000};
  const Bits above =
      ((a > limits) & bit) | ((b > limits) & bit << 1) | ((c > limits) & bit << 2) | ((d > limits) & bit << 3);
  return 0xffff & ~static_cast<unsigned>(above[0] | above[1] | above[2] | above[3]);
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
  Some operator+(Some o) const {
    return map(o, [](T a, T b) { return a + b; });
  }
  Some operator-(Some o) const {
    return map(o, [](T a, T b) { return a - b; });
  }
  Some operator/(Some o) const {
    return map(o, [](T a, T b) { return a / b; });
  }
  Some operator-() const {
    return map(*this, [](T a, T) { return -a; });
  }
  Some operator*(Some o) const {
    return map(o, [](T a, T b) { return a * b; });
  }
  friend Some operator*(T s, Some o) {
    return o.map(o, [s](T a, T) { return s * a; });
  }
};
using Two = Some<double, 2>;
using Four = Some<float, 4>;

inline Two lesser(Two a, Two b) {
  return a.map(b, [](double x, double y) { return x < y ? x : y; });
}
inline Two greater(Two a, Two b) {
  return a.map(b, [](double x, double y) { return y < x ? x : y; });
}

class Count {
 public:
  void add_below(Two v, Two limit) { total_ += (v[0] < limit[0]) + (v[1] < limit[1]); }
  void add_nan(Two v) { total_ += (v[0] != v[0]) + (v[1] != v[1]); }
  long long total() const { return total_; }

 private:
  long long total_ = 0;
};

inline double* keep_between(Two v, Two low, Two high, double* to) {
  for (int i = 0; i < 2; ++i) {
    *to = v[i];
    to += v[i] >= low[i] && v[i] <= high[i];
  }
  return to;
}

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
inline unsigned not_above(Four a, Four b, Four c, Four d, float limit) {
  unsigned out = 0;
  for (int i = 3; i >= 0; --i)
    out = out << 4 | !(d[i] > limit) << 3 | !(c[i] > limit) << 2 | !(b[i] > limit) << 1 | !(a[i] > limit);
  return out;
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
