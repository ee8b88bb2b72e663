// Lines that are no rows: sums and remarks at the end, sums in between.
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

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
  std::string room;
  for (int64_t blank = 0; records.next(cells); blank = records.blank_lines()) {
    if (sort_of(cells, room) >= Sort::kHeader) continue;
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
    // A narrower table below this one: what its cells mean.
    bool other = count > 1 && l.cells.size() + 1 < layout_.width && numbers < count;
    for (size_t j = 0; other && j < l.cells.size(); ++j)
      other = columns_[j].kind != Kind::kNumber || l.cells[j].empty() || !is_number_here(j, l.cells[j]);
    other = other && std::any_of(l.cells.begin(), l.cells.end(), [&](const std::string& each) {
              return columns_[static_cast<size_t>(&each - l.cells.data())].kind == Kind::kNumber && !each.empty();
            });
    const bool says = other   ? true
                      : alone ? word && (foreign || remark || l.apart || cell.find(' ') != std::string::npos)
                              : remark && (l.cells.size() != layout_.width || cell.find(':') != std::string::npos);
    if (!says || (first && !stands_once(at, cell))) break;
    footers_.push_back({row, false});
  }
  std::reverse(footers_.begin(), footers_.end());
  if (static_cast<int64_t>(footers_.size()) * 2 > rows_) footers_.clear();
}

/// How many lines must be left out for them.
Value TableReader::footer_remedy() const { return lines_from(footers_.front().row); }

/// The same for a row and all that stands behind it.
Value TableReader::lines_from(int64_t row) const {
  const int64_t line = line_of(row);
  // From the end upwards, as far as it stands.
  int64_t lines = 0;
  size_t at = layout_.text.size();
  Records records(layout_.text, layout_.dialect, starts_[static_cast<size_t>(row / 1024)].first,
                  starts_[static_cast<size_t>(row / 1024)].second);
  for (Cells cells; records.next(cells) && records.line() < line;) continue;
  for (const size_t from = records.start(); at > from; ++lines) {
    const size_t end = layout_.text.find_last_not_of("\r\n \t", at - 1);
    if (end == std::string_view::npos || end < from) break;
    const size_t before = layout_.text.find_last_of("\r\n", end);
    at = before == std::string_view::npos ? 0 : before + 1;
  }
  return Value::Map{{"skipEnd", lines}};
}

namespace {

bool begins_with(std::string_view text, std::string_view start) { return text.substr(0, start.size()) == start; }
bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

/// A word that says so by itself.
bool is_subtotal(std::string_view cell) {
  const std::string low = lowered(cell.substr(0, 40));
  for (std::string_view word : {"subtotal", "sub-total", "sub total", "zwischensumme", "teilsumme", "sous-total",
                                "subtotaal", "totale parziale", "delsumma"}) {
    if (begins_with(low, word)) return true;
  }
  return ends_with(low, " subtotal");
}

bool is_sum(std::string_view cell) {
  const std::string low = lowered(cell.substr(0, 40));
  return is_total(cell) || begins_with(low, "summe ") || begins_with(low, "sum ") || begins_with(low, "gesamt ") ||
         ends_with(low, " total") || ends_with(low, " gesamt");
}

}  // namespace

/// Sums of the rows above them, which are said by a word, and mostly by their numbers as well.
void TableReader::find_subtotals() {
  const int64_t end = footers_.empty() ? rows_ : footers_.front().row;
  if (rows_ < 5 || columns_.size() < 2) return;
  for (size_t j = 0; j < columns_.size(); ++j) {
    ColumnReader& c = columns_[j];
    if (c.kind != Kind::kText || !c.as_text) continue;
    const auto words = c.words(false, 5000);
    bool named = true;
    size_t found = 0;
    for (const auto& [word, times] : words) {
      const bool sub = is_subtotal(word);
      if (!sub && !is_sum(word)) continue;
      ++found;
      named = named && sub;
    }
    if (found == 0) continue;
    std::vector<int32_t> codes;
    std::vector<std::string_view> texts;
    c.texts(codes, texts);
    std::vector<int64_t> rows;
    for (int64_t i = 0; i < end; ++i) {
      const int32_t code = codes[static_cast<size_t>(i)];
      if (code >= 0 && (is_subtotal(texts[static_cast<size_t>(code)]) || is_sum(texts[static_cast<size_t>(code)])))
        rows.push_back(i);
    }
    // What stands in every second row is a category.
    if (rows.empty() || static_cast<int64_t>(rows.size()) * 2 > end) continue;
    bool sums = false;
    for (size_t k = 0; k < columns_.size() && !named && !sums; ++k) {
      if (columns_[k].kind != Kind::kNumber) continue;
      const auto& values = columns_[k].numbers();
      size_t same = 0, next = 0;
      double sum = 0;
      int64_t added = 0;
      for (int64_t i = 0; i < end && next < rows.size(); ++i) {
        const double v = values[static_cast<size_t>(i)];
        if (i == rows[next]) {
          same += added > 1 && std::abs(v - sum) <= 0.011 + 1e-6 * std::abs(sum);
          ++next;
          sum = 0;
          added = 0;
        } else if (!std::isnan(v)) {
          sum += v;
          ++added;
        }
      }
      sums = same * 2 > rows.size();
    }
    if (!named && !sums) continue;
    subtotals_ = std::move(rows);
    return;
  }
}

/// A way to leave them out, where no other line begins as they do.
Value TableReader::subtotal_remedy(std::string& label) const {
  if (!layout_.dialect.comment.empty()) return {};
  const std::string_view text = layout_.text;
  std::vector<std::string_view> lines;
  for (const int64_t row : subtotals_) {
    const size_t page = static_cast<size_t>(row / 1024);
    Records records(text, layout_.dialect, starts_[page].first, starts_[page].second);
    const int64_t line = line_of(row);
    for (Cells cells; records.next(cells) && records.line() < line;) continue;
    lines.push_back(text.substr(records.start(), text.find_first_of("\r\n", records.start()) - records.start()));
    if (lines.size() == 200) break;
  }
  std::string_view start = lines[0];
  for (std::string_view line : lines) {
    size_t same = 0;
    while (same < start.size() && same < line.size() && start[same] == line[same]) ++same;
    start = start.substr(0, same);
  }
  // Up to the first separator, and letters alone, which say what is meant.
  start = start.substr(0, start.find_first_of(std::string("\"0123456789") + layout_.dialect.delimiter));
  while (!start.empty() && start.back() == ' ') start.remove_suffix(1);
  if (start.size() < 3) return {};
  int64_t count = 0;
  for (size_t at = text.find(start); at != std::string_view::npos; at = text.find(start, at + 1))
    count += at == 0 || text[at - 1] == '\n' || text[at - 1] == '\r';
  if (count != static_cast<int64_t>(subtotals_.size())) return {};
  label = "Leave out lines that begin with '" + std::string(start) + "'";
  return Value::Map{{"comment", std::string(start)}};
}

}  // namespace keepfit::tables
