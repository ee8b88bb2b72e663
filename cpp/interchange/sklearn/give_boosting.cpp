// Gradient boosting, with and without histograms, for scikit-learn.
#include <algorithm>
#include <cmath>
#include <cstring>

#include "core/math.h"
#include "interchange/sklearn/give_trees.h"

namespace keepfit::interchange {

namespace {

// ---- losses
// ----------------------------------------------------------------------------------------------------------

struct Loss {
  std::string_view name, of;  // what Keepfit calls it, and whether scikit-learn's classifiers or regressors have it
  std::string_view made, cython, link;
  double low;                              // of the targets; up to infinity
  bool low_closed, approximate, constant;  // of the second derivatives
};
constexpr double kNone = -HUGE_VAL;
constexpr Loss kLosses[] = {
    {"squared_error", "Regressor", "HalfSquaredError", "CyHalfSquaredError", "IdentityLink", kNone, false, false, true},
    {"absolute_error", "Regressor", "AbsoluteError", "CyAbsoluteError", "IdentityLink", kNone, false, true, true},
    {"huber", "Regressor", "HuberLoss", "CyHuberLoss", "IdentityLink", kNone, false, true, false},
    {"quantile", "Regressor", "PinballLoss", "CyPinballLoss", "IdentityLink", kNone, false, true, true},
    {"gamma", "Regressor", "HalfGammaLoss", "CyHalfGammaLoss", "LogLink", 0, false, false, false},
    {"poisson", "Regressor", "HalfPoissonLoss", "CyHalfPoissonLoss", "LogLink", 0, true, false, false},
    {"exponential", "Classifier", "ExponentialLoss", "CyExponentialLoss", "HalfLogitLink", 0, true, false, false},
};
constexpr Loss kBinary{"", "", "HalfBinomialLoss", "CyHalfBinomialLoss", "LogitLink", 0, true, false, false};
constexpr Loss kMultinomial{"",    "",   "HalfMultinomialLoss", "CyHalfMultinomialLoss", "MultinomialLogit", 0, true,
                            false, false};

Node interval(Giving& giving, double low, double high, bool low_closed, bool high_closed) {
  Attributes parts;
  const auto add = [&](const char* name, const Value& value) {
    Node node = giving.schema.scalar(value);
    parts.add(name, std::move(node));
  };
  add("low", low);
  add("high", high);
  add("low_inclusive", low_closed);
  add("high_inclusive", high_closed);
  return giving.schema.object("Interval", parts);
}

const Loss& loss_of(const Given& to, size_t per_stage) {
  const Value& named = to.param("loss");
  for (const Loss& each : kLosses)
    if (named.is(each.name) && to.class_name().find(each.of) != std::string_view::npos) return each;
  if (!to.is_classifier()) refuse_giving(to.where, "scikit-learn has no loss " + named.repr() + ".");
  return per_stage == 1 ? kBinary : kMultinomial;
}

void put_loss(Giving& giving, Given& to, size_t per_stage) {
  const Loss& loss = loss_of(to, per_stage);
  const bool binary = to.is_classifier() && per_stage == 1, several = per_stage > 1;
  Given out(to);
  const Value* quantile = nullptr;
  if (loss.made == "HuberLoss" || loss.made == "PinballLoss")
    quantile = to.step.at("params").find(to.class_name().substr(0, 4) == "Hist" ? "quantile" : "alpha");
  Nodes arguments;
  if (quantile) {
    if (loss.made == "HuberLoss") {
      giving.put(out, "quantile", *quantile);
      // Where absolute errors begin follows from the rows of the fit; no prediction asks for it.
      arguments.push_back(giving.schema.scalar(1.0));
      giving.left[std::string(to.class_name())].insert("_loss.closs.delta");
    } else {
      arguments.push_back(giving.schema.scalar(*quantile));
    }
  }
  Node cython = giving.schema.reduced(loss.cython, "LossNode", arguments, {});
  giving.add(out, "closs", std::move(cython));
  const Node nothing = giving.schema.scalar({});
  Node link = giving.schema.object(loss.link, nothing);
  giving.add(out, "link", std::move(link));
  giving.put(out, "n_classes", several ? Value(static_cast<int64_t>(per_stage)) : binary ? Value(2) : Value());
  giving.put_none(out, "xp");
  giving.put_none(out, "device");
  giving.put(out, "approx_hessian", loss.approximate);
  giving.put(out, "constant_hessian", loss.constant);
  Node targets = interval(giving, loss.low, binary ? 1 : HUGE_VAL, loss.low_closed, binary);
  giving.add(out, "interval_y_true", std::move(targets));
  const bool positive = loss.link == "LogLink";
  Node answers = to.is_classifier() ? interval(giving, 0, 1, false, false)
                                    : interval(giving, positive ? 0 : kNone, HUGE_VAL, false, false);
  giving.add(out, "interval_y_pred", std::move(answers));
  for (const char* none : {"class_indexing_offsets", "y_true_int", "y_true_one_hot"})
    if (several) giving.put_none(out, none);
  Node made = giving.schema.object(loss.made, out.out);
  giving.add(to, "_loss", std::move(made));
}

// ---- GradientBoosting
// ------------------------------------------------------------------------------------------------

/// The share whose logarithm of odds is nearest to `wanted`, as numpy reckons it.
double share_of(double wanted, double scale) {
  double best = 1 / (1 + math::exp(-wanted / scale)), away = HUGE_VAL, at = best;
  for (int step = 0; step < 32; ++step) at = std::nextafter(at, 0.0);
  for (int step = 0; step < 64; ++step, at = std::nextafter(at, 1.0)) {
    if (!(at > 0 && at < 1)) continue;
    const double off = std::abs(scale * math::log(at / (1 - at)) - wanted);
    if (off < away) best = at, away = off;
  }
  return best;
}

/// An estimator whose answers, taken through the loss, are those numbers.
Node start(Giving& giving, Given& to, size_t per_stage) {
  const std::vector<double> raw = to.attribute("init_prediction_").array().to_vector<double>();
  if (to.param("init").is("zero")) return giving.schema.scalar("zero");
  Given out(to);
  giving.put(out, "n_features_in_", to.width());
  giving.put(out, "n_outputs_", 1);
  giving.put_none(out, "constant");
  if (!to.is_classifier()) {
    const Value& loss = to.param("loss");
    const bool by_quantile = loss.is("quantile");
    giving.put(out, "strategy", loss.is("squared_error") ? "mean" : "quantile");
    giving.put(out, "quantile", loss.is("squared_error") ? Value() : by_quantile ? to.param("alpha") : Value(0.5));
    Node constant = giving.schema.floats(raw, {1, 1});
    giving.add(out, "constant_", std::move(constant));
    return giving.made("DummyRegressor", out);
  }
  std::vector<double> shares, codes;
  if (per_stage == 1) {
    const double share = share_of(raw.at(0), to.param("loss").is("exponential") ? 0.5 : 1.0);
    shares = {1 - share, share};
  } else {
    double sum = 0;
    for (double each : raw) sum += shares.emplace_back(math::exp(each));
    for (double& each : shares) each /= sum;
  }
  for (size_t k = 0; k < shares.size(); ++k) codes.push_back(static_cast<double>(k));
  giving.put(out, "strategy", "prior");
  giving.put(out, "_strategy", "prior");
  giving.put_none(out, "random_state");
  giving.put(out, "sparse_output_", false);
  Node classes = giving.schema.floats(codes);
  giving.add(out, "classes_", std::move(classes));
  giving.put(out, "n_classes_", static_cast<int64_t>(codes.size()));
  Node prior = giving.schema.floats(shares);
  giving.add(out, "class_prior_", std::move(prior));
  return giving.made("DummyClassifier", out);
}

void gradient_boosting(Giving& giving, Given& to) {
  const auto per_stage = static_cast<size_t>(to.attribute("n_trees_per_iteration_").integer());
  Nodes trees;
  for (const TreeParts& tree : trees_of(to.attribute("estimators_"))) {
    Given each(to);
    giving.put(each, "criterion", "squared_error");
    giving.put(each, "splitter", "best");
    for (const char* name : {"max_depth", "min_samples_split", "min_samples_leaf", "min_weight_fraction_leaf",
                             "max_features", "max_leaf_nodes", "min_impurity_decrease", "ccp_alpha"}) {
      Node node = giving.plain(to.param(name), to.where);
      giving.add(each, name, std::move(node));
    }
    for (const char* none : {"random_state", "class_weight", "monotonic_cst"}) giving.put_none(each, none);
    giving.put(each, "n_features_in_", to.width());
    giving.put(each, "n_outputs_", 1);
    Node node = tree_node(giving, tree, to.width(), 1);
    giving.add(each, "tree_", std::move(node));
    trees.push_back(giving.made("DecisionTreeRegressor", each));
  }
  const auto rounds = static_cast<int64_t>(per_stage ? trees.size() / per_stage : 0);
  Node all = giving.schema.objects(trees, {rounds, static_cast<int64_t>(per_stage)});
  giving.add(to, "estimators_", std::move(all));
  giving.put(to, "n_estimators_", rounds);
  giving.put(to, "n_trees_per_iteration_", static_cast<int64_t>(per_stage));
  if (to.is_classifier()) giving.put(to, "n_classes_", static_cast<int64_t>(per_stage == 1 ? 2 : per_stage));
  Node init = start(giving, to, per_stage);
  giving.add(to, "init_", std::move(init));
  put_loss(giving, to, per_stage);
  for (const char* name : {"oob_scores_", "oob_improvement_"})
    if (to.attribute(name).array().size() > 0) giving.add_same(to, name);
  giving.leave(to, "max_features_ _rng");
  add_importances(giving, to);
}

// ---- HistGradientBoosting
// --------------------------------------------------------------------------------------------

const std::vector<std::pair<std::string, std::string>>& predictor_fields() {
  static const std::vector<std::pair<std::string, std::string>> fields{{"value", "<f8"},
                                                                       {"count", "<u4"},
                                                                       {"feature_idx", "<i8"},
                                                                       {"num_threshold", "<f8"},
                                                                       {"missing_go_to_left", "|u1"},
                                                                       {"left", "<u4"},
                                                                       {"right", "<u4"},
                                                                       {"gain", "<f8"},
                                                                       {"depth", "<u4"},
                                                                       {"is_leaf", "|u1"},
                                                                       {"bin_threshold", "|u1"},
                                                                       {"is_categorical", "|u1"},
                                                                       {"bitset_idx", "<u4"}};
  return fields;
}

/// One tree of histogram boosting: its nodes and its sets of categories.
struct WideTree {
  std::string nodes, sets;
  int64_t count = 0, set_count = 0;
};

std::vector<WideTree> wide_trees(const Given& to, const std::vector<int64_t>& place) {
  const Value& record = to.attribute("predictors_");
  const std::vector<TreeParts> trees = trees_of(record);
  const auto sets = record.at("category_set").array().to_vector<int32_t>();
  const auto words = record.at("left_categories").array().to_vector<int32_t>();
  std::vector<WideTree> out;
  size_t first = 0;
  for (const TreeParts& tree : trees) {
    WideTree& made = out.emplace_back();
    std::vector<uint32_t> depth(tree.size(), 0);
    for (size_t i = 0; i < tree.size(); ++i) {
      const bool leaf = tree.left[i] < 0;
      const int32_t set = sets.empty() ? -1 : sets.at(first + i);
      const auto put = [&](auto value) { made.nodes.append(reinterpret_cast<const char*>(&value), sizeof value); };
      const auto child = [&](int32_t to_node) {
        if (!leaf) depth.at(static_cast<size_t>(to_node)) = depth[i] + 1;
        return leaf ? uint32_t{0} : static_cast<uint32_t>(to_node);
      };
      put(leaf ? tree.value[i] : std::nan(""));
      put(uint32_t{0});
      put(leaf ? int64_t{0} : place.at(static_cast<size_t>(tree.feature[i])));
      put(leaf || set >= 0 ? 0.0 : tree.threshold[i]);
      put(static_cast<uint8_t>(leaf ? 0 : tree.missing_left[i]));
      put(child(tree.left[i]));
      put(child(tree.right[i]));
      put(leaf ? -1.0 : std::nan(""));
      put(depth[i]);
      put(static_cast<uint8_t>(leaf));
      put(uint8_t{0});
      put(static_cast<uint8_t>(set >= 0));
      put(set >= 0 ? static_cast<uint32_t>(made.set_count) : uint32_t{0});
      if (set < 0) continue;
      for (size_t k = 0; k < 8; ++k) {
        const int32_t word = words.at(static_cast<size_t>(set) * 8 + k);
        made.sets.append(reinterpret_cast<const char*>(&word), sizeof word);
      }
      ++made.set_count;
    }
    made.count = static_cast<int64_t>(tree.size());
    first += tree.size();
  }
  return out;
}

Node check_array(Giving& giving) {
  Attributes given;
  Nodes types;
  types.push_back(giving.schema.type("float64"));
  Node dtype = giving.schema.list(types);
  given.add("dtype", std::move(dtype));
  Node finite = giving.schema.scalar(false);
  given.add("ensure_all_finite", std::move(finite));
  return giving.schema.partial("check_array", given);
}

void put_config(Giving& giving, Given& to) {
  Attributes config;
  Node word = giving.schema.scalar("default");
  config.add("transform", std::move(word));
  Node node = giving.schema.dict(config);
  giving.add(to, "_sklearn_output_config", std::move(node));
}

void put_names(Giving& giving, Given& to, const std::vector<std::string>& names) {
  if (names.empty()) return;
  Node node = giving.names(names);
  giving.add(to, "feature_names_in_", std::move(node));
}

/// The encoder in front of the trees; fitted where `known` has categories.
Node ordinal(Giving& giving, const Given& to, const Value* known, const std::vector<std::string>& names) {
  Given out(to);
  giving.put(out, "categories", "auto");
  Node type = giving.schema.type("float64");
  giving.add(out, "dtype", std::move(type));
  giving.put(out, "handle_unknown", "use_encoded_value");
  giving.put(out, "unknown_value", std::nan(""));
  giving.put(out, "encoded_missing_value", std::nan(""));
  giving.put_none(out, "min_frequency");
  giving.put_none(out, "max_categories");
  put_config(giving, out);
  if (!known) return giving.made("OrdinalEncoder", out);
  giving.put(out, "_infrequent_enabled", false);
  giving.put(out, "n_features_in_", static_cast<int64_t>(known->list().size()));
  put_names(giving, out, names);
  Nodes columns;
  Attributes at;
  for (const Value& of_column : known->list()) {
    const auto* texts = of_column.get_if<Value::List>();
    const bool empty = texts ? texts->empty() : of_column.array().size() == 0;
    if (empty) {
      // Of a column without values the missing one is all that scikit-learn can look for.
      Node place = giving.schema.scalar(0);
      at.add(std::to_string(columns.size()), std::move(place));
    }
    columns.push_back(empty ? giving.schema.floats({std::nan("")}) : giving.categories(of_column));
  }
  Node categories = giving.schema.list(columns);
  giving.add(out, "categories_", std::move(categories));
  Node missing = giving.schema.dict(at, "int");
  giving.add(out, "_missing_indices", std::move(missing));
  return giving.made("OrdinalEncoder", out);
}

Node numerical(Giving& giving, const Given& to, int64_t columns, const std::vector<std::string>& names) {
  Given out(to);
  Node func = check_array(giving);
  giving.add(out, "func", std::move(func));
  giving.put_none(out, "inverse_func");
  put_config(giving, out);
  if (columns >= 0) giving.put(out, "n_features_in_", columns);
  if (columns >= 0) put_names(giving, out, names);
  return giving.made("FunctionTransformer", out);
}

/// Columns of categories come first, as numbers; the others behind them.
Node preprocessor(Giving& giving, const Given& to, const std::vector<uint8_t>& categorical) {
  Schema& schema = giving.schema;
  std::vector<uint8_t> numeric;
  Nodes first, second;
  int64_t others = 0;
  const std::vector<std::string> names = to.names();
  std::vector<std::string> of_first, of_second;
  for (size_t j = 0; j < categorical.size(); ++j) {
    numeric.push_back(!categorical[j]);
    others += numeric.back();
    (categorical[j] ? first : second).push_back(schema.scalar(static_cast<int64_t>(j)));
    if (!names.empty()) (categorical[j] ? of_first : of_second).push_back(names.at(j));
  }
  Given out(to);
  const Node chosen = schema.flags(categorical), rest = schema.flags(numeric);
  const auto steps = [&](bool fitted) {
    Nodes encoder, number;
    encoder.push_back(schema.scalar("encoder"));
    encoder.push_back(ordinal(giving, to, fitted ? &to.attribute("categories_") : nullptr, of_first));
    encoder.push_back(fitted ? schema.again(chosen) : chosen);
    number.push_back(schema.scalar("numerical"));
    number.push_back(numerical(giving, to, fitted && others > 0 ? others : -1, of_second));
    number.push_back(fitted ? schema.again(rest) : rest);
    Nodes both;
    both.push_back(schema.tuple(encoder));
    both.push_back(schema.tuple(number));
    return schema.list(both);
  };
  Node given = steps(false);
  giving.add(out, "transformers", std::move(given));
  giving.put(out, "remainder", "drop");
  giving.put_none(out, "transformer_weights");
  giving.put(out, "verbose_feature_names_out", true);
  put_config(giving, out);
  giving.put(out, "n_features_in_", to.width());
  put_names(giving, out, names);
  Nodes both;
  both.push_back(schema.again(chosen));
  both.push_back(schema.again(rest));
  Node columns = schema.list(both);
  giving.add(out, "_columns", std::move(columns));
  Attributes indices;
  const auto put = [&](const char* name, const Nodes& places) {
    Node node = schema.list(places);
    indices.add(name, std::move(node));
  };
  put("encoder", first);
  put("numerical", second);
  put("remainder", {});
  Node places = schema.dict(indices);
  giving.add(out, "_transformer_to_input_indices", std::move(places));
  Nodes left;
  left.push_back(schema.scalar("remainder"));
  left.push_back(schema.scalar("drop"));
  left.push_back(schema.list({}));
  Node nothing = schema.tuple(left);
  giving.add(out, "_remainder", std::move(nothing));
  giving.put(out, "sparse_output_", false);
  Node made = steps(true);
  giving.add(out, "transformers_", std::move(made));
  return giving.made("ColumnTransformer", out);
}

/// What the trees ask of the bins: which columns are of categories, and which of these are known.
void put_bins(Giving& giving, Given& to, const std::vector<uint8_t>& categorical) {
  Schema& schema = giving.schema;
  const bool any = !categorical.empty();
  std::vector<uint8_t> remapped;
  Nodes thresholds, known;
  if (any) {
    for (const Value& of_column : to.attribute("categories_").list()) {
      const auto* texts = of_column.get_if<Value::List>();
      const size_t count = texts ? texts->size() : of_column.array().size();
      std::vector<double> codes;
      for (size_t k = 0; k < count; ++k) codes.push_back(static_cast<double>(k));
      thresholds.push_back(schema.floats(codes));
      known.push_back(schema.again(thresholds.back()));
      remapped.push_back(1);
    }
  }
  while (static_cast<int64_t>(remapped.size()) < to.width()) {
    remapped.push_back(0);
    thresholds.push_back(schema.floats({}));
    known.push_back(schema.scalar({}));
  }
  Given out(to);
  giving.put(out, "n_bins", to.param("max_bins").integer() + 1);
  giving.put(out, "subsample", 200000);
  giving.put_none(out, "random_state");
  giving.put(out, "n_threads", 1);
  Node flags = any ? schema.flags(remapped) : schema.scalar({});
  giving.add(out, "is_categorical", std::move(flags));
  Node bins = schema.list(thresholds);
  giving.add(out, "bin_thresholds_", std::move(bins));
  Node categories = any ? schema.list(known) : schema.scalar({});
  giving.add(out, "known_categories", std::move(categories));
  const std::string bytes(remapped.begin(), remapped.end());
  Node is_categorical = schema.array({"|u1", {}, false, {static_cast<int64_t>(bytes.size())}, bytes});
  giving.add(out, "is_categorical_", std::move(is_categorical));
  giving.put(out, "missing_values_bin_idx_", to.param("max_bins").integer());
  Node mapper = giving.made("_BinMapper", out);
  giving.add(to, "_bin_mapper", std::move(mapper));
  Node first = any ? schema.flags(remapped) : schema.scalar({});
  giving.add(to, "_is_categorical_remapped", std::move(first));
}

void hist_gradient_boosting(Giving& giving, Given& to) {
  Schema& schema = giving.schema;
  const std::vector<uint8_t> flags = to.attribute("is_categorical_").array().to_vector<uint8_t>();
  const bool any = std::find(flags.begin(), flags.end(), 1) != flags.end();
  const std::vector<uint8_t> categorical = any ? flags : std::vector<uint8_t>();
  Node is_categorical = any ? schema.flags(categorical) : schema.scalar({});
  giving.add(to, "is_categorical_", std::move(is_categorical));
  Node prepared = any ? preprocessor(giving, to, categorical) : schema.scalar({});
  giving.add(to, "_preprocessor", std::move(prepared));
  put_bins(giving, to, categorical);

  // Where each column of X stands before the trees.
  std::vector<int64_t> place(static_cast<size_t>(to.width()));
  int64_t next = 0;
  for (const bool first : {true, false})
    for (size_t j = 0; j < place.size(); ++j)
      if ((any && categorical[j] != 0) == first) place[j] = next++;
  const auto per_round = static_cast<size_t>(to.attribute("n_trees_per_iteration_").integer());
  Nodes rounds, round;
  for (const WideTree& tree : wide_trees(to, place)) {
    Attributes parts;
    const auto add = [&](const char* name, Node node) { parts.add(name, std::move(node)); };
    add("nodes", schema.array({"", predictor_fields(), false, {tree.count}, tree.nodes}));
    add("raw_left_cat_bitsets", schema.array({"<u4", {}, false, {tree.set_count, 8}, tree.sets}));
    add("binned_left_cat_bitsets", schema.again(parts.back()));
    round.push_back(schema.object("TreePredictor", parts));
    if (round.size() < per_round) continue;
    rounds.push_back(schema.list(round));
    round.clear();
  }
  Node predictors = schema.list(rounds);
  giving.add(to, "_predictors", std::move(predictors));
  const std::vector<double> base = to.attribute("baseline_prediction_").array().to_vector<double>();
  Node baseline = schema.floats(base, {1, static_cast<int64_t>(base.size())});
  giving.add(to, "_baseline_prediction", std::move(baseline));
  put_loss(giving, to, per_round);
  giving.put(to, "_n_features", to.width());
  giving.put_none(to, "_scorer");
  giving.add_same(to, "train_score_ validation_score_");
  giving.put(to, "do_early_stopping_", to.attribute("validation_score_").array().size() > 0);
  if (to.is_classifier()) {
    Given encoder(to);
    giving.add_same(encoder, "classes_");
    Node node = giving.made("LabelEncoder", encoder);
    giving.add(to, "_label_encoder", std::move(node));
  }
  giving.leave(to, "_random_seed _feature_subsample_rng _use_validation_data");
  giving.leave(to, "_bin_mapper.n_bins_non_missing_");
}

}  // namespace

const Gifts& gifts_of_boosting() {
  static const Gifts all{
      .fitted = {{"GradientBoostingClassifier GradientBoostingRegressor", gradient_boosting},
                 {"HistGradientBoostingClassifier HistGradientBoostingRegressor", hist_gradient_boosting}},
  };
  return all;
}

}  // namespace keepfit::interchange
