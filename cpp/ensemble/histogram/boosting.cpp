#include "ensemble/histogram/boosting.h"

#include <algorithm>
#include <cmath>

#include "core/numerics.h"
#include "core/pcg64.h"
#include "core/random.h"
#include "core/table.h"
#include "ensemble/histogram/binning.h"
#include "ensemble/histogram/constraints.h"
#include "ensemble/histogram/grower.h"
#include "model_selection/rows_aside.h"

namespace keepfit::ensemble::histogram {

void add_scores(const tree::WideForest& trees, Index first, Index per_iteration, const Table& X, double* raw,
                Index row_stride, Index tree_stride) {
  tree::RowBlock<double> block;
  for (Index from = 0; from < X.rows(); from += block.kRows) {
    block.read(X, from, std::min(block.kRows, X.rows() - from));
    for (Index t = first; t < trees.size(); ++t) {
      double* out = raw + (t % per_iteration) * tree_stride + from * row_stride;
      trees.apply(t, block, [&](Index i, const double* value) { out[i * row_stride] += *value; });
    }
  }
}

namespace {

constexpr size_t kSubsample = 200000;

/// A part of the data.
struct Rows {
  Table X;
  std::vector<double> y, w;
  Weights weights() const { return w.empty() ? nullptr : &w; }
};

/// Sets rows aside for early stopping, where that looks at others than those learned from.
void set_aside(const Estimator& e, const Data& data, int64_t seed, Rows& training, Rows& validation) {
  const Split split = rows_aside(
      e, "early_stopping",
      "Set early_stopping to false, or validation_fraction to None to stop by the rows that are learned from",
      data.X.rows(), e.param("validation_fraction"), Value(seed), data.labels);
  const auto take = [&](const std::vector<Index>& rows, Rows& part) {
    part.X = data.X.take(rows);
    for (Index i : rows) part.y.push_back(data.y[static_cast<size_t>(i)]);
    for (Index i : rows) {
      if (!data.weights.empty()) part.w.push_back(data.weights[static_cast<size_t>(i)]);
    }
  };
  take(split.train, training);
  take(split.test, validation);
}

/// Those of categories first, as scikit-learn orders them.
Columns columns_in_order(const Data& data) {
  Columns x;
  for (const bool categorical : {true, false}) {
    size_t k = 0;
    for (Index j = 0; j < data.X.columns(); ++j) {
      const bool is = !data.is_categorical.empty() && data.is_categorical[static_cast<size_t>(j)];
      if (is != categorical) continue;
      x.order.push_back(j);
      x.categorical.push_back(is);
      x.n_categories.push_back(is ? data.categories[k++].size() : 0);
    }
  }
  return x;
}

/// Of many rows, those that bins are made from; empty for all.
std::vector<int64_t> sampled_rows(size_t n, const std::vector<double>& weights, int64_t seed) {
  if (n <= kSubsample) return {};
  RandomState random(static_cast<uint32_t>(seed));
  if (weights.empty()) return random.choice(static_cast<int64_t>(n), kSubsample, true);
  const double total = numerics::sum_pairwise(weights.data(), static_cast<Index>(n));
  std::vector<double> p;
  for (double w : weights) p.push_back(w / total);
  return random.choice(p, kSubsample, true);
}

/// X: the rows learned from. weights: theirs.
void cut_into_bins(const Table& X, const std::vector<double>& weights, int64_t seed, int64_t max_bins,
                   const Table& named, const Context& context, Columns& x) {
  const auto n = static_cast<size_t>(X.rows());
  const std::vector<int64_t> sampled = sampled_rows(n, weights, seed);
  for (size_t j = 0; j < x.size(); ++j) {
    const auto column = X.numeric(x.order[j]);
    x.has_missing.push_back(column.hasNaN());
    x.thresholds.emplace_back();
    if (!x.categorical[j]) {
      std::vector<double> values;
      values.reserve(sampled.empty() ? n : kSubsample);
      if (sampled.empty()) values.assign(column.begin(), column.end());
      for (int64_t i : sampled) values.push_back(column[i]);
      // A sample by weight stands for the weights.
      x.thresholds.back() = thresholds_of(std::move(values), sampled.empty() ? weights : std::vector<double>(),
                                          max_bins, named.label(x.order[j]));
    }
    context.report(0, 1);
  }
  bin(X, x);
}

/// True when none of the last n scores is better than the one before them.
bool should_stop(const std::vector<double>& scores, int64_t n, double tol) {
  const auto reference = static_cast<size_t>(n) + 1;
  if (scores.size() < reference) return false;
  const double bar = scores[scores.size() - reference] + tol;
  return std::none_of(scores.end() - static_cast<std::ptrdiff_t>(n), scores.end(), [&](double s) { return s > bar; });
}

template <bool kConstant>
void iterate(const Estimator& e, const Columns& x, const Options& options, Pcg64& random, const Rows& training,
             const Rows* validation, bool early, const Loss& loss, const Context& context, Boosted& out) {
  const std::vector<double>& y = training.y;
  const size_t n = y.size(), per_iteration = static_cast<size_t>(loss.trees_per_stage());
  std::vector<double> raw(n * per_iteration), raw_validation(validation ? validation->y.size() * per_iteration : 0);
  for (size_t k = 0; k < per_iteration; ++k) {
    std::fill_n(raw.begin() + static_cast<std::ptrdiff_t>(k * n), n, out.baseline[k]);
    const size_t m = raw_validation.size() / per_iteration;
    std::fill_n(raw_validation.begin() + static_cast<std::ptrdiff_t>(k * m), m, out.baseline[k]);
  }
  const int64_t max_iter = e.param("max_iter").integer(), patience = e.param("n_iter_no_change").integer();
  const double tol = e.param("tol").number();
  const auto mean = [&](const Rows& rows, const std::vector<double>& at) {
    std::vector<double> each;
    loss.losses(rows.y, at, each);
    return average(each, rows.weights());
  };
  const auto stops = [&] {
    if (!early) return false;
    out.train_score.push_back(-mean(training, raw));
    if (validation) out.validation_score.push_back(-mean(*validation, raw_validation));
    return should_stop(validation ? out.validation_score : out.train_score, patience, tol);
  };
  stops();
  std::vector<float> gradient(n * per_iteration), hessian(kConstant ? 0 : n * per_iteration);
  Grower<kConstant> grower(x, options, random);
  for (int64_t i = 0; i < max_iter; ++i) {
    context.report(static_cast<double>(i), static_cast<double>(max_iter));
    loss.derivatives(y, raw, training.weights(), gradient, hessian);
    for (size_t k = 0; k < per_iteration; ++k) {
      grower.run(gradient.data() + k * n, kConstant ? nullptr : hessian.data() + k * n, y, training.weights(), loss,
                 raw.data() + k * n, out.trees);
    }
    ++out.n_iter;
    if (validation) {
      const auto width = static_cast<Index>(per_iteration);
      tree::WideForest latest;
      latest.copy_tail(out.trees, width);
      add_scores(latest, 0, width, validation->X, raw_validation.data(), 1, static_cast<Index>(validation->y.size()));
    }
    if (stops()) break;
  }
  out.trees.finish();
}

}  // namespace

Boosted boost(const Estimator& e, const Data& data, const Loss& loss, const Context& context) {
  RandomState random = random_state_of(e.param("random_state"));
  // 32-bit seeds below 4294967295.
  const int64_t seed = random.randint(4294967295LL);
  Pcg64 of_columns(static_cast<uint32_t>(random.randint(4294967295LL)));
  const Value& stopping = e.param("early_stopping");
  const bool early = stopping.is("auto") ? data.X.rows() > 10000 : stopping.boolean();
  const bool validated = early && !e.param("validation_fraction").is_null();
  Rows training, validation;
  if (validated) {
    set_aside(e, data, seed, training, validation);
  } else {
    training.y = data.y;
    training.w = data.weights;
  }

  const int64_t max_bins = e.param("max_bins").integer();
  Columns x = columns_in_order(data);
  x.n_bins = static_cast<size_t>(max_bins) + 1;
  x.directions = directions_of(e, x, loss.trees_per_stage());
  x.groups = groups_of(e, x);
  cut_into_bins(validated ? training.X : data.X, training.w, seed, max_bins, data.named, context, x);

  const auto limit = [&](const char* name) { return e.param(name).is_null() ? 0 : e.param(name).integer(); };
  const Options options{limit("max_leaf_nodes"),
                        limit("max_depth"),
                        e.param("min_samples_leaf").integer(),
                        e.param("l2_regularization").number(),
                        e.param("learning_rate").number(),
                        e.param("max_features").number()};
  Boosted out;
  out.baseline = loss.constant(training.y, training.weights());
  const auto go = loss.constant_hessian() && training.w.empty() ? &iterate<true> : &iterate<false>;
  go(e, x, options, of_columns, training, validated ? &validation : nullptr, early, loss, context, out);
  bool finite = out.trees.value.allFinite();
  for (double b : out.baseline) finite &= std::isfinite(b);
  if (!finite) {
    throw Error("bad_target", "y",
                "The answer of a leaf is not a finite number: the target is too large, or learning_rate is.",
                "Scale the target, or learn more slowly.");
  }
  return out;
}

}  // namespace keepfit::ensemble::histogram
