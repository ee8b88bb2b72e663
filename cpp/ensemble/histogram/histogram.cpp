#include "ensemble/histogram/histogram.h"

#include <algorithm>
#include <utility>

namespace keepfit::ensemble::histogram {

template <bool kConstant>
HistogramBuilder<kConstant>::HistogramBuilder(const Columns& x)
    : x_(x),
      ordered_gradient_(static_cast<size_t>(x.binned.rows)),
      ordered_hessian_(kConstant ? 0 : ordered_gradient_.size()) {}

template <bool kConstant>
void HistogramBuilder<kConstant>::turn_to(const float* gradient, const float* hessian) {
  gradient_ = gradient;
  hessian_ = hessian;
}

template <bool kConstant>
Histogram<kConstant> HistogramBuilder<kConstant>::take() {
  if (spare_.empty()) return std::make_unique<std::vector<Bin<kConstant>>>(x_.size() * x_.n_bins);
  Histogram<kConstant> out = std::move(spare_.back());
  spare_.pop_back();
  return out;
}
template <bool kConstant>
void HistogramBuilder<kConstant>::give_back(Histogram<kConstant> histogram) {
  if (histogram) spare_.push_back(std::move(histogram));
}

template <bool kConstant>
Histogram<kConstant> HistogramBuilder<kConstant>::count(const uint32_t* rows, size_t n) {
  Histogram<kConstant> out = take();
  std::fill(out->begin(), out->end(), Bin<kConstant>{});
  const bool all = n == static_cast<size_t>(x_.binned.rows);
  const float* g = gradient_;
  const float* h = hessian_;
  if (!all) {
    for (size_t i = 0; i < n; ++i) ordered_gradient_[i] = gradient_[rows[i]];
    g = ordered_gradient_.data();
    if constexpr (!kConstant) {
      for (size_t i = 0; i < n; ++i) ordered_hessian_[i] = hessian_[rows[i]];
      h = ordered_hessian_.data();
    }
  }
  for (size_t j = 0; j < x_.size(); ++j) {
    Bin<kConstant>* bins = out->data() + j * x_.n_bins;
    const uint8_t* codes = x_.binned.column(j);
    if (all) {
      for (size_t i = 0; i < n; ++i) bins[codes[i]].add(g[i], kConstant ? 0.0f : h[i]);
    } else {
      for (size_t i = 0; i < n; ++i) bins[codes[rows[i]]].add(g[i], kConstant ? 0.0f : h[i]);
    }
  }
  return out;
}

template class HistogramBuilder<true>;
template class HistogramBuilder<false>;

}  // namespace keepfit::ensemble::histogram
