// How scikit-learn's KDTree and BallTree arrange their rows. The order within a leaf is what std::nth_element leaves
// behind, so that of libstdc++ is followed step by step: other standard libraries arrange otherwise.
#include <algorithm>
#include <numeric>

#include "core/errors.h"
#include "core/estimator.h"
#include "neighbors/ordered_search.h"

namespace keepfit::neighbors {

namespace {

class Halves {
 public:
  explicit Halves(const RowMatrix& training) : x_(training), rows_(static_cast<size_t>(training.rows())) {
    std::iota(rows_.begin(), rows_.end(), 0);
    halve(rows_.data(), training.rows(), tree_levels(training.rows()));
  }
  std::vector<int32_t> take() { return std::move(rows_); }

 private:
  bool less(int32_t a, int32_t b) const {
    const double x = x_(a, column_), y = x_(b, column_);
    return x == y ? a < b : x < y;
  }

  void halve(int32_t* rows, Index n, int levels) {
    if (levels <= 1) return;
    double widest = 0;
    column_ = 0;
    for (Index j = 0; j < x_.cols(); ++j) {
      double low = x_(rows[0], j), high = low;
      for (Index i = 1; i < n; ++i) {
        low = std::min(low, x_(rows[i], j));
        high = std::max(high, x_(rows[i], j));
      }
      if (high - low > widest) {
        widest = high - low;
        column_ = j;
      }
    }
    select(rows, n / 2, n);
    halve(rows, n / 2, levels - 1);
    halve(rows + n / 2, n - n / 2, levels - 1);
  }

  void select(int32_t* v, Index nth, Index n) {
    Index first = 0, last = n;
    int tries = 0;
    for (Index rest = n; rest > 1; rest /= 2) tries += 2;
    while (last - first > 3) {
      if (tries-- == 0) {
        select_by_heap(v + first, nth + 1 - first, last - first);
        std::swap(v[first], v[nth]);
        return;
      }
      const Index cut = partition(v, first, last);
      (cut <= nth ? first : last) = cut;
    }
    for (Index i = first + 1; i < last; ++i) {
      const int32_t row = v[i];
      Index at = i;
      for (; at > first && less(row, v[at - 1]); --at) v[at] = v[at - 1];
      v[at] = row;
    }
  }

  Index partition(int32_t* v, Index first, Index last) const {
    const Index a = first + 1, b = first + (last - first) / 2, c = last - 1;
    const Index median = less(v[a], v[b]) ? (less(v[b], v[c])   ? b
                                             : less(v[a], v[c]) ? c
                                                                : a)
                                          : (less(v[a], v[c])   ? a
                                             : less(v[b], v[c]) ? c
                                                                : b);
    std::swap(v[first], v[median]);
    const int32_t pivot = v[first];
    for (++first;; ++first) {
      while (less(v[first], pivot)) ++first;
      --last;
      while (less(pivot, v[last])) --last;
      if (first >= last) return first;
      std::swap(v[first], v[last]);
    }
  }

  /// The `most` smallest come first, as a heap with the largest in front.
  void select_by_heap(int32_t* v, Index most, Index n) const {
    for (Index i = most / 2; i-- > 0;) adjust(v, i, most, v[i]);
    for (Index i = most; i < n; ++i) {
      if (!less(v[i], v[0])) continue;
      const int32_t row = v[i];
      v[i] = v[0];
      adjust(v, 0, most, row);
    }
  }

  void adjust(int32_t* v, Index top, Index n, int32_t row) const {
    Index hole = top;
    for (Index child = 2 * hole + 2; child <= n; child = 2 * hole + 2) {
      if (child == n || less(v[child], v[child - 1])) --child;
      v[hole] = v[child];
      hole = child;
    }
    for (Index parent = (hole - 1) / 2; hole > top && less(v[parent], row); parent = (hole - 1) / 2) {
      v[hole] = v[parent];
      hole = parent;
    }
    v[hole] = row;
  }

  const RowMatrix& x_;
  std::vector<int32_t> rows_;
  Index column_ = 0;
};

}  // namespace

std::vector<int32_t> tree_rows(const RowMatrix& training) { return Halves(training).take(); }

void choose_search(const Estimator& estimator, const RowMatrix& training, const Metric& metric, std::string& method,
                   std::vector<int32_t>& rows) {
  method = estimator.param("algorithm").text();
  if (method == "auto") {
    const bool slow = training.cols() > 15 || estimator.param("n_neighbors").integer() >= training.rows() / 2;
    method = slow || metric.p < 1 ? "brute" : "kd_tree";
  }
  rows.clear();
  if (method == "brute") return;
  if (metric.p < 1) {
    throw Error("bad_parameter", estimator.declaration().name,
                "algorithm='" + method + "' of " + estimator.declaration().name + " needs p of at least 1.",
                "Choose algorithm='brute', or a larger p.");
  }
  rows = tree_rows(training);
}

}  // namespace keepfit::neighbors
