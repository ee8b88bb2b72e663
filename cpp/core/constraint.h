// Constraints on hyperparameters: they validate, they print themselves, and they are the schema that forms are made of.
#pragma once

#include <limits>
#include <string>
#include <vector>

#include "core/listed.h"
#include "core/value.h"

namespace keepfit {

inline constexpr double kInf = std::numeric_limits<double>::infinity();

/// One way in which a value may be valid. A parameter lists one or more alternatives.
struct Constraint {
  enum class Kind {
    kInterval,  // a float or an int between bounds
    kOptions,   // one of a few strings
    kNone,
    kBoolean,
    kText,           // any string
    kNumber,         // any number, NaN included
    kList,           // a list (element checks are the estimator's)
    kMapping,        // a map from labels to numbers (class_weight)
    kEstimator,      // an estimator
    kSteps,          // [[name, estimator], ...]
    kTransformers,   // [[name, estimator | 'passthrough' | 'drop', columns], ...]
    kCv,             // how to split: a splitter as data, {class, params}
    kGrid,           // {path of a parameter: [values]}, or a list of such maps
    kDistributions,  // the same, a list also being a distribution {distribution: 'uniform', ...}
    kOff,            // False: what scikit-learn can do besides is not here
  };
  static constexpr int kKinds = static_cast<int>(Kind::kOff) + 1;

  /// What an estimator that stands in a parameter is given.
  enum class Role {
    kInner,   // X, in the place of the whole
    kFlow,    // what the one before it makes
    kBeside,  // X or columns of it; what each makes stands side by side
    kMember,  // X; the whole answers for all
    kBehind,  // what the members say
    kTarget,  // the target
  };
  static constexpr int kRoles = static_cast<int>(Role::kTarget) + 1;

  Kind kind;
  bool integral = false;
  double low = -kInf, high = kInf;
  bool low_closed = false, high_closed = false;
  Listed<std::string> options = {};
  /// Of estimators: what they are given, and which kinds of them may stand there (none named: any).
  Role role = Role::kInner;
  const char* takes = "";  // names with blanks between: no list, which every constraint would have code to end

  /// As the schema calls it; "options" for kOff, too.
  static const char* name(Kind kind);
  static const char* name(Role role);
  bool accepts(const Value& value) const;
  /// "a float in [0, inf)".
  std::string text() const;
  Value schema() const;
};

namespace constraint {
/// Bounds are written as in mathematics: real("[0, inf)"), integer("[1, inf)").
Constraint real(const char* interval) noexcept;
Constraint integer(const char* interval) noexcept;
Constraint options(std::initializer_list<const char*> names) noexcept;
Constraint options(Listed<std::string> names) noexcept;
Constraint none() noexcept;
Constraint boolean() noexcept;
Constraint text() noexcept;
Constraint number() noexcept;
Constraint list() noexcept;
Constraint mapping() noexcept;
Constraint estimator(Constraint::Role role = Constraint::Role::kInner, const char* takes = "") noexcept;
/// `words`: what may stand in the place of an estimator, "passthrough" where none is named.
Constraint steps(Constraint::Role role, const char* takes = "", Listed<std::string> words = {}) noexcept;
Constraint transformers() noexcept;
Constraint cv() noexcept;
Constraint grid() noexcept;
Constraint distributions() noexcept;
/// False alone, and why: "(there are no sparse tables here)".
Constraint off(const char* why) noexcept;
}  // namespace constraint

/// "a float in [0, inf) or None".
std::string text_of(const Listed<Constraint>& alternatives);

/// Whether an estimator may be among what they allow.
bool hold_estimators(const Listed<Constraint>& alternatives);

}  // namespace keepfit
