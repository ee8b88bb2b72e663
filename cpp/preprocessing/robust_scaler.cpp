#include "preprocessing/robust_scaler.h"

#include "core/audit.h"
#include "core/registry.h"
#include "core/table.h"
#include "preprocessing/quantiles.h"
#include "preprocessing/scale.h"

namespace keepfit {

KEEPFIT_REGISTER(RobustScaler)

KEEPFIT_SMALL const Declaration& RobustScaler::declared() {
  static const Declaration d{
      .name = "RobustScaler",
      .module = "preprocessing",
      .doc = "Removes the median and divides by the range between two percentiles: outliers count little.",
      .kind = Kind::kTransformer,
      .exactness = {Exactness::kExact,
                    "The width of the normal distribution's quartiles comes from its inverse.",
                    {{Exactness::kTight, {}, "unit_variance", {true}}}},
      .traits = {.accepts_missing = true, .keeps_missing = true},
      .params = {{"with_centering", true, {constraint::boolean()}, "Subtract the median of each column."},
                 {"with_scaling",
                  true,
                  {constraint::boolean()},
                  "Divide each column by its range between the two percentiles."},
                 {"quantile_range", Value::List{25.0, 75.0}, {constraint::list()}, "The two percentiles: [low, high]."},
                 {"unit_variance",
                  false,
                  {constraint::boolean()},
                  "Scale so that normally distributed columns get the variance 1."}},
      .first = "quantile_range with_centering with_scaling",
      .fitted = {field<&RobustScaler::center_>("center_", {}, "Median of each column, or None."),
                 field<&RobustScaler::scale_>("scale_", {}, "What each column is divided by, or None.")},
      .unsupported = {"copy"},
      .create = &create<RobustScaler>};
  return d;
}

std::pair<double, double> RobustScaler::range() const {
  const Value::List& given = param("quantile_range").list("quantile_range");
  const bool pair = given.size() == 2 && given[0].is_number() && given[1].is_number();
  if (!pair || !(given[0].number() >= 0) || !(given[0].number() <= given[1].number()) || !(given[1].number() <= 100)) {
    throw Error("bad_parameter", name(),
                "quantile_range of RobustScaler must be [low, high] with 0 <= low <= high <= 100. Got " +
                    param("quantile_range").repr() + ".");
  }
  if (param("unit_variance").boolean() && !(given[0].number() < given[1].number())) {
    throw Error("bad_parameter", name(),
                "quantile_range of RobustScaler must have low < high with unit_variance. Got " +
                    param("quantile_range").repr() + ".");
  }
  return {given[0].number(), given[1].number()};
}

void RobustScaler::do_fit(const Table& X, const Column*, const Context&) {
  const auto [low, high] = range();
  const bool centre = param("with_centering").boolean(), scale = param("with_scaling").boolean();
  const double adjust =
      param("unit_variance").boolean() ? quantiles::normal(high / 100.0) - quantiles::normal(low / 100.0) : 1.0;
  Value::List centres, scales;
  for (Index j = 0; j < X.columns(); ++j) {
    const std::vector<double> values = quantiles::sorted_values(X.numeric(j).data(), X.rows());
    if (centre) centres.emplace_back(quantiles::median(values));
    if (scale)
      scales.emplace_back(nonzero_scale(quantiles::percentile(values, high) - quantiles::percentile(values, low)) /
                          adjust);
  }
  center_ = centre ? Value(std::move(centres)) : Value();
  scale_ = scale ? Value(std::move(scales)) : Value();
}

Table RobustScaler::do_transform(const Table& X) const {
  Matrix z = X.numbers();
  const auto* centres = center_.get_if<Value::List>();
  const auto* scales = scale_.get_if<Value::List>();
  for (Index j = 0; j < z.cols(); ++j) {
    if (centres) z.col(j).array() -= (*centres)[static_cast<size_t>(j)].number();
    if (scales) z.col(j).array() /= (*scales)[static_cast<size_t>(j)].number();
  }
  return Table(std::move(z));
}

Table RobustScaler::do_inverse_transform(const Table& X) const {
  Matrix x = X.numbers();
  const auto* centres = center_.get_if<Value::List>();
  const auto* scales = scale_.get_if<Value::List>();
  for (Index j = 0; j < x.cols(); ++j) {
    if (scales) x.col(j).array() *= (*scales)[static_cast<size_t>(j)].number();
    if (centres) x.col(j).array() += (*centres)[static_cast<size_t>(j)].number();
  }
  return Table(std::move(x));
}

void RobustScaler::check_fitted() const {
  const auto check = [&](const Value& values, const char* attribute, const char* wanted) {
    if (values.is_null() != !param(wanted).boolean()) {
      audit::refuse(attribute, std::string(attribute) + " does not agree with the parameter " + wanted + ".");
    }
    const auto* items = values.get_if<Value::List>();
    bool sound = values.is_null() || (items && items->size() == static_cast<size_t>(n_features_in()));
    for (size_t j = 0; sound && items && j < items->size(); ++j) sound = (*items)[j].get_if<double>() != nullptr;
    if (!sound)
      throw Error("audit_type", attribute, std::string(attribute) + " must be None or one float per column.",
                  "Nothing was loaded.");
  };
  range();
  check(center_, "center_", "with_centering");
  check(scale_, "scale_", "with_scaling");
  if (const auto* scales = scale_.get_if<Value::List>()) {
    Vector values(static_cast<Index>(scales->size()));
    for (Index j = 0; j < values.size(); ++j) values[j] = (*scales)[static_cast<size_t>(j)].number();
    check_scale(values);
  }
}

}  // namespace keepfit
