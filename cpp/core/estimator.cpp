#include "core/estimator.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <string_view>
#include <unordered_map>

#include "core/node.h"
#include "core/table.h"
#include "core/trace.h"

namespace keepfit {

namespace {

/// What to say where one of `names` looks like the one wanted, or differs in its case alone.
std::string alike_name(const std::string& wanted, const std::vector<std::string>& names) {
  const auto same_letter = [](char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
  };
  for (const std::string& name : names) {
    if (const std::string text = alike_text(wanted, name); !text.empty()) return " In X " + text + ".";
    if (std::equal(wanted.begin(), wanted.end(), name.begin(), name.end(), same_letter))
      return " It has '" + shown(name) + "', which is written otherwise than '" + shown(wanted) + "'.";
  }
  return "";
}

constexpr const char *kMissingValues = "missing_values", *kInfiniteValues = "infinite_values";
}  // namespace

void Context::report(double done, double total) const {
  if (progress && !progress(done, total)) {
    throw Error("cancelled", "", "The call was cancelled.", "Nothing was changed; start it again when you want to.");
  }
}

Context Context::part(double from, double to) const {
  if (!progress) return {};
  return {[outer = progress, from, to](double done, double total) {
    return outer(from + (to - from) * (total > 0 ? done / total : 1.0), 1.0);
  }};
}

Traits Estimator::traits() const {
  Traits t = declaration().traits;
  for (const When& when : declaration().traits_when) {
    const Value& value = param(when.param);
    for (const char* option : when.options) {
      if (value.is(option)) t.*when.trait = when.value;
    }
  }
  return t;
}

void Estimator::ensure_params() const {
  if (!params_.empty()) return;
  for (const Param& p : declaration().params) params_.push_back(p.fallback);
}

namespace {

/// Whether a declared name is the wanted one, seen at the first letter that differs: predicting a row asks many times.
bool is_called(const char* name, std::string_view wanted) {
  for (const char c : wanted) {
    if (c == '\0' || *name++ != c) return false;
  }
  return *name == '\0';
}

}  // namespace

const Value& Estimator::param(std::string_view wanted) const {
  ensure_params();
  const auto& declared = declaration().params;
  for (size_t i = 0; i < declared.size(); ++i) {
    if (is_called(declared[i].name, wanted)) return params_[i];
  }
  throw Error("unknown_parameter", name(), name() + " declares no parameter '" + std::string(wanted) + "'.");
}

void Estimator::set_param(std::string_view wanted, Value value) {
  ensure_params();
  value = value.detached();
  const Declaration& d = declaration();
  for (size_t i = 0; i < d.params.size(); ++i) {
    const Param& p = d.params[i];
    if (wanted != p.name) continue;
    if (p.take(value)) {
      params_[i] = std::move(value);
      return;
    }
    throw Error(
        "bad_parameter", name(),
        std::string(p.name) + " of " + name() + " must be " + text_of(p.allowed) + ". Got " + value.repr() + ".");
  }
  const std::string shown = keepfit::shown(wanted);
  for (const char* other : d.unsupported) {
    if (wanted == other) {
      throw Error(
          "unsupported_parameter", name(),
          "scikit-learn's " + name() + " has the parameter '" + shown + "', but this engine does not support it.",
          "Leave it out; it is refused here rather than ignored.");
    }
  }
  std::string known;
  for (const Param& p : d.params) known += (known.empty() ? "" : ", ") + std::string(p.name);
  throw Error("unknown_parameter", name(), name() + " has no parameter '" + shown + "'.",
              known.empty() ? "It has none." : "Its parameters are " + known + ".");
}

std::shared_ptr<Estimator> Estimator::clone() const { return from_recipe(to_recipe(*this)); }

void Estimator::require_fitted() const {
  if (!fitted_) {
    throw Error("not_fitted", name(), "This " + name() + " is not fitted yet.", "Call fit before using it.");
  }
}

void Estimator::begin_fit(const Table& X, const Column* y) {
  ensure_params();
  if (X.columns() == 0) {
    throw Error("empty_input", name(), "X has no columns, but " + name() + " needs at least 1.",
                "Give X at least one column.");
  }
  if (X.rows() == 0) {
    throw Error("empty_input", name(), "X has no rows, but " + name() + " needs at least 1.",
                "Give X at least one row.");
  }
  if (!y && traits().needs_target) {
    throw Error("missing_target", name(), name() + " requires y to be passed, but the target y is missing.",
                "Pass the target y.");
  }
  if (y && y->rows() != X.rows()) {
    throw Error("inconsistent_length", name(),
                "X has " + counted(X.rows(), "row") + ", but y has " + std::to_string(y->rows()) + ".",
                "Give X and y the same number of rows.");
  }
  check_values(X, traits());
  fitted_ = false;
  n_features_in_ = X.columns();
  feature_names_in_ = X.names();
}

namespace {

/// X with 0 in place of every value that check_values refuses, each noted.
Table mended(const Table& X, const Traits& t, Refusals& refusals) {
  Matrix values = X.numbers();
  for (Index j = 0; j < values.cols(); ++j) {
    for (Index i = 0; i < values.rows(); ++i) {
      double& v = values(i, j);
      const char* code = std::isnan(v)                          ? (t.accepts_missing ? nullptr : kMissingValues)
                         : std::isinf(v) && !t.accepts_infinite ? kInfiniteValues
                                                                : nullptr;
      if (!code) continue;
      refusals.note(i, code);
      v = 0.0;
    }
  }
  return Table(std::move(values), X.names());
}

/// Whether numeric column j holds neither missing nor infinite values.
bool is_finite(const Table& X, Index j) {
  if (X.summarised()) {
    const NumberSummary found = X.summary(j);
    return found.missing == 0 && !found.any_infinite();
  }
  const auto values = X.numeric(j);
  bool finite = true;
  // NaN and infinities are the only doubles whose difference with themselves is not zero.
  for (Index i = 0; i < values.size(); ++i) finite &= (values[i] - values[i]) == 0.0;
  return finite;
}

/// Whether nobody could refuse a value of X.
bool all_finite(const Table& X) {
  if (!X.all_numeric()) return false;
  Index j = 0;
  while (j < X.columns() && is_finite(X, j)) ++j;
  return j == X.columns();
}

}  // namespace

void Estimator::check_values(const Table& X, const Traits& t) const {
  for (Index j = 0; j < X.columns(); ++j) {
    if (X.is_text(j)) {
      if (!t.accepts_text) {
        throw about("text_input", X, j, name() + " needs numbers, but " + X.label(j) + " holds text.",
                    "Encode it first, for example with OneHotEncoder in a ColumnTransformer.");
      }
      if (t.accepts_missing) continue;
      for (size_t i = 0; i < X.text(j).codes.size(); ++i) {
        if (X.text(j).codes[i] < 0) {
          throw about(kMissingValues, X, j,
                      name() + " does not accept missing values, but " + X.label(j) + " has one in " +
                          row_text(static_cast<int64_t>(i)) + ".",
                      "Fill them first, for example with SimpleImputer.")
              .in_row(static_cast<int64_t>(i));
        }
      }
      continue;
    }
    if (t.accepts_missing && t.accepts_infinite) continue;
    if (is_finite(X, j)) continue;
    const auto values = X.numeric(j);
    for (Index i = 0; i < values.size(); ++i) {
      if (std::isnan(values[i]) && !t.accepts_missing) {
        throw about(kMissingValues, X, j,
                    name() + " does not accept missing values, but " + X.label(j) + " has one in " + row_text(i) + ".",
                    "Fill them first, for example with SimpleImputer.")
            .in_row(i);
      }
      if (std::isinf(values[i]) && !t.accepts_infinite) {
        throw about(kInfiniteValues, X, j,
                    name() + " does not accept infinite values, but " + X.label(j) + " has one in " + row_text(i) + ".",
                    "Replace it by a finite number or mark it as missing.")
            .in_row(i);
      }
    }
  }
}

const Table& Estimator::with_values_checked(const Table& X, const Traits& accepted, Table& storage) const {
  Refusals* all = Refusals::current();
  if (all && X.all_numeric() && X.rows() == static_cast<Index>(all->codes.size()))
    return storage = mended(X, accepted, *all);
  check_values(X, accepted);
  return X;
}

const Table& Estimator::aligned(const Table& X, const std::vector<std::string>& wanted, const std::string& made_by,
                                Table& storage) const {
  if (!X.has_names() || wanted.empty() || X.names() == wanted) return X;
  // Of columns of one name the first wanted is the first there is, the second the second.
  std::unordered_map<std::string_view, std::vector<Index>> places;
  for (Index j = X.columns(); j-- > 0;) places[X.names()[static_cast<size_t>(j)]].push_back(j);
  std::vector<Index> order;
  std::vector<char> used;
  std::string missing, alike;
  for (size_t k = 0; k < wanted.size(); ++k) {
    const auto at = places.find(wanted[k]);
    if (at != places.end() && !at->second.empty()) {
      order.push_back(at->second.back());
      at->second.pop_back();
      continue;
    }
    if (used.empty()) used = &wanted == &feature_names_in_ ? columns_used() : std::vector<char>(wanted.size(), 1);
    if (used[k]) {
      missing += (missing.empty() ? "'" : ", '") + wanted[k] + "'";
      if (alike.empty()) alike = alike_name(wanted[k], X.names());
    }
    order.push_back(-1);
  }
  if (!missing.empty()) {
    throw Error("missing_columns", name(), "X lacks columns that " + made_by + ": " + missing + "." + alike,
                "Give X these columns; their order does not matter, and other columns are left aside.");
  }
  storage = X.select(order);
  storage.set_names(wanted);
  return storage;
}

const Table& Estimator::checked(const Table& X, Table& storage) const {
  require_fitted();
  const Table* found = &aligned(X, feature_names_in_, name() + " was fitted with", storage);
  if (found->columns() != n_features_in_) {
    throw Error("wrong_width", name(),
                "X has " + counted(found->columns(), "column") + ", but " + name() + " expects " +
                    std::to_string(n_features_in_) + ".",
                "Give X the columns that the model was fitted with.");
  }
  // To look at a few rows is less than to ask what a composite accepts, which depends on its parts.
  constexpr Index kFew = 16;
  if (found->rows() > kFew || !all_finite(*found)) found = &with_values_checked(*found, traits(), storage);
  if (const Trace* trace = Trace::current(); trace && trace->listener.input) trace->listener.input(trace->path, *found);
  return *found;
}

template <class Work>
auto Estimator::naming(const Table& X, const Table& found, Work work) const {
  try {
    return work();
  } catch (Error& e) {
    name_column_of(e, X, found);
    throw;
  }
}

void Estimator::name_column_of(Error& e, const Table& X, const Table& found) const {
  if (e.table != &found && e.table != &X) return;
  e.table = &X;
  if (e.position >= 0 && e.column.empty() && static_cast<size_t>(e.position) < feature_names_in_.size())
    e.name_column(feature_names_in_[static_cast<size_t>(e.position)]);
}

void Estimator::fit(const Table& X, const Column* y, const Context& context, const Vector* sample_weight) {
  begin_fit(X, y);
  if (sample_weight) {
    if (!traits().sample_weight) {
      const std::string who = last_estimator().name();
      throw Error("unsupported_sample_weight", who, who + " does not take a sample_weight.",
                  "Leave it out; it is refused here rather than ignored.");
    }
    bool valid = sample_weight->size() == X.rows() && sample_weight->allFinite(), some = false;
    for (double w : *sample_weight) {
      valid &= w >= 0.0;
      some |= w > 0.0;
    }
    if (!valid || !some) {
      throw Error("bad_weights", "sample_weight",
                  "sample_weight must hold one finite number per row, none negative and not all 0.",
                  "Give one weight for each row of X.");
    }
  }
  // Whatever ends the fit, the pointer must not outlive the weights.
  struct Lent {
    const Vector*& at;
    ~Lent() { at = nullptr; }
  } lent{sample_weight_};
  sample_weight_ = sample_weight;
  naming(X, X, [&] { do_fit(X, y, context); });
  fitted_ = true;
}

Table Estimator::fit_transform(const Table& X, const Column* y, const Context& context) {
  if (!can_transform()) {
    throw Error("no_method", name(), name() + " has no method transform.", "Use a transformer here.");
  }
  begin_fit(X, y);
  Table out = naming(X, X, [&] { return do_fit_transform(X, y, context); });
  fitted_ = true;
  return out;
}

Table Estimator::do_fit_transform(const Table& X, const Column* y, const Context& context) {
  do_fit(X, y, context);
  return do_transform(X);
}

namespace {
Error no_method(const Estimator& who, const char* method) {
  const std::string name = who.declaration().name;
  const auto& known = who.declaration().params;
  const bool searched =
      std::any_of(known.begin(), known.end(), [](const Param& p) { return std::string_view(p.name) == "refit"; });
  return Error{"no_method", name, name + " has no method " + method + ".",
               searched ? "With refit=False a search keeps no model; else it has the methods of the one it searches."
                        : "Which methods there are depends on the class, its parameters and its steps."};
}
}  // namespace

Table Estimator::transform(const Table& X) const {
  if (!can_transform()) throw no_method(*this, "transform");
  Table storage;
  Table out = naming(X, storage, [&] { return do_transform(checked(X, storage)); });
  if (const Trace* trace = Trace::current(); trace && trace->listener.transform)
    trace->listener.transform(trace->path, *this, out);
  return out;
}

Table Estimator::inverse_transform(const Table& X) const {
  if (!can_inverse_transform()) throw no_method(*this, "inverse_transform");
  require_fitted();
  Table storage;
  const bool named = X.has_names() && !feature_names_in_.empty();
  const Table& found = aligned(X, named ? feature_names_out() : std::vector<std::string>{},
                               "the transform of " + name() + " makes", storage);
  const int64_t width = output_width(n_features_in_);
  if (found.columns() != width) {
    throw Error("wrong_width", name(),
                "X has " + counted(found.columns(), "column") + ", but the transform of " + name() + " makes " +
                    std::to_string(width) + ".",
                "Give X the columns that transform makes.");
  }
  const Traits accepted = inverse_traits();
  for (Index j = 0; j < found.columns() && !accepted.accepts_text; ++j) {
    if (found.is_text(j))
      throw about("text_input", found, j,
                  "inverse_transform of " + name() + " needs numbers, but " + found.label(j) + " holds text.",
                  "Give it what transform makes.");
  }
  return do_inverse_transform(with_values_checked(found, accepted, storage));
}

Column Estimator::predict(const Table& X) const {
  if (!can_predict()) throw no_method(*this, "predict");
  Table storage;
  Column out = naming(X, storage, [&] { return do_predict(checked(X, storage)); });
  if (const Trace* trace = Trace::current(); trace && trace->listener.predict)
    trace->listener.predict(trace->path, out);
  return out;
}

RowMatrix Estimator::predict_proba(const Table& X) const {
  if (!can_predict_proba()) throw no_method(*this, "predict_proba");
  Table storage;
  RowMatrix out = naming(X, storage, [&] { return do_predict_proba(checked(X, storage)); });
  if (const Trace* trace = Trace::current(); trace && trace->listener.predict_proba)
    trace->listener.predict_proba(trace->path, out);
  return out;
}

RowMatrix Estimator::decision_function(const Table& X) const {
  if (!can_decision_function()) throw no_method(*this, "decision_function");
  Table storage;
  return naming(X, storage, [&] { return do_decision_function(checked(X, storage)); });
}

Table Estimator::do_transform(const Table&) const { throw no_method(*this, "transform"); }
Table Estimator::do_inverse_transform(const Table&) const { throw no_method(*this, "inverse_transform"); }
Column Estimator::do_predict(const Table&) const { throw no_method(*this, "predict"); }
RowMatrix Estimator::do_predict_proba(const Table&) const { throw no_method(*this, "predict_proba"); }
RowMatrix Estimator::do_decision_function(const Table&) const { throw no_method(*this, "decision_function"); }

std::vector<std::string> Estimator::feature_names_out(const std::vector<std::string>& in) const {
  require_fitted();
  if (!can_transform()) throw no_method(*this, "get_feature_names_out");
  return do_feature_names_out(in);
}

namespace {

/// Whether the value in a table of one row is missing (or infinite).
bool is_bad(const Table& row, Index j, bool infinite) {
  if (row.is_text(j)) return !infinite && row.text(j).codes[0] < 0;
  return infinite ? std::isinf(row.numeric(j)[0]) : std::isnan(row.numeric(j)[0]);
}

std::string value_text(const Table& row, Index j) {
  if (!row.is_text(j)) return repr(row.numeric(j)[0]);
  const int32_t code = row.text(j).codes[0];
  return code < 0 ? "None" : "'" + shown(row.text(j).categories[static_cast<size_t>(code)]) + "'";
}

}  // namespace

std::vector<char> Estimator::used_by(const std::vector<const Estimator*>& members) const {
  std::vector<char> used(static_cast<size_t>(n_features_in_), 0);
  for (const Estimator* member : members) {
    const std::vector<char> own = member ? member->columns_used() : Estimator::columns_used();
    for (size_t j = 0; j < used.size() && j < own.size(); ++j) used[j] |= own[j];
  }
  return used;
}

Estimator::Origin Estimator::origin(const Table& row, Index column, bool infinite) const {
  const Table out = transform(row);
  if (!is_bad(out, column, infinite)) return {};
  Origin found;
  if (out.columns() == row.columns()) found.column = column;
  // Of a value made of many columns it cannot be told; one that is bad is taken for the cause.
  for (Index j = 0; j < row.columns(); ++j) {
    if ((found.column < 0 || j == found.column) && is_bad(row, j, infinite)) {
      found.column = j;
      return found;
    }
  }
  found.made = true;
  found.who = name();
  found.to = value_text(out, column);
  if (found.column >= 0) found.from = value_text(row, column);
  return found;
}

std::vector<std::string> Estimator::input_names() const {
  if (!feature_names_in_.empty()) return feature_names_in_;
  std::vector<std::string> names;
  for (int64_t j = 0; j < n_features_in_; ++j) names.push_back("x" + std::to_string(j));
  return names;
}

void Estimator::adopt_fitted() {
  check_fitted();
  fitted_ = true;
}

}  // namespace keepfit
