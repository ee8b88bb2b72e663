#include "neighbors/ordered_search.h"

#include <algorithm>
#include <cmath>

#include "core/math.h"

namespace keepfit::neighbors {

void Best::start(bool by_place) {
  by_place_ = by_place;
  count_ = by_place ? distances.size() : 0;
  lost_ = kInf;
  if (!by_place) return;
  std::fill(distances.begin(), distances.end(), kInf);
  std::fill(rows.begin(), rows.end(), 0);
}

void Best::offer(double distance, Index row) {
  const size_t k = distances.size();
  if (count_ < k) {
    distances[count_] = distance;
    rows[count_] = row;
    if (++count_ < k) return;
    for (size_t at = k / 2; at-- > 0;) sink(at, distances[at], rows[at]);
    return;
  }
  const bool counts = distance < distances[0];
  lost_ = std::min(lost_, counts ? distances[0] : distance);
  if (counts) sink(0, distance, row);
}

/// In the place of one of the heap.
void Best::sink(size_t at, double distance, Index row) {
  const size_t k = distances.size();
  for (size_t child = 2 * at + 1; child < k; child = 2 * at + 1) {
    if (child + 1 < k && nearer(distances[child], rows[child], child + 1)) ++child;
    if (!nearer(distance, row, child)) break;
    distances[at] = distances[child];
    rows[at] = rows[child];
    at = child;
  }
  distances[at] = distance;
  rows[at] = row;
}

void Best::sort() {
  by_place_ = false;
  for (size_t i = 1; i < distances.size(); ++i) {
    const double distance = distances[i];
    const Index row = rows[i];
    size_t at = i;
    for (; at > 0 && nearer(distance, row, at - 1); --at) {
      distances[at] = distances[at - 1];
      rows[at] = rows[at - 1];
    }
    distances[at] = distance;
    rows[at] = row;
  }
}

OrderedSearch::OrderedSearch(const RowMatrix& training, const Metric& metric, bool balls,
                             const std::vector<int32_t>& rows)
    : training_(training),
      metric_(metric),
      rows_(rows),
      width_(training.cols()),
      balls_(balls),
      nodes_(rows.empty() ? 1 : (size_t{1} << tree_levels(training.rows())) - 1) {
  if (nodes_ == 1) return;  // one leaf, which is never left out
  bounds_.resize(nodes_ * static_cast<size_t>(2 * width_));
  bound(0, 0, training.rows());
}

double OrderedSearch::add(double sum, double away) const {
  if (metric_.p == 2) return sum + away * away;
  if (metric_.p == 1) return sum + away;
  if (metric_.p == kInf) return std::max(sum, away);
  return sum + math::pow(away, metric_.p);
}

// Not once for every caller: code is fetched before it runs.
[[gnu::noinline]] double OrderedSearch::between(const double* a, const double* b) const {
  double sum = 0;
  if (metric_.p == 2) {
    for (Index j = 0; j < width_; ++j) sum += (a[j] - b[j]) * (a[j] - b[j]);
    return sum;
  }
  for (Index j = 0; j < width_; ++j) sum = add(sum, std::fabs(a[j] - b[j]));
  return sum;
}

double OrderedSearch::root(double sum) const {
  if (metric_.p == 2) return std::sqrt(sum);
  return metric_.p == 1 || metric_.p == kInf ? sum : math::pow(sum, 1.0 / metric_.p);
}

void OrderedSearch::bound(size_t node, Index start, Index end) {
  double *low = bounds(node), *high = low + width_;
  if (balls_) {
    for (Index i = start; i < end; ++i) {
      for (Index j = 0; j < width_; ++j) low[j] += values(i)[j];
    }
    for (Index j = 0; j < width_; ++j) low[j] /= static_cast<double>(end - start);
    for (Index i = start; i < end; ++i) *high = std::max(*high, between(low, values(i)));
    *high = root(*high);
  } else {
    for (Index j = 0; j < width_; ++j) {
      low[j] = high[j] = values(start)[j];
      for (Index i = start + 1; i < end; ++i) {
        low[j] = std::min(low[j], values(i)[j]);
        high[j] = std::max(high[j], values(i)[j]);
      }
    }
  }
  if (2 * node + 1 >= nodes_) return;
  const Index middle = start + (end - start) / 2;
  bound(2 * node + 1, start, middle);
  bound(2 * node + 2, middle, end);
}

double OrderedSearch::least(size_t node) {
  const double *low = bounds(node), *high = low + width_;
  if (balls_) {
    const double away = std::max(0.0, root(between(query_, low)) - *high);
    return metric_.p == kInf ? away : add(0.0, away);
  }
  double sum = 0;
  for (Index j = 0; j < width_; ++j) sum = add(sum, std::max(0.0, std::max(low[j] - query_[j], query_[j] - high[j])));
  return sum;
}

void OrderedSearch::visit(size_t node, Index start, Index end) {
  const size_t left = 2 * node + 1;
  if (left >= nodes_) {
    for (Index i = start; i < end; ++i) best_->offer(between(query_, values(i)), row(i));
    return;
  }
  const Index middle = start + (end - start) / 2;
  const double of_left = least(left), of_right = least(left + 1);
  // The nearer one first; what lies beyond the worst of those found is left out.
  for (const bool first : {of_left <= of_right, !(of_left <= of_right)}) {
    if (first && !(of_left > best_->worst())) visit(left, start, middle);
    if (!first && !(of_right > best_->worst())) visit(left + 1, middle, end);
  }
}

void OrderedSearch::search(const double* query, Best& best) {
  query_ = query;
  best_ = &best;
  visit(0, 0, training_.rows());
}

}  // namespace keepfit::neighbors
