// The promises that every estimator keeps. A check returns what is wrong, or nothing; the checks themselves are tested
// on estimators that each break exactly one promise (broken_estimators.h).
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "checks/subjects.h"

namespace keepfit::test {

struct Check {
  const char* name;
  std::string (*run)(const Subject&);
};

inline void PrintTo(const Check& check, std::ostream* out) { *out << check.name; }

const std::vector<Check>& all_checks();

}  // namespace keepfit::test
