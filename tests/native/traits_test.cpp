// What an estimator made of others says of itself, and that declarations name parameters that there are.
#include "core/traits.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

#include "core/estimator.h"
#include "core/node.h"
#include "core/registry.h"
#include "support/recipes.h"

namespace keepfit {
namespace {

using test::recipe;

Value steps(const std::vector<Value>& recipes) {
  Value::List out;
  for (const Value& each : recipes) out.push_back(Value::List{"s" + std::to_string(out.size()), each});
  return out;
}

/// Names of the traits that are not those of most estimators.
std::set<std::string> unusual(const Value& recipe) {
  const Traits t = from_recipe(recipe)->traits();
  std::set<std::string> out;
  for (const Trait& trait : trait_table) {
    if (t.*trait.member != trait.usual()) out.insert(trait.name);
  }
  return out;
}

using Names = std::set<std::string>;
const Names kAll{"accepts_text", "accepts_missing", "accepts_infinite"};

Names with(Names names, const Names& others) {
  names.insert(others.begin(), others.end());
  return names;
}

const Value kCounts = recipe("MultinomialNB"), kScaler = recipe("StandardScaler"),
            kTree = recipe("DecisionTreeClassifier"), kNear = recipe("KNeighborsClassifier"),
            kEncoder = recipe("TargetEncoder"), kChance = recipe("DummyClassifier", {{"strategy", "uniform"}}),
            kNumbers = recipe("Ridge");

TEST(Traits, OfOneThatAnOptionChanges) {
  EXPECT_EQ(unusual(recipe("DummyClassifier")), with(kAll, {"needs_target", "probabilities", "sample_weight"}));
  EXPECT_EQ(unusual(kChance), with(kAll, {"needs_target", "probabilities", "sample_weight", "row_function"}));
  EXPECT_EQ(unusual(recipe("PowerTransformer", {{"method", "box-cox"}})),
            with(unusual(recipe("PowerTransformer")), {"needs_non_negative", "needs_positive"}));
  EXPECT_EQ(unusual(recipe("ExtraTreeClassifier", {{"splitter", "best"}})).count("accepts_missing"), 0u);
  EXPECT_EQ(unusual(recipe("ExtraTreeClassifier")).count("accepts_missing"), 1u);
}

TEST(Traits, OfASequenceAreThoseOfItsEndAndWhatAnyStepNeeds) {
  const auto pipeline = [](const std::vector<Value>& all) { return recipe("Pipeline", {{"steps", steps(all)}}); };
  EXPECT_EQ(unusual(pipeline({kScaler})), with(kAll, {"sample_weight"}));
  EXPECT_EQ(unusual(pipeline({kScaler, "passthrough"})), kAll);  // weights would go to a step that is none
  const Names naive = with(kAll, {"needs_target", "probabilities", "sample_weight"});
  EXPECT_EQ(unusual(pipeline({kScaler, kCounts})), naive);
  EXPECT_EQ(unusual(pipeline({kCounts})), with(naive, {"needs_non_negative"}));
  EXPECT_EQ(unusual(pipeline({"passthrough", kCounts})), with(naive, {"needs_non_negative"}));
  EXPECT_EQ(unusual(pipeline({kEncoder, kScaler})), with(kAll, {"needs_target", "cross_fits", "sample_weight"}));
  EXPECT_EQ(unusual(pipeline({kScaler, kNear})), with(kAll, {"needs_target", "probabilities", "holds_training_rows"}));
  EXPECT_EQ(unusual(pipeline({kScaler, kChance})), with(naive, {"row_function"}));
}

TEST(Traits, OfPartsSideBySideAreWhatAnyNeeds) {
  const auto together = [](const std::vector<Value>& all) {
    return recipe("FeatureUnion", {{"transformer_list", steps(all)}});
  };
  const Value chosen = recipe("SelectKBest", {{"score_func", "chi2"}});
  EXPECT_EQ(unusual(together({kScaler, "passthrough"})), kAll);
  EXPECT_EQ(unusual(together({kScaler, chosen})), with(kAll, {"needs_target", "needs_non_negative"}));
  EXPECT_EQ(unusual(together({kScaler, recipe("KNNImputer")})), with(kAll, {"holds_training_rows"}));
  EXPECT_EQ(
      unusual(recipe("ColumnTransformer", {{"transformers", Value::List{Value::List{"e", kEncoder, Value::List{0}},
                                                                        Value::List{"s", kScaler, Value::List{1}}}}})),
      with(kAll, {"needs_target", "cross_fits"}));
}

TEST(Traits, OfMembersAreWhatAllTake) {
  const auto voting = [](const std::vector<Value>& all) {
    return recipe("VotingClassifier", {{"estimators", steps(all)}});
  };
  EXPECT_EQ(unusual(voting({kTree, kTree})), (Names{"accepts_missing", "needs_target"}));
  EXPECT_EQ(unusual(voting({kTree, kNear})), (Names{"needs_target", "holds_training_rows"}));
  EXPECT_EQ(unusual(voting({kChance, kCounts})), (Names{"needs_target", "row_function", "needs_non_negative"}));
  // What combines them never sees X.
  const Names stacked =
      unusual(recipe("StackingClassifier", {{"estimators", steps({kTree})}, {"final_estimator", kNear}}));
  EXPECT_EQ(stacked, (Names{"accepts_missing", "needs_target", "probabilities", "holds_training_rows"}));
  EXPECT_EQ(unusual(recipe("BaggingClassifier", {{"estimator", kCounts}})),
            (Names{"needs_target", "probabilities", "sample_weight", "needs_non_negative"}));
}

TEST(Traits, OfWhatStandsForAnother) {
  EXPECT_EQ(unusual(recipe("RFE", {{"estimator", kTree}})),
            (Names{"accepts_missing", "needs_target", "probabilities", "sample_weight"}));
  EXPECT_EQ(unusual(recipe("RFE", {{"estimator", kNear}})),
            (Names{"needs_target", "probabilities", "holds_training_rows"}));
  EXPECT_EQ(unusual(recipe("SelectFromModel", {{"estimator", kTree}})),
            (Names{"accepts_missing", "needs_target", "sample_weight"}));
  EXPECT_EQ(unusual(recipe("TransformedTargetRegressor", {{"regressor", kNumbers}})),
            (Names{"needs_target", "needs_numeric_target", "sample_weight"}));
  // A search hands X on, which its estimator refuses by itself.
  EXPECT_EQ(unusual(recipe("GridSearchCV", {{"estimator", kCounts}})),
            with(kAll, {"needs_target", "probabilities", "needs_non_negative"}));
  EXPECT_EQ(unusual(recipe("GridSearchCV", {{"estimator", kEncoder}})), with(kAll, {"needs_target"}));
  EXPECT_EQ(unusual(recipe("GridSearchCV")), kAll);
}

TEST(Declarations, SayWhatPeopleChangeFirst) {
  for (const Declaration* d : registry::all()) {
    if (std::string(d->module) == "broken") continue;
    const auto is_field = [](const Param& p) {
      return std::any_of(p.allowed.begin(), p.allowed.end(), [](const Constraint& c) {
        return c.kind != Constraint::Kind::kNone && !hold_estimators({c});
      });
    };
    const auto fields = std::count_if(d->params.begin(), d->params.end(), is_field);
    const std::vector<std::string> first = names_in(d->first);
    EXPECT_GE(first.size(), fields > 4 ? 1u : 0u) << d->name;
    EXPECT_LE(first.size(), 5u) << d->name;
    Names seen;
    for (const std::string& name : first) {
      const Param* p = d->find_param(name);
      EXPECT_TRUE(p && is_field(*p)) << d->name << " has no field " << name;
      EXPECT_TRUE(seen.insert(name).second) << d->name << " names " << name << " twice";
    }
  }
}

/// Whether a declared parameter may be this: what is no parameter, or no value of it, is a slip that no fit would show.
bool may_be(const Declaration& d, const char* name, const Value& value) {
  if (!d.find_param(name)) return false;
  try {
    from_recipe(recipe(d.name, {{name, value}}));
    return true;
  } catch (const Error&) {
    return false;
  }
}

TEST(Declarations, NameParametersThatThereAre) {
  size_t examples = 0, conditions = 0;
  for (const Declaration* d : registry::all()) {
    for (const When& when : d->traits_when) {
      ++conditions;
      for (const char* option : when.options) EXPECT_TRUE(may_be(*d, when.param, option)) << d->name << ": " << option;
    }
    if (!d->examples) continue;
    for (const Example& example : d->examples()) {
      ++examples;
      for (const Value& value : example.values)
        EXPECT_TRUE(may_be(*d, example.param, value)) << d->name << ": " << example.param;
      for (const Example::With& other : example.with)
        EXPECT_TRUE(may_be(*d, other.param, other.value)) << d->name << ": " << other.param;
    }
  }
  EXPECT_GT(examples, 20u);
  EXPECT_GT(conditions, 10u);
}

}  // namespace
}  // namespace keepfit
