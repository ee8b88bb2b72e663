#include "compose/column_transformer.h"

#include <algorithm>
#include <set>

#include "compose/steps.h"
#include "core/registry.h"

namespace keepfit {

KEEPFIT_REGISTER(ColumnTransformer)

const Declaration& ColumnTransformer::declared() {
  static const Declaration d{
      .name = "ColumnTransformer",
      .module = "compose",
      .doc = "Sends groups of columns through transformers of their own and puts the results side by side.",
      .kind = Kind::kTransformer,
      .exactness = {Exactness::kParts},
      .traits = {.accepts_text = true, .accepts_missing = true, .accepts_infinite = true},
      .params = {{"transformers", Value::List{}, {constraint::transformers()}, "The transformers and their columns: [name, transformer, columns]."},
                 {"remainder", "drop", {constraint::options({"drop", "passthrough"}), constraint::estimator()},
                  "What happens to columns that no transformer names."},
                 {"verbose_feature_names_out", true, {constraint::boolean()}, "Put the transformer's name before the names of its columns."}},
      .fitted = {field<&ColumnTransformer::columns_>("columns_", {}, "Positions of each transformer's columns, those of the remainder last.")},
      .unsupported = {"sparse_threshold", "n_jobs", "transformer_weights", "verbose", "force_int_remainder_cols"},
      .create = &create<ColumnTransformer>};
  return d;
}

Traits ColumnTransformer::traits() const {
  Traits t = declared().traits;
  for (const Part& part : parts()) {
    if (!part.estimator) continue;
    t.needs_target |= part.estimator->traits().needs_target;
    t.row_function &= part.estimator->traits().row_function;
    t.holds_training_rows |= part.estimator->traits().holds_training_rows;
  }
  return t;
}

std::vector<ColumnTransformer::Part> ColumnTransformer::parts() const {
  std::vector<Part> out;
  const auto add = [&](const std::string& name, const Value& what) {
    const auto* estimator = what.get_if<std::shared_ptr<Estimator>>();
    out.push_back({name, estimator ? estimator->get() : nullptr, what.is("drop"), {}});
  };
  for (const Value& item : param("transformers").list()) add(item.list()[0].text(), item.list()[1]);
  add("remainder", param("remainder"));
  const Value::List& resolved = columns_.list();
  for (size_t i = 0; i < out.size() && i < resolved.size(); ++i) {
    for (const Value& position : resolved[i].list()) out[i].columns.push_back(static_cast<Index>(position.integer()));
  }
  return out;
}

void ColumnTransformer::resolve_columns(const Table& X) {
  std::vector<std::string> names;
  std::vector<char> taken(static_cast<size_t>(X.columns()), 0);
  Value::List resolved;
  for (const Value& item : param("transformers").list()) {
    const Value::List& parts = item.list();
    const std::string& name = parts[0].text();
    names.push_back(name);
    Value::List positions;
    for (const Value& wanted : parts[2].list()) {
      int64_t position = 0;
      if (const auto* column = wanted.get_if<std::string>()) {
        const auto at = std::find(X.names().begin(), X.names().end(), *column);
        if (at == X.names().end()) {
          throw Error("unknown_column", "step '" + name + "'", "There is no column '" + column->substr(0, 80) + "' in X.",
                      X.has_names() ? "Check the spelling." : "X has no column names here; give positions.");
        }
        position = at - X.names().begin();
      } else {
        position = wanted.integer();
        if (position < 0) position += X.columns();  // as Python counts from the end
        if (position < 0 || position >= X.columns()) {
          throw Error("unknown_column", "step '" + name + "'",
                      "There is no column " + std::to_string(wanted.integer()) + " in X, which has " + std::to_string(X.columns()) + " columns.",
                      "Positions run from 0.");
        }
      }
      taken[static_cast<size_t>(position)] = 1;
      positions.emplace_back(position);
    }
    resolved.emplace_back(std::move(positions));
  }
  names.push_back("remainder");
  check_step_names("ColumnTransformer", names);
  Value::List rest;
  for (size_t j = 0; j < taken.size(); ++j) {
    if (!taken[j]) rest.emplace_back(static_cast<int64_t>(j));
  }
  resolved.emplace_back(std::move(rest));
  columns_ = std::move(resolved);
}

void ColumnTransformer::do_fit(const Table& X, const Column* y, const Context& context) { do_fit_transform(X, y, context); }

Table ColumnTransformer::do_fit_transform(const Table& X, const Column* y, const Context& context) {
  resolve_columns(X);
  const auto all = parts();
  for (const Part& part : all) {
    if (part.estimator && !part.estimator->can_transform()) {
      throw Error("bad_parameter", "step '" + part.name + "'",
                  "Every part of a ColumnTransformer must be a transformer, but '" + part.name + "' is a " + part.estimator->declaration().name + ".",
                  "Put a predictor at the end of a Pipeline instead.");
    }
  }
  std::vector<Table> results;
  const double n = static_cast<double>(all.size());
  for (size_t i = 0; i < all.size(); ++i) {
    const Part& part = all[i];
    if (!part.runs()) continue;
    Table selected = X.select(part.columns);
    if (part.estimator) {
      selected = in_step(part.name, [&] { return part.estimator->fit_transform(selected, y, context.part(i / n, (i + 1) / n)); });
    }
    selected.set_names({});
    results.push_back(std::move(selected));
  }
  Table out = Table::side_by_side(results, X.rows());
  do_feature_names_out(input_names());  // clashing names are an error of the recipe: say so now
  return out;
}

Table ColumnTransformer::do_transform(const Table& X) const {
  std::vector<Table> results;
  for (const Part& part : parts()) {
    if (!part.runs()) continue;
    Table selected = X.select(part.columns);
    if (part.estimator) selected = in_step(part.name, [&] { return part.estimator->transform(selected); });
    selected.set_names({});
    results.push_back(std::move(selected));
  }
  return Table::side_by_side(results, X.rows());
}

std::vector<std::string> ColumnTransformer::do_feature_names_out(const std::vector<std::string>& in) const {
  const bool verbose = param("verbose_feature_names_out").boolean();
  std::vector<std::string> names;
  for (const Part& part : parts()) {
    if (!part.runs()) continue;
    std::vector<std::string> selected;
    for (Index j : part.columns) selected.push_back(in[static_cast<size_t>(j)]);
    if (part.estimator) selected = part.estimator->feature_names_out(selected);
    for (const std::string& name : selected) names.push_back(verbose ? part.name + "__" + name : name);
  }
  if (!verbose) {
    std::set<std::string> seen;
    for (const std::string& name : names) {
      if (!seen.insert(name).second) {
        throw Error("name_clash", "ColumnTransformer", "Two output columns would be named '" + name + "'.", "Set verbose_feature_names_out to true.");
      }
    }
  }
  return names;
}

int64_t ColumnTransformer::output_width(int64_t) const {
  int64_t width = 0;
  for (const Part& part : parts()) {
    const auto columns = static_cast<int64_t>(part.columns.size());
    if (part.runs()) width += part.estimator ? part.estimator->output_width(columns) : columns;
  }
  return width;
}

void ColumnTransformer::check_fitted() const {
  const auto refuse = [](const char* code, const std::string& where, const std::string& message) { throw Error(code, where, message, "Nothing was loaded."); };
  const size_t expected = param("transformers").list().size() + 1;
  if (columns_.list("columns_").size() != expected) refuse("audit_shape", "columns_", "columns_ must hold one list per transformer and one for the remainder.");
  std::vector<std::string> names;
  for (const Value& positions : columns_.list()) {
    for (const Value& position : positions.list("columns_")) {
      const auto* p = position.get_if<int64_t>();
      if (!p || *p < 0 || *p >= n_features_in()) refuse("audit_values", "columns_", "columns_ names a column that does not exist.");
    }
  }
  for (const Part& part : parts()) {
    names.push_back(part.name);
    if (!part.estimator || part.columns.empty()) continue;
    const std::string where = "step '" + part.name + "'";
    if (!part.estimator->can_transform()) refuse("audit_values", where, "The step is not a transformer.");
    if (!part.estimator->fitted()) refuse("audit_values", where, "The step is not fitted.");
    if (part.estimator->n_features_in() != static_cast<int64_t>(part.columns.size())) {
      refuse("audit_shape", where, "The step takes " + std::to_string(part.estimator->n_features_in()) + " columns, but gets " + std::to_string(part.columns.size()) + ".");
    }
  }
  check_step_names("ColumnTransformer", names);
}

}  // namespace keepfit
