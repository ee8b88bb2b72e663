// Data: tables of named columns.
#pragma once

#include <string>
#include <vector>

#include "core/column.h"
#include "core/errors.h"
#include "core/index.h"
#include "core/summary.h"

namespace keepfit {

/// Columns of equal length. Numeric columns lie side by side in one matrix, so that kernels can take them whole.
class Table {
 public:
  struct Slot {
    bool is_text;
    Index index;  // into numbers() or texts()
  };

  Table() = default;
  explicit Table(Matrix numbers, std::vector<std::string> names = {});

  Index rows() const { return rows_; }
  Index columns() const { return static_cast<Index>(slots_.size()); }
  bool has_names() const { return !names_.empty(); }
  bool all_numeric() const { return texts_.empty(); }

  /// All numeric columns, in table order. With all_numeric() this is the whole table.
  const Matrix& numbers() const { return numbers_; }
  Matrix&& take_numbers() && { return std::move(numbers_); }
  const Slot& slot(Index j) const { return slots_[static_cast<size_t>(j)]; }
  bool is_text(Index j) const { return slot(j).is_text; }
  auto numeric(Index j) const { return numbers_.col(slot(j).index); }
  const TextColumn& text(Index j) const { return texts_[static_cast<size_t>(slot(j).index)]; }
  Column column(Index j) const;

  /// Looks at every numeric column once and keeps what it finds. Worth it for a table that is fitted to; others lack
  /// it.
  void summarise();
  bool summarised() const { return !summaries_.empty(); }
  /// Of numeric column j: what summarise() kept, else a look now.
  NumberSummary summary(Index j) const;

  /// One per column, or none at all.
  const std::vector<std::string>& names() const { return names_; }
  void set_names(std::vector<std::string> names);
  /// The column's name, or "column 3" where there are no names: for messages.
  std::string label(Index j) const;

  /// Columns by position, in the given order; -1 is a column of missing numbers.
  Table select(const std::vector<Index>& columns) const;
  /// Rows by position, in the given order; repeats allowed.
  Table take(const std::vector<Index>& rows) const;

  /// The rows [from, from + count).
  Table slice(Index from, Index count) const;

  /// Appends columns; names are kept only when every column has one.
  static Table from_columns(std::vector<Column> columns, std::vector<std::string> names, Index rows);
  static Table side_by_side(const std::vector<Table>& parts, Index rows);

 private:
  Index rows_ = 0;
  Matrix numbers_;
  std::vector<TextColumn> texts_;
  std::vector<Slot> slots_;
  std::vector<std::string> names_;
  std::vector<NumberSummary> summaries_;  // per column of numbers_, or none
};

/// An error about column j of X: its label is where.
Error about(std::string code, const Table& X, Index j, std::string message, std::string hint = "");
/// The error about `given`, the columns of X at `columns` (null: all), speaks of the column of X.
void move_to_table(Error& e, const Table& X, const Table& given, const std::vector<Index>* columns);
/// Whether every value of the column is missing.
bool all_missing(const Table& X, Index j);
/// Whether two categories look the same to a person, and what to say of it; "" where they do not.
std::string alike_text(const std::string& known, const std::string& got);

}  // namespace keepfit
