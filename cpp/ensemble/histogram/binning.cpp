#include "ensemble/histogram/binning.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>

#include "core/bits.h"
#include "core/errors.h"
#include "core/table.h"

namespace keepfit::ensemble::histogram {

namespace {

constexpr double kAlmostInfinite = 1e300;

/// scikit-learn's weighted percentile, averaged where the weight up to a value is just the one asked for. values:
/// ascending; weights: positive.
double averaged_percentile(const std::vector<double>& values, const std::vector<double>& up_to, double percent) {
  double wanted = percent / 100.0 * up_to.back();
  if (wanted == 0.0) wanted = std::nextafter(0.0, 1.0);
  const size_t last = values.size() - 1;
  const auto at =
      std::min(static_cast<size_t>(std::lower_bound(up_to.begin(), up_to.end(), wanted) - up_to.begin()), last);
  if (up_to[at] - wanted > std::numeric_limits<double>::epsilon()) return values[at];
  return (values[at] + values[std::min(at + 1, last)]) / 2;
}

/// Sorts many numbers by the digits of their bits, which order them as numbers. False, and nothing done, where there is
/// a -0.0: it is not less than 0.0, as numbers go.
bool sort_by_digits(std::vector<double>& values) {
  constexpr int kBits = 11, kDigits = 6;
  constexpr size_t kPlaces = 1 << kBits;
  constexpr uint64_t kSign = uint64_t{1} << 63;
  std::vector<uint64_t> keys, other(values.size());
  std::vector<uint32_t> places(kDigits * kPlaces);
  keys.reserve(values.size());
  const auto digit = [](uint64_t key, int d) { return static_cast<size_t>(key >> (kBits * d)) % kPlaces; };
  for (const double v : values) {
    const auto bits = bit_cast<uint64_t>(v);
    if (bits == kSign) return false;
    const uint64_t key = bits & kSign ? ~bits : bits | kSign;
    keys.push_back(key);
    for (int d = 0; d < kDigits; ++d) ++places[static_cast<size_t>(d) * kPlaces + digit(key, d)];
  }
  for (int d = 0; d < kDigits; ++d) {
    uint32_t* place = &places[static_cast<size_t>(d) * kPlaces];
    if (place[digit(keys[0], d)] == keys.size()) continue;  // one for all
    uint32_t before = 0;
    for (size_t k = 0; k < kPlaces; ++k) before += std::exchange(place[k], before);
    for (const uint64_t key : keys) other[place[digit(key, d)]++] = key;
    keys.swap(other);
  }
  for (size_t i = 0; i < keys.size(); ++i) values[i] = bit_cast<double>(keys[i] & kSign ? keys[i] ^ kSign : ~keys[i]);
  return true;
}

/// Sorts the values and leaves out missing ones and those without weight; returns the weight up to each, or nothing
/// where there are no weights.
std::vector<double> sort_present(std::vector<double>& values, const std::vector<double>& weights) {
  std::vector<double> up_to;
  if (weights.empty()) {
    values.erase(std::remove_if(values.begin(), values.end(), [](double v) { return std::isnan(v); }), values.end());
    constexpr size_t kMany = 4096;
    if (values.size() < kMany || !sort_by_digits(values)) std::sort(values.begin(), values.end());
  } else {
    std::vector<std::pair<double, double>> weighted;
    for (size_t i = 0; i < values.size(); ++i) {
      if (!std::isnan(values[i]) && weights[i] != 0.0) weighted.emplace_back(values[i], weights[i]);
    }
    std::stable_sort(weighted.begin(), weighted.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    values.clear();
    double total = 0;
    for (const auto& [value, weight] : weighted) {
      values.push_back(value);
      up_to.push_back(total += weight);
    }
  }
  return up_to;
}

/// np.percentile(..., method="averaged_inverted_cdf") at max_bins - 1 places. values: ascending; up_to: the weight up
/// to each, or empty.
std::vector<double> percentiles(const std::vector<double>& values, const std::vector<double>& up_to, int64_t max_bins) {
  std::vector<double> out;
  const double n = static_cast<double>(values.size()), step = 100.0 / static_cast<double>(max_bins);
  for (int64_t k = 1; k < max_bins; ++k) {
    if (!up_to.empty()) {
      out.push_back(averaged_percentile(values, up_to, static_cast<double>(k) * step));
      continue;
    }
    const double at = n * (static_cast<double>(k) * step / 100.0) - 1.0;
    const double below = std::floor(at);
    const size_t last = values.size() - 1;
    size_t i = 0, j = 0;
    if (at >= static_cast<double>(last)) i = j = last;
    else if (at >= 0.0) {
      i = static_cast<size_t>(below);
      j = i + 1;
    }
    const double difference = values[j] - values[i];
    out.push_back(values[j] - difference * (at == below ? 0.5 : 0.0));
  }
  return out;
}

}  // namespace

std::vector<double> thresholds_of(std::vector<double> values, const std::vector<double>& weights, int64_t max_bins,
                                  const std::string& label) {
  const std::vector<double> up_to = sort_present(values, weights);
  std::vector<double> distinct = values;
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  std::vector<double> out;
  // scikit-learn refuses it, too.
  if (distinct.empty())
    throw Error("empty_column", label, "There is no value in " + label + " to make bins from.",
                "Drop the column, or fill it first.");
  if (distinct.size() == 1) return out;
  if (distinct.size() <= static_cast<size_t>(max_bins)) {
    for (size_t i = 1; i < distinct.size(); ++i) out.push_back((distinct[i - 1] + distinct[i]) / 2.0);
  } else {
    out = percentiles(values, up_to, max_bins);
  }
  // Between -inf and inf there is no midpoint.
  out.erase(std::remove_if(out.begin(), out.end(), [](double v) { return std::isnan(v); }), out.end());
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  for (double& t : out) t = std::min(t, kAlmostInfinite);
  return out;
}

void bin(const Table& X, Columns& x) {
  const auto missing = static_cast<uint8_t>(x.n_bins - 1);
  x.binned = {X.rows(), std::vector<uint8_t>(static_cast<size_t>(X.rows() * X.columns()))};
  uint8_t* code = x.binned.codes.data();
  for (size_t j = 0; j < x.size(); ++j) {
    const auto column = X.numeric(x.order[j]);
    if (x.categorical[j]) {
      for (Index i = 0; i < X.rows(); ++i) *code++ = std::isnan(column[i]) ? missing : static_cast<uint8_t>(column[i]);
      continue;
    }
    const std::vector<double>& limits = x.thresholds[j];
    const double* first = limits.data();
    for (Index i = 0; i < X.rows(); ++i) {
      const double v = column[i];
      // The first threshold that is not below v, found without branches.
      const double* base = first;
      size_t n = limits.size();
      while (n > 0) {
        const size_t half = (n + 1) / 2;
        base += base[half - 1] < v ? half : 0;
        n -= half;
      }
      *code++ = std::isnan(v) ? missing : static_cast<uint8_t>(base - first);
    }
  }
}

}  // namespace keepfit::ensemble::histogram
