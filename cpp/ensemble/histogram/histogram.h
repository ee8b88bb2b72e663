// Sums of derivatives per bin, of all columns.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "ensemble/histogram/binning.h"

namespace keepfit::ensemble::histogram {

/// kConstant: second derivatives are 1 everywhere.
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

/// Bins of one column after the other.
template <bool kConstant>
using Histogram = std::unique_ptr<std::vector<Bin<kConstant>>>;

/// Makes histograms, and uses the memory of those given back again.
template <bool kConstant>
class HistogramBuilder {
 public:
  explicit HistogramBuilder(const Columns& x);

  /// Of which derivatives, one for each row; hessian is not read where it is constant.
  void turn_to(const float* gradient, const float* hessian);
  /// Of n different rows. All of them are to be in order.
  Histogram<kConstant> count(const uint32_t* rows, size_t n);
  void give_back(Histogram<kConstant> histogram);

 private:
  Histogram<kConstant> take();

  const Columns& x_;
  const float* gradient_ = nullptr;
  const float* hessian_ = nullptr;
  std::vector<float> ordered_gradient_, ordered_hessian_;
  std::vector<Histogram<kConstant>> spare_;
};

extern template class HistogramBuilder<true>;
extern template class HistogramBuilder<false>;

}  // namespace keepfit::ensemble::histogram
