// The records of a file, handed cell by cell to their columns.
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "core/errors.h"
#include "tables/limits.h"
#include "tables/reader.h"
#include "tables/words.h"

namespace keepfit::tables {

/// The names once more, as where files were put one behind the other.
bool TableReader::is_header_again(const Cells& cells) const {
  const auto& head = layout_.head;
  if (head.size() < 2 || cells[0].text != head[0] || cells.size() < head.size() ||
      (layout_.row_names && head[0].empty()))
    return false;
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
  const std::string_view text = layout_.text;
  if (!head[0].empty() && at < text.size() && text[at] != head[0][0] && text[at] != quote && !is_blank(text[at]))
    return false;
  // How marks inside of quotes are written is not to be known here.
  if (quote && head[0].find(quote) != std::string::npos) return true;
  while (at < text.size() && (is_blank(text[at]) || text[at] == quote)) ++at;
  size_t same = 0;
  while (same < head[0].size() && at + same < text.size() && text[at + same] == head[0][same]) ++same;
  // Behind a quotation mark that closes, the cell may go on without it.
  return same == head[0].size() ||
         (quote && at + same < text.size() && (text[at + same] == quote || text[at + same] == layout_.dialect.escape));
}

namespace {

/// Hands the cells of a record to their columns.
struct Row {
  ColumnReader* next;
  ColumnReader* const last;
  const char* wanted;  // which of them; null: all
  char delimiter;
  bool closes;
  size_t cells = 0, filled = 0;  // how many there are, and how many say something
  bool beyond = false;           // one that says something stands behind the last column

  bool takes() const { return next != last && (!wanted || wanted[cells]); }
  /// As many cells in a row as their columns read themselves. A function of its own, which has the registers to itself.
  [[gnu::noinline]] bool take(const char*& p, const char* end, char quote) {
    ColumnReader* column = next;
    const char *at = p, *stop = p;
    size_t count = cells, said = filled;
    while (column != last && (!wanted || wanted[count])) {
      const char* const behind = column->take(at, end, delimiter, quote, closes);
      if (!behind) break;
      ++column;
      ++count;
      said += behind != at;
      stop = behind;
      if (*behind != delimiter) break;
      at = behind + 1;
      if (at == end) break;
    }
    const bool taken = column != next;
    p = stop;
    next = column;
    cells = count;
    filled = said;
    return taken;
  }
  void add(const Cell& cell) {
    if (takes()) next->add(cell);
    const bool inside = next != last;
    next += inside;
    ++cells;
    if (cell.text.empty()) return;
    ++filled;
    beyond = beyond || !inside;
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
    empty_tail_ = headers_again_ = joined_ = uneven_ = 0;
  }
  int64_t row = 0, empty_tail = 0;
  while (pass_on(records, cells, some, row, empty_tail, most_rows, first))
    context.report(static_cast<double>(records.position()), static_cast<double>(text.size()));
  if (first) {
    rows_ = row;
    empty_tail_ = empty_tail;
    sampled_ = records.position();
    line_ends_ = records.line_ends();
    blank_lines_ = records.blank_lines();
    flaws_ = records.flaws();
  }
}

bool TableReader::pass_on(Records& records, Cells& cells, const std::vector<char>& some, int64_t& row,
                          int64_t& empty_tail, int64_t most_rows, bool first) {
  const size_t width = layout_.width, until = records.position() + (1 << 20);
  const bool whole = holder_ < width || skips_uneven_;
  std::string room;
  while (row < most_rows && records.begin()) {
    if (static_cast<size_t>(row) >= limits::kRows)
      throw Error("too_large", "file", "The table has more than " + count_of(limits::kRows, "row") + ".",
                  "Take a part of them.");
    Row here{columns_.data(), columns_.data() + columns_.size(), some.empty() ? nullptr : some.data(),
             layout_.dialect.delimiter, !layout_.dialect.escape};
    if (whole || may_be_header(records.start())) {
      cells.clear();
      records.hand_to(cells);
      const Sort sort = sort_of(cells, room);
      if (sort == Sort::kHeader) {
        if (first && headers_again_++ == 0) header_again_line_ = records.line();
        continue;
      }
      if (sort == Sort::kUneven) {
        if (first && uneven_++ == 0) uneven_line_ = records.line();
        continue;
      }
      joined_ += first && sort == Sort::kJoined;
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
      if (line_shift_.empty() || line_shift_.back().second != shift)
        line_shift_.emplace_back(static_cast<uint32_t>(row), shift);
      if (here.cells < width) {
        ++short_count_;
        if (short_.size() < limits::kListed)
          short_.push_back({static_cast<uint32_t>(row), static_cast<uint32_t>(here.cells)});
      } else if (here.beyond) {
        ++long_count_;
        if (long_.size() < limits::kListed)
          long_.push_back({static_cast<uint32_t>(row), static_cast<uint32_t>(here.cells)});
      }
      empty_tail = width > 1 && here.filled == 0 ? empty_tail + 1 : 0;
    }
    ++row;
    if (records.position() > until) return true;
  }
  return false;
}

}  // namespace keepfit::tables
