// What was warned of beside what scikit-learn warned of (tests/golden/warnings.json).
#pragma once

#include <set>
#include <string>
#include <utility>

#include "core/warnings.h"
#include "support/fixtures.h"

namespace keepfit::test {

/// (class, names of steps joined with "__")
using Said = std::set<std::pair<std::string, std::string>>;

inline Said said(const Warnings& warnings) {
  Said out;
  for (const Warning& w : warnings.all) {
    EXPECT_EQ(w.message.back(), '.') << w.message;
    EXPECT_GE(w.count, 1);
    std::string path;
    size_t at = 0;
    while ((at = w.where.find("step '", at)) != std::string::npos) {
      const size_t end = w.where.find('\'', at + 6);
      const std::string name = w.where.substr(at + 6, end - at - 6);
      // Parts that a fit has made (best_estimator_) are no steps of a recipe.
      if (name.back() != '_') path += (path.empty() ? "" : "__") + name;
      at = end;
    }
    out.emplace(w.code, path);
  }
  return out;
}

inline std::set<std::string> classes_said(const Warnings& warnings) {
  std::set<std::string> out;
  for (const auto& [code, path] : said(warnings)) out.insert(code);
  return out;
}

/// {"fit": [[class, step]], "use": [...]} of a case, or an empty object.
inline const Json& warned(const std::string& fixture, const std::string& name) {
  static const Json all = read_json("tests/golden/warnings.json");
  static const Json nothing = Json::object();
  if (!all.contains(fixture) || !all.at(fixture).contains(name)) return nothing;
  return all.at(fixture).at(name);
}

inline Said warned(const std::string& fixture, const std::string& name, const char* phase) {
  Said out;
  for (const Json& each : warned(fixture, name).value(phase, Json::array())) out.emplace(each[0], each[1]);
  return out;
}

inline std::set<std::string> classes_warned(const std::string& fixture, const std::string& name) {
  std::set<std::string> out;
  for (const char* phase : {"fit", "use"}) {
    for (const auto& [code, path] : warned(fixture, name, phase)) out.insert(code);
  }
  return out;
}

}  // namespace keepfit::test
