// Pickles are told without being run: beside what pickletools and Python's own unpickler find in the same files, and
// what those made by hand hide (tests/golden/pickles.py).
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "core/errors.h"
#include "core/registry.h"
#include "interchange/examine.h"
#include "interchange/known.h"

namespace keepfit::interchange {
namespace {

using nlohmann::json;
const std::string kFolder = std::string(KEEPFIT_SOURCE_DIR) + "/tests/golden/pickles/";

std::string bytes_of(const std::string& file) {
  std::ifstream in(kFolder + file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

const json& expected() {
  static const json all = json::parse(std::ifstream(kFolder + "expected.json"));
  return all;
}

std::vector<std::string> texts(const Value& list, std::initializer_list<const char*> keys) {
  std::vector<std::string> out;
  for (const Value& each : list.list()) {
    std::string text;
    for (const char* key : keys) text += (text.empty() ? "" : " ") + each.at(key).text();
    out.push_back(std::move(text));
  }
  return out;
}

std::set<std::string> names_of(const Value& report) {
  const std::vector<std::string> all = texts(report.at("globals"), {"module", "name"});
  return {all.begin(), all.end()};
}

bool is_compressed(const std::string& file) { return file.starts_with("chain_") && file.ends_with(".joblib"); }

class Pickle : public testing::TestWithParam<std::string> {
 protected:
  const std::string file = GetParam();
  const json& told = expected().at(file);
};

TEST_P(Pickle, IsToldAsOthersFindIt) {
  if (is_compressed(file)) {
    try {
      examine_pickle(bytes_of(file));
      FAIL() << "not refused";
    } catch (const Error& e) {
      EXPECT_EQ(e.code, "compressed");
      EXPECT_EQ("chain_" + e.where + ".joblib", file);
    }
    return;
  }
  const std::string bytes = bytes_of(file);
  const Value report = examine_pickle(bytes, 0, 2000);
  if (told.contains("listing")) {
    // Beyond the place where pickletools gives up, Python goes on in some of them.
    const auto& lines = report.at("lines").list();
    ASSERT_GE(lines.size(), told["listing"].size());
    for (size_t i = 0; i < told["listing"].size(); ++i) {
      EXPECT_EQ(lines[i].list()[0].integer(), told["listing"][i][0].get<int64_t>());
      EXPECT_EQ(lines[i].list()[1].text(), told["listing"][i][1].get<std::string>());
    }
  }
  if (told.contains("opcodes")) {
    EXPECT_EQ(report.at("instructions").integer(), told["opcodes"].get<int64_t>());
  }
  const std::set<std::string> names = names_of(report);
  for (const json& name : told.value("names", json::array())) EXPECT_TRUE(names.contains(name)) << name;
  if (told["honest"].get<bool>()) {
    EXPECT_TRUE(report.at("harmless").boolean());
    EXPECT_EQ(report.at("findings_met").integer(), 0);
    EXPECT_EQ(report.at("versions").list().at(0).text(), "1.9.1");
    EXPECT_EQ(names.size(), told.contains("names") ? told["names"].size() : names.size());
    return;
  }
  // Of what is disguised only that it is seen: there is more than one way to say what is odd.
  if (told["findings"].is_null()) {
    EXPECT_FALSE(report.at("harmless").boolean());
    const std::string first = report.at("findings").list().at(0).at("code").text();
    EXPECT_TRUE(first.starts_with("odd_") || first.starts_with("bad_") || first == "array_of_instructions") << first;
    return;
  }
  EXPECT_EQ(texts(report.at("calls"), {"callee"}), told["calls"].get<std::vector<std::string>>());
  std::vector<std::string> foreign;
  for (const Value& each : report.at("globals").list())
    if (each.at("role").is("foreign")) foreign.push_back(each.at("module").text() + " " + each.at("name").text());
  EXPECT_EQ(foreign, told["foreign"].get<std::vector<std::string>>());
  std::vector<std::string> codes = texts(report.at("findings"), {"code"});
  const auto wanted = told["findings"].get<std::vector<std::string>>();
  ASSERT_GE(codes.size(), wanted.size());
  if (wanted.empty()) {
    EXPECT_EQ(codes, wanted);
  }
  // What comes after a place where Python has stopped is of no weight.
  codes.resize(wanted.size());
  EXPECT_EQ(codes, wanted);
  EXPECT_EQ(report.at("harmless").boolean(),
            told["calls"].empty() && told["foreign"].empty() && told["findings"].empty());
}

TEST_P(Pickle, DamagedInAnyWayIsToldOrRefused) {
  const std::string whole = bytes_of(file);
  const auto look = [](const std::string& bytes) {
    try {
      const Value report = examine_pickle(bytes, 0, 50);
      return report.at("findings_met").integer() > 0 || report.at("calls_met").integer() > 0;
    } catch (const Error& e) {
      EXPECT_FALSE(e.message.empty());
      return true;
    }
  };
  const size_t step = 1 + whole.size() / 300;
  for (size_t size = 0; size < whole.size(); size += step) {
    const bool told_of = look(whole.substr(0, size));
    // What is hostile may be harmless without its end.
    EXPECT_TRUE(told_of || !told["honest"].get<bool>()) << "cut to " << size;
  }
  std::minstd_rand random(1);
  for (int turn = 0; turn < 300; ++turn) {
    std::string changed = whole;
    for (size_t k = 0; k < 1 + random() % 3 && !changed.empty(); ++k)
      changed[random() % changed.size()] = static_cast<char>(random());
    look(changed);
  }
}

std::vector<std::string> files() {
  std::vector<std::string> out;
  for (const auto& [file, told] : expected().items()) out.push_back(file);
  return out;
}
INSTANTIATE_TEST_SUITE_P(Files, Pickle, testing::ValuesIn(files()), [](const auto& info) {
  std::string name = info.param;
  for (char& c : name)
    if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
  return name;
});

TEST(Pickle, WhatIsNoneIsRefused) {
  const auto code = [](const std::string& bytes) {
    try {
      examine_pickle(bytes);
      return std::string("taken");
    } catch (const Error& e) {
      return e.code + " " + e.where;
    }
  };
  EXPECT_EQ(code(""), "not_a_pickle ");
  EXPECT_EQ(code("a,b\n1,2\n"), "not_a_pickle ");
  EXPECT_EQ(code("hello"), "not_a_pickle ");
  EXPECT_EQ(code("{\"a\": 1}"), "not_a_pickle ");
  EXPECT_EQ(code("PK\x03\x04rest"), "not_a_pickle zip");
  EXPECT_EQ(code("\x04\x22\x4d\x18rest"), "compressed lz4");
}

TEST(Pickle, MoreValuesThanAnyModelAreRefused) {
  std::string many = "\x80\x04";
  for (int k = 0; k < 4'100'000; ++k) many += ']';
  try {
    examine_pickle(many + ".");
    FAIL() << "not refused";
  } catch (const Error& e) {
    EXPECT_EQ(e.code, "too_large");
  }
}

TEST(Pickle, AListingBeginsWhereItIsAsked) {
  const std::string bytes = bytes_of("chain_protocol_4.pkl");
  const Value all = examine_pickle(bytes, 0, 2000), some = examine_pickle(bytes, 100, 5);
  ASSERT_EQ(some.at("lines").list().size(), 5u);
  for (size_t i = 0; i < 5; ++i)
    EXPECT_EQ(some.at("lines").list()[i].list()[0].integer(), all.at("lines").list()[100 + i].list()[0].integer());
}

TEST(Pickle, EveryEstimatorIsKnownByItsPlaceInScikitLearn) {
  // Whose names the honest files of all of them have is looked at when expected.json is made; here, that none is left
  // out.
  const auto names = names_with(Role::kEstimator);
  const std::set<std::string_view> known(names.begin(), names.end());
  EXPECT_EQ(known.size(), names.size());
  for (const Declaration* each : registry::all())
    EXPECT_TRUE(known.contains(each->name) || std::string_view(each->module) == "broken") << each->name;
}

}  // namespace
}  // namespace keepfit::interchange
