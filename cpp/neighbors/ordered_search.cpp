#include "neighbors/ordered_search.h"

#include <algorithm>
#include <cmath>

#include "core/math.h"

namespace keepfit::neighbors {

OrderedSearch::OrderedSearch(const RowMatrix& training, const Metric& metric, bool balls,
                             const std::vector<int32_t>& rows, Index k)
    : training_(training),
      metric_(metric),
      balls_(balls),
      rows_(rows),
      nodes_(rows.empty() ? 1 : (size_t{1} << tree_levels(training.rows())) - 1),
      distances_(static_cast<size_t>(k)),
      nearest_(static_cast<size_t>(k)) {
  if (nodes_ == 1) return;  // one leaf, which is never left out
  low_.resize(static_cast<Index>(nodes_), training.cols());
  high_.resize(low_.rows(), balls ? 0 : low_.cols());
  radius_.resize(low_.rows());
  bound(0, 0, training.rows());
}

double OrderedSearch::add(double sum, double away) const {
  if (metric_.p == 2) return sum + away * away;
  if (metric_.p == 1) return sum + away;
  if (metric_.p == kInf) return std::max(sum, away);
  return sum + math::pow(away, metric_.p);
}

double OrderedSearch::between(const double* a, const double* b) const {
  double sum = 0;
  for (Index j = 0; j < training_.cols(); ++j) sum = add(sum, std::fabs(a[j] - b[j]));
  return sum;
}

double OrderedSearch::root(double sum) const {
  return metric_.p == 2 ? std::sqrt(sum) : metric_.name == "minkowski" ? math::pow(sum, 1.0 / metric_.p) : sum;
}

void OrderedSearch::bound(size_t node, Index start, Index end) {
  const auto at = static_cast<Index>(node);
  auto low = low_.row(at);
  if (balls_) {
    low.setZero();
    for (Index i = start; i < end; ++i) low += training_.row(row(i));
    low /= static_cast<double>(end - start);
    double radius = 0;
    for (Index i = start; i < end; ++i)
      radius = std::max(radius, between(low.data(), training_.data() + row(i) * training_.cols()));
    radius_[at] = root(radius);
  } else {
    low.setConstant(kInf);
    high_.row(at).setConstant(-kInf);
    for (Index i = start; i < end; ++i) {
      low = low.cwiseMin(training_.row(row(i)));
      high_.row(at) = high_.row(at).cwiseMax(training_.row(row(i)));
    }
  }
  if (2 * node + 1 >= nodes_) return;
  const Index middle = start + (end - start) / 2;
  bound(2 * node + 1, start, middle);
  bound(2 * node + 2, middle, end);
}

double OrderedSearch::least(size_t node) const {
  const auto at = static_cast<Index>(node);
  const double* low = low_.data() + at * low_.cols();
  double sum = 0;
  if (balls_) {
    sum = std::max(0.0, root(between(query_, low)) - radius_[at]);
    return metric_.p == 2 ? sum * sum : metric_.name == "minkowski" ? math::pow(sum, metric_.p) : sum;
  }
  for (Index j = 0; j < low_.cols(); ++j)
    sum = add(sum, std::max(0.0, std::max(low[j] - query_[j], query_[j] - high_(at, j))));
  return sum;
}

/// The first takes its place among the first `size` of the heap.
void OrderedSearch::sink(Index size) {
  const double distance = distances_[0];
  const Index row = nearest_[0];
  size_t at = 0;
  for (size_t child = 1; child < static_cast<size_t>(size); child = 2 * at + 1) {
    if (child + 1 < static_cast<size_t>(size) && distances_[child] < distances_[child + 1]) ++child;
    if (!(distance < distances_[child])) break;
    distances_[at] = distances_[child];
    nearest_[at] = nearest_[child];
    at = child;
  }
  distances_[at] = distance;
  nearest_[at] = row;
}

void OrderedSearch::push(double distance, Index row) {
  if (distance >= distances_[0]) return;
  distances_[0] = distance;
  nearest_[0] = row;
  sink(static_cast<Index>(distances_.size()));
}

void OrderedSearch::visit(size_t node, Index start, Index end, double bound) {
  if (bound > distances_[0]) return;
  if (2 * node + 1 >= nodes_) {
    for (Index i = start; i < end; ++i) push(between(query_, training_.data() + row(i) * training_.cols()), row(i));
    return;
  }
  const Index middle = start + (end - start) / 2;
  const size_t left = 2 * node + 1;
  const double of_left = least(left), of_right = least(left + 1);
  if (of_left <= of_right) visit(left, start, middle, of_left);
  visit(left + 1, middle, end, of_right);
  if (!(of_left <= of_right)) visit(left, start, middle, of_left);
}

void OrderedSearch::search(const double* query, std::vector<double>& distances, std::vector<Index>& nearest) {
  query_ = query;
  std::fill(distances_.begin(), distances_.end(), kInf);
  std::fill(nearest_.begin(), nearest_.end(), 0);
  visit(0, 0, training_.rows(), 0.0);
  const size_t k = distances_.size();
  if (k <= 15) {  // as scikit-learn sorts so few: in which order equals are added up shows in the last bits
    for (size_t i = 1; i < k; ++i) {
      for (size_t j = i; j > 0 && distances_[j - 1] > distances_[j]; --j) {
        std::swap(distances_[j - 1], distances_[j]);
        std::swap(nearest_[j - 1], nearest_[j]);
      }
    }
  } else {
    for (size_t last = k - 1; last > 0; --last) {
      std::swap(distances_[0], distances_[last]);
      std::swap(nearest_[0], nearest_[last]);
      sink(static_cast<Index>(last));
    }
  }
  distances = distances_;
  nearest = nearest_;
}

}  // namespace keepfit::neighbors
