#include "persistence/proof/rows.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "core/node.h"
#include "core/table.h"
#include "core/trace.h"

namespace keepfit::proof {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr size_t kOrdinaryRows = 8;
constexpr size_t kProbedColumns = 64;  // columns that get rows of their own
constexpr size_t kProbedValues = 24;   // critical values per step

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

/// Evenly spread, in the order of the model's columns.
void add_ordinary(const Estimator& model, const Table& samples, Rows& rows) {
  std::vector<Index> order;
  const std::vector<char> used = model.columns_used();
  for (const std::string& name : rows.names()) {
    const auto at = std::find(samples.names().begin(), samples.names().end(), name);
    if (samples.has_names() && at == samples.names().end()) {
      if (!used[order.size()]) {
        order.push_back(-1);
        continue;
      }
      throw Error("missing_columns", "proof", "The rows given for the proof lack the column '" + name + "'.",
                  "Give held-out rows with all input columns.");
    }
    order.push_back(samples.has_names() ? at - samples.names().begin() : static_cast<Index>(order.size()));
  }
  if (!samples.has_names() && samples.columns() != model.n_features_in()) {
    throw Error("wrong_width", "proof",
                "The rows given for the proof have " + counted(samples.columns(), "column") + ".",
                "Give held-out rows with all input columns.");
  }
  const Table aligned = samples.select(order);
  const Index n = std::min<Index>(aligned.rows(), static_cast<Index>(kOrdinaryRows));
  for (Index i = 0; i < n; ++i) rows.add_sample(aligned, i * aligned.rows() / n);
}

/// Missing, the ends of numbers, a category never seen: one column each, the others typical. column: the card's
/// summary.
void add_of_column(const Value& column, size_t j, Rows& rows) {
  Rows::Cell cell;
  cell.is_text = column.at("kind").is("text");
  rows.add_with("missing", j, cell);
  cell.missing = false;
  if (!cell.is_text) {
    for (const char* end : {"min", "max"}) {
      if (const Value* v = column.find(end)) {
        cell.number = v->number();
        rows.add_with(end, j, cell);
      }
    }
    return;
  }
  cell.text = "unseen";
  if (const Value* known = column.find("categories")) {
    const auto& list = known->list();
    while (std::any_of(list.begin(), list.end(), [&](const Value& v) { return v.is(cell.text); })) cell.text += "*";
  }
  rows.add_with("unseen category", j, cell);
}

}  // namespace

ChosenRows choose_rows(const Estimator& model, const Value& input, const Table* samples) {
  Rows rows(input);
  const Value::List& columns = input.list();
  if (samples && samples->rows() > 0) add_ordinary(model, *samples, rows);
  rows.add_typical();
  const size_t step = std::max<size_t>(1, (columns.size() + kProbedColumns - 1) / kProbedColumns);
  for (size_t j = 0; j < columns.size(); j += step) add_of_column(columns[j], j, rows);
  return {rows.table(), rows.rules()};
}

namespace {

/// What each step gets for the rows, by listening.
std::vector<std::pair<std::string, Table>> inputs_of_steps(const Estimator& model, const Table& rows) {
  std::vector<std::pair<std::string, Table>> inputs;
  const Trace trace({.input = [&](const std::string& step, const Table& t) { inputs.emplace_back(step, t); },
                     .transform = {},
                     .predict = {},
                     .predict_proba = {}});
  try {
    if (model.can_predict()) model.predict(rows);
    else if (model.can_transform()) model.transform(rows);
  } catch (const Error&) {
  }
  return inputs;
}

/// The row `base` with each of some values of a column, and with what lies next to it.
ChosenRows around(const std::vector<std::pair<Index, double>>& critical, const Vector& base, bool infinite) {
  ChosenRows out;
  std::vector<Vector> made;
  const size_t stride = std::max<size_t>(1, (critical.size() + kProbedValues - 1) / kProbedValues);
  for (size_t i = 0; i < critical.size(); i += stride) {
    const auto [column, value] = critical[i];
    if (!std::isfinite(value) || column < 0 || column >= base.size()) continue;
    const float narrow = static_cast<float>(value);
    const std::pair<const char*, double> values[] = {
        {"at", value},
        {"1 ulp below", std::nextafter(value, -kInf)},
        {"1 ulp above", std::nextafter(value, kInf)},
        {"1 float32 ulp below", static_cast<double>(std::nextafter(narrow, -std::numeric_limits<float>::infinity()))},
        {"1 float32 ulp above", static_cast<double>(std::nextafter(narrow, std::numeric_limits<float>::infinity()))}};
    for (const auto& [where, v] : values) {
      if (!infinite && !std::isfinite(v)) continue;
      Vector row = base;
      row[column] = v;
      made.push_back(std::move(row));
      out.rules.push_back(std::string(where) + " " + repr(value) + " in column " + std::to_string(column));
    }
  }
  if (made.empty()) return out;
  Matrix m(static_cast<Index>(made.size()), base.size());
  for (size_t i = 0; i < made.size(); ++i) m.row(static_cast<Index>(i)) = made[i];
  out.X = Table(std::move(m));
  return out;
}

}  // namespace

std::vector<Probe> choose_probes(const Estimator& model, const Table& rows) {
  const auto inputs = inputs_of_steps(model, rows);
  std::vector<Probe> out;
  walk(model, [&](const std::string& path, const Estimator& step) {
    const auto input =
        std::find_if(inputs.begin(), inputs.end(), [&](const auto& entry) { return entry.first == path; });
    // What is only the pattern of a fitted step knows of no values.
    if (!step.fitted() || input == inputs.end() || !input->second.all_numeric()) return;
    const auto critical = step.critical_values();
    if (critical.empty()) return;
    ChosenRows chosen = around(critical, input->second.numbers().row(0), step.traits().accepts_infinite);
    if (!chosen.rules.empty()) out.push_back({path, std::move(chosen)});
  });
  return out;
}

}  // namespace keepfit::proof
