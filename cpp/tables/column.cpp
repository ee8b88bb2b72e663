#include "tables/column.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace keepfit::tables {

namespace {
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// Numbers with a decimal comma and nothing else: by far the most frequent ones of files that have it.
bool read_comma(std::string_view text, Number& out) {
  char buffer[40];
  const size_t at = text.find(',');
  if (at == std::string_view::npos) return text.find('.') == std::string_view::npos && read_plain(text, out);
  if (text.size() >= sizeof buffer || text.find_first_of(".,", at + 1) != std::string_view::npos || text.find('.') < at)
    return false;
  std::copy(text.begin(), text.end(), buffer);
  buffer[at] = '.';
  if (!read_plain({buffer, text.size()}, out)) return false;
  if (out.marks == Marks::kPoint) out.marks = Marks::kComma;
  if (out.marks == Marks::kThreeByPoint) out.marks = Marks::kThreeByComma;
  return true;
}

}  // namespace

bool read_cell(std::string_view text, char decimal, Number& out) {
  if (decimal == '.' ? read_plain(text, out) : read_comma(text, out)) return true;
  out = Number();
  return read_number(text, decimal, out);
}

MissingMarks::MissingMarks(std::vector<std::string> list) : texts(std::move(list)) {
  for (const std::string& mark : texts) {
    Number n;
    if (read_cell(mark, '.', n)) by_point.push_back(n.value);
    n = Number();
    if (read_cell(mark, ',', n)) by_comma.push_back(n.value);
  }
}

const char* reason_name(Reason reason) {
  constexpr const char* kNames[] = {
      "",           "index", "row_names", "identifier", "leading_zeros", "beyond_2_53", "many_values",
      "quantities", "date",  "empty"};
  return kNames[static_cast<size_t>(reason)];
}

bool ColumnReader::read_cell(std::string_view text, char mark, Number& out) const {
  if (!unit.empty() && text.size() > unit.size() && text.substr(text.size() - unit.size()) == unit) {
    const std::string_view number = trimmed(text.substr(0, text.size() - unit.size())),
                           behind = text.substr(text.size() - unit.size());
    if (!tables::read_cell(number, mark, out)) return false;
    if (out.unit.empty()) out.unit = behind;
  } else if (!tables::read_cell(text, mark, out)) {
    return false;
  }
  if (!thousands || !out.thousands || out.thousands == *thousands) return true;
  // What separates no thousands is a decimal mark.
  if (out.marks == Marks::kThreeByComma) out.marks = Marks::kComma;
  if (out.marks == Marks::kThreeByPoint) out.marks = Marks::kPoint;
  return false;
}

void ColumnReader::start(std::string_view home, bool text, char decimal_mark) {
  as_text = text;
  decimal = decimal_mark;
  words_ = Interner(home);
  numbers_.clear();
  odd_.clear();
  codes_.clear();
  word_is_mark_.clear();
  found_marks_.clear();
  counts_.clear();
  from_words_.clear();
  tally_ = Tally();
  tallied_ = false;
  lane_ = as_text ? Lane::kWords : numeric_marks().empty() ? Lane::kShort : Lane::kNone;
  quoted_marks_ = dates_ = 0;
  short_years.reset();
  other_mark = 0;
  keeps_missing_ = as_text && choice.keep_missing.value_or(false);
  recent_.clear();
}

void ColumnReader::expect(size_t rows) {
  if (as_text) codes_.reserve(rows);
  else numbers_.reserve(rows);
}

void ColumnReader::note_mark(std::string_view text) {
  for (auto& [mark, count] : found_marks_) {
    if (mark == text) return void(++count);
  }
  found_marks_.emplace_back(std::string(text), 1);
}

void ColumnReader::add(const Cell& cell) {
  const std::string_view text = cell.text;
  if (text.empty() && !keeps_missing_) return add_missing();
  if (as_text) {
    const uint32_t word = words_.add(text.empty() ? std::string_view("(empty)") : text);
    if (word == word_is_mark_.size()) word_is_mark_.push_back(is_mark(text) || is_unseen(text));
    // Between quotes it is a value.
    if (word_is_mark_[word] && !cell.quoted && !keeps_missing_) {
      ++tally_.marks;
      note_mark(text);
      codes_.push_back(-1);
    } else {
      codes_.push_back(static_cast<int32_t>(word));
      if (!word_is_mark_[word]) remember(text, codes_.back());
    }
    return;
  }
  Number n;
  if (read_cell(text, decimal, n)) {
    if (!numeric_marks().empty() && is_numeric_mark(n.value)) {
      ++tally_.marks;
      note_mark(text);
      numbers_.push_back(kNaN);
      return;
    }
    if (!std::isinf(n.value)) {
      tally_.add(n);
      numbers_.push_back(n.value);
      return;
    }
    ++tally_.infinite;
    ++tally_.numbers;
  } else if (is_mark(text) || is_dash(text)) {
    ++tally_.marks;
    quoted_marks_ += cell.quoted;
    note_mark(text);
    numbers_.push_back(kNaN);
    return;
  } else {
    // What fails under one decimal mark still tells of the other.
    if (n.marks == Marks::kComma) ++tally_.commas;
    if (n.marks == Marks::kPoint) ++tally_.points;
    ++tally_.others;
  }
  // A column that is not of numbers at all will be read again.
  const size_t row = numbers_.size();
  if (choice.kind || odd_.size() < 100'000 || odd_.size() * 5 < row)
    odd_.push_back({static_cast<uint32_t>(row), words_.add(text)});
  numbers_.push_back(kNaN);
}

const char* ColumnReader::take_number(const char* at, const char* end, char delimiter) {
  const bool negative = *at == '-';
  const char* const body = at + negative;
  Digits read;
  const char* const p = read_digits(body, end, decimal == delimiter ? '\0' : decimal, read);
  if (p == end || (*p != delimiter && *p != '\n' && *p != '\r')) return nullptr;
  const uint32_t size = read.before + read.after;
  if (size == 0) {
    if (p != at) return nullptr;
    add_missing();
    return at;
  }
  double value;
  if (size > 19 || (!read.mark && read.value > 1ULL << 53) ||
      !scaled(read.value, -static_cast<int64_t>(read.after), value))
    return nullptr;
  put(negative ? -value : value, read, *body);
  lane_ = read.before > 8 || read.after > 8 ? Lane::kLong : Lane::kShort;
  return p;
}

/// So that take() knows it again.
void ColumnReader::remember(std::string_view text, int32_t code) {
  // Not worth it for few rows, as of wide tables.
  if (text.empty() || text.size() > 16 || codes_.size() < 100) return;
  // Without the quotes around it, it would be another word.
  if (is_blank(text.front()) || is_blank(text.back())) return;
  if (recent_.empty()) recent_.resize(Recent::kCount);
  char bytes[16] = {};
  std::copy(text.begin(), text.end(), bytes);
  Recent word = recent_of(bytes, static_cast<unsigned>(text.size()));
  word.code = code;
  recent_[word.place()] = word;
}

bool ColumnReader::is_missing(const Cell& cell) const {
  if (cell.text.empty()) return !choice.keep_missing.value_or(false) || kind == Kind::kNumber;
  if (kind == Kind::kNumber) {
    Number n;
    int pair = -1;
    if (is_mark(cell.text)) return true;
    if (is_dash(cell.text)) return true;
    if (read_cell(cell.text, decimal, n)) return std::isinf(n.value) || is_numeric_mark(n.value);
    return !(choice.kind && boolean_of(cell.text, pair) >= 0);
  }
  return (is_mark(cell.text) || is_unseen(cell.text)) && !cell.quoted && !choice.keep_missing.value_or(false);
}

void ColumnReader::truncate(size_t rows) {
  while (static_cast<size_t>(this->rows()) > rows) {
    // Only what is empty is taken off.
    --tally_.empty;
    if (as_text) codes_.pop_back();
    else numbers_.pop_back();
  }
}

const std::vector<int64_t>& ColumnReader::counts() {
  if (counts_.empty() && words_.size() > 0) {
    counts_.assign(words_.size(), 0);
    for (int32_t code : codes_) {
      if (code >= 0) ++counts_[static_cast<size_t>(code)];
    }
  }
  return counts_;
}

const Tally& ColumnReader::tally() {
  if (!as_text || tallied_) return tally_;
  tallied_ = true;
  const auto& times = counts();
  constexpr size_t kTold = 2000;
  for (size_t w = 0; w < times.size(); ++w) {
    if (times[w] == 0) continue;
    if (w >= kTold && tally_.numbers * 20 < tally_.others) {
      // So many words that are no numbers: the rest are none, either.
      tally_.others += times[w];
      continue;
    }
    Number n;
    if (read_cell(words_[w], decimal, n)) {
      if (std::isinf(n.value)) tally_.infinite += times[w], tally_.numbers += times[w];
      else tally_.add(n, times[w]);
    } else {
      if (n.marks == Marks::kComma) tally_.commas += times[w];
      if (n.marks == Marks::kPoint) tally_.points += times[w];
      tally_.others += times[w];
    }
  }
  return tally_;
}

void ColumnReader::retally(char mark) {
  decimal = mark;
  if (!tallied_) return;
  Tally kept;
  kept.empty = tally_.empty;
  kept.marks = tally_.marks;
  tally_ = kept;
  tallied_ = false;
  from_words_.clear();
}

char ColumnReader::certain_decimal() {
  const Tally& t = tally();
  // Marks in a column of text are punctuation.
  const int64_t told = t.points + t.commas + t.three_commas + t.three_points;
  if (told == 0 || (t.numbers + t.points + t.commas) * 2 < t.present()) return 0;
  const int64_t points = t.points + (thousands && *thousands != '.' ? t.three_points : 0),
                commas = t.commas + (thousands && *thousands != ',' ? t.three_commas : 0);
  if (points == commas) return 0;
  return points > commas ? '.' : ',';
}

int64_t ColumnReader::numbers_under(char mark) {
  int64_t out = 0;
  if (as_text) {
    const auto& times = counts();
    for (size_t w = 0; w < times.size(); ++w) {
      Number n;
      if (read_cell(words_[w], mark, n) && !std::isinf(n.value)) out += times[w];
    }
    return out;
  }
  for (const Odd& each : odd_) {
    Number n;
    out += read_cell(words_[each.word], mark, n) && !std::isinf(n.value);
  }
  return out;
}

size_t ColumnReader::distinct_words() {
  if (!as_text) return words_.size();
  return static_cast<size_t>(std::count_if(counts().begin(), counts().end(), [](int64_t n) { return n > 0; }));
}

void ColumnReader::read_words() {
  const bool two = choice.kind && two_words();
  std::vector<double> of_word(words_.size(), kNaN);
  for (size_t w = 0; w < of_word.size(); ++w) {
    Number n;
    int pair = -1;
    if (read_cell(words_[w], decimal, n)) of_word[w] = std::isinf(n.value) || is_numeric_mark(n.value) ? kNaN : n.value;
    else if (const int side = boolean_of(words_[w], pair); side >= 0 && two) of_word[w] = side;
  }
  from_words_.resize(codes_.size());
  for (size_t i = 0; i < codes_.size(); ++i)
    from_words_[i] = codes_[i] < 0 ? kNaN : of_word[static_cast<size_t>(codes_[i])];
}

const std::vector<double>& ColumnReader::numbers() {
  if (!as_text) return numbers_;
  if (from_words_.size() != codes_.size()) read_words();
  return from_words_;
}

std::vector<std::pair<uint32_t, std::string_view>> ColumnReader::unreadable() {
  std::vector<std::pair<uint32_t, std::string_view>> out;
  if (kind == Kind::kNumber && !as_text) {
    for (const Odd& each : odd_) out.emplace_back(each.row, words_[each.word]);
    return out;
  }
  if (!as_text || (kind != Kind::kNumber && (kind != Kind::kDate || choice.parts.empty()))) return out;
  const bool two = choice.kind && two_words();
  std::vector<char> bad(words_.size());
  for (size_t w = 0; w < bad.size(); ++w) {
    Number n;
    int pair = -1;
    bad[w] = kind == Kind::kDate ? !is_no_date(words_[w]) && !date_of(words_[w])
                                 : !((read_cell(words_[w], decimal, n) && !std::isinf(n.value)) || is_mark(words_[w]) ||
                                     is_dash(words_[w]) || (two && boolean_of(words_[w], pair) >= 0));
  }
  for (size_t i = 0; i < codes_.size(); ++i) {
    if (codes_[i] >= 0 && bad[static_cast<size_t>(codes_[i])])
      out.emplace_back(static_cast<uint32_t>(i), words_[static_cast<size_t>(codes_[i])]);
  }
  return out;
}

std::vector<std::pair<std::string_view, int64_t>> ColumnReader::words(bool sorted, size_t most) {
  std::vector<std::pair<std::string_view, int64_t>> out;
  const auto& times = counts();
  for (size_t w = 0; w < times.size() && (sorted || out.size() < most); ++w) {
    if (times[w] > 0) out.emplace_back(words_[w], times[w]);
  }
  if (sorted) {
    most = std::min<size_t>({out.size(), most, 24});
    std::partial_sort(
        out.begin(), out.begin() + static_cast<std::ptrdiff_t>(most), out.end(),
        [](const auto& a, const auto& b) { return a.second != b.second ? a.second > b.second : a.first < b.first; });
    out.resize(most);
  }
  return out;
}

void ColumnReader::texts(std::vector<int32_t>& codes, std::vector<std::string_view>& categories) {
  const auto& times = counts();
  // UTF-8 bytes sort as code points do; the first eight of them, which mostly decide, as one number.
  std::vector<std::pair<uint64_t, uint32_t>> used;
  for (size_t w = 0; w < times.size(); ++w) {
    if (times[w] == 0) continue;
    const std::string_view text = words_[w];
    uint64_t start = 0;
    for (size_t i = 0; i < 8; ++i) start = start << 8 | (i < text.size() ? static_cast<unsigned char>(text[i]) : 0);
    used.emplace_back(start, static_cast<uint32_t>(w));
  }
  std::sort(used.begin(), used.end(), [this](const auto& a, const auto& b) {
    return a.first != b.first ? a.first < b.first : words_[a.second] < words_[b.second];
  });
  std::vector<int32_t> place(words_.size(), -1);
  categories.clear();
  for (size_t i = 0; i < used.size(); ++i) {
    place[used[i].second] = static_cast<int32_t>(i);
    categories.push_back(words_[used[i].second]);
  }
  codes.resize(codes_.size());
  for (size_t i = 0; i < codes_.size(); ++i) codes[i] = codes_[i] < 0 ? -1 : place[static_cast<size_t>(codes_[i])];
}

std::vector<double> ColumnReader::part(Part wanted) {
  std::vector<double> of_word(words_.size(), kNaN);
  for (size_t w = 0; w < of_word.size(); ++w) {
    const auto date = date_of(words_[w]);
    if (!date) continue;
    of_word[w] = wanted == Part::kYear    ? date->year
                 : wanted == Part::kMonth ? date->month
                 : wanted == Part::kDay   ? date->day
                                          : date->weekday();
  }
  std::vector<double> out(codes_.size());
  for (size_t i = 0; i < codes_.size(); ++i) out[i] = codes_[i] < 0 ? kNaN : of_word[static_cast<size_t>(codes_[i])];
  return out;
}

}  // namespace keepfit::tables
