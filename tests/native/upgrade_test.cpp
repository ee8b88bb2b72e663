// What declarations say of their past is what files of older engines are read by: an estimator with every kind of
// change behind it, and the files that its engines would have written.
#include "persistence/migrate/upgrade.h"

#include <gtest/gtest.h>

#include <functional>

#include "core/estimator.h"
#include "core/node.h"
#include "core/registry.h"
#include "core/table.h"
#include "core/trace.h"
#include "persistence/codec.h"
#include "persistence/diff.h"
#include "persistence/file.h"
#include "persistence/inspect.h"

namespace keepfit::test {
namespace {

struct Part : Record {
  std::vector<int32_t> places;
  int64_t most = 0;

  const std::vector<Field>& fields() const override {
    static const std::vector<Field> all{
        field<&Part::places>("places", {"n_features_in_"}, "Places."),
        field<&Part::most>("most", {}, "The largest place.", [] {
          return derived("0.1.3", [](const Value& step) -> Value {
            const auto places = step.at("fitted").at("part_").at("places").array("places").to_vector<int32_t>();
            return static_cast<int64_t>(*std::max_element(places.begin(), places.end()));
          });
        })};
    return all;
  }
};

/// Adds to every number its share of the mean of its column, by halves (as engines up to 0.1.2 did) or whole.
///   0.1.0  class Shift:  alpha, legacy;            base_ (an estimator), mean_, part_ {places, spare}
///   0.1.1  class Shift:  alpha, legacy, turn;      base_, mean_, part_ {places, spare}
///   0.1.2  class Mover:  strength, legacy, order;  base_, mean_, part_ {places}
///   0.1.3  class Mover:  strength, mode, order;    inner_, level_, part_ {places, most}, rule_
class Mover final : public Estimator {
 public:
  static const Declaration& declared() {
    static const Declaration d{
        .name = "Mover",
        .module = "broken",
        .doc = "Has a past.",
        .kind = Kind::kTransformer,
        .traits = {},
        .params =
            {{"strength", 1.0, {constraint::real("[0, inf)")}, "Share.", [] { return renamed("0.1.2", "alpha"); }},
             {"mode",
              "plain",
              {constraint::options({"plain", "wild"})},
              "Mode.",
              [] {
                return derived("0.1.3", [](const Value& step) -> Value {
                  return step.at("params").at("legacy").boolean("legacy") ? "wild" : "plain";
                });
              }},
             {"order",
              2,
              {constraint::integer("[0, inf)")},
              "Order.",
              [] { return renamed("0.1.2", "turn") + added("0.1.1", 7); }}},
        .fitted = {field<&Mover::inner_>("inner_", {}, "An estimator.", [] { return renamed("0.1.3", "base_"); }),
                   field<&Mover::level_>("level_", {"n_features_in_"}, "Means.",
                                         [] {
                                           return renamed("0.1.3", "mean_", [](const Value& step) -> Value {
                                             // In older files in hundreds.
                                             std::vector<double> out =
                                                 step.at("fitted").at("mean_").array("mean_").to_vector<double>();
                                             for (double& v : out) v *= 100;
                                             return Array::own(out);
                                           });
                                         }),
                   field<&Mover::part_>("part_", {}, "A record."),
                   field<&Mover::rule_>("rule_", {}, "How much of the level is added.",
                                        [] { return added("0.1.3", "half"); })},
        .removed = [] { return std::vector<Removed>{{"legacy", "0.1.3"}, {"part_.spare", "0.1.2"}}; },
        .unsupported = {},
        .create = &create<Mover>};
    return d;
  }
  static std::vector<Former> formerly() { return {{"Shift", "0.1.2"}}; }
  const Declaration& declaration() const override { return declared(); }

  std::shared_ptr<Estimator> inner_;
  Vector level_;
  Part part_;
  std::string rule_;

 protected:
  void do_fit(const Table& X, const Column*, const Context&) override {
    inner_ = from_recipe(Value::Map{{"class", "MinMaxScaler"}});
    inner_->fit(X, nullptr);
    level_ = X.numbers().colwise().mean();
    part_.places.assign(static_cast<size_t>(X.columns()), 3);
    part_.most = 3;
    rule_ = "whole";
  }
  Table do_transform(const Table& X) const override {
    const std::string name = "inner_";
    const StepScope scope(name);
    Matrix z = inner_->transform(X).numbers();
    for (Index j = 0; j < z.cols(); ++j) z.col(j).array() += level_[j] * (rule_ == "half" ? 0.5 : 1.0);
    return Table(std::move(z));
  }
  void check_fitted() const override {
    if (!inner_ || (rule_ != "half" && rule_ != "whole")) throw Error("audit_values", name(), "No such rule.");
  }
};
KEEPFIT_REGISTER(Mover)

/// What became of the wild Shifts: a class of their own.
class WildMover final : public Estimator {
 public:
  static const Declaration& declared() {
    static const Declaration d{.name = "WildMover",
                               .module = "broken",
                               .doc = "Was part of another.",
                               .kind = Kind::kTransformer,
                               .traits = {},
                               .params = {},
                               .fitted = {field<&WildMover::mean_>("mean_", {"n_features_in_"}, "Means.")},
                               .unsupported = {},
                               .create = &create<WildMover>};
    return d;
  }
  static std::vector<Former> formerly() {
    return {{"Split", "0.1.4", [](const Value& step) -> Value {
               if (!step.at("params").at("wild").boolean("wild")) return {};
               return Value::Map{{"class", "WildMover"}, {"params", Value::Map{}}, {"fitted", step.at("fitted")}};
             }}};
  }
  const Declaration& declaration() const override { return declared(); }
  Vector mean_;

 protected:
  void do_fit(const Table& X, const Column*, const Context&) override { mean_ = X.numbers().colwise().mean(); }
  Table do_transform(const Table& X) const override { return X; }
};
KEEPFIT_REGISTER(WildMover)

using Blob = std::vector<uint8_t>;

Table rows() {
  Matrix m(4, 2);
  m << 1, 10, 2, 30, 3, 20, 6, 40;
  return Table(m);
}

Value inner_node() {
  const auto scaler = from_recipe(Value::Map{{"class", "MinMaxScaler"}});
  scaler->fit(rows(), nullptr);
  static std::vector<std::shared_ptr<Estimator>> kept;  // nodes are views
  kept.push_back(scaler);
  return to_node(*scaler);
}

const std::vector<double> kLevel{3, 25}, kHundredths{0.03, 0.25};

Value node(const char* cls, Value::Map params, Value::Map attributes) {
  Value::Map fitted{{"n_features_in_", 2}, {"feature_names_in_", Value::List{}}};
  fitted.insert(fitted.end(), attributes.begin(), attributes.end());
  return Value::Map{{"class", cls}, {"params", std::move(params)}, {"fitted", std::move(fitted)}};
}
Value places() { return Array::own(std::vector<int32_t>{3, 5}); }

/// The step as the engine of a version wrote it.
Value of_version(int version) {
  if (version <= 1) {
    Value::Map params{{"alpha", 0.5}, {"legacy", true}};
    if (version == 1) params.emplace_back("turn", 4);
    return node("Shift", params,
                {{"base_", inner_node()},
                 {"mean_", Array::own(kHundredths)},
                 {"part_", Value::Map{{"places", places()}, {"spare", 1}}}});
  }
  if (version == 2) {
    return node(
        "Mover", {{"strength", 0.5}, {"legacy", false}, {"order", 4}},
        {{"base_", inner_node()}, {"mean_", Array::own(kHundredths)}, {"part_", Value::Map{{"places", places()}}}});
  }
  return node("Mover", {{"strength", 0.5}, {"mode", "plain"}, {"order", 4}},
              {{"inner_", inner_node()},
               {"level_", Array::own(kLevel)},
               {"part_", Value::Map{{"places", places()}, {"most", 5}}},
               {"rule_", "whole"}});
}

Value card(const std::string& saved_with = "0.1.0") {
  const auto column = [](const char* name) {
    return Value::Map{{"name", name}, {"kind", "number"}, {"missing", 0}, {"min", 1.0}, {"max", 40.0}, {"median", 3.0}};
  };
  return Value::Map{{"engine", Value::Map{{"fitted_with", saved_with}, {"saved_with", saved_with}}},
                    {"input", Value::List{column("x0"), column("x1")}}};
}

Blob file_of(const Value& pipeline, const std::string& saved_with = "0.1.0") {
  return write_file(card(saved_with), pipeline).bytes;
}

Error refusal(const Blob& bytes) {
  try {
    load(bytes.data(), bytes.size());
  } catch (const Error& e) {
    return e;
  }
  return Error("accepted", "", "");
}

class OlderFile : public testing::TestWithParam<int> {};

TEST_P(OlderFile, IsReadByWhatTheDeclarationsSay) {
  const int version = GetParam();
  const Blob bytes = file_of(of_version(version));
  const Model model = load(bytes.data(), bytes.size());
  const auto& mover = dynamic_cast<const Mover&>(*model.estimator);
  EXPECT_EQ(mover.param("strength").number(), 0.5);
  EXPECT_EQ(mover.param("mode").text(), version <= 1 ? "wild" : "plain");
  EXPECT_EQ(mover.param("order").integer(), version == 0 ? 7 : 4);
  EXPECT_EQ(mover.level_, (Vector(2) << 3, 25).finished());
  EXPECT_EQ(mover.part_.most, 5);
  EXPECT_EQ(mover.rule_, version == 3 ? "whole" : "half");
  EXPECT_EQ(model.older_fingerprint.empty(), version == 3);
  // The answer follows the age of the file.
  EXPECT_EQ(mover.transform(rows()).numbers()(0, 1), version == 3 ? 25 : 12.5);

  const Blob again = dump(model).bytes;
  const Model now = load(again.data(), again.size());
  EXPECT_EQ(now.older_fingerprint, "");
  EXPECT_EQ(encode(to_node(*now.estimator)), encode(to_node(mover)));
  EXPECT_EQ(dump(now).bytes, again);
  if (version == 3) EXPECT_FALSE(now.card.find("parent"));
  else EXPECT_EQ(now.card.at("parent").text(), model.older_fingerprint);
}

INSTANTIATE_TEST_SUITE_P(Versions, OlderFile, testing::Range(0, 4));

TEST(Upgrade, ParentIsTheAuthorsWhereOneIsGiven) {
  const Blob bytes = file_of(of_version(1));
  const Blob again = dump(load(bytes.data(), bytes.size()), Value::Map{{"parent", "mine"}}).bytes;
  EXPECT_EQ(load(again.data(), again.size()).card.at("parent").text(), "mine");
}

TEST(Upgrade, StepsAreFoundWhereverTheyAre) {
  const Value chain =
      node("Pipeline", {{"steps", Value::List{Value::List{"a", of_version(0)}, Value::List{"b", of_version(3)}}}}, {});
  const Blob bytes = file_of(chain);
  const Model model = load(bytes.data(), bytes.size());
  std::vector<std::string> rules;
  walk(*model.estimator, [&](const std::string& path, const Estimator& step) {
    if (const auto* mover = dynamic_cast<const Mover*>(&step)) rules.push_back(path + " " + mover->rule_);
  });
  EXPECT_EQ(rules, (std::vector<std::string>{"a half", "b whole"}));
  EXPECT_FALSE(model.older_fingerprint.empty());
}

TEST(Upgrade, AClassThatWasSplitIsReadAsItsPart) {
  const auto split = [](bool wild) { return node("Split", {{"wild", wild}}, {{"mean_", Array::own(kLevel)}}); };
  const Blob bytes = file_of(split(true));
  EXPECT_STREQ(load(bytes.data(), bytes.size()).estimator->declaration().name, "WildMover");
  EXPECT_EQ(refusal(file_of(split(false))).code, "unknown_estimator");
}

TEST(Upgrade, ProofRowsCallStepsAsTheyAreNow) {
  const Blob bytes = file_of(of_version(2));
  const Model model = load(bytes.data(), bytes.size());
  Value proof = make_proof(*model.estimator, model.card.at("input"), nullptr);
  // As the older engine recorded it, in a pipeline and alone.
  size_t renamed = 0;
  const std::function<Value(const Value&, const std::string&)> older = [&](const Value& v,
                                                                           const std::string& key) -> Value {
    if (const auto* entries = v.get_if<Value::Map>()) {
      Value::Map out;
      for (const auto& [name, value] : *entries) out.emplace_back(name, older(value, name));
      return out;
    }
    if (const auto* items = v.get_if<Value::List>()) {
      Value::List out;
      for (const Value& item : *items) out.push_back(older(item, ""));
      return out;
    }
    if (key == "step" && v.is("inner_") && ++renamed) return "base_";
    return v;
  };
  proof = older(proof, "");
  ASSERT_GT(renamed, 0u);
  const Blob proved = write_file(card(), of_version(2), proof).bytes;
  ProofResult result;
  const Model again = load(proved.data(), proved.size(), &result);
  EXPECT_TRUE(result.identical()) << to_sentence(*result.first);
  EXPECT_GT(result.steps, 1);
  const Blob saved = dump(again).bytes;
  EXPECT_TRUE((load(saved.data(), saved.size(), &result), result.identical()));
  // Today's names in an old file are not what it recorded.
  const Blob mixed = write_file(card(), of_version(3), proof).bytes;
  EXPECT_EQ(refusal(mixed).code, "proof_failed");
}

TEST(Upgrade, InnerPathsOfProbesMoveToo) {
  const std::map<std::string, std::string> moved{{"a__base_", "a__inner_"}, {"a__base___deep", "a__inner___deep"}};
  const auto outputs = [](const char* step) { return Value::List{Value::Map{{"step", step}, {"method", "predict"}}}; };
  const Value proof = Value::Map{{"outputs", outputs("a__base___deep")},
                                 {"probes", Value::List{Value::Map{{"step", "a__base_"}, {"outputs", outputs("deep")}},
                                                        Value::Map{{"step", "a"}, {"outputs", outputs("base_")}}}}};
  const Value now = migrate::with_moved_steps(proof, moved);
  EXPECT_EQ(now.at("outputs").list()[0].at("step").text(), "a__inner___deep");
  EXPECT_EQ(now.at("probes").list()[0].at("step").text(), "a__inner_");
  EXPECT_EQ(now.at("probes").list()[0].at("outputs").list()[0].at("step").text(), "deep");
  EXPECT_EQ(now.at("probes").list()[1].at("outputs").list()[0].at("step").text(), "inner_");
}

Value::Map& entries_of(Value& step, const char* part) {
  for (auto& [key, value] : *step.get_if<Value::Map>()) {
    if (key == part) return *value.get_if<Value::Map>();
  }
  throw std::runtime_error("no such part");
}

TEST(Upgrade, NamesOfNoSingleEngineAreRefused) {
  const auto changed = [](int version, const std::function<void(Value&)>& change) {
    Value step = of_version(version);
    change(step);
    return refusal(file_of(step)).code;
  };
  EXPECT_EQ(changed(3, [](Value&) {}), "accepted");
  // What engines since 0.1.3 have, without something that these have too.
  EXPECT_EQ(changed(3, [](Value& s) { entries_of(s, "fitted").pop_back(); }), "audit_names");
  EXPECT_EQ(changed(3, [](Value& s) { entries_of(s, "params").pop_back(); }), "audit_names");
  EXPECT_EQ(changed(3, [](Value& s) { entries_of(s, "params")[0].first = "alpha"; }), "audit_names");
  EXPECT_EQ(
      changed(3, [](Value& s) { entries_of(s, "params").insert(entries_of(s, "params").begin(), {"legacy", true}); }),
      "audit_names");
  EXPECT_EQ(changed(3, [](Value& s) { s.get_if<Value::Map>()->front().second = "Shift"; }), "unknown_estimator");
  // What stands nowhere, or in another order.
  EXPECT_EQ(changed(1, [](Value& s) { entries_of(s, "params").emplace_back("beta", 1); }), "unknown_estimator");
  EXPECT_EQ(changed(2, [](Value& s) { std::swap(entries_of(s, "params")[0], entries_of(s, "params")[2]); }),
            "audit_names");
  EXPECT_EQ(changed(2, [](Value& s) { entries_of(s, "params").erase(entries_of(s, "params").begin()); }),
            "audit_names");
  // What was made of the rest is audited like the rest.
  EXPECT_EQ(changed(2, [](Value& s) { entries_of(s, "fitted")[3].second = Array::own(std::vector<double>{1, 2, 3}); }),
            "audit_shape");
  EXPECT_EQ(changed(2, [](Value& s) { entries_of(s, "params")[1].second = "yes"; }), "audit_names");
}

TEST(Upgrade, AnOlderFileIsWrittenInTheOneWayToo) {
  Value step = of_version(2);
  entries_of(step, "params")[0].second = 1;  // a float's parameter as an int
  EXPECT_EQ(refusal(file_of(step)).code, "not_canonical");
}

TEST(Upgrade, AFileOfANewerEngineIsCalledSo) {
  Value parameter = of_version(3), attribute = of_version(3), cls = of_version(3);
  entries_of(parameter, "params").emplace_back("depth", 1);
  entries_of(attribute, "fitted").emplace_back("depth_", 1);
  cls.get_if<Value::Map>()->front().second = "DeepMover";
  for (const auto& [step, name] :
       {std::pair{&parameter, "'depth'"}, std::pair{&attribute, "'depth_'"}, std::pair{&cls, "'DeepMover'"}}) {
    const Error e = refusal(file_of(*step, "99.0.1"));
    EXPECT_EQ(e.code, "newer_engine");
    EXPECT_NE(e.message.find(name), std::string::npos) << e.message;
    EXPECT_NE(e.message.find("saved by a newer Keepfit (99.0.1; this is " + std::string(engine_version()) + ")"),
              std::string::npos)
        << e.message;
    EXPECT_NE(e.hint.find("99.0.1"), std::string::npos);
    EXPECT_NE(refusal(file_of(*step, engine_version())).code, "newer_engine");
  }
  // It is loaded where it holds nothing new.
  EXPECT_EQ(refusal(file_of(of_version(3), "99.0.1")).code, "accepted");
}

TEST(Upgrade, VersionsAreNumbers) {
  EXPECT_TRUE(migrate::newer_version("0.10.0", "0.9.1"));
  EXPECT_TRUE(migrate::newer_version("1", "0.99.99"));
  EXPECT_TRUE(migrate::newer_version("1.0.1", "1.0"));
  EXPECT_FALSE(migrate::newer_version("0.2.0", "0.2.0"));
  EXPECT_FALSE(migrate::newer_version("nonsense", "0.2.0"));
  EXPECT_FALSE(migrate::newer_version("", "0.0.1"));
}

TEST(Upgrade, DiffSaysWhatAnOlderFileHasOtherwise) {
  const Blob old_bytes = file_of(of_version(2)), new_bytes = dump(load(old_bytes.data(), old_bytes.size())).bytes;
  const auto differ = [](const Blob& a, const Blob& b) {
    std::vector<std::string> out;
    const Value found = diff_files(parse_file(a.data(), a.size()), parse_file(b.data(), b.size()));
    for (const Value& row : found.at("rows").list()) {
      if (!row.at("part").is("pipeline")) continue;
      std::string line =
          row.at("path").text() + " " + row.at("kind").text() + " " + row.at("a").text() + " " + row.at("b").text();
      if (const Value* since = row.find("since")) line += " since " + since->text();
      if (const Value* means = row.find("means")) line += " means " + means->text();
      out.push_back(line);
    }
    return out;
  };
  EXPECT_EQ(differ(old_bytes, new_bytes),
            (std::vector<std::string>{
                "legacy only_a False None since 0.1.3", "mode only_b None 'plain' since 0.1.3 means 'plain'",
                "inner_ renamed 'base_' 'inner_' since 0.1.3", "level_ renamed 'mean_' 'level_' since 0.1.3",
                "part___most only_b None 5 since 0.1.3 means 5", "rule_ only_b None 'half' since 0.1.3 means 'half'"}));
  EXPECT_EQ(differ(new_bytes, new_bytes), std::vector<std::string>{});
  EXPECT_EQ(differ(old_bytes, old_bytes), std::vector<std::string>{});
  // Another value stands in the same row, the other way round too.
  Value other = of_version(3);
  entries_of(other, "params")[1].second = "wild";
  const auto rows = differ(file_of(other), old_bytes);
  EXPECT_NE(std::find(rows.begin(), rows.end(), "mode only_a 'wild' None since 0.1.3 means 'plain'"), rows.end());
  EXPECT_NE(std::find(rows.begin(), rows.end(), "rule_ only_a 'whole' None since 0.1.3 means 'half'"), rows.end());
  EXPECT_TRUE(
      std::none_of(rows.begin(), rows.end(), [](const std::string& row) { return row.rfind("mode value", 0) == 0; }));
}

/// What every declaration says of its past makes sense.
TEST(Upgrade, DeclaredPastsAreSound) {
  size_t seen = 0;
  const auto of = [](Pasts (*past)()) { return past ? past() : Pasts{}; };
  const auto check = [&](const std::string& who, const Pasts& past) {
    const char* later = engine_version();
    for (size_t i = 0; i < past.size(); ++i) {
      ++seen;
      EXPECT_FALSE(migrate::newer_version(past[i].since, later))
          << who << ": " << past[i].since << " comes after " << later;
      EXPECT_TRUE(past[i].formerly || i + 1 == past.size()) << who << " was there before it was added";
      later = past[i].since;
    }
  };
  for (const Declaration* d : registry::all()) {
    const std::string name = d->name;
    const auto named = [&](const char* other) {
      return d->find_param(other) || std::any_of(d->fitted.begin(), d->fitted.end(),
                                                 [&](const Field& f) { return std::string(f.name) == other; });
    };
    for (const Param& p : d->params) {
      check(name + "." + p.name, of(p.past));
      for (const Past& past : of(p.past)) {
        EXPECT_FALSE(past.formerly && named(past.formerly)) << name << "." << p.name;
        if (past.formerly || past.older) continue;
        const auto fresh = d->create();
        EXPECT_NO_THROW(fresh->set_param(p.name, past.meaning))
            << name << "." << p.name << " cannot be what older files mean";
      }
    }
    for (const Field& f : d->fitted) check(name + "." + f.name, of(f.past));
    for (const Removed& r : d->removed ? d->removed() : std::vector<Removed>{}) {
      EXPECT_FALSE(named(r.name)) << name << " has " << r.name << ", which was removed";
      EXPECT_FALSE(migrate::newer_version(r.until, engine_version())) << name << "." << r.name;
    }
  }
  for (const auto& [name, f] : registry::formers()) {
    EXPECT_TRUE(f.step || !registry::find(f.name)) << name << " reads the steps of another class: " << f.name;
    EXPECT_FALSE(migrate::newer_version(f.until, engine_version())) << name << " was " << f.name;
  }
  EXPECT_GT(seen, 5u);
}

}  // namespace
}  // namespace keepfit::test
