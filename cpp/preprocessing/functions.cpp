#include "preprocessing/functions.h"

#include <cmath>
#include <utility>

#include "core/errors.h"
#include "core/math.h"

namespace keepfit::functions {

namespace {

using Function = double (*)(double);

double rint(double x) {
  // Half to even, whatever the rounding mode's library; 2^52 and above are whole already.
  if (!(std::abs(x) < 4503599627370496.0)) return x;
  const double below = std::floor(x), part = x - below;
  const bool up = part > 0.5 || (part == 0.5 && std::floor(below / 2) * 2 != below);
  return std::copysign(up ? below + 1 : below, x);
}

constexpr std::pair<const char*, Function> kFunctions[] = {
    {"abs", [](double x) { return std::abs(x); }},
    {"ceil", [](double x) { return std::ceil(x); }},
    {"exp", [](double x) { return math::exp(x); }},
    {"expm1", [](double x) { return math::expm1(x); }},
    {"floor", [](double x) { return std::floor(x); }},
    {"log", [](double x) { return math::log(x); }},
    {"log1p", [](double x) { return math::log1p(x); }},
    {"negative", [](double x) { return -x; }},
    {"reciprocal", [](double x) { return 1.0 / x; }},
    {"rint", rint},
    {"sign", [](double x) { return x > 0    ? 1.0
                                   : x < 0  ? -1.0
                                   : x == 0 ? 0.0
                                            : x; }},
    {"sqrt", [](double x) { return std::sqrt(x); }},
    {"square", [](double x) { return x * x; }},
    {"tanh", [](double x) { return math::tanh(x); }},
};

}  // namespace

std::vector<std::string> names() {
  std::vector<std::string> out;
  for (const auto& [name, unused] : kFunctions) out.emplace_back(name);
  return out;
}

std::vector<Value> transcendental() { return {"exp", "expm1", "log", "log1p", "tanh"}; }

void apply(const std::string& name, double* x, Index n) {
  for (const auto& [known, function] : kFunctions) {
    if (name != known) continue;
    for (Index i = 0; i < n; ++i) x[i] = function(x[i]);
    return;
  }
  throw Error("bad_parameter", name, "There is no function '" + name + "'.", "Choose one of the list.");
}

}  // namespace keepfit::functions
