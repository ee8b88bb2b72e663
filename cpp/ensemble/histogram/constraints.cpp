#include "ensemble/histogram/constraints.h"

#include <initializer_list>
#include <utility>

namespace keepfit::ensemble::histogram {

using replicas::PythonSet;

Error bad_parameter(const Estimator& e, const char* param, const std::string& message, const char* hint) {
  const std::string who = e.declaration().name;
  return Error("bad_parameter", who, std::string(param) + " of " + who + " " + message, hint);
}

std::vector<int8_t> directions_of(const Estimator& e, const Columns& x, int64_t trees) {
  const Value& given = e.param("monotonic_cst");
  if (given.is_null()) return {};
  if (given.list().size() != x.size())
    throw bad_parameter(
        e, "monotonic_cst",
        "has " + counted(given.list().size(), "entry", "entries") + ", but X has " + counted(x.size(), "column") + ".",
        "Give one entry per column.");
  if (trees != 1) throw bad_parameter(e, "monotonic_cst", "works with two classes only.", "Leave it out.");
  std::vector<int8_t> out;
  bool any = false;
  for (size_t j = 0; j < x.size(); ++j) {
    const Value& v = given.list()[static_cast<size_t>(x.order[j])];
    const double sign = v.is_number() ? v.number() : 2.0;
    if (sign != -1.0 && sign != 0.0 && sign != 1.0)
      throw bad_parameter(e, "monotonic_cst", "must hold -1, 0 or 1 for each column. Got " + v.repr() + ".",
                          "1 lets the answer only rise with the column, -1 only fall.");
    if (sign != 0.0 && x.categorical[j])
      throw bad_parameter(e, "monotonic_cst", "has a direction for a column of categories, which have no order.",
                          "Give 0 for it.");
    out.push_back(static_cast<int8_t>(sign));
    any |= sign != 0.0;
  }
  return any ? out : std::vector<int8_t>();
}

std::vector<PythonSet> groups_of(const Estimator& e, const Columns& x) {
  const Value& given = e.param("interaction_cst");
  if (given.is_null()) return {};
  const auto n = static_cast<uint32_t>(x.size());
  for (size_t j = 0; j < x.size(); ++j) {
    // scikit-learn moves these columns to the front and then applies the positions to the moved ones.
    if (x.order[j] != static_cast<Index>(j))
      throw bad_parameter(e, "interaction_cst", "cannot be used when columns of categories come after others.",
                          "Put the columns of categories first.");
  }
  std::vector<PythonSet> out;
  std::vector<uint8_t> listed(n, 0);
  const auto add = [&](std::initializer_list<uint32_t> columns) {
    out.emplace_back();
    for (uint32_t j : columns) out.back().add(j);
  };
  if (given.is("no_interactions")) {
    for (uint32_t a = 0; a < n; ++a) add({a});
    return out;
  }
  if (given.is("pairwise")) {
    for (uint32_t a = 0; a < n; ++a) {
      for (uint32_t b = a + 1; b < n; ++b) add({a, b});
    }
    if (n == 1) add({0});
    return out;
  }
  for (const Value& group : given.list()) {
    const auto* items = group.get_if<Value::List>();
    if (!items)
      throw bad_parameter(e, "interaction_cst",
                          "must be a list of lists of column positions. Got " + group.repr() + ".",
                          "For example [[0, 1], [2]].");
    out.emplace_back();
    for (const Value& item : *items) {
      const auto* at = item.get_if<int64_t>();
      if (!at || *at < 0 || *at >= static_cast<int64_t>(n))
        throw bad_parameter(
            e, "interaction_cst",
            "must hold positions of columns from 0 to " + std::to_string(n - 1) + ". Got " + item.repr() + ".",
            "Positions count from 0.");
      out.back().add(static_cast<uint32_t>(*at));
      listed[static_cast<size_t>(*at)] = 1;
    }
  }
  PythonSet rest;
  for (uint32_t j = 0; j < n; ++j) {
    if (!listed[j]) rest.add(j);
  }
  if (!rest.values().empty()) out.push_back(std::move(rest));
  return out;
}

}  // namespace keepfit::ensemble::histogram
