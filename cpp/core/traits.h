// What estimators can do and need: one table, which the schema shows and composites join.
#pragma once

#include <cstddef>
#include <vector>

namespace keepfit {

class Estimator;

/// Capabilities that checks and pages read instead of names. What each means stands in trait_table.
struct Traits {
  bool accepts_text = false;
  bool accepts_missing = false;
  bool accepts_infinite = false;
  bool needs_target = false;
  bool probabilities = false;
  bool needs_numeric_target = false;
  bool needs_non_negative = false;
  bool needs_positive = false;
  bool needs_positive_target = false;
  bool needs_two_classes = false;
  bool holds_training_rows = false;
  bool sample_weight = false;
  bool cross_fits = false;
  bool row_function = true;
  // Of what transform makes: said where it is sure, with the defaults and the options alike.
  bool keeps_text = false;
  bool keeps_missing = false;
  bool gives_negative = false;
};

/// What an estimator is to the estimators that it is made of.
enum class Made {
  kSequence,    // each gets what the one before makes (Pipeline)
  kSideBySide,  // each gets X or columns of it, and refuses by itself what it does not take (ColumnTransformer)
  kMembers,     // each gets X, and the whole answers for all (voting, bagging)
  kInner,       // one gets X; the whole stands for it (selectors, TransformedTargetRegressor)
  kSearch,      // one gets rows of X, and refuses by itself what it does not take (GridSearchCV)
  kBehind,      // one gets what others made, never X (the final estimator of stacking)
};

/// What a trait of the whole is.
enum class Join : char {
  kOwn,    // as the whole declares it
  kAny,    // so declared, or so of any part
  kAll,    // so declared, and so of every part
  kFirst,  // as of the first part
  kLast,   // as of the last part
};

struct Trait {
  const char* name;
  bool Traits::* member;
  Join joins[6];  // by Made
  bool ability;  // doc names something that is taken or given; else it is a sentence, true where the value is not usual
  const char* doc;

  /// What most estimators have.
  bool usual() const { return Traits{}.*member; }
};

/// In the order of the schema.
inline constexpr size_t kTraits = 17;
extern const Trait trait_table[kTraits];

/// The traits of an estimator made of `parts`, of which null is one that passes on what it gets.
Traits joined(Traits own, const std::vector<const Estimator*>& parts, Made how);

}  // namespace keepfit
