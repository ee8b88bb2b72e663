#include "compose/pipeline.h"

#include <functional>
#include <utility>

#include "core/audit.h"
#include "core/registry.h"
#include "core/steps.h"
#include "core/table.h"

namespace keepfit {

KEEPFIT_REGISTER(Pipeline)

namespace {

Listed<Example> examples() {
  return {{"steps",
           {Value::List{example_step("fill", example_recipe("SimpleImputer")),
                        example_step("scale", example_recipe("StandardScaler")),
                        example_step("model", example_recipe("DecisionTreeClassifier", {{"max_depth", 3}}))}},
           {},
           true}};
}

}  // namespace

KEEPFIT_SMALL const Declaration& Pipeline::declared() {
  static const Declaration d{.name = "Pipeline",
                             .module = "pipeline",
                             .doc = "Applies transformers one after another and ends in an estimator.",
                             .kind = Kind::kComposite,
                             .exactness = {Exactness::kParts},
                             .traits = {.accepts_text = true, .accepts_missing = true, .accepts_infinite = true},
                             .params = {{"steps",
                                         Value::List{},
                                         {constraint::steps(Constraint::Role::kFlow)},
                                         "The steps in order: [name, estimator]."}},
                             .fitted = {},
                             .examples = &examples,
                             .unsupported = {"memory", "verbose", "transform_input"},
                             .unsupported_methods = {"fit_predict", "predict_log_proba", "score_samples"},
                             .create = &create<Pipeline>};
  return d;
}

Pipeline::Step Pipeline::Steps::operator[](size_t i) const {
  const Value::List& pair = list[i].list();
  const auto* estimator = pair[1].get_if<std::shared_ptr<Estimator>>();
  return {pair[0].text(), estimator ? estimator->get() : nullptr};
}

Estimator* Pipeline::last() const {
  const Steps all = steps();
  return all.empty() ? nullptr : all.back().estimator;
}

Traits Pipeline::of_steps() const {
  std::vector<const Estimator*> parts;
  parts.reserve(steps().size());
  for (const Step step : steps()) parts.push_back(step.estimator);
  return joined(declared().traits, parts, Made::kSequence);
}

Kind Pipeline::kind() const { return last() ? last()->kind() : Kind::kTransformer; }
bool Pipeline::can_transform() const { return last() ? last()->can_transform() : true; }
bool Pipeline::can_inverse_transform() const {
  for (const Step step : steps()) {
    if (step.estimator && !step.estimator->can_inverse_transform()) return false;
  }
  return true;
}
bool Pipeline::can_predict() const { return last() && last()->can_predict(); }
bool Pipeline::can_decision_function() const { return last() && last()->can_decision_function(); }
const Estimator& Pipeline::last_estimator() const { return last() ? last()->last_estimator() : *this; }
Estimator& Pipeline::innermost(std::vector<std::string>& names, Table* X) {
  const Steps all = steps();
  Table storage;
  if (X && &apply_front(*X, storage) == &storage) *X = std::move(storage);
  for (size_t i = 0; i + 1 < all.size(); ++i) {
    if (all[i].estimator) names = all[i].estimator->feature_names_out(names);
  }
  return last() ? keepfit::innermost(*last(), names, X) : *this;
}
std::string Pipeline::scoring() const { return last() ? last()->scoring() : ""; }
const Labels* Pipeline::classes() const { return last() ? last()->classes() : nullptr; }

void Pipeline::check_steps() const {
  const Steps all = steps();
  std::vector<std::string> names;
  for (const Step step : all) names.push_back(step.name);
  check_step_names("Pipeline", names);
  if (all.empty()) throw Error("bad_parameter", "Pipeline", "The pipeline has no steps.", "Give it at least one step.");
  for (size_t i = 0; i + 1 < all.size(); ++i) {
    if (all[i].estimator && !all[i].estimator->can_transform()) {
      throw Error("bad_parameter", "step '" + all[i].name + "'",
                  "All steps but the last must be transformers, but '" + all[i].name + "' is " +
                      with_article(all[i].estimator->declaration().name) + ".",
                  "Move it to the end.");
    }
  }
}

std::vector<char> Pipeline::columns_used() const {
  for (const Step step : steps()) {
    if (step.estimator) return step.estimator->columns_used();
  }
  return Estimator::columns_used();
}

Estimator::Origin Pipeline::origin_before(size_t i, const Table& row, Index column, bool infinite) const {
  const Steps all = steps();
  std::vector<Table> given{row};
  for (size_t k = 0; k < i; ++k)
    given.push_back(all[k].estimator ? std::as_const(*all[k].estimator).transform(given[k]) : given[k]);
  Origin found;
  found.column = column;
  for (size_t k = i; k-- > 0 && found.column >= 0;) {
    if (!all[k].estimator) continue;
    found = all[k].estimator->origin(given[k], found.column, infinite);
    if (!found.made) continue;
    found.where = "step '" + all[k].name + "'" + (found.where.empty() ? "" : " > " + found.where);
    break;
  }
  return found;
}

template <class Work>
auto Pipeline::run(size_t i, const Table& X, const Table& given, Work work) const {
  try {
    return in_step(steps()[i].name, work);
  } catch (Error& e) {
    blame(e, i, X, given);
    throw;
  }
}

void Pipeline::blame(Error& e, size_t i, const Table& X, const Table& given) const {
  const bool infinite = e.code == "infinite_values";
  if (e.table != &given || &given == &X) return;
  e.table = nullptr;
  if (e.row < 0 || e.position < 0 || !(infinite || e.code == "missing_values")) return;
  Origin from;
  try {
    const Untraced nobody;
    from = origin_before(i, X.take({static_cast<Index>(e.row)}), static_cast<Index>(e.position), infinite);
  } catch (const Error&) {
    return;  // the row alone is refused for something else
  }
  if (!from.made) {
    // The value stands in the pipeline's own input: its caller may know the column's name.
    if (from.column < 0) return;
    e.move_column(from.column);
    e.table = &X;
    return;
  }
  const std::string what = e.column.empty() ? "column " + std::to_string(e.position) : "column '" + e.column + "'";
  Error blamed(e.code, from.where,
               from.who + " makes " + from.to + (from.from.empty() ? "" : " of " + from.from) + " in " +
                   row_text(e.row) + " of " + what + ", which step '" + steps()[i].name + "' does not accept.",
               "Change that step, or what it is given: leave such values out, or clip or fill them before it.");
  blamed.row = e.row;
  blamed.column = e.column;
  e = std::move(blamed);
}

void Pipeline::require_columns(const Table& given, size_t step) const {
  if (given.columns() > 0) return;
  const Steps all = steps();
  for (size_t i = step; i-- > 0;) {
    if (!all[i].estimator) continue;
    in_step(all[i].name, [&] {
      throw Error("empty_input", "",
                  std::string(all[i].estimator->declaration().name) + " leaves no column, so that step '" +
                      all[step].name + "' has nothing to be fitted to.",
                  "Loosen what it leaves out, or take it out.");
    });
  }
}

const Table& Pipeline::fit_front(const Table& X, const Column* y, const Context& context, Table& storage) {
  check_steps();
  const Steps all = steps();
  const Table* current = &X;
  std::vector<std::string> names = X.names();
  const double n = static_cast<double>(all.size());
  for (size_t i = 0; i + 1 < all.size(); ++i) {
    if (!all[i].estimator) continue;
    require_columns(*current, i);
    Table made = run(i, X, *current,
                     [&] { return all[i].estimator->fit_transform(*current, y, context.part(i / n, (i + 1) / n)); });
    storage = std::move(made);
    current = &storage;
    if (names.empty()) continue;
    names = all[i].estimator->feature_names_out(names);
    storage.set_names(names);
  }
  return *current;
}

void Pipeline::do_fit(const Table& X, const Column* y, const Context& context) {
  Table storage;
  const Table& current = fit_front(X, y, context, storage);
  const Steps all = steps();
  if (all.back().estimator) {
    require_columns(current, all.size() - 1);
    const double n = static_cast<double>(all.size());
    run(all.size() - 1, X, current,
        [&] { all.back().estimator->fit(current, y, context.part((n - 1) / n, 1), sample_weight()); });
  }
  settled_ = of_steps();
}

Table Pipeline::do_fit_transform(const Table& X, const Column* y, const Context& context) {
  Table storage;
  const Table& current = fit_front(X, y, context, storage);
  const Steps all = steps();
  if (all.back().estimator) {
    require_columns(current, all.size() - 1);
    const double n = static_cast<double>(all.size());
    storage = run(all.size() - 1, X, current,
                  [&] { return all.back().estimator->fit_transform(current, y, context.part((n - 1) / n, 1)); });
  } else if (&current != &storage) {
    storage = current;
  }
  settled_ = of_steps();
  return storage;
}

const Table& Pipeline::apply_front(const Table& X, Table& storage) const {
  const Steps all = steps();
  const Table* current = &X;
  for (size_t i = 0; i + 1 < all.size(); ++i) {
    if (!all[i].estimator) continue;
    Table made = run(i, X, *current, [&] { return std::as_const(*all[i].estimator).transform(*current); });
    storage = std::move(made);
    current = &storage;
  }
  return *current;
}

Table Pipeline::do_transform(const Table& X) const {
  Table storage;
  const Table& current = apply_front(X, storage);
  const Steps all = steps();
  if (!all.back().estimator) return current;
  return run(all.size() - 1, X, current, [&] { return all.back().estimator->transform(current); });
}

Table Pipeline::do_inverse_transform(const Table& X) const {
  Table current = X;
  const Steps all = steps();
  for (size_t i = all.size(); i-- > 0;) {
    if (all[i].estimator)
      current = in_step(all[i].name, [&] { return std::as_const(*all[i].estimator).inverse_transform(current); });
  }
  return current;
}

Column Pipeline::do_predict(const Table& X) const {
  Table storage;
  const Table& current = apply_front(X, storage);
  return run(steps().size() - 1, X, current, [&] { return last()->predict(current); });
}

RowMatrix Pipeline::do_predict_proba(const Table& X) const {
  Table storage;
  const Table& current = apply_front(X, storage);
  return run(steps().size() - 1, X, current, [&] { return last()->predict_proba(current); });
}

RowMatrix Pipeline::do_decision_function(const Table& X) const {
  Table storage;
  const Table& current = apply_front(X, storage);
  return run(steps().size() - 1, X, current, [&] { return last()->decision_function(current); });
}

std::vector<std::string> Pipeline::do_feature_names_out(const std::vector<std::string>& in) const {
  std::vector<std::string> names = in;
  for (const Step step : steps()) {
    if (step.estimator) names = step.estimator->feature_names_out(names);
  }
  return names;
}

int64_t Pipeline::output_width(int64_t in) const {
  for (const Step step : steps()) {
    if (step.estimator) in = step.estimator->output_width(in);
  }
  return in;
}

void Pipeline::check_fitted() const {
  check_steps();
  const Steps all = steps();
  int64_t width = n_features_in();
  for (size_t i = 0; i < all.size(); ++i) {
    const Estimator* e = all[i].estimator;
    if (!e) continue;
    if (!e->fitted()) audit::refuse("step '" + all[i].name + "'", "The step is not fitted, but the pipeline is.");
    if (e->n_features_in() != width) {
      throw Error("audit_shape", "step '" + all[i].name + "'",
                  "The step takes " + counted(e->n_features_in(), "column") + ", but the step before it makes " +
                      std::to_string(width) + ".",
                  "Nothing was loaded.");
    }
    if (i + 1 < all.size()) width = e->output_width(width);
  }
  settled_ = of_steps();
}

}  // namespace keepfit
