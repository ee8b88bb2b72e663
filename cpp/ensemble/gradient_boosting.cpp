#include "ensemble/gradient_boosting.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/numerics.h"
#include "core/random.h"
#include "core/table.h"
#include "model_selection/rows_aside.h"
#include "preprocessing/quantiles.h"

namespace keepfit::ensemble {

std::vector<Param> boosting_params(std::vector<std::string> losses) {
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

/// scikit-learn's selection of `wanted` rows out of all, one number drawn for each row.
std::vector<uint8_t> draw_rows(size_t n, size_t wanted, RandomState& random) {
  const std::vector<double> u = random.random_sample(n);
  std::vector<uint8_t> out(n, 0);
  size_t taken = 0;
  for (size_t i = 0; i < n; ++i) {
    if (u[i] * static_cast<double>(n - i) < static_cast<double>(wanted - taken)) {
      out[i] = 1;
      ++taken;
    }
  }
  return out;
}

/// Adds the answers of the last `per_stage` trees.
void add_stage(const std::vector<tree::Tree>& stage, const tree::Features& x, double rate, std::vector<double>& raw) {
  const auto n = static_cast<size_t>(x.rows());
  for (size_t k = 0; k < stage.size(); ++k) {
    for (size_t i = 0; i < n; ++i) raw[k * n + i] += rate * stage[k].value(stage[k].apply(x, static_cast<Index>(i)), 0);
  }
}

/// What is predicted before the first tree: the predictions of scikit-learn's dummy estimators as raw predictions.
std::vector<double> start_of(const std::string& loss, const std::vector<double>& y, Weights weights, Index trees,
                             double quantile) {
  if (loss == "log_loss" || loss == "exponential") {
    std::vector<double> shares(static_cast<size_t>(std::max<Index>(trees, 2)), 0.0);
    for (size_t i = 0; i < y.size(); ++i) shares[static_cast<size_t>(y[i])] += weights ? (*weights)[i] : 1.0;
    const double all = numerics::sum_pairwise(shares.data(), static_cast<Index>(shares.size()));
    for (double& p : shares) p /= all;
    if (trees == 1) shares.erase(shares.begin());
    std::vector<double> raw = raw_of_shares(std::move(shares), std::numeric_limits<double>::epsilon());
    if (loss == "exponential") raw[0] *= 0.5;
    return raw;
  }
  if (loss == "squared_error") return {average(y, weights)};
  const double percent = (loss == "quantile" ? quantile : 0.5) * 100.0;
  if (weights) return {percentile_of_weight(y, *weights, percent)};
  return {quantiles::percentile(quantiles::sorted_values(y.data(), static_cast<Index>(y.size())), percent)};
}

/// The answer of a leaf of the k-th tree of a stage that holds `rows`: a Newton step for classes, the best constant for
/// what is left over of numbers.
double leaf_answer(const std::string& name, const Loss& loss, const std::vector<double>& y, const double* gradient,
                   const double* raw, const std::vector<double>& weights, const std::vector<int32_t>& rows, size_t k) {
  std::vector<double> first, second, w;
  for (int32_t row : rows) {
    const auto i = static_cast<size_t>(row);
    w.push_back(weights[i]);
    if (!loss.smooth()) {
      first.push_back(y[i] - raw[i]);
      continue;
    }
    first.push_back(gradient[i]);
    if (name == "exponential") {
      second.push_back(y[i] == 0.0 ? -gradient[i] : gradient[i]);
      continue;
    }
    const double truth = loss.trees_per_stage() == 1      ? y[i]
                         : y[i] == static_cast<double>(k) ? 1.0
                                                          : 0.0,
                 p = truth - gradient[i];
    second.push_back(p * (1 - p));
  }
  if (!loss.smooth()) return loss.constant(first, &w)[0];
  double numerator = average(first, &w);
  const auto classes = static_cast<double>(loss.trees_per_stage());
  if (classes > 1) numerator *= (classes - 1) / classes;
  const double denominator = average(second, &w);
  return std::abs(denominator) < 1e-150 ? 0.0 : numerator / denominator;
}

/// Mean loss of the rows where `rows` is `of`; twice that for losses that scikit-learn halves.
double mean_loss(const std::string& name, const Loss& loss, const std::vector<double>& y,
                 const std::vector<double>& raw, const std::vector<double>& weights, const std::vector<uint8_t>& rows,
                 bool of) {
  std::vector<double> each, values, w;
  loss.losses(y, raw, each);
  for (size_t i = 0; i < y.size(); ++i) {
    if ((rows[i] != 0) != of) continue;
    values.push_back(each[i]);
    w.push_back(weights[i]);
  }
  const bool halved = name == "squared_error" || (name == "log_loss" && loss.trees_per_stage() == 1);
  return (halved ? 2 : 1) * average(values, &w);
}

Vector as_vector(const std::vector<double>& v) {
  return Eigen::Map<const Vector>(v.data(), static_cast<Index>(v.size()));
}

}  // namespace

template <class Base>
std::vector<Field> GradientBoosting<Base>::boosting_fields() {
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
void GradientBoosting<Base>::boost(const Table& X_all, const std::vector<double>& y_all, const Column* labels,
                                   Loss& loss, const Context& context) {
  const std::string who = this->declaration().name, loss_name = this->param("loss").text();
  const bool weighted = this->sample_weight() != nullptr;
  std::vector<double> weights_all(y_all.size(), 1.0);
  if (weighted) weights_all.assign(this->sample_weight()->begin(), this->sample_weight()->end());
  Table X_train, X_validation;
  std::vector<double> y_train, y_validation, weights_train, weights_validation;
  const bool early = !this->param("n_iter_no_change").is_null();
  if (early) {
    const Split split = rows_aside(
        *this, "n_iter_no_change", "Set n_iter_no_change to None to learn from all rows without stopping early",
        X_all.rows(), this->param("validation_fraction"), this->param("random_state"), labels);
    X_train = X_all.take(split.train);
    X_validation = X_all.take(split.test);
    const auto take = [](const std::vector<double>& from, const std::vector<Index>& rows, std::vector<double>& to) {
      for (Index i : rows) to.push_back(from[static_cast<size_t>(i)]);
    };
    take(y_all, split.train, y_train);
    take(y_all, split.test, y_validation);
    take(weights_all, split.train, weights_train);
    take(weights_all, split.test, weights_validation);
    if (labels) {
      const auto classes = [](std::vector<double> codes) {
        std::sort(codes.begin(), codes.end());
        return std::unique(codes.begin(), codes.end()) - codes.begin();
      };
      if (classes(y_train) != classes(y_all)) {
        throw Error("bad_target", "n_iter_no_change",
                    "Once validation_fraction of the rows are set aside for stopping early (n_iter_no_change), some "
                    "class has no rows left to learn from.",
                    "Set n_iter_no_change to None to learn from all rows without stopping early; or use another "
                    "random_state, or a smaller validation_fraction.");
      }
    }
  }
  const Table& X = early ? X_train : X_all;
  const std::vector<double>&y = early ? y_train : y_all, &weights = early ? weights_train : weights_all;
  const tree::Features x(X, who);
  const auto n = y.size(), per_stage = static_cast<size_t>(loss.trees_per_stage());

  const Param* alpha_param = this->declaration().find_param("alpha");
  const std::vector<double> start = this->param("init").is_null()
                                        ? start_of(loss_name, y, weighted ? &weights : nullptr, loss.trees_per_stage(),
                                                   alpha_param ? this->param("alpha").number() : 0.0)
                                        : std::vector<double>(per_stage, 0.0);
  std::vector<double> raw, raw_validation, gradient(n * per_stage);
  for (double s : start) {
    raw.insert(raw.end(), n, s);
    raw_validation.insert(raw_validation.end(), y_validation.size(), s);
  }
  RandomState random = random_state_of(this->param("random_state"));
  const double rate = this->param("learning_rate").number(), alpha = this->param("ccp_alpha").number(),
               subsample = this->param("subsample").number();
  const double tol = this->param("tol").number();
  const auto in_bag = std::max<size_t>(1, static_cast<size_t>(subsample * static_cast<double>(n)));
  const int64_t n_stages = this->param("n_estimators").integer();
  const std::vector<uint8_t> every(n, 1), every_validation(y_validation.size(), 1);
  std::vector<double> history(
      early ? static_cast<size_t>(std::min<int64_t>(this->param("n_iter_no_change").integer(), n_stages)) : 0, kInf);
  const bool endless = early && this->param("n_iter_no_change").integer() > n_stages;
  std::vector<double> train_score, oob_scores, oob_improvement;
  Vector importances = Vector::Zero(X.columns());
  int64_t counted = 0;
  double last_oob = 0;
  tree::Forest trees;
  n_estimators_ = 0;

  for (int64_t s = 0; s < n_stages; ++s) {
    const Context part = context.part(static_cast<double>(s) / static_cast<double>(n_stages),
                                      static_cast<double>(s + 1) / static_cast<double>(n_stages));
    std::vector<uint8_t> rows = every;
    std::vector<double> stage_weights = weights;
    if (subsample < 1.0) {
      rows = draw_rows(n, in_bag, random);
      for (size_t i = 0; i < n; ++i) stage_weights[i] *= rows[i];
      if (s == 0) last_oob = mean_loss(loss_name, loss, y, raw, weights, rows, false);
    }
    loss.prepare(y, raw, weights);
    loss.negative_gradient(y, raw, gradient);
    std::vector<tree::Tree> stage;
    for (size_t k = 0; k < per_stage; ++k) {
      const double* of_tree = gradient.data() + k * n;
      tree::Options options = tree::options_of(*this, {}, X.rows(), X.columns(),
                                               numerics::sum_pairwise(stage_weights.data(), static_cast<Index>(n)));
      options.criterion = tree::Criterion::kSquaredError;
      tree::Tree grown = tree::grow(x, {.numbers = of_tree}, weighted || subsample < 1.0 ? &stage_weights : nullptr,
                                    options, random, part);
      if (alpha > 0.0) grown = grown.pruned(alpha);
      if (grown.node_count() > 1) {
        importances += grown.feature_importances(x.columns(), false);
        ++counted;
      }
      std::vector<std::vector<int32_t>> members(static_cast<size_t>(grown.node_count()));
      for (size_t i = 0; i < n; ++i) {
        if (rows[i])
          members[static_cast<size_t>(grown.apply(x, static_cast<Index>(i)))].push_back(static_cast<int32_t>(i));
      }
      for (size_t node = 0; node < members.size(); ++node) {
        if (grown.children_left[node] != tree::kNoChild) continue;
        double& answer = grown.value(static_cast<Index>(node), 0);
        // Of the squared error it is the mean, which the tree has.
        if (loss_name != "squared_error")
          answer = leaf_answer(loss_name, loss, y, of_tree, raw.data() + k * n, stage_weights, members[node], k);
        if (!std::isfinite(answer)) {
          throw Error("bad_target", "y",
                      "The answer of a leaf is not a finite number: the target is too large, or learning_rate is.",
                      "Scale the target, or learn more slowly.");
        }
      }
      trees.add(grown);
      stage.push_back(std::move(grown));
    }
    add_stage(stage, x, rate, raw);
    ++n_estimators_;
    train_score.push_back(mean_loss(loss_name, loss, y, raw, weights, rows, true));
    if (subsample < 1.0) {
      oob_scores.push_back(mean_loss(loss_name, loss, y, raw, weights, rows, false));
      oob_improvement.push_back(last_oob - oob_scores.back());
      last_oob = oob_scores.back();
    }
    if (early) {
      add_stage(stage, tree::Features(X_validation, who), rate, raw_validation);
      const double now =
          mean_loss(loss_name, loss, y_validation, raw_validation, weights_validation, every_validation, true);
      const bool better = std::any_of(history.begin(), history.end(), [&](double h) { return now + tol < h; });
      if (!better && !endless) break;
      if (better) history[static_cast<size_t>(s) % history.size()] = now;
    }
  }
  context.report(1, 1);
  trees.finish();
  if (counted > 0) {
    importances /= static_cast<double>(counted);
    const double sum = numerics::sum_pairwise(importances);
    if (sum != 0.0) importances /= sum;
  }
  for (const std::vector<double>* scores : {&train_score, &oob_scores, &oob_improvement}) {
    for (double score : *scores) {
      if (!std::isfinite(score))
        throw Error("bad_target", "y", "The loss is not a finite number: the target is too large, or learning_rate is.",
                    "Scale the target, or learn more slowly.");
    }
  }
  n_trees_per_iteration_ = static_cast<int64_t>(per_stage);
  feature_importances_ = std::move(importances);
  train_score_ = as_vector(train_score);
  oob_scores_ = as_vector(oob_scores);
  oob_improvement_ = as_vector(oob_improvement);
  init_prediction_ = as_vector(start);
  estimators_ = std::move(trees);
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
  const auto refuse = [](const char* where, const std::string& message) {
    throw Error("audit_values", where, message);
  };
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
