#include "checks/checks.h"

#include <cmath>
#include <cstring>
#include <functional>
#include <limits>
#include <set>

#include "core/node.h"
#include "core/registry.h"
#include "core/table.h"
#include "core/wire.h"
#include "persistence/codec.h"
#include "persistence/file.h"

namespace keepfit::test {

namespace {

using Bytes_ = std::vector<uint8_t>;

/// The sample, or only its numbers where a parameter rules text out (the mean of a text column).
Sample usable(const Subject& s) {
  Sample sample = sample_for(*s.make());
  try {
    s.make()->fit(sample.X, &sample.y);
    return sample;
  } catch (const Error& e) {
    if (e.code != "text_input" && e.code != "bad_parameter") throw;
    sample.X = sample.X.select({0, 1, 2});
    return sample;
  }
}

std::shared_ptr<Estimator> fitted(const Subject& s, const Sample& sample) {
  auto model = s.make();
  model->fit(sample.X, &sample.y);
  return model;
}

struct Output {
  const char* method;
  std::function<Value(const Table&)> run;
};

/// Every method that maps rows to rows.
std::vector<Output> outputs(const Estimator& model) {
  std::vector<Output> out;
  if (model.can_predict())
    out.push_back({"predict", [&](const Table& X) { return wire::write_column(model.predict(X)); }});
  if (model.can_predict_proba())
    out.push_back({"predict_proba", [&](const Table& X) { return wire::write_matrix(model.predict_proba(X)); }});
  if (model.can_transform()) {
    out.push_back({"transform", [&](const Table& X) {
                     Table t = model.transform(X);
                     return wire::write_table(std::move(t), model.feature_names_out());
                   }});
  }
  if (model.can_inverse_transform()) {
    out.push_back({"inverse_transform", [&](const Table& X) {
                     return wire::write_table(model.inverse_transform(model.transform(X)), model.input_names());
                   }});
  }
  return out;
}

Bytes_ bytes_of(const Value& v) { return encode(v); }

/// One row of an output, comparable bit for bit.
std::string row_of(const Estimator& model, const char* method, const Table& X, Index row) {
  std::string out;
  const auto add = [&](double v) { out.append(reinterpret_cast<const char*>(&v), sizeof v); };
  if (std::strcmp(method, "predict") == 0) {
    const Column c = model.predict(X);
    if (c.is_text) out = c.text.categories[static_cast<size_t>(c.text.codes[static_cast<size_t>(row)])];
    else add(c.numbers[row]);
  } else if (std::strcmp(method, "predict_proba") == 0) {
    const RowMatrix p = model.predict_proba(X);
    for (Index k = 0; k < p.cols(); ++k) add(p(row, k));
  } else {
    const Table there = model.transform(X),
                t = std::strcmp(method, "transform") == 0 ? there : model.inverse_transform(there);
    for (Index j = 0; j < t.columns(); ++j) {
      const Column c = t.column(j);
      if (!c.is_text) add(c.numbers[row]);
      else if (const int32_t code = c.text.codes[static_cast<size_t>(row)]; code >= 0)
        out += c.text.categories[static_cast<size_t>(code)] + '\0';
      else out += '\1';
    }
  }
  return out;
}

// ---- the checks ---------------------------------------------------------------------------------------------------

std::string is_documented(const Subject& s) {
  const Declaration& d = s.make()->declaration();
  if (!*d.doc || !*d.module) return "the estimator has no doc or module";
  for (const Param& p : d.params) {
    if (!*p.doc) return std::string("the parameter ") + p.name + " has no doc";
  }
  for (const Field& f : d.fitted) {
    if (!*f.doc) return std::string("the attribute ") + f.name + " has no doc";
    if (f.name[std::strlen(f.name) - 1] != '_')
      return std::string("the attribute ") + f.name + " does not end in an underscore";
  }
  return "";
}

std::string unfitted_use_is_a_named_error(const Subject& s) {
  const auto model = s.make();
  const Sample sample = usable(s);
  for (const Output& o : outputs(*model)) {
    try {
      o.run(sample.X);
      return std::string(o.method) + " of an unfitted estimator answered";
    } catch (const Error& e) {
      if (e.code != "not_fitted") return std::string(o.method) + " of an unfitted estimator threw '" + e.code + "'";
    }
  }
  return "";
}

std::string parameters_round_trip(const Subject& s) {
  const auto model = s.make();
  const Value recipe = to_recipe(*model);
  if (bytes_of(to_recipe(*from_recipe(recipe))) != bytes_of(recipe))
    return "the recipe of the recipe's estimator is another recipe";
  for (const Param& p : model->declaration().params) {
    const auto fresh = registry::create(model->declaration().name);
    try {
      fresh->set_param(p.name, p.fallback);
    } catch (const Error& e) {
      return "the default of " + std::string(p.name) + " is refused: " + e.message;
    }
    if (bytes_of(fresh->param(p.name).get_if<Value::List>() ? Value() : fresh->param(p.name)) !=
        bytes_of(p.fallback.get_if<Value::List>() ? Value() : p.fallback)) {
      return std::string("the default of ") + p.name + " is changed when set";
    }
  }
  return "";
}

/// Values made from the constraints so that each lies just outside.
std::string invalid_parameters_are_refused(const Subject& s) {
  const auto model = s.make();
  const Declaration& d = model->declaration();
  for (const Param& p : d.params) {
    std::vector<Value> wrong;
    bool any_text = false, any_map = false;
    for (const Constraint& c : p.allowed) {
      any_text |= c.kind == Constraint::Kind::kText;
      any_map |= c.kind == Constraint::Kind::kMapping;
      if (c.kind == Constraint::Kind::kInterval && c.integral) {
        if (!std::isinf(c.low)) wrong.emplace_back(static_cast<int64_t>(c.low) - (c.low_closed ? 1 : 0));
        wrong.emplace_back(c.low + 0.5);
      } else if (c.kind == Constraint::Kind::kInterval) {
        wrong.emplace_back(std::numeric_limits<double>::quiet_NaN());
        if (!std::isinf(c.low)) wrong.emplace_back(c.low_closed ? std::nextafter(c.low, -kInf) : c.low);
        if (!std::isinf(c.high)) wrong.emplace_back(c.high_closed ? std::nextafter(c.high, kInf) : c.high);
      }
    }
    if (!any_text) wrong.emplace_back("no such option");
    if (!any_map) wrong.emplace_back(Value::Map{{"a", 1}});
    for (const Value& v : wrong) {
      bool allowed = false;  // a value outside one alternative may lie inside another
      for (const Constraint& c : p.allowed) {
        allowed |= c.accepts(v);
      }
      if (allowed) continue;
      try {
        registry::create(d.name)->set_param(p.name, v);
        return std::string(p.name) + " accepts " + v.repr();
      } catch (const Error& e) {
        if (e.code != "bad_parameter") return std::string(p.name) + " refuses " + v.repr() + " with '" + e.code + "'";
        if (e.message.find(p.name) == std::string::npos || e.message.find(d.name) == std::string::npos) {
          return "the message does not name the parameter and the estimator: " + e.message;
        }
      }
    }
  }
  try {
    registry::create(d.name)->set_param("no_such_parameter", 1);
    return "an unknown parameter is accepted";
  } catch (const Error& e) {
    if (e.code != "unknown_parameter") return "an unknown parameter is refused with '" + e.code + "'";
  }
  for (const char* other : d.unsupported) {
    try {
      registry::create(d.name)->set_param(other, 1);
      return std::string(other) + " is accepted, but declared unsupported";
    } catch (const Error& e) {
      if (e.code != "unsupported_parameter") return std::string(other) + " is refused with '" + e.code + "'";
    }
  }
  return "";
}

std::string fit_is_idempotent(const Subject& s) {
  const Sample sample = usable(s);
  const auto model = fitted(s, sample);
  const Bytes_ once = bytes_of(to_node(*model));
  model->fit(sample.X, &sample.y);
  if (bytes_of(to_node(*model)) != once) return "fitting again on the same data gives other fitted attributes";
  if (bytes_of(to_node(*fitted(s, sample))) != once)
    return "another estimator with the same recipe gets other fitted attributes";
  return "";
}

std::string refitting_forgets(const Subject& s) {
  const Sample sample = usable(s);
  std::vector<Index> half;
  for (Index i = 0; i < 20; ++i) half.push_back(i);
  Column y_half = sample.y;
  if (y_half.is_text) y_half.text.codes.resize(20);
  else y_half.numbers.conservativeResize(20);
  const auto model = fitted(s, sample);
  const Table X_half = sample.X.take(half);
  model->fit(X_half, &y_half);
  const auto fresh = s.make();
  fresh->fit(X_half, &y_half);
  return bytes_of(to_node(*model)) == bytes_of(to_node(*fresh)) ? "" : "the second fit remembers the first";
}

std::string a_prediction_is_a_function_of_the_row(const Subject& s) {
  const Sample sample = usable(s);
  const auto model = fitted(s, sample);
  if (!model->traits().row_function) return "";
  const Index n = sample.X.rows();
  std::vector<Index> reversed, odd;
  for (Index i = 0; i < n; ++i) reversed.push_back(n - 1 - i);
  for (Index i = 1; i < n; i += 2) odd.push_back(i);
  const Table back = sample.X.take(reversed), chunk = sample.X.take(odd);
  for (const Output& o : outputs(*model)) {
    for (Index i = 0; i < n; ++i) {
      const std::string in_batch = row_of(*model, o.method, sample.X, i);
      const std::string where = std::string(o.method) + " of row " + std::to_string(i);
      if (row_of(*model, o.method, sample.X.take({i}), 0) != in_batch) return where + " alone differs from the batch";
      if (row_of(*model, o.method, back, n - 1 - i) != in_batch) return where + " differs when the rows are reversed";
      if (i % 2 == 1 && row_of(*model, o.method, chunk, i / 2) != in_batch)
        return where + " differs in a smaller batch";
    }
  }
  return "";
}

std::string a_file_keeps_every_bit(const Subject& s) {
  const Sample sample = usable(s);
  const auto estimator = s.make();
  const Model model = fit_model(estimator, sample.X, &sample.y);
  const Bytes_ bytes = dump(model).bytes;
  const Model again = load(bytes.data(), bytes.size());
  if (dump(again).bytes != bytes) return "the file of the loaded model is another file";
  ProofResult proof;
  load(bytes.data(), bytes.size(), &proof);
  if (proof.rows < 3) return "the file has fewer than three proof rows";
  if (bytes_of(to_recipe(*again.estimator)) != bytes_of(to_recipe(*estimator)))
    return "the loaded model has other parameters";
  const auto before = outputs(*estimator), after = outputs(*again.estimator);
  if (before.size() != after.size()) return "the loaded model has other methods";
  for (size_t i = 0; i < before.size(); ++i) {
    if (bytes_of(before[i].run(sample.X)) != bytes_of(after[i].run(sample.X)))
      return std::string(before[i].method) + " of the loaded model differs";
  }
  // Two fits of one recipe are one model.
  const Dump other = dump(fit_model(s.make(), sample.X, &sample.y));
  return other.bytes == bytes ? "" : "a second fit gives another file";
}

std::string columns_are_found_by_name(const Subject& s) {
  const Sample sample = usable(s);
  const auto model = fitted(s, sample);
  std::vector<Index> order;
  for (Index j = sample.X.columns(); j-- > 0;) order.push_back(j);
  const Table swapped = sample.X.select(order);
  for (const Output& o : outputs(*model)) {
    if (bytes_of(o.run(swapped)) != bytes_of(o.run(sample.X)))
      return std::string(o.method) + " depends on the order of named columns";
  }
  const bool used = model->columns_used()[static_cast<size_t>(order.back())];
  order.pop_back();
  for (const Output& o : outputs(*model)) {
    if (!used) {  // the answer is the same without it
      if (bytes_of(o.run(sample.X.select(order))) != bytes_of(o.run(sample.X)))
        return std::string(o.method) + " depends on a column that is said to have no part in it";
      continue;
    }
    try {
      o.run(sample.X.select(order));
      return std::string(o.method) + " accepts a table that lacks a column";
    } catch (const Error& e) {
      if (e.code != "missing_columns") return std::string(o.method) + " refuses a missing column with '" + e.code + "'";
    }
  }
  return "";
}

std::string transform_names_its_columns(const Subject& s) {
  const Sample sample = usable(s);
  const auto model = fitted(s, sample);
  if (!model->can_transform()) return "";
  const auto names = model->feature_names_out();
  if (model->transform(sample.X).columns() != static_cast<Index>(names.size()))
    return "there are more or fewer names than columns";
  return std::set<std::string>(names.begin(), names.end()).size() == names.size() ? ""
                                                                                  : "two columns have the same name";
}

std::string inverse_transform_makes_the_columns_of_fit(const Subject& s) {
  const Sample sample = usable(s);
  const auto model = fitted(s, sample);
  const auto code = [&](const Table& X) -> std::string {
    try {
      model->inverse_transform(X);
      return "";
    } catch (const Error& e) {
      return e.code;
    }
  };
  if (!model->can_inverse_transform()) {
    return code(sample.X) == "no_method" ? "" : "it cannot invert, but does not say so";
  }
  Table there = model->transform(sample.X);
  const Table back = model->inverse_transform(there), none = model->inverse_transform(there.take({}));
  if (back.columns() != model->n_features_in() || back.rows() != there.rows() || none.columns() != back.columns())
    return "it makes other columns or rows than fit saw";
  for (Index j = 0; j < back.columns(); ++j) {
    if (none.is_text(j) != back.is_text(j)) return "where a column holds text depends on the rows";
  }
  const auto written = [&](const Table& X) {
    return bytes_of(wire::write_table(model->inverse_transform(X), model->input_names()));
  };
  const Bytes_ expected = written(there);
  there.set_names(model->feature_names_out());
  std::vector<Index> order;
  for (Index j = there.columns(); j-- > 0;) order.push_back(j);
  if (written(there.select(order)) != expected) return "it depends on the order of named columns";
  order.pop_back();
  // A table without any column has no names either.
  if (code(there.select(order)) != (order.empty() ? "wrong_width" : "missing_columns"))
    return "it accepts a table that lacks a named column";
  there.set_names({});
  return code(there.select(order)) == "wrong_width" ? "" : "it accepts a table that is too narrow";
}

std::string fit_transform_is_fit_then_transform(const Subject& s) {
  const Sample sample = usable(s);
  const auto model = s.make();
  if (!model->can_transform() || model->traits().cross_fits) return "";
  const Table at_once = model->fit_transform(sample.X, &sample.y);
  const auto names = model->feature_names_out();
  return bytes_of(wire::write_table(at_once, names)) ==
                 bytes_of(wire::write_table(fitted(s, sample)->transform(sample.X), names))
             ? ""
             : "fit_transform differs from fit, then transform";
}

std::string probabilities_are_probabilities(const Subject& s) {
  const Sample sample = usable(s);
  const auto model = fitted(s, sample);
  if (!model->can_predict_proba()) return "";
  const RowMatrix p = model->predict_proba(sample.X);
  const Column labels = model->predict(sample.X);
  if (!model->classes() || p.cols() != static_cast<Index>(model->classes()->size()))
    return "there is not one column per class";
  for (Index i = 0; i < p.rows(); ++i) {
    double sum = 0, best = -1;
    Index arg = 0;
    for (Index k = 0; k < p.cols(); ++k) {
      if (!(p(i, k) >= 0 && p(i, k) <= 1)) return "a probability lies outside [0, 1]";
      sum += p(i, k);
      if (p(i, k) > best) best = p(i, k), arg = k;
    }
    if (std::abs(sum - 1) > 1e-12) return "a row of probabilities does not sum to 1";
    if (model->traits().row_function &&
        row_of(*model, "predict", sample.X, i) != model->classes()->strings[static_cast<size_t>(arg)] &&
        p(i, arg) - p.row(i).minCoeff() > 1e-9) {
      // Ties within rounding aside, the label is the most probable class.
      double second = -1;
      for (Index k = 0; k < p.cols(); ++k) second = k != arg ? std::max(second, p(i, k)) : second;
      if (best - second > 1e-12) return "the label is not the most probable class";
    }
  }
  return labels.rows() == p.rows() ? "" : "there is not one label per row";
}

/// Runs fit and every method; "" when it answers or throws a named error, else what happened.
std::string survives(const Subject& s, const Table& X, const Column& y, const char* what,
                     bool must_refuse_fit = false) {
  try {
    const auto model = s.make();
    try {
      model->fit(X, &y);
    } catch (const Error&) {
      if (model->fitted()) return std::string(what) + ": fit failed, but the estimator says it is fitted";
      throw;
    }
    if (must_refuse_fit) return std::string(what) + " is accepted by fit";
    for (const Output& o : outputs(*model)) {
      const Value result = o.run(X);
      const Array* a = result.get_if<Array>();
      if (a && a->shape[0] != static_cast<uint32_t>(X.rows()))
        return std::string(what) + ": " + o.method + " does not answer one row per row";
    }
  } catch (const Error& e) {
    if (e.code == "internal" || e.message.empty() || e.message.back() != '.')
      return std::string(what) + ": '" + e.code + "': " + e.message;
  } catch (const std::exception& e) {
    return std::string(what) + " ends in " + e.what();
  }
  return "";
}

std::string strange_input_is_an_error_or_an_answer(const Subject& s) {
  const Sample sample = usable(s);
  const Index n = sample.X.rows();
  const auto changed = [&](double value, bool whole_column) {
    Matrix m = sample.X.numbers();
    if (whole_column) m.col(0).setConstant(value);
    else m(7, 0) = value;
    std::vector<Column> columns;
    for (Index j = 0; j < sample.X.columns(); ++j) {
      columns.push_back(sample.X.is_text(j) ? sample.X.column(j) : Column::of_numbers(m.col(sample.X.slot(j).index)));
    }
    return Table::from_columns(std::move(columns), sample.X.names(), n);
  };
  const Traits t = s.make()->traits();
  const double nan = std::numeric_limits<double>::quiet_NaN();
  std::string bad = survives(s, changed(1.5, true), sample.y, "a constant column");
  if (bad.empty()) bad = survives(s, changed(1e300, false), sample.y, "a huge value");
  if (bad.empty()) bad = survives(s, changed(5e-324, true), sample.y, "a subnormal column");
  if (bad.empty()) bad = survives(s, changed(nan, false), sample.y, "a missing value", !t.accepts_missing);
  if (bad.empty()) bad = survives(s, changed(nan, true), sample.y, "a column without a value", !t.accepts_missing);
  if (bad.empty()) bad = survives(s, changed(kInf, false), sample.y, "an infinite value", !t.accepts_infinite);
  Column one_y = sample.y;
  one_y.text.codes.resize(one_y.is_text ? 1 : 0);
  one_y.numbers.conservativeResize(one_y.is_text ? 0 : 1);
  if (bad.empty()) bad = survives(s, sample.X.take({0}), one_y, "one row");
  Column no_y = sample.y;
  no_y.text.codes.clear();
  no_y.numbers.resize(0);
  if (bad.empty()) bad = survives(s, sample.X.take({}), no_y, "an empty table", true);
  if (bad.empty()) bad = survives(s, sample.X, no_y, "a target of another length", true);
  if (bad.empty()) {
    Column same = sample.y;
    if (same.is_text) std::fill(same.text.codes.begin(), same.text.codes.end(), 0);
    else same.numbers.setConstant(2);
    bad = survives(s, sample.X, same, "a constant target");
  }
  if (bad.empty() && !t.accepts_text) {
    std::vector<Column> columns;
    for (Index j = 0; j < sample.X.columns(); ++j) columns.push_back(sample.X.column(j));
    columns[0] = Column::of_text({std::vector<int32_t>(static_cast<size_t>(n), 0), {"a"}});
    bad = survives(s, Table::from_columns(std::move(columns), sample.X.names(), n), sample.y, "text", true);
  }
  if (!bad.empty()) return bad;

  const auto model = fitted(s, sample);
  for (const Output& o : outputs(*model)) {
    // A table without names can only be judged by its width.
    Table wide = sample.X;
    wide.set_names({});
    std::vector<Index> fewer;
    for (Index j = 0; j + 1 < wide.columns(); ++j) fewer.push_back(j);
    try {
      o.run(wide.select(fewer));
      return std::string(o.method) + " accepts a table that is too narrow";
    } catch (const Error& e) {
      if (e.code != "wrong_width") return std::string(o.method) + " refuses a narrow table with '" + e.code + "'";
    }
    const Value none = o.run(sample.X.take({}));
    if (const Array* a = none.get_if<Array>(); a && a->shape[0] != 0)
      return std::string(o.method) + " of no rows answers rows";
  }
  return "";
}

/// Traits of what transform makes, which a page relies on to tell what arrives at the next step.
std::string transform_makes_what_it_says(const Subject& s) {
  const Traits t = s.make()->traits();
  if (!t.keeps_text && !t.keeps_missing && !t.gives_negative) return "";
  if (t.keeps_missing && !t.accepts_missing) return "it keeps what it refuses";
  Sample sample = usable(s);
  const Table made = fitted(s, sample)->transform(sample.X);
  const auto any = [](const Table& table, const auto& holds) {
    for (Index j = 0; j < table.columns(); ++j) {
      if (holds(table.column(j))) return true;
    }
    return false;
  };
  const auto lacks = [](const Column& c) { return !c.is_text && std::isnan(c.numbers[2]); };
  if (t.keeps_missing && (!any(sample.X, lacks) || !any(made, lacks))) return "a missing value does not stay missing";
  const auto is_text = [](const Column& c) { return c.is_text; };
  if (t.keeps_text && any(sample.X, is_text) && !any(made, is_text)) return "text does not stay text";
  if (!t.gives_negative || s.name.find('(') != std::string::npos) return "";
  Matrix above = sample.X.numbers();
  above.array() += 10;
  sample.X = Table(std::move(above));
  const auto is_below = [](const Column& c) { return !c.is_text && (c.numbers.array() < 0).any(); };
  return any(fitted(s, sample)->transform(sample.X), is_below) ? "" : "nothing is below 0";
}

std::string weights_are_taken_or_refused(const Subject& s) {
  const Sample sample = usable(s);
  const auto model = s.make();
  const Index n = sample.X.rows();
  Vector weights = Vector::LinSpaced(n, 0.5, 2.0);
  const auto code = [&](const Vector& w) -> std::string {
    try {
      model->fit(sample.X, &sample.y, {}, &w);
      return "";
    } catch (const Error& e) {
      return e.code;
    }
  };
  if (!model->traits().sample_weight) {
    const std::string refused = code(weights);
    return refused == "unsupported_sample_weight" ? "" : "weights that the traits do not name end in '" + refused + "'";
  }
  const Bytes_ plain = bytes_of(to_node(*fitted(s, sample)));
  const bool varied = s.name.find('(') != std::string::npos;
  if (const std::string refused = code(weights); !refused.empty()) {
    // An option may rule weights out (a quantile that knows none).
    return varied && refused == "bad_parameter" ? "" : "weights are refused with '" + refused + "'";
  }
  const Bytes_ once = bytes_of(to_node(*model));
  // With the defaults; a constant answer, say, has no use for them.
  if (once == plain && !varied) return "weights change nothing";
  if (!code(weights).empty() || bytes_of(to_node(*model)) != once) return "the same weights give another fit";
  model->fit(sample.X, &sample.y);
  if (bytes_of(to_node(*model)) != plain) return "a fit without weights remembers those of the fit before";
  for (const Vector& bad : {Vector(Vector::Constant(n, -1.0)), Vector(Vector::Zero(n)), Vector(Vector::Ones(n - 1)),
                            Vector(Vector::Constant(n, kInf))}) {
    if (code(bad) != "bad_weights") return "weights that are negative, all 0, infinite or too few are accepted";
    if (model->fitted()) return "a fit that was refused leaves a fitted estimator";
  }
  return "";
}

std::string cancelling_leaves_nothing_behind(const Subject& s) {
  const Sample sample = usable(s);
  const auto model = s.make();
  int calls = 0;
  const Context context{[&](double, double) { return ++calls < 2; }};
  try {
    model->fit(sample.X, &sample.y, context);
    if (calls >= 2) return "a cancelled fit went on";
  } catch (const Error& e) {
    if (e.code != "cancelled") return "a cancelled fit ends in '" + e.code + "'";
    if (model->fitted()) return "a cancelled fit leaves a fitted estimator";
  }
  return "";
}

}  // namespace

const std::vector<Check>& all_checks() {
  static const std::vector<Check> checks{
      {"IsDocumented", is_documented},
      {"UnfittedUseIsANamedError", unfitted_use_is_a_named_error},
      {"ParametersRoundTrip", parameters_round_trip},
      {"InvalidParametersAreRefused", invalid_parameters_are_refused},
      {"FitIsIdempotent", fit_is_idempotent},
      {"RefittingForgets", refitting_forgets},
      {"APredictionIsAFunctionOfTheRow", a_prediction_is_a_function_of_the_row},
      {"AFileKeepsEveryBit", a_file_keeps_every_bit},
      {"ColumnsAreFoundByName", columns_are_found_by_name},
      {"TransformNamesItsColumns", transform_names_its_columns},
      {"InverseTransformMakesTheColumnsOfFit", inverse_transform_makes_the_columns_of_fit},
      {"FitTransformIsFitThenTransform", fit_transform_is_fit_then_transform},
      {"ProbabilitiesAreProbabilities", probabilities_are_probabilities},
      {"StrangeInputIsAnErrorOrAnAnswer", strange_input_is_an_error_or_an_answer},
      {"TransformMakesWhatItSays", transform_makes_what_it_says},
      {"WeightsAreTakenOrRefused", weights_are_taken_or_refused},
      {"CancellingLeavesNothingBehind", cancelling_leaves_nothing_behind},
  };
  return checks;
}

}  // namespace keepfit::test
