#include "tables/dialect.h"

#include <algorithm>
#include <cstring>

namespace keepfit::tables {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

Records::Records(std::string_view text, const Dialect& dialect, size_t from, int64_t line)
    : text_(text), dialect_(dialect), at_(from), line_(line) {
  stop_[static_cast<unsigned char>('\n')] = stop_[static_cast<unsigned char>('\r')] = true;
  stop_[static_cast<unsigned char>(dialect_.delimiter)] = true;
  if (dialect_.delimiter == ' ') stop_[static_cast<unsigned char>('\t')] = true;
}

/// Any number of \r before a \n belongs to it, as files have it that were turned over twice.
bool Records::skip_line_end() {
  if (at_ >= text_.size()) return false;
  if (text_[at_] == '\n') {
    line_ends_ |= kLf;
    ++at_;
  } else if (text_[at_] == '\r') {
    // Of many alone, each is a line of its own and none is looked at twice.
    size_t end = std::max(at_, bare_);
    while (end < text_.size() && text_[end] == '\r') ++end;
    const bool pair = at_ >= bare_ && end < text_.size() && text_[end] == '\n';
    bare_ = end;
    line_ends_ |= pair ? kCrLf : kCr;
    at_ = pair ? end + 1 : at_ + 1;
  } else {
    return false;
  }
  ++line_;
  return true;
}

bool Records::skip_blank_or_comment() {
  size_t at = at_;
  if (!dialect_.comment.empty() && text_.compare(at, dialect_.comment.size(), dialect_.comment) == 0) {
    while (at < text_.size() && text_[at] != '\n' && text_[at] != '\r') ++at;
  } else {
    while (at < text_.size() && is_blank(text_[at]) && (text_[at] != dialect_.delimiter || dialect_.delimiter == ' '))
      ++at;
    if (at < text_.size() && text_[at] != '\n' && text_[at] != '\r') return false;
    if (at < text_.size() || at > at_) ++blank_lines_;
  }
  at_ = at;
  return skip_line_end() || at_ >= text_.size();
}

void Records::append_rest(Cell& cell, std::string text) {
  const size_t from = at_;
  while (!stops(at_)) ++at_;
  text.append(text_.substr(from, at_ - from));
  while (!text.empty() && is_blank(text.back())) text.pop_back();
  cell.text = own_.emplace_back(std::move(text));
}

void Records::quoted(Cell& cell) {
  const size_t open = at_;
  const int64_t line = line_;
  const char quote = dialect_.quote, escape = dialect_.escape;
  size_t end = open + 1;
  int64_t breaks = 0;
  bool changed = false;
  for (;; ++end) {
    if (!escape && !breaks) {
      // Most fields close on their own line; memchr finds where.
      const void* found = end < text_.size() ? std::memchr(text_.data() + end, quote, text_.size() - end) : nullptr;
      if (!found) {
        end = text_.size();
      } else {
        const size_t close = static_cast<size_t>(static_cast<const char*>(found) - text_.data());
        for (size_t i = end; i < close; ++i)
          breaks += text_[i] == '\n' || (text_[i] == '\r' && (i + 1 >= text_.size() || text_[i + 1] != '\n'));
        end = close;
      }
    }
    if (end >= text_.size()) {
      flaws_.push_back({Flaw::kUnclosed, line});
      reread_ += end - open;
      if (reread_ > 4 * text_.size()) dialect_.quote = 0;
      return plain(cell);
    }
    const char c = text_[end];
    if (c == '\n' || (c == '\r' && (end + 1 >= text_.size() || text_[end + 1] != '\n'))) ++breaks;
    if (escape && c == escape && end + 1 < text_.size()) {
      changed = true;
      ++end;
    } else if (c == quote) {
      if (end + 1 >= text_.size() || text_[end + 1] != quote) break;
      changed = true;
      ++end;
    }
  }
  size_t after = end + 1;
  while (after < text_.size() && is_blank(text_[after]) && text_[after] != dialect_.delimiter) ++after;
  const bool clean = stops(after);
  if (!clean && breaks > 0 && reread_ < 4 * text_.size()) {
    reread_ += end - open;
    flaws_.push_back({Flaw::kUnclosed, line});
    return plain(cell);
  }
  cell.quoted = true;
  line_ += breaks;
  std::string_view inside = text_.substr(open + 1, end - open - 1);
  std::string rewritten;
  if (changed) {
    rewritten.reserve(inside.size());
    for (size_t i = 0; i < inside.size(); ++i) {
      const bool skips = (escape && inside[i] == escape && i + 1 < inside.size()) ||
                         (inside[i] == quote && i + 1 < inside.size() && inside[i + 1] == quote);
      if (skips) ++i;
      rewritten.push_back(inside[i]);
    }
  }
  if (clean) {
    at_ = after;
    cell.text = changed ? std::string_view(own_.emplace_back(std::move(rewritten))) : inside;
    return;
  }
  flaws_.push_back({Flaw::kAfterQuote, line});
  at_ = end + 1;
  append_rest(cell, changed ? std::move(rewritten) : std::string(inside));
}

void Records::plain(Cell& cell) {
  const size_t from = at_;
  const char* p = text_.data() + at_;
  const char* const end = text_.data() + text_.size();
  while (p < end && !stop_[static_cast<unsigned char>(*p)]) ++p;
  at_ = static_cast<size_t>(p - text_.data());
  cell.quoted = false;
  cell.text = trimmed(text_.substr(from, at_ - from));
}

Cell Records::escaped() {
  std::string out;
  for (; !stops(at_); ++at_) {
    if (text_[at_] == dialect_.escape && at_ + 1 < text_.size() && text_[at_ + 1] == dialect_.delimiter) ++at_;
    out.push_back(text_[at_]);
  }
  while (!out.empty() && is_blank(out.back())) out.pop_back();
  Cell cell;
  cell.text = own_.emplace_back(std::move(out));
  return cell;
}

Cell Records::next_cell() {
  Cell cell;
  size_t first = at_;
  while (first < text_.size() && is_blank(text_[first]) && text_[first] != dialect_.delimiter) ++first;
  if (dialect_.quote && first < text_.size() && text_[first] == dialect_.quote) {
    at_ = first;
    quoted(cell);
  } else {
    plain(cell);
  }
  return cell;
}

bool Records::begin() {
  if (!own_.empty()) own_.clear();
  while (at_ < text_.size() && skip_blank_or_comment()) continue;
  // Where files were put one behind the other.
  if (at_ + 3 < text_.size() && text_.compare(at_, 3, "\xef\xbb\xbf") == 0) at_ += 3;
  if (at_ >= text_.size()) return false;
  record_start_ = at_;
  record_line_ = line_;
  return true;
}

}  // namespace keepfit::tables
