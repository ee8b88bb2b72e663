// The order in which libstdc++'s push_heap and pop_heap leave equal items, which scikit-learn's trees with a limit of
// leaves are grown by (sklearn/tree/_tree.pyx). Other standard libraries order them otherwise.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

namespace keepfit::replicas {

namespace stl_heap_parts {

template <class T, class Less>
void sift_up(std::vector<T>& heap, size_t hole, T value, Less less) {
  while (hole > 0 && less(heap[(hole - 1) / 2], value)) {
    heap[hole] = std::move(heap[(hole - 1) / 2]);
    hole = (hole - 1) / 2;
  }
  heap[hole] = std::move(value);
}

}  // namespace stl_heap_parts

template <class T, class Less>
void push_heap(std::vector<T>& heap, T value, Less less) {
  heap.push_back(value);
  stl_heap_parts::sift_up(heap, heap.size() - 1, std::move(value), less);
}

/// Takes out the largest item.
template <class T, class Less>
T pop_heap(std::vector<T>& heap, Less less) {
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
  stl_heap_parts::sift_up(heap, hole, std::move(last), less);
  return top;
}

}  // namespace keepfit::replicas
