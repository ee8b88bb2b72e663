// What comes out of every step of a fitted model.
#include <algorithm>
#include <map>

#include "border/list.h"
#include "border/request.h"
#include "core/table.h"
#include "core/trace.h"
#include "core/wire.h"

namespace keepfit::border {

namespace {

/// The first columns of what a transformer made, with their names where it can tell them.
Value first_columns(const Estimator& by, const Table& made, Index most) {
  std::vector<std::string> names;
  try {
    names = by.feature_names_out();
  } catch (const Error&) {
    // A step may be unable to name what it makes, and yet make it.
  }
  const Index shown = std::min(most, made.columns());
  for (Index j = static_cast<Index>(names.size()); j < shown; ++j) names.push_back("x" + std::to_string(j));
  names.resize(static_cast<size_t>(shown));
  std::vector<Index> first(static_cast<size_t>(shown));
  for (Index j = 0; j < shown; ++j) first[static_cast<size_t>(j)] = j;
  return wire::write_table(made.select(first), std::move(names));
}

}  // namespace

/// {model, data | X, columns?: most columns of each table}
/// -> {steps: [{path, width, X} | {path, width, labels, proba?, classes?}]}: an outer step stands after those in it.
/// Of ensembles of many alike only the whole is listed.
Value step_outputs(const Value& request, const Context&) {
  const Model& model = models().of(request);
  const Estimator& e = *model.estimator;
  const Value given = optional(request, "columns");
  const Index most = given.is_null() ? 64 : std::max<Index>(0, static_cast<Index>(given.integer("columns")));
  std::vector<std::string> order;
  std::map<std::string, Value::Map> steps;
  // A step that is asked twice, for labels and for probabilities, answers the same twice.
  const auto at = [&](const std::string& path) -> Value::Map& {
    const auto [found, fresh] = steps.try_emplace(path);
    if (fresh) order.push_back(path);
    return found->second;
  };
  const auto put = [](Value::Map& step, const char* name, Value value) {
    const auto same = [name](const auto& entry) { return entry.first == name; };
    if (std::none_of(step.begin(), step.end(), same)) step.emplace_back(name, std::move(value));
  };
  const Trace trace(
      {.input = {},
       .transform =
           [&](const std::string& path, const Estimator& by, const Table& made) {
             put(at(path), "width", static_cast<int64_t>(made.columns()));
             put(at(path), "X", first_columns(by, made, most));
           },
       .predict =
           [&](const std::string& path, const Column& made) {
             put(at(path), "width", int64_t{1});
             put(at(path), "labels", wire::write_column(made));
           },
       .predict_proba = [&](const std::string& path,
                            const RowMatrix& made) { put(at(path), "proba", wire::write_matrix(made)); }});
  Table storage;
  const Table& X = named_table(e, table_of(request, storage));
  if (e.can_predict()) e.predict(X);
  if (e.can_predict_proba()) e.predict_proba(X);
  if (!e.can_predict() && e.can_transform()) e.transform(X);
  Value::List out;
  for (const std::string& path : order) {
    Value::Map step{{"path", path}};
    for (auto& [name, value] : steps[path]) step.emplace_back(name, std::move(value));
    out.emplace_back(std::move(step));
  }
  return Value::Map{{"steps", std::move(out)}};
}

}  // namespace keepfit::border
