#include "core/arg_partition.h"

#include <numeric>

namespace keepfit {

namespace {

class Select {
 public:
  Select(const std::vector<double>& values, Index* places) : values_(values), v_(places) {}

  void operator()(Index n, Index kth) {
    Index low = 0, high = n - 1;
    if (kth < 3) {
      for (Index i = 0; i <= kth; ++i) {
        Index least = i;
        for (Index k = i + 1; k < n; ++k) {
          if (less(k, least)) least = k;
        }
        std::swap(v_[i], v_[least]);
      }
      return;
    }
    if (kth == high) {
      Index most = 0;
      for (Index k = 1; k < n; ++k) {
        if (!less(k, most)) most = k;
      }
      std::swap(v_[kth], v_[most]);
      return;
    }
    int tries = 0;
    for (Index rest = n; rest > 1; rest /= 2) tries += 2;
    while (low + 1 < high) {
      Index left = low + 1, right = high;
      if (tries-- > 0 || right - left < 5) {
        const Index middle = low + (high - low) / 2;
        order(middle, high);
        order(low, high);
        order(middle, low);
        std::swap(v_[middle], v_[low + 1]);
      } else {
        std::swap(v_[left + median_of_medians(left, right - left)], v_[low]);
        --left;
        ++right;
      }
      const double pivot = values_[static_cast<size_t>(v_[low])];
      for (;;) {
        do ++left;
        while (less(at(left), pivot));
        do --right;
        while (less(pivot, at(right)));
        if (right < left) break;
        std::swap(v_[left], v_[right]);
      }
      std::swap(v_[low], v_[right]);
      if (right >= kth) high = right - 1;
      if (right <= kth) low = left;
    }
    if (high == low + 1) order(low, high);
  }

 private:
  double at(Index i) const { return values_[static_cast<size_t>(v_[i])]; }
  static bool less(double a, double b) { return a < b || (b != b && a == a); }
  bool less(Index a, Index b) const { return less(at(a), at(b)); }
  [[gnu::noinline]] void order(Index a, Index b) {
    if (less(b, a)) std::swap(v_[a], v_[b]);
  }

  Index median_of_medians(Index from, Index n) {
    const Index fives = n / 5;
    for (Index i = 0; i < fives; ++i) {
      const Index a = from + 5 * i;
      order(a, a + 1);
      order(a + 3, a + 4);
      order(a, a + 3);
      order(a + 1, a + 4);
      order(a + 1, a + 2);
      const Index median = !less(a + 3, a + 2) ? 2 : less(a + 3, a + 1) ? 1 : 3;
      std::swap(v_[a + median], v_[from + i]);
    }
    if (fives > 2) Select(values_, v_ + from)(fives, fives / 2);
    return fives / 2;
  }

  const std::vector<double>& values_;
  Index* v_;
};

}  // namespace

std::vector<Index> arg_partition(const std::vector<double>& values, Index kth) {
  std::vector<Index> places(values.size());
  std::iota(places.begin(), places.end(), 0);
  Select(values, places.data())(static_cast<Index>(places.size()), kth);
  return places;
}

}  // namespace keepfit
