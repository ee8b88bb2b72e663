#include "core/summary.h"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <vector>

#include "core/simd.h"

namespace keepfit {

namespace {

using Eigen::Index;
using simd::load;
using simd::Two;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

void find_range(const double* x, Index n, NumberSummary& out) {
  const Two top{kInfinity, kInfinity};
  // Two of each, which do not wait for one another.
  Two low[2] = {top, top}, high[2] = {-top, -top};
  simd::Count missing[2];
  Index i = 0;
  for (; i + 4 <= n; i += 4) {
    for (Index k = 0; k < 2; ++k) {
      const Two v = load(x + i + 2 * k);
      low[k] = simd::lesser(v, low[k]);
      high[k] = simd::greater(v, high[k]);
      missing[k].add_nan(v);
    }
  }
  const auto take = [&out](double least, double greatest) {
    out.low = std::min(out.low, least);
    out.high = std::max(out.high, greatest);
  };
  for (int k = 0; k < 2; ++k) {
    for (int lane = 0; lane < 2; ++lane) take(low[k][lane], high[k][lane]);
    out.missing += static_cast<Index>(missing[k].total());
  }
  for (; i < n; ++i) {
    if (std::isnan(x[i])) ++out.missing;
    else take(x[i], x[i]);
  }
  out.low += 0.0;
  out.high += 0.0;
}

/// Copies the values from `from` to `to` to `out`, which has room for n + 2, and counts those below.
struct Cut {
  size_t below, between;

  Cut(const double* x, size_t n, double from, double to, double* out) {
    const Two low{from, from}, high{to, to};
    simd::Count less[2];
    double* end = out;
    size_t i = 0;
    for (; i + 4 <= n; i += 4) {
      const Two a = load(x + i), b = load(x + i + 2);
      less[0].add_below(a, low);
      less[1].add_below(b, low);
      end = simd::keep_between(a, low, high, end);
      end = simd::keep_between(b, low, high, end);
    }
    below = static_cast<size_t>(less[0].total() + less[1].total());
    for (; i < n; ++i) {
      below += x[i] < from;
      *end = x[i];
      end += x[i] >= from && x[i] <= to;
    }
    between = static_cast<size_t>(end - out);
  }
};

/// Of the `present` values among the n of x that are not NaN.
double median_of(const double* x, size_t n, size_t present) {
  const size_t upper = present / 2, lower = (present - 1) / 2;
  const double* rest = x;
  size_t count = n, below = 0;
  std::vector<double> sample;
  std::unique_ptr<double[]> kept[2];
  // A sample tells between which values the median lies, almost always: only those need to be looked at again.
  constexpr size_t kSample = 1024, kReach = 56;  // 3.5 standard deviations of the place of a sample's median
  for (int turn = 0; count >= 8 * kSample; turn = 1 - turn) {
    sample.clear();
    for (size_t i = 0; i < kSample; ++i) {
      if (const double v = rest[i * count / kSample]; !std::isnan(v)) sample.push_back(v);
    }
    const size_t among = rest == x ? present : count;
    const size_t middle = static_cast<size_t>(static_cast<double>(upper - below) / static_cast<double>(among) *
                                              static_cast<double>(sample.size()));
    if (sample.size() <= 2 * kReach || middle < kReach || middle + kReach >= sample.size()) break;
    const auto from = sample.begin() + static_cast<std::ptrdiff_t>(middle - kReach),
               to = from + 2 * static_cast<std::ptrdiff_t>(kReach);
    std::nth_element(sample.begin(), from, sample.end());
    std::nth_element(from + 1, to, sample.end());
    kept[turn].reset(new double[count + 2]);  // not make_unique, which would fill it
    const Cut cut(rest, count, *from, *to, kept[turn].get());
    if (lower < below + cut.below || upper >= below + cut.below + cut.between) break;
    below += cut.below;
    if (*from == *to) return *from + 0.0;
    const bool few = cut.between < count / 2;
    rest = kept[turn].get();
    count = cut.between;
    if (!few) break;
  }
  std::vector<double> values;
  values.reserve(count);
  for (size_t i = 0; i < count; ++i) {
    if (!std::isnan(rest[i])) values.push_back(rest[i]);
  }
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(upper - below);
  std::nth_element(values.begin(), middle, values.end());
  double out = *middle;
  if (upper != lower) out = (*std::max_element(values.begin(), middle) + out) / 2.0;
  return out + 0.0;
}

}  // namespace

NumberSummary summarise(const double* x, Index n) {
  NumberSummary out;
  find_range(x, n, out);
  const Index present = n - out.missing;
  if (present > 0) out.median = median_of(x, static_cast<size_t>(n), static_cast<size_t>(present));
  return out;
}

}  // namespace keepfit
