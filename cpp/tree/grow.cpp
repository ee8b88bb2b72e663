// How trees grow. Order of draws, sorts, sums and comparisons is scikit-learn's (dense splitters), because ties between
// splits and the last bits of sums depend on it.
#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <utility>

#include "core/math_nearest.h"
#include "tree/tree.h"

namespace keepfit::tree {

namespace {

/// A training row and its value in the feature at hand. The builder keeps one array of these; a node is a range of it.
struct Entry {
  float value;
  int32_t row;
};

/// Values closer than this count as equal; the sum is rounded to single precision.
constexpr float kClose = 1e-7f;
constexpr double kEpsilon = std::numeric_limits<double>::epsilon();

// ---- sorting
// ---------------------------------------------------------------------------------------------------------- Introsort
// with a three-way partition. Not std::sort: the order of equal values decides the order of later sums.

template <class E>
void sift_down(E* v, size_t root, size_t end) {
  for (;;) {
    const size_t child = root * 2 + 1;
    size_t largest = root;
    if (child < end && v[largest].value < v[child].value) largest = child;
    if (child + 1 < end && v[largest].value < v[child + 1].value) largest = child + 1;
    if (largest == root) return;
    std::swap(v[root], v[largest]);
    root = largest;
  }
}

template <class E>
void heapsort(E* v, size_t n) {
  for (size_t start = (n - 2) / 2 + 1; start-- > 0;) sift_down(v, start, n);
  for (size_t end = n - 1; end > 0; --end) {
    std::swap(v[0], v[end]);
    sift_down(v, 0, end);
  }
}

template <class E>
void introsort(E* v, size_t n, int depth_left) {
  while (n > 15) {
    if (depth_left-- <= 0) {
      heapsort(v, n);
      return;
    }
    const auto a = v[0].value, b = v[n / 2].value, c = v[n - 1].value;
    const auto pivot = a < b ? (b < c ? b : a < c ? c : a) : b < c ? (a < c ? a : c) : b;
    size_t i = 0, below = 0, above = n;
    while (i < above) {
      if (v[i].value < pivot) std::swap(v[i++], v[below++]);
      else if (v[i].value > pivot) std::swap(v[i], v[--above]);
      else ++i;
    }
    introsort(v, below, depth_left);
    v += above;
    n -= above;
  }
  for (size_t i = 1; i < n; ++i) {
    const E moved = v[i];
    size_t j = i;
    for (; j > 0 && v[j - 1].value > moved.value; --j) v[j] = v[j - 1];
    v[j] = moved;
  }
}

template <class E>
void sort_entries(E* v, size_t n) {
  if (n > 1) introsort(v, n, 2 * (static_cast<int>(std::bit_width(n)) - 1));
}

// ---- criteria
// --------------------------------------------------------------------------------------------------------- Sums over a
// node [start, end) and its parts [start, pos) and [pos, end). update() adds rows to the left part or takes them from
// the whole, whichever is less work; the right part is always the difference.

template <bool kWeighted>
struct Node {
  const Entry* entries;
  const double* weights;
  size_t start = 0, pos = 0, end = 0;
  double weight = 0, left_weight = 0, right_weight = 0;

  double weight_of(size_t p) const {
    if constexpr (kWeighted) return weights[entries[p].row];
    return 1.0;
  }
};

void clip_number(double& value, double low, double high) {
  if (value < low) value = low;
  else if (value > high) value = high;
}

template <bool kWeighted>
struct ClassSums : Node<kWeighted> {
  using Node<kWeighted>::entries, Node<kWeighted>::start, Node<kWeighted>::pos, Node<kWeighted>::end,
      Node<kWeighted>::weight, Node<kWeighted>::left_weight, Node<kWeighted>::right_weight, Node<kWeighted>::weight_of;
  const int32_t* codes;
  std::vector<double> total, left, right;

  ClassSums(const Entry* e, size_t, const Target& y, const double* w)
      : Node<kWeighted>{e, w},
        codes(y.codes->data()),
        total(static_cast<size_t>(y.n_classes)),
        left(total),
        right(total) {}

  size_t n_values() const { return total.size(); }
  size_t code(size_t p) const { return static_cast<size_t>(codes[entries[p].row]); }

  void init(size_t from, size_t to) {
    start = from;
    end = to;
    weight = 0.0;
    std::fill(total.begin(), total.end(), 0.0);
    for (size_t p = start; p < end; ++p) {
      const double w = weight_of(p);
      total[code(p)] += w;
      weight += w;
    }
    reset();
  }

  void reset() {
    pos = start;
    left_weight = 0.0;
    right_weight = weight;
    std::fill(left.begin(), left.end(), 0.0);
    right = total;
  }

  void update(size_t to) {
    if (to - pos <= end - to) {
      for (size_t p = pos; p < to; ++p) {
        const double w = weight_of(p);
        left[code(p)] += w;
        left_weight += w;
      }
    } else {
      left = total;
      left_weight = weight;
      for (size_t p = end; p-- > to;) {
        const double w = weight_of(p);
        left[code(p)] -= w;
        left_weight -= w;
      }
    }
    right_weight = weight - left_weight;
    for (size_t c = 0; c < total.size(); ++c) right[c] = total[c] - left[c];
    pos = to;
  }

  void node_value(double* out) const {
    for (size_t c = 0; c < total.size(); ++c) out[c] = total[c] / weight;
  }

  // What constraints on the direction of an effect compare: shares of the first of two classes.
  double left_value() const { return left[0] / left_weight; }
  double right_value() const { return right[0] / right_weight; }
  double middle() const { return left[0] / (2 * left_weight) + right[0] / (2 * right_weight); }
  void clip(double* value, double low, double high) const {
    clip_number(*value, low, high);
    if (total.size() == 2) value[1] = 1 - value[0];
  }
};

template <bool kWeighted>
struct Gini : ClassSums<kWeighted> {
  using ClassSums<kWeighted>::ClassSums;

  static double of(const std::vector<double>& sums, double weight) {
    double squares = 0.0;
    for (double s : sums) squares += s * s;
    return 1.0 - squares / (weight * weight);
  }
  double node_impurity() const { return of(this->total, this->weight); }
  std::pair<double, double> children_impurity() const {
    return {of(this->left, this->left_weight), of(this->right, this->right_weight)};
  }
  double proxy() const {
    const auto [l, r] = children_impurity();
    return -this->right_weight * r - this->left_weight * l;
  }
};

template <bool kWeighted>
struct Entropy : ClassSums<kWeighted> {
  using ClassSums<kWeighted>::ClassSums;

  static double of(const std::vector<double>& sums, double weight) {
    double entropy = 0.0;
    for (double s : sums) {
      if (!(s > 0.0)) continue;
      const double share = s / weight;
      entropy -= share * math::log2_nearest(share);
    }
    return entropy;
  }
  double node_impurity() const { return of(this->total, this->weight); }
  std::pair<double, double> children_impurity() const {
    return {of(this->left, this->left_weight), of(this->right, this->right_weight)};
  }
  double proxy() const {
    const auto [l, r] = children_impurity();
    return -this->right_weight * r - this->left_weight * l;
  }
};

template <bool kWeighted>
struct SquaredError : Node<kWeighted> {
  using Node<kWeighted>::entries, Node<kWeighted>::start, Node<kWeighted>::pos, Node<kWeighted>::end,
      Node<kWeighted>::weight, Node<kWeighted>::left_weight, Node<kWeighted>::right_weight, Node<kWeighted>::weight_of;
  const double* numbers;
  double total = 0, squares = 0, left = 0, right = 0;

  SquaredError(const Entry* e, size_t, const Target& y, const double* w) : Node<kWeighted>{e, w}, numbers(y.numbers) {}

  size_t n_values() const { return 1; }

  void init(size_t from, size_t to) {
    start = from;
    end = to;
    weight = total = squares = 0.0;
    for (size_t p = start; p < end; ++p) {
      const double w = weight_of(p), y = numbers[entries[p].row], wy = w * y;
      total += wy;
      squares += wy * y;
      weight += w;
    }
    reset();
  }

  void reset() {
    pos = start;
    left_weight = left = 0.0;
    right_weight = weight;
    right = total;
  }

  void update(size_t to) {
    if (to - pos <= end - to) {
      for (size_t p = pos; p < to; ++p) {
        const double w = weight_of(p);
        left += w * numbers[entries[p].row];
        left_weight += w;
      }
    } else {
      left = total;
      left_weight = weight;
      for (size_t p = end; p-- > to;) {
        const double w = weight_of(p);
        left -= w * numbers[entries[p].row];
        left_weight -= w;
      }
    }
    right_weight = weight - left_weight;
    right = total - left;
    pos = to;
  }

  void node_value(double* out) const { *out = total / weight; }
  double left_value() const { return left / left_weight; }
  double right_value() const { return right / right_weight; }
  double middle() const { return left / (2 * left_weight) + right / (2 * right_weight); }
  void clip(double* value, double low, double high) const { clip_number(*value, low, high); }

  static double of(double squares, double sum, double weight) {
    const double mean = sum / weight;
    return squares / weight - mean * mean;
  }
  double node_impurity() const { return of(squares, total, weight); }
  std::pair<double, double> children_impurity() const {
    double left_squares = 0.0;
    for (size_t p = start; p < pos; ++p) {
      const double y = numbers[entries[p].row];
      left_squares += weight_of(p) * y * y;
    }
    return {of(left_squares, left, left_weight), of(squares - left_squares, right, right_weight)};
  }
  double proxy() const { return left * left / left_weight + right * right / right_weight; }
};

/// Half the Poisson deviance from the mean. Parts whose targets sum to nothing are refused: their mean has no
/// logarithm.
template <bool kWeighted>
struct PoissonDeviance : SquaredError<kWeighted> {
  using SquaredError<kWeighted>::SquaredError;

  double of(size_t from, size_t to, double sum, double weight) const {
    if (sum <= kEpsilon) return kInf;
    const double mean = sum / weight;
    double deviance = 0.0;
    for (size_t p = from; p < to; ++p) {
      const double y = this->numbers[this->entries[p].row];
      deviance += this->weight_of(p) * (y == 0.0 ? 0.0 : y * math::log_nearest(y / mean));
    }
    return deviance / weight;
  }
  double node_impurity() const { return of(this->start, this->end, this->total, this->weight); }
  std::pair<double, double> children_impurity() const {
    return {of(this->start, this->pos, this->left, this->left_weight),
            of(this->pos, this->end, this->right, this->right_weight)};
  }
  double proxy() const {
    if (this->left <= kEpsilon || this->right <= kEpsilon) return -kInf;
    // To the base 2, which decides between splits that are equal but for rounding.
    return this->left * math::log2_nearest(this->left / this->left_weight) +
           this->right * math::log2_nearest(this->right / this->right_weight);
  }
};

/// Running sums of weights and weighted targets by rank (Fenwick 1994).
class RankedSums {
 public:
  explicit RankedSums(size_t most) : weights_(most + 1), products_(most + 1) {}

  void reset(size_t size) {
    size_ = size;
    std::fill_n(weights_.begin(), size + 1, 0.0);
    std::fill_n(products_.begin(), size + 1, 0.0);
    weight = product = 0.0;
    top_ = std::bit_floor(size);
  }

  void add(size_t rank, double y, double w) {
    const double wy = w * y;
    for (size_t i = rank + 1; i <= size_; i += i & -i) {
      weights_[i] += w;
      products_[i] += wy;
    }
    weight += w;
    product += wy;
  }

  /// Where the running weight passes `target`: sums below `rank`. `before` differs from it where a running weight is
  /// just that.
  struct Place {
    size_t rank = 0, before = 0;
    double weight = 0, product = 0;
  };
  Place find(double target) const {
    Place at;
    size_t bit = top_;
    const auto take = [&](size_t next) {
      target -= weights_[next];
      at.rank = next;
      at.weight += weights_[next];
      at.product += products_[next];
    };
    for (; bit; bit >>= 1) {
      const size_t next = at.rank + bit;
      if (next > size_) continue;
      if (target == weights_[next]) break;
      if (target > weights_[next]) take(next);
    }
    at.before = at.rank;
    double left = target;
    for (size_t b = bit; b; b >>= 1) {
      const size_t next = at.before + b;
      if (next <= size_ && left > weights_[next]) {
        left -= weights_[next];
        at.before = next;
      }
    }
    for (; bit; bit >>= 1) {
      const size_t next = at.rank + bit;
      if (next <= size_ && target >= weights_[next]) take(next);
    }
    return at;
  }

  double weight = 0, product = 0;

 private:
  size_t size_ = 0, top_ = 0;
  std::vector<double> weights_, products_;
};

/// Absolute error around the median. reset() works out the error and the median of every possible part of the node
/// beforehand.
template <bool kWeighted>
struct AbsoluteError : Node<kWeighted> {
  using Node<kWeighted>::entries, Node<kWeighted>::start, Node<kWeighted>::pos, Node<kWeighted>::end,
      Node<kWeighted>::weight, Node<kWeighted>::left_weight, Node<kWeighted>::right_weight, Node<kWeighted>::weight_of;

  AbsoluteError(const Entry* e, size_t n, const Target& y, const double* w)
      : Node<kWeighted>{e, w}, numbers_(y.numbers), sums_(n), ranks_(n), left_(n), right_(n) {
    sorted_.reserve(n);
  }

  size_t n_values() const { return 1; }

  void init(size_t from, size_t to) {
    start = from;
    end = to;
    weight = 0.0;
    for (size_t p = start; p < end; ++p) weight += weight_of(p);
    reset();
  }

  void reset() {
    pos = start;
    left_weight = 0.0;
    right_weight = weight;
    sorted_.clear();
    for (size_t p = start; p < end; ++p) sorted_.push_back({numbers_[entries[p].row], p});
    sort_entries(sorted_.data(), sorted_.size());
    for (size_t rank = 0; rank < sorted_.size(); ++rank) ranks_[sorted_[rank].position] = rank;
    sums_.reset(sorted_.size());
    for (size_t p = start; p < end; ++p) left_[p] = with(p);
    sums_.reset(sorted_.size());
    for (size_t p = end; p-- > start;) right_[p] = with(p);
    median_ = right_[start].median;
  }

  void update(size_t to) {
    for (; pos < to; ++pos) left_weight += weight_of(pos);
    right_weight = weight - left_weight;
  }

  void node_value(double* out) const { *out = median_; }
  double left_value() const { return left_[pos - 1].median; }
  double right_value() const { return right_[pos].median; }
  double middle() const { return (left_value() + right_value()) / 2; }
  void clip(double* value, double low, double high) const { clip_number(*value, low, high); }

  double node_impurity() const { return right_[start].error / weight; }
  std::pair<double, double> children_impurity() const {
    return {(pos > start ? left_[pos - 1].error : 0.0) / left_weight,
            (pos < end ? right_[pos].error : 0.0) / right_weight};
  }
  double proxy() const {
    const auto [l, r] = children_impurity();
    return -right_weight * r - left_weight * l;
  }

 private:
  struct Ranked {
    double value;
    size_t position;
  };
  struct Part {
    double error, median;
  };

  /// The part of the node whose rows are in sums_, and row p.
  Part with(size_t p) {
    sums_.add(ranks_[p], sorted_[ranks_[p]].value, weight_of(p));
    const RankedSums::Place at = sums_.find(0.5 * sums_.weight);
    const double median =
        at.rank != at.before ? (sorted_[at.before].value + sorted_[at.rank].value) / 2 : sorted_[at.rank].value;
    const double weight_above = sums_.weight - at.weight, product_above = sums_.product - at.product;
    return {(product_above - median * weight_above) + (median * at.weight - at.product), median};
  }

  const double* numbers_;
  RankedSums sums_;
  std::vector<Ranked> sorted_;
  std::vector<size_t> ranks_;  // by position, as the parts up to and from there
  std::vector<Part> left_, right_;
  double median_ = 0;
};

// ---- a heap that orders ties as libstdc++ does (other standard libraries order them otherwise)
// ------------------------------

template <class T, class Less>
void sift_up(std::vector<T>& heap, size_t hole, T value, Less less) {
  while (hole > 0 && less(heap[(hole - 1) / 2], value)) {
    heap[hole] = std::move(heap[(hole - 1) / 2]);
    hole = (hole - 1) / 2;
  }
  heap[hole] = std::move(value);
}

template <class T, class Less>
void heap_push(std::vector<T>& heap, T value, Less less) {
  heap.push_back(value);
  sift_up(heap, heap.size() - 1, std::move(value), less);
}

template <class T, class Less>
T heap_pop(std::vector<T>& heap, Less less) {
  T top = std::move(heap.front());
  T last = std::move(heap.back());
  heap.pop_back();
  const size_t n = heap.size();
  if (n == 0) return top;
  // The hole goes down to a leaf, then the last element comes up from there.
  size_t hole = 0, child = 0;
  while (2 * (child + 1) < n) {
    child = 2 * (child + 1);
    if (less(heap[child], heap[child - 1])) --child;
    heap[hole] = std::move(heap[child]);
    hole = child;
  }
  if (2 * child + 2 == n) {
    heap[hole] = std::move(heap[2 * child + 1]);
    hole = 2 * child + 1;
  }
  sift_up(heap, hole, std::move(last), less);
  return top;
}

// ---- growing
// ----------------------------------------------------------------------------------------------------------

struct Found {
  size_t pos;
  int32_t feature = kNoFeature;
  double threshold = 0, improvement = -kInf;
  double left_impurity = kInf, right_impurity = kInf;
  double middle = 0;  // between the parts' values, where their order is constrained
  bool missing_left = false;
};

/// What the values below a node may be, where features have a direction.
struct Bounds {
  double low = -kInf, high = kInf;
};

template <class Sums>
class Grower {
 public:
  Grower(const Features& x, const Target& y, const double* weights, const Options& options, RandomState& random,
         const Context& context)
      : x_(x),
        options_(options),
        context_(context),
        random_{static_cast<uint32_t>(random.randint(0, OurRandR::kMax))},
        entries_(rows_with_weight(x.rows(), weights)),
        sums_(entries_.data(), entries_.size(), y, weights) {
    for (Index i = 0; i < x.rows(); ++i) total_weight_ += weights ? weights[i] : 1.0;
    features_.resize(static_cast<size_t>(x.columns()));
    for (size_t j = 0; j < features_.size(); ++j) features_[j] = static_cast<int32_t>(j);
    constants_.resize(features_.size());
  }

  Tree run() {
    if (entries_.empty()) {
      throw Error("bad_weights", "class_weight", "Every row has the weight 0, so nothing is left to learn from.",
                  "Give some class a positive weight.");
    }
    context_.report(0, static_cast<double>(entries_.size()));
    if (options_.max_leaf_nodes > 0) best_first();
    else depth_first();
    return finished();
  }

 private:
  static std::vector<Entry> rows_with_weight(Index n, const double* weights) {
    std::vector<Entry> out;
    out.reserve(static_cast<size_t>(n));
    for (Index i = 0; i < n; ++i) {
      if (!weights || weights[i] != 0.0) out.push_back({0.0f, static_cast<int32_t>(i)});
    }
    return out;
  }

  // ---- one split ----

  /// Sorts the range by the feature; missing values go to its end. Returns how many there are.
  size_t sort_by(int32_t feature, size_t start, size_t end) {
    const float* column = x_.column(feature);
    size_t missing = 0;
    if (x_.has_missing(feature)) {
      size_t i = start, stop = end;
      while (i < stop) {
        const float last = column[entries_[stop - 1].row];
        if (std::isnan(last)) {
          ++missing;
          --stop;
          continue;
        }
        if (std::isnan(column[entries_[i].row])) {
          std::swap(entries_[i], entries_[stop - 1]);
          ++missing;
          --stop;
        }
        entries_[i].value = column[entries_[i].row];
        ++i;
      }
    } else {
      for (size_t i = start; i < end; ++i) entries_[i].value = column[entries_[i].row];
    }
    sort_entries(entries_.data() + start, end - start - missing);
    return missing;
  }

  /// Copies the feature's values beside the rows of the range and finds the smallest, the largest and the number of
  /// missing ones.
  size_t spread(int32_t feature, size_t start, size_t end, float& low, float& high) {
    const float* column = x_.column(feature);
    size_t missing = 0;
    low = std::numeric_limits<float>::infinity();
    high = -low;
    for (size_t i = start; i < end; ++i) {
      const float v = entries_[i].value = column[entries_[i].row];
      missing += std::isnan(v);
      if (v < low) low = v;
      if (v > high) high = v;
    }
    return missing;
  }

  /// Tries one threshold drawn between the extremes of the feature whose values the range holds.
  void try_random(int32_t feature, size_t start, size_t end, float low, float high, size_t missing, double& best_proxy,
                  Found& best) {
    const size_t least = static_cast<size_t>(options_.min_samples_leaf);
    double threshold = random_.uniform(low, high);
    const bool missing_left = missing && random_.integer(0, 2);
    if (threshold == high) threshold = low;
    size_t pos = start;
    for (size_t stop = end; pos < stop;) {
      const float v = entries_[pos].value;
      if (std::isnan(v) ? missing_left : static_cast<double>(v) <= threshold) ++pos;
      else std::swap(entries_[pos], entries_[--stop]);
    }
    if (pos - start < least || end - pos < least) return;
    sums_.reset();
    sums_.update(pos);
    if (sums_.left_weight < options_.min_weight_leaf || sums_.right_weight < options_.min_weight_leaf) return;
    if (const int sign = direction(feature); sign && !keeps(sign)) return;
    const double proxy = sums_.proxy();
    if (!(proxy > best_proxy)) return;
    best_proxy = proxy;
    best.pos = pos;
    best.feature = feature;
    best.threshold = threshold;
    best.missing_left = missing ? missing_left : pos - start > end - pos;
  }

  /// 1 or -1 where the answer may only rise or fall with the feature.
  int direction(int32_t feature) const {
    return options_.directions.empty() ? 0 : options_.directions[static_cast<size_t>(feature)];
  }

  /// Whether the parts' values lie in the direction, and within the bounds of the node.
  bool keeps(int sign) const {
    const double l = sums_.left_value(), r = sums_.right_value();
    return l >= bounds_.low && r >= bounds_.low && l <= bounds_.high && r <= bounds_.high && (l - r) * sign <= 0;
  }

  std::pair<Bounds, Bounds> bounds_below(const Found& found, const Bounds& b) const {
    const int sign = direction(found.feature);
    if (sign == 0) return {b, b};
    const Bounds lower{b.low, found.middle}, upper{found.middle, b.high};
    return sign > 0 ? std::pair{lower, upper} : std::pair{upper, lower};
  }

  bool apart(size_t p) const { return entries_[p].value > entries_[p - 1].value + kClose; }

  /// Tries every threshold of the feature that the range is sorted by. Missing values lie at the end, or first if
  /// missing_left.
  void scan(int32_t feature, size_t start, size_t end, size_t missing, bool missing_left, double& best_proxy,
            Found& best) {
    const size_t least = static_cast<size_t>(options_.min_samples_leaf);
    const size_t first = missing_left ? start + missing : start;
    const size_t stop = missing_left ? end : end - missing;
    const int sign = direction(feature);
    sums_.reset();
    // p == stop: present values against missing ones.
    for (size_t p = first + 1; p < end && p <= stop; ++p) {
      if (p < stop && !apart(p)) continue;
      if (p - start < least || end - p < least) continue;
      sums_.update(p);
      if (sums_.left_weight < options_.min_weight_leaf || sums_.right_weight < options_.min_weight_leaf) continue;
      if (sign && !keeps(sign)) continue;
      const double proxy = sums_.proxy();
      if (!(proxy > best_proxy)) continue;
      best_proxy = proxy;
      best.pos = p;
      best.feature = feature;
      best.threshold = p == stop ? kInf : entries_[p - 1].value / 2.0 + entries_[p].value / 2.0;
      best.missing_left = missing ? missing_left : p - start > end - p;
    }
  }

  Found split(size_t start, size_t end, double impurity, size_t& n_constant) {
    Found best{end};
    double best_proxy = -kInf;
    const size_t known = n_constant;
    // features_ holds, in this order: constant features drawn, other known constants, constants found here, features
    // not drawn yet, features drawn.
    size_t total = known, found = 0, drawn = 0, unseen = features_.size();
    int64_t visited = 0;
    int32_t last = kNoFeature;
    while (unseen > total && (visited < options_.max_features || visited <= static_cast<int64_t>(found + drawn))) {
      ++visited;
      auto at = static_cast<size_t>(random_.integer(static_cast<int64_t>(drawn), static_cast<int64_t>(unseen - found)));
      if (at < known) {
        std::swap(features_[drawn++], features_[at]);
        continue;
      }
      at += found;
      const int32_t feature = last = features_[at];
      float low = 0, high = 0;
      const size_t missing =
          options_.random_thresholds ? spread(feature, start, end, low, high) : sort_by(feature, start, end);
      worked(end - start);
      const size_t stop = end - missing;
      if (!options_.random_thresholds && stop > start) {
        low = entries_[start].value;
        high = entries_[stop - 1].value;
      }
      if (stop == start || (missing == 0 && high <= low + kClose)) {
        std::swap(features_[at], features_[total++]);
        ++found;
        continue;
      }
      std::swap(features_[--unseen], features_[at]);
      if (options_.random_thresholds) {
        try_random(feature, start, end, low, high, missing, best_proxy, best);
        continue;
      }
      scan(feature, start, end, missing, false, best_proxy, best);
      if (missing) {
        std::rotate(entries_.begin() + static_cast<std::ptrdiff_t>(start),
                    entries_.begin() + static_cast<std::ptrdiff_t>(stop),
                    entries_.begin() + static_cast<std::ptrdiff_t>(end));
        scan(feature, start, end, missing, true, best_proxy, best);
      }
    }
    if (best.pos < end) {
      // A random split that was tried last has left its rows in place, in an order that counts.
      if (!options_.random_thresholds || last != best.feature) partition(best, start, end);
      sums_.reset();
      sums_.update(best.pos);
      const auto [left, right] = sums_.children_impurity();
      best.left_impurity = left;
      best.right_impurity = right;
      best.middle = sums_.middle();
      best.improvement = (sums_.weight / total_weight_) * (impurity - (sums_.right_weight / sums_.weight * right) -
                                                           (sums_.left_weight / sums_.weight * left));
    }
    // Siblings must find the known constants in their old order.
    std::copy_n(constants_.begin(), known, features_.begin());
    std::copy_n(features_.begin() + static_cast<std::ptrdiff_t>(known), found,
                constants_.begin() + static_cast<std::ptrdiff_t>(known));
    n_constant = total;
    return best;
  }

  void partition(const Found& found, size_t start, size_t end) {
    const float* column = x_.column(found.feature);
    while (start < end) {
      const float v = column[entries_[start].row];
      const bool left = std::isnan(v) ? found.missing_left : static_cast<double>(v) <= found.threshold;
      if (left) ++start;
      else std::swap(entries_[start], entries_[--end]);
    }
  }

  // ---- nodes ----

  bool too_small(size_t n, int64_t depth) const {
    const auto rows = static_cast<int64_t>(n);
    return depth >= options_.max_depth || rows < options_.min_samples_split || rows < 2 * options_.min_samples_leaf ||
           sums_.weight < 2 * options_.min_weight_leaf;
  }

  bool worthless(const Found& found, size_t end) const {
    return found.pos >= end || found.improvement + kEpsilon < options_.min_impurity_decrease;
  }

  /// Adds a node for the range that sums_ were made for; `found` is null for a leaf.
  int32_t add_node(int32_t parent, bool is_left, const Found* found, double impurity, size_t n) {
    // Without any positive target the Poisson deviance is infinite, which a forest may meet in the rows of one tree.
    if (!std::isfinite(impurity) && options_.criterion != Criterion::kPoisson) {
      throw Error("bad_target", "y",
                  "The impurity of a node is not a finite number: targets or weights are too large, or differ too much "
                  "in size.",
                  "Scale the target, or give weights of similar size.");
    }
    const auto id = static_cast<int32_t>(tree_.feature.size());
    if (parent >= 0) (is_left ? tree_.children_left : tree_.children_right)[static_cast<size_t>(parent)] = id;
    tree_.children_left.push_back(kNoChild);
    tree_.children_right.push_back(kNoChild);
    tree_.feature.push_back(found ? found->feature : kNoFeature);
    threshold_.push_back(found ? found->threshold : kNoThreshold);
    tree_.missing_go_to_left.push_back(found && found->missing_left);
    impurity_.push_back(impurity);
    tree_.n_node_samples.push_back(static_cast<int32_t>(n));
    weight_.push_back(sums_.weight);
    const size_t at = value_.size();
    value_.resize(at + sums_.n_values());
    sums_.node_value(value_.data() + at);
    if (!options_.directions.empty()) sums_.clip(value_.data() + at, bounds_.low, bounds_.high);
    return id;
  }

  void depth_first() {
    struct Pending {
      size_t start, end;
      int64_t depth;
      int32_t parent;
      bool is_left;
      double impurity;
      size_t n_constant;
      Bounds bounds;
    };
    std::vector<Pending> pending{{0, entries_.size(), 0, -1, false, kInf, 0, {}}};
    while (!pending.empty()) {
      Pending p = pending.back();
      pending.pop_back();
      bounds_ = p.bounds;
      sums_.init(p.start, p.end);
      if (p.parent < 0) p.impurity = sums_.node_impurity();
      bool leaf = too_small(p.end - p.start, p.depth) || p.impurity <= kEpsilon;
      Found found{p.end};
      if (!leaf) {
        found = split(p.start, p.end, p.impurity, p.n_constant);
        leaf = worthless(found, p.end);
      }
      const int32_t id = add_node(p.parent, p.is_left, leaf ? nullptr : &found, p.impurity, p.end - p.start);
      if (leaf) {
        done_ += p.end - p.start;
        worked(1);
        continue;
      }
      const auto [left, right] = bounds_below(found, p.bounds);
      pending.push_back({found.pos, p.end, p.depth + 1, id, false, found.right_impurity, p.n_constant, right});
      pending.push_back({p.start, found.pos, p.depth + 1, id, true, found.left_impurity, p.n_constant, left});
    }
  }

  struct Candidate {
    int32_t node;
    size_t start, end;
    int64_t depth;
    bool leaf;
    Found found;
    Bounds bounds;
  };

  Candidate candidate(size_t start, size_t end, int64_t depth, int32_t parent, bool is_left, double impurity,
                      const Bounds& bounds) {
    bounds_ = bounds;
    sums_.init(start, end);
    if (parent < 0) impurity = sums_.node_impurity();
    bool leaf = too_small(end - start, depth) || impurity <= kEpsilon;
    Found found{end};
    if (!leaf) {
      size_t n_constant = 0;  // not handed down in this order of growth
      found = split(start, end, impurity, n_constant);
      leaf = worthless(found, end);
    }
    if (leaf) found.improvement = 0.0;
    return {add_node(parent, is_left, leaf ? nullptr : &found, impurity, end - start),
            start,
            end,
            depth,
            leaf,
            found,
            bounds};
  }

  void best_first() {
    const auto less = [](const Candidate& a, const Candidate& b) { return a.found.improvement < b.found.improvement; };
    std::vector<Candidate> frontier{candidate(0, entries_.size(), 0, -1, true, kInf, {})};
    int64_t splits_left = options_.max_leaf_nodes - 1;
    while (!frontier.empty()) {
      const Candidate c = heap_pop(frontier, less);
      if (c.leaf || splits_left <= 0) {
        tree_.feature[static_cast<size_t>(c.node)] = kNoFeature;
        threshold_[static_cast<size_t>(c.node)] = kNoThreshold;
        done_ += c.end - c.start;
        continue;
      }
      --splits_left;
      const auto bounds = bounds_below(c.found, c.bounds);
      Candidate left = candidate(c.start, c.found.pos, c.depth + 1, c.node, true, c.found.left_impurity, bounds.first);
      Candidate right =
          candidate(c.found.pos, c.end, c.depth + 1, c.node, false, c.found.right_impurity, bounds.second);
      heap_push(frontier, std::move(left), less);
      heap_push(frontier, std::move(right), less);
    }
  }

  void worked(size_t rows) {
    constexpr size_t kReportEvery = 1 << 18;  // some tens of milliseconds
    work_ += rows;
    if (work_ < kReportEvery) return;
    work_ = 0;
    context_.report(static_cast<double>(done_), static_cast<double>(entries_.size()));
  }

  Tree finished() {
    const auto n = static_cast<Index>(threshold_.size());
    const auto width = static_cast<Index>(sums_.n_values());
    tree_.threshold = Eigen::Map<const Vector>(threshold_.data(), n);
    tree_.impurity = Eigen::Map<const Vector>(impurity_.data(), n);
    tree_.weighted_n_node_samples = Eigen::Map<const Vector>(weight_.data(), n);
    tree_.value = Eigen::Map<const RowMatrix>(value_.data(), n, width);
    return std::move(tree_);
  }

  const Features& x_;
  const Options& options_;
  const Context& context_;
  OurRandR random_;
  std::vector<Entry> entries_;
  Sums sums_;
  Bounds bounds_;  // of the node at hand
  double total_weight_ = 0;
  std::vector<int32_t> features_, constants_;
  Tree tree_;
  std::vector<double> threshold_, impurity_, weight_, value_;
  size_t work_ = 0, done_ = 0;
};

template <template <bool> class Sums>
Tree grow_with(const Features& x, const Target& y, const double* weights, const Options& options, RandomState& random,
               const Context& context) {
  if (weights) return Grower<Sums<true>>(x, y, weights, options, random, context).run();
  return Grower<Sums<false>>(x, y, weights, options, random, context).run();
}

}  // namespace

Tree grow(const Features& x, const Target& y, const std::vector<double>* weights, const Options& options,
          RandomState& random, const Context& context) {
  const double* w = weights ? weights->data() : nullptr;
  switch (options.criterion) {
    case Criterion::kGini: return grow_with<Gini>(x, y, w, options, random, context);
    case Criterion::kEntropy: return grow_with<Entropy>(x, y, w, options, random, context);
    case Criterion::kAbsoluteError: return grow_with<AbsoluteError>(x, y, w, options, random, context);
    case Criterion::kPoisson: return grow_with<PoissonDeviance>(x, y, w, options, random, context);
    default: return grow_with<SquaredError>(x, y, w, options, random, context);
  }
}

}  // namespace keepfit::tree
