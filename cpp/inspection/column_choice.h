// A table taken apart, so that single columns can be replaced.
#pragma once

#include <string>
#include <vector>

#include "core/table.h"

namespace keepfit {

/// Throws Error "bad_value" where X has no column j.
void check_column(Index j, const Table& X);

class Columns {
 public:
  explicit Columns(const Table& X);
  Column& operator[](Index j) { return columns_[static_cast<size_t>(j)]; }
  Table table() const { return Table::from_columns(columns_, names_, rows_); }

 private:
  std::vector<Column> columns_;
  std::vector<std::string> names_;
  Index rows_;
};

}  // namespace keepfit
