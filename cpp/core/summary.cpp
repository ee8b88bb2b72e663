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

/// One pass: adds what x holds to `range`, counts what lies below `from`, and copies what lies from there to `to` to
/// `out`, which has room for two more.
struct Pass {
  size_t below, between;

  Pass(const double* x, size_t n, double from, double to, double* out, NumberSummary& range) {
    const Two first{from, from}, last{to, to}, top{kInfinity, kInfinity};
    // Two of each, which do not wait for one another.
    Two low[2] = {top, top}, high[2] = {-top, -top};
    simd::Count missing[2], less[2];
    double* end = out;
    size_t i = 0;
    for (; i + 4 <= n; i += 4) {
      for (size_t k = 0; k < 2; ++k) {
        const Two v = load(x + i + 2 * k);
        low[k] = simd::lesser(v, low[k]);
        high[k] = simd::greater(v, high[k]);
        missing[k].add_nan(v);
        less[k].add_below(v, first);
        end = simd::keep_between(v, first, last, end);
      }
    }
    below = static_cast<size_t>(less[0].total() + less[1].total());
    range.missing += static_cast<Index>(missing[0].total() + missing[1].total());
    const auto take = [&range](double least, double greatest) {
      range.low = std::min(range.low, least);
      range.high = std::max(range.high, greatest);
    };
    for (int k = 0; k < 2; ++k) {
      for (int lane = 0; lane < 2; ++lane) take(low[k][lane], high[k][lane]);
    }
    for (; i < n; ++i) {
      if (std::isnan(x[i])) ++range.missing;
      else take(x[i], x[i]);
      below += x[i] < from;
      *end = x[i];
      end += x[i] >= from && x[i] <= to;
    }
    range.low += 0.0;
    range.high += 0.0;
    between = static_cast<size_t>(end - out);
  }
};

constexpr size_t kSample = 1024, kFew = 8 * kSample;

/// A sample tells between which values the one lies that has this share of the others below it, almost always. False
/// where it does not.
bool bracket(const double* x, size_t n, double share, double& from, double& to) {
  constexpr size_t kReach = 56;  // 3.5 standard deviations of the place of a sample's median
  std::vector<double> sample;
  sample.reserve(kSample);
  for (size_t i = 0; i < kSample; ++i) {
    if (const double v = x[i * n / kSample]; !std::isnan(v)) sample.push_back(v);
  }
  const auto middle = static_cast<size_t>(share * static_cast<double>(sample.size()));
  if (sample.size() <= 2 * kReach || middle < kReach || middle + kReach >= sample.size()) return false;
  const auto low = sample.begin() + static_cast<std::ptrdiff_t>(middle - kReach),
             high = low + 2 * static_cast<std::ptrdiff_t>(kReach);
  std::nth_element(sample.begin(), low, sample.end());
  std::nth_element(low + 1, high, sample.end());
  from = *low;
  to = *high;
  return true;
}

}  // namespace

NumberSummary summarise(const double* x, Index rows) {
  const auto n = static_cast<size_t>(rows);
  NumberSummary out;
  std::unique_ptr<double[]> kept[2];
  double from = kInfinity, to = -kInfinity, nothing[2];
  // The pass that finds the range keeps what lies around the median, too.
  bool bracketed = n >= kFew && bracket(x, n, 0.5, from, to);
  if (bracketed) kept[0].reset(new double[n + 2]);  // not make_unique, which would fill it
  Pass pass(x, n, from, to, bracketed ? kept[0].get() : nothing, out);
  const size_t present = n - static_cast<size_t>(out.missing);
  if (present == 0) return out;

  const size_t upper = present / 2, lower = (present - 1) / 2;
  const double* rest = x;
  size_t count = n, below = 0;
  for (int turn = 0; bracketed && lower >= below + pass.below && upper < below + pass.below + pass.between;
       turn = 1 - turn) {
    below += pass.below;
    if (from == to) {
      out.median = from + 0.0;
      return out;
    }
    const bool fewer = pass.between < count / 2;
    rest = kept[turn].get();
    count = pass.between;
    const double share = static_cast<double>(upper - below) / static_cast<double>(count);
    bracketed = fewer && count >= kFew && bracket(rest, count, share, from, to);
    if (!bracketed) break;
    kept[1 - turn].reset(new double[count + 2]);
    NumberSummary known;
    pass = Pass(rest, count, from, to, kept[1 - turn].get(), known);
  }
  std::vector<double> values;
  values.reserve(count);
  for (size_t i = 0; i < count; ++i) {
    if (!std::isnan(rest[i])) values.push_back(rest[i]);
  }
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(upper - below);
  std::nth_element(values.begin(), middle, values.end());
  out.median = *middle;
  if (upper != lower) out.median = (*std::max_element(values.begin(), middle) + *middle) / 2.0;
  out.median += 0.0;
  return out;
}

}  // namespace keepfit
