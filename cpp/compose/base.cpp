#include "compose/base.h"

#include <algorithm>
#include <unordered_map>

#include "core/node.h"
#include "core/table.h"

namespace keepfit::ensemble {

const Estimator& base_of(const Estimator& ensemble, const Estimator& fallback) {
  const auto* given = ensemble.param("estimator").get_if<std::shared_ptr<Estimator>>();
  return given ? **given : fallback;
}

namespace {

/// Paths of all parameters random_state, and whether this engine has them: scikit-learn draws for the others as well.
void random_states(const Estimator& e, const std::string& prefix, std::vector<std::pair<std::string, bool>>& out) {
  for (const Param& p : e.declaration().params) {
    if (std::string_view("random_state") == p.name) out.emplace_back(prefix + p.name, true);
    const Value& held = e.param(p.name);
    if (const auto* nested = held.get_if<std::shared_ptr<Estimator>>())
      random_states(**nested, prefix + p.name + "__", out);
    const auto* items = held.get_if<Value::List>();
    for (size_t i = 0; items && i < items->size(); ++i) {
      const auto* parts = (*items)[i].get_if<Value::List>();
      const auto* nested = parts && parts->size() >= 2 ? (*parts)[1].get_if<std::shared_ptr<Estimator>>() : nullptr;
      if (nested) random_states(**nested, prefix + (*parts)[0].text() + "__", out);
    }
  }
  for (const char* other : e.declaration().unsupported) {
    if (std::string_view("random_state") == other) out.emplace_back(prefix + other, false);
  }
}

}  // namespace

std::shared_ptr<Estimator> seeded_clone(const Estimator& base, RandomState& random) {
  auto out = base.clone();
  std::vector<std::pair<std::string, bool>> paths;
  random_states(*out, "", paths);
  std::sort(paths.begin(), paths.end());
  for (const auto& [path, known] : paths) {
    const int64_t seed = random.randint(2147483647);
    if (known) set_by_path(*out, path, seed);
  }
  return out;
}

std::vector<int32_t> codes_of(const Column& labels, const Labels& classes) {
  std::vector<int32_t> out(static_cast<size_t>(labels.rows()), -1);
  if (labels.is_text != classes.is_text) return out;
  if (labels.is_text) {
    std::unordered_map<std::string_view, int32_t> known;
    for (size_t k = 0; k < classes.strings.size(); ++k) known.emplace(classes.strings[k], static_cast<int32_t>(k));
    std::vector<int32_t> code;
    for (const std::string& category : labels.text.categories) {
      const auto at = known.find(category);
      code.push_back(at == known.end() ? -1 : at->second);
    }
    for (size_t i = 0; i < out.size(); ++i) {
      if (labels.text.codes[i] >= 0) out[i] = code[static_cast<size_t>(labels.text.codes[i])];
    }
    return out;
  }
  for (size_t i = 0; i < out.size(); ++i) {
    const double v = labels.numbers[static_cast<Index>(i)];
    const auto at = std::lower_bound(classes.numbers.begin(), classes.numbers.end(), v);
    if (at != classes.numbers.end() && *at == v) out[i] = static_cast<int32_t>(at - classes.numbers.begin());
  }
  return out;
}

Table unnamed(const Table& X) {
  Table out = X;
  out.set_names({});
  return out;
}

}  // namespace keepfit::ensemble
