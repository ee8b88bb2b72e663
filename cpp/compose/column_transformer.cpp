#include "compose/column_transformer.h"

#include <algorithm>
#include <optional>
#include <set>

#include "compose/pattern.h"
#include "core/registry.h"
#include "core/steps.h"
#include "core/table.h"

namespace keepfit {

KEEPFIT_REGISTER(ColumnTransformer)

namespace {

Listed<Example> examples() {
  return {{"transformers",
           {Value::List{Value::List{"numbers", example_recipe("StandardScaler"), Value::List{"b", "a"}},
                        Value::List{"texts", example_recipe("OneHotEncoder", {{"handle_unknown", "ignore"}}),
                                    Value::List{"t"}}}},
           {},
           true}};
}

}  // namespace

KEEPFIT_SMALL const Declaration& ColumnTransformer::declared() {
  static const Declaration d{
      .name = "ColumnTransformer",
      .module = "compose",
      .doc = "Sends groups of columns through transformers of their own and puts the results side by side.",
      .kind = Kind::kTransformer,
      .exactness = {Exactness::kParts},
      .traits = {.accepts_text = true, .accepts_missing = true, .accepts_infinite = true},
      .params = {{"transformers",
                  Value::List{},
                  {constraint::transformers()},
                  "The transformers and their columns: [name, transformer, columns]."},
                 {"remainder",
                  "drop",
                  {constraint::options({"drop", "passthrough"}),
                   constraint::estimator(Constraint::Role::kBeside, "transformer")},
                  "What happens to columns that no transformer names."},
                 {"transformer_weights",
                  Value(),
                  {constraint::none(), constraint::mapping()},
                  "What each transformer's results are multiplied by, by its name; 1 where left out."},
                 {"verbose_feature_names_out",
                  true,
                  {constraint::boolean(), constraint::text()},
                  "Put the transformer's name before the names of its columns; or a form such as '{feature_name} "
                  "({transformer_name})'."}},
      .fitted = {field<&ColumnTransformer::columns_>(
          "columns_", {}, "Positions of each transformer's columns, those of the remainder last.")},
      .examples = &examples,
      .unsupported = {"sparse_threshold", "n_jobs", "verbose", "force_int_remainder_cols"},
      .create = &create<ColumnTransformer>};
  return d;
}

namespace {
Estimator* estimator_in(const Value& what) {
  const auto* estimator = what.get_if<std::shared_ptr<Estimator>>();
  return estimator ? estimator->get() : nullptr;
}
}  // namespace

Traits ColumnTransformer::of_parts() const {
  const Value::List& items = param("transformers").list();
  std::vector<const Estimator*> all;
  all.reserve(items.size() + 1);
  for (const Value& item : items) all.push_back(estimator_in(item.list()[1]));
  all.push_back(estimator_in(param("remainder")));
  return joined(declared().traits, all, Made::kSideBySide);
}

std::vector<ColumnTransformer::Part> ColumnTransformer::parts() const {
  static const std::string remainder = "remainder";
  const Value::List& items = param("transformers").list();
  const Value::List& resolved = columns_.list();
  std::vector<Part> out;
  out.reserve(items.size() + 1);
  const auto add = [&](const std::string& name, const Value& what) {
    std::vector<Index> columns;
    if (out.size() < resolved.size()) {
      const Value::List& positions = resolved[out.size()].list();
      columns.reserve(positions.size());
      for (const Value& position : positions) columns.push_back(static_cast<Index>(position.integer()));
    }
    out.push_back({name, estimator_in(what), what.is("drop"), std::move(columns)});
  };
  for (const Value& item : items) add(item.list()[0].text(), item.list()[1]);
  add(remainder, param("remainder"));
  return out;
}

namespace {

Index position_of(const Table& X, const std::string& column, const std::string& step) {
  const auto at = std::find(X.names().begin(), X.names().end(), column);
  if (at == X.names().end()) {
    throw Error("unknown_column", "step '" + step + "'", "There is no column '" + shown(column) + "' in X.",
                X.has_names() ? "Check the spelling." : "X has no column names here; give positions.");
  }
  return at - X.names().begin();
}

/// Python's slice of 0, ..., n-1: [start, stop, step], the stop left out unless it is a name.
std::vector<Index> sliced(const Table& X, const Value::List& ends, const std::string& step) {
  const int64_t n = X.columns(), stride = ends.size() > 2 && !ends[2].is_null() ? ends[2].integer() : 1;
  if (stride == 0) throw Error("bad_parameter", "step '" + step + "'", "The step of a slice must not be 0.");
  const auto end = [&](size_t i, int64_t absent) -> int64_t {
    if (i >= ends.size() || ends[i].is_null()) return absent;
    if (const auto* name = ends[i].get_if<std::string>()) return position_of(X, *name, step) + (i == 1 ? 1 : 0);
    const int64_t at = ends[i].integer() + (ends[i].integer() < 0 ? n : 0);
    return stride > 0 ? std::min(std::max<int64_t>(at, 0), n) : std::min(std::max<int64_t>(at, -1), n - 1);
  };
  const int64_t start = end(0, stride > 0 ? 0 : n - 1), stop = end(1, stride > 0 ? n : -1);
  std::vector<Index> out;
  for (int64_t j = start; stride > 0 ? j < stop : j > stop; j += stride) out.push_back(static_cast<Index>(j));
  return out;
}

/// Columns by kind and by a pattern in their names, as make_column_selector picks them.
std::vector<Index> selected(const Table& X, const Value& wanted, const std::string& step) {
  const auto named = [&](const char* key, const char* kind) {
    const Value* kinds = wanted.find(key);
    if (!kinds) return false;
    if (const auto* list = kinds->get_if<Value::List>())
      return std::any_of(list->begin(), list->end(), [kind](const Value& v) { return v.is(kind); });
    return kinds->is(kind);
  };
  const Value* include = wanted.find("dtype_include");
  const Value* pattern = wanted.find("pattern");
  const bool all = !include || include->is_null();
  std::optional<Pattern> matches;
  if (pattern && !pattern->is_null()) {
    if (!X.has_names())
      throw Error("unknown_column", "step '" + step + "'",
                  "A selector with a pattern needs column names, but X has none.", "Give positions.");
    matches.emplace(pattern->text());
  }
  std::vector<Index> out;
  for (const char* kind : {"number", "text"}) {
    if (named("dtype_include", kind) && named("dtype_exclude", kind)) {
      throw Error("bad_parameter", "step '" + step + "'",
                  std::string("The selector both includes and excludes '") + kind + "'.", "Name it once.");
    }
  }
  for (Index j = 0; j < X.columns(); ++j) {
    const char* kind = X.is_text(j) ? "text" : "number";
    if ((!all && !named("dtype_include", kind)) || named("dtype_exclude", kind)) continue;
    if (!matches || matches->occurs_in(X.names()[static_cast<size_t>(j)])) out.push_back(j);
  }
  return out;
}

std::vector<Index> chosen(const Table& X, const Value& columns, const std::string& step) {
  if (const Value* ends = columns.find("slice")) return sliced(X, ends->list(), step);
  if (const Value* wanted = columns.find("selector")) return selected(X, *wanted, step);
  std::vector<Index> out;
  const Value::List& items = columns.list();
  if (!items.empty() && items[0].get_if<bool>()) {
    if (static_cast<Index>(items.size()) != X.columns()) {
      throw Error("unknown_column", "step '" + step + "'",
                  "The mask has " + counted(static_cast<int64_t>(items.size()), "entry", "entries") + ", but X has " +
                      counted(X.columns(), "column") + ".",
                  "Give one bool for each column of X.");
    }
    for (Index j = 0; j < X.columns(); ++j) {
      if (items[static_cast<size_t>(j)].boolean()) out.push_back(j);
    }
    return out;
  }
  for (const Value& wanted : items) {
    if (const auto* column = wanted.get_if<std::string>()) {
      out.push_back(position_of(X, *column, step));
      continue;
    }
    const int64_t position =
        wanted.integer() + (wanted.integer() < 0 ? X.columns() : 0);  // as Python counts from the end
    if (position < 0 || position >= X.columns()) {
      throw Error("unknown_column", "step '" + step + "'",
                  "There is no column " + std::to_string(wanted.integer()) + " in X, which has " +
                      counted(X.columns(), "column") + ".",
                  "Positions run from 0.");
    }
    out.push_back(static_cast<Index>(position));
  }
  return out;
}

}  // namespace

void ColumnTransformer::resolve_columns(const Table& X) {
  std::vector<std::string> names;
  std::vector<char> taken(static_cast<size_t>(X.columns()), 0);
  Value::List resolved;
  for (const Value& item : param("transformers").list()) {
    const Value::List& parts = item.list();
    names.push_back(parts[0].text());
    Value::List positions;
    const std::vector<Index> columns = chosen(X, parts[2], parts[0].text());
    // An empty list leaves the transformer out; a slice is meant to choose something.
    if (columns.empty() && parts[2].find("slice") && parts[1].get_if<std::shared_ptr<Estimator>>()) {
      throw Error("unknown_column", "step '" + parts[0].text() + "'", "The slice chooses no column of X.",
                  "Correct its ends.");
    }
    for (const Index j : columns) {
      taken[static_cast<size_t>(j)] = 1;
      positions.emplace_back(static_cast<int64_t>(j));
    }
    resolved.emplace_back(std::move(positions));
  }
  names.push_back("remainder");
  check_step_names("ColumnTransformer", names);
  check_part_weights("ColumnTransformer", param("transformer_weights"), names);
  Value::List rest;
  for (size_t j = 0; j < taken.size(); ++j) {
    if (!taken[j]) rest.emplace_back(static_cast<int64_t>(j));
  }
  resolved.emplace_back(std::move(rest));
  columns_ = std::move(resolved);
}

void ColumnTransformer::do_fit(const Table& X, const Column* y, const Context& context) {
  do_fit_transform(X, y, context);
}

Table ColumnTransformer::do_fit_transform(const Table& X, const Column* y, const Context& context) {
  resolve_columns(X);
  const auto all = parts();
  for (const Part& part : all) {
    if (part.estimator && !part.estimator->can_transform()) {
      throw Error("bad_parameter", "step '" + part.name + "'",
                  "Every part of a ColumnTransformer must be a transformer, but '" + part.name + "' is " +
                      with_article(part.estimator->declaration().name) + ".",
                  "Put a predictor at the end of a Pipeline instead.");
    }
  }
  std::vector<Table> results;
  results.reserve(all.size());
  const double n = static_cast<double>(all.size());
  for (size_t i = 0; i < all.size(); ++i) {
    const Part& part = all[i];
    if (!part.runs()) continue;
    Table given = X.select(part.columns);
    Table made = !part.estimator ? std::move(given) : of_columns(X, given, &part.columns, [&] {
      return in_step(part.name,
                     [&] { return part.estimator->fit_transform(given, y, context.part(i / n, (i + 1) / n)); });
    });
    made.set_names({});
    results.push_back(weighted(std::move(made), param("transformer_weights"), part.name));
  }
  Table out = Table::side_by_side(results, X.rows());
  do_feature_names_out(input_names());  // clashing names are an error of the recipe: say so now
  settled_ = of_parts();
  return out;
}

Table ColumnTransformer::do_transform(const Table& X) const {
  std::vector<Table> results;
  results.reserve(param("transformers").list().size() + 1);
  for (const Part& part : parts()) {
    if (!part.runs()) continue;
    Table given = X.select(part.columns);
    Table made = !part.estimator ? std::move(given) : of_columns(X, given, &part.columns, [&] {
      return in_step(part.name, [&] { return part.estimator->transform(given); });
    });
    made.set_names({});
    results.push_back(weighted(std::move(made), param("transformer_weights"), part.name));
  }
  return Table::side_by_side(results, X.rows());
}

namespace {

/// The form with {transformer_name} and {feature_name} filled in, {{ and }} standing for braces.
std::string filled(const std::string& form, const std::string& transformer, const std::string& feature) {
  std::string out;
  for (size_t i = 0; i < form.size(); ++i) {
    if (form[i] != '{' && form[i] != '}') {
      out += form[i];
      continue;
    }
    if (i + 1 < form.size() && form[i + 1] == form[i]) {
      out += form[i++];
      continue;
    }
    const size_t end = form[i] == '{' ? form.find('}', i) : std::string::npos;
    const std::string field = end == std::string::npos ? "" : form.substr(i + 1, end - i - 1);
    if (field != "transformer_name" && field != "feature_name") {
      throw Error(
          "bad_parameter", "ColumnTransformer",
          "verbose_feature_names_out of ColumnTransformer may name {transformer_name} and {feature_name} only. Got '" +
              shown(form) + "'.");
    }
    out += field == "feature_name" ? feature : transformer;
    i = end;
  }
  return out;
}

}  // namespace

std::vector<std::string> ColumnTransformer::do_feature_names_out(const std::vector<std::string>& in) const {
  const Value& verbose = param("verbose_feature_names_out");
  const auto* form = verbose.get_if<std::string>();
  const bool plain = !form && !verbose.boolean();
  std::vector<std::string> names;
  for (const Part& part : parts()) {
    if (!part.runs()) continue;
    std::vector<std::string> selected;
    for (Index j : part.columns) selected.push_back(in[static_cast<size_t>(j)]);
    if (part.estimator) selected = part.estimator->feature_names_out(selected);
    for (const std::string& name : selected)
      names.push_back(plain ? name : form ? filled(*form, part.name, name) : part.name + "__" + name);
  }
  if (plain) {
    std::set<std::string> seen;
    for (const std::string& name : names) {
      if (!seen.insert(name).second) {
        throw Error("name_clash", "ColumnTransformer", "Two output columns would be named '" + name + "'.",
                    "Set verbose_feature_names_out to true.");
      }
    }
  }
  return names;
}

std::vector<char> ColumnTransformer::columns_used() const {
  std::vector<char> used(static_cast<size_t>(n_features_in()), 0);
  for (const Part& part : parts()) {
    for (Index j : part.columns) used[static_cast<size_t>(j)] |= !part.drop;
  }
  return used;
}

Estimator::Origin ColumnTransformer::origin(const Table& row, Index column, bool infinite) const {
  for (const Part& part : parts()) {
    if (!part.runs()) continue;
    const auto own = static_cast<Index>(part.columns.size()),
               width = part.estimator ? static_cast<Index>(part.estimator->output_width(own)) : own;
    if (column >= width) {
      column -= width;
      continue;
    }
    Origin found;
    found.column = column;
    if (part.estimator) found = part.estimator->origin(row.select(part.columns), column, infinite);
    if (found.made) found.where = "step '" + part.name + "'" + (found.where.empty() ? "" : " > " + found.where);
    else if (found.column >= 0) found.column = part.columns[static_cast<size_t>(found.column)];
    return found;
  }
  return {};
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
  const auto refuse = [](const char* code, const std::string& where, const std::string& message) {
    throw Error(code, where, message, "Nothing was loaded.");
  };
  const size_t expected = param("transformers").list().size() + 1;
  if (columns_.list("columns_").size() != expected)
    refuse("audit_shape", "columns_", "columns_ must hold one list per transformer and one for the remainder.");
  std::vector<std::string> names;
  for (const Value& positions : columns_.list()) {
    for (const Value& position : positions.list("columns_")) {
      const auto* p = position.get_if<int64_t>();
      if (!p || *p < 0 || *p >= n_features_in())
        refuse("audit_values", "columns_", "columns_ names a column that does not exist.");
    }
  }
  for (const Part& part : parts()) {
    names.push_back(part.name);
    if (!part.estimator || part.columns.empty()) continue;
    const std::string where = "step '" + part.name + "'";
    if (!part.estimator->can_transform()) refuse("audit_values", where, "The step is not a transformer.");
    if (!part.estimator->fitted()) refuse("audit_values", where, "The step is not fitted.");
    if (part.estimator->n_features_in() != static_cast<int64_t>(part.columns.size())) {
      refuse("audit_shape", where,
             "The step takes " + counted(part.estimator->n_features_in(), "column") + ", but gets " +
                 std::to_string(part.columns.size()) + ".");
    }
  }
  check_step_names("ColumnTransformer", names);
  check_part_weights("ColumnTransformer", param("transformer_weights"), names);
  settled_ = of_parts();
}

}  // namespace keepfit
