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
  std::optional<char> thousands;  // '\0': no mark separates groups of digits
  std::optional<DateOrder> order;
  std::optional<int> years_from;  // the first of the hundred years that two digits mean
  std::vector<Part> parts;
  bool saved = false;  // said by the reading of a model or by the form of the file, not by the person who reads
  bool kept =
      false;  // said of an earlier reading of this text; where it has no meaning any more, that is a note and no error
};

/// How a table may be written beside its delimiter.
enum class Style : uint8_t {
  kPlain,
  kQuoted,    // each line as a whole, "a,b,c", with the marks inside doubled: programs that took it for one cell
  kFramed,    // | a | b | c | and lines of dashes: Markdown, the shells of databases, prints of Polars
  kFormulas,  // ="0123", by which Excel keeps the zero
  kAligned,   // cells that may hold blanks stand at least two of them apart: prints, text of a PDF
  kDoubled    // a::b::c, a||b||c: one of the mark is part of a cell
};

/// Whatever is absent is found out.
struct Options {
  std::optional<char> delimiter, quote, escape, decimal, thousands;
  std::optional<std::string> comment;
  std::optional<int64_t> skip, skip_end;
  std::optional<bool> header, row_names;
  std::optional<Style> style;
  /// The column whose cells may hold the delimiter between no quotation marks; empty: none.
  std::optional<std::string> holds_delimiter;
  std::optional<bool> skip_uneven;  // lines with other numbers of cells than there are columns are left out
  std::optional<std::vector<std::string>> missing;
  std::vector<ColumnChoice> columns;
  /// Of a saved reading: settles the decimal mark where a file says nothing, and names the columns that a model wants.
  std::optional<char> usual_decimal;
  std::optional<bool> usual_header;
  std::optional<Style> usual_style;
  std::string usual_holder;  // see holds_delimiter; a file that is read alike need not have it
  std::vector<std::string> wanted;
  struct Unit {
    std::string name, unit;  // of a column of numbers, what stood beside them; empty where nothing did
  };
  std::vector<Unit> units;
  std::string target;  // of a saved reading, which a file that is to be predicted need not have
};

/// Throws Error "bad_option" naming what cannot be meant, and what is not known with the known one that is written most
/// like it.
Options read_options(const Value& options);

/// The one of `known` that is written most like `name`; empty where none is.
std::string_view nearest(std::string_view name, const std::vector<std::string_view>& known);

}  // namespace keepfit::tables
