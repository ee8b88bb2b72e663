// The order of glibc's qsort, a merge sort, under a comparison that never calls two items equal, as scikit-learn's of
// categories does (sklearn/ensemble/_hist_gradient_boosting/splitting.pyx): equal items change places with every merge.
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace keepfit::replicas {

/// Sorts the n items from `from` on. less: the comparison is -1 where it holds, else 1.
template <class T, class Less>
void qsort(std::vector<T>& v, size_t from, size_t n, Less less) {
  if (n <= 1) return;
  const size_t n1 = n / 2, n2 = n - n1;
  qsort(v, from, n1, less);
  qsort(v, from + n1, n2, less);
  std::vector<T> merged;
  size_t a = from, b = from + n1;
  while (a < from + n1 && b < from + n) merged.push_back(less(v[a], v[b]) ? v[a++] : v[b++]);
  while (a < from + n1) merged.push_back(v[a++]);
  while (b < from + n) merged.push_back(v[b++]);
  std::copy(merged.begin(), merged.end(), v.begin() + static_cast<std::ptrdiff_t>(from));
}

}  // namespace keepfit::replicas
