#include "core/wire.h"

#include <algorithm>
#include <cstring>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "core/errors.h"
#include "core/simd.h"
#include "core/table.h"

namespace keepfit::wire {

namespace {

Matrix read_matrix(const Array& a) {
  if (a.dtype != DType::kFloat64 || a.shape.size() != 2) {
    throw Error("bad_table", "X", "data must be a float64 array of 2 axes. Got " + Value(a).repr() + ".",
                "Give rows times columns.");
  }
  const Index rows = a.shape[0], columns = a.shape[1];
  Matrix out(rows, columns);
  // Blocks of rows, so that both sides stay in the cache while the order changes: two rows of two columns at a time.
  constexpr Index kBlock = 64;
  const auto at = [&](Index i, Index j) { return a.data + 8 * (i * columns + j); };
  const auto move = [&](Index i, Index j) { std::memcpy(&out(i, j), at(i, j), 8); };
  for (Index start = 0; start < rows; start += kBlock) {
    const Index end = std::min(rows, start + kBlock);
    Index j = 0;
    for (; j + 2 <= columns; j += 2) {
      double *left = &out(0, j), *right = left + rows;
      Index i = start;
      for (; i + 2 <= end; i += 2) {
        simd::Two first, second;
        std::memcpy(&first, at(i, j), sizeof first);
        std::memcpy(&second, at(i + 1, j), sizeof second);
        simd::store(left + i, simd::Two{first[0], second[0]});
        simd::store(right + i, simd::Two{first[1], second[1]});
      }
      for (; i < end; ++i) move(i, j), move(i, j + 1);
    }
    for (; j < columns; ++j) {
      for (Index i = start; i < end; ++i) move(i, j);
    }
  }
  return out;
}

template <class T>
Value owned(std::vector<T> values) {
  return Array::own(std::move(values));
}

}  // namespace

Column read_column(const Value& value, const std::string& where) {
  if (const auto* a = value.get_if<Array>()) {
    if (a->dtype != DType::kFloat64 || a->shape.size() != 1) {
      throw Error("bad_column", where, where + " must be a float64 array of 1 axis. Got " + value.repr() + ".", "");
    }
    Vector numbers(static_cast<Index>(a->shape[0]));
    if (a->bytes()) std::memcpy(numbers.data(), a->data, a->bytes());
    return Column::of_numbers(std::move(numbers));
  }
  const Value* codes = value.find("codes");
  const Value* categories = value.find("categories");
  if (!codes || !categories || !codes->get_if<Array>() || codes->array().shape.size() != 1 ||
      codes->array().dtype != DType::kInt32) {
    throw Error("bad_column", where,
                where + " must be a float64 array or text as {codes, categories}. Got " + value.repr() + ".", "");
  }
  TextColumn text{codes->array().to_vector<int32_t>(), {}};
  const Value::List& items = categories->list(where);
  text.categories.reserve(items.size());
  for (const Value& item : items) text.categories.push_back(item.text(where));
  text.validate(where);
  return Column::of_text(std::move(text));
}

Table read_table(const Value& value, bool repeated) {
  if (const Value* data = value.find("data")) return Table(read_matrix(data->array("X")));
  const Value* columns = value.find("columns");
  if (!columns) throw Error("bad_table", "X", "A table must have columns or data. Got " + value.repr() + ".", "");
  std::vector<Column> read;
  std::vector<std::string> names;
  std::string where;  // one for all: a table of one row has many columns
  std::unordered_set<std::string_view> seen;
  const Value::List& items = columns->list("columns");
  read.reserve(items.size());
  names.reserve(items.size());
  for (const Value& item : items) {
    const Value::List& pair = item.list("column");
    if (pair.size() != 2) throw Error("bad_table", "X", "A column must be [name, values].", "");
    const std::string& name = pair[0].text("column name");
    // Few names are compared faster than they are hashed.
    const bool known =
        items.size() <= 16 ? std::find(names.begin(), names.end(), name) != names.end() : !seen.insert(name).second;
    if (known && !repeated)
      throw Error("bad_table", "column '" + name + "'", "There are two columns named '" + name + "'.", "Rename one.");
    names.push_back(name);
    where.assign("column '").append(name).append("'");
    read.push_back(read_column(pair[1], where));
  }
  Index rows = read.empty() ? 0 : read.front().rows();
  if (const Value* n = value.find("rows")) rows = static_cast<Index>(n->integer("rows"));
  if (rows < 0 || (read.empty() && rows > INT32_MAX))
    throw Error("bad_table", "X", "A table cannot have " + counted(rows, "row") + ".", "Give a number of rows from 0.");
  return Table::from_columns(std::move(read), std::move(names), rows);
}

namespace {

Array slice(const Array& a, Index from, Index count) {
  Array out = a;
  size_t width = 8;
  for (size_t axis = 1; axis < a.shape.size(); ++axis) width *= a.shape[axis];
  out.shape[0] = static_cast<uint32_t>(count);
  out.data += static_cast<size_t>(from) * width;
  return out;
}

/// The first extent of a float64 array with that many axes, or -1.
Index length_of(const Value& value, size_t axes) {
  const auto* a = value.get_if<Array>();
  return a && a->dtype == DType::kFloat64 && a->shape.size() == axes ? static_cast<Index>(a->shape[0]) : -1;
}

}  // namespace

Index rows_to_slice(const Value& value) {
  if (const Value* data = value.find("data")) return length_of(*data, 2);
  const Value* columns = value.find("columns");
  const auto* list = columns ? columns->get_if<Value::List>() : nullptr;
  if (!list || list->empty()) return -1;
  Index rows = -1;
  for (const Value& item : *list) {
    const auto* pair = item.get_if<Value::List>();
    const Index n = pair && pair->size() == 2 ? length_of((*pair)[1], 1) : -1;
    if (n < 0 || (rows >= 0 && n != rows)) return -1;
    rows = n;
  }
  const Value* stated = value.find("rows");
  return stated && !(stated->get_if<int64_t>() && stated->integer() == static_cast<int64_t>(rows)) ? -1 : rows;
}

Value slice(const Value& value, Index from, Index count) {
  if (const Value* data = value.find("data")) return Value::Map{{"data", slice(data->array(), from, count)}};
  Value::List columns;
  for (const Value& item : value.at("columns").list())
    columns.push_back(Value::List{item.list()[0], slice(item.list()[1].array(), from, count)});
  return Value::Map{{"columns", std::move(columns)}, {"rows", static_cast<int64_t>(count)}};
}

Value write_column(Column column) {
  if (!column.is_text) {
    auto owner = std::make_shared<const Vector>(std::move(column.numbers));
    Array a = Array::view(owner->data(), {static_cast<uint32_t>(owner->size())});
    a.owner = owner;
    return a;
  }
  return Value::Map{{"codes", owned(std::move(column.text.codes))},
                    {"categories", Value::List(column.text.categories.begin(), column.text.categories.end())}};
}

Value write_labels(const Labels& labels) {
  std::vector<int32_t> codes(labels.size());
  for (size_t i = 0; i < codes.size(); ++i) codes[i] = static_cast<int32_t>(i);
  return write_column(decode(labels, codes));
}

Value write_table(Table table, std::vector<std::string> names) {
  Value::List columns;
  const Index rows = table.rows();
  for (Index j = 0; j < table.columns(); ++j) {
    columns.push_back(Value::List{names[static_cast<size_t>(j)], write_column(table.column(j))});
  }
  return Value::Map{{"columns", std::move(columns)}, {"rows", static_cast<int64_t>(rows)}};
}

Value write_matrix(RowMatrix matrix) {
  auto owner = std::make_shared<const RowMatrix>(std::move(matrix));
  Array a = Array::view(owner->data(), {static_cast<uint32_t>(owner->rows()), static_cast<uint32_t>(owner->cols())});
  a.owner = owner;
  return a;
}

}  // namespace keepfit::wire
