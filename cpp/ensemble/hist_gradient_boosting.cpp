#include "ensemble/hist_gradient_boosting.h"

#include <algorithm>
#include <cmath>
#include <memory>

#include "core/numerics.h"
#include "core/random.h"
#include "model_selection/split.h"

namespace keepfit::ensemble {

std::vector<Param> hist_params(const char* loss) {
  using namespace constraint;
  return {
      {"loss", loss, {options({loss})}, "What the boosting makes small."},
      {"learning_rate", 0.1, {real("(0, inf)")}, "Factor of every leaf's answer."},
      {"max_iter", 100, {integer("[1, inf)")}, "Most iterations; each adds one tree, or one per class where there are three or more."},
      {"max_leaf_nodes", 31, {integer("[2, inf)"), none()}, "Most leaves of a tree, or None for no limit."},
      {"max_depth", Value(), {integer("[1, inf)"), none()}, "Most splits on a way down; None for no limit."},
      {"min_samples_leaf", 20, {integer("[1, inf)")}, "Rows that every leaf keeps."},
      {"l2_regularization", 0.0, {real("[0, inf)")}, "Makes the answers of leaves with few rows smaller."},
      {"max_bins", 255, {integer("[2, 255]")}, "Most bins of a column, besides the one for missing values."},
      {"early_stopping", "auto", {options({"auto"}), boolean()}, "Stop when the score gets no better; 'auto': with more than 10000 rows."},
      {"scoring", "loss", {options({"loss"})}, "The score that early stopping looks at."},
      {"validation_fraction", 0.1, {real("(0, 1)"), integer("[1, inf)"), none()},
       "Share or number of rows set aside for early stopping; None to look at the training rows."},
      {"n_iter_no_change", 10, {integer("[1, inf)")}, "Iterations without a better score before stopping early."},
      {"tol", 1e-7, {real("[0, inf)")}, "Differences of scores up to this count as none."},
      {"random_state", Value(), {integer("[0, 4294967295]"), none()},
       "Seed of the rows set aside and of those that bins are made from. None is the seed 0, since a fit depends on data and recipe alone."},
  };
}

std::vector<const char*> hist_unsupported() {
  return {"max_features", "categorical_features", "monotonic_cst", "interaction_cst", "warm_start", "verbose"};
}

namespace {

constexpr size_t kSubsample = 200000;
constexpr double kAlmostInfinite = 1e300;
constexpr double kLeastHessian = 1e-3;

// ---- bins -------------------------------------------------------------------------------------------------------------

/// Thresholds between the bins of a column: midpoints of its values where there are few, else percentiles.
std::vector<double> thresholds_of(std::vector<double> values, int64_t max_bins) {
  values.erase(std::remove_if(values.begin(), values.end(), [](double v) { return std::isnan(v); }), values.end());
  std::sort(values.begin(), values.end());
  std::vector<double> distinct = values;
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  std::vector<double> out;
  if (distinct.size() <= 1) return out;
  if (distinct.size() <= static_cast<size_t>(max_bins)) {
    for (size_t i = 1; i < distinct.size(); ++i) out.push_back((distinct[i - 1] + distinct[i]) / 2.0);
  } else {
    // np.percentile(..., method="averaged_inverted_cdf")
    const double n = static_cast<double>(values.size()), step = 100.0 / static_cast<double>(max_bins);
    for (int64_t k = 1; k < max_bins; ++k) {
      const double at = n * (static_cast<double>(k) * step / 100.0) - 1.0;
      const double below = std::floor(at);
      const size_t last = values.size() - 1;
      size_t i = 0, j = 0;
      if (at >= static_cast<double>(last)) i = j = last;
      else if (at >= 0.0) {
        i = static_cast<size_t>(below);
        j = i + 1;
      }
      const double difference = values[j] - values[i];
      out.push_back(values[j] - difference * (at == below ? 0.5 : 0.0));
    }
  }
  // Between -inf and inf there is no midpoint.
  out.erase(std::remove_if(out.begin(), out.end(), [](double v) { return std::isnan(v); }), out.end());
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  for (double& t : out) t = std::min(t, kAlmostInfinite);
  return out;
}

struct Binned {
  Index rows = 0;
  std::vector<uint8_t> codes;  // one column after the other
  const uint8_t* column(size_t j) const { return codes.data() + j * static_cast<size_t>(rows); }
};

Binned bin(const Table& X, const std::vector<std::vector<double>>& thresholds, uint8_t missing) {
  Binned out{X.rows(), std::vector<uint8_t>(static_cast<size_t>(X.rows() * X.columns()))};
  uint8_t* code = out.codes.data();
  for (Index j = 0; j < X.columns(); ++j) {
    const auto column = X.numeric(j);
    const std::vector<double>& limits = thresholds[static_cast<size_t>(j)];
    const double* first = limits.data();
    for (Index i = 0; i < X.rows(); ++i) {
      const double v = column[i];
      // The first threshold that is not below v, found without branches.
      const double* base = first;
      size_t n = limits.size();
      while (n > 0) {
        const size_t half = (n + 1) / 2;
        base += base[half - 1] < v ? half : 0;
        n -= half;
      }
      *code++ = std::isnan(v) ? missing : static_cast<uint8_t>(base - first);
    }
  }
  return out;
}

// ---- one tree ---------------------------------------------------------------------------------------------------------

template <bool kConstant>
struct Bin;
template <>
struct Bin<true> {
  double gradient = 0;
  uint32_t count = 0;
  double hessian() const { return count; }
  void add(float g, float) { gradient += static_cast<double>(g), ++count; }
  void subtract(const Bin& b) { gradient -= b.gradient, count -= b.count; }
};
template <>
struct Bin<false> {
  double gradient = 0, sum_hessian = 0;
  uint32_t count = 0;
  double hessian() const { return sum_hessian; }
  void add(float g, float h) { gradient += static_cast<double>(g), sum_hessian += static_cast<double>(h), ++count; }
  void subtract(const Bin& b) { gradient -= b.gradient, sum_hessian -= b.sum_hessian, count -= b.count; }
};

struct Options {
  int64_t max_leaf_nodes, max_depth, min_samples_leaf;  // 0: no limit
  double l2, learning_rate;
};

struct Columns {
  Binned binned;
  std::vector<std::vector<double>> thresholds;
  std::vector<uint8_t> has_missing;
  size_t n_bins;  // with the one for missing values, the last
  size_t size() const { return thresholds.size(); }
  size_t present(size_t j) const { return thresholds[j].size() + 1; }
};

template <bool kConstant>
class Grower {
  using B = Bin<kConstant>;
  using Histogram = std::unique_ptr<std::vector<B>>;

  struct Node {
    size_t start, end;
    int64_t depth;
    double gradient, hessian, value;
    int32_t left = -1, right = -1;
    // The split, once found.
    double gain = -1;
    size_t feature = 0, bin = 0;
    bool missing_left = false;
    double left_gradient = 0, left_hessian = 0;
    bool leaf = false;
    Histogram histogram = nullptr;
    size_t rows() const { return end - start; }
  };

 public:
  Grower(const Columns& x, const Options& options) : x_(x), options_(options) {
    rows_.resize(static_cast<size_t>(x.binned.rows));
    moved_.resize(rows_.size());
    ordered_gradient_.resize(rows_.size());
    ordered_hessian_.resize(kConstant ? 0 : rows_.size());
  }

  /// Adds the tree to `out` and its answers to `raw`.
  void run(const float* gradient, const float* hessian, double* raw, tree::WideForest& out) {
    gradient_ = gradient;
    hessian_ = hessian;
    grow();
    for (Node& node : nodes_) {
      if (!node.leaf) continue;
      node.value *= options_.learning_rate;
      for (size_t p = node.start; p < node.end; ++p) raw[rows_[p]] += node.value;
    }
    write(out);
  }

 private:
  size_t n_rows() const { return rows_.size(); }

  Histogram take() {
    if (spare_.empty()) return std::make_unique<std::vector<B>>(x_.size() * x_.n_bins);
    Histogram out = std::move(spare_.back());
    spare_.pop_back();
    return out;
  }
  void give_back(Histogram h) {
    if (h) spare_.push_back(std::move(h));
  }

  Histogram count(size_t start, size_t end) {
    Histogram out = take();
    std::fill(out->begin(), out->end(), B{});
    const size_t n = end - start;
    const bool all = n == n_rows();
    const float* g = gradient_;
    const float* h = hessian_;
    const uint32_t* rows = rows_.data() + start;
    if (!all) {
      for (size_t i = 0; i < n; ++i) ordered_gradient_[i] = gradient_[rows[i]];
      g = ordered_gradient_.data();
      if constexpr (!kConstant) {
        for (size_t i = 0; i < n; ++i) ordered_hessian_[i] = hessian_[rows[i]];
        h = ordered_hessian_.data();
      }
    }
    for (size_t j = 0; j < x_.size(); ++j) {
      B* bins = out->data() + j * x_.n_bins;
      const uint8_t* codes = x_.binned.column(j);
      if (all) {
        for (size_t i = 0; i < n; ++i) bins[codes[i]].add(g[i], kConstant ? 0.0f : h[i]);
      } else {
        for (size_t i = 0; i < n; ++i) bins[codes[rows[i]]].add(g[i], kConstant ? 0.0f : h[i]);
      }
    }
    return out;
  }

  double value_of(double gradient, double hessian) const { return -gradient / (hessian + options_.l2 + 1e-15); }

  /// Gain of sending the sums of a left part left; also refuses what leaves too little on a side.
  double gain(double loss, double left_g, double left_h, double right_g, double right_h) const {
    double out = loss;
    out -= left_g * value_of(left_g, left_h);
    out -= right_g * value_of(right_g, right_h);
    return out;
  }

  void find_split(Node& node) {
    const double loss = node.gradient * node.value;
    const auto least = static_cast<size_t>(options_.min_samples_leaf);
    const size_t n = node.rows();
    node.gain = -1;
    for (size_t j = 0; j < x_.size(); ++j) {
      const B* bins = node.histogram->data() + j * x_.n_bins;
      const size_t end = x_.present(j) - 1 + x_.has_missing[j];
      double best = -1, best_g = 0, best_h = 0;
      size_t best_bin = 0;
      bool best_missing_left = false;
      double left_g = 0, left_h = 0;
      size_t left_n = 0;
      // Missing values to the right.
      for (size_t b = 0; b < end; ++b) {
        left_n += bins[b].count;
        left_h += bins[b].hessian();
        left_g += bins[b].gradient;
        if (left_n < least) continue;
        if (n - left_n < least) break;
        const double right_h = node.hessian - left_h;
        if (left_h < kLeastHessian) continue;
        if (right_h < kLeastHessian) break;
        const double found = gain(loss, left_g, left_h, node.gradient - left_g, right_h);
        if (found > best && found > 0.0) {
          best = found;
          best_bin = b;
          best_g = left_g;
          best_h = left_h;
        }
      }
      if (x_.has_missing[j]) {
        // Missing values to the left.
        double right_g = 0, right_h = 0;
        size_t right_n = 0;
        for (size_t b = x_.present(j) - 1; b-- > 0;) {
          right_n += bins[b + 1].count;
          right_h += bins[b + 1].hessian();
          right_g += bins[b + 1].gradient;
          if (right_n < least) continue;
          if (n - right_n < least) break;
          const double other_h = node.hessian - right_h, other_g = node.gradient - right_g;
          if (right_h < kLeastHessian) continue;
          if (other_h < kLeastHessian) break;
          const double found = gain(loss, other_g, other_h, right_g, right_h);
          if (found > best && found > 0.0) {
            best = found;
            best_bin = b;
            best_g = other_g;
            best_h = other_h;
            best_missing_left = true;
          }
        }
      }
      if (best > node.gain) {
        node.gain = best;
        node.feature = j;
        node.bin = best_bin;
        node.missing_left = best_missing_left;
        node.left_gradient = best_g;
        node.left_hessian = best_h;
      }
    }
  }

  // Python's heapq, whose order of equal gains is part of the result.
  bool before(int32_t a, int32_t b) const { return nodes_[static_cast<size_t>(a)].gain > nodes_[static_cast<size_t>(b)].gain; }
  void rise(size_t from, size_t at) {
    const int32_t item = heap_[at];
    while (at > from) {
      const size_t parent = (at - 1) / 2;
      if (!before(item, heap_[parent])) break;
      heap_[at] = heap_[parent];
      at = parent;
    }
    heap_[at] = item;
  }
  void push(int32_t node) {
    heap_.push_back(node);
    rise(0, heap_.size() - 1);
  }
  int32_t pop() {
    const int32_t last = heap_.back();
    heap_.pop_back();
    if (heap_.empty()) return last;
    const int32_t top = heap_.front();
    size_t at = 0;
    for (size_t child = 1; child < heap_.size(); child = 2 * at + 1) {
      if (child + 1 < heap_.size() && !before(heap_[child], heap_[child + 1])) ++child;
      heap_[at] = heap_[child];
      at = child;
    }
    heap_[at] = last;
    rise(0, at);
    return top;
  }

  void make_leaf(int32_t id) {
    Node& node = nodes_[static_cast<size_t>(id)];
    node.leaf = true;
    ++n_leaves_;
    give_back(std::move(node.histogram));
  }

  void search_and_push(int32_t id) {
    find_split(nodes_[static_cast<size_t>(id)]);
    if (nodes_[static_cast<size_t>(id)].gain <= 0) make_leaf(id);
    else push(id);
  }

  /// Rows keep their order on both sides.
  size_t partition(const Node& node) {
    const uint8_t* codes = x_.binned.column(node.feature);
    const size_t missing = x_.n_bins - 1;
    size_t left = node.start, right = 0;
    for (size_t p = node.start; p < node.end; ++p) {
      const uint32_t row = rows_[p];
      const size_t code = codes[row];
      const bool goes_left = code <= node.bin || (node.missing_left && code == missing);
      rows_[left] = row;
      moved_[right] = row;
      left += goes_left;
      right += !goes_left;
    }
    std::copy_n(moved_.begin(), right, rows_.begin() + static_cast<std::ptrdiff_t>(left));
    return left;
  }

  void grow() {
    nodes_.clear();
    heap_.clear();
    n_leaves_ = 0;
    for (size_t i = 0; i < n_rows(); ++i) rows_[i] = static_cast<uint32_t>(i);
    const auto least = static_cast<size_t>(options_.min_samples_leaf);
    Histogram all = count(0, n_rows());
    const auto stride = static_cast<Index>(sizeof(B) / sizeof(double));
    const auto bins = static_cast<Index>(x_.n_bins);
    double hessian = static_cast<double>(static_cast<float>(n_rows()));
    if constexpr (!kConstant) hessian = numerics::sum_pairwise(&all->front().sum_hessian, bins, stride);
    const double gradient = numerics::sum_pairwise(&all->front().gradient, bins, stride);
    nodes_.push_back({0, n_rows(), 0, gradient, hessian, 0.0});
    nodes_[0].histogram = std::move(all);
    if (n_rows() < 2 * least || hessian < kLeastHessian) make_leaf(0);
    else search_and_push(0);
    while (!heap_.empty()) split(pop(), least);
  }

  void split(int32_t id, size_t least) {
    const size_t middle = partition(nodes_[static_cast<size_t>(id)]);
    const auto left = static_cast<int32_t>(nodes_.size()), right = left + 1;
    {
      Node& node = nodes_[static_cast<size_t>(id)];
      node.left = left;
      node.right = right;
      const double right_g = node.gradient - node.left_gradient, right_h = node.hessian - node.left_hessian;
      Node l{node.start, middle, node.depth + 1, node.left_gradient, node.left_hessian, value_of(node.left_gradient, node.left_hessian)};
      Node r{middle, node.end, node.depth + 1, right_g, right_h, value_of(right_g, right_h)};
      if (!x_.has_missing[node.feature]) node.missing_left = l.rows() > r.rows();
      nodes_.push_back(std::move(l));
      nodes_.push_back(std::move(r));
    }
    Node& node = nodes_[static_cast<size_t>(id)];
    Node &l = nodes_[static_cast<size_t>(left)], &r = nodes_[static_cast<size_t>(right)];
    Histogram above = std::move(node.histogram);
    const auto leaves = n_leaves_ + static_cast<int64_t>(heap_.size()) + 2;
    if (options_.max_leaf_nodes && leaves == options_.max_leaf_nodes) {
      make_leaf(left);
      make_leaf(right);
      for (; !heap_.empty(); heap_.pop_back()) make_leaf(heap_.back());
      give_back(std::move(above));
      return;
    }
    if (options_.max_depth && l.depth == options_.max_depth) {
      make_leaf(left);
      make_leaf(right);
      give_back(std::move(above));
      return;
    }
    if (l.rows() < 2 * least) make_leaf(left);
    if (r.rows() < 2 * least) make_leaf(right);
    if (l.leaf && r.leaf) {
      give_back(std::move(above));
      return;
    }
    // The smaller child is counted; the larger one is what is left of the parent.
    Node &small = l.rows() < r.rows() ? l : r, &large = l.rows() < r.rows() ? r : l;
    small.histogram = count(small.start, small.end);
    for (size_t b = 0; b < above->size(); ++b) (*above)[b].subtract((*small.histogram)[b]);
    large.histogram = std::move(above);
    for (const int32_t child : {left, right}) {
      Node& at = nodes_[static_cast<size_t>(child)];
      if (at.leaf) give_back(std::move(at.histogram));
      else search_and_push(child);
    }
  }

  /// In pre-order, left children first: the numbering of scikit-learn's predictors.
  void write(tree::WideForest& out) {
    std::vector<int32_t> order, number(nodes_.size()), pending{0};
    while (!pending.empty()) {
      const int32_t id = pending.back();
      pending.pop_back();
      number[static_cast<size_t>(id)] = static_cast<int32_t>(order.size());
      order.push_back(id);
      const Node& node = nodes_[static_cast<size_t>(id)];
      if (node.leaf) continue;
      pending.push_back(node.right);
      pending.push_back(node.left);
    }
    for (const int32_t id : order) {
      const Node& node = nodes_[static_cast<size_t>(id)];
      if (node.leaf) {
        out.add_node(tree::kNoChild, tree::kNoChild, tree::kNoFeature, tree::kNoThreshold, false, &node.value, 1);
        continue;
      }
      const std::vector<double>& limits = x_.thresholds[node.feature];
      // Past the last threshold only missing values go right.
      const double limit = node.bin == limits.size() ? kInf : limits[node.bin];
      out.add_node(number[static_cast<size_t>(node.left)], number[static_cast<size_t>(node.right)], static_cast<int32_t>(node.feature), limit,
                   node.missing_left, nullptr, 1);
    }
    out.close_tree();
  }

  const Columns& x_;
  const Options options_;
  const float* gradient_ = nullptr;
  const float* hessian_ = nullptr;
  std::vector<uint32_t> rows_, moved_;
  std::vector<float> ordered_gradient_, ordered_hessian_;
  std::vector<Node> nodes_;
  std::vector<int32_t> heap_;
  std::vector<Histogram> spare_;
  int64_t n_leaves_ = 0;
};

// ---- iterations -------------------------------------------------------------------------------------------------------

/// True when none of the last n scores is better than the one before them.
bool should_stop(const std::vector<double>& scores, int64_t n, double tol) {
  const auto reference = static_cast<size_t>(n) + 1;
  if (scores.size() < reference) return false;
  const double bar = scores[scores.size() - reference] + tol;
  return std::none_of(scores.end() - static_cast<std::ptrdiff_t>(n), scores.end(), [&](double s) { return s > bar; });
}

/// Adds the answers of the trees from `first` on to rows of raw predictions.
void add_scores(const tree::WideForest& trees, Index first, Index per_iteration, const Table& X, double* raw, Index row_stride, Index tree_stride) {
  tree::RowBlock<double> block;
  for (Index from = 0; from < X.rows(); from += block.kRows) {
    block.read(X, from, std::min(block.kRows, X.rows() - from));
    for (Index t = first; t < trees.size(); ++t) {
      double* out = raw + (t % per_iteration) * tree_stride + from * row_stride;
      trees.apply(t, block, [&](Index i, const double* value) { out[i * row_stride] += *value; });
    }
  }
}

template <bool kConstant>
void iterate(const Estimator& e, const Columns& x, const Options& options, const std::vector<double>& y, const Table* X_validation,
             const std::vector<double>& y_validation, bool early, const HistLoss& loss, const Context& context, Boosted& out) {
  const size_t n = y.size(), per_iteration = static_cast<size_t>(loss.trees_per_iteration());
  std::vector<double> raw(n * per_iteration), raw_validation(y_validation.size() * per_iteration);
  for (size_t k = 0; k < per_iteration; ++k) {
    std::fill_n(raw.begin() + static_cast<std::ptrdiff_t>(k * n), n, out.baseline[k]);
    std::fill_n(raw_validation.begin() + static_cast<std::ptrdiff_t>(k * y_validation.size()), y_validation.size(), out.baseline[k]);
  }
  const int64_t max_iter = e.param("max_iter").integer(), patience = e.param("n_iter_no_change").integer();
  const double tol = e.param("tol").number();
  const auto stops = [&] {
    if (!early) return false;
    out.train_score.push_back(-loss.mean(y, raw));
    if (X_validation) out.validation_score.push_back(-loss.mean(y_validation, raw_validation));
    return should_stop(X_validation ? out.validation_score : out.train_score, patience, tol);
  };
  stops();
  std::vector<float> gradient(n * per_iteration), hessian(kConstant ? 0 : n * per_iteration);
  Grower<kConstant> grower(x, options);
  for (int64_t i = 0; i < max_iter; ++i) {
    context.report(static_cast<double>(i), static_cast<double>(max_iter));
    loss.gradients(y, raw, gradient, hessian);
    for (size_t k = 0; k < per_iteration; ++k) {
      grower.run(gradient.data() + k * n, kConstant ? nullptr : hessian.data() + k * n, raw.data() + k * n, out.trees);
    }
    ++out.n_iter;
    if (X_validation) {
      const auto width = static_cast<Index>(per_iteration);
      tree::WideForest latest;
      latest.copy_tail(out.trees, width);
      add_scores(latest, 0, width, *X_validation, raw_validation.data(), 1, static_cast<Index>(y_validation.size()));
    }
    if (stops()) break;
  }
  out.trees.finish();
}

}  // namespace

Boosted boost(const Estimator& e, const Table& X, const std::vector<double>& y, const Column* labels, const HistLoss& loss, const Context& context) {
  RandomState random = random_state_of(e.param("random_state"));
  // A 32-bit seed below 4294967295; a second one would follow for max_features.
  const int64_t seed = random.randint(4294967295LL);
  const Value& stopping = e.param("early_stopping");
  const bool early = stopping.is("auto") ? X.rows() > 10000 : stopping.boolean();

  Table X_train, X_validation;
  std::vector<double> y_train = y, y_validation;
  const Table* training = &X;
  const bool validated = early && !e.param("validation_fraction").is_null();
  if (validated) {
    const Split split = train_test_split(X.rows(), e.param("validation_fraction"), Value(), Value(seed), true, labels);
    X_train = X.take(split.train);
    X_validation = X.take(split.test);
    training = &X_train;
    y_train.clear();
    for (Index i : split.train) y_train.push_back(y[static_cast<size_t>(i)]);
    for (Index i : split.test) y_validation.push_back(y[static_cast<size_t>(i)]);
  }

  const int64_t max_bins = e.param("max_bins").integer();
  Columns x;
  x.n_bins = static_cast<size_t>(max_bins) + 1;
  std::vector<int64_t> sampled;
  const auto n = static_cast<size_t>(training->rows());
  if (n > kSubsample) {
    RandomState of_sample(static_cast<uint32_t>(seed));
    sampled = of_sample.choice(static_cast<int64_t>(n), kSubsample, true);
  }
  for (Index j = 0; j < training->columns(); ++j) {
    const auto column = training->numeric(j);
    std::vector<double> values;
    values.reserve(sampled.empty() ? n : kSubsample);
    if (sampled.empty()) values.assign(column.begin(), column.end());
    for (int64_t i : sampled) values.push_back(column[i]);
    x.thresholds.push_back(thresholds_of(std::move(values), max_bins));
    x.has_missing.push_back(column.hasNaN());
    context.report(0, 1);
  }
  x.binned = bin(*training, x.thresholds, static_cast<uint8_t>(max_bins));

  const auto limit = [&](const char* name) { return e.param(name).is_null() ? 0 : e.param(name).integer(); };
  const Options options{limit("max_leaf_nodes"), limit("max_depth"), e.param("min_samples_leaf").integer(), e.param("l2_regularization").number(),
                        e.param("learning_rate").number()};
  Boosted out;
  out.baseline = loss.baseline(y_train);
  const auto go = loss.constant_hessian() ? &iterate<true> : &iterate<false>;
  go(e, x, options, y_train, validated ? &X_validation : nullptr, y_validation, early, loss, context, out);
  if (!out.trees.value.allFinite()) {
    throw Error("bad_target", "y", "The answer of a leaf is not a finite number: the target is too large, or learning_rate is.", "Scale the target, or learn more slowly.");
  }
  return out;
}

RowMatrix raw_scores(const tree::WideForest& trees, const Vector& baseline, const Table& X) {
  const Index width = baseline.size();
  RowMatrix out(X.rows(), width);
  for (Index i = 0; i < X.rows(); ++i) out.row(i) = baseline.transpose();
  add_scores(trees, 0, width, X, out.data(), width, 1);
  return out;
}

void check_boosted(const tree::WideForest& trees, const Vector& baseline, int64_t n_iter, int64_t per_iteration, int64_t n_features,
                   const Vector& train_score, const Vector& validation_score) {
  const auto refuse = [](const char* where, const std::string& message) { throw Error("audit_values", where, message); };
  trees.check(n_features, "predictors_");
  if (per_iteration < 1 || baseline.size() != per_iteration || !baseline.allFinite()) refuse("baseline_prediction_", "baseline_prediction_ must hold one finite number per tree of an iteration.");
  if (trees.value.cols() != 1) refuse("predictors_", "The leaves have one value each.");
  if (n_iter < 1 || trees.size() % per_iteration != 0 || trees.size() / per_iteration != n_iter) {
    refuse("predictors_", "There are " + std::to_string(trees.size()) + " trees, which is not n_trees_per_iteration_ in each of n_iter_ iterations.");
  }
  if (!train_score.allFinite() || !validation_score.allFinite()) refuse("train_score_", "Scores must be finite numbers.");
}

}  // namespace keepfit::ensemble
