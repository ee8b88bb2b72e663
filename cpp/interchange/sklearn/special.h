// What scikit-learn keeps otherwise than Keepfit: by class and name, how it is read. Everything else has the same name
// on both sides.
#pragma once

#include <string_view>
#include <vector>

#include "core/value.h"
#include "interchange/sklearn/taking.h"

namespace keepfit::interchange {

/// Where Keepfit writes importances that scikit-learn would count from what Keepfit does not keep.
constexpr const char* kImportances = "importances_";

/// What Keepfit calls functions of numpy's, where it is something else.
struct FunctionName {
  std::string_view ours, theirs;
};
constexpr FunctionName kFunctionNames[] = {{"abs", "absolute"}};

/// `classes` are names with blanks between; "*" is any.
struct Special {
  std::string_view classes, name;
  Value (*read)(Taking& taking, const State& state);
  bool only_fitted = false;  // of parameters: an estimator that was only given has them under the same name
};

/// Throws Error "not_taken" where a model answers otherwise than Keepfit's of that class would.
struct Refusal {
  std::string_view classes;
  void (*check)(Taking& taking, const State& state);
};

/// How many columns an estimator takes that does not keep it, -1 where this cannot tell.
struct Width {
  std::string_view classes;
  const pickle::Item* (*inner)(const State& state);  // the estimator that it is asked of; null where there is none
};

/// One list for each family, in the source that is called after it.
struct Specials {
  std::vector<Special> params = {}, attributes = {};
  std::vector<Refusal> refusals = {};
  std::vector<Width> widths = {};
};
const Specials& specials_of_preprocessing();
const Specials& specials_of_trees();
const Specials& specials_of_boosting();
const Specials& specials_of_linear();
const Specials& specials_of_neighbors();
const Specials& specials_of_composition();
const Specials& specials_of_searches();

/// Null where there is none.
const Special* special_param(std::string_view class_name, std::string_view name);
const Special* special_attribute(std::string_view class_name, std::string_view name);

}  // namespace keepfit::interchange
