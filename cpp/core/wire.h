// Tables and columns as values: in messages and in the proof rows of files.
#pragma once

#include "core/column.h"
#include "core/labels.h"
#include "core/value.h"

namespace keepfit {
class Table;
}

namespace keepfit::wire {

/// {columns: [[name, float64 array | {codes, categories}], ...]} or {data: float64 array of 2 axes}.
/// Throws Error "bad_table" or "ragged_table".
/// With `repeated` several columns may have one name, as those of a transform's answer may.
Table read_table(const Value& value, bool repeated = false);
/// How many rows a table has that `slice` can cut, which is one of numbers alone; -1 for any other, sound or not.
Index rows_to_slice(const Value& value);
/// A view of the rows [from, from + count), to be read by read_table.
Value slice(const Value& value, Index from, Index count);
Value write_table(Table table, std::vector<std::string> names);

/// float64 array of 1 axis, or {codes, categories}. Throws Error "bad_column".
Column read_column(const Value& value, const std::string& where);
Value write_column(Column column);
Value write_labels(const Labels& labels);

/// A matrix as a float64 array of 2 axes that owns its elements.
Value write_matrix(RowMatrix matrix);

}  // namespace keepfit::wire
