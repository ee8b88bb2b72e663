#include "ensemble/gradient_boosting.h"

#include <algorithm>
#include <cmath>

#include "core/numerics.h"
#include "core/random.h"
#include "model_selection/split.h"

namespace keepfit::ensemble {

std::vector<Param> boosting_params(const char* loss) {
  using namespace constraint;
  std::vector<Param> out{
      {"loss", loss, {options({loss})}, "What the boosting makes small."},
      {"learning_rate", 0.1, {real("[0, inf)")}, "Factor of every tree's answer."},
      {"n_estimators", 100, {integer("[1, inf)")}, "Number of stages; each adds one tree, or one per class where there are three or more."},
      {"subsample", 1.0, {real("(0, 1]")}, "Share of the rows that each stage is fitted to."},
  };
  for (Param& p : tree::growth_params({"squared_error"}, Value())) {
    if (std::string_view(p.name) == "criterion") continue;
    if (std::string_view(p.name) == "max_depth") p.fallback = 3;
    out.push_back(std::move(p));
  }
  out.push_back({"init", Value(), {options({"zero"}), none()}, "What the first tree corrects: None for the best constant, or 'zero'."});
  out.push_back({"validation_fraction", 0.1, {real("(0, 1)")}, "Share of the rows set aside for stopping early."});
  out.push_back({"n_iter_no_change", Value(), {integer("[1, inf)"), none()}, "Stages without a better score before stopping early; None never stops."});
  out.push_back({"tol", 1e-4, {real("[0, inf)")}, "Gains up to this count as none."});
  out.push_back({"ccp_alpha", 0.0, {real("[0, inf)")}, "Price of a leaf: branches that are not worth it are cut off."});
  return out;
}

std::vector<const char*> boosting_unsupported() { return {"criterion", "verbose", "warm_start"}; }

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

}  // namespace

Staged boost_trees(const Estimator& e, const Table& X_all, const std::vector<double>& y_all, const Column* labels, const BoostingLoss& loss,
                   const Context& context) {
  const std::string who = e.declaration().name;
  Table X_train, X_validation;
  std::vector<double> y_train, y_validation;
  const bool early = !e.param("n_iter_no_change").is_null();
  if (early) {
    const Split split = train_test_split(X_all.rows(), e.param("validation_fraction"), Value(), e.param("random_state"), true, labels);
    X_train = X_all.take(split.train);
    X_validation = X_all.take(split.test);
    for (Index i : split.train) y_train.push_back(y_all[static_cast<size_t>(i)]);
    for (Index i : split.test) y_validation.push_back(y_all[static_cast<size_t>(i)]);
  }
  const Table& X = early ? X_train : X_all;
  const std::vector<double>& y = early ? y_train : y_all;
  const tree::Features x(X, who);
  const auto n = y.size(), per_stage = static_cast<size_t>(loss.trees_per_stage());

  Staged out;
  out.start = e.param("init").is_null() ? loss.start(y) : std::vector<double>(per_stage, 0.0);
  std::vector<double> raw, raw_validation, gradient(n * per_stage);
  for (double s : out.start) {
    raw.insert(raw.end(), n, s);
    raw_validation.insert(raw_validation.end(), y_validation.size(), s);
  }
  RandomState random = random_state_of(e.param("random_state"));
  const double rate = e.param("learning_rate").number(), alpha = e.param("ccp_alpha").number(), subsample = e.param("subsample").number();
  const double tol = e.param("tol").number();
  const auto in_bag = std::max<size_t>(1, static_cast<size_t>(subsample * static_cast<double>(n)));
  const int64_t n_stages = e.param("n_estimators").integer();
  const std::vector<uint8_t> every(n, 1), every_validation(y_validation.size(), 1);
  std::vector<double> history(early ? static_cast<size_t>(std::min<int64_t>(e.param("n_iter_no_change").integer(), n_stages)) : 0, kInf), weights;
  const bool endless = early && e.param("n_iter_no_change").integer() > n_stages;
  Vector importances = Vector::Zero(X.columns());
  int64_t counted = 0;

  for (int64_t s = 0; s < n_stages; ++s) {
    const Context part = context.part(static_cast<double>(s) / static_cast<double>(n_stages), static_cast<double>(s + 1) / static_cast<double>(n_stages));
    std::vector<uint8_t> rows = every;
    if (subsample < 1.0) {
      rows = draw_rows(n, in_bag, random);
      weights.assign(rows.begin(), rows.end());
    }
    loss.negative_gradient(y, raw, gradient);
    std::vector<tree::Tree> stage;
    for (size_t k = 0; k < per_stage; ++k) {
      const double* of_tree = gradient.data() + k * n;
      tree::Options options = tree::options_of(e, X.rows(), X.columns(), subsample < 1.0 ? static_cast<double>(in_bag) : static_cast<double>(n));
      options.criterion = tree::Criterion::kSquaredError;
      tree::Tree grown = tree::grow(x, {.numbers = of_tree}, subsample < 1.0 ? &weights : nullptr, options, random, part);
      if (alpha > 0.0) grown = grown.pruned(alpha);
      if (grown.node_count() > 1) {
        importances += grown.feature_importances(x.columns(), false);
        ++counted;
      }
      std::vector<std::vector<int32_t>> members(static_cast<size_t>(grown.node_count()));
      for (size_t i = 0; i < n; ++i) {
        if (rows[i]) members[static_cast<size_t>(grown.apply(x, static_cast<Index>(i)))].push_back(static_cast<int32_t>(i));
      }
      for (size_t node = 0; node < members.size(); ++node) {
        if (grown.children_left[node] != tree::kNoChild) continue;
        double answer = 0;
        if (loss.leaf(y, of_tree, members[node], static_cast<Index>(k), answer)) grown.value(static_cast<Index>(node), 0) = answer;
        if (!std::isfinite(grown.value(static_cast<Index>(node), 0))) {
          throw Error("bad_target", "y", "The answer of a leaf is not a finite number: the target is too large, or learning_rate is.", "Scale the target, or learn more slowly.");
        }
      }
      out.trees.add(grown);
      stage.push_back(std::move(grown));
    }
    add_stage(stage, x, rate, raw);
    ++out.n_stages;
    out.train_score.push_back(loss.mean(y, raw, rows));
    if (early) {
      add_stage(stage, tree::Features(X_validation, who), rate, raw_validation);
      const double now = loss.mean(y_validation, raw_validation, every_validation);
      const bool better = std::any_of(history.begin(), history.end(), [&](double h) { return now + tol < h; });
      if (!better && !endless) break;
      if (better) history[static_cast<size_t>(s) % history.size()] = now;
    }
  }
  context.report(1, 1);
  out.trees.finish();
  if (counted > 0) {
    importances /= static_cast<double>(counted);
    const double sum = numerics::sum_pairwise(importances);
    if (sum != 0.0) importances /= sum;
  }
  out.importances = std::move(importances);
  for (double score : out.train_score) {
    if (!std::isfinite(score)) throw Error("bad_target", "y", "The loss is not a finite number: the target is too large, or learning_rate is.", "Scale the target, or learn more slowly.");
  }
  return out;
}

RowMatrix staged_scores(const tree::Forest& trees, const Vector& start, double rate, const Table& X, const std::string& who) {
  const tree::Features x(X, who);
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

void check_staged(const tree::Forest& trees, const Vector& start, int64_t n_stages, int64_t per_stage, const Vector& train_score, int64_t n_features) {
  const auto refuse = [](const char* where, const std::string& message) { throw Error("audit_values", where, message); };
  trees.check(n_features, "estimators_");
  if (start.size() != per_stage || !start.allFinite()) refuse("init_prediction_", "init_prediction_ must hold one finite number per tree of a stage.");
  if (trees.value.cols() != 1) refuse("estimators_", "The leaves have one value each.");
  if (n_stages < 1 || trees.size() % per_stage != 0 || trees.size() / per_stage != n_stages || train_score.size() != n_stages) {
    refuse("n_estimators_", "The number of trees or scores does not fit n_estimators_.");
  }
  if (!train_score.allFinite()) refuse("train_score_", "Scores must be finite numbers.");
}

}  // namespace keepfit::ensemble
