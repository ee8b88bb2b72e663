// Scalers, and what else bends numbers column by column or row by row; imputers.
#include <algorithm>
#include <cmath>

#include "interchange/lower/lower.h"

namespace keepfit::interchange::lower {

namespace {

using graph::Arithmetic;
using graph::Column;

Frame standard(Builder& b, const Step& step, const Frame& in) {
  Id x = b.numbers(in);
  if (step.flag("with_mean")) x = b.per_column(Arithmetic::kSubtract, x, step.numbers("mean_", in.size()));
  if (step.flag("with_std")) x = b.per_column(Arithmetic::kDivide, x, step.numbers("scale_", in.size()));
  return b.frame(x);
}

Id standard_back(Builder& b, const Step& step, Id x) {
  if (step.flag("with_std")) x = b.per_column(Arithmetic::kMultiply, x, step.numbers("scale_", 1));
  return step.flag("with_mean") ? b.per_column(Arithmetic::kAdd, x, step.numbers("mean_", 1)) : x;
}

Frame robust(Builder& b, const Step& step, const Frame& in) {
  Id x = b.numbers(in);
  if (!step.fitted("center_").is_null()) x = b.per_column(Arithmetic::kSubtract, x, step.numbers("center_", in.size()));
  if (!step.fitted("scale_").is_null()) x = b.per_column(Arithmetic::kDivide, x, step.numbers("scale_", in.size()));
  return b.frame(x);
}

Id robust_back(Builder& b, const Step& step, Id x) {
  if (!step.fitted("scale_").is_null()) x = b.per_column(Arithmetic::kMultiply, x, step.numbers("scale_", 1));
  return step.fitted("center_").is_null() ? x : b.per_column(Arithmetic::kAdd, x, step.numbers("center_", 1));
}

Frame min_max(Builder& b, const Step& step, const Frame& in) {
  Id x = b.per_column(Arithmetic::kMultiply, b.numbers(in), step.numbers("scale_", in.size()));
  x = b.per_column(Arithmetic::kAdd, x, step.numbers("min_", in.size()));
  if (step.flag("clip")) {
    const std::vector<double> range = doubles_of(step.param("feature_range"), b.where);
    if (range.size() != 2) step.refuse("feature_range must hold two numbers.");
    x = b.add(graph::Clip{range[0], range[1]}, x, b.width(x));
  }
  return b.frame(x);
}

Id min_max_back(Builder& b, const Step& step, Id x) {
  x = b.per_column(Arithmetic::kSubtract, x, step.numbers("min_", 1));
  return b.per_column(Arithmetic::kDivide, x, step.numbers("scale_", 1));
}

Frame max_abs(Builder& b, const Step& step, const Frame& in) {
  Id x = b.per_column(Arithmetic::kDivide, b.numbers(in), step.numbers("scale_", in.size()));
  if (step.flag("clip")) x = b.add(graph::Clip{-1, 1}, x, b.width(x));
  return b.frame(x);
}

Id max_abs_back(Builder& b, const Step& step, Id x) {
  return b.per_column(Arithmetic::kMultiply, x, step.numbers("scale_", 1));
}

Frame normalizer(Builder& b, const Step& step, const Frame& in) {
  const Id x = b.numbers(in);
  const graph::Norm norm = step.is("norm", "l1")   ? graph::Norm::kL1
                           : step.is("norm", "l2") ? graph::Norm::kL2
                                                   : graph::Norm::kMax;
  return b.frame(b.add(graph::RowNorm{norm}, x, b.width(x)));
}

Frame binarizer(Builder& b, const Step& step, const Frame& in) {
  const Id x = b.numbers(in);
  return b.frame(b.add(graph::Above{step.param("threshold").number("threshold")}, x, b.width(x)));
}

Frame bins(Builder& b, const Step& step, const Frame& in) {
  graph::Bins out;
  const Value::List& edges = step.fitted("bin_edges_").list("bin_edges_");
  if (edges.size() != in.size()) step.refuse("bin_edges_ has another length than it should.");
  for (const Value& each : edges) {
    std::vector<double> all = doubles_of(each, b.where);
    // The ends do not count: what lies beyond them is in the outermost bins.
    if (!all.empty()) all.erase(all.begin());
    if (!all.empty()) all.pop_back();
    out.edges.push_back(std::move(all));
  }
  const std::vector<int32_t> counts = integers_of(step.fitted("n_bins_"), b.where);
  if (counts.size() != in.size()) step.refuse("n_bins_ has another length than it should.");
  for (size_t j = 0; j < counts.size(); ++j)
    if (counts[j] < 1 || static_cast<size_t>(counts[j]) != out.edges[j].size() + 1)
      step.refuse("n_bins_ does not go with bin_edges_.");
  const Id x = b.numbers(in);
  const Id codes = b.add(std::move(out), x, b.width(x));
  if (step.is("encode", "ordinal")) return b.frame(codes);
  Frame made;
  for (uint32_t j = 0; j < b.width(codes); ++j) {
    graph::OneHot hot;
    for (int32_t bin = 0; bin < counts[j]; ++bin) {
      hot.categories.numbers.push_back(bin);
      hot.place.push_back(bin);
    }
    hot.width = static_cast<uint32_t>(counts[j]);
    const uint32_t width = hot.width;
    const Frame columns = b.frame(b.add(std::move(hot), b.column(codes, j), width));
    made.insert(made.end(), columns.begin(), columns.end());
  }
  return made;
}

Frame polynomial(Builder& b, const Step& step, const Frame& in) {
  const graph::Matrix powers = step.matrix("powers_");
  if (powers.columns != in.size()) step.refuse("powers_ has another shape than it should.");
  graph::Polynomial out;
  for (size_t k = 0; k < powers.rows; ++k) {
    std::vector<uint32_t> factors;
    for (size_t j = powers.columns; j-- > 0;)
      for (double e = powers.at(k, j); e > 0 && factors.size() < 100; --e) factors.push_back(static_cast<uint32_t>(j));
    out.factors.push_back(std::move(factors));
  }
  return b.frame(b.add(std::move(out), b.numbers(in), static_cast<uint32_t>(powers.rows)));
}

Frame power(Builder& b, const Step& step, const Frame& in) {
  Id x = b.numbers(in);
  x = b.add(graph::Power{step.is("method", "box-cox"), false, step.numbers("lambdas_", in.size())}, x, b.width(x));
  if (step.is("method", "box-cox"))
    b.note("PowerTransformer: rows with numbers that are not above 0 are refused by Keepfit and get NaN elsewhere.");
  if (step.flag("standardize")) {
    x = b.per_column(Arithmetic::kSubtract, x, step.numbers("scaler_mean_", in.size()));
    x = b.per_column(Arithmetic::kDivide, x, step.numbers("scaler_scale_", in.size()));
  }
  return b.frame(x);
}

Id power_back(Builder& b, const Step& step, Id x) {
  if (step.flag("standardize")) {
    x = b.per_column(Arithmetic::kMultiply, x, step.numbers("scaler_scale_", 1));
    x = b.per_column(Arithmetic::kAdd, x, step.numbers("scaler_mean_", 1));
  }
  return b.add(graph::Power{step.is("method", "box-cox"), true, step.numbers("lambdas_", 1)}, x, 1);
}

graph::Quantiles quantiles_of(const Step& step, size_t width, bool inverse) {
  graph::Quantiles out;
  out.references = step.numbers("references_");
  out.quantiles = step.matrix("quantiles_", out.references.size(), width);
  if (out.references.empty()) step.refuse("references_ is empty.");
  out.normal = step.is("output_distribution", "normal");
  out.inverse = inverse;
  return out;
}

Frame quantile(Builder& b, const Step& step, const Frame& in) {
  const Id x = b.numbers(in);
  return b.frame(b.add(quantiles_of(step, in.size(), false), x, b.width(x)));
}

Id quantile_back(Builder& b, const Step& step, Id x) { return b.add(quantiles_of(step, 1, true), x, 1); }

Id function_of(Builder& b, const Value& name, Id x) {
  return name.is_null() ? x : b.add(graph::Function{name.text("func")}, x, b.width(x));
}

Frame function(Builder& b, const Step& step, const Frame& in) {
  if (step.param("func").is_null()) return in;
  return b.frame(function_of(b, step.param("func"), b.numbers(in)));
}

Id function_back(Builder& b, const Step& step, Id x) { return function_of(b, step.param("inverse_func"), x); }

Frame indicators(Builder& b, const Step& step, const Frame& in, const std::vector<int32_t>& features) {
  Frame out;
  for (const int32_t j : features) {
    if (j < 0 || static_cast<size_t>(j) >= in.size())
      step.refuse("An indicator stands for a column that is not there.");
    const Column& of = in[static_cast<size_t>(j)];
    out.push_back({b.add(graph::IsMissing{b.is_text(of)}, b.single(of), 1), 0});
  }
  return out;
}

Frame missing(Builder& b, const Step& step, const Frame& in) {
  if (step.is("features", "missing-only") && step.flag("error_on_new"))
    b.note(
        "MissingIndicator: Keepfit refuses rows in which a column is missing that never was in the fit; elsewhere they "
        "are answered.");
  return indicators(b, step, in, integers_of(step.fitted("features_"), b.where));
}

Frame impute(Builder& b, const Step& step, const Frame& in) {
  const Value::List& statistics = step.fitted("statistics_").list("statistics_");
  if (statistics.size() != in.size()) step.refuse("statistics_ has another length than it should.");
  Frame out, numbers;
  std::vector<double> by;
  std::vector<size_t> at;
  for (size_t j = 0; j < in.size(); ++j) {
    const Value& s = statistics[j];
    if (s.is_null() || (s.is_number() && std::isnan(s.number()))) continue;  // a column without any value
    const bool is_text = s.get_if<std::string>() != nullptr;
    if (is_text != b.is_text(in[j])) step.refuse("A column is of another kind than SimpleImputer fills it with.");
    if (is_text) {
      out.push_back({b.add(graph::ImputeText{s.text()}, std::vector<Id>{b.single(in[j])}, 1, graph::Type::kText), 0});
      continue;
    }
    at.push_back(out.size());
    out.push_back({});
    numbers.push_back(in[j]);
    by.push_back(s.number());
  }
  if (!numbers.empty()) {
    const Id x = b.numbers(numbers);
    const Id filled = b.add(graph::Impute{std::move(by)}, x, b.width(x));
    for (size_t k = 0; k < at.size(); ++k) out[at[k]] = {filled, static_cast<uint32_t>(k)};
  }
  const Frame more = indicators(b, step, in, integers_of(step.fitted("indicator_").at("features_"), b.where));
  out.insert(out.end(), more.begin(), more.end());
  return out;
}

Frame impute_by_neighbours(Builder& b, const Step& step, const Frame& in) {
  graph::NeighbourImpute out;
  out.training = step.matrix("fit_X_");
  if (out.training.columns != in.size() || out.training.rows == 0)
    step.refuse("fit_X_ has another shape than it should.");
  out.k = static_cast<uint32_t>(
      std::min<int64_t>(step.param("n_neighbors").integer(), static_cast<int64_t>(out.training.rows)));
  out.by_distance = step.is("weights", "distance");
  std::vector<double> zeros;
  const bool keep = step.flag("keep_empty_features");
  std::vector<char> known(in.size(), 0);
  for (size_t r = 0; r < out.training.rows; ++r)
    for (size_t j = 0; j < in.size(); ++j) known[j] |= !std::isnan(out.training.at(r, j));
  for (uint32_t j = 0; j < in.size(); ++j)
    if (known[j]) out.kept.push_back(j);
  b.note(
      "KNNImputer: of training rows that are equally near, scikit-learn and Keepfit may take others than an exported "
      "model.");
  const Id x = b.numbers(in);
  Frame made;
  const auto kept = static_cast<uint32_t>(out.kept.size());
  const Id filled = kept ? b.add(std::move(out), x, kept) : kNone;
  uint32_t next = 0;
  for (size_t j = 0; j < in.size(); ++j) {
    if (known[j]) made.push_back({filled, next++});
    else if (keep) made.push_back({b.constant(x, {0.0}), 0});
  }
  const Frame more = indicators(b, step, in, integers_of(step.fitted("indicator_").at("features_"), b.where));
  made.insert(made.end(), more.begin(), more.end());
  return made;
}

}  // namespace

const std::vector<Entry>& preprocessing() {
  static const std::vector<Entry> all{
      {"StandardScaler", standard, nullptr, standard_back},
      {"RobustScaler", robust, nullptr, robust_back},
      {"MinMaxScaler", min_max, nullptr, min_max_back},
      {"MaxAbsScaler", max_abs, nullptr, max_abs_back},
      {"Normalizer", normalizer},
      {"Binarizer", binarizer},
      {"KBinsDiscretizer", bins},
      {"PolynomialFeatures", polynomial},
      {"PowerTransformer", power, nullptr, power_back},
      {"QuantileTransformer", quantile, nullptr, quantile_back},
      {"FunctionTransformer", function, nullptr, function_back},
      {"MissingIndicator", missing},
      {"SimpleImputer", impute},
      {"KNNImputer", impute_by_neighbours},
  };
  return all;
}

}  // namespace keepfit::interchange::lower
