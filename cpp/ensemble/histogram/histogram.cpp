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

namespace {

/// Adds n rows to the bins of kWide columns from j on: what is read of a row serves all of them, and no sum waits for
/// the one before it.
template <size_t kWide, bool kConstant, class RowOf>
void add_rows(const Columns& x, size_t j, Bin<kConstant>* bins, const float* g, const float* h, size_t n,
              const RowOf& row_of) {
  const uint8_t* codes[kWide];
  for (size_t k = 0; k < kWide; ++k) codes[k] = x.binned.column(j + k);
  const size_t n_bins = x.n_bins;
  for (size_t i = 0; i < n; ++i) {
    const size_t row = row_of(i);
    const float gradient = g[i], hessian = kConstant ? 0.0f : h[i];
    for (size_t k = 0; k < kWide; ++k) bins[k * n_bins + codes[k][row]].add(gradient, hessian);
  }
}

}  // namespace

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
  const auto add = [&](const auto& row_of) {
    size_t j = 0;
    const auto bins = [&] { return out->data() + j * x_.n_bins; };
    for (; j + 4 <= x_.size(); j += 4) add_rows<4>(x_, j, bins(), g, h, n, row_of);
    for (; j < x_.size(); ++j) add_rows<1>(x_, j, bins(), g, h, n, row_of);
  };
  if (all) add([](size_t i) { return i; });
  else add([rows](size_t i) { return static_cast<size_t>(rows[i]); });
  return out;
}

template class HistogramBuilder<true>;
template class HistogramBuilder<false>;

}  // namespace keepfit::ensemble::histogram
