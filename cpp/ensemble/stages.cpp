#include "ensemble/stages.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <utility>

#include "core/numerics.h"
#include "core/random.h"
#include "core/table.h"
#include "model_selection/rows_aside.h"
#include "preprocessing/quantiles.h"

namespace keepfit::ensemble {

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

/// Adds the answers of the trees of a stage.
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

/// A part of the rows; weights are 1 where none were given.
struct Part {
  Table X;
  std::vector<double> y, weights;
};

/// Sets rows aside for stopping early; `learned` are the others.
void hold_out(const Estimator& e, const Table& X, const std::vector<double>& y, const std::vector<double>& weights,
              const Column* labels, Part& learned, Part& aside) {
  const Split split =
      rows_aside(e, "n_iter_no_change", "Set n_iter_no_change to None to learn from all rows without stopping early",
                 X.rows(), e.param("validation_fraction"), e.param("random_state"), labels);
  const auto take = [&](const std::vector<Index>& rows, Part& part) {
    part.X = X.take(rows);
    for (Index i : rows) {
      part.y.push_back(y[static_cast<size_t>(i)]);
      part.weights.push_back(weights[static_cast<size_t>(i)]);
    }
  };
  take(split.train, learned);
  take(split.test, aside);
  const auto classes = [](std::vector<double> codes) {
    std::sort(codes.begin(), codes.end());
    return std::unique(codes.begin(), codes.end()) - codes.begin();
  };
  if (labels && classes(learned.y) != classes(y)) {
    throw Error("bad_target", "n_iter_no_change",
                "Once validation_fraction of the rows are set aside for stopping early (n_iter_no_change), some "
                "class has no rows left to learn from.",
                "Set n_iter_no_change to None to learn from all rows without stopping early; or use another "
                "random_state, or a smaller validation_fraction.");
  }
}

/// What the stages of a fit have in common, and what they have made so far.
class Stages {
 public:
  /// weighted: the weights are not all 1.
  Stages(const Estimator& e, Loss& loss, const Table& X, const std::vector<double>& y,
         const std::vector<double>& weights, bool weighted)
      : e_(e),
        loss_(loss),
        name_(e.param("loss").text()),
        y_(y),
        weights_(weights),
        weighted_(weighted),
        x_(X, e.declaration().name),
        n_(y_.size()),
        per_stage_(static_cast<size_t>(loss.trees_per_stage())),
        rate_(e.param("learning_rate").number()),
        alpha_(e.param("ccp_alpha").number()),
        subsample_(e.param("subsample").number()),
        random_(random_state_of(e.param("random_state"))),
        gradient_(n_ * per_stage_) {
    const Param* quantile = e.declaration().find_param("alpha");
    out.start = e.param("init").is_null() ? start_of(name_, y_, weighted ? &weights_ : nullptr, loss.trees_per_stage(),
                                                     quantile ? e.param("alpha").number() : 0.0)
                                          : std::vector<double>(per_stage_, 0.0);
    for (double s : out.start) raw_.insert(raw_.end(), n_, s);
    out.importances = Vector::Zero(X.columns());
  }

  double rate() const { return rate_; }

  /// Grows the trees of one more stage and scores it.
  std::vector<tree::Tree> next(const Context& context) {
    std::vector<uint8_t> rows(n_, 1);
    std::vector<double> weights = weights_;
    if (subsample_ < 1.0) {
      const auto in_bag = std::max<size_t>(1, static_cast<size_t>(subsample_ * static_cast<double>(n_)));
      rows = draw_rows(n_, in_bag, random_);
      for (size_t i = 0; i < n_; ++i) weights[i] *= rows[i];
      if (out.n_stages == 0) last_oob_ = loss_of(rows, false);
    }
    loss_.prepare(y_, raw_, weights_);
    loss_.negative_gradient(y_, raw_, gradient_);
    std::vector<tree::Tree> stage;
    for (size_t k = 0; k < per_stage_; ++k) {
      stage.push_back(grown(k, weights, context));
      set_answers(stage.back(), k, rows, weights);
      out.trees.add(stage.back());
    }
    add_stage(stage, x_, rate_, raw_);
    ++out.n_stages;
    score(rows);
    return stage;
  }

  /// After the last stage.
  Staged finished() {
    out.trees.finish();
    if (counted_ > 0) {
      out.importances /= static_cast<double>(counted_);
      const double sum = numerics::sum_pairwise(out.importances);
      if (sum != 0.0) out.importances /= sum;
    }
    for (const std::vector<double>* scores : {&out.train_score, &out.oob_scores, &out.oob_improvement}) {
      for (double score : *scores) {
        if (!std::isfinite(score))
          throw Error("bad_target", "y",
                      "The loss is not a finite number: the target is too large, or learning_rate is.",
                      "Scale the target, or learn more slowly.");
      }
    }
    return std::move(out);
  }

  Staged out;

 private:
  double loss_of(const std::vector<uint8_t>& rows, bool of) const {
    return mean_loss(name_, loss_, y_, raw_, weights_, rows, of);
  }

  /// The k-th tree of a stage, fitted to what is left over.
  tree::Tree grown(size_t k, const std::vector<double>& weights, const Context& context) {
    tree::Options options = tree::options_of(e_, {}, x_.rows(), x_.columns(),
                                             numerics::sum_pairwise(weights.data(), static_cast<Index>(n_)));
    options.criterion = tree::Criterion::kSquaredError;
    tree::Tree tree = tree::grow(x_, {.numbers = gradient_.data() + k * n_},
                                 weighted_ || subsample_ < 1.0 ? &weights : nullptr, options, random_, context);
    if (alpha_ > 0.0) tree = tree.pruned(alpha_);
    if (tree.node_count() > 1) {
      out.importances += tree.feature_importances(x_.columns(), false);
      ++counted_;
    }
    return tree;
  }

  void set_answers(tree::Tree& tree, size_t k, const std::vector<uint8_t>& rows,
                   const std::vector<double>& weights) const {
    std::vector<std::vector<int32_t>> members(static_cast<size_t>(tree.node_count()));
    for (size_t i = 0; i < n_; ++i) {
      if (rows[i])
        members[static_cast<size_t>(tree.apply(x_, static_cast<Index>(i)))].push_back(static_cast<int32_t>(i));
    }
    for (size_t node = 0; node < members.size(); ++node) {
      if (tree.children_left[node] != tree::kNoChild) continue;
      double& answer = tree.value(static_cast<Index>(node), 0);
      // Of the squared error it is the mean, which the tree has.
      if (name_ != "squared_error")
        answer =
            leaf_answer(name_, loss_, y_, gradient_.data() + k * n_, raw_.data() + k * n_, weights, members[node], k);
      if (!std::isfinite(answer)) {
        throw Error("bad_target", "y",
                    "The answer of a leaf is not a finite number: the target is too large, or learning_rate is.",
                    "Scale the target, or learn more slowly.");
      }
    }
  }

  /// rows: those of the stage.
  void score(const std::vector<uint8_t>& rows) {
    out.train_score.push_back(loss_of(rows, true));
    if (subsample_ >= 1.0) return;
    out.oob_scores.push_back(loss_of(rows, false));
    out.oob_improvement.push_back(last_oob_ - out.oob_scores.back());
    last_oob_ = out.oob_scores.back();
  }

  const Estimator& e_;
  Loss& loss_;
  const std::string name_;
  const std::vector<double>&y_, &weights_;
  const bool weighted_;
  const tree::Features x_;
  const size_t n_, per_stage_;
  const double rate_, alpha_, subsample_;
  RandomState random_;
  std::vector<double> raw_, gradient_;
  double last_oob_ = 0;
  int64_t counted_ = 0;
};

/// The rows set aside, and whether they are still predicted better.
class Stopping {
 public:
  Stopping(const Estimator& e, const Loss& loss, const Part& aside, const std::vector<double>& start)
      : loss_(loss),
        name_(e.param("loss").text()),
        y_(aside.y),
        weights_(aside.weights),
        x_(aside.X, e.declaration().name),
        tol_(e.param("tol").number()) {
    const int64_t patience = e.param("n_iter_no_change").integer(), n_stages = e.param("n_estimators").integer();
    history_.assign(static_cast<size_t>(std::min(patience, n_stages)), kInf);
    endless_ = patience > n_stages;
    for (double s : start) raw_.insert(raw_.end(), y_.size(), s);
  }

  /// Whether the s-th stage is the last one.
  bool after(const std::vector<tree::Tree>& stage, double rate, int64_t s) {
    add_stage(stage, x_, rate, raw_);
    const double now = mean_loss(name_, loss_, y_, raw_, weights_, std::vector<uint8_t>(y_.size(), 1), true);
    const bool better = std::any_of(history_.begin(), history_.end(), [&](double h) { return now + tol_ < h; });
    if (better) history_[static_cast<size_t>(s) % history_.size()] = now;
    return !better && !endless_;
  }

 private:
  const Loss& loss_;
  const std::string name_;
  const std::vector<double>&y_, &weights_;
  const tree::Features x_;
  const double tol_;
  std::vector<double> raw_, history_;
  bool endless_ = false;
};

}  // namespace

Staged boost_in_stages(const Estimator& e, const Table& X, const std::vector<double>& y, const Vector* sample_weight,
                       const Column* labels, Loss& loss, const Context& context) {
  std::vector<double> weights(y.size(), 1.0);
  if (sample_weight) weights.assign(sample_weight->begin(), sample_weight->end());
  const bool early = !e.param("n_iter_no_change").is_null();
  Part learned, aside;
  if (early) hold_out(e, X, y, weights, labels, learned, aside);
  Stages stages(e, loss, early ? learned.X : X, early ? learned.y : y, early ? learned.weights : weights,
                sample_weight != nullptr);
  std::optional<Stopping> stopping;
  if (early) stopping.emplace(e, loss, aside, stages.out.start);
  const int64_t n_stages = e.param("n_estimators").integer();
  for (int64_t s = 0; s < n_stages; ++s) {
    const Context part = context.part(static_cast<double>(s) / static_cast<double>(n_stages),
                                      static_cast<double>(s + 1) / static_cast<double>(n_stages));
    const std::vector<tree::Tree> stage = stages.next(part);
    if (stopping && stopping->after(stage, stages.rate(), s)) break;
  }
  context.report(1, 1);
  return stages.finished();
}

}  // namespace keepfit::ensemble
