// A scaler that is right, and copies of it with one defect each. They are registered under the module "broken", which
// the common checks leave out: these exist to show that each check can fail.
#pragma once

#include <string>
#include <vector>

namespace keepfit::test {

struct Broken {
  std::string estimator;
  std::string failing_check;      // empty for the one that is right
  std::vector<std::string> also;  // checks that cannot pass either, because they use what is broken
};

const std::vector<Broken>& broken_estimators();

}  // namespace keepfit::test
