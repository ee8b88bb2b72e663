// Every check on every registered estimator, and every check on the estimators that break it.
#include "checks/checks.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <set>

#include "checks/broken_estimators.h"
#include "core/registry.h"

namespace keepfit::test {
namespace {

using Pair = std::tuple<Subject, Check>;

std::string test_name(const testing::TestParamInfo<Pair>& info) {
  std::string name = std::get<0>(info.param).name + "_" + std::get<1>(info.param).name;
  for (char& c : name) {
    if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
  }
  return name + "_" + std::to_string(info.index);
}

class Estimators : public testing::TestWithParam<Pair> {};

TEST_P(Estimators, Keep) {
  const auto& [subject, check] = GetParam();
  EXPECT_EQ(check.run(subject), "") << subject.name << " fails " << check.name;
}

INSTANTIATE_TEST_SUITE_P(Common, Estimators,
                         testing::Combine(testing::ValuesIn(all_subjects()), testing::ValuesIn(all_checks())),
                         test_name);

TEST(CommonChecks, CoverEveryRegisteredEstimator) {
  std::set<std::string> covered;
  for (const Subject& s : all_subjects()) covered.insert(s.name.substr(0, s.name.find('(')));
  size_t registered = 0;
  for (const Declaration* d : registry::all()) registered += std::string(d->module) == "broken" ? 0 : 1;
  EXPECT_EQ(covered.size(), registered);
  EXPECT_GE(registered, 13u);
}

TEST(CommonChecks, EachFailsOnTheEstimatorThatBreaksIt) {
  std::set<std::string> failed;
  for (const Broken& broken : broken_estimators()) {
    const Subject subject = subject_of(*registry::find(broken.estimator));
    for (const Check& check : all_checks()) {
      std::string found;
      try {
        found = check.run(subject);
      } catch (const std::exception& e) {
        found = e.what();
      }
      if (check.name == broken.failing_check) {
        EXPECT_NE(found, "") << broken.estimator << " passes " << check.name;
        failed.insert(check.name);
      } else if (std::find(broken.also.begin(), broken.also.end(), check.name) == broken.also.end()) {
        EXPECT_EQ(found, "") << broken.estimator << " should pass " << check.name;
      }
    }
  }
  EXPECT_EQ(failed.size(), all_checks().size()) << "a check has no estimator that breaks it";
}

}  // namespace
}  // namespace keepfit::test
