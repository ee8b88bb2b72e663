#include "ensemble/hist_gradient_boosting.h"

#include <cmath>
#include <utility>

#include "core/audit.h"
#include "core/shared.h"
#include "core/table.h"
#include "ensemble/histogram/boosting.h"
#include "ensemble/histogram/categories.h"

namespace keepfit::ensemble {

KEEPFIT_SMALL std::vector<Param> hist_params(std::vector<std::string> losses) {
  using namespace constraint;
  const Value loss(losses.front());
  return {
      {"loss", loss, {options(std::move(losses))}, "What the boosting makes small."},
      {"learning_rate", 0.1, {real("(0, inf)")}, "Factor of every leaf's answer."},
      {"max_iter",
       100,
       {integer("[1, inf)")},
       "Most iterations; each adds one tree, or one per class where there are three or more."},
      {"max_leaf_nodes", 31, {integer("[2, inf)"), none()}, "Most leaves of a tree, or None for no limit."},
      {"max_depth", Value(), {integer("[1, inf)"), none()}, "Most splits on a way down; None for no limit."},
      {"min_samples_leaf", 20, {integer("[1, inf)")}, "Rows that every leaf keeps."},
      {"l2_regularization", 0.0, {real("[0, inf)")}, "Makes the answers of leaves with few rows smaller."},
      {"max_features", 1.0, {real("(0, 1]")}, "Share of the columns, drawn anew for every split."},
      {"max_bins", 255, {integer("[2, 255]")}, "Most bins of a column, besides the one for missing values."},
      {"categorical_features",
       "from_dtype",
       {list(), options({"from_dtype"}), none()},
       "Columns of categories: names, positions, or true and false per column; 'from_dtype' means columns of text. "
       "Each has at most max_bins categories."},
      {"monotonic_cst",
       Value(),
       {list(), none()},
       "For each column 1 or -1 where the answer (of two classes: the second one's score) may only rise or fall with "
       "it, else 0; None for no such limits."},
      {"interaction_cst",
       Value(),
       {list(), options({"pairwise", "no_interactions"}), none()},
       "Groups of column positions; a way down a tree stays within one group. Columns in no group form one more. None "
       "lets all columns interact."},
      {"early_stopping",
       "auto",
       {options({"auto"}), boolean()},
       "Stop when the score gets no better; 'auto': with more than 10000 rows."},
      {"scoring", "loss", {options({"loss"})}, "The score that early stopping looks at."},
      {"validation_fraction",
       0.1,
       {real("(0, 1)"), integer("[1, inf)"), none()},
       "Share or number of rows set aside for early stopping; None to look at the training rows."},
      {"n_iter_no_change", 10, {integer("[1, inf)")}, "Iterations without a better score before stopping early."},
      {"tol", 1e-7, {real("[0, inf)")}, "Differences of scores up to this count as none."},
      param::random_state("Seed of the rows set aside, of those that bins are made from, and of columns drawn. None is "
                          "the seed 0, since "
                          "a fit depends on data and recipe alone."),
  };
}

namespace {

Vector as_vector(const std::vector<double>& v) {
  return Eigen::Map<const Vector>(v.data(), static_cast<Index>(v.size()));
}

}  // namespace

template <class Base>
KEEPFIT_SMALL std::vector<Field> HistGradientBoosting<Base>::hist_fields() {
  return {field<&HistGradientBoosting::n_iter_>("n_iter_", {}, "Number of iterations made."),
          field<&HistGradientBoosting::n_trees_per_iteration_>(
              "n_trees_per_iteration_", {}, "Trees per iteration: 1, but for three or more classes one per class."),
          field<&HistGradientBoosting::train_score_>(
              "train_score_", {"n_scores"},
              "Score on the training rows before and after each iteration; empty without early stopping."),
          field<&HistGradientBoosting::validation_score_>("validation_score_", {"n_validation_scores"},
                                                          "The same on the rows set aside."),
          field<&HistGradientBoosting::baseline_prediction_>("baseline_prediction_", {"n_trees_per_iteration"},
                                                             "What is predicted before the first tree."),
          field<&HistGradientBoosting::is_categorical_>("is_categorical_", {"n_flags"},
                                                        "1 for columns of categories; empty when there are none."),
          field<&HistGradientBoosting::categories_>(
              "categories_", {"n_categorical"},
              "Categories of each column that has them, in order; the trees know them by their places there."),
          field<&HistGradientBoosting::predictors_>("predictors_", {},
                                                    "The trees, one after another, one entry per node.")};
}

template <class Base>
void HistGradientBoosting<Base>::boost(const Table& X, const std::vector<double>& y, const std::vector<double>& weights,
                                       const Column* labels, const Loss& loss, const Context& context) {
  is_categorical_ = histogram::categorical_columns(*this, X);
  categories_ = histogram::find_categories(*this, X, is_categorical_);
  Table storage;
  const Table& numbers = histogram::encode_categories(*this, X, is_categorical_, categories_, storage);
  histogram::Boosted out =
      histogram::boost(*this, {numbers, X, y, weights, labels, is_categorical_, categories_}, loss, context);
  n_iter_ = out.n_iter;
  n_trees_per_iteration_ = loss.trees_per_stage();
  train_score_ = as_vector(out.train_score);
  validation_score_ = as_vector(out.validation_score);
  baseline_prediction_ = as_vector(out.baseline);
  predictors_ = std::move(out.trees);
}

template <class Base>
void HistGradientBoosting<Base>::keep_rounds(int64_t n) {
  n_iter_ = n;
  // The nodes of the others stay behind the last tree.
  predictors_.first_node.resize(static_cast<size_t>(n * n_trees_per_iteration_) + 1);
}

template <class Base>
RowMatrix HistGradientBoosting<Base>::raw_scores(const Table& X) const {
  Table storage;
  const Table& numbers = histogram::encode_categories(*this, X, is_categorical_, categories_, storage);
  const Index width = baseline_prediction_.size();
  RowMatrix out(X.rows(), width);
  for (Index i = 0; i < X.rows(); ++i) out.row(i) = baseline_prediction_.transpose();
  histogram::add_scores(predictors_, 0, width, numbers, out.data(), width, 1);
  return out;
}

template <class Base>
void HistGradientBoosting<Base>::check_boosted(int64_t per_iteration) const {
  using audit::refuse;
  const auto features = static_cast<size_t>(this->n_features_in());
  if (!is_categorical_.empty() && is_categorical_.size() != features)
    refuse("is_categorical_", "is_categorical_ must be empty or hold one flag per column.");
  size_t with_categories = 0;
  for (uint8_t flag : is_categorical_) {
    if (flag > 1) refuse("is_categorical_", "is_categorical_ must hold 0 or 1.");
    with_categories += flag;
  }
  if (categories_.size() != with_categories)
    refuse("categories_", "categories_ must have an entry for each column of categories.");
  for (const Labels& labels : categories_) {
    if (labels.none_last || labels.size() > 255)
      refuse("categories_", "A column has at most 255 categories, and a missing value is none of them.");
  }
  predictors_.check(this->n_features_in(), "predictors_");
  for (size_t i = 0; i < predictors_.feature.size(); ++i) {
    if (predictors_.feature[i] < 0) continue;
    const bool by_category = !is_categorical_.empty() && is_categorical_[static_cast<size_t>(predictors_.feature[i])];
    if (predictors_.splits_categories(i) != by_category)
      refuse("predictors_", "Node " + std::to_string(i) + " splits categories like numbers, or the other way round.");
  }
  if (n_trees_per_iteration_ != per_iteration)
    refuse("n_trees_per_iteration_", "n_trees_per_iteration_ does not fit the target.");
  if (baseline_prediction_.size() != per_iteration || !baseline_prediction_.allFinite())
    refuse("baseline_prediction_", "baseline_prediction_ must hold one finite number per tree of an iteration.");
  if (predictors_.value.cols() != 1) refuse("predictors_", "The leaves have one value each.");
  if (n_iter_ < 1 || predictors_.size() % per_iteration != 0 || predictors_.size() / per_iteration != n_iter_) {
    refuse("predictors_", "There " + are_counted(predictors_.size(), "tree") +
                              ", which is not n_trees_per_iteration_ in each of n_iter_ iterations.");
  }
  if (!train_score_.allFinite() || !validation_score_.allFinite())
    refuse("train_score_", "Scores must be finite numbers.");
}

template class HistGradientBoosting<Classifier>;
template class HistGradientBoosting<Estimator>;

}  // namespace keepfit::ensemble
