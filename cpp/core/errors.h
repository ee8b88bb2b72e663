// The one exception type that Keepfit throws at its users: data that crosses every border unchanged.
#pragma once

#include <exception>
#include <string>
#include <utility>

#include "core/text.h"

namespace keepfit {

/// What went wrong, for a program (`code`) and for a person (`message`: what happened, `where`: to which step, column
/// or part of a file, `hint`: what to do).
struct Error : std::exception {
  static constexpr size_t kLongestWhere = 1000, kLongestMessage = 2000;

  Error(std::string code, std::string where, std::string message, std::string hint = "")
      : code(std::move(code)), where(shown(where, kLongestWhere)), message(shown(message, kLongestMessage)), hint(std::move(hint)) {}

  const char* what() const noexcept override { return message.c_str(); }

  /// The same error seen from one level further out: "step 'model'" becomes "step 'clf' > step 'model'".
  Error within(const std::string& outer) const {
    return {code, where.empty() ? outer : outer + " > " + where, message, hint};
  }

  std::string code;
  std::string where;
  std::string message;
  std::string hint;
};

}  // namespace keepfit
