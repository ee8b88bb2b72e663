#include "feature_selection/select_from_model.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numeric>
#include <string_view>

#include "core/audit.h"
#include "core/math.h"
#include "core/numerics.h"
#include "core/registry.h"
#include "core/steps.h"
#include "core/table.h"
#include "feature_selection/importances.h"

namespace keepfit {

KEEPFIT_REGISTER(SelectFromModel)

namespace {

Listed<Example> examples() {
  return {{"estimator", {example_recipe("DecisionTreeClassifier", {{"max_depth", 3}})}, {}, true}};
}

}  // namespace

KEEPFIT_SMALL const Declaration& SelectFromModel::declared() {
  static const Declaration d{
      .name = "SelectFromModel",
      .module = "feature_selection",
      .doc = "Keeps the columns that a model finds important.",
      .kind = Kind::kTransformer,
      .exactness = {Exactness::kParts},
      .traits = {.sample_weight = true},
      .params = {{"estimator",
                  Value(),
                  {constraint::estimator(Constraint::Role::kInner, "classifier regressor"), constraint::none()},
                  "The model that weighs the columns; it must be given."},
                 {"threshold",
                  Value(),
                  {constraint::number(), constraint::text(), constraint::none()},
                  "Least importance of a column that stays: a number, 'mean', 'median' or a multiple such as "
                  "'1.25*mean'; None means the mean, or 1e-5 for models with an L1 penalty."},
                 {"norm_order",
                  1,
                  {constraint::integer("[1, inf)"), constraint::integer("(-inf, -1]"), constraint::real("[inf, inf]"),
                   constraint::real("[-inf, -inf]")},
                  "Order of the norm that joins the importances of several classes."},
                 {"max_features",
                  Value(),
                  {constraint::integer("[0, inf)"), constraint::none()},
                  "At most this many columns stay; None sets no limit."},
                 {"importance_getter",
                  "auto",
                  {constraint::text()},
                  "Path of the attribute with the importances; 'auto' takes coef_ or feature_importances_."}},
      .first = "threshold max_features",
      .fitted = {field<&SelectFromModel::estimator_>("estimator_", {}, "The fitted model."),
                 field<&SelectFromModel::threshold_>("threshold_", {}, "Least importance of a column that stays.")},
      .examples = &examples,
      .unsupported = {"prefit"},
      .unsupported_methods = {"get_support", "partial_fit"},
      .create = &create<SelectFromModel>};
  return d;
}

Traits SelectFromModel::traits() const {
  Traits t = traits_of_selector(*this);
  t.probabilities = false;
  return t;
}

Vector SelectFromModel::scores() const {
  const RowMatrix importances = importances_of(*estimator_, param("importance_getter").text());
  Vector out = importances.row(0).cwiseAbs();
  if (importances.rows() == 1) return out;
  const double p = param("norm_order").number();
  for (Index j = 0; j < importances.cols(); ++j) {
    double sum = p == -kInf ? kInf : 0;
    for (Index k = 0; k < importances.rows(); ++k) {
      const double v = std::abs(importances(k, j));
      if (p == kInf) sum = std::max(sum, v);
      else if (p == -kInf) sum = std::min(sum, v);
      else sum += p == 1 ? v : p == 2 ? v * v : math::pow(v, p);
    }
    out[j] = p == 1 || std::isinf(p) ? sum : p == 2 ? std::sqrt(sum) : math::pow(sum, 1 / p);
  }
  return out;
}

double SelectFromModel::threshold_for(const Vector& scores) const {
  const auto reference = [&](std::string_view name) {
    if (name == "mean") return numerics::mean(scores.data(), scores.size());
    if (name != "median") {
      throw Error(
          "bad_parameter", this->name(),
          "threshold of SelectFromModel must be a number, 'mean', 'median' or a multiple such as '1.25*mean'. Got " +
              param("threshold").repr() + ".");
    }
    std::vector<double> sorted(scores.begin(), scores.end());
    std::sort(sorted.begin(), sorted.end());
    const size_t half = sorted.size() / 2;
    return sorted.size() % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  };
  const Value& threshold = param("threshold");
  if (threshold.is_number()) return threshold.number();
  if (const auto* text = threshold.get_if<std::string>()) {
    const auto trimmed = [](std::string_view s) {
      while (!s.empty() && s.front() == ' ') s.remove_prefix(1);
      while (!s.empty() && s.back() == ' ') s.remove_suffix(1);
      return s;
    };
    const size_t star = text->find('*');
    if (star == std::string::npos) return reference(*text);
    const std::string factor(trimmed(std::string_view(*text).substr(0, star)));
    char* end = nullptr;
    const double scale = std::strtod(factor.c_str(), &end);
    if (factor.empty() || *end || !std::isfinite(scale)) reference("");
    return scale * reference(trimmed(std::string_view(*text).substr(star + 1)));
  }
  // Models with an L1 penalty put the weights of useless columns to 0.
  const Declaration& d = estimator_->declaration();
  const auto set = [&](const char* name) { return d.find_param(name) ? estimator_->param(name) : Value(); };
  const Value ratio = set("l1_ratio");
  const bool all_l1 = ratio.is_number() && std::abs(ratio.number() - 1) <= 1e-8 + 1e-5;
  const std::string_view model = d.name;
  const bool sparse = set("penalty").is("l1") || model.find("Lasso") != std::string_view::npos ||
                      (all_l1 && (model == "ElasticNet" || model == "LogisticRegression"));
  return sparse ? 1e-5 : reference("mean");
}

void SelectFromModel::do_fit(const Table& X, const Column* y, const Context& context) {
  estimator_ = inner_estimator(*this).clone();
  in_step("estimator_", [&] { estimator_->fit(X, y, context, sample_weight()); });
  threshold_ = threshold_for(scores());
}

std::vector<char> SelectFromModel::support() const {
  const Vector importance = scores();
  std::vector<char> mask(static_cast<size_t>(importance.size()), 1);
  if (const Value& most = param("max_features"); !most.is_null()) {
    std::vector<size_t> order(mask.size());
    std::iota(order.begin(), order.end(), size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
      return importance[static_cast<Index>(a)] > importance[static_cast<Index>(b)];
    });
    std::fill(mask.begin(), mask.end(), 0);
    for (size_t i = 0; i < order.size() && static_cast<int64_t>(i) < most.integer(); ++i) mask[order[i]] = 1;
  }
  for (size_t j = 0; j < mask.size(); ++j) {
    if (importance[static_cast<Index>(j)] < threshold_) mask[j] = 0;
  }
  return mask;
}

void SelectFromModel::check_fitted() const {
  if (!estimator_ || !estimator_->fitted() || estimator_->n_features_in() != n_features_in()) {
    audit::refuse("estimator_", "estimator_ is not fitted to the columns of the selector.");
  }
  if (std::isnan(threshold_)) audit::refuse("threshold_", "threshold_ is not a number.");
  support();
}

}  // namespace keepfit
