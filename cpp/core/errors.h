// The one exception type that Keepfit throws at its users: data that crosses every border unchanged.
#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <string>
#include <utility>
#include <vector>

#include "core/text.h"

namespace keepfit {

/// What went wrong, for a program (`code`) and for a person (`message`: what happened, `where`: to which step, column
/// or part of a file, `hint`: what to do). An error about a table says also in which row and column it is: rows count
/// from 0 for a program and from 1 in sentences.
struct Error : std::exception {
  static constexpr size_t kLongestWhere = 1000, kLongestMessage = 2000;

  // None of these is inline: errors are made in hundreds of places.
  Error(std::string code, std::string where, std::string message, std::string hint = "");
  Error(const Error& other);
  Error(Error&& other) noexcept;
  Error& operator=(const Error& other);
  Error& operator=(Error&& other) noexcept;
  ~Error() override;

  const char* what() const noexcept override { return message.c_str(); }

  /// The same error seen from one level further out: "step 'model'" becomes "step 'clf' > step 'model'".
  Error within(const std::string& outer) const;

  /// In this row, from 0, of the table. The sentence says it already, as row_text does.
  Error&& in_row(int64_t at) &&;

  /// The row has another place in the table that the caller knows.
  void move_row(int64_t to);
  void move_row(const std::vector<std::ptrdiff_t>& rows);
  /// The column, which the sentence calls by its position, has another place in the table that the caller knows, or a
  /// name there.
  void move_column(int64_t to);
  void name_column(const std::string& name);

  std::string code;
  std::string where;
  std::string message;
  std::string hint;
  int64_t row = -1;             // from 0; -1: about no single row
  int64_t position = -1;        // of the column in `table`, from 0; -1: about no single column
  const void* table = nullptr;  // the Table that position speaks of, to be compared only
  std::string column;           // its name, where it has one
};

/// "row 4" of the row at place 3: people count from 1.
std::string row_text(int64_t at);

/// Runs work on the given rows of a table: an error speaks of the rows of that table.
template <class Work>
auto in_rows(const std::vector<std::ptrdiff_t>& rows, Work work) {
  try {
    return work();
  } catch (Error& e) {
    e.move_row(rows);
    throw;
  }
}

}  // namespace keepfit
