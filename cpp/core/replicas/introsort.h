// The order in which scikit-learn's trees sort (sklearn/utils/_sorting.pyx): introsort with a three-way partition
// around the median of three (Musser 1997). Not std::sort: where equal values end up decides the order of later sums.
#pragma once

#include <bit>
#include <cstddef>
#include <utility>

namespace keepfit::replicas {

namespace introsort_parts {

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
void sort(E* v, size_t n, int depth_left) {
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
    sort(v, below, depth_left);
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

}  // namespace introsort_parts

/// Sorts n entries by their member `value`.
template <class E>
void introsort(E* v, size_t n) {
  if (n > 1) introsort_parts::sort(v, n, 2 * (static_cast<int>(std::bit_width(n)) - 1));
}

}  // namespace keepfit::replicas
