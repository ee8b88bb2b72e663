#include "persistence/proof.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <set>
#include <unordered_map>

#include "core/node.h"
#include "core/table.h"
#include "core/trace.h"
#include "core/ulps.h"
#include "core/wire.h"
#include "persistence/codec.h"

namespace keepfit {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr size_t kOrdinaryRows = 8;
constexpr size_t kProbedColumns = 64;  // columns that get rows of their own
constexpr size_t kProbedValues = 24;   // critical values per step
constexpr Index kMostRows = 1000;      // of one part of a proof that is read; a written one stays far below

// ---- rows by rule -------------------------------------------------------------------------------------------------

/// Rows under construction: columns of numbers or texts, and why each row is there.
class Rows {
 public:
  explicit Rows(const Value& input) {
    for (const Value& column : input.list("input")) {
      names_.push_back(column.at("name").text());
      const bool text = column.at("kind").is("text");
      Cell typical;
      typical.is_text = text;
      if (const Value* v = column.find(text ? "most_frequent" : "median")) {
        if (text) typical.text = v->text();
        else typical.number = v->number();
        typical.missing = false;
      }
      typical_.push_back(typical);
    }
  }

  struct Cell {
    bool is_text = false;
    bool missing = true;
    double number = kNaN;
    std::string text;
  };

  void add(const std::string& rule, std::vector<Cell> row) {
    rules_.push_back(rule);
    rows_.push_back(std::move(row));
  }
  void add_typical() { add("typical", typical_); }
  void add_with(const std::string& rule, size_t column, const Cell& cell) {
    std::vector<Cell> row = typical_;
    row[column] = cell;
    add(rule + ": " + names_[column], std::move(row));
  }
  void add_sample(const Table& samples, Index i) {
    std::vector<Cell> row;
    for (Index j = 0; j < samples.columns(); ++j) {
      Cell cell;
      cell.is_text = samples.is_text(j);
      if (cell.is_text) {
        const int32_t code = samples.text(j).codes[static_cast<size_t>(i)];
        cell.missing = code < 0;
        if (code >= 0) cell.text = samples.text(j).categories[static_cast<size_t>(code)];
      } else {
        cell.number = samples.numeric(j)[i];
        cell.missing = std::isnan(cell.number);
      }
      row.push_back(cell);
    }
    add("ordinary", std::move(row));
  }

  const std::vector<std::string>& rules() const { return rules_; }
  const std::vector<std::string>& names() const { return names_; }

  Table table() const {
    std::vector<Column> columns;
    for (size_t j = 0; j < names_.size(); ++j) {
      if (!typical_[j].is_text) {
        Vector v(static_cast<Index>(rows_.size()));
        for (size_t i = 0; i < rows_.size(); ++i)
          v[static_cast<Index>(i)] = rows_[i][j].missing ? kNaN : rows_[i][j].number;
        columns.push_back(Column::of_numbers(std::move(v)));
        continue;
      }
      TextColumn text;
      for (const auto& row : rows_) {
        if (row[j].missing) {
          text.codes.push_back(-1);
          continue;
        }
        const auto at = std::find(text.categories.begin(), text.categories.end(), row[j].text);
        text.codes.push_back(static_cast<int32_t>(at - text.categories.begin()));
        if (at == text.categories.end()) text.categories.push_back(row[j].text);
      }
      columns.push_back(Column::of_text(std::move(text)));
    }
    return Table::from_columns(std::move(columns), names_, static_cast<Index>(rows_.size()));
  }

 private:
  std::vector<std::string> names_;
  std::vector<Cell> typical_;
  std::vector<std::string> rules_;
  std::vector<std::vector<Cell>> rows_;
};

Rows choose_rows(const Estimator& model, const Value& input, const Table* samples) {
  Rows rows(input);
  const Value::List& columns = input.list();
  if (samples && samples->rows() > 0) {
    // In the order of the model's columns, evenly spread.
    std::vector<Index> order;
    const std::vector<char> used = model.columns_used();
    for (const std::string& name : rows.names()) {
      const auto at = std::find(samples->names().begin(), samples->names().end(), name);
      if (samples->has_names() && at == samples->names().end()) {
        if (!used[order.size()]) {
          order.push_back(-1);
          continue;
        }
        throw Error("missing_columns", "proof", "The rows given for the proof lack the column '" + name + "'.",
                    "Give held-out rows with all input columns.");
      }
      order.push_back(samples->has_names() ? at - samples->names().begin() : static_cast<Index>(order.size()));
    }
    if (!samples->has_names() && samples->columns() != model.n_features_in()) {
      throw Error("wrong_width", "proof",
                  "The rows given for the proof have " + counted(samples->columns(), "column") + ".",
                  "Give held-out rows with all input columns.");
    }
    const Table aligned = samples->select(order);
    const Index n = std::min<Index>(aligned.rows(), static_cast<Index>(kOrdinaryRows));
    for (Index i = 0; i < n; ++i) rows.add_sample(aligned, i * aligned.rows() / n);
  }
  rows.add_typical();
  const size_t step = std::max<size_t>(1, (columns.size() + kProbedColumns - 1) / kProbedColumns);
  for (size_t j = 0; j < columns.size(); j += step) {
    Rows::Cell cell;
    cell.is_text = columns[j].at("kind").is("text");
    rows.add_with("missing", j, cell);
    cell.missing = false;
    if (!cell.is_text) {
      for (const char* end : {"min", "max"}) {
        if (const Value* v = columns[j].find(end)) {
          cell.number = v->number();
          rows.add_with(end, j, cell);
        }
      }
      continue;
    }
    cell.text = "unseen";
    if (const Value* known = columns[j].find("categories")) {
      const auto& list = known->list();
      while (std::any_of(list.begin(), list.end(), [&](const Value& v) { return v.is(cell.text); })) cell.text += "*";
    }
    rows.add_with("unseen category", j, cell);
  }
  return rows;
}

// ---- recording ----------------------------------------------------------------------------------------------------

struct Recorded {
  std::string step, method;
  Value output;
};

/// Runs everything the model can do on X and notes each step's output once.
std::vector<Recorded> record(const Estimator& model, const Table& X) {
  std::vector<Recorded> out;
  std::set<std::pair<std::string, std::string>> seen;
  const auto note = [&](const std::string& step, const char* method, Value value) {
    if (seen.emplace(step, method).second) out.push_back({step, method, std::move(value)});
  };
  const Trace trace(
      {.input = {},
       .transform =
           [&](const std::string& step, const Table& t) {
             std::vector<std::string> names;
             for (Index j = 0; j < t.columns(); ++j) names.push_back(std::to_string(j));
             note(step, "transform", wire::write_table(t, std::move(names)));
           },
       .predict = [&](const std::string& step, const Column& c) { note(step, "predict", wire::write_column(c)); },
       .predict_proba = [&](const std::string& step,
                            const RowMatrix& m) { note(step, "predict_proba", wire::write_matrix(m)); }});
  if (model.can_predict()) model.predict(X);
  if (model.can_predict_proba()) model.predict_proba(X);
  if (model.can_transform()) model.transform(X);
  return out;
}

/// "" when the model answers the row, else the code of its refusal.
std::string refusal(const Estimator& model, const Table& row) {
  try {
    record(model, row);
    return "";
  } catch (const Error& e) {
    return e.code;
  }
}

/// The same for every row of a table, each by itself.
std::vector<std::string> refusals(const Estimator& model, const Table& rows) {
  if (rows.rows() > 0 && model.traits().row_function) {
    try {
      Refusals all(rows.rows());
      const auto asked = [&] {
        return std::none_of(all.codes.begin(), all.codes.end(), [](const std::string& code) { return code.empty(); });
      };
      if (model.can_predict()) model.predict(rows);
      if (!asked() && model.can_predict_proba()) model.predict_proba(rows);
      if (!asked() && model.can_transform()) model.transform(rows);
      return all.codes;
    } catch (const Error&) {
      // Something else is wrong with a row: ask for each.
    }
  }
  std::vector<std::string> out;
  for (Index i = 0; i < rows.rows(); ++i) out.push_back(refusal(model, rows.take({i})));
  return out;
}

Value recorded_value(const std::vector<Recorded>& all) {
  Value::List out;
  for (const Recorded& r : all) out.push_back(Value::Map{{"step", r.step}, {"method", r.method}, {"output", r.output}});
  return out;
}

std::vector<std::string> plain_names(const Table& t) {
  std::vector<std::string> names = t.names();
  for (Index j = static_cast<Index>(names.size()); j < t.columns(); ++j) names.push_back("x" + std::to_string(j));
  return names;
}

/// One step by itself: rows in the step's own input space around the values where its output jumps.
struct Probe {
  std::string step;
  Table X;
  std::vector<std::string> rules;
};

std::vector<Probe> choose_probes(const Estimator& model, const Table& rows) {
  // What each step gets for the typical row, by listening.
  std::vector<std::pair<std::string, Table>> inputs;
  {
    const Trace trace({.input = [&](const std::string& step, const Table& t) { inputs.emplace_back(step, t); },
                       .transform = {},
                       .predict = {},
                       .predict_proba = {}});
    try {
      if (model.can_predict()) model.predict(rows);
      else if (model.can_transform()) model.transform(rows);
    } catch (const Error&) {
    }
  }
  std::vector<Probe> out;
  walk(model, [&](const std::string& path, const Estimator& step) {
    const auto input =
        std::find_if(inputs.begin(), inputs.end(), [&](const auto& entry) { return entry.first == path; });
    // What is only the pattern of a fitted step knows of no values.
    if (!step.fitted() || input == inputs.end() || !input->second.all_numeric()) return;
    const auto critical = step.critical_values();
    if (critical.empty()) return;
    const bool infinite = step.traits().accepts_infinite;
    Probe probe{path, {}, {}};
    std::vector<Vector> made;
    const Vector base = input->second.numbers().row(0);
    const size_t stride = std::max<size_t>(1, (critical.size() + kProbedValues - 1) / kProbedValues);
    for (size_t i = 0; i < critical.size(); i += stride) {
      const auto [column, value] = critical[i];
      if (!std::isfinite(value) || column < 0 || column >= base.size()) continue;
      const float narrow = static_cast<float>(value);
      const std::pair<const char*, double> around[] = {
          {"at", value},
          {"1 ulp below", std::nextafter(value, -kInf)},
          {"1 ulp above", std::nextafter(value, kInf)},
          {"1 float32 ulp below", static_cast<double>(std::nextafter(narrow, -std::numeric_limits<float>::infinity()))},
          {"1 float32 ulp above", static_cast<double>(std::nextafter(narrow, std::numeric_limits<float>::infinity()))}};
      for (const auto& [where, v] : around) {
        if (!infinite && !std::isfinite(v)) continue;
        Vector row = base;
        row[column] = v;
        made.push_back(std::move(row));
        probe.rules.push_back(std::string(where) + " " + repr(value) + " in column " + std::to_string(column));
      }
    }
    if (made.empty()) return;
    Matrix m(static_cast<Index>(made.size()), base.size());
    for (size_t i = 0; i < made.size(); ++i) m.row(static_cast<Index>(i)) = made[i];
    probe.X = Table(std::move(m));
    out.push_back(std::move(probe));
  });
  return out;
}

Value texts(const std::vector<std::string>& all) { return Value::List(all.begin(), all.end()); }

// ---- comparing ----------------------------------------------------------------------------------------------------

std::string text_of(const Column& c, Index i) {
  if (!c.is_text) return repr(c.numbers[i]);
  const int32_t code = c.text.codes[static_cast<size_t>(i)];
  return code < 0 ? "None" : "'" + c.text.categories[static_cast<size_t>(code)] + "'";
}

/// The output as columns, so that all three kinds compare alike.
std::vector<Column> columns_of(const Value& output) {
  std::vector<Column> out;
  if (output.find("columns")) {
    const Table t = wire::read_table(output);
    for (Index j = 0; j < t.columns(); ++j) out.push_back(t.column(j));
  } else if (const auto* a = output.get_if<Array>(); a && a->shape.size() == 2) {
    const Table t = wire::read_table(Value::Map{{"data", *a}});
    for (Index j = 0; j < t.columns(); ++j) out.push_back(t.column(j));
  } else {
    out.push_back(wire::read_column(output, "output"));
  }
  return out;
}

std::optional<ProofDifference> compare(const Value& expected, const Value& got) {
  const std::vector<Column> a = columns_of(expected), b = columns_of(got);
  ProofDifference d;
  if (a.size() != b.size()) {
    d.expected = counted(a.size(), "column");
    d.got = counted(b.size(), "column");
    return d;
  }
  const Index rows = a.empty() ? 0 : a[0].rows();
  for (Index i = 0; i < rows; ++i) {
    for (size_t j = 0; j < a.size(); ++j) {
      if (b[j].rows() != rows || a[j].is_text != b[j].is_text) {
        d.output = std::to_string(j);
        d.expected = std::to_string(rows) + (a[j].is_text ? " texts" : " numbers");
        d.got = std::to_string(b[j].rows()) + (b[j].is_text ? " texts" : " numbers");
        return d;
      }
      const bool same =
          a[j].is_text ? text_of(a[j], i) == text_of(b[j], i) : same_bits(a[j].numbers[i], b[j].numbers[i]);
      if (same) continue;
      d.row = i;
      d.output = std::to_string(j);
      d.expected = text_of(a[j], i);
      d.got = text_of(b[j], i);
      if (!a[j].is_text) d.ulps = ulps_between(a[j].numbers[i], b[j].numbers[i]);
      return d;
    }
  }
  return std::nullopt;
}

const Estimator* step_of(const Estimator& model, const std::string& path) {
  const Estimator* found = nullptr;
  walk(model, [&](const std::string& at, const Estimator& e) {
    if (at == path) found = &e;
  });
  return found;
}

}  // namespace

Value make_proof(const Estimator& model, const Value& input, const Table* samples) {
  const Rows rows = choose_rows(model, input, samples);
  const Table all = rows.table();
  std::vector<Index> answered;
  Value::List refused, refused_rules;
  std::vector<Index> refused_rows;
  std::vector<std::string> rules;
  const std::vector<std::string> codes = refusals(model, all);
  for (Index i = 0; i < all.rows(); ++i) {
    const std::string& code = codes[static_cast<size_t>(i)];
    if (code.empty()) {
      answered.push_back(i);
      rules.push_back(rows.rules()[static_cast<size_t>(i)]);
    } else {
      refused_rows.push_back(i);
      refused.emplace_back(code);
      refused_rules.emplace_back(rows.rules()[static_cast<size_t>(i)]);
    }
  }
  // A prediction that depends on the row's position cannot be replayed row by row, but the batch can.
  const Table X = all.take(answered);
  const Table refused_X = all.take(refused_rows);
  Value::List probes;
  if (X.rows() > 0) {
    for (const Probe& probe : choose_probes(model, X)) {
      probes.push_back(Value::Map{{"step", probe.step},
                                  {"rules", texts(probe.rules)},
                                  {"X", wire::write_table(probe.X, plain_names(probe.X))},
                                  {"outputs", recorded_value(record(*step_of(model, probe.step), probe.X))}});
    }
  }
  return Value::Map{{"rules", texts(rules)},
                    {"X", wire::write_table(X, plain_names(X))},
                    {"outputs", X.rows() > 0 ? recorded_value(record(model, X)) : Value(Value::List{})},
                    {"refused", Value::Map{{"rules", std::move(refused_rules)},
                                           {"X", wire::write_table(refused_X, plain_names(refused_X))},
                                           {"codes", std::move(refused)}}},
                    {"probes", std::move(probes)}};
}

namespace {

void expect_keys(const Value& value, std::initializer_list<const char*> keys, const char* what) {
  const Value::Map& entries = value.map(what);
  bool same = entries.size() == keys.size();
  size_t i = 0;
  for (const char* key : keys) same = same && entries[i++].first == key;
  if (!same)
    throw Error("audit_proof", what,
                std::string("The part ") + what + " of the proof does not hold exactly its entries in order.");
}

/// Compares recorded outputs with what `model` makes of X now.
void replay(const Estimator& model, const std::string& at, const Table& X, const Value& outputs, const Value& rules,
            ProofResult& result) {
  const Value::List& expected = outputs.list("outputs");
  const Value::List& reasons = rules.list("rules");
  if (X.rows() > kMostRows)
    throw Error("audit_proof", "X", "The proof has more than " + counted(kMostRows, "row") + ".");
  if (static_cast<Index>(reasons.size()) != X.rows())
    throw Error("audit_proof", "rules", "The proof does not hold one rule per row.");
  result.rows += X.rows();
  const auto fail = [&](ProofDifference d) {
    d.rule = d.row < static_cast<int64_t>(reasons.size()) ? reasons[static_cast<size_t>(d.row)].text() : "";
    if (!at.empty()) d.step = d.step.empty() ? at : at + "__" + d.step;
    result.first = std::move(d);
  };
  std::vector<Recorded> now;
  try {
    if (X.rows() > 0) now = record(model, X);
  } catch (const Error& e) {
    ProofDifference d;
    d.method = "refusal";
    d.expected = "an answer";
    d.got = "an error '" + e.code + "'";
    return fail(std::move(d));
  }
  for (size_t i = 0; i < std::max(expected.size(), now.size()); ++i) {
    ProofDifference d;
    if (i >= expected.size() || i >= now.size() || !expected[i].at("step").is(now[i].step) ||
        !expected[i].at("method").is(now[i].method)) {
      d.step = i < expected.size() ? expected[i].at("step").text() : now[i].step;
      d.method = i < expected.size() ? expected[i].at("method").text() : now[i].method;
      d.expected = i < expected.size() ? "an output" : "no output";
      d.got = i < now.size() ? "the output of step '" + now[i].step + "'" : "none";
      return fail(std::move(d));
    }
    expect_keys(expected[i], {"step", "method", "output"}, "outputs");
    const Value& output = expected[i].at("output");
    ++result.steps;
    result.bytes += static_cast<int64_t>(encoded_size(output));
    if (auto found = compare(output, now[i].output)) {
      found->step = now[i].step;
      found->method = now[i].method;
      return fail(std::move(*found));
    }
  }
}

}  // namespace

ProofResult run_proof(const Estimator& model, const Value& proof) {
  ProofResult result;
  try {
    expect_keys(proof, {"rules", "X", "outputs", "refused", "probes"}, "proof");
    const Table X = wire::read_table(proof.at("X"));
    const auto names = model.input_names();
    if (X.names() != names) throw Error("audit_proof", "X", "The proof's columns are not the model's.");
    replay(model, "", X, proof.at("outputs"), proof.at("rules"), result);
    if (result.first) return result;

    const Value& refused = proof.at("refused");
    expect_keys(refused, {"rules", "X", "codes"}, "refused");
    const Table refused_X = wire::read_table(refused.at("X"));
    const Value::List& codes = refused.at("codes").list("codes");
    const Value::List& rules = refused.at("rules").list("rules");
    if (static_cast<Index>(codes.size()) != refused_X.rows() || rules.size() != codes.size())
      throw Error("audit_proof", "refused", "The proof does not hold one code per refused row.");
    if (refused_X.rows() > kMostRows)
      throw Error("audit_proof", "refused", "The proof has more than " + std::to_string(kMostRows) + " refused rows.");
    const std::vector<std::string> found = refusals(model, refused_X);
    for (Index i = 0; i < refused_X.rows(); ++i) {
      ++result.rows;
      const std::string& got = found[static_cast<size_t>(i)];
      const std::string& expected = codes[static_cast<size_t>(i)].text("codes");
      if (got == expected) continue;
      ProofDifference d;
      d.method = "refusal";
      d.row = i;
      d.rule = rules[static_cast<size_t>(i)].text();
      d.expected = "an error '" + expected + "'";
      d.got = got.empty() ? "an answer" : "an error '" + got + "'";
      result.first = std::move(d);
      return result;
    }
    std::unordered_map<std::string, const Estimator*> steps;
    walk(model, [&](const std::string& path, const Estimator& e) { steps.emplace(path, &e); });
    for (const Value& probe : proof.at("probes").list("probes")) {
      expect_keys(probe, {"step", "rules", "X", "outputs"}, "probes");
      const auto found = steps.find(probe.at("step").text("step"));
      if (found == steps.end())
        throw Error("audit_proof", "probes",
                    "The proof probes a step that the model does not have, or one step twice.");
      const Estimator* step = found->second;
      steps.erase(found);
      Table probe_X = wire::read_table(probe.at("X"));
      probe_X.set_names({});
      replay(*step, probe.at("step").text(), probe_X, probe.at("outputs"), probe.at("rules"), result);
      if (result.first) return result;
    }
  } catch (const Error& e) {
    throw Error("audit_proof", e.where, "The proof rows cannot be replayed: " + e.message,
                "The file was made or changed by another program; nothing was loaded.");
  }
  return result;
}

Value to_value(const ProofResult& result) {
  Value::Map out{
      {"identical", result.identical()}, {"rows", result.rows}, {"steps", result.steps}, {"bytes", result.bytes}};
  if (result.first) {
    const ProofDifference& d = *result.first;
    out.emplace_back("first", Value::Map{{"step", d.step},
                                         {"method", d.method},
                                         {"row", d.row},
                                         {"rule", d.rule},
                                         {"output", d.output},
                                         {"expected", d.expected},
                                         {"got", d.got},
                                         {"ulps", d.ulps ? Value(static_cast<double>(*d.ulps)) : Value()},
                                         {"message", to_sentence(d)}});
  }
  return out;
}

std::string to_sentence(const ProofDifference& d) {
  const std::string step = d.step.empty() ? "the whole pipeline" : "step '" + d.step + "'";
  std::string text = "Proof " + row_text(d.row) + (d.rule.empty() ? "" : " (" + d.rule + ")") + ": " + d.method +
                     " of " + step + " gave " + d.got;
  if (!d.output.empty()) text += " in output " + d.output;
  text += " instead of " + d.expected;
  if (d.ulps) text += ", " + std::to_string(*d.ulps) + (*d.ulps == 1 ? " ulp" : " ulps") + " away";
  return text + ".";
}

}  // namespace keepfit
