#include "core/registry.h"

#include <algorithm>
#include <cstring>

#include "core/errors.h"
#include "core/estimator.h"

namespace keepfit {

Pasts operator+(Pasts later, Pasts earlier) {
  later.insert(later.end(), earlier.begin(), earlier.end());
  return later;
}
Pasts added(const char* since, Value meaning) { return {{since, nullptr, std::move(meaning)}}; }
Pasts derived(const char* since, Value (*older)(const Value& step)) { return {{since, nullptr, {}, older}}; }
Pasts renamed(const char* since, const char* formerly, Value (*older)(const Value& step)) {
  return {{since, formerly, {}, older}};
}

const Param* Declaration::find_param(std::string_view name) const {
  for (const Param& p : params) {
    if (name == p.name) return &p;
  }
  return nullptr;
}

const char* exactness_name(Exactness exactness) {
  switch (exactness) {
    case Exactness::kExact: return "exact";
    case Exactness::kTight: return "tight";
    case Exactness::kConverged: return "converged";
    case Exactness::kParts: return "parts";
    case Exactness::kUndeclared: break;
  }
  return "undeclared";
}

const char* kind_name(Kind kind) {
  switch (kind) {
    case Kind::kTransformer: return "transformer";
    case Kind::kClassifier: return "classifier";
    case Kind::kRegressor: return "regressor";
    case Kind::kComposite: return "composite";
  }
  return "";
}

namespace registry {

namespace {
struct Entry {
  const char* name;
  const Declaration& (*declare)();
  Registrar::Formerly formerly;
};

// Registrars run before main in no certain order, so they only leave a function here; it is called on first use, since
// a file that holds three estimators is not to wait for what all the others say of themselves.
std::vector<Entry>& entries() {
  static std::vector<Entry> list;
  return list;
}
}  // namespace

Registrar::Registrar(const char* name, const Declaration& (*declare)(), Formerly formerly) {
  entries().push_back({name, declare, formerly});
}

std::vector<std::pair<const char*, Former>> formers() {
  std::vector<std::pair<const char*, Former>> out;
  for (const Entry& entry : entries()) {
    if (!entry.formerly) continue;
    for (const Former& former : entry.formerly()) out.emplace_back(entry.name, former);
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const auto& a, const auto& b) { return std::strcmp(a.first, b.first) < 0; });
  return out;
}

const std::vector<const Declaration*>& all() {
  static std::vector<const Declaration*> list;
  if (list.size() != entries().size()) {
    list.clear();
    for (const Entry& entry : entries()) list.push_back(&entry.declare());
    std::sort(list.begin(), list.end(), [](const auto* a, const auto* b) { return std::strcmp(a->name, b->name) < 0; });
  }
  return list;
}

const std::vector<const char*>& unsupported_methods() {
  static const std::vector<const char*> list{"densify",
                                             "get_metadata_routing",
                                             "set_callbacks",
                                             "set_fit_request",
                                             "set_inverse_transform_request",
                                             "set_output",
                                             "set_partial_fit_request",
                                             "set_predict_request",
                                             "set_score_request",
                                             "set_transform_request",
                                             "sparsify"};
  return list;
}

const Declaration* find(std::string_view name) {
  for (const Entry& entry : entries()) {
    if (name == entry.name) return &entry.declare();
  }
  return nullptr;
}

std::unique_ptr<Estimator> create(std::string_view name) {
  if (const Declaration* d = find(name)) return d->create();
  throw Error("unknown_estimator", shown(name), "There is no estimator named '" + shown(name) + "' in this engine.",
              "Check the spelling; names are scikit-learn's, such as LogisticRegression.");
}

}  // namespace registry
}  // namespace keepfit
