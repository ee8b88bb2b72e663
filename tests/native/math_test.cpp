// The elementary functions against exact values (tests/golden/cases/math.py), and against themselves.
#include "core/math.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <map>

#include "core/bits.h"
#include "core/math_nearest.h"
#include "support/fixtures.h"

namespace keepfit::test {
namespace {

double hex(const Json& j) { return std::strtod(j.get<std::string>().c_str(), nullptr); }

double call(const std::string& function, double x, double y) {
  if (function == "exp") return math::exp(x);
  if (function == "expm1") return math::expm1(x);
  if (function == "log") return math::log(x);
  if (function == "log1p") return math::log1p(x);
  if (function == "tanh") return math::tanh(x);
  return math::pow(x, y);
}

bool same_bits(double a, double b) {
  return (std::isnan(a) && std::isnan(b)) || bit_cast<uint64_t>(a) == bit_cast<uint64_t>(b);
}

TEST(Math, StaysWithinTheStatedErrors) {
  struct Bound {
    double normal, subnormal;
  };
  const std::map<std::string, Bound> bounds{{"exp", {0.65, 0.8}},  {"expm1", {0.8, 0.8}}, {"log", {0.9, 0.9}},
                                            {"log1p", {0.9, 0.9}}, {"tanh", {1.2, 1.2}},  {"pow", {0.65, 0.8}}};
  const Json fixture = read_json("tests/golden/fixtures/math.json");
  size_t functions = 0, off = 0, points = 0;
  for (const Json& c : fixture.at("cases")) {
    const std::string function = c.at("function");
    const Bound bound = bounds.at(function);
    double worst = 0;
    for (const Json& point : c.at("points")) {
      const size_t n = point.size();
      const double x = hex(point[0]), y = n == 4 ? hex(point[1]) : 0.0, exact = hex(point[n - 2]);
      const double got = call(function, x, y);
      const double size = std::fabs(exact);
      if (!std::isfinite(exact) || exact == 0) {
        if (function == "exp") {
          EXPECT_TRUE(same_bits(math::exp_nearest(x), exact)) << x;
        }
        if (function == "log") {
          EXPECT_TRUE(same_bits(math::log_nearest(x), exact)) << x;
        }
        EXPECT_TRUE(same_bits(got, exact)) << function << "(" << x << ", " << y << ") = " << got << ", not " << exact;
        continue;
      }
      const double ulp = std::nextafter(size, HUGE_VAL) - size;
      const double error = std::fabs((got - exact) / ulp - point[n - 1].get<double>());
      const bool subnormal = size < std::numeric_limits<double>::min();
      EXPECT_LT(error, subnormal ? bound.subnormal : bound.normal)
          << function << "(" << repr(x) << ", " << repr(y) << ")";
      worst = std::max(worst, error);
      if (function != "exp" && function != "log") continue;
      const double nearest = function == "exp" ? math::exp_nearest(x) : math::log_nearest(x);
      const double error_nearest = std::fabs((nearest - exact) / ulp - point[n - 1].get<double>());
      EXPECT_LT(error_nearest, subnormal ? 0.8 : 0.52) << function << "_nearest(" << repr(x) << ")";
      off += error_nearest > 0.5;
      ++points;
    }
    RecordProperty(function, std::to_string(worst));
    ++functions;
  }
  EXPECT_EQ(functions, bounds.size());
  // Tables, so that it is rarely another double than the nearest.
  EXPECT_GT(points, 1000u);
  EXPECT_LT(off * 200, points);
}

TEST(Math, ArraysHaveTheBitsOfScalars) {
  std::vector<double> x;
  uint64_t state = 88172645463325252u;
  for (int i = 0; i < 4003; ++i) {
    state ^= state << 13, state ^= state >> 7, state ^= state << 17;
    // All bit patterns, and every other one of ordinary size.
    x.push_back(i % 2 ? bit_cast<double>(state) : static_cast<double>(state % 2000003) / 1e4 - 100.0);
  }
  x.insert(x.end(), {0.0, -0.0, 1.0, -1.0, HUGE_VAL, -HUGE_VAL, std::nan(""), 5e-324, -5e-324});
  const auto n = static_cast<Index>(x.size());
  const auto check = [&](auto array, auto scalar) {
    std::vector<double> out(x.size()), in_place = x;
    array(x.data(), out.data(), n);
    array(in_place.data(), in_place.data(), n);
    for (size_t i = 0; i < x.size(); ++i) {
      ASSERT_TRUE(same_bits(out[i], scalar(x[i]))) << x[i];
      ASSERT_TRUE(same_bits(in_place[i], out[i])) << x[i];
      double alone = 0;
      array(&x[i], &alone, 1);
      ASSERT_TRUE(same_bits(alone, out[i])) << x[i];
    }
  };
  using Array = void (*)(const double*, double*, Index);
  using Scalar = double (*)(double);
  check(static_cast<Array>(math::exp), [](double v) { return math::exp(v); });
  check(static_cast<Array>(math::log), [](double v) { return math::log(v); });
  check(static_cast<Array>(math::log1p), [](double v) { return math::log1p(v); });
  check(static_cast<Array>(math::expit), [](double v) { return math::expit(v); });
  check(static_cast<Array>(math::tanh), static_cast<Scalar>(math::tanh));
}

TEST(Math, DerivedFunctions) {
  EXPECT_EQ(math::log2(8.0), 3.0);
  EXPECT_EQ(math::log2(1.0), 0.0);
  EXPECT_EQ(math::expit(0.0), 0.5);
  EXPECT_EQ(math::expit(40.0), 1.0);
  EXPECT_EQ(math::expit(-HUGE_VAL), 0.0);
  EXPECT_EQ(math::expit(HUGE_VAL), 1.0);
  EXPECT_TRUE(std::isnan(math::expit(std::nan(""))));
  EXPECT_EQ(math::pow(3.0, 4.0), 81.0);
  EXPECT_EQ(math::pow(10.0, 22.0), 1e22);
}

}  // namespace
}  // namespace keepfit::test
