#include "preprocessing/max_abs_scaler.h"

#include <cmath>

#include "core/registry.h"
#include "core/table.h"
#include "preprocessing/scale.h"

namespace keepfit {

KEEPFIT_REGISTER(MaxAbsScaler)

KEEPFIT_SMALL const Declaration& MaxAbsScaler::declared() {
  static const Declaration d{
      .name = "MaxAbsScaler",
      .module = "preprocessing",
      .doc = "Divides each column by its largest absolute value.",
      .kind = Kind::kTransformer,
      .exactness = {Exactness::kExact},
      .traits = {.accepts_missing = true, .keeps_missing = true},
      .params = {{"clip", false, {constraint::boolean()}, "Keep later data between -1 and 1 too."}},
      .fitted = {field<&MaxAbsScaler::scale_>("scale_", {"n_features_in_"}, "What each column is divided by."),
                 field<&MaxAbsScaler::max_abs_>("max_abs_", {"n_features_in_"},
                                                "Largest absolute value seen in each column."),
                 field<&MaxAbsScaler::n_samples_seen_>("n_samples_seen_", {}, "Number of rows seen.")},
      .unsupported = {"copy"},
      .unsupported_methods = {"partial_fit"},
      .create = &create<MaxAbsScaler>};
  return d;
}

void MaxAbsScaler::do_fit(const Table& X, const Column*, const Context&) {
  const Matrix& x = X.numbers();
  max_abs_ = Vector::Constant(x.cols(), std::numeric_limits<double>::quiet_NaN());
  scale_.resize(x.cols());
  for (Index j = 0; j < x.cols(); ++j) {
    for (Index i = 0; i < x.rows(); ++i) {
      const double v = std::abs(x(i, j));
      if (!std::isnan(v) && !(max_abs_[j] >= v)) max_abs_[j] = v;
    }
    scale_[j] = nonzero_scale(max_abs_[j]);
  }
  n_samples_seen_ = x.rows();
}

Table MaxAbsScaler::do_transform(const Table& X) const {
  Matrix z = X.numbers();
  const bool clip = param("clip").boolean();
  for (Index j = 0; j < z.cols(); ++j) {
    for (Index i = 0; i < z.rows(); ++i) {
      double v = z(i, j) / scale_[j];
      if (clip) v = v < -1.0 ? -1.0 : v > 1.0 ? 1.0 : v;
      z(i, j) = v;
    }
  }
  return Table(std::move(z));
}

Table MaxAbsScaler::do_inverse_transform(const Table& X) const {
  Matrix x = X.numbers();
  for (Index j = 0; j < x.cols(); ++j) x.col(j).array() *= scale_[j];
  return Table(std::move(x));
}

void MaxAbsScaler::check_fitted() const { check_scale(scale_); }

}  // namespace keepfit
