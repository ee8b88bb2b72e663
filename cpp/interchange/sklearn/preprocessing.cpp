// Preprocessing, imputing and the choice of columns.
#include <algorithm>
#include <cmath>
#include <functional>

#include "core/math.h"
#include "core/text.h"
#include "interchange/sklearn/special.h"

namespace keepfit::interchange {

using pickle::Item;
using pickle::Kind;

namespace {

/// An attribute of numbers that is None where it is not used.
template <int kInstead>
Value or_none(Taking& taking, const State& state, const char* name) {
  if (const Item* item = state.given(name)) return taking.float64_array(*item, state.where(), 1);
  taking.note(std::string(state.class_name()) + " keeps no " + name + " where it is not used; " +
              std::to_string(kInstead) + " stands there.");
  taking.count(static_cast<size_t>(state.width) * 8, state.where());
  return taking.float64(std::vector<double>(static_cast<size_t>(state.width), kInstead));
}

/// Scores that no chances go with.
Value or_nan(Taking& taking, const State& state, const char* name) {
  if (const Item* item = state.given(name)) return taking.float64_array(*item, state.where(), 1);
  taking.count(static_cast<size_t>(state.width) * 8, state.where());
  return taking.float64(std::vector<double>(static_cast<size_t>(state.width), std::nan("")));
}

Value scaler_of_power(Taking& taking, const State& state, const char* name, double instead) {
  const Item* scaler = state.given("_scaler");
  if (scaler) return taking.float64_array(State(*scaler, state.where()).at(name), state.where(), 1);
  taking.count(static_cast<size_t>(state.width) * 8, state.where());
  return taking.float64(std::vector<double>(static_cast<size_t>(state.width), instead));
}

/// The exponents of all products, in scikit-learn's order.
std::vector<double> powers_of(Taking& taking, const State& state) {
  const Item& degree = state.at("degree");
  int64_t low = 0, high = 0;
  if (degree.kind == Kind::kTuple || degree.kind == Kind::kList) {
    const auto both = wholes_of(degree, state.where());
    if (both.size() != 2) refuse_source(state.where(), "The degrees of PolynomialFeatures are no two numbers.");
    low = both[0], high = both[1];
  } else {
    high = whole_of(degree, state.where());
  }
  const bool once = whole_of(state.at("interaction_only"), state.where()) != 0;
  const auto width = static_cast<size_t>(state.width);
  if (once) high = std::min(high, state.width);
  std::vector<double> out;
  std::vector<size_t> chosen;
  const auto add = [&] {
    taking.count(width * 8, state.where());
    out.resize(out.size() + width, 0.0);
    for (size_t column : chosen) out[out.size() - width + column] += 1;
  };
  if (whole_of(state.at("include_bias"), state.where()) != 0) add();
  // So many factors, each a column not before the one in front of it.
  const auto combine = [&](auto&& self, int64_t factors, size_t from) -> void {
    if (factors == 0) return add();
    for (size_t column = from; column < width; ++column) {
      chosen.push_back(column);
      self(self, factors - 1, column + (once ? 1 : 0));
      chosen.pop_back();
    }
  };
  for (int64_t factors = std::max<int64_t>(1, low); factors <= high && factors <= 64; ++factors)
    combine(combine, factors, 0);
  return out;
}

/// Of encoders: None, or for each column None or its infrequent categories.
Value infrequent(Taking& taking, const State& state) {
  const Item* enabled = state.find("_infrequent_enabled");
  const Item* indices = state.given("_infrequent_indices");
  if (!enabled || enabled->integer == 0 || !indices) return {};
  const Value categories = taking.labels_list(state.at("categories_"), state.where());
  Value::List out;
  for (const Item* of_column : parts_of(*indices, state.where())) {
    if (is_none(*of_column)) {
      out.emplace_back();
      continue;
    }
    if (out.size() >= categories.list().size())
      refuse_source(state.where(), "There are more columns with infrequent categories than columns.");
    const Value& known = categories.list()[out.size()];
    Value::List chosen;
    for (int64_t index : wholes_of(*of_column, state.where())) {
      const auto* texts = known.get_if<Value::List>();
      const size_t size = texts ? texts->size() : known.array().size();
      if (index < 0 || static_cast<size_t>(index) >= size)
        refuse_source(state.where(), "An infrequent category is none of the column's.");
      const auto at = static_cast<size_t>(index);
      chosen.push_back(texts ? (*texts)[at] : Value(known.array().to_vector<double>()[at]));
    }
    out.emplace_back(std::move(chosen));
  }
  taking.count(out.size() * sizeof(Value), state.where());
  return out;
}

/// Of OrdinalEncoder, a missing text that is None is a category like others, and NaN is a missing value.
Value encoded_missing(Taking& taking, const State& state) {
  const Item* given = state.find("encoded_missing_value");
  Value value = given ? taking.plain(*given, state.where()) : Value(std::nan(""));
  const Item* categories = state.find("categories_");
  if (!categories) return value;
  std::vector<int64_t> codes;
  for (const Item* of_column : parts_of(*categories, state.where())) {
    const auto array = NumpyArray::of(*of_column, state.where());
    if (!array || array->kind() != 'O' || array->size() == 0 || !is_none(array->object(array->size() - 1))) continue;
    codes.push_back(static_cast<int64_t>(array->size()) - 1);
  }
  if (codes.empty()) return value;
  if (std::adjacent_find(codes.begin(), codes.end(), std::not_equal_to<>()) != codes.end()) {
    refuse_taking(state.where(),
                  "OrdinalEncoder met None among texts, which it numbers like any category, in each column otherwise.",
                  "In Keepfit missing values have one number, encoded_missing_value. Fit it with NaN in their place.");
  }
  taking.note(
      "OrdinalEncoder met None among texts and numbers it like a category: encoded_missing_value is that number here.");
  return codes.front();
}

/// With "warn" unknown categories were zeros until 1.8, where a column has infrequent ones, too.
Value unknown_categories(Taking& taking, const State& state) {
  const Item* enabled = state.find("_infrequent_enabled");
  const Item& given = state.at("handle_unknown");
  return is_text(given, "warn") && taking.is_before(1, 8) && enabled && enabled->integer != 0
             ? Value("ignore")
             : taking.plain(given, state.where());
}

void refuse_other_missing(Taking&, const State& state) {
  const Item* missing = state.find("missing_values");
  if (!missing || is_none(*missing) || (missing->kind == Kind::kSymbol && missing->name == "NA") ||
      (missing->kind == Kind::kFloat && std::isnan(missing->real)))
    return;
  refuse_taking(state.where(), std::string(state.class_name()) + " takes " + printed(*missing, 40) + " for missing.",
                "In Keepfit a missing value is a missing value; replace that number before.");
}

Value indicator(Taking& taking, const State& state) {
  const Item* made = state.given("indicator_");
  std::vector<int64_t> features;
  if (made) features = wholes_of(State(*made, state.where()).at("features_"), state.where());
  return Value::Map{{"features_", taking.int32_array(features, state.where())}};
}

/// What fills each column: a number or a text.
Value statistics(Taking& taking, const State& state) {
  const Value values = taking.plain(state.at("statistics_"), state.where());
  Value::List out;
  for (const Value& value : values.list("statistics_")) {
    const auto* whole = value.get_if<int64_t>();
    const auto* flag = value.get_if<bool>();
    out.push_back(whole             ? Value(static_cast<double>(*whole))
                  : flag            ? Value(*flag ? 1.0 : 0.0)
                  : value.is_null() ? Value(std::nan(""))
                                    : value);
  }
  return out;
}

void refuse_arguments(Taking& taking, const State& state) {
  for (const char* name : {"kw_args", "inv_kw_args"}) {
    const Item* given = state.given(name);
    if (given && !given->parts.empty())
      refuse_taking(state.where(), std::string("FunctionTransformer gives its function arguments (") + name + ").");
  }
  for (const char* name : {"func", "inverse_func"}) {
    const Item* function = state.given(name);
    if (function && function->kind != Kind::kSymbol) taking.plain(*function, state.where());
  }
}

/// np.mean and np.median of importances.
double mean_of(const std::vector<double>& values) {
  double sum = 0;
  for (double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}
double median_of(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const size_t middle = values.size() / 2;
  return values.size() % 2 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

const Item* model_of_selection(const State& state) {
  const Item* fitted = state.given("estimator_");
  return fitted ? fitted : state.given("estimator");
}

Value selecting_model(Taking& taking, const State& state) {
  const Item* model = model_of_selection(state);
  if (!model) refuse_source(state.where(), "SelectFromModel has no fitted model.");
  return taking.fitted(*model, state.where() + "estimator_", state.width);
}

/// One number for each column: what the model's weights or importances say of it.
std::vector<double> importances(Taking& taking, const State& state, const Value& model) {
  const Item* getter = state.find("importance_getter");
  if (getter && !is_text(*getter, "auto") && !is_text(*getter, "coef_") && !is_text(*getter, "feature_importances_") &&
      !is_text(*getter, kImportances))
    refuse_taking(state.where(),
                  "SelectFromModel asks its model for other importances than coef_ or feature_importances_.");
  const Value& fitted = model.at("fitted");
  const Value* weights = fitted.find("coef_");
  if (!weights || (getter && is_text(*getter, "feature_importances_"))) weights = fitted.find("feature_importances_");
  if (!weights) refuse_taking(state.where(), "The model of SelectFromModel has no coef_ and no feature_importances_.");
  const std::vector<double> all = weights->array().to_vector<double>();
  if (weights->array().shape.size() == 1) {
    std::vector<double> out;
    for (double weight : all) out.push_back(fitted.find("coef_") == weights ? std::abs(weight) : weight);
    return out;
  }
  const double order = number_of(state.at("norm_order"), state.where());
  const size_t columns = weights->array().shape[1];
  taking.count(columns * 8, state.where());
  std::vector<double> out(columns, order == -HUGE_VAL ? HUGE_VAL : 0.0);
  for (size_t i = 0; i < all.size(); ++i) {
    double& of = out[i % columns];
    const double size = std::abs(all[i]);
    if (order == 1) of += size;
    else if (order == 2) of += size * size;
    else if (std::isinf(order)) of = order > 0 ? std::max(of, size) : std::min(of, size);
    else of += math::pow(size, order);
  }
  const bool is_root = order != 1 && !std::isinf(order);
  for (double& each : out)
    if (is_root) each = order == 2 ? std::sqrt(each) : math::pow(each, 1 / order);
  return out;
}

Value threshold(Taking& taking, const State& state) {
  const Item* given = state.given("threshold");
  if (given && given->kind != Kind::kText) return number_of(*given, state.where());
  const Value model = selecting_model(taking, state);
  const std::vector<double> all = importances(taking, state, model);
  if (all.empty()) refuse_source(state.where(), "The model of SelectFromModel takes no columns.");
  std::string_view text = given ? given->text : std::string_view("mean");
  if (!given) {
    const std::string& of = model.at("class").text();
    const Value* penalty = model.at("params").find("penalty");
    const Value* ratio = model.at("params").find("l1_ratio");
    const bool lasso = of.find("Lasso") != std::string::npos;
    const bool elastic =
        of.find("ElasticNet") != std::string::npos && ratio && ratio->is_number() && ratio->number() == 1;
    if ((penalty && penalty->is("l1")) || lasso || elastic) return 1e-5;
  }
  double scale = 1;
  if (const size_t star = text.find('*'); star != std::string_view::npos) {
    const std::string factor(text.substr(0, star));
    char* end = nullptr;
    scale = std::strtod(factor.c_str(), &end);
    if (end == factor.c_str()) refuse_source(state.where(), "The threshold of SelectFromModel is none.");
    text.remove_prefix(star + 1);
  }
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  if (text != "mean" && text != "median") refuse_source(state.where(), "The threshold of SelectFromModel is none.");
  return scale * (text == "mean" ? mean_of(all) : median_of(all));
}

Value target_classes(Taking& taking, const State& state) {
  const Item* classes = state.given("classes_");
  if (is_text(state.at("target_type_"), "continuous")) return taking.float64({});
  if (classes) return taking.labels(*classes, state.where());
  taking.note("TargetEncoder of scikit-learn 1.3 keeps no names of its two classes; 0 and 1 stand there.");
  return taking.float64({0, 1});
}

Value target_mean(Taking& taking, const State& state) {
  const Item& mean = state.at("target_mean_");
  const auto array = NumpyArray::of(mean, state.where());
  return taking.float64(array ? numbers_of(mean, state.where()) : std::vector<double>{number_of(mean, state.where())});
}

}  // namespace

const Specials& specials_of_preprocessing() {
  static const Specials all{
      .params =
          {
              {"OneHotEncoder", "sparse_output",
               [](Taking&, const State& state) -> Value {
                 state.find("sparse_output"), state.find("sparse");
                 return false;
               }},
              {"OneHotEncoder", "handle_unknown", unknown_categories},
              {"SelectFromModel", "importance_getter",
               [](Taking& t, const State& s) -> Value {
                 const Item* given = s.find("importance_getter");
                 return !given || is_text(*given, kImportances) ? Value("auto") : t.plain(*given, s.where());
               }},
              {"OrdinalEncoder", "encoded_missing_value", encoded_missing},
          },
      .attributes =
          {
              {"StandardScaler", "mean_", [](Taking& t, const State& s) { return or_none<0>(t, s, "mean_"); }},
              {"StandardScaler", "var_", [](Taking& t, const State& s) { return or_none<1>(t, s, "var_"); }},
              {"StandardScaler", "scale_", [](Taking& t, const State& s) { return or_none<1>(t, s, "scale_"); }},
              {"RobustScaler", "center_",
               [](Taking& t, const State& s) { return t.none_or_list(s.given("center_"), s.where()); }},
              {"RobustScaler", "scale_",
               [](Taking& t, const State& s) { return t.none_or_list(s.given("scale_"), s.where()); }},
              {"PowerTransformer", "scaler_mean_",
               [](Taking& t, const State& s) { return scaler_of_power(t, s, "mean_", 0); }},
              {"PowerTransformer", "scaler_scale_",
               [](Taking& t, const State& s) { return scaler_of_power(t, s, "scale_", 1); }},
              {"PolynomialFeatures", "powers_",
               [](Taking& t, const State& s) {
                 std::vector<double> powers = powers_of(t, s);
                 if (s.width <= 0 || powers.empty()) refuse_source(s.where(), "PolynomialFeatures takes no columns.");
                 const auto rows = static_cast<uint32_t>(powers.size() / static_cast<size_t>(s.width));
                 return t.float64(std::move(powers), {rows, static_cast<uint32_t>(s.width)});
               }},
              {"PolynomialFeatures", "n_output_features_",
               [](Taking& t, const State& s) -> Value {
                 s.find("n_output_features_"), s.find("_n_out_full"), s.find("_min_degree"), s.find("_max_degree");
                 return static_cast<int64_t>(powers_of(t, s).size() /
                                             static_cast<size_t>(std::max<int64_t>(1, s.width)));
               }},
              {"OneHotEncoder OrdinalEncoder", "infrequent_categories_", infrequent},
              {"SimpleImputer KNNImputer", "indicator_", indicator},
              {"SimpleImputer", "statistics_", statistics},
              {"KNNImputer", "fit_X_",
               [](Taking& t, const State& s) { return t.float64_array(s.at("_fit_X"), s.where(), 2); }},
              {"KNNImputer", "ties_", [](Taking&, const State&) -> Value { return "introselect"; }},
              {"SelectKBest SelectPercentile", "pvalues_",
               [](Taking& t, const State& s) { return or_nan(t, s, "pvalues_"); }},
              {"SelectFromModel", "estimator_", selecting_model},
              {"SelectFromModel", "threshold_", threshold},
              {"TargetEncoder", "classes_", target_classes},
              {"TargetEncoder", "target_mean_", target_mean},
          },
      .refusals = {{"SimpleImputer KNNImputer MissingIndicator", refuse_other_missing},
                   {"FunctionTransformer", refuse_arguments}},
      .widths = {{"SelectFromModel", model_of_selection}},
  };
  return all;
}

}  // namespace keepfit::interchange
