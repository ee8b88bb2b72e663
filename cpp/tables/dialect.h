// How a file of delimited text is written, and the cells of its records.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "tables/sixteen.h"

namespace keepfit::tables {

struct Dialect {
  char delimiter = ',';  // ' ': runs of blanks
  char quote = '"';      // 0: none
  char escape = 0;       // '\\', or 0: a quote inside quotes is doubled
  std::string comment;   // lines that begin with it are left out; empty: none
};

struct Cell {
  std::string_view
      text;  // unquoted and, outside of quotes, without blanks around it; into the file, or the records' own memory
  bool quoted = false;
};

/// The cells of one record. Not a std::vector, whose push_back costs as much as reading a short cell.
class Cells {
 public:
  void clear() { size_ = 0; }
  bool take(const char*&, const char*, char) { return false; }
  void add(const Cell& cell) {
    if (size_ == all_.size()) all_.resize(2 * size_ + 16);
    all_[size_++] = cell;
  }
  void pop() { --size_; }
  /// Takes one cell in the place of some.
  void join(size_t at, size_t count, std::string_view text) {
    all_[at] = {text, false};
    for (size_t i = at + count; i < size_; ++i) all_[i - count + 1] = all_[i];
    size_ -= count - 1;
  }
  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  const Cell& operator[](size_t i) const { return all_[i]; }
  const Cell& back() const { return all_[size_ - 1]; }
  const Cell* begin() const { return all_.data(); }
  const Cell* end() const { return all_.data() + size_; }

 private:
  std::vector<Cell> all_;
  size_t size_ = 0;
};

enum LineEnd : uint8_t { kLf = 1, kCrLf = 2, kCr = 4 };

/// Something that is wrong with the marks of a record.
struct Flaw {
  enum Kind { kUnclosed, kAfterQuote } kind;
  int64_t line;
};

/// Reads one record after the other. Quotes as pandas' C parser takes them: a field that begins with one runs to the
/// next single one, line ends included; what follows it is appended. Other than there, a quote that is never closed, or
/// that swallows lines and then goes on as no quoted field does, is an ordinary character.
class Records {
 public:
  Records(std::string_view text, const Dialect& dialect, size_t from = 0, int64_t line = 1);

  /// Finds the next record that is neither blank nor a comment; false at the end.
  bool begin();
  /// The cells of the record found, to the first of them; each is good until the next record. taker.take(p, end, quote)
  /// is asked first: it may read the cell at p < end itself, and those behind it, and moves p to the mark that stops
  /// the last of them; where it answers false, taker.add(cell) gets the cell.
  template <class Taker>
  void hand_to(Taker& taker);

  /// The cells of the next record; false at the end. They are good until the next call.
  bool next(Cells& cells) {
    cells.clear();
    if (!begin()) return false;
    hand_to(cells);
    return true;
  }

  /// Of the record read last: its first line, counted from 1, and where it begins.
  int64_t line() const { return record_line_; }
  size_t start() const { return record_start_; }
  size_t position() const { return at_; }

  uint8_t line_ends() const { return line_ends_; }
  int64_t blank_lines() const { return blank_lines_; }
  const std::vector<Flaw>& flaws() const { return flaws_; }

 private:
  bool skip_line_end();
  bool skip_blank_or_comment();
  Cell next_cell();
  void quoted(Cell& cell);
  void plain(Cell& cell);
  /// A cell outside of quotes that holds the delimiter itself, behind the escape.
  Cell escaped();
  void append_rest(Cell& cell, std::string text);
  bool stops(size_t at) const { return at >= text_.size() || stop_[static_cast<unsigned char>(text_[at])]; }

  const char* stop_from(const char* p, const char* end) const;

  std::string_view text_;
  Dialect dialect_;
  size_t at_;
  int64_t line_;
  size_t record_start_ = 0;
  int64_t record_line_ = 1;
  bool stop_[256] = {};
  uint8_t line_ends_ = 0;
  int64_t blank_lines_ = 0;
  size_t bare_ = 0;    // up to here stand carriage returns without a line feed
  size_t reread_ = 0;  // bytes looked at twice because of quotes that close nothing
  std::vector<Flaw> flaws_;
  std::deque<std::string> own_;
};

/// A blank outside of quotes.
inline bool is_blank(char c) { return c == ' ' || c == '\t'; }
std::string_view trimmed(std::string_view text);

/// The first delimiter or line end from p on, or `end`.
inline const char* Records::stop_from(const char* p, const char* end) const {
#ifdef KEEPFIT_SIXTEEN
  for (; end - p >= 16; p += 16) {
    if (const unsigned stops = Sixteen(p).stops(dialect_.delimiter)) return p + __builtin_ctz(stops);
  }
#endif
  while (p < end && !stop_[static_cast<unsigned char>(*p)]) ++p;
  return p;
}

template <class Taker>
void Records::hand_to(Taker& taker) {
  if (dialect_.delimiter == ' ') {
    // A run of blanks is one, and none at the ends.
    for (;;) {
      while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
      if (at_ >= text_.size() || text_[at_] == '\n' || text_[at_] == '\r') break;
      taker.add(next_cell());
    }
    skip_line_end();
    return;
  }
  // Plain cells, which most are, in one go; what begins with a blank or a quote is looked at closely.
  const char *const base = text_.data(), *const end = base + text_.size();
  const char* p = base + at_;
  const char delimiter = dialect_.delimiter, escape = dialect_.escape;
  char quote = dialect_.quote;
  for (;;) {
    if (p < end && taker.take(p, end, quote)) {
    } else if (p < end && *p != delimiter && (is_blank(*p) || (quote && *p == quote))) {
      at_ = static_cast<size_t>(p - base);
      taker.add(next_cell());
      p = base + at_;
      quote = dialect_.quote;
    } else {
      const char* const from = p;
      p = stop_from(p, end);
      if (escape && p < end && *p == delimiter && p > from && p[-1] == escape) {
        at_ = static_cast<size_t>(from - base);
        taker.add(escaped());
        p = base + at_;
        if (p >= end || *p != delimiter) break;
        ++p;
        continue;
      }
      const char* to = p;
      while (to > from && is_blank(to[-1])) --to;
      taker.add({{from, static_cast<size_t>(to - from)}, false});
    }
    if (p >= end || *p != delimiter) break;
    ++p;
  }
  at_ = static_cast<size_t>(p - base);
  skip_line_end();
}

}  // namespace keepfit::tables
