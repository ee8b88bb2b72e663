// The order in which Python's heapq gives back equal items: scikit-learn's histogram trees split the node of the
// greatest gain next (sklearn/ensemble/_hist_gradient_boosting/grower.py), and which of equal ones that is is part of
// the result.
#pragma once

#include <cstddef>
#include <vector>

namespace keepfit::replicas {

namespace heapq_parts {

template <class T, class Before>
void sift_down(std::vector<T>& heap, size_t from, size_t at, Before before) {
  const T item = heap[at];
  while (at > from) {
    const size_t parent = (at - 1) / 2;
    if (!before(item, heap[parent])) break;
    heap[at] = heap[parent];
    at = parent;
  }
  heap[at] = item;
}

}  // namespace heapq_parts

template <class T, class Before>
void heappush(std::vector<T>& heap, const T& item, Before before) {
  heap.push_back(item);
  heapq_parts::sift_down(heap, 0, heap.size() - 1, before);
}

/// Takes out the item before which there is none.
template <class T, class Before>
T heappop(std::vector<T>& heap, Before before) {
  const T last = heap.back();
  heap.pop_back();
  if (heap.empty()) return last;
  const T top = heap.front();
  size_t at = 0;
  for (size_t child = 1; child < heap.size(); child = 2 * at + 1) {
    if (child + 1 < heap.size() && !before(heap[child], heap[child + 1])) ++child;
    heap[at] = heap[child];
    at = child;
  }
  heap[at] = last;
  heapq_parts::sift_down(heap, 0, at, before);
  return top;
}

}  // namespace keepfit::replicas
