#include "tables/operations.h"

#include <cstring>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/errors.h"
#include "tables/limits.h"
#include "tables/reader.h"

namespace keepfit::tables {

namespace {

struct Open {
  std::vector<char> text;
  size_t filled = 0;  // bytes of it that were put there
  std::unique_ptr<TableReader> reader;
};

struct All {
  std::map<int64_t, Open> tables;
  int64_t next = 1;
};

All& all() {
  static All instance;
  return instance;
}

Open& open_of(const Value& request) {
  const auto found = all().tables.find(request.at("table").integer("table"));
  if (found == all().tables.end()) {
    throw Error("unknown_table", "table", "There is no open table with this handle.", "It was closed; open the file again.");
  }
  return found->second;
}

TableReader& read_of(const Value& request) {
  Open& open = open_of(request);
  if (!open.reader) throw Error("not_read", "table", "The table is open, but not read yet.", "Call table_read first.");
  return *open.reader;
}

void check_size(size_t size) {
  if (size <= limits::kBytes) return;
  throw Error("too_large", "file", "The file holds " + counted(static_cast<int64_t>(size), "byte") + " of text; " + std::to_string(limits::kBytes) + " are the most that can be read.",
              "Take a part of its rows, or leave out columns.");
}

/// {size} -> {table}: a table into which so many bytes will be put, 0 for a number unknown
Value table_open(const Value& request, const Context&) {
  const int64_t size = request.at("size").integer("size");
  check_size(static_cast<size_t>(std::max<int64_t>(0, size)));
  All& tables = all();
  Open open;
  open.text.reserve(static_cast<size_t>(std::max<int64_t>(0, size)));
  tables.tables.emplace(tables.next, std::move(open));
  return Value::Map{{"table", tables.next++}};
}

/// Behind what is there; any reading of it ends.
char* room(Open& open, size_t size) {
  check_size(open.filled + size);
  open.reader.reset();
  open.text.resize(open.filled + size);
  return open.text.data() + open.filled;
}

/// {table, bytes} -> {}
Value table_append(const Value& request, const Context&) {
  Open& open = open_of(request);
  const Bytes& bytes = request.at("bytes").bytes("bytes");
  std::memcpy(room(open, bytes.size), bytes.data, bytes.size);
  open.filled += bytes.size;
  return Value::Map{};
}

/// {table, size} -> {address}: where a host that sees this memory puts so many bytes itself, to say then that it did
Value table_room(const Value& request, const Context&) {
  Open& open = open_of(request);
  const int64_t size = request.at("size").integer("size");
  if (size < 0 || size > static_cast<int64_t>(limits::kBytes)) check_size(limits::kBytes + 1);
  return Value::Map{{"address", static_cast<int64_t>(reinterpret_cast<uintptr_t>(room(open, static_cast<size_t>(size))))}};
}

/// {table, size} -> {}
Value table_filled(const Value& request, const Context&) {
  Open& open = open_of(request);
  const int64_t size = request.at("size").integer("size");
  if (size < 0 || static_cast<size_t>(size) > open.text.size() - open.filled) {
    throw Error("bad_value", "size", "More bytes are said to be there than there is room for.", "Ask for room first.");
  }
  open.filled += static_cast<size_t>(size);
  return Value::Map{};
}

/// {table, options} -> {reading, columns, problems, notes, weight}
Value table_read(const Value& request, const Context& context) {
  Open& open = open_of(request);
  const Value* options = request.find("options");
  const Options wanted = read_options(options ? *options : Value());
  if (!open.reader) open.reader = std::make_unique<TableReader>(std::string_view(open.text.data(), open.filled));
  TableReader& reader = *open.reader;
  reader.read(wanted, context);
  // A program that wants the values alone can do without.
  const Value* summaries = options ? options->find("summaries") : nullptr;
  const bool summed = !summaries || summaries->is_null() || summaries->boolean("summaries");
  return Value::Map{{"reading", reader.reading()}, {"columns", summed ? reader.summaries() : Value(Value::List{})}, {"problems", reader.problems()}, {"notes", reader.notes()}, {"weight", reader.weight()}};
}

/// {table, columns: [place] | None} -> {columns: [values]}
Value table_columns(const Value& request, const Context&) {
  TableReader& reader = read_of(request);
  const auto& places = reader.places();
  std::vector<int32_t> wanted;
  if (const Value* given = request.find("columns"); given && !given->is_null()) wanted = given->array("columns").to_vector<int32_t>();
  else for (size_t i = 0; i < places.size(); ++i) wanted.push_back(static_cast<int32_t>(i));
  Value::List out;
  for (int32_t at : wanted) {
    if (at < 0 || static_cast<size_t>(at) >= places.size()) {
      throw Error("bad_index", "columns", "There is no column " + std::to_string(at) + "; the table has " + std::to_string(places.size()) + ".", "Columns count from 0.");
    }
    out.push_back(reader.values(places[static_cast<size_t>(at)]));
  }
  return Value::Map{{"columns", std::move(out)}};
}

/// {table, from, count, column_from, column_count, whole?} -> {cells, missing, lines}
Value table_head(const Value& request, const Context&) {
  const Value* whole = request.find("whole");
  return read_of(request).head(request.at("from").integer("from"), request.at("count").integer("count"), request.at("column_from").integer("column_from"),
                               request.at("column_count").integer("column_count"), whole && whole->boolean("whole"));
}

/// {table, count} -> {lines}
Value table_lines(const Value& request, const Context&) { return Value::Map{{"lines", read_of(request).lines(request.at("count").integer("count"))}}; }

/// {table, rows} -> {lines}
Value table_line_of(const Value& request, const Context&) {
  TableReader& reader = read_of(request);
  std::vector<int32_t> lines;
  for (int32_t row : request.at("rows").array("rows").to_vector<int32_t>()) lines.push_back(static_cast<int32_t>(reader.line_of(row)));
  return Value::Map{{"lines", Array::own(std::move(lines))}};
}

/// {table} -> {}
Value table_close(const Value& request, const Context&) {
  open_of(request);
  all().tables.erase(request.at("table").integer());
  return Value::Map{};
}

constexpr std::pair<const char*, Operation> kOperations[] = {
    {"table_open", table_open}, {"table_append", table_append}, {"table_room", table_room}, {"table_filled", table_filled}, {"table_read", table_read},       {"table_columns", table_columns},
    {"table_head", table_head}, {"table_lines", table_lines},   {"table_line_of", table_line_of}, {"table_close", table_close},
};

}  // namespace

Operation find_operation(std::string_view name) {
  for (const auto& [known, operation] : kOperations) {
    if (name == known) return operation;
  }
  return nullptr;
}

}  // namespace keepfit::tables
