// What the common checks are run on: every registered estimator, with its defaults and with every option of every
// parameter, made from the declarations, so that a new estimator is checked without being named here.
#pragma once

#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "core/estimator.h"
#include "core/table.h"

namespace keepfit::test {

struct Subject {
  std::string name;  // "DecisionTreeClassifier(criterion=entropy)"
  Value recipe;

  std::shared_ptr<Estimator> make() const;
};
inline void PrintTo(const Subject& subject, std::ostream* out) { *out << subject.name; }

/// Every registered estimator but those of the module "broken".
std::vector<Subject> all_subjects();
/// The estimator with its defaults; composites get steps.
Subject subject_of(const Declaration& declaration);

/// 40 rows that suit the estimator: numbers, text and missing values where it accepts them, with a target of its kind.
struct Sample {
  Table X;
  Column y;
};
Sample sample_for(const Estimator& estimator, Index rows = 40);

}  // namespace keepfit::test
