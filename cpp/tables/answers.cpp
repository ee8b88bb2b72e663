// A reading as values: what was found out, summaries of columns, cells and lines.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include "core/summary.h"
#include "core/text.h"
#include "tables/limits.h"
#include "tables/reader.h"
#include "tables/style.h"

namespace keepfit::tables {

namespace {

Value text_or_null(char c) { return c ? Value(std::string(1, c)) : Value(); }

Value::List texts_of(const std::vector<std::string>& texts) { return {texts.begin(), texts.end()}; }

}  // namespace

int64_t TableReader::line_of(int64_t row) const {
  if (line_shift_.empty()) return layout_.first_line;
  const auto after = std::upper_bound(line_shift_.begin(), line_shift_.end(), row,
                                      [](int64_t r, const auto& each) { return r < each.first; });
  return row + (after == line_shift_.begin() ? after->second : std::prev(after)->second);
}

/// Of one column.
Value TableReader::reading_of(const Place& p) {
  ColumnReader& c = columns_[p.column];
  const Tally& t = c.tally();
  if (p.part != Part::kNone) {
    return Value::Map{{"name", p.name}, {"header", nullptr},         {"kind", "number"},
                      {"use", p.use},   {"part", part_name(p.part)}, {"of", c.name}};
  }
  Value::Map out{
      {"name", c.name}, {"header", c.header ? Value(*c.header) : Value()}, {"kind", kind_name(c.kind)}, {"use", c.use}};
  if (c.reason != Reason::kNone) out.emplace_back("code", reason_name(c.reason));
  if (!c.why.empty()) out.emplace_back("why", c.why);
  if (c.kind == Kind::kNumber && c.decimal != decimal_) out.emplace_back("decimal", std::string(1, c.decimal));
  if (c.kind == Kind::kNumber && c.thousands == '\0') out.emplace_back("thousands", nullptr);
  if (c.kind == Kind::kNumber && t.thousands) out.emplace_back("thousands", std::string(1, t.thousands));
  if (c.kind == Kind::kNumber && !t.unit.empty()) out.emplace_back("unit", t.unit);
  if (c.choice.missing) out.emplace_back("missing", texts_of(*c.choice.missing));
  if (c.choice.keep_missing) out.emplace_back("keepMissing", *c.choice.keep_missing);
  if (c.kind == Kind::kDate && c.order != DateOrder::kUnknown)
    out.emplace_back("order", c.order == DateOrder::kDmy ? "dmy" : c.order == DateOrder::kMdy ? "mdy" : "ymd");
  if (c.kind == Kind::kDate && (c.short_years.any() || c.choice.years_from))
    out.emplace_back("yearsFrom", static_cast<int64_t>(c.years_from()));
  return out;
}

Value TableReader::reading() {
  Value::List ends;
  if (line_ends_ & kLf) ends.emplace_back("\n");
  if (line_ends_ & kCrLf) ends.emplace_back("\r\n");
  if (line_ends_ & kCr) ends.emplace_back("\r");
  const Dialect& d = layout_.dialect;
  char thousands = 0;
  Value::List columns;
  columns.reserve(places_.size());
  for (const Place& p : places_) {
    columns.push_back(reading_of(p));
    ColumnReader& c = columns_[p.column];
    if (p.part == Part::kNone && c.kind == Kind::kNumber && c.tally().thousands) thousands = c.tally().thousands;
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
                    {"style", layout_.style == Style::kPlain ? Value() : Value(style_name(layout_.style))},
                    {"holdsDelimiter", holder_ < columns_.size() ? Value(columns_[holder_].name) : Value()},
                    {"skipUneven", skips_uneven_},
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
  const double low = huge ? found.low / 2 : found.low, factor = huge ? 0.5 : 1,
               scale = width > 0 ? 16 / (huge ? found.high / 2 - low : width) : 0;
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
  out.emplace_back("numbers", Value::Map{{"min", found.low},
                                         {"max", found.high},
                                         {"median", found.median},
                                         {"whole", whole},
                                         {"bins", std::move(bins)}});
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
      for (const auto& [word, count] : c.words(true))
        texts.push_back(Value::Map{{"value", std::string(word)}, {"count", count}});
      out.push_back(Value::Map{{"missing", c.tally().missing()},
                               {"distinct", static_cast<int64_t>(c.distinct_words())},
                               {"texts", std::move(texts)}});
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
    if (!p.label.empty())
      out.back().get_if<Value::Map>()->emplace_back("remedy", Value::Map{{"label", p.label}, {"options", p.options}});
  }
  return out;
}

Value TableReader::notes() const {
  Value::List out;
  for (const Note& n : notes_) {
    Value::Map each{{"code", n.code},
                    {"column", n.column >= 0 ? Value(columns_[static_cast<size_t>(n.column)].name) : Value()},
                    {"message", n.message}};
    if (!n.label.empty()) {
      each.emplace_back("label", n.label);
      each.emplace_back("options", n.options);
    }
    out.push_back(std::move(each));
  }
  return out;
}

Value TableReader::weight() const {
  Value::Map out{{"count", problem_count_},
                 {"rows", rows_touched_},
                 {"share", rows_ > 0 ? static_cast<double>(rows_touched_) / static_cast<double>(rows_) : 0.0}};
  if (!headline_.empty()) out.emplace_back("headline", headline_);
  out.emplace_back("remedies", remedies_);
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
    std::string room;
    for (int64_t i = from / 1024 * 1024; i < from + count && records.next(cells); ++i) {
      if (sort_of(cells, room) >= Sort::kHeader) {
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
  return Value::Map{
      {"cells", std::move(rows)}, {"missing", std::move(missing)}, {"lines", Array::own(std::move(lines))}};
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
