// What may be said about a table before it is read, and what was found out about it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/value.h"
#include "tables/cells.h"

namespace keepfit::tables {

enum class Kind : uint8_t { kNumber, kText, kBoolean, kDate };
const char* kind_name(Kind kind);

enum class Part : uint8_t { kNone, kYear, kMonth, kDay, kWeekday };
const char* part_name(Part part);

struct ColumnChoice {
  std::string name;
  std::optional<Kind> kind;
  std::optional<bool> use;
  std::optional<std::vector<std::string>> missing;
  std::optional<bool> keep_missing;
  std::optional<char> decimal;
  std::optional<DateOrder> order;
  std::vector<Part> parts;
  bool saved = false;  // said by the reading of a model, not by the person who reads
};

/// Whatever is absent is found out.
struct Options {
  std::optional<char> delimiter, quote, escape, decimal;
  std::optional<std::string> comment;
  std::optional<int64_t> skip;
  std::optional<bool> header, row_names;
  std::optional<std::vector<std::string>> missing;
  std::vector<ColumnChoice> columns;
  /// Of a saved reading: settles the decimal mark where a file says nothing, and names the columns that a model wants.
  std::optional<char> usual_decimal;
  std::optional<bool> usual_header;
  std::vector<std::string> wanted;
};

/// Throws Error "bad_option" naming what cannot be meant.
Options read_options(const Value& options);

}  // namespace keepfit::tables
