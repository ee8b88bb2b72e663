// Constraints on hyperparameters: they validate, they print themselves, and they are the schema that forms are made of.
#pragma once

#include <limits>
#include <string>
#include <vector>

#include "core/value.h"

namespace keepfit {

inline constexpr double kInf = std::numeric_limits<double>::infinity();

/// One way in which a value may be valid. A parameter lists one or more alternatives.
struct Constraint {
  enum class Kind {
    kInterval,      // a float or an int between bounds
    kOptions,       // one of a few strings
    kNone,
    kBoolean,
    kText,          // any string
    kNumber,        // any number, NaN included
    kList,          // a list (element checks are the estimator's)
    kMapping,       // a map from labels to numbers (class_weight)
    kEstimator,     // an estimator
    kSteps,         // [[name, estimator], ...]
    kTransformers,  // [[name, estimator | 'passthrough' | 'drop', columns], ...]
    kCv,            // how to split: a splitter as data, {class, params}
    kGrid,          // {path of a parameter: [values]}, or a list of such maps
    kDistributions, // the same, a list also being a distribution {distribution: 'uniform', ...}
    kOff,           // False: what scikit-learn can do besides is not here
  };

  Kind kind;
  bool integral = false;
  double low = -kInf, high = kInf;
  bool low_closed = false, high_closed = false;
  std::vector<std::string> options = {};

  bool accepts(const Value& value) const;
  /// "a float in [0, inf)".
  std::string text() const;
  Value schema() const;
};

namespace constraint {
/// Bounds are written as in mathematics: real("[0, inf)"), integer("[1, inf)").
Constraint real(const char* interval);
Constraint integer(const char* interval);
Constraint options(std::vector<std::string> names);
Constraint none();
Constraint boolean();
Constraint text();
Constraint number();
Constraint list();
Constraint mapping();
Constraint estimator();
Constraint steps();
Constraint transformers();
Constraint cv();
Constraint grid();
Constraint distributions();
/// False alone, and why: "(there are no sparse tables here)".
Constraint off(const char* why);
}  // namespace constraint

/// "a float in [0, inf) or None".
std::string text_of(const std::vector<Constraint>& alternatives);

}  // namespace keepfit
