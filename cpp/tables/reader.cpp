#include "tables/reader.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <limits>
#include <memory>
#include <unordered_map>
#include <unordered_set>

#include "core/errors.h"
#include "core/looks.h"
#include "core/summary.h"
#include "core/text.h"
#include "tables/limits.h"
#include "tables/texts.h"

namespace keepfit::tables {

namespace {

/// Rows from which is found out how each column is to be read.
int64_t sample_rows(size_t width) { return std::clamp<int64_t>(200'000 / static_cast<int64_t>(width), 50, 1000); }

std::string count_of(int64_t n, const char* one, const char* many) {
  std::string digits = std::to_string(n);
  for (std::ptrdiff_t at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3) digits.insert(static_cast<size_t>(at), ",");
  return digits + " " + (n == 1 ? one : many);
}
std::string count_of(int64_t n, const char* one) { return count_of(n, one, *one ? (std::string(one) + "s").c_str() : ""); }

size_t first_bad_byte(std::string_view text) {
  // ASCII eight bytes at a time; whatever else is looked at character by character.
  size_t at = 0;
  while (at < text.size()) {
    uint64_t eight;
    if (at + 8 <= text.size()) {
      std::memcpy(&eight, text.data() + at, 8);
      if ((eight & 0x8080808080808080ULL) == 0) {
        at += 8;
        continue;
      }
    }
    const auto c = static_cast<unsigned char>(text[at]);
    const size_t size = c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
    if (at + size > text.size() || !is_utf8(text.substr(at, size))) return at;
    at += size;
  }
  return std::string_view::npos;
}

Value text_or_null(char c) { return c ? Value(std::string(1, c)) : Value(); }

const char* name_of_delimiter(char c) { return c == ',' ? "commas" : c == ';' ? "semicolons" : c == '\t' ? "tabs" : c == '|' ? "bars" : c == ' ' ? "blanks" : c == ':' ? "colons" : c == '^' ? "carets" : "tildes"; }
std::string shown_delimiter(char c) { return c == '\t' ? "tabs" : c == ' ' ? "blanks" : std::string(1, c); }

Value::List texts_of(const std::vector<std::string>& texts) { return {texts.begin(), texts.end()}; }

Value column_option(const std::string& name, Value::Map rest) {
  Value::Map choice{{"name", name}};
  for (auto& entry : rest) choice.push_back(std::move(entry));
  return Value::Map{{"columns", Value::List{Value(std::move(choice))}}};
}

}  // namespace

TableReader::TableReader(std::string_view text) : text_(text) {
  if (text.size() > limits::kBytes) {
    throw Error("too_large", "file", "The file holds " + count_of(static_cast<int64_t>(text.size()), "byte") + " of text; " + count_of(limits::kBytes, "byte") + " are the most that can be read.",
                "Take a part of its rows, or leave out columns.");
  }
  if (const size_t bad = first_bad_byte(text); bad != std::string_view::npos) {
    throw Error("bad_encoding", "byte " + std::to_string(bad), "The text is not UTF-8: byte " + std::to_string(bad) + " of it begins no character.", "Name its encoding.");
  }
}

std::string TableReader::shown_name(size_t j) const { return "'" + shown(columns_[j].name) + "'"; }

/// The first of them, to choose from.
std::string TableReader::shown_names() const {
  std::string out;
  for (size_t j = 0; j < columns_.size() && j < 8; ++j) out += (j ? ", " : "") + shown_name(j);
  return out + (columns_.size() > 8 ? ", ..." : "");
}

// ---- names --------------------------------------------------------------------------------------------------------

void TableReader::name_columns(const Options& options) {
  columns_ = std::vector<ColumnReader>(layout_.width);
  std::unordered_set<std::string> taken;
  for (size_t j = 0; j < layout_.width; ++j) {
    if (layout_.header && j < layout_.head.size()) columns_[j].header = layout_.head[j];
    if (columns_[j].header && !columns_[j].header->empty()) taken.insert(*columns_[j].header);
  }
  std::unordered_set<std::string> given;
  const auto free_name = [&](const std::string& wanted, int64_t from) {
    for (int64_t k = from;; ++k) {
      std::string name = wanted + "_" + std::to_string(k);
      if (!taken.count(name) && !given.count(name)) return name;
    }
  };
  std::unordered_map<std::string, int64_t> times;
  for (size_t j = 0; j < layout_.width; ++j) {
    ColumnReader& c = columns_[j];
    if (c.header && !c.header->empty()) {
      const int64_t before = times[*c.header]++;
      c.name = before == 0 ? *c.header : free_name(*c.header, before + 1);
    } else {
      c.name = "column_" + std::to_string(j + 1);
      if (taken.count(c.name) || given.count(c.name)) c.name = free_name(c.name, 2);
    }
    given.insert(c.name);
  }
  std::unordered_map<std::string_view, const ColumnChoice*> choices;
  for (const ColumnChoice& choice : options.columns) choices[choice.name] = &choice;
  const auto marks = std::make_shared<const MissingMarks>(options.missing.value_or(usual_missing()));
  for (ColumnReader& c : columns_) {
    const auto found = choices.find(c.name);
    if (found != choices.end()) c.choice = *found->second;
    c.thousands = c.choice.thousands ? c.choice.thousands : c.choice.decimal && options.thousands == c.choice.decimal ? std::nullopt : options.thousands;
    c.marks = c.choice.missing ? std::make_shared<const MissingMarks>(*c.choice.missing) : marks;
  }
}

/// Refuses a choice for a column that is not there, before the table is read for it.
void TableReader::check_names(const Options& options) const {
  std::unordered_set<std::string_view> names;
  for (const ColumnReader& c : columns_) names.insert(c.name);
  std::vector<std::string_view> known(names.begin(), names.end());
  for (const ColumnChoice& choice : options.columns) {
    if (choice.saved || choice.kept || names.count(choice.name)) continue;
    // A part of a date, which is made later.
    const bool made = std::any_of(options.columns.begin(), options.columns.end(), [&](const ColumnChoice& date) { return !date.parts.empty() && choice.name.compare(0, date.name.size() + 1, date.name + "_") == 0; });
    if (made) continue;
    std::sort(known.begin(), known.end());
    const std::string_view like = nearest(choice.name, known);
    throw Error("bad_option", "columns", "There is no column '" + shown(choice.name) + "', for which a choice is made.",
                like.empty() ? "The columns are " + shown_names() + "." : "Perhaps '" + shown(like) + "' is meant.");
  }
}

/// Choices that have no meaning for what the columns turned out to be.
void TableReader::check_choices(const Options& options) {
  for (size_t j = 0; j < columns_.size(); ++j) {
    const ColumnReader& c = columns_[j];
    if (c.choice.saved || c.kind == Kind::kDate || (c.choice.parts.empty() && !c.choice.order)) continue;
    if (c.choice.kept) {
      if (!c.choice.kind) notes_.push_back({"choice_unused", static_cast<int64_t>(j), "Column " + shown_name(j) + " is read as " + kind_name(c.kind) + " now, so what was chosen for its dates counts no more."});
      continue;
    }
    const bool parts = !c.choice.parts.empty();
    throw Error("bad_option", "column " + shown_name(j),
                std::string(parts ? "Parts of a date are asked for" : "An order of day, month and year is said") + " of column " + shown_name(j) + ", which is read as " + kind_name(c.kind) + ".",
                std::string("Leave out the option ") + (parts ? "parts" : "order") + ", or say that the column holds dates (kind: 'date').");
  }
  std::unordered_set<std::string_view> names;
  for (const ColumnReader& c : columns_) names.insert(c.name);
  for (const ColumnChoice& choice : options.columns) {
    if (names.count(choice.name)) continue;
    const auto place = std::find_if(places_.begin(), places_.end(), [&](const Place& p) { return p.name == choice.name; });
    if (place != places_.end()) {
      const bool alone = !choice.kind && !choice.missing && !choice.keep_missing && !choice.decimal && !choice.thousands && !choice.order && choice.parts.empty();
      if (!alone && !choice.saved && !choice.kept) {
        throw Error("bad_option", "column '" + shown(choice.name) + "'", "Column '" + shown(choice.name) + "' is made from the dates in '" + shown(columns_[place->column].name) + "', so only whether it is used can be chosen.",
                    "Make other choices for '" + shown(columns_[place->column].name) + "'.");
      }
      place->use = choice.use.value_or(true);
    } else if (choice.kept) {
      notes_.push_back({"choice_unused", -1, "What was chosen for a column '" + shown(choice.name) + "' counts no more: read this way, the table has no such column."});
    } else if (!choice.saved) {
      throw Error("bad_option", "columns", "There is no column '" + shown(choice.name) + "', for which a choice is made.", "The columns are " + shown_names() + ".");
    }
  }
}

// ---- cells --------------------------------------------------------------------------------------------------------

/// The names once more, as where files were put one behind the other.
bool TableReader::is_header_again(const Cells& cells) const {
  const auto& head = layout_.head;
  if (head.size() < 2 || cells[0].text != head[0] || cells.size() < head.size() || (layout_.row_names && head[0].empty())) return false;
  for (size_t j = 1; j < head.size(); ++j) {
    if (cells[j].text != head[j]) return false;
  }
  return true;
}

/// Whether a record that starts at `at` could be them, by a look at how it begins.
bool TableReader::may_be_header(size_t at) const {
  const auto& head = layout_.head;
  const char quote = layout_.dialect.quote;
  if (head.size() < 2 || (layout_.row_names && head[0].empty())) return false;
  // How marks inside of quotes are written is not to be known here.
  if (quote && head[0].find(quote) != std::string::npos) return true;
  const std::string_view text = layout_.text;
  while (at < text.size() && (is_blank(text[at]) || text[at] == quote)) ++at;
  return text.compare(at, head[0].size(), head[0]) == 0;
}

namespace {

/// Hands the cells of a record to their columns.
struct Row {
  std::vector<ColumnReader>& columns;
  const std::vector<char>& wanted;  // empty: all
  char delimiter, quote;
  size_t cells = 0, filled = 0;  // how many there are, and how many say something
  bool beyond = false;           // one that says something stands behind the last column

  bool takes() const { return cells < columns.size() && (wanted.empty() || wanted[cells]); }
  bool take(const char*& p, const char* end) {
    const char* const from = p;
    if (!takes() || !columns[cells].take(p, end, delimiter, quote)) return false;
    ++cells;
    filled += p != from;
    return true;
  }
  void add(const Cell& cell) {
    if (takes()) columns[cells].add(cell);
    ++cells;
    if (cell.text.empty()) return;
    ++filled;
    beyond = beyond || cells > columns.size();
  }
};

}  // namespace

void TableReader::pass(const std::vector<size_t>& wanted, int64_t most_rows, bool first, const Context& context) {
  const std::string_view text = layout_.text;
  Records records(text, layout_.dialect, layout_.begin, layout_.first_line);
  Cells cells;
  for (int i = 0; i < layout_.header + layout_.units; ++i) {
    if (!records.next(cells)) return;
  }
  const size_t width = layout_.width;
  std::vector<char> some;
  if (wanted.size() < columns_.size()) {
    some.assign(columns_.size(), 0);
    for (size_t j : wanted) some[j] = 1;
  }
  if (first) {
    rows_ = 0;
    short_.clear();
    long_.clear();
    short_count_ = long_count_ = 0;
    line_shift_.clear();
    starts_.clear();
    empty_tail_ = headers_again_ = 0;
  }
  int64_t row = 0, empty_tail = 0;
  size_t reported = layout_.begin;
  while (row < most_rows && records.begin()) {
    if (static_cast<size_t>(row) >= limits::kRows) throw Error("too_large", "file", "The table has more than " + count_of(limits::kRows, "row") + ".", "Take a part of them.");
    Row here{columns_, some, layout_.dialect.delimiter, layout_.dialect.quote};
    if (may_be_header(records.start())) {
      cells.clear();
      records.hand_to(cells);
      if (is_header_again(cells)) {
        if (first && headers_again_++ == 0) header_again_line_ = records.line();
        continue;
      }
      for (const Cell& each : cells) here.add(each);
    } else {
      records.hand_to(here);
    }
    for (size_t j = here.cells; j < width; ++j) {
      if (some.empty() || some[j]) columns_[j].add_missing();
    }
    if (first) {
      if (row % 1024 == 0) starts_.emplace_back(records.start(), records.line());
      const int64_t shift = records.line() - row;
      if (line_shift_.empty() || line_shift_.back().second != shift) line_shift_.emplace_back(static_cast<uint32_t>(row), shift);
      if (here.cells < width) {
        ++short_count_;
        if (short_.size() < limits::kListed) short_.push_back({static_cast<uint32_t>(row), static_cast<uint32_t>(here.cells)});
      } else if (here.beyond) {
        ++long_count_;
        if (long_.size() < limits::kListed) long_.push_back({static_cast<uint32_t>(row), static_cast<uint32_t>(here.cells)});
      }
      empty_tail = width > 1 && here.filled == 0 ? empty_tail + 1 : 0;
    }
    ++row;
    if (records.position() - reported > (1 << 20)) {
      reported = records.position();
      context.report(static_cast<double>(reported), static_cast<double>(text.size()));
    }
  }
  if (first) {
    rows_ = row;
    empty_tail_ = empty_tail;
    sampled_ = records.position();
    line_ends_ = records.line_ends();
    blank_lines_ = records.blank_lines();
    flaws_ = records.flaws();
  }
}

namespace {

/// Of two marks, one separates thousands and the other one the fraction.
char beside(std::optional<char> thousands) { return thousands == ',' ? '.' : thousands == '.' ? ',' : '\0'; }

}  // namespace

/// The decimal mark that somebody chose, by itself or by that of thousands; 0 where nobody did.
char TableReader::told_decimal(const ColumnReader& c, const Options& options) const {
  if (c.choice.decimal && !c.choice.saved) return *c.choice.decimal;
  if (const char mark = beside(c.choice.thousands)) return mark;
  return options.decimal ? *options.decimal : beside(options.thousands);
}

/// The decimal mark of the file and of each column; then what each column is. The columns that must be read again for that.
std::vector<size_t> TableReader::settle(const Options& options) {
  int64_t points = 0, commas = 0, three_commas = 0;
  std::vector<char> certain(columns_.size());
  for (size_t j = 0; j < columns_.size(); ++j) {
    columns_[j].find_unit();
    certain[j] = columns_[j].certain_decimal();
    points += certain[j] == '.';
    commas += certain[j] == ',';
    three_commas += columns_[j].tally().three_commas > 0;
  }
  const bool by_delimiter = layout_.dialect.delimiter == ';' && three_commas > 0;
  const char told = options.decimal ? *options.decimal : beside(options.thousands);
  decimal_ = told ? told : points != commas ? (points > commas ? '.' : ',') : options.usual_decimal.value_or(by_delimiter ? ',' : '.');
  std::vector<size_t> again;
  for (size_t j = 0; j < columns_.size(); ++j) {
    ColumnReader& c = columns_[j];
    const char chosen = told_decimal(c, options), mark = chosen ? chosen : certain[j] ? certain[j] : c.choice.decimal.value_or(decimal_);
    bool text = c.as_text;
    if (mark != c.decimal) {
      const Tally& t = c.tally();
      const bool matters = t.points + t.commas + t.three_points + t.three_commas > 0 || t.thousands == '.' || t.thousands == ',';
      if (c.as_text) c.retally(mark);
      else if (matters) {
        c.decimal = mark;
        again.push_back(j);
        continue;
      }
      c.decimal = mark;
    }
    if (c.settle() && c.as_text != text) again.push_back(j);
  }
  return again;
}

void TableReader::read(const Options& options, const Context& context) {
  places_.clear();
  problems_.clear();
  notes_.clear();
  headline_.clear();
  remedies_.clear();
  problem_count_ = rows_touched_ = 0;
  footers_.clear();
  layout_ = find_layout(text_, options);
  name_columns(options);
  check_names(options);
  std::vector<size_t> all(columns_.size());
  for (size_t j = 0; j < all.size(); ++j) all[j] = j;
  for (ColumnReader& c : columns_) {
    const bool text = c.choice.kind && *c.choice.kind != Kind::kNumber;
    const char told = told_decimal(c, options);
    c.start(layout_.text, text, told ? told : c.choice.decimal.value_or('.'));
  }

  const int64_t sample = sample_rows(layout_.width);
  pass(all, sample, true, context);
  if (rows_ == sample) {
    settle(options);
    // What the sample says of a column is how all of it is read; what all of it says may still be otherwise.
    const double density = static_cast<double>(rows_) / static_cast<double>(std::max<size_t>(1, sampled_ - layout_.begin));
    const double likely = std::min(density * static_cast<double>(layout_.text.size() - layout_.begin) * 1.05, static_cast<double>(limits::kRows));
    for (ColumnReader& c : columns_) {
      c.start(layout_.text, c.as_text, c.decimal);
      c.expect(static_cast<size_t>(likely));
    }
    pass(all, std::numeric_limits<int64_t>::max(), true, context);
  }
  if (empty_tail_ > 0) {
    rows_ -= empty_tail_;
    for (ColumnReader& c : columns_) c.truncate(static_cast<size_t>(rows_));
  }
  std::vector<size_t> again = settle(options);
  for (int turn = 0; turn < 3 && !again.empty(); ++turn) {
    for (size_t j : again) columns_[j].start(layout_.text, columns_[j].as_text, columns_[j].decimal);
    pass(again, rows_, false, context);
    again = settle(options);
  }
  context.report(static_cast<double>(layout_.text.size()), static_cast<double>(layout_.text.size()));

  for (ColumnReader& c : columns_) {
    c.use = true;
    c.why.clear();
  }
  // A table that was written and read twice has two of them.
  size_t indexes = 0;
  while (indexes < columns_.size() && find_index(indexes, true)) ++indexes;
  for (size_t j = indexes + 1; j < columns_.size(); ++j) find_index(j, false);
  find_identifiers();
  // Columns that an identifier made text must be read as such.
  std::vector<size_t> words;
  for (size_t j = 0; j < columns_.size(); ++j) {
    if (columns_[j].kind != Kind::kNumber && !columns_[j].as_text) words.push_back(j);
  }
  if (!words.empty()) {
    for (size_t j : words) columns_[j].start(layout_.text, true, columns_[j].decimal);
    pass(words, rows_, false, context);
  }
  for (size_t j = 0; j < columns_.size(); ++j) {
    ColumnReader& c = columns_[j];
    if (c.choice.use) c.use = *c.choice.use;
    places_.push_back({j, Part::kNone, c.name});
    for (Part part : c.choice.parts) {
      if (c.kind == Kind::kDate) places_.push_back({j, part, c.name + "_" + part_name(part)});
    }
  }
  // Names of parts stand beside those of the file.
  std::unordered_set<std::string> taken;
  for (const ColumnReader& c : columns_) taken.insert(c.name);
  for (Place& p : places_) {
    if (p.part == Part::kNone) continue;
    const std::string wanted = p.name;
    for (int64_t k = 2; !taken.insert(p.name).second; ++k) p.name = wanted + "_" + std::to_string(k);
  }
  check_choices(options);
  find_footers(options);
  list_problems();
  list_notes(options);
  weigh(options);
}

// ---- what columns are ---------------------------------------------------------------------------------------------

namespace {

std::string lowered(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return out;
}

/// The last word of a name says that it names things: customer_id, orderId, Account No.
bool names_things(std::string_view name) {
  size_t from = name.size();
  while (from > 0) {
    const char c = name[from - 1];
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
    if (!letter && !(c == '.' && from == name.size())) break;
    --from;
    // A capital after a small letter begins a word: orderId.
    if (from > 0 && c >= 'A' && c <= 'Z' && name[from - 1] >= 'a' && name[from - 1] <= 'z') break;
  }
  std::string word = lowered(name.substr(from));
  if (!word.empty() && word.back() == '.') word.pop_back();
  for (const char* each : {"id", "ids", "uid", "uuid", "guid", "key", "code", "no", "nr", "number", "account", "phone", "tel", "isbn", "ean", "sku", "ssn", "iban", "serial", "ticket"}) {
    if (word == each) return true;
  }
  return false;
}

/// Whole numbers of 12 and more digits, equally many in all: cards, articles, accounts. Moments are no codes, counted in thousandths of a second
/// and less or written as 20240131123000; nor are sums in round thousands.
bool are_long_codes(const std::vector<double>& values) {
  double low = 0, last = std::numeric_limits<double>::quiet_NaN();
  int digits = 0;
  bool sorted = true, stamps = true, moments = true, round = true;
  for (double v : values) {
    if (std::isnan(v)) continue;
    if (low == 0) {
      for (low = 1e11, digits = 12; v >= low * 10 && digits < 17; ++digits) low *= 10;
    }
    if (v < low || v >= low * 10) return false;
    sorted = sorted && !(v < last);
    last = v;
    // 1970 to 2039 in milliseconds, microseconds: the first digits are those of seconds.
    moments = moments && (digits == 12 || v < 2.2 * low);
    const auto whole = static_cast<int64_t>(v);
    const int64_t stamp = digits == 12 ? whole : digits == 14 ? whole / 100 : 0;
    const int64_t minute = stamp % 100, hour = stamp / 100 % 100, day = stamp / 10'000 % 100, month = stamp / 1'000'000 % 100, year = stamp / 100'000'000;
    stamps = stamps && stamp > 0 && minute < 60 && hour < 24 && day >= 1 && day <= 31 && month >= 1 && month <= 12 && year >= 1900 && year < 2100;
    round = round && whole % 1000 == 0;
  }
  if (low == 0 || stamps || round) return false;
  // Of 13 digits moments come in any order; of 16 they are rarer than cards, but rise.
  return !(moments && (digits == 13 || (sorted && digits != 14)));
}

/// What programs call a column that has no name: pandas, readr, R.
bool is_no_name(std::string_view low) {
  for (const char* each : {"", "level_0", "rownames", "row.names", "row_names"}) {
    if (low == each) return true;
  }
  return low.substr(0, 9) == "unnamed: " || (low.size() > 3 && low.substr(0, 3) == "..." && low.find_first_not_of("0123456789", 3) == std::string_view::npos);
}

bool names_rows(const std::string& name) {
  const std::string low = lowered(!name.empty() && name[0] == '#' ? std::string_view(name).substr(1) : name);
  for (const char* each : {"rowname", "row", "rowid", "row_id", "index", "idx", "id", "obs", "observation", "case", "nr", "no"}) {
    if (low == each) return true;
  }
  return is_no_name(low) || name == "X";  // what R makes of an empty name
}

/// Whether they are all the numbers from 0 or 1 on, each once, in whatever order.
bool are_ranks(const std::vector<double>& values) {
  double low = values[0];
  for (double v : values) low = std::min(low, v);
  if (low != 0 && low != 1) return false;
  std::vector<bool> seen(values.size());
  for (double v : values) {
    const double at = v - low;
    if (at >= static_cast<double>(values.size()) || seen[static_cast<size_t>(at)]) return false;
    seen[static_cast<size_t>(at)] = true;
  }
  return true;
}

}  // namespace

bool TableReader::all_distinct(size_t j) {
  ColumnReader& c = columns_[j];
  if (c.as_text) return static_cast<int64_t>(c.distinct_words()) == rows_ - c.tally().missing();
  std::vector<double> values;
  for (double v : c.numbers()) {
    if (!std::isnan(v)) values.push_back(v);
  }
  std::sort(values.begin(), values.end());
  return std::adjacent_find(values.begin(), values.end()) == values.end();
}

namespace {

/// So many of a column's texts tell what the others are.
constexpr size_t kLookedAt = 1000;

/// One of its texts, where most are sentences.
std::string_view sentence_in(ColumnReader& c) {
  const auto words = c.words(false, kLookedAt);
  size_t sentences = 0;
  std::string_view one;
  for (const auto& [word, times] : words) {
    if (!is_sentence(word)) continue;
    ++sentences;
    if (one.empty()) one = word;
  }
  return sentences * 2 > words.size() ? one : std::string_view();
}

}  // namespace

/// Text that measures something, mostly in the same way.
void TableReader::find_quantities(size_t j) {
  ColumnReader& c = columns_[j];
  const auto words = c.words(false, kLookedAt);
  int64_t by[4] = {}, all = 0;
  std::unordered_set<std::string_view> units;
  std::string_view example[4];
  size_t looked_at = 0;
  bool codes = false;  // a single letter stands right behind a number
  for (const auto& [word, times] : words) {
    ++looked_at;
    Number n;
    std::string_view unit;
    all += times;
    const auto kind = read_plain(word, n) ? Quantity::kNone : quantity_of(word, unit);
    by[static_cast<size_t>(kind)] += times;
    if (example[static_cast<size_t>(kind)].empty()) example[static_cast<size_t>(kind)] = word;
    if (kind != Quantity::kUnit) continue;
    units.insert(unit);
    codes = codes || (unit.size() == 1 && unit.data() > word.data() && !is_blank(unit.data()[-1]) && lowered(unit)[0] >= 'a' && lowered(unit)[0] <= 'z');
    // Codes such as 12a, 12b have many letters behind their numbers, and so have addresses.
    if (units.size() > 6 || (looked_at > 20 && by[0] * 5 > all)) return;
  }
  size_t most = 1;
  for (size_t kind = 2; kind < 4; ++kind) most = by[kind] > by[most] ? kind : most;
  if (by[most] * 10 < all * 9) return;
  if (static_cast<Quantity>(most) == Quantity::kUnit && ((codes && units.size() > 1) || (units.size() > 1 && units.size() * 3 > words.size()))) return;
  c.reason = Reason::kQuantities;
  const std::string such = ", such as '" + shown(example[most], 40) + "'";
  c.why = static_cast<Quantity>(most) == Quantity::kTime          ? "Its texts are times or durations" + such + ", read as text: for a quantity, write them as numbers of one unit, such as minutes."
          : static_cast<Quantity>(most) == Quantity::kHexadecimal ? "Its texts are hexadecimal numbers" + such + ", read as text: for a quantity, write them with the digits 0 to 9."
          : units.size() == 1                                      ? "Its texts are numbers with a unit" + such + ", read as text, which is not compared by size."
                                                                   : "Its texts are numbers with units" + such + ", read as text: for a quantity, write them as numbers of one unit.";
}

void TableReader::find_identifiers() {
  for (size_t j = 0; j < columns_.size(); ++j) {
    ColumnReader& c = columns_[j];
    const Tally& t = c.tally();
    const int64_t present = t.present();
    if (c.choice.kind) {
      if (c.kind == Kind::kDate && !c.choice.use) {
        c.use = false;
        c.reason = Reason::kDate;
        c.why = "It holds dates, which no estimator takes as they are: spread them into year, month, day and weekday.";
      }
      continue;
    }
    if (c.reason == Reason::kIndex || c.reason == Reason::kRowNames) continue;
    if (c.reason == Reason::kEmpty) {
      if (rows_ == 0) {
        c.reason = Reason::kNone;
        continue;
      }
      c.use = false;
      c.why = "It holds no value.";
      continue;
    }
    if (c.kind == Kind::kNumber) {
      const bool whole = t.whole == t.numbers && t.others == 0 && t.with_unit == 0;
      const bool named = names_things(c.name);
      if (whole && present >= 10 && (named || are_long_codes(c.numbers())) && all_distinct(j)) {
        c.kind = Kind::kText;
        c.reason = Reason::kIdentifier;
        c.use = false;
        c.why = named ? "Its numbers are whole and all different, and its name says that they name things: an identifier, not a quantity."
                      : "Its numbers are whole, all different and equally long: an identifier, not a quantity.";
      }
      continue;
    }
    if (c.kind == Kind::kDate) {
      c.reason = Reason::kDate;
      c.use = false;
      c.why = "It holds dates, which no estimator takes as they are: spread them into year, month, day and weekday.";
      continue;
    }
    if (c.reason == Reason::kLeadingZeros) c.why = "Its digits have zeros in front, which numbers would lose: it is read as text.";
    if (c.reason == Reason::kBeyond) c.why = "Its whole numbers are beyond 9,007,199,254,740,992, where not every one can be told from the next: it is read as text.";
    if (c.kind != Kind::kText) continue;
    // Numbers for the most part: that is said instead.
    if (c.reason == Reason::kNone && t.numbers * 2 > present) continue;
    const auto distinct = static_cast<int64_t>(c.distinct_words());
    const std::string many = count_of(distinct, "different text");
    const std::string before = c.why.empty() ? "" : c.why + " ";
    const bool once = distinct == present && present >= 10, too_many = distinct > 50 && (distinct * 5 > present || distinct > 500);
    if (c.reason == Reason::kNone) find_quantities(j);
    if (c.reason == Reason::kQuantities) {
      c.use = !once && !too_many;
    } else if (const std::string_view sentence = once || too_many ? sentence_in(c) : std::string_view(); !sentence.empty()) {
      c.use = false;
      if (c.reason == Reason::kNone) c.reason = Reason::kManyValues;
      c.why = before + "Its " + (once ? "" : "many ") + "texts are sentences, such as '" + shown(sentence, 40) + "', which no estimator takes: make columns of what matters in them, such as whether a word stands there.";
    } else if (once) {
      c.use = false;
      if (c.reason == Reason::kNone) c.reason = Reason::kIdentifier;
      c.why = before + "Each of its " + count_of(present, "text") + " stands once: it names rows, and nothing can be learned from it.";
    } else if (too_many) {
      c.use = false;
      if (c.reason == Reason::kNone) c.reason = Reason::kManyValues;
      c.why = before + "It holds " + many + " in " + count_of(present, "row") + ", too many to be categories; if you use it, encode it with TargetEncoder or OrdinalEncoder.";
    } else if (distinct > 50) {
      if (c.reason == Reason::kNone) c.reason = Reason::kManyValues;
      c.why = before + "It holds " + many + ": OneHotEncoder makes a column of each; TargetEncoder or OrdinalEncoder makes one.";
    }
  }
}

/// `leading`: nothing but such columns stands before it.
bool TableReader::find_index(size_t j, bool leading) {
  if (columns_.size() < 3 || rows_ < 3) return false;
  ColumnReader& c = columns_[j];
  if (c.choice.kind || c.choice.use) return false;
  const Tally& t = c.tally();
  const bool headless = !layout_.header;
  if (j > 0 && headless) return false;
  const bool nameless = (layout_.row_names && j == 0) || !c.header || c.header->empty(), unnamed = nameless || is_no_name(lowered(*c.header));
  if (!unnamed && !names_rows(*c.header)) return false;
  // Far from the names of rows a few numbers in order may mean something.
  if (!leading && !unnamed && rows_ < 10) return false;
  if (c.kind == Kind::kNumber && t.others == 0 && t.missing() == 0 && t.whole == t.numbers && t.with_unit == 0) {
    const auto& v = c.numbers();
    bool counts = v[0] == 0 || v[0] == 1, up = true, down = true, negative = v[0] < 0;
    for (size_t i = 1; i < v.size(); ++i) {
      const double step = v[i] - v[i - 1];
      counts = counts && step == 1;
      up = up && step > 0;
      down = down && step < 0;
      negative = negative || v[i] < 0;
    }
    // Rows that were sorted or shuffled keep theirs, and so do some that were drawn from more.
    const bool ranks = !counts && !headless && are_ranks(v);
    const bool drawn = !headless && unnamed && leading && !ranks && ((up || down) || (rows_ >= 10 && !negative && all_distinct(j)));
    if (!counts && !ranks && !drawn) return false;
    c.reason = Reason::kIndex;
    c.use = false;
    const auto text = [](double value) { return std::to_string(static_cast<int64_t>(value)); };
    const auto [low, high] = std::minmax_element(v.begin(), v.end());
    const std::string range = counts      ? "counts from " + text(v.front()) + " to " + text(v.back())
                              : ranks     ? "holds each number from " + text(*low) + " to " + text(*high) + " once"
                              : up || down ? std::string(up ? "rises" : "falls") + " from row to row"
                                          : "holds whole numbers that are all different";
    c.why = (nameless ? "It has no name and " : "It ") + range + ": an index of the rows, not a measurement.";
  } else if (nameless && leading && !headless && c.kind == Kind::kText && c.reason == Reason::kNone && t.missing() == 0 && all_distinct(j)) {
    c.reason = Reason::kRowNames;
    c.use = false;
    c.why = "It has no name and all its texts differ: names of the rows.";
  }
  return c.reason == Reason::kIndex;
}

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
    last.back().line = lowered(trimmed(tail.substr(records.start(), tail.find_first_of("\r\n", records.start()) - records.start())));
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
    return std::any_of(words.begin(), words.end(), [&](const auto& word) { return word.first == cell && word.second == 1; });
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
    const bool foreign = word && (kind == Kind::kNumber || kind == Kind::kDate || columns_[at].tally().numbers * 2 > columns_[at].tally().present());
    const bool remark = is_remark(l.line);
    const bool says = alone ? word && (foreign || remark || l.apart || cell.find(' ') != std::string::npos) : remark && (l.cells.size() != layout_.width || cell.find(':') != std::string::npos);
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
  Records records(layout_.text, layout_.dialect, starts_[static_cast<size_t>(footers_.front().row / 1024)].first, starts_[static_cast<size_t>(footers_.front().row / 1024)].second);
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
  problem_count_ = static_cast<int64_t>(all.size()) + std::max<int64_t>(0, short_count_ - static_cast<int64_t>(short_.size())) +
                   std::max<int64_t>(0, long_count_ - static_cast<int64_t>(long_.size()));
  for (size_t j = 0; j < columns_.size(); ++j) {
    for (const auto& [row, cell] : columns_[j].unreadable()) {
      ++problem_count_;
      touch(row);
      all.push_back({row, 0, columns_[j].kind == Kind::kDate ? "not_a_date" : "not_a_number", static_cast<int64_t>(j), cell, 0});
    }
  }
  // Those that were counted without being kept touch rows, too.
  rows_touched_ = std::min(rows_, rows_touched_ + std::max<int64_t>(0, short_count_ - static_cast<int64_t>(short_.size())) + std::max<int64_t>(0, long_count_ - static_cast<int64_t>(long_.size())));
  std::stable_sort(all.begin(), all.end(), [](const Found& a, const Found& b) { return a.row < b.row; });
  if (all.size() > limits::kListed) all.resize(limits::kListed);
  for (const Found& f : all) {
    Problem p{f.code, f.line ? f.line : line_of(f.row), f.row >= 0 ? f.row + 1 : 0, f.column, {}};
    const std::string_view code = f.code;
    if (code == "footer") {
      const int64_t n = static_cast<int64_t>(footers_.size());
      p.message = f.cells ? "The line looks like a sum of those above, not like a row of the table; it is read as a row." : "The line looks like a remark below the table, not like a row of it; it is read as a row.";
      p.options = footer_remedy();
      p.label = n == 1 ? "Leave out the last line" : "Leave out the last " + std::to_string(p.options.at("skipEnd").integer()) + " lines";
    } else if (code == "short_row") {
      p.message = "The line has " + count_of(f.cells, "cell") + ", but the table has " + count_of(static_cast<int64_t>(layout_.width), "column") + "; the rest are taken as missing.";
    } else if (code == "long_row") {
      p.message = "The line has " + count_of(f.cells, "cell") + ", but the table has " + count_of(static_cast<int64_t>(layout_.width), "column") + "; what is past the last is left out.";
    } else if (code == "unclosed_quote") {
      p.message = "A quotation mark is opened and not closed; it is taken as an ordinary character.";
    } else if (code == "after_quote") {
      p.message = "Text follows a closed quotation mark; it is taken as part of the cell.";
    } else {
      const std::string cell = "'" + shown(f.cell, 40) + "' in column " + shown_name(static_cast<size_t>(f.column));
      Number n;
      const bool beyond = code == "not_a_number" && (read_plain(f.cell, n) || read_number(f.cell, columns_[static_cast<size_t>(f.column)].decimal, n)) && std::isinf(n.value);
      const bool endless = f.cell.find_first_of("0123456789") == std::string_view::npos;
      p.message = beyond && endless      ? cell + " is infinite, which no estimator takes; it is taken as missing."
                  : beyond               ? cell + " is beyond the largest number that can be kept; it is taken as missing."
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
  return first != values.end() && std::all_of(first, values.end(), [&](double v) { return std::isnan(v) || v == *first; });
}

std::string constant_of(ColumnReader& c) {
  if (c.kind != Kind::kNumber) return std::string(c.words(false, 1).front().first);
  for (double v : c.numbers()) {
    if (!std::isnan(v)) return v == std::floor(v) && std::abs(v) < 1e15 ? std::to_string(static_cast<int64_t>(v)) : repr(v);
  }
  return {};
}

}  // namespace

void TableReader::list_notes(const Options& options) {
  const auto say = [this](const char* code, int64_t column, std::string message, std::string label = "", Value way = Value()) {
    notes_.push_back({code, column, std::move(message), std::move(label), std::move(way)});
  };
  const Dialect& d = layout_.dialect;
  if (layout_.declared && !options.delimiter) say("delimiter", -1, std::string("The file says itself that its cells are separated by ") + name_of_delimiter(d.delimiter) + ".");
  else if (d.delimiter != ',' && !options.delimiter && columns_.size() > 1) say("delimiter", -1, std::string("The cells are separated by ") + name_of_delimiter(d.delimiter) + ".");
  if (layout_.skipped > (layout_.declared ? 1 : 0) && !options.skip) {
    say("skip", -1, count_of(layout_.skipped, "line") + " above the table " + (layout_.skipped == 1 ? "is" : "are") + " left out.", "Read from the first line", layout_.below_comments ? Value::Map{{"skip", 0}, {"comment", nullptr}} : Value::Map{{"skip", 0}});
  }
  if (!d.comment.empty() && !options.comment) say("comment", -1, "Lines that begin with " + d.comment + " are comments and left out.", "Read them as rows", Value::Map{{"comment", nullptr}});
  if (!layout_.header && !options.header) {
    say("no_header", -1, "The first line is data, so the names of the columns are made up.", "The first line names the columns", Value::Map{{"header", true}});
  }
  if (layout_.header && layout_.header_doubtful && !options.header) {
    say("header", -1, "The first line is taken as the names of the columns.", "The first line is data", Value::Map{{"header", false}});
  }
  if (layout_.units) {
    say("units", -1, "The line below the names holds no values and is left out.", "Read it as a row", Value::Map{{"header", true}});
  }
  if (headers_again_ > 0) {
    say("repeated_header", -1, "The names of the columns stand again " + (headers_again_ == 1 ? "on" : count_of(headers_again_, "time") + ", first on") + " line " + std::to_string(header_again_line_) + (headers_again_ == 1 ? "; that is no row." : "; these are no rows."));
  }
  if (layout_.row_names) say("row_names", 0, "The line of names has one cell fewer than the rows: the first column is taken to name the rows.");
  if (layout_.trailing) say("trailing", -1, "Lines end in separators with nothing behind them; these are no columns.");
  if (empty_tail_ > 0) say("empty_rows", -1, count_of(empty_tail_, "row") + " without any value at the end " + (empty_tail_ == 1 ? "is" : "are") + " left out.");
  // Where there is one column, such a line could have meant a missing value.
  if (columns_.size() == 1 && blank_lines_ > 0) say("blank_lines", -1, count_of(blank_lines_, "blank line") + (blank_lines_ == 1 ? " is" : " are") + " left out and no row.");
  if (decimal_ == ',' && !options.decimal) say("decimal", -1, "Numbers have a decimal comma.", "Read them with a decimal point", Value::Map{{"decimal", "."}});

  for (size_t j = 0; j < columns_.size(); ++j) {
    ColumnReader& c = columns_[j];
    const auto at = static_cast<int64_t>(j);
    const Tally& t = c.tally();
    if (c.header && !c.header->empty() && *c.header != c.name) {
      say("repeated_name", at, "The name '" + shown(*c.header) + "' stands more than once; column " + std::to_string(j + 1) + " is called '" + shown(c.name) + "' here.");
    } else if (c.header && c.header->empty() && !(layout_.row_names && j == 0)) {
      say("made_up_name", at, "Column " + std::to_string(j + 1) + " has no name; it is called '" + shown(c.name) + "' here.");
    }
    if (c.reason != Reason::kNone && !c.why.empty() && c.choice.parts.empty()) {
      const std::string label = c.reason == Reason::kDate ? "Use year, month, day and weekday" : c.use ? "" : "Use it all the same";
      Value way;
      if (c.reason == Reason::kDate) way = column_option(c.name, {{"kind", "date"}, {"parts", Value::List{"year", "month", "day", "weekday"}}});
      else if (!c.use) way = column_option(c.name, {{"use", true}});
      say(reason_name(c.reason), at, "Column " + shown_name(j) + (c.use ? ": " : " is left out. ") + c.why, label, std::move(way));
      const bool measured = c.reason == Reason::kQuantities && !c.common_unit().empty();
      if (c.reason == Reason::kLeadingZeros || c.reason == Reason::kBeyond || measured) {
        notes_.back().label = measured ? "Read it as numbers, without the unit" : "Read it as numbers";
        notes_.back().options = column_option(c.name, {{"kind", "number"}, {"use", true}});
      }
    } else if (c.use && is_constant(c)) {
      const bool gone = t.missing() > 0;
      say("constant", at, "Column " + shown_name(j) + " holds one value only, '" + shown(constant_of(c), 40) + "'" + (gone ? ", where it is not missing" : "") + ": nothing can be learned from it" + (gone ? " but where it is missing." : "."),
          "Leave it out", column_option(c.name, {{"use", false}}));
    }
    note_look_alikes(j);
    if (c.kind == Kind::kDate && !c.order_certain) {
      say("date_order", at, c.order == DateOrder::kUnknown ? "Column " + shown_name(j) + ": some of its dates begin with the day and others with the month."
                               : "Column " + shown_name(j) + ": its dates do not all tell whether they begin with the day or the month; the " + (c.order == DateOrder::kMdy ? "month" : "day") + " is taken.",
          c.order == DateOrder::kMdy ? "They begin with the day" : "They begin with the month", column_option(c.name, {{"kind", "date"}, {"order", c.order == DateOrder::kMdy ? "dmy" : "mdy"}}));
    }
    if (c.kind == Kind::kBoolean && !c.choice.kind) {
      say("boolean", at, "Column " + shown_name(j) + " holds two words, such as yes and no, and is read as text.", "Read it as 1 and 0", column_option(c.name, {{"kind", "number"}}));
    }
    // A mark that the column's kind has no use for.
    if (!c.choice.saved && !c.choice.kept) {
      const bool number = c.kind == Kind::kNumber;
      const char* unused = !number && c.choice.decimal ? "a decimal mark says" : !number && c.choice.thousands ? "a mark of thousands says" : number && c.choice.keep_missing.value_or(false) ? "a category of missing values means" : nullptr;
      if (unused) say("choice_unused", at, "Column " + shown_name(j) + " is read as " + kind_name(c.kind) + ", where " + unused + " nothing.");
    }
    if (c.kind == Kind::kNumber && c.decimal == decimal_ && !c.choice.kind && !c.thousands && c.tally().thousands && (c.tally().thousands == ',' || c.tally().thousands == '.')) {
      // Where a number has both marks, or one twice, there is no other way to read it.
      const bool either = t.points + t.commas == 0;
      say("thousands", at, "Column " + shown_name(j) + ": " + (t.thousands == ',' ? "commas" : "points") + " separate thousands, so 1" + t.thousands + "100 is 1100.",
          !either ? "" : t.thousands == ',' ? "They are decimal commas" : "They are decimal points", column_option(c.name, {{"decimal", std::string(1, t.thousands)}}));
    }
    if (c.kind == Kind::kNumber && !c.choice.kind && t.leading_zeros > 0 && t.whole == t.numbers) {
      say("zeros_lost", at, "Column " + shown_name(j) + ": " + count_of(t.leading_zeros, "number") + (t.leading_zeros == 1 ? " has" : " have") + " zeros in front, which numbers lose.", "Read it as text",
          column_option(c.name, {{"kind", "text"}, {"use", true}}));
    }
    if (c.kind == Kind::kNumber && !c.choice.missing && !options.missing) {
      for (const auto& [mark, times] : c.found_marks()) {
        if (c.marks->has(mark)) continue;
        say("missing", at, "Column " + shown_name(j) + ": '" + shown(mark) + "' stands " + count_of(times, "time") + " among its numbers and is taken as missing.");
        break;
      }
    }
    if (c.kind == Kind::kNumber && t.with_unit > 0) {
      say("unit", at, "Column " + shown_name(j) + " is read without its unit, " + shown(t.unit) + "." +
                          (t.units_differ ? " Other cells have other units, and numbers of different units do not compare." : t.with_unit < t.numbers ? " Only " + count_of(t.with_unit, "cell") + " of " + std::to_string(t.numbers) + (t.with_unit == 1 ? " has it." : " have it.") : ""));
    }
    if (c.kind == Kind::kNumber && c.decimal != decimal_ && (t.points + t.commas > 0)) {
      say("decimal", at, "Column " + shown_name(j) + " has a decimal " + (c.decimal == ',' ? "comma" : "point") + ", other than the rest of the file.");
    }
    if (c.kind == Kind::kText && !c.choice.kind && c.reason == Reason::kNone && t.numbers * 2 > t.present()) {
      say("mixed", at, "Column " + shown_name(j) + " is read as text: " + count_of(t.numbers, "cell") + " of " + std::to_string(t.present()) + (t.numbers == 1 ? " is a number." : " are numbers."), "Read it as numbers", column_option(c.name, {{"kind", "number"}}));
    }
    if ((c.kind == Kind::kText || c.kind == Kind::kBoolean) && !c.found_marks().empty() && !c.choice.keep_missing && c.reason != Reason::kEmpty) {
      const auto& [mark, times] = c.found_marks().front();
      say("missing", at, "Column " + shown_name(j) + ": '" + shown(mark) + "' stands " + (times == 1 ? std::string("once") : count_of(times, "time")) + " and is taken as missing.", "Keep it as a category", column_option(c.name, {{"keepMissing", true}}));
    }
  }
  note_differences(options);
}

/// What a model's reading wants and this file has not, or has besides, or has otherwise.
void TableReader::note_differences(const Options& options) {
  if (options.wanted.empty()) return;
  const auto say = [this](const char* code, int64_t column, std::string message) { notes_.push_back({code, column, std::move(message)}); };
  std::unordered_set<std::string_view> here, known;
  for (const ColumnReader& c : columns_) here.insert(c.name);
  for (const ColumnChoice& choice : options.columns) known.insert(choice.name);
  for (const std::string& name : options.wanted) {
    // What is to be predicted need not be there.
    if (!here.count(name) && name != options.target) say("column_missing", -1, "The saved reading has a column '" + shown(name) + "', which this file does not have.");
  }
  std::unordered_map<std::string_view, const std::string*> units;
  for (const auto& [name, unit] : options.units) units[name] = &unit;
  for (size_t j = 0; j < columns_.size(); ++j) {
    ColumnReader& c = columns_[j];
    const auto at = static_cast<int64_t>(j);
    if (!known.count(c.name)) say("column_new", at, "Column " + shown_name(j) + " is new: the saved reading does not know it.");
    const auto saved = units.find(c.name);
    const Tally& t = c.tally();
    if (saved == units.end() || c.kind != Kind::kNumber || t.numbers == 0) continue;
    const auto words = [](const std::string& unit) { return unit.empty() ? std::string("no unit") : "the unit '" + shown(unit, 24) + "'"; };
    if (lowered(t.unit) != lowered(*saved->second)) {
      say("unit_differs", at, "Column " + shown_name(j) + ": its numbers have " + words(t.unit) + ", those of the saved reading " + words(*saved->second) + ". They are read as they stand and not converted.");
    }
  }
  if (options.usual_decimal && *options.usual_decimal != decimal_) {
    say("decimal_differs", -1, std::string("The decimal mark of this file is the ") + (decimal_ == ',' ? "comma" : "point") + "; that of the saved reading is the " + (decimal_ == ',' ? "point" : "comma") + ".");
  }
}

/// Categories that a person takes for one.
void TableReader::note_look_alikes(size_t j) {
  ColumnReader& c = columns_[j];
  constexpr size_t kMost = 5000;
  if ((c.kind != Kind::kText && c.kind != Kind::kBoolean) || !c.as_text || c.distinct_words() > kMost) return;
  const auto words = c.words(false);
  const auto plain = [](std::string_view word) { return std::none_of(word.begin(), word.end(), [](char l) { return static_cast<unsigned char>(l) >= 0x80; }); };
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
  notes_.push_back({"look_alike", static_cast<int64_t>(j),
                    "Column " + shown_name(j) + ": '" + shown(one, 40) + "' (" + code_points(one) + ") and '" + shown(other, 40) + "' (" + code_points(other) + ") look the same, but are two texts and so two categories" +
                        (more > 1 ? ", and so are " + count_of(more - 1, "other pair") : std::string()) + ". Write them alike in the file where they mean the same."});
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
  headline_ = rows_touched_ == 0 ? std::string("The line of names ") : count_of(rows_touched_, "") + "of " + count_of(rows_, "row") + " (" + percent + ") ";
  const bool one = rows_touched_ <= 1;
  if (static_cast<int64_t>(footers_.size()) * 2 > rows_touched_) {
    const bool last = footers_.size() == 1;
    headline_ = last ? std::string("The last line looks like ") + (footers_[0].total ? "a sum" : "a remark") + ", not like a row." : "The last " + std::to_string(footers_.size()) + " lines look like sums or remarks, not like rows.";
  } else if (ragged >= cells && ragged > 0) {
    headline_ += one ? "does" : "do";
    headline_ += " not have as many cells as the table has columns, " + std::to_string(layout_.width) + ".";
    if (long_count_ * 2 > rows_) headline_ += " A cell that holds the separator itself, such as a decimal comma, must stand between quotation marks.";
  } else if (cells > 0) {
    headline_ += one ? "holds" : "hold";
    headline_ += " something else where " + std::string(columns_[worst].kind == Kind::kDate ? "dates" : "numbers") + " are expected, most often in column " + shown_name(worst) + ".";
  } else {
    headline_ += one ? "has" : "have";
    headline_ += " quotation marks that do not fit.";
  }
  const auto offer = [this](std::string label, Value way) { remedies_.push_back(Value::Map{{"label", std::move(label)}, {"options", std::move(way)}}); };
  for (const Problem& p : problems_) {
    if (p.label.empty()) continue;
    offer(p.label, p.options);
    break;
  }
  if (ragged > 0 && !options.delimiter) {
    for (char d : layout_.other_delimiters) offer("Read with " + shown_delimiter(d), Value::Map{{"delimiter", std::string(1, d)}});
  }
  if (!flaws_.empty() && layout_.dialect.quote) offer("Take quotation marks as ordinary characters", Value::Map{{"quote", nullptr}});
  if (better * 2 > cells && cells > 0 && !options.decimal) offer(other == ',' ? "Read with a decimal comma" : "Read with a decimal point", Value::Map{{"decimal", std::string(1, other)}});
  if (layout_.header && layout_.header_doubtful) offer("The first line is data", Value::Map{{"header", false}});
  if (!layout_.header) offer("The first line names the columns", Value::Map{{"header", true}});
  if (worst_count > 0) offer("Read " + shown_name(worst) + " as text", column_option(columns_[worst].name, {{"kind", "text"}}));
}

// ---- answers ------------------------------------------------------------------------------------------------------

int64_t TableReader::line_of(int64_t row) const {
  if (line_shift_.empty()) return layout_.first_line;
  const auto after = std::upper_bound(line_shift_.begin(), line_shift_.end(), row, [](int64_t r, const auto& each) { return r < each.first; });
  return row + (after == line_shift_.begin() ? after->second : std::prev(after)->second);
}

Value TableReader::reading() {
  Value::List ends;
  if (line_ends_ & kLf) ends.emplace_back("\n");
  if (line_ends_ & kCrLf) ends.emplace_back("\r\n");
  if (line_ends_ & kCr) ends.emplace_back("\r");
  const Dialect& d = layout_.dialect;
  char thousands = 0;
  Value::List columns;
  for (const Place& p : places_) {
    ColumnReader& c = columns_[p.column];
    const Tally& t = c.tally();
    if (p.part != Part::kNone) {
      columns.push_back(Value::Map{{"name", p.name}, {"header", nullptr}, {"kind", "number"}, {"use", p.use}, {"part", part_name(p.part)}, {"of", c.name}});
      continue;
    }
    Value::Map out{{"name", c.name}, {"header", c.header ? Value(*c.header) : Value()}, {"kind", kind_name(c.kind)}, {"use", c.use}};
    if (c.reason != Reason::kNone) out.emplace_back("code", reason_name(c.reason));
    if (!c.why.empty()) out.emplace_back("why", c.why);
    if (c.kind == Kind::kNumber && c.decimal != decimal_) out.emplace_back("decimal", std::string(1, c.decimal));
    if (c.kind == Kind::kNumber && c.thousands == '\0') out.emplace_back("thousands", nullptr);
    if (c.kind == Kind::kNumber && t.thousands) {
      out.emplace_back("thousands", std::string(1, t.thousands));
      thousands = t.thousands;
    }
    if (c.kind == Kind::kNumber && !t.unit.empty()) out.emplace_back("unit", t.unit);
    if (c.choice.missing) out.emplace_back("missing", texts_of(*c.choice.missing));
    if (c.choice.keep_missing) out.emplace_back("keepMissing", *c.choice.keep_missing);
    if (c.kind == Kind::kDate && c.order != DateOrder::kUnknown) out.emplace_back("order", c.order == DateOrder::kDmy ? "dmy" : c.order == DateOrder::kMdy ? "mdy" : "ymd");
    columns.push_back(std::move(out));
  }
  Value::List marks;
  if (!columns_.empty()) marks = texts_of(columns_[0].choice.missing ? usual_missing() : columns_[0].marks->texts);
  return Value::Map{{"delimiter", std::string(1, d.delimiter)},
                    {"quote", text_or_null(d.quote)},
                    {"escape", text_or_null(d.escape)},
                    {"lineEnds", std::move(ends)},
                    {"header", layout_.header ? Value(layout_.first_line) : Value()},
                    {"skip", layout_.skipped},
                    {"skipEnd", layout_.skipped_end},
                    {"comment", d.comment.empty() ? Value() : Value(d.comment)},
                    {"rowNames", layout_.row_names},
                    {"trailing", layout_.trailing},
                    {"decimal", std::string(1, decimal_)},
                    {"thousands", text_or_null(thousands)},
                    {"missing", std::move(marks)},
                    {"rows", rows_},
                    {"columns", std::move(columns)}};
}

namespace {

/// Distinct numbers, as long as there are no more than kDistinct.
struct Few {
  explicit Few(size_t rows) {
    size_t n = 16;
    while (n < 4 * std::min(rows, limits::kDistinct)) n *= 2;
    slots.assign(n, std::numeric_limits<double>::quiet_NaN());
  }
  std::vector<double> slots;
  size_t size = 0;

  bool add(double v) {
    v += 0.0;  // zero has one sign here
    uint64_t bits;
    std::memcpy(&bits, &v, sizeof bits);
    size_t at = static_cast<size_t>((bits ^ bits >> 32) * 0x9E3779B97F4A7C15ULL >> 40) & (slots.size() - 1);
    for (; !std::isnan(slots[at]); at = (at + 1) & (slots.size() - 1)) {
      if (slots[at] == v) return true;
    }
    if (size == limits::kDistinct) return false;
    slots[at] = v;
    ++size;
    return true;
  }
};

Value summary_of(const std::vector<double>& values) {
  const NumberSummary found = summarise(values.data(), static_cast<Eigen::Index>(values.size()));
  Value::Map out{{"missing", static_cast<int64_t>(found.missing)}};
  // Distinct values, as far as they are few.
  Few distinct(values.size());
  bool more = false, whole = true;
  Value::List bins;
  std::vector<int64_t> counts(16, 0);
  const double width = found.high - found.low;
  // By halves where the difference of two finite numbers is none.
  const bool huge = std::isinf(width);
  const double low = huge ? found.low / 2 : found.low, factor = huge ? 0.5 : 1, scale = width > 0 ? 16 / (huge ? found.high / 2 - low : width) : 0;
  double last = std::numeric_limits<double>::quiet_NaN();
  for (double v : values) {
    if (std::isnan(v)) continue;
    whole = whole && v == std::floor(v);
    ++counts[static_cast<size_t>(std::min(15.0, (v * factor - low) * scale))];
    if (more || v == last) continue;
    last = v;
    more = !distinct.add(v);
  }
  out.emplace_back("distinct", static_cast<int64_t>(distinct.size));
  if (more) out.emplace_back("more", true);
  if (found.low > found.high) return out;
  for (int64_t n : counts) bins.emplace_back(n);
  out.emplace_back("numbers", Value::Map{{"min", found.low}, {"max", found.high}, {"median", found.median}, {"whole", whole}, {"bins", std::move(bins)}});
  return out;
}

}  // namespace

Value TableReader::summaries() {
  Value::List out;
  for (const Place& p : places_) {
    ColumnReader& c = columns_[p.column];
    if (p.part != Part::kNone) {
      out.push_back(summary_of(c.part(p.part)));
    } else if (c.kind == Kind::kNumber) {
      out.push_back(summary_of(c.numbers()));
    } else {
      Value::List texts;
      for (const auto& [word, count] : c.words(true)) texts.push_back(Value::Map{{"value", std::string(word)}, {"count", count}});
      out.push_back(Value::Map{{"missing", c.tally().missing()}, {"distinct", static_cast<int64_t>(c.distinct_words())}, {"texts", std::move(texts)}});
    }
  }
  return out;
}

Value TableReader::problems() const {
  Value::List out;
  for (const Problem& p : problems_) {
    out.push_back(Value::Map{{"code", p.code},
                             {"line", p.line > 0 ? Value(p.line) : Value()},
                             {"row", p.row > 0 ? Value(p.row) : Value()},
                             {"column", p.column >= 0 ? Value(columns_[static_cast<size_t>(p.column)].name) : Value()},
                             {"message", p.message}});
    if (!p.label.empty()) out.back().get_if<Value::Map>()->emplace_back("remedy", Value::Map{{"label", p.label}, {"options", p.options}});
  }
  return out;
}

Value TableReader::notes() const {
  Value::List out;
  for (const Note& n : notes_) {
    Value::Map each{{"code", n.code}, {"column", n.column >= 0 ? Value(columns_[static_cast<size_t>(n.column)].name) : Value()}, {"message", n.message}};
    if (!n.label.empty()) {
      each.emplace_back("label", n.label);
      each.emplace_back("options", n.options);
    }
    out.push_back(std::move(each));
  }
  return out;
}

Value TableReader::weight() const {
  Value::Map out{{"count", problem_count_}, {"rows", rows_touched_}, {"share", rows_ > 0 ? static_cast<double>(rows_touched_) / static_cast<double>(rows_) : 0.0}};
  if (!headline_.empty()) out.emplace_back("headline", headline_);
  out.emplace_back("remedies", remedies_);
  return out;
}

TableReader::Held TableReader::values(const Place& place) {
  ColumnReader& c = columns_[place.column];
  Held out;
  if (place.part != Part::kNone) {
    out.numbers = c.part(place.part);
  } else if (c.kind == Kind::kNumber) {
    out.given = &c.numbers();
  } else {
    out.is_text = true;
    c.texts(out.codes, out.categories);
  }
  return out;
}

Value TableReader::head(int64_t from, int64_t count, int64_t column_from, int64_t column_count, bool whole) {
  from = std::clamp<int64_t>(from, 0, rows_);
  count = std::clamp<int64_t>(count, 0, rows_ - from);
  const auto width = static_cast<int64_t>(columns_.size());
  column_from = std::clamp<int64_t>(column_from, 0, width);
  column_count = std::clamp<int64_t>(column_count, 0, width - column_from);
  Value::List rows, missing;
  std::vector<int32_t> lines;
  if (count > 0) {
    const auto& [start, line] = starts_[static_cast<size_t>(from / 1024)];
    Records records(layout_.text, layout_.dialect, start, line);
    Cells cells;
    for (int64_t i = from / 1024 * 1024; i < from + count && records.next(cells); ++i) {
      if (is_header_again(cells)) {
        --i;
        continue;
      }
      if (i < from) continue;
      Value::List texts, gone;
      for (int64_t j = column_from; j < column_from + column_count; ++j) {
        // A row too short has nothing there that could be kept.
        const bool none = j >= static_cast<int64_t>(cells.size());
        const Cell cell = none ? Cell{} : cells[static_cast<size_t>(j)];
        texts.emplace_back(shown(cell.text, whole ? std::string_view::npos : 200));
        gone.emplace_back(none || columns_[static_cast<size_t>(j)].is_missing(cell));
      }
      rows.push_back(std::move(texts));
      missing.push_back(std::move(gone));
      lines.push_back(static_cast<int32_t>(records.line()));
    }
  }
  return Value::Map{{"cells", std::move(rows)}, {"missing", std::move(missing)}, {"lines", Array::own(std::move(lines))}};
}

Value TableReader::lines(int64_t count) const {
  Value::List out;
  size_t at = 0;
  if (text_.substr(0, 3) == "\xef\xbb\xbf") at = 3;
  while (static_cast<int64_t>(out.size()) < count && at < text_.size()) {
    size_t end = at;
    while (end < text_.size() && text_[end] != '\n' && text_[end] != '\r') ++end;
    out.emplace_back(shown(text_.substr(at, std::min<size_t>(end - at, 1600)), 400));
    at = end;
    while (at < text_.size() && text_[at] == '\r') ++at;
    if (at < text_.size() && text_[at] == '\n') ++at;
    else at = std::min(end + 1, text_.size());
  }
  return out;
}

}  // namespace keepfit::tables
