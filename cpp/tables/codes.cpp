// Numbers that mean something else: days, moments, codes, digits grouped by points.
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "core/table.h"
#include "core/text.h"
#include "tables/reader.h"
#include "tables/words.h"

namespace keepfit::tables {

namespace {

Value parts_of(const std::string& name) {
  return column_option(name, {{"kind", "date"}, {"parts", Value::List{"year", "month", "day", "weekday"}}});
}

std::string digits_of(double v) { return std::to_string(static_cast<int64_t>(v)); }

/// The words of a name, in small letters.
bool has_word(const std::string& name, std::initializer_list<std::string_view> words) {
  const std::string low = lowered(name);
  for (size_t at = 0; at < low.size();) {
    size_t end = at;
    while (end < low.size() && ((low[end] >= 'a' && low[end] <= 'z') || static_cast<unsigned char>(low[end]) >= 0x80))
      ++end;
    if (std::find(words.begin(), words.end(), std::string_view(low).substr(at, end - at)) != words.end()) return true;
    at = end + 1;
  }
  return false;
}

}  // namespace

/// Years of two digits, where some lie ahead: they may be past. The hundred years that are offered begin behind the
/// widest gap between those that stand there, so that none of these is torn from its neighbours.
void TableReader::note_short_years(size_t j) {
  const ColumnReader& c = columns_[j];
  if (c.kind != Kind::kDate || c.choice.years_from) return;
  const auto& years = c.short_years;
  // Up to 2034 nothing is strange.
  bool ahead = false;
  for (size_t y = 35; y < kYearsFrom % 100; ++y) ahead = ahead || years[y];
  if (!ahead) return;
  size_t first = 0, widest = 0;
  for (size_t y = 0; y < 100; ++y) {
    size_t gap = 1;
    while (gap < 100 && !years[(y + 100 - gap) % 100]) ++gap;
    if (years[y] && gap > widest) widest = gap, first = y;
  }
  const int from = widest >= 5 && first != kYearsFrom % 100 ? 1900 + static_cast<int>(first) : 1935;
  const auto range = [](int start) { return std::to_string(start) + " to " + std::to_string(start + 99); };
  notes_.push_back({"two_digit_years", static_cast<int64_t>(j),
                    "Column " + shown_name(j) + ": its years have two digits and are read as " + range(kYearsFrom) +
                        ", so some lie far ahead. Where days of birth or the like are meant, they are past.",
                    "Read them as " + range(from),
                    column_option(c.name, {{"kind", "date"}, {"yearsFrom", static_cast<int64_t>(from)}})});
}

/// Whole numbers that are days, 20240131, or moments in seconds since 1970.
void TableReader::note_moments(size_t j) {
  ColumnReader& c = columns_[j];
  const auto at = static_cast<int64_t>(j);
  if (c.kind == Kind::kText && !c.choice.kind && c.reason == Reason::kNone && c.dates() * 2 > c.tally().present() &&
      c.dates() < c.tally().present()) {
    notes_.push_back({"mixed", at,
                      "Column " + shown_name(j) + " is read as text: " + count_of(c.dates(), "cell") + " of " +
                          std::to_string(c.tally().present()) + (c.dates() == 1 ? " is a date." : " are dates."),
                      "Use year, month, day and weekday", parts_of(c.name)});
    return;
  }
  note_short_years(j);
  const Tally& t = c.tally();
  if (c.kind != Kind::kNumber || c.choice.kind || c.reason != Reason::kNone || t.with_unit > 0 || t.leading_zeros > 0 ||
      t.numbers < 5 || t.large * 10 < t.numbers * 9)
    return;
  const auto& values = c.numbers();
  bool days = true, months = true, seconds = true, rise = true;
  double first = NAN, last = NAN;
  const bool named = has_word(c.name, {"time",    "date",     "timestamp", "ts",   "epoch", "unix",  "created",
                                       "updated", "datetime", "moment",    "zeit", "datum", "fecha", "data",
                                       "month",   "monat",    "mois",      "mes",  "day",   "tag",   "period"});
  // As Excel counts days: what is called a date and lies between 1990 and 2040.
  bool serial = named;
  for (double v : values) {
    if (std::isnan(v)) continue;
    const double second = v >= 9e11 ? v / 1000 : v;
    seconds = seconds && second >= 946'684'800 && second < 2'208'988'800;
    days = days && v == std::floor(v) && v >= 18'000'101 && v < 22'001'231'235'960.0 &&
           (v < 1e8 || v >= 180'001'010'000.0);
    const double month = std::fmod(v, 100);
    months = months && v == std::floor(v) && v >= 190'001 && v < 210'000 && month >= 1 && month <= 12;
    serial = serial && v >= 32'874 && v < 51'136;
    if (!days && !seconds && !months && !serial) return;
    rise = rise && !(v < last);
    last = v;
    if (std::isnan(first)) first = v;
    if (days) {
      const auto date = read_date(digits_of(v), DateOrder::kUnknown);
      days = date.has_value() && (named || (date->year >= 1900 && date->year < 2100));
    }
  }
  if (first == last && rise) return;
  std::string said;
  if (days || months)
    said = std::string(" holds ") + (days ? "dates" : "months") + " that are written as numbers, such as " +
           digits_of(first) + "; as numbers the last of one " + (days ? "month" : "year") +
           " and the first of the next are far apart.";
  else if (serial) said = " holds numbers such as " + digits_of(first) + ", which may count days as Excel does.";
  else if (seconds && (named || rise))
    said = " holds numbers such as " + digits_of(first) + ", which may count the " +
           (first >= 9e11 ? "thousandths of seconds" : "seconds") + " since 1970.";
  if (said.empty()) return;
  notes_.push_back(
      {"date_numbers", at, "Column " + shown_name(j) + said, "Use year, month, day and weekday", parts_of(c.name)});
}

/// 1.100, which is 1.1 or 1100.
void TableReader::note_points(size_t j, const Options& options) {
  ColumnReader& c = columns_[j];
  const Tally& t = c.tally();
  const auto at = static_cast<int64_t>(j);
  if (c.kind != Kind::kNumber || c.choice.kind) return;
  if (t.minus_behind > 0) {
    notes_.push_back({"trailing_minus", at,
                      "Column " + shown_name(j) + ": a minus sign stands behind " + count_of(t.minus_behind, "number") +
                          ", so 1" + c.decimal + "50- is -1" + c.decimal + "5.",
                      "Read it as text", column_option(c.name, {{"kind", "text"}, {"use", true}})});
  }
  if (c.decimal != '.' || c.choice.decimal || options.decimal || c.thousands || !c.points_may_group() ||
      (c.plain_whole() == 0 && layout_.dialect.delimiter != ';'))
    return;
  notes_.push_back(
      {"points", at,
       "Column " + shown_name(j) + ": its points are taken as decimal points, so 1.100 is 1.1; " +
           (c.plain_whole() > 0 ? "but every one has just three digits behind it, and all other numbers are whole."
                                : "but every one has just three digits behind it."),
       "They separate thousands", column_option(c.name, {{"thousands", "."}})});
}

/// Numbers that name places.
void TableReader::note_codes(size_t j) {
  ColumnReader& c = columns_[j];
  const Tally& t = c.tally();
  if (c.kind != Kind::kNumber || !c.use || c.choice.kind || t.whole != t.numbers || t.leading_zeros > 0 ||
      t.numbers < 3 || t.large * 10 < t.numbers * 9 ||
      !has_word(c.name, {"zip", "zipcode", "postcode", "postalcode", "postal", "plz", "postleitzahl", "npa", "cep",
                         "fips", "naics", "msisdn"}))
    return;
  notes_.push_back(
      {"codes", static_cast<int64_t>(j),
       "Column " + shown_name(j) + ": by its name its numbers are codes, which are not more or less than others.",
       "Read it as text", column_option(c.name, {{"kind", "text"}, {"use", true}})});
}

/// An index by another name than those that are left out; what tells the time may count, too.
void TableReader::note_counts(size_t j) {
  ColumnReader& c = columns_[j];
  if (c.kind != Kind::kNumber || !c.use || c.choice.kind || c.choice.use || columns_.size() < 3 || rows_ < 20) return;
  if (std::any_of(columns_.begin(), columns_.begin() + static_cast<std::ptrdiff_t>(j),
                  [](const ColumnReader& before) { return before.use; }))
    return;
  const auto& v = c.numbers();
  if (v[0] != 0 && v[0] != 1) return;
  for (size_t i = 1; i < v.size(); ++i) {
    if (v[i] != v[i - 1] + 1) return;
  }
  if (has_word(c.name, {"time", "t",     "x",     "day",   "days",   "week",     "weeks",   "month",   "months",
                        "year", "years", "hour",  "hours", "minute", "minutes",  "second",  "seconds", "millisecond",
                        "ms",   "step",  "steps", "epoch", "age",    "distance", "position"}))
    return;
  notes_.push_back({"counts", static_cast<int64_t>(j),
                    "Column " + shown_name(j) + " counts the rows from " + digits_of(v.front()) + " to " +
                        digits_of(v.back()) + ". Unless it measures something, it is an index, and tells the target " +
                        "where the rows are sorted by it.",
                    "Leave it out", column_option(c.name, {{"use", false}})});
}

/// Numbers with both decimal marks in one column, or with another one than is asked for.
void TableReader::find_other_mark(size_t j) {
  ColumnReader& c = columns_[j];
  const Tally& t = c.tally();
  if (!c.as_text || t.points + t.commas == 0 || t.numbers * 10 >= t.present() * 9) return;
  const char other = c.decimal == '.' ? ',' : '.';
  const int64_t under = c.numbers_under(other), certain = c.decimal == '.' ? t.commas : t.points;
  if (certain == 0) return;
  std::string_view one, two;
  for (const auto& [word, times] : c.words(false, 1000)) {
    Number n;
    if (read_number(word, c.decimal, n) && n.marks != Marks::kNone && one.empty()) one = word;
    n = Number();
    if (!read_number(word, c.decimal, n) && read_number(word, other, n) && two.empty()) two = word;
  }
  if (two.empty()) return;
  const auto mark = [](char m) { return m == ',' ? "comma" : "point"; };
  if (under * 10 >= t.present() * 9) {
    c.reason = Reason::kQuantities;
    c.other_mark = other;
    c.why = "Its numbers have a decimal ";
    c.why += mark(other);
    c.why += ", such as '" + shown(two, 40) + "', and are read as text, because the decimal mark is the ";
    c.why += mark(c.decimal);
    c.why += ".";
  } else if (!one.empty() && (t.numbers + certain) * 10 >= t.present() * 9) {
    c.reason = Reason::kQuantities;
    c.why = "Its numbers are written with both decimal marks, such as '" + shown(one, 40) + "' and '" + shown(two, 40) +
            "', and are read as text: write them all with the same one.";
  }
}

/// Names of rows that are whole numbers, other than 1, 2, 3, ..., before whole numbers: 12,5 is perhaps one number.
bool TableReader::may_be_decimal_commas() {
  if (layout_.dialect.delimiter != ',' || columns_.size() < 2) return false;
  ColumnReader &first = columns_[0], &second = columns_[1];
  for (ColumnReader* c : {&first, &second}) {
    const Tally& t = c->tally();
    if (c->as_text || t.numbers == 0 || t.whole != t.numbers || t.others > 0) return false;
  }
  const auto& values = first.numbers();
  bool counts = true;
  for (size_t i = 0; counts && i < values.size(); ++i) counts = values[i] == static_cast<double>(i + 1);
  const auto& behind = second.numbers();
  return !counts && std::none_of(behind.begin(), behind.end(), [](double v) { return v < 0; });
}

/// Whether some column is read with a decimal comma, or with points between thousands.
bool TableReader::shares_commas() {
  return std::any_of(columns_.begin(), columns_.end(), [](ColumnReader& c) {
    if (c.kind != Kind::kNumber || c.decimal != ',') return false;
    const Tally& t = c.tally();
    return t.commas + t.three_commas + t.three_points > 0 || t.thousands == '.';
  });
}

/// Whether some number says for certain that its comma is a decimal mark.
bool TableReader::has_certain_commas() {
  return std::any_of(columns_.begin(), columns_.end(), [](ColumnReader& c) {
    return c.kind == Kind::kNumber && c.decimal == ',' && c.tally().commas > 0;
  });
}

}  // namespace keepfit::tables
