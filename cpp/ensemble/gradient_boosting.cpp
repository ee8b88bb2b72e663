#include "ensemble/gradient_boosting.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "core/audit.h"
#include "core/table.h"
#include "ensemble/stages.h"

namespace keepfit::ensemble {

KEEPFIT_SMALL std::vector<Param> boosting_params(std::vector<std::string> losses) {
  using namespace constraint;
  const Value loss(losses.front());
  std::vector<Param> out{
      {"loss", loss, {options(std::move(losses))}, "What the boosting makes small."},
      {"learning_rate", 0.1, {real("[0, inf)")}, "Factor of every tree's answer."},
      {"n_estimators",
       100,
       {integer("[1, inf)")},
       "Number of stages; each adds one tree, or one per class where there are three or more."},
      {"subsample", 1.0, {real("(0, 1]")}, "Share of the rows that each stage is fitted to."},
  };
  for (Param& p : tree::growth_params({"squared_error", "friedman_mse"}, Value())) {
    if (std::string_view(p.name) == "criterion")
      p.doc = "Without effect: scikit-learn keeps the name, but splits are always made by the squared error.";
    if (std::string_view(p.name) == "max_depth") p.fallback = 3;
    out.push_back(std::move(p));
  }
  out.push_back({"init",
                 Value(),
                 {options({"zero"}), none()},
                 "What the first tree corrects: None for the best constant, or 'zero'."});
  out.push_back({"validation_fraction", 0.1, {real("(0, 1)")}, "Share of the rows set aside for stopping early."});
  out.push_back({"n_iter_no_change",
                 Value(),
                 {integer("[1, inf)"), none()},
                 "Stages without a better score before stopping early; None never stops."});
  out.push_back({"tol", 1e-4, {real("[0, inf)")}, "Gains up to this count as none."});
  out.push_back(tree::ccp_alpha_param());
  return out;
}

namespace {

Vector as_vector(const std::vector<double>& v) {
  return Eigen::Map<const Vector>(v.data(), static_cast<Index>(v.size()));
}

}  // namespace

template <class Base>
KEEPFIT_SMALL std::vector<Field> GradientBoosting<Base>::boosting_fields() {
  return {
      field<&GradientBoosting::n_estimators_>("n_estimators_", {}, "Number of stages made."),
      field<&GradientBoosting::n_trees_per_iteration_>(
          "n_trees_per_iteration_", {}, "Trees per stage: 1, but for three or more classes one per class."),
      field<&GradientBoosting::feature_importances_>(
          "feature_importances_", {"n_features_in_"},
          "Share of each feature in the decrease of impurity, averaged over the trees."),
      field<&GradientBoosting::train_score_>("train_score_", {"n_estimators_"},
                                             "Loss on the rows of each stage, after it."),
      field<&GradientBoosting::oob_scores_>(
          "oob_scores_", {"n_oob_scores"},
          "Loss on the other rows of each stage, after it; empty when every stage sees all rows."),
      field<&GradientBoosting::oob_improvement_>("oob_improvement_", {"n_oob_scores"},
                                                 "By how much that is less than after the stage before."),
      field<&GradientBoosting::init_prediction_>("init_prediction_", {"n_trees_per_iteration_"},
                                                 "What is predicted before the first tree."),
      field<&GradientBoosting::estimators_>("estimators_", {}, "The trees, one after another, one entry per node.")};
}

template <class Base>
void GradientBoosting<Base>::boost(const Table& X, const std::vector<double>& y, const Column* labels, Loss& loss,
                                   const Context& context) {
  Staged out = boost_in_stages(*this, X, y, this->sample_weight(), labels, loss, context);
  n_estimators_ = out.n_stages;
  n_trees_per_iteration_ = loss.trees_per_stage();
  feature_importances_ = std::move(out.importances);
  train_score_ = as_vector(out.train_score);
  oob_scores_ = as_vector(out.oob_scores);
  oob_improvement_ = as_vector(out.oob_improvement);
  init_prediction_ = as_vector(out.start);
  estimators_ = std::move(out.trees);
}

template <class Base>
void GradientBoosting<Base>::keep_rounds(int64_t n) {
  n_estimators_ = n;
  // The nodes of the others stay behind the last tree.
  estimators_.first_node.resize(static_cast<size_t>(n * n_trees_per_iteration_) + 1);
}

template <class Base>
RowMatrix GradientBoosting<Base>::scores(const Table& X) const {
  const tree::Forest& trees = estimators_;
  const Vector& start = init_prediction_;
  const double rate = this->param("learning_rate").number();
  const tree::Features x(X, this->declaration().name);
  const Index width = start.size();
  RowMatrix out(X.rows(), width);
  for (Index i = 0; i < X.rows(); ++i) out.row(i) = start.transpose();
  tree::RowBlock<float> block;
  for (Index from = 0; from < X.rows(); from += block.kRows) {
    block.read(x, from, std::min(block.kRows, X.rows() - from));
    for (Index t = 0; t < trees.size(); ++t) {
      double* column = out.data() + from * width + t % width;
      trees.apply(t, block, [&](Index i, const double* value) { column[i * width] += rate * *value; });
    }
  }
  return out;
}

template <class Base>
void GradientBoosting<Base>::check_boosted(int64_t per_stage) const {
  using audit::refuse;
  estimators_.check(this->n_features_in(), "estimators_");
  if (n_trees_per_iteration_ != per_stage)
    refuse("n_trees_per_iteration_", "n_trees_per_iteration_ does not fit the target.");
  if (init_prediction_.size() != per_stage || !init_prediction_.allFinite())
    refuse("init_prediction_", "init_prediction_ must hold one finite number per tree of a stage.");
  if (estimators_.value.cols() != 1) refuse("estimators_", "The leaves have one value each.");
  if (n_estimators_ < 1 || estimators_.size() % per_stage != 0 || estimators_.size() / per_stage != n_estimators_ ||
      train_score_.size() != n_estimators_ || (oob_scores_.size() != 0 && oob_scores_.size() != n_estimators_) ||
      oob_improvement_.size() != oob_scores_.size()) {
    refuse("n_estimators_", "The number of trees or scores does not fit n_estimators_.");
  }
  if (!train_score_.allFinite() || !oob_scores_.allFinite() || !oob_improvement_.allFinite())
    refuse("train_score_", "Scores must be finite numbers.");
  tree::check_importances(feature_importances_, this->n_features_in());
}

template class GradientBoosting<Classifier>;
template class GradientBoosting<Estimator>;

}  // namespace keepfit::ensemble
