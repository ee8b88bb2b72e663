#include "persistence/proof/outputs.h"

#include <algorithm>
#include <set>
#include <utility>

#include "core/table.h"
#include "core/trace.h"
#include "core/ulps.h"
#include "core/wire.h"

namespace keepfit::proof {

std::vector<Recorded> record(const Estimator& model, const Table& X) {
  std::vector<Recorded> out;
  std::set<std::pair<std::string, std::string>> seen;
  const auto note = [&](const std::string& step, const char* method, Value value) {
    if (seen.emplace(step, method).second) out.push_back({step, method, std::move(value)});
  };
  const Trace trace(
      {.input = {},
       .transform =
           [&](const std::string& step, const Estimator&, const Table& t) {
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

namespace {

/// "" when the model answers the row, else the code of its refusal.
std::string refusal(const Estimator& model, const Table& row) {
  try {
    record(model, row);
    return "";
  } catch (const Error& e) {
    return e.code;
  }
}

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

}  // namespace

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

}  // namespace keepfit::proof
