#include "tables/operations.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/errors.h"
#include "tables/limits.h"
#include "tables/reader.h"

namespace keepfit::tables {

namespace {

/// Text as it arrives. Not a std::vector, which writes zeros where bytes are put at once.
class Text {
 public:
  /// Room behind what is there, for so many bytes.
  char* room(size_t more) {
    if (size_ + more > capacity_) reserve(std::max(size_ + more, capacity_ + capacity_ / 2));
    room_ = more;
    return bytes_.get() + size_;
  }
  void reserve(size_t capacity) {
    char* moved = static_cast<char*>(std::realloc(bytes_.get(), std::max<size_t>(1, capacity)));
    if (!moved) throw std::bad_alloc();
    (void)bytes_.release();
    bytes_.reset(moved);
    capacity_ = capacity;
  }
  /// False where there is no room for so many.
  bool fill(size_t size) {
    if (size > room_) return false;
    room_ -= size;
    size_ += size;
    return true;
  }
  size_t size() const { return size_; }
  std::string_view view() const { return {bytes_.get(), size_}; }

 private:
  struct Free {
    void operator()(char* p) const { std::free(p); }
  };
  std::unique_ptr<char, Free> bytes_;
  size_t size_ = 0, capacity_ = 0, room_ = 0;
};

struct Open {
  Text text;
  std::unique_ptr<TableReader> reader;
  std::vector<TableReader::Held> held;  // what table_where told of
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
    throw Error("unknown_table", "table", "There is no open table with this handle.",
                "It was closed; open the file again.");
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
  throw Error("too_large", "file",
              "The file holds " + counted(static_cast<int64_t>(size), "byte") + " of text; " +
                  std::to_string(limits::kBytes) + " are the most that can be read.",
              "Take a part of its rows, or leave out columns.");
}

/// {size} -> {table}: a table into which so many bytes will be put, 0 for a number unknown
Value table_open(const Value& request, const Context&) {
  const int64_t size = request.at("size").integer("size");
  check_size(static_cast<size_t>(std::max<int64_t>(0, size)));
  All& tables = all();
  Open open;
  if (size > 0) open.text.reserve(static_cast<size_t>(size));
  tables.tables.emplace(tables.next, std::move(open));
  return Value::Map{{"table", tables.next++}};
}

/// Behind what is there; any reading of it ends.
char* room(Open& open, size_t size) {
  check_size(open.text.size() + size);
  open.reader.reset();
  return open.text.room(size);
}

/// {table, bytes} -> {}
Value table_append(const Value& request, const Context&) {
  Open& open = open_of(request);
  const Bytes& bytes = request.at("bytes").bytes("bytes");
  std::memcpy(room(open, bytes.size), bytes.data, bytes.size);
  open.text.fill(bytes.size);
  return Value::Map{};
}

Value address_of(const void* p) { return static_cast<int64_t>(reinterpret_cast<uintptr_t>(p)); }

/// {table, size} -> {address}: where a host that sees this memory puts so many bytes itself, to say then that it did
Value table_room(const Value& request, const Context&) {
  Open& open = open_of(request);
  const int64_t size = request.at("size").integer("size");
  if (size < 0 || size > static_cast<int64_t>(limits::kBytes)) check_size(limits::kBytes + 1);
  return Value::Map{{"address", address_of(room(open, static_cast<size_t>(size)))}};
}

/// {table, size} -> {}
Value table_filled(const Value& request, const Context&) {
  Open& open = open_of(request);
  const int64_t size = request.at("size").integer("size");
  if (size < 0 || !open.text.fill(static_cast<size_t>(size))) {
    throw Error("bad_value", "size", "More bytes are said to be there than there is room for.", "Ask for room first.");
  }
  return Value::Map{};
}

/// {table} -> {address, size}: the text, for a host that sees this memory
Value table_text(const Value& request, const Context&) {
  const std::string_view text = open_of(request).text.view();
  return Value::Map{{"address", address_of(text.data())}, {"size", static_cast<int64_t>(text.size())}};
}

/// {table, options} -> {reading, columns, problems, notes, weight}
Value table_read(const Value& request, const Context& context) {
  Open& open = open_of(request);
  const Value* options = request.find("options");
  const Options wanted = read_options(options ? *options : Value());
  if (!open.reader) open.reader = std::make_unique<TableReader>(open.text.view());
  TableReader& reader = *open.reader;
  reader.read(wanted, context);
  // A program that wants the values alone can do without.
  const Value* summaries = options ? options->find("summaries") : nullptr;
  const bool summed = !summaries || summaries->is_null() || summaries->boolean("summaries");
  return Value::Map{{"reading", reader.reading()},
                    {"columns", summed ? reader.summaries() : Value(Value::List{})},
                    {"problems", reader.problems()},
                    {"notes", reader.notes()},
                    {"weight", reader.weight()}};
}

/// The places that are asked for; all where none is named.
std::vector<Place> places_of(const Value& request, const TableReader& reader) {
  const auto& places = reader.places();
  const Value* given = request.find("columns");
  if (!given || given->is_null()) return places;
  std::vector<Place> out;
  for (int32_t at : given->array("columns").to_vector<int32_t>()) {
    if (at < 0 || static_cast<size_t>(at) >= places.size()) {
      throw Error("bad_index", "columns",
                  "There is no column " + std::to_string(at) + "; the table has " + std::to_string(places.size()) + ".",
                  "Columns count from 0.");
    }
    out.push_back(places[static_cast<size_t>(at)]);
  }
  return out;
}

Value texts_of(const std::vector<std::string_view>& categories) {
  Value::List texts;
  texts.reserve(categories.size());
  for (std::string_view each : categories) texts.emplace_back(std::string(each));
  return texts;
}

/// {table, columns: [place] | None} -> {columns: [values]}: numbers, or {codes, categories}
Value table_columns(const Value& request, const Context&) {
  TableReader& reader = read_of(request);
  Value::List out;
  for (const Place& place : places_of(request, reader)) {
    TableReader::Held held = reader.values(place);
    if (!held.is_text) {
      out.emplace_back(held.given ? Array::view(held.given->data(), {static_cast<uint32_t>(held.given->size())})
                                  : Array::own(std::move(held.numbers)));
      continue;
    }
    Value categories = texts_of(held.categories);
    out.emplace_back(Value::Map{{"codes", Array::own(std::move(held.codes))}, {"categories", std::move(categories)}});
  }
  return Value::Map{{"columns", std::move(out)}};
}

/// {table, columns: [place] | None} -> {columns: [{address, rows, ?categories}]}: where a host that sees this memory
/// finds the same numbers, or the codes of texts, until the next call
Value table_where(const Value& request, const Context&) {
  TableReader& reader = read_of(request);
  Open& open = open_of(request);
  open.held.clear();
  Value::List out;
  for (const Place& place : places_of(request, reader)) {
    const TableReader::Held& held = open.held.emplace_back(reader.values(place));
    const void* const at =
        held.is_text ? static_cast<const void*>(held.codes.data()) : (held.given ? held.given : &held.numbers)->data();
    Value::Map each{{"address", address_of(at)}, {"rows", reader.rows()}};
    if (held.is_text) each.emplace_back("categories", texts_of(held.categories));
    out.push_back(std::move(each));
  }
  return Value::Map{{"columns", std::move(out)}};
}

/// {table, from, count, column_from, column_count, whole?} -> {cells, missing, lines}
Value table_head(const Value& request, const Context&) {
  const Value* whole = request.find("whole");
  return read_of(request).head(request.at("from").integer("from"), request.at("count").integer("count"),
                               request.at("column_from").integer("column_from"),
                               request.at("column_count").integer("column_count"), whole && whole->boolean("whole"));
}

/// {table, count} -> {lines}
Value table_lines(const Value& request, const Context&) {
  return Value::Map{{"lines", read_of(request).lines(request.at("count").integer("count"))}};
}

/// {table, rows} -> {lines}
Value table_line_of(const Value& request, const Context&) {
  TableReader& reader = read_of(request);
  std::vector<int32_t> lines;
  for (int32_t row : request.at("rows").array("rows").to_vector<int32_t>())
    lines.push_back(static_cast<int32_t>(reader.line_of(row)));
  return Value::Map{{"lines", Array::own(std::move(lines))}};
}

/// {table} -> {}
Value table_close(const Value& request, const Context&) {
  open_of(request);
  all().tables.erase(request.at("table").integer());
  return Value::Map{};
}

constexpr std::pair<const char*, Operation> kOperations[] = {
    {"table_open", table_open},       {"table_append", table_append},   {"table_room", table_room},
    {"table_filled", table_filled},   {"table_text", table_text},       {"table_read", table_read},
    {"table_columns", table_columns}, {"table_where", table_where},     {"table_head", table_head},
    {"table_lines", table_lines},     {"table_line_of", table_line_of}, {"table_close", table_close},
};

}  // namespace

Operation find_operation(std::string_view name) {
  for (const auto& [known, operation] : kOperations) {
    if (name == known) return operation;
  }
  return nullptr;
}

}  // namespace keepfit::tables
