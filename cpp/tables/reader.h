// Text to a table of columns, with everything that was found out, guessed, left out or lost on the way.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/estimator.h"
#include "core/value.h"
#include "tables/column.h"
#include "tables/layout.h"
#include "tables/options.h"

namespace keepfit::tables {

/// Something in the file that may have been read otherwise than it was meant.
struct Problem {
  const char* code;
  int64_t line = 0;  // of the file, from 1
  int64_t row = 0;   // of the table, from 1; 0 where it is no row
  int64_t column = -1;
  std::string message;
  std::string label = {};  // of a way to read it otherwise
  Value options = {};
};

/// Something that was found out and decided, and how to have it otherwise.
struct Note {
  const char* code;
  int64_t column = -1;
  std::string message;
  std::string label = {};
  Value options = {};
};

/// A column as it is handed over: one of the file, or a part of one of its dates.
struct Place {
  size_t column;
  Part part = Part::kNone;
  std::string name;
  bool use = true;  // of a part; a column of the file has its own
};

struct Summary {
  int64_t missing = 0;
  int64_t distinct = 0;
  bool more = false;  // there are more than `distinct`
};

class TableReader {
 public:
  /// `text`: UTF-8; it stays where it is while the reader lives. Throws Error "bad_encoding" naming the first byte that
  /// is none.
  explicit TableReader(std::string_view text);

  /// Reads the table. May be called again with other options. Throws Error "no_table", "too_large", "bad_option" or
  /// "cancelled".
  void read(const Options& options, const Context& context);

  int64_t rows() const { return rows_; }
  const Layout& layout() const { return layout_; }
  const std::vector<Place>& places() const { return places_; }
  ColumnReader& column(size_t j) { return columns_[j]; }

  Value reading();
  Value summaries();
  Value problems() const;
  Value notes() const;
  Value weight() const;

  /// Values of one place: numbers with NaN for what is missing; or of texts the distinct ones, sorted, and a code for
  /// each row, -1 for what is missing.
  struct Held {
    bool is_text = false;
    const std::vector<double>* given = nullptr;  // the column's own numbers, or null for
    std::vector<double> numbers;
    std::vector<int32_t> codes;
    std::vector<std::string_view> categories;
  };
  Held values(const Place& place);
  /// Cells as they stand in the file; what is very long is cut, unless they are wanted whole.
  Value head(int64_t from, int64_t count, int64_t column_from, int64_t column_count, bool whole = false);
  Value lines(int64_t count) const;
  int64_t line_of(int64_t row) const;

 private:
  [[gnu::noinline]] Value reading_of(const Place& p);
  // Functions of their own in the compiled code, too: see Finder in layout.cpp.
  [[gnu::noinline]] void lay_out(const Options& options);
  [[gnu::noinline]] void name_columns(const Options& options);
  [[gnu::noinline]] void pass(const std::vector<size_t>& wanted, int64_t most_rows, bool first, const Context& context);
  /// Some more of its rows; whether there may be others. A function that is entered again and again: a browser has the
  /// first call run by quickly made code, and only later ones by better.
  [[gnu::noinline]] bool pass_on(Records& records, Cells& cells, const std::vector<char>& some, int64_t& row,
                                 int64_t& empty_tail, int64_t most_rows, bool first);
  [[gnu::noinline]] std::vector<size_t> settle(const Options& options);
  void order_dates();
  [[gnu::noinline]] void check_names(const Options& options) const;
  [[gnu::noinline]] void check_choices(const Options& options);
  char told_decimal(const ColumnReader& c, const Options& options) const;
  bool find_index(size_t j, bool leading);
  void find_identifiers();
  void find_quantities(size_t j);
  void find_footers(const Options& options);
  void find_subtotals();
  void find_other_mark(size_t j);
  void note_fill_values(size_t j, const Options& options);
  void note_points(size_t j, const Options& options);
  void note_moments(size_t j);
  void note_short_years(size_t j);
  void note_codes(size_t j);
  void note_counts(size_t j);
  bool shares_commas();
  bool has_certain_commas();
  void note_words(size_t j);
  void note_names();
  bool may_be_decimal_commas();
  bool better_without_quotes() const;
  void note_look_alikes(size_t j);
  [[gnu::noinline]] void note_file(const Options& options);
  [[gnu::noinline]] bool note_column(size_t j, const Options& options);
  [[gnu::noinline]] void note_name(size_t j);
  [[gnu::noinline]] void note_reason(size_t j);
  [[gnu::noinline]] void note_order(size_t j);
  [[gnu::noinline]] void note_choices(size_t j);
  [[gnu::noinline]] void note_thousands(size_t j);
  [[gnu::noinline]] void note_numbers(size_t j, const Options& options);
  [[gnu::noinline]] void note_texts(size_t j);
  void note_constants(const std::vector<size_t>& which);
  void note_differences(const Options& options);
  void list_problems();
  void list_notes(const Options& options);
  void say(const char* code, int64_t column, std::string message, std::string label = "", Value way = Value());
  struct Weight;
  void weigh(const Options& options);
  std::string headline_of(const Weight& w) const;
  std::string who_is_touched() const;
  void offer_remedies(const Weight& w, const Options& options);
  std::string shown_name(size_t j) const;
  std::string shown_names() const;
  Value footer_remedy() const;
  Value lines_from(int64_t row) const;
  Value subtotal_remedy(std::string& label) const;
  bool is_header_again(const Cells& cells) const;
  /// What a record is; of one with cells too many these are put together where a column takes them, `room` for its
  /// text.
  enum class Sort : uint8_t { kRow, kJoined, kHeader, kUneven };
  Sort sort_of(Cells& cells, std::string& room) const;
  void find_holder(const Options& options);
  void look_at_uneven(std::vector<std::vector<std::string>>& even, std::vector<std::vector<std::string>>& few,
                      std::vector<std::vector<std::string>>& many, size_t width) const;
  std::vector<size_t> likely_holders(const std::vector<std::vector<std::string>>& even,
                                     const std::vector<std::vector<std::string>>& many, size_t width) const;
  void weigh_uneven(const Options& options);
  void offer_fractions(Note& note) const;
  bool may_be_header(size_t at) const;
  bool all_distinct(size_t j);

  std::string_view text_;
  std::string undone_;  // the same, where something special in how it is written was undone
  Layout layout_;
  std::vector<ColumnReader> columns_;
  std::vector<Place> places_;
  int64_t rows_ = 0;
  char decimal_ = '.';
  uint8_t line_ends_ = 0;
  int64_t blank_lines_ = 0;
  size_t sampled_ = 0;                                    // where the last pass over all columns ended
  std::vector<std::pair<uint32_t, int64_t>> line_shift_;  // from this row on the line is the row plus that
  std::vector<std::pair<size_t, int64_t>> starts_;        // of every 1024th row: where it begins, and its line
  struct Ragged {
    uint32_t row;
    uint32_t cells;
  };
  std::vector<Ragged> short_, long_;
  int64_t short_count_ = 0, long_count_ = 0;
  std::vector<Flaw> flaws_;
  int64_t empty_tail_ = 0;
  size_t holder_ = static_cast<size_t>(-1);  // the column whose cells may hold the delimiter
  bool skips_uneven_ = false;
  int64_t joined_ = 0, uneven_ = 0, uneven_line_ = 0;  // rows with such a cell, and lines that were left out
  int64_t headers_again_ = 0, header_again_line_ = 0;
  struct Footer {
    int64_t row;
    bool total;  // a line of sums, not of words
  };
  std::vector<Footer> footers_;     // at the end, from above
  std::vector<int64_t> subtotals_;  // rows among the others
  int64_t footers_short_ = 0;       // of them, those that have fewer cells than a row
  std::vector<Problem> problems_;
  int64_t problem_count_ = 0, rows_touched_ = 0;
  std::vector<Note> notes_;
  std::string headline_;
  Value::List remedies_;
};

}  // namespace keepfit::tables
