#include "ensemble/hist_gradient_boosting.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <memory>
#include <utility>

#include "core/numerics.h"
#include "core/pcg64.h"
#include "core/random.h"
#include "core/table.h"
#include "model_selection/rows_aside.h"

namespace keepfit::ensemble {

std::vector<Param> hist_params(std::vector<std::string> losses) {
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
      {"random_state",
       Value(),
       {integer("[0, 4294967295]"), none()},
       "Seed of the rows set aside, of those that bins are made from, and of columns drawn. None is the seed 0, since "
       "a fit depends on data and recipe alone."},
  };
}

namespace {

constexpr size_t kSubsample = 200000;
constexpr double kAlmostInfinite = 1e300;
constexpr double kLeastHessian = 1e-3;

// ---- bins
// -------------------------------------------------------------------------------------------------------------

/// scikit-learn's weighted percentile, averaged where the weight up to a value is just the one asked for. values:
/// ascending; weights: positive.
double averaged_percentile(const std::vector<double>& values, const std::vector<double>& up_to, double percent) {
  double wanted = percent / 100.0 * up_to.back();
  if (wanted == 0.0) wanted = std::nextafter(0.0, 1.0);
  const size_t last = values.size() - 1;
  const auto at =
      std::min(static_cast<size_t>(std::lower_bound(up_to.begin(), up_to.end(), wanted) - up_to.begin()), last);
  if (up_to[at] - wanted > std::numeric_limits<double>::epsilon()) return values[at];
  return (values[at] + values[std::min(at + 1, last)]) / 2;
}

/// Thresholds between the bins of a column: midpoints of its values where there are few, else percentiles. weights: of
/// the values, or empty.
std::vector<double> thresholds_of(std::vector<double> values, const std::vector<double>& weights, int64_t max_bins,
                                  const std::string& label) {
  std::vector<double> up_to;
  if (weights.empty()) {
    values.erase(std::remove_if(values.begin(), values.end(), [](double v) { return std::isnan(v); }), values.end());
    std::sort(values.begin(), values.end());
  } else {
    std::vector<std::pair<double, double>> weighted;
    for (size_t i = 0; i < values.size(); ++i) {
      if (!std::isnan(values[i]) && weights[i] != 0.0) weighted.emplace_back(values[i], weights[i]);
    }
    std::stable_sort(weighted.begin(), weighted.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    values.clear();
    double total = 0;
    for (const auto& [value, weight] : weighted) {
      values.push_back(value);
      up_to.push_back(total += weight);
    }
  }
  std::vector<double> distinct = values;
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  std::vector<double> out;
  // scikit-learn refuses it, too.
  if (distinct.empty())
    throw Error("empty_column", label, "There is no value in " + label + " to make bins from.",
                "Drop the column, or fill it first.");
  if (distinct.size() == 1) return out;
  if (distinct.size() <= static_cast<size_t>(max_bins)) {
    for (size_t i = 1; i < distinct.size(); ++i) out.push_back((distinct[i - 1] + distinct[i]) / 2.0);
  } else {
    // np.percentile(..., method="averaged_inverted_cdf")
    const double n = static_cast<double>(values.size()), step = 100.0 / static_cast<double>(max_bins);
    for (int64_t k = 1; k < max_bins; ++k) {
      if (!up_to.empty()) {
        out.push_back(averaged_percentile(values, up_to, static_cast<double>(k) * step));
        continue;
      }
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

/// Whole numbers in the order in which CPython goes through a set of them: equal gains, and columns drawn, go by it.
class PythonSet {
 public:
  PythonSet() : slots_(8, kFree) {}

  void add(uint32_t value) {
    if (!insert(value)) return;
    ++used_;
    if (used_ * 5 >= mask() * 3) resize(used_ * 4);
  }
  void update(const PythonSet& other) {
    if ((used_ + other.used_) * 5 >= mask() * 3) resize((used_ + other.used_) * 2);
    if (used_ == 0 && slots_.size() == other.slots_.size()) {
      *this = other;
      return;
    }
    const bool empty = used_ == 0;
    for (uint32_t value : other.values()) {
      if (!empty) add(value);
      else used_ += insert(value);
    }
  }
  bool has(uint32_t value) const { return std::count(slots_.begin(), slots_.end(), value) != 0; }
  std::vector<uint32_t> values() const {
    std::vector<uint32_t> out;
    std::copy_if(slots_.begin(), slots_.end(), std::back_inserter(out), [](uint32_t v) { return v != kFree; });
    return out;
  }

 private:
  static constexpr uint32_t kFree = UINT32_MAX;
  size_t mask() const { return slots_.size() - 1; }

  /// A number's hash is itself; ten neighbours are tried, then the hash is stirred.
  bool insert(uint32_t value) {
    size_t stir = value, i = value & mask();
    for (;;) {
      for (size_t k = i; k <= (i + 9 <= mask() ? i + 9 : i); ++k) {
        if (slots_[k] == value) return false;
        if (slots_[k] != kFree) continue;
        slots_[k] = value;
        return true;
      }
      stir >>= 5;
      i = (i * 5 + 1 + stir) & mask();
    }
  }
  void resize(size_t least) {
    const std::vector<uint32_t> kept = values();
    size_t size = 8;
    while (size <= least) size *= 2;
    slots_.assign(size, kFree);
    for (uint32_t value : kept) insert(value);
  }

  std::vector<uint32_t> slots_;
  size_t used_ = 0;
};

/// Columns in the order that trees look at them: as scikit-learn, those of categories first.
struct Columns {
  Binned binned;
  std::vector<Index> order;  // position in the table of each
  std::vector<std::vector<double>> thresholds;
  std::vector<size_t> n_categories;  // 0 for numbers
  std::vector<uint8_t> categorical, has_missing;
  std::vector<int8_t> directions;  // empty for none
  std::vector<PythonSet> groups;   // columns that may interact; empty for all
  size_t n_bins;                   // with the one for missing values, the last
  size_t size() const { return order.size(); }
  size_t present(size_t j) const { return categorical[j] ? n_categories[j] : thresholds[j].size() + 1; }
};

void bin(const Table& X, Columns& x) {
  const auto missing = static_cast<uint8_t>(x.n_bins - 1);
  x.binned = {X.rows(), std::vector<uint8_t>(static_cast<size_t>(X.rows() * X.columns()))};
  uint8_t* code = x.binned.codes.data();
  for (size_t j = 0; j < x.size(); ++j) {
    const auto column = X.numeric(x.order[j]);
    if (x.categorical[j]) {
      for (Index i = 0; i < X.rows(); ++i) *code++ = std::isnan(column[i]) ? missing : static_cast<uint8_t>(column[i]);
      continue;
    }
    const std::vector<double>& limits = x.thresholds[j];
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
}

// ---- one tree
// ---------------------------------------------------------------------------------------------------------

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
  double l2, learning_rate, max_features;
};

/// Values that lie between bounds, and the order that a column's direction asks of the two sides.
struct Bounds {
  double low = -kInf, high = kInf;
};

/// Which of 256 bins go left.
struct BinSet {
  uint32_t words[8] = {};
  void add(size_t bin) { words[bin / 32] |= uint32_t{1} << (bin % 32); }
  bool has(size_t bin) const { return words[bin / 32] >> (bin % 32) & 1; }
};

struct Category {
  size_t bin;
  double value;
};

/// The C library's merge sort with scikit-learn's comparison, by which equal values change places.
void sort_categories(std::vector<Category>& v, size_t from, size_t n) {
  if (n <= 1) return;
  const size_t n1 = n / 2, n2 = n - n1;
  sort_categories(v, from, n1);
  sort_categories(v, from + n1, n2);
  std::vector<Category> merged;
  size_t a = from, b = from + n1;
  while (a < from + n1 && b < from + n) merged.push_back(v[a].value < v[b].value ? v[a++] : v[b++]);
  while (a < from + n1) merged.push_back(v[a++]);
  while (b < from + n) merged.push_back(v[b++]);
  std::copy(merged.begin(), merged.end(), v.begin() + static_cast<std::ptrdiff_t>(from));
}

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
    BinSet left_bins = {};  // of a column of categories
    bool leaf = false;
    Histogram histogram = nullptr;
    Bounds below = {};  // what the values of children may be
    std::vector<uint32_t> groups = {},
                          allowed =
                              {};  // of columns that interact: those that the way down stays within, and their columns
    size_t rows() const { return end - start; }
  };

 public:
  Grower(const Columns& x, const Options& options, Pcg64& random) : x_(x), options_(options), random_(random) {
    rows_.resize(static_cast<size_t>(x.binned.rows));
    moved_.resize(rows_.size());
    ordered_gradient_.resize(rows_.size());
    ordered_hessian_.resize(kConstant ? 0 : rows_.size());
  }

  /// Adds the tree to `out` and its answers to `raw`. Where the loss is not smooth, a leaf answers the best constant
  /// for what is left over.
  void run(const float* gradient, const float* hessian, const std::vector<double>& y, Weights weights, const Loss& loss,
           double* raw, tree::WideForest& out) {
    gradient_ = gradient;
    hessian_ = hessian;
    grow();
    for (Node& node : nodes_) {
      if (!node.leaf) continue;
      if (!loss.smooth()) {
        std::vector<double> left_over, of_leaf;
        for (size_t p = node.start; p < node.end; ++p) {
          left_over.push_back(y[rows_[p]] - raw[rows_[p]]);
          if (weights) of_leaf.push_back((*weights)[rows_[p]]);
        }
        node.value = loss.constant(left_over, weights ? &of_leaf : nullptr)[0];
      }
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

  double value_of(double gradient, double hessian, const Bounds& bounds) const {
    const double value = -gradient / (hessian + options_.l2 + 1e-15);
    if (x_.directions.empty()) return value;
    return value < bounds.low ? bounds.low : value > bounds.high ? bounds.high : value;
  }

  /// What splitting a node brings: `loss` is the node's, then the sums of the left and of the right part. -1 where the
  /// column's direction forbids it.
  double gain(double loss, double left_g, double left_h, double right_g, double right_h, int direction,
              const Bounds& bounds) const {
    const double left = value_of(left_g, left_h, bounds), right = value_of(right_g, right_h, bounds);
    if (direction != 0 && (direction > 0 ? left > right : left < right)) return -1;
    double out = loss;
    out -= left_g * left;
    out -= right_g * right;
    return out;
  }

  /// The best split of one column.
  struct Split {
    double gain = -1, left_gradient = 0, left_hessian = 0;
    size_t bin = 0;
    bool missing_left = false;
    BinSet left_bins = {};
  };

  void find_split(Node& node) {
    node.gain = -1;
    const bool some = !x_.groups.empty();
    const size_t n = some ? node.allowed.size() : x_.size();
    std::vector<uint8_t> drawn;
    if (options_.max_features < 1.0) {
      const auto wanted =
          std::max<size_t>(1, static_cast<size_t>(std::ceil(options_.max_features * static_cast<double>(n))));
      drawn.assign(n, 0);
      std::fill_n(drawn.begin(), wanted, 1);
      random_.shuffle(drawn);
    }
    for (size_t i = 0; i < n; ++i) {
      if (!drawn.empty() && !drawn[i]) continue;
      const size_t j = some ? node.allowed[i] : i;
      const Split found = x_.categorical[j] ? split_categories(node, j) : split_numbers(node, j);
      if (!(found.gain > node.gain)) continue;
      node.gain = found.gain;
      node.feature = j;
      node.bin = found.bin;
      node.missing_left = found.missing_left;
      node.left_gradient = found.left_gradient;
      node.left_hessian = found.left_hessian;
      node.left_bins = found.left_bins;
    }
  }

  Split split_numbers(const Node& node, size_t j) const {
    const double loss = node.gradient * node.value;
    const auto least = static_cast<size_t>(options_.min_samples_leaf);
    const size_t n = node.rows();
    const int direction = x_.directions.empty() ? 0 : x_.directions[j];
    const B* bins = node.histogram->data() + j * x_.n_bins;
    const size_t end = x_.present(j) - 1 + x_.has_missing[j];
    Split best;
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
      const double found = gain(loss, left_g, left_h, node.gradient - left_g, right_h, direction, node.below);
      if (found > best.gain && found > 0.0) {
        best.gain = found;
        best.bin = b;
        best.left_gradient = left_g;
        best.left_hessian = left_h;
      }
    }
    if (!x_.has_missing[j]) return best;
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
      const double found = gain(loss, other_g, other_h, right_g, right_h, direction, node.below);
      if (found > best.gain && found > 0.0) {
        best.gain = found;
        best.bin = b;
        best.left_gradient = other_g;
        best.left_hessian = other_h;
        best.missing_left = true;
      }
    }
    return best;
  }

  /// Categories in the order of their mean gradients (Fisher 1958), from both ends; those with few rows go right.
  /// Missing values are one of them.
  Split split_categories(const Node& node, size_t j) const {
    constexpr double kLeastSupport = 10;
    const B* bins = node.histogram->data() + j * x_.n_bins;
    const double support = static_cast<double>(node.rows()) / node.hessian;
    std::vector<Category> used;
    const auto consider = [&](size_t b) {
      if (bins[b].hessian() * support >= kLeastSupport)
        used.push_back({b, bins[b].gradient / (bins[b].hessian() + kLeastSupport)});
    };
    for (size_t b = 0; b < x_.present(j); ++b) consider(b);
    if (x_.has_missing[j]) consider(x_.n_bins - 1);
    Split best;
    if (used.size() <= 1) return best;
    sort_categories(used, 0, used.size());
    const double loss = node.gradient * node.value;
    const auto least = static_cast<size_t>(options_.min_samples_leaf);
    const size_t n = node.rows();
    size_t best_count = 0;
    bool best_from_end = false;
    for (const bool from_end : {false, true}) {
      const size_t middle = (used.size() + 1) / 2 - from_end;
      double left_g = 0, left_h = 0;
      size_t left_n = 0;
      for (size_t i = 0; i < middle; ++i) {
        const B& bin = bins[used[from_end ? used.size() - 1 - i : i].bin];
        left_n += bin.count;
        left_h += bin.hessian();
        left_g += bin.gradient;
        const double right_h = node.hessian - left_h;
        if (left_n < least || left_h < kLeastHessian) continue;
        if (n - left_n < least || right_h < kLeastHessian) break;
        const double found = gain(loss, left_g, left_h, node.gradient - left_g, right_h, 0, node.below);
        if (found > best.gain && found > 0.0) {
          best.gain = found;
          best.left_gradient = left_g;
          best.left_hessian = left_h;
          best_count = i + 1;
          best_from_end = from_end;
        }
      }
    }
    for (size_t i = 0; i < best_count; ++i) best.left_bins.add(used[best_from_end ? used.size() - 1 - i : i].bin);
    best.missing_left = x_.has_missing[j] && best.left_bins.has(x_.n_bins - 1);
    return best;
  }

  // Python's heapq, whose order of equal gains is part of the result.
  bool before(int32_t a, int32_t b) const {
    return nodes_[static_cast<size_t>(a)].gain > nodes_[static_cast<size_t>(b)].gain;
  }
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
    BinSet goes = node.left_bins;
    if (!x_.categorical[node.feature]) {
      for (size_t b = 0; b <= node.bin; ++b) goes.add(b);
      if (node.missing_left) goes.add(x_.n_bins - 1);
    }
    size_t left = node.start, right = 0;
    for (size_t p = node.start; p < node.end; ++p) {
      const uint32_t row = rows_[p];
      const bool goes_left = goes.has(codes[row]);
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
    if (!x_.groups.empty()) {
      for (uint32_t g = 0; g < x_.groups.size(); ++g) nodes_[0].groups.push_back(g);
      nodes_[0].allowed = columns_of(nodes_[0].groups);
    }
    if (n_rows() < 2 * least || hessian < kLeastHessian) make_leaf(0);
    else search_and_push(0);
    while (!heap_.empty()) split(pop(), least);
  }

  std::vector<uint32_t> columns_of(const std::vector<uint32_t>& groups) const {
    PythonSet out;
    for (uint32_t g : groups) out.update(x_.groups[g]);
    return out.values();
  }

  void split(int32_t id, size_t least) {
    const size_t middle = partition(nodes_[static_cast<size_t>(id)]);
    const auto left = static_cast<int32_t>(nodes_.size()), right = left + 1;
    {
      Node& node = nodes_[static_cast<size_t>(id)];
      node.left = left;
      node.right = right;
      const double right_g = node.gradient - node.left_gradient, right_h = node.hessian - node.left_hessian;
      Node l{node.start,        middle,
             node.depth + 1,    node.left_gradient,
             node.left_hessian, value_of(node.left_gradient, node.left_hessian, node.below)};
      Node r{middle, node.end, node.depth + 1, right_g, right_h, value_of(right_g, right_h, node.below)};
      if (!x_.directions.empty()) {
        const int direction = x_.directions[node.feature];
        const double middle = (l.value + r.value) / 2;
        l.below = direction == 0  ? node.below
                  : direction > 0 ? Bounds{node.below.low, middle}
                                  : Bounds{middle, node.below.high};
        r.below = direction == 0  ? node.below
                  : direction > 0 ? Bounds{middle, node.below.high}
                                  : Bounds{node.below.low, middle};
      }
      if (!x_.groups.empty()) {
        for (uint32_t g : node.groups) {
          if (x_.groups[g].has(static_cast<uint32_t>(node.feature))) l.groups.push_back(g);
        }
        l.allowed = columns_of(l.groups);
        r.groups = l.groups;
        r.allowed = l.allowed;
      }
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
      const int32_t l = number[static_cast<size_t>(node.left)], r = number[static_cast<size_t>(node.right)];
      const auto column = static_cast<int32_t>(x_.order[node.feature]);
      if (x_.categorical[node.feature]) {
        BinSet categories = node.left_bins;
        const size_t missing = x_.n_bins - 1;
        categories.words[missing / 32] &= ~(uint32_t{1} << (missing % 32));
        out.add_node(l, r, column, 0.0, node.missing_left, nullptr, 1, categories.words);
        continue;
      }
      const std::vector<double>& limits = x_.thresholds[node.feature];
      // Past the last threshold only missing values go right.
      const double limit = node.bin == limits.size() ? kInf : limits[node.bin];
      out.add_node(l, r, column, limit, node.missing_left, nullptr, 1);
    }
    out.close_tree();
  }

  const Columns& x_;
  const Options options_;
  Pcg64& random_;
  const float* gradient_ = nullptr;
  const float* hessian_ = nullptr;
  std::vector<uint32_t> rows_, moved_;
  std::vector<float> ordered_gradient_, ordered_hessian_;
  std::vector<Node> nodes_;
  std::vector<int32_t> heap_;
  std::vector<Histogram> spare_;
  int64_t n_leaves_ = 0;
};

/// A part of the data.
struct Rows {
  Table X;
  std::vector<double> y, w;
  Weights weights() const { return w.empty() ? nullptr : &w; }
};

struct Boosted {
  std::vector<double> baseline, train_score, validation_score;
  tree::WideForest trees;
  int64_t n_iter = 0;
};

// ---- iterations
// -------------------------------------------------------------------------------------------------------

/// True when none of the last n scores is better than the one before them.
bool should_stop(const std::vector<double>& scores, int64_t n, double tol) {
  const auto reference = static_cast<size_t>(n) + 1;
  if (scores.size() < reference) return false;
  const double bar = scores[scores.size() - reference] + tol;
  return std::none_of(scores.end() - static_cast<std::ptrdiff_t>(n), scores.end(), [&](double s) { return s > bar; });
}

/// Adds the answers of the trees from `first` on to rows of raw predictions.
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

Error bad(const Estimator& e, const char* param, const std::string& message, const char* hint) {
  const std::string who = e.declaration().name;
  return Error("bad_parameter", who, std::string(param) + " of " + who + " " + message, hint);
}

/// Which columns hold categories; empty when none does.
std::vector<uint8_t> categorical_columns(const Estimator& e, const Table& X) {
  const Value& given = e.param("categorical_features");
  std::vector<uint8_t> out(static_cast<size_t>(X.columns()), 0);
  if (given.is("from_dtype")) {
    for (Index j = 0; j < X.columns(); ++j) out[static_cast<size_t>(j)] = X.is_text(j);
  } else if (const auto* items = given.get_if<Value::List>()) {
    const bool mask = !items->empty() && (*items)[0].get_if<bool>();
    if (mask && items->size() != out.size()) {
      throw bad(e, "categorical_features",
                "has " + counted(items->size(), "entry", "entries") + " of true or false, but X has " +
                    counted(X.columns(), "column") + ".",
                "Give one entry per column.");
    }
    for (size_t i = 0; i < items->size(); ++i) {
      const Value& item = (*items)[i];
      if (const auto* is = item.get_if<bool>(); is && mask) {
        out[i] = *is;
      } else if (const auto* at = item.get_if<int64_t>(); at && *at >= 0 && *at < static_cast<int64_t>(X.columns())) {
        out[static_cast<size_t>(*at)] = 1;
      } else if (const auto* name = item.get_if<std::string>()) {
        const auto found = std::find(X.names().begin(), X.names().end(), *name);
        if (found == X.names().end())
          throw bad(e, "categorical_features", "names the column " + item.repr() + ", which X does not have.",
                    "Use names of columns of X.");
        out[static_cast<size_t>(found - X.names().begin())] = 1;
      } else {
        throw bad(
            e, "categorical_features",
            "must hold names or positions of columns, or true and false for all of them. Got " + item.repr() + ".",
            "Positions count from 0.");
      }
    }
  }
  for (Index j = 0; j < X.columns(); ++j) {
    if (X.is_text(j) && !out[static_cast<size_t>(j)]) {
      throw about("text_input", X, j,
                  std::string(e.declaration().name) + " takes text as categories only, but " + X.label(j) +
                      " holds text and is not named in categorical_features.",
                  "Name it there, or leave categorical_features at 'from_dtype'.");
    }
  }
  if (std::count(out.begin(), out.end(), 1) == 0) out.clear();
  return out;
}

std::vector<int8_t> directions_of(const Estimator& e, const Columns& x, int64_t trees) {
  const Value& given = e.param("monotonic_cst");
  if (given.is_null()) return {};
  if (given.list().size() != x.size())
    throw bad(
        e, "monotonic_cst",
        "has " + counted(given.list().size(), "entry", "entries") + ", but X has " + counted(x.size(), "column") + ".",
        "Give one entry per column.");
  if (trees != 1) throw bad(e, "monotonic_cst", "works with two classes only.", "Leave it out.");
  std::vector<int8_t> out;
  bool any = false;
  for (size_t j = 0; j < x.size(); ++j) {
    const Value& v = given.list()[static_cast<size_t>(x.order[j])];
    const double sign = v.is_number() ? v.number() : 2.0;
    if (sign != -1.0 && sign != 0.0 && sign != 1.0)
      throw bad(e, "monotonic_cst", "must hold -1, 0 or 1 for each column. Got " + v.repr() + ".",
                "1 lets the answer only rise with the column, -1 only fall.");
    if (sign != 0.0 && x.categorical[j])
      throw bad(e, "monotonic_cst", "has a direction for a column of categories, which have no order.",
                "Give 0 for it.");
    out.push_back(static_cast<int8_t>(sign));
    any |= sign != 0.0;
  }
  return any ? out : std::vector<int8_t>();
}

std::vector<PythonSet> groups_of(const Estimator& e, const Columns& x) {
  const Value& given = e.param("interaction_cst");
  if (given.is_null()) return {};
  const auto n = static_cast<uint32_t>(x.size());
  for (size_t j = 0; j < x.size(); ++j) {
    // scikit-learn moves these columns to the front and then applies the positions to the moved ones.
    if (x.order[j] != static_cast<Index>(j))
      throw bad(e, "interaction_cst", "cannot be used when columns of categories come after others.",
                "Put the columns of categories first.");
  }
  std::vector<PythonSet> out;
  std::vector<uint8_t> listed(n, 0);
  const auto add = [&](std::initializer_list<uint32_t> columns) {
    out.emplace_back();
    for (uint32_t j : columns) out.back().add(j);
  };
  if (given.is("no_interactions")) {
    for (uint32_t a = 0; a < n; ++a) add({a});
    return out;
  }
  if (given.is("pairwise")) {
    for (uint32_t a = 0; a < n; ++a) {
      for (uint32_t b = a + 1; b < n; ++b) add({a, b});
    }
    if (n == 1) add({0});
    return out;
  }
  for (const Value& group : given.list()) {
    const auto* items = group.get_if<Value::List>();
    if (!items)
      throw bad(e, "interaction_cst", "must be a list of lists of column positions. Got " + group.repr() + ".",
                "For example [[0, 1], [2]].");
    out.emplace_back();
    for (const Value& item : *items) {
      const auto* at = item.get_if<int64_t>();
      if (!at || *at < 0 || *at >= static_cast<int64_t>(n))
        throw bad(e, "interaction_cst",
                  "must hold positions of columns from 0 to " + std::to_string(n - 1) + ". Got " + item.repr() + ".",
                  "Positions count from 0.");
      out.back().add(static_cast<uint32_t>(*at));
      listed[static_cast<size_t>(*at)] = 1;
    }
  }
  PythonSet rest;
  for (uint32_t j = 0; j < n; ++j) {
    if (!listed[j]) rest.add(j);
  }
  if (!rest.values().empty()) out.push_back(std::move(rest));
  return out;
}

Vector as_vector(const std::vector<double>& v) {
  return Eigen::Map<const Vector>(v.data(), static_cast<Index>(v.size()));
}

}  // namespace

template <class Base>
std::vector<Field> HistGradientBoosting<Base>::hist_fields() {
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
void HistGradientBoosting<Base>::find_categories(const Table& X) {
  is_categorical_ = categorical_columns(*this, X);
  categories_.clear();
  for (size_t j = 0; j < is_categorical_.size(); ++j) {
    if (!is_categorical_[j]) continue;
    Column column = X.column(static_cast<Index>(j));
    categories_.push_back(keepfit::encode(column, false).labels);
    const Labels& found = categories_.back();
    if (!found.is_text && !found.numbers.empty() &&
        (std::isinf(found.numbers.front()) || std::isinf(found.numbers.back()))) {
      throw about("infinite_values", X, static_cast<Index>(j),
                  "An infinite number is no category, but " + X.label(static_cast<Index>(j)) + " holds one.",
                  "Replace it, or mark it as missing.");
    }
    const auto most = static_cast<size_t>(this->param("max_bins").integer());
    if (found.size() > most) {
      throw Error("bad_parameter", this->declaration().name,
                  X.label(static_cast<Index>(j)) + " has " + counted(found.size(), "category", "categories") +
                      ", but max_bins allows " + std::to_string(most) + ".",
                  "Merge rare categories, or encode the column otherwise.");
    }
  }
}

template <class Base>
const Table& HistGradientBoosting<Base>::encoded(const Table& X, Table& storage) const {
  if (is_categorical_.empty()) return X;
  std::vector<Column> columns;
  size_t k = 0;
  for (Index j = 0; j < X.columns(); ++j) {
    if (!is_categorical_[static_cast<size_t>(j)]) {
      if (X.is_text(j))
        throw about("text_input", X, j,
                    this->name() + " was fitted with numbers in " + X.label(j) + ", but it holds text.",
                    "Give numbers.");
      columns.push_back(X.column(j));
      continue;
    }
    const Labels& known = categories_[k++];
    Vector codes = Vector::Constant(X.rows(), std::numeric_limits<double>::quiet_NaN());
    if (known.is_text != X.is_text(j)) {
      if (X.is_text(j))
        throw about("text_input", X, j,
                    this->name() + " was fitted with numbers in " + X.label(j) + ", but it holds text.",
                    "Give numbers.");
    } else if (known.is_text) {
      std::vector<double> of_entry;
      for (const std::string& entry : X.text(j).categories) {
        const auto at = std::lower_bound(known.strings.begin(), known.strings.end(), entry);
        of_entry.push_back(at != known.strings.end() && *at == entry ? static_cast<double>(at - known.strings.begin())
                                                                     : std::numeric_limits<double>::quiet_NaN());
      }
      for (Index i = 0; i < X.rows(); ++i) {
        if (const int32_t code = X.text(j).codes[static_cast<size_t>(i)]; code >= 0)
          codes[i] = of_entry[static_cast<size_t>(code)];
      }
    } else {
      const auto column = X.numeric(j);
      for (Index i = 0; i < X.rows(); ++i) {
        const auto at = std::lower_bound(known.numbers.begin(), known.numbers.end(), column[i]);
        if (at != known.numbers.end() && *at == column[i]) codes[i] = static_cast<double>(at - known.numbers.begin());
      }
    }
    columns.push_back(Column::of_numbers(std::move(codes)));
  }
  storage = Table::from_columns(std::move(columns), {}, X.rows());
  return storage;
}

template <class Base>
void HistGradientBoosting<Base>::boost(const Table& X_given, const std::vector<double>& y,
                                       const std::vector<double>& weights, const Column* labels, const Loss& loss,
                                       const Context& context) {
  find_categories(X_given);
  Table storage;
  const Table& X = encoded(X_given, storage);
  RandomState random = random_state_of(this->param("random_state"));
  // 32-bit seeds below 4294967295.
  const int64_t seed = random.randint(4294967295LL);
  Pcg64 of_columns(static_cast<uint32_t>(random.randint(4294967295LL)));
  const Value& stopping = this->param("early_stopping");
  const bool early = stopping.is("auto") ? X.rows() > 10000 : stopping.boolean();

  Rows training, validation;
  const bool validated = early && !this->param("validation_fraction").is_null();
  if (validated) {
    const Split split = rows_aside(
        *this, "early_stopping",
        "Set early_stopping to false, or validation_fraction to None to stop by the rows that are learned from",
        X.rows(), this->param("validation_fraction"), Value(seed), labels);
    const auto take = [&](const std::vector<Index>& rows, Rows& part) {
      part.X = X.take(rows);
      for (Index i : rows) part.y.push_back(y[static_cast<size_t>(i)]);
      for (Index i : rows) {
        if (!weights.empty()) part.w.push_back(weights[static_cast<size_t>(i)]);
      }
    };
    take(split.train, training);
    take(split.test, validation);
  } else {
    training.y = y;
    training.w = weights;
  }
  const Table& X_training = validated ? training.X : X;

  const int64_t max_bins = this->param("max_bins").integer();
  Columns x;
  x.n_bins = static_cast<size_t>(max_bins) + 1;
  for (const bool categorical : {true, false}) {
    size_t k = 0;
    for (Index j = 0; j < X.columns(); ++j) {
      const bool is = !is_categorical_.empty() && is_categorical_[static_cast<size_t>(j)];
      if (is != categorical) continue;
      x.order.push_back(j);
      x.categorical.push_back(is);
      x.n_categories.push_back(is ? categories_[k++].size() : 0);
    }
  }
  x.directions = directions_of(*this, x, loss.trees_per_stage());
  x.groups = groups_of(*this, x);
  std::vector<int64_t> sampled;
  const auto n = static_cast<size_t>(X_training.rows());
  if (n > kSubsample) {
    RandomState of_sample(static_cast<uint32_t>(seed));
    if (training.w.empty()) {
      sampled = of_sample.choice(static_cast<int64_t>(n), kSubsample, true);
    } else {
      const double total = numerics::sum_pairwise(training.w.data(), static_cast<Index>(n));
      std::vector<double> p;
      for (double w : training.w) p.push_back(w / total);
      sampled = of_sample.choice(p, kSubsample, true);
    }
  }
  for (size_t j = 0; j < x.size(); ++j) {
    const auto column = X_training.numeric(x.order[j]);
    x.has_missing.push_back(column.hasNaN());
    x.thresholds.emplace_back();
    if (!x.categorical[j]) {
      std::vector<double> values;
      values.reserve(sampled.empty() ? n : kSubsample);
      if (sampled.empty()) values.assign(column.begin(), column.end());
      for (int64_t i : sampled) values.push_back(column[i]);
      // A sample by weight stands for the weights.
      x.thresholds.back() = thresholds_of(std::move(values), sampled.empty() ? training.w : std::vector<double>(),
                                          max_bins, X_given.label(x.order[j]));
    }
    context.report(0, 1);
  }
  bin(X_training, x);

  const auto limit = [&](const char* name) { return this->param(name).is_null() ? 0 : this->param(name).integer(); };
  const Options options{limit("max_leaf_nodes"),
                        limit("max_depth"),
                        this->param("min_samples_leaf").integer(),
                        this->param("l2_regularization").number(),
                        this->param("learning_rate").number(),
                        this->param("max_features").number()};
  Boosted out;
  out.baseline = loss.constant(training.y, training.weights());
  const auto go = loss.constant_hessian() && training.w.empty() ? &iterate<true> : &iterate<false>;
  go(*this, x, options, of_columns, training, validated ? &validation : nullptr, early, loss, context, out);
  bool finite = out.trees.value.allFinite();
  for (double b : out.baseline) finite &= std::isfinite(b);
  if (!finite) {
    throw Error("bad_target", "y",
                "The answer of a leaf is not a finite number: the target is too large, or learning_rate is.",
                "Scale the target, or learn more slowly.");
  }
  n_iter_ = out.n_iter;
  n_trees_per_iteration_ = loss.trees_per_stage();
  train_score_ = as_vector(out.train_score);
  validation_score_ = as_vector(out.validation_score);
  baseline_prediction_ = as_vector(out.baseline);
  predictors_ = std::move(out.trees);
}

template <class Base>
RowMatrix HistGradientBoosting<Base>::raw_scores(const Table& X) const {
  Table storage;
  const Table& numbers = encoded(X, storage);
  const Index width = baseline_prediction_.size();
  RowMatrix out(X.rows(), width);
  for (Index i = 0; i < X.rows(); ++i) out.row(i) = baseline_prediction_.transpose();
  add_scores(predictors_, 0, width, numbers, out.data(), width, 1);
  return out;
}

template <class Base>
void HistGradientBoosting<Base>::check_boosted(int64_t per_iteration) const {
  const auto refuse = [](const char* where, const std::string& message) {
    throw Error("audit_values", where, message);
  };
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
