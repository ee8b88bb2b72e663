#include "model_selection/candidates.h"

#include <algorithm>
#include <cmath>

#include "core/errors.h"
#include "core/math.h"
#include "core/random.h"
#include "core/text.h"
#include "core/warnings.h"

namespace keepfit {

namespace {

constexpr int64_t kMostCandidates = 1'000'000;

[[noreturn]] void refuse(const std::string& message, const std::string& hint) {
  throw Error("bad_grid", "grid", message, hint);
}

std::vector<Value::Map> parts_of(const Value& grid) {
  std::vector<Value::Map> parts;
  if (const auto* several = grid.get_if<Value::List>()) {
    for (const Value& each : *several) parts.push_back(each.map("grid"));
  } else {
    parts.push_back(grid.map("grid"));
  }
  for (Value::Map& part : parts) {
    std::sort(part.begin(), part.end(), [](const Value::Entry& a, const Value::Entry& b) { return a.first < b.first; });
    for (size_t i = 1; i < part.size(); ++i) {
      if (part[i].first == part[i - 1].first)
        refuse("The grid names '" + shown(part[i].first) + "' twice.", "Name each parameter once.");
    }
  }
  return parts;
}

int64_t size_of(const Value::Map& part) {
  int64_t size = 1;
  for (const auto& entry : part) {
    size *= static_cast<int64_t>(entry.second.list("grid").size());
    if (size > kMostCandidates)
      refuse("The grid has more than a million combinations.",
             "Try fewer values, or draw some with RandomizedSearchCV.");
  }
  return size;
}

/// The combination number `index` of one grid.
Candidate point(const Value::Map& part, int64_t index) {
  Candidate out = part;
  for (size_t i = part.size(); i-- > 0;) {
    const Value::List& values = part[i].second.list();
    const auto n = static_cast<int64_t>(values.size());
    out[i].second = values[static_cast<size_t>(index % n)];
    index /= n;
  }
  return out;
}

struct Argument {
  const char* name;
  double fallback;  // NaN: it must be given
};

/// The arguments of a distribution in the order of `wanted`; nothing else may be given.
std::vector<double> arguments(const Value& distribution, const std::vector<Argument>& wanted) {
  const std::string& name = distribution.at("distribution").text();
  std::vector<double> out;
  for (const Argument& argument : wanted) {
    const Value* given = distribution.find(argument.name);
    if (given && !given->is_number())
      refuse(std::string(argument.name) + " of the distribution " + name + " must be a number.", "");
    out.push_back(given ? given->number() : argument.fallback);
    if (!std::isfinite(out.back()))
      refuse("The distribution " + name + " needs a finite " + argument.name + ".", "Give it.");
  }
  for (const auto& entry : distribution.map()) {
    const bool known =
        entry.first == "distribution" ||
        std::any_of(wanted.begin(), wanted.end(), [&](const Argument& a) { return entry.first == a.name; });
    if (!known) refuse("The distribution " + name + " has no parameter '" + shown(entry.first) + "'.", "Leave it out.");
  }
  return out;
}

Value drawn(const Value& distribution, RandomState& random) {
  const std::string& name = distribution.at("distribution").text();
  const double none = std::nan("");
  if (name == "uniform" || name == "norm") {
    const auto a = arguments(distribution, {{"loc", 0.0}, {"scale", 1.0}});
    if (!(a[1] > 0)) refuse("scale of the distribution " + name + " must be above 0.", "");
    return (name == "uniform" ? random.random_sample() : random.standard_normal()) * a[1] + a[0];
  }
  if (name == "loguniform") {
    const auto a = arguments(distribution, {{"a", none}, {"b", none}});
    if (!(a[0] > 0 && a[0] < a[1])) refuse("The distribution loguniform needs 0 < a < b.", "");
    const double low = math::log(a[0]), high = math::log(a[1]);
    return math::exp(low + random.random_sample() * (high - low));
  }
  if (name == "randint") {
    const auto a = arguments(distribution, {{"low", none}, {"high", none}});
    if (a[0] != std::floor(a[0]) || a[1] != std::floor(a[1]) || !(a[0] < a[1]) || std::abs(a[0]) > 1e15 ||
        std::abs(a[1]) > 1e15) {
      refuse("The distribution randint needs whole numbers low < high; high itself is never drawn.", "");
    }
    return random.randint(static_cast<int64_t>(a[0]), static_cast<int64_t>(a[1]));
  }
  refuse("There is no distribution '" + shown(name) + "' in this engine.",
         "It has uniform, loguniform, norm and randint.");
}

}  // namespace

std::vector<Candidate> grid_candidates(const Value& grid) {
  std::vector<Candidate> out;
  int64_t total = 0;
  const auto parts = parts_of(grid);
  for (const auto& part : parts) total += size_of(part);
  if (total > kMostCandidates)
    refuse("The grid has more than a million combinations.", "Try fewer values, or draw some with RandomizedSearchCV.");
  for (const auto& part : parts) {
    for (int64_t i = 0, n = size_of(part); i < n; ++i) out.push_back(point(part, i));
  }
  return out;
}

std::vector<Candidate> drawn_candidates(const Value& distributions, int64_t n_iter, const Value& random_state) {
  const auto parts = parts_of(distributions);
  bool lists = true;
  for (const auto& part : parts) {
    for (const auto& entry : part) lists &= entry.second.get_if<Value::List>() != nullptr;
  }
  RandomState random = random_state_of(random_state);
  if (n_iter > kMostCandidates) refuse("n_iter is above a million.", "Draw fewer candidates.");
  std::vector<Candidate> out;
  if (lists) {
    int64_t total = 0;
    for (const auto& part : parts) total += size_of(part);
    if (total > kMostCandidates) refuse("The lists have more than a million combinations.", "Try fewer values.");
    if (total < n_iter)
      warn("UserWarning",
           "n_iter=" + std::to_string(n_iter) + " is more than the " + std::to_string(total) +
               " combinations of the lists; each is tried once.",
           "Lower n_iter, or use GridSearchCV.");
    for (int64_t index : sample_without_replacement(total, std::min(n_iter, total), random)) {
      size_t which = 0;
      for (; index >= size_of(parts[which]); ++which) index -= size_of(parts[which]);
      out.push_back(point(parts[which], index));
    }
    return out;
  }
  for (int64_t i = 0; i < n_iter; ++i) {
    Candidate candidate = parts[static_cast<size_t>(random.randint(static_cast<int64_t>(parts.size())))];
    for (auto& entry : candidate) {
      if (const auto* values = entry.second.get_if<Value::List>()) {
        entry.second = Value((*values)[static_cast<size_t>(random.randint(static_cast<int64_t>(values->size())))]);
      } else {
        entry.second = drawn(entry.second, random);
      }
    }
    out.push_back(std::move(candidate));
  }
  return out;
}

}  // namespace keepfit
