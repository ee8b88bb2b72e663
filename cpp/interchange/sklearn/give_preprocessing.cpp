// Preprocessing, imputing and the choice of columns, for scikit-learn.
#include <algorithm>
#include <cmath>

#include "interchange/sklearn/give_trees.h"
#include "interchange/sklearn/special.h"

namespace keepfit::interchange {

namespace {

// ---- scalers
// ---------------------------------------------------------------------------------------------------------

void standard_scaler(Giving& giving, Given& to) {
  const bool centres = to.param("with_mean").boolean(), scales = to.param("with_std").boolean();
  if (centres || scales) giving.add_same(to, "mean_");
  else giving.put_none(to, "mean_");
  if (scales) {
    giving.add_same(to, "var_ scale_");
  } else {
    giving.put_none(to, "var_");
    giving.put_none(to, "scale_");
  }
}

/// None, or a list of numbers.
std::vector<double> numbers_in(const Value& list) {
  std::vector<double> out;
  for (const Value& each : list.list()) out.push_back(each.number());
  return out;
}

void robust_scaler(Giving& giving, Given& to) {
  for (const char* name : {"center_", "scale_"}) {
    const Value& values = to.attribute(name);
    Node node = values.is_null() ? giving.schema.scalar({}) : giving.schema.floats(numbers_in(values));
    giving.add(to, name, std::move(node));
  }
}

Node output_as_it_is(Giving& giving) {
  Attributes config;
  Node word = giving.schema.scalar("default");
  config.add("transform", std::move(word));
  return giving.schema.dict(config);
}

void power_transformer(Giving& giving, Given& to) {
  if (!to.param("standardize").boolean()) return;
  const std::vector<double> scale = to.attribute("scaler_scale_").array().to_vector<double>();
  std::vector<double> squares;
  for (double each : scale) squares.push_back(each * each);
  Given scaler(to);
  giving.put(scaler, "copy", false);
  giving.put(scaler, "with_mean", true);
  giving.put(scaler, "with_std", true);
  giving.put(scaler, "n_features_in_", to.attribute("n_features_in_"));
  Node config = output_as_it_is(giving);
  giving.add(scaler, "_sklearn_output_config", std::move(config));
  Node mean = giving.same(to.attribute("scaler_mean_"), to.where);
  giving.add(scaler, "mean_", std::move(mean));
  Node lengths = giving.schema.floats(scale);
  giving.add(scaler, "scale_", std::move(lengths));
  Node spread = giving.schema.floats(squares);
  giving.add(scaler, "var_", std::move(spread));
  Node made = giving.made("StandardScaler", scaler);
  giving.add(to, "_scaler", std::move(made));
  giving.left["PowerTransformer"].insert("_scaler.n_samples_seen_");
}

// ---- more columns
// ----------------------------------------------------------------------------------------------------

/// How many products of so many of the columns there are.
double combinations(int64_t columns, int64_t factors, bool once) {
  const int64_t n = once ? columns : columns + factors - 1;
  double out = 1;
  for (int64_t i = 1; i <= factors; ++i)
    out = std::round(out * static_cast<double>(n - factors + i) / static_cast<double>(i));
  return n < factors ? 0 : out;
}

void polynomial_features(Giving& giving, Given& to) {
  const Value& degree = to.param("degree");
  const auto* both = degree.get_if<Value::List>();
  const int64_t low = both ? (*both)[0].integer() : 0, high = both ? (*both)[1].integer() : degree.integer();
  const bool once = to.param("interaction_only").boolean();
  double all = to.param("include_bias").boolean() ? 1 : 0;
  for (int64_t factors = 1; factors <= (once ? std::min(high, to.width()) : high); ++factors)
    all += combinations(to.width(), factors, once);
  giving.put(to, "_min_degree", low);
  giving.put(to, "_max_degree", high);
  giving.put(to, "_n_out_full", static_cast<int64_t>(all));
  giving.add_same(to, "n_output_features_");
}

void bins(Giving& giving, Given& to) {
  Nodes edges, counts;
  for (const Value& of_column : to.attribute("bin_edges_").list())
    edges.push_back(giving.schema.floats(numbers_in(of_column)));
  Node all = giving.schema.objects(edges);
  giving.add(to, "bin_edges_", std::move(all));
  if (to.param("encode").is("ordinal")) return;
  const std::vector<int32_t> sizes = to.attribute("n_bins_").array().to_vector<int32_t>();
  Given encoder(to);
  Nodes categories, widths;
  for (int32_t size : sizes) {
    std::vector<int64_t> codes;
    for (int32_t k = 0; k < size; ++k) codes.push_back(k);
    categories.push_back(giving.schema.wholes(codes));
    widths.push_back(giving.schema.scalar(int64_t{size}));
  }
  Node known = giving.schema.list(categories);
  Node same = giving.schema.again(known);
  giving.add(encoder, "categories", std::move(known));
  giving.add(encoder, "categories_", std::move(same));
  const bool dense = giving.is_inside() || to.param("encode").is("onehot-dense");
  giving.put(encoder, "sparse_output", !dense);
  Node type = giving.schema.type("float64");
  giving.add(encoder, "dtype", std::move(type));
  giving.put(encoder, "handle_unknown", "error");
  for (const char* none : {"drop", "min_frequency", "max_categories", "drop_idx_", "_drop_idx_after_grouping"})
    giving.put_none(encoder, none);
  giving.put(encoder, "_infrequent_enabled", false);
  giving.put(encoder, "n_features_in_", to.attribute("n_features_in_"));
  Node outs = giving.schema.list(widths);
  giving.add(encoder, "_n_features_outs", std::move(outs));
  Node made = giving.made("OneHotEncoder", encoder);
  giving.add(to, "_encoder", std::move(made));
}

/// Tables of scikit-learn's without their zeros cannot be given to every estimator; Keepfit has no others than whole.
Node encode(Giving& giving, const Given& to, bool) {
  const Value& given = to.param("encode");
  if (!given.is("onehot") || !giving.is_inside()) return giving.schema.scalar(given);
  giving.notes.insert(
      "KBinsDiscretizer has encode='onehot-dense' in place of 'onehot': the same columns, as a table that every step "
      "takes.");
  return giving.schema.scalar("onehot-dense");
}

// ---- imputing
// --------------------------------------------------------------------------------------------------------

/// The columns of which it is said where values were missing; None where none is.
void indicator(Giving& giving, Given& to) {
  if (!to.param("add_indicator").boolean()) return giving.put_none(to, "indicator_");
  Given made(to);
  giving.put(made, "missing_values", std::nan(""));
  giving.put(made, "features", "missing-only");
  giving.put(made, "error_on_new", false);
  giving.put(made, "_precomputed", true);
  giving.put(made, "n_features_in_", to.attribute("n_features_in_"));
  giving.put(made, "_n_features", to.attribute("n_features_in_"));
  Node features = giving.same(to.attribute("indicator_").at("features_"), to.where);
  giving.add(made, "features_", std::move(features));
  Node node = giving.made("MissingIndicator", made);
  giving.add(to, "indicator_", std::move(node));
}

void simple_imputer(Giving& giving, Given& to) {
  const Value::List& values = to.attribute("statistics_").list();
  const bool texts = std::any_of(values.begin(), values.end(), [](const Value& each) { return !each.is_number(); });
  Node statistics;
  if (texts) {
    Nodes items;
    for (const Value& each : values) items.push_back(giving.schema.scalar(each));
    statistics = giving.schema.objects(items);
  } else {
    statistics = giving.schema.floats(numbers_in(to.attribute("statistics_")));
  }
  giving.add(to, "statistics_", std::move(statistics));
  for (const char* name : {"_fit_dtype", "_fill_dtype"}) {
    const Node empty = texts ? giving.schema.objects({}) : giving.schema.floats({});
    Node type = giving.schema.dtype(empty);
    giving.add(to, name, std::move(type));
  }
  indicator(giving, to);
}

void missing_indicator(Giving& giving, Given& to) { giving.put(to, "_n_features", to.attribute("n_features_in_")); }

void knn_imputer(Giving& giving, Given& to) {
  const Array& rows = to.attribute("fit_X_").array();
  const std::vector<double> values = rows.to_vector<double>();
  const auto width = static_cast<size_t>(to.width());
  std::vector<uint8_t> missing, any(width, 0);
  for (size_t i = 0; i < values.size(); ++i) {
    missing.push_back(std::isnan(values[i]));
    if (!std::isnan(values[i])) any[i % width] = 1;
  }
  Node table = giving.same(to.attribute("fit_X_"), to.where);
  giving.add(to, "_fit_X", std::move(table));
  const std::string mask(missing.begin(), missing.end());
  Node flags = giving.schema.array({"|b1", {}, false, {rows.shape[0], rows.shape[1]}, mask});
  giving.add(to, "_mask_fit_X", std::move(flags));
  Node valid = giving.schema.flags(any);
  giving.add(to, "_valid_mask", std::move(valid));
  giving.expands_squares = true;
  indicator(giving, to);
}

// ---- the choice of columns
// -------------------------------------------------------------------------------------------

void scores(Giving& giving, Given& to) {
  // Scores that no chances go with.
  if (to.param("score_func").text().substr(0, 6) == "mutual") return giving.put_none(to, "pvalues_");
  giving.add_same(to, "pvalues_");
}

Node score_function(Giving& giving, const Given& to, bool) { return giving.function(to.param("score_func")); }
Node forward(Giving& giving, const Given& to, bool) { return giving.function(to.param("func")); }
Node backward(Giving& giving, const Given& to, bool) { return giving.function(to.param("inverse_func")); }

void select_from_model(Giving& giving, Given& to) {
  const Value& model = to.attribute("estimator_");
  Node node = giving.fitted(model, to.inside("estimator_"), to.named);
  giving.add(to, "estimator_", std::move(node));
}

Node importance_getter(Giving& giving, const Given& to, bool with_fitted) {
  const Value& given = to.param("importance_getter");
  if (!with_fitted || counts_importances(to.attribute("estimator_"))) return giving.schema.scalar(given);
  giving.notes.insert(
      "SelectFromModel has importance_getter='importances_', where its model's importances stand; set it to 'auto' "
      "before it is fitted again.");
  return giving.schema.scalar(kImportances);
}

}  // namespace

const Gifts& gifts_of_preprocessing() {
  static const Gifts all{
      .fitted = {{"StandardScaler", standard_scaler},
                 {"RobustScaler", robust_scaler},
                 {"PowerTransformer", power_transformer},
                 {"PolynomialFeatures", polynomial_features},
                 {"KBinsDiscretizer", bins, "bin_edges_"},
                 {"SimpleImputer", simple_imputer},
                 {"MissingIndicator", missing_indicator},
                 {"KNNImputer", knn_imputer},
                 {"SelectKBest SelectPercentile", scores},
                 {"SelectFromModel", select_from_model}},
      .params = {{"KBinsDiscretizer", "encode", encode},
                 {"SelectFromModel", "importance_getter", importance_getter},
                 {"SelectKBest SelectPercentile", "score_func", score_function},
                 {"FunctionTransformer TransformedTargetRegressor", "func", forward},
                 {"FunctionTransformer TransformedTargetRegressor", "inverse_func", backward}},
  };
  return all;
}

}  // namespace keepfit::interchange
