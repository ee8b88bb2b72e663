// What an estimator has to say that does not end the call: collected where somebody listens, never printed.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/value.h"

namespace keepfit {

/// `code` is scikit-learn's class of warning where it has one; `where` the path of the step as errors have it; each is
/// said once, with how often.
struct Warning {
  std::string code, where, message, hint;
  int64_t count = 1;
};

/// While one is alive, what is warned of on this thread comes to it, and to none around it.
class Warnings {
 public:
  Warnings();
  ~Warnings();
  Warnings(const Warnings&) = delete;
  Warnings& operator=(const Warnings&) = delete;

  /// The one that listens, or null.
  static Warnings* current();

  void add(Warning warning);
  /// Of parts of one answer: how often a warning came in one part counts, not in how many parts.
  void merge_part(const Warnings& part);
  /// Says all of it to the one around this.
  void pass_on() const;
  /// [{code, where, message, hint, count}]
  Value value() const;

  std::vector<Warning> all;

 private:
  Warning* find(const Warning& like);
  Warnings* outer_;
};

/// Says it to the one that listens, with the path of the step at hand.
void warn(const char* code, std::string message, const char* hint = "");

/// An iterative solver stopped before it was done.
void warn_not_converged(const std::string& who, const std::string& stopped,
                        const char* hint = "Raise max_iter, or scale the columns first.");

/// "'a', 'b' and 3 more"
std::string some_of(const std::vector<std::string>& names);

}  // namespace keepfit
