// What is said of a reading: problems, notes, how much they weigh, and the ways back.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "core/looks.h"
#include "core/table.h"
#include "core/text.h"
#include "tables/limits.h"
#include "tables/reader.h"
#include "tables/texts.h"
#include "tables/words.h"

namespace keepfit::tables {

/// The last lines where they are no rows but sums or remarks.
void TableReader::find_footers(const Options& options) {
  if (options.skip_end || layout_.width < 2 || rows_ < 3) return;
  // Rows say something in more than one column; else a line with one cell is a row like others.
  int64_t filled = 0;
  for (ColumnReader& c : columns_) filled += c.tally().present();
  if (filled < rows_ + rows_ / 2) return;
  constexpr int kMost = 12;
  constexpr size_t kLongest = 4000;
  const std::string_view text = layout_.text;
  size_t from = text.size();
  for (int lines = 0; lines < kMost; ++lines) {
    const size_t end = text.find_last_not_of("\r\n \t", from ? from - 1 : 0);
    if (from == 0 || end == std::string_view::npos) break;
    const size_t before = text.find_last_of("\r\n", end), start = before == std::string_view::npos ? 0 : before + 1;
    if (start <= starts_[0].first || end - start > kLongest) break;
    from = start;
  }
  const std::string_view tail = text.substr(from);
  // A quotation mark that is closed elsewhere would make other lines of these.
  if (layout_.dialect.quote && std::count(tail.begin(), tail.end(), layout_.dialect.quote) % 2) return;
  struct Last {
    std::vector<std::string> cells;
    std::string line;
    bool apart;  // blank lines stand above it
  };
  std::vector<Last> last;
  Records records(tail, layout_.dialect);
  Cells cells;
  for (int64_t blank = 0; records.next(cells); blank = records.blank_lines()) {
    if (is_header_again(cells)) continue;
    last.emplace_back();
    for (const Cell& each : cells) last.back().cells.emplace_back(each.text);
    last.back().line =
        lowered(trimmed(tail.substr(records.start(), tail.find_first_of("\r\n", records.start()) - records.start())));
    last.back().apart = records.blank_lines() > blank;
  }
  last.resize(last.size() - std::min(last.size(), static_cast<size_t>(empty_tail_)));
  const auto is_number_here = [&](size_t j, const std::string& cell) {
    Number n;
    return read_plain(cell, n) || read_number(cell, columns_[j].decimal, n);
  };
  // Words of the column that stand once are counted only where they are looked at.
  const auto stands_once = [&](size_t j, const std::string& cell) {
    ColumnReader& c = columns_[j];
    if (!c.as_text) return true;
    const auto words = c.words(false);
    return std::any_of(words.begin(), words.end(),
                       [&](const auto& word) { return word.first == cell && word.second == 1; });
  };
  for (size_t i = last.size(); i-- > 0 && static_cast<int64_t>(last.size() - i) <= rows_ - 2;) {
    const Last& l = last[i];
    size_t count = 0, at = 0, numbers = 0, total = l.cells.size();
    for (size_t j = l.cells.size(); j-- > 0;) {
      if (l.cells[j].empty()) continue;
      ++count;
      at = j;
      if (j >= columns_.size()) continue;
      numbers += is_number_here(j, l.cells[j]);
      if (is_total(l.cells[j])) total = j;
    }
    if (count == 0) break;
    const int64_t row = rows_ - static_cast<int64_t>(last.size() - i);
    if (total < l.cells.size() && (numbers > 0 || count == 1) && stands_once(total, l.cells[total])) {
      footers_.push_back({row, true});
      continue;
    }
    const bool alone = count == 1 && (layout_.width > 2 || l.cells.size() == 1), first = at < columns_.size();
    const std::string& cell = l.cells[at];
    const Kind kind = first ? columns_[at].kind : Kind::kNumber;
    const bool word = first && !is_number_here(at, cell) && !read_date(cell, DateOrder::kUnknown);
    const bool foreign = word && (kind == Kind::kNumber || kind == Kind::kDate ||
                                  columns_[at].tally().numbers * 2 > columns_[at].tally().present());
    const bool remark = is_remark(l.line);
    const bool says = alone ? word && (foreign || remark || l.apart || cell.find(' ') != std::string::npos)
                            : remark && (l.cells.size() != layout_.width || cell.find(':') != std::string::npos);
    if (!says || (first && !stands_once(at, cell))) break;
    footers_.push_back({row, false});
  }
  std::reverse(footers_.begin(), footers_.end());
  if (static_cast<int64_t>(footers_.size()) * 2 > rows_) footers_.clear();
}

/// How many lines must be left out for them.
Value TableReader::footer_remedy() const {
  const int64_t line = line_of(footers_.front().row);
  // From the end upwards, as far as it stands.
  int64_t lines = 0;
  size_t at = layout_.text.size();
  Records records(layout_.text, layout_.dialect, starts_[static_cast<size_t>(footers_.front().row / 1024)].first,
                  starts_[static_cast<size_t>(footers_.front().row / 1024)].second);
  for (Cells cells; records.next(cells) && records.line() < line;) continue;
  for (const size_t from = records.start(); at > from; ++lines) {
    const size_t end = layout_.text.find_last_not_of("\r\n \t", at - 1);
    if (end == std::string_view::npos || end < from) break;
    const size_t before = layout_.text.find_last_of("\r\n", end);
    at = before == std::string_view::npos ? 0 : before + 1;
  }
  return Value::Map{{"skipEnd", lines}};
}

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

namespace {

/// Whether all it says is one thing, often enough to tell.
bool is_constant(ColumnReader& c) {
  if (c.tally().present() < 3) return false;
  if (c.kind != Kind::kNumber) return c.kind != Kind::kDate && c.distinct_words() == 1;
  const auto& values = c.numbers();
  const auto first = std::find_if(values.begin(), values.end(), [](double v) { return !std::isnan(v); });
  return first != values.end() &&
         std::all_of(first, values.end(), [&](double v) { return std::isnan(v) || v == *first; });
}

std::string constant_of(ColumnReader& c) {
  if (c.kind != Kind::kNumber) return std::string(c.words(false, 1).front().first);
  for (double v : c.numbers()) {
    if (!std::isnan(v))
      return v == std::floor(v) && std::abs(v) < 1e15 ? std::to_string(static_cast<int64_t>(v)) : repr(v);
  }
  return {};
}

}  // namespace

void TableReader::list_notes(const Options& options) {
  const auto say = [this](const char* code, int64_t column, std::string message, std::string label = "",
                          Value way = Value()) {
    notes_.push_back({code, column, std::move(message), std::move(label), std::move(way)});
  };
  const Dialect& d = layout_.dialect;
  if (layout_.declared && !options.delimiter)
    say("delimiter", -1,
        std::string("The file says itself that its cells are separated by ") + name_of_delimiter(d.delimiter) + ".");
  else if (d.delimiter != ',' && !options.delimiter && columns_.size() > 1)
    say("delimiter", -1, std::string("The cells are separated by ") + name_of_delimiter(d.delimiter) + ".");
  if (layout_.skipped > (layout_.declared ? 1 : 0) && !options.skip) {
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
    say("units", -1, "The line below the names holds no values and is left out.", "Read it as a row",
        Value::Map{{"header", true}});
  }
  if (headers_again_ > 0) {
    say("repeated_header", -1,
        "The names of the columns stand again " +
            (headers_again_ == 1 ? "on" : count_of(headers_again_, "time") + ", first on") + " line " +
            std::to_string(header_again_line_) + (headers_again_ == 1 ? "; that is no row." : "; these are no rows."));
  }
  if (layout_.row_names)
    say("row_names", 0,
        "The line of names has one cell fewer than the rows: the first column is taken to name the rows.");
  if (layout_.trailing) say("trailing", -1, "Lines end in separators with nothing behind them; these are no columns.");
  if (empty_tail_ > 0)
    say("empty_rows", -1,
        count_of(empty_tail_, "row") + " without any value at the end " + (empty_tail_ == 1 ? "is" : "are") +
            " left out.");
  // Where there is one column, such a line could have meant a missing value.
  if (columns_.size() == 1 && blank_lines_ > 0)
    say("blank_lines", -1,
        count_of(blank_lines_, "blank line") + (blank_lines_ == 1 ? " is" : " are") + " left out and no row.");
  if (decimal_ == ',' && !options.decimal)
    say("decimal", -1, "Numbers have a decimal comma.", "Read them with a decimal point", Value::Map{{"decimal", "."}});

  std::vector<size_t> constants;
  for (size_t j = 0; j < columns_.size(); ++j) {
    ColumnReader& c = columns_[j];
    const auto at = static_cast<int64_t>(j);
    const Tally& t = c.tally();
    if (c.header && !c.header->empty() && *c.header != c.name) {
      say("repeated_name", at,
          "The name '" + shown(*c.header) + "' stands more than once; column " + std::to_string(j + 1) +
              " is called '" + shown(c.name) + "' here.");
    } else if (c.header && c.header->empty() && !(layout_.row_names && j == 0)) {
      say("made_up_name", at,
          "Column " + std::to_string(j + 1) + " has no name; it is called '" + shown(c.name) + "' here.");
    }
    if (c.reason != Reason::kNone && !c.why.empty() && c.choice.parts.empty()) {
      const std::string label = c.reason == Reason::kDate ? "Use year, month, day and weekday"
                                : c.use                   ? ""
                                                          : "Use it all the same";
      Value way;
      if (c.reason == Reason::kDate)
        way = column_option(c.name, {{"kind", "date"}, {"parts", Value::List{"year", "month", "day", "weekday"}}});
      else if (!c.use) way = column_option(c.name, {{"use", true}});
      say(reason_name(c.reason), at, "Column " + shown_name(j) + (c.use ? ": " : " is left out. ") + c.why, label,
          std::move(way));
      const bool measured = c.reason == Reason::kQuantities && !c.common_unit().empty();
      if (c.reason == Reason::kLeadingZeros || c.reason == Reason::kBeyond || measured) {
        notes_.back().label = measured ? "Read it as numbers, without the unit" : "Read it as numbers";
        notes_.back().options = column_option(c.name, {{"kind", "number"}, {"use", true}});
      }
    } else if (c.use && is_constant(c)) {
      constants.push_back(j);
    }
    note_look_alikes(j);
    if (c.kind == Kind::kDate && !c.order_certain) {
      say("date_order", at,
          c.order == DateOrder::kUnknown
              ? "Column " + shown_name(j) + ": some of its dates begin with the day and others with the month."
              : "Column " + shown_name(j) +
                    ": its dates do not all tell whether they begin with the day or the month; the " +
                    (c.order == DateOrder::kMdy ? "month" : "day") + " is taken.",
          c.order == DateOrder::kMdy ? "They begin with the day" : "They begin with the month",
          column_option(c.name, {{"kind", "date"}, {"order", c.order == DateOrder::kMdy ? "dmy" : "mdy"}}));
    }
    if (c.kind == Kind::kBoolean && !c.choice.kind) {
      say("boolean", at, "Column " + shown_name(j) + " holds two words, such as yes and no, and is read as text.",
          "Read it as 1 and 0", column_option(c.name, {{"kind", "number"}}));
    }
    // A mark that the column's kind has no use for.
    if (!c.choice.saved && !c.choice.kept) {
      const bool number = c.kind == Kind::kNumber;
      const char* unused = !number && c.choice.decimal                       ? "a decimal mark says"
                           : !number && c.choice.thousands                   ? "a mark of thousands says"
                           : number && c.choice.keep_missing.value_or(false) ? "a category of missing values means"
                                                                             : nullptr;
      if (unused)
        say("choice_unused", at,
            "Column " + shown_name(j) + " is read as " + kind_name(c.kind) + ", where " + unused + " nothing.");
    }
    if (c.kind == Kind::kNumber && c.decimal == decimal_ && !c.choice.kind && !c.thousands && c.tally().thousands &&
        (c.tally().thousands == ',' || c.tally().thousands == '.')) {
      // Where a number has both marks, or one twice, there is no other way to read it.
      const bool either = t.points + t.commas == 0;
      say("thousands", at,
          "Column " + shown_name(j) + ": " + (t.thousands == ',' ? "commas" : "points") + " separate thousands, so 1" +
              t.thousands + "100 is 1100.",
          !either              ? ""
          : t.thousands == ',' ? "They are decimal commas"
                               : "They are decimal points",
          column_option(c.name, {{"decimal", std::string(1, t.thousands)}}));
    }
    if (c.kind == Kind::kNumber && !c.choice.kind && t.leading_zeros > 0 && t.whole == t.numbers) {
      say("zeros_lost", at,
          "Column " + shown_name(j) + ": " + count_of(t.leading_zeros, "number") +
              (t.leading_zeros == 1 ? " has" : " have") + " zeros in front, which numbers lose.",
          "Read it as text", column_option(c.name, {{"kind", "text"}, {"use", true}}));
    }
    if (c.kind == Kind::kNumber && !c.choice.missing && !options.missing) {
      for (const auto& [mark, times] : c.found_marks()) {
        if (c.marks->has(mark)) continue;
        say("missing", at,
            "Column " + shown_name(j) + ": '" + shown(mark) + "' stands " + count_of(times, "time") +
                " among its numbers and is taken as missing.");
        break;
      }
    }
    if (c.kind == Kind::kNumber && t.with_unit > 0) {
      say("unit", at,
          "Column " + shown_name(j) + " is read without its unit, " + shown(t.unit) + "." +
              (t.units_differ ? " Other cells have other units, and numbers of different units do not compare."
               : t.with_unit < t.numbers ? " Only " + count_of(t.with_unit, "cell") + " of " +
                                               std::to_string(t.numbers) + (t.with_unit == 1 ? " has it." : " have it.")
                                         : ""));
    }
    if (c.kind == Kind::kNumber && c.decimal != decimal_ && (t.points + t.commas > 0)) {
      say("decimal", at,
          "Column " + shown_name(j) + " has a decimal " + (c.decimal == ',' ? "comma" : "point") +
              ", other than the rest of the file.");
    }
    if (c.kind == Kind::kText && !c.choice.kind && c.reason == Reason::kNone && t.numbers * 2 > t.present()) {
      say("mixed", at,
          "Column " + shown_name(j) + " is read as text: " + count_of(t.numbers, "cell") + " of " +
              std::to_string(t.present()) + (t.numbers == 1 ? " is a number." : " are numbers."),
          "Read it as numbers", column_option(c.name, {{"kind", "number"}}));
    }
    if ((c.kind == Kind::kText || c.kind == Kind::kBoolean) && !c.found_marks().empty() && !c.choice.keep_missing &&
        c.reason != Reason::kEmpty) {
      const auto& [mark, times] = c.found_marks().front();
      say("missing", at,
          "Column " + shown_name(j) + ": '" + shown(mark) + "' stands " +
              (times == 1 ? std::string("once") : count_of(times, "time")) + " and is taken as missing.",
          "Keep it as a category", column_option(c.name, {{"keepMissing", true}}));
    }
  }
  note_constants(constants);
  note_differences(options);
}

/// Columns that say one thing. Of many, as where each stands for one of many categories, all are said at once.
void TableReader::note_constants(const std::vector<size_t>& which) {
  if (which.size() > 5) {
    Value::List choices;
    for (size_t j : which) choices.push_back(Value::Map{{"name", columns_[j].name}, {"use", false}});
    notes_.push_back({"constant", -1,
                      count_of(static_cast<int64_t>(which.size()), "column") + " hold one value only each, such as " +
                          shown_name(which[0]) + " and " + shown_name(which[1]) + ": nothing can be learned from them.",
                      "Leave them out", Value::Map{{"columns", std::move(choices)}}});
    return;
  }
  for (size_t j : which) {
    ColumnReader& c = columns_[j];
    const bool gone = c.tally().missing() > 0;
    notes_.push_back({"constant", static_cast<int64_t>(j),
                      "Column " + shown_name(j) + " holds one value only, '" + shown(constant_of(c), 40) +
                          "': nothing can be learned from it" + (gone ? " but where it is missing." : "."),
                      "Leave it out", column_option(c.name, {{"use", false}})});
  }
}

/// What a model's reading wants and this file has not, or has besides, or has otherwise.
void TableReader::note_differences(const Options& options) {
  if (options.wanted.empty()) return;
  const auto say = [this](const char* code, int64_t column, std::string message) {
    notes_.push_back({code, column, std::move(message)});
  };
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
        std::string("The decimal mark of this file is the ") + (decimal_ == ',' ? "comma" : "point") +
            "; that of the saved reading is the " + (decimal_ == ',' ? "point" : "comma") + ".");
  }
}

/// Categories that a person takes for one.
void TableReader::note_look_alikes(size_t j) {
  ColumnReader& c = columns_[j];
  constexpr size_t kMost = 5000;
  if ((c.kind != Kind::kText && c.kind != Kind::kBoolean) || !c.as_text || c.distinct_words() > kMost) return;
  const auto words = c.words(false);
  const auto plain = [](std::string_view word) {
    return std::none_of(word.begin(), word.end(), [](char l) { return static_cast<unsigned char>(l) >= 0x80; });
  };
  if (std::all_of(words.begin(), words.end(), [&](const auto& word) { return plain(word.first); })) return;
  std::unordered_map<std::string, std::vector<std::string_view>> by_outline;
  for (const auto& [word, count] : words) by_outline[outline_of(word)].push_back(word);
  int64_t more = 0;
  std::string_view one, other;
  // In the order in which they stand in the file.
  for (const auto& [word, count] : words) {
    for (std::string_view before : by_outline[outline_of(word)]) {
      if (before.data() == word.data()) break;
      if (!look_alike(before, word)) continue;
      ++more;
      if (one.empty()) one = before, other = word;
    }
  }
  if (one.empty()) return;
  // Where they differ, whole characters and the marks behind them.
  std::string_view own = one, its = other;
  const auto inside = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; };
  size_t same = 0;
  while (same < own.size() && same < its.size() && own[same] == its[same]) ++same;
  while (same > 0 && ((same < own.size() && inside(own[same])) || (same < its.size() && inside(its[same])))) --same;
  own.remove_prefix(same), its.remove_prefix(same);
  size_t end = 0;
  while (end < own.size() && end < its.size() && own[own.size() - 1 - end] == its[its.size() - 1 - end]) ++end;
  while (end > 0 && (inside(own[own.size() - end]) || inside(its[its.size() - end]))) --end;
  own.remove_suffix(end), its.remove_suffix(end);
  const auto points = [](std::string_view text) {
    return text.empty() ? std::string("nothing") : code_points(text.substr(0, 40));
  };
  notes_.push_back({"look_alike", static_cast<int64_t>(j),
                    "Column " + shown_name(j) + ": '" + shown(one, 40) + "' and '" + shown(other, 40) +
                        "' look the same, but are two texts and so two categories: where one has " + points(own) +
                        ", the other has " + points(its) +
                        (more > 1 ? "; and so with " + count_of(more - 1, "other pair") : std::string()) +
                        ". Write them alike in the file where they mean the same."});
}

void TableReader::weigh(const Options& options) {
  if (problem_count_ == 0) return;
  int64_t ragged = short_count_ - footers_short_ + long_count_, cells = 0, worst_count = 0;
  size_t worst = 0;
  int64_t better = 0;
  const char other = decimal_ == '.' ? ',' : '.';
  for (size_t j = 0; j < columns_.size(); ++j) {
    const auto n = static_cast<int64_t>(columns_[j].unreadable().size());
    cells += n;
    if (n > worst_count) worst_count = n, worst = j;
    if (n > 0) better += columns_[j].as_text ? 0 : columns_[j].numbers_under(other);
  }
  const double share = rows_ > 0 ? static_cast<double>(rows_touched_) / static_cast<double>(rows_) : 0;
  char percent[32];
  if (share >= 0.0995) std::snprintf(percent, sizeof percent, "%.0f %%", 100 * share);
  else if (share >= 0.001) std::snprintf(percent, sizeof percent, "%.1f %%", 100 * share);
  else std::snprintf(percent, sizeof percent, "under 0.1 %%");
  headline_ = rows_touched_ == 0 ? std::string("The line of names ")
                                 : count_of(rows_touched_, "") + "of " + count_of(rows_, "row") + " (" + percent + ") ";
  const bool one = rows_touched_ <= 1;
  if (static_cast<int64_t>(footers_.size()) * 2 > rows_touched_) {
    const bool last = footers_.size() == 1;
    headline_ =
        last ? std::string("The last line looks like ") + (footers_[0].total ? "a sum" : "a remark") +
                   ", not like a row."
             : "The last " + std::to_string(footers_.size()) + " lines look like sums or remarks, not like rows.";
  } else if (ragged >= cells && ragged > 0) {
    headline_ += one ? "does" : "do";
    headline_ += " not have as many cells as the table has columns, " + std::to_string(layout_.width) + ".";
    if (long_count_ * 2 > rows_)
      headline_ +=
          " A cell that holds the separator itself, such as a decimal comma, must stand between quotation marks.";
  } else if (cells > 0) {
    headline_ += one ? "holds" : "hold";
    headline_ += " something else where " + std::string(columns_[worst].kind == Kind::kDate ? "dates" : "numbers") +
                 " are expected, most often in column " + shown_name(worst) + ".";
  } else {
    headline_ += one ? "has" : "have";
    headline_ += " quotation marks that do not fit.";
  }
  const auto offer = [this](std::string label, Value way) {
    remedies_.push_back(Value::Map{{"label", std::move(label)}, {"options", std::move(way)}});
  };
  for (const Problem& p : problems_) {
    if (p.label.empty()) continue;
    offer(p.label, p.options);
    break;
  }
  if (ragged > 0 && !options.delimiter) {
    for (char d : layout_.other_delimiters)
      offer("Read with " + shown_delimiter(d), Value::Map{{"delimiter", std::string(1, d)}});
  }
  if (!flaws_.empty() && layout_.dialect.quote)
    offer("Take quotation marks as ordinary characters", Value::Map{{"quote", nullptr}});
  if (better * 2 > cells && cells > 0 && !options.decimal)
    offer(other == ',' ? "Read with a decimal comma" : "Read with a decimal point",
          Value::Map{{"decimal", std::string(1, other)}});
  if (layout_.header && layout_.header_doubtful) offer("The first line is data", Value::Map{{"header", false}});
  if (!layout_.header) offer("The first line names the columns", Value::Map{{"header", true}});
  if (worst_count > 0)
    offer("Read " + shown_name(worst) + " as text", column_option(columns_[worst].name, {{"kind", "text"}}));
}

// ---- answers ------------------------------------------------------------------------------------------------------

}  // namespace keepfit::tables
