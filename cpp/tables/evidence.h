// What the first records of a file say for and against a way to read it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tables/cells.h"
#include "tables/dialect.h"

namespace keepfit::tables {

/// So many records are looked at.
inline constexpr size_t kRecords = 400;

struct Record {
  std::vector<std::string_view> cells;
  std::vector<std::unique_ptr<std::string>> own;  // those that do not stand in the text as they read
  std::vector<bool> quoted;
  size_t start = 0;
  int64_t line = 1;
  bool flawed = false;  // a quotation mark in it does not fit
};

/// The first records. What the sample cuts in two is left out, unless the file ends there.
std::vector<Record> first_records(std::string_view sample, bool whole, const Dialect& dialect, size_t from = 0,
                                  int64_t line = 1);
/// Of most of them; of two widths as frequent, the larger one.
size_t usual_width(const std::vector<Record>& records);

bool is_word_of_missing(std::string_view cell);
/// Under either decimal mark.
bool is_number(std::string_view cell);
/// A number or a date.
bool sounds_like_data(std::string_view cell);

/// How well a dialect cuts the sample into records of one width; 0 where it does not.
struct Score {
  double value = 0;
  size_t width = 1;
  bool all = false;    // the first record, too, has that width, and none is flawed
  bool first = false;  // the first record is cut at all
  bool dirty = false;  // another mark stands in some cell
};
Score score_of(std::string_view sample, bool whole, const Dialect& dialect);

/// Colons separate cells where no cell in it is a time, an address or what a name is given: 12:30, http://, 00:1a:2b,
/// name: value.
bool are_cells_by_colon(std::string_view text, const std::vector<Record>& records, size_t width);

/// ' only where cells stand between such marks and none between ".
char find_quote(std::string_view sample, bool blanks);
/// A backslash before a quote, in the midst of a field, where no quote is doubled; 0 where there is none.
char find_escape(std::string_view sample, char quote);

/// Where the line that goes on at `at` ends, and where the next one begins.
size_t line_end(std::string_view text, size_t at);
size_t next_line(std::string_view text, size_t at);
/// Whether the line at `at` has a comma with a blank behind it and no quotation mark.
bool is_prose(std::string_view text, size_t at);
/// Lines that begin with # are comments where most lines do not.
bool are_comments(std::string_view sample);

/// For and against the first record being names.
struct Votes {
  int names = 0, data = 0;
  bool numbers = false;  // some of the names are numbers all the same
};
/// Of `head` above records[from...], whose cells stand `shift` columns further right.
Votes vote(const Record& head, const std::vector<Record>& records, size_t from, size_t shift);

}  // namespace keepfit::tables
