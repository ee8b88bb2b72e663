#include "core/shared.h"

namespace keepfit {

namespace param {

using namespace constraint;

Param random_state(const char* doc, Value fallback) noexcept {
  return {"random_state", std::move(fallback), {integer("[0, 4294967295]"), none()}, doc};
}

Param fit_intercept(const char* doc) noexcept { return {"fit_intercept", true, {boolean()}, doc}; }

Param class_weight() noexcept {
  return {"class_weight",
          Value(),
          {none(), options({"balanced"}), mapping()},
          "Weight of each class; 'balanced' makes classes count alike whatever their size."};
}

Param priors() noexcept {
  return {
      "priors", Value(), {list(), none()}, "Probability of each class; None takes the shares of the training rows."};
}

}  // namespace param

Field fields::classes() noexcept {
  return field<&Classifier::classes_>("classes_", {"n_classes"}, "Class labels, ascending.");
}

}  // namespace keepfit
