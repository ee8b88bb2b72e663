// The steps by which a layout is found. They are in layout.cpp (marks, delimiter) and header.cpp (names, what stands
// above and below them); nobody else includes this.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "tables/evidence.h"
#include "tables/layout.h"
#include "tables/options.h"

namespace keepfit::tables {

/// Lines above a table.
struct Lead {
  size_t begin = 0;
  int64_t line = 1;  // where that is, from 1
  size_t last = 0;   // where the last of them begins
  size_t end = 0;
};

/// Finds a layout step by step. The steps stay apart in the compiled code, too: as one function they took a browser's
/// compiler more memory than the file.
class Finder {
 public:
  Finder(std::string_view text, const Options& options) : options_(options), text_(text) {}

  /// `far`: comments above the table may go on beyond what is looked at.
  Layout find(bool far);

 private:
  std::vector<Record> records() const;
  [[gnu::noinline]] void take_ends_off();

  /// Lines that are to be skipped; blank lines above, however many, and all but the last of many comments.
  [[gnu::noinline]] Lead pass_over(bool far, bool declared);

  /// Of very long lines, as of tables with tens of thousands of columns, some whole ones.
  [[gnu::noinline]] void take_sample();
  [[gnu::noinline]] void find_marks(bool declared);
  [[noreturn]] void nothing_there() const;

  /// Two numbers and more with blanks between them.
  static bool is_run_of_numbers(std::string_view cell);

  /// Of lines with tabs: runs of blanks and tabs cut them into records of one width, and tabs alone leave several
  /// numbers in a cell, or cut unevenly because some stand twice.
  [[gnu::noinline]] bool blanks_cut_better(double by_tabs) const;

  /// MySQL's way without quotation marks: Smith\\, Bob.
  [[gnu::noinline]] void find_escapes_outside();
  [[gnu::noinline]] void find_delimiter();

  /// Lines as one column: a mark that does not stand in them.
  void take_free_mark();
  /// Below one word commas with a blank behind each, and no number between them.
  [[gnu::noinline]] bool are_sentences() const;
  /// One column of decimal commas or of sentences is no two columns.
  [[gnu::noinline]] void mend_one_column();

  /// "#id,x,y" is a header: as wide as the rows, and what follows is data.
  [[gnu::noinline]] void find_commented_header();
  /// Rows of a table below comments may begin with the mark, too: #1, #2.
  [[gnu::noinline]] void find_rows_with_the_mark();

  /// Comments may stand between rows, too: lines that begin with #, most of which are no rows.
  [[gnu::noinline]] void find_comments_between();

  /// Titles and notes above the table: lines that are narrower than it, or that fill one cell of it.
  [[gnu::noinline]] void pass_over_titles();

  /// Whether a record names what stands below it, units and labels in between or not.
  [[gnu::noinline]] bool names_some(size_t at) const;
  [[gnu::noinline]] bool names_at(size_t at) const;

  /// The first line that fills the columns which the table fills, where it names them and lines as wide stand above:
  /// Account:;CH93;;
  [[gnu::noinline]] size_t names_below_gaps() const;

  /// Whether the first `count` records are a table of their own: rows of one width, most cells of which are filled.
  [[gnu::noinline]] bool is_table_above(size_t count);
  [[gnu::noinline]] size_t find_first_record() const;

  /// A line of names that each span several columns, above the names of these.
  [[gnu::noinline]] bool spans_columns(size_t at) const;
  [[gnu::noinline]] void find_header();

  /// Below the names may stand lines of words: where values begin.
  [[gnu::noinline]] size_t first_values() const;
  [[gnu::noinline]] bool first_cells_differ() const;

  /// Whether cells too many belong to one of the columns, which are as many as there are names.
  [[gnu::noinline]] bool holds_delimiter() const;
  [[gnu::noinline]] void judge_header(const Votes& votes, bool short_head);

  /// Below the names lines without one value: units, labels, questions, the name of the index.
  [[gnu::noinline]] void find_units();

  /// int, <dbl>, varchar: what programs write below names.
  [[gnu::noinline]] static bool are_types(const std::vector<std::string_view>& cells);

  /// A line that names the columns which the line of names does not, as of answers to a question; they take these
  /// names.
  [[gnu::noinline]] bool names_more(const std::vector<std::string_view>& below);

  /// How many lines below the names say something about the columns, such as codes, units, dates of release.
  [[gnu::noinline]] size_t lines_about() const;

  /// ---+---, |---:|---|
  [[gnu::noinline]] bool is_rule(size_t at) const;

  /// mean, std below v, v
  [[gnu::noinline]] void join_names(const std::vector<std::string_view>& below);

  /// Whether the columns with numbers hold none in that line. `whole`: each of them says something there.
  [[gnu::noinline]] bool are_units(size_t at) const;

  /// Whether no cell of that line is like those below it: questions above answers.
  [[gnu::noinline]] bool are_labels(size_t at) const;

  /// Columns at the end that have neither a name nor a value.
  [[gnu::noinline]] void find_trailing();

  const Options& options_;
  std::string_view text_;
  const std::string_view given_ = text_;
  Layout out_;
  Dialect& dialect_ = out_.dialect;
  std::string_view sample_, body_;  // what is looked at, from the file's start and from the table's
  bool whole_ = false;              // it is all there is
  bool comments_ = false;           // the table begins with some
  bool shortened_ = false;          // most of them were passed over
  std::vector<Record> records_;
  size_t width_ = 0;       // of most of them
  size_t rows_width_ = 0;  // the largest of those below the first
};

}  // namespace keepfit::tables
