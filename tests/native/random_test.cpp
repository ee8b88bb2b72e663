// The random streams against NumPy and scikit-learn, draw for draw, and how many words every call takes.
#include "core/random.h"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

#include "core/errors.h"
#include "core/pcg64.h"

namespace keepfit {
namespace {

using nlohmann::json;

json fixture() {
  std::ifstream file(std::string(KEEPFIT_SOURCE_DIR) + "/tests/golden/fixtures/random.json");
  return json::parse(file);
}

/// What the call that a case describes gives here, in the form of the fixture.
json draw(const std::string& kind, const json& a, uint32_t seed, RandomState& random) {
  const size_t size = a.value("size", 0);
  json out = json::array();
  if (kind == "words") {
    for (size_t i = 0; i < a["skip"]; ++i) random.next32();
    for (size_t i = 0; i < size; ++i) out.push_back(random.next32());
  } else if (kind == "random_sample") {
    out = random.random_sample(size);
  } else if (kind == "standard_normal") {
    for (size_t i = 0; i < size; ++i) out.push_back(random.standard_normal());
  } else if (kind == "permutation") {
    out = random.permutation(a["n"]);
  } else if (kind == "shuffle") {
    auto values = a["values"].get<std::vector<int64_t>>();
    random.shuffle(values);
    out = values;
  } else if (kind == "randint") {
    out = random.randint(a["low"], a["high"], size);
  } else if (kind == "choice") {
    out = a.contains("p") ? random.choice(a["p"].get<std::vector<double>>(), size, a["replace"])
                          : random.choice(a["n"].get<int64_t>(), size, a["replace"]);
  } else if (kind == "multinomial") {
    const auto p = a["p"].get<std::vector<double>>();
    for (size_t i = 0; i < size; ++i) {
      std::vector<int> row(p.size(), 0);
      row[random.multinomial_index(p)] = 1;
      out.push_back(row);
    }
  } else if (kind == "uniform") {
    for (size_t i = 0; i < size; ++i) out.push_back(random.uniform(a["low"], a["high"]));
  } else if (kind == "normal, uniform, randint(10), normal, normal") {
    out.push_back(random.standard_normal());
    out.push_back(random.random_sample());
    out.push_back(random.randint(10));
    out.push_back(random.standard_normal());
    out.push_back(random.standard_normal());
  } else if (kind == "sample_without_replacement") {
    const std::string method = a["method"];
    const Sampling sampling = method == "auto"                 ? Sampling::kAuto
                              : method == "tracking_selection" ? Sampling::kTrackingSelection
                              : method == "pool"               ? Sampling::kPool
                                                               : Sampling::kReservoir;
    out = sample_without_replacement(a["n"], a["k"], random, sampling);
  } else if (kind == "our_rand_r") {
    OurRandR xorshift{seed};
    for (size_t i = 0; i < size; ++i) out.push_back(xorshift());
  } else {
    ADD_FAILURE() << "no such kind of case: " << kind;
  }
  return out;
}

TEST(RandomState, DrawsWhatNumPyDraws) {
  const json golden = fixture();
  size_t cases = 0;
  for (const json& c : golden["cases"]) {
    SCOPED_TRACE(c["name"].get<std::string>());
    RandomState random(c["seed"].get<uint32_t>());
    const json out = draw(c["kind"], c["arguments"], c["seed"], random);
    if (c["tolerance"]["class"] == "exact") {
      // Whole doubles stand as integers in the fixture; JSON numbers compare by value.
      EXPECT_EQ(out, c["expect"]);
    } else {
      ASSERT_EQ(out.size(), c["expect"].size());
      const double rtol = c["tolerance"]["rtol"];
      for (size_t i = 0; i < out.size(); ++i) {
        const double wanted = c["expect"][i];
        EXPECT_LE(std::abs(out[i].get<double>() - wanted), rtol * std::abs(wanted)) << "draw " << i;
      }
    }
    if (c.contains("next_word")) {
      EXPECT_EQ(random.next32(), c["next_word"].get<uint32_t>()) << "another number of words was taken";
    }
    ++cases;
  }
  EXPECT_GT(cases, 100u);
}

TEST(RandomState, NoneIsTheSeedZero) {
  EXPECT_EQ(random_state_of(Value()).next64(), RandomState(0).next64());
  EXPECT_EQ(random_state_of(Value(7)).next64(), RandomState(7).next64());
  EXPECT_NE(random_state_of(Value(7)).next64(), RandomState(0).next64());
}

TEST(RandomState, RefusesSeedsOutOfRange) {
  for (const int64_t seed : {int64_t{-1}, int64_t{1} << 32}) {
    try {
      random_state_of(Value(seed));
      FAIL() << seed;
    } catch (const Error& e) {
      EXPECT_EQ(e.code, "bad_parameter");
      EXPECT_EQ(e.message, "random_state must be an int in [0, 4294967295] or None. Got " + std::to_string(seed) + ".");
    }
  }
}

TEST(RandomState, ACopyGoesOnByItself) {
  RandomState one(3);
  one.standard_normal();
  RandomState two = one;
  EXPECT_EQ(one.standard_normal(), two.standard_normal());
  one.next32();
  RandomState three = one;
  EXPECT_EQ(one.next32(), three.next32());
  EXPECT_NE(one.next32(), two.next32());
}

TEST(Pcg64, DrawsAsNumpysDefaultGenerator) {
  // numpy.random.default_rng(seed).bit_generator.random_raw(), and shuffle of 0, ..., 10 three times.
  EXPECT_EQ(Pcg64(5).next64(), 14849682912918955432u);
  EXPECT_EQ(Pcg64(4000000000u).next64(), 2713216808748526043u);
  Pcg64 random(0);
  const auto shuffled = [&] {
    std::vector<int> v{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
    random.shuffle(v);
    return v;
  };
  EXPECT_EQ(shuffled(), (std::vector<int>{4, 6, 7, 2, 0, 3, 5, 10, 9, 8, 1}));
  EXPECT_EQ(shuffled(), (std::vector<int>{2, 10, 3, 6, 0, 8, 4, 9, 7, 5, 1}));
  EXPECT_EQ(shuffled(), (std::vector<int>{5, 4, 10, 0, 8, 2, 1, 6, 7, 9, 3}));
}

}  // namespace
}  // namespace keepfit
