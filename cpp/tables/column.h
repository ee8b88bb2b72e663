// One column while it is read, and what is made of it.
#pragma once

#include <algorithm>
#include <array>
#include <bitset>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tables/cells.h"
#include "tables/dialect.h"
#include "tables/interner.h"
#include "tables/options.h"
#include "tables/sixteen.h"

namespace keepfit::tables {

/// Why a column is left out, or is text although it looks like numbers.
enum class Reason : uint8_t {
  kNone,
  kIndex,
  kRowNames,
  kIdentifier,
  kLeadingZeros,
  kBeyond,
  kManyValues,
  kQuantities,
  kDate,
  kEmpty
};
const char* reason_name(Reason reason);

/// What the cells of a column were, counted.
struct Tally {
  int64_t empty = 0;  // nothing stands there
  int64_t marks = 0;  // a mark of a missing value
  int64_t numbers = 0;
  int64_t others = 0;                                                  // text
  int64_t points = 0, commas = 0, three_points = 0, three_commas = 0;  // see Marks
  int64_t whole = 0, leading_zeros = 0, beyond = 0, infinite = 0, with_unit = 0;
  int64_t large = 0;  // of four digits and more, without a mark
  int64_t minus_behind = 0;
  bool units_differ = false;
  char thousands = 0;
  std::string unit;

  void add(const Number& n, int64_t times = 1) {
    numbers += times;
    if (n.whole) {
      whole += times;
      if (n.leading_zero) leading_zeros += times;
      if (n.beyond) beyond += times;
    }
    switch (n.marks) {
      case Marks::kNone: break;
      case Marks::kPoint: points += times; break;
      case Marks::kComma: commas += times; break;
      case Marks::kThreeByPoint: three_points += times; break;
      case Marks::kThreeByComma: three_commas += times; break;
    }
    if (n.whole && !n.thousands && (n.value >= 1000 || n.value <= -1000)) large += times;
    if (n.minus_behind) minus_behind += times;
    if (n.thousands) thousands = n.thousands;
    if (n.unit.empty()) return;
    if (unit.empty()) unit = n.unit;
    else units_differ = units_differ || n.unit != unit;
    with_unit += times;
  }
  int64_t present() const { return numbers + others; }
  int64_t missing() const { return empty + marks; }
};

/// A number as programs write it under this decimal mark, or as people do.
bool read_cell(std::string_view text, char decimal, Number& out);

/// What stands for a missing value, in all columns that have the same list.
struct MissingMarks {
  explicit MissingMarks(std::vector<std::string> list);

  std::vector<std::string> texts;
  std::vector<double> by_point, by_comma;  // those that are numbers, as they read under either decimal mark

  bool has(std::string_view text) const { return std::find(texts.begin(), texts.end(), text) != texts.end(); }
};

class ColumnReader {
 public:
  static constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

  /// A cell that is no number in a column of numbers.
  struct Odd {
    uint32_t row;
    uint32_t word;
  };

  std::string name;
  std::optional<std::string> header;
  ColumnChoice choice;
  std::shared_ptr<const MissingMarks> marks;

  // How cells are read.
  bool as_text = false;
  char decimal = '.';
  std::optional<char>
      thousands;     // the one mark that may separate groups of digits, '\0' for none; any where it is left open
  std::string unit;  // a word that every number may have behind it, found where numbers are asked for

  // What was made of it.
  Kind kind = Kind::kText;
  bool use = true;
  Reason reason = Reason::kNone;
  std::string why;
  DateOrder order = DateOrder::kUnknown;
  bool order_certain = true;
  bool order_guessed = false;  // by the mark between its parts alone
  bool orders_differ = false;  // some of its dates begin with the day and others with the month
  int boolean_pair = -1;
  std::bitset<100> short_years;  // of its dates, those that are written with two digits, as these
  char other_mark = 0;           // the decimal mark that its texts have as numbers, where another one is asked for
  int64_t dates() const { return dates_; }  // of a column of text, how many of its cells are dates

  /// Forgets the cells. `home`: the text that cells point into.
  void start(std::string_view home, bool text, char decimal_mark);
  /// Makes room for so many rows.
  void expect(size_t rows);
  void add(const Cell& cell);
  void add_missing() {
    ++tally_.empty;
    if (as_text) codes_.push_back(-1);
    else numbers_.push_back(kMissing);
  }
  /// Reads the cell at `at` < end itself where it is nothing, a plain number or a word that was met lately, and tells
  /// which mark stops it; otherwise null: add() takes every cell.
  /// `closes`: a quote ends what another one begins, whatever stands before it.
  const char* take(const char* at, const char* end, char delimiter, char quote, bool closes);
  /// Takes empty cells off the end.
  void truncate(size_t rows);
  /// Whether a cell, as the column is read now, is missing.
  bool is_missing(const Cell& cell) const;
  int64_t rows() const { return static_cast<int64_t>(as_text ? codes_.size() : numbers_.size()); }

  /// Counts of all cells; of a column read as text, by its words.
  const Tally& tally();
  /// Another decimal mark for a column read as text, whose words are counted anew.
  void retally(char mark);
  /// What the marks of its numbers say: '.', ',' or 0 for nothing certain.
  char certain_decimal();

  /// Where numbers are asked for and words stand: whether they are numbers with one word behind them.
  void find_unit();
  /// The word that stands behind its numbers, where that is one; empty otherwise.
  std::string common_unit();

  /// Decides what the column is, under its decimal mark. True where its cells must be read again for that (as_text has
  /// changed).
  bool settle();

  /// Values as they are handed over. numbers(): NaN for what is missing or no number.
  const std::vector<double>& numbers();
  /// Distinct texts in the order of code points, and a code for each row; -1 is missing.
  void texts(std::vector<int32_t>& codes, std::vector<std::string_view>& categories);
  std::vector<double> part(Part part);
  /// As a date, where the column holds or is said to hold them.
  std::optional<Date> date_of(std::string_view text) const {
    return choice.kind ? read_moment(text, order, years_from()) : read_date(text, order, years_from());
  }
  /// The first of the hundred years that two digits mean in it.
  int years_from() const { return choice.years_from.value_or(kYearsFrom); }
  /// Every number has three digits behind a point, or is whole and less than 1000: points may separate thousands.
  bool points_may_group() {
    const Tally& t = tally();
    return t.three_points > 1 && t.points + t.commas + t.three_commas + t.large + t.leading_zeros == 0 &&
           (t.thousands == 0 || t.thousands == '.') && t.numbers - t.infinite == t.three_points + plain_whole();
  }
  /// Whole numbers without a mark.
  int64_t plain_whole() {
    const Tally& t = tally();
    return decimal == ',' ? t.whole - t.three_points : t.whole;
  }

  /// Cells that its kind makes missing though something stands there: rows, from 0, and their text.
  std::vector<std::pair<uint32_t, std::string_view>> unreadable();
  /// Distinct words and how often each stands, missing ones left out; most frequent first where `sorted`,
  /// else in the order of the file, the first `most`.
  std::vector<std::pair<std::string_view, int64_t>> words(bool sorted,
                                                          size_t most = std::numeric_limits<size_t>::max());
  /// Of a column read as text: how many of its cells would be numbers under that mark.
  int64_t numbers_under(char mark);
  size_t distinct_words();
  /// Marks of missing values that stand in it, and how often.
  const std::vector<std::pair<std::string, int64_t>>& found_marks() const { return found_marks_; }

 private:
  bool is_mark(std::string_view text) const { return marks->has(text); }
  bool read_cell(std::string_view text, char mark, Number& out) const;
  void note_mark(std::string_view text);
  const std::vector<int64_t>& counts();
  const std::vector<double>& numeric_marks() const { return decimal == '.' ? marks->by_point : marks->by_comma; }
  /// -999 means -999.0, too.
  bool is_numeric_mark(double value) const {
    return std::find(numeric_marks().begin(), numeric_marks().end(), value) != numeric_marks().end();
  }
  bool holds_codes();
  void read_words();
  /// Whether all it says is yes and no, in one way of saying it.
  bool two_words();

  /// A word of at most 16 bytes and its code.
  struct Recent {
    static constexpr size_t kCount = 32;
    uint64_t start = 0, rest = 0;  // its bytes
    uint32_t size = 0;
    int32_t code = 0;
    size_t place() const { return static_cast<size_t>((start + rest * 31 + size) * 0x9E3779B97F4A7C15ULL >> 59); }
  };
  /// `p`: sixteen bytes must be there, size 1 to 16.
  static Recent recent_of(const char* p, unsigned size) {
    // Of so many bytes; by a table, because sizes come in no order that a branch could follow.
    static constexpr auto kMasks = [] {
      std::array<uint64_t, 25> out{};
      for (unsigned i = 1; i <= 16; ++i) out[8 + i] = i < 8 ? ~0ULL >> (64 - 8 * i) : ~0ULL;
      return out;
    }();
    Recent out;
    out.size = size;
    out.start = load_eight(p) & kMasks[8 + size];
    out.rest = load_eight(p + 8) & kMasks[size];
    return out;
  }
  /// The word, where it was met lately.
  [[gnu::always_inline]] bool take_recent(const char* p, unsigned size) {
    const Recent word = recent_of(p, size);
    const Recent& known = recent_[word.place()];
    if ((known.size ^ word.size) | (known.start ^ word.start) | (known.rest ^ word.rest)) return false;
    codes_.push_back(known.code);
    return true;
  }
  void remember(std::string_view text, int32_t code);
  void put(double value, const Digits& read, char first);
  [[gnu::noinline]] const char* take_number(const char* at, const char* end, char delimiter);
  const char* take_short(const char* at, char delimiter);
  const char* take_text(const char* at, char delimiter, char quote, bool closes);

  Interner words_;
  std::vector<double> numbers_;
  std::vector<Odd> odd_;
  std::vector<int32_t> codes_;
  std::vector<int8_t> word_is_mark_;
  std::vector<std::pair<std::string, int64_t>> found_marks_;
  Tally tally_;
  /// Who reads a cell first.
  enum class Lane : uint8_t {
    kNone,
    kWords,
    kShort,  // plain numbers, which need no second look
    kLong,   // the last one had more digits than take_short reads
  };
  Lane lane_ = Lane::kNone;
  bool keeps_missing_ = false;  // an empty cell is a word
  std::vector<Recent> recent_;  // by their place; size 0: none
  bool tallied_ = false;        // of words
  int64_t dates_ = 0, quoted_marks_ = 0;
  std::vector<int64_t> counts_;
  std::vector<double> from_words_;
};

[[gnu::always_inline]] inline const char* ColumnReader::take(const char* at, const char* end, char delimiter,
                                                             [[maybe_unused]] char quote,
                                                             [[maybe_unused]] bool closes) {
#ifdef KEEPFIT_SIXTEEN
  if (end - at >= 32) {
    if (lane_ == Lane::kShort) {
      const char* const behind = take_short(at, delimiter);
      return behind ? behind : take_number(at, end, delimiter);
    }
    if (lane_ == Lane::kWords) return take_text(at, delimiter, quote, closes);
  }
#endif
  return lane_ >= Lane::kShort ? take_number(at, end, delimiter) : nullptr;
}

/// A number of plain digits, the first of which is `first`.
[[gnu::always_inline]] inline void ColumnReader::put(double value, const Digits& read, char first) {
  if (!read.mark) {
    ++tally_.whole;
    tally_.large += read.before > 3;
    tally_.leading_zeros += read.before > 1 && first == '0';
  } else {
    const bool three = read.after == 3 && read.before >= 1 && read.before <= 3 && first != '0';
    ++(decimal == '.' ? three ? tally_.three_points : tally_.points : three ? tally_.three_commas : tally_.commas);
  }
  ++tally_.numbers;
  numbers_.push_back(value);
}

#ifdef KEEPFIT_SIXTEEN
/// Up to eight digits, and where there is a decimal mark up to eight more; no more than 15 in sixteen bytes, which a
/// float64 holds.
[[gnu::always_inline]] inline const char* ColumnReader::take_short(const char* at, char delimiter) {
  const bool negative = *at == '-';
  const char* const body = at + negative;
  // Whatever stands behind the sixteen bytes is looked at as what should stop the number.
  unsigned others = Sixteen(body).no_digits() | 1U << 16;
  Digits read;
  read.before = static_cast<uint32_t>(__builtin_ctz(others));
  if (read.before - 1 >= 8) {
    if (read.before == 0 && (*at == delimiter || *at == '\n' || *at == '\r')) {
      add_missing();
      return at;
    }
    return nullptr;
  }
  read.value = few_digits(body, read.before);
  const char* p = body + read.before;
  read.mark = *p == decimal && decimal != delimiter;
  if (read.mark) {
    others &= others - 1;
    read.after = static_cast<uint32_t>(__builtin_ctz(others)) - read.before - 1;
    if (read.after - 1 >= 8) return nullptr;
    read.value = read.value * kTens[read.after] + few_digits(p + 1, read.after);
    p += 1 + read.after;
  }
  if (*p != delimiter && *p != '\n' && *p != '\r') return nullptr;
  // From a number with a sign, for which processors have an instruction.
  const double value = static_cast<double>(static_cast<int64_t>(read.value)) / kPowers[read.after];
  put(with_sign(value, negative), read, *body);
  return p;
}

/// A short word that was met lately.
[[gnu::always_inline]] inline const char* ColumnReader::take_text(const char* at, char delimiter, char quote,
                                                                  bool closes) {
  if (quote && *at == quote) {
    const unsigned ends = Sixteen(at + 1).equal(quote);
    if (!closes || recent_.empty() || !ends) return nullptr;
    const auto size = static_cast<unsigned>(__builtin_ctz(ends));
    const char behind = at[size + 2];
    // Line ends between quotes are counted where all of them are.
    if (size == 0 || (behind != delimiter && behind != '\n' && behind != '\r') ||
        (Sixteen(at + 1).stops('\n') & (ends ^ (ends - 1))) || !take_recent(at + 1, size))
      return nullptr;
    return at + size + 2;
  }
  const unsigned stops = Sixteen(at).stops(delimiter);
  if (!stops) return nullptr;
  const auto size = static_cast<unsigned>(__builtin_ctz(stops));
  if (size == 0) {
    if (keeps_missing_) return nullptr;
    add_missing();
    return at;
  }
  return !recent_.empty() && take_recent(at, size) ? at + size : nullptr;
}
#endif

}  // namespace keepfit::tables
