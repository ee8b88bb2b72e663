#include "feature_selection/importances.h"

#include <cmath>
#include <cstring>

#include "core/node.h"

namespace keepfit {

namespace {

/// The attribute as a matrix; no rows where the estimator has no such attribute.
RowMatrix matrix_of(const Estimator& estimator, const std::string& name) {
  const Value value = fitted_attribute(estimator, name);
  const auto* a = value.get_if<Array>();
  if (!a || a->dtype != DType::kFloat64 || a->shape.empty() || a->shape.size() > 2) return {};
  RowMatrix out(a->shape.size() == 2 ? static_cast<Index>(a->shape[0]) : 1, static_cast<Index>(a->shape.back()));
  std::memcpy(out.data(), a->data, a->bytes());
  return out;
}

}  // namespace

RowMatrix importances_of(const Estimator& estimator, const std::string& getter) {
  RowMatrix found;
  if (getter == "auto") {
    found = matrix_of(estimator, "coef_");
    if (!found.rows()) found = matrix_of(estimator, "feature_importances_");
  } else {
    // As in Python: "best_estimator_.coef_", "named_steps.model.coef_". The engine's paths have "__" for the dots.
    std::string wanted = getter;
    for (const std::string steps = "named_steps."; wanted.find(steps) != std::string::npos;)
      wanted.erase(wanted.find(steps), steps.size());
    for (size_t dot; (dot = wanted.find('.')) != std::string::npos;) wanted.replace(dot, 1, "__");
    walk(estimator, [&](const std::string& path, const Estimator& e) {
      const std::string prefix = path.empty() ? "" : path + "__";
      if (!found.rows() && e.fitted() && wanted.rfind(prefix, 0) == 0)
        found = matrix_of(e, wanted.substr(prefix.size()));
    });
  }
  if (!found.rows() || found.cols() != estimator.n_features_in()) {
    throw Error("no_importances", estimator.declaration().name,
                std::string(estimator.declaration().name) +
                    (getter == "auto" ? " has neither coef_ nor feature_importances_"
                                      : " has no attribute '" + shown(getter) + "' with one number") +
                    " for each column.",
                "Use an estimator that weighs columns, such as a linear model or a forest, or name the attribute in "
                "importance_getter.");
  }
  return found;
}

Traits traits_of_selector(const Estimator& selector) {
  const auto* given = selector.param("estimator").get_if<std::shared_ptr<Estimator>>();
  return joined(selector.declaration().traits, {given ? given->get() : nullptr}, Made::kInner);
}

const Estimator& inner_estimator(const Estimator& selector) {
  const auto* given = selector.param("estimator").get_if<std::shared_ptr<Estimator>>();
  const std::string name = selector.declaration().name;
  if (!given)
    throw Error("bad_parameter", name, name + " needs an estimator.",
                "Give it one that weighs columns, such as Lasso or RandomForestClassifier.");
  return **given;
}

}  // namespace keepfit
