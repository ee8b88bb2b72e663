// What one look at a column tells, against sorting it.
#include "core/summary.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "core/random.h"

namespace keepfit {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN(), kInfinity = std::numeric_limits<double>::infinity();

void expect_as_sorted(const std::vector<double>& x) {
  std::vector<double> present;
  for (double v : x) {
    if (!std::isnan(v)) present.push_back(v);
  }
  std::sort(present.begin(), present.end());
  const NumberSummary found = summarise(x.data(), static_cast<Eigen::Index>(x.size()));
  ASSERT_EQ(found.missing, static_cast<Eigen::Index>(x.size() - present.size()));
  if (present.empty()) {
    EXPECT_GT(found.low, found.high);
    EXPECT_TRUE(std::isnan(found.median));
    EXPECT_FALSE(found.any_infinite());
    return;
  }
  const size_t n = present.size();
  const double median = n % 2 ? present[n / 2] : (present[n / 2 - 1] + present[n / 2]) / 2.0;
  EXPECT_EQ(found.low, present.front());
  EXPECT_EQ(found.high, present.back());
  if (std::isnan(median)) EXPECT_TRUE(std::isnan(found.median));
  else EXPECT_EQ(found.median, median);
  EXPECT_EQ(found.any_infinite(), std::isinf(present.front()) || std::isinf(present.back()));
  for (double v : {found.low, found.high, found.median}) EXPECT_FALSE(v == 0 && std::signbit(v));
}

TEST(Summary, FewValues) {
  for (const std::vector<double>& x : std::vector<std::vector<double>>{{},
                                                                       {3},
                                                                       {kNaN},
                                                                       {2, 1},
                                                                       {1, kNaN, 5, 2},
                                                                       {-0.0},
                                                                       {0.0, -0.0, 0.0},
                                                                       {kInfinity, 1, -kInfinity, 2},
                                                                       {kNaN, kNaN, kInfinity},
                                                                       {-kInfinity, kInfinity}}) {
    expect_as_sorted(x);
  }
}

// Long columns are cut down by samples; each of these would mislead a sample in a way of its own.
TEST(Summary, LongColumns) {
  RandomState random(7);
  for (const size_t n : {8191u, 8192u, 20001u, 100000u}) {
    std::vector<double> x(n);
    const auto fill = [&](auto make) {
      for (size_t i = 0; i < n; ++i) x[i] = make(i, random.random_sample());
      expect_as_sorted(x);
    };
    fill([](size_t, double u) { return u; });
    fill([](size_t i, double) { return static_cast<double>(i); });
    fill([n](size_t i, double) { return static_cast<double>(n - i); });
    fill([](size_t, double u) { return std::exp(40 * u); });
    fill([](size_t, double u) { return std::floor(3 * u); });
    fill([](size_t, double u) { return u < 0.5 ? 0.0 : 1.0; });
    fill([](size_t, double) { return 4.0; });
    fill([](size_t, double u) { return u < 0.9 ? kNaN : u; });
    fill([](size_t, double) { return kNaN; });
    fill([](size_t i, double u) {
      return i % 97 == 0 ? u - 10 : u;
    });  // the sample's stride sees other values than most
    fill([](size_t i, double u) { return i % 2 ? u : -u; });
    fill([](size_t, double u) { return u < 0.5 ? -0.0 : 0.0; });
    fill([](size_t, double u) { return u < 0.6 ? kInfinity : u; });
    fill([n](size_t i, double u) { return i < n / 2 ? u : u + 5; });
  }
}

}  // namespace
}  // namespace keepfit
