#include "core/table.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/errors.h"
#include "core/value.h"

namespace keepfit {

Table::Table(Matrix numbers, std::vector<std::string> names) : rows_(numbers.rows()), numbers_(std::move(numbers)) {
  slots_.reserve(static_cast<size_t>(numbers_.cols()));
  for (Index j = 0; j < numbers_.cols(); ++j) slots_.push_back({false, j});
  set_names(std::move(names));
}

void Table::set_names(std::vector<std::string> names) {
  if (!names.empty() && static_cast<Index>(names.size()) != columns()) {
    throw Error("wrong_width", "table",
                "A table of " + counted(columns(), "column") + " cannot take " +
                    counted(static_cast<int64_t>(names.size()), "name") + ".");
  }
  names_ = std::move(names);
}

void Table::summarise() {
  if (summarised()) return;
  std::vector<NumberSummary> found;
  for (Index j = 0; j < numbers_.cols(); ++j) found.push_back(keepfit::summarise(numbers_.col(j).data(), rows_));
  summaries_ = std::move(found);
}

NumberSummary Table::summary(Index j) const {
  const Index at = slot(j).index;
  return summarised() ? summaries_[static_cast<size_t>(at)] : keepfit::summarise(numbers_.col(at).data(), rows_);
}

std::string Table::label(Index j) const {
  return has_names() ? "column '" + names_[static_cast<size_t>(j)] + "'" : "column " + std::to_string(j);
}

Error about(std::string code, const Table& X, Index j, std::string message, std::string hint) {
  Error out(std::move(code), X.label(j), std::move(message), std::move(hint));
  out.position = j;
  out.table = &X;
  if (X.has_names()) out.column = X.names()[static_cast<size_t>(j)];
  return out;
}

void move_to_table(Error& e, const Table& X, const Table& given, const std::vector<Index>* columns) {
  if (e.table != &given) return;
  if (columns && e.position >= 0 && static_cast<size_t>(e.position) < columns->size())
    e.move_column((*columns)[static_cast<size_t>(e.position)]);
  e.table = &X;
}

bool all_missing(const Table& X, Index j) {
  if (!X.is_text(j)) return X.numeric(j).array().isNaN().all();
  const auto& codes = X.text(j).codes;
  return std::all_of(codes.begin(), codes.end(), [](int32_t c) { return c < 0; });
}

std::string alike_text(const std::string& known, const std::string& got) {
  if (known == got || looks_of(known) != looks_of(got)) return "";
  return "'" + shown(known) + "' looks the same, but is " + code_points(known) + ", not " + code_points(got);
}

Column Table::column(Index j) const {
  if (is_text(j)) return Column::of_text(text(j));
  return Column::of_numbers(numeric(j));
}

Table Table::select(const std::vector<Index>& columns) const {
  Table out;
  out.rows_ = rows_;
  Index numeric_count = 0;
  for (Index j : columns) numeric_count += j >= 0 && is_text(j) ? 0 : 1;
  out.numbers_.resize(rows_, numeric_count);
  out.slots_.reserve(columns.size());
  Index next = 0;
  for (Index j : columns) {
    if (j >= 0 && is_text(j)) {
      out.slots_.push_back({true, static_cast<Index>(out.texts_.size())});
      out.texts_.push_back(text(j));
    } else {
      out.slots_.push_back({false, next});
      if (j >= 0) out.numbers_.col(next++) = numeric(j);
      else out.numbers_.col(next++).setConstant(std::numeric_limits<double>::quiet_NaN());
    }
    if (has_names() && j < 0) out.names_.emplace_back();
    else if (has_names()) out.names_.push_back(names_[static_cast<size_t>(j)]);
  }
  return out;
}

Table Table::take(const std::vector<Index>& rows) const {
  Table out;
  out.rows_ = static_cast<Index>(rows.size());
  out.slots_ = slots_;
  out.names_ = names_;
  out.numbers_.resize(out.rows_, numbers_.cols());
  for (Index j = 0; j < numbers_.cols(); ++j) {
    for (Index i = 0; i < out.rows_; ++i) out.numbers_(i, j) = numbers_(rows[static_cast<size_t>(i)], j);
  }
  for (const TextColumn& text : texts_) {
    TextColumn taken{{}, text.categories};
    taken.codes.reserve(rows.size());
    for (Index i : rows) taken.codes.push_back(text.codes[static_cast<size_t>(i)]);
    out.texts_.push_back(std::move(taken));
  }
  return out;
}

Table Table::slice(Index from, Index count) const {
  Table out;
  out.rows_ = count;
  out.slots_ = slots_;
  out.names_ = names_;
  out.numbers_ = numbers_.middleRows(from, count);
  for (const TextColumn& text : texts_)
    out.texts_.push_back({{text.codes.begin() + from, text.codes.begin() + from + count}, text.categories});
  return out;
}

Table Table::from_columns(std::vector<Column> columns, std::vector<std::string> names, Index rows) {
  Table out;
  out.rows_ = rows;
  Index numeric_count = 0;
  for (size_t j = 0; j < columns.size(); ++j) {
    const Column& c = columns[j];
    if (c.rows() != rows) {
      throw Error("ragged_table", j < names.size() ? "column '" + names[j] + "'" : "column " + std::to_string(j),
                  "The column has " + counted(c.rows(), "row") + ", but the table has " + std::to_string(rows) + ".",
                  "Give every column the same number of rows.");
    }
    numeric_count += c.is_text ? 0 : 1;
  }
  out.numbers_.resize(rows, numeric_count);
  out.slots_.reserve(columns.size());
  Index next = 0;
  for (size_t j = 0; j < columns.size(); ++j) {
    Column& c = columns[j];
    if (c.is_text) {
      out.slots_.push_back({true, static_cast<Index>(out.texts_.size())});
      out.texts_.push_back(std::move(c.text));
    } else {
      out.slots_.push_back({false, next});
      out.numbers_.col(next++) = c.numbers;
    }
  }
  out.set_names(std::move(names));
  return out;
}

Table Table::side_by_side(const std::vector<Table>& parts, Index rows) {
  Table out;
  out.rows_ = rows;
  Index numeric_count = 0;
  bool named = true;
  for (const Table& part : parts) {
    numeric_count += part.numbers_.cols();
    named = named && (part.has_names() || part.columns() == 0);
  }
  out.numbers_.resize(rows, numeric_count);
  Index offset = 0;
  for (const Table& part : parts) {
    out.numbers_.middleCols(offset, part.numbers_.cols()) = part.numbers_;
    for (const Slot& s : part.slots_) {
      out.slots_.push_back({s.is_text, s.index + (s.is_text ? static_cast<Index>(out.texts_.size()) : offset)});
    }
    out.texts_.insert(out.texts_.end(), part.texts_.begin(), part.texts_.end());
    if (named) out.names_.insert(out.names_.end(), part.names_.begin(), part.names_.end());
    offset += part.numbers_.cols();
  }
  return out;
}

}  // namespace keepfit
