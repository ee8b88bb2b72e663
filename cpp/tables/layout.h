// How a file is laid out: its marks, where its table begins, whether the first line names the columns. Found out from
// its start.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tables/dialect.h"
#include "tables/options.h"

namespace keepfit::tables {

struct Layout {
  Dialect dialect;
  std::string_view text;   // without byte order mark
  size_t begin = 0;        // where the first record of the table begins: its header, or its first row
  int64_t first_line = 1;  // and on which line of the file
  bool header = true;
  bool header_doubtful = false;
  bool row_names = false;  // the header has a cell less than the rows: the first column has no name
  bool trailing = false;   // every row ends in delimiters with nothing behind them
  int units = 0;           // lines below the names that hold units, labels or the like, and no values
  int64_t other_rows = 0;  // of another table above this one, which is not read
  size_t other_width = 0;
  size_t width = 0;                    // columns
  std::vector<std::string> head;       // the header's cells as they stand; empty without one
  int64_t skipped = 0;                 // lines above the table
  bool below_comments = false;         // they are comments, and the header begins with their mark
  Style style = Style::kPlain;         // what was undone before
  int64_t skipped_end = 0;             // and below it, blank ones not counted
  bool declared = false;               // the file says itself which delimiter it has: sep=;
  const char* one_column = nullptr;    // why commas do not separate columns; null where nothing is to be said
  std::vector<char> other_delimiters;  // that would make a table, too
};

/// Throws Error "no_table" for a text without any record.
Layout find_layout(std::string_view text, const Options& options);

}  // namespace keepfit::tables
