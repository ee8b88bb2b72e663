// Every parameter of scikit-learn's estimators is ours with the same default, or refused by name; every method is
// there, or stated as unsupported. And what a declaration promises of closeness is what its golden fixture holds.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <functional>
#include <map>
#include <set>

#include "checks/subjects.h"
#include "core/errors.h"
#include "core/node.h"
#include "core/registry.h"
#include "support/fixtures.h"

namespace keepfit::test {
namespace {

/// {estimator: its parameters and defaults ("options"), its methods}, by scikit-learn.
const std::map<std::string, Json>& signatures() {
  static const std::map<std::string, Json> read = [] {
    std::map<std::string, Json> out;
    const Json fixture = read_json("tests/golden/fixtures/signatures.json");
    for (const Json& c : fixture.at("cases")) out[c.at("name")] = c;
    return out;
  }();
  return read;
}

/// Estimators under test: the broken ones of the checks are no estimators of scikit-learn.
std::vector<const Declaration*> declared() {
  std::vector<const Declaration*> out;
  for (const Declaration* d : registry::all()) {
    if (std::string(d->module) != "broken") out.push_back(d);
  }
  return out;
}

/// Whether two defaults are one. 1 and 1.0 differ where the one is a count and the other a share.
bool same(const Value& a, const Value& b, bool count_or_share) {
  if (a.is_number() && b.is_number())
    return a.number() == b.number() && (!count_or_share || a.type_name() == b.type_name());
  const auto *list_a = a.get_if<Value::List>(), *list_b = b.get_if<Value::List>();
  if (list_a && list_b) {
    return list_a->size() == list_b->size() &&
           std::equal(list_a->begin(), list_a->end(), list_b->begin(),
                      [&](const Value& x, const Value& y) { return same(x, y, count_or_share); });
  }
  if (a.is("nan") && b.is_number()) return std::isnan(b.number());
  return a.repr() == b.repr();
}

bool count_or_share(const Param& p) {
  bool count = false, share = false;
  for (const Constraint& c : p.allowed) {
    if (c.kind == Constraint::Kind::kInterval) (c.integral ? count : share) = true;
  }
  return count && share;
}

/// Defaults that differ, and why.
const std::map<std::string, std::string> kOtherDefaults{
    {"GradientBoostingClassifier.criterion", "'deprecated' there: 'squared_error' is what it does"},
    {"GradientBoostingRegressor.criterion", "'deprecated' there: 'squared_error' is what it does"},
    {"OneHotEncoder.sparse_output", "True there: here are no sparse tables"},
    {"TargetEncoder.shuffle", "'deprecated' there: True is what it does"},
    {"TargetEncoder.random_state", "'deprecated' there: None is what it does"},
};

/// Refused by name for older notebooks: scikit-learn has dropped them.
const std::set<std::string> kDropped{"LogisticRegression.multi_class", "ColumnTransformer.force_int_remainder_cols"};

class Signature : public testing::TestWithParam<const Declaration*> {};

TEST_P(Signature, EveryParameterIsDeclaredOrRefusedByName) {
  const Declaration& d = *GetParam();
  ASSERT_TRUE(signatures().count(d.name)) << "scikit-learn has no " << d.name;
  std::set<std::string> theirs;
  for (const Json& p : signatures().at(d.name).at("options")) {
    const std::string name = p.at("name");
    theirs.insert(name);
    if (const Param* ours = d.find_param(name)) {
      if (p.contains("required")) continue;
      const std::string path = std::string(d.name) + "." + name;
      const bool equal = same(to_value(p.at("default")), ours->fallback, count_or_share(*ours));
      const auto other = kOtherDefaults.find(path);
      if (other == kOtherDefaults.end()) {
        EXPECT_TRUE(equal) << path << " is " << p.at("default") << " in scikit-learn, " << ours->fallback.repr()
                           << " here";
      } else {
        EXPECT_FALSE(equal) << path << " is listed with another default, but has the same";
      }
      continue;
    }
    EXPECT_TRUE(std::any_of(d.unsupported.begin(), d.unsupported.end(), [&](const char* u) { return name == u; }))
        << d.name << " neither has nor refuses " << name;
    try {
      from_recipe(Value::Map{{"class", d.name}, {"params", Value::Map{{name, to_value(p.value("default", Json()))}}}});
      ADD_FAILURE() << d.name << " takes " << name;
    } catch (const Error& e) {
      EXPECT_EQ(e.code, "unsupported_parameter");
      EXPECT_NE(e.message.find("'" + name + "'"), std::string::npos) << e.message;
      EXPECT_NE(e.message.find(d.name), std::string::npos) << e.message;
    }
  }
  for (const Param& p : d.params)
    EXPECT_TRUE(theirs.count(p.name)) << d.name << "." << p.name << " is no parameter of scikit-learn";
  for (const char* name : d.unsupported) {
    EXPECT_NE(theirs.count(name), kDropped.count(std::string(d.name) + "." + name))
        << d.name << " refuses " << name << ", which scikit-learn does not have";
    EXPECT_FALSE(d.find_param(name)) << d.name << " both has and refuses " << name;
  }
}

/// The recipe with another estimator inside; what it holds decides what it can do.
Value holding(const Declaration& d, const Value& recipe, const char* inner) {
  const Value other = Value::Map{{"class", inner}};
  const std::function<Value(const Value&)> changed = [&](const Value& v) -> Value {
    if (const auto* list = v.get_if<Value::List>()) {
      Value::List out;
      for (const Value& each : *list) out.push_back(changed(each));
      return out;
    }
    const auto* map = v.get_if<Value::Map>();
    return map && v.find("class") ? other : v;
  };
  Value::Map params;
  for (const auto& [name, value] : recipe.at("params").map()) params.emplace_back(name, changed(value));
  for (const char* name : {"estimator", "final_estimator"}) {
    if (d.find_param(name) && !recipe.at("params").find(name)) params.emplace_back(name, other);
  }
  return Value::Map{{"class", d.name}, {"params", std::move(params)}};
}

/// The methods of one estimator, with one or another parameter and estimator inside.
std::set<std::string> offered(const Declaration& d) {
  std::set<std::string> out{"fit", "get_params", "set_params"};
  const auto ask = [&](const Estimator& e) {
    if (e.can_transform()) out.insert({"transform", "fit_transform", "get_feature_names_out"});
    if (e.can_inverse_transform()) out.insert("inverse_transform");
    if (e.can_predict()) out.insert("predict");
    if (e.can_predict_proba()) out.insert("predict_proba");
    if (e.can_decision_function()) out.insert("decision_function");
    if (e.kind() == Kind::kClassifier || e.kind() == Kind::kRegressor) out.insert("score");
  };
  for (const Subject& subject : all_subjects()) {
    if (!subject.recipe.at("class").is(d.name)) continue;
    ask(*subject.make());
    if (d.exactness.exactness != Exactness::kParts) continue;
    for (const char* inner : {"LinearDiscriminantAnalysis", "StandardScaler", "Ridge"}) {
      // Not every estimator may stand everywhere.
      try {
        ask(*from_recipe(holding(d, subject.recipe, inner)));
      } catch (const Error&) {
      }
    }
  }
  return out;
}

TEST_P(Signature, EveryMethodIsThereOrStatedAsUnsupported) {
  const Declaration& d = *GetParam();
  const std::set<std::string> ours = offered(d), stated(d.unsupported_methods.begin(), d.unsupported_methods.end()),
                              of_none(registry::unsupported_methods().begin(), registry::unsupported_methods().end());
  const Json& listed = signatures().at(d.name).at("methods");
  const std::set<std::string> theirs(listed.begin(), listed.end());
  EXPECT_TRUE(theirs.count("fit"));
  for (const std::string& method : theirs) {
    EXPECT_EQ(ours.count(method) + stated.count(method) + of_none.count(method), 1u)
        << d.name << "." << method
        << (ours.count(method) ? " is there, but stated as unsupported"
                               : " is neither there nor stated as unsupported, or stated twice");
  }
  for (const std::string& method : stated)
    EXPECT_TRUE(theirs.count(method)) << d.name << " states that it has no " << method
                                      << ", which scikit-learn's has not either";
  EXPECT_TRUE(std::is_sorted(d.unsupported_methods.begin(), d.unsupported_methods.end(),
                             [](const std::string& a, const std::string& b) { return a < b; }))
      << d.name;
}

TEST(Signatures, MethodsOfNoneAreScikitLearns) {
  const std::vector<const Declaration*> all = declared();
  for (const char* method : registry::unsupported_methods()) {
    EXPECT_TRUE(std::any_of(all.begin(), all.end(),
                            [&](const Declaration* d) {
                              const Json& theirs = signatures().at(d->name).at("methods");
                              return std::find(theirs.begin(), theirs.end(), method) != theirs.end();
                            }))
        << "no estimator of scikit-learn has " << method;
  }
}

TEST_P(Signature, StatesHowCloseItComes) {
  EXPECT_NE(GetParam()->exactness.exactness, Exactness::kUndeclared) << GetParam()->name;
}

INSTANTIATE_TEST_SUITE_P(Estimators, Signature, testing::ValuesIn(declared()),
                         [](const auto& info) { return std::string(info.param->name); });

// ---- closeness ------------------------------------------------------------------------------------------------------

Exactness class_of(const std::string& name) {
  if (name == "exact") return Exactness::kExact;
  if (name == "tight") return Exactness::kTight;
  if (name == "converged") return Exactness::kConverged;
  ADD_FAILURE() << "no exactness class: " << name;
  return Exactness::kUndeclared;
}

/// What one estimator promises for an output or attribute ("predict", "coef_", "tree_.impurity").
Exactness promised(const Estimator& estimator, const std::string& key, bool alone) {
  const Closeness& c = estimator.declaration().exactness;
  Exactness out = c.exactness == Exactness::kParts ? Exactness::kExact : c.exactness;
  // What another step hands on may be held column by column.
  if (!alone && c.by_columns != Exactness::kUndeclared) out = std::max(out, c.by_columns);
  for (const Looser& l : c.except) {
    const bool output =
        l.outputs.empty() || std::any_of(l.outputs.begin(), l.outputs.end(), [&](const char* o) { return key == o; });
    const Value now = l.param ? estimator.param(l.param) : Value();
    const bool applies =
        !l.param || l.values.empty() ||
        std::any_of(l.values.begin(), l.values.end(), [&](const Value& v) { return v.repr() == now.repr(); });
    if (output && applies) out = std::max(out, l.exactness);
  }
  return out;
}

TEST(Closeness, FixturesAreHeldToWhatIsDeclared) {
  size_t checked = 0;
  for (const auto& entry : std::filesystem::directory_iterator(source_path("tests/golden/fixtures"))) {
    const Json fixture = read_json("tests/golden/fixtures/" + entry.path().filename().string());
    for (const Json& c : fixture.at("cases")) {
      if (!c.contains("recipe") || !c.contains("tolerance") || c.at("expect").contains("error")) continue;
      const auto recipe = from_recipe(to_value(c.at("recipe")));
      std::vector<std::string> keys;
      for (const auto& [key, value] : c.at("expect").items()) {
        if (key == "fitted") {
          for (const auto& [path, fitted] : value.items()) keys.push_back(path);
        } else if (key != "feature_names_out" && key != "hash" && key != "score") {  // R2 is a metric's own sum
          keys.push_back(key);
        }
      }
      const Json& tolerance = c.at("tolerance");
      for (const std::string& key : keys) {
        const size_t at = key.rfind("__");
        const std::string bare = at == std::string::npos ? key : key.substr(at + 2);
        const Json own = tolerance.contains("keys")
                             ? tolerance["keys"].value(key, tolerance["keys"].value(bare, tolerance))
                             : tolerance;
        Exactness allowed = Exactness::kExact;
        size_t steps = 0;
        bool stacks = false;
        walk(*recipe, [&](const std::string&, const Estimator& step) {
          ++steps;
          stacks |= std::string(step.declaration().name).rfind("Stacking", 0) == 0;
        });
        walk(*recipe, [&](const std::string&, const Estimator& step) {
          allowed = std::max(
              allowed, promised(step, bare, steps == 1 && !c.contains("sample_weight")));  // weighted sums are BLAS's
          // Stacking's columns are what the stacked ones answer.
          for (const char* stacked : {"predict_proba", "decision_function"}) {
            if (stacks) allowed = std::max(allowed, promised(step, stacked, false));
          }
        });
        const double rtol = own.value("rtol", 0.0);
        EXPECT_LE(rtol, own.at("class") == "exact"   ? 0.0
                        : own.at("class") == "tight" ? 1e-10
                                                     : 1e-6)
            << entry.path().filename() << ", " << c.at("name") << ": " << key << " has a tolerance beyond its class";
        EXPECT_LE(class_of(own.at("class")), allowed)
            << entry.path().filename() << ", " << c.at("name") << ": " << key << " is held to " << own.at("class")
            << ", declared " << exactness_name(allowed);
        ++checked;
      }
    }
  }
  EXPECT_GT(checked, 5000u);
}

}  // namespace
}  // namespace keepfit::test
