// What is said of a reading: problems, notes, and the ways back.
#include <algorithm>
#include <cmath>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "core/table.h"
#include "core/text.h"
#include "tables/limits.h"
#include "tables/reader.h"
#include "tables/words.h"

namespace keepfit::tables {

// ---- what is said -------------------------------------------------------------------------------------------------

void TableReader::list_problems() {
  struct Found {
    int64_t row;  // from 0; -1 for a flaw, which has a line alone
    int64_t line;
    const char* code;
    int64_t column;
    std::string_view cell;
    uint32_t cells;
  };
  std::vector<Found> all;
  std::vector<bool> touched(static_cast<size_t>(rows_), false);
  const auto touch = [&](int64_t row) {
    if (row >= 0 && row < rows_ && !touched[static_cast<size_t>(row)]) {
      touched[static_cast<size_t>(row)] = true;
      ++rows_touched_;
    }
  };
  footers_short_ = 0;
  for (const Footer& f : footers_) all.push_back({f.row, 0, "footer", -1, {}, f.total}), touch(f.row);
  for (int64_t row : subtotals_) all.push_back({row, 0, "subtotal", -1, {}, 0}), touch(row);
  for (const Ragged& r : short_) {
    if (r.row >= rows_) continue;
    // What is no row has no cells too few.
    if (!footers_.empty() && r.row >= footers_.front().row) ++footers_short_;
    else all.push_back({r.row, 0, "short_row", -1, {}, r.cells}), touch(r.row);
  }
  for (const Ragged& r : long_) {
    if (r.row < rows_) all.push_back({r.row, 0, "long_row", -1, {}, r.cells}), touch(r.row);
  }
  for (const Flaw& f : flaws_) {
    const bool open = f.kind == Flaw::kUnclosed;
    all.push_back({-1, f.line, open ? "unclosed_quote" : "after_quote", -1, {}, 0});
    // The row that holds the line.
    int64_t low = 0, high = rows_;
    while (low < high) {
      const int64_t middle = (low + high) / 2;
      if (line_of(middle) <= f.line) low = middle + 1;
      else high = middle;
    }
    all.back().row = low - 1;
    touch(low - 1);
  }
  problem_count_ = static_cast<int64_t>(all.size()) +
                   std::max<int64_t>(0, short_count_ - static_cast<int64_t>(short_.size())) +
                   std::max<int64_t>(0, long_count_ - static_cast<int64_t>(long_.size()));
  for (size_t j = 0; j < columns_.size(); ++j) {
    for (const auto& [row, cell] : columns_[j].unreadable()) {
      ++problem_count_;
      touch(row);
      all.push_back(
          {row, 0, columns_[j].kind == Kind::kDate ? "not_a_date" : "not_a_number", static_cast<int64_t>(j), cell, 0});
    }
  }
  // Those that were counted without being kept touch rows, too.
  rows_touched_ =
      std::min(rows_, rows_touched_ + std::max<int64_t>(0, short_count_ - static_cast<int64_t>(short_.size())) +
                          std::max<int64_t>(0, long_count_ - static_cast<int64_t>(long_.size())));
  if (layout_.other_rows > 0) {
    ++problem_count_;
    rows_touched_ = std::max(rows_touched_, std::min(rows_, layout_.other_rows));
    int64_t lines = 0;
    for (size_t at = layout_.text.size(); at > layout_.begin; ++lines) {
      const size_t end = layout_.text.find_last_not_of("\r\n \t", at - 1);
      if (end == std::string_view::npos || end < layout_.begin) break;
      const size_t before = layout_.text.find_last_of("\r\n", end);
      at = before == std::string_view::npos ? 0 : before + 1;
    }
    problems_.push_back({"other_table", 1, 0, -1,
                         "The " + count_of(layout_.other_rows, "line") +
                             " above the table look like another one, with " +
                             count_of(static_cast<int64_t>(layout_.other_width), "column") + "; they are left out.",
                         "Read the first table", Value::Map{{"skipEnd", lines}}});
  }
  // Behind a blank line no column of numbers goes on: the names of another table.
  int looked = 0;
  for (const auto& each_shift : line_shift_) {
    const uint32_t row = each_shift.first;
    const auto from = static_cast<int64_t>(row);
    if (from < 3 || from + 1 >= rows_ || (!footers_.empty() && from >= footers_.front().row) ||
        line_of(from) - line_of(from - 1) < 2)
      continue;
    size_t numbers = 0, odd = 0, gone = 0;
    for (ColumnReader& c : columns_) {
      if (c.kind != Kind::kNumber || c.as_text || c.tally().numbers == 0) continue;
      ++numbers;
      if (!std::isnan(c.numbers()[row])) break;
      if (++looked > 100) break;
      const auto bad = c.unreadable();
      const bool here = std::any_of(bad.begin(), bad.end(), [&](const auto& each) { return each.first == row; });
      ++(here ? odd : gone);
    }
    if (odd == 0 || odd + gone < numbers) continue;
    ++problem_count_;
    for (int64_t i = from; i < rows_; ++i) touch(i);
    all.push_back({from, 0, "table_below", -1, {}, 0});
    break;
  }
  std::string without_sums;
  const Value subtotals = subtotals_.empty() ? Value() : subtotal_remedy(without_sums);
  std::stable_sort(all.begin(), all.end(), [](const Found& a, const Found& b) { return a.row < b.row; });
  if (all.size() > limits::kListed) all.resize(limits::kListed);
  for (const Found& f : all) {
    Problem p{f.code, f.line ? f.line : line_of(f.row), f.row >= 0 ? f.row + 1 : 0, f.column, {}};
    const std::string_view code = f.code;
    if (code == "footer") {
      const int64_t n = static_cast<int64_t>(footers_.size());
      p.message = f.cells
                      ? "The line looks like a sum of those above, not like a row of the table; it is read as a row."
                      : "The line looks like a remark below the table, not like a row of it; it is read as a row.";
      p.options = footer_remedy();
      p.label = n == 1 ? "Leave out the last line"
                       : "Leave out the last " + std::to_string(p.options.at("skipEnd").integer()) + " lines";
    } else if (code == "table_below") {
      p.message = "Another table seems to begin here, behind a blank line; its lines are read as rows of this one.";
      p.options = lines_from(f.row);
      p.label = "Leave out the last " + std::to_string(p.options.at("skipEnd").integer()) + " lines";
    } else if (code == "subtotal") {
      p.message = "The line looks like a sum of rows above it, not like a row of the table; it is read as a row.";
      p.label = without_sums;
      if (!without_sums.empty()) p.options = subtotals;
    } else if (code == "short_row") {
      p.message = "The line has " + count_of(f.cells, "cell") + ", but the table has " +
                  count_of(static_cast<int64_t>(layout_.width), "column") + "; the rest are taken as missing.";
    } else if (code == "long_row") {
      p.message = "The line has " + count_of(f.cells, "cell") + ", but the table has " +
                  count_of(static_cast<int64_t>(layout_.width), "column") + "; what is past the last is left out.";
    } else if (code == "unclosed_quote") {
      p.message = "A quotation mark is opened and not closed; it is taken as an ordinary character.";
    } else if (code == "after_quote") {
      p.message = "Text follows a closed quotation mark; it is taken as part of the cell.";
    } else {
      const std::string cell = "'" + shown(f.cell, 40) + "' in column " + shown_name(static_cast<size_t>(f.column));
      Number n;
      const bool beyond =
          code == "not_a_number" &&
          (read_plain(f.cell, n) || read_number(f.cell, columns_[static_cast<size_t>(f.column)].decimal, n)) &&
          std::isinf(n.value);
      const bool endless = f.cell.find_first_of("0123456789") == std::string_view::npos;
      p.message = beyond && endless ? cell + " is infinite, which no estimator takes; it is taken as missing."
                  : beyond          ? cell + " is beyond the largest number that can be kept; it is taken as missing."
                  : code == "not_a_date" ? cell + " is not a date; it is taken as missing."
                                         : cell + " is not a number; it is taken as missing.";
    }
    problems_.push_back(std::move(p));
  }
}

void TableReader::say(const char* code, int64_t column, std::string message, std::string label, Value way) {
  notes_.push_back({code, column, std::move(message), std::move(label), std::move(way)});
}

/// What is said of the file as a whole.
void TableReader::note_file(const Options& options) {
  const Dialect& d = layout_.dialect;
  if (layout_.declared && !options.delimiter)
    say("delimiter", -1,
        std::string("The file says itself that its cells are separated by ") + name_of_delimiter(d.delimiter) + ".");
  else if (d.delimiter != ',' && !options.delimiter && columns_.size() > 1 && layout_.style != Style::kAligned &&
           layout_.style != Style::kDoubled)
    say("delimiter", -1, std::string("The cells are separated by ") + name_of_delimiter(d.delimiter) + ".");
  if (layout_.one_column)
    say("one_column", -1, std::string("The table is read as one column. ") + layout_.one_column,
        "Commas separate columns", Value::Map{{"delimiter", ","}});
  if (layout_.style != Style::kPlain && !options.style) {
    const char* const said[] = {
        "",
        "Each line stands between quotation marks as a whole, which are taken off.",
        "Lines begin and end with a bar, as in Markdown; these bars and lines of dashes hold no cells.",
        "Cells are written as formulas, =\"0123\", as spreadsheets keep texts; they are read as these texts.",
        "Cells stand in columns that blanks keep apart; one blank is part of a cell.",
        "A mark that stands twice separates the cells, as in MovieLens; one alone is part of a cell."};
    say("style", -1, said[static_cast<size_t>(layout_.style)], "Read the lines as they stand",
        Value::Map{{"style", nullptr}});
  }
  if (layout_.skipped > (layout_.declared ? 1 : 0) && !options.skip && layout_.other_rows == 0) {
    say("skip", -1,
        count_of(layout_.skipped, "line") + " above the table " + (layout_.skipped == 1 ? "is" : "are") + " left out.",
        "Read from the first line",
        layout_.below_comments ? Value::Map{{"skip", 0}, {"comment", nullptr}} : Value::Map{{"skip", 0}});
  }
  if (!d.comment.empty() && !options.comment)
    say("comment", -1, "Lines that begin with " + d.comment + " are comments and left out.", "Read them as rows",
        Value::Map{{"comment", nullptr}});
  if (!layout_.header && !options.header) {
    say("no_header", -1, "The first line is data, so the names of the columns are made up.",
        "The first line names the columns", Value::Map{{"header", true}});
  }
  if (layout_.header && layout_.header_doubtful && !options.header) {
    say("header", -1, "The first line is taken as the names of the columns.", "The first line is data",
        Value::Map{{"header", false}});
  }
  if (layout_.units) {
    say("units", -1,
        layout_.units == 1
            ? "The line below the names holds no values and is left out."
            : "The " + std::to_string(layout_.units) + " lines below the names hold no values and are left out.",
        layout_.units == 1 ? "Read it as a row" : "Read them as rows of the table", Value::Map{{"header", true}});
  }
  if (headers_again_ > 0) {
    say("repeated_header", -1,
        "The names of the columns stand again " +
            (headers_again_ == 1 ? "on" : count_of(headers_again_, "time") + ", first on") + " line " +
            std::to_string(header_again_line_) + (headers_again_ == 1 ? "; that is no row." : "; these are no rows."));
  }
  if (layout_.row_names) {
    std::string message = options.row_names ? "The first column is taken to name the rows, as was asked for."
                                            : "The line of names has one cell fewer than the rows: the first column "
                                              "is taken to name the rows.";
    const bool fractions = !options.row_names && may_be_decimal_commas();
    if (fractions) message += " Where its commas are decimal marks, numbers must stand between quotation marks.";
    say("row_names", 0, std::move(message));
    if (fractions) offer_fractions(notes_.back());
  }
  if (joined_ > 0)
    say("holds_delimiter", static_cast<int64_t>(holder_),
        "Column " + shown_name(holder_) + " takes what " + count_of(joined_, "line") +
            (joined_ == 1 ? " has" : " have") + " too much: its cells may hold " + name_of_delimiter(d.delimiter) +
            ".");
  if (uneven_ > 0)
    say("uneven", -1,
        count_of(uneven_, "line") + " with other numbers of cells than there are columns " +
            (uneven_ == 1 ? "is" : "are") + " left out" + (uneven_ == 1 ? ", line " : ", the first of them line ") +
            std::to_string(uneven_line_) + ".",
        "Read these lines, too", Value::Map{{"skipUneven", false}});
  if (layout_.trailing) say("trailing", -1, "Lines end in separators with nothing behind them; these are no columns.");
  if (empty_tail_ > 0)
    say("empty_rows", -1,
        count_of(empty_tail_, "row") + " without any value at the end " + (empty_tail_ == 1 ? "is" : "are") +
            " left out.");
  // Where there is one column, such a line could have meant a missing value.
  if (columns_.size() == 1 && blank_lines_ > 0)
    say("blank_lines", -1,
        count_of(blank_lines_, "blank line") + (blank_lines_ == 1 ? " is" : " are") + " left out and no row.");
  if (decimal_ == ',' && !options.decimal && shares_commas())
    say("decimal", -1, "Numbers have a decimal comma.", has_certain_commas() ? "" : "Read them with a decimal point",
        Value::Map{{"decimal", "."}});
}

void TableReader::list_notes(const Options& options) {
  note_file(options);
  std::vector<size_t> constants;
  for (size_t j = 0; j < columns_.size(); ++j) {
    if (note_column(j, options)) constants.push_back(j);
  }
  note_constants(constants);
  note_names();
  note_differences(options);
}

/// What a model's reading wants and this file has not, or has besides, or has otherwise.
void TableReader::note_differences(const Options& options) {
  if (options.wanted.empty()) return;
  std::unordered_set<std::string_view> here, known;
  for (const ColumnReader& c : columns_) here.insert(c.name);
  for (const ColumnChoice& choice : options.columns) known.insert(choice.name);
  for (const std::string& name : options.wanted) {
    // What is to be predicted need not be there.
    if (!here.count(name) && name != options.target)
      say("column_missing", -1, "The saved reading has a column '" + shown(name) + "', which this file does not have.");
  }
  std::unordered_map<std::string_view, const std::string*> units;
  for (const auto& [name, unit] : options.units) units[name] = &unit;
  for (size_t j = 0; j < columns_.size(); ++j) {
    ColumnReader& c = columns_[j];
    const auto at = static_cast<int64_t>(j);
    if (!known.count(c.name))
      say("column_new", at, "Column " + shown_name(j) + " is new: the saved reading does not know it.");
    const auto saved = units.find(c.name);
    const Tally& t = c.tally();
    if (saved == units.end() || c.kind != Kind::kNumber || t.numbers == 0) continue;
    const auto words = [](const std::string& unit) {
      return unit.empty() ? std::string("no unit") : "the unit '" + shown(unit, 24) + "'";
    };
    if (lowered(t.unit) != lowered(*saved->second)) {
      say("unit_differs", at,
          "Column " + shown_name(j) + ": its numbers have " + words(t.unit) + ", those of the saved reading " +
              words(*saved->second) + ". They are read as they stand and not converted.");
    }
  }
  if (options.usual_decimal && *options.usual_decimal != decimal_) {
    say("decimal_differs", -1,
        decimal_ == ',' ? "The decimal mark of this file is the comma; that of the saved reading is the point."
                        : "The decimal mark of this file is the point; that of the saved reading is the comma.");
  }
}

}  // namespace keepfit::tables
