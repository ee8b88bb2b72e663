// Gradient boosting, with and without histograms.
#include <algorithm>
#include <cmath>

#include "core/math.h"
#include "core/text.h"
#include "interchange/pickle/canonical.h"
#include "interchange/sklearn/special.h"
#include "interchange/sklearn/trees.h"

namespace keepfit::interchange {

using pickle::Item;

namespace {

// ---- GradientBoosting --------------------------------------------------------------------------------------------

struct Stages {
  size_t stages = 0, per_stage = 0;
  std::vector<const Item*> trees;
};

Stages stages_of(const State& state) {
  const NumpyArray trees = state.array("estimators_");
  if (trees.kind() != 'O' || trees.shape().size() != 2)
    refuse_source(state.where(), "estimators_ is no table of trees.");
  Stages out{trees.shape()[0], trees.shape()[1], {}};
  for (size_t i = 0; i < trees.size(); ++i) out.trees.push_back(&trees.object(i));
  return out;
}

Value stages(Taking& taking, const State& state) {
  Forest out(taking, state.where());
  for (const Item* tree : stages_of(state).trees)
    out.add(SkTree::of(taking, tree_of(*tree, state.where()), state.where(), false));
  return out.record();
}

Value importances(Taking& taking, const State& state) {
  if (const Item* kept = state.given(kImportances)) return taking.float64_array(*kept, state.where(), 1);
  const auto width = static_cast<size_t>(state.width);
  taking.count(width * 8, state.where());
  std::vector<double> sums(width, 0.0);
  for (const Item* item : stages_of(state).trees) {
    const SkTree tree = SkTree::of(taking, tree_of(*item, state.where()), state.where(), false);
    if (tree.size() < 2) continue;
    const auto shares = tree.importances(width, false, state.where());
    for (size_t j = 0; j < width; ++j) sums[j] += shares[j];
  }
  double all = 0;
  for (double each : sums) all += each;
  for (double& each : sums) each = all > 0 ? each / all : 0;
  return taking.float64(std::move(sums));
}

/// What is predicted before the first tree. Source: scikit-learn's get_init_raw_predictions, of 1.2 and of 1.4.
Value start(Taking& taking, const State& state) {
  const size_t per_stage = stages_of(state).per_stage;
  taking.count(per_stage * 8, state.where());
  std::vector<double> out(per_stage, 0.0);
  const Item& item = state.at("init_");
  if (is_text(item, "zero")) return taking.float64(std::move(out));
  if (!is_object(item)) refuse_source(state.where(), "init_ is no estimator.");
  const State init(item, state.where());
  if (init.class_name() == "DummyRegressor") {
    out.assign(per_stage, number_of(init.at("constant_"), state.where()));
    return taking.float64(std::move(out));
  }
  if (init.class_name() != "DummyClassifier")
    refuse_taking(state.where(), "The boosting begins with the predictions of " +
                                     with_article(shown(init.class_name(), 60)) +
                                     "; Keepfit's begins with a constant.");
  std::vector<double> shares = numbers_of(init.at("class_prior_"), state.where());
  constexpr double kEpsilon = 0x1p-23;  // of float32
  for (double& share : shares) share = std::min(std::max(share, kEpsilon), 1 - kEpsilon);
  const Item* loss = state.find("loss");
  if (per_stage == 1) {
    if (shares.size() != 2) refuse_source(state.where(), "init_ knows other classes than the boosting.");
    const double logit = math::log(shares[1] / (1 - shares[1]));
    out[0] = loss && is_text(*loss, "exponential") ? 0.5 * logit : logit;
    return taking.float64(std::move(out));
  }
  if (shares.size() != per_stage) refuse_source(state.where(), "init_ knows other classes than the boosting.");
  double mean = 0;
  for (size_t k = 0; k < per_stage; ++k) mean += out[k] = math::log(shares[k]);
  if (!taking.is_before(1, 4)) {
    mean = math::exp(mean / static_cast<double>(per_stage));
    for (size_t k = 0; k < per_stage; ++k) out[k] = math::log(shares[k] / mean);
  }
  return taking.float64(std::move(out));
}

Value optional(Taking& taking, const State& state, const char* name) {
  const Item* item = state.given(name);
  return item ? taking.float64_array(*item, state.where(), 1) : taking.float64({});
}

Value loss_of_classifier(Taking&, const State& state) {
  const Item& loss = state.at("loss");
  // As older versions called it.
  if (is_text(loss, "deviance") || is_text(loss, "auto") || is_text(loss, "binary_crossentropy") ||
      is_text(loss, "categorical_crossentropy"))
    return "log_loss";
  return text_of(loss, state.where());
}

// ---- HistGradientBoosting ----------------------------------------------------------------------------------------

std::vector<uint8_t> categorical_of(const State& state) {
  const Item* flags = state.given("is_categorical_");
  std::vector<uint8_t> out;
  if (flags)
    for (int64_t flag : wholes_of(*flags, state.where())) out.push_back(flag != 0);
  if (!out.empty() && out.size() != static_cast<size_t>(state.width))
    refuse_source(state.where(), "is_categorical_ has not one entry for each column.");
  // No column of categories is the same as none asked for.
  if (std::none_of(out.begin(), out.end(), [](uint8_t flag) { return flag; })) out.clear();
  return out;
}

/// The encoder of categories, from 1.4 on; null before.
const Item* encoder_of(const State& state) {
  const Item* preprocessor = state.given("_preprocessor");
  if (!preprocessor) return nullptr;
  const State columns(*preprocessor, state.where());
  for (const Item* part : parts_of(columns.at("transformers_"), state.where()))
    if (part->parts.size() >= 2 && is_text(*part->parts[0], "encoder")) return part->parts[1];
  return nullptr;
}

/// The categories of each column that has them, without a missing one; and, before 1.4, the numbers that trees know
/// them by.
Value::List categories_of(Taking& taking, const State& state) {
  const std::vector<uint8_t> categorical = categorical_of(state);
  Value::List out;
  if (categorical.empty()) return out;
  if (const Item* encoder = encoder_of(state)) {
    out = taking.labels_list(State(*encoder, state.where()).at("categories_"), state.where()).list();
  } else {
    const State mapper(state.at("_bin_mapper"), state.where());
    const auto bins = parts_of(mapper.at("bin_thresholds_"), state.where());
    if (bins.size() != categorical.size()) refuse_source(state.where(), "The bins are not of as many columns.");
    for (size_t j = 0; j < bins.size(); ++j)
      if (categorical[j]) out.push_back(taking.labels(*bins[j], state.where()));
  }
  for (Value& of_column : out) {
    if (auto* texts = of_column.get_if<Value::List>()) {
      if (!texts->empty() && texts->back().is_null()) texts->pop_back();
    } else {
      std::vector<double> numbers = of_column.array().to_vector<double>();
      if (!numbers.empty() && std::isnan(numbers.back())) numbers.pop_back();
      of_column = taking.float64(std::move(numbers));
    }
  }
  return out;
}

Value categories(Taking& taking, const State& state) { return categories_of(taking, state); }

Value flags(Taking& taking, const State& state) {
  const std::vector<uint8_t> categorical = categorical_of(state);
  return taking.uint8_array({categorical.begin(), categorical.end()}, state.where());
}

/// Trees of histogram boosting, one after another. Columns of categories stand first in them, from 1.4 on.
class WideForest {
 public:
  WideForest(Taking& taking, const State& state) : taking_(taking), where_(state.where()) {
    const std::vector<uint8_t> categorical = categorical_of(state);
    const auto width = static_cast<size_t>(state.width);
    taking.count(width * 16, where_);
    has_encoder_ = encoder_of(state) != nullptr;
    for (const bool wanted : {true, false})
      for (size_t j = 0; j < width; ++j)
        if (!has_encoder_ || categorical.empty() ? wanted : (categorical[j] != 0) == wanted)
          column_.push_back(static_cast<int64_t>(j));
    if (has_encoder_ || categorical.empty()) return;
    Value::List known = categories_of(taking, state);
    codes_.resize(width);
    for (size_t j = 0, k = 0; j < width; ++j) {
      if (!categorical[j]) continue;
      if (const auto* numbers = known[k++].get_if<Array>()) codes_[j] = numbers->to_vector<double>();
    }
  }

  void add(const Item& item) {
    const State state(item, where_);
    if (state.class_name() != "TreePredictor") refuse_source(where_, "Here should stand a tree of histogram boosting.");
    const NumpyArray nodes = state.array("nodes");
    const NumpyArray sets = state.array("raw_left_cat_bitsets");
    if (nodes.shape().size() != 1 || sets.shape().size() != 2 || sets.shape()[1] != 8 || sets.kind() != 'u')
      refuse_source(where_, "The nodes of a tree and its sets of categories do not go together.");
    taking_.count(nodes.size() * 64 + sets.size() * 4, where_);
    const auto part = [&](const char* name) {
      auto field = nodes.field(name);
      if (!field) refuse_source(where_, std::string("The nodes of a tree have no ") + name + ".");
      return *std::move(field);
    };
    const NumpyArray leaf = part("is_leaf"), left = part("left"), right = part("right"), feature = part("feature_idx"),
                     threshold = part("num_threshold"), missing = part("missing_go_to_left"), value = part("value"),
                     by_category = part("is_categorical"), set = part("bitset_idx");
    for (size_t i = 0; i < nodes.size(); ++i) {
      const bool is_leaf = leaf.whole(i) != 0;
      left_.push_back(is_leaf ? -1 : left.whole(i));
      right_.push_back(is_leaf ? -1 : right.whole(i));
      const int64_t at = feature.whole(i);
      if (!is_leaf && (at < 0 || static_cast<size_t>(at) >= column_.size()))
        refuse_source(where_, "A tree asks for a column that is not there.");
      feature_.push_back(is_leaf ? -2 : column_[static_cast<size_t>(at)]);
      threshold_.push_back(is_leaf ? -2.0 : threshold.number(i));
      missing_left_.push_back(is_leaf ? 0 : missing.whole(i));
      if (is_leaf) value_.push_back(value.number(i));
      const bool splits_categories = !is_leaf && by_category.whole(i) != 0;
      set_.push_back(splits_categories ? static_cast<int64_t>(words_.size() / 8) : -1);
      if (!splits_categories) continue;
      threshold_.back() = 0;
      if (set.whole(i) < 0 || static_cast<size_t>(set.whole(i)) >= sets.shape()[0])
        refuse_source(where_, "A tree asks for a set of categories that is not there.");
      add_set(sets, static_cast<size_t>(set.whole(i)), static_cast<size_t>(feature_.back()));
    }
    first_node_.push_back(static_cast<int64_t>(left_.size()));
  }

  Value record() {
    // As the engine keeps them: thresholds of nodes that look at categories mean nothing.
    const bool any = !words_.empty();
    if (!any) set_.clear();
    return Value::Map{{"first_node", taking_.int32_array(first_node_, where_)},
                      {"children_left", taking_.int32_array(left_, where_)},
                      {"children_right", taking_.int32_array(right_, where_)},
                      {"feature", taking_.int32_array(feature_, where_)},
                      {"threshold", taking_.float64(threshold_)},
                      {"missing_go_to_left", taking_.uint8_array(missing_left_, where_)},
                      {"value", taking_.float64(value_, {static_cast<uint32_t>(value_.size()), 1})},
                      {"category_set", taking_.int32_array(set_, where_)},
                      {"left_categories", taking_.int32_array(words_, where_)}};
  }

 private:
  void add_set(const NumpyArray& sets, size_t row, size_t column) {
    uint32_t words[8] = {};
    const auto has = [&](size_t bit) { return (sets.whole(row * 8 + bit / 32) >> bit % 32 & 1) != 0; };
    if (has_encoder_ || codes_.empty()) {
      for (size_t k = 0; k < 8; ++k) words[k] = static_cast<uint32_t>(sets.whole(row * 8 + k));
    } else {
      // Before 1.4 a category was its own number; here it is known by its place.
      const std::vector<double>& codes = codes_[column];
      for (size_t place = 0; place < codes.size() && place < 256; ++place) {
        const double code = codes[place];
        if (code >= 0 && code < 256 && has(static_cast<size_t>(code))) words[place / 32] |= 1u << place % 32;
      }
    }
    for (uint32_t word : words) words_.push_back(static_cast<int32_t>(word));
  }

  Taking& taking_;
  std::string where_;
  bool has_encoder_ = false;
  std::vector<int64_t> column_;             // of X, by the trees' own numbers
  std::vector<std::vector<double>> codes_;  // by column, before 1.4
  std::vector<int64_t> first_node_{0}, left_, right_, feature_, missing_left_, set_, words_;
  std::vector<double> threshold_, value_;
};

Value predictors(Taking& taking, const State& state) {
  WideForest out(taking, state);
  for (const Item* iteration : parts_of(state.at("_predictors"), state.where()))
    for (const Item* tree : parts_of(*iteration, state.where())) out.add(*tree);
  return out.record();
}

Value categorical_features(Taking& taking, const State& state) {
  const Item* given = state.given("categorical_features");
  // "warn" stood for None before 1.6.
  return !given || is_text(*given, "warn") ? Value() : taking.plain(*given, state.where());
}

}  // namespace

const Specials& specials_of_boosting() {
  constexpr std::string_view kStages = "GradientBoostingClassifier GradientBoostingRegressor";
  constexpr std::string_view kHistograms = "HistGradientBoostingClassifier HistGradientBoostingRegressor";
  static const Specials all{
      .params = {{"GradientBoostingClassifier HistGradientBoostingClassifier", "loss", loss_of_classifier},
                 {kHistograms, "categorical_features", categorical_features}},
      .attributes =
          {
              {kStages, "estimators_", stages},
              {kStages, "feature_importances_", importances},
              {kStages, "init_prediction_", start},
              {kStages, "n_trees_per_iteration_",
               [](Taking&, const State& s) -> Value {
                 s.find("n_trees_per_iteration_");
                 return static_cast<int64_t>(stages_of(s).per_stage);
               }},
              {kStages, "n_estimators_",
               [](Taking&, const State& s) -> Value {
                 s.find("n_estimators_");
                 return static_cast<int64_t>(stages_of(s).stages);
               }},
              {kStages, "oob_scores_", [](Taking& t, const State& s) { return optional(t, s, "oob_scores_"); }},
              {kStages, "oob_improvement_",
               [](Taking& t, const State& s) {
                 // Older versions kept no scores beside it.
                 return s.find("oob_scores_") ? optional(t, s, "oob_improvement_") : t.float64({});
               }},
              {kHistograms, "n_iter_",
               [](Taking&, const State& s) -> Value {
                 return static_cast<int64_t>(parts_of(s.at("_predictors"), s.where()).size());
               }},
              {kHistograms, "train_score_", [](Taking& t, const State& s) { return optional(t, s, "train_score_"); }},
              {kHistograms, "validation_score_",
               [](Taking& t, const State& s) { return optional(t, s, "validation_score_"); }},
              {kHistograms, "baseline_prediction_",
               [](Taking& t, const State& s) {
                 return t.float64(numbers_of(s.at("_baseline_prediction"), s.where()));
               }},
              {kHistograms, "is_categorical_", flags},
              {kHistograms, "categories_", categories},
              {kHistograms, "predictors_", predictors},
          },
  };
  return all;
}

}  // namespace keepfit::interchange
